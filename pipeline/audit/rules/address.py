"""Is the page still where it was, and is what answers there still the page?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from http import HTTPStatus
from itertools import takewhile

from pipeline.absence import is_home_like, says_not_found, title_parts
from pipeline.audit.facts import Check, PageFacts, SiteFacts
from pipeline.audit.policy import PagePolicy
from pipeline.audit.rule import Hit, page_rule, site_rule
from pipeline.errors import InvalidUrl
from pipeline.urls import canonicalize, host_of, page_key

CONFIRM_AFTER = timedelta(hours=24)
"""A 404 is believed when a second look, this much later, says so too. A 410 is meant as it is said."""

MAX_HOPS = 5
"""Redirects past which a chain is an error by itself."""


@page_rule(
    "FR014", "page-gone", severity="error", source="RFC 9110 sections 15.5.5 and 15.5.11.", version=2, gone_too=True
)
def page_gone(page: PageFacts, _policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """The server says 404 on two looks at least 24 hours apart, or 410 once, and nothing else since.

    Looks that tell nothing (403, 429, 5xx, time-outs) neither confirm nor refute. A warning where the page had moved
    away before: it is the redirect that is gone. Where another page of the site has its title and sections, it is
    named: the page may have moved, and nothing led there from its old address.
    """
    trail = _trail(page)
    if not trail:
        return
    newest, oldest = trail[0], trail[-1]
    looks = f"{len(trail)} looks in a row" if len(trail) > 1 else "one look"
    moved = _moved_to(page, oldest)
    what = "gone" if moved is None else f"the redirect to {moved} is gone"
    found = f"; {page.words_at} has its words" if page.words_at else ""
    yield Hit(
        message=f"{what}: {newest.status} on {newest.at.date().isoformat()}, {looks}{found}",
        severity=None if moved is None else "warning",
        values={"held": page.captured_at.isoformat() if page.captured_at else ""},
        evidence={
            "since": oldest.at.isoformat(),
            "last": newest.at.isoformat(),
            "statuses": " ".join(str(check.status) for check in reversed(trail)),
            **({"words_at": page.words_at} if page.words_at else {}),
        },
    )


def _trail(page: PageFacts) -> tuple[Check, ...]:
    """The looks, newest first, that say that the page is gone, if they are enough to believe it."""
    telling = (check for check in reversed(page.checks) if check.told)
    trail = tuple(takewhile(lambda check: check.gone, telling))
    final = any(check.status == HTTPStatus.GONE for check in trail)
    return trail if final or (trail and trail[0].at - trail[-1].at >= CONFIRM_AFTER) else ()


def _moved_to(page: PageFacts, gone: Check) -> str | None:
    """Where the address led before it led nowhere, if the page went there and took its record with it."""
    before = next((check for check in reversed(page.checks) if check.told and check.at < gone.at), None)
    if before is None or page.page_type is not None or not before.observed:
        return None
    return None if _same(before.url, page.url) or _led_home(page.url, before.url) else before.url


@page_rule(
    "FR015",
    "soft-404",
    severity="error",
    source="Freshness domain rules, B6 and C4 (EDGI's practice).",
    version=3,
    gone_too=True,
)
def soft_404(page: PageFacts, _policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """The server says 200, but leads from a page to a home page, or a title or heading says that nothing was found.

    Or the text is what the host answers to an address that cannot exist. What the page said before stands.
    """
    check = next((check for check in reversed(page.checks) if check.told), None)
    if check is None or check.gone:
        return
    final = check.led_out or check.url
    if _led_home(page.url, final):
        yield Hit(message="leads to the home page instead", values={"final_url": final})
    if check.not_there is not None:
        yield Hit(
            message="the server says 200, and the page that there is no such page",
            values={"says": "not found"},
            evidence={"seen": check.at.isoformat(), "words": check.not_there},
        )
    phrase = next((part for part in title_parts(page.title) if says_not_found(part)), None)
    if phrase is not None:
        yield Hit(message="the title says that there is no such page", values={"title": phrase})
    if page.like_nonsense and page.current:
        yield Hit(message="says what its host answers to an address that cannot exist", values={"like": "nonsense"})


@site_rule("FR015", "soft-404", severity="error", source="Freshness domain rules, B6.", version=2)
def pages_became_one(site: SiteFacts, _today: date) -> Iterator[Hit]:
    """At least three pages that said different things now say one and the same.

    A warning where at least five that stood at addresses of their own now lead to one that is no home page: it took
    them all in, or it is what the site shows for all that is lost. A person decides.
    """
    for group in site.alike:
        if group.led_to is not None:
            yield Hit(
                message=f"{len(group.urls)} pages that stood by themselves now lead to {group.led_to}",
                values={"final_url": group.led_to},
                evidence={"since": group.since.isoformat(), "urls": " ".join(group.urls)},
                severity="warning",
            )
            continue
        yield Hit(
            message=f"{len(group.urls)} pages that differed now say the same, since {group.since.isoformat()}",
            values={"urls": " ".join(group.urls)},
        )


def led_elsewhere(page: PageFacts) -> tuple[str, date] | None:
    """Where an address that gave a page of its own leads now, home aside, and the first look of late that it did.

    An answer in quarantine says nothing of the page, but where the address leads.
    """
    looks = [(check, check.led_out or check.url) for check in page.checks if check.told or check.suspect]
    if not looks or page.baseline_url is None:
        return None
    newest, final = looks[-1]
    if newest.gone or newest.not_there is not None or _same(page.baseline_url, final) or _led_home(page.url, final):
        return None
    late = list(takewhile(lambda look: _same(look[1], final), reversed(looks)))
    return final, late[-1][0].at.date()


def _led_home(asked: str, served: str) -> bool:
    return _host(asked) == _host(served) and not is_home_like(asked) and is_home_like(served)


@page_rule(
    "FR016",
    "redirect-drift",
    severity="warning",
    source="Freshness domain rules, B6; RFC 6596 (canonical).",
    version=3,
    gone_too=True,
)
def redirect_drift(page: PageFacts, _policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """The address leads elsewhere than it first did, or the page declares another address as its own.

    Another spelling (scheme, ``www.``, final slash) is not elsewhere. An error if the host changed or the chain is
    longer than five redirects. Nobody follows it out of the site; that it leads there is told all the same. One that
    leads nowhere any more is FR014's.
    """
    check = next((check for check in reversed(page.checks) if check.told and not check.gone), None)
    if check is not None and check.not_there is None and not _trail(page):
        yield from _drift(page, check)
    served = page.record_url or page.url  # where the page stood when it declared this
    if page.canonical_url is not None and not _same(page.canonical_url, served):
        moved = _host(page.canonical_url) != _host(served)
        yield Hit(
            message=f"the page declares {page.canonical_url} as its address",
            values={"canonical_url": page.canonical_url},
            evidence={"served": served},
            severity="error" if moved else None,
        )


def _drift(page: PageFacts, check: Check) -> Iterator[Hit]:
    final = check.led_out or check.url
    baseline = page.baseline_url or final
    drifted = not _same(baseline, final)
    if not drifted and check.hops <= MAX_HOPS:
        return
    grave = check.hops > MAX_HOPS or _host(baseline) != _host(final)
    yield Hit(
        message=f"now leads to {final}" if drifted else f"{check.hops} redirects before the page",
        values={"baseline": baseline, "final_url": final},
        evidence={"hops": str(check.hops), "seen": check.at.isoformat()},
        severity="error" if grave else None,
    )


def _same(one: str, other: str) -> bool:
    try:
        return page_key(canonicalize(one)) == page_key(canonicalize(other))
    except InvalidUrl:
        return one == other


def _host(url: str) -> str:
    return host_of(url).removeprefix("www.")

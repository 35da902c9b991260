"""What stands outside the page: the pages it links to, the page it translates, what its host announces."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeline.audit.facts import Original, PageFacts, SiteFacts
from pipeline.audit.flapping import standing_changes
from pipeline.audit.intervals import days_between, in_words
from pipeline.audit.policy import PagePolicy
from pipeline.audit.rule import Hit, page_rule, site_rule
from pipeline.model.dates import DateClaim
from pipeline.moments import first_day
from pipeline.nearest import many
from pipeline.storage.hints import SIGNALS, TRUE_SHARE
from pipeline.storage.seen import BrokenLink

LAG_DAYS = 180
"""Days a translation may lie behind its source."""


@page_rule("FR017", "link-rot", severity="warning", source="Freshness domain rules, B6; RFC 9110 section 15.5.")
def link_rot(page: PageFacts, _policy: PagePolicy, _today: date) -> Iterator[Hit]:
    """A link of the content is broken: two checks a week apart found its page gone; one finding a link.

    A host that refuses us (401, 403), asks us to wait (429), fails (5xx) or keeps silent has said nothing of the link.
    """
    places: dict[str, list[BrokenLink]] = {}
    for link in page.broken_links:
        places.setdefault(link.url, []).append(link)
    for link, *others in places.values():
        texts = dict.fromkeys(repr(one.text) for one in (link, *others))
        yield Hit(
            message=f"the link {' and '.join(texts)} leads nowhere since {link.since.date().isoformat()}",
            values={"link": link.url},
            evidence={
                "section": "; ".join(dict.fromkeys(one.section or "" for one in (link, *others))),
                "status": str(link.status or ""),
                "confirmed": link.confirmed.isoformat(),
                "last_fine": link.last_fine.isoformat() if link.last_fine else "never seen fine",
            },
        )


@page_rule("FR024", "translation-lag", severity="warning", source="Freshness domain rules, B4 R8 and B6.", version=3)
def translation_lag(page: PageFacts, _policy: PagePolicy, today: date) -> Iterator[Hit]:
    """The page it translates was reviewed, or changed materially, more than 180 days after the review it cites.

    Where it cites none: that page changed materially, and for more than 180 days since, this one has neither changed
    nor stated a later review or update. A change counts from the last look that did not show it: it was made on that
    day at the earliest.
    """
    original = page.original
    cited = max((claim for claim in page.claims if claim.role == "source_reviewed"), key=_latest, default=None)
    if original is None:
        return
    if cited is None:
        yield from _left_behind(page, original, today)
        return
    reviewed = first_day(original.reviewed[:10]) if original.reviewed else None  # charitable, for "later than"
    behind = days_between(cited.hi, reviewed) if reviewed else 0
    changed = days_between(cited.hi, original.changed.date()) if original.changed else 0
    if max(behind, changed) <= LAG_DAYS:
        return
    what = f"reviewed {original.reviewed}" if behind >= changed else "changed"
    yield Hit(
        message=f"translates a page as reviewed {in_words(cited)}; that page was {what}, "
        f"{max(behind, changed)} days later",
        values={"cited": cited.value, "original": original.url, "reviewed": original.reviewed or ""},
        evidence={"changed": original.changed.isoformat() if original.changed else "", "raw": cited.raw},
    )


def _left_behind(page: PageFacts, original: Original, today: date) -> Iterator[Hit]:
    changed = original.changed
    held = page.history[0].first_seen if page.history else page.captured_at
    if changed is None or held is None or held > changed:
        return  # nothing to follow, or nobody saw what this page said then
    day = changed.date()
    days = days_between(day, today)
    if days <= LAG_DAYS:
        return
    stated = [claim for claim in (page.reviewed, page.modified) if claim is not None and claim.hi >= day]
    if stated or any(after.first_seen > changed for _, after in standing_changes(page)):
        return
    yield Hit(
        message=f"the page it translates changed after {day.isoformat()}; this one has not, in {days} days",
        values={"original": original.url, "changed": changed.isoformat()},
    )


def _latest(claim: DateClaim) -> date:
    return claim.hi


@site_rule("FR013", "signal-untrustworthy", severity="info", source="Freshness domain rules, A5 and B6.", version=3)
def signal_untrustworthy(site: SiteFacts, _today: date) -> Iterator[Hit]:
    """Of 12 announcements or more (lastmod, ETag, Last-Modified) in 90 days, fewer than half were followed by a change.

    A page that is sent whole with the validators it had is announced by nothing. Or the sitemap gives dates that lie
    after the day it was read; it ends when the sitemap does so no more, or the day has come. A database that was built
    again from its archive knows no announcement of before: they are counted from then on.
    """
    for signal in site.signals:
        if signal.said >= SIGNALS and signal.true / signal.said < TRUE_SHARE:
            yield Hit(
                message=f"{signal.carrier}: {signal.true} of {signal.said} announcements were followed by a change",
                values={"carrier": signal.carrier, "why": "precision"},
                evidence={"said": str(signal.said), "true": str(signal.true)},
            )
        if signal.ahead:
            ahead = many(signal.ahead, "page is", "pages are")
            yield Hit(
                message=f"{signal.carrier}: {ahead} dated after the day of the look",
                values={"carrier": signal.carrier, "why": "ahead"},
                evidence={"pages": str(signal.ahead)},
            )

"""When a whole host goes wrong: a wave of bad answers is the host's doing, not that of its pages.

Only *new* trouble counts. A page that failed yesterday and fails again says nothing about today, so a night on which
nothing but old failures is due makes no wave.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from msgspec import structs

from pipeline.fetchers.retry import http_moment, says_later
from pipeline.fetchers.validators import bare_tag
from pipeline.ingest.finished import Finished
from pipeline.model.capture import Answered, Capture, Failed, Outcome
from pipeline.model.issue import Issue
from pipeline.model.target import Target
from pipeline.scheduling import is_outdated
from pipeline.storage import Store
from pipeline.storage.courtesy import HonestyCount
from pipeline.urls import canonicalize, host_of, page_key

WINDOW = 20
"""Fetches of a host that are looked at together."""

SHARE = 0.3
"""Share of them that makes a wave."""

MISSING_SHARE = 0.3
"""Share of a site's held pages that are missing at once, from which on absence is not believed."""

_MISSING_ENOUGH = 5
"""Pages that must be missing before their share means anything."""

Sight = Literal["fine", "odd", "missing", "silent", "dead"]
"""``odd``: answered with something that is no page; ``missing``: a held page with 404 or 410; ``silent``: no answer,
or "later"; ``dead``: a link to what was never there. Lists have rows of these: a wave only where all are."""


def too_many(away: int, held: int) -> bool:
    """Whether so many of a site's held pages are missing, or lead to others, that their absence is not believed."""
    return away >= _MISSING_ENOUGH and away >= MISSING_SHARE * held


class HostTrouble:
    """What one run sees of one host."""

    def __init__(self) -> None:
        self.seen: deque[Sight] = deque(maxlen=WINDOW)
        self.paused: str | None = None
        self.odd = self.missing = False

    def see(self, sight: Sight) -> bool:
        """Count one fetch; whether a wave begins with it."""
        self.seen.append(sight)
        odd, silent, dead = self.seen.count("odd"), self.seen.count("silent"), self.seen.count("dead")
        missing = self.seen.count("missing")
        if odd or self.paused is None:
            self.missing = missing > odd == 0
        odd += missing
        if odd + silent + dead == WINDOW:
            odd += dead
        bad = odd + silent
        if self.paused is not None or bad < SHARE * WINDOW:
            return False
        self.odd = 2 * odd >= bad
        what = "with something that is no page" if self.odd else "badly or not at all"
        self.paused = f"{bad} of the last {len(self.seen)} fetches were answered {what}"
        return True


class Troubles:
    """Every host of a run, and how honest its 304s and its sitemap's dates are."""

    def __init__(self) -> None:
        self._hosts: dict[str, HostTrouble] = {}
        self.honesty: dict[str, HonestyCount] = {}
        self._sites: dict[str, set[str]] = {}

    def see(self, url: str, site: str, sight: Sight) -> str | None:
        """Count one fetch of a page; that its host is left alone from now on, and why, when it begins with it."""
        host, trouble = self._met(url, site)
        return _left_alone(host, trouble) if trouble.see(sight) else None

    def rest(self, url: str, site: str, seconds: float) -> str | None:
        """Leave a host alone that may not be asked for so long; the same words, when it begins with this page."""
        host, trouble = self._met(url, site)
        if trouble.paused is not None:
            return None
        trouble.paused = f"it may not be asked for another {seconds:.0f} s"
        return _left_alone(host, trouble)

    def _met(self, url: str, site: str) -> tuple[str, HostTrouble]:
        host = host_of(url)
        self._sites.setdefault(site, set()).add(host)
        return host, self._hosts.setdefault(host, HostTrouble())

    def paused(self, url: str) -> bool:
        """Whether the host of a URL is left alone for the rest of this run."""
        trouble = self._hosts.get(host_of(url))
        return trouble is not None and trouble.paused is not None

    @property
    def sites(self) -> tuple[str, ...]:
        """The sites of which something was seen."""
        return tuple(self._sites)

    @property
    def any_paused(self) -> bool:
        """Whether some host is left alone."""
        return any(trouble.paused for trouble in self._hosts.values())

    def paused_of(self, site: str) -> bool:
        """Whether a host of this site is left alone."""
        return any(self._hosts[host].paused for host in self._sites.get(site, ()))

    def nothing_well(self, site: str) -> bool:
        """Whether pages of a site were looked at, none was as it should be, and most answered with no page."""
        seen = [sight for host in self._sites.get(site, ()) for sight in self._hosts[host].seen]
        return "fine" not in seen and 2 * sum(sight != "silent" for sight in seen) >= len(seen) > 0

    def waves(self, site: str, *, missing: bool | None = None) -> Iterator[Issue]:
        """An error for every host that answers with no pages; by ``missing``, where they are just that, or else."""
        for host in sorted(self._sites.get(site, ())):
            trouble = self._hosts[host]
            if trouble.paused is not None and trouble.odd and missing in (None, trouble.missing):
                yield Issue(code="wave", severity="error", message=f"{host}: {trouble.paused}", evidence={"host": host})

    def checked(self, url: str, *, hidden: bool) -> None:
        """A page was asked without validators; whether that showed a change that a 304 had hidden."""
        count = self.honesty.setdefault(host_of(url), HonestyCount())
        count.full_checks += 1
        count.missed_changes += hidden

    def hinted(self, target: Target, captures: tuple[Capture, ...], *, true: bool) -> None:
        """Of a page that was asked because its sitemap's date had moved: whether it had changed.

        A cache that shows it as it was before has not said.
        """
        silent = not true and any(is_outdated(target, each) for each in captures[-1:])
        if target.kind != "page" or target.reason != "lastmod-moved" or silent:
            return
        count = self.honesty.setdefault(host_of(target.url), HonestyCount())
        count.hints += 1
        count.true_hints += true


def _left_alone(host: str, trouble: HostTrouble) -> str:
    return f"{host} is left alone for this run: {trouble.paused}"


def words_of(outcome: Outcome) -> str:
    """What went wrong, in a few words; whoever tells it names the page."""
    match outcome:
        case Answered(capture=capture):
            reason = capture.reason if capture.reason.isprintable() else ""
            return f"status {capture.status} {reason}".rstrip()
        case Failed(url=url, kind=kind, message=message):
            return f"{kind}: {message.removeprefix(f'{url}: ').removeprefix(f'{url} ')}"
        case _:
            return type(outcome).__name__.lower()


def held_to_be_a_page(finished: Finished, store: Store) -> Finished:
    """An answer that is no page says nothing of the site, but where one is stored: then the page is broken."""
    strange = any(issue.code in ("leads-on", "not-html", "server-listing") for issue in finished.issues)
    if not strange or store.page_type(finished.target.url) is None:
        return finished
    issues = tuple(structs.replace(issue, severity="error") for issue in finished.issues)
    return structs.replace(finished, issues=issues, judged=True)


def is_retyped(finished: Finished, store: Store) -> bool:
    """Whether a page of a kind its profile reads is read as any other page now: a redesign, usually."""
    document = finished.document
    if document is None or all(issue.code != "page-type-unrecognised" for issue in document.issues):
        return False
    stored = store.page_type(document.url)
    return stored is not None and stored != document.page_type


def begins_to_lead_away(finished: Finished, store: Store) -> bool:
    """Whether a page that answered under its address leads to another page's now; asked before that is stored.

    Another spelling of the same address is not another page's.
    """
    capture, url = getattr(finished.outcome, "capture", None), finished.target.url
    if finished.target.kind != "page" or capture is None or not capture.redirects:
        return False
    state = store.url_state(url)
    answered = state is not None and state.status in ("fetched", "unchanged")
    return answered and page_key(canonicalize(capture.url)) != page_key(url) and store.page_type(url) is not None


def dishonest(url: str) -> Issue:
    """A 304 turned out to be wrong."""
    return Issue(
        code="dishonest-304",
        severity="warning",
        message=f"{url} had changed while its server said that it had not",
        evidence={"url": url},
    )


def sight_of_failure(outcome: Outcome, *, held: bool) -> Sight:
    """Whether a failed fetch was answered oddly or not at all, or is that of a dead link.

    A 2xx that is neither 200 nor 203 is odd, too: challenges for browsers come with 202, and neither 204 nor 206 is a
    page. So is a redirect in a circle (who comes without a cookie is sent to fetch one) or to nowhere, and a page
    without end: the server is well, and this is its answer. A body that is broken off or miscoded is a server in
    trouble. Who says when to come again has said "later", whatever the status.

    Args:
        outcome: of the fetch.
        held: whether there is a record of the page.
    """
    match outcome:
        case Answered(capture=capture) if capture.status in (404, 410):
            return "missing" if held else "dead"
        case Failed(kind="redirect_loop" | "bad_redirect" | "too_large"):
            return "odd"
        case Answered(capture=capture) if says_later(capture):
            return "silent"
        case Answered(capture=capture) if 200 <= capture.status < 500:
            return "odd"
        case _:
            return "silent"


def was_hidden(capture: Capture, *, etag: str | None, last_modified: str | None, last_fetched: datetime | None) -> bool:
    """Whether a changed page proves an earlier 304 wrong.

    It does when the page still carries the validator of the bytes it no longer has, or says itself that it changed
    before we were last told that it had not.
    """
    modified = capture.header("last-modified")
    now = capture.header("etag")
    if (etag is not None and now is not None and bare_tag(now) == bare_tag(etag)) or (
        modified is not None and modified == last_modified
    ):
        return True
    changed = http_moment(modified)
    return changed is not None and last_fetched is not None and changed < last_fetched

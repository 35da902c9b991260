"""robots.txt by RFC 9309: fetched before the first request to an origin, obeyed, kept.

What an answer means (section 2.3.1), and what we decided where the RFC leaves a choice:

=============================  ==========================================================================
answer                         verdict
=============================  ==========================================================================
2xx                            ``rules``; the first 500 KiB are read (section 2.5)
401, 403, 2xx with a web page  what was read before, for some thirty days (a portal or a wall answers so for a
                               while); asked again after a wait that doubles. Where no rules were read: as 2xx, 4xx
304 to our own validators      the rules we hold, as if fetched now
3xx                            followed, to other hosts too, up to five hops; more is "unavailable": ``allow_all``
4xx but 429                    ``allow_all`` (section 2.3.1.3)
429                            ``closed``: the RFC's *may* is no duty, and a host that says "too many requests"
                               has answered the question whether it wants more of them
5xx, no answer, cut answer,    ``closed`` (section 2.3.1.4), asked again after a wait that doubles
bytes that are no text
redirect to a refused address  ``closed``: what it would have said is not known
=============================  ==========================================================================

A snapshot counts for 24 hours (section 2.4). The RFC lets a crawler go on with an older copy while the file cannot be
read; we do not: closed is closed.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from pipeline.binary import binary
from pipeline.fetchers.clock import Clock
from pipeline.fetchers.exchange import Ask, Heard
from pipeline.fetchers.pacing import HostPaused
from pipeline.fetchers.redirects import REDIRECTS, redirect_target
from pipeline.fetchers.retry import wait_asked
from pipeline.fetchers.robots_rules import MAX_BYTES, RobotsRules, crawl_delay, decode, groups_of, is_web_page, parse
from pipeline.fetchers.settings import FetchSettings
from pipeline.model.capture import Capture, Disallowed, Hop
from pipeline.model.courtesy import RobotsSnapshot, RobotsVerdict
from pipeline.model.profile import Pace
from pipeline.urls import host_of, origin_of, resolve

MAX_REDIRECTS: Final = 5
_KEPT_PARSED: Final = 2048
_LOOKS_IN_DOUBT: Final = 36
"""Answers in a row that are a wall's, after which rules that were there before are taken for given up: seven within a
day, then one a night."""
_SHORT_OF_A_DAY: Final = 0.85
"""Longest rest of a robots.txt that cannot be read, as a share of the longest it may count: runs at about the same hour
of every night ask for it each time."""

Recall = Callable[[str], Awaitable[RobotsSnapshot | None]]
"""What others have read of an origin's robots.txt meanwhile."""

AskRobots = Callable[[Ask, Pace], Awaitable[Heard]]
"""Sends one request with patience (retries, guard) at a pace."""


class Robots:
    """Knows the robots.txt of every origin, asking for it when it is not known or too old.

    Args:
        ask: how a request is sent.
        clock: the age of snapshots.
        settings: how long snapshots count.
        known: snapshots of earlier runs; the ones still fresh are used as they are.
        on_snapshot: told of every new snapshot, before anything is decided by it.
        recall: asked before an origin is, where others ask the same origins.
    """

    def __init__(
        self,
        *,
        ask: AskRobots,
        clock: Clock,
        settings: FetchSettings,
        known: Iterable[RobotsSnapshot] = (),
        on_snapshot: Callable[[RobotsSnapshot], None],
        recall: Recall | None = None,
    ) -> None:
        self._recall = recall
        self._ask = ask
        self._clock = clock
        self._settings = settings
        self._on_snapshot = on_snapshot
        self._stored = {snapshot.origin: snapshot for snapshot in known}
        self._rules: dict[str, RobotsRules] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def rules_for(self, url: str, *, pace: Pace) -> RobotsRules:
        """The rules that hold for ``url`` now, fetched if need be (once, however many ask at the same time).

        Args:
            url: an absolute http(s) URL.
            pace: of the robots.txt request itself.

        Raises:
            HostPaused: it is not known, and its host may not be asked for so long.
        """
        origin = origin_of(url)
        rules = self._fresh(origin)
        if rules is not None:
            return rules
        async with self._locks.setdefault(origin, asyncio.Lock()):
            rules = self._fresh(origin) or await self._recalled(origin)
            if rules is None:
                snapshot = await self._fetch(origin, pace)
                self._on_snapshot(snapshot)
                self._stored[origin] = snapshot
                rules = self._parsed(snapshot)
            return rules

    def snapshots(self) -> tuple[RobotsSnapshot, ...]:
        """Every snapshot known, the newest of each origin."""
        return tuple(self._stored.values())

    def _fresh(self, origin: str) -> RobotsRules | None:
        snapshot = self._stored.get(origin)
        if snapshot is None or not snapshot.fetched_at <= self._clock.now() < snapshot.expires_at:
            return None
        return self._rules.get(origin) or self._parsed(snapshot)

    async def _recalled(self, origin: str) -> RobotsRules | None:
        snapshot = await self._recall(origin) if self._recall is not None else None
        if snapshot is None:
            return None
        self._stored[origin] = snapshot
        return self._fresh(origin)

    def _parsed(self, snapshot: RobotsSnapshot) -> RobotsRules:
        if len(self._rules) >= _KEPT_PARSED:
            self._rules.clear()
        rules = self._rules[snapshot.origin] = parse(snapshot)
        return rules

    async def _fetch(self, origin: str, pace: Pace) -> RobotsSnapshot:
        known = self._stored.get(origin)
        held = known if known is not None and known.verdict == "rules" else None
        pace = pace.with_crawl_delay(held.crawl_delay if held is not None else None)
        start = url = f"{origin}/robots.txt"
        hops: tuple[Hop, ...] = ()
        while True:
            validators = held if not hops else None
            heard = await self._ask(
                Ask(
                    url=url,
                    requested_url=start,
                    redirects=hops,
                    etag=validators.etag if validators else None,
                    last_modified=validators.last_modified if validators else None,
                    revisit_of=validators.capture_id if validators else None,
                ),
                pace,
            )
            capture = heard.capture
            if capture is None and heard.fault == "host_paused":  # nothing was asked, so nothing is known of its rules
                raise HostPaused(host_of(url), heard.retry_after or 0.0)
            if capture is None or capture.status not in REDIRECTS or heard.fault is not None:
                return self._judge(origin, heard, known, conditional=validators is not None)
            location = redirect_target(capture)
            if location is None or len(hops) >= MAX_REDIRECTS or location in {url, *(hop.url for hop in hops)}:
                why = "its redirects lead nowhere" if location is None else "more than five redirects, or a circle"
                return self._snapshot(origin, capture, "allow_all", f"robots.txt is unavailable: {why}")
            hops = (*hops, Hop(url=url, status=capture.status, location=location))
            url = location

    def _judge(self, origin: str, heard: Heard, known: RobotsSnapshot | None, *, conditional: bool) -> RobotsSnapshot:
        capture = heard.capture
        if capture is None:
            return self._closed(origin, heard, known, f"robots.txt could not be read: {heard.message}")
        if capture.status == 304 and conditional and known is not None:
            return self._renewed(known, capture)
        if 200 <= capture.status < 300:
            why = _unreadable(heard, capture)
            return self._ruled(origin, capture, known) if why is None else self._closed(origin, heard, known, why)
        if capture.status in (401, 403) and (held := _rules_of(known)) is not None:
            return self._in_doubt(held, capture, f"answered with status {capture.status}")
        if 400 <= capture.status < 500 and capture.status != 429:
            return self._snapshot(origin, capture, "allow_all", f"there is no robots.txt: status {capture.status}")
        return self._closed(origin, heard, known, f"robots.txt answered with status {capture.status}")

    def _ruled(self, origin: str, capture: Capture, known: RobotsSnapshot | None) -> RobotsSnapshot:
        text = decode(capture.body)
        if is_web_page(text) and (held := _rules_of(known)) is not None:
            return self._in_doubt(held, capture, "is a web page without a rule")
        groups = groups_of(text)
        stated = (resolve(capture.url, sitemap) for sitemap in groups.parsed.sitemaps)
        validators = capture if not capture.redirects else None
        return self._snapshot(
            origin,
            capture,
            "rules",
            "robots.txt was read",
            text=text,
            crawl_delay=crawl_delay(groups, self._settings.max_crawl_delay),
            sitemaps=tuple(dict.fromkeys(sitemap for sitemap in stated if sitemap)),
            etag=validators.header("etag") if validators else None,
            last_modified=validators.header("last-modified") if validators else None,
        )

    def _renewed(self, known: RobotsSnapshot, capture: Capture) -> RobotsSnapshot:
        return self._snapshot(
            known.origin,
            capture,
            "rules",
            "robots.txt has not changed",
            text=known.text,
            crawl_delay=known.crawl_delay,
            sitemaps=known.sitemaps,
            capture_id=known.capture_id,
            etag=capture.header("etag") or known.etag,
            last_modified=capture.header("last-modified") or known.last_modified,
        )

    def _in_doubt(self, known: RobotsSnapshot, capture: Capture, why: str) -> RobotsSnapshot:
        """What was said before holds on: a portal or a wall answers every address, and allows nothing."""
        at, failures = capture.fetched_at, known.failures + 1
        return replace(
            known,
            id=str(uuid.uuid4()),
            fetched_at=at,
            expires_at=at + timedelta(seconds=self._patience(failures)),
            status=capture.status,
            reason=f"robots.txt {why}; what it said before holds",
            failures=failures,
        )

    def _patience(self, failures: int) -> float:
        """Seconds until a robots.txt that could not be read is asked for again."""
        longest = _SHORT_OF_A_DAY * self._settings.robots_max_age
        return min(longest, self._settings.robots_retry * 2.0 ** min(failures - 1, 30))

    def _closed(self, origin: str, heard: Heard, known: RobotsSnapshot | None, reason: str) -> RobotsSnapshot:
        failures = known.failures + 1 if known is not None and known.verdict == "closed" else 1
        longest = self._settings.robots_max_age
        wait = self._patience(failures)
        now = self._clock.now()
        wish = wait_asked(heard.capture, now) if heard.capture is not None else None
        wait = max(wait, min(longest, max(wish or 0.0, heard.retry_after or 0.0)))
        return self._snapshot(origin, heard.capture, "closed", reason, lives=wait, failures=failures)

    def _snapshot(  # noqa: PLR0913 - the fields of a snapshot
        self,
        origin: str,
        capture: Capture | None,
        verdict: RobotsVerdict,
        reason: str,
        *,
        lives: float | None = None,
        text: str = "",
        crawl_delay: float | None = None,
        sitemaps: tuple[str, ...] = (),
        capture_id: str | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        failures: int = 0,
    ) -> RobotsSnapshot:
        at = capture.fetched_at if capture is not None else self._clock.now()
        age = min(self._settings.robots_max_age, 86_400.0) if lives is None else lives
        return RobotsSnapshot(
            id=str(uuid.uuid4()),
            origin=origin,
            fetched_at=at,
            expires_at=at + timedelta(seconds=age),
            status=capture.status if capture is not None else None,
            text=text,
            verdict=verdict,
            reason=reason,
            crawl_delay=crawl_delay,
            sitemaps=sitemaps,
            capture_id=capture_id or (capture.id if capture is not None else None),
            etag=etag,
            last_modified=last_modified,
            failures=failures,
        )


def _rules_of(known: RobotsSnapshot | None) -> RobotsSnapshot | None:
    """What holds while a wall stands where rules had been; ``None`` where none had, or the wall is there to stay."""
    if known is None or known.verdict != "rules" or known.failures >= _LOOKS_IN_DOUBT or is_web_page(known.text):
        return None
    return known


def _unreadable(heard: Heard, capture: Capture) -> str | None:
    """Why a robots.txt that was answered may say something else than what can be read of it."""
    if heard.fault is not None and not (heard.fault == "too_large" and len(capture.body) >= MAX_BYTES):
        return f"robots.txt could not be read whole: {heard.message}"
    found = binary(capture.body)
    return f"robots.txt could not be read: it is {found.words}" if found is not None and found.spoiled else None


def disallowed(ask: Ask, rules: RobotsRules) -> Disallowed:
    """What becomes of a request that the rules forbid."""
    snapshot = rules.snapshot
    closed = snapshot.verdict == "closed"
    rule = snapshot.reason if closed else f"{origin_of(ask.url)}/robots.txt disallows {ask.url}"
    return Disallowed(url=ask.requested_url, rule=rule, closed=closed, robots_id=snapshot.id)

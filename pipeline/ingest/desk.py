"""Where finished pages become rows: one transaction for several pages, the archive synced before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from pipeline.fetchers.clock import Clock
from pipeline.ingest.events import Event, EventName, OnEvent
from pipeline.ingest.health import SiteHealth
from pipeline.ingest.keeper import Keeper
from pipeline.model.capture import Capture, Disallowed, Outcome
from pipeline.model.courtesy import PaceEntry, RobotsSnapshot
from pipeline.model.document import Document
from pipeline.model.issue import Issue
from pipeline.model.run import Run, RunCounts
from pipeline.model.target import Discovered, Target
from pipeline.parsers.profile import SiteProfile
from pipeline.scheduling import Intervals, next_due
from pipeline.storage import Saved, Store

COUNT_EVERY = 2.0
"""Seconds between two counts of what is due."""

_COUNTER = {
    "new": "new",
    "changed": "changed",
    "unchanged": "unchanged",
    "returned": "unchanged",
    "redirected": "redirected",
    "listed": "fetched",
    "unread": "fetched",
    "missing": "gone",
    "gone": "gone",
    "failed": "failed",
    "disallowed": "disallowed",
    "out_of_scope": "out_of_scope",
}


class Finished(Struct, frozen=True, kw_only=True):
    """A target whose answers are in the archive and read; what is left is to commit it.

    Attributes:
        target: what was asked.
        outcome: how it ended; its capture without bodies.
        captures: every answer on the way, in order, without bodies.
        bytes: entity bytes of all of them.
        elapsed_ms: from asking to the end of the answer, waiting included.
        profile: who read it.
        document: the record, if one was made.
        issues: why none was made.
        found: URLs it tells of.
        judged: whether it says something about the site's health (a page that answered 200 with new bytes).
    """

    target: Target
    outcome: Outcome
    captures: tuple[Capture, ...]
    bytes: int
    elapsed_ms: int
    profile: SiteProfile
    document: Document | None = None
    issues: tuple[Issue, ...] = ()
    found: tuple[Discovered, ...] = ()
    judged: bool = False


class Desk:
    """The only hand that writes rows during a run.

    Args:
        store: open for writing, under the writer's lock.
        keeper: has the archive.
        run: already started in the store.
        clock: time.
        intervals: how long until a page is due again.
        listen: told of everything that happens.
        sites: those the run asks, for counting what is due.

    Attributes:
        counts: what this process has counted so far.
        done: targets that came to an end.
        closed: of these, the ones a robots.txt that could not be read kept us from.
        health: by site, what its pages looked like.
    """

    def __init__(
        self,
        *,
        store: Store,
        keeper: Keeper,
        run: Run,
        clock: Clock,
        intervals: Intervals,
        listen: OnEvent,
        sites: tuple[str, ...] | None,
    ) -> None:
        self.store = store
        self.keeper = keeper
        self.run = run
        self.clock = clock
        self.counts = RunCounts()
        self.health: defaultdict[str, SiteHealth] = defaultdict(SiteHealth)
        self._intervals = intervals
        self._listen = listen
        self._sites = sites
        self._robots: list[RobotsSnapshot] = []
        self.done = 0
        self.closed = 0
        self._expected = 0
        self._next_count = float("-inf")

    def discover(self, found: Iterable[Discovered]) -> None:
        """Put URLs into the frontier."""
        self.store.discover(found, now=self.clock.now())

    def heard_robots(self, snapshot: RobotsSnapshot) -> None:
        """Take a robots.txt that was read; it is stored with the next pages."""
        self._robots.append(snapshot)
        if snapshot.verdict == "closed":
            self.tell("host-closed", url=snapshot.origin, message=f"{snapshot.origin}: {snapshot.reason}")

    def commit(self, batch: list[Finished], ledger: Iterable[PaceEntry]) -> None:
        """One transaction: captures, records, frontier and counters of these pages, robots.txt read meanwhile, pace."""
        robots, self._robots = self._robots, []
        with self.store.batch(before_commit=self.keeper.sync):
            for capture in self.keeper.take_strays():
                self.store.save_capture(capture)
            for snapshot in robots:
                self.store.save_robots(snapshot)
            self.store.save_pace(ledger)
            saved = [self._save(finished) for finished in batch]
            requests = self.keeper.take_requests()
            self.store.add_counts(self.run.id, RunCounts(requests=requests))
        self.counts.requests += requests
        self.done += len(batch)
        self._estimate()
        for finished, result in zip(batch, saved, strict=True):
            self._announce(finished, result)

    def _estimate(self) -> None:
        """How much there is to do, for the progress bar; counted seldom, because counting reads the index."""
        now = self.clock.monotonic()
        if now >= self._next_count:
            self._next_count = now + COUNT_EVERY
            self._expected = self.done + self.store.count_due(now=self.clock.now(), sites=self._sites)
        self._expected = max(self._expected, self.done)

    def tell(self, name: EventName, *, url: str | None = None, result: str | None = None, message: str = "") -> None:
        """Pass an event on."""
        self._listen(Event(name=name, run_id=self.run.id, url=url, result=result, message=message, counts=self.counts))

    def _save(self, finished: Finished) -> Saved:
        now = self.clock.now()
        target = finished.target
        for capture in finished.captures:
            self.store.save_capture(capture)
        saved = self.store.save_outcome(
            self.run.id,
            target,
            finished.outcome,
            now=now,
            elapsed_ms=finished.elapsed_ms,
            next_due=next_due(target, finished.outcome, now=now, intervals=self._intervals),
            document=finished.document,
            bytes_received=finished.bytes,
        )
        if finished.found:
            self.store.discover(finished.found, now=now)
        if finished.issues:
            self.store.add_issues(self.run.id, finished.issues, site=target.site, url=target.url, now=now)
        if finished.judged:
            self.health[finished.profile.name].add(finished.document, finished.profile.expects)
        return saved

    def _announce(self, finished: Finished, saved: Saved) -> None:
        if isinstance(finished.outcome, Disallowed):
            self.closed += finished.outcome.closed
        counter = _COUNTER.get(saved.result)
        if counter:
            setattr(self.counts, counter, getattr(self.counts, counter) + 1)
        self.tell("sitemap" if finished.target.kind == "sitemap" else "page", url=saved.url, result=saved.result)
        for issue in finished.issues:
            if issue.severity != "info":
                self.tell("issue", url=saved.url, result=issue.code, message=issue.message)

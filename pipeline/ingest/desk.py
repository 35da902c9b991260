"""Where finished pages become rows: one transaction for several pages, the archive synced before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from pipeline.fetchers.clock import Clock
from pipeline.ingest.answer_issues import LIST_MISSING, OF_ANSWERS, issues_of
from pipeline.ingest.chains import Bounds
from pipeline.ingest.discovery import News
from pipeline.ingest.events import Event, EventName, OnEvent
from pipeline.ingest.finished import Finished, is_good
from pipeline.ingest.keeper import Keeper
from pipeline.ingest.sights import ANOTHER_NIGHT, Past, Sights, Tally
from pipeline.ingest.trouble import (
    Sight,
    begins_to_lead_away,
    dishonest,
    held_to_be_a_page,
    is_retyped,
    sight_of_failure,
    was_hidden,
    words_of,
)
from pipeline.model.capture import WHOLE, Answered, Capture, Disallowed
from pipeline.model.courtesy import PaceEntry, RobotsSnapshot
from pipeline.model.issue import Issue
from pipeline.model.run import Run, RunCounts
from pipeline.model.target import Discovered
from pipeline.scheduling import Intervals, next_due
from pipeline.storage import ArchiveMark, Reread, Saved, Store
from pipeline.storage.outcome_rows import COUNTER

COUNT_EVERY = 2.0
LONG_COUNT_EVERY = 60.0
"""Seconds between two counts of what is due; the second where a count takes long."""

COUNTED_AT_ONCE = 10_000
"""How far the first count goes."""

_WELL = frozenset({"new", "changed", "unchanged", "returned", "redirected", "listed"})


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
        reread: reads a capture of the archive with today's reader, for a page that changed together with its reader.

    Attributes:
        counts: what this process has counted so far.
        done: targets that came to an end.
        closed: of these, the ones a robots.txt that could not be read kept us from.
        tonight, past: what was seen of the sites, now and on the night taken up; ``health`` and others are its parts.
        asked: by site, how much was asked and how much of it came to nothing.
        since: when the first look was taken that this run judges: a dead run's, where one was taken up.
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
        reread: Reread,
    ) -> None:
        self.store = store
        self.keeper = keeper
        self.run = run
        self.since = run.started_at
        self.clock = clock
        self.counts = RunCounts()
        self.tonight = Sights()
        self.health, self.troubles, self.well = self.tonight.health, self.tonight.troubles, self.tonight.well
        self.asked: defaultdict[str, Tally] = defaultdict(Tally)
        self.done = 0
        self.closed = 0
        self.intervals = intervals
        self._listen = listen
        self._sites = sites
        self._reread = reread
        self._robots: list[RobotsSnapshot] = []
        self._open_issues = {(row.site, row.url) for row in store.issues() if row.url and row.code in OF_ANSWERS}
        self._news = News()
        self._bounds = Bounds(store)
        self.past = Past()
        self._expected = 0
        self._next_count = float("-inf")

    def discover(self, found: Iterable[Discovered]) -> None:
        """Put URLs into the frontier."""
        self.store.discover(found, now=self.clock.now())

    def heard_robots(self, snapshot: RobotsSnapshot) -> None:
        """Take a robots.txt that was read; it is stored with the next pages. One that stays closed is told once."""
        self._robots.append(snapshot)
        if snapshot.verdict == "closed" and snapshot.failures <= 1:
            self.tell("host-closed", url=snapshot.origin, message=f"{snapshot.origin}: {snapshot.reason}")

    def commit(self, batch: list[Finished], ledger: Iterable[PaceEntry], *, last: bool = False) -> None:
        """One transaction: captures, records, frontier and counters of these pages, robots.txt read meanwhile, pace.

        Args:
            batch: what came to an end.
            ledger: when hosts were last asked, as far as that has moved.
            last: nothing more will be kept in this run.
        """
        robots, self._robots = self._robots, []
        with self.store.batch(before_commit=self.keeper.sync):
            settled: list[Capture] = []
            for capture in self.keeper.take_strays():
                self.store.save_capture(capture)
                settled.append(capture)
            for snapshot in robots:
                self.store.save_robots(snapshot)
            self.store.save_pace(ledger)
            batch = [self._weighed(finished) for finished in batch]
            saved = [self._save(finished, self.tonight) for finished in batch]
            for finished in batch:
                settled.extend(finished.captures)
            self.store.mark_archive(self.keeper.settle(settled, last=last))
            requests = self.keeper.take_requests()
            self.store.add_counts(self.run.id, RunCounts(requests=requests))
        self.counts.requests += requests
        self.done += len(batch)
        self._estimate()
        for finished, (result, issues) in zip(batch, saved, strict=True):
            self._announce(finished, result, issues)

    def adopt(
        self,
        batch: Iterable[Finished],
        *,
        strays: Iterable[Capture],
        robots: Iterable[RobotsSnapshot],
        marks: Iterable[ArchiveMark],
    ) -> None:
        """One transaction: rows for what a process had archived that died before it could commit; told to nobody."""
        with self.store.batch():
            for capture in strays:
                self.store.save_capture(capture)
            for snapshot in robots:
                self.store.save_robots(snapshot)
            for finished in batch:
                at = finished.at or self.run.started_at
                old = finished.run_id in self.past.runs or self.run.started_at - at > ANOTHER_NIGHT
                _, issues = self._save(self._weighed(finished), self.past if old else self.tonight)
                self._note_open(finished, issues)
                self.since = min(self.since, at)
                if finished.run_id is not None:
                    self.store.add_counts(finished.run_id, RunCounts(requests=len(finished.captures)))
            self.store.mark_archive(marks)

    def _estimate(self) -> None:
        """How much there is to do, for the progress bar: counted seldom, and at first no further than it is cheap."""
        now = self.clock.monotonic()
        if now >= self._next_count:
            at_most = COUNTED_AT_ONCE if self._expected < COUNTED_AT_ONCE else None
            begun, at = self.run.started_at, self.clock.now()
            due = self.store.count_due(now=at, sites=self._sites, begun=begun, at_most=at_most)
            self._expected = self.done + due
            self._next_count = now + (COUNT_EVERY if due < COUNTED_AT_ONCE else LONG_COUNT_EVERY)
        self._expected = max(self._expected, self.done)

    def tell(self, name: EventName, *, url: str | None = None, result: str | None = None, message: str = "") -> None:
        """Pass an event on."""
        self._listen(
            Event(
                name=name,
                run_id=self.run.id,
                url=url,
                result=result,
                message=message,
                expected=self._expected,
                counts=self.counts,
            )
        )

    def _weighed(self, finished: Finished) -> Finished:
        return self._bounds.of(held_to_be_a_page(finished, self.store))

    def believable_since(self, site: str) -> datetime:
        """From when on the looks are of this run, and those it took up, that say whether a page of a site is gone."""
        return max(self.since, self.past.odd_until.get(site, self.since))

    def _save(self, finished: Finished, sights: Sights) -> tuple[Saved, tuple[Issue, ...]]:
        # the moment of the answer, which the archive has, too: what is built again from there says the same
        now = finished.at or (finished.captures[-1].fetched_at if finished.captures else self.clock.now())
        target = finished.target
        for capture in finished.captures:
            self.store.save_capture(capture)
        retyped = is_retyped(finished, self.store)
        shape = self.store.page_shape(finished.document.url) if finished.judged and finished.document else None
        before = self.store.url_state(target.url) if finished.believed is not None else None
        leaves = begins_to_lead_away(finished, self.store)
        saved = self.store.save_outcome(
            finished.run_id or self.run.id,
            target,
            finished.outcome,
            now=now,
            elapsed_ms=finished.elapsed_ms,
            next_due=next_due(finished.believed or target, finished.outcome, now=now, intervals=self.intervals),
            document=finished.document,
            bytes_received=finished.bytes,
            trust_absence=False,  # believed at the end of the run, when the whole site has been seen
            reread=self._reread,
        )
        if saved.result in _WELL:
            sights.well.add((target.site, target.kind))
        if finished.believed is not None:
            self._weigh_304(finished, saved, before.last_fetched if before else None)
        if saved.result in ("changed", "unchanged"):
            sights.troubles.hinted(target, finished.captures, true=saved.result == "changed")
        if news := self._news.of(finished.found, now):
            self.store.discover(news, now=now)
        issues = self._note_issues(finished, saved)
        if finished.judged:
            health = sights.health_of(finished.profile, target.url)
            health.add(None if retyped else finished.document, finished.profile, before=shape)
        if target.kind == "page" and not isinstance(finished.outcome, Disallowed):
            # a record that went with its page to the new address is no trouble
            stays = leaves and self.store.page_type(target.url) is not None
            self._watch(finished, saved, sights, odd=retyped or stays)
        return saved, issues

    def _note_issues(self, finished: Finished, saved: Saved) -> tuple[Issue, ...]:
        target, now = finished.target, finished.at or self.clock.now()
        issues = issues_of(finished, saved, self.store)
        close = partial(self.store.resolve_issues, site=target.site, url=target.url, now=now)
        is_open = (target.site, target.url) in self._open_issues
        if issues:
            self.store.add_issues(finished.run_id or self.run.id, issues, site=target.site, url=target.url, now=now)
            if is_open:  # what an earlier answer was
                close(codes=OF_ANSWERS.difference(issue.code for issue in issues))
        elif is_open and is_good(finished):
            self._open_issues.discard((target.site, target.url))
            close()
        elif saved.recovered or (is_open and saved.result in _WELL):  # by a 304, which says nothing of other trouble
            close(codes=(LIST_MISSING,))
        if saved.result == "listed":
            self.store.resolve_left_out(site=target.site, code=LIST_MISSING, now=now)
        return issues

    def _watch(self, finished: Finished, saved: Saved, sights: Sights, *, odd: bool) -> None:
        """Tell the host's trouble from the page's."""
        target = finished.target
        sight: Sight = "fine"
        if saved.result in ("missing", "gone", "failed"):
            if not saved.began_failing:
                return
            sight = sight_of_failure(finished.outcome, held=self.store.page_type(target.url) is not None)
        elif odd or (saved.result in ("unread", "suspect") and finished.judged):
            if (target.site, target.url) in self._open_issues:
                return
            sight = "odd"
        elif saved.result == "out_of_scope" and self.store.page_type(target.url) is not None:
            sight = "odd"  # a page that is held leads out of the site now: a login, a consent wall, a move
        why = sights.see(target, sight, finished.at or self.run.started_at)
        if why is not None:
            self.tell("host-paused", url=target.url, message=why)

    def _weigh_304(self, finished: Finished, saved: Saved, last_fetched: datetime | None) -> None:
        held, outcome = finished.believed, finished.outcome
        if held is None or not isinstance(outcome, Answered) or outcome.capture.status not in WHOLE:
            return
        hidden = saved.result == "changed" and was_hidden(
            outcome.capture,
            etag=held.etag,
            last_modified=held.last_modified,
            last_fetched=last_fetched,
        )
        self.troubles.checked(finished.target.url, hidden=hidden)
        if hidden:
            issue, at = dishonest(finished.target.url), finished.at or self.clock.now()
            self.store.add_issues(self.run.id, (issue,), site=finished.target.site, url=finished.target.url, now=at)
            self.tell("issue", url=finished.target.url, result=issue.code, message=issue.message)

    def _announce(self, finished: Finished, saved: Saved, issues: tuple[Issue, ...]) -> None:
        tally, closed = self.asked[finished.target.site], False
        if isinstance(finished.outcome, Disallowed):
            closed = finished.outcome.closed
            tally.kept_out += 1
        self.closed += closed
        tally.done += 1
        tally.unheard += closed or saved.result == "failed"
        counter = COUNTER[saved.result]
        setattr(self.counts, counter, getattr(self.counts, counter) + 1)
        self.tell("sitemap" if finished.target.kind == "sitemap" else "page", url=saved.url, result=saved.result)
        url = finished.target.url
        if saved.began_failing:
            self.tell("began-failing", url=url, message=f"{url} began to fail: {words_of(finished.outcome)}")
        elif saved.recovered and saved.failing_since is not None:
            since = f"{saved.failing_since:%Y-%m-%d %H:%M}"
            self.tell("recovered", url=url, message=f"{url} answers again; it had failed since {since}")
        if not self._note_open(finished, issues):
            for issue in issues:
                if issue.severity != "info":
                    self.tell("issue", url=saved.url, result=issue.code, message=issue.message)

    def _note_open(self, finished: Finished, issues: tuple[Issue, ...]) -> bool:
        """Remember that an address has issues now, so that a good answer closes them; whether it had some already."""
        key = (finished.target.site, finished.target.url)
        known = key in self._open_issues
        if any(issue.severity != "info" for issue in issues):
            self._open_issues.add(key)
        return known

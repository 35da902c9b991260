"""The one process that writes: puts due pages into the shared frontier, takes reports out, closes the run."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Collection, Iterable
from functools import partial

import msgspec

from pipeline.archive import recover
from pipeline.cluster.crawl.brought import Brought, NotHereYet, finished_of, is_stored
from pipeline.cluster.crawl.crew import Crew
from pipeline.cluster.crawl.given import Given
from pipeline.cluster.crawl.line import Line
from pipeline.cluster.crawl.receipts import hosts_of, ledger_of, receipts_of, waits_of
from pipeline.cluster.crawl.values import Errand, Report, reports, written
from pipeline.cluster.crawl.worker import check_lease
from pipeline.config import Config
from pipeline.fetchers.clock import Clock
from pipeline.ingest.closing import RunReport, close
from pipeline.ingest.finished import Finished
from pipeline.ingest.plan import asked_as, led_to, robots_known
from pipeline.ingest.planned import full_check
from pipeline.ingest.recovery import Recovery, cautious
from pipeline.ingest.signals import signals
from pipeline.ingest.work import Drive, Parts, longest_wait, quiet_of
from pipeline.model.courtesy import PaceEntry, RobotsSnapshot
from pipeline.model.target import Target
from pipeline.storage import file_beside
from pipeline.storage.shared import SharedFrontier
from pipeline.storage.shared.coordinate import LeftAt, Page
from pipeline.urls import host_of

BATCH = 64
"""Reports in one transaction, at most."""

PRESENCE = 60.0
"""Seconds without a sign of life after which workers take the coordinator for gone."""

PAUSE = 0.1
"""Seconds between two looks at a frontier that had nothing new."""

STEADY = 600.0
"""Seconds for which a frontier that does not answer is waited for."""

_snapshots = msgspec.json.Decoder(RobotsSnapshot)


def default_frontier(config: Config) -> str:
    """The file beside the database."""
    return str(file_beside(config.storage.database, ".frontier"))


def shared(address: str, *, workers: int, clock: Clock) -> Drive:
    """How :func:`pipeline.ingest.work.execute` asks by way of a shared frontier.

    Args:
        address: of the frontier.
        workers: processes started on this machine; others may join from anywhere.
        clock: handed to them.
    """

    async def drive(parts: Parts) -> RunReport:
        check_lease(parts.config)
        async with Line(address, clock) as line:
            return await Coordinator(parts, line).work(Crew(workers, parts.config, address, clock))

    return drive


class Coordinator:
    """One crawl.

    Args:
        parts: of the run.
        line: to the frontier.

    Attributes:
        plan, interrupted, spent, cut_short, quiet: how it ended (:class:`~pipeline.ingest.closing.Ending`).
    """

    def __init__(self, parts: Parts, line: Line) -> None:
        self.plan = parts.plan
        self.interrupted = False
        self.spent: str | None = None
        self.cut_short = False
        self.quiet = quiet_of(parts)
        self._parts = parts
        self._desk = parts.desk
        self._line = line
        self._keeper = parts.desk.keeper = Brought(parts)
        self._crawl = parts.desk.run.id
        self._began = parts.desk.clock.monotonic()
        self._present_until = 0.0
        self._given = Given(self.plan, parts.desk, self.quiet)
        self._paces: dict[str, PaceEntry] = {}
        self._stop = asyncio.Event()
        self._still_since: float | None = None

    def stop(self) -> None:
        """Hand out nothing more; store what is under way."""
        self.interrupted = True
        self._stop.set()

    async def work(self, crew: Crew) -> RunReport:
        """From the first page to the verdict."""
        await self._begin()
        with signals(self.stop), crew:  # one that comes while the workers are started must end them, too
            while not self._stopping:
                await self._present()
                fed = await self._feed()
                taken = await self._take()
                if taken:
                    crew.progressed()
                if fed or taken:
                    self._still_since = None
                self._look_at_budget()
                if not fed and not taken:
                    if await self._nothing_left():
                        break
                    crew.mend()
                    await self._desk.clock.sleep(PAUSE)
            await self._wind_up()
        return await self._close()

    # --- pages in

    async def _begin(self) -> None:
        parts, desk, now = self._parts, self._desk, self._desk.clock.now()
        coordinator = f"{parts.config.storage.database.resolve()} on {platform.node()}"
        known = desk.store.load_pace()
        paces = cautious(known, now) if parts.left_by_the_dead else known
        self._paces = {entry.key: entry for entry in paces}
        robots = [(one.origin, written(one)) for one in robots_known(desk.store, self.plan, now)]
        waits = waits_of(paces, now, parts.config.fetch.delay)
        await self._line.call(lambda frontier: frontier.begin(self._crawl, coordinator, ttl=PRESENCE))
        await self._line.call(lambda frontier: frontier.remember(waits, robots))
        await self._line.call(SharedFrontier.withdraw)
        self._given.out = set(await self._line.call(SharedFrontier.urls))

    async def _present(self) -> None:
        now = self._desk.clock.monotonic()
        if now >= self._present_until:
            self._present_until = now + PRESENCE / 6
            await self._line.call(lambda frontier: frontier.present(self._crawl, ttl=PRESENCE), patience=STEADY)

    async def _feed(self) -> int:
        """Put in as many due pages as there is room for; how many that were."""
        targets = self._given.following(sent=self._keeper.requests)
        if not targets:
            return 0
        pages = [self._page(target) for target in targets]
        hosts = hosts_of(targets, self._parts.finisher.profiles, self._paces, self._desk.clock.now())
        await self._line.call(lambda frontier: frontier.add(pages, hosts), patience=STEADY)
        return len(targets)

    def _page(self, target: Target) -> Page:
        store, now, whole = self._desk.store, self._desk.clock.now(), full_check(self._parts.config)
        asked, state = asked_as(target, store=store, now=now, full_check=whole), store.url_state(target.url)
        end = led_to(state.moved_to, store=store, now=now, full_check=whole) if state and state.moved_to else None
        errand = Errand(target=asked, believed=None if asked is target else target, end=end, given=now)
        return Page(url=target.url, host=host_of(target.url), work=written(errand))

    # --- reports out

    async def _take(self) -> int:
        """Store reports; how many that were."""
        rows: list[int] = []
        ends: list[tuple[str, Finished | None]] = []
        after = 0
        while len(rows) < BATCH:
            look = partial(SharedFrontier.reports, after=after, many=BATCH)
            found = await self._line.call(look, patience=STEADY)
            if not found:
                break
            after = found[-1][0]
            brought = [(row, url, reports.decode(text)) for row, url, text in found]
            for row, url, report in sorted(brought, key=lambda one: one[2].at):
                try:
                    finished = self._finished(report)
                except NotHereYet:
                    continue
                rows.append(row)
                ends.append((url, finished))
        robots = await self._line.call(SharedFrontier.robots_news, patience=STEADY)
        for _, snapshot in robots:
            self._desk.heard_robots(_snapshots.decode(snapshot))
        if rows or robots:
            batch = [finished for _, finished in ends if finished is not None]
            self._desk.commit(batch, ())
            await self._line.call(lambda frontier: frontier.settle(rows, robots), patience=STEADY)
            self._given.ended(ends)
            await self._leave_paused(batch)
        return len(rows)

    def _finished(self, report: Report) -> Finished | None:
        if is_stored(report, self._parts):
            return None
        finished = finished_of(report, self._parts)
        self._keeper.bring(report)
        return finished

    async def _leave_paused(self, batch: list[Finished]) -> None:
        await self._withdraw({host_of(one.target.url) for one in batch if self._desk.troubles.paused(one.target.url)})

    async def _withdraw(self, hosts: Collection[str]) -> None:
        for host in hosts:
            await self._line.call(partial(SharedFrontier.withdraw, host=host), patience=STEADY)
        if hosts:
            self._given.stand(await self._line.call(SharedFrontier.urls, patience=STEADY))

    # --- the end of it

    @property
    def _stopping(self) -> bool:
        return self.interrupted or self.spent is not None

    def _look_at_budget(self) -> None:
        budget, keeper = self.plan.budget, self._keeper
        minutes = (self._desk.clock.monotonic() - self._began) / 60
        if budget.requests is not None and keeper.requests >= budget.requests:
            self.spent = "requests"
        elif budget.megabytes is not None and keeper.bytes >= budget.megabytes * 1e6:
            self.spent = "megabytes"
        elif budget.minutes is not None and minutes >= budget.minutes:
            self.spent = "minutes"

    async def _nothing_left(self) -> bool:
        """Whether every page has come to its end, or what is left may not be asked for longer than a fetch waits."""
        left = await self._line.call(SharedFrontier.standing, patience=STEADY)
        if not left.hosts and self._given.out:
            return self._waited_long_enough()
        if not left.hosts and self._given.cut_short:
            self.cut_short = True
            return True
        if not left.hosts:
            return not await self.quiet.over(self._stop)
        if not left.in_hand and left.opens_in is not None and left.opens_in > longest_wait(self._parts):
            self.cut_short = not await self._leave_resting()
            return self.cut_short
        return False

    async def _leave_resting(self) -> bool:
        """Take out what may not be asked for so long, which makes room for others; whether there was anything."""
        before = self._given.out
        await self._withdraw(self._tell_resting(await self._line.call(SharedFrontier.paces, patience=STEADY)))
        taken_out = before - self._given.out
        self.quiet.back |= taken_out  # of hosts that rest otherwise none is wanted
        return bool(taken_out)

    def _tell_resting(self, left: Iterable[LeftAt]) -> set[str]:
        """Tell of hosts that may not be asked for longer than a fetch waits: their pages stay as they are, due.

        Of those in their quiet hours that is told already.
        """
        waiting, most, resting = self._given.hosts(), longest_wait(self._parts), set()
        for host in left:
            state = self._desk.store.url_state(waiting.get(host.name, ""))
            if state is None or host.opens <= most:
                continue
            resting.add(host.name)
            if self.quiet.holds(state.site):
                continue
            if message := self._desk.troubles.rest(state.url, state.site, host.opens):
                self._desk.tell("host-paused", url=state.url, message=message)
        return resting

    def _waited_long_enough(self) -> bool:
        """Whether reports have waited for their archive files for as long as a fetch waits; the next run takes them."""
        now = self._desk.clock.monotonic()
        self._still_since = self._still_since or now
        if now - self._still_since < self._parts.config.fetch.max_wait:
            return False
        self.cut_short = True
        return True

    async def _wind_up(self) -> None:
        """Close the crawl, wait for the pages in hand, store their reports."""
        clock = self._desk.clock
        await self._line.call(lambda frontier: frontier.close_crawl(self._crawl), patience=STEADY)
        await self._line.call(SharedFrontier.withdraw, patience=STEADY)
        until = clock.monotonic() + self._parts.config.fetch.total_timeout
        while clock.monotonic() < until:
            taken, left = await self._take(), await self._line.call(SharedFrontier.standing, patience=STEADY)
            if not taken and not left.in_hand:
                break
            await clock.sleep(PAUSE)

    async def _close(self) -> RunReport:
        """After the workers: what they archived and could not report gets its rows, then the verdict."""
        desk, parts = self._desk, self._parts
        while await self._take():
            pass
        stints = await self._line.call(SharedFrontier.stints, patience=STEADY)
        left = await self._line.call(SharedFrontier.paces, patience=STEADY)
        self._tell_resting(left)
        desk.commit([], ledger_of(left, desk.clock.now()), last=True)
        waiting = await self._line.call(lambda frontier: frontier.reports(many=1), patience=STEADY)
        self.cut_short |= bool(waiting)
        recover(parts.config.storage.archive, desk.clock.now(), desk.store.archive_known)
        # in a thread, as it runs event loops of its own
        await asyncio.to_thread(Recovery(desk, parts.finisher, parts.config).run)
        await self._line.call(lambda frontier: frontier.end(self._crawl), patience=STEADY)
        return close(desk, self, parts.finisher.profiles, receipts_of(stints))

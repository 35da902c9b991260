"""One stint: a host of one's own for a while, its pages asked one after the other, each reported with its lease."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import msgspec
from msgspec import Struct

from pipeline.archive import ArchiveWriter
from pipeline.cluster.crawl.leave import HostBusy, LeasedLeave, Watch
from pipeline.cluster.crawl.line import Line
from pipeline.cluster.crawl.values import Asked, Errand, Report, Stint, errands, written
from pipeline.config import Config
from pipeline.errors import ClockWrong, DatabaseLocked, FrontierUnavailable, Interrupted, LeaseLost
from pipeline.fetchers.clock import Clock
from pipeline.fetchers.http import Fetcher
from pipeline.fetchers.pacing import HostQuiet
from pipeline.ingest.clocks import check_against
from pipeline.ingest.finished import light
from pipeline.ingest.keeper import Keeper
from pipeline.model.capture import Capture, Failed, Outcome
from pipeline.model.courtesy import PaceEntry, RobotsSnapshot
from pipeline.model.target import Target
from pipeline.profiles import Profiles
from pipeline.storage.shared import Busy, Claim, Held
from pipeline.storage.shared.lease import Resting, Work
from pipeline.urls import canonicalize

TRIES = 5
"""Workers that may be lost over one page before it is reported as failed."""

_snapshots = msgspec.json.Decoder(RobotsSnapshot)


class Tools(Struct, frozen=True, kw_only=True):
    """What every stint of a worker uses.

    Attributes:
        name: of the worker.
        config: of the operator; the same on every machine.
        profiles: scope and pace of the sites.
        clock: time and sleep.
        line: to the frontier.
        archive: the worker's own file.
    """

    name: str
    config: Config
    profiles: Profiles
    clock: Clock
    line: Line
    archive: ArchiveWriter


class HandedBack(Struct, frozen=True):
    """The page was not asked to its end and stays due; ``seconds`` until its host may be tried again."""

    seconds: float


class Running:
    """A stint under way.

    Args:
        claim: of the host.
        watch: begun before the claim was asked for.
        tools: of the worker.
    """

    def __init__(self, claim: Claim, watch: Watch, tools: Tools) -> None:
        self.claim = claim
        self._tools = tools
        self._ttl = tools.config.crawl.lease
        self._began = tools.clock.monotonic()
        self._news: list[tuple[str, str]] = []
        self._counted = 0
        # A keeper of its own: after a freeze, another stint of this worker may be asking the same page.
        self._keeper = Keeper(tools.archive)
        self._given: datetime | None = None
        self.leave = LeasedLeave(
            claim,
            self._hold,
            clock=tools.clock,
            watch=watch,
            ttl=self._ttl,
            longest=tools.config.fetch.total_timeout,
        )

    async def work(self, stopping: Callable[[], bool], fetching: set[Fetcher]) -> int:
        """Ask page after page until the host has none, the stint is long enough or the lease is lost; the reports."""
        work: Work | None = self.claim.first
        done = 0
        async with self._fetcher() as fetcher:
            fetching.add(fetcher)
            beating = asyncio.create_task(self._beat())
            try:
                while work is not None:
                    errand = errands.decode(work.work)
                    self._given = errand.given
                    try:
                        ended = self._given_up(errand) if work.tries >= TRIES else await self._ask(fetcher, errand)
                    except ClockWrong:
                        await self._put_back(fetcher, work, 0.0)
                        raise
                    if isinstance(ended, HandedBack):
                        await self._put_back(fetcher, work, ended.seconds)
                        break
                    done += 1
                    work = await self._report(fetcher, work, ended, more=not (stopping() or self._long_enough()))
            except (LeaseLost, FrontierUnavailable, DatabaseLocked):
                pass  # the lease runs out by itself, and the page is handed out again
            finally:
                beating.cancel()
                fetching.discard(fetcher)
        return done

    async def _ask(self, fetcher: Fetcher, errand: Errand) -> Report | HandedBack:
        tools, target = self._tools, errand.target
        scope, pace = tools.profiles.scope_of(target), tools.profiles.pace_for(target)
        started = tools.clock.monotonic()
        self._keeper.watch(target)
        try:
            outcome = await fetcher.fetch(target, scope, pace=pace, held=partial(self._held, errand))
        except HostBusy as error:
            return HandedBack(error.seconds)
        except HostQuiet as error:
            return HandedBack((error.until - tools.clock.now()).total_seconds())
        except Interrupted:
            return HandedBack(0.0)
        kept = self._keeper.take(target)
        if isinstance(outcome, Failed) and outcome.kind == "host_paused" and not kept.captures:
            return HandedBack(outcome.retry_after or 0.0)
        sent, self._counted = fetcher.pacer.sent - self._counted, fetcher.pacer.sent
        return Report(
            errand=errand,
            outcome=light(outcome),
            captures=kept.captures,
            strays=self._keeper.take_strays(),
            sent=sent,
            bytes=kept.bytes,
            elapsed_ms=round((tools.clock.monotonic() - started) * 1000),
            at=_ended_at(outcome, tools.clock.now()),
            run_id=self.claim.crawl,
            worker=tools.name,
        )

    def _held(self, errand: Errand, url: str) -> Target | None:
        """What an address is asked with that the page leads to: known of the one that it led to before."""
        if errand.end is None or canonicalize(url) != errand.end.url:
            return None
        self._keeper.leads_to(errand.target, errand.end)
        return errand.end

    def _given_up(self, errand: Errand) -> Report:
        """A page that no worker has come back from is not asked again in this crawl."""
        url = errand.target.url
        outcome = Failed(url=url, kind="protocol", message=f"{url}: {TRIES} workers were lost while they had it")
        now = self._tools.clock.now()
        return Report(errand=errand, outcome=outcome, at=now, run_id=self.claim.crawl, worker=self._tools.name)

    async def _report(self, fetcher: Fetcher, work: Work, report: Report, *, more: bool) -> Work | None:
        tools = self._tools
        self._keeper.sync()
        self._keeper.settle((*report.captures, *report.strays))
        robots, self._news = self._news, []
        text, receipts, resting = written(report), written(self._stint(fetcher)), self._resting(fetcher)
        watch = Watch(tools.clock)
        completed = await tools.line.call(
            lambda frontier: frontier.complete(
                self.claim, work.id, text, robots=robots, receipts=receipts, resting=resting, ttl=self._ttl, more=more
            ),
            patience=self._ttl,
        )
        self.leave.renewed(completed.held, watch)
        return completed.following

    async def _put_back(self, fetcher: Fetcher, work: Work, seconds: float) -> None:
        resting = self._resting(fetcher)
        host = resting[self.claim.host]
        resting[self.claim.host] = Resting(max(seconds, host.wait), host.backoff)
        receipts = written(self._stint(fetcher)) if self.leave.gap else None
        await self._tools.line.call(
            lambda frontier: frontier.put_back(
                self.claim, work.id, robots=self._news, receipts=receipts, resting=resting
            ),
            patience=self._ttl,
        )

    async def _hold(self, names: Collection[str], gap: float) -> Held | Busy:
        return await self._tools.line.call(
            lambda frontier: frontier.hold(self.claim.owner, self.claim.host, names, gap=gap, ttl=self._ttl)
        )

    async def _beat(self) -> None:
        """Keep the lease while a page takes long (Retry-After, a slow answer)."""
        while True:
            await self._tools.clock.sleep(self._ttl / 3)
            watch = Watch(self._tools.clock)
            with suppress(FrontierUnavailable, DatabaseLocked):
                names = await self._tools.line.call(lambda frontier: frontier.renew(self.claim.owner, ttl=self._ttl))
                self.leave.renewed(names, watch)

    async def _recall(self, origin: str) -> RobotsSnapshot | None:
        known = await self._tools.line.call(lambda frontier: frontier.robots(origin))
        return None if known is None else _snapshots.decode(known)

    def _fetcher(self) -> Fetcher:
        tools, claim = self._tools, self.claim
        now = tools.clock.now()
        # The host is open, so its gap has passed; what a refusal added to the gap goes on.
        before = PaceEntry(key=claim.host, last_at=now - timedelta(days=1), backoff=claim.backoff)
        return Fetcher(
            settings=tools.config.fetch,
            clock=tools.clock,
            keep=self._keep,
            on_robots=self._heard_robots,
            ledger=[before],
            leave=self.leave,
            recall=self._recall,
            run_id=claim.crawl,
        )

    def _keep(self, capture: Capture) -> Capture:
        if self._given is not None:
            check_against(capture, self._given)
        return self._keeper.keep(capture)

    def _heard_robots(self, snapshot: RobotsSnapshot) -> None:
        self._news.append((snapshot.origin, written(snapshot)))

    def _long_enough(self) -> bool:
        return self._tools.clock.monotonic() - self._began >= self._tools.config.crawl.stint

    def _resting(self, fetcher: Fetcher) -> dict[str, Resting]:
        """How each host and address is left: its gap, what its last answer added to it, what it asked for itself."""
        now = self._tools.clock.now()
        entries = {entry.key: entry for entry in fetcher.ledger()}
        resting = {self.claim.host: Resting(0.0, self.claim.backoff)}
        for name, gap in self.leave.gap.items():
            entry = entries.get(name)
            backoff = 0.0 if entry is None else entry.backoff
            hold = 0.0 if entry is None or entry.hold_until is None else (entry.hold_until - now).total_seconds()
            resting[name] = Resting(max(gap, backoff, hold), backoff)
        return resting

    def _stint(self, fetcher: Fetcher) -> Stint:
        asked = {
            receipt.host: Asked(
                requests=receipt.requests,
                bytes=receipt.bytes,
                refusals=receipt.refusals,
                robots_id=receipt.robots_id,
            )
            for receipt in fetcher.receipts()
        }
        for host, gaps in self.leave.gaps.items():
            if host in asked:
                asked[host].gaps = gaps
        return asked


def _ended_at(outcome: Outcome, now: datetime) -> datetime:
    capture = getattr(outcome, "capture", None)
    return now if capture is None else capture.fetched_at

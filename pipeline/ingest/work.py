"""One run from lock to verdict: opens what it needs, works the loop, judges what came of it."""

from __future__ import annotations

import asyncio
import os
import platform
import signal
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import httpx
from msgspec import Struct

from pipeline import sites
from pipeline._version import __version__
from pipeline.archive import ArchiveWriter
from pipeline.config import Config
from pipeline.errors import UsageError
from pipeline.fetchers import Fetcher
from pipeline.fetchers.clock import Clock
from pipeline.ingest import discovery
from pipeline.ingest.desk import Desk
from pipeline.ingest.events import Event, OnEvent
from pipeline.ingest.keeper import Keeper
from pipeline.ingest.loop import Loop, Plan
from pipeline.ingest.reading import Profiles, at_origin
from pipeline.model.courtesy import HostReceipt
from pipeline.model.run import Run, RunCounts, Verdict
from pipeline.model.target import Discovered
from pipeline.scheduling import Intervals
from pipeline.storage import Owner, Store, writer_lock

SOFTWARE = f"health-page-pipeline/{__version__}"
"""What the archive says wrote it."""

FAILED_SHARE = 0.05
"""Share of asked pages without an answer above which a finished run is called incomplete."""


class RunReport(Struct, frozen=True, kw_only=True):
    """How a run ended.

    Attributes:
        run: closed, with its counts.
        blocked: sites whose publication is blocked, and why.
        receipts: what was done to each host.
        left_due: pages still due.
    """

    run: Run
    blocked: dict[str, str]
    receipts: tuple[HostReceipt, ...]
    left_due: int


def profiles_of(config: Config) -> Profiles:
    """The profiles as this configuration maps them to origins.

    Raises:
        ConfigError: a site is named that no profile reads.
    """
    mapped = {
        site.origin: at_origin(sites.by_name(name), site.origin) for name, site in config.sites.items() if site.origin
    }
    delays = {name: site.delay for name, site in config.sites.items() if site.delay is not None}
    return Profiles(mapped, floor=config.fetch.delay, delays=delays)


def enabled(config: Config, names: tuple[str, ...]) -> tuple[str, ...]:
    """The sites a run asks: those named, else every configured site that is enabled.

    Raises:
        UsageError: nothing is named or configured, so there is nothing to ask.
    """
    if names:
        return names
    chosen = tuple(name for name, site in config.sites.items() if site.enabled)
    if not chosen:
        raise UsageError(
            "no site is configured, so there is nothing to fetch",
            mend="name one with --site (see `pipeline sites`), or add a [sites.NAME] table to pipeline.toml",
        )
    return chosen


def execute(
    config: Config,
    plan: Plan,
    *,
    clock: Clock,
    listen: OnEvent,
    kind: str = "run",
    transport: httpx.AsyncBaseTransport | None = None,
) -> RunReport:
    """Execute one run to its end; SIGINT and SIGTERM finish the pages in hand.

    Raises:
        RunLocked: another run holds the database.
        PipelineError: database, archive or configuration are not usable.
    """
    opened = Run(id=str(uuid.uuid4()), kind=kind, started_at=clock.now(), counts=RunCounts())
    with ExitStack() as stack:
        stack.enter_context(writer_lock(config.storage.database, owner=owner_of(opened)))
        store = stack.enter_context(Store.open(config.storage.database))
        archive = stack.enter_context(
            ArchiveWriter(config.storage.archive, prefix="pages", software=SOFTWARE, now=clock.now)
        )
        store.start_run(opened)
        listen(Event(name="run-started", run_id=opened.id, counts=opened.counts))
        return asyncio.run(_run(config, plan, opened, store, archive, clock, listen, transport))


async def _run(  # noqa: PLR0917
    config: Config,
    plan: Plan,
    opened: Run,
    store: Store,
    archive: ArchiveWriter,
    clock: Clock,
    listen: OnEvent,
    transport: httpx.AsyncBaseTransport | None,
) -> RunReport:
    profiles = profiles_of(config)
    keeper = Keeper(archive)
    desk = Desk(
        store=store,
        keeper=keeper,
        run=opened,
        clock=clock,
        intervals=_intervals(config),
        listen=listen,
        sites=plan.sites,
    )
    fetcher = Fetcher(
        settings=config.fetch,
        clock=clock,
        keep=keeper.keep,
        robots=store.robots_snapshots(now=clock.now()),
        on_robots=desk.heard_robots,
        ledger=store.load_pace(),
        transport=transport,
        run_id=opened.id,
    )
    desk.discover(_beginnings(plan, profiles))
    async with fetcher:
        loop = Loop(desk=desk, fetcher=fetcher, profiles=profiles, plan=plan)
        with _signals(loop):
            await loop.work()
    return _close(desk, loop, profiles, fetcher.receipts())


def _beginnings(plan: Plan, profiles: Profiles) -> Iterator[Discovered]:
    """What the frontier must know before the first page: the URLs named, or the seeds of the sites."""
    if plan.urls is not None:
        for url in plan.urls:
            yield Discovered(url=url, site=profiles.for_url(url).name, found_by="cli")
        return
    for profile in profiles.named(plan.sites or ()):
        yield from discovery.seeds(profile)


def _close(desk: Desk, loop: Loop, profiles: Profiles, receipts: tuple[HostReceipt, ...]) -> RunReport:
    blocked: dict[str, str] = {}
    with desk.store.batch():
        for name, health in desk.health.items():
            shortfalls = tuple(health.shortfalls(profiles.named([name])[0].expects))
            if shortfalls:
                blocked[name] = "; ".join(issue.message for issue in shortfalls)
                desk.store.add_issues(desk.run.id, shortfalls, site=name, url=None, now=desk.clock.now())
                desk.store.block_site(name, reason=blocked[name], now=desk.clock.now())
        verdict = _verdict(loop, blocked, desk)
        if verdict == "ok":
            for name in desk.health:
                desk.store.unblock_site(name, run_id=desk.run.id, now=desk.clock.now())
        finished = desk.store.finish_run(desk.run.id, verdict=verdict, now=desk.clock.now())
    left = desk.store.count_due(now=desk.clock.now(), sites=loop.plan.sites)
    desk.tell("run-finished", result=verdict)
    return RunReport(run=finished, blocked=blocked, receipts=receipts, left_due=left)


def _verdict(loop: Loop, blocked: dict[str, str], desk: Desk) -> Verdict:
    if loop.interrupted:
        return "interrupted"
    if blocked:
        return "blocked"
    unanswered = desk.counts.failed + desk.closed
    return "incomplete" if unanswered > FAILED_SHARE * desk.done else "ok"


def _intervals(config: Config) -> Intervals:
    schedule = config.schedule
    per_site = {name: timedelta(days=site.interval_days) for name, site in config.sites.items() if site.interval_days}
    return Intervals(
        usual=timedelta(days=schedule.interval_days),
        shortest=timedelta(days=schedule.min_interval_days),
        longest=timedelta(days=schedule.max_interval_days),
        per_site=per_site,
    )


@contextmanager
def _signals(loop: Loop) -> Iterator[None]:
    """SIGINT and SIGTERM ask the loop to stop; where signals cannot be taken (another thread) nothing changes."""
    running = asyncio.get_running_loop()
    taken = []
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            running.add_signal_handler(number, loop.stop)
        except (NotImplementedError, RuntimeError, ValueError):
            continue
        taken.append(number)
    try:
        yield
    finally:
        for number in taken:
            running.remove_signal_handler(number)


def owner_of(run: Run) -> Owner:
    """What the lock file says of this process."""
    return Owner(pid=os.getpid(), machine=platform.node(), started_at=run.started_at.isoformat(), run_id=run.id)

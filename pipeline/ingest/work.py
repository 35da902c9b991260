"""One run from lock to verdict: opens what it needs, takes up what a dead run left, works the loop, closes."""

from __future__ import annotations

import asyncio
import gc
import uuid
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

from msgspec import Struct

from pipeline._version import SOFTWARE
from pipeline.archive import ArchiveWriter
from pipeline.config import Config
from pipeline.fetchers.clock import Clock
from pipeline.fetchers.http import Fetcher
from pipeline.frames import in_one_piece
from pipeline.ingest.again import Again
from pipeline.ingest.aside import put_aside, tell_of_before
from pipeline.ingest.clocks import Witness, greeted
from pipeline.ingest.closing import RunReport, close
from pipeline.ingest.desk import Desk
from pipeline.ingest.elsewhere import keep_to_hosts
from pipeline.ingest.events import Event, OnEvent
from pipeline.ingest.finished import Finisher
from pipeline.ingest.handed import hand_over
from pipeline.ingest.imports import OF_ANOTHER, adopt_imports, tell_adopted
from pipeline.ingest.journal import ReadingJournal, journal_path
from pipeline.ingest.keeper import Keeper
from pipeline.ingest.loop import Loop
from pipeline.ingest.plan import Plan, robots_known
from pipeline.ingest.planned import beginnings, full_check, intervals_of
from pipeline.ingest.quiet import Quiet
from pipeline.ingest.recovery import PREFIX, Recovery, cautious
from pipeline.ingest.removed import erase_removed, keep_removed, refuse_removed
from pipeline.ingest.sights import ANOTHER_NIGHT
from pipeline.ingest.signals import signals
from pipeline.model.run import Run, RunCounts
from pipeline.nearest import many
from pipeline.parsers import parser_version
from pipeline.profiles import profiles_of
from pipeline.scheduling import SPREAD
from pipeline.storage import Owner, Store

_COLLECT_AFTER = 20_000
"""Containers more than before when cycles are looked for during a run; a page makes some hundreds and frees them."""


class Parts(Struct, frozen=True, kw_only=True):
    """What a run is made of, open and taken up from where a dead run left it.

    Attributes:
        config, plan: as given to :func:`execute`.
        desk: writes rows.
        archive: where this process keeps what it asks.
        finisher: reads answers.
        left_by_the_dead: ids of runs that had no process any more.
    """

    config: Config
    plan: Plan
    desk: Desk
    archive: ArchiveWriter
    finisher: Finisher
    left_by_the_dead: tuple[str, ...]


Drive = Callable[[Parts], Coroutine[object, object, RunReport]]
"""Asks what is due, stores what comes of it, closes the run."""


def execute(
    config: Config,
    plan: Plan,
    *,
    clock: Clock,
    listen: OnEvent,
    kind: str = "run",
    by: Drive | None = None,
) -> RunReport:
    """Execute one run to its end; SIGINT, SIGTERM and SIGHUP finish the pages in hand.

    What an earlier process archived and could not commit is stored first; nothing of it is asked again. ``by`` does
    the asking: this process by itself, unless it is given.

    Raises:
        RunLocked: another run holds the database.
        PipelineError: database, archive or configuration are not usable.
    """
    profiles = profiles_of(config)
    profiles.named(plan.sites or ())  # a name nobody knows stops the run before it begins
    opened = Run(id=str(uuid.uuid4()), kind=kind, started_at=clock.now(), counts=RunCounts())
    with ExitStack() as stack:
        store = stack.enter_context(Store.held(config.storage.database, owner=owner_of(opened)))
        back = keep_removed(store, config.storage.archive, clock)
        refuse_removed(store, plan)
        archive = stack.enter_context(
            ArchiveWriter(
                config.storage.archive, prefix=PREFIX, software=SOFTWARE, now=clock.now, known=store.archive_known
            )
        )
        journal = stack.enter_context(ReadingJournal(journal_path(config.storage.database)))
        left = store.start_run(opened)
        aside = put_aside(journal, store=store, archive=config.storage.archive, profiles=profiles, clock=clock)
        again = Again(store, config.storage.archive, profiles, journal)
        desk = Desk(
            store=store,
            keeper=Keeper(archive),
            run=opened,
            clock=clock,
            intervals=intervals_of(config),
            listen=listen,
            sites=plan.sites,
            reread=again.document,
        )
        quarantined = store.quarantined(parser_version())
        finisher = Finisher(profiles, journal=journal, quarantined=quarantined, discover=plan.discover)
        listen(Event(name="run-started", run_id=opened.id, counts=opened.counts))
        tell_of_before(desk.tell, back, aside)
        parts = Parts(
            config=config,
            plan=plan,
            desk=desk,
            archive=archive,
            finisher=finisher,
            left_by_the_dead=left,
        )
        _look_for_archive(parts)
        desk.discover(beginnings(plan, profiles))
        earlier = _recover(parts, again)
        with _rare_collections():
            report = in_one_piece(partial(asyncio.run, _alone(parts) if by is None else _with_others(parts, by)))
        archive.close()
        erase_removed(store, config.storage.archive, {*left, *earlier, opened.id}, clock)
        return report


def _look_for_archive(parts: Parts) -> None:
    """Tell of an archive of which nothing is there: most likely its folder was moved, or another one is named."""
    folder, known = parts.config.storage.archive, parts.desk.store.archive_marks()
    if known and not any((folder / file).exists() for file in known):
        message = f"none of the {len(known)} archive files that the database knows is in {folder}; is it the right one?"
        parts.desk.tell("issue", result="archive-missing", message=message)


def _recover(parts: Parts, again: Again) -> frozenset[str]:
    """Rows for what earlier processes archived and could not commit; the runs they belong to."""
    desk = parts.desk
    for dead in filter(None, map(desk.store.run, parts.left_by_the_dead)):
        if desk.run.started_at - dead.started_at < ANOTHER_NIGHT:  # what it had stored, nobody has judged yet
            desk.since = min(desk.since, dead.started_at)
    adopted = adopt_imports(desk.store, parts.config.storage.archive, again, run_id=desk.run.id)
    tell_adopted(desk.tell, adopted)
    found = Recovery(parts.desk, parts.finisher, parts.config).run()
    if found.captures:
        why = OF_ANOTHER if found.strange else "an earlier run ended in the middle"
        message = (
            f"{many(found.captures, 'answer')} of the archive that the database did not know"
            f" {'was' if found.captures == 1 else 'were'} taken up ({why}):"
            f" {many(found.outcomes, 'page')} need not be asked again"
        )
        desk.tell("resumed", message=message)
    return found.runs | adopted.runs


def _catch_up(parts: Parts) -> None:
    """Due dates of a clock that was ahead, of a longer interval, or of another host say nothing of today."""
    desk, intervals = parts.desk, intervals_of(parts.config)
    if parts.plan.urls is None:
        hand_over(desk, parts.finisher.profiles, parts.plan.sites or ())
        keep_to_hosts(desk, parts.finisher.profiles, parts.plan.sites or ())
    moved = desk.store.set_back(now=desk.clock.now())
    desk.store.shorten(now=desk.clock.now(), usual=intervals.of, spread=SPREAD)
    if moved:
        found = f"{many(moved, 'address', 'addresses')} it asked or found {'is' if moved == 1 else 'are'} due now"
        message = f"a clock was ahead of this one in an earlier run: {found}"
        desk.tell("clock-was-ahead", message=message)


async def _alone(parts: Parts) -> RunReport:
    config, desk, profiles = parts.config, parts.desk, parts.finisher.profiles
    fetcher, witness = _fetcher(parts)
    async with fetcher:
        await _hear_whose_clock_is_right(parts, fetcher, witness)
        loop = Loop(
            desk=desk,
            fetcher=fetcher,
            finisher=parts.finisher,
            plan=parts.plan,
            full_check=full_check(config),
            quiet=quiet_of(parts),
        )
        with signals(loop.stop):
            await loop.work()
    return close(desk, loop, profiles, fetcher.receipts())


async def _with_others(parts: Parts, by: Drive) -> RunReport:
    fetcher, witness = _fetcher(parts)
    async with fetcher:
        await _hear_whose_clock_is_right(parts, fetcher, witness)
    if witness.heard:
        parts.desk.commit([], fetcher.ledger())  # it goes by another keeper from now on
    return await by(parts)


def _fetcher(parts: Parts) -> tuple[Fetcher, Witness]:
    """Who asks, and who hears each host before its answer is kept."""
    desk, store, now = parts.desk, parts.desk.store, parts.desk.clock.now()
    ledger = store.load_pace()
    latest = store.run_to_come(now)
    witness = Witness(desk.keeper.keep, desk.tell, latest, desk.clock.monotonic)
    fetcher = Fetcher(
        settings=parts.config.fetch,
        clock=desk.clock,
        keep=witness.keep,
        robots=() if latest else robots_known(store, parts.plan, now),
        on_robots=desk.heard_robots,
        ledger=cautious(ledger, now) if parts.left_by_the_dead else ledger,
        run_id=desk.run.id,
    )
    return fetcher, witness


async def _hear_whose_clock_is_right(parts: Parts, fetcher: Fetcher, witness: Witness) -> None:
    """Where a run is still to come by this machine's clock, ask for robots.txt before due dates are believed.

    Raises:
        ClockWrong: this machine's is behind.
    """
    profiles = parts.finisher.profiles
    if witness.latest is not None:
        urls = [found.url for found in beginnings(parts.plan, profiles)]
        await greeted(urls, fetcher, lambda url: profiles.pace_of(profiles.for_url(url)))
    if witness.latest is None or witness.heard:
        _catch_up(parts)


def quiet_of(parts: Parts) -> Quiet:
    """Which sites of the run are in their quiet hours."""
    certain = parts.plan.force or parts.plan.urls is not None
    longest = parts.config.fetch.quiet_wait
    return Quiet(parts.desk, parts.finisher.profiles, longest=longest, certain=certain)


def longest_wait(parts: Parts) -> float:
    """Seconds for which a closed host is waited for before its pages are left to another run: at least any gap."""
    profiles = parts.finisher.profiles
    gaps = (profiles.pace_of(profile).delay for profile in profiles.named(parts.plan.sites or ()))
    return max(parts.config.fetch.max_wait, *gaps, 0.0)


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Leave the modules to themselves and look for cycles seldom: records hold none, and a pass reads all of them."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def owner_of(run: Run) -> Owner:
    """A run as the holder of the writer's lock."""
    return Owner.of_this_process(run.id, run.started_at)

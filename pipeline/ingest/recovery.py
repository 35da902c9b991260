"""After a process died: what it had archived gets its rows, so that nothing is asked twice that was answered.

Answers are in the archive the moment they arrive, their rows follow with the next commit. Between the two lies what a
dead process leaves: captures without rows. They are found again from the mark each commit leaves for its archive file,
read as a live run reads them, and stored as the outcome of their target, in the name of the run that had asked. Left
to be asked again is a target whose last answer is not there: it was in flight; and one of which every answer that is
left says that nothing has changed, since the one that says what there was is damaged or lost.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from msgspec import Struct, structs

from pipeline.config import Config
from pipeline.errors import ArchiveError
from pipeline.fetchers.retry import says_later, wait_asked
from pipeline.ingest.archived import outcome_of, replayed
from pipeline.ingest.desk import Desk
from pipeline.ingest.finished import Finished, Finisher
from pipeline.ingest.keeper import Kept, without_bodies
from pipeline.ingest.recalled import Recalled
from pipeline.ingest.unsettled import is_known, unsettled, without_rows
from pipeline.model.capture import Capture
from pipeline.model.courtesy import PaceEntry, RobotsSnapshot
from pipeline.model.target import Target
from pipeline.storage import ArchiveMark, Store
from pipeline.urls import host_of, origin_of

BATCH = 64
"""Outcomes in one transaction."""

PREFIX = "pages"
"""First part of the names of the archive files that runs write."""


class Recovered(Struct, kw_only=True):
    """What was found.

    Attributes:
        captures: archived and without a row.
        outcomes: targets that came to their end by them.
        runs: those that had asked.
        strange: outcomes that runs had asked for of which the database knows nothing.
    """

    captures: int = 0
    outcomes: int = 0
    runs: frozenset[str] = frozenset()
    strange: int = 0


class Recovery:
    """Gives rows to what earlier processes archived; to be run before anything is asked.

    Args:
        desk: stores.
        finisher: reads.
        config: where the archive is, and the limits that decided how live fetches ended.
    """

    def __init__(self, desk: Desk, finisher: Finisher, config: Config) -> None:
        self._desk = desk
        self._store = desk.store
        self._finisher = finisher
        self._config = config
        self._found = Recovered()
        self._recalled = Recalled(desk)
        self._open: dict[str, list[Capture]] = {}
        self._bytes: Counter[str] = Counter()
        self._robots: dict[str, list[Capture]] = {}
        self._batch: list[Finished] = []
        self._snapshots: list[RobotsSnapshot] = []
        self._pace: dict[str, PaceEntry] = {}
        self._late: list[Capture] = []
        self._newest: dict[str, datetime] = {}

    def run(self) -> Recovered:
        """Adopt everything; what it came to.

        Raises:
            ArchiveError: an archive file cannot be read.
            StorageError: the rows cannot be stored.
        """
        for file in unsettled(self._config.storage.archive, self._store, PREFIX):
            for capture in self._without_rows(file):
                self._found.captures += 1
                if capture.run_id is not None and self._recalled.is_other(capture.run_id):
                    self._commit()
                    self._recalled.begin(capture.run_id, capture.fetched_at)
                self._take(capture)
                if len(self._batch) >= BATCH:
                    self._commit()
            self._commit(file)
        self._recalled.close()
        if self._pace:
            _remember_pace(self._store, self._pace)
        return self._found

    def _without_rows(self, mark: ArchiveMark) -> Iterator[Capture]:
        def damaged(error: ArchiveError) -> None:
            self._desk.tell("issue", result="archive-damaged", message=str(error))

        limit = self._config.fetch.max_inflated_bytes
        return without_rows(self._config.storage.archive, self._store, mark, damaged, max_body=limit)

    def _take(self, capture: Capture) -> None:
        host = host_of(capture.url)
        wish = wait_asked(capture, capture.fetched_at) if says_later(capture) else None
        hold = None if wish is None else capture.fetched_at + timedelta(seconds=wish)
        self._pace[host] = _later(
            self._pace.get(host), PaceEntry(key=host, last_at=capture.fetched_at, hold_until=hold)
        )
        if urlsplit(capture.requested_url).path == "/robots.txt":
            self._robots.setdefault(origin_of(capture.requested_url), []).append(capture)
            return
        if self._is_late(capture):
            self._late.append(without_bodies(capture))
            return
        earlier = self._open.setdefault(capture.requested_url, [])
        target = self._target(capture)
        scope = self._finisher.profiles.scope_of(target)
        outcome = outcome_of(capture, earlier, scope, config=self._config)
        earlier.append(without_bodies(capture))
        self._bytes[target.url] += len(capture.entity)
        if outcome is None:
            return
        if not is_known(self._store, capture):
            self._commit()  # what waits to be stored may be what it speaks of
            if not is_known(self._store, capture):
                self._late.extend(self._open.pop(capture.requested_url))
                del self._bytes[target.url]
                return
        kept = Kept(tuple(self._open.pop(capture.requested_url)), self._bytes.pop(target.url))
        finished = self._finisher.finish(target, outcome, kept, elapsed_ms=0)
        self._found.outcomes += 1
        self._newest[target.url] = capture.fetched_at
        asker = self._asker(capture)
        self._recalled.see(asker, finished.profile, capture.fetched_at)
        self._batch.append(structs.replace(finished, at=capture.fetched_at, run_id=asker))

    def _is_late(self, capture: Capture) -> bool:
        """Whether a later answer was stored already: two workers asked, the first one lost its lease meanwhile."""
        newest = self._newest.get(capture.requested_url)
        if newest is not None and newest > capture.fetched_at:
            return True
        state = self._store.url_state(capture.requested_url)
        return state is not None and state.last_tried is not None and state.last_tried >= capture.fetched_at

    def _target(self, capture: Capture) -> Target:
        url = capture.requested_url
        known = next(self._store.due(now=capture.fetched_at, urls=(url,)), None)
        if known is None and self._batch:  # what waits to be stored may have named it
            self._commit()
            known = next(self._store.due(now=capture.fetched_at, urls=(url,)), None)
        if known is None:
            site = self._finisher.profiles.for_url(url).name
            return Target(url=url, site=site, reason=capture.why or "recovered")
        state = self._store.url_state(url)
        return structs.replace(known, reason=capture.why or (state and state.due_reason) or "interval")

    def _asker(self, capture: Capture) -> str:
        self._found.strange += capture.run_id is None or self._recalled.has(capture.run_id)
        if capture.run_id is None:
            return self._desk.run.id
        self._found.runs |= {capture.run_id}
        return capture.run_id

    def _commit(self, file: ArchiveMark | None = None) -> None:
        """Store what has gathered; at the end of a file also what came to no end in it."""
        strays, self._late = self._late, []
        if file is not None:
            for origin, captures in self._robots.items():
                snapshot = asyncio.run(replayed(origin, captures, self._store, self._config))
                if snapshot is not None:
                    self._snapshots.append(snapshot)
                strays.extend(map(without_bodies, captures))
            strays.extend(capture for captures in self._open.values() for capture in captures)
            self._robots.clear()
            self._open.clear()
        marks = () if file is None else (structs.replace(file, done=True),)
        self._desk.adopt(self._batch, strays=strays, robots=self._snapshots, marks=marks)
        self._batch.clear()
        self._snapshots.clear()


def cautious(ledger: tuple[PaceEntry, ...], now: datetime) -> tuple[PaceEntry, ...]:
    """The ledger of a process that died: it may have asked any of its hosts up to the last moment, that is, now."""
    return tuple(structs.replace(entry, last_at=max(entry.last_at, now)) for entry in ledger)


def _remember_pace(store: Store, asked: dict[str, PaceEntry]) -> None:
    held = {entry.key: entry for entry in store.load_pace()}
    store.save_pace(_later(held.get(host), entry) for host, entry in asked.items())


def _later(held: PaceEntry | None, found: PaceEntry) -> PaceEntry:
    """What two entries of a host come to: the last request, and the longest wait that it asked for."""
    if held is None:
        return found
    holds = filter(None, (held.hold_until, found.hold_until))
    return structs.replace(held, last_at=max(held.last_at, found.last_at), hold_until=max(holds, default=None))

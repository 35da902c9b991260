"""The run around an import: the writer's lock, the store and an archive file, opened and begun together."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice

from msgspec import Struct

from pipeline._version import SOFTWARE
from pipeline.archive import ArchiveWriter
from pipeline.config import Config
from pipeline.fetchers.clock import Clock
from pipeline.ingest.again import Again
from pipeline.ingest.aside import put_aside, tell_of_before
from pipeline.ingest.events import Event, EventName, OnEvent
from pipeline.ingest.imports import BATCH, PREFIX, Brought, adopt_imports, store_brought, tell_adopted
from pipeline.ingest.journal import ReadingJournal, journal_path
from pipeline.ingest.removed import erase_removed, keep_removed
from pipeline.ingest.work import owner_of
from pipeline.model.run import Run, RunCounts, Verdict
from pipeline.profiles import profiles_of
from pipeline.storage import Store
from pipeline.storage.outcome_rows import COUNTER


class Importing(Struct, frozen=True, kw_only=True):
    """A run that has begun, with its store and archive, and who is told of what it imports."""

    run: Run
    store: Store
    archive: ArchiveWriter
    clock: Clock
    listen: OnEvent

    def take(self, brought: Iterator[Brought], *, expected: Callable[[], int], verdict: Callable[[], Verdict]) -> Run:
        """Store what is brought, tell of each with the run's counts up to it, and close the run.

        Args:
            brought: what was read.
            expected: how many there are, as far as that is known by then; 0 if nobody knows.
            verdict: how it ended, asked when all is stored; it ends ``failed`` if it does not come to that.
        """
        run, store, now = self.run, self.store, self.clock.now
        ended: Verdict = "failed"
        try:
            while batch := list(islice(brought, BATCH)):
                for one in store_brought(store, self.archive, run.id, batch, now=now()):
                    counter = COUNTER[one.result]
                    setattr(run.counts, counter, getattr(run.counts, counter) + 1)
                    self.listen(
                        Event(
                            name="page",
                            run_id=run.id,
                            url=one.url,
                            result=one.result,
                            expected=expected(),
                            counts=run.counts,
                        )
                    )
            store.settle_changes(run.id, now=now())
            ended = verdict()
        finally:
            finished = store.finish_run(run.id, verdict=ended, now=now())
        return finished


@contextmanager
def import_run(config: Config, *, clock: Clock, listen: OnEvent) -> Iterator[Importing]:
    """A run that has begun; who opens it ends it (:meth:`Importing.take`).

    Raises:
        RunLocked: a run is writing.
        StorageError, ArchiveError: database or archive are not usable.
    """
    profiles, folder = profiles_of(config), config.storage.archive
    opened = Run(id=str(uuid.uuid4()), kind="import", started_at=clock.now(), counts=RunCounts())
    with ExitStack() as stack:
        store = stack.enter_context(Store.held(config.storage.database, owner=owner_of(opened)))
        back = keep_removed(store, folder, clock)
        archive = stack.enter_context(
            ArchiveWriter(folder, prefix=PREFIX, software=SOFTWARE, now=clock.now, known=store.archive_known)
        )
        journal = stack.enter_context(ReadingJournal(journal_path(config.storage.database)))
        left = store.start_run(opened)
        aside = put_aside(journal, store=store, archive=folder, profiles=profiles, clock=clock)

        def tell(name: EventName, *, url: str | None = None, result: str | None = None, message: str = "") -> None:
            listen(Event(name=name, run_id=opened.id, url=url, result=result, message=message, counts=opened.counts))

        tell("run-started")
        tell_of_before(tell, back, aside)
        adopted = adopt_imports(store, folder, Again(store, folder, profiles, journal), run_id=opened.id)
        tell_adopted(tell, adopted)
        yield Importing(run=opened, store=store, archive=archive, clock=clock, listen=listen)
        archive.close()
        erase_removed(store, folder, {*left, *adopted.runs, opened.id}, clock)

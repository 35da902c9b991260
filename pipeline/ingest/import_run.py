"""The run around an import: the writer's lock, the store and an archive file, opened and begun together."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from pipeline._version import SOFTWARE
from pipeline.archive import ArchiveWriter
from pipeline.config import Config
from pipeline.fetchers.clock import Clock
from pipeline.ingest.again import Again
from pipeline.ingest.aside import put_aside, tell_of_before
from pipeline.ingest.events import Event, EventName, OnEvent
from pipeline.ingest.imports import PREFIX, adopt_imports, tell_adopted
from pipeline.ingest.journal import ReadingJournal, journal_path
from pipeline.ingest.removed import erase_removed, keep_removed
from pipeline.ingest.work import owner_of
from pipeline.model.run import Run, RunCounts
from pipeline.profiles import profiles_of
from pipeline.storage import Saved, Store
from pipeline.storage.outcome_rows import COUNTER


@contextmanager
def import_run(config: Config, *, clock: Clock, listen: OnEvent) -> Iterator[tuple[Run, Store, ArchiveWriter]]:
    """A run that has begun, and where to keep what it imports. Who opens it says how it ended (``finish_run``).

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

        def tell(name: EventName, *, result: str | None = None, message: str = "") -> None:
            listen(Event(name=name, run_id=opened.id, result=result, message=message, counts=opened.counts))

        tell("run-started")
        tell_of_before(tell, back, aside)
        adopted = adopt_imports(store, folder, Again(store, folder, profiles, journal), run_id=opened.id)
        tell_adopted(tell, adopted)
        yield opened, store, archive
        archive.close()
        erase_removed(store, folder, {*left, *adopted.runs, opened.id}, clock)


def tell_stored(run: Run, stored: Iterable[Saved], listen: OnEvent, expected: int) -> None:
    """Tell of pages that an import stored, each with the run's counts up to it; ``expected`` is 0 if nobody knows."""
    for one in stored:
        counter = COUNTER[one.result]
        setattr(run.counts, counter, getattr(run.counts, counter) + 1)
        listen(Event(name="page", run_id=run.id, url=one.url, result=one.result, expected=expected, counts=run.counts))

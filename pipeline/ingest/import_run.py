"""The run around an import: the writer's lock, the store and an archive file, opened and begun together."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from pipeline._version import SOFTWARE
from pipeline.archive import ArchiveWriter
from pipeline.config import Config
from pipeline.fetchers.clock import Clock
from pipeline.ingest.events import Event, OnEvent
from pipeline.ingest.work import owner_of
from pipeline.model.run import Run, RunCounts
from pipeline.storage import Store, writer_lock


@contextmanager
def import_run(config: Config, *, clock: Clock, listen: OnEvent) -> Iterator[tuple[Run, Store, ArchiveWriter]]:
    """A run that has begun, and where to keep what it imports. Who opens it says how it ended (``finish_run``).

    Raises:
        RunLocked: a run is writing.
        StorageError, ArchiveError: database or archive are not usable.
    """
    opened = Run(id=str(uuid.uuid4()), kind="import", started_at=clock.now(), counts=RunCounts())
    with ExitStack() as stack:
        stack.enter_context(writer_lock(config.storage.database, owner=owner_of(opened)))
        store = stack.enter_context(Store.open(config.storage.database))
        archive = stack.enter_context(
            ArchiveWriter(config.storage.archive, prefix="import", software=SOFTWARE, now=clock.now)
        )
        store.start_run(opened)
        listen(Event(name="run-started", run_id=opened.id, counts=opened.counts))
        yield opened, store, archive

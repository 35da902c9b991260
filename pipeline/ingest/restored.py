"""After a backup was put back: what the archive holds that it does not know, and what it may not hold any more."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from msgspec import Struct

from pipeline.config import Config
from pipeline.errors import StorageError
from pipeline.fetchers.clock import Clock
from pipeline.ingest import imports, recovery
from pipeline.ingest.removed import keep_removed, tell_removed
from pipeline.ingest.unsettled import unsettled, without_rows
from pipeline.storage import Owner, Store
from pipeline.storage.lock import Lock
from pipeline.storage.restoring import Restored, restore


class Restore(Struct, frozen=True, kw_only=True):
    """A backup in the place of the database.

    Attributes:
        file: the file and where the one of before is.
        older: an older version of this software wrote it, so nothing else is known of it.
        documents: pages that it holds.
        last_run: when its last run began.
        answers: captures of the archive that it does not know: the next run takes them up.
        files: of the archive that they are in.
        purged: pages that were purged after it was made, taken out of it again.
    """

    file: Restored
    older: bool = False
    documents: int = 0
    last_run: datetime | None = None
    answers: int = 0
    files: int = 0
    purged: tuple[str, ...] = ()


def restore_backup(config: Config, backup: Path, *, owner: Owner, clock: Clock) -> Restore:
    """Put a backup in the place of the database, without pages that were purged after it; what is to be known of it.

    Raises:
        UsageError, RunLocked, StorageError: see :func:`pipeline.storage.restore`.
        ArchiveError: the archive cannot be read; the backup is restored.
    """
    database, archive = config.storage.database, config.storage.archive
    restored = restore(database, backup, owner=owner, now=clock.now())
    if restored.aside is not None:
        with Lock(database, owner):
            tell_removed(restored.aside, archive, clock)
    try:
        Store.open(database, read_only=True).close()
    except StorageError:
        return Restore(file=restored, older=True)  # who goes back to that version must find it as it was
    with Store.held(database, owner=owner, create=False) as store:
        purged = keep_removed(store, archive, clock)
        newer = unknown(archive, store)
        runs = store.runs(1)
        return Restore(
            file=restored,
            documents=store.counts().documents,
            last_run=runs[0].started_at if runs else None,
            answers=sum(newer),
            files=sum(1 for found in newer if found),
            purged=purged,
        )


def unknown(archive: Path, store: Store) -> list[int]:
    """How many captures of each archive file that is not done with have no row: the next run takes them up."""
    marks = [mark for prefix in (recovery.PREFIX, imports.PREFIX) for mark in unsettled(archive, store, prefix)]
    # damage is told by the next run, and by `pipeline verify`
    return [sum(1 for _ in without_rows(archive, store, mark, lambda _damage: None)) for mark in marks]

"""A backup in the place of the database: checked before, at once or not at all, and the database of before stays.

By hand it goes wrong where a process had died: the log that it left (``-wal``) belongs to the old file, and SQLite
would mix it into the restored one.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from pipeline.archive.files import sync_file, sync_folder
from pipeline.errors import (
    DatabaseDamaged,
    DatabaseLocked,
    DatabaseMissing,
    DatabaseReadOnly,
    DiskFull,
    ForeignDatabase,
    PipelineError,
    StorageError,
    UsageError,
)
from pipeline.storage.at_rest import behind, file_beside, size_beside
from pipeline.storage.connection import BUSY_TIMEOUT_MS, at_a_glance, held_names, translated
from pipeline.storage.lock import Lock, Owner
from pipeline.storage.rows import read_rows
from pipeline.storage.schema import check_file, check_version
from pipeline.storage.selecting import TOMBSTONES, Tombstone
from pipeline.storage.sound import fault_of
from pipeline.storage.store import Store
from pipeline.storage.upkeep import BELONG, LOGS, discard

_ASIDE = ".before-"
_ANOTHER = "name a file that `pipeline backup` wrote"


class Restored(Struct, frozen=True, kw_only=True):
    """What a restore came to.

    Attributes:
        database: the file that was restored.
        bytes: its size.
        aside: where the database of before is; ``None`` if there was none.
    """

    database: Path
    bytes: int
    aside: Path | None


def put_aside(database: Path) -> list[Path]:
    """The databases of before each restore, which lie beside the one of today."""
    database = behind(database)
    return sorted(one for one in database.parent.glob(f"{database.name}{_ASIDE}*") if not one.name.endswith(LOGS))


def restore(database: Path, backup: Path, *, owner: Owner, now: datetime) -> Restored:
    """Put a copy of ``backup`` in the place of ``database``; a crash at any moment leaves the one or the other.

    The backup may be of an older version of this software, and stays one.

    Args:
        database: what is restored; it may be damaged, or not there.
        backup: a database that `pipeline backup` wrote, or a copy of one with the log beside it.
        owner: who does it, for the lock.
        now: the moment, for the name that the database of before gets.

    Raises:
        UsageError: the backup is the database itself, or one of the two is another program's.
        DatabaseMissing: there is no backup.
        RunLocked: a run is writing.
        DatabaseLocked: somebody reads the database.
        SchemaTooNew: a newer version of this software wrote the backup.
        DatabaseDamaged: the backup is.
        DatabaseReadOnly, DiskFull: the copy cannot be written.
    """
    database = behind(database)
    if _is_of(backup, database):
        raise UsageError(f"{backup} belongs to the database itself", mend=_ANOTHER)
    _check_place(database)
    part = file_beside(database, ".part")
    with Lock(database, owner):
        try:
            _copy(backup, part)
            _look_through(part, backup)
            aside = _put_aside(database, part, now) if database.exists() else None
            discard(database, *LOGS)  # empty by now: what was in them is in the file that was put aside
            part.replace(database)
            sync_folder(database.parent)
        except OSError as error:
            raise _not_written(database, error) from error
        finally:
            with suppress(OSError):
                discard(part)
    return Restored(database=database, bytes=database.stat().st_size, aside=aside)


def tombstones_of(aside: Path) -> list[Tombstone]:
    """What a database of any version that was put aside knows to be removed for good; nothing is left beside it.

    Raises:
        StorageError: it cannot be read.
    """
    found: list[Tombstone] = []
    with translated(aside):
        at_a_glance(aside, lambda sql: found.extend(read_rows(Tombstone, sql.execute(TOMBSTONES))))
    return found


def _is_of(backup: Path, database: Path) -> bool:
    with suppress(OSError):
        if backup.samefile(database):  # by a second name, too
            return True
    return backup.resolve() in {file_beside(database.resolve(), end) for end in BELONG}


def _check_place(database: Path) -> None:
    """Refuse what is another program's; a damaged file is what backups are for."""
    with suppress(DatabaseDamaged):
        check_file(database)


def _copy(backup: Path, part: Path) -> None:
    try:
        check_file(backup)
        if backup.exists():
            with translated(backup):
                at_a_glance(backup, lambda found: _check_kept(found, backup))
        with Store.open(backup, read_only=True, any_version=True) as store:
            store.copy(part)
    except DatabaseMissing:
        raise DatabaseMissing(f"there is no backup at {backup}", mend=_ANOTHER) from None
    except ForeignDatabase as error:
        raise ForeignDatabase(error.message, mend=_ANOTHER) from error
    except DatabaseDamaged as error:
        raise DatabaseDamaged(f"{error.message}; nothing was restored", mend="name an earlier backup") from error


def _check_kept(found: sqlite3.Connection, backup: Path) -> None:
    if not held_names(found):
        raise UsageError(f"{backup} holds nothing; nothing was restored", mend=_ANOTHER)
    check_version(found, name=str(backup))


def _look_through(part: Path, backup: Path) -> None:
    """Every page of the copy, as SQLite and we check it, before anything of the old file is touched."""
    if (fault := fault_of(part, name=backup)) is not None:
        raise DatabaseDamaged(f"{backup} is damaged: {fault}; nothing was restored", mend="name an earlier backup")


def _put_aside(database: Path, part: Path, now: datetime) -> Path:
    """Give the database of before, with all that its log holds, a second name; it keeps the first."""
    with suppress(DatabaseDamaged):  # then the log goes with it as it is
        _fold(database)
    was = database.stat()
    part.chmod(was.st_mode & 0o7777)
    with suppress(PermissionError):
        os.chown(part, was.st_uid, was.st_gid)  # an operator who is root: the run's own account goes on
    for left in database.parent.glob(f"{database.name}{_ASIDE}*"):
        if left.samefile(database):  # a restore died before the end: that name is the database's of today
            left.unlink()
    stem, number = f"{database.name}{_ASIDE}{now:%Y%m%dT%H%M%SZ}", 0
    while (aside := database.with_name(stem + (f"-{number}" if number else ""))).exists():
        number += 1
    try:
        os.link(database, aside)
    except OSError:  # a file system without second names
        shutil.copy2(database, aside)
        with aside.open("rb") as copied:
            sync_file(copied.fileno())
    for end in LOGS:
        if end != "-shm" and size_beside(database, end):
            file_beside(database, end).replace(file_beside(aside, end))
    sync_folder(database.parent)
    return aside


def _fold(database: Path) -> None:
    """Bring the log into the file."""
    with (
        translated(database),
        closing(sqlite3.connect(database, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000)) as sql,
    ):
        busy, *_ = sql.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise DatabaseLocked(
            f"{database} is being read by another process; nothing was restored",
            mend="wait for it to finish, or end it (`pipeline serve`, Datasette)",
        )


def _not_written(database: Path, error: OSError) -> PipelineError:
    said = f"{database} cannot be restored: {os.strerror(error.errno or 0)}"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(said, mend="free some space and do it again; the database of before stands")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return DatabaseReadOnly(said, mend="make the database's folder writable for this user")
    return StorageError(said)

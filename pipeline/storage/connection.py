"""Opening the file, transactions, times as text, and SQLite's errors in this package's words."""

from __future__ import annotations

import functools
import inspect
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import msgspec

from pipeline.errors import (
    DatabaseDamaged,
    DatabaseLocked,
    DatabaseReadOnly,
    DiskFull,
    ForeignDatabase,
    PipelineError,
    StorageError,
)
from pipeline.moments import stamp
from pipeline.storage.at_rest import Untouched, at_rest, file_beside
from pipeline.storage.packing import Unreadable

BUSY_TIMEOUT_MS = 30_000
"""How long a statement waits for another connection. Readers wait only while a crashed writer's log is recovered."""

PAGE_SIZE = 8192
"""Bytes of a page in a new file. Texts of sections come in pieces of some kilobytes: in pages of 4096 bytes, SQLite's
default, a quarter of the file was empty space at their ends."""

LOG_PAGES = 4000
"""Pages in the write-ahead log from which it is brought into the file: a commit of 64 pages writes a thousand, many of
them (indexes, most of all) again with the next one, and only their last state needs to be copied."""

_KEPT = 256
"""Statements that a connection keeps ready."""

_LOOKS = 3
_BETWEEN_LOOKS = 0.05
"""Seconds: a migration that is being written is written by then."""

_OLDEST_SQLITE = (3, 37, 0)  # STRICT tables

for _kind in (type(None), bool, bytes):
    # Of all but numbers, text and bytearrays Python's sqlite3 asks for an adapter before it binds them, and where there
    # is none it goes on to ask the value: that took longer than the rest of an insert. These are bound as they are.
    sqlite3.adapters.setdefault((_kind, sqlite3.PrepareProtocol), lambda value: value)

P = ParamSpec("P")
R = TypeVar("R")


def connect(path: Path, *, read_only: bool, shared: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode with the settings this package relies on.

    WAL, so that readers and the writer never wait for each other. ``synchronous=FULL``: a commit is on disk when it
    returns, so a power cut, too, loses nothing that was reported as stored; the price is one fsync per batch, beside
    the one the archive needs anyway.

    Args:
        path: the file.
        read_only: write nothing.
        shared: several threads read by it at once.

    Raises:
        StorageError: the file cannot be opened, or this SQLite is too old.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise StorageError(f"SQLite {sqlite3.sqlite_version} is too old; 3.37 or newer is needed")
    # Since CPython 3.12 two threads may be given one and the same kept statement, and read each other's rows.
    statements = 0 if shared else _KEPT
    if not read_only:
        return _opened(path, "rwc", read_only=False, statements=statements)
    still = at_rest(path)
    if still is None or os.access(path, os.W_OK):
        try:
            return _opened(path, "ro", read_only=True, statements=statements)
        except sqlite3.OperationalError as error:
            if still is None or not {error.sqlite_errorcode, error.sqlite_errorcode & 0xFF} & _NOT_BESIDE:
                raise
    # who may not write the file would leave a log beside it that is theirs, and keep its writer out
    reader = cast("Untouched", _opened(path, "ro&immutable=1", read_only=True, statements=statements, opener=Untouched))
    reader.path, reader.was = path, still
    return reader


def _opened(
    path: Path,
    mode: str,
    *,
    read_only: bool,
    statements: int,
    opener: Callable[..., sqlite3.Connection] | None = None,
) -> sqlite3.Connection:
    connection = (opener or sqlite3.connect)(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_TIMEOUT_MS / 1000,
        check_same_thread=False,
        cached_statements=statements,
    )
    try:
        _prepare(connection, read_only=read_only)
    except BaseException:
        connection.close()
        raise
    return connection


_NOT_BESIDE = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR_SHMSIZE})
"""What SQLite says where it may read a file in WAL mode and cannot put beside it what readers of such a file share:
for want of the right, or of space."""


def at_a_glance(path: Path, judge: Callable[[sqlite3.Connection], None]) -> None:
    """Let ``judge`` look at a file and leave nothing behind, not even the files that reading in WAL mode puts beside.

    Where nobody has the file open, no lock is taken: what is wrong may be the write, half seen, of a process that has
    opened it since. So it is believed when it is there at the third look.
    """
    for look in range(_LOOKS):
        still = at_rest(path) is not None  # nothing is under way in it
        address = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if still else ''}"
        try:
            with closing(sqlite3.connect(address, uri=True, timeout=BUSY_TIMEOUT_MS / 1000)) as connection:
                judge(connection)
        except (sqlite3.Error, UnicodeDecodeError, ForeignDatabase):
            if look == _LOOKS - 1:
                raise
            time.sleep(_BETWEEN_LOOKS)
        else:
            return


def _prepare(connection: sqlite3.Connection, *, read_only: bool) -> None:
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA cache_size=-16384")
    connection.execute("PRAGMA temp_store=MEMORY")
    if read_only:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").close()  # only now is the file opened
        return
    connection.execute(f"PRAGMA page_size={PAGE_SIZE}")  # of a file that is made now; others keep theirs
    _keep_a_log(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")  # for words that a page lost before it was purged
    connection.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Switch the file to WAL. Of two that do so at once SQLite turns one away without a wait; a lock waits."""
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
            if mode != "wal":
                raise StorageError(
                    f"the database cannot keep a write-ahead log (its journal mode stays {mode!r})",
                    mend="put it on a local disk",
                )
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")


def held_names(connection: sqlite3.Connection) -> set[str]:
    """The tables and views a file holds, but for those of SQLite itself."""
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
    return {name for (name,) in rows if not name.startswith("sqlite_")}


@contextmanager
def immediate(connection: sqlite3.Connection) -> Iterator[None]:
    """One write transaction; the write lock is taken at its start, so it never fails half-way for want of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


_WRITE_FAILED = frozenset(
    {
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_IOERR_DIR_FSYNC,
        sqlite3.SQLITE_IOERR_TRUNCATE,
        sqlite3.SQLITE_IOERR_SHMSIZE,
    }
)
"""A write that failed for another reason than a full disk: SQLite has a code of its own for ENOSPC only, so a quota
(EDQUOT) and a limit on the size of files (EFBIG) are among these."""


NAME_ANOTHER = "name another file: -d FILE, or database under [storage] in pipeline.toml"
"""The way out where a file is none of ours."""

_NOT_OURS = (UnicodeDecodeError, Unreadable, msgspec.DecodeError)
"""What reading raises beside SQLite's errors where a file is damaged. What SQLite says of a damaged schema quotes it,
and Python fails to read that; and a value whose bits were flipped is a value to SQLite, but no record or JSON."""


def _no_good(error: Exception, path: Path, code: int) -> PipelineError:
    """Damage, or what was never a database of ours (settings, a page, a picture), over which no backup should go.

    A damaged one has its lock, or its log, beside it.
    """
    head = b""
    with suppress(OSError), path.open("rb") as file:
        head = file.read(16)
    beside = any(file_beside(path, end).exists() for end in (".lock", "-wal"))
    if code == sqlite3.SQLITE_NOTADB and head and not head.startswith(b"SQLite format 3") and not beside:
        return ForeignDatabase(f"{path} is no database; nothing was written to it", mend=NAME_ANOTHER)
    return DatabaseDamaged(
        f"{path} is damaged or no database: {error}",
        mend=f"`pipeline restore FILE` puts a backup in its place; or move it away, and with it {path.name}-wal and"
        f" {path.name}-shm where they are, and the next `pipeline run` builds it again from the archive",
    )


def translate(error: Exception, path: Path) -> PipelineError:
    """SQLite's error, or what damage leads to, as one of ours: naming the file, with the way out if there is one."""
    if isinstance(error, _NOT_OURS):
        what = "its schema is not text" if isinstance(error, UnicodeDecodeError) else f"a record of it: {error}"
        error = sqlite3.DatabaseError(what)
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    if is_undecodable(error):
        error = sqlite3.DatabaseError(str(error))
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    extended = getattr(error, "sqlite_errorcode", 0)
    code = extended & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseLocked(
            f"{path} is held by another process", mend="wait for it to finish, or end the program that writes to it"
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return _no_good(error, path, code)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN):
        return DatabaseReadOnly(
            f"{path} cannot be opened for this: {error}",
            mend="check that file and folder exist and may be written, and what lies beside it"
            f" ({path.name}-wal, {path.name}-shm), too",
        )
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(
            f"no space left for {path}", mend="free some space and run again; nothing that was stored is lost"
        )
    if extended in _WRITE_FAILED:
        return DiskFull(
            f"{path} could not be written to the disk: {error}",
            mend="look at free space, quota, limits on the size of files (ulimit -f) and the disk's health, then run"
            " again; nothing that was stored is lost",
        )
    return StorageError(f"{path}: {error}")


def is_undecodable(error: Exception) -> bool:
    """Whether an error is Python's own about a text in the file that is none (it has no code of SQLite's)."""
    return isinstance(error, sqlite3.OperationalError) and str(error).startswith("Could not decode to UTF-8")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Inside, no ``sqlite3.Error`` escapes."""
    try:
        yield
    except (sqlite3.Error, *_NOT_OURS) as error:
        raise translate(error, path) from error


def guarded(method: Callable[P, R]) -> Callable[P, R]:
    """For methods of objects with a ``path``: no ``sqlite3.Error`` escapes, from generators neither."""
    if inspect.isgeneratorfunction(method):

        @functools.wraps(method)
        def stream(*args: P.args, **kwargs: P.kwargs) -> Any:
            with translated(cast("Any", args[0]).path):
                yield from cast("Any", method(*args, **kwargs))

        return cast("Callable[P, R]", stream)

    @functools.wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except (sqlite3.Error, *_NOT_OURS) as error:
            raise translate(error, cast("Any", args[0]).path) from error

    return call


def bound(moment: datetime | None) -> str:
    """A moment as :func:`stamp`'s text; without one, the end of time."""
    return "9999-12-31T23:59:59.999999Z" if moment is None else stamp(moment)


def moment(text: str) -> datetime:
    """The moment back from :func:`stamp`'s text."""
    return datetime.fromisoformat(text)


def moment_or_none(text: str | None) -> datetime | None:
    """The same for a column that may be empty."""
    return None if text is None else datetime.fromisoformat(text)

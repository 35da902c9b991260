"""The database as a file among others: what lies beside it, and reading it where nothing may be put there."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from pipeline.errors import StorageError


def behind(path: Path) -> Path:
    """The file itself, where ``path`` is a link that leads to it."""
    return path.resolve() if path.is_symlink() else path


def file_beside(path: Path, end: str) -> Path:
    """What belongs to a database: it lies beside the file itself, so one file has one lock, whatever leads to it."""
    path = behind(path)
    return path.with_name(path.name + end)


def at_rest(path: Path, *, log: bool = True) -> tuple[int, ...] | None:
    """What changes with every write to the file; ``None`` while there is more in its log (if ``log`` counts)."""
    state = path.stat()
    if log and size_beside(path, "-wal"):
        return None
    return (state.st_ino, state.st_size, state.st_mtime_ns)


def size_beside(path: Path, end: str) -> int:
    """Bytes of what lies beside a database, none if nothing does: SQLite takes a log away when its last user leaves."""
    try:
        return file_beside(path, end).stat().st_size
    except FileNotFoundError:
        return 0


class Untouched(sqlite3.Connection):
    """A reader of a file that nobody writes, without a lock: what it has read holds if the file is still the same.

    Attributes:
        path: the file.
        was: its state (:func:`at_rest`) before it was opened.
    """

    path: Path | None = None
    was: tuple[int, ...] | None = None

    def close(self) -> None:
        """Close it.

        Raises:
            StorageError: the file was written meanwhile, so parts of what was read may be of different states.
        """
        super().close()
        if self.path is not None and at_rest(self.path, log=False) != self.was:
            raise StorageError(
                f"{self.path} was written while it was read, and what was read may be of two states",
                mend="do it again; to read beside a run, this user needs the right to write in the database's folder",
            )

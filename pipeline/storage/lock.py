"""One writer: a lock beside the database that the operating system frees when its owner dies."""

from __future__ import annotations

import errno
import fcntl
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Self

import msgspec
from msgspec import Struct

from pipeline.archive.files import leads_to
from pipeline.errors import DatabaseReadOnly, RunLocked
from pipeline.storage.at_rest import file_beside
from pipeline.storage.schema import check_file


class Owner(Struct, frozen=True, kw_only=True):
    """Who holds the lock: process id, machine, when it started (UTC text) and the run's id."""

    pid: int
    machine: str
    started_at: str
    run_id: str

    @classmethod
    def of_this_process(cls, run_id: str, since: datetime) -> Owner:
        """This process, with the id of its run or the name of its command, and since when it is at work."""
        return cls(pid=os.getpid(), machine=platform.node(), started_at=since.isoformat(), run_id=run_id)


def lock_path(path: Path) -> Path:
    """The lock file of a database."""
    return file_beside(path, ".lock")


def may_be_at_work(path: Path, run_id: str) -> bool:
    """Whether a run can still be at work, by what its owner left in the lock file of a database.

    The lock itself is not tried: whoever held it for that moment would keep a run out. Of another machine nobody here
    can tell, so its run is believed.
    """
    file = lock_path(path)
    owner = _owner_in(file)
    if owner is None:
        return file.exists() and not os.access(file, os.R_OK)
    if owner.run_id != run_id:
        return False
    if owner.machine != platform.node():
        return True
    try:
        os.kill(owner.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's process
        return True
    return True


@contextmanager
def writer_lock(path: Path, *, owner: Owner) -> Iterator[Lock]:
    """Hold the writer's lock of the database at ``path``.

    An advisory lock (flock) on a file beside the database, held for as long as the block runs: a killed process
    frees it at once, a stale file means nothing. The file's content only feeds the message.

    Raises:
        RunLocked: another process holds it; the message names the owner.
        DatabaseReadOnly: the lock file cannot be made, or there is no space for it.
        StorageError, ForeignDatabase: what stands there is no database of ours; no lock file is put beside it.
    """
    check_file(path)
    with Lock(path, owner) as lock:
        yield lock


class Lock:
    """The writer's lock, held from the beginning on, also of a file that is damaged and about to be replaced.

    Args:
        path: of the database.
        owner: who holds it.

    Raises:
        RunLocked, DatabaseReadOnly: as :func:`writer_lock`.
    """

    def __init__(self, path: Path, owner: Owner) -> None:
        self._path = path
        self._owner = owner
        self._file = lock_path(path)
        self._handle = self._take()

    def hold(self) -> None:
        """Make sure that it keeps others out: a lock file that somebody has removed is put back.

        Raises:
            RunLocked: another process has taken the lock meanwhile; one of the two has to end, and that is this one.
            DatabaseReadOnly: it cannot be put back.
        """
        if not leads_to(self._file, self._handle):
            taken = self._take()
            os.close(self._handle)
            self._handle = taken

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # the disk that failed the work fails here, too; the owner only feeds a message
            os.ftruncate(self._handle, 0)
        os.close(self._handle)

    def _take(self) -> int:
        path, file = self._path, self._file
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise _not_written(file, error) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(handle, 0)
            os.pwrite(handle, msgspec.json.encode(self._owner), 0)
        except BlockingIOError as error:
            os.close(handle)
            raise RunLocked(
                f"another run holds {path}: {_describe(file)}", mend="wait for it to finish, or end that process"
            ) from error
        except OSError as error:
            os.close(handle)
            raise _not_written(file, error) from error
        return handle


def _not_written(file: Path, error: OSError) -> DatabaseReadOnly:
    mend = "make the database and its folder writable for this user, or run as the user that owns them"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        mend = "free some space and run again; nothing that was stored is lost"
    return DatabaseReadOnly(f"{file} cannot be written: {error.strerror}", mend=mend)


def _owner_in(file: Path) -> Owner | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Owner)
    except (OSError, msgspec.DecodeError):
        return None


def _describe(file: Path) -> str:
    owner = _owner_in(file)
    if owner is None:
        return "its owner has not said who it is"
    return f"run {owner.run_id}, process {owner.pid} on {owner.machine}, since {owner.started_at[:16]} UTC"

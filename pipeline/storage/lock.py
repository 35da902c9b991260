"""One writer: a lock beside the database that the operating system frees when its owner dies."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline.errors import DatabaseReadOnly, RunLocked
from pipeline.storage.at_rest import file_beside
from pipeline.storage.schema import check_file


class Owner(Struct, frozen=True, kw_only=True):
    """Who holds the lock: process id, machine, when it started (UTC text) and the run's id."""

    pid: int
    machine: str
    started_at: str
    run_id: str


def lock_path(path: Path) -> Path:
    """The lock file of a database."""
    return file_beside(path, ".lock")


@contextmanager
def writer_lock(path: Path, *, owner: Owner) -> Iterator[None]:
    """Hold the writer's lock of the database at ``path``.

    An advisory lock (flock) on a file beside the database, held for as long as the block runs: a killed process
    frees it at once, a stale file means nothing. The file's content only feeds the message.

    Raises:
        RunLocked: another process holds it; the message names the owner.
        DatabaseReadOnly: the lock file cannot be made, or there is no space for it.
        StorageError, ForeignDatabase: what stands there is no database of ours; no lock file is put beside it.
    """
    check_file(path)
    with locked(path, owner=owner):
        yield


@contextmanager
def locked(path: Path, *, owner: Owner) -> Iterator[None]:
    """The same of a file that may be damaged: what is about to be replaced.

    Raises:
        RunLocked, DatabaseReadOnly: as :func:`writer_lock`.
    """
    file = lock_path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise _not_written(file, error) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RunLocked(
                f"another run holds {path}: {_describe(file)}", mend="wait for it to finish, or end that process"
            ) from error
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, msgspec.json.encode(owner), 0)
        except OSError as error:
            raise _not_written(file, error) from error
        try:
            yield
        finally:
            os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _not_written(file: Path, error: OSError) -> DatabaseReadOnly:
    mend = "make the database and its folder writable for this user, or run as the user that owns them"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        mend = "free some space and run again; nothing that was stored is lost"
    return DatabaseReadOnly(f"{file} cannot be written: {error.strerror}", mend=mend)


def _describe(file: Path) -> str:
    try:
        owner = msgspec.json.decode(file.read_bytes(), type=Owner)
    except (OSError, msgspec.DecodeError):
        return "its owner has not said who it is"
    return f"run {owner.run_id}, process {owner.pid} on {owner.machine}, since {owner.started_at[:16]} UTC"

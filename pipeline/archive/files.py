"""What the archive asks of the file system: appending whole records, durability, locks, and errors in our words."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.errors import ArchiveError, DiskFull

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_FOLDER = (errno.EEXIST, errno.ENOTDIR)
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)
_NO_FILES = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))


@contextlib.contextmanager
def as_archive_error(path: Path) -> Iterator[None]:
    """Tells an :class:`OSError` in our words.

    Raises:
        DiskFull: no space, quota or file-size limit.
        ArchiveError: anything else.
    """
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        if error.errno in _FULL:
            raise DiskFull(f"no space left to write {path}: {why}", mend="free some space and run again") from error
        if error.errno in _READ_ONLY:
            raise ArchiveError(
                f"{path} cannot be written: {why}", mend="make the archive folder writable for this user"
            ) from error
        if error.errno in _NO_FOLDER:
            raise ArchiveError(
                f"{path}: {why}", mend="a file is in the way: move it, or name another folder (archive under [storage])"
            ) from error
        raise ArchiveError(f"{path}: {why}") from error


def open_plain(path: Path, flags: int = os.O_RDONLY) -> int:
    """Open a file that is there, and nothing but a file: a pipe would be waited for, and a device never ends.

    Raises:
        OSError: it cannot be opened.
        ArchiveError: something else stands there.
    """
    fd = -1
    try:
        mode = path.stat().st_mode  # a socket cannot be opened, and opening a device may do something
        if stat.S_ISREG(mode):
            fd = os.open(path, flags | os.O_CLOEXEC | os.O_NONBLOCK)
            mode = os.fstat(fd).st_mode
        if stat.S_ISREG(mode):
            return fd
    except ValueError as error:  # a name that no file can have, from a damaged database
        raise ArchiveError(f"{str(path)!r} cannot be opened: {error}") from error
    if fd != -1:
        os.close(fd)
    what = next((words for is_one, words in _NO_FILES if is_one(mode)), "a device")
    raise ArchiveError(f"{path} is {what}, and no file: it was not opened", mend="move it out of the archive folder")


def append(fd: int, parts: Sequence[bytes], size: int) -> int:
    """Writes parts at the end of a file, all of them or none; gives the new size.

    Args:
        fd: open for appending.
        parts: what to write.
        size: of the file before; it is cut back to this when a write fails.
    """
    left = list(parts)
    total = size
    try:
        while left:
            done = os.writev(fd, left)
            total += done
            while left and done >= len(left[0]):
                done -= len(left.pop(0))
            if done:
                left[0] = left[0][done:]
    except BaseException:
        os.ftruncate(fd, size)
        raise
    return total


def sync_file(fd: int) -> None:
    """The file's content and size reach the disk."""
    getattr(os, "fdatasync", os.fsync)(fd)


def sync_folder(folder: Path) -> None:
    """The names in a folder reach the disk."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


@contextlib.contextmanager
def put_in_place(path: Path) -> Iterator[Path]:
    """A name beside a file, to be written to; on leaving, what stands there is on the disk and takes the file's place.

    After an exception nothing is left behind, and the file is as it was. A link stays one, and leads to what is new; a
    device or pipe (``/dev/null``) is written to, and stays what it is.
    """
    special = path.exists() and not path.is_file() and not path.is_dir()
    place = path if special else path.resolve()
    folder = Path(tempfile.gettempdir()) if special else place.parent
    temporary = folder / f".{place.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp"
    try:
        yield temporary
        with temporary.open("rb") as written:
            if special:
                with place.open("wb") as out:
                    shutil.copyfileobj(written, out)
                return
            os.fsync(written.fileno())
        temporary.rename(place)
        sync_folder(place.parent)
    except OSError as error:
        if str(error.filename) == str(temporary):  # nobody asked for that name
            error.filename = str(path)
        raise
    finally:
        temporary.unlink(missing_ok=True)


def try_lock(fd: int) -> bool:
    """Takes the lock that dies with its owner; ``False`` if a living process has it."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def lock_marker(fd: int, path: Path) -> None:
    """Takes the lock of a file that was just created.

    Raises:
        FileExistsError: a recovery took the file for a dead writer's in this very moment; another name will do.
    """
    if not (try_lock(fd) and leads_to(path, fd)):
        raise FileExistsError(path)


def leads_to(path: Path, fd: int) -> bool:
    """Whether a name still leads to the file that is open; not so once it was removed, moved or replaced."""
    try:
        return os.path.samestat(path.stat(), os.fstat(fd))
    except OSError:
        return False


@contextlib.contextmanager
def lock(path: Path) -> Iterator[bool]:
    """:func:`try_lock` on a file that exists, for the time of a block; ``False`` also if the file has gone.

    Raises:
        ArchiveError: something else than a file stands there.
    """
    try:
        fd = open_plain(path)
    except FileNotFoundError:
        yield False
        return
    try:
        yield try_lock(fd)
    finally:
        os.close(fd)

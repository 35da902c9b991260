"""Every exception this package raises on purpose.

::

    PipelineError
    ├── UsageError                 the caller asked for something that cannot be done      exit 2
    │   ├── ConfigError            pipeline.toml or PIPELINE_* is wrong
    │   ├── InvalidUrl             not an absolute http(s) URL
    │   └── ForeignDatabase        the database named is another program's
    ├── ReadError                  a page could not be read as its profile promises
    │   ├── NotThere               a page says with status 200 that there is no such page
    │   └── SelectionError         a selector matched more or fewer elements than it accepts
    ├── BadContentCoding           a body is not what its Content-Encoding says
    │   └── TruncatedCoding        the coded stream ends early
    ├── TooLarge                   a body passes a cap on size or inflation
    ├── ArchiveError               the WARC archive broke a promise
    │   └── DamagedRecord          a record is truncated or its digest does not match
    │       └── TornRecord         the file ends inside the record
    ├── StorageError               the database broke a promise
    │   ├── DatabaseLocked         another process holds the database
    │   ├── DatabaseDamaged        SQLite calls the file malformed
    │   ├── DatabaseMissing        there is no file to read                         exit 2
    │   ├── DatabaseReadOnly       the file or its folder cannot be written
    │   ├── DiskFull               no space is left where the data goes
    │   ├── FrontierUnavailable    the shared frontier does not answer
    │   ├── LeaseLost              a host is another worker's by now
    │   └── SchemaTooNew           a newer version of this software wrote the database
    ├── SystemLimit                this machine gives the process no more files, memory or threads
    ├── ClockWrong                 this machine's clock is not that of servers and of what is stored
    ├── RunLocked                  another run holds the lock                              exit 5
    └── Interrupted                a signal asked us to stop; resumable                    exit 130

An *outcome* (404, 304, "robots says no") is a value, never an exception. An *issue* or a *finding* is a
stored row. What is here means: a promise is broken and we cannot go on at this point.
"""

from __future__ import annotations

import errno
import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar


class PipelineError(Exception):
    """Root of the tree. ``exit_code`` is what the command line ends with when nobody handles it.

    Args:
        message: what is wrong, naming the thing (URL, file, option).
        mend: what the reader can do about it; printed on its own line.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, mend: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend


class UsageError(PipelineError):
    """The caller asked for something that cannot be done."""

    exit_code = 2


class ConfigError(UsageError):
    """``pipeline.toml`` or a ``PIPELINE_*`` variable is wrong."""


class InvalidUrl(UsageError):
    """A string is not an absolute http(s) URL."""


class ForeignDatabase(UsageError):
    """The SQLite file named as the database holds another program's tables; nothing was written to it."""


class ReadError(PipelineError):
    """A page could not be read as its profile promises; carries the page's URL."""

    def __init__(self, message: str, *, url: str, mend: str | None = None) -> None:
        super().__init__(message, mend=mend)
        self.url = url


class NotThere(ReadError):
    """A page says with status 200 that there is no such page (a soft 404)."""


class SelectionError(ReadError):
    """A selector matched more or fewer elements than the profile accepts (a redesign, usually)."""

    def __init__(self, *, url: str, selector: str, expected: str, found: int) -> None:
        super().__init__(
            f"{url}: selector {selector!r} matched {found} elements, the profile accepts {expected}",
            url=url,
        )
        self.selector = selector
        self.expected = expected
        self.found = found


class BadContentCoding(PipelineError):
    """A body is not what its ``Content-Encoding`` says, or the coding is not known."""


class TruncatedCoding(BadContentCoding):
    """A coded body ends before its stream does."""


class TooLarge(PipelineError):
    """A body passes a cap on size or on inflation; refused before it fills the memory."""


class ArchiveError(PipelineError):
    """The WARC archive broke a promise."""


class ArchiveMissing(ArchiveError):
    """There is no archive where one was named."""

    exit_code = 2


class DamagedRecord(ArchiveError):
    """One WARC record is truncated or does not match its digest; carries file and offset (bytes)."""

    def __init__(self, message: str, *, file: str, offset: int) -> None:
        super().__init__(f"{file} at byte {offset}: {message}")
        self.file = file
        self.offset = offset
        self.reason = message


class TornRecord(DamagedRecord):
    """The archive file ends inside a record: what a process that died while writing leaves behind."""


class StorageError(PipelineError):
    """The database broke a promise."""


class DatabaseLocked(StorageError):
    """Another process holds the database."""


class DatabaseDamaged(StorageError):
    """SQLite calls the file malformed, or it is not a database at all."""


class DatabaseMissing(StorageError):
    """There is no database to read: no run has made one yet, or it is elsewhere, which the caller can say."""

    exit_code = 2


class DatabaseReadOnly(StorageError):
    """The database file or its folder cannot be written."""


class DiskFull(StorageError):
    """No space is left where the data goes."""


class FrontierUnavailable(StorageError):
    """The shared frontier does not answer; it is not known whether the last transaction took place."""


class LeaseLost(StorageError):
    """The lease of a host has run out or may have: nothing more may be sent to it, nothing be said of it."""


class SchemaTooNew(StorageError):
    """The database was written by a newer version of this software."""


class SystemLimit(PipelineError):
    """This machine gives the process no more open files, memory or threads; no publisher has anything to do with it."""


class ClockWrong(PipelineError):
    """This machine's clock lies before what is stored, or apart from the coordinator's, and a server's says so, too."""


class RunLocked(PipelineError):
    """Another run holds the lock."""

    exit_code = 5


class Interrupted(PipelineError):
    """A signal asked us to stop; what was done is committed and the run can be resumed."""

    exit_code = 130


@contextmanager
def first_trouble() -> Iterator[None]:
    """Around a task group: what ended it is raised as itself, so that a full disk is told as a full disk."""
    try:
        yield
    except BaseExceptionGroup as errors:
        first: BaseException = errors
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        raise first from None


def system_limit(error: BaseException) -> SystemLimit | None:
    """What an exception, or what caused it, says of a limit of this machine; ``None`` where it is of something else."""
    seen: BaseException | None = error
    for _ in range(10):  # a chain of causes may be a circle
        number = seen.errno if isinstance(seen, OSError) and not isinstance(seen, socket.gaierror) else None
        if isinstance(seen, SystemLimit):
            return seen
        if number in (errno.EMFILE, errno.ENFILE):
            return out_of_files()
        if number in (errno.ENOMEM, errno.ENOBUFS) or isinstance(seen, MemoryError):
            mend = "leave it more (`ulimit -v`, `MemoryMax=` of its unit, the container's) and run again"
            return SystemLimit("this machine gives the process no more memory", mend=mend)
        if isinstance(seen, RuntimeError) and "can't start new thread" in str(seen):
            mend = "raise the limit on tasks (`ulimit -u`, `TasksMax=` of its unit, the container's) and run again"
            return SystemLimit("this machine lets the process start no further thread", mend=mend)
        seen = seen.__cause__ if seen is not None else None
    return None


def out_of_files() -> SystemLimit:
    """Too many files and connections are open."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return SystemLimit(
        f"too many open files: this process may have {most} open at once, connections among them",
        mend="raise the limit (`ulimit -n 1024`, `LimitNOFILE=` of its unit) and run again",
    )

"""Standard streams that nobody reads any more, or that were never open: what is said there is lost, no more."""

from __future__ import annotations

import io
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, TextIO

from pipeline.errors import out_of_files

_NAMES: Final = ("stdin", "stdout", "stderr")
_LEAST_FILES: Final = 32
"""Files and connections without which not even a run of one host gets to its first page."""
_MANY_FILES: Final = 4096


def make_ready() -> None:
    """See that the three streams are there, and that no word on stderr can stop the work it speaks of.

    For a process of ours, before anything else is opened: the next file would take the number of a stream that is
    closed, and be written what others mean for it.
    """
    for number, name in enumerate(_NAMES):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number, which is this one
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "r" if number == 0 else "w", encoding="utf-8", closefd=False))  # noqa: SIM115
    sys.stderr = _heedless(sys.stderr)
    if isinstance(sys.stdout, io.TextIOWrapper):
        _speak_utf8(sys.stdout)


def allow_files() -> None:
    """See that this process may open as many files and connections as it has use for: some systems begin with 256.

    Raises:
        SystemLimit: there are too few for any work.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MANY_FILES if hard == resource.RLIM_INFINITY else min(_MANY_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):  # it stays as it is
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    if 0 <= resource.getrlimit(resource.RLIMIT_NOFILE)[0] < _LEAST_FILES:
        raise out_of_files()


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Inside, a reader of our stdout that has left (``| head``) is no failure; what is still to be said is not."""
    try:
        yield
    except BrokenPipeError:
        _point_stdout_away()


def leave_stdout() -> None:
    """See that words which stdout could not take, and of which that was told, are not tried again at the very end.

    For a process of ours, just before it leaves: Python 3.13's last flush would tell of them once more, and make the
    exit code 120.
    """
    try:
        sys.stdout.flush()
    except OSError:
        _point_stdout_away()


def _point_stdout_away() -> None:
    """So that the interpreter's last flush is silent."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Heedless(io.FileIO):
    """A file that takes everything, whether it can be written (a full disk, a terminal that is gone) or not."""

    def write(self, data: object, /) -> int:
        size = memoryview(data).nbytes  # type: ignore[arg-type]
        with suppress(OSError):
            return super().write(data) or size  # type: ignore[arg-type]
        return size


def _speak_utf8(stdout: io.TextIOWrapper) -> None:
    """What a file or a program takes is UTF-8 whatever the locale: JSON is. A terminal keeps to its own signs."""
    if stdout.isatty():
        stdout.reconfigure(errors="backslashreplace")
    else:
        stdout.reconfigure(encoding="utf-8")


def _heedless(stderr: TextIO) -> TextIO:
    file = io.BufferedWriter(_Heedless(stderr.fileno(), "w", closefd=False))
    return io.TextIOWrapper(file, encoding=stderr.encoding, errors="backslashreplace", line_buffering=True)

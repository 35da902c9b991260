"""Which capture is being read right now, so that a page that kills the process is known to the next run.

A Python exception costs a page only itself. A crash inside a C library, or the kernel's answer to a page that eats all
memory, ends the process; then only what was on file before tells what it was. One small write before and one after
each page (a few microseconds beside the milliseconds of reading it) keep that file true. It survives the process, not
the machine: a power cut is no page's doing.

A page whose reading does not come to an end ends the process, too (:data:`LONGEST_READING`): else a run that nobody
watches would stand still, and keep the lock from every one after it.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import msgspec
from msgspec import Struct

from pipeline.errors import StorageError
from pipeline.model.capture import ArchiveRef, Capture
from pipeline.model.target import UrlKind
from pipeline.storage import file_beside

_NOTHING = b"-"
_LONGEST = 4096

LONGEST_READING = 300.0
"""Seconds of the processor's time after which a page that is still being read takes the process with it (SIGPROF, which
no code of ours handles: a loop in a C library is ended as well). The largest pages there are take a few."""


class Suspect(Struct, frozen=True, kw_only=True):
    """The capture whose reading did not come to an end.

    Attributes:
        capture_id, url, payload_sha256, archive: of the capture.
        kind: whether it was read as a page or as a list of URLs.
        strikes: how many processes had died of it before.
    """

    capture_id: str
    url: str
    payload_sha256: str
    archive: ArchiveRef | None
    kind: UrlKind = "page"
    strikes: int = 0


def journal_path(database: Path) -> Path:
    """The journal beside a database."""
    return file_beside(database, ".reading")


class ReadingJournal:
    """The file with the name of the capture in hand; a context manager.

    Raises:
        StorageError: the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StorageError(
                f"{path} cannot be written: {error.strerror}",
                mend="make the database's folder writable for this user, or run as the user that owns it",
            ) from error
        self._strikes: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._fd)

    def suspect(self) -> Suspect | None:
        """The capture that a process was reading when it died, if one was."""
        data = os.pread(self._fd, _LONGEST, 0)
        try:
            return None if data[:1] in (b"", _NOTHING) else msgspec.json.decode(data.split(b"\n")[0], type=Suspect)
        except msgspec.DecodeError:
            return None

    def remember(self, suspect: Suspect) -> None:
        """A process died while it read these bytes; should another one do so, it is the second."""
        self._strikes[suspect.payload_sha256] = suspect.strikes + 1

    def clear(self) -> None:
        """Nothing is being read."""
        os.pwrite(self._fd, _NOTHING, 0)

    @contextmanager
    def reading(self, capture: Capture, kind: UrlKind) -> Iterator[None]:
        """Around the reading of one capture."""
        in_hand = Suspect(
            capture_id=capture.id,
            url=capture.url,
            payload_sha256=capture.payload_sha256,
            archive=capture.archive,
            kind=kind,
            strikes=self._strikes.get(capture.payload_sha256, 0),
        )
        os.pwrite(self._fd, msgspec.json.encode(in_hand)[: _LONGEST - 1] + b"\n", 0)
        signal.setitimer(signal.ITIMER_PROF, LONGEST_READING)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0.0)
            self.clear()

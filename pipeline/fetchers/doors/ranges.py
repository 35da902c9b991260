"""A file that is far away, read by stretches: every stretch is one request."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Final

from pipeline.archive.unpacking import Seekable

FIRST: Final = 2**16
LONGEST: Final = 8 * 2**20
"""Bytes asked for at once: the first after a jump, and the most while reading on (doubled each time)."""

Fetch = Callable[[int, int], tuple[bytes, int | None]]
"""Gives the bytes from a place up to another (fewer only at the end of the file), and the file's length if known."""


class RangeFile(Seekable):
    """A seekable file over a function that fetches stretches of it; reads ahead while it is read on.

    Args:
        fetch: one request; raises OSError.
        size: bytes of the file, if known.
        ahead: whether to ask for more than is read. Not for single records out of a large file.
    """

    def __init__(self, fetch: Fetch, *, size: int | None = None, ahead: bool = True) -> None:
        self._fetch = fetch
        self._size = size
        self._ahead = ahead
        self._step = FIRST
        self._start = 0
        self._held = memoryview(b"")

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Moves; asks for a byte if the end is wanted and the length is not known."""
        if whence == io.SEEK_END and self._size is None:
            self._size = self._fetch(0, 1)[1]
            if self._size is None:
                raise io.UnsupportedOperation("the length of the file is not known")
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size or 0}[whence]
        self._place = max(0, base + offset)
        return self._place

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fills a buffer as far as one stretch goes; 0 only at the end."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int | None = -1) -> bytes:
        """Up to ``size`` bytes; fewer at the end, or where a stretch ends that was fetched before.

        Raises:
            OSError: they cannot be had.
        """
        if size is None or size < 0:
            return self.readall()
        if size == 0 or (self._size is not None and self._place >= self._size):
            return b""
        at = self._place - self._start
        if not 0 <= at < len(self._held):
            self._load(size)
            at = 0
        data = bytes(self._held[at : at + size])
        self._place += len(data)
        return data

    def _load(self, size: int) -> None:
        goes_on = self._place == self._start + len(self._held) and self._place > 0
        self._step = min(LONGEST, self._step * 2) if goes_on else FIRST
        end = self._place + (max(size, self._step) if self._ahead else size)
        if self._size is not None:
            end = min(end, self._size)
        data, total = self._fetch(self._place, end)
        self._start, self._held = self._place, memoryview(data)
        self._size = total if total is not None else self._size
        if len(data) < end - self._place and total is None:
            self._size = self._place + len(data)

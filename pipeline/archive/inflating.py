"""A file that was compressed as a whole, read as if it were not."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import BinaryIO

from pipeline.archive.framing import records
from pipeline.archive.packing import Packing
from pipeline.archive.unpacking import Bytes, Seekable, member, packing_of
from pipeline.errors import DamagedRecord


def compressed_as_a_whole(stream: BinaryIO, name: str) -> bool:
    """Whether the first compressed piece of a file holds more than one record: then none has a place of its own."""
    source = Bytes(stream, name)
    with contextlib.suppress(DamagedRecord):
        packing = packing_of(source)
        if packing is not None:
            found = records(source, packing)
            next(found, None)
            second = next(found, None)
            return second is not None and second.shares
    return False


class Inflated(Seekable):
    """The inflated content of a file, from the front; going back begins anew.

    Attributes:
        damage: why the content ends before the file does, with the place in the file; ``None`` if it does not.
    """

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.damage: DamagedRecord | None = None
        self._stream = stream
        self._name = name
        self._held = b""
        self._pieces = self._inflate()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Moves to a place, or to the end of the content if that comes before."""
        if whence != io.SEEK_SET:
            raise io.UnsupportedOperation("the length of the content is not known")
        if offset < self._place:
            self._rewind()
        while self._place < offset and self.read(min(offset - self._place, 2**20)):
            pass
        return self._place

    def read(self, size: int | None = -1) -> bytes:
        """Up to ``size`` bytes, none only at the end of the content."""
        held = self._held or next(self._pieces, b"")
        if size is not None and 0 <= size < len(held):
            self._held = held[size:]
            held = held[:size]
        else:
            self._held = b""
        self._place += len(held)
        return held

    def _rewind(self) -> None:
        self._place = 0
        self._held = b""
        self._pieces = self._inflate()

    def _inflate(self) -> Iterator[bytes]:
        source = Bytes(self._stream, self._name)
        try:
            packing: Packing | None = packing_of(source)
            while packing is not None and source.peek(1):
                yield from member(source, packing=packing)
        except DamagedRecord as error:
            self.damage = error

"""The bytes of an archive file, in slices, and what stands in its compressed pieces.

Trouble is told with the place where the piece begins; nothing is held but the slice being read.
"""

from __future__ import annotations

import contextlib
import io
import sys
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Final

from pipeline.archive.packing import (
    DAMAGE,
    DICTIONARY_MAGIC,
    GZIP,
    GZIP_MAGIC,
    MAX_DICTIONARY,
    ZSTD_MAGIC,
    Packing,
    zstd_packing,
)
from pipeline.errors import ArchiveError, DamagedRecord, TornRecord

TROUBLE: Final = (OSError, EOFError, zlib.error, zipfile.BadZipFile)
"""What reading a file, or a file in a ZIP file, may raise."""

_READ: Final = 2**18
_SLICE: Final = 2**14


class Bytes:
    """A file read from the front through one buffer, with its position."""

    def __init__(self, stream: IO[bytes], name: str, offset: int = 0) -> None:
        self.name = name
        self.offset = offset
        self._stream = stream
        self._view = memoryview(b"")
        stream.seek(offset)

    @classmethod
    def over(cls, data: bytes, name: str) -> Bytes:
        """The same over bytes at hand."""
        return cls(io.BytesIO(data), name)

    @contextlib.contextmanager
    def ahead(self) -> Iterator[Bytes]:
        """A second reader from here on; afterwards this one goes on as if nothing was read."""
        place = self._stream.tell()
        try:
            yield Bytes(self._stream, self.name, self.offset)
        finally:
            self._stream.seek(place)

    def peek(self, size: int) -> memoryview:
        """Up to ``size`` bytes from here on, fewer only at the end of the file; does not move."""
        if len(self._view) < size:
            try:
                more = self._stream.read(max(_READ, size))
            except TROUBLE as error:
                raise ArchiveError(f"{self.name} cannot be read at byte {self.offset}: {error}") from error
            self._view = memoryview(bytes(self._view) + more) if len(self._view) else memoryview(more)
        return self._view[:size]

    def skip(self, size: int) -> None:
        """Moves on by bytes that were peeked at."""
        self._view = self._view[size:]
        self.offset += size


class Seekable(io.RawIOBase):
    """What can be read from any place on, and keeps its place."""

    _place = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """The position, bytes."""
        return self._place


class Window(Seekable):
    """A stretch of a file as a file with a position of its own; several may look at one file by turns.

    Args:
        stream: the file, seekable; not closed with the window.
        start: where the stretch begins.
        size: its bytes; ``None`` for all to the end.
    """

    def __init__(self, stream: IO[bytes], start: int = 0, size: int | None = None) -> None:
        self._stream = stream
        self._start = start
        self._size = sys.maxsize if size is None else size

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Moves; the end is known only where the size is."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = base + offset
        return self._place

    def read(self, size: int | None = -1) -> bytes:
        """Up to ``size`` bytes, fewer at the end of the stretch or where the file gives fewer."""
        left = max(0, self._size - self._place)
        wanted = left if size is None or size < 0 else min(size, left)
        self._stream.seek(self._start + self._place)
        data = self._stream.read(-1 if wanted == sys.maxsize else wanted)
        self._place += len(data)
        return data


def stretch(stream: IO[bytes], name: str, offset: int, size: int) -> bytes:
    """These bytes of a file and no others, fewer only at its end.

    Raises:
        ArchiveError: they cannot be read.
    """
    pieces: list[bytes] = []
    try:
        stream.seek(offset)
        while size > 0 and (piece := stream.read(size)):
            pieces.append(piece)
            size -= len(piece)
    except TROUBLE as error:
        raise ArchiveError(f"{name} cannot be read at byte {offset}: {error}") from error
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def member(source: Bytes, packing: Packing = GZIP) -> Iterator[bytes]:
    """Content of the compressed piece that begins here, in parts; afterwards the source stands behind it.

    Args:
        source: where it is read from.
        packing: gzip members, unless something else is said.

    Raises:
        TornRecord: the file ends inside the member.
        DamagedRecord: no member begins here, or it does not inflate, or its CRC or length is wrong.
    """
    start = source.offset
    magic = bytes(source.peek(len(packing.magic)))
    if magic != packing.magic:
        kind = TornRecord if packing.magic.startswith(magic) else DamagedRecord
        raise kind(f"no {packing.part} begins here", file=source.name, offset=start)
    inflater = packing.inflater()
    while not inflater.eof:
        part = source.peek(packing.step)
        if not part:
            raise TornRecord(f"the file ends inside a {packing.part}", file=source.name, offset=start)
        try:
            piece = inflater.decompress(part)
        except DAMAGE as error:
            raise DamagedRecord(f"the {packing.part} is damaged: {error}", file=source.name, offset=start) from error
        source.skip(len(part) - len(inflater.unused_data))
        if piece:
            yield piece


def packing_of(source: Bytes) -> Packing | None:
    """How the file that begins here is compressed, ``None`` if it is not; moves on past a dictionary, if it has one.

    Raises:
        DamagedRecord: the dictionary cannot be read.
    """
    if bytes(source.peek(2)) == GZIP_MAGIC[:2]:
        return GZIP
    first = bytes(source.peek(8))
    if first.startswith(ZSTD_MAGIC):
        return zstd_packing()
    if not first.startswith(DICTIONARY_MAGIC):
        return None
    size = int.from_bytes(first[4:8], "little")
    frame = bytes(source.peek(8 + size)) if size <= MAX_DICTIONARY else b""
    try:
        packing = zstd_packing(frame[8:])
    except DAMAGE as error:
        message = f"the zstd dictionary is damaged: {error}"
        raise DamagedRecord(message, file=source.name, offset=source.offset) from error
    source.skip(8 + size)
    return packing


def plain(source: Bytes) -> Iterator[bytes]:
    """The file's bytes in pieces, for a file without compression."""
    while part := bytes(source.peek(_SLICE)):
        source.skip(len(part))
        yield part

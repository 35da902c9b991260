"""Where records begin and end in a WARC file, and what breaks when one does not.

The usual readers stop at a torn record as if the file ended there, so the frames are found here: gzip members
(RFC 1952), the record's header up to its empty line, its block by ``Content-Length``, and the two line ends after it
(WARC 1.1, section 4). What stands *in* a header is read by fastwarc, see :mod:`pipeline.archive.captures`.

Nothing is held but the slice being read: a record's block comes in pieces.
"""

from __future__ import annotations

import contextlib
import io
import re
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Final, Protocol, cast

from isal import isal_zlib

from pipeline.errors import ArchiveError, DamagedRecord, TornRecord

GZIP_MAGIC: Final = b"\x1f\x8b\x08"
MAX_HEADER: Final = 2**20
"""Longest record header accepted, bytes."""

_DAMAGE: Final = (zlib.error, cast("type[Exception]", isal_zlib.error))
_READ: Final = 2**18
_SLICE: Final = 2**14  # deflate can make a thousand times as much of it
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*([0-9]+)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


class Inflater(Protocol):
    """What both zlib's and isal's decompression objects can do."""

    @property
    def eof(self) -> bool:
        """Whether the end of the member was reached."""

    @property
    def unused_data(self) -> bytes:
        """What was given and stands behind the end."""

    def decompress(self, data: memoryview, /) -> bytes:
        """The content that ``data`` completes."""


NewInflater = Callable[[], Inflater]


def fast_inflater() -> Inflater:
    """isal's: checks CRC and length as zlib does, at a third of the time."""
    return isal_zlib.decompressobj(31)


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
            except OSError as error:
                raise ArchiveError(f"{self.name} cannot be read at byte {self.offset}: {error}") from error
            self._view = memoryview(bytes(self._view) + more) if len(self._view) else memoryview(more)
        return self._view[:size]

    def skip(self, size: int) -> None:
        """Moves on by bytes that were peeked at."""
        self._view = self._view[size:]
        self.offset += size


def member(source: Bytes, new_inflater: NewInflater = fast_inflater) -> Iterator[bytes]:
    """Content of the gzip member that begins here, in pieces; afterwards the source stands behind it.

    Raises:
        TornRecord: the file ends inside the member.
        DamagedRecord: no member begins here, or it does not inflate, or its CRC or length is wrong.
    """
    start = source.offset
    magic = bytes(source.peek(len(GZIP_MAGIC)))
    if magic != GZIP_MAGIC:
        kind = TornRecord if GZIP_MAGIC.startswith(magic) else DamagedRecord
        raise kind("no gzip member begins here", file=source.name, offset=start)
    inflater = new_inflater()
    while not inflater.eof:
        part = source.peek(_SLICE)
        if not part:
            raise TornRecord("the file ends inside a gzip member", file=source.name, offset=start)
        try:
            piece = inflater.decompress(part)
        except _DAMAGE as error:
            raise DamagedRecord(f"the gzip member is damaged: {error}", file=source.name, offset=start) from error
        source.skip(len(part) - len(inflater.unused_data))
        if piece:
            yield piece


class Record:
    """One record as it is being read: its header whole, its block in pieces.

    Attributes:
        offset: of the record, or of the gzip member it stands in.
        header: from ``WARC/`` up to and with the empty line.
        size: ``Content-Length``; -1 if the header has none that can be read.
        length: bytes of the file it takes, set once it is read.
        problems: what is wrong with the frame, filled while the block is read: ``(code, message)``.
    """

    def __init__(self, offset: int, header: bytes, content: Content) -> None:
        self.offset = offset
        self.header = header
        found = _LENGTH.search(header)
        self.size = int(found[1]) if found else -1
        self.length = 0
        self.problems: list[tuple[str, str]] = []
        self._content = content
        self._begun = False

    def block(self) -> Iterator[bytes]:
        """The block in pieces, once; then the end of the record is checked."""
        self._begun = True
        left = self.size
        while left > 0 and (piece := self._content.take(left)):
            left -= len(piece)
            yield piece
        if left > 0:
            self.problems.append(
                ("content-length", f"Content-Length is {self.size}, the block ends {left} bytes short")
            )
        else:
            self._close()

    @property
    def broken(self) -> bool:
        """Whether what follows cannot be trusted to be a record (a missing line end is forgiven)."""
        return any(code != "record-end" for code, _ in self.problems)

    def drain(self) -> None:
        """Reads what is left of the block."""
        if not self._begun:
            for _ in self.block():
                pass

    def _close(self) -> None:
        end = self._content.take(4, whole=True)
        if end == b"\r\n\r\n":
            return
        newline = len(end) - len(end.lstrip(b"\r\n"))
        self._content.give_back(end[newline:])
        following = self._content.take(5, whole=True)
        self._content.give_back(following)
        if self.size < 0:
            self.problems.append(("bad-header", "no Content-Length that can be read"))
        elif following in {b"", b"WARC/"}:
            self.problems.append(("record-end", f"{end[:newline]!r} stands between the block and what follows"))
        else:
            message = f"after the {self.size} bytes that Content-Length states, the block goes on: {end!r}"
            self.problems.append(("content-length", message))


class Content:
    """Decoded bytes of a member, or of a file without compression, taken from the front."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = b""

    def header(self) -> bytes:
        """Bytes up to and with the first empty line; without one, whatever there is up to :data:`MAX_HEADER`."""
        held = self._held or next(self._pieces, b"")
        while (end := _empty_line(held)) < 0 and len(held) < MAX_HEADER and (piece := next(self._pieces, b"")):
            held += piece
        end = end if end >= 0 else len(held)
        self._held = held[end:]
        return held[:end]

    def take(self, most: int, *, whole: bool = False) -> bytes:
        """Up to ``most`` bytes; ``whole`` gives fewer only at the end."""
        held = self._held or next(self._pieces, b"")
        while whole and len(held) < most and (piece := next(self._pieces, b"")):
            held += piece
        if len(held) <= most:
            self._held = b""
            return held
        self._held = held[most:]
        return held[:most]

    def give_back(self, data: bytes) -> None:
        """Puts bytes back in front."""
        if data:
            self._held = data + self._held

    @property
    def held(self) -> int:
        """Bytes that were decoded and not taken yet."""
        return len(self._held)

    def more(self) -> bool:
        """Whether anything is left."""
        if not self._held:
            self._held = next(self._pieces, b"")
        return bool(self._held)


def _empty_line(data: bytes) -> int:
    """Offset behind the first empty line, -1 if there is none (bare line feeds are met in old files)."""
    crlf = data.find(b"\r\n\r\n")
    bare = data.find(b"\n\n", 0, crlf if crlf >= 0 else len(data))
    if bare >= 0:
        return bare + 2
    return crlf + 4 if crlf >= 0 else -1


def plain(source: Bytes) -> Iterator[bytes]:
    """The file's bytes in pieces, for a file without compression."""
    while part := bytes(source.peek(_SLICE)):
        source.skip(len(part))
        yield part


def records(source: Bytes) -> Iterator[Record]:
    """The records from here to the end of the file, each read to its end before the next is given.

    After a record was read, :attr:`Record.length` says how many bytes of the file it takes.

    Raises:
        TornRecord: the file ends inside a record.
        DamagedRecord: a member does not inflate, a frame is wrong, or what stands here is no WARC record.
    """
    compressed = bytes(source.peek(2)) == GZIP_MAGIC[:2]
    content = Content(plain(source))
    while source.peek(1) if compressed else content.more():
        start = source.offset
        if compressed:
            content = Content(member(source))
        while content.more():
            if not compressed:
                start = source.offset - content.held
            record = Record(start, content.header(), content)
            if not record.header.startswith(b"WARC/"):
                raise DamagedRecord(
                    f"no WARC record begins here: {record.header[:40]!r}", file=source.name, offset=start
                )
            yield record
            record.drain()
            more = content.more()  # also reads the member to its end, where its CRC is checked
            if record.broken:
                kind = DamagedRecord if source.peek(1) or more else TornRecord
                raise kind(record.problems[0][1], file=source.name, offset=start)
            record.length = source.offset - start - (0 if compressed else content.held)

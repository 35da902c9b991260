"""Where records begin and end in a WARC file, and what breaks when one does not.

The usual readers stop at a torn record as if the file ended there, so the frames are found here: gzip members
(RFC 1952), the record's header up to its empty line, its block by ``Content-Length``, and the two line ends after it
(WARC 1.1, section 4). What stands *in* a header is read by fastwarc, see :mod:`pipeline.archive.captures`.

Nothing is held but the slice being read: a record's block comes in pieces.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Final

from pipeline.archive.packing import Packing
from pipeline.archive.unpacking import Bytes, member, packing_of, plain
from pipeline.errors import DamagedRecord, TornRecord

MAX_HEADER: Final = 2**20
"""Longest record header accepted, bytes."""

_STRAY: Final = 64
"""Most line ends between two records that are passed over; the format has four bytes of them."""

_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*([0-9]+)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


class Record:
    """One record as it is being read: its header whole, its block in pieces.

    Attributes:
        offset: of the record, or of the compressed piece it stands in.
        shares: whether another record stands before it in the same compressed piece.
        header: from ``WARC/`` up to and with the empty line.
        size: ``Content-Length``; -1 if the header has none that can be read.
        length: bytes of the file it takes, set once it is read.
        problems: what is wrong with the frame, filled while the block is read: ``(code, message)``.
    """

    def __init__(self, offset: int, header: bytes, content: Content, *, shares: bool = False) -> None:
        self.offset = offset
        self.shares = shares
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
        while left > 0:
            if piece := self._content.take(left):
                left -= len(piece)
                yield piece
            elif not self._content.extend():
                break
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
        if len(end) < 4 and self._content.extend():
            end += self._content.take(4 - len(end), whole=True)
        if end == b"\r\n\r\n":
            return
        end += self._content.take(_STRAY, whole=True)
        newline = len(end) - len(end.lstrip(b"\r\n"))
        self._content.give_back(end[newline:])
        following = self._content.take(5, whole=True)
        self._content.give_back(following)
        if self.size < 0:
            self.problems.append(("bad-header", "no Content-Length that can be read"))
        elif following in {b"", b"WARC/"}:
            self.problems.append(("record-end", f"{end[:newline]!r} stands between the block and what follows"))
        else:
            message = f"after the {self.size} bytes that Content-Length states, the block goes on: {end[:4]!r}"
            self.problems.append(("content-length", message))


class Content:
    """Decoded bytes of a member, or of a file without compression, taken from the front.

    Args:
        pieces: the bytes.
        following: gives the bytes of the next member when that one is no record but the rest of this one's.
    """

    def __init__(self, pieces: Iterator[bytes], following: Callable[[], Iterator[bytes] | None] = lambda: None) -> None:
        self._pieces = pieces
        self._following = following
        self._held = b""

    def extend(self) -> bool:
        """Goes on in the next member, if this one's record does (some writers cut a record in several members)."""
        pieces = self._following()
        if pieces is not None:
            self._pieces = pieces
        return pieces is not None

    def header(self) -> bytes:
        """Bytes up to and with the first empty line; without one, whatever there is up to :data:`MAX_HEADER`."""
        held = self._held or next(self._pieces, b"")
        while (end := head_end(held)) < 0 and len(held) < MAX_HEADER:
            piece = next(self._pieces, b"")
            if not piece and not self.extend():
                break
            held += piece
        end = end if end >= 0 else len(held)
        self._held = held[end:]
        return held[:end]

    def take(self, most: int, *, whole: bool = False) -> bytes:
        """Up to ``most`` bytes; ``whole`` gives fewer only at the end."""
        held = self._held or next(self._pieces, b"")
        while whole and len(held) < most and (piece := next(self._pieces, b"")):
            held += piece
        self._held = held[most:]
        return held[:most]

    def pass_line_ends(self) -> bool:
        """Passes over what some writers put between records; whether anything is left."""
        while self.more():
            self._held = self._held.lstrip(b"\r\n")
            if self._held:
                return True
        return False

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


def head_end(data: bytes) -> int:
    """Where a head ends, of WARC or HTTP: behind its first empty line; -1 if it has none.

    Bare line feeds are met in old files, and from old servers.
    """
    crlf = data.find(b"\r\n\r\n")
    bare = data.find(b"\n\n", 0, crlf if crlf >= 0 else len(data))
    if bare >= 0:
        return bare + 2
    return crlf + 4 if crlf >= 0 else -1


def records(source: Bytes, packing: Packing | None = None) -> Iterator[Record]:
    """The records from here to the end of the file, each read to its end before the next is given.

    After a record was read, :attr:`Record.length` says how many bytes of the file it takes, up to where its compressed
    piece was read; a record that shares its piece with others has no place of its own.

    Args:
        source: the file, where a record begins.
        packing: how it is compressed, if the file's beginning said so; else what stands here decides.

    Raises:
        TornRecord: the file ends inside a record.
        DamagedRecord: a member does not inflate, a frame is wrong, or what stands here is no WARC record.
    """
    packing = packing or packing_of(source)
    if packing is None:
        yield from _plain_records(source)
        return
    while source.peek(1):
        start = source.offset
        content = Content(member(source, packing=packing), lambda: _rest(source, packing))
        shares = False
        while content.pass_line_ends():
            record = Record(start, content.header(), content, shares=shares)
            yield from _whole(record, source, content)
            record.length = source.offset - start
            shares = True


def _plain_records(source: Bytes) -> Iterator[Record]:
    content = Content(plain(source))
    while content.pass_line_ends():
        start = source.offset - content.held
        record = Record(start, content.header(), content)
        yield from _whole(record, source, content)
        record.length = source.offset - start - content.held


def _whole(record: Record, source: Bytes, content: Content) -> Iterator[Record]:
    """Gives a record and reads it to its end."""
    if not record.header.startswith(b"WARC/"):
        message = f"no WARC record begins here: {record.header[:40]!r}"
        raise DamagedRecord(message, file=source.name, offset=record.offset)
    yield record
    record.drain()
    more = content.more()  # also reads the member to its end, where its CRC is checked
    if record.broken:
        kind = DamagedRecord if source.peek(1) or more else TornRecord
        raise kind(record.problems[0][1], file=source.name, offset=record.offset)


def _rest(source: Bytes, packing: Packing) -> Iterator[bytes] | None:
    """Content of the next member, if it is one and begins no record."""
    if bytes(source.peek(len(packing.magic))) != packing.magic:
        return None
    with contextlib.suppress(DamagedRecord), source.ahead() as ahead:
        if Content(member(ahead, packing=packing)).take(5, whole=True) != b"WARC/":
            return member(source, packing=packing)
    return None

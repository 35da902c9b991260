"""Where the next record begins after damage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, TypeVar

from pipeline.archive.framing import Content
from pipeline.archive.packing import GZIP, Packing
from pipeline.archive.unpacking import Bytes, member
from pipeline.errors import DamagedRecord

_NEXT_PLAIN: Final = b"\nWARC/1."
_WINDOW: Final = 2**20
T = TypeVar("T")


def past_damage(stream: BinaryIO, name: str, read: Callable[[Bytes], Iterator[T]]) -> Iterator[T]:
    """What is read of a file of gzip members, taken up again at the next whole record behind each damage.

    Args:
        stream: the file, seekable.
        name: what messages call it.
        read: reads on from a place, to the end or to the damage that it raises.
    """
    place: int | None = 0
    while place is not None:
        try:
            yield from read(Bytes(stream, name, place))
        except DamagedRecord as error:
            place = next_member(Bytes(stream, name, error.offset + 1))
        else:
            place = None


def next_member(source: Bytes, packing: Packing = GZIP) -> int | None:
    """Where the next whole compressed piece with a WARC record begins, at or behind the source's place."""
    magic = packing.magic
    while len(view := source.peek(_WINDOW)) >= len(magic):
        place = bytes(view).find(magic)
        if place < 0:
            source.skip(max(1, len(view) - len(magic) + 1))
            continue
        source.skip(place)
        if _is_whole_record(source, packing):
            return source.offset
        source.skip(1)
    return None


def _is_whole_record(source: Bytes, packing: Packing) -> bool:
    try:
        with source.ahead() as ahead:
            content = Content(member(ahead, packing=packing))
            if content.take(5, whole=True) != b"WARC/":
                return False
            while content.take(_WINDOW):
                pass
    except DamagedRecord:
        return False
    return True


def next_plain(source: Bytes) -> int | None:
    """Where the next line begins that looks like the first of a record."""
    while len(view := source.peek(_WINDOW)) >= len(_NEXT_PLAIN):
        place = bytes(view).find(_NEXT_PLAIN)
        if place >= 0:
            return source.offset + place + 1
        source.skip(len(view) - len(_NEXT_PLAIN) + 1)
    return None

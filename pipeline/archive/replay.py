"""The records of anybody's WARC file: each is given, or passed over for a reason, or reported as damaged.

Damage costs the record it is in: reading goes on at the next one that is whole. What vouches for a record's bytes is
the checksum of its compressed piece; in a file without compression, its digest.

Where a record stands: see :mod:`pipeline.archive.places`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, cast

import msgspec
from fastwarc.warc import HeaderMap
from msgspec import Struct

from pipeline.archive.captures import capture_of, fields_of, no_answer
from pipeline.archive.checks import changed_block
from pipeline.archive.framing import Record, records
from pipeline.archive.inflating import Inflated, compressed_as_a_whole
from pipeline.archive.packages import OnDamage
from pipeline.archive.packing import GZIP, Packing, zstd_packing
from pipeline.archive.resync import next_member, next_plain
from pipeline.archive.sources import must_be_warc
from pipeline.archive.unpacking import Bytes, packing_of
from pipeline.errors import ArchiveError, DamagedRecord
from pipeline.model.capture import ArchiveRef, Capture

MAX_BODY: Final = 64 * 2**20
"""Most bytes of content made of one entity, unless the caller says otherwise."""

MAX_ENTITY: Final = 256 * 2**20
"""Most bytes of a block that are held; of a longer one the beginning is given, ``truncated`` as ``length``."""


class Skipped(Struct, frozen=True, kw_only=True):
    """A whole record that is no capture.

    Attributes:
        file, offset: where it stands.
        reason: its type (``request``, ``warcinfo``, ``metadata``, ``resource``, ``conversion``, ``continuation``,
            ``unknown-type``), ``not-http`` (an answer of another protocol), or ``segmented`` (its end is in another
            record).
        url: the URL it is about, if it says so.
    """

    file: str
    offset: int
    reason: str
    url: str | None = None


OnSkip = Callable[[Skipped], None]


class Handling(Struct, frozen=True, kw_only=True):
    """How a file is read.

    Attributes:
        max_body: most bytes of content made of one entity.
        on_damage: told of every damaged record; reading then goes on. Without it the first damage is raised.
        on_skip: told of every record that is no capture.
    """

    max_body: int = MAX_BODY
    on_damage: OnDamage | None = None
    on_skip: OnSkip | None = None


Answer = tuple[Capture, HeaderMap]
"""A capture with its place, and the header of its record."""


def answers(stream: BinaryIO, name: str, handling: Handling, *, start: int = 0) -> Iterator[Answer]:
    """The captures of a WARC file, in order; memory holds two at a time.

    Args:
        stream: the file, seekable.
        name: what records and messages call it.
        handling: how it is read.
        start: offset of a record to begin with.

    Raises:
        ArchiveError: it cannot be read, or is no WARC file (ARC is refused by name).
        DamagedRecord: without ``on_damage``, at the first damage, after everything before it was given.
    """
    inflated = Inflated(stream, name) if not start and compressed_as_a_whole(stream, name) else None
    stream = stream if inflated is None else cast("BinaryIO", inflated)
    source, packing = (Bytes(stream, name, start), None) if start else _beginning(stream, name, handling)
    if start:
        packing = packing_of(source)
    while True:
        try:
            yield from until_damage(source, packing, handling)
        except DamagedRecord as error:
            if handling.on_damage is None:
                raise
            handling.on_damage(error)
            found = _after(stream, name, error.offset, packing)
            if found is None:
                break
            source, packing = found
        else:
            break
    if inflated is not None and inflated.damage is not None:
        if handling.on_damage is None:
            raise inflated.damage
        handling.on_damage(inflated.damage)


def _beginning(stream: BinaryIO, name: str, handling: Handling) -> tuple[Bytes, Packing | None]:
    """Where the first record begins, and how the file is compressed."""
    source = Bytes(stream, name)
    try:
        must_be_warc(source)
        return source, packing_of(source)
    except ArchiveError as error:
        found = _after(stream, name, 0, None) if handling.on_damage is not None else None
        if found is None or handling.on_damage is None:
            raise
        handling.on_damage(DamagedRecord(f"no WARC record begins here: {error.message}", file=name, offset=0))
        return found


def _after(stream: BinaryIO, name: str, offset: int, packing: Packing | None) -> tuple[Bytes, Packing | None] | None:
    """Where reading goes on after damage, and how the rest is compressed, which the damage at the front may hide."""
    for way in (packing,) if offset else (GZIP, zstd_packing(), None):
        source = Bytes(stream, name, offset + 1)
        place = next_plain(source) if way is None else next_member(source, way)
        if place is not None:
            return Bytes(stream, name, place), way
    return None


def until_damage(source: Bytes, packing: Packing | None, handling: Handling) -> Iterator[Answer]:
    """The captures from here to the first damage of a frame, which is raised.

    A record is given or passed over when the next one begins: its length and its checksum are known only then.
    """
    last: tuple[Record, Answer | Skipped] | None = None
    try:
        for record in records(source, packing):
            if last is not None:
                yield from _placed(source.name, *last, handling)
                last = None
            found = _read(record, source.name, packing, handling)
            if found is not None:
                last = record, found
    except DamagedRecord as error:
        if last is not None and error.offset != last[0].offset:
            yield from _placed(source.name, *last, handling)
        raise
    if last is not None:
        yield from _placed(source.name, *last, handling)


def _read(record: Record, name: str, packing: Packing | None, handling: Handling) -> Answer | Skipped | None:
    fields = fields_of(record, file=name)
    reason = no_answer(fields)
    if reason is None and fields.get("WARC-Segment-Number"):
        reason = "segmented"
    if reason is not None:
        return Skipped(file=name, offset=record.offset, reason=reason, url=fields.get("WARC-Target-URI"))
    block, cut = _held(record)
    if record.broken:  # the frames are told of it, and where to go on
        return None
    try:
        if packing is None and not cut and fields.get("WARC-Type") == "response":
            _must_be_as_stated(record, fields, block, name)
        return capture_of(record, fields, block, file=name, max_body=handling.max_body, cut=cut), fields
    except DamagedRecord as error:
        if handling.on_damage is None:
            raise
        handling.on_damage(error)
        return None


def _must_be_as_stated(record: Record, fields: HeaderMap, block: bytes, name: str) -> None:
    message = changed_block(fields.get("WARC-Block-Digest"), fields.get("WARC-Payload-Digest"), block)
    if message is not None:
        raise DamagedRecord(message, file=name, offset=record.offset)


def _placed(file: str, record: Record, found: Answer | Skipped, handling: Handling) -> Iterator[Answer]:
    if not isinstance(found, Skipped):
        ref = ArchiveRef(file=file, offset=record.offset, length=record.length)
        yield msgspec.structs.replace(found[0], archive=ref), found[1]
    elif handling.on_skip is not None:
        handling.on_skip(found)


def _held(record: Record) -> tuple[bytes, bool]:
    """The block, or as much of it as may be held."""
    pieces: list[bytes] = []
    size = 0
    for piece in record.block():
        if size < MAX_ENTITY:
            pieces.append(piece)
        size += len(piece)
    block = pieces[0] if len(pieces) == 1 else b"".join(pieces)
    return block, size > len(block)

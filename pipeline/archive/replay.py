"""The records of anybody's WARC file: each is given, or passed over for a reason, or reported as damaged.

Damage costs the record it is in: reading goes on at the next one that is whole. What vouches for a record's bytes is
the checksum of its compressed piece; in a file without compression, its digest.

Where a record stands. Offset and length are bytes of the file, except in a file that was compressed as a whole (its
first gzip member or zstd frame holds more than one record): there no record can be reached by a place in the file, and
both are bytes of the inflated content instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Final, cast

import msgspec
from fastwarc.warc import HeaderMap
from msgspec import Struct

from pipeline.archive.captures import capture_of, fields_of, no_answer
from pipeline.archive.checks import changed_block
from pipeline.archive.framing import Record, records
from pipeline.archive.inflating import Inflated, compressed_as_a_whole
from pipeline.archive.packing import GZIP, Packing, zstd_packing
from pipeline.archive.resync import next_member, next_plain
from pipeline.archive.sources import must_be_warc
from pipeline.archive.unpacking import Bytes, packing_of, stretch
from pipeline.errors import ArchiveError, DamagedRecord, TornRecord
from pipeline.model.capture import ArchiveRef, Capture

MAX_BODY: Final = 64 * 2**20
"""Most bytes of content made of one entity, unless the caller says otherwise."""

MAX_ENTITY: Final = 256 * 2**20
"""Most bytes of a block that are held; of a longer one the beginning is given, ``truncated`` as ``length``."""

MAX_STRETCH: Final = 8 * 2**20
"""Most bytes that neighbouring records are read in at once."""

Place = tuple[int, int]
"""Offset and length of a record."""


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


OnDamage = Callable[[ArchiveError], None]
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
            yield from _until_damage(source, packing, handling)
        except DamagedRecord as error:
            if handling.on_damage is None:
                raise
            handling.on_damage(error)
            place = _next(stream, name, error.offset + 1, packing)
            if place is None:
                break
            source = Bytes(stream, name, place)
        else:
            break
    if inflated is not None and inflated.damage is not None:
        if handling.on_damage is None:
            raise inflated.damage
        handling.on_damage(inflated.damage)


def answers_at(
    stream: BinaryIO, name: str, places: Iterable[Place], handling: Handling, *, gap: int = 2**14
) -> Iterator[Answer]:
    """The captures at places of a WARC file, in the order of the places; neighbours are read together.

    Args:
        stream: the file, seekable; nothing else of it is read, unless what stands there cannot be read alone (a file
            that was compressed as a whole, or with a dictionary).
        name: what records and messages call it.
        places: offset and length of each record (see above for a file that was compressed as a whole).
        handling: how it is read.
        gap: most bytes between two records that are read for nothing, to save a read.

    Raises:
        ArchiveError: it cannot be read.
        DamagedRecord: without ``on_damage``, where a place holds no whole record.
    """
    packing: Packing | None = None
    looked = False
    for group in _stretches(sorted(set(places)), gap):
        first = group[0][0]
        data = stretch(stream, name, first, max(offset + length for offset, length in group) - first)
        if not looked and not (first and data.startswith((b"WARC/", GZIP.magic))):
            looked = True
            if compressed_as_a_whole(stream, name):
                stream = cast("BinaryIO", Inflated(stream, name))
            else:
                packing = packing_of(Bytes(stream, name))
            data = stretch(stream, name, first, max(offset + length for offset, length in group) - first)
        for offset, length in group:
            piece = data[offset - first : offset - first + length]
            yield from _answer_in(piece, name, (offset, length), packing, handling)


def _stretches(places: list[Place], gap: int) -> Iterator[list[Place]]:
    """Places in groups that are read at once."""
    group: list[Place] = []
    for place in places:
        if group and (place[0] > group[-1][0] + group[-1][1] + gap or place[0] + place[1] - group[0][0] > MAX_STRETCH):
            yield group
            group = []
        group.append(place)
    if group:
        yield group


def _answer_in(data: bytes, name: str, place: Place, packing: Packing | None, handling: Handling) -> Iterator[Answer]:
    """The captures in the bytes of one place; trouble and what is passed over are told with their place in the file."""
    offset, length = place
    ref = ArchiveRef(file=name, offset=offset, length=length)
    told = _Told(name, offset, handling)
    try:
        source = Bytes.over(data, name)
        packing = packing or packing_of(source)
        for capture, fields in _until_damage(source, packing, told.handling):
            yield msgspec.structs.replace(capture, archive=ref), fields
    except DamagedRecord as error:
        told.damage(error)
    if len(data) < length and not told.damaged:
        told.damage(TornRecord("the file ends before the record does", file=name, offset=0))


class _Told:
    """Passes on what a reader tells of a piece of a file, with the places of the file."""

    def __init__(self, name: str, offset: int, outer: Handling) -> None:
        self.damaged = False
        self._name = name
        self._offset = offset
        self._outer = outer
        self.handling = msgspec.structs.replace(outer, on_damage=self.damage, on_skip=self._skip)

    def damage(self, error: ArchiveError) -> None:
        self.damaged = True
        kind, reason = (type(error), error.reason) if isinstance(error, DamagedRecord) else (DamagedRecord, str(error))
        moved = kind(reason, file=self._name, offset=self._offset)
        if self._outer.on_damage is None:
            raise moved from error
        self._outer.on_damage(moved)

    def _skip(self, skipped: Skipped) -> None:
        if self._outer.on_skip is not None:
            self._outer.on_skip(msgspec.structs.replace(skipped, offset=self._offset + skipped.offset))


def _beginning(stream: BinaryIO, name: str, handling: Handling) -> tuple[Bytes, Packing | None]:
    """Where the first record begins, and how the file is compressed."""
    source = Bytes(stream, name)
    try:
        must_be_warc(source)
        return source, packing_of(source)
    except ArchiveError as error:
        if handling.on_damage is None:
            raise
        for packing in (GZIP, zstd_packing(), None):
            place = _next(stream, name, 1, packing)
            if place is not None:
                reason = f"no WARC record begins here: {error.message}"
                handling.on_damage(DamagedRecord(reason, file=name, offset=0))
                return Bytes(stream, name, place), packing
        raise


def _next(stream: BinaryIO, name: str, place: int, packing: Packing | None) -> int | None:
    if packing is None:
        return next_plain(Bytes(stream, name, place))
    return next_member(Bytes(stream, name, place), packing)


def _until_damage(source: Bytes, packing: Packing | None, handling: Handling) -> Iterator[Answer]:
    """A capture is given when the next record begins: its length and its checksum are known only then."""
    last: tuple[Record, Answer] | None = None
    try:
        for record in records(source, packing):
            if last is not None:
                yield _placed(source.name, *last)
                last = None
            answer = _answer(record, source.name, packing, handling)
            if answer is not None:
                last = record, answer
    except DamagedRecord as error:
        if last is not None and error.offset != last[0].offset:
            yield _placed(source.name, *last)
        raise
    if last is not None:
        yield _placed(source.name, *last)


def _answer(record: Record, name: str, packing: Packing | None, handling: Handling) -> Answer | None:
    fields = fields_of(record, file=name)
    reason = no_answer(fields)
    if reason is None and fields.get("WARC-Segment-Number"):
        reason = "segmented"
    if reason is not None:
        if handling.on_skip is not None:
            url = fields.get("WARC-Target-URI")
            handling.on_skip(Skipped(file=name, offset=record.offset, reason=reason, url=url))
        return None
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


def _placed(file: str, record: Record, answer: Answer) -> Answer:
    ref = ArchiveRef(file=file, offset=record.offset, length=record.length)
    return msgspec.structs.replace(answer[0], archive=ref), answer[1]


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

"""Records by their places, as an index names them.

Where a record stands. Offset and length are bytes of the file, except in a file that was compressed as a whole (its
first gzip member or zstd frame holds more than one record): there no record can be reached by a place in the file, and
both are bytes of the inflated content instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final, cast

import msgspec

from pipeline.archive.inflating import Inflated, compressed_as_a_whole
from pipeline.archive.packing import GZIP, Packing
from pipeline.archive.replay import MAX_ENTITY, Answer, Handling, Skipped, until_damage
from pipeline.archive.unpacking import Bytes, packing_of, stretch
from pipeline.errors import ArchiveError, DamagedRecord, TornRecord
from pipeline.model.capture import ArchiveRef
from pipeline.model.unit import Place

MAX_STRETCH: Final = 8 * 2**20
"""Most bytes that neighbouring records are read in at once."""

MAX_GAP: Final = 2**14
"""Most bytes between two records that are read for nothing, to save a read."""


def answers_at(stream: BinaryIO, name: str, places: Iterable[Place], handling: Handling) -> Iterator[Answer]:
    """The captures at places of a WARC file, in the order of the places; neighbours are read together.

    Args:
        stream: the file, seekable; nothing else of it is read, unless what stands there cannot be read alone (a file
            that was compressed as a whole, or with a dictionary).
        name: what records and messages call it.
        places: offset and length of each record (see the module for a file that was compressed as a whole).
        handling: how it is read.

    Raises:
        ArchiveError: it cannot be read.
        DamagedRecord: without ``on_damage``, where a place holds no whole record.
    """
    reader = _AtPlaces(stream, name, handling)
    for group in _stretches(sorted(set(places))):
        yield from reader.read(group)


class _AtPlaces:
    """Reads records by their places, and finds out whether they are places in the file or in its content."""

    def __init__(self, stream: BinaryIO, name: str, handling: Handling) -> None:
        self._stream = stream
        self._name = name
        self._handling = handling
        self._packing: Packing | None = None
        self._looked = False

    def read(self, group: list[Place]) -> Iterator[Answer]:
        """The captures at neighbouring places."""
        first = group[0][0]
        size = min(MAX_ENTITY, max(offset + length for offset, length in group) - first)  # an index may say anything
        data = stretch(self._stream, self._name, first, size)
        if not self._looked and not (first and data.startswith((b"WARC/", GZIP.magic))) and self._look():
            data = stretch(self._stream, self._name, first, size)
        for offset, length in group:
            piece = _Piece(data[offset - first :][:length], self._name, (offset, length), self._packing, self._handling)
            if piece.odd and not self._looked and self._look():
                data = stretch(self._stream, self._name, first, size)
                piece = _Piece(data[offset - first :][:length], self._name, (offset, length), None, self._handling)
            yield from piece.tell()

    def _look(self) -> bool:
        """Looks how the file begins; whether places turn out to be those of its content."""
        self._looked = True
        if compressed_as_a_whole(self._stream, self._name):
            self._stream = cast("BinaryIO", Inflated(self._stream, self._name))
            return True
        self._packing = packing_of(Bytes(self._stream, self._name))
        return False


class _Piece:
    """What stands at one place; told of with the place in the file."""

    def __init__(self, data: bytes, name: str, place: Place, packing: Packing | None, handling: Handling) -> None:
        self._name = name
        self._place = place
        self._handling = handling
        self._damage: list[ArchiveError] = []
        self._skipped: list[Skipped] = []
        self._answers: list[Answer] = []
        inner = Handling(max_body=handling.max_body, on_damage=self._damage.append, on_skip=self._skipped.append)
        try:
            source = Bytes.over(data, name)
            self._answers.extend(until_damage(source, packing or packing_of(source), inner))
        except DamagedRecord as error:
            self._damage.append(error)
        if len(data) < place[1] and not self._damage:
            self._damage.append(TornRecord("the file ends before the record does", file=name, offset=0))

    @property
    def odd(self) -> bool:
        """Whether it is anything but one whole record."""
        return bool(self._damage) or len(self._answers) + len(self._skipped) != 1

    def tell(self) -> Iterator[Answer]:
        """Gives the captures, and tells of the rest."""
        offset, length = self._place
        for capture, fields in self._answers:
            ref = ArchiveRef(file=self._name, offset=offset, length=length)
            yield msgspec.structs.replace(capture, archive=ref), fields
        if self._handling.on_skip is not None:
            for skipped in self._skipped:
                self._handling.on_skip(msgspec.structs.replace(skipped, offset=offset + skipped.offset))
        for error in self._damage:
            kind, why = (type(error), error.reason) if isinstance(error, DamagedRecord) else (DamagedRecord, str(error))
            moved = kind(why, file=self._name, offset=offset)
            if self._handling.on_damage is None:
                raise moved from error
            self._handling.on_damage(moved)


def _stretches(places: list[Place]) -> Iterator[list[Place]]:
    """Places in groups that are read at once."""
    group: list[Place] = []
    for place in places:
        if group and (
            place[0] > group[-1][0] + group[-1][1] + MAX_GAP or place[0] + place[1] - group[0][0] > MAX_STRETCH
        ):
            yield group
            group = []
        group.append(place)
    if group:
        yield group

"""WARC records as captures: one by its place, or all of a file or folder in order with flat memory.

Frames come from :mod:`pipeline.archive.framing`, what stands in them from :mod:`pipeline.archive.captures`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

import msgspec

from pipeline.archive.captures import capture_of
from pipeline.archive.framing import GZIP_MAGIC, Bytes, Record, records
from pipeline.archive.resync import next_member, next_plain
from pipeline.archive.sources import archive_files, base_of, must_be_warc, opened, streams
from pipeline.errors import ArchiveError, DamagedRecord, TornRecord
from pipeline.model.capture import ArchiveRef, Capture

MAX_BODY: Final = 64 * 2**20
"""Most bytes of content made of one entity, unless the caller says otherwise."""

OnDamage = Callable[[ArchiveError], None]

MAX_ENTITY: Final = 256 * 2**20
"""Most bytes of a block that are held; of a longer one the beginning is given, ``truncated`` as ``length``."""


def read_capture(folder: Path, ref: ArchiveRef, *, max_body: int = MAX_BODY) -> Capture:
    """The capture at a place of the archive: one read, one gzip member.

    Raises:
        ArchiveError: the file is not there or cannot be read.
        DamagedRecord: what stands there is not one whole response or revisit record.
    """
    with opened(folder / ref.file) as stream:
        try:
            data = os.pread(stream.fileno(), ref.length, ref.offset)
        except OSError as error:
            raise ArchiveError(f"{ref.file} cannot be read at byte {ref.offset}: {error}") from error
    if len(data) < ref.length:
        raise TornRecord("the file ends before the record does", file=ref.file, offset=ref.offset)
    try:
        found = [
            capture_of(record, b"".join(record.block()), file=ref.file, max_body=max_body)
            for record in records(Bytes.over(data, ref.file))
        ]
    except DamagedRecord as error:
        raise type(error)(error.reason, file=ref.file, offset=ref.offset + error.offset) from error
    if len(found) != 1 or found[0] is None:
        raise DamagedRecord("not one response or revisit record", file=ref.file, offset=ref.offset)
    return msgspec.structs.replace(found[0], archive=ref)


def iterate(where: Path, *, max_body: int = MAX_BODY, on_damage: OnDamage | None = None) -> Iterator[Capture]:
    """The captures of a file or of a folder's files, in the order written; memory holds two at a time.

    Read: ``.warc.gz``, ``.warc``, and the WARC files in a ``.wacz``. Records that are no HTTP answer (requests,
    metadata, resources) are passed over.

    Args:
        where: a file or a folder.
        max_body: most bytes of content made of one entity.
        on_damage: told of every damaged record and unreadable file; reading then goes on with the next record that is
            whole. Without it the first damage is raised.

    Raises:
        ArchiveError: nothing is there; or a file cannot be read or is no WARC (ARC is refused by name).
        DamagedRecord: at a record that is damaged or torn, after everything before it was given.
    """
    base = base_of(where)
    for path in archive_files(where):
        try:
            for name, stream in streams(path, path.relative_to(base).as_posix()):
                yield from _captures(stream, name, 0, max_body, on_damage)
        except ArchiveError as error:
            if on_damage is None:
                raise
            on_damage(error)


def tail(folder: Path, file: str, offset: int, *, max_body: int = MAX_BODY) -> Iterator[Capture]:
    """The captures of a file from a record boundary on: what was written and perhaps never committed as rows.

    Ends without complaint where the file is torn (:func:`pipeline.archive.recovery.recover` cuts such ends).

    Raises:
        ArchiveError: the file is not there or cannot be read.
        DamagedRecord: a record between ``offset`` and the end is damaged, or ``offset`` is no boundary.
    """
    with opened(folder / file) as stream:
        try:
            yield from _captures(stream, file, offset, max_body, None)
        except TornRecord:
            return


def _captures(stream: IO[bytes], name: str, start: int, max_body: int, on_damage: OnDamage | None) -> Iterator[Capture]:
    source = Bytes(stream, name, start)
    if start == 0:
        must_be_warc(source)
    compressed = bytes(source.peek(2)) == GZIP_MAGIC[:2]
    while True:
        try:
            yield from _until_damage(source, max_body)
        except DamagedRecord as error:
            if on_damage is None:
                raise
            on_damage(error)
            place = (next_member if compressed else next_plain)(Bytes(stream, name, error.offset + 1))
            if place is None:
                return
            source = Bytes(stream, name, place)
        else:
            return


def _until_damage(source: Bytes, max_body: int) -> Iterator[Capture]:
    """A capture is given when the next record begins: its length and its gzip CRC are known only then."""
    last: tuple[Record, Capture] | None = None
    try:
        for record in records(source):
            if last is not None:
                yield _placed(source.name, *last)
                last = None
            block, cut = _held(record)
            capture = capture_of(record, block, file=source.name, max_body=max_body, cut=cut)
            if capture is not None:
                last = record, capture
    except DamagedRecord as error:
        if last is not None and error.offset != last[0].offset:
            yield _placed(source.name, *last)
        raise
    if last is not None:
        yield _placed(source.name, *last)


def _placed(file: str, record: Record, capture: Capture) -> Capture:
    return msgspec.structs.replace(capture, archive=ArchiveRef(file=file, offset=record.offset, length=record.length))


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

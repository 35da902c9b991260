"""WARC records as captures: one by its place, or all of a file or folder in order with flat memory.

Frames come from :mod:`pipeline.archive.framing`, what stands in them from :mod:`pipeline.archive.captures`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from pipeline.archive.captures import capture_of, fields_of, no_answer
from pipeline.archive.framing import records
from pipeline.archive.packages import OnDamage
from pipeline.archive.replay import MAX_BODY, Handling, answers
from pipeline.archive.sources import archive_files, base_of, opened, streams
from pipeline.archive.unpacking import Bytes
from pipeline.errors import ArchiveError, DamagedRecord, TornRecord
from pipeline.model.capture import ArchiveRef, Capture


def read_capture(folder: Path, ref: ArchiveRef) -> Capture:
    """The capture at a place of the archive: one read, one gzip member.

    Raises:
        ArchiveError: the file is not there or cannot be read.
        DamagedRecord: what stands there is not one whole response or revisit record.
    """
    with opened(folder / ref.file) as stream:
        try:
            # no more than there is: a length that a flipped bit made is beyond all memory
            length = min(ref.length, os.fstat(stream.fileno()).st_size)
            data = os.pread(stream.fileno(), length, ref.offset)
        except (OSError, ValueError, OverflowError) as error:
            raise ArchiveError(f"{ref.file} cannot be read at byte {ref.offset}: {error}") from error
    if len(data) < ref.length:
        raise TornRecord("the file ends before the record does", file=ref.file, offset=ref.offset)
    try:
        found = [
            capture_of(record, fields, b"".join(record.block()), file=ref.file, max_body=MAX_BODY)
            for record in records(Bytes.over(data, ref.file))
            if not no_answer(fields := fields_of(record, file=ref.file))
        ]
    except DamagedRecord as error:
        raise type(error)(error.reason, file=ref.file, offset=ref.offset + error.offset) from error
    if len(found) != 1:
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
    handling = Handling(max_body=max_body, on_damage=on_damage)
    base = base_of(where)
    for path in archive_files(where):
        try:
            for name, stream in streams(path, path.relative_to(base).as_posix()):
                for capture, _ in answers(stream, name, handling):
                    yield capture
        except ArchiveError as error:
            if on_damage is None:
                raise
            on_damage(error)


def tail(folder: Path, file: str, offset: int, on_damage: OnDamage, *, max_body: int = MAX_BODY) -> Iterator[Capture]:
    """The captures of a file from a record boundary on: what was written and perhaps never committed as rows.

    Args:
        folder: the archive.
        file: of it, by name.
        offset: of a record's first byte.
        on_damage: told of every damaged record, and where ``offset`` is no boundary; what lies behind is given. Not of
            a torn end, which :func:`pipeline.archive.recovery.recover` cuts.
        max_body: most bytes of content made of one entity.

    Raises:
        ArchiveError: the file is not there or cannot be read.
    """

    def told(error: ArchiveError) -> None:
        if not isinstance(error, TornRecord):
            on_damage(error)

    with opened(folder / file) as stream:
        for capture, _ in answers(stream, file, Handling(max_body=max_body, on_damage=told), start=offset):
            yield capture

"""Taking a record's content out of the archive for good, where it lies.

The record is overwritten by one of the same length that says nothing but that something was erased. So nothing else in
the file moves: every other place in the database stays true, the closing record still counts right, and the bytes are
gone from the disk's blocks instead of only from the file's name. A second call finds nothing left to do, so that one
that was cut off by a crash is simply repeated.

The new record is a ``metadata`` record, stored (not deflated), filled up with spaces: RFC 1951 3.2.4 lets a stored
block have any length, so any length of the old member can be met.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from pipeline.archive.files import as_archive_error, open_plain
from pipeline.archive.format import urn, warc_date
from pipeline.archive.framing import Record, records
from pipeline.archive.members import BLOCK, GZIP_HEADER, stored_member
from pipeline.archive.sources import opened
from pipeline.archive.unpacking import Bytes
from pipeline.errors import ArchiveError, DamagedRecord
from pipeline.model.capture import ArchiveRef

_NOTE: Final = b"erased: removed for good at the operator's word"
_ERASED: Final = b"WARC-Type: metadata\r\n"
_START: Final = b"WARC/1.1\r\n" + _ERASED
_START_AT: Final = len(GZIP_HEADER) + 5


def erase(folder: Path, ref: ArchiveRef, *, now: datetime) -> int:
    """Erase a response or revisit record and the request record that follows it; how many records were overwritten.

    Call it while nobody writes the file.

    Args:
        folder: of the archive.
        ref: place of the response or revisit record.
        now: the moment, for the record that says so.

    Raises:
        ArchiveError: the file is not there, cannot be written, or is no file of gzip members; or the record is too
            short to be overwritten (no record written here is).
    """
    places = _places(folder, ref)
    path = folder / ref.file
    with as_archive_error(path):
        fd = open_plain(path, os.O_WRONLY)
        try:
            for offset, length in places:
                os.pwrite(fd, _member(ref.file, offset, length, now), offset)
            os.fsync(fd)
        finally:
            os.close(fd)
    return len(places)


def erased(folder: Path, held: Iterable[tuple[str, ArchiveRef]]) -> Iterator[str]:
    """Of what is held to stand at some places, each with its name, the names of what was erased there.

    A file that is not there, or cannot be read, says nothing.
    """
    for file, places in groupby(held, key=lambda place: place[1].file):
        try:
            fd = open_plain(folder / file)
        except (OSError, ArchiveError):
            continue
        try:
            # what is erased is stored, not deflated: its header stands in the file as it is
            yield from (name for name, ref in places if os.pread(fd, len(_START), ref.offset + _START_AT) == _START)
        except OSError:  # a folder, or a place that no file has
            continue
        finally:
            os.close(fd)


def _places(folder: Path, ref: ArchiveRef) -> list[tuple[int, int]]:
    """The record and the request that belongs to it, as offset and length; without those erased before."""
    found: list[tuple[int, int]] = []
    with opened(folder / ref.file) as stream:
        source = Bytes(stream, ref.file, ref.offset)
        if bytes(source.peek(2)) != GZIP_HEADER[:2]:
            raise ArchiveError(f"{ref.file} holds no gzip member at byte {ref.offset}: it cannot be erased there")
        try:
            read: list[Record] = []
            for record in records(source):
                if read:  # its length is known only when the next one begins
                    found.append((read[-1].offset, read[-1].length))
                if len(read) == 2 or (read and b"WARC-Type: request" not in record.header):
                    break
                read.append(record)
                if _ERASED in record.header:
                    return []
            else:
                found.append((read[-1].offset, read[-1].length))
        except DamagedRecord:
            # cut off while it was being overwritten: the length is known from the database
            return [(ref.offset, ref.length)]
    return found


def _member(file: str, offset: int, length: int, now: datetime) -> bytes:
    """A gzip member of exactly this length that holds one record."""
    head = (
        _START
        + f"WARC-Record-ID: {urn(str(uuid5(NAMESPACE_URL, f'{file}#{offset}')))}\r\n"
        f"WARC-Date: {warc_date(now)}\r\nContent-Type: text/plain\r\nContent-Length: ".encode()
    )
    for blocks in range(1, length // BLOCK + 16):
        size = length - len(GZIP_HEADER) - 8 - 5 * blocks
        for digits in range(1, 12):
            filler = size - len(head) - digits - 8
            if filler < 0 or len(str(filler)) != digits or size > blocks * BLOCK:
                continue
            content = head + str(filler).encode() + b"\r\n\r\n" + _NOTE[:filler].ljust(filler) + b"\r\n\r\n"
            return b"".join(stored_member(content, blocks))
    raise ArchiveError(f"{file}: the record at byte {offset} is too short ({length} bytes) to be erased in place")

"""After a process died while writing: its files are found, and a torn end is set aside.

A writer puts ``NAME.open`` beside the file it writes and holds a lock on it (``flock``: the kernel releases it when the
process dies, however it dies). A marker without a lock is a file nobody closed.

Only a *tail* is ever cut: bytes that are no whole record, with no whole record after them. They are copied to
``NAME.torn-OFFSET`` first, and the file gets the closing record its writer could not give it. Damage with records after
it is not the mark of a crash; it is left as it is, and reported.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from pipeline.archive.files import append, as_archive_error, lock, sync_file, sync_folder
from pipeline.archive.format import ending, info_id_of, is_ending
from pipeline.archive.members import gzip_member
from pipeline.archive.resync import next_member
from pipeline.archive.sources import opened
from pipeline.archive.unpacking import Bytes, member
from pipeline.errors import DamagedRecord

OPEN_SUFFIX: Final = ".open"

_COPY: Final = 2**20


class Recovery(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of a file that a dead process left open.

    Attributes:
        file: name relative to the archive folder.
        kept: bytes of whole records (the closing record that is added comes after them).
        torn: bytes set aside.
        side_file: where they are, relative to the archive folder; ``None`` if nothing was torn.
        damaged_at: offset of damage that is not a torn tail; then nothing was cut.
    """

    file: str
    kept: int
    torn: int = 0
    side_file: str | None = None
    damaged_at: int | None = None


def in_use(path: Path) -> bool:
    """Whether a living writer has an archive file open (its machine's locks must reach this one)."""
    marker = path.with_name(path.name + OPEN_SUFFIX)
    with lock(marker) as held:
        return not held and marker.exists()


def recover(folder: Path, now: datetime) -> list[Recovery]:
    """Mends what dead writers left in a folder; files of living writers are not touched.

    Safe to repeat, also after a crash in the middle of it.

    Raises:
        ArchiveError: a file cannot be read or written.
        DiskFull: no space to set a torn end aside.
    """
    found = []
    for marker in sorted(folder.glob(f"*{OPEN_SUFFIX}")):
        with as_archive_error(marker), lock(marker) as held:
            if held:
                path = marker.with_name(marker.name.removesuffix(OPEN_SUFFIX))
                if path.exists():
                    found.append(_mend(path, now))
                marker.unlink(missing_ok=True)
    return found


def _mend(path: Path, now: datetime) -> Recovery:
    size = path.stat().st_size
    whole = _whole_records(path)
    end = whole.end
    if whole.later is not None:
        return Recovery(file=path.name, kept=size, damaged_at=end)
    if whole.closed and end == size:
        return Recovery(file=path.name, kept=size)
    side = path.with_name(f"{path.name}.torn-{end}") if size > end else None
    with as_archive_error(path):
        if side is not None:
            _set_aside(path, end, side)
        if end == 0:
            path.unlink()
        else:
            _close(path, whole, now)
        sync_folder(path.parent)
    return Recovery(file=path.name, kept=end, torn=size - end, side_file=side.name if side else None)


def _close(path: Path, whole: _Whole, now: datetime) -> None:
    """Cuts a file back to its whole records and puts the closing record at its end."""
    record = ending(
        file=path.name, info_id=info_id_of(path.name), records=whole.records, size=whole.end, written_at=now
    )
    fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
    try:
        os.ftruncate(fd, whole.end)
        if not whole.closed:
            append(fd, gzip_member(record), whole.end)
        sync_file(fd)
    finally:
        os.close(fd)


class _Whole(msgspec.Struct, frozen=True, kw_only=True):
    """The whole records from the front.

    Attributes:
        records: how many.
        end: where the last one ends.
        closed: whether the last one closes the file.
        later: where a whole record begins after damage, if one does.
    """

    records: int = 0
    end: int = 0
    closed: bool = False
    later: int | None = None


def _whole_records(path: Path) -> _Whole:
    records, end, closed = 0, 0, False
    with opened(path) as stream:
        source = Bytes(stream, path.name)
        try:
            while source.peek(1):
                closed = is_ending(b"".join(member(source)))
                records, end = records + 1, source.offset
        except DamagedRecord:
            later = next_member(Bytes(stream, path.name, end + 1))
            return _Whole(records=records, end=end, closed=closed, later=later)
    return _Whole(records=records, end=end, closed=closed)


def _set_aside(path: Path, offset: int, side: Path) -> None:
    with path.open("rb") as source, side.open("wb") as target:
        source.seek(offset)
        while data := source.read(_COPY):
            target.write(data)
        target.flush()
        os.fsync(target.fileno())
    sync_folder(path.parent)

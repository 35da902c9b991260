"""After a process died while writing: its files are found, and a torn end is set aside.

A writer puts ``NAME.open`` beside the file it writes and holds a lock on it (``flock``: the kernel releases it when the
process dies, however it dies). A marker without a lock is a file nobody closed.

Only a *tail* is ever cut: bytes that are no whole record, with no whole record after them. They are copied to
``NAME.torn-OFFSET`` first, and the file gets the closing record its writer could not give it.

Damage with whole records after it is what a power cut leaves of bytes that were not synced: a disk writes them in any
order. Where nothing points behind it, the tail is set aside, too, and its whole records move up. Elsewhere no crash did
it; it is left as it is, and reported.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from pipeline.archive.files import append, as_archive_error, lock, open_plain, put_in_place, sync_file, sync_folder
from pipeline.archive.format import ending, info_id_of, is_ending
from pipeline.archive.members import gzip_member
from pipeline.archive.resync import past_damage
from pipeline.archive.sources import opened
from pipeline.archive.unpacking import Bytes, member, stretch

OPEN_SUFFIX: Final = ".open"

_TORN: Final = ".torn-"
"""Stands between the name of a file and the byte from which its end was set aside."""

_COPY: Final = 2**20


class Recovery(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of a file that a dead process left open.

    Attributes:
        file: name relative to the archive folder.
        kept: bytes of whole records (the closing record that is added comes after them).
        torn: bytes that were taken out.
        side_file: where they are, with all that stood behind the first of them, relative to the archive folder;
            ``None`` if nothing was torn.
        damaged_at: offset of damage that no crash did, as far as is known; then nothing was cut.
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


def set_aside(folder: Path) -> list[Path]:
    """What was taken out of the files of an archive, and is read by nobody: it may hold whole answers."""
    return sorted(folder.glob(f"*{_TORN}*"))


def recover(folder: Path, now: datetime, known: Callable[[str], int] | None = None) -> list[Recovery]:
    """Mends what dead writers left in a folder; files of living writers are not touched.

    Safe to repeat, also after a crash in the middle of it.

    Args:
        folder: the archive.
        now: written to the closing records, UTC.
        known: tells of a file, by name, the byte before which a database points into it. Without it, damage with
            records after it waits for somebody who has one.

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
                    found.append(_mend(path, now, known))
                    if found[-1].damaged_at is not None and known is None:
                        continue
                marker.unlink(missing_ok=True)
    return found


def _mend(path: Path, now: datetime, known: Callable[[str], int] | None) -> Recovery:
    size = path.stat().st_size
    whole = _whole_records(path)
    end = whole.end
    if whole.later and (known is None or end < known(path.name)):
        return Recovery(file=path.name, kept=size, damaged_at=end)
    if whole.closed and end == size:
        return Recovery(file=path.name, kept=size)
    side = path.with_name(f"{path.name}{_TORN}{end}") if size > end else None
    kept = end
    with as_archive_error(path):
        if side is not None:
            _set_aside(path, end, side)
        if whole.later:
            kept = _move_up(path, whole, now)
        elif end == 0:
            path.unlink()
        else:
            _close(path, whole, now)
        sync_folder(path.parent)
    return Recovery(file=path.name, kept=kept, torn=size - kept, side_file=side.name if side else None)


def _move_up(path: Path, whole: _Whole, now: datetime) -> int:
    """Puts a file of all its whole records and a closing one in its place; the bytes of those records."""
    records = whole.records + len(whole.later)
    with path.open("rb") as source, put_in_place(path) as mended, mended.open("xb") as target:
        for start, stop in ((0, whole.end), *whole.later):
            for at in range(start, stop, _COPY):
                target.write(stretch(source, path.name, at, min(_COPY, stop - at)))
        size = target.tell()
        closing = ending(file=path.name, info_id=info_id_of(path.name), records=records, size=size, written_at=now)
        target.writelines(gzip_member(closing))
    return size


def _close(path: Path, whole: _Whole, now: datetime) -> None:
    """Cuts a file back to its whole records and puts the closing record at its end."""
    record = ending(
        file=path.name, info_id=info_id_of(path.name), records=whole.records, size=whole.end, written_at=now
    )
    fd = open_plain(path, os.O_WRONLY | os.O_APPEND)
    try:
        os.ftruncate(fd, whole.end)
        if not whole.closed:
            append(fd, gzip_member(record), whole.end)
        sync_file(fd)
    finally:
        os.close(fd)


class _Whole(msgspec.Struct, frozen=True, kw_only=True):
    """The whole records of a file.

    Attributes:
        records: how many stand before any damage.
        end: where the last of them ends.
        closed: whether that one closes the file.
        later: first byte and end of each one after damage.
    """

    records: int
    end: int
    closed: bool
    later: tuple[tuple[int, int], ...]


def _whole_records(path: Path) -> _Whole:
    records, end, closed = 0, 0, False
    later: list[tuple[int, int]] = []
    with opened(path) as stream:
        for start, stop, closes in past_damage(stream, path.name, _members):
            if start == end and not later:
                records, end, closed = records + 1, stop, closes
            elif not closes:
                later.append((start, stop))
    return _Whole(records=records, end=end, closed=closed, later=tuple(later))


def _members(source: Bytes) -> Iterator[tuple[int, int, bool]]:
    """Every whole record up to damage: its first byte, its end, and whether it closes the file."""
    while source.peek(1):
        start = source.offset
        closes = is_ending(b"".join(member(source)))
        yield start, source.offset, closes


def _set_aside(path: Path, offset: int, side: Path) -> None:
    with path.open("rb") as source, side.open("wb") as target:
        source.seek(offset)
        while data := source.read(_COPY):
            target.write(data)
        target.flush()
        os.fsync(target.fileno())
    sync_folder(path.parent)

"""After a process died while writing: its files are found, and a torn end is set aside.

A writer puts ``NAME.open`` beside the file it writes and holds a lock on it (``flock``: the kernel releases it when the
process dies, however it dies). A marker without a lock is a file nobody closed.

Only a *tail* is ever cut: bytes that are no whole record, with no whole record after them. They are copied to
``NAME.torn-OFFSET`` first. Damage with records after it is not the mark of a crash; it is left as it is, and reported.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import msgspec

from pipeline.archive.files import as_archive_error, lock, sync_folder
from pipeline.archive.framing import GZIP_MAGIC, Bytes, Content, member
from pipeline.archive.sources import opened
from pipeline.errors import DamagedRecord

OPEN_SUFFIX: Final = ".open"

_COPY: Final = 2**20


class Recovery(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of a file that a dead process left open.

    Attributes:
        file: name relative to the archive folder.
        kept: bytes of whole records, the file's size now.
        torn: bytes set aside.
        side_file: where they are, relative to the archive folder; ``None`` if nothing was torn.
        damaged_at: offset of damage that is not a torn tail; then nothing was cut.
    """

    file: str
    kept: int
    torn: int = 0
    side_file: str | None = None
    damaged_at: int | None = None


def recover(folder: Path) -> list[Recovery]:
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
                    found.append(_mend(path))
                marker.unlink(missing_ok=True)
    return found


def _mend(path: Path) -> Recovery:
    size = path.stat().st_size
    end, later = _whole_records(path)
    if later is not None:
        return Recovery(file=path.name, kept=size, damaged_at=end)
    if end == size and size > 0:
        return Recovery(file=path.name, kept=size)
    side = path.with_name(f"{path.name}.torn-{end}") if size > end else None
    with as_archive_error(path):
        if side is not None:
            _set_aside(path, end, side)
        if end == 0:
            path.unlink()
        else:
            os.truncate(path, end)
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())
        sync_folder(path.parent)
    return Recovery(file=path.name, kept=end, torn=size - end, side_file=side.name if side else None)


def _whole_records(path: Path) -> tuple[int, int | None]:
    """Where the whole members from the front end, and where a whole record begins after that, if one does."""
    with opened(path) as stream:
        source = Bytes(stream, path.name)
        end = 0
        try:
            while source.peek(1):
                for _ in member(source):
                    pass
                end = source.offset
        except DamagedRecord:
            return end, next_member(Bytes(stream, path.name, end + 1))
    return end, None


def next_member(source: Bytes) -> int | None:
    """Where the next whole gzip member with a WARC record begins, at or behind the source's place."""
    while len(view := source.peek(_COPY)) >= len(GZIP_MAGIC):
        place = bytes(view).find(GZIP_MAGIC)
        if place < 0:
            source.skip(max(1, len(view) - len(GZIP_MAGIC) + 1))
            continue
        source.skip(place)
        if _is_whole_record(source):
            return source.offset
        source.skip(1)
    return None


def _is_whole_record(source: Bytes) -> bool:
    try:
        with source.ahead() as ahead:
            content = Content(member(ahead))
            if content.take(5, whole=True) != b"WARC/":
                return False
            while content.take(_COPY):
                pass
    except DamagedRecord:
        return False
    return True


def _set_aside(path: Path, offset: int, side: Path) -> None:
    with path.open("rb") as source, side.open("wb") as target:
        source.seek(offset)
        while data := source.read(_COPY):
            target.write(data)
        target.flush()
        os.fsync(target.fileno())
    sync_folder(path.parent)

"""A unit that keeps killing workers, read page by page in a child process: a page that kills costs itself only.

The child says which page it takes in hand before it reads it, and sends the row after it. When it dies or does not come
back, that page is read once more by the next child; a second death is the page's own. Its row is then an error, its
WARC record is copied to the quarantine folder, and the next child goes on behind it.
"""

from __future__ import annotations

from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import msgspec
from msgspec import Struct

from pipeline.archive.files import as_archive_error, put_in_place
from pipeline.archive.format import response
from pipeline.archive.members import gzip_member
from pipeline.cluster.engine import Shard
from pipeline.cluster.job import Job
from pipeline.cluster.pool import TOO_LONG, Child, ignore_interrupts
from pipeline.cluster.rows import Row, error_row
from pipeline.cluster.shard import ShardWriter
from pipeline.cluster.work import UnitReader
from pipeline.errors import ArchiveError, PipelineError
from pipeline.model.capture import Capture
from pipeline.model.unit import Unit

DIED = "reader-died"
"""Code of the error row of a page that kills its reader."""

_DEATHS = 2
"""Children that may die of a page; the first may have died of something else."""

_SLACK = 60.0
"""Seconds beyond a page's patience in which a child must be heard of: it starts, and passes over other records."""


class _InHand(Struct, frozen=True, kw_only=True):
    """The child begins with this page, the unit's ``number``-th item."""

    number: int
    capture: Capture


class _Read(Struct, frozen=True, kw_only=True):
    """The row of the ``number``-th item."""

    number: int
    row: Row


class _Finished(Struct, frozen=True, kw_only=True):
    passed_over: dict[str, int]


class _Failed(Struct, frozen=True, kw_only=True):
    message: str


class _Death(Struct, frozen=True, kw_only=True):
    """A child is gone: the last item it did, the page it had in hand, if any, and how it went."""

    after: int
    in_hand: _InHand | None
    how: str


def isolated(job: Job, unit: Unit) -> Shard:
    """Read a unit page by page and put its shard in place.

    Raises:
        ArchiveError, DiskFull: the archive file cannot be read, also because it kills whoever opens it; or the shard
            cannot be written.
    """
    deaths: Counter[int] = Counter()
    quarantined = 0
    after = -1
    with ShardWriter(job.folder, unit) as shard:
        while True:
            last = _follow(job, unit, after, shard)
            if isinstance(last, _Finished):
                return shard.finish(passed_over=last.passed_over, quarantined=quarantined, reader=job.reader)
            after = last.after
            deaths[after] += 1
            if deaths[after] < _DEATHS:
                continue
            if last.in_hand is None:
                raise ArchiveError(f"{unit.name}: the process that opens it dies: {last.how}")
            after = last.in_hand.number
            quarantined += 1
            how = f"reading takes longer than {job.patience:g} s" if last.how == TOO_LONG else last.how
            put_in_quarantine(job.folder, unit, last.in_hand.capture, how=how)
            message = f"{last.in_hand.capture.url}: the process that reads it does not live to the end: {how}"
            shard.add(error_row(last.in_hand.capture, DIED, message))


def _follow(job: Job, unit: Unit, after: int, shard: ShardWriter) -> _Finished | _Death:
    """Take the rows of one child until it is done or gone."""
    child = Child(_read_items, job, unit, after)
    in_hand: _InHand | None = None
    try:
        while True:
            if not child.pipe.poll(job.patience + _SLACK):
                return _Death(after=after, in_hand=in_hand, how=f"nothing came of it in {job.patience + _SLACK:.0f} s")
            heard = child.pipe.recv()
            match heard:
                case _InHand():
                    in_hand = heard
                case _Read(number=number, row=row):
                    shard.add(row)
                    after, in_hand = number, None
                case _Finished():
                    return heard
                case _Failed(message=message):
                    raise ArchiveError(message)
    except (EOFError, OSError):
        return _Death(after=after, in_hand=in_hand, how=child.how())
    finally:
        child.end()


def _read_items(pipe: Connection, job: Job, unit: Unit, after: int) -> None:
    """The child: everything behind item ``after``."""
    ignore_interrupts()
    reader = UnitReader(job)
    try:
        for number, found in enumerate(reader.found(unit)):
            if number <= after:
                continue
            if isinstance(found, Capture):
                pipe.send(_InHand(number=number, capture=found))
                pipe.send(_Read(number=number, row=reader.read(found)))
            else:
                pipe.send(_Read(number=number, row=found))
    except PipelineError as error:
        pipe.send(_Failed(message=error.message))
    else:
        pipe.send(_Finished(passed_over=dict(reader.passed_over)))


FOLDER = "quarantine"


class Quarantined(Struct, frozen=True, kw_only=True):
    """What stands beside the page: which one it is, where it came from and what it did.

    Attributes:
        url: of the page.
        capture_id: the WARC record's id.
        payload_sha256: lower-case hex of the body.
        file, offset, length: where the record stands in the archive.
        unit: id of the unit.
        how: what became of the process.
    """

    url: str
    capture_id: str
    payload_sha256: str
    file: str | None
    offset: int | None
    length: int | None
    unit: str
    how: str


def put_in_quarantine(folder: Path, unit: Unit, capture: Capture, *, how: str) -> Path:
    """Keep a page as a WARC file of its own, with a JSON file that says what it is; the WARC's path.

    ``pipeline reparse --engine process --units FILE`` reads it again.

    Raises:
        ArchiveError, DiskFull: it cannot be written.
    """
    ref = capture.archive
    told = Quarantined(
        url=capture.url,
        capture_id=capture.id,
        payload_sha256=capture.payload_sha256,
        file=None if ref is None else ref.file,
        offset=None if ref is None else ref.offset,
        length=None if ref is None else ref.length,
        unit=unit.id,
        how=how,
    )
    where = folder / FOLDER / f"{capture.payload_sha256[:16]}-{unit.id}-{0 if ref is None else ref.offset}.warc.gz"
    record = response(capture, info_id=str(uuid5(NAMESPACE_URL, unit.id)), refers_to=None)
    with as_archive_error(where):
        where.parent.mkdir(parents=True, exist_ok=True)
        with put_in_place(where) as temporary:
            temporary.write_bytes(b"".join(gzip_member(record)))
        with put_in_place(where.with_name(where.name.removesuffix(".warc.gz") + ".json")) as temporary:
            temporary.write_bytes(msgspec.json.format(msgspec.json.encode(told)))
    return where

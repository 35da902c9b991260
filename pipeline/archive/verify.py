"""The whole archive looked through: every byte that was changed, lost or added since it was written.

Files written here are held to more than the format asks: the gzip header every member has, the bits that pad a deflate
stream, both digests, and the closing record with the number of records and bytes before it. So any flipped bit and any
cut is found, also a cut between two records. Memory: one slice, and some 100 bytes for each response record, to follow
the references of revisits.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from msgspec.structs import replace

from pipeline.archive.checks import ArchiveProblem, Fault, Fields, Severity, check_block, read_fields
from pipeline.archive.format import ENDING_FIELD, FETCH_FIELD, INFO_FIELD
from pipeline.archive.framing import Content, Record
from pipeline.archive.members import GZIP_HEADER
from pipeline.archive.packing import GZIP, Packing
from pipeline.archive.recovery import OPEN_SUFFIX, in_use
from pipeline.archive.resync import next_member, next_plain
from pipeline.archive.sources import archive_files, base_of, must_be_warc, package_problems, streams
from pipeline.archive.unpacking import Bytes, member, packing_of, plain
from pipeline.errors import ArchiveError, DamagedRecord, TornRecord

_OURS: Final = frozenset({INFO_FIELD.lower(), FETCH_FIELD.lower()})
_ENDING: Final = ENDING_FIELD.lower()
_WINDOW: Final = 2**20
_TRAILER: Final = 8
_DEFLATED: Final = 0b110
"""Bits of a block's first byte that say how it is compressed; behind those of a stored one follow five of padding."""


def verify(where: Path | Iterable[Path]) -> Iterator[ArchiveProblem]:
    """What is wrong in a file, a folder, or several, in the order of the files; silence means nothing is.

    A file that cannot be read, or is no WARC, is a problem like any other (``unreadable``).

    Raises:
        ArchiveError: nothing is at ``where``.
    """
    references = References()
    for place in (where,) if isinstance(where, Path) else where:
        base = base_of(place)
        for path in archive_files(place):
            name = path.relative_to(base).as_posix()
            try:
                for fault in package_problems(path, name):
                    yield ArchiveProblem(file=name, offset=fault.offset, code="package", message=fault.reason)
                for inner, stream in streams(path, name):
                    yield from _FileCheck(inner, stream, references, path).run()
            except ArchiveError as error:
                yield ArchiveProblem(file=name, offset=0, code="unreadable", message=error.message)
        for marker in sorted(base.glob(f"*{OPEN_SUFFIX}")):
            if not marker.is_file():  # no run begins beside it
                message = f"{marker} is no file, and stands where a writer leaves its mark: move it away"
                yield ArchiveProblem(file=marker.name, offset=0, code="unreadable", message=message)
    yield from references.unresolved()


class _FileCheck:
    """One file being looked through."""

    def __init__(self, name: str, stream: IO[bytes], references: References, path: Path) -> None:
        self._name = name
        self._stream = stream
        self._references = references
        # as they are before the first byte is read: a writer may close the file meanwhile
        self._busy = in_use(path)
        self._open = path.with_name(path.name + OPEN_SUFFIX).exists()
        self._ours = False
        self._records = 0
        self._errors = 0
        self._end: tuple[int, str] | None = None

    def run(self) -> Iterator[ArchiveProblem]:
        source = Bytes(self._stream, self._name)
        must_be_warc(source)
        if not source.peek(1):
            if not self._busy:
                yield self._problem(0, "empty", "the file has no bytes", severity="warning")
            return
        packing = packing_of(source)
        if packing is not None:
            yield from self._members(source, packing)
        else:
            yield from self._plain(source)
        yield from self._closing()

    def _members(self, source: Bytes, packing: Packing) -> Iterator[ArchiveProblem]:
        while source.peek(1):
            start = source.offset
            begins = bytes(source.peek(len(GZIP_HEADER) + 1))
            inflater = _PaddingCheck()
            how = replace(GZIP, inflater=lambda: inflater) if packing is GZIP else packing  # noqa: B023 - used at once
            try:
                yield from self._member(Content(member(source, how)), start)
            except DamagedRecord as error:
                place = next_member(Bytes(self._stream, self._name, start + 1), packing)
                if place is None and self._busy:
                    return  # the record that is being written
                yield self._problem(start, *_damage(error, packing, torn=place is None, begins=begins))
                if place is None:
                    return
                source = Bytes(self._stream, self._name, place)
            else:
                if self._ours and packing is GZIP:  # nothing here writes zstd
                    yield from self._as_written(start, begins, inflater)

    def _as_written(self, start: int, begins: bytes, inflater: _PaddingCheck) -> Iterator[ArchiveProblem]:
        """What of a whole gzip member was changed where no checksum sees it."""
        header, block = begins[:-1], begins[-1]
        if header != GZIP_HEADER:
            yield self._problem(start, "gzip-header", f"the gzip header was changed: {header.hex()}")
        if inflater.padding_changed():
            yield self._problem(start, "gzip-padding", "bits were changed behind the end of the compressed data")
        if not block & _DEFLATED and block > 1:
            yield self._problem(start, "gzip-padding", "bits were changed before data that is stored as it is")

    def _member(self, content: Content, start: int) -> Iterator[ArchiveProblem]:
        number = 0
        while content.more():
            record = Record(start, content.header(), content)
            if not record.header.startswith(b"WARC/"):
                what = "a gzip member that is no WARC record" if not number else "something after the record"
                yield self._problem(start, "garbage", f"{what}: {record.header[:40]!r}")
                while content.take(_WINDOW):
                    pass
                return
            number += 1
            if number == 2:
                message = "several records in one gzip member: those after the first cannot be read by place"
                yield self._problem(start, "not-own-member", message)
            yield from self._record(record)
            if record.broken:  # what is left of the member belongs to this fault
                while content.take(_WINDOW):
                    pass
                return

    def _plain(self, source: Bytes) -> Iterator[ArchiveProblem]:
        content = Content(plain(source))
        while content.more():
            start = source.offset - content.held
            record = Record(start, content.header(), content)
            if record.header.startswith(b"WARC/"):
                yield from self._record(record)
                lost = start + len(record.header) if record.broken else None
            else:
                yield self._problem(start, "garbage", f"no WARC record begins here: {record.header[:40]!r}")
                lost = start + 1
            if lost is not None:
                place = next_plain(Bytes(self._stream, self._name, lost - 1))
                if place is None:
                    return
                source = Bytes(self._stream, self._name, place)
                content = Content(plain(source))

    def _record(self, record: Record) -> Iterator[ArchiveProblem]:
        self._records += 1
        fields, faults = read_fields(record.header)
        self._ours = self._ours or not _OURS.isdisjoint(fields)
        if self._end is not None:
            faults.append(("after-ending", "a record after the one that closes the file", "error"))
        self._end = (record.offset, fields[_ENDING]) if _ENDING in fields else None
        faults.extend(check_block(record, fields))
        faults.extend(self._references.follow(self._name, record.offset, fields))
        for code, message, severity in faults:
            record_id = fields.get("warc-record-id")
            yield self._problem(record.offset, code, message, record_id=record_id, severity=severity)

    def _closing(self) -> Iterator[ArchiveProblem]:
        """Our files end with a record that counts them."""
        if not self._ours:
            return
        if self._busy:
            message = "a run is writing it; what it has not finished was not checked"
            yield self._problem(0, "being-written", message, severity="note")
        elif self._open:
            message = "not closed, and nobody is writing it: the next run will close it"
            yield self._problem(0, "not-closed", message, severity="warning")
        elif self._end is None:
            yield self._problem(0, "no-ending", "the closing record is missing: the file was cut")
        elif not self._errors:
            offset, stated = self._end
            if stated != f"{self._records - 1} {offset}":
                message = f"{self._records - 1} records in {offset} bytes, written were (records, bytes) {stated}"
                yield self._problem(offset, "records-lost", message)

    def _problem(
        self, offset: int, code: str, message: str, *, record_id: str | None = None, severity: Severity = "error"
    ) -> ArchiveProblem:
        self._errors += severity == "error"
        return ArchiveProblem(
            file=self._name, offset=offset, record_id=record_id, code=code, message=message, severity=severity
        )


def _damage(error: DamagedRecord, packing: Packing, *, torn: bool, begins: bytes) -> tuple[str, str]:
    if torn and isinstance(error, TornRecord):
        return "torn-tail", error.reason
    if packing is GZIP and not begins.startswith(GZIP.magic):
        return "garbage", f"bytes that are no gzip member: {begins[: len(GZIP_HEADER)]!r}"
    return f"{packing.name}-damaged", error.reason


class _PaddingCheck:
    """zlib's inflater, able to say afterwards whether the bits behind the deflate stream's end are as written (zero).

    No checksum covers those up to seven bits. Clearing a set bit and inflating the end again shows whether it meant
    something: what still inflates to the same CRC was padding.
    """

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(31)
        self._before: list[tuple[zlib._Decompress, bytes]] = []

    @property
    def eof(self) -> bool:
        return self._inflater.eof

    @property
    def unused_data(self) -> bytes:
        return self._inflater.unused_data

    def decompress(self, data: memoryview) -> bytes:
        part = bytes(data)
        self._before = [*self._before[-1:], (self._inflater.copy(), part)]
        return self._inflater.decompress(part)

    def padding_changed(self) -> bool:
        """To be asked when the member was read to its end."""
        inflater = self._before[0][0]
        data = b"".join(part for _, part in self._before)
        data = data[: len(data) - len(self._inflater.unused_data)]
        place = len(data) - _TRAILER - 1
        for bit in reversed(range(8)):
            if data[place] >> bit & 1:
                cleared = data[:place] + bytes((data[place] ^ 1 << bit,)) + data[place + 1 :]
                return _ends_well(inflater.copy(), cleared)
        return False


def _ends_well(inflater: zlib._Decompress, data: bytes) -> bool:
    try:
        inflater.decompress(data)
    except zlib.error:
        return False
    return inflater.eof and not inflater.unused_data


class References:
    """The response records seen and the references not yet met. Two hashes are held for each response record."""

    def __init__(self) -> None:
        self._payloads: dict[int, int] = {}
        self._waiting: dict[str, list[tuple[str, int, Fields]]] = {}

    def follow(self, file: str, offset: int, fields: Fields) -> list[Fault]:
        """Takes note of a record; gives what is wrong with its id or with its reference to an earlier record."""
        record_id = fields.get("warc-record-id", "")
        match fields.get("warc-type"):
            case "response":
                key = hash(record_id)
                if key in self._payloads:
                    return [("duplicate-id", "an earlier response record has the same WARC-Record-ID", "warning")]
                self._payloads[key] = hash(fields.get("warc-payload-digest", "").lower())
                self._waiting.pop(record_id, None)
            case "revisit":
                return self._refer(file, offset, fields)
            case _:
                pass
        return []

    def _refer(self, file: str, offset: int, fields: Fields) -> list[Fault]:
        target = fields.get("warc-refers-to")
        if target is None:
            return []
        payload = self._payloads.get(hash(target))
        if payload is None:
            self._waiting.setdefault(target, []).append((file, offset, fields))
            return []
        stated = fields.get("warc-payload-digest", "").lower()
        if stated and payload != hash("") and payload != hash(stated):
            return [("refers-to", f"the record referred to, {target}, has another payload digest", "error")]
        return []

    def unresolved(self) -> Iterator[ArchiveProblem]:
        """The references that lead to no response record that was seen.

        In archives of others the record may simply lie in a file that was not looked at.
        """
        for target, places in self._waiting.items():
            for file, offset, fields in places:
                yield ArchiveProblem(
                    file=file,
                    offset=offset,
                    record_id=fields.get("warc-record-id"),
                    code="refers-to",
                    message=f"refers to {target}, which is not in the files looked at",
                    severity="error" if FETCH_FIELD.lower() in fields else "warning",
                )

"""Captures to WARC 1.1 files: one writer, one open file, every record its own gzip member.

Compression is isal level 2: on health pages 8.0 to one at a twelfth of zlib 6's time (9.1 to one). Most servers send
gzip already; then no level gains anything, and what they sent is stored as it came.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from pipeline.archive.files import append, as_archive_error, leads_to, lock_marker, sync_file, sync_folder
from pipeline.archive.format import Referred, ending, info_id_of, request, response, warcinfo
from pipeline.archive.members import Parts, gzip_member
from pipeline.archive.recovery import OPEN_SUFFIX, Recovery, recover
from pipeline.errors import ArchiveError
from pipeline.model.capture import ArchiveRef, Capture

MAX_BYTES: Final = 10**9
"""Size from which the next record begins a new file (WARC 1.1, annex C advises 1 GB)."""

_BEGUN: Final = re.compile(r"-(\d{20})-\d{5}-\d+\.warc\.gz")


def begun_at(name: str) -> tuple[str, str]:
    """What sorts the names of files by the moment they were begun, whoever wrote them; other names come behind."""
    found = _BEGUN.search(name)
    return (found[1] if found else "~", name)


class ArchiveWriter:
    """Appends captures to an archive folder; a context manager.

    On entering, what dead writers left is mended (:attr:`recovered`). The first capture opens the first file, so a run
    that keeps nothing leaves nothing. Every :meth:`keep` writes straight to the file: a process that dies loses nothing
    that was kept; :meth:`sync` makes it survive the machine.

    Args:
        folder: created if absent; the file names of an :class:`ArchiveRef` are relative to it.
        prefix: first part of the file names, e.g. the site or ``pages``.
        software: name and version, for the warcinfo record.
        now: tells the time, UTC; asked on entering and when a file begins or ends.
        max_bytes: a file that has reached it is closed before the next capture.
        known: how far a database points into a file, for :func:`~pipeline.archive.recovery.recover`.

    Raises:
        ArchiveError: the folder cannot be written.
        DiskFull: no space is left.
    """

    def __init__(
        self,
        folder: Path,
        *,
        prefix: str,
        software: str,
        now: Callable[[], datetime],
        max_bytes: int = MAX_BYTES,
        known: Callable[[str], int] | None = None,
    ) -> None:
        if not prefix or not prefix.replace("-", "").replace("_", "").isalnum() or not prefix.isascii():
            raise ArchiveError(f"an archive prefix is made of letters, digits, - and _, not {prefix!r}")
        self.folder = folder
        self.recovered: tuple[Recovery, ...] = ()
        self._prefix = prefix
        self._software = software
        self._now = now
        self._max_bytes = max_bytes
        self._known = known
        self._serial = 0
        self._file: _OpenFile | None = None

    def __enter__(self) -> ArchiveWriter:
        with as_archive_error(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        self.recovered = tuple(recover(self.folder, self._now(), self._known))
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def keep(self, capture: Capture, *, refers_to: Referred | None = None) -> Capture:
        """Appends a capture: its ``response`` (or ``revisit``) record, then its ``request`` record.

        A 304 becomes a revisit (``server-not-modified``), an answer with the entity digest of ``refers_to`` one as well
        (``identical-payload-digest``); anything else is kept whole, also when ``refers_to`` is given.

        Returns:
            The capture with ``archive`` set to the place of its response or revisit record, and ``revisit_of`` where
            ``refers_to`` gave it.

        Raises:
            DiskFull: no space is left; the file ends at the last whole record.
            ArchiveError: the file cannot be written (it ends at the last whole record), or the capture cannot be told
                as WARC.
        """
        file = self._current()
        if refers_to is not None and capture.revisit_of is None and _same_page(capture, refers_to):
            capture = msgspec.structs.replace(capture, revisit_of=refers_to.id)
        record = response(capture, info_id=file.info_id, refers_to=refers_to)
        answer = gzip_member(record, packed=capture.revisit_of is None and _is_packed(capture))
        asked = gzip_member(request(capture, info_id=file.info_id))
        ref = ArchiveRef(file=file.path.name, offset=file.size, length=sum(map(len, answer)))
        file.append((*answer, *asked), 2)
        return msgspec.structs.replace(capture, archive=ref)

    def append(self, told: Callable[[str], Parts]) -> None:
        """Appends a record that is no capture.

        Args:
            told: the record as a gzip member, given the id of its file's warcinfo record.

        Raises:
            DiskFull, ArchiveError: as :meth:`keep`.
        """
        file = self._current()
        file.append(told(file.info_id), 1)

    def sync(self) -> None:
        """What was kept reaches the disk; to be called before the rows that point to it are committed.

        Raises:
            ArchiveError: the disk refuses; nothing since the last sync may be relied on.
        """
        if self._file is not None:
            self._file.sync()

    def close(self) -> None:
        """Ends the open file; the next :meth:`keep` begins another. Safe to repeat."""
        file, self._file = self._file, None
        if file is not None:
            file.close(self._now())

    def _current(self) -> _OpenFile:
        if self._file is not None and self._file.size >= self._max_bytes:
            self.close()
        if self._file is None:
            self._file = self._begin()
        return self._file

    def _begin(self) -> _OpenFile:
        now = self._now()
        while True:
            name = f"{self._prefix}-{now:%Y%m%d%H%M%S%f}-{self._serial:05d}-{os.getpid()}.warc.gz"
            self._serial += 1
            path = self.folder / name
            with as_archive_error(path):
                try:
                    file = _OpenFile(path)
                except FileExistsError:
                    continue
            info = warcinfo(file=name, record_id=file.info_id, software=self._software, written_at=now)
            try:
                file.append(gzip_member(info), 1)
            except BaseException:
                file.abandon()
                raise
            return file


class _OpenFile:
    """The file being written, with its marker and lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.info_id = info_id_of(path.name)
        self.records = 0
        self.size = 0
        self._marker = path.with_name(path.name + OPEN_SUFFIX)
        self._named = False
        self._lock_fd = os.open(self._marker, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        try:
            lock_marker(self._lock_fd, self._marker)
            sync_folder(path.parent)  # a file of which a power cut leaves the name and no marker would never be closed
            self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o644)
        except BaseException:
            self._marker.unlink(missing_ok=True)
            os.close(self._lock_fd)
            raise

    def append(self, parts: Parts, records: int) -> None:
        with as_archive_error(self.path):
            self.size = append(self._fd, parts, self.size)
        self.records += records

    def sync(self) -> None:
        self._must_be_there()
        with as_archive_error(self.path):
            sync_file(self._fd)
            if not self._named:
                sync_folder(self.path.parent)
                self._named = True

    def _must_be_there(self) -> None:
        """Refuse to go on in a file that has no name any more: rows would point to what nobody finds."""
        if not leads_to(self.path, self._fd):
            raise ArchiveError(
                f"{self.path} was removed, moved or replaced while it was being written",
                mend="leave the archive alone while a run writes, and run again: what was not stored is asked again",
            )

    def close(self, now: datetime) -> None:
        end = ending(file=self.path.name, info_id=self.info_id, records=self.records, size=self.size, written_at=now)
        try:
            self.append(gzip_member(end), 1)
            self.sync()
            with as_archive_error(self._marker):
                self._marker.unlink(missing_ok=True)
        finally:
            os.close(self._fd)
            os.close(self._lock_fd)

    def abandon(self) -> None:
        """Takes back a file that holds no record."""
        os.close(self._fd)
        with as_archive_error(self.path):
            self.path.unlink()
            self._marker.unlink()
        os.close(self._lock_fd)


def _is_packed(capture: Capture) -> bool:
    return bool(capture.entity) and (capture.header("content-encoding") or "identity").strip().lower() != "identity"


def _same_page(capture: Capture, referred: Referred) -> bool:
    return capture.status == 304 or capture.entity_sha256 == referred.entity_sha256

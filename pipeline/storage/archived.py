"""What of the archive is settled: captures that have their rows, and those that no reader may read again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from pipeline.moments import stamp
from pipeline.storage.connection import guarded
from pipeline.storage.session import Session


class ArchiveMark(Struct, frozen=True, kw_only=True):
    """How far the captures of an archive file have their rows.

    Attributes:
        file: name relative to the archive folder.
        settled: byte offset before which every capture has its row.
        done: every capture of the file has its row, and no more will come.
    """

    file: str
    settled: int
    done: bool = False


class Archived(Session):
    """The rows by which a run knows what the ones before it did with the archive."""

    @guarded
    def archive_marks(self) -> dict[str, ArchiveMark]:
        """How far each archive file has its rows, by name; a file without a mark was never committed from."""
        marks = self._all(ArchiveMark, "SELECT file, settled, done FROM archive_files")
        return {mark.file: mark for mark in marks}

    @guarded
    def archive_known(self, file: str) -> int:
        """The byte of an archive file before which captures have their rows; some behind the mark may have theirs."""
        asked = "SELECT max(offset + length) FROM captures WHERE file = :f UNION ALL SELECT settled FROM archive_files"
        return max((end or 0 for (end,) in self._sql.execute(f"{asked} WHERE file = :f", {"f": file})), default=0)

    @guarded
    def mark_archive(self, marks: Iterable[ArchiveMark]) -> None:
        """Note how far archive files have their rows; in the transaction that stores the rows."""
        with self.batch():
            self._sql.executemany(
                "INSERT OR REPLACE INTO archive_files VALUES (?, ?, ?)",
                [(mark.file, mark.settled, mark.done) for mark in marks],
            )

    @guarded
    def quarantined(self, parser_version: str) -> frozenset[str]:
        """Payload digests that this version of the reader must not read: it died of them."""
        rows = self._sql.execute("SELECT payload_sha256 FROM quarantine WHERE parser_version = ?", (parser_version,))
        return frozenset(row[0] for row in rows)

    @guarded
    def quarantine(
        self, payload_sha256: str, *, parser_version: str, url: str, capture_id: str, reason: str, now: datetime
    ) -> None:
        """Never hand these bytes to this version of the reader again."""
        with self.batch():
            self._sql.execute(
                "INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?, ?, ?, ?)",
                (payload_sha256, parser_version, url, capture_id, stamp(now), reason),
            )

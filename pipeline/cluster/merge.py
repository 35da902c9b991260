"""Shards as a source of records: looked up by capture, for the one process that writes the database."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Self

import zstandard

from pipeline import records
from pipeline.cluster.manifest import MANIFEST, Manifest, read_manifest
from pipeline.errors import UsageError
from pipeline.export.formats.parquet import arrow
from pipeline.model.document import Document
from pipeline.parsers import PARSER_VERSION, parser_version

_ROWS = 500


def is_shards(path: Path) -> bool:
    """Whether a folder holds shards with their manifest, or folders of such, one a reader."""
    return path.is_dir() and ((path / MANIFEST).is_file() or any(path.glob(f"parser-*/{MANIFEST}")))


class Shards:
    """The records of the shards that count, by capture; a context manager.

    Shards are sorted by host and the database's history goes by time, so the records are laid out in a temporary file
    first (some 4 KB a page); memory stays flat.

    Args:
        path: the folder of one reader, or the folder above it when only one reader's shards of this version are in it.

    Raises:
        UsageError: there are no shards, they are of more than one reader, or of another version's.
    """

    def __init__(self, path: Path) -> None:
        self.folder = _folder(path)
        self.manifest: Manifest = read_manifest(self.folder)
        if self.manifest.parser_version != parser_version():
            raise UsageError(
                f"{self.folder} was read by parser {self.manifest.parser_version}, this is {parser_version()}",
                mend="read the archive again with `pipeline reparse --engine process`, then import that",
            )

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            scratch = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="pipeline-import-")))
            self._sql = opened.enter_context(closing(sqlite3.connect(scratch / "records.db", isolation_level=None)))
            self._sql.executescript(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                "CREATE TABLE records (capture TEXT PRIMARY KEY, site TEXT, record BLOB) WITHOUT ROWID;"
            )
            self._lay_out()
            self._opened = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def has(self, capture_id: str) -> bool:
        """Whether the capture was read, with or without a record coming of it."""
        return self._sql.execute("SELECT 1 FROM records WHERE capture = ?", (capture_id,)).fetchone() is not None

    def site(self, capture_id: str) -> str | None:
        """The name of the profile that read a capture; ``None`` where no record came of it."""
        row = self._sql.execute("SELECT site FROM records WHERE capture = ?", (capture_id,)).fetchone()
        return None if row is None else row[0]

    def document(self, capture_id: str) -> Document | None:
        """The record of a capture; ``None`` where none came of it, or it was not read."""
        row = self._sql.execute("SELECT record FROM records WHERE capture = ?", (capture_id,)).fetchone()
        if row is None or row[0] is None:
            return None
        return records.from_json(zstandard.decompress(row[0]))

    def _lay_out(self) -> None:
        _, pq = arrow()
        pack = zstandard.ZstdCompressor(level=1).compress
        self._sql.execute("BEGIN")
        for shard in self.manifest.shards:
            with pq.ParquetFile(self.folder / shard.file) as file:
                for batch in file.iter_batches(batch_size=_ROWS, columns=["capture_id", "site", "record"]):
                    captures, sites, found = (column.to_pylist() for column in batch.columns)
                    self._sql.executemany(
                        "INSERT OR REPLACE INTO records VALUES (?, ?, ?)",
                        (
                            (capture, site, None if record is None else pack(record.encode()))
                            for capture, site, record in zip(captures, sites, found, strict=True)
                            if capture is not None
                        ),
                    )
        self._sql.execute("COMMIT")


def _folder(path: Path) -> Path:
    if (path / MANIFEST).is_file():
        return path
    found = sorted(file.parent for file in path.glob(f"parser-{PARSER_VERSION}-*/{MANIFEST}"))
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(
            f"{path} holds no shards of parser {PARSER_VERSION}", mend="name a folder with a manifest.json"
        )
    raise UsageError(f"{path} holds shards of {len(found)} readers", mend=f"name one of: {', '.join(map(str, found))}")

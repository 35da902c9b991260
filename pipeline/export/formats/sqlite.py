"""One SQLite file with every table: what Datasette, a notebook or ``sqlite3`` opens without asking.

Nested values are JSON text, truth is 0 or 1, times are UTC text to the microsecond. It is trimmed: no history, no raw
record, no index but those of the keys. SQLite stamps its own version into the header (bytes 96 to 99, file format
1.3.20); that is put to a constant, so the same rows make the same bytes whatever SQLite wrote them.
"""

# ruff: noqa: S608 - names of tables and columns are constants of ours; every value is bound
from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import astuple

from pipeline.export.columns import Column, columns, json_cell
from pipeline.export.manifest import TableFile
from pipeline.export.sinks import SUFFIX, Compression, OpenFile
from pipeline.export.tables import TableSpec
from pipeline.moments import stamp

NAME = "dataset.db"
_WRITTEN_BY = (3_037_000).to_bytes(4, "big")
"""The oldest SQLite that reads what is written here (STRICT tables)."""

_TYPES = {"integer": "INTEGER", "boolean": "INTEGER"}


class SqliteWriter:
    """Writes every table into one file, in one transaction.

    Args:
        folder: where the file is made.
        specs: its tables.
        compression: of the whole file, once it is written.
        stack: closes the file should anything go wrong.
    """

    def __init__(self, folder: Path, specs: Sequence[TableSpec], compression: Compression, stack: ExitStack) -> None:
        self._path = folder / NAME
        self._compression = compression
        self._specs = {spec.name: spec for spec in specs}
        self._rows = dict.fromkeys(self._specs, 0)
        self._inserts: dict[str, str] = {}
        self._cells: dict[str, tuple[Callable[[Any], object] | None, ...]] = {}
        with _failing_as_files_do():
            self._sql = stack.enter_context(closing(sqlite3.connect(self._path, isolation_level=None)))
            for pragma in (
                "page_size=4096",
                "foreign_keys=OFF",
                "journal_mode=OFF",
                "synchronous=OFF",
                "cache_size=-32768",
            ):
                self._sql.execute(f"PRAGMA {pragma}")
            self._sql.execute("BEGIN")
            for spec in specs:
                described = columns(spec.row_type)
                self._sql.execute(_table(spec, described, refers="documents" in self._specs))
                self._inserts[spec.name] = f"INSERT INTO {spec.name} VALUES ({', '.join('?' * len(described))})"
                self._cells[spec.name] = tuple(_converter(column.type) for column in described)

    def add(self, table: str, rows: Sequence[Struct]) -> None:
        """Some rows of a table."""
        cells = self._cells[table]
        with _failing_as_files_do():
            self._sql.executemany(
                self._inserts[table],
                (
                    [
                        value if value is None or convert is None else convert(value)
                        for convert, value in zip(cells, astuple(row), strict=True)
                    ]
                    for row in rows
                ),
            )
        self._rows[table] += len(rows)

    def close(self) -> tuple[TableFile, ...]:
        """Finish the file and describe its tables, which share path, size and checksum."""
        with _failing_as_files_do():
            self._sql.execute("COMMIT")
            self._sql.close()
        with self._path.open("r+b") as file:
            file.seek(96)
            file.write(_WRITTEN_BY)
        target = self._path.with_name(NAME + SUFFIX[self._compression])
        part = target.with_name(target.name + ".part")
        with (
            self._path.open("rb") as plain,
            part.open("wb") as raw,
            OpenFile(raw, self._compression) as packed,
        ):
            shutil.copyfileobj(plain, packed.content, 1 << 20)
            packed.close()
        self._path.unlink()
        part.rename(target)
        return tuple(
            TableFile(
                name=spec.name,
                path=target.name,
                rows=self._rows[spec.name],
                bytes=packed.size,
                sha256=packed.sha256,
                content_sha256=packed.content_sha256,
                columns=columns(spec.row_type),
            )
            for spec in self._specs.values()
        )


@contextmanager
def _failing_as_files_do() -> Iterator[None]:
    """A disk that is full, or that fails, is told as of any other file: whoever writes the folder knows what to say."""
    try:
        yield
    except sqlite3.OperationalError as error:
        full = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error)) from error


def _table(spec: TableSpec, described: Sequence[Column], *, refers: bool) -> str:
    """With its keys: tools find by them what a row is called and what it belongs to (Datasette, mappers of objects)."""
    fields = [
        f'"{column.name}" {_TYPES.get(column.type, "TEXT")}{"" if column.nullable else " NOT NULL"}'
        for column in described
    ]
    key = ", ".join(f'"{column}"' for column in spec.key)
    fields.append(f"PRIMARY KEY ({key})")
    if refers and spec.of_documents:
        fields.append("FOREIGN KEY (document_id) REFERENCES documents (document_id)")
    return f"CREATE TABLE {spec.name} ({', '.join(fields)}) STRICT"


def _converter(type_: str) -> Callable[[Any], object] | None:
    """How a value of a logical type is bound; ``None``: as it is."""
    if type_ in ("string", "integer"):
        return None
    if type_ == "boolean":
        return int
    if type_ == "timestamp":
        return stamp
    return str if type_ == "date" else json_cell

"""One writer a format; each takes rows by table name and says in the end what it wrote.

JSON Lines are UTF-8, one object a line, every key on every line. Rows are flat or nest as their columns say; the table
``records`` holds whole records, as their contract has them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

import msgspec
from msgspec import Struct

from pipeline.errors import UsageError
from pipeline.export.chunks import Chunking
from pipeline.export.columns import columns
from pipeline.export.formats import csv, parquet
from pipeline.export.formats.csv import Formulas
from pipeline.export.formats.markdown import MarkdownWriter
from pipeline.export.formats.sqlite import SqliteWriter
from pipeline.export.manifest import TableFile
from pipeline.export.sinks import SUFFIX, Compression, OpenFile
from pipeline.export.tables import TABLES, TableSpec, table

Format = Literal["jsonl", "csv", "parquet", "sqlite", "markdown"]
FORMATS: tuple[Format, ...] = ("jsonl", "csv", "parquet", "sqlite", "markdown")
_PACKED = ("parquet", "markdown")


class Options(Struct, frozen=True, kw_only=True):
    """How to write.

    Attributes:
        format: ``jsonl``, ``csv``, ``parquet``, ``sqlite`` (one file) or ``markdown`` (one file a page).
        tables: names out of :data:`~pipeline.export.tables.TABLES`; ``None``: all that the format holds, but for
            those that are written only when asked for (``chunks``).
        compression: of the files; Parquet packs its own columns (zstd) and takes ``none``, as Markdown does.
        formulas: CSV only: guard cells that a spreadsheet would compute, or keep texts as they are.
        chunking: how the table ``chunks`` is cut.
    """

    format: Format = "jsonl"
    tables: tuple[str, ...] | None = None
    compression: Compression = "none"
    formulas: Formulas = "escape"
    chunking: Chunking = Chunking()

    def specs(self) -> tuple[TableSpec, ...]:
        """The tables to write, in their order.

        Raises:
            UsageError: an unknown format, compression or table, or two that do not go together.
        """
        if self.format not in FORMATS:
            raise UsageError(f"no export format {self.format!r}", mend=f"formats are {', '.join(FORMATS)}")
        if self.compression not in SUFFIX:
            raise UsageError(f"no compression {self.compression!r}", mend=f"compressions are {', '.join(SUFFIX)}")
        if self.format in _PACKED and self.compression != "none":
            raise UsageError(f"{self.format} is not compressed as a whole", mend="leave the compression out")
        self.chunking.check()
        if self.tables is None:
            return tuple(spec for spec in TABLES.values() if not spec.opt_in and self._holds(spec))
        wanted = {table(name).name: table(name) for name in self.tables}
        if not wanted:
            raise UsageError("no table to export", mend=f"tables are {', '.join(TABLES)}")
        for spec in wanted.values():
            if not self._holds(spec):
                raise UsageError(
                    f"{self.format} cannot hold the table {spec.name}",
                    mend="markdown holds records and nothing else" if not spec.nested else "add --format jsonl",
                )
        return tuple(spec for name, spec in TABLES.items() if name in wanted)

    def _holds(self, spec: TableSpec) -> bool:
        if self.format == "markdown":
            return spec.nested
        return self.format == "jsonl" or not spec.nested


class Writer(Protocol):
    """Takes rows, and describes in the end what it wrote."""

    def add(self, table: str, rows: Sequence[Struct]) -> None:
        """Some rows of a table."""

    def close(self) -> tuple[TableFile, ...]:
        """Finish every file."""


class _TableWriter(Protocol):
    rows: int

    def write(self, rows: Sequence[Struct]) -> None: ...

    def close(self) -> None: ...


class _Lines:
    """Writes one table as lines. ``rows`` counts what was written."""

    def __init__(self, sink: BinaryIO, encode: Callable[[Sequence[Struct]], bytes], head: bytes = b"") -> None:
        self.rows = 0
        self._sink, self._encode = sink, encode
        sink.write(head)

    def write(self, rows: Sequence[Struct]) -> None:
        """Some rows."""
        if rows:
            self._sink.write(self._encode(rows))
            self.rows += len(rows)

    def close(self) -> None:
        """Nothing is held back; the sink stays open."""


def open_writer(folder: Path, specs: Sequence[TableSpec], options: Options, stack: ExitStack) -> Writer:
    """The writer of a format into a folder; ``stack`` closes its files should anything go wrong."""
    match options.format:
        case "sqlite":
            return SqliteWriter(folder, specs, options.compression, stack)
        case "markdown":
            return MarkdownWriter(folder)
        case _:
            return Tabular(folder, specs, options, stack)


def schema_path(name: str) -> str:
    """Where the JSON Schema of a table's rows stands in an export."""
    return f"schema/{name}.schema.json"


class Tabular:
    """One file a table: JSON Lines, CSV, Parquet."""

    def __init__(self, folder: Path, specs: Sequence[TableSpec], options: Options, stack: ExitStack) -> None:
        self._open: dict[str, tuple[TableSpec, str, OpenFile, _TableWriter]] = {}
        for spec in specs:
            path = path_of(spec, options)
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            raw = stack.enter_context((folder / path).open("wb"))
            file = stack.enter_context(OpenFile(raw, options.compression))
            self._open[spec.name] = (spec, path, file, table_writer(spec, file.content, options))

    def add(self, table: str, rows: Sequence[Struct]) -> None:
        """Some rows of a table."""
        self._open[table][3].write(rows)

    def close(self) -> tuple[TableFile, ...]:
        """Finish every file."""
        for _, _, file, writer in self._open.values():
            writer.close()
            file.close()
        return tuple(described(spec, path, writer.rows, file) for spec, path, file, writer in self._open.values())


def described(spec: TableSpec, path: str, rows: int, file: OpenFile) -> TableFile:
    """A table's file as the manifest has it."""
    return TableFile(
        name=spec.name,
        path=path,
        rows=rows,
        bytes=file.size,
        sha256=file.sha256,
        content_sha256=file.content_sha256,
        columns=() if spec.nested else columns(spec.row_type),
        schema=schema_path(spec.name),
    )


def path_of(spec: TableSpec, options: Options) -> str:
    """Where the file of a table stands in an export."""
    if options.format == "parquet" and not spec.nested:
        return parquet.path_of(spec.name)
    return f"{spec.name}.{options.format}{SUFFIX[options.compression]}"


def table_writer(spec: TableSpec, sink: BinaryIO, options: Options) -> _TableWriter:
    """The writer of one table.

    Raises:
        UsageError: the format writes folders, not streams.
    """
    match options.format:
        case "jsonl":
            return _Lines(sink, msgspec.json.Encoder().encode_lines)
        case "csv":
            return _Lines(sink, csv.lines_of(spec, options.formulas), csv.header(spec))
        case "parquet":
            return parquet.ParquetWriter(spec, sink)
        case _:
            raise UsageError(f"{options.format} is no stream", mend="name a folder, or stream jsonl, csv or parquet")

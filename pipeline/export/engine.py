"""One pass over the documents, through every table at once, in memory that does not grow with them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

import msgspec
from msgspec import Struct

from pipeline.errors import UsageError
from pipeline.export import csv, jsonl, parquet
from pipeline.export.card import card
from pipeline.export.columns import columns
from pipeline.export.csv import CsvWriter, Formulas
from pipeline.export.jsonl import JsonlWriter
from pipeline.export.manifest import Census, Manifest, TableFile
from pipeline.export.selection import Kept, Selection
from pipeline.export.sinks import MANIFEST, SUFFIX, Compression, OpenFile, staged
from pipeline.export.tables import TABLES, TableSpec, table
from pipeline.model.document import Document
from pipeline.records import json_schema
from pipeline.storage.values import SiteState

Format = Literal["jsonl", "csv", "parquet"]
FORMATS: tuple[Format, ...] = ("jsonl", "csv", "parquet")
RECORD_SCHEMA = "record.schema.json"


class Options(Struct, frozen=True, kw_only=True):
    """How to write.

    Attributes:
        format: ``jsonl``, ``csv`` or ``parquet``.
        compression: of the files; Parquet packs its own columns (zstd) and takes ``none``.
        formulas: CSV only: guard cells that a spreadsheet would compute, or keep texts as they are.
        tables: names out of :data:`~pipeline.export.tables.TABLES`.
    """

    format: Format = "jsonl"
    tables: tuple[str, ...] = tuple(TABLES)
    compression: Compression = "none"
    formulas: Formulas = "escape"

    def check(self) -> None:
        """Refuse what cannot be written.

        Raises:
            UsageError: an unknown format or compression, or a compressed Parquet file.
        """
        if self.format not in FORMATS:
            raise UsageError(f"no export format {self.format!r}", mend=f"formats are {', '.join(FORMATS)}")
        if self.compression not in SUFFIX:
            raise UsageError(f"no compression {self.compression!r}", mend=f"compressions are {', '.join(SUFFIX)}")
        if self.format == "parquet" and self.compression != "none":
            raise UsageError("Parquet packs its own columns", mend="leave the compression out")


class ExportReport(Struct, frozen=True, kw_only=True):
    """What was written: where (``None`` for a stream) and the manifest with every count and checksum."""

    out: str | None
    manifest: Manifest


class _Writer(Protocol):
    rows: int

    def write(self, document: Document) -> None: ...

    def close(self) -> None: ...


def export(
    documents: Iterable[Document],
    *,
    out: Path,
    options: Options | None = None,
    selection: Selection | None = None,
    sites: Mapping[str, SiteState] | None = None,
) -> ExportReport:
    """Write tables, manifest and README into the folder ``out``, which appears whole or stays as it was.

    Args:
        documents: in an order that is the same for the same state, such as the store's; then so are the bytes.
        out: a new folder, an empty one, or an earlier export, which is replaced.
        options: how to write.
        selection: who is let in; ``None`` is everyone.
        sites: how the store says each site stands, by name.

    Raises:
        UsageError: an unknown table, format, compression or rights status; ``out`` is something else, or cannot be
            written.
        DiskFull: no space is left.
    """
    options, selection = options or Options(), selection or Selection()
    options.check()
    selection.check()
    specs = _specs(options.tables)
    census = Census()
    with staged(out) as folder:
        files = _write_tables(_let_in(documents, selection, census), specs, options, folder)
        manifest = _manifest(options, selection, census, sites or {}, files)
        if any(file.schema for file in files):
            (folder / RECORD_SCHEMA).write_bytes(_schema())
        (folder / "README.md").write_text(card(manifest), encoding="utf-8", newline="\n")
        (folder / MANIFEST).write_bytes(manifest.to_json())
    return ExportReport(out=os.fspath(out), manifest=manifest)


def export_stream(
    documents: Iterable[Document],
    *,
    stream: BinaryIO,
    table_name: str = "documents",
    options: Options | None = None,
    selection: Selection | None = None,
) -> ExportReport:
    """Write one table to a stream (standard output); the stream is flushed and stays open.

    Raises:
        UsageError: an unknown table, format, compression or rights status.
    """
    options, selection = options or Options(), selection or Selection()
    options.check()
    selection.check()
    spec, census = table(table_name), Census()
    file = OpenFile(stream, options.compression)
    writer = _open(spec, file, options)
    for document in _let_in(documents, selection, census):
        writer.write(document)
    writer.close()
    file.close()
    described = _described(spec, "-", writer, file, options)
    return ExportReport(out=None, manifest=_manifest(options, selection, census, {}, (described,)))


def _specs(tables: Iterable[str]) -> tuple[TableSpec, ...]:
    wanted = {table(name).name for name in tables}
    if not wanted:
        raise UsageError("no table to export", mend=f"tables are {', '.join(TABLES)}")
    return tuple(spec for name, spec in TABLES.items() if name in wanted)


def _let_in(documents: Iterable[Document], selection: Selection, census: Census) -> Iterator[Document]:
    for document in documents:
        verdict = selection.apply(document)
        if isinstance(verdict, Kept):
            census.add(verdict.document, withheld=verdict.withheld)
            yield verdict.document
        else:
            census.leave_out(verdict)


def _write_tables(
    documents: Iterable[Document], specs: tuple[TableSpec, ...], options: Options, folder: Path
) -> tuple[TableFile, ...]:
    with ExitStack() as stack:
        opened: list[tuple[TableSpec, str, OpenFile, _Writer]] = []
        for spec in specs:
            path = _path(spec, options)
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            raw = stack.enter_context((folder / path).open("wb"))
            file = OpenFile(raw, options.compression)
            opened.append((spec, path, file, _open(spec, file, options)))
        for document in documents:
            for _, _, _, writer in opened:
                writer.write(document)
        for _, _, file, writer in opened:
            writer.close()
            file.close()
        return tuple(_described(spec, path, writer, file, options) for spec, path, file, writer in opened)


def _path(spec: TableSpec, options: Options) -> str:
    if options.format == "parquet":
        return parquet.path_of(spec.name)
    extension = {"jsonl": jsonl.EXTENSION, "csv": csv.EXTENSION}[options.format]
    return f"{spec.name}.{extension}{SUFFIX[options.compression]}"


def _open(spec: TableSpec, file: OpenFile, options: Options) -> _Writer:
    match options.format:
        case "jsonl":
            return JsonlWriter(spec, file.content)
        case "csv":
            return CsvWriter(spec, file.content, formulas=options.formulas)
        case "parquet":
            return parquet.ParquetWriter(spec, file.content)


def _described(spec: TableSpec, path: str, writer: _Writer, file: OpenFile, options: Options) -> TableFile:
    whole_records = options.format == "jsonl" and spec.name == "documents"
    return TableFile(
        name=spec.name,
        path=path,
        rows=writer.rows,
        bytes=file.size,
        sha256=file.sha256,
        content_sha256=file.content_sha256,
        columns=() if whole_records else columns(spec.row_type),
        schema=RECORD_SCHEMA if whole_records else None,
    )


def _manifest(
    options: Options,
    selection: Selection,
    census: Census,
    sites: Mapping[str, SiteState],
    files: tuple[TableFile, ...],
) -> Manifest:
    chosen: dict[str, list[str]] = {
        "sites": sorted(selection.sites),
        "page_types": sorted(selection.page_types),
        "languages": sorted(selection.languages),
        "rights": sorted(selection.rights),
        "withhold": [selection.withhold] if selection.rights else [],
    }
    return Manifest(
        format=options.format,
        compression=options.compression,
        options={"formulas": options.formulas} if options.format == "csv" else {},
        selection={name: values for name, values in chosen.items() if values},
        documents=census.documents,
        left_out=dict(sorted(census.left_out.items())),
        withheld_sections=census.withheld_sections,
        first_capture=census.first_capture,
        last_capture=census.last_capture,
        runs=census.runs(),
        parser_versions=census.parser_versions(),
        sites=census.sites(sites),
        rights=census.rights(),
        further_rights=census.further_rights,
        tables=files,
    )


def _schema() -> bytes:
    return msgspec.json.format(msgspec.json.encode(json_schema()), indent=2) + b"\n"

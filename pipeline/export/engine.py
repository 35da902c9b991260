"""One pass over the documents, through every table at once, in memory that does not grow with them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct
from msgspec.structs import asdict, replace

from pipeline.export.chunks import chunk_rows
from pipeline.export.descriptions.card import attribution, card
from pipeline.export.descriptions.package import write_package
from pipeline.export.formats.writers import FORMATS, Format, Options, Writer, described, open_writer, table_writer
from pipeline.export.manifest import Census, Facts, Manifest, TableFile
from pipeline.export.rows import DocumentRow
from pipeline.export.selection import Kept, Selection
from pipeline.export.sinks import MANIFEST, OpenFile, staged
from pipeline.export.stored import RECORDS, StoredRecord, check_no_release
from pipeline.export.tables import ROOTS, TableSpec, table
from pipeline.model.document import Document
from pipeline.storage.values import SiteState

__all__ = ["FORMATS", "ExportReport", "Format", "Options", "export", "export_stream", "rows_of"]

GoneSince = Callable[[str], datetime | None]
Events = Mapping[str, Iterable[Struct]]
Writing = tuple[Writer, tuple[TableSpec, ...]]


class ExportReport(Struct, frozen=True, kw_only=True):
    """What was written: where (``None`` for a stream) and the manifest with every count and checksum."""

    out: str | None
    manifest: Manifest


def export(
    documents: Iterable[Document],
    *,
    out: Path,
    options: Options | None = None,
    selection: Selection | None = None,
    sites: Mapping[str, SiteState] | None = None,
    events: Events | None = None,
    gone_since: GoneSince | None = None,
    facts: Facts | None = None,
    keep_records: bool = False,
    beside: Callable[[Path], object] | None = None,
) -> ExportReport:
    """Write tables, manifest and package files into the folder ``out``, which appears whole or stays as it was.

    Args:
        documents: in an order that is the same for the same state, such as the store's; then so are the bytes.
        out: a new folder, an empty one, or an earlier export, which is replaced if it is no release.
        options: how to write.
        selection: who is let in; ``None`` is everyone.
        sites: how the store says each site stands, by name.
        events: rows of the tables that are not made of records; a table that is not given is not written.
        gone_since: since when a page is gone, asked of every page; ``None``: all pages are there.
        facts: what the manifest says beside what is counted here.
        keep_records: make it a release: also keep what the tables are made of, for deltas (see ``stored``), and
            replace none.
        beside: writes what else belongs into the folder, when the tables are there.

    Raises:
        UsageError: an unknown table, format, compression or rights status; ``out`` is something else, or cannot be
            written.
        DiskFull: no space is left.
    """
    options, selection, events = options or Options(), selection or Selection(), events or {}
    if not keep_records:
        check_no_release(out)
    if keep_records and options.tables is None and options.format == "jsonl":
        options = replace(options, tables=tuple(spec.name for spec in options.specs() if not spec.nested))
    specs = writable(options, events)
    selection.check()
    census = Census()
    with staged(out, fresh=keep_records) as folder:
        with ExitStack() as stack:
            writers = [(open_writer(folder, specs, options, stack), specs)]
            if keep_records:
                writers.append(open_roots(folder, events, stack))
            fill(writers, _let_in(documents, selection, census), events, options, gone_since)
            files, *_ = [writer.close() for writer, _ in writers]
        if beside is not None:
            beside(folder)
        manifest = _manifest(options, selection, census, sites or {}, files, facts)
        finish(folder, manifest, specs)
    return ExportReport(out=os.fspath(out), manifest=manifest)


def export_stream(
    documents: Iterable[Document],
    *,
    stream: BinaryIO,
    table_name: str = "documents",
    options: Options | None = None,
    selection: Selection | None = None,
    events: Events | None = None,
    gone_since: GoneSince | None = None,
) -> ExportReport:
    """Write one table to a stream (standard output); the stream is flushed and stays open.

    Raises:
        UsageError: an unknown table, format, compression or rights status, or a format that is no stream.
    """
    options, selection = options or Options(), selection or Selection()
    (spec,) = replace(options, tables=(table(table_name).name,)).specs()
    selection.check()
    census = Census()
    with OpenFile(stream, options.compression) as file:
        writer = table_writer(spec, file.content, options)
        if spec.rows is None:
            for row in (events or {}).get(spec.name, ()):
                writer.write((row,))
        else:
            for document in _let_in(documents, selection, census):
                writer.write(rows_of(spec, document, options, gone_since))
        writer.close()
        file.close()
    files = (described(spec, "-", writer.rows, file),)
    return ExportReport(out=None, manifest=_manifest(options, selection, census, {}, files, None))


def finish(folder: Path, manifest: Manifest, specs: tuple[TableSpec, ...]) -> None:
    """Write what stands beside the tables: README, manifest, descriptions for other tools, checksums."""
    (folder / "README.md").write_text(card(manifest), encoding="utf-8", newline="\n")
    (folder / "ATTRIBUTION.md").write_text(attribution(manifest), encoding="utf-8", newline="\n")
    (folder / MANIFEST).write_bytes(manifest.to_json())
    write_package(folder, manifest, specs)


def rows_of(spec: TableSpec, document: Document, options: Options, gone_since: GoneSince | None = None) -> list[Struct]:
    """The rows of a document in one table."""
    if spec.name == "chunks":
        return list(chunk_rows(document, options.chunking))
    if spec.rows is None:
        return []
    rows = list(spec.rows(document))
    if gone_since is not None and spec.name in ("documents", "records"):
        gone = gone_since(document.url)
        if gone is not None:
            return [_marked(row, gone) for row in rows]
    return rows


def _marked(row: Struct, gone: datetime) -> Struct:
    if isinstance(row, DocumentRow):
        return replace(row, gone_since=gone)
    return StoredRecord(**asdict(row), gone_since=gone)


def writable(options: Options, events: Events) -> tuple[TableSpec, ...]:
    return tuple(spec for spec in options.specs() if spec.rows is not None or spec.name in events)


def _let_in(documents: Iterable[Document], selection: Selection, census: Census) -> Iterator[Document]:
    for document in documents:
        verdict = selection.apply(document)
        if isinstance(verdict, Kept):
            census.add(verdict.document, withheld=verdict.withheld)
            yield verdict.document
        else:
            census.leave_out(verdict)


def open_roots(folder: Path, events: Events, stack: ExitStack) -> Writing:
    """The writer of what a release's tables are made of."""
    options = Options(format="jsonl", compression="zstd", tables=ROOTS)
    specs = writable(options, events)
    return open_writer(folder / RECORDS, specs, options, stack), specs


def fill(
    writers: Sequence[Writing],
    documents: Iterable[Document],
    events: Events,
    options: Options,
    gone_since: GoneSince | None,
) -> None:
    """Send documents through every table that is made of documents, then events through theirs; one pass each."""
    wanted = {spec.name: spec for _, specs in writers for spec in specs}
    takers = {name: [writer for writer, specs in writers if wanted[name] in specs] for name in wanted}
    of_documents = [(spec, takers[name]) for name, spec in wanted.items() if spec.rows is not None]
    for document in documents:
        for spec, those in of_documents:
            rows = rows_of(spec, document, options, gone_since)
            for writer in those:
                writer.add(spec.name, rows)
    for name, spec in wanted.items():
        if spec.rows is None:
            for row in events[name]:
                for writer in takers[name]:
                    writer.add(name, (row,))


def _manifest(
    options: Options,
    selection: Selection,
    census: Census,
    sites: Mapping[str, SiteState],
    files: tuple[TableFile, ...],
    facts: Facts | None,
) -> Manifest:
    said: dict[str, str] = {}
    if options.format == "csv":
        said["formulas"] = options.formulas
    if any(file.name == "chunks" for file in files):
        said |= {"max_tokens": str(options.chunking.max_tokens), "overlap": str(options.chunking.overlap)}
    facts = facts or Facts()
    if all(file.name != "findings" for file in files):
        facts = replace(facts, audits=None)
    return Manifest(
        format=options.format,
        compression=options.compression,
        options=said,
        selection=selection.described(),
        documents=census.documents,
        left_out=dict(sorted(census.left_out.items())),
        withheld_sections=census.withheld_sections,
        first_capture=census.first_capture,
        last_capture=census.last_capture,
        runs=tuple(sorted(census.runs)),
        parser_versions=tuple(sorted(census.parsers)),
        sites=census.sites(sites),
        rights=census.rights(),
        further_rights=census.further_rights,
        tables=files,
        facts=facts,
        languages=tuple(sorted(census.languages)),
    )

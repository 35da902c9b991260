"""Deltas: what leads from one release to another, section by section.

::

    2026-10..2026-11/
      manifest.json         from which release to which, by name and checksum, and how much of what
      records.jsonl.zst     one operation a line, by URL: a record put, without the words of sections that stay as they
                            were; or a tombstone
      findings.jsonl.zst    rows put and keys deleted
      changes.jsonl.zst     the same, and of link_checks.jsonl.zst
      sections.jsonl.zst    for those who keep an index: rows put and keys deleted, nothing that stays
      chunks.jsonl.zst      the same of chunks, where the release has them: embed what is put, drop what is deleted
      release/              README, manifest and the other small files of the new release, as they are
      SHA256SUMS            of every other file

:func:`~pipeline.export.releases.patch.apply_delta` makes the new release from it and the old one, byte for byte.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from pipeline.export.chunks import Chunking
from pipeline.export.columns import columns, same_shape
from pipeline.export.descriptions.csvw import CSVW
from pipeline.export.descriptions.package import digest_of, indented, write_checksums
from pipeline.export.engine import rows_of
from pipeline.export.formats.writers import Options, schema_path
from pipeline.export.heads import document_id
from pipeline.export.manifest import Manifest
from pipeline.export.releases.changelog import CHANGELOG, SUMMARY, State, by_address, paired, removed_from, state_of
from pipeline.export.rows import FindingRow
from pipeline.export.sinks import CHECKSUMS, MANIFEST, OpenFile, staged
from pipeline.export.stored import RECORDS, StoredRecord, check_no_release, release_of, rows_of_root
from pipeline.export.tables import EVENTS, ROOTS, TABLES, TableSpec

DELTA_VERSION = "1"
VERBATIM = "release"
DESCRIPTIONS = ("README.md", "ATTRIBUTION.md", "datapackage.json", "croissant.json", CSVW)
SMALL = (*DESCRIPTIONS, MANIFEST, CHECKSUMS, CHANGELOG, SUMMARY)


class End(Struct, frozen=True, kw_only=True):
    """One end of a delta: a release by its name and the SHA-256 of its manifest."""

    name: str | None
    manifest_sha256: str


class DeltaManifest(Struct, frozen=True, kw_only=True):
    """``manifest.json`` of a delta."""

    delta_version: str = DELTA_VERSION
    old: End
    new: End
    put: int
    deleted: int
    unchanged: int
    sections_put: int
    sections_deleted: int


class DeltaReport(Struct, frozen=True, kw_only=True):
    """What was written, and how much: records put and deleted, and rows of sections.

    ``sections`` are new or say something else, those put ``again`` say the same, in other columns.
    """

    out: str
    put: int
    deleted: int
    sections: int
    again: int = 0


class RecordOp(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One operation on a record.

    Attributes:
        op: ``put`` or ``delete``.
        url: of the page.
        document_id: its id.
        why: of a tombstone: why the record is not there any more, as the changelog says; ``removed`` where the releases
            do not follow each other and nothing says more, ``purged`` always.
        record: as it is now, sections in ``kept`` without their words.
        kept: places of sections whose words are those of the old record: ``(place now, place then)``.
    """

    op: Literal["put", "delete"]
    url: str
    document_id: str
    why: str | None = None
    record: StoredRecord | None = None
    kept: tuple[tuple[int, int], ...] = ()


class RowOp(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One operation on a row of another table: the whole row, or the values of its key; of a finding its state, too."""

    op: Literal["put", "delete"]
    key: tuple[str | int, ...]
    row: msgspec.Raw = msgspec.Raw(b"")
    state: State | None = None


def write_delta(old: Path, new: Path, *, out: Path) -> DeltaReport:
    """Write what leads from one release to another.

    Args:
        old: folder of a release.
        new: folder of another.
        out: a new folder, or one that holds an earlier delta.

    Raises:
        UsageError: one of the two is no release, or ``out`` is one.
    """
    check_no_release(out)
    had, made = release_of(old), release_of(new)
    ends = [End(name=one.facts.name, manifest_sha256=digest_of(at / MANIFEST)) for at, one in ((old, had), (new, made))]
    with staged(out) as folder:
        with ExitStack() as stack:
            told = made.facts.previous_sha256 == ends[0].manifest_sha256
            writer = _DeltaWriter(folder, had, made, stack, removed_from(new) if told else {})
            writer.records(old, new)
            for spec in EVENTS:
                writer.events(spec, old, new)
            writer.close()
        small = [*SMALL, *(schema_path(name) for name in TABLES)]
        for name in small:
            if (new / name).exists():
                (folder / VERBATIM / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / VERBATIM / name).write_bytes((new / name).read_bytes())
        counted = DeltaManifest(old=ends[0], new=ends[1], **writer.counts)
        (folder / MANIFEST).write_bytes(indented(counted))
        write_checksums(folder)
    return DeltaReport(
        out=os.fspath(out),
        put=counted.put,
        deleted=counted.deleted,
        sections=counted.sections_put - writer.again,
        again=writer.again,
    )


class _Cut(Struct, frozen=True):
    """A table whose rows a delta tells, and how each release cut them; ``then`` is ``None``: the old one had none.

    ``anew``: the old one had other columns, so whoever holds its rows needs every row again.
    """

    spec: TableSpec
    then: Options | None
    now: Options
    anew: bool

    @property
    def differs(self) -> bool:
        """Whether the same record may make other rows."""
        return self.anew or self.then is None or self.then.chunking != self.now.chunking

    def rows(self, record: StoredRecord | None, how: Options | None) -> dict[tuple[str | int, ...], Struct]:
        """The rows of a record by their keys."""
        if record is None or how is None:
            return {}
        return {key_of(self.spec, row): row for row in rows_of(self.spec, record.document(), how)}


class _DeltaWriter:
    """The open files of a delta."""

    def __init__(
        self, folder: Path, had: Manifest, made: Manifest, stack: ExitStack, removed: Mapping[str, str]
    ) -> None:
        self.counts: dict[str, Any] = dict.fromkeys(
            ("put", "deleted", "unchanged", "sections_put", "sections_deleted"), 0
        )
        self.again = 0
        self._encode = msgspec.json.Encoder().encode
        self._removed = {**removed, **dict.fromkeys(made.facts.purged, "purged")}
        now, then = options_of(made), options_of(had)
        self._rows = [_Cut(TABLES["sections"], now, now, _other_columns(had, TABLES["sections"]))]
        if "chunks" in (now.tables or ()):
            chunks = TABLES["chunks"]
            held = then if "chunks" in (then.tables or ()) else None
            self._rows.append(_Cut(chunks, held, now, _other_columns(had, chunks)))
        self._files = {
            name: stack.enter_context(OpenFile(stack.enter_context((folder / f"{name}.jsonl.zst").open("wb")), "zstd"))
            for name in (*ROOTS, *(cut.spec.name for cut in self._rows))
        }

    def records(self, old: Path, new: Path) -> None:
        """Every record that differs, and the rows of sections and chunks that do."""
        sides = (by_address(rows_of_root(folder, RECORDS, StoredRecord)) for folder in (old, new))
        for before, after in paired(*sides):
            if before == after:
                self.counts["unchanged"] += 1
                for cut in self._rows:
                    if cut.differs:
                        self._row_changes(cut, before, after)
                continue
            self._write("records", _operation(before, after, self._removed))
            self.counts["put" if after is not None else "deleted"] += 1
            for cut in self._rows:
                self._row_changes(cut, before, after)

    def events(self, spec: TableSpec, old: Path, new: Path) -> None:
        """Rows put and keys deleted of a table that is no record's."""
        rows = (rows_of_root(folder, spec.name, spec.row_type) for folder in (old, new))
        sides = (((key_of(spec, row), row) for row in side) for side in rows)
        for before, after in paired(*sides):
            state = state_of(before, after) if spec.row_type is FindingRow else None
            if after is not None and before != after:
                row = msgspec.Raw(self._encode(after))
                self._write(spec.name, RowOp(op="put", key=key_of(spec, after), row=row, state=state))
            elif after is None and before is not None:
                self._write(spec.name, RowOp(op="delete", key=key_of(spec, before), state=state))

    def close(self) -> None:
        """Finish every file."""
        for file in self._files.values():
            file.close()

    def _row_changes(self, cut: _Cut, before: StoredRecord | None, after: StoredRecord | None) -> None:
        spec = cut.spec
        was, now = (cut.rows(record, how) for record, how in ((before, cut.then), (after, cut.now)))
        for key in was:
            if key not in now:
                self._write(spec.name, RowOp(op="delete", key=key))
                self.counts["sections_deleted"] += spec.name == "sections"
        for key, row in now.items():
            if cut.anew or was.get(key) != row:
                self._write(spec.name, RowOp(op="put", key=key, row=msgspec.Raw(self._encode(row))))
                self.counts["sections_put"] += spec.name == "sections"
                self.again += spec.name == "sections" and was.get(key) == row

    def _write(self, name: str, value: Struct) -> None:
        self._files[name].content.write(self._encode(value) + b"\n")


def _other_columns(had: Manifest, spec: TableSpec) -> bool:
    return any(file.name == spec.name and not same_shape(file.columns, columns(spec.row_type)) for file in had.tables)


def options_of(manifest: Manifest) -> Options:
    """How an export was written, from its manifest."""
    said = manifest.options
    return msgspec.convert(
        {
            "format": manifest.format,
            "compression": manifest.compression,
            "tables": [table.name for table in manifest.tables],
            "formulas": said.get("formulas", "escape"),
            "chunking": {
                "max_tokens": int(said.get("max_tokens", Chunking().max_tokens)),
                "overlap": int(said.get("overlap", 0)),
            },
        },
        Options,
    )


def key_of(spec: TableSpec, row: Struct) -> tuple[str | int, ...]:
    """The values that name a row."""
    return tuple(getattr(row, column) for column in spec.key)


def _operation(before: StoredRecord | None, after: StoredRecord | None, removed: Mapping[str, str]) -> RecordOp:
    if after is None:
        assert before is not None  # noqa: S101 - paired() never gives two absences
        why = removed.get(before.url, "removed")
        return RecordOp(op="delete", url=before.url, document_id=document_id(before.url), why=why)
    held = {} if before is None else {(s.id, s.text, s.markdown): place for place, s in enumerate(before.sections)}
    kept = tuple(
        (place, held[section.id, section.text, section.markdown])
        for place, section in enumerate(after.sections)
        if (section.id, section.text, section.markdown) in held
    )
    bare = {place for place, _ in kept}
    sections = tuple(
        replace(section, text="", markdown="") if place in bare else section
        for place, section in enumerate(after.sections)
    )
    return RecordOp(
        op="put",
        url=after.url,
        document_id=document_id(after.url),
        record=replace(after, sections=sections),
        kept=kept,
    )

"""A release from the one before and a delta: the same bytes as if it had been exported."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from pipeline.errors import UsageError
from pipeline.export.descriptions.package import digest_of, file_names
from pipeline.export.engine import fill, open_roots, writable
from pipeline.export.formats.writers import open_writer
from pipeline.export.releases.changelog import by_address, paired
from pipeline.export.releases.delta import VERBATIM, DeltaManifest, RecordOp, RowOp, key_of, options_of
from pipeline.export.sinks import CHECKSUMS, MANIFEST, staged
from pipeline.export.stored import (
    RECORDS,
    StoredRecord,
    check_no_release,
    lines_of,
    manifest_of,
    path_of_root,
    release_of,
    rows_of_root,
)
from pipeline.export.tables import EVENTS, TableSpec
from pipeline.model.document import Document
from pipeline.urls import canonicalize


def apply_delta(old: Path, delta: Path, *, out: Path) -> str:
    """Write the release a delta leads to; its path.

    Every file is compared with the checksums the delta carries before the folder appears.

    Args:
        old: folder of the release the delta starts from.
        delta: folder of the delta.
        out: a new folder, an empty one, or an earlier export; a release only if it is the new one already, or stands
            in a folder that is not called after it, as with those who keep the current one.

    Raises:
        UsageError: the old folder is no release, the delta starts from another one, or is damaged, ``out`` is another
            release or the delta, or what came out is not the new release (another version of a compressor or of
            pyarrow packs otherwise).
    """
    told = _manifest(delta)
    release_of(old)
    if digest_of(old / MANIFEST) != told.old.manifest_sha256:
        raise UsageError(f"{delta} does not start from {old}", mend=f"it starts from release {told.old.name}")
    _check_replaceable(out, delta, told)
    manifest = manifest_of(delta / VERBATIM)
    options = options_of(manifest)
    with staged(out) as folder:
        with ExitStack() as stack:
            events = {
                spec.name: _rows(delta, old, spec)
                for spec in EVENTS
                if (old / path_of_root(spec.name)).exists() or (delta / f"{spec.name}.jsonl.zst").exists()
            }
            specs = writable(options, events)
            writers = [(open_writer(folder, specs, options, stack), specs), open_roots(folder, events, stack)]
            gone: dict[str, datetime | None] = {}
            fill(writers, _documents(delta, old, gone), events, options, gone.get)
            for writer, _ in writers:
                writer.close()
        shutil.copytree(delta / VERBATIM, folder, dirs_exist_ok=True)
        _verify(folder)
    return os.fspath(out)


def _check_replaceable(out: Path, delta: Path, told: DeltaManifest) -> None:
    if out.resolve() == delta.resolve():
        raise UsageError(f"{out} is the delta itself", mend="name another folder")
    named_after_it = (out / RECORDS).is_dir() and manifest_of(out).facts.name == out.resolve().name
    if named_after_it and digest_of(out / MANIFEST) != told.new.manifest_sha256:
        check_no_release(out)


def _manifest(delta: Path) -> DeltaManifest:
    try:
        return msgspec.json.decode((delta / MANIFEST).read_bytes(), type=DeltaManifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError(
            f"{delta} is no delta: {error}", mend="name a folder that export --since or make-delta wrote"
        ) from error


def _documents(delta: Path, old: Path, gone: dict[str, datetime | None]) -> Iterator[Document]:
    for record in _records(delta, old):
        gone.clear()  # only of the record in hand: memory stays flat
        gone[record.url] = record.gone_since
        yield record.document()


def _records(delta: Path, old: Path) -> Iterator[StoredRecord]:
    decoder = msgspec.json.Decoder(RecordOp)
    operations = (decoder.decode(line) for line in lines_of(delta / "records.jsonl.zst"))
    told = ((canonicalize(operation.url), operation) for operation in operations)
    for record, operation in paired(by_address(rows_of_root(old, RECORDS, StoredRecord)), told):
        if operation is not None and (record is None or operation.op == "put"):
            yield _put(operation, record)
        elif operation is None and record is not None:
            yield record


def _put(operation: RecordOp, old: StoredRecord | None) -> StoredRecord:
    record = operation.record
    if operation.op != "put" or record is None or (operation.kept and old is None):
        raise UsageError(f"the delta speaks of {operation.url}, which the old release does not hold")
    if old is None:
        return record
    sections = list(record.sections)
    for now, then in operation.kept:
        source = old.sections[then]
        sections[now] = replace(sections[now], text=source.text, markdown=source.markdown)
    return replace(record, sections=tuple(sections))


def _rows(delta: Path, old: Path, spec: TableSpec) -> Iterator[Struct]:
    decoder, rows = msgspec.json.Decoder(RowOp), msgspec.json.Decoder(spec.row_type)
    operations = (decoder.decode(line) for line in lines_of(delta / f"{spec.name}.jsonl.zst"))
    told = ((operation.key, operation) for operation in operations)
    held = ((key_of(spec, row), row) for row in rows_of_root(old, spec.name, spec.row_type))
    for row, operation in paired(held, told):
        if operation is not None and (row is None or operation.op == "put"):
            yield rows.decode(operation.row)
        elif operation is None and row is not None:
            yield row


def _verify(folder: Path) -> None:
    stated: dict[str, str] = {}
    for line in (folder / CHECKSUMS).read_text("utf-8").splitlines():
        digest, _, name = line.partition("  ")
        stated[name] = digest
    names = file_names(folder)
    if missing := sorted(set(stated) ^ set(names)):
        raise UsageError(f"the delta does not lead to the release: {missing[0]} is missing or left over")
    for name in names:
        if digest_of(folder / name) != stated[name]:
            raise UsageError(
                f"the delta does not lead to the release: {name} comes out otherwise",
                mend="apply it with the versions that made it (see requirements/), or take the whole release",
            )

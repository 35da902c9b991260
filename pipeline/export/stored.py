"""Reading a release back: its manifest, and its records, findings and changes, line by line.

A release keeps whole records beside its tables (``records/``), whatever its format: deltas are made from them and
applied to them, and every table is made from them again.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec
import zstandard
from msgspec import Struct
from msgspec.structs import asdict

from pipeline.errors import UsageError
from pipeline.export.manifest import Manifest
from pipeline.export.sinks import MANIFEST
from pipeline.model.document import Document

RECORDS = "records"
"""Folder of a release that holds what its tables are made of."""

ROOTS = ("records", "findings", "changes")
"""The tables in it; all others are made from the records."""

Line = TypeVar("Line", bound=Struct)


class StoredRecord(Document, frozen=True, kw_only=True):
    """A record as a release has it: marked if its page is gone."""

    gone_since: datetime | None = None

    def document(self) -> Document:
        """The record without the mark."""
        fields = asdict(self)
        del fields["gone_since"]
        return Document(**fields)


def path_of_root(name: str) -> str:
    """Where the lines of a root table stand in a release."""
    return f"{RECORDS}/{name}.jsonl.zst"


def manifest_of(folder: Path) -> Manifest:
    """The manifest of an export or release.

    Raises:
        UsageError: there is none, or it is of another version.
    """
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except OSError as error:
        raise UsageError(f"{folder} is no export: {error.strerror}", mend="name the folder of a release") from error
    except msgspec.MsgspecError as error:
        raise UsageError(f"{folder}: the manifest cannot be read: {error}") from error


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of a packed file, without their ends; nothing if the file is not there."""
    if not path.exists():
        return
    with path.open("rb") as raw:
        yield from lines(raw)


def lines(raw: BinaryIO) -> Iterator[bytes]:
    """The lines of a zstd stream.

    Raises:
        UsageError: it is damaged.
    """
    reader = io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(raw), 1 << 20)
    try:
        for line in reader:
            yield line.rstrip(b"\n")
    except zstandard.ZstdError as error:
        raise UsageError(f"{getattr(raw, 'name', 'the file')} is damaged: {error}") from error


def rows_of_root(folder: Path, name: str, kind: type[Line]) -> Iterator[Line]:
    """The lines of a root table of a release, decoded."""
    decoder = msgspec.json.Decoder(kind)
    for line in lines_of(folder / path_of_root(name)):
        yield decoder.decode(line)

"""Reading a release back: its manifest, and its records, findings, changes and checks of links, line by line.

A release keeps whole records beside its tables (``records/``), whatever its format: deltas are made from them and
applied to them, and every table is made from them again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

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

_MEND = "take it from a copy again; SHA256SUMS in its folder says when it is whole"
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


def release_of(folder: Path) -> Manifest:
    """The manifest of a release.

    Raises:
        UsageError: the folder is none, or its records were taken away.
    """
    manifest = manifest_of(folder)
    if not (folder / path_of_root(RECORDS)).exists():
        raise UsageError(
            f"{folder} is no release: it keeps no records",
            mend=f"bring its {path_of_root(RECORDS)} back, or take the folder away; --release NAME makes a release",
        )
    return manifest


def check_no_release(out: Path) -> None:
    """Refuse to write something else in the place of a release.

    Raises:
        UsageError: the folder is one.
    """
    if (out / RECORDS).is_dir():
        raise UsageError(f"{out} is a release, and releases stay", mend="name another folder")


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of a packed file, without their ends; nothing if the file is not there.

    Raises:
        UsageError: it is damaged, or ends early: half of a file is never taken for the whole.
    """
    if not path.exists():
        return
    unpacker = zstandard.ZstdDecompressor().decompressobj()
    held: list[bytes] = []
    with path.open("rb") as raw:
        try:
            while not unpacker.eof and (packed := raw.read(1 << 16)):
                first, *further = unpacker.decompress(packed).split(b"\n")
                held.append(first)
                for line in further:
                    yield b"".join(held)
                    held = [line]
        except zstandard.ZstdError as error:
            raise UsageError(f"{path} is damaged: {error}", mend=_MEND) from error
    if not unpacker.eof or any(held):
        raise UsageError(f"{path} is damaged: it ends early", mend=_MEND)


def rows_of_root(folder: Path, name: str, kind: type[Line]) -> Iterator[Line]:
    """The lines of a root table of a release, decoded.

    Raises:
        UsageError: the file is damaged, or of another version of the contract.
    """
    decoder = msgspec.json.Decoder(kind)
    path = folder / path_of_root(name)
    for line in lines_of(path):
        try:
            yield decoder.decode(line)
        except msgspec.MsgspecError as error:
            raise UsageError(f"{path} cannot be read: {error}", mend=_MEND) from error

"""What stands beside the tables for other tools: Data Package, Croissant, CSVW, JSON Schemas, and all checksums.

Checksums are in ``SHA256SUMS``, as ``sha256sum --check`` reads them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec

from pipeline.export.descriptions.croissant import croissant
from pipeline.export.descriptions.csvw import CSVW, csvw
from pipeline.export.descriptions.datapackage import datapackage
from pipeline.export.formats.writers import schema_path
from pipeline.export.manifest import Manifest
from pipeline.export.sinks import CHECKSUMS
from pipeline.export.tables import TableSpec
from pipeline.records import json_schema, schema_of


def write_package(folder: Path, manifest: Manifest, specs: tuple[TableSpec, ...]) -> None:
    """Write the descriptions of an export whose tables and manifest are there, then the checksums of everything."""
    (folder / "datapackage.json").write_bytes(indented(datapackage(manifest)))
    (folder / "croissant.json").write_bytes(indented(croissant(manifest)))
    if (described := csvw(manifest)) is not None:
        (folder / CSVW).write_bytes(indented(described))
    for spec in specs:
        path = folder / schema_path(spec.name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(indented(row_schema(spec)))
    write_checksums(folder)


def write_checksums(folder: Path) -> None:
    """Write ``SHA256SUMS`` over every other file of a folder, by name."""
    with (folder / CHECKSUMS).open("w", encoding="utf-8", newline="\n") as sums:
        for name in file_names(folder):
            sums.write(f"{digest_of(folder / name)}  {name}\n")


def file_names(folder: Path) -> list[str]:
    """Every file of an export but its checksums, relative, in order."""
    return sorted(
        name
        for path in folder.rglob("*")
        if path.is_file() and (name := path.relative_to(folder).as_posix()) != CHECKSUMS
    )


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def indented(value: Any) -> bytes:
    """A value as JSON for people."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def row_schema(spec: TableSpec) -> dict[str, Any]:
    """The schema of one row; rows have the columns named and no others, save records, which may grow."""
    if spec.nested:
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **json_schema()}
    schema = schema_of(spec.row_type)
    row = schema["$defs"][spec.row_type.__name__]
    # a row is encoded with every column, also where the model gives a default
    row["required"] = list(row["properties"])
    row["additionalProperties"] = False
    for column in row["properties"].values():
        column.pop("default", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}

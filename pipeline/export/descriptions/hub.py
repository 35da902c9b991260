"""The YAML header of a dataset card, as the library ``datasets`` reads it from a folder.

Every table is a configuration with its features spelled out, so that types come from here and never from the first
rows. Values are written as JSON, which is YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.export.columns import Column, json_cell
from pipeline.export.manifest import Manifest, TableFile
from pipeline.export.tables import TABLES

_TYPES = {
    "string": "string",
    "integer": "int64",
    "boolean": "bool",
    "date": "date32",
    "timestamp": "timestamp[us, tz=UTC]",
}
_ABSENT = ', "keep_default_na": false, "na_values": [""]'
"""Only an empty cell of CSV is absent: pandas, by which it is read, takes words such as None and NA for that, too."""
_ISO_639 = re.compile("[a-z]{2,3}")
"""What hubs take for a language; of others (``x-private``) they refuse the whole card."""
_LOADABLE = ("jsonl", "csv", "parquet")


def header(manifest: Manifest) -> Iterator[str]:
    """The lines of the header, its fences included."""
    yield "---"
    yield f"pretty_name: {json_cell(manifest.title + (f' {manifest.facts.name}' if manifest.facts.name else ''))}"
    codes = sorted({tag.partition("-")[0].lower() for tag in manifest.languages})
    if codes := [code for code in codes if _ISO_639.fullmatch(code)]:
        yield f"language: {json_cell(codes)}"
    yield "license: other"
    yield "license_name: see-attribution"
    yield "license_link: ATTRIBUTION.md"
    yield f"tags: {json_cell(['health', 'medical', 'provenance'])}"
    tables = [file for file in manifest.tables if _loadable(file, manifest)]
    if tables:
        yield "configs:"
        for file in tables:
            default = ', "default": true' if file is tables[0] else ""
            files = json_cell([{"split": "train", "path": file.path}])
            absent = _ABSENT if manifest.format == "csv" else ""
            yield f'- {{"config_name": {json_cell(file.name)}, "data_files": {files}{default}{absent}}}'
        yield "dataset_info:"
        for file in tables:
            features = [_feature(column, manifest.format) for column in file.columns]
            yield f'- {{"config_name": {json_cell(file.name)}, "features": {json_cell(features)}}}'
    yield "---"
    yield ""


def _loadable(file: TableFile, manifest: Manifest) -> bool:
    if manifest.format not in _LOADABLE or TABLES[file.name].nested:
        return False
    return file.rows > 0 or manifest.format == "parquet"  # other formats have no types without a row


def _feature(column: Column, format_: str) -> dict[str, Any]:
    scalar = _TYPES.get(column.type)
    if scalar is not None:
        if format_ == "csv" and column.nullable:  # readers of CSV have no absent integer, and no time that is absent
            scalar = {"integer": "float64", "timestamp": "string", "date": "string"}.get(column.type, scalar)
        return {"name": column.name, "dtype": scalar}
    if format_ == "csv":
        return {"name": column.name, "dtype": "string"}
    return {"name": column.name, "list": _item(column.type.removeprefix("list<").removesuffix(">"))}


def _item(type_: str) -> Any:
    if not type_.startswith("struct<"):
        return _TYPES[type_]
    parts = (part.split(": ") for part in type_.removeprefix("struct<").removesuffix(">").split(", "))
    return [{"name": name, "dtype": _TYPES[kind]} for name, kind in parts]

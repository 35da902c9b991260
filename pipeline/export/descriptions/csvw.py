"""``csv-metadata.json`` (CSV on the Web, W3C 2015): where its tools look for types and keys of the files beside it."""

from __future__ import annotations

from typing import Any

from pipeline.export.columns import Column
from pipeline.export.manifest import Manifest, TableFile
from pipeline.export.tables import TABLES

CSVW = "csv-metadata.json"

_TYPES: dict[str, Any] = {
    "string": "string",
    "integer": "integer",
    "boolean": {"base": "boolean", "format": "true|false"},
    "date": "date",
    "timestamp": "dateTime",
}


def csvw(manifest: Manifest) -> dict[str, Any] | None:
    """The description of an export of CSV; of what is packed the standard knows nothing: ``None``."""
    if manifest.format != "csv" or manifest.compression != "none":
        return None
    names, said = {file.name for file in manifest.tables}, manifest.facts.dataset
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": manifest.title + (f", release {manifest.facts.name}" if manifest.facts.name else ""),
        "dc:rights": {"@id": "ATTRIBUTION.md"},
        "dc:bibliographicCitation": manifest.citation(),
        **{
            key: value
            for key, value in (("dc:publisher", said.maintainer), ("dc:identifier", said.persistent))
            if value
        },
        **({"dc:description": said.description} if said.description else {}),
        "dialect": {"lineTerminators": ["\r\n"]},
        "tables": [_table(file, names) for file in manifest.tables],
    }


def _table(file: TableFile, names: set[str]) -> dict[str, Any]:
    spec = TABLES[file.name]
    schema: dict[str, Any] = {"columns": [_column(one) for one in file.columns], "primaryKey": list(spec.key)}
    if spec.of_documents and "documents" in names:
        key = "document_id"
        reference = {"resource": "documents.csv", "columnReference": key}
        schema["foreignKeys"] = [{"columnReference": key, "reference": reference}]
    return {"url": file.path, "dc:description": spec.meaning, "tableSchema": schema}


def _column(column: Column) -> dict[str, Any]:
    """A text that may not be absent may be empty, which this standard calls absent: only others are required."""
    typed = {"datatype": _TYPES.get(column.type, "json")}
    needed = {"required": True} if column.type in _TYPES and column.type != "string" and not column.nullable else {}
    return {"name": column.name, "titles": column.name, "dc:description": column.description, **typed, **needed}

"""``datapackage.json`` (Frictionless Data Package 1, Table Schema 1): tables, types, keys, sizes, checksums."""

from __future__ import annotations

from typing import Any

from pipeline.config.publishing import Imprint
from pipeline.export.columns import Column
from pipeline.export.manifest import Manifest, TableFile
from pipeline.export.tables import TABLES

_TYPES = {"string": "string", "integer": "integer", "boolean": "boolean", "date": "date", "timestamp": "datetime"}
_MEDIA = {"jsonl": "application/jsonl", "csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def datapackage(manifest: Manifest) -> dict[str, Any]:
    """The description of an export as a Data Package; formats without tables have no resources."""
    names = {file.name for file in manifest.tables}
    files = [file for file in manifest.tables if manifest.format in _MEDIA and not TABLES[file.name].nested]
    return {
        **({"version": manifest.facts.name} if manifest.facts.name else {}),
        **_published(manifest.facts.dataset),
        "name": _slug(manifest.facts.name or "health-pages"),
        "title": manifest.title + (f", release {manifest.facts.name}" if manifest.facts.name else ""),
        "description": f"{manifest.description} See README.md.",
        "licenses": _licenses(manifest),
        "sources": [{"title": name} for name in manifest.publishers()],
        "resources": [_resource(file, manifest, names) for file in files],
    }


def _published(said: Imprint) -> dict[str, Any]:
    """Who publishes it, where it has its home and its identifier, as far as that was said."""
    found: dict[str, Any] = {
        key: value for key, value in (("id", said.persistent), ("homepage", said.homepage)) if value
    }
    if said.maintainer:
        contributor = {"title": said.maintainer, "role": "publisher"}
        if said.contact:
            contributor["email" if said.is_mail else "path"] = said.contact
        found["contributors"] = [contributor]
    return found


def _slug(name: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in name.lower()).strip("-") or "health-pages"


def _licenses(manifest: Manifest) -> list[dict[str, str]]:
    statuses = sorted({rights.status for rights in manifest.rights}) or ["unknown"]
    of_pages = [{"name": f"other-{status.replace('_', '-')}", "path": "ATTRIBUTION.md"} for status in statuses]
    terms = manifest.facts.dataset.license
    return [*of_pages, {"title": f"The compilation alone: {terms}", "path": "ATTRIBUTION.md"}] if terms else of_pages


def _resource(file: TableFile, manifest: Manifest, names: set[str]) -> dict[str, Any]:
    spec = TABLES[file.name]
    resource: dict[str, Any] = {
        "name": file.name,
        "description": spec.meaning,
        "path": file.path,
        "format": manifest.format,
        "mediatype": _MEDIA[manifest.format],
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if manifest.compression == "gzip":
        resource["compression"] = "gz"
    if manifest.compression == "zstd":  # readers of this format do not unpack it: a file, not a table
        return {**resource, "type": "file", "format": "zst", "mediatype": "application/zstd"}
    if manifest.format == "parquet":  # they read its nested columns as something else; its own schema is in the file
        return {**resource, "type": "file"}
    if manifest.format == "csv":
        resource["dialect"] = {"delimiter": ",", "lineTerminator": "\r\n", "header": True}
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in file.columns],
        "missingValues": [""],
        "primaryKey": list(spec.key),
    }
    if spec.of_documents and "documents" in names:
        keys = ["document_id"]
        schema["foreignKeys"] = [{"fields": keys, "reference": {"resource": "documents", "fields": keys}}]
    return {**resource, "schema": schema}


def _field(column: Column) -> dict[str, Any]:
    type_ = _TYPES.get(column.type, "array")
    field: dict[str, Any] = {"name": column.name, "type": type_, "description": column.description}
    if type_ == "datetime":
        field["format"] = "any"
    if type_ == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    return field

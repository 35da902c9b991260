"""``croissant.json`` (MLCommons Croissant 1.0): the same description for machine-learning tools."""

from __future__ import annotations

from typing import Any

from pipeline.config.publishing import Imprint
from pipeline.export.columns import Column
from pipeline.export.manifest import Manifest, TableFile
from pipeline.export.tables import TABLES

_TERMS = """
citeAs column equivalentProperty extract field fileProperty fileObject fileSet format includes isLiveDataset jsonPath
key md5 parentField path recordSet references regex repeated replace samplingRate separator source subField transform
"""
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in _TERMS.split()},
}
"""As the specification prescribes it."""
_MEDIA = {"jsonl": "application/jsonlines", "csv": "text/csv", "parquet": "application/x-parquet"}
_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "timestamp": "sc:DateTime",
}
_TURNED = ("modified",)
"""Columns of text that pandas, by which Croissant files are read, turns into dates when it reads JSON Lines."""


def croissant(manifest: Manifest) -> dict[str, Any]:
    """The description of an export; a format without one file a table has its files and no record sets."""
    described = manifest.format in _MEDIA
    statuses = sorted({rights.status for rights in manifest.rights})
    files = [file for file in manifest.tables if described and not TABLES[file.name].nested]
    terms = f"; of the compilation alone: {said}" if (said := manifest.facts.dataset.license) else ""
    dataset: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": (manifest.facts.dataset.title or "health-pages")
        + (f"-{manifest.facts.name}" if manifest.facts.name else ""),
        "description": f"{manifest.description} See README.md.",
        "url": manifest.facts.dataset.homepage or "README.md",
        "license": {
            "@type": "sc:CreativeWork",
            "name": f"Rights differ by page: {', '.join(statuses) or 'none'}{terms}",
            "url": "ATTRIBUTION.md",
        },
        "creator": [{"@type": "sc:Organization", "name": name} for name in manifest.publishers()],
        "version": manifest.facts.name or "0.0.0",
        "citeAs": manifest.citation(),
        "distribution": [_file(file, manifest) for file in files],
        **_published(manifest.facts.dataset),
    }
    if manifest.languages:
        dataset["inLanguage"] = list(manifest.languages)
    if manifest.last_capture is not None:
        dataset["datePublished"] = manifest.last_capture.date().isoformat()
    if manifest.compression != "zstd":  # a packing that readers of this format do not know
        read = [file for file in files if file.rows or manifest.format == "parquet"]
        dataset["recordSet"] = [_record_set(file, manifest) for file in read]
    return dataset


def _published(said: Imprint) -> dict[str, Any]:
    """Who publishes it, and its identifier, as far as that was said."""
    found: dict[str, Any] = {"identifier": said.persistent} if said.persistent else {}
    if said.maintainer:
        found["publisher"] = {"@type": "sc:Organization", "name": said.maintainer}
        if said.contact:
            found["publisher"]["email" if said.is_mail else "url"] = said.contact
    return found


def _file(file: TableFile, manifest: Manifest) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": f"{file.name}-file",
        "name": f"{file.name}-file",
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": _MEDIA[manifest.format],
        "sha256": file.sha256,
    }


def _record_set(file: TableFile, manifest: Manifest) -> dict[str, Any]:
    spec = TABLES[file.name]
    return {
        "@type": "cr:RecordSet",
        "@id": file.name,
        "name": file.name,
        "description": spec.meaning,
        "key": [{"@id": f"{file.name}/{column}"} for column in spec.key],
        "field": [_field(file, column, manifest) for column in file.columns if _told(column, manifest)],
    }


def _told(column: Column, manifest: Manifest) -> bool:
    """Lists of structs cannot be told in this format where the file nests them; subjects have a table of their own."""
    return manifest.format == "csv" or not column.type.startswith("list<struct")


def _field(file: TableFile, column: Column, manifest: Manifest) -> dict[str, Any]:
    turned = manifest.format == "jsonl" and column.name in _TURNED
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{file.name}/{column.name}",
        "name": column.name,
        "description": column.description,
        "dataType": "sc:Date" if turned else _TYPES.get(column.type, "sc:Text"),
        "source": {"fileObject": {"@id": f"{file.name}-file"}, "extract": {"column": column.name}},
    }
    if column.type == "list<string>" and manifest.format != "csv":
        field["repeated"] = True
    return field

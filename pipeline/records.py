"""The record as JSON: encoding, decoding, JSON Schema and the hash that tells one version from the next."""

from __future__ import annotations

import hashlib
import inspect
from typing import Any

import msgspec

from pipeline.errors import UsageError
from pipeline.model.document import SCHEMA_VERSION, Document

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Document)

OUTSIDE = "content-outside"
"""Code of the issue that much of a page's text stands outside of what was taken for its content."""
TRANSPORT = frozenset({"http", "sitemap", "feed"})
"""Carriers of dates that are no words of the page: alone they make no version."""


def to_json(document: Document) -> bytes:
    """The record as one JSON object (UTF-8, no trailing newline, fields in the order of the contract).

    Raises:
        UsageError: it is no record; ``None``, where there was no page, would become a line that is none.
    """
    if not isinstance(document, Document):
        raise UsageError(f"this is no record: {document!r:.200}", mend="give a Document, as pipeline.open gives them")
    return _encoder.encode(document)


def from_json(data: bytes | str) -> Document:
    """The record back from :func:`to_json`'s bytes.

    Raises:
        msgspec.ValidationError: the data does not fit the contract.
    """
    return _decoder.decode(data)


def read_json(data: bytes | str) -> Document:
    """The record that one JSON object is: a line of ``records.jsonl``, or what ``pipeline show --json`` printed.

    Fields that this version does not know are left out.

    Raises:
        UsageError: it is none, or one of a contract whose names mean something else.
    """
    try:
        document = from_json(data)
    except (msgspec.DecodeError, TypeError, UnicodeEncodeError) as error:
        raise UsageError(
            f"this is no record: {error}", mend="give one line of records.jsonl, or what `pipeline show --json` prints"
        ) from error
    if document.schema_version.partition(".")[0] != SCHEMA_VERSION.partition(".")[0]:
        raise UsageError(
            f"{document.url} is a record of version {document.schema_version}, and {SCHEMA_VERSION} is read here",
            mend="read it with the software that wrote it, or a newer one",
        )
    return document


def content_hash(document: Document) -> str:
    """SHA-256 (hex) of what the page says: the record without provenance and without transport dates.

    Two captures with the same content hash are one version: a new ETag, a new Last-Modified, a rotating
    navigation or other text outside of the content make no version.
    """
    said = msgspec.structs.replace(
        document,
        provenance=None,
        coverage=msgspec.structs.replace(document.coverage, outside_words=None),
        issues=tuple(issue for issue in document.issues if issue.code != OUTSIDE),
        dates=tuple(claim for claim in document.dates if claim.source not in TRANSPORT),
    )
    return hashlib.sha256(_encoder.encode(said)).hexdigest()


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the record."""
    return schema_of(Document)


def schema_of(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """JSON Schema (2020-12) of a type, the same under every Python: up to 3.12 docstrings keep their indentation."""
    schema = msgspec.json.schema(kind)
    for described in schema["$defs"].values():
        if "description" in described:
            described["description"] = inspect.cleandoc(described["description"])
    return schema

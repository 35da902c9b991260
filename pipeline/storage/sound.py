"""Whether what is stored still is what was stored: SQLite checks how a file is built, not the values in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import msgspec

from pipeline import records
from pipeline.storage.packing import Unreadable, text_digest, unpack, unpack_json

_VERSIONS = """
SELECT v.id, v.number, d.url, v.content_hash, v.record FROM versions v JOIN documents d ON d.id = v.document_id
ORDER BY v.id
"""
_TEXTS = """
SELECT t.digest, CAST(t.text AS BLOB), CAST(coalesce(t.markdown, t.text) AS BLOB) FROM version_sections s
JOIN texts t ON t.id = s.text_id WHERE s.version_id = ? ORDER BY s.position
"""


def damaged_versions(connection: sqlite3.Connection) -> Iterator[str]:
    """The versions that cannot be read or say something else than they did when they were stored, in words."""
    for version_id, number, url, content_hash, record in connection.execute(_VERSIONS):
        why = _damage(connection.execute(_TEXTS, (version_id,)).fetchall(), content_hash, record)
        if why is not None:
            yield f"version {number} of {url} {why}"


def _damage(texts: list[tuple[bytes, bytes, bytes]], content_hash: str, record: bytes) -> str | None:
    try:
        said = [(text.decode(), markdown.decode()) for _, text, markdown in texts]
        document = unpack(record, list(said))
        as_written = records.to_json(records.from_json(unpack_json(record))) == unpack_json(record)
    except (UnicodeDecodeError, msgspec.DecodeError, Unreadable) as error:
        return f"cannot be read: {error}"
    if any(text_digest(*words) != digest for words, (digest, _, _) in zip(said, texts, strict=True)):
        return "does not have the words that were stored"
    # a record of an older contract is written otherwise today, and its hash is that of then
    if as_written and records.content_hash(document) != content_hash:
        return "does not say what was stored"
    return None

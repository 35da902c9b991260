"""Whether what is stored still is what was stored: SQLite checks how a file is built, not the values in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from pipeline import records
from pipeline.errors import StorageError
from pipeline.storage.connection import is_undecodable, translated
from pipeline.storage.derived import rows_that_differ
from pipeline.storage.packing import Unreadable, text_digest, unpack_json, with_texts
from pipeline.storage.schema import check_readable

_VERSIONS = """
SELECT v.id, v.number, d.url, v.content_hash, v.record FROM versions v JOIN documents d ON d.id = v.document_id
ORDER BY v.id
"""
_TEXTS = """
SELECT t.digest, CAST(t.text AS BLOB), CAST(coalesce(t.markdown, t.text) AS BLOB) FROM version_sections s
JOIN texts t ON t.id = s.text_id WHERE s.version_id = ? ORDER BY s.position
"""


def fault_of(copy: Path, *, name: Path) -> str | None:
    """What is wrong first with a database that nobody writes; ``None`` where it is sound.

    Args:
        copy: the file.
        name: what errors call it.

    Raises:
        StorageError: it cannot be read.
    """
    with translated(name), closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return next(_faults(connection, name), None)


def _faults(connection: sqlite3.Connection, name: Path) -> Iterator[str]:
    yield from structure(connection)
    try:
        check_readable(connection, name=str(name))
    except StorageError:
        return  # an older version wrote it, and kept its records otherwise
    yield from undecodable(connection)
    yield from damaged_versions(connection)
    yield from rows_that_differ(connection)


def structure(connection: sqlite3.Connection) -> Iterator[str]:
    """What SQLite finds wrong with a file: how it is built, and rows that point to none."""
    for (said,) in connection.execute("PRAGMA integrity_check"):
        if said != "ok":
            yield str(said)
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"{table} row {row} points to a missing row of {parent}"


def undecodable(connection: sqlite3.Connection) -> Iterator[str]:
    """The tables that hold bytes which are no text where text should be: whoever reads such a row cannot go on.

    The words of sections are told with their versions (:func:`damaged_versions`).
    """
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE %'")
    for (table,) in tables.fetchall():
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")') if row[2] == "TEXT"]
        if not columns or table == "texts":
            continue
        listed = ", ".join(f'"{name}"' for name in columns)
        try:
            for _ in connection.execute(f'SELECT {listed} FROM "{table}"'):
                pass
        except sqlite3.OperationalError as error:
            if not is_undecodable(error):
                raise
            yield f"{table} holds bytes that are no text: {error}"


def damaged_versions(connection: sqlite3.Connection) -> Iterator[str]:
    """The versions that cannot be read or say something else than they did when they were stored, in words."""
    for version_id, number, url, content_hash, record in connection.execute(_VERSIONS):
        why = _damage(connection.execute(_TEXTS, (version_id,)).fetchall(), content_hash, record)
        if why is not None:
            yield f"version {number} of {url} {why}"


def _damage(texts: list[tuple[bytes, bytes, bytes]], content_hash: str, record: bytes) -> str | None:
    try:
        said: list[tuple[str, str | None]] = [(text.decode(), markdown.decode()) for _, text, markdown in texts]
        bare = records.from_json(packed := unpack_json(record))
        if records.content_hash(with_texts(bare, said)) == content_hash:
            return None
    except (UnicodeDecodeError, msgspec.DecodeError, Unreadable) as error:
        return f"cannot be read: {error}"
    if any(text_digest(text.decode(), markdown.decode()) != digest for digest, text, markdown in texts):
        return "does not have the words that were stored"
    # a record of an older contract is written otherwise today, and its hash is that of then
    return "does not say what was stored" if records.to_json(bare) == packed else None

"""Grades and claims for versions that an older version of this software stored without them."""

from __future__ import annotations

import sqlite3

from pipeline.changes import compare
from pipeline.model.document import Document
from pipeline.storage.grading import fingerprint_of, review_of
from pipeline.storage.packing import unpack
from pipeline.storage.versions import TEXTS, columns_of


def grade_history(connection: sqlite3.Connection) -> None:
    """Grade every version against the one before, inside the caller's transaction; one document in memory at a time."""
    for (document_id,) in connection.execute("SELECT id FROM documents ORDER BY id").fetchall():
        before: Document | None = None
        for version_id, record in connection.execute(
            "SELECT id, record FROM versions WHERE document_id = ? ORDER BY number", (document_id,)
        ).fetchall():
            after = unpack(record, connection.execute(TEXTS, (version_id,)).fetchall())
            _fill(connection, version_id, before, after)
            before = after


def _fill(connection: sqlite3.Connection, version_id: int, before: Document | None, after: Document) -> None:
    connection.execute(
        "UPDATE versions SET fingerprint = ?, review_role = ?, review_value = ?, review_lo = ?, review_hi = ?"
        " WHERE id = ?",
        (fingerprint_of(after), *columns_of(review_of(after)), version_id),
    )
    if before is not None:
        grade = compare(before, after).grade
        connection.execute("UPDATE versions SET grade = ? WHERE id = ?", (grade, version_id))
        connection.execute(
            "UPDATE changes SET grade = ? WHERE version_id = ? AND kind = 'changed'", (grade, version_id)
        )
    connection.execute(
        "UPDATE changes SET grade = 'technical' WHERE version_id = ? AND kind = 'technical'", (version_id,)
    )

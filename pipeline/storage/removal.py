"""Taking a record out of the database: its rows, its versions, and the texts that nobody else uses."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.storage.current import ORDERED, Current

_OF_DOCUMENT = ("sections", *ORDERED, "issues", "aliases", "suspects")
"""Tables whose rows belong to one document."""

_VERSIONS = "SELECT id FROM versions WHERE document_id = ?"


class Removal(Current):
    """Removes records; what points to them from the frontier and the ledger is the caller's. Inside its transaction."""

    def _remove_records(self, document_ids: Sequence[int]) -> None:
        """Remove some records; together, as finding the texts that nobody else uses reads every version's list."""
        sql = self._sql
        self._index_words()  # what is taken out below must be in it
        sql.execute("CREATE TEMP TABLE orphans (id INTEGER PRIMARY KEY)")
        for document_id in document_ids:
            sql.execute(
                "INSERT INTO sections_fts (sections_fts, rowid, title, heading, text) SELECT 'delete', id, title,"
                " heading, text FROM section_words WHERE id IN (SELECT id FROM sections WHERE document_id = ?)",
                (document_id,),
            )
            sql.execute(
                f"INSERT OR IGNORE INTO orphans SELECT text_id FROM version_sections WHERE version_id IN ({_VERSIONS})",
                (document_id,),
            )
            for table in _OF_DOCUMENT:
                sql.execute(f"DELETE FROM {table} WHERE document_id = ?", (document_id,))
            sql.execute(f"DELETE FROM version_sections WHERE version_id IN ({_VERSIONS})", (document_id,))
            sql.execute("DELETE FROM versions WHERE document_id = ?", (document_id,))
            sql.execute("DELETE FROM documents WHERE id = ?", (document_id,))
        sql.execute("DELETE FROM orphans WHERE id IN (SELECT text_id FROM version_sections)")
        sql.execute("DELETE FROM texts WHERE id IN (SELECT id FROM orphans)")
        sql.execute("DROP TABLE orphans")
        self._held_texts.clear()

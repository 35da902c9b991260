"""Quarantine: a page that lost most of its text at once is taken for damage until a later look says the same.

The reader, the server or a wall is suspected before the publisher. The version from before stays the current one, in
every export; what came is kept as capture, and read again later.
"""

from __future__ import annotations

from datetime import timedelta

from pipeline.changes import COLLAPSE_LENGTH, Diff
from pipeline.model.document import Document
from pipeline.storage.connection import moment
from pipeline.storage.grading import fingerprint_of
from pipeline.storage.versions import Versions

BELIEVED_AFTER = timedelta(hours=12)
"""Two looks this far apart that show the same few words are believed: two nightly runs, and no passing trouble."""


class Suspects(Versions):
    """Which page is in quarantine, since when, with which words; all inside the caller's transaction."""

    def _suspect(
        self, document_id: int, number: int, before: Document, after: Document, diff: Diff, *, at: str
    ) -> str | None:
        """Why this state must not become a version yet; ``None`` when it may.

        A page that never had much text cannot lose it. A collapse that was seen :data:`BELIEVED_AFTER` ago in the same
        words is true, and so is one that leads back to one of the last few states.
        """
        if not diff.collapsed or _characters(before) < COLLAPSE_LENGTH:
            return None
        words = fingerprint_of(after)
        if self._same_words(document_id, number, words, fingerprint_of(before)) is not None:
            return None
        known = self._sql.execute(
            "SELECT since FROM suspects WHERE document_id = ? AND fingerprint = ?", (document_id, words)
        ).fetchone()
        if known is not None and moment(at) - moment(known[0]) >= BELIEVED_AFTER:
            return None
        if known is None:
            self._sql.execute("INSERT OR REPLACE INTO suspects VALUES (?, ?, ?)", (document_id, words, at))
        return f"{_characters(after)} of {_characters(before)} characters of text are left"

    def _release(self, document_id: int) -> bool:
        """End a quarantine; whether there was one."""
        return self._sql.execute("DELETE FROM suspects WHERE document_id = ?", (document_id,)).rowcount > 0


def _characters(document: Document) -> int:
    return sum(len(section.text) for section in document.sections)

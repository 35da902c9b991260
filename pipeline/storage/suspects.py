"""Quarantine: a page that lost most of its text at once is taken for damage until a later look says the same.

The reader, the server or a wall is suspected before the publisher. The version from before stays the current one, in
every export; what came is kept as capture, and read again later.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from pipeline.changes import COLLAPSE_LENGTH, Diff
from pipeline.model.document import Document
from pipeline.storage.connection import guarded, moment, stamp
from pipeline.storage.grading import fingerprint_of
from pipeline.storage.versions import Versions

BELIEVED_AFTER = timedelta(hours=12)
"""Two looks this far apart that show the same few words are believed: two nightly runs, and no passing trouble."""

SHORT = 250
"""Words of a page that may be a wall, at most."""

_MET = "SELECT id, version_id FROM documents WHERE site = ? AND first_seen >= ? AND words <= ?"
_IN_QUARANTINE = "SELECT s.fingerprint FROM suspects s JOIN documents d ON d.id = s.document_id WHERE d.site = ?"
_ASK_AGAIN = """
UPDATE urls SET etag = NULL, last_modified = NULL, payload_sha256 = NULL, entity_sha256 = NULL, capture = NULL,
  next_due = ?, due_reason = 'retry'
WHERE document_id = ?
"""


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

    @guarded
    def doubt_new_pages(self, site: str, *, since: datetime, now: datetime) -> int:
        """Make pages due, and asked whole, that were first met while their site was odd; how many.

        Only short ones that say word for word what another one says, which was met with them or is in quarantine: a
        wall says the same at every address, and no record of better days tells it from the page.
        """
        with self.batch():
            said = {
                document_id: fingerprint_of(self._record(version_id))
                for document_id, version_id in self._sql.execute(_MET, (site, stamp(since), SHORT)).fetchall()
            }
            walls = {words for (words,) in self._sql.execute(_IN_QUARANTINE, (site,))}
            often = Counter(said.values())
            doubted = [one for one, words in said.items() if often[words] > 1 or words in walls]
            self._sql.executemany(_ASK_AGAIN, [(stamp(now), one) for one in doubted])
        return len(doubted)

    def _release(self, document_id: int) -> bool:
        """End a quarantine; whether there was one."""
        return self._sql.execute("DELETE FROM suspects WHERE document_id = ?", (document_id,)).rowcount > 0


def _characters(document: Document) -> int:
    return sum(len(section.text) for section in document.sections)

"""Where a page lives: redirects, moves that keep a document's identity, and aliases."""

from __future__ import annotations

from datetime import timedelta

from pipeline.absence import is_home_like
from pipeline.model.capture import Capture
from pipeline.storage.connection import moment
from pipeline.storage.documents import Documents
from pipeline.storage.outcome_rows import Moment, Row
from pipeline.urls import canonicalize, page_key

_PERMANENT = frozenset({301, 308})
CONFIRM_GONE_AFTER = timedelta(hours=24)
"""Two answers at least this far apart make a page gone: 404 or 410 (audit rule FR014), or a redirect for good."""

CROWD = 5
"""Standing pages that lead to one address, from which on it is taken for a page for all that is lost."""

LOOK_AGAIN = CONFIRM_GONE_AFTER + timedelta(hours=1)
"""When an address that leads to another's page, and whose own still stands, is looked at again."""

_AGAIN = "UPDATE urls SET next_due = ?, due_reason = 'confirm-gone' WHERE id = ?"
_WAITING = """
SELECT d.url, d.id, a.since FROM aliases a
JOIN documents d ON d.url = a.url AND d.gone_since IS NULL AND d.id <> ? WHERE a.document_id = ?
"""


class Redirects(Documents):
    """What a followed redirect means for the documents at its two ends."""

    def _page_url(self, asked: str, capture: Capture) -> str:
        return asked if capture.url == asked else canonicalize(capture.url)

    def _move(self, document_id: int | None, old: str, new: str, capture: Capture, when: Moment) -> None:
        """Let the document at ``old`` live at ``new`` from now on, with its id and history, if the answer says so.

        Only a wholly permanent redirect (301, 308) to something that is no home page says so, and only while no
        document stands there: two histories are never mixed.
        """
        if document_id is None or not _says_moved(new, capture):
            return
        if self._value("SELECT 1 FROM documents WHERE url = ?", (new,)):
            return
        moved = self._value(
            "UPDATE documents SET url = ?, spelling = ? WHERE id = ? AND url = ? RETURNING version_id",
            (new, page_key(new), document_id, old),
        )
        if moved is not None:
            self._log_change(when.run, document_id, "moved", at=when.at, version_id=moved, detail=f"from {old}")
            self._alias(old, document_id, when.at, "redirect")  # also where the answer there is in doubt

    def _alias(self, url: str, document_id: int, since: str, reason: str) -> None:
        self._sql.execute(
            "INSERT INTO aliases (url, document_id, since, reason) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (url, document_id, since, reason),
        )

    def _note_alias(self, row: Row, new: str, document_id: int, capture: Capture, when: Moment) -> None:
        """Note that the document at ``new`` is also reached, permanently, through ``row``; the first date stays.

        Where a document stands at the old address, too, the two become one when this is confirmed: see :meth:`_join`.
        """
        if not _says_moved(new, capture):
            return
        self._alias(row.url, document_id, when.at, "redirect")
        self._sql.execute("UPDATE urls SET document_id = ? WHERE id = ?", (document_id, row.id))
        self._join(row, new, document_id, when)

    def _join(self, row: Row, new: str, document_id: int, when: Moment) -> None:
        """End the document whose address leads to another one's for good: its history stays, ended.

        Two looks in a row must say so, a day or more after the first that ever did, and the second is made as soon as
        it may be; but not when a crowd of pages leads to the same address: that is a page for all that is lost, not
        where each of them went.
        """
        waiting = self._sql.execute(_WAITING, (document_id, document_id)).fetchall()
        if len(waiting) >= CROWD:
            return
        for url, left, since in waiting:
            if url != row.url:
                continue
            if row.status == "redirected" and when.now - moment(since) >= CONFIRM_GONE_AFTER:
                detail = f"moved to {new}, which has a record of its own, since {since}"
                self._make_gone(when.run, left, url, since=since, at=when.at, detail=detail)
            else:
                self._sql.execute(_AGAIN, (when.soon(LOOK_AGAIN), row.id))


def _says_moved(new: str, capture: Capture) -> bool:
    return (
        bool(capture.redirects) and all(hop.status in _PERMANENT for hop in capture.redirects) and not is_home_like(new)
    )

"""Where a page lives: redirects, moves that keep a document's identity, and aliases."""

from __future__ import annotations

from datetime import timedelta

from pipeline.absence import is_home_like
from pipeline.model.capture import Capture
from pipeline.model.document import Document
from pipeline.storage.connection import moment
from pipeline.storage.documents import Documents
from pipeline.storage.outcome_rows import LEADS, Done, Moment, Row
from pipeline.storage.packing import pack
from pipeline.storage.suspects import BELIEVED_AFTER
from pipeline.urls import canonicalize, page_key

_PERMANENT = frozenset({301, 308})
CONFIRM_GONE_AFTER = timedelta(hours=24)
"""Two answers at least this far apart make a page gone: 404 or 410 (audit rule FR014), or a redirect for good."""

CROWD = 5
"""Standing pages that lead to one address, from which on it is taken for a page for all that is lost."""

LOOK_AGAIN = CONFIRM_GONE_AFTER + timedelta(hours=1)
"""When an address that leads to another's page, and whose own still stands, is looked at again."""

_MET_SINCE = """
SELECT n.id, n.version_id, n.changed_at, n.first_seen, v.number, v.id, o.gone_since IS NOT NULL
FROM documents o JOIN versions v ON v.id = o.version_id
JOIN documents n ON n.url = :new AND n.title = o.title AND n.gone_since IS NULL AND n.first_seen > v.last_seen_at
WHERE o.id = :kept AND o.url = :old
"""
_NUMBER_ON = "UPDATE versions SET document_id = :kept, number = number + :number WHERE document_id = :left"
_CHANGED = """
UPDATE changes SET document_id = :kept, kind = CASE kind WHEN 'new' THEN 'changed' ELSE kind END,
  previous_version_id = CASE kind WHEN 'new' THEN :last ELSE previous_version_id END
WHERE document_id = :left
"""
_POINTERS = ("UPDATE urls", "UPDATE OR IGNORE aliases")

_AGAIN = "UPDATE urls SET next_due = ?, due_reason = 'confirm-gone' WHERE id = ?"
_WAITING = """
SELECT d.url, d.id, a.since FROM aliases a
JOIN documents d ON d.url = a.url AND d.gone_since IS NULL AND d.id <> ? WHERE a.document_id = ?
"""


class Redirects(Documents):
    """What a followed redirect means for the documents at its two ends."""

    def _page_url(self, asked: str, capture: Capture) -> str:
        return asked if capture.url == asked else canonicalize(capture.url)

    def _list_instead(self, row: Row, capture: Capture, document: Document | None, when: Moment) -> str | None:
        """The address that answered where a page was asked for, if it is a list's; ``None`` if it is none.

        One that was named as a list while it was asked as a page, and is a page, is none.
        """
        url = self._page_url(row.url, capture)
        if when.target.kind != "page":
            return None
        kind = row.kind if url == row.url else self._value("SELECT kind FROM urls WHERE url = ?", (url,))
        if kind != "sitemap":
            return None
        if url == row.url and document is not None:
            self._sql.execute("UPDATE urls SET kind = 'page' WHERE id = ?", (row.id,))
            return None
        return url

    def _led_to_list(self, row: Row, to: str, number: int, when: Moment) -> Done:
        """What becomes of a page that leads to a list: nothing was read, and the list's own look is still to come.

        Stored as that of the list, the answer would never be read as one: the list would answer 304 from then on.
        """
        if to != row.url:
            due = when.seldom() if row.document_id is None else when.next_due
            if row.document_id is not None and row.capture is not None:
                due = when.soon(BELIEVED_AFTER)  # a slip of the server, mostly: the page is not to wait long
            self._sql.execute(LEADS, (to, when.at, due, row.url))
        return Done("unread", capture=number, message=f"leads to a list of pages, {to}")

    def _move(self, document_id: int | None, old: str, new: str, capture: Capture, when: Moment) -> None:
        """Let the document at ``old`` live at ``new`` from now on, with its id and history, if the answer says so.

        Only a wholly permanent redirect (301, 308) to something that is no home page says so, and only while no
        document stands there: two histories are never mixed. One that was first met there after the last look at the
        old address, under the same title, is the page itself: its list named the new address before the old was due.
        """
        if document_id is None or not _says_moved(new, capture):
            return
        since: str | None = when.at
        if self._value("SELECT 1 FROM documents WHERE url = ?", (new,)):
            since = self._went_on(document_id, old, new, when)
        if since is None:
            return
        moved = self._value(
            "UPDATE documents SET url = ?, spelling = ? WHERE id = ? AND url = ? RETURNING version_id",
            (new, page_key(new), document_id, old),
        )
        if moved is not None:
            self._log_change(when.run, document_id, "moved", at=since, version_id=moved, detail=f"from {old}")
            self._alias(old, document_id, when.at, "redirect")  # also where the answer there is in doubt

    def _went_on(self, kept: int, old: str, new: str, when: Moment) -> str | None:
        """Let the versions of a page that was met at its new address first follow those of the old one; since when."""
        found = self._sql.execute(_MET_SINCE, {"kept": kept, "old": old, "new": new}).fetchone()
        if found is None:
            return None
        left, version_id, changed_at, since, number, last, was_gone = found
        values = {"kept": kept, "left": left, "number": number, "last": last}
        packed = pack(self._record(version_id))
        self._sql.execute(_NUMBER_ON, values)
        self._sql.execute(_CHANGED, values)
        for update in _POINTERS:
            self._sql.execute(f"{update} SET document_id = :kept WHERE document_id = :left", values)
        self._remove_records([left])
        self._sql.execute("DELETE FROM version_sections WHERE version_id = ?", (version_id,))
        self._make_current(when.run, kept, version_id, packed, at=changed_at)
        self._regrade(kept, number + 1)
        if was_gone:
            self._bring_back(when.run, kept, version_id, at=since)
        return str(since)

    def _back_at(self, row: Row, when: Moment) -> str | None:
        """When an address that leads to another is looked at again: seldom, unless a record stands at it.

        Then the page is behind a wall or on a slip of its server's, mostly: first soon, later at its interval.
        """
        known = self._held(row.url)
        if known is None or known.gone_since is not None:
            return when.seldom()
        return when.next_due if row.capture is None else when.soon(BELIEVED_AFTER)

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
                self._sql.execute("UPDATE urls SET next_due = ? WHERE id = ?", (when.seldom(), row.id))
            else:
                self._sql.execute(_AGAIN, (when.soon(LOOK_AGAIN), row.id))


def _says_moved(new: str, capture: Capture) -> bool:
    return all(hop.status in _PERMANENT for hop in capture.redirects) and not is_home_like(new)

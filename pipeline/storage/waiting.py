"""URLs that wait to be asked: what is known of each, and those of a host that are due, read as they are wanted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any, NamedTuple

from pipeline.model.target import Target, UrlKind
from pipeline.storage.connection import moment_or_none

TARGET = """
SELECT u.url, u.site, u.due_reason, u.etag, u.last_modified, u.payload_sha256, u.entity_sha256,
       c.id, c.url, c.fetched_at, u.kind, u.attempts, u.next_due, u.id,
       CASE WHEN EXISTS (SELECT 1 FROM issues i WHERE i.document_id = u.document_id AND i.resolved_at IS NULL AND i.code
         IN ('encoding-mismatch', 'encoding-damaged', 'encoding-label-unknown', 'mojibake', 'replacement-character')
       ) THEN coalesce(c.content_type, '') END,
       u.document_id IS NOT NULL, u.lastmod
FROM urls u LEFT JOIN captures c ON c.number = u.capture
"""

UNTRIED = """(last_tried IS NULL
  OR last_tried < CASE coalesce(due_reason, 'interval') WHEN 'interval' THEN :begun ELSE :now END)"""
"""Not asked yet by the run that began then, unless there is more than its interval to ask it for again: a run ends,
however long it takes and however short the interval is."""

DUE_PAGE = f"""{TARGET}
WHERE u.site = :site AND u.host = :host AND u.next_due <= :until AND (u.next_due, u.id) > (:after_due, :after_id)
  AND {UNTRIED}
ORDER BY u.next_due, u.id LIMIT :page
"""
"""One page of the due URLs of a host, after the last one handed out; an index range, never a sort."""

_FIRST_PAGE = 64


class Waiting(NamedTuple):
    """A URL that may be handed out: the columns of :data:`TARGET`."""

    url: str
    site: str
    reason: str | None
    etag: str | None = None
    last_modified: str | None = None
    payload_sha256: str | None = None
    entity_sha256: str | None = None
    capture_id: str | None = None
    captured_url: str | None = None
    captured_at: str | None = None
    kind: UrlKind = "page"
    attempts: int = 0
    next_due: str = ""
    id: int = 0
    captured_type: str | None = None
    has_record: int = 0
    lastmod: str | None = None

    def target(self, reason: str) -> Target:
        """What is asked, and why."""
        return Target(
            url=self.url,
            site=self.site,
            reason=reason,
            lastmod=self.lastmod,
            etag=self.etag,
            last_modified=self.last_modified,
            payload_sha256=self.payload_sha256,
            entity_sha256=self.entity_sha256,
            capture_id=self.capture_id,
            captured_url=self.captured_url,
            captured_at=moment_or_none(self.captured_at),
            kind=self.kind,
            attempts=self.attempts,
            captured_type=self.captured_type,
            has_record=bool(self.has_record),
        )


class Lane:
    """The due URLs of one site on one host, read page by page; it remembers where it stands. ``then`` come last."""

    def __init__(self, sql: sqlite3.Connection, bounds: dict[str, Any], then: Iterable[Waiting]) -> None:
        self._sql = sql
        self._then = iter(then)
        self._bounds = {**bounds, "after_due": "", "after_id": 0}
        self._rows: list[Waiting] = []
        self._page = _FIRST_PAGE

    def take(self, at_most: int) -> Waiting | None:
        """The next row, or ``None`` when there is none now (there may be later: discovery goes on).

        Pages double, up to ``at_most`` rows: a run of a hundred does not read thousands that are due.
        """
        if not self._rows:
            page = min(self._page, at_most)
            self._page = 2 * page
            self._rows = [Waiting(*row) for row in self._sql.execute(DUE_PAGE, {**self._bounds, "page": page})]
            if not self._rows:
                return next(self._then, None)
            last = self._rows[-1]
            self._bounds |= {"after_due": last.next_due, "after_id": last.id}
            self._rows.reverse()
        return self._rows.pop()

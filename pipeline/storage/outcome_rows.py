"""The statements of :mod:`pipeline.storage.outcomes`, and the small values its branches pass on and give back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pipeline.model.capture import Answered, Disallowed, Failed, NotModified, OutOfScope
from pipeline.model.target import Target
from pipeline.moments import stamp
from pipeline.storage.address_state import NO_TROUBLE, UNHELD
from pipeline.storage.connection import moment, moment_or_none
from pipeline.storage.documents import Written
from pipeline.storage.values import Result, Saved

COUNTER: dict[Result, str] = {
    "new": "new",
    "changed": "changed",
    "unchanged": "unchanged",
    "returned": "unchanged",
    "redirected": "redirected",
    "listed": "fetched",
    "unread": "fetched",
    "suspect": "fetched",
    "missing": "gone",
    "gone": "gone",
    "failed": "failed",
    "disallowed": "disallowed",
    "out_of_scope": "out_of_scope",
}
"""The run's counter that a result adds to."""

KINDS: dict[type[Any], str] = {
    Answered: "answered",
    NotModified: "not-modified",
    Disallowed: "disallowed",
    OutOfScope: "out-of-scope",
    Failed: "failed",
}
"""How an outcome is called in ``fetches``."""

ROW = """
SELECT id, url, kind, document_id, status, failing_since, missing_since, payload_sha256, capture, etag, last_modified,
  due_reason
FROM urls WHERE url = ?
"""
GOOD = f"""
UPDATE urls SET status = ?, last_tried = ?, last_fetched = ?, {NO_TROUBLE}, etag = ?, last_modified = ?,
  payload_sha256 = ?, entity_sha256 = ?, capture = ?, document_id = coalesce(?, document_id), moved_to = NULL,
  next_due = ?, due_reason = 'interval'
WHERE id = ?
"""
CURRENT_STILL = f"""
UPDATE urls SET status = 'unchanged', last_tried = ?, last_fetched = ?, {NO_TROUBLE}, etag = ?, last_modified = ?,
  moved_to = NULL, next_due = ?, due_reason = 'interval'
WHERE id = ?
"""
BAD = """
UPDATE urls SET status = ?1, last_tried = ?2, failing_since = coalesce(failing_since, ?2),
  attempts = iif(?4 IS NOT NULL AND missing_since IS NULL, 1, attempts + 1),
  failure = ?3, missing_since = ?4, next_due = ?5, due_reason = ?6,
  etag = iif(?7, NULL, etag), last_modified = iif(?7, NULL, last_modified)
WHERE id = ?8
"""
STUMBLES = frozenset(
    {*(f"http-{status}" for status in (400, 412, 413, 431, 500, 501)), "protocol", "bad_content_coding"}
)
"""Failures that may be of the condition itself: with the same validators some servers give them for ever. Those of a
page that is not there, of a wish to be left alone and of the way to the host are not."""
ASIDE = f"""
UPDATE urls SET status = 'fetched', last_tried = ?1, last_fetched = ?1, {NO_TROUBLE}, {UNHELD}, moved_to = NULL,
  next_due = ?2, due_reason = ?3
WHERE id = ?4
"""
REFUSED = """
UPDATE urls SET status = ?, last_tried = ?, moved_to = ?, next_due = ?, due_reason = ? WHERE id = ?
"""
LEADS = f"""
UPDATE urls SET status = 'redirected', moved_to = ?, last_tried = ?, {NO_TROUBLE}, {UNHELD}, next_due = ?,
  due_reason = 'interval'
WHERE url = ?
"""
"""An address that leads to another: what answers under it is not its own."""
LED_TO = """
INSERT INTO urls (url, site, host, kind, status, found_by, found_on, first_seen, last_seen)
VALUES (?, ?, ?, ?, 'discovered', 'redirect', ?, ?, ?) ON CONFLICT (url) DO UPDATE SET last_seen = excluded.last_seen
"""
UNHEARD = f"UPDATE urls SET {UNHELD} WHERE url = ?"
"""An address that is gone, and whose page lives at another: what answers under it again is read whole."""
REMOVED = "removed for good, maybe under another spelling of its address"
"""What is noted of an answer whose page was purged; a run ends by taking its words out of the archive."""
FETCH = """
INSERT INTO fetches (run, url_id, at, reason, outcome, result, http_status, capture, version_id, bytes, elapsed_ms,
                     message, announced)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
CURRENT_VERSION = """
SELECT v.id, v.number, v.document_id, d.gone_since FROM documents d JOIN versions v ON v.id = d.version_id
WHERE d.id = ?
"""


class Row(NamedTuple):
    """What the frontier knew of a URL before this fetch."""

    id: int
    url: str
    kind: str
    document_id: int | None
    status: str
    failing_since: str | None
    missing_since: str | None
    payload_sha256: str | None
    capture: int | None
    etag: str | None
    last_modified: str | None
    due_reason: str | None


class Moment(NamedTuple):
    """What one save needs everywhere: the run's number, the times as text, the target asked."""

    run: int
    at: str
    now: datetime
    next_due: str | None
    target: Target

    def soon(self, wait: timedelta) -> str | None:
        """When a page whose answer is in doubt is looked at again, if it is to be looked at at all."""
        return self.next_due and min(self.next_due, stamp(self.now + wait))

    def ago(self, span: timedelta) -> str:
        """A moment before this one."""
        return stamp(self.now - span)

    def seldom(self) -> str | None:
        """When an address that leads to another is looked at again: after four times the page's own span."""
        return None if self.next_due is None else stamp(self.now + 4 * (moment(self.next_due) - self.now))


class Done(NamedTuple):
    """What a branch came to."""

    result: Result
    written: Written | None = None
    capture: int | None = None
    message: str | None = None


_ANSWERED = frozenset({"new", "changed", "unchanged", "returned", "unread", "suspect", "listed"})


def saved_of(row: Row, page: Row, done: Done, when: Moment) -> Saved:
    """What is told of a fetch that has been stored."""
    failed = done.result in ("missing", "gone", "failed")
    known = row.failing_since
    return Saved(
        result=done.result,
        url=page.url,
        document_id=done.written.document_id if done.written else page.document_id,
        version=done.written.number if done.written else None,
        began_failing=failed and known is None,
        recovered=done.result in _ANSWERED and known is not None,
        failing_since=moment_or_none(known) or (when.now if failed else None),
        message=done.message,
    )

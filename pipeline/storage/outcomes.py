"""One fetch, stored whole: capture, document, frontier state, fetch row and counters in one transaction.

The rule of every branch: a failed or odd fetch adds rows and moves the frontier's state; it never deletes or
overwrites what a good fetch brought.
"""

from __future__ import annotations

from datetime import datetime

from pipeline.model.capture import (
    WHOLE,
    Answered,
    Capture,
    Disallowed,
    Failed,
    NotModified,
    Outcome,
    OutOfScope,
)
from pipeline.model.document import Document
from pipeline.model.target import Target
from pipeline.moments import stamp
from pipeline.storage.announced import announced
from pipeline.storage.captures import Captures
from pipeline.storage.connection import guarded, moment
from pipeline.storage.documents import Documents, Reread, Written
from pipeline.storage.events import CONFIRM, LOOK_AGAIN_AFTER
from pipeline.storage.frontier import Frontier, host_with_port, was_purged
from pipeline.storage.outcome_rows import (
    ASIDE,
    BAD,
    COUNTER,
    CURRENT_STILL,
    CURRENT_VERSION,
    FETCH,
    GOOD,
    KINDS,
    LEADS,
    LED_TO,
    REFUSED,
    ROW,
    STUMBLES,
    Done,
    Moment,
    Row,
    saved_of,
)
from pipeline.storage.redirects import CONFIRM_GONE_AFTER
from pipeline.storage.spellings import Spellings
from pipeline.storage.suspects import BELIEVED_AFTER
from pipeline.storage.values import LED_OUT, Result, Saved


class Outcomes(Spellings, Documents, Captures, Frontier):
    """Storing what a fetch came to."""

    @guarded
    def save_outcome(
        self,
        run_id: str,
        target: Target,
        outcome: Outcome,
        *,
        now: datetime,
        elapsed_ms: int,
        next_due: datetime | None,
        document: Document | None = None,
        bytes_received: int | None = None,
        trust_absence: bool = True,
        reread: Reread | None = None,
    ) -> Saved:
        """Store how the fetch of one target ended, and everything that follows from it, in one transaction.

        A whole answer with a ``document`` is a new, changed or unchanged page. Without one it is ``unchanged`` when
        ``capture.revisit_of`` says the payload is the one held (it need not be read again), else ``unread``: the
        validators are dropped, so that the next fetch brings it whole again. One that has lost most of its text is
        ``suspect`` until a later look agrees (:mod:`pipeline.storage.suspects`). A 404 or 410 is ``missing`` until one
        at least :data:`CONFIRM_GONE_AFTER` later confirms it.

        Args:
            run_id: the open run; its counters are updated here, except ``due`` and ``requests``.
            target: as :meth:`due` handed it out; a URL the frontier does not know yet is added.
            outcome: how it ended; its capture stands in the archive already.
            now: the moment it ended.
            elapsed_ms: wall time of the fetch in milliseconds.
            next_due: when to look again; ``None`` for never. A URL that redirects, and has no record of its own, is
                looked at after four times that span; the page it leads to is due then.
            document: what the page says, if it was read.
            bytes_received: of all answers on the way; the length of the last answer's entity if not given.
            trust_absence: whether a confirmed 404 may make the page gone; ``False`` while the whole host is odd.
            reread: reads a capture of the archive with today's reader; asked when a page has changed since another
                reader read it, so that like is compared with like.

        Raises:
            StorageError: no such run, or the document cannot be encoded; nothing is stored then.
        """
        with self.batch():
            when = Moment(self._run_number(run_id), stamp(now), now, stamp(next_due) if next_due else None, target)
            row = self._url_row(target, when.at)
            page, done = self._take(row, outcome, when, document, trust_absence=trust_absence, reread=reread)
            last: Capture | None = getattr(outcome, "capture", None)
            received = bytes_received if bytes_received is not None else len(last.entity) if last is not None else 0
            self._log_fetch(row, outcome, last, done, when, received, elapsed_ms)
            not_modified = isinstance(outcome, NotModified)
            self._add_up(done, when, received, redirected=page.id != row.id, not_modified=not_modified)
        return saved_of(row, page, done, when)

    def _take(
        self,
        row: Row,
        outcome: Outcome,
        when: Moment,
        document: Document | None,
        *,
        trust_absence: bool,
        reread: Reread | None,
    ) -> tuple[Row, Done]:
        """The branch an outcome takes; with it the row of the page it speaks of."""
        page = row
        match outcome:
            case NotModified(capture=capture) | Answered(capture=capture) if capture.status in {*WHOLE, 304}:
                if (listed := self._list_instead(row, capture, document, when)) is not None:
                    return row, self._led_to_list(row, listed, self._capture_number(capture), when)
                page = self._page_row(row, capture, when, document)
                same = document is None and (capture.status == 304 or capture.revisit_of is not None)
                done = (
                    self._unchanged(page, capture, when) if same else self._page(page, capture, document, when, reread)
                )
                if page.id != row.id and done.written is not None:
                    to = done.written.document_id
                    self._note_alias(row, page.url, to, capture, when)
                if page.id != row.id and (done.result == "out_of_scope" or was_purged(self._sql, row.url)):
                    self._refuse_purged(row, when)  # purged is where it leads, or itself: read again from the archive
            case Answered(capture=capture) if capture.status in (404, 410):
                done = self._missing(row, capture, when, trust_absence=trust_absence)
            case Answered(capture=capture):
                done = self._failing(row, capture, f"http-{capture.status}", None, when)
            case Failed(kind=kind, message=message, capture=partial):
                done = self._failing(row, partial, kind, message, when)
            case Disallowed(rule=rule, closed=closed):
                reason = "robots-closed" if closed else "disallowed"
                self._sql.execute(REFUSED, ("disallowed", when.at, None, when.next_due, reason, row.id))
                done = Done("disallowed", message=f"{reason}: {rule}")
            case OutOfScope(location=location, capture=capture):
                number = self._capture_number(capture)
                self._sql.execute(REFUSED, ("out_of_scope", when.at, location, when.next_due, "out-of-scope", row.id))
                done = Done("out_of_scope", capture=number, message=f"{LED_OUT}{location}")
        return page, done

    def _url_row(self, target: Target, at: str) -> Row:
        row = self._sql.execute(ROW, (target.url,)).fetchone()
        if row is None:
            self._sql.execute(
                "INSERT INTO urls (url, site, host, kind, status, found_by, first_seen, last_seen)"
                " VALUES (?, ?, ?, ?, 'discovered', 'cli', ?, ?)",
                (target.url, target.site, host_with_port(target.url), target.kind, at, at),
            )
            row = self._sql.execute(ROW, (target.url,)).fetchone()
        return Row._make(row)

    def _page_row(self, row: Row, capture: Capture, when: Moment, document: Document | None) -> Row:
        """The row of what answered: of a list always the target's own, of a page the one its redirects led to."""
        url = self._page_url(row.url, capture)
        if url == row.url or row.kind == "sitemap":
            return row
        self._move(row.document_id, row.url, url, capture, when)
        site = when.target.site if document is None else document.site
        self._sql.execute(LEADS, (url, when.at, self._back_at(row, when), row.url))
        self._sql.execute(LED_TO, (url, site, host_with_port(url), row.kind, row.url, when.at, when.at))
        return Row._make(self._sql.execute(ROW, (url,)).fetchone())

    def _page(self, row: Row, capture: Capture, document: Document | None, when: Moment, reread: Reread | None) -> Done:
        number = self._capture_number(capture)
        if document is None and row.kind == "sitemap":
            return self._listed(row, capture, number, when)
        if document is None:
            return self._unread(row, number, when)
        known = self._held(row.url)
        others = self._spelt_otherwise(row, document)
        if known is None or known.gone_since is not None:
            elsewhere = self._elsewhere(row, document, capture, known, others, when)
            if elsewhere is not None:
                return elsewhere._replace(capture=number)
            known = self._held(row.url) if others else known
        same = row.payload_sha256 == capture.payload_sha256
        written = self._see_document(when.run, row.url, document, known, at=when.at, same_payload=same, reread=reread)
        if written.result == "suspect":
            return self._aside(row, written, number, when)
        self._confirm(row, written, when)
        held = row.capture if capture.revisit_of is not None and row.capture is not None else number
        self._sql.execute(
            GOOD,
            (
                "unchanged" if written.result == "unchanged" else "fetched",
                when.at,
                when.at,
                capture.header("etag"),
                capture.header("last-modified"),
                capture.payload_sha256,
                capture.entity_sha256,
                held,
                written.document_id,
                when.next_due,
                row.id,
            ),
        )
        if others:
            self._join_spellings(row, document, written.document_id, when)
        return Done(written.result, written, number)

    def _unread(self, row: Row, number: int, when: Moment) -> Done:
        removed = self._removed(row, when) if row.document_id is None else None
        if removed is not None:
            return removed._replace(capture=number)
        nothing, due = (None, None, None, None, None), when.next_due
        if row.document_id is not None and (row.capture is not None or self._is_blocked(when.target.site)):
            due = when.soon(BELIEVED_AFTER)  # a wall, mostly: the page behind it is not to wait for its whole interval
        self._sql.execute(GOOD, ("fetched", when.at, when.at, *nothing, row.document_id, due, row.id))
        return Done("unread", capture=number, message="answered, but not read")

    def _aside(self, row: Row, written: Written, number: int | None, when: Moment) -> Done:
        """The page is in quarantine: asked whole again, as soon as it may be believed."""
        self._sql.execute(ASIDE, (when.at, when.soon(BELIEVED_AFTER), CONFIRM, row.id))
        return Done("suspect", capture=number, message=written.detail)

    def _listed(self, row: Row, capture: Capture, number: int, when: Moment) -> Done:
        validators = (capture.header("etag"), capture.header("last-modified"))
        digests = (capture.payload_sha256, capture.entity_sha256)
        self._sql.execute(
            GOOD, ("fetched", when.at, when.at, *validators, *digests, number, None, when.next_due, row.id)
        )
        return Done("listed", capture=number)

    def _unchanged(self, row: Row, capture: Capture, when: Moment) -> Done:
        number = self._capture_number(capture)
        etag, modified = row.etag, row.last_modified
        if capture.status in WHOLE:  # a 304 with other ones speaks of another state than the one held (RFC 9111, 4.3.4)
            etag, modified = capture.header("etag") or etag, capture.header("last-modified") or modified
        self._sql.execute(CURRENT_STILL, (when.at, when.at, etag, modified, when.next_due, row.id))
        if row.document_id is None:
            return Done("unchanged", capture=number)
        version_id, version, document_id, gone_since = self._sql.execute(CURRENT_VERSION, (row.document_id,)).fetchone()
        self._touch_version(when.run, version_id, at=when.at)
        result: Result = "unchanged"
        if gone_since is not None:
            self._bring_back(when.run, document_id, version_id, at=when.at)
            result = "returned"
        written = Written(document_id, version_id, version, result)
        self._confirm(row, written, when)
        return Done(result, written, number)

    def _confirm(self, row: Row, written: Written, when: Moment) -> None:
        """A second look that shows the same: the change stands. The one that was meant to may have been kept out."""
        if written.result in ("unchanged", "returned"):
            meant = row.due_reason == CONFIRM or when.next_due is None
            self._settle(written.version_id, as_="confirmed", until=when.at if meant else when.ago(LOOK_AGAIN_AFTER))

    def _missing(self, row: Row, capture: Capture, when: Moment, *, trust_absence: bool) -> Done:
        since = row.missing_since or when.at
        confirmed = trust_absence and when.now - moment(since) >= CONFIRM_GONE_AFTER
        gone = confirmed or row.status == "gone"
        number = self._bad(row, capture, f"http-{capture.status}", when, gone=gone, missing_since=since)
        if row.document_id is not None:
            self._release(row.document_id)  # a look in between that shows something else
            if gone:
                detail = f"http-{capture.status} since {since}"
                self._make_gone(when.run, row.document_id, row.url, since=since, at=when.at, detail=detail)
        return Done("gone" if gone else "missing", capture=number)

    def _failing(self, row: Row, capture: Capture | None, kind: str, message: str | None, when: Moment) -> Done:
        number = self._bad(row, capture, kind, when, gone=row.status == "gone", missing_since=row.missing_since)
        return Done("failed", capture=number, message=f"{kind}: {message}" if message else kind)

    def _bad(
        self, row: Row, capture: Capture | None, kind: str, when: Moment, *, gone: bool, missing_since: str | None
    ) -> int | None:
        status = "gone" if gone else "failing"
        reason = "gone" if gone else "confirm-gone" if missing_since is not None else "retry"
        due = when.next_due
        if reason == "confirm-gone" and row.document_id is not None and self._is_blocked(when.target.site):
            due = when.soon(BELIEVED_AFTER)  # a wave of 404, mostly: see _unread
        self._sql.execute(BAD, (status, when.at, kind, missing_since, due, reason, kind in STUMBLES, row.id))
        return None if capture is None else self._capture_number(capture)

    def _log_fetch(
        self, row: Row, outcome: Outcome, last: Capture | None, done: Done, when: Moment, received: int, elapsed_ms: int
    ) -> None:
        self._sql.execute(
            FETCH,
            (
                when.run,
                row.id,
                when.at,
                when.target.reason,
                KINDS[type(outcome)],
                done.result,
                None if last is None else last.status,
                done.capture,
                None if done.written is None else done.written.version_id,
                received,
                elapsed_ms,
                done.message,
                None if last is None or last.redirects else announced(when.target, last),
            ),
        )

    def _add_up(self, done: Done, when: Moment, received: int, *, redirected: bool, not_modified: bool) -> None:
        counts = self._count(when.run)
        name = COUNTER[done.result]
        setattr(counts, name, getattr(counts, name) + 1)
        if done.result in ("new", "changed"):
            counts.fetched += 1
        if redirected:
            counts.redirected += 1
        counts.bytes += received
        had = when.target.etag is not None or when.target.last_modified is not None
        if done.result != "disallowed" and (had or not_modified):  # where a redirect leads is asked with its own
            counts.conditional += 1

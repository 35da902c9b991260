"""Reading the whole archive again, without the network."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import ExitStack, nullcontext, suppress
from functools import partial
from itertools import islice
from typing import Protocol

from msgspec import Struct, structs

from pipeline.config import Config
from pipeline.errors import ArchiveError
from pipeline.fetchers.clock import Clock
from pipeline.frames import in_one_piece
from pipeline.ingest.again import Again
from pipeline.ingest.aside import put_aside
from pipeline.ingest.events import Event, OnEvent
from pipeline.ingest.journal import ReadingJournal, journal_path
from pipeline.ingest.topic_capture import is_topic
from pipeline.ingest.work import owner_of
from pipeline.model.document import Document
from pipeline.model.run import Run, RunCounts
from pipeline.profiles import profiles_of
from pipeline.reading import is_page
from pipeline.records import content_hash
from pipeline.storage import CaptureRow, Store

BATCH = 200
"""Captures in one transaction."""


class RereadReport(Struct, kw_only=True):
    """What reading again came to.

    Attributes:
        captures: pages and topics of the XML read again.
        identical: records that came out byte for byte as stored.
        changed: records that came out otherwise, be it only in the version of the reader that they name.
        technical: of these, the ones that say something else now; stored as technical changes.
        unreadable: captures no reader could read, then as now.
        unreadable_now: captures that have a record but could not be read this time.
        damaged: captures whose archive record is damaged, or whose file is not there or cannot be read.
        absent: captures that the source does not have; they stay as they are.
        otherwise: captures that the source read as pages of another site than they are here; they stay as they are.
        pages: pages with a technical change.
        before, after: versions by grade (``first`` for first versions), before and after.
    """

    captures: int = 0
    identical: int = 0
    changed: int = 0
    technical: int = 0
    unreadable: int = 0
    unreadable_now: int = 0
    damaged: int = 0
    absent: int = 0
    otherwise: int = 0
    pages: int = 0
    before: dict[str, int] = {}
    after: dict[str, int] = {}


class Source(Protocol):
    """Records that were read elsewhere, by capture."""

    def has(self, capture_id: str) -> bool:
        """Whether the capture was read."""

    def site(self, capture_id: str) -> str | None:
        """The name of the profile that read it; ``None`` when no reader could."""

    def document(self, capture_id: str) -> Document | None:
        """What came of it; ``None`` when no reader could read it."""


Notice = Callable[[CaptureRow, Document | None, Document], None]
"""Told of every record that says something else: the capture, the record as it was and as it is read now."""


def reread(
    config: Config,
    *,
    clock: Clock,
    listen: OnEvent,
    dry_run: bool = False,
    notice: Notice | None = None,
    source: Source | None = None,
) -> RereadReport:
    """Read every archived page again, in the order of capture, and store what came out otherwise as technical.

    However many records change, it is one event. A dry run does everything in one transaction and undoes it, so what
    it reports is what a real one does.

    Args:
        config: where database and archive are, and which origin is whose.
        clock: time.
        listen: told of every page.
        dry_run: store nothing.
        notice: told of every record that says something else.
        source: takes the records from here instead of reading pages; captures it does not have stay as they are.

    Raises:
        RunLocked: a run is writing.
        StorageError: the database is not usable.
    """
    profiles = profiles_of(config)
    opened = Run(id=str(uuid.uuid4()), kind="reparse", started_at=clock.now(), counts=RunCounts())
    with ExitStack() as stack:
        store = stack.enter_context(Store.held(config.storage.database, owner=owner_of(opened), create=False))
        journal = stack.enter_context(ReadingJournal(journal_path(config.storage.database)))
        aside = put_aside(journal, store=store, archive=config.storage.archive, profiles=profiles, clock=clock)
        again = Again(store, config.storage.archive, profiles, journal)
        if aside is not None:
            listen(Event(name="issue", run_id=opened.id, result="reader-died", message=aside, counts=opened.counts))
        reader = _Rereader(store, again, notice, source)
        with suppress(_Discard), store.batch() if dry_run else nullcontext():
            in_one_piece(partial(_work, store, reader, opened, clock, listen))
            if dry_run:
                raise _Discard
    return reader.report


def _work(store: Store, reader: _Rereader, opened: Run, clock: Clock, listen: OnEvent) -> None:
    report = reader.report
    report.before = store.grades()
    store.start_run(opened)
    listen(Event(name="run-started", run_id=opened.id, counts=opened.counts))
    rows = (row for row in store.captures(pages=True) if _is_page(row))
    try:
        while chunk := list(islice(rows, BATCH)):
            # together: a process that dies leaves no change of ours that looks like the publisher's
            with store.batch():
                since = store.last_change()
                for row in chunk:
                    reader.read(row)
                    _count(opened.counts, report)
                    listen(Event(name="page", run_id=opened.id, url=row.url, counts=opened.counts))
                report.pages = store.note_upgrade(
                    opened.id, since_change=since, now=clock.now(), looked_at=report.captures
                )
        store.settle_changes(opened.id, now=clock.now())
    except KeyboardInterrupt:
        store.settle_changes(opened.id, now=clock.now())
        store.finish_run(opened.id, verdict="interrupted", now=clock.now())
        raise
    store.finish_run(opened.id, verdict="ok", now=clock.now())
    report.after = store.grades()


def _count(counts: RunCounts, report: RereadReport) -> None:
    """For who listens, in the words of a run."""
    counts.changed, counts.unchanged = report.changed, report.identical
    counts.failed = report.damaged + report.unreadable + report.unreadable_now


class _Discard(Exception):
    """Undoes what a dry run stored."""


class _Rereader:
    """Reads one archived page after another and says how it compares."""

    def __init__(self, store: Store, again: Again, notice: Notice | None, source: Source | None) -> None:
        self.report = RereadReport()
        self._store = store
        self._again = again
        self._notice = notice
        self._source = source

    def read(self, row: CaptureRow) -> None:
        """Read one capture again and store what came of it."""
        report = self.report
        if not self._is_in_source(row):
            return
        report.captures += 1
        try:
            document = self._document(row)
        except ArchiveError:
            report.damaged += 1
            return
        if document is None:
            if self._store.has_version(row.id):
                report.unreadable_now += 1
            else:
                report.unreadable += 1
            return
        held = self._store.record_seen(row.id)
        saved = self._store.save_reparsed(row.id, document)
        if saved.result == "unchanged":
            report.identical += 1
            return
        report.changed += 1
        if held is None or content_hash(held) != content_hash(document):
            report.technical += 1
            if self._notice is not None:
                self._notice(row, held, document)

    def _is_in_source(self, row: CaptureRow) -> bool:
        """Whether there is something to take; where the source has nothing usable, says so in the report."""
        if self._source is None or _is_topic(row):
            return True
        if not self._source.has(row.id):
            self.report.absent += 1
            return False
        if self._source.site(row.id) not in (None, self._again.site_of(row.url)):
            self.report.otherwise += 1
            return False
        return True

    def _document(self, row: CaptureRow) -> Document | None:
        if self._source is None or _is_topic(row):
            reading = self._again.reading(row)
            return None if reading is None else reading.document
        document = self._source.document(row.id)
        if document is None:
            return None
        # it may have been read from a copy that lies elsewhere; ours is where it was
        return structs.replace(document, provenance=structs.replace(document.provenance, archive=row.archive))


def _is_page(row: CaptureRow) -> bool:
    content_type = "text/html" if _is_topic(row) else row.content_type  # a page like others, by a reader of its own
    return is_page(status=row.status, revisit_of=row.revisit_of, truncated=row.truncated, content_type=content_type)


def _is_topic(row: CaptureRow) -> bool:
    return is_topic(row.url, row.content_type)

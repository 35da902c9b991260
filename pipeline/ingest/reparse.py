"""Reading the whole archive again, without the network."""

from __future__ import annotations

import uuid
from contextlib import ExitStack, suppress
from itertools import islice

from msgspec import Struct

from pipeline import sites
from pipeline.archive import read_capture as read_archived
from pipeline.config import Config
from pipeline.errors import DamagedRecord
from pipeline.fetchers.clock import Clock
from pipeline.ingest.aside import put_aside
from pipeline.ingest.events import Event, OnEvent
from pipeline.ingest.journal import ReadingJournal, journal_path
from pipeline.ingest.reading import HTML_TYPES, Profiles, Reading, read_capture
from pipeline.ingest.work import owner_of, profiles_of
from pipeline.model.capture import Capture
from pipeline.model.run import Run, RunCounts
from pipeline.parsers import PARSER_VERSION
from pipeline.parsers.profile import SiteProfile
from pipeline.sites import GENERIC
from pipeline.storage import CaptureRow, Store, writer_lock

BATCH = 200
"""Captures in one transaction."""


class RereadReport(Struct, kw_only=True):
    """What reading again came to.

    Attributes:
        captures: HTML answers read again.
        identical: records that came out byte for byte as stored.
        changed: records that came out otherwise; stored as technical changes.
        unreadable: captures no reader could read, then as now.
        unreadable_now: captures that have a record but could not be read this time.
        damaged: captures whose archive record is damaged.
    """

    captures: int = 0
    identical: int = 0
    changed: int = 0
    unreadable: int = 0
    unreadable_now: int = 0
    damaged: int = 0


def reread(config: Config, *, clock: Clock, listen: OnEvent, dry_run: bool = False) -> RereadReport:
    """Read every archived page again, in the order of capture, and store what came out otherwise as technical.

    Args:
        config: where database and archive are, and which origin is whose.
        clock: time.
        listen: told of every page.
        dry_run: store nothing.

    Raises:
        RunLocked: a run is writing.
        StorageError: the database is not usable.
    """
    profiles = profiles_of(config)
    opened = Run(id=str(uuid.uuid4()), kind="reparse", started_at=clock.now(), counts=RunCounts())
    report = RereadReport()
    with ExitStack() as stack:
        stack.enter_context(writer_lock(config.storage.database, owner=owner_of(opened)))
        store = stack.enter_context(Store.open(config.storage.database))
        journal = stack.enter_context(ReadingJournal(journal_path(config.storage.database)))
        aside = put_aside(journal, store=store, archive=config.storage.archive, profiles=profiles, clock=clock)
        reader = _Rereader(store, config, profiles, report, journal)
        if not dry_run:
            store.start_run(opened)
        listen(Event(name="run-started", run_id=opened.id, counts=opened.counts))
        if aside is not None:
            listen(Event(name="issue", run_id=opened.id, result="reader-died", message=aside, counts=opened.counts))
        rows = (row for row in store.captures(pages=True) if _is_page(row))
        while chunk := list(islice(rows, BATCH)):
            with suppress(_Discard), store.batch():
                for row in chunk:
                    reader.read(row)
                    listen(Event(name="page", run_id=opened.id, url=row.url, counts=opened.counts))
                if dry_run:
                    raise _Discard
        if not dry_run:
            store.finish_run(opened.id, verdict="ok", now=clock.now())
    return report


class _Discard(Exception):
    """Undoes what a dry run stored."""


class _Rereader:
    """Reads one archived page after another and says how it compares."""

    def __init__(
        self, store: Store, config: Config, profiles: Profiles, report: RereadReport, journal: ReadingJournal
    ) -> None:
        self._store = store
        self._journal = journal
        self._quarantined = store.quarantined(PARSER_VERSION)
        self._folder = config.storage.archive
        self._profiles = profiles
        self._report = report

    def read(self, row: CaptureRow) -> None:
        """Read one capture again and store what came of it."""
        self._report.captures += 1
        try:
            capture = read_archived(self._folder, row.archive) if row.archive else None
        except DamagedRecord:
            self._report.damaged += 1
            return
        reading = self._reading(capture, row) if capture else None
        if reading is None or reading.document is None:
            if self._store.has_version(row.id):
                self._report.unreadable_now += 1
            else:
                self._report.unreadable += 1
            return
        saved = self._store.save_reparsed(row.id, reading.document)
        if saved.result == "unchanged":
            self._report.identical += 1
        else:
            self._report.changed += 1

    def _reading(self, capture: Capture, row: CaptureRow) -> Reading | None:
        if capture.payload_sha256 in self._quarantined:
            return None
        with self._journal.reading(capture, "page"):
            return read_capture(capture, self._profile(row.url))

    def _profile(self, url: str) -> SiteProfile:
        """Who reads a page: today's profile of its address, or of the site it was fetched for at another origin."""
        today = self._profiles.for_url(url)
        if today.name != GENERIC:
            return today
        state = self._store.url_state(url)
        fetched_for = sites.profiles().get(state.site) if state else None
        return fetched_for or today


def _is_page(row: CaptureRow) -> bool:
    content_type = (row.content_type or "").partition(";")[0].strip().lower()
    return row.status == 200 and row.revisit_of is None and row.truncated is None and content_type in HTML_TYPES

"""Reading a capture of the archive with today's reader."""

from __future__ import annotations

from pathlib import Path

from pipeline.archive import read_capture as read_archived
from pipeline.errors import ArchiveError
from pipeline.ingest.journal import ReadingJournal
from pipeline.ingest.topic_capture import is_topic, read_topic
from pipeline.model.capture import Capture
from pipeline.model.document import Document
from pipeline.parsers import parser_version
from pipeline.parsers.profile import SiteProfile
from pipeline.profiles import Profiles
from pipeline.reading import Attempt, read_capture
from pipeline.storage import CaptureRow, Store


class Again:
    """Today's readers over yesterday's captures.

    Args:
        store: knows where captures lie.
        folder: the archive.
        profiles: who reads what today.
        journal: told what is in hand; a capture of which a process died is not read.
    """

    def __init__(self, store: Store, folder: Path, profiles: Profiles, journal: ReadingJournal) -> None:
        self._store = store
        self._folder = folder
        self._profiles = profiles
        self._journal = journal
        self._quarantined = store.quarantined(parser_version())

    def document(self, capture_id: str) -> Document | None:
        """What today's reader makes of a capture; ``None`` when it is not to be had or cannot be read.

        No run ends because an old file is damaged, or has been put away.
        """
        row = self._store.capture(capture_id)
        try:
            reading = None if row is None else self.reading(row)
        except ArchiveError:
            return None
        return None if reading is None else reading.document

    def reading(self, row: CaptureRow) -> Attempt | None:
        """The same with its issues; ``None`` when the bytes are in no archive or in quarantine.

        Raises:
            ArchiveError: the archive's record is damaged, or its file is not there or cannot be read.
        """
        capture = read_archived(self._folder, row.archive) if row.archive else None
        return None if capture is None else self.read(capture, self._profile(row.url))

    def site_of(self, url: str) -> str:
        """The name of the profile that reads a page."""
        return self._profile(url).name

    def read(self, capture: Capture, profile: SiteProfile) -> Attempt | None:
        """What a profile makes of a capture that is at hand; ``None`` when its bytes are in quarantine."""
        if capture.payload_sha256 in self._quarantined:
            return None
        with self._journal.reading(capture, "page"):
            if is_topic(capture.url, capture.header("content-type")):
                return read_topic(capture, profile)
            return read_capture(capture, profile)

    def _profile(self, url: str) -> SiteProfile:
        state = self._store.url_state(url)
        return self._profiles.for_url(url) if state is None else self._profiles.of_page(url, state.site)

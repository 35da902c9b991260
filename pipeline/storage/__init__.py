"""The only code that speaks SQL: one file, one writer, any number of readers."""

from pipeline.storage.archived import ArchiveMark
from pipeline.storage.at_rest import behind, file_beside
from pipeline.storage.courtesy import HonestyCount, ReceiptRow
from pipeline.storage.documents import Reread
from pipeline.storage.lock import Owner, lock_path, writer_lock
from pipeline.storage.restoring import Restored, restore
from pipeline.storage.schedule import CLOCK_SLACK, Left
from pipeline.storage.store import Store, must_be_there
from pipeline.storage.values import (
    CaptureRow,
    Change,
    Counts,
    Event,
    EventSample,
    FetchRow,
    FindingChanges,
    FindingRow,
    Hit,
    IssueRow,
    Result,
    Saved,
    SiteState,
    UrlState,
    VersionRow,
)

__all__ = [
    "CLOCK_SLACK",
    "ArchiveMark",
    "CaptureRow",
    "Change",
    "Counts",
    "Event",
    "EventSample",
    "FetchRow",
    "FindingChanges",
    "FindingRow",
    "Hit",
    "HonestyCount",
    "IssueRow",
    "Left",
    "Owner",
    "ReceiptRow",
    "Reread",
    "Restored",
    "Result",
    "Saved",
    "SiteState",
    "Store",
    "UrlState",
    "VersionRow",
    "behind",
    "file_beside",
    "lock_path",
    "must_be_there",
    "restore",
    "writer_lock",
]

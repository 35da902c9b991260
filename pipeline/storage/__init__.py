"""The only code that speaks SQL: one file, one writer, any number of readers."""

from pipeline.storage.archived import ArchiveMark
from pipeline.storage.at_rest import file_beside
from pipeline.storage.documents import Reread
from pipeline.storage.lock import Owner, writer_lock
from pipeline.storage.store import Store
from pipeline.storage.values import CaptureRow, Change, Event, Saved, SiteState

__all__ = [
    "ArchiveMark",
    "CaptureRow",
    "Change",
    "Event",
    "Owner",
    "Reread",
    "Saved",
    "SiteState",
    "Store",
    "file_beside",
    "writer_lock",
]

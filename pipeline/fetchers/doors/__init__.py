"""The doors for archives that others made: folders, object stores, and Common Crawl's indexes."""

from pipeline.fetchers.doors.allowance import Allowance, spacing
from pipeline.fetchers.doors.crawl_index import Wanted
from pipeline.fetchers.doors.listing import units_of
from pipeline.fetchers.doors.opening import Door, is_remote
from pipeline.fetchers.doors.reading import captures_of, index_originals
from pipeline.fetchers.doors.web import door_to

__all__ = [
    "Allowance",
    "Door",
    "Wanted",
    "captures_of",
    "door_to",
    "index_originals",
    "is_remote",
    "spacing",
    "units_of",
]

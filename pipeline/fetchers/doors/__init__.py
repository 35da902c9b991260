"""The doors for archives that others made: folders, object stores, and Common Crawl's indexes."""

from pipeline.fetchers.doors.allowance import Machine, spacing
from pipeline.fetchers.doors.crawl_index import Wanted
from pipeline.fetchers.doors.http_ranges import door_to
from pipeline.fetchers.doors.listing import units_of
from pipeline.fetchers.doors.opening import Door, is_remote
from pipeline.fetchers.doors.reading import captures_of, index_originals

__all__ = [
    "Door",
    "Machine",
    "Wanted",
    "captures_of",
    "door_to",
    "index_originals",
    "is_remote",
    "spacing",
    "units_of",
]

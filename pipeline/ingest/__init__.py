"""Due targets to captures to documents to rows: the main loop, from lock to verdict."""

from pipeline.ingest.events import Event, OnEvent
from pipeline.ingest.loop import Plan
from pipeline.ingest.reading import Profiles, Reading, read_capture
from pipeline.ingest.reparse import RereadReport, reread
from pipeline.ingest.work import RunReport, enabled, execute, profiles_of

__all__ = [
    "Event",
    "OnEvent",
    "Plan",
    "Profiles",
    "Reading",
    "RereadReport",
    "RunReport",
    "enabled",
    "execute",
    "profiles_of",
    "read_capture",
    "reread",
]

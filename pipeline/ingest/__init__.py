"""Due targets to captures to documents to rows: the main loop, from lock to verdict."""

from pipeline.ingest.closing import RunReport
from pipeline.ingest.events import Event, OnEvent
from pipeline.ingest.metrics import metrics, write_metrics
from pipeline.ingest.plan import Budget, Plan, Planned
from pipeline.ingest.reparse import RereadReport, reread
from pipeline.ingest.work import enabled, execute, planned
from pipeline.reading import Profiles, Reading, profiles_of, read_capture

__all__ = [
    "Budget",
    "Event",
    "OnEvent",
    "Plan",
    "Planned",
    "Profiles",
    "Reading",
    "RereadReport",
    "RunReport",
    "enabled",
    "execute",
    "metrics",
    "planned",
    "profiles_of",
    "read_capture",
    "reread",
    "write_metrics",
]

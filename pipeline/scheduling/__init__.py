"""Pure arithmetic: how a fetch ended -> when to look again. No clock, no database, no randomness of its own."""

from pipeline.scheduling.due import SPREAD, Intervals, is_outdated, next_due, share_of

__all__ = ["SPREAD", "Intervals", "is_outdated", "next_due", "share_of"]

"""Pure arithmetic: how a fetch ended -> when to look again. No clock, no database, no randomness of its own."""

from pipeline.scheduling.due import Intervals, next_due

__all__ = ["Intervals", "next_due"]

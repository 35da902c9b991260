"""Budgets of machines: what counts for the gap between two requests to one, and the tally of a host."""

from __future__ import annotations

import asyncio
from array import array
from typing import Final

MAX_BACKOFF: Final = 300.0
"""Longest gap that back-off alone makes, seconds."""

MAX_LATENCY_GAP: Final = 30.0
"""Longest gap that a slow host alone makes, seconds."""

FAR_PAST: Final = float("-inf")


class Lane:
    """One budget: a machine as far as we can tell."""

    def __init__(self, slots: int) -> None:
        self.gate = asyncio.Lock()
        self.slots = asyncio.Semaphore(slots)
        self.alone = asyncio.Lock()
        self.last = FAR_PAST
        self.started = FAR_PAST
        self.hold = FAR_PAST
        self.latency = 0.0
        self.backoff = 0.0
        self.refused = FAR_PAST
        self.heir: Lane | None = None

    @property
    def standing(self) -> tuple[float, float, float]:
        """What a ledger says of it: any change is news."""
        return self.last, self.hold, self.backoff

    @property
    def living(self) -> Lane:
        """The budget that this one has become part of; mostly itself."""
        lane = self
        while lane.heir is not None:
            lane = lane.heir
        return lane

    def join(self, other: Lane) -> None:
        """Take over another budget: a host has shown that both are one. Who waits for a turn in that waits here."""
        other.heir = self
        for name in ("last", "started", "hold", "latency", "backoff", "refused"):
            setattr(self, name, max(getattr(self, name), getattr(other, name)))

    def push_back(self, sent: float, now: float) -> None:
        """A request was refused that was sent at a moment: the gap doubles."""
        if sent <= self.refused:  # it was under way when the host was already known to refuse
            return
        self.refused = now
        self.backoff = min(MAX_BACKOFF, self.backoff * 2 if self.backoff else 1.0)

    def ease(self) -> None:
        """A request was answered well: what refusals added to the gap is halved."""
        self.backoff = self.backoff / 2 if self.backoff > 0.25 else 0.0

    def gap(self, delay: float) -> float:
        """Seconds between two requests, where the host asks for ``delay``."""
        gap = max(delay, self.backoff)
        return max(gap, min(self.latency, MAX_LATENCY_GAP)) if delay > 0 else gap

    def ready_at(self, delay: float) -> float:
        """When the next request may be sent."""
        return max(self.last + self.gap(delay), self.hold)


class Tally:
    """What was done to a host."""

    __slots__ = ("bytes", "gaps", "refusals", "requests")

    def __init__(self) -> None:
        self.requests = 0
        self.bytes = 0
        self.refusals = 0
        self.gaps = array("d")

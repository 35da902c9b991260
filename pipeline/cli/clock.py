"""The machine's own time; everybody below is handed it."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class SystemClock:
    """Wall time, monotonic time and real waiting."""

    def now(self) -> datetime:
        """Wall time, aware, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never run backwards, and that pass while the machine sleeps where the system counts them."""
        return time.clock_gettime(_CLOCK)

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        await asyncio.sleep(seconds)


def now() -> datetime:
    """Wall time, aware, UTC: a name that workers elsewhere know as well."""
    return datetime.now(UTC)

"""A door put together: what asks web servers, and the turns that are waited for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from pipeline.fetchers.doors.allowance import Allowance, take
from pipeline.fetchers.doors.http_ranges import HttpRanges
from pipeline.fetchers.doors.opening import Door
from pipeline.fetchers.settings import FetchSettings


@contextmanager
def door_to(
    settings: FetchSettings,
    allowance: Allowance | None,
    *,
    now: Callable[[], datetime],
    monotonic: Callable[[], float],
    sleep: Callable[[float], None],
    random: Callable[[], float],
) -> Iterator[Door]:
    """A door that asks for stretches of public archives only as often as the allowance has it.

    Args:
        settings: who we are, and how long we wait.
        allowance: what all workers together may ask; ``None`` where only own files are read.
        now: wall time, UTC.
        monotonic: seconds that never run backwards.
        sleep: waits.
        random: numbers in [0, 1).
    """
    ranges = HttpRanges(settings, allowance, now=now, monotonic=monotonic, sleep=sleep, random=random)
    try:
        yield Door(ranges=ranges, turn=lambda: take(allowance, monotonic=monotonic, sleep=sleep))
    finally:
        ranges.close()

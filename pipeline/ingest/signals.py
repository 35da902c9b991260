"""What asks a run to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def signals(stop: Callable[[], None]) -> Iterator[None]:
    """SIGINT, SIGTERM and SIGHUP call ``stop``; where signals cannot be taken (another thread) nothing changes."""
    running = asyncio.get_running_loop()
    taken = {}
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        before = signal.getsignal(number)
        if number == signal.SIGHUP and before is signal.SIG_IGN:
            continue  # nohup: the run is to outlive its session
        try:
            running.add_signal_handler(number, stop)
        except (NotImplementedError, RuntimeError, ValueError):
            continue
        taken[number] = before
    try:
        yield
    finally:
        for number, before in taken.items():
            running.remove_signal_handler(number)
            # the loop leaves the system's own, which ends a process without a word
            signal.signal(number, signal.SIG_DFL if before is None else before)

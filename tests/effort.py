"""How long work may take here, where "here" may be three times as slow as where the limit was set."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

_YARDSTICK = 0.008
"""CPU seconds that :func:`_measure` took where limits were set."""


def _measure() -> float:
    began = time.process_time()
    text = "".join(f"<p>Page {number}, reviewed on day {number % 31}.</p>" for number in range(10_000))
    assert len(re.findall(r"day (\d+)\.", text)) == 10_000
    assert sum(len(part) for part in text.split("<p>")) > 0
    return time.process_time() - began


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """What is done inside takes no more CPU time than a machine like ours takes in these seconds.

    A piece of known work before and after says how much slower this one is just now; a quicker one is held to the same.
    """
    before = _measure()
    began = time.process_time()
    yield
    took = time.process_time() - began
    slower = max(1.0, max(before, _measure()) / _YARDSTICK)
    assert took < seconds * slower, (
        f"{took:.1f} CPU seconds, {seconds:g} are allowed where this machine takes {slower:.1f}"
    )

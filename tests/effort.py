"""How long work may take here, where "here" may be three times as slow as where the limit was set."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_YARDSTICK = 0.008
"""CPU seconds that :func:`_measure` took where limits were set."""
_TRIES = 3


def _measure() -> float:
    began = time.thread_time()
    text = "".join(f"<p>Page {number}, reviewed on day {number % 31}.</p>" for number in range(10_000))
    assert len(re.findall(r"day (\d+)\.", text)) == 10_000
    assert sum(len(part) for part in text.split("<p>")) > 0
    return time.thread_time() - began


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """What is done inside takes no more CPU time than a machine like ours takes in these seconds.

    A piece of known work before and after says how much slower this one is just now; a quicker one is held to the same.
    """
    before = _measure()
    began = time.thread_time()
    yield
    took = time.thread_time() - began
    slower = max(1.0, max(before, _measure()) / _YARDSTICK)
    assert took < seconds * slower, (
        f"{took:.1f} CPU seconds, {seconds:g} are allowed where this machine takes {slower:.1f}"
    )


def in_proportion(
    made: Callable[[int], Callable[[], object]], small: int, large: int, *, noise: float, least: float = 0.02
) -> None:
    """Work on so much more takes so much more CPU time at most, within the noise of a busy machine.

    A neighbour may slow one of the two down for a while, so what is not so at once may still be so a little later.

    Args:
        made: makes what the work is done on, of a size, and gives the work; to make it is not counted.
        small, large: sizes.
        noise: how often the time that is in proportion may be taken; what grows by the square takes more.
        least: seconds; the smaller work is taken for no less.
    """
    assert noise < large / small, "cost by the square would pass"

    def seconds(size: int) -> float:
        work = made(size)
        began = time.thread_time()
        work()
        return time.thread_time() - began

    seconds(small)
    told = []
    for _ in range(_TRIES):
        few, many = max(seconds(small), least), seconds(large)
        if many < noise * large / small * few:
            return
        told.append(f"{many:.2f} and {few:.2f} CPU seconds")
    raise AssertionError(f"{large / small:g} times as much: {', '.join(told)}")

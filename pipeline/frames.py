"""Room for the frames of what runs for long."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

R = TypeVar("R")

_WORDS = 16_384
"""Of eight bytes, as :func:`in_one_piece` says of itself that it takes; the piece that holds it has as many again."""


def in_one_piece(work: Callable[[], R]) -> R:
    """Call something, with all frames of its calls in one piece of memory.

    CPython (3.11 and later) keeps frames in pieces of 16 KiB and gives one back to the system as soon as its last frame
    has ended. Where the border of two lies below a call that is made over and over, each of them costs two calls of the
    system and a page fault: up to fifty times for each page read, a thirtieth of a run, by where the border happens to
    lie. What does not fit into a piece gets one at least twice its size, and so does this function; elsewhere it is a
    call as any other.
    """
    return work()


in_one_piece.__code__ = in_one_piece.__code__.replace(co_stacksize=_WORDS)

"""Which words of two texts are the same ones, in a time that grows with their length."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_SHORT = 90_000
"""Pairs of words up to which :mod:`difflib` compares every one: it takes up to the cube of their number."""
_WINDOWS = (8, 4, 2, 1)
"""Words in a row that are looked for in long texts, the longest first."""


class Stretch(NamedTuple):
    """A part of the old text and the part of the new one that stands in its place, as a half-open range of each."""

    same: bool
    low: int
    high: int
    new_low: int
    new_high: int


def aligned(old: Sequence[str], new: Sequence[str]) -> list[Stretch]:
    """The stretches of two texts, those that are the same and those between them, in order.

    Short texts are compared as :class:`difflib.SequenceMatcher` does, longest common stretch first. Long ones are first
    held together by rows of words that stand once in each (patience diff, after B. Cohen), and compared between those.

    Args:
        old: words of the state before.
        new: words of the state after.
    """
    runs: list[tuple[int, int, int]] = []
    _add_runs(runs, old, new, (0, len(old), 0, len(new)), _WINDOWS)
    found: list[Stretch] = []
    at = new_at = 0
    for low, new_low, length in (*runs, (len(old), len(new), 0)):
        if at < low or new_at < new_low:
            found.append(Stretch(False, at, low, new_at, new_low))
        if length and found and found[-1].same:  # two runs that meet are one
            found[-1] = found[-1]._replace(high=low + length, new_high=new_low + length)
        elif length:
            found.append(Stretch(True, low, low + length, new_low, new_low + length))
        at, new_at = low + length, new_low + length
    return found


def _add_runs(
    runs: list[tuple[int, int, int]],
    old: Sequence[str],
    new: Sequence[str],
    part: tuple[int, int, int, int],
    windows: tuple[int, ...],
) -> None:
    """Add what is the same in a part of both texts: place in the old, in the new, length."""
    low, high, new_low, new_high = part
    if (high - low) * (new_high - new_low) <= _SHORT:
        matcher = SequenceMatcher(None, old[low:high], new[new_low:new_high], autojunk=False)
        runs += [(low + at, new_low + place, size) for at, place, size in matcher.get_matching_blocks() if size]
        return
    if not windows:
        return
    at, new_at = low, new_low
    for start, new_start, length in _anchors(old, new, part, windows[0]):
        _add_runs(runs, old, new, (at, start, new_at, new_start), windows[1:])
        runs.append((start, new_start, length))
        at, new_at = start + length, new_start + length
    _add_runs(runs, old, new, (at, high, new_at, new_high), windows[1:])


def _anchors(
    old: Sequence[str], new: Sequence[str], part: tuple[int, int, int, int], window: int
) -> list[tuple[int, int, int]]:
    """Rows of words that stand once in a part of each text, in one order: place in the old, in the new, length."""
    low, high, new_low, new_high = part
    ours, theirs = _once(old, low, high, window), _once(new, new_low, new_high, window)
    common = sorted((at, theirs[row]) for row, at in ours.items() if row in theirs)
    found: list[tuple[int, int, int]] = []
    for at, new_at in (common[place] for place in longest_rising([new_at for _, new_at in common])):
        start, new_start, length = found[-1] if found else (low, new_low, 0)
        if at - start == new_at - new_start and at <= start + length and found:
            found[-1] = start, new_start, at + window - start
        elif at >= start + length and new_at >= new_start + length:
            found.append((at, new_at, window))
    return found


def _once(words: Sequence[str], low: int, high: int, window: int) -> dict[tuple[str, ...], int]:
    """Where each row of so many words begins that stands once in a part."""
    places: dict[tuple[str, ...], int] = {}
    for at in range(low, high - window + 1):
        row = tuple(words[at : at + window])
        places[row] = -1 if row in places else at
    return {row: at for row, at in places.items() if at >= 0}


def longest_rising(values: Sequence[int]) -> list[int]:
    """Places of the longest choice of values, in their order, each of which is more than the one before."""
    ends: list[int] = []
    ranks: list[int] = []
    for value in values:
        rank = bisect_left(ends, value)
        ends[rank : rank + 1] = [value]
        ranks.append(rank)
    chosen: list[int] = []
    for place in range(len(ranks) - 1, -1, -1):
        if ranks[place] == len(ends) - 1 - len(chosen):
            chosen.append(place)
    return chosen[::-1]

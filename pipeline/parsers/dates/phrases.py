"""Many phrases as one pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable

_DEPTH = 3
"""Letters by which phrases are told apart; behind them few are left to try."""


def any_of(phrases: Iterable[str]) -> str:
    """A pattern of the longest of the phrases at a place, by first letters: a few ways to try instead of hundreds."""
    return _any_of(sorted(phrases, key=len, reverse=True), _DEPTH)


def _any_of(longest_first: list[str], depth: int) -> str:
    if len(longest_first) == 1 or not depth:
        return "(?:" + "|".join(map(_written, longest_first)) + ")"
    by_letter: dict[str, list[str]] = {}
    for phrase in longest_first:
        by_letter.setdefault(phrase[:1], []).append(phrase[1:])
    ways = (f"{_written(letter)}{_any_of(rest, depth - 1)}" if letter else "" for letter, rest in by_letter.items())
    return "(?:" + "|".join(ways) + ")"


def _written(words: str) -> str:
    return re.escape(words).replace(r"\ ", r"\s+")

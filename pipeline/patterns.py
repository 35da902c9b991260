"""What patterns share: a year, many phrases as one; dear ones are compiled late and tried only where they can match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, cast

YEAR = r"(?:19|20)\d\d"
"""A year of the two centuries in which pages are dated, as a part of a pattern."""
NAMES_YEAR = re.compile(YEAR)
YEAR_ALONE = re.compile(rf"(?<!\d){YEAR}(?!\d)")
"""No part of a longer number."""
HAN_AND_KANA = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
"""Ranges of the signs of Chinese and Japanese, each of which says something, as a part of a pattern."""
UNSPACED = f"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\uac00-\ud7af{HAN_AND_KANA}"
"""Ranges of scripts that are written without spaces between words: these, Thai, Lao, Burmese, Khmer; and Korean, whose
words are written together with what they are joined to."""
_SAME = str.maketrans("\u0131\u017f\u03c2", "is\u03c3")
"""Letters that are others where letter case is ignored: i without its dot, long s, the sigma that ends a word."""
_OTHERS = re.compile("[\u0131\u017f\u03c2]")
_DEPTH = 3
"""Letters by which phrases are told apart; behind them few are left to try."""


def when_used(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What :func:`re.compile` gives, but for the moment of compiling.

    For patterns whose compiling takes a millisecond and more, as those of long lists of words and of wide ranges of
    characters do. A mistake in one is an error of its first use, so tests have to use it.
    """
    return cast("re.Pattern[str]", _Later(pattern, flags))


def small_letters(words: str) -> str:
    """Words in small letters, sign by sign.

    For patterns of many words: in small letters those that begin otherwise are passed over; where letter case is
    ignored, each is tried.
    """
    if words.isascii():
        return words.lower()
    small = words.replace("\u0130", "i").lower()
    return small if _OTHERS.search(small) is None else small.translate(_SAME)


def of_small_letters(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern, :func:`when_used`, for what :func:`small_letters` gives; its own letters are small."""
    return when_used(pattern.translate(_SAME), flags)


def stretches(marks: Iterable[re.Match[str]], before: int, after: int) -> Iterator[tuple[int, int]]:
    """The parts of a text around some marks in it, for what is dear to look for and stands only near one.

    Args:
        marks: in their order.
        before: characters before a mark that are near it; parts that meet are one.
        after: the same behind it.
    """
    start = end = 0
    for mark in marks:
        if mark.start() - before > end:
            if end:
                yield start, end
            start = mark.start() - before
        end = mark.end() + after
    if end:
        yield start, end


class _Later:
    def __init__(self, pattern: str, flags: int) -> None:
        self._given = (pattern, flags)
        self._compiled: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        """An attribute of the pattern, asked for the first time; from then on it is found without coming here."""
        if self._compiled is None:
            self._compiled = re.compile(*self._given)
        value = getattr(self._compiled, name)
        setattr(self, name, value)
        return value


def word_set(words: str) -> frozenset[str]:
    """The words of a table that is written as a text."""
    return frozenset(words.split())


def phrases(written: str) -> tuple[str, ...]:
    """The phrases of such a table, with commas between them."""
    return tuple(" ".join(written.split()).split(", "))


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

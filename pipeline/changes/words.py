"""Words of a normalised block, and which of them can hurt when they change."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from pipeline.changes.lexicon import ELIDED, HEADINGS, LEXICON
from pipeline.changes.values import Touch
from pipeline.patterns import HAN_AND_KANA, when_used

PLACEHOLDER = "\ue000"
"""Stands where a claimed date stood (a private-use character, so that no page's own words are taken for it)."""

NAMED = "\ue001"
"""Stands where a byline names a person: who wrote or reviewed is compared as data, too."""


def shown(text: str) -> str:
    """A block for people to read."""
    return text.replace(PLACEHOLDER, "[date]").replace(NAMED, "[name]")


_NAME = r"[^\W\d_]*[A-Z][^\W\d_]*[A-Z][^\W\d_]*-\d{1,3}(?![\w.,]*\d)"
"""COVID-19, HPV-16, SARS-CoV-2: a name with a number in it, not an amount."""

_ROMAN = frozenset(["II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII"])
"""Stages, types and phases; "IV" is a way of giving a drug, too. "I", "V" and "X" are words and other signs as well."""

_WORD = re.compile(rf"°[CF]\b|{_NAME}|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s]|_")

_SIGN = when_used(f"[{HAN_AND_KANA}]")
_PIECE = when_used(f"[{HAN_AND_KANA}]|[^{HAN_AND_KANA}]+")

_CRITICAL = when_used(rf"\b(?:{HEADINGS})\b", re.IGNORECASE)


_TOGETHER: dict[tuple[str, str], Touch] = {
    ("up", "to"): "comparator",
    ("な", "い"): "negation",
    ("せ", "ん"): "negation",
}
"""Words that can hurt beside each other."""
_LONG = 200
"""Characters of a heading that is not remembered."""


class Word(NamedTuple):
    """A word, number or sign, and where it stands in its block."""

    text: str
    start: int
    end: int


def words(block: str) -> list[Word]:
    """The words of a normalised block: digits stay one number with their points, every sign is a word of its own.

    So is every sign of Chinese and Japanese: a difference would else be shown as a whole clause.
    """
    found = [Word(one.group(), one.start(), one.end()) for one in _WORD.finditer(block)]
    if block.isascii() or not _SIGN.search(block):
        return found
    pieces = ((word.start, piece) for word in found for piece in _PIECE.finditer(word.text))
    return [Word(piece.group(), start + piece.start(), start + piece.end()) for start, piece in pieces]


def key(block: str) -> str:
    """What makes a block this block: its words. Only white space where a word ends anyway is lost."""
    # no word goes over white space, and what is nothing but letters is one word: most of a page need not be searched
    return " ".join([run if run.isalpha() else _apart(run) for run in block.split()])


def _apart(run: str) -> str:
    """The words of what stands between white space and is not all letters; mostly one, with a sign behind it."""
    if run[-1] in ".,;:!?)" and run[:-1].isalpha():
        return f"{run[:-1]} {run[-1]}"
    return " ".join(_WORD.findall(run))


def touch(word: str) -> Touch | None:
    """Why a change of this word is critical, if it is."""
    if word[0].isdecimal() or word in _ROMAN:
        return "number"
    letters, hyphen, _ = word.partition("-")
    if hyphen and letters:
        return "number" if letters.casefold() in LEXICON else None
    known = LEXICON.get(word.casefold())
    if known is None and "'" in word:
        article, _, rest = word.casefold().partition("'")
        known = LEXICON.get(rest) or ("negation" if article == "n" else None) if article in ELIDED else None
    return known


def touches(changed: list[str]) -> tuple[Touch, ...]:
    """Why a change of these words is critical; nothing when it is not."""
    found = {kind for word in changed if (kind := touch(word)) is not None}
    found |= {kind for one, other in pairwise(changed) if (kind := _TOGETHER.get((one.casefold(), other)))}
    names = {word for word in changed if "-" in word[1:]}
    if len({name.partition("-")[0] for name in names}) < len(names):
        found.add("number")  # a name came with another number than the one that went: HPV-16, HPV-18
    return tuple(sorted(found))


def is_critical_heading(path: tuple[str, ...]) -> bool:
    """Whether a heading on the way down to a section is one under which a wrong word can hurt."""
    return any((_is_critical if len(heading) < _LONG else _is_critical.__wrapped__)(heading) for heading in path)


@lru_cache(maxsize=1024)  # the pages of a site share their headings
def _is_critical(heading: str) -> bool:
    return _CRITICAL.search(heading) is not None

"""Dates behind one label ("Reviewed 2015, 2018 and 2021"), and dates that open a note ("Updated 3 May: ...")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_NEXT = re.compile(r"\s*(?:[,;&\u3001\u060c]\s*)?(?:(?:and|und|y|e|et|i|og|och|en|ja|\u0438|\u0456)\s+)?")
_NOTE = re.compile(r"\s*[)\]]?\s*:(?=\s*[^\s\d])")


def series_of(folded: str, dates: Sequence[re.Match[str]]) -> Sequence[re.Match[str]]:
    """The first of these dates, and those that are listed behind it on its line."""
    for number, (one, other) in enumerate(pairwise(dates), start=1):
        between = folded[one.end() : other.start()]
        if not between.strip() or "\n" in between or _NEXT.fullmatch(between) is None:
            return dates[:number]
    return dates


def opens_note(folded: str, end: int) -> bool:
    """Whether a date that ends there opens words about what was done then: "Updated 3 May 2025: the dose was ..."."""
    return _NOTE.match(folded, end) is not None

"""Dates behind one label ("Reviewed 2015, 2018 and 2021"), and dates that open a note ("Updated 3 May: ...")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_NEXT = re.compile(r"\s*(?:[,;&\u3001\u060c]\s*)?(?:(?:and|und|y|e|et|i|og|och|en|ja|\u0438|\u0456)\s+)?")
_A_NAME = 6
"""Letters between a label and its date in which a person is named."""
_OTHER_PERSON = re.compile(
    r"\)?[\s,;]*(?:(?:and|und|y|et|e)\s+(?:(?:by|von|por|par|da)\s+)?(?P<also>[^\n;:()]{4,70}?)"
    r"[\s,]*(?:\(|\s(?:on|am|el|le|em|il)\s)"
    r"|(?<=[);])[\s,;]*(?P<next>[^\n;:()]{4,70}?)(?:[\s,]*\(|,\s))\s*"
)
_NOTE = re.compile(r"\s*[)\]]?\s*:(?=\s*[^\s\d])")


def series_of(folded: str, dates: Sequence[re.Match[str]]) -> Sequence[re.Match[str]]:
    """The first of these dates, and those that are listed behind it on its line."""
    for number, (one, other) in enumerate(pairwise(dates), start=1):
        between = folded[one.end() : other.start()]
        if not between.strip() or "\n" in between or _NEXT.fullmatch(between) is None:
            return dates[:number]
    return dates


def also_dated(
    folded: str, label: int, dates: Sequence[re.Match[str]], labels: re.Pattern[str]
) -> Sequence[re.Match[str]]:
    """The first of these dates and those of other people behind it: "by A. Name on 3 May 2021 and by B. Other on ...".

    Args:
        folded: the text.
        label: where the label of the first date ends; a person stands behind it.
        dates: all from the first on.
        labels: all of the page's language; what they stand in is said of something else.
    """
    if len(dates) == 1 or sum(map(str.isalpha, folded[label : dates[0].start()])) < _A_NAME:
        return dates[:1]
    for number, (one, other) in enumerate(pairwise(dates), start=1):
        between = folded[one.end() : other.start()]
        if other_person(folded, one, other) is None or labels.search(between):
            return dates[:number]
    return dates


def other_person(folded: str, one: re.Match[str], other: re.Match[str]) -> slice | None:
    """Where a person stands between two dates, the second theirs: "on 3 May 2021 and by B. Other on 4 June 2023"."""
    between = _OTHER_PERSON.fullmatch(folded, one.end(), other.start())
    if between is None or (folded[other.end() : other.end() + 1] == ")") != between[0].rstrip().endswith("("):
        return None
    return slice(*between.span("next" if between["also"] is None else "also"))


def opens_note(folded: str, end: int) -> bool:
    """Whether a date that ends there opens words about what was done then: "Updated 3 May 2025: the dose was ..."."""
    return _NOTE.match(folded, end) is not None

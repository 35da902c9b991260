"""Dates that an item of a list states of the work it names, not of the page (R2)."""

from __future__ import annotations

import re

from pipeline.parsers.dates.between import BY
from pipeline.parsers.dates.labels import LabelSet

_MARKER = re.compile(r"[ ]*(?:[\u2022\u25e6\u25aa\u2023*-]|\[?\d{1,3}(?:[.)\]]))\s+")
"""What an item of a list begins with."""
_WORK = 12
"""Letters of the shortest name of a work."""
_BY_WHOM = re.compile(rf"(?:{BY}|authors?|autor(?:es|in)?|auteurs?|written|reviewers?|editors?|page|content)(?![a-z])")
"""Words that open a line about who wrote the page, and when."""


def of_work(folded: str, start: int, known: LabelSet, *, items: bool) -> bool:
    """Whether a label at ``start`` stands in an item of a list behind other words, which do not say by whom.

    Args:
        folded: the text, folded.
        start: where the label begins.
        known: all labels of the page's language.
        items: whether each line is an item; one that begins with a bullet or number is one anyway.
    """
    line = folded.rfind("\n", 0, start) + 1
    marker = _MARKER.match(folded, line, start)
    if marker is None and not items:
        return False
    begins = marker.end() if marker is not None else line
    if sum(map(str.isalnum, folded[begins:start])) < _WORK:
        return False
    return known.pattern.match(folded, begins) is None and _BY_WHOM.match(folded, begins) is None

"""Labels of any language: where the page's own says nothing, and those that stand in a second language beside it."""

from __future__ import annotations

import re

from pipeline.parsers.dates.labels import LANGUAGES, Label

_EVERY = {label.words: label.roles for labels in LANGUAGES.values() for label in labels}
_WORD = re.compile(r"\S+")
_MOST_WORDS = 6
"""Words of a label, and of what stands between it and its date."""
_SECOND = re.compile(r"\s*[/|(\n]\s*(?P<words>[^\d/|():\n]{3,60}?)\s*(?=[):\n]|\Z)")
"""Behind a label: what may be the same in another language."""


def label_at_end(folded: str) -> int:
    """Where a label of any language begins that ends a text, behind its first word; the text's length without one."""
    words = list(_WORD.finditer(folded))
    for first in range(max(1, len(words) - _MOST_WORDS), len(words)):
        for last in range(len(words), max(first, len(words) - 2), -1):
            if " ".join(word[0] for word in words[first:last]).rstrip(":") in _EVERY:
                return words[first].start()
    return len(folded)


def said_again(label: Label, gap: str) -> int:
    """How much of what stands between a label and its date is the same label in another language; 0 if none is.

    "Date modified / Date de modification: 2024-06-04".
    """
    second = _SECOND.match(gap)
    return second.end() if second is not None and _EVERY.get(second["words"]) == label.roles else 0

"""Reviewers whom a page thanks: "We are grateful for the medical review by:" above a list of people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model.document import Person
from pipeline.parsers.about.names import people_in
from pipeline.parsers.content.survey import Box
from pipeline.parsers.element_words import words_of
from pipeline.patterns import of_small_letters, small_letters

_LINE = 240
"""Characters of the longest line that thanks."""
_NEAR = 24
"""Blocks behind the content among which it may stand."""
_LISTS = frozenset(("ul", "ol"))
_THANKS = of_small_letters(
    r".{0,120}\b(?:grateful|thank(?:s|ful)?|acknowledges?|appreciates?|dank(?:t|en)?|remerci\w+|agradec\w+|ringrazi\w+)\b"
    r".{0,120}\b(?:review(?:ed|ing|ers?)?|durchsicht|prüfung|relecture|relu|revisión|revisão|revisione)\b.{0,60}:"
)


def thanks_reviewers(line: str) -> bool:
    """Whether a line thanks for a review and ends before who made it."""
    return line.endswith(":") and len(line) <= _LINE and _THANKS.fullmatch(small_letters(line)) is not None


def people_thanked(boxes: Sequence[Box], end: int) -> Iterator[Person]:
    """Who is thanked in a list behind the content.

    Args:
        boxes: of the page.
        end: the number of the first block behind the content.
    """
    for box in boxes[end : end + _NEAR]:
        after = boxes[box.end] if box.end < len(boxes) else box
        if box.own and not box.blocks and after.tag in _LISTS and thanks_reviewers(words_of(box.node)):
            for item in after.node.css("li"):
                yield from people_in(" ".join(item.text().split()), role="reviewer")

"""What headings and short blocks say of what stands under them: sources, other pages, contents, a question."""

from __future__ import annotations

from pipeline.parsers.boilerplate import CONTENTS, ELSEWHERE, FEEDBACK, REFERENCES
from pipeline.parsers.content.survey import Box

_ASKING = frozenset(("div", "p", "section", "form", "fieldset"))
_LEAST_ASKED, _MOST_ASKED = 12, 120
"""Characters of a question of what the page was worth, with its answers."""
_TITLE = 200
"""Characters of the longest heading that may be one of sources or of further reading."""


def heads_contents(heading: Box, boxes: list[Box]) -> bool:
    """Whether a heading is called contents, and the list of what the page holds follows."""
    following = boxes[heading.end] if heading.end < len(boxes) and heading.held <= _MOST_ASKED else None
    if following is None or not following.anchored or following.anchored <= 0.5 * following.chars:
        return False
    return CONTENTS.fullmatch(heading.node.text()) is not None


def asks(box: Box) -> bool:
    """Whether a short block asks what the page was worth and holds what is to be pressed."""
    if box.tag not in _ASKING or not _LEAST_ASKED <= box.held <= _MOST_ASKED:
        return False
    words = box.node.text(separator=" ")
    if "?" not in words or FEEDBACK.fullmatch(" ".join(words.split())) is None:
        return False
    return box.node.css_first("button, [role=button], input, a") is not None


def says(heading: Box) -> str:
    """Whether a heading stands over sources, what leads elsewhere, a question of the page's worth, or content."""
    if heading.held > _TITLE:
        return "own"
    words = heading.node.text()
    if REFERENCES.fullmatch(words):
        return "references"
    if ELSEWHERE.fullmatch(words):
        return "elsewhere"
    return "asks" if FEEDBACK.fullmatch(words.strip()) else "own"

"""What headings and short blocks say of what stands under them: sources, other pages, contents."""

from __future__ import annotations

from pipeline.parsers.boilerplate import CONTENTS, ELSEWHERE, REFERENCES
from pipeline.parsers.content.survey import Box

_CONTENTS = 120
"""Characters of the longest heading of contents."""
_TITLE = 200
"""Characters of the longest heading that may be one of sources or of further reading."""


def heads_contents(heading: Box, boxes: list[Box]) -> bool:
    """Whether a heading is called contents, and the list of what the page holds follows."""
    following = boxes[heading.end] if heading.end < len(boxes) and heading.held <= _CONTENTS else None
    if following is None or not following.anchored or following.anchored <= 0.5 * following.chars:
        return False
    return CONTENTS.fullmatch(heading.node.text()) is not None


def says(heading: Box) -> str:
    """Whether a heading stands over sources, what leads elsewhere, or content."""
    if heading.held > _TITLE:
        return "own"
    words = heading.node.text()
    if REFERENCES.fullmatch(words):
        return "references"
    if ELSEWHERE.fullmatch(words):
        return "elsewhere"
    return "own"

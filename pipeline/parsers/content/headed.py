"""What headings say of what stands under them: sources, also behind the content in a block of their own, contents."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice

from pipeline.parsers.boilerplate import CONTENTS, OVERLAYS, heads_elsewhere, heads_further, heads_sources
from pipeline.parsers.content.survey import HEADINGS, Box, with_around
from pipeline.parsers.gathering import neighbour
from pipeline.parsers.heading_words import words_of_heading

_CONTENTS = 120
"""Characters of the longest heading of contents."""
_TITLE = 200
"""Characters of the longest heading that may be one of sources or of further reading."""
_LABEL = 36
"""Characters of the longest words that head a list of sources."""
_LABELS = frozenset(("p", "summary", "div", "legend", "dt"))
_AROUND = 3
"""Blocks around the content that may hold its sources, too."""
_ITEMS = 3
"""Items of the shortest list of contents."""
_NOT_THERE = frozenset(("nav", "footer", "header", "form", "dialog"))
_NO_SOURCES = OVERLAYS | {"talk", "foot"}
_OF_ARTICLE = re.compile(r"article|entry|post|story", re.IGNORECASE)
_OF_LISTS = frozenset(("li", "dd"))
_FILES = (".pdf", ".doc", ".docx", ".odt", ".ppt", ".pptx", ".xls", ".xlsx", ".epub", ".zip")


def heads_contents(heading: Box, boxes: list[Box]) -> bool:
    """Whether a heading is called contents, and the list of what the page holds follows."""
    following = boxes[heading.end] if heading.end < len(boxes) and heading.held <= _CONTENTS else None
    if following is None or not following.anchored or following.anchored <= 0.5 * following.chars:
        return False
    return CONTENTS.fullmatch(words_of_heading(heading.node)) is not None


def mark_contents(boxes: list[Box]) -> bool:
    """Whether a line that is no heading heads a list of what the page holds: both are then beside the content."""
    listing = [each for box in boxes for each in _contents_at(box, boxes)]
    for box in listing:
        box.says, box.named_beside = "beside", True
    return bool(listing)


def _contents_at(label: Box, boxes: list[Box]) -> list[Box]:
    """The blocks of a list of contents that a line heads; none where it heads no such list.

    The widest block that holds the line and links to places of the page and nothing else, or the line and what follows.
    """
    words = label.own
    if label.tag in HEADINGS or label.beside or label.parent is None or not 0 < words == label.chars <= _LABEL:
        return []
    after = boxes[label.end] if label.end < len(boxes) else label
    if label.linked or label.anchored or after.anchored <= 0.5 * after.chars:
        return []
    if CONTENTS.fullmatch(label.node.text()) is None:
        return []
    around = at = label
    while at.parent is not None and at.parent.parent is not None and at.parent.chars - at.parent.anchored == words:
        around = at = at.parent
    return [around, after] if after.place >= around.end else [around]


def says(heading: Box) -> str:
    """Whether a heading stands over sources, what leads elsewhere, or content."""
    if heading.held > _TITLE:
        return "own"
    words = words_of_heading(heading.node)
    if heads_sources(words):
        return "references"
    if heads_elsewhere(words):
        return "elsewhere"
    return "own"


def is_opened(box: Box) -> bool:
    """Whether a block is what a ``<details>`` opens whose summary, no link, says what that is."""
    if box.parent is None or box.parent.tag != "details":
        return False
    summary = box.parent.node.css_first("summary")
    return summary is not None and summary.css_first("a[href]") is None and bool(summary.text(strip=True))


def goes_on_item(box: Box) -> bool:
    """Whether a line of words and a link goes on what an item of a list says in words of its own."""
    item = box.parent
    return (
        item is not None
        and item.tag in _OF_LISTS
        and item.own > item.own_linked
        and not (box.blocks or box.own_images)
        and 0 < box.own_linked < box.own
    )


def sources_behind(root: Box, boxes: list[Box]) -> Box | None:
    """The block behind the content that holds its sources, or files under a heading; ``None`` where there is none.

    Else one of further reading right beside it.

    Args:
        root: the block that holds the content.
        boxes: of the page.
    """
    around = {id(box) for box in islice(with_around(root), 1, 1 + _AROUND)}
    place = root.end
    further: Box | None = None
    while place < len(boxes) and id(boxes[place].parent) in around:
        box = boxes[place]
        place = box.end
        if (box.tag in _NOT_THERE and (box.tag != "footer" or box.named_beside)) or box.says in _NO_SOURCES:
            continue
        if begins_with_sources(box, boxes) or _holds_files(box, boxes):
            return box
        if further is None and box.parent is root.parent and root.tag != "article" and begins_with_further(box, boxes):
            further = box
    return further


def mark_sources(boxes: list[Box]) -> bool:
    """Whether the foot of an article opens with its sources: then it is content, and no small print.

    One that stands in what the page calls its content, or that is called an article's; the foot of the site is neither.
    """
    marked = False
    for box in boxes:
        if not box.named_beside or (box.tag != "footer" and box.says != "foot") or not begins_with_sources(box, boxes):
            continue
        around = islice(with_around(box), 1, None)
        told = next((each for each in around if each.named_beside or each.landmark), boxes[0])
        if not told.named_beside and (told.landmark or _OF_ARTICLE.search(box.names) is not None):
            box.says, box.named_beside, marked = "", False, True
    return marked


def _holds_files(box: Box, boxes: list[Box]) -> bool:
    """Whether a block is a heading of its own and files to download under it, by the ends of their addresses."""
    first = next((each for each in boxes[box.place : box.end] if each.own), box)
    if first.tag not in HEADINGS or says(first) != "own" or 2 * box.linked < box.chars - first.held:
        return False
    links = box.node.css("a[href]")
    return bool(links) and all((link.attributes["href"] or "").lower().endswith(_FILES) for link in links)


def begins_with_sources(box: Box, boxes: list[Box]) -> bool:
    """Whether the first words in a block head a list of sources, which stands in it, too."""
    first = next((each for each in boxes[box.place : box.end] if each.own), box)
    if first is box or first.own != first.held or first.held > _LABEL:
        return False
    if first.tag not in HEADINGS and first.tag not in _LABELS:
        return False
    return heads_sources(words_of_heading(first.node))


def begins_with_further(box: Box, boxes: list[Box]) -> bool:
    """Whether a block is a heading of further reading or the like and a list under it, and nothing more."""
    if box.headings != 1 or box.cards or box.fields or box.images or box.beside:
        return False
    first = next((each for each in boxes[box.place : box.end] if each.own), box)
    return first.tag in HEADINGS and first.held <= _TITLE and heads_further(words_of_heading(first.node))


class Contents:
    """Where a page's list of contents leads: looked up when it is asked for, as few pages are asked."""

    def __init__(self, boxes: list[Box]) -> None:
        self._boxes = boxes

    def end_in(self, box: Box, around: Box) -> bool:
        """Whether a block holds all that is listed, so that headings behind it in one around stand beside it."""
        behind = any(each.tag in HEADINGS and not each.beside for each in self._boxes[box.end : around.end])
        return behind and bool(self._listed) and all(box.place <= place < box.end for place in self._listed)

    @cached_property
    def _listed(self) -> list[int]:
        """The places of the headed blocks that items lead to which are one link; what a menu opens has no heading."""
        names = {
            link.attributes["href"]
            for box in self._boxes
            if box.tag == "li" and box.own and box.own == box.own_anchored
            for link in box.node.css('a[href^="#"]')
        }
        if len(names) < _ITEMS:
            return []
        places = {node.mem_id: box.place for box in self._boxes for node in (box.node, *box.wraps)}
        found = []
        for mark in self._boxes[0].node.css("[id], a[name]"):
            if f"#{mark.attributes.get('id') or mark.attributes.get('name')}" in names:
                at = neighbour(mark) if mark.tag == "a" and not mark.text(strip=True) else mark
                while at is not None and at.mem_id not in places:
                    at = at.parent
                if at is not None and self._is_headed(self._boxes[places[at.mem_id]]):
                    found.append(places[at.mem_id])
        return found if len(found) >= _ITEMS else []

    def _is_headed(self, box: Box) -> bool:
        first = next((each for each in self._boxes[box.place : box.end] if each.own), box)
        return first.tag in HEADINGS and not box.beside

"""What is laid over a page: dialogs, and what asks for consent to cookies. It is the content of none, however short."""

from __future__ import annotations

import re
from bisect import bisect_left

from selectolax.lexbor import LexborNode

from pipeline.parsers.boilerplate import OVERLAYS
from pipeline.parsers.content.survey import LONG, Box, with_around
from pipeline.patterns import when_used

_LAYERS = 8
"""Blocks around a sentence about cookies among which the buttons to answer it are looked for."""
_CONSENT = 4000
"""Characters of the longest question for consent, with all its purposes."""
_ANSWERS = "button, a, [role=button], input[type=button], input[type=submit]"
_ANSWER = 40
_SEVERAL = 3
_ACCEPT = when_used(
    r"\W*(?:(?:i )?(?:accept|agree|allow|consent)|got it|ok(?:ay)?\b|(?:yes|no),? |understood|i understand|reject"
    r"|decline|(?:manage|change|customi[sz]e|set|cookie|privacy) ?(?:my )?(?:cookies?|choices|consent|settings|prefer)"
    r"|(?:alle? )?(?:cookies )?(?:akzeptieren|zulassen|ablehnen|annehmen|zustimmen|erlauben)|einverstanden|verstanden"
    r"|ich stimme|(?:tout |j.)?(?:accepte|refuse)|d.accord|continuer sans|acept|rechaz|de acuerdo|entendido|accett"
    r"|rifiut|aceit|rejeit|concordo|akkoord|accepteren|weigeren|hyv[aä]ksy|godk[aä]nn|acceptera|godta|tillad|souhlas"
    r"|zgadzam|akceptuj|同意|接受|拒绝|同意する)",
    re.IGNORECASE,
)
"""Words of the buttons under a question for consent."""
_TIP = '[class*="tooltip" i]'
_TERM = re.compile(r"trigger|term|target|label|link|word|toggle", re.IGNORECASE)
_LONGEST_TERM = 80


def mark_overlays(boxes: list[Box]) -> None:
    """Put dialogs and questions for consent beside the content for good: nothing more is asked of their text.

    A block with an ``<h1>`` holds a page, and one that the page calls its content is it, whatever else they are. Where
    most of the text is in several dialogs, they are how the page shows it; they stay where their block does. Small
    print is no content of a page that says what is, title and all.
    """
    page = _Page(boxes)
    dialogs = [box for box in boxes if box.says == "over"]
    long = [prose for box in dialogs if (prose := _prose(box, boxes)) >= LONG]
    show = len(long) >= _SEVERAL and 2 * sum(long) > _prose(boxes[0], boxes)
    for box in dialogs:
        if page.is_in(box):
            box.says = ""
            box.beside = box.named_beside = False
        elif show:
            box.says = "shown"
    for box in boxes:
        if box.speaks_of_cookies and not _inside(box) and (asks := _asking(box, page)) is not None:
            asks.says = "over"
            asks.beside = asks.named_beside = True
    told = any(box.landmark and any(each.tag == "h1" for each in _blocks(box, boxes)) for box in boxes)
    for box in boxes:
        if told and _is_foot(box) and not page.is_in(box):
            box.says = "foot"


def _is_foot(box: Box) -> bool:
    """Whether the page says that a block is its small print."""
    return box.named_beside and (box.tag == "footer" or box.node.attributes.get("role") == "contentinfo")


def _blocks(box: Box, boxes: list[Box]) -> list[Box]:
    return boxes[box.place : box.end]


def _prose(box: Box, boxes: list[Box]) -> int:
    """Characters of long text in a block, in no link."""
    return sum(each.own - each.own_linked for each in _blocks(box, boxes) if each.own >= LONG)


def _inside(box: Box) -> bool:
    """Whether a block is in one that is laid over the page already."""
    return any(each.says in OVERLAYS for each in with_around(box))


class _Page:
    """Where a page says that its content is, and how long its blocks are; asked of each once, however many ask."""

    def __init__(self, boxes: list[Box]) -> None:
        self._begins = [box.place for box in boxes if box.tag == "h1" or box.landmark]
        self._lengths: dict[int, int] = {}

    def is_in(self, box: Box) -> bool:
        """Whether a block holds a title of the page or what the page calls its content, or is it."""
        at = bisect_left(self._begins, box.place)
        return at < len(self._begins) and self._begins[at] < box.end

    def length(self, box: Box) -> int:
        """Characters of a block and all in it, white space included."""
        if box.place not in self._lengths:
            self._lengths[box.place] = len(box.node.text())
        return self._lengths[box.place]


def _asking(box: Box, page: _Page) -> Box | None:
    """The block around a sentence about cookies that holds the buttons to answer it; ``None`` where there are none."""
    at = box
    for _ in range(_LAYERS):
        if at.parent is None or page.is_in(at) or page.length(at) > _CONSENT:
            return None
        if any(_is_answer(each) for each in at.node.css(_ANSWERS)):
            return _whole(at, page)
        at = at.parent
    return None


def _whole(asks: Box, page: _Page) -> Box:
    """The block around a question that holds its heading too: next to nothing stands between."""
    at = asks
    while at.parent is not None and at.parent.parent is not None and not page.is_in(at.parent):
        if page.length(at.parent) - page.length(at) > _ANSWER:
            break
        at = at.parent
    return at


def tooltips(root: LexborNode) -> dict[int, int]:
    """Ids of what is told of a term when a reader points at it, where it stands behind the term in one element.

    As in ``<span class=tooltip>bilirubin<span class=tooltiptext>A yellow pigment</span></span>``: only a style sheet
    sets it apart from the sentence. With the id of the element around both, whose name says that it is not content.
    """
    found = root.css(_TIP)
    named = {tip.mem_id for tip in found}
    return {
        tip.mem_id: tip.parent.mem_id
        for tip in found
        if tip.parent is not None
        and tip.parent.mem_id in named
        and _TERM.search(tip.attributes.get("class") or "") is None
        and _is_behind_term(tip)
    }


def _is_behind_term(tip: LexborNode) -> bool:
    """Whether a few words stand before an element in the one around it."""
    said = ""
    at = tip.prev
    while at is not None and len(said) <= _LONGEST_TERM:
        said = (at.text() + said).rstrip()
        at = at.prev
    return 0 < len(said.strip()) <= _LONGEST_TERM


def _is_answer(node: LexborNode) -> bool:
    words = (node.attributes.get("value") or "") if node.tag == "input" else node.text()
    words = " ".join(words.split())
    return 0 < len(words) <= _ANSWER and _ACCEPT.match(words) is not None

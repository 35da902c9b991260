"""What is laid over a page: dialogs, and what asks for consent to cookies. It is the content of none, however short."""

from __future__ import annotations

import re

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
    dialogs = [box for box in boxes if box.says == "over"]
    long = [prose for box in dialogs if (prose := _prose(box, boxes)) >= LONG]
    show = len(long) >= _SEVERAL and 2 * sum(long) > _prose(boxes[0], boxes)
    for box in dialogs:
        if _holds_page(box, boxes):
            box.says = ""
            box.beside = box.named_beside = False
        elif show:
            box.says = "shown"
    for box in boxes:
        if box.speaks_of_cookies and not _inside(box) and (asks := _asking(box, boxes)) is not None:
            asks.says = "over"
            asks.beside = asks.named_beside = True
    told = any(box.landmark and any(each.tag == "h1" for each in _blocks(box, boxes)) for box in boxes)
    for box in boxes:
        if told and _is_foot(box) and not _holds_page(box, boxes):
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


def _holds_page(box: Box, boxes: list[Box]) -> bool:
    return any(inside.tag == "h1" or inside.landmark for inside in _blocks(box, boxes))


def _asking(box: Box, boxes: list[Box]) -> Box | None:
    """The block around a sentence about cookies that holds the buttons to answer it; ``None`` where there are none."""
    at = box
    for _ in range(_LAYERS):
        if at.parent is None or _holds_page(at, boxes) or len(at.node.text()) > _CONSENT:
            return None
        if any(_is_answer(each) for each in at.node.css(_ANSWERS)):
            return _whole(at, boxes)
        at = at.parent
    return None


def _whole(asks: Box, boxes: list[Box]) -> Box:
    """The block around a question that holds its heading too: next to nothing stands between."""
    at = asks
    while at.parent is not None and at.parent.parent is not None and not _holds_page(at.parent, boxes):
        more = len(at.parent.node.text()) - len(at.node.text())
        if more > _ANSWER:
            break
        at = at.parent
    return at


def tooltips(root: LexborNode) -> frozenset[int]:
    """Ids of what is told of a term when a reader points at it, where it stands behind the term in one element.

    As in ``<span class=tooltip>bilirubin<span class=tooltiptext>A yellow pigment</span></span>``: only a style sheet
    sets it apart from the sentence.
    """
    found = root.css(_TIP)
    named = {tip.mem_id for tip in found}
    return frozenset(
        [
            tip.mem_id
            for tip in found
            if tip.parent is not None
            and tip.parent.mem_id in named
            and _TERM.search(tip.attributes.get("class") or "") is None
            and 0 < len(_words_before(tip)) <= _LONGEST_TERM
        ]
    )


def _words_before(node: LexborNode) -> str:
    said: list[str] = []
    at = node.prev
    while at is not None:
        said.append(at.text())
        at = at.prev
    return "".join(said).strip()


def _is_answer(node: LexborNode) -> bool:
    words = (node.attributes.get("value") or "") if node.tag == "input" else node.text()
    words = " ".join(words.split())
    return 0 < len(words) <= _ANSWER and _ACCEPT.match(words) is not None

"""From the best block to all of the content: the sections beside it that one page's text is cut into.

Votes find one block, often one section of several: an accordion's panel, a row of a page builder. What stands around
it is of the same page where it reads like content, or where it is built like the block itself.
"""

from __future__ import annotations

import re

from pipeline.parsers.boilerplate import FEEDBACK, TALK, opens_by_name
from pipeline.parsers.content.cards import first_said
from pipeline.parsers.content.headed import Contents, says
from pipeline.parsers.content.leftovers import Staying, left_out, sign
from pipeline.parsers.content.survey import HEADINGS, Box, right_in, with_around

_STEPS = 12
"""Blocks around that are looked into; each costs a pass over what it holds."""
_GROWN = 1.03
_MORE = 0.2
_PURE = 0.5
_HEADED = 100
"""Characters of text that make a heading one of the content."""
_BODY = re.compile(
    r"(?:article|entry|post|story|news|chapter)[-_]*(?:content|body|text|copy|main)|^e-content$", re.IGNORECASE
)
"""Names by which pages mark the text of an article: hAtom's ``entry-content``, h-entry's ``e-content`` and the like."""
_MOST = 0.5
_LITTLE = 0.05
_LISTED = 3
_SEVERAL = 3
_PANELS = 2
_BRIEF = 600
"""Characters of prose of the longest entry of a dictionary and the like, of which a caption is a part that counts."""
_TOO_MUCH = 1.5
_NEARLY = 0.9
_MOSTLY = 0.8
_FEW_LINKS = 0.1
_SAID = 80
"""Characters under a heading that are more than a teaser."""
_BARE = frozenset(("div", "table", "tbody", "tr", "td"))


def widened(best: Box, boxes: list[Box], titled: Box | None) -> Box:
    """The block around the best one that holds all of the content; the best one itself where it does.

    Args:
        best: the block found by votes.
        boxes: of the page.
        titled: the heading that is the page's title. What does not belong under it is not looked at.
    """
    best = _marked_inside(best, boxes)
    limit, marked = _limit(best, boxes, titled)
    now = left_out(best, boxes)
    rank = min(now.ranks) if now.ranks else _rank_over(best, limit or boxes[0], boxes)
    contents = Contents(boxes)
    looked = best.chars
    steps = 0
    inner = at = best
    while at.parent is not None and at is not limit and steps < _STEPS:
        inner, at = at, at.parent
        last = limit is not None and at.chars >= limit.chars
        if at.chars < _GROWN * looked and not (last and at.chars > looked):
            continue
        steps += 1
        looked = at.chars
        if contents.end_in(best, at):
            break
        then = left_out(at, boxes)
        own = titled is not None and at.place <= titled.place < at.end
        further = then.headings - own - now.headings
        headings = further if now.ranks & then.ranks else 0
        pure = marked and last and then.linked - now.linked <= then.chars - now.chars
        lead = _before(at, inner, boxes)
        if (
            pure
            or (rank in then.ranks and further >= _SEVERAL and _goes_on(now, then, lead))
            or _belongs(now, then, headings, alike=_alike(at, inner, boxes), lead=lead)
        ):
            best, now = at, then
    return best


def _rank_over(best: Box, limit: Box, boxes: list[Box]) -> str:
    """The rank of the heading under which a block stands, unless that is the page's title; ``""`` without any."""
    before = reversed(boxes[limit.place : best.place])
    return next((box.tag for box in before if box.tag in HEADINGS and box.tag != "h1" and not box.beside), "")


def _goes_on(now: Staying, then: Staying, lead: int) -> bool:
    """Whether a block is the lesser part of one around it, which goes on behind it with more than bare links."""
    more, linked = then.chars - then.titles - now.chars + now.titles, then.linked - now.linked
    lesser = 2 * (now.chars + now.linked) < then.chars + then.linked
    return lesser and more >= max(_HEADED, lead) and linked <= _LISTED * more


def _marked_inside(best: Box, boxes: list[Box]) -> Box:
    """The block inside the best one that the page calls its content and that holds nearly all of it."""
    for box in boxes[best.place + 1 : best.end]:
        if box.landmark and not box.beside and box.chars >= _NEARLY * best.chars:
            return box
    return best


def _limit(best: Box, boxes: list[Box], titled: Box | None) -> tuple[Box | None, bool]:
    """The innermost block that holds both the best block and the title; else what the page calls its content."""
    line = list(with_around(best))
    limit = None
    if titled is not None:
        limit = next((box for box in line if box.place <= titled.place < box.end), None)
    whole = limit or line[-1]
    for box in line:
        if box is whole:
            break
        if (box.landmark or _is_body(box)) and box.chars - box.linked > _MOST * (whole.chars - whole.linked):
            if not box.landmark and _panels_beside(box, whole, boxes):
                continue  # a builder's answers to questions stand beside what the theme calls the post
            return box, True
    return limit, limit is not None and limit.tag == "article" and limit.prose_kept < _BRIEF


def _panels_beside(inner: Box, whole: Box, boxes: list[Box]) -> bool:
    """Whether a block holds panels that open, with text in them, outside of another in it."""
    said, place = 0, whole.place + 1
    while place < whole.end:
        box = boxes[place]
        if box is inner or box.beside:
            place = box.end
        elif box.chars and (box.tag == "details" or opens_by_name(box.node.attributes.get("class") or "")):
            said += box.chars - box.linked
            place = box.end
        else:
            place += 1
    return said >= _HEADED


def _is_body(box: Box) -> bool:
    return any(map(_BODY.search, box.names.split()))


def _belongs(now: Staying, then: Staying, headings: int, *, alike: bool, lead: int) -> bool:
    """Whether what comes is text rather than links, and not too little to tell."""
    more, linked = then.chars - then.titles - now.chars + now.titles, then.linked - now.linked
    whole = then.chars - now.chars
    # The title, and a heading between it and the text.
    led = then.headings > now.headings + 1 and lead >= _MOSTLY * whole and linked <= _LITTLE * whole
    if led or (alike and (then.headings - now.headings >= _PANELS or more >= max(_HEADED, _LITTLE * now.chars))):
        return True
    if more < _HEADED or more > _TOO_MUCH * now.chars:
        return False
    if more >= _LITTLE * now.chars and (headings >= _SEVERAL or (headings > 0 and linked <= _LISTED * more)):
        return True
    if linked <= _LITTLE * more and (headings > 0 or lead >= _MOSTLY * more):
        return True
    return more >= _MORE * now.chars and linked <= _PURE * more


def _before(at: Box, inner: Box, boxes: list[Box]) -> int:
    """Characters of text that a block holds before another inside it."""
    return sum(box.own - box.own_linked for box in boxes[at.place : inner.place] if not box.beside)


def _alike(at: Box, inner: Box, boxes: list[Box]) -> bool:
    """Whether a block holds others that are built like the one inside it that is content."""
    own, rank = sign(inner), _rank(inner, boxes)
    for box in right_in(at, boxes):
        if box is inner or box.beside or box.tag != inner.tag or not box.chars:
            continue
        if box.headings and box.cards == box.headings:
            continue
        if _rank(box, boxes) == rank and (own or (box.prose and box.tag not in _BARE)) and sign(box) == own:
            return True
    return False


def _rank(box: Box, boxes: list[Box]) -> str:
    """The highest rank of the headings in a block; ``""`` without any."""
    return min((each.tag for each in boxes[box.place : box.end] if each.tag in HEADINGS), default="")


def is_headed_alike(box: Box, best: Box, boxes: list[Box]) -> bool:
    """Whether a block opens with a heading as high as those of the best, and says something under it: a summary."""
    if box.says or box.fields or box.cards or box.link_density > _FEW_LINKS:
        return False
    first = first_said(boxes[box.place + 1 : box.end])
    if first is None or first.tag not in HEADINGS or first.own_linked or box.chars - first.own < _SAID:
        return False
    if says(first) != "own" or any(asks.fullmatch(first.node.text().strip()) for asks in (FEEDBACK, TALK)):
        return False
    return any(each.tag == first.tag and not each.beside for each in boxes[best.place + 1 : best.end])


def goes_on(box: Box, around: Box) -> bool:
    """Whether a block behind the text may be of it: no links or pictures, in what the page calls its content."""
    return around.tag in ("article", "main") and not (box.linked or box.images or box.anchored)

"""Sections that go by a name for what stands beside the content because that is what they are about.

``id="related-conditions"`` over "Related conditions" and prose on them is made of the heading's words, as the ids of
headings are; over cards of other pages it says what these are to the page. A "navigation section" of prose leads
nowhere: it is one that a list of contents leads to.
"""

from __future__ import annotations

from pipeline.parsers.boilerplate import (
    BESIDE_NAMES,
    BESIDE_ROLES,
    BESIDE_TAGS,
    FEEDBACK,
    TALK,
    heads_elsewhere,
    is_soft,
    verdict,
    words_of_name,
)
from pipeline.parsers.content.survey import HEADINGS, LONG, Box, right_in, with_around
from pipeline.parsers.content.weighing import in_landmark, is_said

_LARGEST = 600
"""Blocks in the largest such section; a page may nest them as deep as it likes, and each is looked through."""
_TITLE = 120
_LINKED = 0.25
_UNLINKED = 0.05
_TOLD = 200
_HEADINGS = 2
"""Share of links, characters and headings of a section that tells something whatever its name; more are cards."""
_BANNER, _HELD, _BUTTONS = 40, 1200, 120
"""Blocks, characters and characters of links of the largest banner around a title and its lead."""
_OF_SITE = BESIDE_TAGS | {"header"}
"""Elements that are a banner by what they are: of the site, not of the page."""
_WORDS = frozenset(("p", "ul", "ol", "blockquote", "dl"))
_ITEM = 30
"""Characters of an item that is more than a word to press."""
_NAVIGATION = frozenset(("nav", "navbar", "navigation", "menu", "menus"))


def mark_topical(boxes: list[Box]) -> None:
    """Let sections be content whose name is that of their heading and which tell something in prose."""
    like = _Like(boxes)
    place = 1
    while place < len(boxes):
        box = boxes[place]
        place += 1
        if not box.named_beside or box.end - box.place > _LARGEST:
            continue
        if box.says == "beside" and (_is_section(box, boxes, like) or _is_told(box, boxes)):
            box.says = ""
            box.beside = box.named_beside = False
        else:
            place = box.end


def mark_titled(title: Box, boxes: list[Box]) -> None:
    """Let the banner be content in which the page's title and its lead stand, up to the first that has neither.

    That is a small block with a sentence behind the title, without a menu, a form or a second heading as high.
    """
    for box in with_around(title):
        if not box.named_beside:
            continue
        if not _bears_lead(box, title, boxes):
            return
        box.says = ""
        box.beside = box.named_beside = False


def _bears_lead(box: Box, title: Box, boxes: list[Box]) -> bool:
    inside = boxes[box.place : box.end]
    if box.says != "beside" or box.tag in _OF_SITE or box.node.attributes.get("role") in BESIDE_ROLES:
        return False
    if len(inside) > _BANNER or any(each.own_fields for each in inside):
        return False
    if sum(each.own for each in inside) > _HELD or sum(each.own_linked for each in inside) > _BUTTONS:
        return False
    if any(each.tag in HEADINGS and each.tag <= title.tag and each is not title for each in inside):
        return False
    return any(is_said(each) and not each.own_linked for each in boxes[title.end : box.end] if not each.blocks)


def _is_section(box: Box, boxes: list[Box], like: _Like) -> bool:
    inside = boxes[box.place + 1 : box.end]
    headings = [each for each in inside if each.tag in HEADINGS]
    if not headings or box.tag in BESIDE_TAGS or box.node.attributes.get("role") in BESIDE_ROLES:
        return False
    if box.own_fields or any(each.own_fields for each in inside):
        return False
    first = next((each for each in inside if each.own), None)
    if first is not headings[0] or first.own > _TITLE:
        return False
    if any(each.own_linked or each.own_anchored or not each.own for each in headings):
        return False
    held = box.own + sum(each.own for each in inside)
    linked = box.own_linked + sum(each.own_linked for each in inside)
    prose = any(each.own - each.own_linked >= LONG for each in (box, *inside) if each.tag not in HEADINGS)
    prose = prose or (held >= LONG and linked <= _UNLINKED * held and _is_but_navigation(box))
    if not prose or linked > _LINKED * held:
        return False
    return _is_named_after(box, first, like) or (
        len(headings) <= _HEADINGS
        and linked <= _UNLINKED * held
        and not any(each.own_images for each in (box, *inside))
        and _in_the_outline(box, first, held, linked)
    )


def _in_the_outline(box: Box, heading: Box, held: int, linked: int) -> bool:
    """Whether a section of prose stands in what the page calls its content, by a name that may speak of its matter."""
    words = heading.node.text().strip()
    return (
        held >= (_TOLD if linked else LONG)
        and in_landmark(box)
        and is_soft(box.names)
        and not (heads_elsewhere(words) or FEEDBACK.fullmatch(words) or TALK.fullmatch(words))
    )


def _is_told(box: Box, boxes: list[Box]) -> bool:
    """Whether a block is a paragraph or a list of the content, by such a name: a menu's items are links."""
    if box.tag not in _WORDS or not (in_landmark(box) and is_soft(box.names)):
        return False
    parts = boxes[box.place : box.end]
    if any(each.own_linked or each.own_fields or each.own_images or each.tag in HEADINGS for each in parts):
        return False
    return sum(each.own for each in parts) >= LONG and any(each.own >= _ITEM for each in parts)


def _beside_names(box: Box) -> list[set[str]]:
    """The words of each name that puts a block beside the content, but for those of navigation."""
    return [words_of_name(name) - _NAVIGATION for name in box.names.split() if verdict(name) in BESIDE_NAMES]


def _is_but_navigation(box: Box) -> bool:
    """Whether nothing but to be called navigation puts a block beside the content: that is made of links."""
    return all(verdict("-".join(sorted(words))) not in BESIDE_NAMES for words in _beside_names(box))


def _is_named_after(box: Box, heading: Box, like: _Like) -> bool:
    """Whether all names that speak of what is beside the content speak with words of the heading.

    One word alone may be any site's name for such a thing; where sections like it stand beside, it is the author's.
    What is called navigation is made of links; this is not.
    """
    said = words_of_name(heading.node.text())
    for words in _beside_names(box):
        if verdict("-".join(sorted(words))) not in BESIDE_NAMES:
            continue
        shared = words & said
        if verdict("-".join(sorted(words - shared))) in BESIDE_NAMES:
            return False
        if len(shared) == 1 and not like.stand_beside(box):
            return False
    return True


class _Like:
    """Which blocks have others beside them that are content and built like them: element, class, and an id."""

    def __init__(self, boxes: list[Box]) -> None:
        self._boxes = boxes
        self._signs: dict[int, set[tuple[str, str | None]]] = {}

    def stand_beside(self, box: Box) -> bool:
        parent = box.parent
        if parent is None:
            return False
        signs = self._signs.get(parent.place)
        if signs is None:
            beside = (each for each in right_in(parent, self._boxes) if not each.named_beside)
            signs = {_sign(each) for each in beside if each.node.attributes.get("id")}
            self._signs[parent.place] = signs
        return _sign(box) in signs


def _sign(box: Box) -> tuple[str, str | None]:
    return box.tag, box.node.attributes.get("class")

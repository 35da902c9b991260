"""What the blocks of a page come to: what is beside the content by name, and the sums of what the rest holds."""

from __future__ import annotations

from pipeline.parsers.boilerplate import OVERLAYS, TALK
from pipeline.parsers.content.survey import HEADINGS, LONG, Box

_SOMETHING = 100
"""Characters of prose elsewhere that make readers' comments, however long, comments on something."""
_ARTICLE = 500
_PART = 0.1
"""Characters of prose, and share of all of a page's, that are an article, however much more stands beside it."""
_TALK_HEADING = 60
_WRAPPED = 6
"""Blocks in one that is but the wrapping of a heading."""
_BYLINE = 120
"""Characters of the longest line that tells who wrote the page; longer ones tell about them."""
_UNDER = 50
"""Blocks between the page's first heading and what stands right under it: when it was published, by whom."""
_SENTENCE = 30
"""Characters of the shortest paragraph of one sentence."""
_NO_LEAD = frozenset(("ul", "ol", "table", "form", "figure"))
_LED = 0.2
"""Share of links in a lead, at most."""
_AROUND = frozenset(("header", "form"))
"""Elements that are no less of the page than others, but seldom of its content."""


def place(boxes: list[Box]) -> None:
    """Number the blocks, so that what a block holds is a range."""
    for number, box in enumerate(boxes):
        box.place, box.end = number, number + 1
    for box in reversed(boxes):
        parent = box.parent
        if parent is not None and parent.end < box.end:
            parent.end = box.end


def mark_talk(boxes: list[Box]) -> None:
    """What stands under a heading such as "24 responses" is what readers wrote, as far as the block around reaches."""
    rank = ""
    scope: set[int] = set()
    said = 0
    for box in boxes:
        parent = box.parent
        said += box.own - box.own_linked
        if box.tag in HEADINGS and parent is not None and box.own < _TALK_HEADING:
            if rank and box.tag <= rank:
                rank = ""
            named = box.says == "talk" and box.tag != "h1" and said > _SOMETHING
            if named or (box.end - box.place <= _WRAPPED and TALK.fullmatch(box.node.text().strip())):
                rank = box.tag
                alone = parent.parent is not None and parent.own <= box.own and not parent.own_images
                scope = {id(parent.parent if alone and parent.end - parent.place <= _WRAPPED else parent)}
        if not rank:
            continue
        if id(parent) in scope:
            scope.add(id(box))
            box.says = "talk"
            box.beside = box.named_beside = True
        else:
            rank = ""


def sum_up(boxes: list[Box], *, by_name: bool) -> None:  # noqa: C901, PLR0912  two passes over every block
    """Decide what is beside the content, then add up what the rest holds.

    Args:
        boxes: as :func:`survey` gave them.
        by_name: whether names, roles and tags may put a block beside the content. One that holds most of the page's
            text is the content whatever it is called, unless an article's worth of text stands elsewhere.
    """
    for box in boxes:
        box.clear()
    for box in reversed(boxes):
        box.held += box.own
        if box.own >= LONG:
            box.prose += box.own - box.own_linked
        if box.parent is not None and box.says not in OVERLAYS:
            box.parent.held += box.held
            box.parent.prose += box.prose
        if box.named_beside and box.held and _misnamed(box, boxes):
            box.named_beside = False
    prose = boxes[0].prose
    most = 0.5 * prose or boxes[0].held
    for box in boxes:
        parent = box.parent
        if parent is None:
            continue
        if by_name and box.says == "byline" and box.held <= _BYLINE:
            box.beside = True
            continue
        box.beside = (
            parent.beside
            or box.says in OVERLAYS
            or (by_name and box.named_beside and (box.prose < most or _outdone(box, boxes)))
            or (box.says == "talk" and prose - box.prose >= _SOMETHING)
        )
    for box in reversed(boxes):
        box.chars += box.own
        if box.own >= LONG:
            box.prose_kept += box.own - box.own_linked
        box.linked += box.own_linked
        box.all_commas += box.commas
        box.images += box.own_images
        box.zoomed += box.own_zoomed
        box.fields += box.own_fields
        box.anchored += box.own_anchored
        parent = box.parent
        if parent is None:
            continue
        if box.beside:
            if parent.beside:
                _count_headings(box, parent)
            continue
        parent.chars += box.chars
        parent.linked += box.linked
        parent.prose_kept += box.prose_kept
        parent.anchored += box.anchored
        parent.all_commas += box.all_commas
        parent.images += box.images
        parent.zoomed += box.zoomed
        parent.fields += box.fields
        parent.listed += box.chars if box.tag == "li" else box.listed
        parent.items += box.items + (box.tag == "li")
        parent.paragraphs += box.paragraphs + (box.tag == "p")
        _count_headings(box, parent)


def _count_headings(box: Box, parent: Box) -> None:
    """Add the headings of a block to those of the one around it; beside the content they tell cards apart, too."""
    if box.tag in HEADINGS:
        parent.headings += 1
        parent.cards += box.is_card
    elif box.headings:
        parent.headings += box.headings
        parent.cards += box.cards


def _misnamed(box: Box, boxes: list[Box]) -> bool:
    """Whether a block with text is content for all its name or role says: what a ``tablist`` opens, the page's lead.

    A teaser that follows the page's first heading in one block with it leads to this very page; so does a sentence,
    if no text has begun between.
    """
    if box.says == "teaser" and box.parent is not None:
        near = boxes[max(box.parent.place, box.place - _UNDER) : box.place]
        title = next((at for at, before in enumerate(near) if before.tag == "h1"), None)
        if title is None or box.prose:
            return title is not None
        begun = any(before.own >= LONG for before in near[title:])
        return not begun and any(is_said(each) for each in boxes[box.place : box.end] if not each.blocks)
    return box.says == "control" and box.prose > 0


def _outdone(box: Box, boxes: list[Box]) -> bool:
    """Whether a block named beside the content is beside it although it holds most of the page's text.

    So it is with a ticker or a slide show: an article's worth of text stands elsewhere, in nothing of such a name, or
    what the page itself calls its content. A block that holds an ``<h1>`` wraps a page, whatever its name.
    """
    if any(inside.tag == "h1" for inside in boxes[box.place : box.end]):
        return False
    prose = place = 0
    while place < len(boxes):
        other = boxes[place]
        around = other.place <= box.place < other.end
        if other is box or (other.named_beside and not around):
            place = other.end
            continue
        if other.landmark and not around and other.held > box.held:
            return True
        if other.own >= LONG:
            prose += other.own - other.own_linked
        place += 1
    return prose >= max(_ARTICLE, _PART * boxes[0].prose)


def words_of_page(boxes: list[Box]) -> int:
    """Words of a page, but for those in links and in blocks whose name, role or tag puts them beside the content.

    Paragraphs that a name alone puts beside, inside what the page calls its content, count: a name may be wrong.
    """
    words = place = 0
    while place < len(boxes):
        box = boxes[place]
        if place and (box.named_beside or box.tag in _AROUND or (box.says == "byline" and box.held <= _BYLINE)):
            if box.says == "beside" and in_landmark(box):
                words += sum(each.own_words for each in boxes[place : box.end] if each.tag == "p" and _is_plain(each))
            place = box.end
            continue
        words += box.own_words
        place += 1
    return words


def in_landmark(box: Box) -> bool:
    """Whether a block stands in what the page calls its content, and in nothing beside it."""
    at = box.parent
    while at is not None and not at.beside:
        if at.landmark:
            return True
        at = at.parent
    return False


def _is_plain(box: Box) -> bool:
    return box.own >= LONG and not box.own_linked


def is_said(box: Box) -> bool:
    """Whether a block is a paragraph by its length, or by its element and the sign that ends a sentence."""
    if box.own >= LONG:
        return True
    return (
        box.tag == "p"
        and box.own >= _SENTENCE
        and box.node.text().rstrip().endswith((".", "!", "?", "\u3002", "\u0964"))
    )


def lead_of(root: Box, titled: Box, boxes: list[Box]) -> list[Box]:
    """Paragraphs between the page's title and the block that holds its content: what sums it up."""
    lead = []
    place = titled.end
    while place < root.place:
        box = boxes[place]
        if box.beside or box.says == "byline" or box.tag in _NO_LEAD:
            place = box.end
            continue
        if not box.blocks and box.own_linked <= _LED * box.own and is_said(box):
            lead.append(box)
        place += 1
    return lead

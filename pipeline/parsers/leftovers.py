"""What stands inside the content and is none: cards of other pages, forms, lists that are nothing but links."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from pipeline.parsers.survey import Box

NAME_BONUS = {"content": 25, "beside": -25, "talk": -25, "byline": 0, "": 0}
"""What the names of a block add to the votes for it."""
_TEASER = 250
_MANY_CELLS = 10
_CONDITIONAL = frozenset(("form", "fieldset", "table", "ul", "ol", "div", "section", "header", "dl"))


def _holds_data(table: LexborNode) -> bool:
    """Whether a table is one of data: it says so by its elements, or has many cells and no table inside."""
    if table.css_first("th, caption, thead, tfoot, colgroup") is not None:
        return True
    return len(table.css("table")) == 1 and len(table.css("td")) > _MANY_CELLS


def _is_cards(box: Box) -> bool:
    """Cards of other pages: every heading is a link, and little is said under each."""
    return (
        box.cards > 0
        and box.cards == box.headings
        and box.prose < _TEASER * box.cards
        and (box.cards > 1 or box.images > 0 or box.link_density > 0.3)
    )


def is_leftover(box: Box, root: Box, under: str) -> bool:  # noqa: C901, PLR0911  a list of reasons, one a line
    """Whether a block inside the content is none: cards, forms, or nothing but links.

    Args:
        box: the block.
        root: the block that holds the content.
        under: what the heading above says: ``own``, ``references`` or ``elsewhere``.
    """
    if box.tag not in _CONDITIONAL:
        return False
    if _is_cards(box):
        return True
    if box.prose > 0.25 * root.prose:
        return False
    weight = NAME_BONUS[box.says]
    if weight < 0:
        return True
    if under == "references" or box.all_commas >= 10:
        return False
    if box.tag == "table" and _holds_data(box.node):
        return False
    density = box.link_density
    if box.anchored > 0.5 * box.chars and box.items:
        return True
    if under == "elsewhere" and density > 0.5:
        return True
    if (box.headings > box.cards and under != "elsewhere") or (
        box.parent is not None and box.parent.headings == 1 and under == "own"
    ):
        return False
    listing = box.tag in ("ul", "ol") or box.listed > 0.9 * box.chars
    if box.fields > box.paragraphs / 3:
        return True
    if not listing and box.headings == 0 and box.chars < 25 and not (0 < box.images <= 2) and density > 0:
        return True
    if not listing and weight < 25 and density > 0.2:
        return True
    return weight >= 25 and density > 0.5

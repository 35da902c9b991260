"""Cards of other pages: headings that are links, with little said under each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.parsers.content.headed import says
from pipeline.parsers.content.survey import HEADINGS, Box
from pipeline.patterns import when_used

ALL_LINKS = 0.9
"""Share of characters in links from which a block is nothing but links."""
_TEASER = 250
"""Characters of the longest text of a card, and of the longest lead over cards."""
_KICKER = 80
"""Characters of the longest words that a block opens with and that name a newsletter."""
_NEWSLETTER = when_used(
    r"news ?letter|mailing list|infolettre|lettre d.information|bolet[ií]n|boletim informativo|nieuwsbrief"
    r"|nyhetsbrev|nyhedsbrev|uutiskirje|biuletyn|zpravodaj|hírlevél|e-?bülten|рассылк|розсилк"
    r"|メールマガジン|メルマガ|뉴스레터|电子报|電子報|النشرة (?:البريدية|الإخبارية)|ניוזלטר",
    re.IGNORECASE,
)
_SEVERAL = 3
_AROUND_CARDS = frozenset(("div", "section", "aside", "form"))


def is_cards(box: Box) -> bool:
    """Cards of other pages: every heading is a link, and little is said under each."""
    return (
        box.cards > 0
        and box.cards == box.headings
        and box.prose < _TEASER * box.cards
        and (box.cards > 1 or box.images > 0 or box.link_density > 0.3)
    )


def holds_only_cards(box: Box, boxes: Sequence[Box]) -> bool:
    """Whether a block holds several cards, no other heading but a title, and no more than a lead before them."""
    if box.cards < _SEVERAL or box.headings > box.cards + 1:
        return False
    lead = 0
    for each in boxes[box.place + 1 : box.end]:
        if each.is_card:
            break
        if not each.beside and each.tag not in HEADINGS:
            lead += each.own - each.own_linked
    return lead < _TEASER and box.prose_kept < _TEASER * (box.cards + 1)


def leads_away(box: Box, boxes: list[Box]) -> str:
    """The rank of a block's heading, if that is one such as "More like this" and all else are links or a form.

    Or if what the block opens with, be it a heading or a line above one, names a newsletter, and there is a form. Or if
    it is a heading that its own name sets beside the content ("related-resources"), right over a list: its links are.
    """
    if box.tag in HEADINGS and box.named_beside and box.end < len(boxes) and boxes[box.end].tag in ("ul", "ol"):
        return box.tag
    if box.tag not in _AROUND_CARDS or box.headings != box.cards + 1 or box.prose > _TEASER:
        return ""
    inside = boxes[box.place + 1 : box.end]
    first = first_said(inside)
    if first is None:
        return ""
    if box.fields and box.held <= _TEASER and first.held <= _KICKER and _NEWSLETTER.search(first.node.text()):
        return next(each.tag for each in inside if each.tag in HEADINGS)
    if first.tag not in HEADINGS or says(first) != "elsewhere":
        return ""
    return first.tag if box.fields or box.linked > ALL_LINKS * (box.chars - first.held) else ""


def first_said(boxes: Sequence[Box]) -> Box | None:
    """The first block with words of its own, or heading."""
    return next((box for box in boxes if box.own or box.tag in HEADINGS), None)

"""Where on a page a date can be the page's own: near its text; not in a comment, a card, a list or the site's head."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct, structs
from selectolax.lexbor import LexborNode

from pipeline.parsers.boilerplate import OVERLAYS
from pipeline.parsers.content.survey import HEADINGS, LONG, PARAGRAPH, Box, Dated, with_around
from pipeline.parsers.element_words import in_time
from pipeline.parsers.gathering import ancestry

_ABOVE, _BELOW = 30, 18
"""Blocks before the first and after the last paragraph among which a bare date is believed to be the page's."""
_FAR = 160
_BYLINE = 40
_CARD = 300
_WORDS = 30
"""Characters beside a date in a link that is about something else."""
_KICKER = 6
"""Blocks above the title that belong to it."""
_TITLE = 30
"""Characters of the shortest link that is a title: names of authors and of categories are shorter."""
_MENU = 150
"""Characters in links between a place and the title below it that make it the head of the site."""
_ITEMS = frozenset(("li", "a", "article", "blockquote"))
_NOT_PROSE = frozenset(("nav", "select", "option"))
_OTHERS = re.compile(
    r"teaser|related|recommend|recirc|instagram-media|twitter-tweet|fb-post|privacy-embed", re.IGNORECASE
)
"""Classes of what leads to other pages and of posts quoted from elsewhere."""


class Places(Struct, frozen=True):
    """What is known of a page's blocks.

    Attributes:
        url: address of the page.
        boxes: every block, in page order.
        own: ids of the blocks around the title and the content, which are no cards whatever they look like.
        inside: ids of the blocks of the content.
        near: places of the blocks around the text.
        among: places of the blocks among the first paragraphs: a caption or a summary may stand above the byline.
        byline: ids of the blocks between the title and the first paragraph.
        title: place of the title, ``None`` where it is not found.
        others: ids of the blocks that are about something else.
        holding: ids of the blocks that hold some of those, or of the next.
        sections: ids of the blocks that date a part of the content, not the page.
    """

    url: str
    boxes: list[Box]
    own: frozenset[int]
    inside: frozenset[int]
    near: frozenset[int]
    among: frozenset[int]
    byline: frozenset[int]
    title: int | None
    others: frozenset[int]
    holding: frozenset[int]
    sections: frozenset[int] = frozenset()

    def elsewhere(self, box: Box) -> bool:
        """In readers' comments, navigation, a quoted post or a card of another page."""
        return id(box) in self.others

    def of_part(self, box: Box) -> bool:
        """The same, or in a part of the content that has a date of its own."""
        return id(box) in self.others or id(box) in self.sections

    def listed(self, run: Dated) -> bool:
        """One of a list, or in a small article of its own: about something else than the page."""
        if is_item(run.box):
            return not in_time(run.node)
        return any(box.tag == "article" and box.prose < _CARD for box in with_around(run.box))

    def by_text(self, place: int, box: Box) -> bool:
        """Between the title and the first paragraphs."""
        return place in self.among or id(box) in self.byline

    def of_linked(self, run: Dated, date: str) -> bool:
        """In a link with words of its own to another page, as in a card: it dates what the link leads to.

        A link that is the date and little else leads to an archive of that day; one in the byline may lead anywhere.
        """
        if id(run.box) in self.byline:
            return False
        at: LexborNode | None = run.node
        while at is not None and at.mem_id != self.boxes[0].node.mem_id:
            if at.tag == "a":
                href = at.attributes.get("href") or ""
                more = len("".join(at.text().split())) - len("".join(date.split()))
                return more > _WORDS and len(href) > 1 and not _is_address(href, self.url)
            at = at.parent
        return False

    def in_card(self, run: Dated) -> bool:
        """In a small block that leads to another page by the words of its title, away from the page's own title."""
        if id(run.box) in self.byline or (self.title is not None and 0 <= self.title - run.place <= _KICKER):
            return False
        at: Box | None = run.box
        while at is not None and id(at) not in self.own and at.held < _CARD:
            if at.held >= _TITLE and any(self._names_another(link) for link in at.node.css("a[href]")):
                return True
            at = at.parent
        return False

    def _names_another(self, link: LexborNode) -> bool:
        return len(" ".join(link.text().split())) >= _TITLE and self.leads_elsewhere(link)

    def leads_elsewhere(self, link: LexborNode) -> bool:
        """Whether a link leads to another page."""
        href = link.attributes.get("href") or ""
        return href[:1] != "#" and not _is_address(href, self.url)

    def above_menu(self, place: int, box: Box) -> bool:
        """Above the title, with a menu between."""
        if self.title is None or place >= self.title or id(box) in self.inside:
            return False
        return sum(each.own_linked for each in self.boxes[place : self.title]) >= _MENU

    def in_site_head(self, run: Dated) -> bool:
        """Above the title, with a menu between or in a header apart from it: sites print there what day it is."""
        if self.title is None or run.place >= self.title or id(run.box) in self.inside:
            return False
        if self.above_menu(run.place, run.box):
            return True
        around = [box.tag for box in with_around(run.box) if id(box) not in self.own]
        return "header" in around and "article" not in around


def places_of(
    url: str,
    boxes: list[Box],
    dated: Iterable[Dated],
    *,
    root: LexborNode,
    title: LexborNode | None,
    left_out: frozenset[int],
) -> Places:
    """Measure the blocks of the page at ``url`` for its dates."""
    place = None
    if title is not None:
        place = next((number for number, box in enumerate(boxes) if box.node.mem_id == title.mem_id), None)
    dates: Counter[int] = Counter()
    for run in dated:
        dates.update(map(id, with_around(run.box)))
    own = {id(boxes[0])}
    for number, box in enumerate(boxes):
        if (
            number == place
            or box.node.mem_id == root.mem_id
            or (box.tag in HEADINGS and box.own_linked and _leads_to(box.node, url))
        ):
            own.update(map(id, with_around(box)))
    inside, paragraphs = _content(boxes, root, left_out)
    first = paragraphs[0] if paragraphs else _behind(boxes, inside)
    until = _before_cards(boxes, inside, own, title=place, first=first) if place is not None else 0
    above = range(place + 1, min(until, place + _BYLINE)) if place is not None else ()
    third = min([*paragraphs[2:3], first + _ABOVE, len(boxes)])
    byline = frozenset(id(boxes[number]) for number in above)
    others = _of_others(boxes, own, byline, dates, first=first)
    return Places(
        url=url,
        boxes=boxes,
        own=frozenset(own),
        inside=inside,
        near=_near(boxes, paragraphs, place),
        among=frozenset(range(first, third + 6)),
        byline=byline,
        title=place,
        others=others,
        holding=_holding(boxes, others),
    )


def _before_cards(boxes: list[Box], inside: frozenset[int], own: set[int], *, title: int, first: int) -> int:
    """The place where the block between the title and the first paragraph ends: no later than at the first card in it.

    A heading in the content that leads to another page names that page, and the day below it is that page's.
    """
    cards = (box for box in boxes[title + 1 : first] if box.is_card)
    heading = next((box for box in cards if id(box) in inside and id(box) not in own), None)
    if heading is None or heading.parent is None:
        return first
    return heading.place if id(heading.parent) in own else heading.parent.place


def parted(places: Places, apart: frozenset[int]) -> Places:
    """The same places; what holds blocks of these ids is looked into, however small it is."""
    return structs.replace(places, holding=places.holding | _holding(places.boxes, apart)) if apart else places


def _behind(boxes: list[Box], inside: frozenset[int]) -> int:
    """The place behind the content, which is all a byline and no more where nothing in it is as long as a paragraph."""
    return max((box.place for box in boxes if id(box) in inside), default=len(boxes) - 1) + 1


def _holding(boxes: list[Box], others: frozenset[int]) -> frozenset[int]:
    """Ids of the blocks that hold some of these."""
    holding: set[int] = set()
    for box in boxes:
        if id(box) in others:
            add_around(holding, box)
    return frozenset(holding) - others


def add_around(ids: set[int], box: Box) -> None:
    """Add the ids of the blocks around one, up to the first that is among them."""
    at = box.parent
    while at is not None and id(at) not in ids:
        ids.add(id(at))
        at = at.parent


def _of_others(
    boxes: list[Box], own: set[int], byline: frozenset[int], dates: Counter[int], *, first: int
) -> frozenset[int]:
    """Blocks of comments, navigation, quoted posts and cards, with the blocks in them.

    ``first`` is the place of the first paragraph.

    Whatever its name, what stands between the title and the first paragraph is neither comment nor navigation, and the
    only date there is no card's.
    """
    others: set[int] = set()
    for number, box in enumerate(boxes):
        if id(box) in own:
            continue
        if id(box.parent) in others or box.tag == "blockquote":
            others.add(id(box))
            continue
        early = id(box) in byline
        named = box.says == "talk" or box.says in OVERLAYS or box.tag in _NOT_PROSE
        named = named or ((box.cards > 0 or box.tag in _ITEMS) and _tell_of_others(box.names))
        only_cards = box.cards and box.cards == box.headings and box.prose < _CARD * box.cards
        only_cards = only_cards and (number > first or not box.beside)  # beside the title, it may be who wrote the page
        dated = dates[id(box)]
        if (named and not early) or (only_cards and dated >= box.cards and not (early and dated == 1)):
            others.add(id(box))
    return frozenset(others)


def is_item(box: Box) -> bool:
    """Whether a block is an item of a list or a paragraph of one."""
    return box.tag == "li" or (box.tag == "p" and box.parent is not None and box.parent.tag == "li")


def box_of(node: LexborNode, by_node: dict[int, int]) -> int | None:
    """Place of the block that a node stands in, by the ids of the blocks' nodes."""
    return next((by_node[at.mem_id] for at in ancestry(node) if at.mem_id in by_node), None)


def _leads_to(heading: LexborNode, url: str) -> bool:
    """Whether a heading links to the page it stands on, as titles of older blogs do."""
    link = heading.css_first("a[href]")
    href = (link.attributes.get("href") or "") if link is not None else ""
    return len(href) > 1 and _is_address(href, url)


def _is_address(href: str, url: str) -> bool:
    return _bare_address(href, url) == _bare_address(url, url)


def _bare_address(address: str, url: str) -> str:
    if address.startswith("/") and not address.startswith("//"):
        address = url.partition("//")[2].partition("/")[0] + address
    return address.partition("//")[2].partition("#")[0].rstrip("/").removeprefix("www.") or address.rstrip("/")


def _content(boxes: list[Box], root: LexborNode, left_out: frozenset[int]) -> tuple[frozenset[int], list[int]]:
    """Ids of the blocks of the content, and places of its paragraphs; where none is long, of shorter ones."""
    inside: set[int] = set()
    paragraphs: list[int] = []
    short: list[int] = []
    for number, box in enumerate(boxes):
        if box.node.mem_id != root.mem_id and id(box.parent) not in inside:
            continue
        if box.node.mem_id in left_out:
            continue
        inside.add(id(box))
        words = box.own - box.own_linked
        if words >= LONG and box.tag not in HEADINGS:
            (paragraphs if words >= PARAGRAPH else short).append(number)
    return frozenset(inside), paragraphs or short


def _near(boxes: list[Box], paragraphs: list[int], title: int | None) -> frozenset[int]:
    """Places of the blocks around the text: from the title to the first paragraph, and just below the last."""
    if not paragraphs:
        return frozenset(range(len(boxes) + 1))
    first, last = paragraphs[0], paragraphs[-1]
    near = {*range(max(0, first - _ABOVE), first + 6), *range(last + 1, last + _BELOW)}
    if title is not None and abs(first - title) <= _FAR:
        near.update(range(max(0, title - _KICKER), max(title + 20, first)))
    return frozenset(near)


@lru_cache(maxsize=4096)
def _tell_of_others(classes: str) -> bool:
    return _OTHERS.search(classes) is not None

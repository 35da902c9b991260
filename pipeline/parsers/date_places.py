"""Where on a page a date can be the page's own: near its text; not in a comment, a card, a list or the site's head."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from msgspec import Struct
from selectolax.lexbor import LexborNode

from pipeline.parsers.survey import Box, Dated

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ABOVE, _BELOW = 30, 18
"""Blocks before the first and after the last paragraph among which a bare date is believed to be the page's."""
_FAR = 160
_BYLINE = 40
_PARAGRAPH = 120
_CARD = 300
_MENU = 150
"""Characters in links between a place and the title below it that make it the head of the site."""
_ITEMS = frozenset(("li", "a", "article", "blockquote"))
_NOT_PROSE = frozenset(("nav", "select", "option"))
_LINES = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "br",
            "caption",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "figcaption",
        ),
        *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol"),
        *("p", "pre", "section", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    )
)
_OTHERS = re.compile(
    r"teaser|related|recommend|recirc|instagram-media|twitter-tweet|fb-post|privacy-embed", re.IGNORECASE
)
"""Classes of what leads to other pages and of posts quoted from elsewhere."""
_NAME = re.compile(r"[A-Za-z][\w-]*")


class Places(Struct, frozen=True):
    """What is known of a page's blocks.

    Attributes:
        boxes: every block, in page order.
        own: ids of the blocks around the title and the content, which are no cards whatever they look like.
        inside: ids of the blocks of the content.
        near: places of the blocks around the text.
        among: places of the blocks among the first paragraphs: a caption or a summary may stand above the byline.
        byline: ids of the blocks between the title and the first paragraph.
        title: place of the title, ``None`` where it is not found.
        others: ids of the blocks that are about something else.
    """

    boxes: list[Box]
    own: frozenset[int]
    inside: frozenset[int]
    near: frozenset[int]
    among: frozenset[int]
    byline: frozenset[int]
    title: int | None
    others: frozenset[int]

    def elsewhere(self, box: Box) -> bool:
        """In readers' comments, navigation, a quoted post or a card of another page."""
        return id(box) in self.others

    def listed(self, run: Dated) -> bool:
        """One of a list, or in a small article of its own: about something else than the page."""
        if run.box.tag == "li":
            return not in_time(run.node)
        at: Box | None = run.box
        while at is not None:
            if at.tag == "article" and at.prose < _CARD:
                return True
            at = at.parent
        return False

    def by_text(self, place: int, box: Box) -> bool:
        """Between the title and the first paragraphs."""
        return place in self.among or id(box) in self.byline or id(box) in self.own

    def in_site_head(self, run: Dated) -> bool:
        """Above the title, with a menu between or in a header apart from it: sites print there what day it is."""
        if self.title is None or run.place >= self.title or id(run.box) in self.inside:
            return False
        if sum(box.own_linked for box in self.boxes[run.place : self.title]) >= _MENU:
            return True
        around = [box.tag for box in _line(run.box) if id(box) not in self.own]
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
        dates.update(map(id, _line(run.box)))
    own = {id(boxes[0])}
    for number, box in enumerate(boxes):
        if (
            number == place
            or box.node.mem_id == root.mem_id
            or (box.tag in HEADINGS and box.own_linked and _leads_to(box.node, url))
        ):
            own.update(map(id, _line(box)))
    inside, paragraphs = _content(boxes, root, left_out)
    first = paragraphs[0] if paragraphs else len(boxes)
    above = range(place + 1, min(first, place + _BYLINE)) if place is not None else ()
    third = min([*paragraphs[2:3], first + _ABOVE, len(boxes)])
    byline = frozenset(id(boxes[number]) for number in above)
    return Places(
        boxes=boxes,
        own=frozenset(own),
        inside=inside,
        near=_near(boxes, paragraphs, place),
        among=frozenset(range(first, third + 6)),
        byline=byline,
        title=place,
        others=_of_others(boxes, own, byline, dates),
    )


def _of_others(boxes: list[Box], own: set[int], byline: frozenset[int], dates: Counter[int]) -> frozenset[int]:
    """Blocks of comments, navigation, quoted posts and cards, with the blocks in them.

    Whatever its name, what stands between the title and the first paragraph is neither comment nor navigation, and the
    only date there is no card's.
    """
    others: set[int] = set()
    for box in boxes:
        if id(box) in own:
            continue
        if id(box.parent) in others or box.tag == "blockquote":
            others.add(id(box))
            continue
        early = id(box) in byline
        named = box.says == "talk" or box.tag in _NOT_PROSE
        named = named or ((box.cards > 0 or box.tag in _ITEMS) and _names(box.node, _OTHERS))
        only_cards = box.cards and box.cards == box.headings and box.prose < _CARD * box.cards
        dated = dates[id(box)]
        if (named and not early) or (only_cards and dated >= box.cards and not (early and dated == 1)):
            others.add(id(box))
    return frozenset(others)


def box_of(node: LexborNode, by_node: dict[int, int]) -> int | None:
    """Place of the block that a node stands in, by the ids of the blocks' nodes."""
    at: LexborNode | None = node
    while at is not None:
        place = by_node.get(at.mem_id)
        if place is not None:
            return place
        at = at.parent
    return None


def words_of(node: LexborNode) -> str:
    """The words of a block, one line for each block in it or ``<br>``; what stands in a line is parted by spaces."""
    pieces: list[str] = []
    for each in node.traverse(include_text=True):
        if each.tag == "-text":
            if each.parent is not None and each.parent.tag not in ("script", "style", "noscript", "template"):
                pieces.append(" ".join((each.text_content or "").split()))
        elif each.tag in _LINES:
            pieces.append("\n")
    return re.sub(r" *\n[ \n]*", "\n", " ".join(piece for piece in pieces if piece)).strip()


def own_words(node: LexborNode) -> str:
    """The words directly in a block: its text and elements of its lines, without the blocks in it."""
    pieces: list[str] = []
    at = node.first_child
    while at is not None:
        if at.tag not in _LINES:
            pieces.append((at.text_content if at.tag == "-text" else at.text(separator=" ")) or "")
        at = at.next
    return " ".join(" ".join(pieces).split())


def path_to(node: LexborNode) -> str:
    """A CSS path that leads back to an element, from its nearest id down."""
    steps: list[str] = []
    at: LexborNode | None = node
    while at is not None and at.tag not in ("html", "body") and len(steps) < 6:
        name = at.attributes.get("id")
        if name and _NAME.fullmatch(name):
            steps.append(f"#{name}")
            break
        steps.append(_step(at))
        at = at.parent
    return " > ".join(reversed(steps))


def shape_of(node: LexborNode) -> tuple[str, ...]:
    """What an element looks like from outside, as its like in a list do: tags and classes three levels up."""
    steps: list[str] = []
    at: LexborNode | None = node
    while at is not None and at.tag != "body" and len(steps) < 3:
        steps.append(_step(at))
        at = at.parent
    return tuple(steps)


def _step(node: LexborNode) -> str:
    classes = (node.attributes.get("class") or "").split()
    plain = next((each for each in classes if _NAME.fullmatch(each)), None)
    return f"{node.tag}.{plain}" if plain else str(node.tag)


def _line(box: Box) -> Iterable[Box]:
    """A block and those around it."""
    at: Box | None = box
    while at is not None:
        yield at
        at = at.parent


def _leads_to(heading: LexborNode, url: str) -> bool:
    """Whether a heading links to the page it stands on, as titles of older blogs do."""
    link = heading.css_first("a[href]")
    href = (link.attributes.get("href") or "") if link is not None else ""
    return len(href) > 1 and _bare_address(href, url) == _bare_address(url, url)


def _bare_address(address: str, url: str) -> str:
    if address.startswith("/") and not address.startswith("//"):
        address = url.partition("//")[2].partition("/")[0] + address
    return address.partition("//")[2].partition("#")[0].rstrip("/").removeprefix("www.") or address.rstrip("/")


def _content(boxes: list[Box], root: LexborNode, left_out: frozenset[int]) -> tuple[frozenset[int], list[int]]:
    """Ids of the blocks of the content, and places of its paragraphs."""
    inside: set[int] = set()
    paragraphs: list[int] = []
    for number, box in enumerate(boxes):
        if box.node.mem_id != root.mem_id and id(box.parent) not in inside:
            continue
        if box.node.mem_id in left_out:
            continue
        inside.add(id(box))
        if box.own - box.own_linked >= _PARAGRAPH:
            paragraphs.append(number)
    return frozenset(inside), paragraphs


def _near(boxes: list[Box], paragraphs: list[int], title: int | None) -> frozenset[int]:
    """Places of the blocks around the text: from the title to the first paragraph, and just below the last."""
    if not paragraphs:
        return frozenset(range(len(boxes) + 1))
    first, last = paragraphs[0], paragraphs[-1]
    near = {*range(max(0, first - _ABOVE), first + 6), *range(last + 1, last + _BELOW)}
    if title is not None and abs(first - title) <= _FAR:
        near.update(range(max(0, title - 6), max(title + 20, first)))
    return frozenset(near)


def in_time(node: LexborNode) -> bool:
    """In a ``<time>``, or a line of one."""
    above = node.parent
    return above is not None and "time" in (above.tag, above.parent.tag if above.parent is not None else None)


def _names(node: LexborNode, names: re.Pattern[str]) -> bool:
    classes = node.attributes.get("class")
    return bool(classes) and names.search(classes) is not None  # type: ignore[arg-type]

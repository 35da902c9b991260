"""One walk over a page that measures its blocks: how much text each holds, how much in links, what names it has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from pipeline.parsers.boilerplate import BESIDE_NAMES, BESIDE_ROLES, BESIDE_TAGS, Verdict, verdict
from pipeline.parsers.dates.calendars import names_year
from pipeline.parsers.dates.folding import EAST_SIGN
from pipeline.parsers.panels import Panels, is_dialog, is_hidden
from pipeline.patterns import YEAR_ALONE, word_set

_BLANK = "-blank"
"""Stands for the tag of a text of white space alone."""
_INVISIBLE = frozenset((_BLANK, "")) | word_set("""
!-- !doctype script style template noscript svg iframe object embed canvas audio video datalist head title meta link
base button math -comment -doctype -document
""")
_INLINE = word_set("""
abbr acronym b bdi bdo big br cite code data del dfn em font i ins kbd label mark q s samp small span strike strong
sub sup time tt u var wbr nobr center-inline
""")
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_FIELDS = frozenset(("input", "textarea", "select", "button"))
_NOT_A_FIELD = frozenset(("hidden", "button", "submit", "reset", "image", "checkbox", "radio"))
_OF_A_TABLE = frozenset(("thead", "tbody", "tfoot", "tr", "th", "td"))
_OPENING = 60
LONG = 80
"""Characters from which the words directly in a block are prose."""
PARAGRAPH = 120
"""The same from which it is a paragraph of the text, whatever stands around."""
_SHORT = 40
"""Characters of texts in a line whose white space is not worth counting."""
_SOME_WIDE = 1.3
"""Bytes of UTF-8 a character from which a text may hold wide signs, of three each; accents make no text so long."""
_MOST_LINKED = 0.6
"""Share of links from which a heading is one."""
_ANCHOR = 2
_PICTURE = 3
_IMAGE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|avif)(?:[?#]|$)", re.IGNORECASE)
_REACHED = re.compile(r"\s*(?:tel|mailto|sms):", re.IGNORECASE)
_ADDRESS = re.compile(r"\d{3}|\w@\w")
"""Whom a page gives to be called or written to is told by it, link or not; "Contact us" leads away."""
_ASIDE = re.compile(r"\baside\b", re.IGNORECASE)
_COMMAS = ",،﹐︐︑⹁⸴⸲，、"  # noqa: RUF001  and those of other scripts


class Box:
    """A block and what is in it.

    Attributes:
        node, tag, parent: where it stands; the body has no parent.
        place, end: its number among the page's blocks, and that of the first one after all that it holds.
        says: what its class and id say.
        landmark: its tag, role or id says that it is the content (``main``, ``article``).
        beside: it is not content (its name, its role, its tag, or a block around it says so).
        own, own_linked, commas: characters of text directly in it (not in a block inside it; a sign that says as much
            as two letters is two), those in links, commas.
        own_words: its words that are in no link.
        speaks_of_cookies: directly in it.
        chars, linked, all_commas: the same with the blocks inside it that are not beside the content.
        held: characters with all the blocks inside it.
        anchored: characters in links to places of this page.
        cards: headings that are links to other pages.
        listed: characters in list items.
        prose: characters not in links of all blocks in it that have long text of their own, wherever they stand.
        prose_kept: of it, what is not beside the content.
        zoomed: pictures in it that lead to themselves, larger.
        blocks: how many blocks stand right in it.
        wraps: elements that are but a wrapping around it or of all that is in it.
        score: votes of paragraphs.
    """

    __slots__ = (
        *("node", "tag", "parent", "place", "end", "says", "beside", "named_beside", "landmark", "listed"),
        *(
            "blocks",
            "wraps",
            "own",
            "own_linked",
            "own_anchored",
            "own_words",
            "own_fields",
            "own_images",
            "own_zoomed",
        ),
        *("held", "chars", "linked", "anchored", "fields", "images", "zoomed", "commas", "all_commas"),
        *("paragraphs", "items", "headings", "cards", "prose", "prose_kept", "score", "speaks_of_cookies"),
    )

    def __init__(
        self, node: LexborNode, tag: str, parent: Box | None, says: Verdict, *, beside: bool, landmark: bool
    ) -> None:
        self.node = node
        self.tag = tag
        self.parent = parent
        self.place = self.end = 0
        self.says = says
        self.beside = self.named_beside = beside
        self.own = self.own_linked = self.commas = 0
        self.landmark = landmark
        self.speaks_of_cookies = False
        self.wraps: tuple[LexborNode, ...] = ()
        self.blocks = 0
        self.own_images = self.own_fields = self.own_anchored = self.own_zoomed = self.own_words = 0
        self.clear()

    def clear(self) -> None:
        """Forget sums and votes."""
        self.chars = self.linked = self.all_commas = self.held = 0
        self.zoomed = self.images = self.fields = self.items = self.paragraphs = self.headings = self.cards = 0
        self.prose_kept = 0
        self.listed = self.prose = self.anchored = 0
        self.score = 0.0

    @property
    def link_density(self) -> float:
        """Share of its text that is in links."""
        return self.linked / self.chars if self.chars else 0.0

    @property
    def is_card(self) -> bool:
        """Whether it is a heading that leads to another page."""
        return self.tag in HEADINGS and self.tag != "h1" and self.linked >= _MOST_LINKED * self.chars > 0

    @property
    def names(self) -> str:
        """Its class and id, as they stand, and those of what only wraps it."""
        told = [node.attributes for node in (self.node, *self.wraps)]
        return " ".join([each.get(name) or "" for each in told for name in ("class", "id")])


class Dated(NamedTuple):
    """Text that may hold a date: blocks begun before it, its block, node and words; of long text it ``opens``."""

    place: int
    box: Box
    node: LexborNode
    words: str
    opens: bool = False


def with_around(box: Box) -> Iterator[Box]:
    """A block and those around it, from the inside out."""
    at: Box | None = box
    while at is not None:
        yield at
        at = at.parent


def right_in(box: Box, boxes: list[Box]) -> Iterator[Box]:
    """The blocks of a page that stand in one, and in no other in it."""
    place = box.place + 1
    while place < box.end:
        yield boxes[place]
        place = boxes[place].end


def around_more(box: Box) -> Box | None:
    """The innermost block around one that holds more than it."""
    return next((each for each in with_around(box) if each.held != box.held), None)


def survey(body: LexborNode, dated: list[Dated], panels: Panels) -> list[Box]:  # noqa: C901, PLR0912, PLR0915  one loop
    """Every block below ``body`` that a reader gets to see, itself first, in page order.

    ``dated`` receives the short runs of text with a year in them; ``panels`` tells what hidden elements can be opened.
    """
    box = Box(body, body.tag or "", None, "", beside=False, landmark=False)
    boxes = [box]
    stack: list[tuple[LexborNode, Box, int]] = []
    in_link, node = 0, body.first_child
    while True:
        if node is None:
            if not stack:
                return boxes
            node, box, in_link = stack.pop()
            node = node.next
            continue
        tag = _BLANK if node.is_empty_text_node else node.tag or ""
        if tag == "-text":
            words = node.text_content
            if words and not words.isspace():
                parts = words.split()
                short = words.strip() if words[0] == "\n" or words[-1] == "\n" else words
                count = len(short) if (plain := words.isascii()) and len(short) < _SHORT else _length(words, parts)
                box.own += count
                if in_link == _ANCHOR:
                    box.own_anchored += count
                elif in_link:
                    box.own_linked += count
                else:
                    box.own_words += len(parts)
                if "20" in words or "19" in words:
                    _note(dated, Dated(len(boxes), box, node, words, count >= LONG))
                box.speaks_of_cookies |= "ookie" in words
                box.commas += words.count(",") if plain else _commas(words)
            node = node.next
            continue
        if tag in _INVISIBLE:
            node = node.next
            continue
        inside, link = box, in_link
        if tag in _FIELDS:
            box.own_fields += _is_field(node, tag)
            node = node.next
            continue
        if tag == "a":
            href = node.attrs.get("href")
            if href and (href[0] != "#" or box.tag not in HEADINGS):  # signs that lead to the heading itself
                link = _ANCHOR if href[0] == "#" else _PICTURE if _IMAGE.search(href) else _link(node, href)
        elif tag == "img":
            box.own_images += 1
            box.own_zoomed += in_link == _PICTURE
        elif tag not in _INLINE:
            opened = _open(node, tag, box, panels)
            if opened is None:
                node = node.next
                continue
            boxes.append(opened)
            box.blocks += 1
            inside = opened
        child = node.first_child
        if child is not None:
            stack.append((node, box, in_link))
            box, in_link, node = inside, link, child
        else:
            node = node.next


def _link(node: LexborNode, href: str) -> int:
    """What a link is to no place of the page and no picture: none, where its words are a number or an address."""
    return 1 if _REACHED.match(href) is None or _ADDRESS.search(node.text()) is None else 0


def _commas(words: str) -> int:
    return sum([words.count(comma) for comma in _COMMAS if comma in words])


def _length(words: str, parts: list[str]) -> int:
    """Characters of a text; those that say as much as two letters, as Chinese, Japanese and Korean ones do, are two."""
    count = len(" ".join(parts))
    return count + len(EAST_SIGN.findall(words)) if len(words.encode()) > _SOME_WIDE * len(words) else count


def _note(dated: list[Dated], run: Dated) -> None:
    """Keep a text that may hold a date; of a long one only what it opens with."""
    opening = run.words.lstrip()[:_OPENING] if run.opens else run.words
    if YEAR_ALONE.search(opening) or names_year(opening):
        dated.append(run._replace(words=opening))


def _open(node: LexborNode, tag: str, parent: Box, panels: Panels) -> Box | None:
    """A block begins; ``None`` when nobody gets to see it."""
    attributes = node.attributes
    says: Verdict = ""
    beside = tag in BESIDE_TAGS and not (tag == "footer" and parent.tag == "blockquote")
    landmark = tag in ("main", "article")
    if attributes:
        told = _says(node, tag, attributes, panels)
        if told is None:
            return None
        says = told
        role = attributes.get("role")
        landmark = landmark or role in ("main", "article") or _is_body(attributes)
        if says in BESIDE_NAMES or (role and role in BESIDE_ROLES):
            beside = True
            if role == "tablist" and not says:
                says = "control"
        if role == "heading":
            tag = f"h{_level(attributes)}"
    if "-" in tag:
        tag = "div"  # an element of the page's own making
    if beside and says in ("", "content") and (tag == "aside" or attributes.get("role") == "complementary"):
        says = "aside"
    return Box(node, tag, parent, says, beside=beside, landmark=landmark)


def _says(node: LexborNode, tag: str, attributes: dict[str, str | None], panels: Panels) -> Verdict | None:
    """What a block's names say of it; ``None`` when nobody gets to see it."""
    names = attributes.get("class") or ""
    hidden = is_hidden(attributes)
    closed = hidden or attributes.get("aria-hidden") == "true"
    if not closed:
        names = f"{names} {attributes.get('id') or ''}"
        if tag == "aside":
            names = _ASIDE.sub("", names)
    elif panels.open(node, attributes):
        closed = False  # its id is made of the words of what opens it
    elif hidden:
        return None
    says: Verdict = ""
    if len(names) > 1:
        says = verdict(names) if tag not in _OF_A_TABLE or "table" not in names.lower() else ""
        if says and says != "talk" and tag in HEADINGS and "id" in attributes:
            # made of the heading's words: "follow-up" and "recommendations" say what it is about
            says = verdict(attributes.get("class") or "")
    if is_dialog(tag, attributes) or (closed and says in BESIDE_NAMES):
        return "over"
    return None if closed else says


def _level(attributes: dict[str, str | None]) -> int:
    """The rank of an element that is a heading by its role (WAI-ARIA: 2 where it does not say)."""
    level = attributes.get("aria-level") or ""
    return min(max(int(level), 1), 6) if level.isdecimal() and len(level) == 1 else 2


def _is_field(node: LexborNode, tag: str) -> bool:
    return tag != "button" and (tag != "input" or (node.attributes.get("type") or "text").lower() not in _NOT_A_FIELD)


def _is_body(attributes: dict[str, str | None]) -> bool:
    return attributes.get("itemprop") in ("articleBody", "mainContentOfPage", "mainEntityOfPage", "mainEntity")

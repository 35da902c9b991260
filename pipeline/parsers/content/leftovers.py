"""What stands inside the content and is none: cards of other pages, forms, lists that are nothing but links."""

from __future__ import annotations

import re
from functools import cached_property

from msgspec import Struct
from selectolax.lexbor import LexborNode

from pipeline.parsers.boilerplate import BESIDE_NAMES
from pipeline.parsers.content.cards import ALL_LINKS, first_said, is_cards, leads_away
from pipeline.parsers.content.headed import goes_on_item, heads_contents, is_opened, says
from pipeline.parsers.content.survey import HEADINGS, Box, right_in

NAME_BONUS = {"content": 25, "byline": 0, "control": 0, "aside": 0, "": 0, **dict.fromkeys(BESIDE_NAMES, -25)}
"""What the names of a block add to the votes for it."""
_LINE = 25
"""Characters from which what was left out under a heading was the matter of the heading."""
_DIGITS = re.compile(r"\d+")
_PANEL = 4
"""Blocks between a heading and what it opens."""
_TOLD = 80
_SENTENCE = 40
_PROSE = 80
_MANY_CELLS = 10
_LETTERS = 15
_AROUND_PARAGRAPHS = frozenset(("div", "section"))
_FEW_WORDS = 2
_HALF = 0.5
_STOPS = (".", "!", "?", "。", "।", "؟")
_CLOSING = ")]»\u201d\u2019\"'"
_CONDITIONAL = frozenset(("form", "fieldset", "table", "ul", "ol", "div", "section", "header", "dl"))


def _is_alphabet(box: Box) -> bool:
    """Whether a list is the way to an index's letters: links, each a letter or ending with one, and they ascend."""
    if box.items < _LETTERS or box.link_density < ALL_LINKS or box.tag not in ("ul", "ol"):
        return False
    ends = [item.text().strip()[-2:].strip().casefold() for item in box.node.css("li")]
    letters = [end for end in ends if len(end) == 1 and end.isalpha()]
    return len(letters) >= _LETTERS and letters == sorted(letters)


def _holds_data(table: LexborNode) -> bool:
    """Whether a table is one of data: it says so by its elements, or has many cells and no table inside."""
    if table.css_first("th, caption, thead, tfoot, colgroup") is not None:
        return True
    return len(table.css("table")) == 1 and len(table.css("td")) > _MANY_CELLS


def _is_to_fill_in(box: Box) -> bool:
    """Whether a block is fields and no more words than label them, whatever heading it stands under."""
    return box.fields > 0 and not box.headings and box.chars <= _LINE * box.fields


def _tells(box: Box) -> bool:
    """Whether a block tells something in paragraphs, a long one or several."""
    return box.prose_kept >= _PROSE or (box.paragraphs > 1 and box.chars - box.linked >= 2 * _PROSE)


def _is_sentence(box: Box) -> bool:
    """Words of its own, and links among them: no list of links."""
    words = box.own - box.own_linked - box.own_anchored
    return not box.blocks and not box.own_fields and words >= _SENTENCE and words > box.own_linked


def _is_in_sentences(box: Box, boxes: list[Box]) -> bool:
    """Whether a block holds nothing but paragraphs that are sentences, each maybe in a block of its own.

    Publishing systems put every paragraph into one; what it says to the reader is the same without.
    """
    inside = boxes[box.place + 1 : box.end]
    if box.tag not in _AROUND_PARAGRAPHS or box.own or NAME_BONUS[box.says] < 0:
        return False
    return any(each.own for each in inside) and all(
        _says_sentence(each) if each.tag == "p" else not each.own and each.tag in _AROUND_PARAGRAPHS for each in inside
    )


def _says_sentence(paragraph: Box) -> bool:
    """Whether a paragraph closes like a sentence and some of its words are no link."""
    if not paragraph.own:
        return True
    return (
        paragraph.own_words >= _FEW_WORDS
        and not paragraph.own_fields
        and paragraph.node.text(strip=True).rstrip(_CLOSING).endswith(_STOPS)
    )


def is_leftover(box: Box, root: Box, under: str) -> bool:  # noqa: C901, PLR0911, PLR0912  a list of reasons, one a line
    """Whether a block inside the content is none: cards, forms, or nothing but links.

    Args:
        box: the block.
        root: the block that holds the content.
        under: what the heading above says: ``own``, ``references`` or ``elsewhere``.
    """
    if under == "elsewhere" and 0 < box.cards == box.headings:
        return True
    if box.tag not in _CONDITIONAL:
        return False
    if is_cards(box):
        return True
    if box.zoomed:
        return False
    if box.prose > 0.25 * root.prose or _is_sentence(box):
        return False
    weight = NAME_BONUS[box.says]
    if weight < 0:
        return True
    if under == "references" or box.all_commas >= 10:
        return False
    if box.tag == "table" and _holds_data(box.node):
        return False
    density = box.link_density
    if (box.anchored > 0.5 * box.chars and box.items) or _is_to_fill_in(box):
        return True
    if under == "elsewhere" and density > 0.5:
        return True
    if (box.headings > box.cards and under != "elsewhere") or (under == "own" and _headed(box, root)):
        return False
    if under != "elsewhere" and ((density <= _HALF and is_opened(box)) or goes_on_item(box)):
        return False
    listing = box.tag in ("ul", "ol") or box.listed > 0.9 * box.chars
    if box.fields > box.paragraphs / 3:
        return True
    if not listing and box.headings == 0 and box.chars < 25 and not (0 < box.images <= 2) and density > 0:
        return True
    if not listing and weight < 25 and density > (0.5 if _tells(box) else 0.2):
        return True
    return weight >= 25 and density > 0.5


def _heads_itself(box: Box, boxes: list[Box], rank: str) -> bool:
    """Whether a block begins with a heading of its own, no lower than the one before it."""
    if box.headings <= box.cards:
        return False
    first = first_said(boxes[box.place : box.end])
    return first is not None and first.tag in HEADINGS and first.tag <= rank


def _opens_with_heading(box: Box, boxes: list[Box]) -> bool:
    """Whether the first element of a block is a heading, under which the words of the block stand."""
    if not box.headings:
        return False
    first, inner = box.node.first_child, boxes[box.place + 1].node
    while first is not None and (first.is_empty_text_node or first.is_comment_node):
        first = first.next
    return first is not None and first.mem_id == inner.mem_id and boxes[box.place + 1].tag in HEADINGS


def _headed(box: Box, root: Box) -> bool:
    """Whether a block belongs to the one heading of a block around it (an accordion's panel)."""
    at = box.parent
    if at is not None and at.headings == 1:
        return True
    for _ in range(_PANEL):
        if at is None or at is root:
            return False
        if at.headings:
            return at.headings == 1
        at = at.parent
    return False


class Staying(Struct):
    """What stays of a block when what is no content is left out.

    Attributes:
        out: ids (``mem_id``) of what is left out, each the outermost.
        words: words that stay and are in no link.
        chars, linked: characters that stay, not in links and in links.
        headings, titles: headings that stay and are no links, and their characters.
        ranks: their ranks.
    """

    out: set[int]
    words: int
    chars: int
    linked: int
    headings: int
    titles: int
    ranks: set[str]


class _Frames:
    """Which blocks are built like one beside them that holds text: a row of buttons among rows of text is content."""

    def __init__(self, boxes: list[Box], root: Box) -> None:
        self._boxes = boxes
        self._root = root
        self._signs: dict[int, set[str]] = {}
        self._last: dict[int, Box] = {}

    def stays(self, box: Box) -> None:
        """Keep in mind the last card that stays of those in one block."""
        if box.cards and box.parent is not None:
            self._last[box.parent.place] = box

    def goes_on(self, box: Box) -> bool:
        """Whether a card follows one that stays, and is built like it: a row of them tells by all or by none."""
        last = self._last.get(box.parent.place) if box.cards and box.parent is not None else None
        return last is not None and last.end == box.place and last.tag == box.tag and sign(last) == sign(box)

    def hold(self, box: Box, under: str) -> bool:
        parent = box.parent
        cards = box.cards and (box.images or (box.cards > 1 and box.link_density >= ALL_LINKS))
        if parent is None or under == "elsewhere" or cards or box.fields or box.anchored:
            return False
        own = sign(box)
        if not own:
            return False
        signs = self._signs.get(parent.place)
        if signs is None:
            signs = self._signs[parent.place] = {
                sign(each)
                for each in right_in(parent, self._boxes)
                if not each.beside and each.prose_kept and each.chars - each.linked > each.linked
            }
        return own in signs

    @cached_property
    def told(self) -> set[str]:
        """Ranks of headings that stand over text."""
        told: set[str] = set()
        rank, said = "", 0
        for box in self._boxes[self._root.place + 1 : self._root.end]:
            if box.beside:
                continue
            if box.tag in HEADINGS:
                rank, said = box.tag if box.own > box.own_linked else "", 0
            elif rank:
                said += box.own - box.own_linked
                if said >= _TOLD:
                    told.add(rank)
                    rank = ""
        return told


def sign(box: Box) -> str:
    """How a block is built, as far as its element and its class tell: numbers in names count its like."""
    names = box.node.attributes.get("class")
    return f"{box.tag} {_DIGITS.sub('', names)}" if names else ""


def left_out(root: Box, boxes: list[Box], kept: frozenset[int] = frozenset(), *, strict: bool = True) -> Staying:
    """What inside a block is no content: by name, by density, and headings under which nothing stays.

    Args:
        root: the block.
        boxes: of the page.
        kept: places of the children that alone stay; none means that all may.
        strict: whether blocks are left out for what they hold, too, not only for their names.
    """
    staying = Staying(
        out=set(),
        words=root.own_words,
        chars=root.own - root.own_linked - root.own_anchored,
        linked=root.own_linked,
        headings=0,
        titles=0,
        ranks=set(),
    )
    out = staying.out
    under = rank = ""
    emptied: list[Box] = []  # headings under which nothing stands but what was left out
    gone = False
    frames = _Frames(boxes, root)
    place = root.place + 1
    framed = 0
    while place < root.end:
        box = boxes[place]
        heading = box.tag in HEADINGS
        if heading and not box.beside:
            if gone:
                out.update(each.node.mem_id for each in emptied if each.tag >= box.tag)
            under, rank = (says(box) if not heads_contents(box, boxes) else "contents"), box.tag
            emptied = [each for each in emptied if each.tag < box.tag] if not gone else []
            emptied.append(box)
            gone = False
        stranger = bool(kept) and box.parent is root and place not in kept and not heading
        under = "own" if under == "elsewhere" and _heads_itself(box, boxes, rank) else under
        odd = strict and not heading and place >= framed and is_leftover(box, root, under)
        matters = under == "own" and emptied and not gone and not box.fields
        odd = odd and not (frames.goes_on(box) or (matters and emptied[-1].tag in frames.told))
        odd = odd and (under == "elsewhere" or not _is_in_sentences(box, boxes))
        if odd and frames.hold(box, under):
            odd, framed = False, box.end
        odd = odd or _is_alphabet(box) or (under == "contents" and heading)
        if strict and not odd and (away := leads_away(box, boxes)):
            odd, under, rank = True, "elsewhere", away
        if box.beside or stranger or odd:
            out.update(() if box.says == "shown" else (box.node.mem_id,))
            gone = gone or box.held > _LINE or box.fields > 0 or (odd and under == "elsewhere")
            place = box.end
            continue
        frames.stays(box)
        place += 1
        staying.chars += box.own - box.own_linked - box.own_anchored
        staying.linked += box.own_linked
        staying.words += box.own_words
        if heading and box.own > box.own_linked:
            staying.headings += 1
            staying.ranks.add(box.tag)
            staying.titles += box.own - box.own_linked
        if emptied and not heading and (box.own or box.own_images) and not _opens_with_heading(box, boxes):
            emptied = []
    if gone:
        out.update(each.node.mem_id for each in emptied)
    return staying

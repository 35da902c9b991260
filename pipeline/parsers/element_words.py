"""Words and place of an element that may hold a date: as a reader sees them, as they lead back to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from selectolax.lexbor import LexborNode

from pipeline.parsers.gathering import is_within_any, neighbour, siblings
from pipeline.patterns import NAMES_YEAR, word_set

_LINES = word_set("""
address article aside blockquote br caption center dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header
hr li main nav ol p pre section table tbody td th thead tr ul
""")
_FIELDS = frozenset(("span", "time", "small", "label"))
"""Elements that set words apart in a line; others stress them."""
STRUCK_OUT = "del, s, strike, [style*='line-through' i]"
"""What a page has struck out."""
_UNREAD = frozenset(("script", "style", "noscript", "template"))
_NO_ELEMENTS = frozenset(("-comment", "wbr", *_UNREAD))
"""What may stand between two texts without parting their words."""
_IN_DATES = "/-"
_PARTING = "/-.:"
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_CLOSING = ",.:;)"
_LABEL = 40
"""Characters of the longest label that is a block of its own."""
_NONE = frozenset(("n/a", "na", "none", "tbc", "tbd", "k. a.", "k.a.", "n.v.t.", "s. o."))
_NOTHING = 8
"""Characters of the longest description that says that there is nothing to say."""
_NAME = re.compile(r"[A-Za-z][\w-]*")
FIELD = 90
"""Characters of a list item that is a label and a day: behind the sources, it may be the page's own."""


def words_of(node: LexborNode, instead: Mapping[int, str] | None = None) -> str:
    """The words of a block, one line for each block in it or ``<br>``; what stands in a line is parted by spaces.

    ``instead``: other words for some of its elements, by their ids.
    """
    pieces: list[str] = []
    last = ""
    for each in node.traverse(include_text=True):
        if instead and each.mem_id in instead:
            pieces.append(instead[each.mem_id])
            last = ""
        elif instead and is_within_any(each.parent, instead):
            continue
        elif (text := each.text_content) is not None:
            parent = each.parent
            if parent is not None and parent.tag not in _UNREAD:
                _add(pieces, " ".join(text.split()), goes_on=_goes_on(pieces, last, text, each))
                last = text
        elif each.tag in _LINES:
            pieces.append("\n")
            last = ""
    return re.sub(r" *\n[ \n]*", "\n", " ".join(piece for piece in pieces if piece)).strip()


def _add(pieces: list[str], words: str, *, goes_on: bool) -> None:
    if goes_on:
        pieces[-1] += words
    else:
        pieces.append(words)


def _goes_on(pieces: list[str], last: str, text: str, node: LexborNode) -> bool:
    """Whether a text goes on with the one before it: around a comment, within the figures of a date, before a stop.

    Elements of a line part words, because style sheets do; no date is parted in "03/<b>18</b>/2020".
    """
    if not last or last[-1].isspace() or text[0].isspace():
        return False
    before = pieces[-1]
    if text[0] in _CLOSING or before[-1] == "(":
        return True
    if before[-1] in _PARTING and text[0].isdigit():
        return before[-2:-1].isdigit()
    if before[-1].isdigit() and text[0] in _IN_DATES:
        return len(text) == 1 or text[1].isdigit()
    if before[-1].isdigit() and _ORDINAL.match(text):
        return True
    at = node.prev
    while at is not None and at.tag in _NO_ELEMENTS:
        at = at.prev
    return at is not None and at.tag == "-text"


def columns_of(node: LexborNode, instead: Mapping[int, str] | None = None) -> str:
    """The words of a block as :func:`words_of` gives them, a table of names over one row of values column by column."""
    words = words_of(node, {**(instead or {}), **_left_empty(node)})
    tables = [node] if node.tag == "table" else node.css("table")
    rows = tables[0].css("tr") if len(tables) == 1 else []
    if len(rows) != 2:
        return words
    names, values = (row.css("th, td") for row in rows)
    if len(names) != len(values) or len(names) < 2 or any("colspan" in cell.attributes for cell in (*names, *values)):
        return words
    pairs = ((words_of(name), words_of(value)) for name, value in zip(names, values, strict=True))
    by_column = "\n".join(f"{name}\n{value}" for name, value in pairs if value)
    if NAMES_YEAR.search(words_of(rows[0])):
        return words  # names hold no dates: "Published | 3 May 2021"
    return words.replace(words_of(tables[0]), by_column)


def _left_empty(node: LexborNode) -> dict[int, str]:
    """The terms of a block whose description says nothing, by ids: what stands behind is of the next one."""
    terms = ((term, neighbour(term)) for term in node.css("dt"))
    empty = (term for term, value in terms if value is not None and value.tag == "dd" and _says_nothing(value))
    return dict.fromkeys((term.mem_id for term in empty), "")


def _says_nothing(value: LexborNode) -> bool:
    words = value.text(strip=True)
    return len(words) <= _NOTHING and (words.lower() in _NONE or not any(map(str.isalnum, words)))


def own_words(node: LexborNode, instead: Mapping[int, str] | None = None) -> str:
    """The words directly in a block: its text and elements of its lines, without the blocks in it."""
    pieces: list[str] = []
    last = ""
    at = node.first_child
    while at is not None:
        if at.tag in _LINES:
            last = ""
        elif at.tag not in _NO_ELEMENTS and not (instead and at.mem_id in instead) and (text := at.text(deep=True)):
            words = text if at.tag == "-text" else at.text(separator=" ")
            _add(pieces, words, goes_on=_goes_on(pieces, last, text, at))
            last = text
        at = at.next
    return " ".join(" ".join(pieces).split())


def words_before(node: LexborNode) -> str:
    """What stands right before a block in the one around it, where that is a few words: a label may be a block too.

    What names a year has its own date ("3 January 2024 - first published", in the item before).
    """
    beside = (words_of(at) for at in siblings(node, back=True) if at.tag not in ("-comment", "script", "style"))
    words = next(filter(None, beside), "")
    return words if len(words) <= _LABEL and not NAMES_YEAR.search(words) else ""


def field_of(text: LexborNode) -> str:
    """The words of the element around a text, if other elements part it from what stands in its line; else ``""``.

    As bylines are built: ``<span>A. Name</span><span>Updated 3 May 2021</span>``. What stands before is a line of its
    own, for it may be the label. Words that are stressed, and those that go on in small letters, are of a sentence.
    """
    element = text.parent
    if element is None or element.tag not in _FIELDS or _is_text(neighbour(element)):
        return ""
    words = words_of(element)
    if words[:1].islower() or _is_text(neighbour(element, back=True)):
        return ""
    before = words_before(element)
    return f"{before}\n{words}" if before else words


def _is_text(beside: LexborNode | None) -> bool:
    return beside is not None and beside.is_text_node


def path_to(node: LexborNode) -> str:
    """A CSS path that leads back to an element, from its nearest id down."""
    steps: list[str] = []
    at: LexborNode | None = node
    while at is not None and at.tag not in ("html", "body") and len(steps) < 6:
        name = at.id
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
    classes = node.attrs.get("class")
    plain = _plain_class(classes) if classes else None
    return f"{node.tag}.{plain}" if plain else str(node.tag)


@lru_cache(maxsize=4096)
def _plain_class(classes: str) -> str | None:
    """The first class that can stand in a selector as it is."""
    return next((each for each in classes.split() if _NAME.fullmatch(each)), None)


def in_time(node: LexborNode) -> bool:
    """In a ``<time>``, or a line of one."""
    above = node.parent
    return above is not None and "time" in (above.tag, above.parent.tag if above.parent is not None else None)

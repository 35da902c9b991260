"""Pages built to nest: depth is bounded before the parser sees them, as browsers bound it.

The WHATWG algorithm asks the stack of open elements at almost every tag, so a page of nothing but open elements costs
the square of its length. Blink and WebKit put elements deeper than 512 beside each other; so do we, before parsing.
Formatting that is still open is made anew in each block that follows: 45 kB of it can be five million elements.
Each attribute is compared with those before it in its tag, which costs the same: such pages are refused.
"""

from __future__ import annotations

import re
from collections import Counter

from pipeline.errors import ReadError
from pipeline.parsers.decoding.element_kinds import FORMATTING, RAW, UNOPENED, is_html_in
from pipeline.parsers.decoding.open_elements import OpenElements
from pipeline.parsers.decoding.tags import tag_from, text_end

DEEPEST = 512
"""Open elements beyond which a start tag opens nothing (Blink: ``kMaximumHTMLParserDOMTreeDepth``)."""
_FEW = 2000
"""Tags with which no page can cost much, however they nest; fewer than that are not looked at."""
_MANY = 6000
"""Tags with which a page may be too deep; in fewer, only formatting can make much of little."""
_MOST_AGAIN = 500_000
"""Formatting elements that the parser may have to open anew, as it does in each block that follows an open one."""
_LEAST = 4
"""Formatting elements that may be open at once in any page."""
MOST_TAGS = 1_000_000
"""Of the largest page that is read, fifty times those of the largest that people write: a run waits while it reads."""
MOST_ATTRIBUTES = 4096
"""Of one tag, in a page of more than :data:`_LARGE` bytes; in less, no tag costs more than ten seconds or so."""
_LARGE = 2**19
_CROWDED = re.compile(
    rb"<[a-zA-Z][^\s/>]*+(?:[\s/]*+[^\s/>][^\s/>=]*+"  # names begin with anything, "=" too
    rb"(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+){%d}" % (MOST_ATTRIBUTES + 1)
)
_SILENT = re.compile(rb"<!--.*?-->|<(script|style)\b.*?</\1", re.IGNORECASE | re.DOTALL)
_FORMATS = re.compile(
    rb"<(?=[bBiIuUsSeEcCfFtT])(b|big|code|em|font|i|s|small|strike|strong|tt|u)(?=[\s/>])"
    rb"(?!(?:\s++[^\s>\"'=<]++(?:=\"[^\"<>]*+\"|=[^\s\"'=<>]++)?+)*+\s*+>[^<]*+</\1\s*+>)",
    re.IGNORECASE,
)
"""A formatting element that may still be open at the next tag."""
_WITHIN = frozenset(b"p li dd dt td th tr tbody thead tfoot option".split())
"""Elements that their like close: of them some more may be open, so that what is cut keeps its paragraphs and items."""
_MORE = 8
_FOREIGN = frozenset((b"svg", b"math"))


def check(url: str, html: bytes) -> None:
    """Refuse a page that would cost a run its time.

    Raises:
        ReadError: it has more than :data:`MOST_TAGS` tags, or a tag of more than :data:`MOST_ATTRIBUTES` attributes.
    """
    tags = html.count(b"<") if len(html) > MOST_TAGS else 0
    if tags > MOST_TAGS:
        raise ReadError(f"{url}: {tags} tags, {MOST_TAGS} are read at most", url=url)
    if len(html) > _LARGE and _CROWDED.search(html) and _CROWDED.search(_SILENT.sub(b"", html)):
        raise ReadError(f"{url}: a tag of over {MOST_ATTRIBUTES} attributes, which are read at most", url=url)


def bounded(html: bytes) -> tuple[bytes, int]:
    """A page without the start tags of what would be open beyond what browsers bear, and how many those were.

    That is elements deeper than :data:`DEEPEST`, and formatting of which the parser might make more elements than
    :data:`_MOST_AGAIN`. Their end tags go too; no word does. A page that nests as pages do comes back as it was.
    """
    tags = len(html) - len(html.replace(b"<", b""))  # to take out is a search, four times as fast as to count
    if tags < _FEW or (tags < _MANY and tags * sum(1 for _ in _FORMATS.finditer(html)) < _MOST_AGAIN):
        return html, 0
    most = max(_LEAST, _MOST_AGAIN // tags)
    return (html, 0) if _nests_well(html, most) else _cut(html, most)


def _nests_well(html: bytes, most: int) -> bool:
    """Whether each end tag closes the innermost element, and no more are open than may be: no more are to the parser.

    What the standard does with the others has to be followed, which takes several times as long.
    """
    if b"<![CDATA[" in html:
        return False
    names: list[bytes] = []
    formatting = at = 0
    while (tag := tag_from(html, at)) is not None:
        at, name = tag.end, tag.name
        foreign = not _FOREIGN.isdisjoint(names)
        if name in RAW:
            at = at if tag.closes else text_end(html, name, at)
            if foreign and b"<" in html[tag.end : at]:
                return False  # it may be more than text
        elif tag.closes:
            if name not in UNOPENED and (not names or names.pop() != name):
                return False
            formatting -= name in FORMATTING
        elif foreign and is_html_in(name):
            return False
        elif name not in UNOPENED and not (foreign and tag.closes_itself):
            names.append(name)
            formatting += name in FORMATTING
            if len(names) >= DEEPEST or formatting > most:
                return False
    return True


def _cut(html: bytes, most: int) -> tuple[bytes, int]:
    open_, dropped = OpenElements(), Counter[bytes]()
    kept: list[bytes] = []
    begin = cut = at = 0
    while (tag := tag_from(html, at, cdata=open_.in_foreign)) is not None:
        if tag.start > at:
            open_.text()
        at, name = tag.end, tag.name
        if tag.closes and not dropped[name]:
            open_.end(name)
        elif tag.closes or _is_too_much(open_, name, most):
            kept.append(html[begin : tag.start])
            begin = tag.end
            dropped[name] += -1 if tag.closes else 1
            cut += not tag.closes
        else:
            is_text = open_.is_text(name)
            open_.start(name, tag.attributes, closes_itself=tag.closes_itself)
            at = text_end(html, name, at) if is_text else at
    if not cut:
        return html, 0
    kept.append(html[begin:])
    return b"".join(kept), cut


def _is_too_much(open_: OpenElements, name: bytes, most: int) -> bool:
    """Whether a start tag would open an element that is one too many."""
    if name in FORMATTING and open_.formatting >= most:
        return True
    return len(open_) >= DEEPEST + (_MORE if name in _WITHIN else 0) and name not in UNOPENED

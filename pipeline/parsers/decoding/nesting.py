"""Pages built to nest: depth is bounded before the parser sees them, as browsers bound it.

The WHATWG algorithm asks the stack of open elements at almost every tag, so a page of nothing but open elements costs
the square of its length. Blink and WebKit put elements deeper than 512 beside each other; so do we, before parsing.
Each attribute is compared with those before it in its tag, which costs the same: such pages are refused.
"""

from __future__ import annotations

import re

from pipeline.errors import ReadError

DEEPEST = 512
"""Open elements beyond which a start tag opens nothing (Blink: ``kMaximumHTMLParserDOMTreeDepth``)."""
_FEW = 6000
"""Tags with which no page can cost much, however they nest; fewer than that are not looked at."""
_LONGEST = 20_000
"""Bytes of a tag that are looked through for its end."""
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
_TAG = re.compile(rb"<(?:(/?)([a-zA-Z][^\s/>]*)|!--)")
_RAW = frozenset((b"script", b"style", b"textarea", b"title", b"xmp", b"iframe", b"noembed", b"noframes", b"noscript"))
"""Elements whose content is text to the parser (scripting on)."""
_NOT_DEEPER = frozenset(
    b"area base br col embed hr img input link meta source track wbr param keygen frame html head body".split()
    + b"p li dt dd option optgroup tr td th thead tbody tfoot colgroup caption rb rt rtc rp".split()
)
"""Void elements, and elements that their like or their parent's end close: these never nest by themselves."""
_NESTS = frozenset(
    b"div span section article aside main nav header footer ul ol dl menu blockquote center address details".split()
    + b"dialog figure form fieldset table button pre a b i em strong font big small tt u s strike code nobr".split()
    + b"h1 h2 h3 h4 h5 h6 object applet marquee".split()
)
"""Elements of HTML, which ``/>`` does not close; it closes those of SVG and MathML."""


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
    """A page without the start tags that would open elements deeper than :data:`DEEPEST`, and how many those were.

    Their end tags go too; no word does. A page that nests as pages do comes back as it was.
    """
    if len(html) - len(html.replace(b"<", b"")) < _FEW:  # to take out is a search, four times as fast as to count
        return html, 0
    kept: list[bytes] = []
    begin = depth = over = cut = 0
    lower = html.lower()
    found = _TAG.search(html)
    while found is not None:
        end = found.end()
        name = found[2].lower() if found[2] is not None else None
        if name is None:
            after = html.find(b"-->", found.start() + 2)
            end = len(html) if after < 0 else after
        elif name not in _NOT_DEEPER and (name in _NESTS or not _closes_itself(html, end)):
            deeper = _step(bool(found[1]), depth, over)
            if deeper is None:
                close = html.find(b">", end)
                kept.append(html[begin : found.start()])
                begin = end = len(html) if close < 0 else close + 1
                cut += not found[1]
                over += -1 if found[1] else 1
            else:
                depth = deeper
                if name in _RAW and not found[1]:
                    after = lower.find(b"</" + name, end)
                    end = len(html) if after < 0 else after
        found = _TAG.search(html, end)
    if not cut:
        return html, 0
    kept.append(html[begin:])
    return b"".join(kept), cut


def _step(closes: bool, depth: int, over: int) -> int | None:
    """How deep the page is after a tag; ``None`` if the tag is one too deep, or the end of one."""
    if closes:
        return None if over else max(0, depth - 1)
    return None if depth >= DEEPEST else depth + 1


def _closes_itself(html: bytes, at: int) -> bool:
    close = html.find(b">", at, at + _LONGEST)
    return close > 0 and html[close - 1 : close] == b"/"

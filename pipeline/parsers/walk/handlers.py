"""Which handler each HTML element has on the walk."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.parsers.walk.events import SKIP, Attributes, Entered, Handler, block
from pipeline.parsers.walk.handle_blocks import heading, item, line_break, list_begin, preformatted, quote, term
from pipeline.parsers.walk.handle_controls import button
from pipeline.parsers.walk.handle_inline import emphasis, figure, image, link, struck
from pipeline.parsers.walk.handle_math import formula
from pipeline.parsers.walk.handle_tables import cell, row, table
from pipeline.parsers.walk.state import WalkState
from pipeline.patterns import word_set


def skip(_state: WalkState, _node: LexborNode, _attributes: Attributes) -> Entered:
    """An element without words of the content: scripts, media, form fields, navigation."""
    return SKIP


_BLOCKS = word_set("""
address article aside body center dd details dialog div dl fieldset figcaption footer form header hgroup hr html legend
main optgroup p search section summary caption tbody thead tfoot
""")
_LEFT_OUT = word_set("""
script style template noscript svg iframe object embed canvas audio video select textarea input datalist nav head title
meta link base
""")

ENTER: dict[str, Handler] = {
    **dict.fromkeys(_BLOCKS, block),
    **dict.fromkeys(_LEFT_OUT, skip),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), heading),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), list_begin),
    **dict.fromkeys(("b", "strong"), emphasis("**")),
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), emphasis("*")),
    **dict.fromkeys(("del", "s", "strike"), struck),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), emphasis("code")),
    **dict.fromkeys(("td", "th"), cell),
    **dict.fromkeys(("pre", "listing", "plaintext", "xmp"), preformatted),
    "sup": emphasis("sup"),
    "sub": emphasis("sub"),
    "a": link,
    "blockquote": quote,
    "br": line_break,
    "button": button,
    "dt": term,
    "figure": figure,
    "img": image,
    "li": item,
    "math": formula,
    "table": table,
    "tr": row,
}
"""Element name -> what happens when it begins. An element without a name here is only its words."""

_tree = LexborHTMLParser(b"")
_numbered = {_tree.create_node(name).tag_id: handler for name, handler in ENTER.items()}
ENTER_BY_ID: list[Handler | None] = [_numbered.get(number) for number in range(max(_numbered) + 1)]
"""The same by lexbor's number of the name, which costs no string to ask a node for. Names it does not know, and those
without a handler, have ``None`` or a number beyond."""
ENTER_CUSTOM: dict[str, Handler] = {"amp-img": image}
"""Elements that HTML does not know; AMP's picture is one."""

"""What the HTML standard says of each element by its name, for :mod:`pipeline.parsers.decoding.open_elements`.

Names are single letters there, so that the stack of open elements is a text, in which looking for a name is one search.
"""

from __future__ import annotations

import re

_FIRST, _FIRST_OTHER, _FIRST_FOREIGN, _FIRST_MATHS = 0x100, 0x1000, 0x2000, 0x3000
"""Letters of the names of HTML, of any other names, and of those of SVG and MathML."""
_ROOM = 0xFFF
"""So many other names of each have letters of their own; the end tags of all beyond close nothing."""


def _names(words: str) -> tuple[bytes, ...]:
    return tuple(words.encode().split())


CODES = {
    name: chr(_FIRST + number)
    for number, name in enumerate(
        _names(
            "a address applet area article aside b base basefont bgsound big blockquote body br button caption center"
            " code col colgroup dd details dialog dir div dl dt em embed fieldset figcaption figure font footer form"
            " frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input keygen li link listing"
            " main marquee menu meta nav nobr noembed noframes noscript object ol optgroup option p param plaintext"
            " pre rb rp rt rtc ruby s script search section select small source span strike strong style summary table"
            " tbody td template textarea tfoot th thead title tr track tt u ul wbr xmp"
        )
    )
}


def _codes(words: str) -> str:
    return "".join(CODES[name] for name in _names(words))


INTEGRATION = {
    name: chr(0x80 + number)
    for number, name in enumerate(
        (
            *(b"svg foreignobject", b"svg desc", b"svg title"),
            *(b"math mi", b"math mo", b"math mn", b"math ms", b"math mtext", b"math annotation-xml"),
        )
    )
}
"""Elements of SVG and MathML in which HTML goes on."""
INSIDE = frozenset(INTEGRATION.values())
FOREIGN = "".join(map(chr, range(_FIRST_FOREIGN, _FIRST_MATHS + _ROOM + 1)))
"""Letters of those in which it does not."""
FOREIGN_OR_INSIDE = FOREIGN + "".join(INSIDE)

RAW = frozenset(_names("script style textarea title xmp iframe noembed noframes noscript plaintext"))
"""Elements whose content is text to the parser (scripting on), of one of them up to the end of the page."""
UNOPENED = RAW | frozenset(
    _names(
        "area base basefont bgsound br col embed frame hr img image input keygen link meta param source track wbr"
        " html head body frameset"
    )
)
"""Elements that hold no others, and those that are open once, for the whole page."""
FORMATTING = frozenset(_names("a b big code em font i nobr s small strike strong tt u"))
"""Elements that are opened anew where something else closed them."""
HEADINGS = _names("h1 h2 h3 h4 h5 h6")
BLOCKS = frozenset(
    (
        *_names("address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer"),
        *_names("header hgroup listing main menu nav ol p pre search section summary ul form"),
    )
)
"""Before them an open paragraph ends."""
SPECIAL = INSIDE | frozenset(
    _codes(
        "address applet area article aside base basefont bgsound blockquote body br button caption center col colgroup"
        " dd details dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head"
        " header hgroup hr html iframe img input keygen li link listing main marquee menu meta nav noembed noframes"
        " noscript object ol p param plaintext pre script search section select source style summary table tbody td"
        " template textarea tfoot th thead title tr track ul wbr xmp"
    )
)
BARRIERS = frozenset(_codes("applet caption table td th marquee object select template")) | INSIDE
"""What an end tag does not reach beyond ("has an element in scope")."""
BARRIERS_OF_P = BARRIERS | frozenset(_codes("button"))
STOP_ITEMS = SPECIAL - frozenset(_codes("address div p"))
MARKED = frozenset(_codes("applet object marquee template td th caption"))
"""Formatting from before them is not opened anew in them."""
CONTEXT = {
    **dict.fromkeys(_names("caption colgroup tbody thead tfoot"), _codes("table template")),
    b"tr": _codes("tbody thead tfoot table template"),
    **dict.fromkeys(_names("td th"), _codes("tr tbody thead tfoot table template")),
}
"""Down to which elements each part of a table closes what is open."""
ENDS = {
    **dict.fromkeys((*BLOCKS, *HEADINGS, *_names("button dd dt applet marquee object select")), BARRIERS),
    b"p": BARRIERS_OF_P,
    b"li": BARRIERS | frozenset(_codes("ol ul")),
    **dict.fromkeys((*CONTEXT, b"table"), frozenset(_codes("table template"))),
    b"template": frozenset[str](),
}
"""What stands between an end tag and the element that it closes; :data:`SPECIAL` for all others."""
BETWEEN_CELLS = _codes("table tbody thead tfoot tr colgroup")
OF_TABLES = BETWEEN_CELLS + _codes("td th caption template")
IMPLIED = _codes("dd dt li optgroup option p rb rp rt rtc")
"""Elements whose end tag may be missing."""
HEADING_CODES = _codes("h1 h2 h3 h4 h5 h6")
ITEMS = {b"li": _codes("li"), b"dd": _codes("dd dt"), b"dt": _codes("dd dt")}
"""An item ends the one before it, of these."""
_BREAKS_OUT = frozenset(
    _names(
        "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu"
        " meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var"
    )
)
_ALSO_FOREIGN = frozenset(_names("a script style title plaintext"))
_OF_FONTS = re.compile(rb"(?<![^\s\"'/])(?:color|face|size)\b", re.IGNORECASE)


_SHARED = "".join(chr(first + _ROOM) for first in (_FIRST_OTHER, _FIRST_FOREIGN, _FIRST_MATHS))
_MATHS = frozenset(map(chr, range(_FIRST_MATHS, _FIRST_MATHS + _ROOM + 1))) | frozenset(
    code for name, code in INTEGRATION.items() if name.startswith(b"math")
)


def is_html_in(name: bytes) -> bool:
    """Whether an element of this name that stands in a drawing or formula ends it, or HTML goes on in it."""
    return (
        (name in CODES and name not in _ALSO_FOREIGN) or b"svg " + name in INTEGRATION or b"math " + name in INTEGRATION
    )


def breaks_out(name: bytes, attributes: bytes) -> bool:
    """Whether a start tag of HTML ends the drawing or formula that it stands in."""
    return name in _BREAKS_OUT or (name == b"font" and _OF_FONTS.search(attributes) is not None)


class Letters:
    """Letters of names that HTML has not, given out as they are met."""

    def __init__(self) -> None:
        self._others: dict[bytes, str] = {}
        self._foreign: dict[int, dict[bytes, str]] = {_FIRST_FOREIGN: {}, _FIRST_MATHS: {}}

    def of(self, name: bytes) -> str:
        """The letter of a name of HTML, known or not."""
        return CODES.get(name) or _given(self._others, _FIRST_OTHER, name)

    def of_foreign(self, name: bytes, *, maths: bool) -> str:
        """The letter of a name of SVG or MathML."""
        inside = INTEGRATION.get((b"math " if maths else b"svg ") + name)
        first = _FIRST_MATHS if maths else _FIRST_FOREIGN
        return inside or _given(self._foreign[first], first, name)


def _given(known: dict[bytes, str], first: int, name: bytes) -> str:
    code = known.get(name)
    if code is None:
        code = chr(first + len(known))
        if len(known) < _ROOM:
            known[name] = code
    return code


def is_shared(code: str) -> bool:
    """Whether a letter stands for all names beyond those that have one."""
    return code in _SHARED


def is_of_maths(code: str) -> bool:
    """Whether a letter is one of MathML."""
    return code in _MATHS

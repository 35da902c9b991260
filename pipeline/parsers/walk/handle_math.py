"""Formulas on the walk: MathML as a line of text, in which a fraction stays a fraction and a power a power."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from pipeline.parsers.walk import inline
from pipeline.parsers.walk.events import DONE, Attributes, Entered
from pipeline.parsers.walk.state import WalkState

_BETWEEN = {
    "mfrac": ("/",),
    "msup": ("^",),
    "mover": ("^",),
    "msub": ("_",),
    "munder": ("_",),
    "msubsup": ("_", "^"),
    "munderover": ("_", "^"),
    "mroot": ("^(1/",),
}
"""Elements that say something by the places of their arguments (MathML Core, 3.3 and 3.4), and how a line says it."""
_SIGNS = frozenset(("mi", "mn", "mo", "mtext", "ms"))
_NOT_SHOWN = frozenset(("annotation", "annotation-xml", "mphantom"))
"""The formula once more in another language (MathML Core, 6), and what only takes its room."""
_DEEP = 60
"""Elements in one another beyond which a formula is its words only."""


def formula(state: WalkState, node: LexborNode, _attributes: Attributes) -> Entered:
    """``<math>``: read as words alone, 1/2 would be 12, and b squared b2."""
    for name in _NOT_SHOWN:
        state.skipped.extend(node.css(name))
    around = node.parent
    for drawn in (node.next, around.next if around is not None else None):
        if drawn is not None and drawn.attributes.get("aria-hidden") == "true":
            state.left_out.add(drawn.mem_id)  # the same formula for the eye, as KaTeX writes it
    words = " ".join(_linear(node, 0).split())
    state.text.append(words)
    state.markdown.append(inline.escape(words))
    return DONE


def _linear(node: LexborNode, depth: int) -> str:
    """An element of a formula as text, its signs parted by spaces: ``ac`` would be one name, ``a c`` are two."""
    tag = node.tag or ""
    if tag == "-text":
        return node.text_content or ""
    if tag in _NOT_SHOWN or tag[:1] in "-!":
        return ""
    if tag in _SIGNS or depth == _DEEP:
        return f" {node.text(separator=' ')} "
    parts = [(child, words) for child in node.iter(include_text=True) if (words := _linear(child, depth + 1)).strip()]
    if tag == "mtable":
        return " ; ".join([words for _, words in parts])
    between = _BETWEEN.get(tag)
    if between is None or not parts:
        within = " ".join([words for _, words in parts])
        return f" √{_one(within)} " if tag == "msqrt" else within
    said = [_one(words) for _, words in parts]
    if tag in ("mover", "munder") and parts[-1][0].tag == "mo":
        between = ("",)  # an accent: it stands on its sign
    line = said[0] + "".join([sign + words for sign, words in zip(between, said[1:], strict=False)])
    return f" {line}) " if tag == "mroot" and said[1:] else f" {line} "


def _one(words: str) -> str:
    """An argument; in brackets where it is more than one sign."""
    words = " ".join(words.split())
    return f"({words})" if " " in words else words

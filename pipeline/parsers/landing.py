"""What a link has to know of the page it leads to: what it calls itself, and the places it has."""

from __future__ import annotations

from msgspec import Struct

from pipeline.errors import ReadError
from pipeline.model.capture import Capture
from pipeline.parsers.decoding import nesting
from pipeline.parsers.decoding.encoding import decode
from pipeline.parsers.page import Page


class Landing(Struct, frozen=True):
    """A page as a link meets it.

    Attributes:
        names: its title and its first heading, as far as it has them.
        places: the ids of its elements and the names of its anchors: where a fragment can lead.
    """

    names: tuple[str, ...]
    places: frozenset[str]


def landing(capture: Capture) -> Landing | None:
    """What a link to this page finds, by the rules that its record is made by; ``None`` where a reader refuses it."""
    html = decode(capture.body, capture.header("content-type")).utf8
    try:
        nesting.check(capture.url, html)
    except ReadError:
        return None
    tree = Page(capture.url, nesting.bounded(html)[0]).tree
    named = (tree.css_first("head > title"), tree.css_first("h1"))
    places = {node.attributes.get("id") for node in tree.css("[id]")}
    places |= {node.attributes.get("name") for node in tree.css("a[name]")}
    return Landing(
        names=tuple(" ".join(node.text().split()) for node in named if node is not None),
        places=frozenset(place for place in places if place),
    )

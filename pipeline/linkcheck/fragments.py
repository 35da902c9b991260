"""The place inside a page that a link's fragment names (HTML, section 7.4.6.3)."""

from __future__ import annotations

import re
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

_FROM_SCRIPT = re.compile(r"^!|^:~:|[/=]")
"""Fragments that a script reads (``#!/route``, ``#section/all`` of cancer.gov, ``#page=2``), or that name text and not
a place."""


def names_a_place(fragment: str) -> bool:
    """Whether a fragment must be an id or a name of the page; the empty one and ``top`` are the top of any page."""
    return bool(fragment) and fragment.lower() != "top" and not _FROM_SCRIPT.search(fragment)


def has_place(body: bytes | str, fragment: str) -> bool:
    """Whether an element has the fragment as its id, or an anchor as its name; as written, or percent-decoded."""
    wanted = {fragment, unquote(fragment)}
    tree = LexborHTMLParser(body)
    for node in tree.css("[id], a[name]"):
        attributes = node.attributes
        if attributes.get("id") in wanted or (node.tag == "a" and attributes.get("name") in wanted):
            return True
    return False

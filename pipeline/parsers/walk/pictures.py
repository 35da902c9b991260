"""Where a picture is that does not say so in ``src``: scripts load it late, or the browser chooses among several."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from pipeline.parsers.walk.events import Attributes

_LATE = ("data-src", "data-lazy-src", "data-original")
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_CANDIDATE = re.compile(r"[\s,]*(?P<url>\S*[^\s,])(?:\s+(?P<size>\d+(?:\.\d+)?)[wx])?\s*(?:,|$)")
"""One of a set (HTML, 4.8.4.2.1); its URL may hold commas but does not end with one."""


def late_source(node: LexborNode, attributes: Attributes) -> str:
    """The address of a picture without a ``src`` of its own; ``""`` where there is none.

    What loads late, else the largest of its set, else of the first set of the ``<picture>`` around it.
    """
    for name in _LATE:
        if source := attributes.get(name):
            return source
    if source := _of_sets(attributes):
        return source
    around = node.parent
    if around is not None and around.tag == "picture":
        for each in around.css("source"):
            if source := _of_sets(each.attributes):
                return source
    return ""


def _of_sets(attributes: Attributes) -> str:
    for name in _SETS:
        if source := largest_of(attributes.get(name) or ""):
            return source
    return ""


def largest_of(candidates: str) -> str:
    """The address of the largest picture of a ``srcset``, the first of equals; ``""`` for none."""
    best, most = "", -1.0
    for found in _CANDIDATE.finditer(candidates):
        size = float(found["size"] or 1)
        if size > most and not found["url"].startswith("data:"):
            best, most = found["url"], size
    return best

"""What a page says to machines: JSON-LD, microdata, OpenGraph, Twitter and Dublin Core, parsed and left as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile
from typing import Any

from selectolax.lexbor import LexborNode

from pipeline.model.issue import Issue
from pipeline.parsers.embedded.jsonld import read_jsonld
from pipeline.parsers.embedded.microdata import read_microdata
from pipeline.parsers.gathering import Selectable, ancestry

Meta = tuple[str, str, str]
"""A named ``meta``: the attribute that names it (``name``, ``property``, ``http-equiv``), the name, the content."""

EVERYWHERE = ("meta", "script", "[itemscope]")
"""What every page is asked for here."""

_NAMING = ("property", "name", "http-equiv")
_PREFIXES = {
    "opengraph": ("og:", "article:", "book:", "profile:", "music:", "video:", "product:", "fb:"),
    "twitter": ("twitter:",),
    "dublin_core": ("dc.", "dcterms.", "dc:", "dcterms:"),
}


_FAMILIES = {prefix: family for family, prefixes in _PREFIXES.items() for prefix in prefixes}
_PREFIX = re.compile(r"[^.:]*[.:]")


@lru_cache(maxsize=1024)
def _family(name: str) -> str | None:
    prefix = _PREFIX.match(name)
    return _FAMILIES.get(prefix[0].lower()) if prefix else None


def metas(tree: Selectable) -> list[Meta]:
    """Every named ``meta`` of the page in order, contents as they stand (an empty one too); one pass.

    A ``meta`` with several names (``name`` and ``property``) comes once for each. Microdata's metas have none, and
    those of RDFa in the body speak of the thing that they stand in.
    """
    found: list[Meta] = []
    for node in tree.css("meta"):
        attributes = node.attributes
        content = attributes.get("content")
        if content is None:
            continue
        if len(attributes) == 2:  # nearly all: no other name to look for
            if name := attributes.get("name"):
                found.append(("name", name, content))
                continue
            if (name := attributes.get("property")) and ":" in name:
                found.append(("property", name, content))
                continue
        for naming in _NAMING:
            name = attributes.get(naming)
            if name and not (naming == "property" and ":" not in name and _in_item(node)):
                found.append((naming, name, content))
    return found


def _in_item(node: LexborNode) -> bool:
    """Whether an element stands in what RDFa calls a thing of some type."""
    inside = takewhile(lambda at: at.tag != "head", ancestry(node.parent))
    return any("typeof" in at.attributes for at in inside)


def structured_data(tree: Selectable, named: Iterable[Meta], issues: list[Issue]) -> dict[str, Any]:
    """The record's ``structured_data``; a vocabulary the page does not use has no key.

    Args:
        tree: the parsed page.
        named: what :func:`metas` gave.
        issues: receives what could not be read (``jsonld-broken``), was read after mending (``jsonld-mended``), or
            was cut short because it is built to explode (``microdata-too-large``).

    Returns:
        ``jsonld``: one value for each script, arrays and ``@graph`` as they stand; ``microdata``: top-level items in
        the form of WHATWG HTML, "Converting microdata to JSON"; ``opengraph``, ``twitter``, ``dublin_core``: lists of
        ``[name, content]`` in page order.
    """
    data: dict[str, Any] = {"jsonld": read_jsonld(tree, issues), "microdata": read_microdata(tree, issues)}
    pairs: dict[str, list[list[str]]] = {family: [] for family in _PREFIXES}
    for _, name, content in named:
        family = _family(name)
        if family is not None:
            pairs[family].append([name, content])
    return {key: value for key, value in (data | pairs).items() if value}

"""Where a page leads on by itself: a ``<meta http-equiv="refresh">``, or the field of that name.

Servers that cannot redirect, and editors who may not, move pages so. What stands on such a page ("This page has
moved") is read by nobody and is not the page. The grammar is that of WHATWG HTML, section 4.2.5.3 ("shared declarative
refresh steps").
"""

from __future__ import annotations

import re
from typing import Final

from pipeline.errors import InvalidUrl
from pipeline.model.capture import Capture
from pipeline.parsers.decoding.encoding import decode
from pipeline.parsers.gathering import ancestry
from pipeline.parsers.page import Page
from pipeline.urls import canonicalize, page_key

SOON: Final = 10.0
"""Longest wait, seconds, that leads on; longer ones end sessions and turn pages of a show."""

_LOOKED_THROUGH: Final = 16 * 2**10
"""How far into a page a refresh is looked for: it stands in the head, and leading on is all such pages do."""

_META: Final = re.compile(rb"http-equiv\s*+=\s*+[\"']?\s*+refresh", re.IGNORECASE)
_CONTENT: Final = re.compile(
    r"\s*+(?P<seconds>\d++(?:\.\d*+)?|\.\d++)[\d.]*+(?:\s*+[;,]\s*+|\s++)(?:url\s*+=\s*+)?"
    r"(?:\"(?P<double>[^\"]*+)|'(?P<single>[^']*+)|(?P<bare>.*+))",
    re.IGNORECASE | re.DOTALL,
)


def leads_on(capture: Capture) -> str | None:
    """The address that a reader of this page is sent to within :data:`SOON`; ``None`` where he may stay.

    A page that loads itself again stays; so does one that sends away those without scripts only (``<noscript>``).
    """
    field = capture.header("refresh")
    if field is not None:
        return _elsewhere(Page(capture.url, b""), field)
    head = capture.body[:_LOOKED_THROUGH]
    if (b"efresh" not in head and b"EFRESH" not in head) or _META.search(head) is None:
        return None
    page = Page(capture.url, decode(head, capture.header("content-type")).utf8)
    for meta in page.css("meta[http-equiv][content]"):
        attributes = meta.attributes
        if (attributes["http-equiv"] or "").strip().lower() != "refresh":
            continue
        if all(above.tag != "noscript" for above in ancestry(meta)):
            return _elsewhere(page, attributes["content"] or "")
    return None


def _elsewhere(page: Page, content: str) -> str | None:
    found = _CONTENT.match(content)
    if found is None or float(found["seconds"]) > SOON:
        return None
    reference = next((text for text in (found["double"], found["single"], found["bare"]) if text is not None), "")
    target = page.resolve(reference.strip())
    try:
        there = None if target is None else canonicalize(target)
        same = there is None or page_key(there) == page_key(canonicalize(page.url))
    except InvalidUrl:  # it leads to no page: mailto, an application
        return None
    return None if same else there

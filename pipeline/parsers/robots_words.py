"""What a page asks of robots: the X-Robots-Tag field and ``<meta name="robots">``, noted word by word.

There is no standard beyond RFC 9309's hint that such things exist; the words and their forms are those the search
engines document (noindex, nofollow, noarchive, nosnippet, noai, max-snippet:N, unavailable_after:DATE, ...). They are
recorded, not judged: what they mean for a copy is for whoever publishes it to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model.capture import Headers
from pipeline.model.document import RobotsWords
from pipeline.parsers.page import Page

META_NAMES = ("robots", "googlebot", "googlebot-news", "bingbot")
"""Names of ``<meta>`` that speak to robots; the first to all of them."""

_AGENT = re.compile(r"\s*([a-z][a-z0-9_-]*)\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
_WITH_VALUE = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
_WORD = re.compile(r"[a-z_-]+(?:\s*:\s*\S+)?", re.IGNORECASE)
_MOST = 50
"""Words of one statement that are kept; more is a fault or an attack."""


def of_headers(headers: Headers) -> Iterator[RobotsWords]:
    """The statements of X-Robots-Tag fields, one a field, in their order."""
    for name, value in headers:
        if name.lower() == "x-robots-tag":
            agent, rest = None, value
            named = _AGENT.fullmatch(value)
            if named is not None and named[1].lower() not in _WITH_VALUE:
                agent, rest = named[1].lower(), named[2]
            if words := tuple(_words(rest)):
                yield RobotsWords(source="http", agent=agent, words=words)


def of_page(page: Page) -> Iterator[RobotsWords]:
    """The statements of ``<meta>`` elements, one an element."""
    for name in META_NAMES:
        for content in page.metas(name):
            if words := tuple(_words(content)):
                yield RobotsWords(source="meta", agent=None if name == "robots" else name, words=words)


def _words(text: str) -> Iterator[str]:
    """Words in lower case, white space settled; the date of ``unavailable_after`` keeps its comma."""
    left = [" ".join(part.split()) for part in text.split(",")][:_MOST]
    while left:
        word = left.pop(0)
        if word.lower().startswith("unavailable_after"):
            while left and not _WORD.fullmatch(left[0]):
                word += ", " + left.pop(0)
            yield "unavailable_after:" + word.partition(":")[2].strip()
        elif word:
            yield re.sub(r"\s*:\s*", ":", word.lower())

"""Boilerplate: blocks, headings and links that stand on many pages of a host are not what one page says.

An edit in a section on warnings, doses, side effects or when to call is never one of boilerplate, however many pages
have the same line.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from pipeline.changes.parts import parts
from pipeline.model.document import Document

PAGES = 30
"""Pages of a host below which nothing is boilerplate."""

SHARE = 0.20
"""Share of a host's pages from which a block that stands on them is boilerplate."""
HOST_SHARE = 0.10
"""Share of a host's pages looked at in one run from which the same edit on all of them is host-wide."""

FEWEST = 3
"""Pages below which nothing is called host-wide, however few were looked at."""


def mark(*what: str | None) -> bytes:
    """The digest by which a block, a heading or a link is known on every page."""
    text = "\x1f".join("\x00" if one is None else one for one in what)
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def marks_of(document: Document) -> set[bytes]:
    """Everything of a page that could be boilerplate."""
    return set(_marks(document))


def _marks(document: Document) -> Iterator[bytes]:
    for part in parts(document):
        yield from (mark("block", key) for key in part.keys)
        if part.path:
            yield mark("section", part.path[-1])
    for link in document.links:
        yield mark("links", link.text, link.url)
    for entry in document.related:
        yield mark("related", f"{entry.relation}: {entry.text}", entry.url or "")


def common_marks(pages: Iterable[Document]) -> frozenset[bytes]:
    """What stands on at least :data:`SHARE` of these pages; nothing where they are fewer than :data:`PAGES`."""
    seen: Counter[bytes] = Counter()
    count = 0
    for count, page in enumerate(pages, 1):  # noqa: B007 - the last number is how many there were
        seen.update(marks_of(page))
    if count < PAGES:
        return frozenset()
    return frozenset(one for one, times in seen.items() if times >= SHARE * count)


def is_host_wide(pages: int, looked_at: int) -> bool:
    """Whether an edit seen on ``pages`` of the ``looked_at`` pages of a host in one run is host-wide."""
    return pages >= FEWEST and pages >= HOST_SHARE * looked_at

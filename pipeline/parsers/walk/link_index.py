"""What is asked of every link of a site, answered once: what a class says of it, what kind an origin makes it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from pipeline.model.document import LinkKind
from pipeline.parsers.page import is_serialised_origin
from pipeline.parsers.walk.rules import Mark

Told = Mark | Literal["skip"]
_REMEMBERED = 4096
"""Entries at which an index, which outlives its page, begins anew."""


class MarkIndex(dict[str, Told | None]):
    """What a ``class`` attribute says of its element, by the attribute's whole value; each value is split once.

    A mark says something about a link, ``skip`` leaves the element out.
    """

    __slots__ = ("names", "skip")

    def __init__(self, names: Mapping[str, Mark], skip: frozenset[str]) -> None:
        super().__init__()
        self.names = names
        self.skip = skip

    def __missing__(self, value: str) -> Told | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        names = value.split()
        mark: Told | None = next((self.names[name] for name in names if name in self.names), None)
        if not self.skip.isdisjoint(names):
            mark = "skip"
        self[value] = mark
        return mark


class OriginIndex(dict[str, LinkKind | None]):
    """Kind of link by ``scheme://host``; ``None`` where the URL parser would write the origin in another way."""

    __slots__ = ("internal",)

    def __init__(self, internal: tuple[str, ...]) -> None:
        super().__init__()
        self.internal = internal

    def __missing__(self, origin: str) -> LinkKind | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        kind: LinkKind | None = None
        if is_serialised_origin(origin):
            kind = "internal" if f"{origin}/".startswith(self.internal) else "external"
        self[origin] = kind
        return kind


@lru_cache(maxsize=64)
def marks_of(names: tuple[tuple[str, Mark], ...], skip: frozenset[str]) -> MarkIndex | None:
    """The index of a site's marks, kept from page to page; ``None`` for a site without."""
    return MarkIndex(dict(names), skip) if names or skip else None


@lru_cache(maxsize=64)
def origins_of(hosts: tuple[str, ...]) -> OriginIndex:
    """The index of a site, kept from page to page; its first host is the page's own."""
    return OriginIndex(
        tuple(f"{scheme}://{host}{end}" for scheme in ("https", "http") for host in hosts for end in "/?#")
    )

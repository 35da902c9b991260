"""What is asked of every link of a site, answered once: what a class says of it, what kind an origin makes it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from pipeline.model.document import LinkKind
from pipeline.parsers.page import Page
from pipeline.parsers.walk.rules import Mark
from pipeline.patterns import word_set
from pipeline.urls import is_plain, is_serialised_origin

_DOWNLOADS = word_set("""
pdf doc docx xls xlsx ppt pptx csv rtf odt ods odp epub mobi ics zip gz mp3 m4a wav ogg mp4 m4v mov avi wmv webm
""")
_ENDING = 1 + max(map(len, _DOWNLOADS))
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


def _is_download(address: str) -> bool:
    """Whether an address ends as the name of a file does."""
    return address[-_ENDING:].rpartition(".")[2].lower() in _DOWNLOADS


class Leads:
    """Where the references of a page lead."""

    __slots__ = ("_here", "_internal", "_origins", "_page")

    def __init__(self, page: Page, internal_hosts: tuple[str, ...]) -> None:
        self._page = page
        self._here = page.url
        self._origins = origins_of((page.url.partition("//")[2].partition("/")[0], *internal_hosts))
        self._internal = self._origins.internal

    def of(self, href: str) -> tuple[str, LinkKind] | None:
        """Where a reference leads and what kind of link that makes it; ``None`` if it is no URL.

        Most references are absolute and as the URL parser would write them; these cost a dictionary and a table.
        """
        path = href.find("/", 8)
        if path > 0 and (kind := self._origins[href[:path]]) is not None and is_plain(href):
            if "?" in href or "#" in href:
                return href, self._kind(href)
            return href, "download" if _is_download(href) else kind
        url = self._page.resolve(href)
        return None if url is None else (url, self._kind(url))

    def _kind(self, url: str) -> LinkKind:
        """What kind of link an absolute URL is, seen from this page."""
        if not url.startswith("http"):
            return "mailto" if url.startswith("mailto:") else "other"
        address = url
        if "#" in url:
            address = url.partition("#")[0]
            if address == self._here:
                return "anchor"
        if "?" in address:
            address = address.partition("?")[0]
        if _is_download(address):
            return "download"
        return "internal" if url.startswith(self._internal) else "external"

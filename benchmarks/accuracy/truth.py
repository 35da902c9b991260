"""Words and addresses of a labelled region, read by another parser than ours: BeautifulSoup over html.parser."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import NavigableString

from benchmarks.accuracy.labels import Label

_WORD = re.compile(r"\w+")
_SILENT = frozenset(
    ("script", "style", "template", "noscript", "svg", "button", "select", "option", "textarea", "iframe")
)
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "sub")
) | {"sup", "u"}


def words_of(text: str) -> Counter[str]:
    """Words of a text and how often each comes, in lower case; a raised figure is the figure (NFKC)."""
    return Counter(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


class Region:
    """The labelled region of one page."""

    def __init__(self, html: bytes, label: Label) -> None:
        self._soup = BeautifulSoup(html, "html.parser")
        self._label = label
        self._roots = self._outermost(label.region.include)
        self._excluded = self._ids(label.region.exclude)
        self._not_links = self._ids(label.region.not_links)

    def words(self) -> Counter[str]:
        """Words that a reader of the region sees."""
        pieces: list[str] = []
        for root in self._roots:
            self._gather(root, pieces)
        return words_of("".join(pieces))

    def links(self) -> Counter[str]:
        """Absolute addresses of its links, without the page's own address before a fragment."""
        base = self._soup.find("base", href=True)
        home = urljoin(self._label.url, str(base["href"])) if isinstance(base, Tag) else self._label.url
        found = [
            urljoin(home, str(link["href"]).strip())
            for root in self._roots
            for link in root.find_all("a", href=True)
            if self._kept(link, self._excluded) and self._kept(link, self._not_links)
        ]
        return Counter(found)

    def _outermost(self, selectors: tuple[str, ...]) -> list[Tag]:
        found = [node for selector in selectors for node in self._soup.select(selector)]
        ids = {id(node) for node in found}
        return [node for node in found if not any(id(parent) in ids for parent in node.parents)]

    def _ids(self, selectors: tuple[str, ...]) -> set[int]:
        return {id(node) for root in self._roots for selector in selectors for node in root.select(selector)}

    @staticmethod
    def _kept(node: Tag, left_out: set[int]) -> bool:
        return id(node) not in left_out and not any(id(parent) in left_out for parent in node.parents)

    def _gather(self, node: Tag, pieces: list[str]) -> None:
        for child in node.children:
            if isinstance(child, Comment):
                continue
            if isinstance(child, NavigableString):
                pieces.append(str(child))
            elif isinstance(child, Tag) and child.name not in _SILENT and id(child) not in self._excluded:
                if child.name in _INLINE:
                    self._gather(child, pieces)
                else:
                    pieces.append(" ")
                    self._gather(child, pieces)
                    pieces.append(" ")

"""``python -m benchmarks.changes.whole``: is every heading and every block of text of the histories in the record?

A person named the element that holds the content of each page, and what in it is none. BeautifulSoup over
``html.parser`` takes its blocks; each has to stand in what the generic reader recorded, white space and signs aside.
With a page's name, what is missing is listed by version.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString
from msgspec import Struct

from benchmarks.changes.histories import document, versions
from pipeline import sites

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | frozenset(
    (
        *("address", "article", "blockquote", "caption", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption"),
        *("figure", "footer", "form", "header", "hr", "li", "main", "ol", "p", "pre", "section", "summary", "table"),
        *("tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_SILENT = frozenset(
    ("button", "iframe", "input", "noscript", "script", "select", "style", "svg", "template", "textarea")
)
_SIGNS = re.compile(r"[\W_]+")


class Region(Struct, frozen=True, kw_only=True):
    """The element that holds a page's content (the first that matches), and what inside it is none."""

    content: tuple[str, ...]
    beside: str = ""


REGIONS = {
    "fresno-county-ca": Region(
        content=("#ColumnUserControl3",), beside=".language-select, .breadcrumb, .title_right, #share, .font_size"
    ),
    "gov-scot": Region(
        content=(".layout--issue",), beside=".medium--four-twelfths, #feedback, .breadcrumbs__container"
    ),
    "health-gov-au": Region(content=("main#content",), beside="nav, .au-tags"),
    "health-hawaii-gov": Region(content=("#main",), beside=".secondary_navmenu"),
    "health-wyo-gov": Region(content=("#page-content",)),
    "us-il": Region(content=("#content",), beside=".modebar, .pagination"),
    "us-pa": Region(content=("#contentBox",), beside=".sidebar"),
    "us-va": Region(content=("#main", "body"), beside="nav, header, footer"),
}


def blocks(file: Path) -> Iterator[tuple[str, str]]:
    """Element and words of every block of the content that a reader sees."""
    region = REGIONS[file.parent.name]
    soup = BeautifulSoup(file.read_bytes(), "html.parser", from_encoding="utf-8")
    root = next(found for selector in region.content if (found := soup.select_one(selector)) is not None)
    for beside in root.select(region.beside) if region.beside else ():
        beside.decompose()
    pieces: list[str] = []
    yield from _blocks(root, pieces)
    yield from _flushed(root.name, pieces)


def _blocks(node: Tag, pieces: list[str]) -> Iterator[tuple[str, str]]:
    for child in node.children:
        if isinstance(child, Tag):
            if child.name in _SILENT or _unseen(child):
                continue
            if child.name not in _BLOCKS:
                yield from _blocks(child, pieces)
                continue
            yield from _flushed(node.name, pieces)
            yield from _blocks(child, pieces)
            yield from _flushed(child.name, pieces)
        elif isinstance(child, NavigableString) and not isinstance(child, Comment):
            pieces.append(str(child))


def _flushed(name: str, pieces: list[str]) -> Iterator[tuple[str, str]]:
    words = " ".join("".join(pieces).split())
    pieces.clear()
    if words:
        yield name, words


def _unseen(node: Tag) -> bool:
    style = str(node.get("style") or "").replace(" ", "").lower()
    return (
        node.has_attr("hidden")
        or node.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
    )


def bare(text: str) -> str:
    """A text without white space and signs, which parsers and records write in ways of their own."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def missing(file: Path) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The blocks of one version, and those of them that the record does not hold."""
    read = document(file, sites.by_name("generic"))
    said = "" if read is None else (read.title or "") + "".join(f"{s.heading or ''}{s.text}" for s in read.sections)
    held = bare(said)
    every = [(name, words) for name, words in blocks(file) if bare(words)]
    return every, [(name, words) for name, words in every if bare(words) not in held]


def main() -> None:
    """The table; or what is missing on one page."""
    chosen = sys.argv[1:]
    print("| page | versions | headings | missing | blocks of text | missing | words | missing |")
    print("|---|---|---|---|---|---|---|---|")
    for name in chosen or REGIONS:
        counts: Counter[str] = Counter()
        told: Counter[tuple[str, str]] = Counter()
        for file in versions(name):
            every, lost = missing(file)
            told.update(lost)
            for kind, these in (("all", every), ("lost", lost)):
                for tag, words in these:
                    counts[f"{kind} {'headings' if tag in _HEADINGS else 'blocks'}"] += 1
                    counts[f"{kind} words"] += len(words.split())
        figures = " | ".join(
            f"{counts[f'all {what}']} | {counts[f'lost {what}']}" for what in ("headings", "blocks", "words")
        )
        print(f"| {name} | {len(versions(name))} | {figures} |")
        if chosen:
            print("\n".join(f"{count:5d} {tag}: {words[:100]}" for (tag, words), count in told.most_common(60)))


if __name__ == "__main__":
    main()

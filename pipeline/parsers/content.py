"""Any page without a profile: where its content stands, its title, the dates it states."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from pipeline.errors import ReadError
from pipeline.model.dates import DateClaim
from pipeline.parsers.dates import Label, Order, find_claims
from pipeline.parsers.main_content import find_content
from pipeline.parsers.outline import Outline
from pipeline.parsers.page_dates import dates_of_page
from pipeline.parsers.page import Element, Page
from pipeline.parsers.profile import Reading
from pipeline.parsers.rules import ContentRules
from pipeline.parsers.walker import outline

_CANDIDATES = (
    '[itemprop="articleBody"]',
    "article",
    "main",
    '[role="main"]',
    "#main-content",
    "#main",
    "#content",
    "#article",
)
_BESIDE = (
    "footer",
    "aside",
    "body > header",
    '[role="banner"]',
    '[role="contentinfo"]',
    '[role="complementary"]',
    '[role="search"]',
    '[role="dialog"]',
    '[aria-modal="true"]',
    '[class*="breadcrumb"]',
    '[id*="breadcrumb"]',
    '[class*="cookie"]',
    '[id*="cookie"]',
    '[class*="consent"]',
    '[id*="consent"]',
    '[class*="share-"]',
    '[class*="social-"]',
    '[class*="related-"]',
    '[id*="related-"]',
    '[class*="newsletter"]',
    "form[class*='search']",
    "form[id*='search']",
    "form[class*='subscribe']",
)
GENERIC_RULES = ContentRules(skip=_BESIDE)
_SUFFIX = re.compile("\\s+[|\u2013\u2014·»:-]\\s+")
_LINE = 240
"""Characters of the longest line that may state a date of the page; longer ones tell of other things' dates."""
_ENOUGH = 0.6
"""Share of the page's paragraph text that a narrower candidate must hold to be preferred."""


def read_any(page: Page, *, order: Order | None = None, labels: tuple[Label, ...] = ()) -> Reading:
    """Read a page that no profile knows.

    Raises:
        ReadError: it has no title or no content.
    """
    body = page.tree.body
    if body is None:
        raise ReadError(f"{page.url}: the page has no body", url=page.url)
    found = find_content(body)
    root = Element(page, found.root)
    heading = title_heading(page, root)
    title = (heading.text() if heading is not None else None) or head_title(page)
    content = outline(page, [root], ContentRules(), title=heading, left_out=found.left_out)
    if not content.sections:
        content = outline(page, [Element(page, body)], GENERIC_RULES, title=heading)
    if not content.sections:
        raise ReadError(f"{page.url}: no content found on the page", url=page.url)
    stated = dates_of_page(
        page.url,
        found.boxes,
        found.dated,
        root=found.root,
        title=heading.node if heading is not None else None,
        left_out=found.left_out,
        language=page.root.attribute("lang"),
        order=order,
        labels=labels,
    )
    dates = _first_places([*stated, *text_dates(page, content, order=order, labels=labels)])
    return Reading(title=title, content=content, dates=dates)


def _first_places(claims: list[DateClaim]) -> tuple[DateClaim, ...]:
    """One claim of what is said twice in the same words: a line of the page is also a line of a section."""
    kept: dict[tuple[str, str, str, str | None], DateClaim] = {}
    for claim in claims:
        kept.setdefault((claim.role, claim.value, claim.source, claim.raw), claim)
    return tuple(kept.values())


def content_root(page: Page) -> Element:
    """The narrowest of the usual containers that holds most of the page's paragraph text, else the whole body."""
    body = page.tree.body
    if body is None:
        raise ReadError(f"{page.url}: the page has no body", url=page.url)
    whole = _weight(body)
    best, best_size = body, len(body.text())
    for selector in _CANDIDATES:
        for node in body.css(selector):
            size = len(node.text())
            if size < best_size and _weight(node) >= _ENOUGH * whole:
                best, best_size = node, size
    return Element(page, best)


def _weight(node: LexborNode) -> int:
    return sum(len(block.text()) for block in node.css("p, li, td, dd, blockquote, pre"))


def title_heading(page: Page, root: Element) -> Element | None:
    """The page's ``<h1>``: the one in the content, else the first with words."""
    for place in (root, page.root):
        for heading in place.some("h1"):
            if heading.text():
                return heading
    return None


def head_title(page: Page) -> str | None:
    """``og:title``, else ``<title>`` without the site's name."""
    stated = page.meta("og:title")
    if stated:
        return " ".join(stated.split())
    node = page.tree.css_first("title")
    words = " ".join(node.text().split()) if node is not None else ""
    if not words:
        return None
    parts = _SUFFIX.split(words)
    return max(parts, key=len) if len(parts) > 1 else words


def text_dates(
    page: Page, content: Outline, *, order: Order | None = None, labels: tuple[Label, ...] = ()
) -> tuple[DateClaim, ...]:
    """Labelled dates in the words of the content, and around the title where many publishers put them."""
    language = page.root.attribute("lang")
    claims: list[DateClaim] = []
    for section in content.sections:
        if section.kind == "references":
            continue
        locator = f"section:{section.id}"
        lines = "\n".join(line for line in section.text.split("\n") if len(line) <= _LINE)
        claims += find_claims(lines, locator=locator, language=language, order=order, labels=labels)
    return tuple(claims)

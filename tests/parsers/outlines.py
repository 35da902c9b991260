"""An outline from a piece of HTML, for the tests of the walk."""

from __future__ import annotations

from pipeline.parsers.page import Page
from pipeline.parsers.walk.outline import Outline
from pipeline.parsers.walk.rules import ContentRules
from pipeline.parsers.walk.walker import outline

URL = "https://example.org/health/page.html"


def read_html(html: str, rules: ContentRules | None = None) -> Outline:
    """The outline of ``<main>`` holding this HTML."""
    page = Page(URL, f"<!DOCTYPE html><title>t</title><main>{html}</main>".encode())
    return outline(page, [page.one("main")], rules or ContentRules())


def text_of(html: str) -> str:
    """The plain text of everything in HTML without headings."""
    return "\n".join(section.text for section in read_html(html).sections)


def markdown_of(html: str) -> str:
    """The Markdown of everything in HTML without headings."""
    return "\n\n".join(section.markdown for section in read_html(html).sections)

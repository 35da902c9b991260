"""What the reader of any site makes of a piece of HTML, for the tests of what is content."""

from __future__ import annotations

from pipeline.model.document import Document
from pipeline.parsers import read
from pipeline.sites import GENERIC, by_name
from tests.captures import capture_of


def generic(page: str | bytes, url: str = "https://x.test/sleep") -> Document:
    """The record of a whole page."""
    return read(capture_of(page, url=url), by_name(GENERIC))


def document(html: str) -> Document:
    """The record of a page with this body."""
    page = f"<!doctype html><html lang=en><head><title>A page</title></head><body>{html}</body></html>"
    return generic(page, "https://rest.test/page")


def words(html: str) -> str:
    """Its headings and texts, each on lines of its own."""
    return "\n".join(f"{section.heading or ''}\n{section.text}" for section in document(html).sections)

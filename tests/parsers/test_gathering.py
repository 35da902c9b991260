"""Selections made at once answer as selections made one by one."""

from __future__ import annotations

import pytest

from pipeline.errors import SelectionError
from pipeline.parsers.page import Page

URL = "https://site.example/page"
HTML = b"""<!doctype html><html><head><meta name="a" content="1"><script>1</script></head><body>
<main class="main wide" id="top"><p class="note main">One</p>
<aside><p id="q" itemprop="x" class="note note">Two</p></aside>
</main><p class="note">Three</p><div id="q">again</div></body></html>"""
SELECTORS = (".main", ".note", "#q", "#top", "#none", "aside", "p", "[itemprop]", "meta", "script")


def texts(page: Page, selector: str, within: str | None = None) -> list[str]:
    place = page.root if within is None else page.one(within)
    return [element.text() for element in place.some(selector)]


@pytest.mark.parametrize("within", [None, "main", "aside"])
@pytest.mark.parametrize("selector", SELECTORS)
def test_gathered_or_not_the_matches_are_the_same(selector: str, within: str | None) -> None:
    """In the page and in an element of it, in page order, each once."""
    plain, gathered = Page(URL, HTML), Page(URL, HTML)
    gathered.gather(*SELECTORS)
    assert texts(gathered, selector, within) == texts(plain, selector, within)


def test_a_gathered_selection_still_states_its_count() -> None:
    """Two elements of one id are one too many."""
    page = Page(URL, HTML)
    page.gather("#q")
    with pytest.raises(SelectionError, match="2"):
        page.one("#q")
    assert page.one("aside").one("#q").text() == "Two"


def test_without_a_doctype_letter_case_does_not_count() -> None:
    """Such a page is asked selection by selection, so that nothing is missed."""
    page = Page(URL, b'<p class="NOTE" id="A">One</p><p class="note" id="a">Two</p>')
    page.gather(".note", "#a")
    assert texts(page, ".note") == texts(page, "#a") == ["One", "Two"]

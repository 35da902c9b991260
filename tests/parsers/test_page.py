"""Selections state their count; addresses are resolved as a browser would."""

from __future__ import annotations

import ada_url
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.errors import SelectionError
from pipeline.parsers.page import Page

URL = "https://example.org/a/page.html"
PAGE = Page(URL, b"<p class=x>one</p><p>two</p><h1>Title</h1>")


def test_one_accepts_exactly_one() -> None:
    """None or several where one is promised is an error that names page, selector and count."""
    assert PAGE.one("h1").text() == "Title"
    for selector, found in (("h2", 0), ("p", 2)):
        with pytest.raises(SelectionError) as caught:
            PAGE.one(selector)
        assert (caught.value.url, caught.value.selector, caught.value.found) == (URL, selector, found)


def test_maybe_accepts_none_but_not_two() -> None:
    """What may be absent may not be there twice."""
    assert PAGE.maybe("h2") is None
    assert PAGE.maybe("p.x") is not None
    with pytest.raises(SelectionError):
        PAGE.maybe("p")


def test_some_states_how_many_it_accepts() -> None:
    """Fewer than the least and more than the most are errors."""
    assert [element.text() for element in PAGE.some("p", at_least=2)] == ["one", "two"]
    with pytest.raises(SelectionError, match="at least 3"):
        PAGE.some("p", at_least=3)
    with pytest.raises(SelectionError, match="0 to 1"):
        PAGE.some("p", at_most=1)


def test_the_base_element_counts() -> None:
    """Relative addresses resolve against <base href>, itself relative to the page."""
    page = Page(URL, b"<head><base target=x><base href='/b/'></head>")
    assert page.resolve("c.html") == "https://example.org/b/c.html"
    assert PAGE.resolve("c.html") == "https://example.org/a/c.html"


_PIECES = st.sampled_from(
    [
        *("http://", "https://", "HTTP://", "//", "/", "a", "b.org", "B.org", "xn--p", "..", ".", "%2e", "%41"),
        *("é", "ß", " "),
        *("?", "#", "q=1", "'", '"', "<", "|", "\\", "@", ":80", ":443", ":8080", "1.2.3", "0x7f.1", "\t", "["),
        *("{", "^", "`"),
    ]
)


@given(st.lists(_PIECES, max_size=8).map("".join))
@example("https://b.org/a/../c")
@example("https://b.org:443/a")
@example("https://user@b.org/a")
@example("https://1.2.3/a")
@example("https://b.org/a/%2E%2e/c")
def test_the_short_way_to_resolve_gives_what_the_long_way_gives(reference: str) -> None:
    """Addresses taken as they stand are exactly those that the URL standard would not change."""
    try:
        expected: str | None = ada_url.join_url(URL, reference.strip())
    except ValueError:
        expected = None
    assert PAGE.resolve(reference) == expected


def test_metas_are_found_in_any_case_and_blank_ones_are_none() -> None:
    """Names are compared without case; an empty content says nothing."""
    page = Page(URL, b'<meta name="DC.Subject" content=" a "><meta name=dc.subject content=b><meta name=x content=" ">')
    assert page.metas("dc.SUBJECT") == ["a", "b"]
    assert page.meta("x") is None


def test_a_line_break_parts_words() -> None:
    """ "Back<br>pain" is two words, "<b>B</b>ack" is one."""
    page = Page(URL, b"<h1>Back<br>pain <b>w</b>eek</h1>")
    assert page.one("h1").text() == "Back pain week"

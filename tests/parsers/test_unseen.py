"""Spaces without width, which editors leave in words and nobody sees."""

from __future__ import annotations

import pytest

from tests.parsers.readings import generic

SAID = "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired and slow.</p>" * 4


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "&#8203;", "&ZeroWidthSpace;", "&#xfeff;"])
def test_a_space_without_width_is_in_no_word(sign: str) -> None:
    """Headings, names and notices read as without; what holds nothing else is no heading. In an address it stays."""
    body = (
        f"<h1>{sign}Sleep</h1>{SAID}<h2>{sign}Dose{sign}</h2><p>{sign}5{sign} mg</p><h2>{sign}</h2>"
        f"<p>Reviewed by:{sign} Ann Lee,{sign} MD</p><p>A <a href='/a{sign}b' title='5 > 4'>link</a></p>"
    )
    page = generic(f"<html lang=en><title>Sleep</title><main>{body}</main><footer>©{sign} 2024{sign} A Trust</footer>")
    assert page.title == "Sleep"
    assert [section.heading for section in page.sections] == [None, "Dose"]
    assert page.sections[1].text.startswith("5 mg\nReviewed by: Ann Lee, MD")
    assert [(person.name, page.rights.holder) for person in page.people] == [("Ann Lee", "A Trust")]
    assert page.links[0].url.endswith(("/a%E2%80%8Bb", "/a%EF%BB%BFb"))


def test_a_space_without_width_that_parts_words_stays() -> None:
    """Khmer and Thai have no other one."""
    words = "ការ\u200bឈឺ\u200bក្បាល"
    page = generic(
        f"<html lang=km><title>Sleep</title><main><h1>Sleep</h1>{SAID}<h2>\u200b{words}\u200b</h2>{SAID}</main>"
    )
    assert page.sections[-1].heading == words

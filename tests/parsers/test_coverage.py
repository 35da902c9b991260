"""The loss check must see what is missing."""

from __future__ import annotations

import msgspec
import pytest

from pipeline.model.document import Section
from pipeline.parsers.page import Page
from pipeline.parsers.walk.coverage import coverage_of, words_of
from tests.parsers.outlines import URL, read_html

HTML = "<p>The dose is 5 mg.</p><h2>Germany</h2><ol><li>Take it</li><li>Not twice</li></ol><p>10<sup>9</sup> cells</p>"


def lost(sections: tuple[Section, ...]) -> tuple[str, ...]:
    page = Page(URL, f"<main>{HTML}</main>".encode())
    return coverage_of([page.one("main").node], words_of([page.one("main").node]), [], sections, 99).lost


def test_nothing_is_lost_from_a_faithful_record() -> None:
    """List numbers and raised figures, which the record adds or changes, are no loss."""
    assert lost(read_html(HTML).sections) == ()


@pytest.mark.parametrize(
    ("index", "change", "words"),
    [
        (0, {"text": "The dose is mg."}, ("5",)),
        (0, {"text": ""}, ("The", "dose", "is", "5", "mg.")),
        (1, {"heading": None}, ("Germany",)),
        (1, {"text": "1. Take it\n2. twice\n10⁹ cells"}, ("Not",)),
    ],
)
def test_a_missing_word_is_named(index: int, change: dict[str, str | None], words: tuple[str, ...]) -> None:
    """A number, a one-word heading or a "not" that no section holds is in ``lost``."""
    sections = list(read_html(HTML).sections)
    sections[index] = msgspec.structs.replace(sections[index], **change)
    assert lost(tuple(sections)) == words


def test_a_missing_section_is_named_word_by_word() -> None:
    """A whole section that vanished is in ``lost``, and what follows it is not."""
    sections = read_html(HTML + "<h2>Japan</h2><p>tea</p>").sections
    page = Page(URL, f"<main>{HTML}<h2>Japan</h2><p>tea</p></main>".encode())
    found = coverage_of([page.one("main").node], words_of([page.one("main").node]), [], (sections[0], sections[2]), 99)
    assert found.lost == ("Germany", "Take", "it", "Not", "twice", "10", "9", "cells")
    assert found.content_words == found.recorded_words + 8

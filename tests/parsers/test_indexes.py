"""Pages that lead to others: where cards are the matter of a page they stay, beside an article they do not."""

from __future__ import annotations

import pytest

from pipeline.model.document import Document
from tests.parsers.readings import generic
from tests.parsers.test_siblings import TEXT

TOPICS = ("Acne", "Eczema", "Psoriasis", "Shingles", "Warts")
SAID = ("Spots and oily skin.", "Dry, itchy skin that comes and goes.", "Flaky patches of skin.", "A rash.", "Lumps.")
INTRO = "<p class=intro>Information about common skin conditions, how they are treated and where to get help.</p>"
MENU = (
    "<a href=#main>Skip to main content</a><nav><ul><li><a href=/>Home</a></li><li><a href=/a-z>A-Z</a></li></ul></nav>"
)


def document(main: str, before: str = MENU) -> Document:
    return generic(
        f"<html lang=en><title>Skin conditions</title><body>{before}<main id=main><h1>Skin conditions</h1>{main}</main>"
        "<footer><ul><li><a href=/about>About us</a></li></ul></footer>"
    )


def cards(
    rank: str,
    around: str = "<div class=card><div class=card-body>{}</div></div>",
    within: str = "<div class=row>{}</div>",
) -> str:
    told = zip(TOPICS, SAID, strict=True)
    return within.format(
        "".join(
            around.format(f"<{rank} class=card-title><a href=/{topic}>{topic}</a></{rank}><p>{said}</p>")
            for topic, said in told
        )
    )


def headings(record: Document) -> list[str | None]:
    return [section.heading for section in record.sections if section.heading]


@pytest.mark.parametrize("intro", ["", INTRO], ids=["bare", "with intro"])
@pytest.mark.parametrize("rank", ["h2", "h3"])
@pytest.mark.parametrize("around", ["<div class=card>{}</div>", "<li class=group__item><div class=tile>{}</div></li>"])
def test_cards_are_the_matter_of_a_page_that_says_little_else(intro: str, rank: str, around: str) -> None:
    """An index of topics, each with a line of its own, keeps them all, and says nothing of its menu."""
    within = "<ul class=group>{}</ul>" if around.startswith("<li") else "<div class=row>{}</div>"
    record = document(intro + cards(rank, around, within))
    assert headings(record) == [*TOPICS]
    assert "Skip to main content" not in "".join(section.text for section in record.sections)
    assert ("Information about common" in record.sections[0].text) == bool(intro)


def test_cards_below_an_article_stay_no_content() -> None:
    """Whoever has read of one topic is led to others."""
    record = document(TEXT + cards("h3"))
    assert headings(record) == []


@pytest.mark.parametrize("rank", ["h3", "h4"])
@pytest.mark.parametrize(
    "around",
    ["<div class=card>{}</div>", "<div>{}</div>", "<div class=card><div class=card-body>{}</div></div>"],
    ids=["named", "nameless", "with body"],
)
def test_of_a_row_of_cards_under_a_heading_of_the_page_all_stay(rank: str, around: str) -> None:
    """What is offered under "Treatments" is told by every one of them, or by none."""
    offered = f"<section><h2>Treatments we offer</h2>{cards(rank, around)}</section>"
    record = document(f"{TEXT}<section><h2>Treatment</h2>{TEXT}</section>{offered}")
    assert headings(record) == ["Treatment", "Treatments we offer", *TOPICS]


def test_of_a_row_of_cards_under_a_heading_that_leads_on_none_stays() -> None:
    """The same row as above."""
    record = document(
        f"{TEXT}<section><h2>Treatment</h2>{TEXT}</section><section><h2>Related articles</h2>{cards('h3')}</section>"
    )
    assert headings(record) == ["Treatment"]


def test_a_page_of_nothing_but_links_says_nothing_of_the_way_past_its_menu() -> None:
    """Where no text is found, the whole page is read."""
    record = generic(
        "<html lang=en><title>Skin</title><body><a href=#c>Skip to content</a><h1 id=c>Skin</h1><p>Acne.</p>"
    )
    assert [section.text for section in record.sections] == ["Acne."]

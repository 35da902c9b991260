"""What stands around a page of a publisher with a profile, and is none of its own: icons, cards of other pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import sites
from pipeline.model.document import Document
from pipeline.parsers import read
from tests.captures import capture_of

FIXTURES = Path(__file__).parents[2] / "fixtures"
ICON = '<svg aria-hidden="true"><title>icon</title><path d="M0 0"/></svg>'
_ITEM = '<li><a href="/zz">Zebra care</a><p>Last reviewed: January 5, 2026</p></li>'
CARDS = f"<section><h2>Related content</h2><ul>{_ITEM}</ul></section>"
TITLED = ("cdc/about-hiccup-week", "medlineplus/topic-en", "mayoclinic/spoon-thumb", "nhs/glass-ankle")


def changed(name: str, before: str, after: str) -> tuple[Document, Document]:
    """The record of a saved page, and that of the same with something put in."""
    html = (FIXTURES / f"{name}.html").read_text(encoding="utf-8")
    assert before in html
    url = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))["url"]
    pages = (html, html.replace(before, after, 1))
    first, second = (read(capture_of(page, url=url), sites.for_url(url)) for page in pages)
    return first, second


@pytest.mark.parametrize("name", TITLED)
def test_an_icon_in_the_title_says_nothing(name: str) -> None:
    """The name of a drawing is for screen readers, and runs into the word before it."""
    plain, with_icon = changed(name, "</h1>", f"{ICON}</h1>")
    assert with_icon.title == plain.title


@pytest.mark.parametrize("name", ["nhlbi/drum-heart", "patient_info/ticket-cough", "niddk/sandwich-stomach"])
def test_a_card_of_another_page_does_not_review_this_one(name: str) -> None:
    """What a list under "Related content" says was reviewed is what it leads to."""
    plain, with_cards = changed(name, "</main>", f"{CARDS}</main>")
    assert with_cards.dates == plain.dates
    assert with_cards.reviewed == plain.reviewed


def test_an_empty_paragraph_beside_the_dateline_refuses_no_article() -> None:
    """An editor leaves one behind; the date of the journal's article is where it was."""
    plain, with_gap = changed("cdc/pcd-kite-flying", "<p>RESEARCH BRIEF", "<p> </p><p>RESEARCH BRIEF")
    assert with_gap.dates == plain.dates

"""Text dumps: what the text still says becomes the record, what it lost stays lost and is said to be."""

from __future__ import annotations

import pytest

from pipeline.errors import ReadError
from pipeline.model.document import Document
from pipeline.parsers import read
from pipeline.sites import by_name
from tests.captures import capture_of
from tools import corpus

PLAIN = """Where to go for care

Some words on why people travel for treatment, and on what they look for when they do.

Countries

United States

Large hospitals, many trials, high prices, and a long tradition of research are found here.


Germany has registries, careful staging, and hospitals that publish what they achieve.

South Korea

Precision, speed, and large centres mark the care that patients find in this country.
"""

MARKED = """Link: https://medlineplus.gov/sleep.html
    Description: What sleep is.
    Keywords: None

Skip navigation

EspaÃ±ol

You Are Here:

Home ->

Health Topics ->

Sleep

# Sleep

On this page

### Basics

    * Summary
    * Start Here

### Research

    * Journal Articles

## Summary

Sleep is a state of the body,
and a need.

    * Deep sleep
    * Light sleep

## Start Here

    * Sleeping Well (Society of Sleep) \\- PDF Also in Spanish
    * Naps ![From the National Institutes of Health](https://medlineplus.gov/i/nih.png) (National Library of Medicine)
    * [Dreams](https://dreams.test/a)

## Journal Articles References and abstracts from the library (National
Library of Medicine)

    * Article: How to doze.

Page last updated on 31 January 2020 Topic last reviewed: 19 May 2016
"""


def dump(text: str, *, site: str = "generic", kind: str = "text/plain") -> Document:
    return read(capture_of(text, url="https://dumps.invalid/a.txt", content_type=kind), by_name(site))


def test_short_lines_alone_are_headings() -> None:
    """In plain text a short line between blank lines that is no sentence is a heading; levels are not made up."""
    document = dump(PLAIN)
    assert document.title == "Where to go for care"
    assert [(section.level, section.heading) for section in document.sections] == [
        (1, None),
        (1, "Countries"),
        (1, "United States"),
        (1, None),
        (1, "South Korea"),
    ]
    assert document.coverage.lost == ()
    assert document.coverage.content_words == document.coverage.recorded_words


def test_a_heading_lost_on_the_way_is_noticed_and_not_invented() -> None:
    """Two blank lines before a paragraph begin a section without heading, and an issue says where."""
    document = dump(PLAIN)
    assert document.sections[3].text.startswith("Germany has registries")
    assert "Germany" not in document.sections[2].text
    lost = [issue for issue in document.issues if issue.code == "heading-lost"]
    assert [issue.evidence["line"] for issue in lost] == ["12"]
    assert lost[0].evidence["after"].startswith("Germany has")


def test_what_a_dump_cannot_say_is_null() -> None:
    """No address, no language, no publisher, no dates, no links are made up."""
    document = dump(PLAIN)
    assert (document.canonical_url, document.language, document.publisher) == (None, None, None)
    assert (document.links, document.dates, document.breadcrumbs, document.structured_data) == ((), (), (), {})


def test_two_opening_lines_leave_the_title_uncertain() -> None:
    """Of two short lines at the top the second is taken for the title, the first stays a heading; an issue tells."""
    document = dump("Travel\n\n" + PLAIN)
    assert document.title == "Where to go for care"
    assert document.sections[0].heading == "Travel"
    assert next(issue.code for issue in document.issues) == "title-uncertain"


def test_outline_and_groups_of_a_marked_dump() -> None:
    """Hashes make the outline, wrapped ones too; a list of contents is left out, and groups the sections it lists."""
    document = dump(MARKED, site="medlineplus", kind="text/markdown")
    assert document.title == "Sleep"
    long = "Journal Articles References and abstracts from the library (National Library of Medicine)"
    assert [(section.group, section.heading) for section in document.sections] == [
        ("Basics", "Summary"),
        ("Basics", "Start Here"),
        ("Research", long),
    ]
    assert document.sections[0].text == "Sleep is a state of the body, and a need.\n• Deep sleep\n• Light sleep"


def test_head_trail_and_dates_of_a_marked_dump() -> None:
    """The tool's own lines, the trail, and two dates with different roles and scopes in one line."""
    document = dump(MARKED, site="medlineplus")
    assert (document.canonical_url, document.description) == ("https://medlineplus.gov/sleep.html", "What sleep is.")
    assert [crumb.text for crumb in document.breadcrumbs] == ["Home", "Health Topics", "Sleep"]
    assert [(claim.role, claim.value, claim.scope) for claim in document.dates] == [
        ("modified", "2020-01-31", "page"),
        ("reviewed", "2016-05-19", "topic"),
    ]
    assert document.publisher == "National Library of Medicine"


def test_links_without_addresses() -> None:
    """A link's words stay in the section and what they say in the structured data; only a stated address is a link."""
    document = dump(MARKED, site="medlineplus")
    assert [(link.text, link.url) for link in document.links] == [("Dreams", "https://dreams.test/a")]
    listed = document.structured_data["text_dump"]["listed"]
    assert [(one["text"], one["organization"], one["media"], one["also_in"], one["from_nih"]) for one in listed] == [
        ("Sleeping Well", "Society of Sleep", ["pdf"], ["es"], False),
        ("Naps", "National Library of Medicine", [], [], True),
    ]
    assert "Sleeping Well (Society of Sleep) - PDF Also in Spanish" in document.sections[1].text


def test_damage_is_noticed_wherever_it_stands() -> None:
    """A wrongly decoded word above the title is reported with its mending."""
    damage = [issue.evidence["mended"] for issue in dump(MARKED).issues if issue.code == "mojibake"]
    assert damage == ["Español"]


def test_markup_that_calls_itself_text_is_read_as_markup() -> None:
    """A page of HTML served as text/plain is HTML all the same."""
    page = "<!DOCTYPE html><title>Sleep</title><main><h1>Sleep</h1><h2>Naps</h2><p>Words about naps.</p></main>"
    assert [section.heading for section in dump(page).sections] == ["Naps"]


def test_an_empty_dump_is_refused() -> None:
    """A dump of nothing but the tool's own lines is no document."""
    with pytest.raises(ReadError, match="holds no words"):
        dump("Link: https://medlineplus.gov/sleep.html\n\n")


@pytest.mark.parametrize(
    "text", ["#", "# ", "* ", "    * a\nb\n    * c", "[](", "![a](b", "a\n" * 5000, "### x\n" * 500, "\\"]
)
def test_odd_text_is_read(text: str) -> None:
    """Whatever the lines hold, no word is lost."""
    assert dump(f"Words\n\n{text}\n\nMore words here, and an end.").coverage.lost == ()


def test_an_item_of_a_list_goes_on_in_lines_set_in_below_it() -> None:
    """They are one line of the record."""
    assert dump("# Sleep\n\n- Naps\n  in the day\n- Rest\n").sections[0].text == "\u2022 Naps in the day\n\u2022 Rest"


CORPUS = corpus.CORPUS / "text-dumps"


@pytest.mark.corpus
def test_the_dumps_that_lost_headings() -> None:
    """The real dumps: 4 dropped countries and a closing in one, 5 places in the other, both dates of 2020."""
    lost = {}
    for path in sorted(CORPUS.glob("*.txt")):
        document = dump(path.read_text("utf-8"), site="medlineplus")
        assert document.coverage.lost == ()
        told = (issue for issue in document.issues if issue.code == "heading-lost")
        lost[path.name[:3]] = [issue.evidence["after"].split()[0] for issue in told]
    assert lost == {
        "000": ["Germany", "Japan", "China", "Australia", "The"],
        "001": ["Cancer", "Germany", "Japan", "Choosing"],
        "002": [],
    }

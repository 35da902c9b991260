"""All sections of one page's content are its content, wherever the most of the words stands."""

from __future__ import annotations

import pytest

from pipeline.model.document import Document
from tests.parsers.readings import generic

PROSE = "Sleep, rest and quiet help the body, and a doctor may tell how much of each is enough for a person."

MENU = "<nav><ul>" + "".join(f'<li><a href="/{n}">Page {n}</a>' for n in range(12)) + "</ul></nav>"


def document(body: str, title: str = "Being ill at home") -> Document:
    page = f"<!doctype html><html lang=en><head><title>{title}</title></head><body>{MENU}{body}</body></html>"
    return generic(page)


def headings(read_page: Document) -> list[str | None]:
    return [section.heading for section in read_page.sections if section.heading]


def panel(number: int, inside: str) -> str:
    return (
        f'<div class="panel panel-{number}"><div class=panel-head><h3>Topic {number}</h3></div>'
        f"<div class=panel-body>{inside}</div></div>"
    )


def links(number: int) -> str:
    return "<ul>" + "".join(f'<li><a href="/t{number}-{n}">Advice {number}.{n}</a>' for n in range(4)) + "</ul>"


@pytest.mark.parametrize("longest", range(4))
def test_every_panel_of_an_accordion_is_content(longest: int) -> None:
    """Whichever panel holds the most text, all are content, those that only list links too, and the lead above them."""
    panels = "".join(panel(n, f"<p>{PROSE}</p>" * 6 if n == longest else links(n)) for n in range(4))
    page = (
        f"<div class=page><h1>Being ill at home</h1><div class=lead><p>{PROSE}</p><p>{PROSE}</p></div>"
        f"<div class=accordion>{panels}</div></div>"
    )
    read_page = document(page)
    assert headings(read_page) == [f"Topic {n}" for n in range(4)]
    assert read_page.sections[0].text == f"{PROSE}\n{PROSE}"
    assert len(read_page.links) == 12
    assert read_page.coverage.outside_words == 0


def test_rows_with_few_words_beside_rows_with_many_are_content() -> None:
    """A row of counts and a row of buttons between rows of text belong to the text, built like it as they are."""
    rows = [f"<p>{PROSE}</p><p>{PROSE}</p>", "<p>12 people</p>", '<a href="/map">The map</a>', f"<p>{PROSE}</p>"]
    page = "".join(f'<div class="row row_{n}"><div class=col>{row}</div></div>' for n, row in enumerate(rows))
    read_page = document(f"<div class=page><h1>Being ill at home</h1><div class=rows>{page}</div></div>")
    words = "\n".join(section.text for section in read_page.sections)
    assert "12 people" in words
    assert [link.text for link in read_page.links] == ["The map"]


def test_cards_and_lists_beside_the_content_stay_out() -> None:
    """Blocks built alike whose headings lead elsewhere are cards; a column of links is none of the content either."""
    cards = "".join(
        f'<div class=card><img src=/{n}.jpg><h3><a href="/c{n}">Card {n}</a></h3><p>A teaser.</p></div>'
        for n in range(5)
    )
    side = f"<div class=column-two><h2>News</h2>{links(9)}</div>"
    article = f"<div class=column-one><h1>Being ill at home</h1>{f'<p>{PROSE}</p>' * 5}</div>"
    read_page = document(f"<div class=page>{article}{side}</div><div class=cards>{cards}</div>")
    assert headings(read_page) == []
    assert read_page.links == ()


def test_the_choice_does_not_turn_on_a_paragraph() -> None:
    """A paragraph more in one panel or the other changes that panel's section and no other."""

    def read_with(first: int, second: int) -> Document:
        inside = [f"<p>{PROSE}</p>" * first, f"<p>{PROSE}</p>" * second, links(2)]
        panels = "".join(panel(n, each) for n, each in enumerate(inside))
        return document(f"<div class=page><h1>Being ill at home</h1><div class=accordion>{panels}</div></div>")

    for first, second in ((1, 1), (5, 1), (1, 5), (9, 1), (1, 9)):
        assert headings(read_with(first, second)) == ["Topic 0", "Topic 1", "Topic 2"]


def test_text_outside_of_the_content_is_counted_and_told() -> None:
    """Words elsewhere on the page, in no navigation and no link, are counted; a third of the page is an issue."""
    article = f"<article><h1>Being ill at home</h1>{f'<p>{PROSE}</p>' * 10}</article>"
    elsewhere = "<div class=strange>" + "<span>Other words. </span>" * 60 + "</div>"
    quiet, loud = document(article), document(article + "<div><i>x</i></div>" + elsewhere * 2)
    assert quiet.coverage.outside_words == 0
    assert not quiet.issues
    assert loud.coverage.outside_words == 241
    assert [issue.code for issue in loud.issues] == ["content-outside"]
    assert loud.sections == quiet.sections


def test_accordions_headed_by_role_keep_their_lists() -> None:
    """``role=heading`` heads a section as an h2 does, and the list of links that it opens is content."""
    panels = "".join(
        f"<div class=p><div role=heading aria-level=2><div role=button>Topic {n}</div></div>"
        f"<div class=b>{links(n)}</div></div>"
        for n in range(3)
    )
    page = f"<main><h1>Being ill at home</h1><p>{PROSE}</p><p>{PROSE}</p><div class=all>{panels}</div></main>"
    assert headings(document(page)) == ["Topic 0", "Topic 1", "Topic 2"]


def test_links_that_hand_the_page_on_are_no_content() -> None:
    """A link with the page's own address in its query shares it; one with another address is content."""
    url = "https://clinic.test/being-ill/at-home"
    shared = "https%3A%2F%2Fclinic.test%2Fbeing-ill%2Fat-home"
    other = "https%3A%2F%2Felsewhere.test%2Fpage"
    page = (
        f"<main><h1>Ill</h1><p>{PROSE}</p><p>{PROSE} <a href='https://pins.test/new?url={shared}&x=1'>Pin it</a></p>"
        f"<p>{PROSE} <a href='https://archive.test/?url={other}'>A copy</a></p></main>"
    )
    read_page = generic(page, url)
    assert [link.text for link in read_page.links] == ["A copy"]
    assert "Pin it" not in read_page.sections[0].text


def _toggle(number: int, inside: str) -> str:
    return (
        f'<div class="toggle-item"><div class="tab-title" role=button aria-controls="t{number}">'
        f"<a class=toggle-title>Question {number}?</a></div><div id=t{number} role=region>{inside}</div></div>"
    )


QUESTIONS = {
    "toggles": "".join(_toggle(n, f"<p>Answer {n}: {PROSE}</p>") for n in range(2)),
    "details": "".join(
        f"<details><summary>Question {n}?</summary><p>Answer {n}: {PROSE}</p></details>" for n in range(2)
    ),
}


@pytest.mark.parametrize("questions", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_answers_beside_what_the_theme_calls_the_post_are_content(questions: str) -> None:
    """Builders put what opens beside the block of the post; it is of the page unless it only leads to others."""
    page = "<div class=wrap><h1>Being ill at home</h1><div class=post-content>{}</div><div class=faqs>{}</div></div>"
    read_page = document(page.format(f"<p>{PROSE}</p>" * 6, f"<h2>Questions</h2>{questions}"))
    assert headings(read_page) == ["Questions"]
    assert "Question 1?\nAnswer 1" in read_page.sections[1].text
    assert read_page.coverage.outside_words == 0
    menu = f"<h2>More</h2>{''.join(_toggle(n, links(n)) for n in range(2))}"
    assert headings(document(page.format(f"<p>{PROSE}</p>" * 6, menu))) == []


@pytest.mark.parametrize("name", ["anchor anchorWithStickyNavbar_LWe7", "titleWithoutSidebar", "hasSidebar"])
def test_a_name_that_tells_what_is_around_says_nothing_of_its_heading(name: str) -> None:
    """Docusaurus calls each heading by the site's menu that sticks above it: no menu itself, whatever letters part."""
    body = "".join(f"<h2 class='{name}'>Part {n}</h2><p>{PROSE}</p>" for n in range(3))
    page = document(f"<main><article><h1>Being ill at home</h1><p>{PROSE}</p>{body}</article></main>")
    assert headings(page) == ["Part 0", "Part 1", "Part 2"]


ENTRY = (
    "<div class=banner><p>Our site</p></div><main><article><h1>petechiae</h1><p class=say>(peh-TEE-kee-ee)</p>"
    "<div class=definition__body><p>Small, round, red spots under the skin, which come from bleeding and do not"
    " turn white when they are pressed. They may be a sign of an infection, or of few platelets in the blood.</p></div>"
    "<figure><img src=/p.jpg alt='Red spots on an arm'><figcaption>Petechiae on an arm.</figcaption></figure>"
    "<h4 class=related-resources>More</h4><ul><li><a href=/b>Bleeding and bruising</a><li><a href=/l>Leukemia</a></ul>"
    "</article><div><a href=/w>Add this to your website</a></div></main>"
)


def test_a_short_entry_is_all_that_its_article_holds() -> None:
    """How a word is said and the picture of what it means are of the entry; links under a name for others are not."""
    page = document(ENTRY, "petechiae")
    assert [image.alt for image in page.images] == ["Red spots on an arm"]
    assert "(peh-TEE-kee-ee)" in page.sections[0].text
    assert [link.text for link in page.links] == []

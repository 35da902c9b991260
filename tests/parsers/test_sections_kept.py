"""Sections that are content though they are short, listed, opened by a press, or headed by words used elsewhere."""

from __future__ import annotations

import pytest

from tests.parsers.readings import document, generic, words

SAID = "Sleep is when the body mends what the day has worn out, and most adults need seven hours of it or more."
TEXT = "".join(f"<h2>Part {number}</h2><p>{SAID} {SAID}</p><p>{SAID}</p>" for number in range(1, 5))
LINKS = "<ul><li><a href=/nights>Short nights</a></li><li><a href=https://other.test/a>Sleep guide</a> (2013)</li></ul>"


@pytest.mark.parametrize("heading", ["More information", "More Information", "More infections", "Popular FAQ"])
def test_links_under_a_heading_that_opens_like_one_of_other_pages_are_kept(heading: str) -> None:
    """ "More information" is not "More in ..."; what the page offers to read under it is the page's."""
    read = document(f"<main><h1>Sleep</h1>{TEXT}<h2>{heading}</h2>{LINKS}</main>")
    assert read.sections[-1].heading == heading
    assert [link.text for link in read.links] == ["Short nights", "Sleep guide"]


@pytest.mark.parametrize("heading", ["More in Health", "More about sleep", "Popular", "Also on our site"])
def test_links_under_a_heading_of_other_pages_are_not(heading: str) -> None:
    """A list of links under it is beside the content."""
    assert "Short nights" not in words(f"<main><h1>Sleep</h1>{TEXT}<h2>{heading}</h2>{LINKS}</main>")


def test_what_details_open_is_kept_with_a_link_at_its_end() -> None:
    """A short answer and "Continue reading" is an answer."""
    answer = "<p>Your nights get short.</p><p><a href=/more>Continue reading</a></p>"
    question = f"<details><summary>What happens without sleep?</summary><div>{answer}</div></details>"
    assert "Your nights get short." in words(f"<main><h1>Sleep</h1>{TEXT}<h2>Questions</h2>{question}{question}</main>")


def test_what_goes_on_in_an_item_is_kept_though_it_is_mostly_a_link() -> None:
    """Rows of one list are kept alike, however long the name is that each links to."""
    rows = "".join(
        f"<li><span>{place}</span> <div>Led by: <a href=/p{number}>{name}</a></div></li>"
        for number, (place, name) in enumerate([("Leeds", "The Sleep Society of the North"), ("Bath", "Night Aid")])
    )
    read = words(f"<main><h1>Sleep</h1>{TEXT}<h2>Groups</h2><div>Groups meet here</div><ul>{rows}</ul></main>")
    assert "Led by: The Sleep Society of the North" in read
    assert "Led by: Night Aid" in read


SUMMARY = (
    "<div class=x-summary><h2>Summary</h2><div><ul><li><p>Adults need seven hours of sleep.</p></li>"
    "<li><p>Short nights wear out, and they do harm in the end.</p></li></ul></div></div>"
)


def test_a_summary_beside_the_text_is_kept() -> None:
    """A list under a heading of the text's rank, between the title and the text, in a block of its own."""
    contents = "".join(f"<li><a href='#p{number}'>Part {number}</a></li>" for number in range(1, 5))
    text = "".join(f"<h2 id=p{number}>Part {number}</h2><p>{SAID} {SAID}</p>" for number in range(1, 5))
    column = f"{SUMMARY}<nav><ul>{contents}</ul></nav><div class=x-content>{text}</div>"
    page = f"<main><div><h1>Sleep</h1></div><div class=grid><div class=col>{column}</div></div></main>"
    read = generic(f"<html lang=en><title>Sleep | A site</title><body>{page}</body></html>")
    assert [section.heading for section in read.sections][:2] == ["Summary", "Part 1"]
    assert "Adults need seven hours of sleep." in read.sections[0].text


def test_what_a_publisher_says_of_its_sources_is_kept_behind_the_article() -> None:
    """ "How we reviewed this article" heads the works that it rests on."""
    works = "<ul><li><cite>Lee A. (2023). Sleep. <a href=https://j.test/1>j.test/1</a></cite></li></ul>"
    behind = f"<div class=c1><h3>How we reviewed this article:</h3><div><p>We have strict rules.</p>{works}</div></div>"
    read = document(f"<div><article class=article-body><h1>Sleep</h1>{TEXT}</article>{behind}</div>")
    assert read.sections[-1].heading == "How we reviewed this article:"
    assert "Lee A. (2023). Sleep." in read.sections[-1].text


@pytest.mark.parametrize("named", ["article__relatedlinks", "article-related-links", "content-related_articles"])
def test_related_links_are_beside_the_content_whatever_they_are_a_part_of(named: str) -> None:
    """What a name ends with says what the block is."""
    links = f"<div class={named}><h2>Mer</h2><ul><li><a href=/a>Short nights</a></li><li><a href=/b>Naps</a></li></ul>"
    assert "Short nights" not in words(f"<main><h1>Sleep</h1>{TEXT}{links}</div></main>")


def test_a_heading_that_says_by_whom_heads_no_section_under_the_title() -> None:
    """ "Reviewed By:" above a name is a line; the lead stands under no heading."""
    by = "<div><h3>Reviewed By:</h3><div><a href=/a-lee>Ann Lee, MD</a></div></div>"
    read = document(f"<main><h1>Sleep</h1>{by}<div><p>{SAID}</p></div>{TEXT}</main>")
    assert [section.heading for section in read.sections] == [None, "Part 1", "Part 2", "Part 3", "Part 4"]
    assert read.sections[0].text.split("\n")[0] == "Reviewed By:"
    assert [(person.name, person.role) for person in read.people] == [("Ann Lee", "reviewer")]


@pytest.mark.parametrize("heading", ["More information", "Pour en savoir plus", "Więcej informacji", "Más información"])
def test_a_list_of_places_behind_the_text_is_kept_under_its_heading(heading: str) -> None:
    """Behind tabs, in a block of its own beside theirs."""
    tabs = "".join(f"<li><a role=tab href=#p{n} aria-controls=p{n}>Tab {n}</a>" for n in range(3))
    panes = "".join(f"<div role=tabpanel id=p{n} hidden><h2>Part {n}</h2><p>{SAID} {SAID}</p></div>" for n in range(3))
    lead = f"<div><h1>Sleep</h1><p>{SAID}</p></div><ul role=tablist>{tabs}</ul>"
    box = f"<div class=encart><h3>{heading}</h3>{LINKS}</div>"
    read = document(f"<main><div class=c>{lead}<div class=tab-content>{panes}</div>{box}</div></main>")
    assert read.sections[-1].heading == heading
    assert [link.text for link in read.links] == ["Short nights", "Sleep guide"]


def test_a_section_behind_the_text_is_kept_where_the_page_calls_both_its_content() -> None:
    """Without links and pictures, under a heading as high as those before it."""
    points = f"<div class=key><h2>Key points</h2><ul><li>{SAID}</li></ul></div>"
    behind = f"<p class=x>3 May</p><section><h2>Acknowledgements</h2><p>{SAID}</p></section>"
    read = document(f"<main><h1>Sleep</h1>{points}<div class=article-body>{TEXT}</div>{behind}</main>")
    assert read.sections[-1].heading == "Acknowledgements"


@pytest.mark.parametrize("heading", ["Follow:", "Suivez :", "Partager", "Tags", "Mots-clés", "Argomenti"])
def test_where_to_follow_share_and_sort_the_page_is_no_section(heading: str) -> None:
    """Such a box takes neither a heading nor the text behind it."""
    box = "<div class=b><h6>{}</h6><a class=c href=/t/1>Sleep</a> <a class=c href=/t/2>Nights</a></div>"
    read = document(f"<main><h1>Sleep</h1>{box.format(heading)}<div class=t><p>{SAID} {SAID}</p>{TEXT}</div></main>")
    assert [section.heading for section in read.sections] == [None, "Part 1", "Part 2", "Part 3", "Part 4"]

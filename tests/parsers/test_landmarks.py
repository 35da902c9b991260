"""Content is found by how it is built where no element and no name says what is content and what stands beside it."""

from __future__ import annotations

import pytest

from pipeline.model.document import Document
from tests.parsers.readings import generic

PROSE = "Sleep, rest and quiet help the body, and a doctor may tell how much of each is enough for a person."
TOPICS = ("Start here", "Tests", "Treatment", "Living with it", "Research", "Journals")
BANNER = (
    "<div><div>An official site of a country, as you can see.</div><div>Locks mean that you came safely.</div></div>"
)
BESIDE = "".join(
    f"<div><h2>{heading}</h2><p>What the office says, at length, on {heading} and on those who wrote it down.</p></div>"
    for heading in ("Disclaimers", "Offices", "Languages", "Pictures")
)


def document(body: str, title: str = "Sleep") -> Document:
    return generic(f"<!doctype html><html lang=en><head><title>{title}</title></head><body>{body}</body></html>")


def headings(read_page: Document) -> list[str | None]:
    return [section.heading for section in read_page.sections if section.heading]


def resources(topic: str) -> str:
    """A headed list of other places, each with the name of who keeps it."""
    items = "".join(
        f'<li><a href="https://sleep.example/{topic[:2]}/{n}">Advice {n}</a> (The Example Foundation for Sleep)</li>'
        for n in range(3)
    )
    return f'<a name="{topic[:4]}"></a><div><div><h2>{topic}</h2></div><ul>{items}</ul></div>'


def topic_page(summary: str, contents: str = "", beside: str = "", above: str = "", below: str = "") -> str:
    parts = "".join(map(resources, TOPICS))
    text = f'<a name="sum"></a><div><h2>Summary</h2><div>{summary}</div></div>'
    inside = f"<div>{contents}{text}{parts}</div>"
    return f"{above}<div><div><h1>Sleep</h1></div>{inside}{f'<div>{beside}</div>' if beside else ''}</div>{below}"


CONTENTS = "".join(f'<li><a href="#{name[:4]}">{name}</a></li>' for name in ("sum", *TOPICS))


@pytest.mark.parametrize("paragraphs", [1, 3, 8])
def test_headed_lists_after_a_short_text_are_content_of_a_page_of_plain_blocks(paragraphs: int) -> None:
    """However short the one paragraph that draws the votes is: its heading is one of many of a rank."""
    read_page = document(topic_page(f"<p>{PROSE}</p>" * paragraphs))
    assert headings(read_page) == ["Summary", *TOPICS]
    assert len(read_page.links) == 3 * len(TOPICS)


@pytest.mark.parametrize(
    "item",
    [
        '<h2>More {n}</h2><ul><li><a href="/m{n}">Another page</a><li><a href="/o{n}">One more of them</a></ul>',
        '<div><h2><a href="/card{n}">Card {n}</a></h2><p>What it is about, said in a few words.</p></div>',
        "<div><h3>Reader {n}</h3><p>I sleep well, thank you, and wish you the same.</p></div>",
    ],
    ids=["lists", "cards", "comments"],
)
def test_what_follows_a_text_is_content_only_if_it_says_something(item: str) -> None:
    """Bare lists of links, cards of other pages and what readers wrote do not go on with it, headed as they are."""
    follows = "".join(item.format(n=n) for n in range(12))
    talk = "<h2>12 comments</h2>" if "Reader" in item else ""
    text = f"<div><h2>Summary</h2><div>{f'<p>{PROSE}</p>' * 6}</div></div>"
    read_page = document(f"<div><h1>Sleep</h1><div>{text}<div>{talk}{follows}</div></div></div>")
    assert headings(read_page) in ([], ["Summary"])
    assert read_page.sections[0].text.count(PROSE) == 6
    assert not read_page.links


@pytest.mark.parametrize("items", ["<ul>{}</ul>", "<div><h3>Basics</h3><ul>{}</ul></div>"])
@pytest.mark.parametrize("paragraphs", [9, 18])
def test_content_ends_with_what_its_list_of_contents_leads_to(items: str, paragraphs: int) -> None:
    """Headed blocks behind it that have no item stand beside the content, unlinked as they are."""
    page = topic_page(f"<p>{PROSE}</p>" * paragraphs, contents=items.format(CONTENTS), beside=BESIDE)
    assert headings(document(page)) == ["Summary", *TOPICS]
    assert "Disclaimers" in headings(document(page.replace('<li><a href="#', '<li><a href="/')))


def test_a_list_of_contents_that_leads_past_the_best_text_does_not_end_it() -> None:
    """All that it lists is content."""
    page = topic_page(f"<p>{PROSE}</p>" * 8, contents=f"<ul>{CONTENTS}</ul>")
    assert headings(document(page)) == ["Summary", *TOPICS]


@pytest.mark.parametrize("paragraphs", range(3, 9))
@pytest.mark.parametrize("title", ["Sleep", "Sleep | Night | Rest in bed | Example"])
def test_what_stands_around_the_title_and_the_text_is_no_content(title: str, paragraphs: int) -> None:
    """Banners above the heading and small print below it, whatever else the page's title says."""
    below = f"<p>Nothing takes the place of a doctor. {PROSE}</p><div>Some office, its street and town, 12345.</div>"
    page = topic_page(f"<p>{PROSE}</p>" * paragraphs, above=BANNER, below=below)
    read_page = document(f"<div>{page}</div>", title)
    assert headings(read_page) == ["Summary", *TOPICS]
    words = "\n".join(section.text for section in read_page.sections)
    assert "official" not in words
    assert "office" not in words


COLUMN = """<div class="x7f"><h3><a href="/for/{n}">For group {n}</a></h3><ol><li><a href="/{n}/a">What to do</a>
<li><a href="/{n}/b">Whom to ask</a></ol><h3><a href="/to/{n}">To group {n}</a></h3></div>"""


def test_columns_of_headed_links_are_no_rows_of_the_text_beside_them() -> None:
    """A foot of columns, one of which says something, is no row of buttons among rows of text."""
    columns = "".join(COLUMN.format(n=n) for n in range(3))
    follow = f'<div class="x7f"><h3>Follow us</h3><p>{PROSE}</p><p>{PROSE}</p></div>'
    text = "".join(f"<div><h2>{topic}</h2><p>{PROSE}</p><p>{PROSE}</p></div>" for topic in TOPICS)
    read_page = document(f"<div><h1>Sleep</h1>{text}<div>{columns}{follow}</div></div>")
    assert headings(read_page)[: len(TOPICS)] == list(TOPICS)
    assert not read_page.links


def test_rows_of_linked_headings_that_say_something_are_rows_of_the_text() -> None:
    """A list of what to wear or to buy, each with its link in the heading, is built like the rows beside it."""
    shown = "".join(f'<h2><a href="/{n}">{n}. A cap</a></h2><p>It keeps you warm in your bed.</p>' for n in range(9))
    lead = f'<div class="x7f"><p>{PROSE}</p><p>{PROSE}</p></div>'
    read_page = document(f'<div><h1>Sleep</h1><div>{lead}<div class="x7f">{shown}</div>{lead}</div></div>')
    assert len(headings(read_page)) == 9


def test_a_link_between_paragraphs_that_are_plain_blocks_is_a_paragraph() -> None:
    """As it is where paragraphs are ``<p>``; a row of links is none."""
    link = '<div>Part {n}</div><div><a href="/e{n}">How the people of place {n} sleep</a></div><div>By A. and B.</div>'
    share = "".join(f'<div><a href="/share/{n}">Share {n}</a></div>' for n in range(4))
    blocks = "".join(f"<div>{PROSE}</div>{link.format(n=n)}" for n in range(6))
    read_page = document(f"<div><h1>Sleep</h1><div>{blocks}<div>{share}</div></div></div>")
    assert [link.text for link in read_page.links] == [f"How the people of place {n} sleep" for n in range(6)]

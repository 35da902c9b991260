"""Dates that a page without a profile states in its own places: roles as said, bare dates as bare, none of others'."""

from __future__ import annotations

from pipeline.model.document import Document
from pipeline.parsers import read
from pipeline.parsers.dates import page_date
from pipeline.sites import GENERIC, by_name
from tests.captures import capture_of

TEXT = (
    "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired, ill at ease, and slow.</p>"
    * 4
)


def document(above: str = "", below: str = "", *, url: str = "https://x.test/sleep", around: str = "") -> Document:
    page = f"""<html lang="en-GB"><title>Sleep</title><body><nav><ul><li>Open since 1999-01-01</ul></nav>
    <article><h1>Sleep</h1>{above}{TEXT}{below}</article>{around}"""
    return read(capture_of(page, url=url), by_name(GENERIC))


def claims(read_page: Document) -> list[tuple[str, str, str]]:
    return [(claim.role, claim.value, claim.source) for claim in read_page.dates]


def test_labelled_lines_above_and_below_the_text() -> None:
    """A label gives the role, wherever around the text the line stands."""
    read_page = document("<div>Published: 3 May 2021</div>", "<p>Last reviewed: <b>4 June 2022</b></p>")
    assert claims(read_page) == [("published", "2021-05-03", "text"), ("reviewed", "2022-06-04", "text")]


def test_a_label_and_its_date_in_two_elements() -> None:
    """A label in one element and its date in the next are one line."""
    read_page = document("<ul class=meta><li><span>Next review due</span><span>1 March 2026</span></ul>")
    assert claims(read_page) == [("next_review_due", "2026-03-01", "text")]


def test_a_bare_date_keeps_its_honesty() -> None:
    """A byline's date without a word for it is ``unlabelled``: neither published nor modified is filled by it."""
    read_page = document('<div class="byline">By N. Name | <span>7 July 2020</span></div>')
    assert claims(read_page) == [("unlabelled", "2020-07-07", "text")]
    assert (read_page.published, read_page.modified) == (None, None)
    shown = page_date(read_page.dates)
    assert shown is not None
    assert shown.value == "2020-07-07"


def test_time_elements_say_what_their_names_say() -> None:
    """schema.org properties and microformat classes give a role; words and machine form are both kept."""
    read_page = document(
        '<time itemprop="datePublished" datetime="2020-01-02T23:30:00Z">3 January 2020</time>'
        '<time class="updated" datetime="2020-02-01">1 February 2020</time>'
    )
    assert claims(read_page) == [
        ("published", "2020-01-03", "text"),
        ("published", "2020-01-02T23:30:00Z", "time"),
        ("modified", "2020-02-01", "text"),
        ("modified", "2020-02-01", "time"),
    ]


def test_a_date_in_the_address_is_a_weak_claim() -> None:
    """The path's date comes last, without a role of its own; numbers that are no date are none."""
    assert claims(document(url="https://x.test/2018/03/09/sleep")) == [("unlabelled", "2018-03-09", "url")]
    assert claims(document(url="https://x.test/2018/03/sleep")) == [("unlabelled", "2018-03", "url")]
    assert claims(document(url="https://x.test/item/20991399/sleep")) == []
    assert claims(document(url="https://x.test/a?d=/2018/03/09/")) == []


def test_dates_of_others_are_no_claims() -> None:
    """Comments, related cards and running text about other things date nothing here."""
    around = (
        '<div class="comments"><p>Updated: 1 May 2011</p></div>'
        "<div class=more><div><h3><a href=/a>A</a></h3><time>2 May 2012</time></div>"
        "<div><h3><a href=/b>B</a></h3><time>3 May 2013</time></div></div>"
    )
    told = "<p>" + "The evidence was gathered over many years by several groups, " * 4 + "updated: 4 May 2014.</p>"
    assert claims(document(below=told, around=around)) == []


def test_dots_part_day_month_year() -> None:
    """A numeric date with dots reads one way everywhere: the day first."""
    assert claims(document("<div class=date>04.05.2021</div>")) == [("unlabelled", "2021-05-04", "text")]


def test_the_one_date_to_show() -> None:
    """Published before bare before modified; a day before vaguer; a printed day over an instant that drifts in UTC."""
    machine = '<meta property="article:published_time" content="2020-01-02T23:30:00Z">'
    shown = page_date(document(f"<div class=date>3 January 2020</div>{machine}").dates)
    assert shown is not None
    assert (shown.value, shown.source) == ("2020-01-03", "text")
    shown = page_date(document("<div>Published: May 2019</div><div>Last updated: 4 June 2020</div>").dates)
    assert shown is not None
    assert shown.value == "2020-06-04"
    assert page_date(document().dates) is None

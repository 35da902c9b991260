"""Cards with dates of their own, without links to tell them by: none of their dates is the page's."""

from __future__ import annotations

import pytest

from pipeline.model.document import Document
from tests.parsers.readings import generic

TEXT = (
    "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired, ill at ease, and slow to"
    " learn what is new and to do what is known.</p>"
) * 4
OWN = "<p>Last reviewed: 1 June 2020</p>"


def document(inside: str = "", around: str = "") -> Document:
    page = f"<html lang=en-GB><title>Sleep</title><body><article><h1>Sleep</h1>{TEXT}{inside}{OWN}</article>{around}"
    return generic(page)


def claims(page: Document) -> list[tuple[str, str, str]]:
    return [(claim.role, claim.value, claim.scope) for claim in page.dates]


def row(card: str, count: int, around: str = "div") -> str:
    return f"<{around} class=news>{''.join(card.format(n) for n in range(1, count + 1))}</{around}>"


REVIEWED = ("reviewed", "2020-06-01", "page")
CARDS = {
    "labelled": ("<div class=card><h3>Town {0}</h3><p>Published {0} May 2021</p></div>", 2),
    "bare": ("<div class=card><h3>Town {0}</h3><span class=date>{0} May 2021</span></div>", 2),
    "schema.org": (
        "<div class=card><h3>Town {0}</h3><time itemprop=datePublished datetime=2021-05-0{0}>{0} May 2021</time></div>",
        2,
    ),
    "labelled, machine form alone": (
        "<div class=card><h3>In 2021</h3><p>1 May 2021</p><p>Published <time datetime=2021-05-0{0}>ago</time></div>",
        2,
    ),
    "a link for a heading": (
        "<div class=item><a href=/t{0}>News of town number {0}</a><p>Published: {0} May 2021</p></div>",
        2,
    ),
    "an article alone": ("<article><h3>Town {0}</h3><p>Published {0} May 2021</p></article>", 1),
    "no headings": ("<div class=card><p class=t>Town {0}</p><p>Published {0} May 2021</p></div>", 3),
}


@pytest.mark.parametrize(("card", "count"), CARDS.values(), ids=CARDS.keys())
def test_the_dates_of_cards_beside_the_content_are_their_own(card: str, count: int) -> None:
    """News around the page say when they were published; the page keeps its own date."""
    assert claims(document(around=row(card, count))) == [REVIEWED]
    assert claims(document(around=row(card, 3))) == [REVIEWED]


def test_dates_of_cards_in_the_content_are_a_sections() -> None:
    """Short parts of the content with dates of their own date themselves."""
    page = document(row("<div class=card><h3>Town {0}</h3><p>Published {0} May 2021</p></div>", 2))
    assert claims(page) == [("published", "2021-05-01", "section"), ("published", "2021-05-02", "section"), REVIEWED]
    assert page.published is None


PAGES_OWN = {
    "headings are labels": "<div class=f><h3>Published</h3><p>1 May 2021</p></div><div class=f><h3>Updated</h3>"
    "<p>3 May 2021</p></div>",
    "one says it of the page": "<div class=f><h3>History</h3><p>Founded in 1990.</p></div><div class=f>"
    "<h3>About this page</h3><p>Published 1 May 2021</p></div>",
    "rows of labels and dates": "<div class=f><p>Published</p><p>1 May 2021</p></div><div class=f><p>Last updated</p>"
    "<p>3 May 2021</p></div><div class=f><p>Reviewed by us</p><p>4 May 2021</p></div>",
    "people linked": "<div class=m><a href=/a>Professor Jane Doe</a><p>Published 1 May 2021</p></div><div class=m>"
    "<a href=/b>Professor Ann Bee</a><p>Reviewed 4 May 2021</p></div>",
    "one card": "<div class=f><h3>About this page</h3><p>Published 1 May 2021</p></div>",
}


@pytest.mark.parametrize("parts", PAGES_OWN.values(), ids=PAGES_OWN.keys())
def test_blocks_that_date_the_page_are_no_cards(parts: str) -> None:
    """Labels, and a block that alone has a date, speak of the page."""
    assert ("published", "2021-05-01", "page") in claims(document(parts))


def test_days_below_links_to_other_pages_are_theirs_right_under_the_title_too() -> None:
    """Notices of a country's page, built alike but for the number of their level: none dates the page."""
    told = "There are more cases than usual in the north; avoid the bites of insects by day and by night, all year."
    card = "<div class='notice level{0}'><h3><a href=/n>Level {0}</a></h3><p>{0} May 2021</p><p>{1}</p></div>"
    notices = f"<h2>Notices</h2>{card.format(2, told)}{card.format(1, told)}"
    page = generic(f"<html lang=en-GB><title>Sleep</title><main><h1>Sleep</h1>{notices}<h2>More</h2>{TEXT}{OWN}</main>")
    assert [claim for claim in claims(page) if claim[2] == "page"] == [REVIEWED]

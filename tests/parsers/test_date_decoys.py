"""Dates that stand on a page and are not its own change nothing of when it was reviewed, changed and published."""

from __future__ import annotations

import pytest

from pipeline.model.document import Document
from pipeline.parsers.dates import page_date
from tests.parsers.readings import generic

TEXT = (
    "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired, ill at ease, and slow to"
    " learn what is new and to do what is known.</p><p>Adults need between seven and nine hours of it a night, children"
    " more; the hours before midnight count no more than those after it, whatever people say.</p>"
)
MENU = "".join(
    f"<li><a href='/{place}'>Illnesses and what may be done against them, part {place}</a></li>" for place in range(4)
)
AFTER = "after"
ABOVE = "above"
WITHIN = "within"
DECOYS = (
    (ABOVE, '<div role="alert"><p>Coronavirus: what patients should know. Updated 3 August 2025</p></div>'),
    (ABOVE, "<div><p>Emergency room wait: 12 minutes</p><p>Updated 3 August 2025 14:10</p></div>"),
    (ABOVE, "<div>Last login: 3 August 2025 10:15</div>"),
    (ABOVE, "<div>Your last visit was on 3 August 2025</div>"),
    (ABOVE, "<div><p>Cookie declaration last updated on 3 August 2025</p><button>Accept all</button></div>"),
    (WITHIN, "<p>Wait times last updated: 3 August 2025 14:10</p>"),
    (WITHIN, "<p>Last update on 3 August 2025 / Affiliate links / Images from Amazon Product Advertising API</p>"),
    (WITHIN, "<p>This page follows the NICE guideline last updated 3 August 2025.</p>"),
    (WITHIN, "<p>Ann Lee has written for us since 2019. Bio last updated 3 August 2025.</p>"),
    (WITHIN, "<figure><video></video><figcaption>How to sleep. Published 3 August 2025</figcaption></figure>"),
    (WITHIN, "<figure><img src=a.png><figcaption>Reviewed by Jane Roe, MD, 3 August 2025</figcaption></figure>"),
    (WITHIN, "<table><caption>Cases. Last updated: 3 August 2025</caption><tr><td>North<td>7</table>"),
    (WITHIN, "<p><del>Last reviewed: 3 August 2025</del></p>"),
    (WITHIN, "<p><s>Last updated: 3 August 2025</s></p>"),
    (WITHIN, '<p><span style="text-decoration: line-through">Published: 3 August 2025</span></p>'),
    (WITHIN, '<p>See also: <a href="/x">Inhalers and how they are used</a> (last reviewed 3 August 2025)</p>'),
    (WITHIN, '<p>Siehe auch: <a href="/x">Inhalers and how they are used</a>, updated 3 August 2025</p>'),
    (WITHIN, "<p>World Health Organization. Sleep. Published 3 August 2025. Accessed 17 August 2025.</p>"),
    (WITHIN, "<blockquote><p>Updated 3 August 2025: we no longer recommend it for children.</p></blockquote>"),
    (AFTER, "<p>Next clinic: 3 August 2025, 10:00 to 12:00</p>"),
    (AFTER, "<p>Last inspected: 3 August 2025</p>"),
    (AFTER, "<p>Archived on 3 August 2025</p>"),
    (AFTER, "<p>Translated 3 August 2025</p>"),
    (WITHIN, "<div><h3>Recall</h3><p>Recall date: 3 August 2025</p></div>"),
    (AFTER, "<div><h3>Listen</h3><p>Episode 12, 3 August 2025</p></div>"),
    (AFTER, "<section><h2>Our app</h2><p>Version 4.2.1 released 3 August 2025</p></section>"),
    (
        AFTER,
        "<div><h3>Patient reviews</h3><div><p>Reviewed by Anna K. on 3 August 2025</p><p>5/5 Listens.</p></div></div>",
    ),
    (AFTER, "<div><h3>Customer reviews (12)</h3><div><p>Anna</p><p>Reviewed: 3 August 2025</p></div></div>"),
    (AFTER, "<div><h3>Reviews</h3><p>★★★★☆</p><p>Published: 3 August 2025</p><p>Works well.</p></div>"),
    (AFTER, "<div><div>★★★★★</div><p>Reviewed by Anna on 3 August 2025</p><p>Lovely staff.</p></div>"),
    (AFTER, "<div><p>★★★★☆ Reviewed by Anna on 3 August 2025</p><p>Lovely staff.</p></div>"),
    (
        AFTER,
        "<div><h3>Reviews</h3><div><i aria-label='5 stars'></i><p>Reviewed on 3 August 2025 by Anna</p></div></div>",
    ),
    (AFTER, "<div><h3>What our patients say</h3><p>Anna</p><p>3 August 2025</p><p>Works well.</p></div>"),
    (AFTER, "<section><h2>Upcoming event</h2><p><time datetime='2025-08-03'>3 August 2025</time></p></section>"),
    (AFTER, "<div><h3>Opening hours</h3><table><tr><td>3 August 2025</td><td>closed</td></tr></table></div>"),
    (AFTER, "<aside><h3>Latest news</h3><ul><li><a href='/n'>New rules for labels</a> 3 August 2025</li></ul></aside>"),
    (AFTER, "<div class='clock'>Today is Sunday, August 3, 2025</div>"),
    (AFTER, "<div role='alert'><strong>Service alert</strong> Updated 3 August 2025: phones are down.</div>"),
    (AFTER, "<div><h3>1 response</h3><div><b>Ada</b><p>Posted on 3 August 2025</p><p>Thank you.</p></div></div>"),
    (AFTER, "<section><h2>Comments (1)</h2><div><b>Ada</b><p>Updated 3 August 2025</p><p>So true.</p></div></section>"),
    (AFTER, "<section><h2>Replies</h2><div><b>Ada</b><p>3 August 2025</p><p>Thank you.</p></div></section>"),
    (AFTER, "<h4>3 thoughts on “Sleep”</h4><ol><li><b>Ada</b>: <a href='#c'>3 August 2025</a><p>True.</p></li></ol>"),
    (WITHIN, "<h2>Cases</h2><table><tr><th>Week<th>Cases<tr><td>3 August 2025<td>66<tr><td>9 August 2025<td>7</table>"),
    (WITHIN, "<h2>Wards</h2><p><strong>3 August 2025:</strong> One ward was closed to visitors for some weeks.</p>"),
    (WITHIN, "<p>The guideline, published on 3 August 2025 and last updated in September 2025, advises rest.</p>"),
    (WITHIN, "<p>该疫苗于2025年8月3日获得批准。</p>"),
    (AFTER, "<h2>News</h2><ul><li>3 August 2025: a ward opens</li><li>17 August 2025: flu season starts</li></ul>"),
)


def document(body: str, stated: str = "", *, above: str = "", after: str = "") -> Document:
    page = (
        f'<!doctype html><html lang="en"><title>Sleep</title><body>{above}<header><nav><ul>{MENU}</ul></nav></header>'
        f"<main><h1>Sleep</h1>{stated}{TEXT}{body}{TEXT}</main>{after}<footer><p>About us</p></footer></body></html>"
    )
    return generic(page)


def chosen(read_page: Document) -> tuple[str | None, ...]:
    own = (read_page.reviewed, read_page.modified, read_page.published, page_date(read_page.dates))
    return tuple(None if one is None else one.value for one in own)


@pytest.mark.parametrize(("place", "decoy"), DECOYS)
def test_a_date_of_something_else_is_none_of_the_page(place: str, decoy: str) -> None:
    """Neither where the page says when it was reviewed, nor where it says nothing."""
    body, above, after = (decoy if place == one else "" for one in (WITHIN, ABOVE, AFTER))
    assert chosen(document(body, above=above, after=after)) == (None, None, None, None)
    stated = "<p>Last reviewed: 5 May 2021</p>"
    assert chosen(document(body, stated, above=above, after=after)) == chosen(document("", stated))


def test_a_bare_day_behind_the_text_dates_no_page_that_says_when_it_is_from() -> None:
    """What else a site shows beside and below has days of its own; one by the title stays."""
    shown = "<div><h3>Listen</h3><p>Sleep and children</p><p>3 August 2025</p></div>"
    stated = document("<p>Last reviewed: 5 May 2021</p>", after=shown)
    assert [one.role for one in stated.dates] == ["reviewed"]
    byline = document("<p>Last reviewed: 5 May 2021</p>", "<p>4 June 2019</p>", after=shown)
    assert [(one.role, one.value) for one in byline.dates] == [("reviewed", "2021-05-05"), ("unlabelled", "2019-06-04")]


def test_the_date_that_took_the_place_of_one_struck_out_is_read() -> None:
    """The label may stand before both."""
    changed = document("<p>Last updated: <del>3 August 2023</del> <ins>4 June 2024</ins></p>")
    assert [(one.value, one.raw) for one in changed.dates] == [("2024-06-04", "4 June 2024")]


def test_the_page_dates_itself_below_the_opinions_of_its_readers() -> None:
    """A label that no reader's opinion has stays the page's."""
    said = "<h2>Patient reviews</h2><p>Reviewed by Anna on 3 August 2025</p><p>Good.</p>"
    assert chosen(document("", after=f"<div>{said}<p>Page last reviewed: 5 May 2021</p></div>"))[0] == "2021-05-05"
    history = "<h2>Reviews</h2><p>Reviewed: 5 May 2021</p>"
    assert chosen(document(history))[0] == "2021-05-05"


def test_a_list_that_a_page_struck_a_word_of_is_read() -> None:
    """What is struck out stays in the Markdown of the record; an element that was never closed strikes nothing."""
    struck = document("<p>Take <del>two</del> three, no more. Last updated: 4 June 2024</p>")
    assert "~~two~~" in struck.sections[-1].markdown
    assert chosen(struck)[1] == "2024-06-04"
    open_element = document("<strike><h2>More</h2><p>Last updated: 4 June 2024</p>")
    assert chosen(open_element)[1] == "2024-06-04"


def test_a_guideline_says_of_itself_when_it_was_changed() -> None:
    """What it names itself stands at the head of the sentence."""
    assert chosen(document("<p>This clinical guideline last updated 4 June 2024</p>"))[1] == "2024-06-04"
    assert chosen(document("<p>Guidance last updated: 4 June 2024</p>"))[1] == "2024-06-04"


def test_what_a_page_calls_itself_is_no_part_of_it() -> None:
    """A schedule of vaccines is the page; its fees and its waiting times are parts."""
    assert chosen(document("<p>Schedule last updated: 4 June 2024</p>"))[1] == "2024-06-04"
    assert chosen(document("<p>Fees last updated: 4 June 2024</p>"))[1] is None
    leaflet = document("", after="<p>Version 2.1, 4 June 2024</p>")
    assert [(one.role, one.value) for one in leaflet.dates] == [("unlabelled", "2024-06-04")]


@pytest.mark.parametrize("words", ["for example", "such as", "for instance:"])
def test_a_day_that_is_an_example_dates_nothing(words: str) -> None:
    """What a page tells its readers to write is no day of its own."""
    line = f"<p>Write the date on the tube, {words} 3 May 2025.</p>"
    page = f"<html lang=en><title>Sleep</title><main><h1>Sleep</h1>{TEXT}{line}</main>"
    assert generic(page, "https://x.test/sleep").dates == ()

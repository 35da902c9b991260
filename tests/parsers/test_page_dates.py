"""Dates that a page without a profile states in its own places: roles as said, bare dates as bare, none of others'."""

from __future__ import annotations

import pytest

from pipeline.model.document import Document
from pipeline.parsers.dates import page_date
from tests.parsers.readings import generic

TEXT = (
    "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired, ill at ease, and slow.</p>"
    * 4
)


def document(above: str = "", below: str = "", *, url: str = "https://x.test/sleep", around: str = "") -> Document:
    page = f"""<html lang="en-GB"><title>Sleep</title><body><nav><ul><li>Open since 1999-01-01</ul></nav>
    <article><h1>Sleep</h1>{above}{TEXT}{below}</article>{around}"""
    return generic(page, url)


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


def test_a_list_of_dates_behind_the_sources_is_the_pages() -> None:
    """An item that is a label and its day is no source, and one that says a source's day behind its name is."""
    sources = "<h2>References</h2><ol><li>B. Other. Sleep. Last updated: May 2, 2019.</li></ol>"
    dates = "<ul><li><b>Last reviewed:</b> June 4, 2022</li><li>Updated: July 5, 2022</li></ul>"
    read_page = document("", f"{sources}{dates}")
    told = [(claim.role, claim.value, claim.scope) for claim in read_page.dates if claim.scope == "page"]
    assert told == [("reviewed", "2022-06-04", "page"), ("modified", "2022-07-05", "page")]


def test_a_date_in_a_script_is_nobodys() -> None:
    """Nor is it in the line that the script stands in."""
    script = '<script>var lastUpdated = "May 5, 2011";</script>'
    for foot in (f"<p>© 1998-2022{script}</p>", f"<div>Updated {script}<div>Imprint</div></div>"):
        read_page = document(around=f"<footer>{foot}</footer>")
        assert {claim.value for claim in read_page.dates} <= {"2022"}


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


def test_a_year_of_two_digits_is_no_claim_by_itself() -> None:
    """The words do not state a century: a page that names no such year says nothing, and nothing is guessed."""
    assert claims(document("<div class=date>3.5.21</div>")) == []
    assert claims(document("<div class=date>Updated: 3.5.21</div>")) == []


def test_the_page_itself_settles_the_century() -> None:
    """One four-digit year with these digits on the page or in its address settles it; the locator says where."""
    read_page = document("<div class=date>3.5.21</div>", around="<footer>© 2021 A Publisher</footer>")
    (claim,) = [claim for claim in read_page.dates if claim.role == "unlabelled"]
    assert (claim.value, claim.raw, claim.locator) == ("2021-05-03", "3.5.21", "article > div.date; century: footer")
    (claim,) = document("<p>Updated: 3 May '21</p>", url="https://x.test/2021/sleep").dates
    assert (claim.role, claim.value, claim.raw) == ("modified", "2021-05-03", "3 May '21")
    assert claim.locator.endswith("; century: url")
    (claim,) = document("<p>Last reviewed: 13-May-21</p>", url="https://x.test/2021/sleep").dates
    assert (claim.role, claim.value, claim.raw) == ("reviewed", "2021-05-13", "13-May-21")


def test_a_short_year_may_close_lines_that_say_by_whom() -> None:
    """The label opens a line of its own; what settles the century may stand far into a paragraph."""
    told = f"<p>{TEXT[3:160]} So it was in November 2023, too.</p>"
    foot = (
        "<b>Written by:</b><br>Ann Lee<br><b>Reviewed by:</b><br>Bo Chen, MD, FACP<br>Cy Dee, DO, at Big Hospital of "
        "Northtown<br><b>Last updated:</b> 11/13/23"
    )
    (claim,) = document("", f"{told}<p>{foot}</p>").dates
    assert (claim.role, claim.value, claim.raw) == ("modified", "2023-11-13", "11/13/23")


def test_two_centuries_settle_nothing() -> None:
    """A page that names 1921 and 2021 leaves "3.5.21" open."""
    around = "<p>Of 1921 and 2021</p>"
    assert claims(document("<div class=date>3.5.21</div>", around=around)) == []


def test_a_short_year_keeps_its_ambiguous_order() -> None:
    """ "3/5/21" can be in May and in March where nothing on the page says which."""
    page = f"<html lang=en><title>Sleep</title><h1>Sleep</h1><div class=date>3/5/21</div>{TEXT}<p>© 2021</p>"
    (claim,) = [claim for claim in generic(page).dates if claim.role == "unlabelled"]
    assert (claim.value, claim.ambiguous) == ("2021-03-05/2021-05-03", True)


def test_other_dates_of_the_page_show_its_numeric_order() -> None:
    """ "23/04/2019" elsewhere on a page says which way its "03/05/2021" reads (R3); the language alone never does."""
    page = """<html lang=es><title>Sleep</title><body><article><h1>Sleep</h1><div class=date>03/05/2021</div>{}{}
    </article>"""
    alone = generic(page.format(TEXT, ""), "https://x.test/a")
    shown = generic(page.format(TEXT, "<p>Desde el 23/04/2019</p>"), "https://x.test/a")
    assert claims(alone) == [("unlabelled", "2021-03-05/2021-05-03", "text")]
    assert claims(shown) == [("unlabelled", "2021-05-03", "text")]


@pytest.mark.parametrize("day", ["2021-05-03", "2021-03-05"])
def test_a_machine_form_says_which_way_its_words_read(day: str) -> None:
    """And with them all others of the page: the words stay the claim, as they are what the page shows (R4)."""
    page = f"""<html lang=en><title>Sleep</title><body><article><h1>Sleep</h1><p>First published: <time datetime={day}>
    03/05/2021</time></p>{TEXT}<p>Last reviewed: 03/05/2021</p></article>"""
    assert claims(generic(page, "https://x.test/a")) == [
        ("published", day, "text"),
        ("reviewed", day, "text"),
    ]


def test_what_day_it_is_today_is_no_claim() -> None:
    """Sites print today's date in their head, above the menu, or say whose day it is: none dates the page."""
    menu = "".join(f"<li><a href=/{word}>{word} of the site</a></li>" for word in "abcdefghijklmn")
    page = f"""<html lang=de><title>Sleep</title><body><header><span class=date>26.02.2020</span></header>
    <ul>{menu}</ul><article><h1>Sleep</h1>{TEXT}<div>Aktuelle Zeit: 27.02.2020</div></article>"""
    assert claims(generic(page, "https://x.test/a")) == []


def test_dates_of_persons_and_of_lists_are_no_claims() -> None:
    """When a member joined, a list of events, what a word in front of the date means: not the page's."""
    assert claims(document('<dl><dt>Born<dd>28.01.1975</dl><div class="joined">18.09.2008</div>')) == []
    events = "".join(f"<li><span class=datum>{day}.02.2020</span> Tasting" for day in (11, 12, 13))
    assert claims(document(below=f"<ul>{events}</ul>")) == []


def test_a_quoted_post_dates_nothing() -> None:
    """A post of somebody else quoted in the text keeps its date to itself."""
    assert claims(document("<blockquote><p>N. Name <a href=/p>November 3, 2023</a></p></blockquote>")) == []


def test_a_day_and_its_year_in_two_elements() -> None:
    """ "08. <a>Dezember 2010</a>" is one day."""
    assert claims(document("<p class=meta>08. <a href=/2010>Dezember 2010</a> um 09:43</p>")) == [
        ("unlabelled", "2010-12-08", "text")
    ]


def test_a_word_for_date_before_it() -> None:
    """ "Datum:" says that it is a date of the page, not which: it wins over a named link to another document."""
    below = '<ul><li><a class="Publication" href=/law.pdf>Law gazette no. 53 of 17.08.2021</a></ul>'
    assert claims(document("<div><span>Datum:</span> <span>18.10.2021</span></div>", below)) == [
        ("unlabelled", "2021-10-18", "text")
    ]


def test_a_machine_form_without_words() -> None:
    """ "3 days ago" says nothing to keep; the element's attribute does, as a weaker carrier."""
    assert claims(document('<time datetime="2020-08-06T09:09:24Z">3 days ago</time>')) == [
        ("unlabelled", "2020-08-06T09:09:24Z", "time")
    ]


def test_the_title_that_links_to_its_own_page_is_no_card() -> None:
    """Older blogs link a post's title to the post; its date is still the page's."""
    page = f"""<html lang=en><title>Sleep | A blog</title><body><div><h2><a href="/sleep">Sleep</a></h2>
    <div>27 Sep 2016</div></div><div>{TEXT}</div>"""
    assert claims(generic(page)) == [("unlabelled", "2016-09-27", "text")]


def test_parts_of_a_page_do_not_date_it() -> None:
    """Microdata items that are properties of another (updates of a live blog) speak of themselves."""
    part = '<div itemprop="liveBlogUpdate" itemscope itemtype="https://schema.org/BlogPosting">{}</div>'
    own = '<meta itemprop="datePublished" content="2020-01-02">'
    assert claims(document(part.format(own))) == []


def test_lists_of_alike_dated_links_date_nothing() -> None:
    """Classes of microformats on three cards are the cards', wherever the page's own post stands."""
    cards = "".join(
        f"<div class=c><a href=/{n}>{n}</a><span class=published>{n} May 2020</span></div>" for n in (1, 2, 3)
    )
    long = f"<p>{'Sleep is a state of the body that nobody can do without for long. ' * 3}</p>" * 4
    assert claims(document(long, around=f"<div>{cards}</div>")) == []


def test_the_state_handed_to_scripts_speaks_where_nothing_else_does() -> None:
    """A page's state may say when it was published; two different days in it say nothing of the page."""
    one = '<script type="application/json">{"page": {"publishedDate": "2016-11-04T20:37:27Z"}}</script>'
    two = '<script>window.s = {"a": {"published_at": "2016-11-04"}, "b": {"published_at": "2017-11-04"}}</script>'
    assert claims(document(around=one)) == [("published", "2016-11-04T20:37:27Z", "script")]
    assert claims(document(around=two)) == []
    assert claims(document("<div class=date>7 July 2020</div>", around=one)) == [("unlabelled", "2020-07-07", "text")]


def test_the_one_date_agrees_with_what_the_page_prints() -> None:
    """Of two publications the one whose day the page prints is shown; an equal day beats a neighbouring one."""
    machine = '<meta property="article:published_time" content="{}">'
    shown = page_date(
        document(
            "<div class=date>6 January 2022</div>",
            machine.format("2022-01-04T07:29:00Z") + machine.format("2022-01-06T08:29:34Z"),
        ).dates
    )
    assert shown is not None
    assert shown.value == "2022-01-06"


def test_a_label_may_be_a_block_of_its_own() -> None:
    """ "Erschienen am:" above a heading that is a day, and a term above its day, say what the day is."""
    long = (
        "<p>Publisher<br>One Street 1<br>10000 Town<br>Telephone 1 2 3<br>and much more of it, to be complete</p>" * 2
    )
    assert claims(document(f"<div><span>Published on:</span><h2>13.10.2021</h2>{long}</div>")) == [
        ("published", "2021-10-13", "text")
    ]
    listed = f"<aside><dl><dt>Date</dt><dd>12.01.2017</dd><dt>About</dt><dd>{long}</dd></dl></aside>"
    assert claims(document(listed)) == [("unlabelled", "2017-01-12", "text")]
    told = listed.replace("<dt>Date", "<dt>Born")
    assert claims(document(told)) == []


def test_cards_keep_their_labels_and_their_dates() -> None:
    """A list of related pages, however short, a link with a title around a date, a title beside one: not the page's."""
    text = TEXT.replace("</p><p>", " ")  # a paragraph that ends what may be a byline
    words = "Another page with a title of many words"
    related = (
        "<ul class=posts><li class='related'><article><h4><a href=/a>Another</a></h4><p>Published 21 July 2017</p>"
        "</article></li></ul>"
    )
    assert claims(document(text, around=related)) == []
    assert claims(document(text, f"<div><a href=/b><p class=date>4 May 2021</p><h5>{words}</h5></a></div>")) == []
    beside = f"<div><ul><li><div><a href=/c><p>{words}</p></a><div><time>7 May 2021</time></div></div></ul></div>"
    assert claims(document(text, beside)) == []
    named = f"<p><time class=dt-published datetime=2019-06-16>Jun 16</time>{words}</p>"
    assert claims(document(text, f"<section><a href=/d>{named}</a></section>")) == []


@pytest.mark.parametrize("called", ["bday dtstart published updated", "dtstart updated", "published"])
def test_a_day_on_which_something_took_place_is_no_date_of_the_page(called: str) -> None:
    """Boxes of facts call a founding day so, whatever else they call it; what is called published alone is."""
    fact = f"<table><tr><th>Founded<td><span class='{called}'>28 February 1998</span></table>"
    told = [("published", "1998-02-28", "text")] if called == "published" else []
    assert claims(document(f"{fact}{TEXT}")) == told


def test_what_a_footer_says_beside_other_things_is_read() -> None:
    """A block that holds navigation still says what stands directly in it."""
    footer = "<footer><nav><ul><li><a href=/x>Contents</a></ul></nav>Last reviewed: 4 June 2022</footer>"
    text = TEXT.replace("</p><p>", " ")
    assert claims(document(text, around=footer)) == [("reviewed", "2022-06-04", "text")]


def test_a_date_amid_a_sentence_is_no_date_of_the_page() -> None:
    """What happened on a day is told in sentences; a day that opens a text, set off, is its dateline."""
    told = "<p>The next meeting of all who sleep too little is on 5 February 2020 from seven, as <b>always</b>.</p>"
    assert claims(document(told)) == []
    born = (
        '<html lang="zh"><title>Sleep</title><h1>Sleep</h1><p>他于1975年1月28日出生在海边的一座小城里后来成为医生</p>'
    )
    assert generic(born + TEXT, "https://x.test/a").dates == ()
    told = "and all that comes of it for the body and for the mind, "
    openings = (
        f"17 April 2020 -- Being {told[:40]} <a href=/x>asleep</a>",
        f"17 April 2020 “Being tired, {told * 2}”",
    )
    for opening in openings:
        assert claims(document(f"<p>{opening} {told}.</p>")) == [("unlabelled", "2020-04-17", "text")]


def test_the_name_of_a_link_is_not_the_name_of_a_date() -> None:
    """A link of a class "publication" names what it leads to; the plain day below the title goes before it."""
    leads = '<p><a class="publication" href="/pm-25">No. 25 of 20 October 2021</a></p>'
    assert claims(document("<p><em>10 November 2021</em></p>", leads)) == [("unlabelled", "2021-11-10", "text")]


def test_a_day_in_pieces_without_blanks() -> None:
    """ "Dec 21" and "st, 2018" are one day, as elements of a line part no words."""
    pieces = "<p><time><span>Dec</span> <span>21</span><span>st</span>, <span>2018</span></time> by A</p>"
    assert claims(document(pieces)) == [("unlabelled", "2018-12-21", "text")]


def test_more_addresses_with_a_date() -> None:
    """Day first, as in many languages, its order settled or left open (R3); months without a leading zero."""
    assert claims(document(url="https://x.test/news/29-10-2021")) == [("unlabelled", "2021-10-29", "url")]
    assert claims(document(url="https://x.test/2017/7/12/sleep")) == [("unlabelled", "2017-07-12", "url")]
    assert claims(document(url="https://x.test/2017/7/sleep")) == []
    (open_order,) = read_german("https://x.test/05-10-2021-schlaf").dates
    assert (open_order.value, open_order.ambiguous) == ("2021-05-10/2021-10-05", True)


def read_german(url: str) -> Document:
    page = f'<html lang="de"><title>Schlaf</title><article><h1>Schlaf</h1>{TEXT}</article>'
    return generic(page, url)


def test_a_publication_filled_from_a_change_yields_to_one_that_stands_apart() -> None:
    """Where nothing is printed and fields disagree, the day of the last change is not the day of publication."""
    fields = (
        '<meta itemprop="datePublished" content="2016-05-08"><meta itemprop="dateModified" content="2016-05-08">'
        '<meta itemprop="datePublished" content="2015-09-17">'
    )
    shown = page_date(document(fields).dates)
    assert shown is not None
    assert shown.value == "2015-09-17"
    printed = page_date(document(f"{fields}<div>Published: 8 May 2016</div>").dates)
    assert printed is not None
    assert printed.value == "2016-05-08"
    changed_later = page_date(
        document(fields.replace('dateModified" content="2016-05-08', 'dateModified" content="2016-05-09')).dates
    )
    assert changed_later is not None
    assert changed_later.value == "2016-05-08"


def test_only_a_day_that_is_bare_or_of_publication_stands_for_an_instant() -> None:
    """Beside an instant of publication, the day before it that the page calls its update is no publication."""
    machine = '<meta property="article:published_time" content="2022-01-04T01:29:00Z">'
    for words, value in (
        ("Published: 3 January 2022", "2022-01-03"),
        ("Reviewed: 3 January 2022", "2022-01-04T01:29:00Z"),
    ):
        shown = page_date(document(f"{machine}<div>{words}</div>").dates)
        assert shown is not None
        assert shown.value == value


def test_an_empty_field_does_not_take_the_date_of_the_next() -> None:
    """A label without a date says nothing; the date in the field below is that field's."""
    read_page = document(
        "<dl><dt>Next review due</dt><dd></dd><dt>Version date</dt><dd>1 May 2010</dd></dl>",
        "<p>Published: 3 May 2009</p>",
    )
    assert [role for role, value, _ in claims(read_page) if value == "2010-05-01"] in ([], ["unlabelled"])
    assert "next_review_due" not in [role for role, _, _ in claims(read_page)]


def test_when_a_source_was_updated_is_no_date_of_the_page() -> None:
    """In the list under "Sources" the words "Last updated" speak of what is cited; behind the list, of the page."""
    sources = "<h2>Sources</h2><ul><li>Sleep and sleeping. Last updated: May 5, 2013</li></ul>"
    read_page = document("", f"{sources}<p>Last reviewed: 4 June 2022</p>")
    assert claims(read_page) == [("reviewed", "2022-06-04", "text")]


def test_answers_stand_as_of_days_of_their_own_below_the_pages() -> None:
    """The day at the top is the page's; where there is none, the last may be."""
    told = TEXT.replace("</p><p>", " ")
    answers = "".join(f"<h2>Frage {day}</h2>{told}<p>Stand: {day}. August 2023</p>" for day in (4, 5))
    for above, scopes in (("<p>Stand: 8. September 2025</p>", ["page", "section", "section"]), ("", ["page", "page"])):
        page = f"<html lang=de><title>Sleep</title><main><h1>Sleep</h1>{above}{TEXT}{answers}</main>"
        assert [claim.scope for claim in generic(page, "https://x.test/sleep").dates] == scopes

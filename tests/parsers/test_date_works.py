"""What a list of sources, a linked file or a card says was updated is theirs: no date of the page comes from it."""

from __future__ import annotations

import pytest

from tests.parsers.readings import generic
from tests.parsers.test_date_cards import REVIEWED, claims, document
from tests.parsers.test_page_dates import TEXT
from tests.parsers.test_page_dates import document as plain

CDC = "CDC. About measles. Last reviewed: June 20, 2023."
STATPEARLS = "Davis D, Maini K. Sciatica. [Updated 2024 Jan 4]. In: StatPearls [Internet]."
ONLINE = "Lee A. Back pain. J Pain. Published online March 3, 2021. doi:10.1/x"


@pytest.mark.parametrize(
    "html",
    [
        f"<button>3 Sources</button><ol><li>{STATPEARLS}<li>{ONLINE}<li>{CDC}</ol>",
        f"<p><strong>References</strong></p><ol><li>{STATPEARLS}<li>{CDC}</ol>",
        f"<div><p>Sources:</p><p>{CDC}</p><p>{ONLINE}</p></div>",
        f"<details><summary>Sources</summary><ul><li>{CDC}</ul></details>",
        f"<h2>References</h2><p>{CDC}</p><p>{ONLINE}</p>",
        f"<ul><li><a href=#refs>References</a><div id=refs><ul><li><p>{CDC}</p><li><p>{ONLINE}</p></ul></div></ul>",
        f"<p>1. {CDC}<br>2. {ONLINE}</p>",
        f"<div class=x><b>References</b><p>{CDC}</p><p>{STATPEARLS}</p></div>",
        f"<div class=article-sources><p>{CDC}</p><p>{ONLINE}</p></div>",
        f"<div class=references><div><div>{CDC}</div></div></div>",
        f"<p><strong>References:</strong><br>{CDC}<br>{STATPEARLS}<br>Doe J. Sleep, a book of many pages. 2019.</p>",
        f"<details><summary>View sources</summary><p>{CDC}</p></details>",
        f"<h2><button aria-expanded=false aria-controls=r>References</button></h2><div id=r><p>{CDC}</p></div>",
        f"<div><div><button>View article sources</button></div><div><p>{CDC}</p><p>{ONLINE}</p></div></div>",
        *(
            f"<h2>{head}</h2><p>{CDC}</p><p>{ONLINE}</p>"
            for head in ("Article sources", "Selected references", "Further reading and references", "Our sources")
        ),
        *(
            f"<h2>{head}</h2><p>{CDC}</p><p>{ONLINE}</p>"
            for head in ("Further reading", "Resources", "Where this information came from", "For more information")
        ),
        "<ol><li>厚生労働省。腰痛予防対策。Last updated: June 2013</ol>",
        "<ul><li><a href=https://nice.test/ng12>Suspected cancer</a>; guideline (2015 - last updated August 2025)</ul>",
    ],
)
def test_a_list_of_sources_dates_no_page(html: str) -> None:
    """Whatever heads the list, a label behind other words of an item tells of the work that these name."""
    stated = claims(document(html))
    assert [claim for claim in stated if claim[2] == "page"] == [REVIEWED]
    assert all(scope == "source" for _, _, scope in set(stated) - {REVIEWED})


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li><a href=/a.pdf>Asthma leaflet (PDF)</a> Updated June 2021<li><a href=/b>Booklet</a></ul>",
        "<p><a href='/a.pdf?v=2'>Asthma leaflet (PDF, 200 KB)</a> - Last updated June 2021</p>",
        "<ul><li><div><a href=/knee>Care of the knee</a></div><div>Last updated June 2021</div></ul>",
    ],
)
def test_a_line_that_begins_with_a_link_tells_of_what_it_leads_to(html: str) -> None:
    """A file's date, and that of a page named in a list, are kept as a source's."""
    assert claims(document(html)) == [("modified", "2021-06", "source"), REVIEWED]


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>Last updated: June 2021</ul>",
        "<ul><li>Page last updated: June 2021<li>Version 3</ul>",
        "<ul><li>By <a href=/jane>Jane Doe, MD</a>. Updated June 2021</ul>",
        "<ul><li>Written by Jane Doe, RN. Last updated June 2021</ul>",
        "<p>This page was contributed by the staff. Last updated: June 2021</p>",
        "<p>Sources:</p><p>Last updated: June 2021</p>",
        "<section><h2>References</h2><p>A. Name. Sleep.</p></section><p>Text by the staff. Last updated: June 2021</p>",
    ],
)
def test_what_begins_with_its_label_or_says_by_whom_is_the_pages(html: str) -> None:
    """Publishers print their own dates in lists, too, and behind the sources."""
    assert claims(document(html)) == [("modified", "2021-06", "page"), REVIEWED]


@pytest.mark.parametrize(
    "around",
    [
        "<aside class=sidebar><div><a href=/k><h4>Knee</h4></a><p>Last reviewed: June 3, 2025</p></div></aside>",
        "<aside><ul><li><a href=/knee>How to treat knee pain</a><p>Last reviewed: June 3, 2025</p></ul></aside>",
    ],
)
def test_a_card_beside_the_content_dates_no_page(around: str) -> None:
    """One card of another page in a side column, alone or in a list, makes no review of this one."""
    stated = claims(document(around=around))
    assert [claim for claim in stated if claim[2] == "page"] == [REVIEWED]


def test_cards_that_are_the_content_date_no_page() -> None:
    """An index of cards says when each of its pages changed, and of itself nothing."""
    cards = "".join(
        f"<div class=card><a href=/{name}><h2>{name}</h2><p>Updated {day} May 2023</p></a></div>"
        for day, name in enumerate(("Asthma", "Fever", "Cough"), start=3)
    )
    page = document(f"<div class=cards>{cards}</div>")
    assert page.modified is None


def test_a_film_on_the_page_has_a_review_of_its_own() -> None:
    """ "Media last reviewed" speaks of a section, whatever the page says of itself below."""
    stated = claims(document("<p>Media last reviewed: 1 March 2024<br>Media review due: 1 March 2027</p>"))
    assert stated == [
        ("reviewed", "2024-03-01", "section"),
        ("next_review_due", "2027-03-01", "section"),
        REVIEWED,
    ]


def test_policies_of_the_site_are_dated_for_the_site() -> None:
    """A footer that dates them says nothing of the page."""
    footer = (
        "<footer><p>Privacy policy last updated 1 January 2020</p><p>Terms of use last revised May 2019</p></footer>"
    )
    assert claims(document(around=footer)) == [
        REVIEWED,
        ("modified", "2020-01-01", "collection"),
        ("modified", "2019-05", "collection"),
    ]


def test_a_note_with_a_day_is_no_date_of_the_page() -> None:
    """A bare day in a paragraph of a footnote is the cited work's."""
    assert claims(document("<ol><li id=fn1><p>Lee A. Spine. Published 2019 Mar 3.</p></ol>"))[-1] == REVIEWED
    assert all(role != "unlabelled" for role, _, _ in claims(document("<ol><li><p>Lee A. Spine 2019 Mar 3.</p></ol>")))


def test_words_directly_in_a_large_block_may_date_the_page() -> None:
    """Old pages end with a line in no block of its own."""
    stated = claims(document(around="<hr><small>Last modified: Tue Mar 14 09:26:53 2006</small>"))
    assert stated == [("modified", "2006-03-14T09:26:53", "page"), REVIEWED]


def test_a_bare_day_ahead_is_no_date_of_the_page() -> None:
    """On a page read on 2 January 2026, days to come are of events."""
    assert claims(document("<h2>Classes</h2><ul><li>3 May 2027, 10:00<li>10 May 2027, 10:00</ul>")) == [REVIEWED]


NOT_THE_PAGES = {
    "a card beside the content": (
        "",
        "<aside><div><a href=/n>New clinic opens on Sundays</a><p>Published: 4 June 2024</p></div></aside>",
    ),
    "a card in a column": (
        "",
        "<div class=col><h3>News</h3><p><a href=/n>A new clinic opens soon</a></p><p>Published: 4 June 2024</p></div>",
    ),
    "a link in a line": ("<p><a href=/n>Naps for night workers</a> (updated 4 June 2024)</p>", ""),
    "a link called like the site's business": (
        "<p><a href=/n>Contact lenses at night</a> (updated 4 June 2024)</p>",
        "",
    ),
    "a file": ("<p>Read on: <a href=/l.pdf>Asthma in children (PDF)</a>, published May 2020</p>", ""),
    "a film": ("<div class=video><p>Watch: how to inhale</p><p>Published: 4 June 2024</p></div>", ""),
    "an alert": ("", "<div class=site-alert><p>Rules for visitors. Last updated: 4 June 2024</p></div>"),
    "how to cite": (
        "<p>Suggested citation: A Hospital (2024) Sleep. Last updated 4 June 2024. Accessed [date].</p>",
        "",
    ),
    "a note on a source": ("<p><sup>1</sup> NHS England. Asthma care. Published 4 June 2024.</p>", ""),
    "a source": ("<p>Source: NHS England, published 4 June 2024</p>", ""),
    "a translation's original": ("<p>Translated; English version last updated 4 June 2024.</p>", ""),
    "prices": ("<p>Prices last updated: 4 June 2024</p>", ""),
    "a list": ("<p>Plans accepted here. List last updated 4 June 2024.</p>", ""),
    "a version": ("<p>Spanish version last updated 4 June 2024</p>", ""),
    "a notice of the law": ("", "<footer><p>Notice of Privacy Practices (revised 4 June 2024)</p></footer>"),
    "a statement of the site": ("", "<footer><p>Accessibility statement (reviewed 4 June 2024)</p></footer>"),
}


@pytest.mark.parametrize(("inside", "around"), NOT_THE_PAGES.values(), ids=NOT_THE_PAGES.keys())
def test_what_is_linked_cited_or_beside_dates_itself(inside: str, around: str) -> None:
    """A page that says nothing of itself has no date of what it leads to, rests on or shows beside; the claim stays."""
    page = plain(below=inside, around=around)
    assert (page.published, page.modified, page.reviewed) == (None, None, None)
    assert [claim for claim in page.dates if claim.scope != "page" or claim.role == "source_reviewed"]


PAGES_OWN = {
    "by whom": "<p>Written by <a href=/a>Jane Maria Doe-Smith</a> Last updated: 4 June 2024</p>",
    "who": "<div><a href=/a>Professor Jane Doe</a><p>Updated 4 June 2024</p></div>",
    "a foot": "</article><footer><p><a href=/about>About the hospital</a> Last updated: 4 June 2024</p></footer>",
    "beside the page to print": "<p>Last updated: 4 June 2024 <a href=/page.pdf>Print this page (PDF)</a></p>",
    "behind a link to report": "<div><a href=/r>Report a problem here</a><dl><dt>Updated:<dd>4 June 2024</dl></div>",
    "below a link to all topics": "<p><a href=/t>Browse all health topics</a><br>Last updated: 4 June 2024</p>",
    "behind a bar": "<div><a href=/r>Centre for Sleep Medicine</a> | Last updated: 4 June 2024</div>",
    "a field beside it": "<p><span><a href=/r>Centre for Sleep</a></span> <b>Last updated: 4 June 2024</b></p>",
    "behind a source": "<p>Source: NHS England | Last updated: 4 June 2024</p>",
}


@pytest.mark.parametrize("inside", PAGES_OWN.values(), ids=PAGES_OWN.keys())
def test_links_beside_the_pages_own_day(inside: str) -> None:
    """Who wrote it, the site's menu at its foot and the page as a file say nothing against it."""
    page = plain(below=inside)
    assert page.modified is not None
    assert page.modified.value == "2024-06-04"


def test_a_release_of_the_program_at_the_foot_of_the_site() -> None:
    """It dates the program; what the line beside it says of the page is the page's."""
    page = plain(around="<footer><p>Version 2.1, released 3 May 2020</p><p>Last updated: 3 May 2024</p></footer>")
    scopes = {claim.value: claim.scope for claim in page.dates}
    assert scopes["2020-05-03"] == "source"
    assert scopes["2024-05-03"] == "page"


def test_below_further_reading_the_page_may_speak_of_itself() -> None:
    """A line that opens with its label, or says whose date it is, tells of no work."""
    below = "<h2>Resources</h2><p>{}</p>"
    stated = [("modified", "2021-06-03", "page")]
    assert claims(plain(below=below.format("Last updated: June 3, 2021"))) == stated
    assert claims(plain(below=below.format("This page was last updated on June 3, 2021"))) == stated
    assert claims(plain(below=below.format("A work on sleep. Last updated: June 3, 2021")))[0][2] == "source"


def test_a_file_of_the_page_dates_itself() -> None:
    """A small block that is called a file: when that was published and changed is not when the page was."""
    dated = "<p>First published: 03/05/2019 Last updated: 14/06/2023</p>"
    card = f"<div class='file file--pdf'><p>Product information</p>{dated}</div>"
    page = plain(below=f"{card}<p>This page was last updated on 25/07/2023</p>")
    assert (page.published, page.modified and page.modified.value) == (None, "2023-07-25")


WORKS = (
    "NICE guideline NG80. Published: 29 November 2017. Last updated: 22 March 2021.",
    "EULAR recommendations, last updated 5 June 2021",
    "Sleep study in adults, NCT01234567. First posted: March 3, 2019. Last update posted: June 5, 2021.",
    "WHO guideline on sleep. First published: 24 August 2021",
    "SIGN guideline 158 (asthma). Last revised: July 2019",
)


@pytest.mark.parametrize("line", WORKS)
def test_a_line_that_names_a_work_of_others_dates_that(line: str) -> None:
    """In the middle of a text; the page's own day below it stands alone."""
    text = "<p>Sleep is what the body needs to mend what the day has worn, and most of us get too little of it.</p>"
    page = plain(below=f"<p>{line}</p>{text}{text}")
    assert {claim.scope for claim in page.dates} == {"source"}
    assert (page.published, page.modified) == (None, None)


def test_a_guideline_named_in_german() -> None:
    """By its grade, in a text that is about it."""
    line = "S3-Leitlinie Schlafstörungen, Version 6.2, Stand: Oktober 2021"
    text = "<p>Schlaf braucht der Körper, um zu heilen, was der Tag verbraucht hat, und viele bekommen zu wenig.</p>"
    page = generic(f"<html lang=de><title>x</title><article><h1>Schlaf</h1>{text * 4}<p>{line}</p>{text}</article>")
    assert [(claim.role, claim.scope) for claim in page.dates] == [("current_as_of", "source")]


@pytest.mark.parametrize(
    "line",
    [
        "This page follows WHO guidelines. It was reviewed by nurses. Last updated: 22 March 2021",
        "NICE guideline NG80. This page was last updated on 22 March 2021",
        "Last updated: 22 March 2021. NICE guideline NG80",
    ],
)
def test_what_a_page_rests_on_says_nothing_of_the_field_behind_it(line: str) -> None:
    """What it follows is named in the sentence before the page's own day."""
    page = plain(below=f"<p>{line}</p>")
    assert page.modified is not None
    assert page.modified.value == "2021-03-22"


def test_the_page_of_a_work_dates_it() -> None:
    """On its publisher's own page the title names the work, or the line stands by the title."""
    line = "NICE guideline NG80. Published: 29 November 2017. Last updated: 22 March 2021."
    named = f"<title>x</title><article><h1>Asthma: diagnosis (NG80)</h1>{TEXT}<p>{line}</p>{TEXT}</article>"
    for page in (generic(named), plain(above=f"<p>{line}</p>")):
        assert page.modified is not None
        assert page.modified.value == "2021-03-22"


SMALL_PRINT = (
    "Medical review: Dr Ann Hollweg MD, consultant for internal medicine<br>Editor: Jo Petri, who writes for this site"
    "<br>Content coordinated by the editors of Big Health Insurance, Northtown, with the help of many"
    "<br>Written by: Cy Dee<br>Last updated: 18 February 2025<br>Next review due: February 2027"
)


def test_small_print_below_the_sources_is_the_pages_own() -> None:
    """However many lines it has: no heading parts it from the sources, but who and when are of the page."""
    for foot in (SMALL_PRINT, SMALL_PRINT.replace("Written by: Cy Dee<br>", "")):
        sources = "<h3>Sources</h3><ul><li>Society: Guideline. Updated: June 2023. Accessed 4 February 2025</li></ul>"
        read_page = plain("", f"{sources}<p>{foot}</p>")
        told = [(claim.role, claim.value) for claim in read_page.dates if claim.scope == "page"]
        assert told[-2:] == [("modified", "2025-02-18"), ("next_review_due", "2027-02")]
        assert [role for role, _ in told[:-2]] in ([], ["cited"])


def test_one_label_at_the_end_of_the_sources_may_be_of_a_work() -> None:
    """Nothing that stands with it says that it is the page's."""
    work = f"About measles, a page of the centre that follows diseases, {'and all of its other pages, ' * 6}in full"
    assert plain("", f"<h3>Sources</h3><p>{work}<br>Last reviewed: 20 June 2021</p>").reviewed is None

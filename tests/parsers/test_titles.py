"""What a page without a profile is called: its own name, not its site's, however long either is."""

from __future__ import annotations

import pytest

from pipeline.model.document import Document
from tests.parsers.readings import generic
from tests.parsers.test_page_dates import TEXT

URL = "https://www.bighospital.test/conditions/gout"


def document(head: str, body: str, *, url: str = URL) -> Document:
    page = f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>"
    return generic(page, url)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>Gout | State Department of Health</title>", f"<h1>Gout</h1><main>{TEXT}</main>"),
        ("<title>State Department of Health - Gout</title>", f"<h1>Gout</h1><main>{TEXT}</main>"),
        ("<title>Gout | State Department of Health</title>", f"<main><h2>Gout</h2>{TEXT}</main>"),
        ("<title>Gout | Big Hospital</title>", f"<main>{TEXT}</main>"),
        ("<title>Gout | State Department of Health</title>", f"<main>{TEXT}</main>"),
        ('<title>x</title><meta property="og:title" content="Gout | Big Hospital Foundation">', f"<h1>Gout</h1>{TEXT}"),
        (
            "<title>Gout | State Department of Health</title>",
            f'<h1><a href="/">State Department of Health</a></h1><main><h1>Gout</h1>{TEXT}</main>',
        ),
        (
            "<title>Gout | State Department of Health</title>",
            f'<h1><img src="/logo.svg">State Department of Health</h1><main>{TEXT}</main>',
        ),
    ],
)
def test_the_name_of_the_site_is_no_title_however_long(head: str, body: str) -> None:
    """A heading, the host and the address tell which part of a title is the page's."""
    assert document(head, body).title == "Gout"


def test_a_heading_that_leads_to_a_page_of_its_name_is_the_title() -> None:
    """Some link the title to the page's other address; one that leads to the page above names that."""
    head = "<title>Gout - Symptoms and causes - Big Clinic Group</title>"
    linked = '<main><h1><a href="/{}">{}</a></h1>{}</main>'
    url = "https://x.test/health/gout/symptoms/syc-1"
    assert document(head, linked.format("diseases/gout/syc-1", "Gout", TEXT), url=url).title == "Gout"
    assert document(head, linked.format("diseases/gout", "Gout", TEXT), url=url).title == "Gout"
    above = f'<h1><a href="/health">Health</a></h1><main><h2>Symptoms and causes</h2>{TEXT}</main>'
    assert document(head, above, url=url).title == "Symptoms and causes"


def test_a_lead_under_the_only_heading_stays_whatever_search_engines_are_told() -> None:
    """Where the head says more than the heading, with or without a sign between, what stands under it is the lead."""
    lead = "Gout is a common form of arthritis that swells the joints of the foot, mostly at night."
    for title in ("Gout: Causes, Symptoms, Treatment and Outlook", "Gout in Adults: Causes, Symptoms and Care"):
        body = f"<main><div class=page-header><h1>Gout</h1><p>{lead}</p></div><article>{TEXT * 2}</article></main>"
        page = document(f"<title>{title} | Big Hospital</title>", body)
        assert (page.title, page.sections[0].text.split("\n")[0]) == ("Gout", lead)
    slogan = f"<header><h1>Good</h1></header><main>{TEXT}</main>"
    assert document("<title>Good health for all of us</title>", slogan).title == "Good health for all of us"


def test_who_holds_the_rights_is_no_title() -> None:
    """On a page without headings, whose address tells nothing."""
    foot = "<font size=1>Copyright © 1999-2004 Gout Support Network of the North, Main Street</font>"
    head = "<title>Gout Support Network of the North - Gout</title>"
    assert document(head, f"<font size=5><b>Gout</b></font>{TEXT}{foot}", url="https://x.test/p/1").title == "Gout"


@pytest.mark.parametrize(
    ("title", "url"),
    [
        ("Gout attacks at night - Thank you all | Diary", "https://x.test/thank-you-all"),
        ("News - Gout attacks at night - Thank you all", "https://x.test/p/1"),
    ],
)
def test_what_the_heading_says_more_is_of_the_title(title: str, url: str) -> None:
    """A title with a dash in it stays whole, as its heading has it."""
    body = f"<main><h1>Gout attacks at night - Thank you all</h1>{TEXT}</main>"
    assert document(f"<title>{title}</title>", body, url=url).title == "Gout attacks at night - Thank you all"


def test_a_heading_by_its_role_is_the_title() -> None:
    """WAI-ARIA's heading of level 1 is the page's title, and begins no section."""
    head = "<title>Gout: what helps</title>"
    body = f"""<div role=main><div role=heading aria-level=1>Gout: what helps</div>{TEXT}
    <div role=heading aria-level=2>Drugs</div>{TEXT}</div>"""
    record = document(head, body)
    assert record.title == "Gout: what helps"
    assert [(section.heading, section.level) for section in record.sections] == [(None, 1), ("Drugs", 1)]


def test_a_sentence_under_the_title_is_said() -> None:
    """The sentence between a title and panels of text is its lead, however short."""
    panel = "<div class=accordion__item><h3><button>{}</button></h3><div class=accordion__panel>{}</div></div>"
    panels = "".join(panel.format(words, TEXT) for words in ("Causes", "Treatment"))
    lead = "Gout is a common form of arthritis that hurts."
    body = f"<div><div class=title><h1>Gout</h1></div><div><p>{lead}</p></div><div>{panels}</div></div>"
    sections = document("<title>Gout | Big Hospital</title>", body).sections
    assert [section.text for section in sections if section.heading is None] == [lead]


def test_the_only_heading_is_the_title_without_what_the_head_adds() -> None:
    """What search engines are told behind it is none of it; one of other words, or of two, may be a site's."""
    head = "<title>Gout: symptoms, causes and what helps | Big Hospital</title>"
    hero = "<div class=hero><div><h1>{}</h1><p class=byline>Reviewed by<br>Jane Doe, MD</p></div></div>"
    page = document(head, f"{hero.format('Gout')}<div><div>{TEXT}</div></div>")
    assert page.title == "Gout"
    assert [person.name for person in page.people] == ["Jane Doe"]
    whole = "Gout: symptoms, causes and what helps"
    assert document(head, f"{hero.format('Gou')}<div><div>{TEXT}</div></div>").title == whole
    assert document(head, f"<h1>Gout</h1>{hero.format('Go')}<div><div>{TEXT}</div></div>").title == whole


def test_the_only_heading_of_the_first_rank_is_the_title_however_the_head_goes_on() -> None:
    """It may stand in a banner of its own; where the head begins otherwise it is the site's, or a slogan.

    Where it is the site's name, linked to its front, the title is among the headings of the second rank.
    """
    text = f"<section><h2>Causes</h2>{TEXT}<h2>Signs</h2>{TEXT}</section>"
    head = "<title>What is gout? Signs and treatment today | Big Hospital</title>"
    assert document(head, f"<section><h1>What is gout? Why me?</h1></section>{text}").title == "What is gout? Why me?"
    other = document(head, f"<section><h1>Good health for all of us</h1></section>{text}")
    assert other.title == "What is gout? Signs and treatment today"
    site = '<header><h1><a href="/">State Department of Health</a></h1></header>'
    named = "<title>Gout | Conditions | State Department of Health | A Ministry</title>"
    assert document(named, f"{site}<main><h2>Gout</h2>{TEXT}</main>", url="https://x.test/view?sn=1").title == "Gout"


@pytest.mark.parametrize("title", ["My health blog: Gout", "Gout: My health blog"])
@pytest.mark.parametrize("name", ["My health blog", '<a href="/">My health blog</a>'])
def test_what_the_head_says_beside_the_name_of_a_blog_is_the_title(title: str, name: str) -> None:
    """The blog bears the ``<h1>`` of every post, and the post one of a lower rank."""
    post = f"<h3 class=entry-title>Gout</h3><div>{TEXT}{TEXT}</div>"
    body = f"<div id=header><h1>{name}</h1></div><div class=post>{post}</div>"
    assert document(f"<title>{title}</title>", body).title == "Gout"
    topic = document("<title>Gout: Signs</title>", f"<h1>Gout</h1><div><h2>Signs</h2>{TEXT}<h2>Care</h2>{TEXT}</div>")
    assert topic.title == "Gout"


@pytest.mark.parametrize("link", ['href="/"', 'href="/doku.php?id=start" accesskey="h"', 'href="/start" rel="home"'])
def test_a_heading_that_leads_home_is_no_title_of_an_article(link: str) -> None:
    """However well it goes with the head's title: a wiki names the article by its address there."""
    head = "<title>care [Carewiki]</title>"
    body = f"<header><h1><a {link}>Carewiki</a></h1></header><main><h1>Care of a wound</h1>{TEXT}</main>"
    assert document(head, body).title == "Care of a wound"
    alone = f"<header><h1><a {link}>Carewiki</a></h1></header><main>{TEXT}</main>"
    assert document("<title>Carewiki</title>", alone, url="https://x.test/").title == "Carewiki"


def test_the_title_of_a_leaflet_saved_from_word_is_the_line_in_its_style() -> None:
    """Its sections are headings of the first rank, its head names the file."""
    body = (
        f"<p class=MsoTitle><span>Care of a wound</span></p><p class=MsoNormal>Patient leaflet</p>{TEXT}"
        f"<h1>The dressing</h1>{TEXT}<h1>Infection</h1>{TEXT}"
    )
    page = document("<title>Microsoft Word - wound v3 FINAL.docx</title>", body)
    assert page.title == "Care of a wound"
    assert [section.heading for section in page.sections] == [None, "The dressing", "Infection"]
    assert page.sections[0].text.split("\n")[0] == "Patient leaflet"


def test_a_heading_over_the_text_is_the_title_though_search_engines_are_told_otherwise() -> None:
    """It is the only one, in the article, and shares a word with what they are told; the head's words go before."""
    told = "Gout: Symptoms, Causes, Treatment"
    byline = "<div class=authors><span>Written by <a href=/a>Ann Lee</a></span></div>"
    over = f"<article><header><h1>{{}}</h1>{byline}</header><div class=article__body>{{}}</div></article>"

    def title(heading: str, text: str = TEXT, around: str = "<main>{}</main>", head: str = told) -> str | None:
        body = around.format(over.format(heading, text))
        return document(f"<title>{head} - HealthMD</title>", body).title

    assert title("What Is Gout?") == "What Is Gout?"
    assert title("A-Z of Health") == told
    assert title("Gout Library", f"<h2>{told}</h2>{TEXT}") == told
    assert title("News | Entry", head="News - Gout swells the joints of the foot") != "News | Entry"


def test_a_part_of_the_site_that_heads_the_page_is_not_its_title() -> None:
    """Where the logo is the only ``<h1>``, an ``<h2>`` may name a step on the way to the page."""
    logo, trail = (
        "<h1><a href=/>Big Hospital</a></h1>",
        "<p><a href=/>Home</a> &gt; <a href=/c>Conditions</a> &gt; Gout</p>",
    )
    head = "<title>Gout (arthritis) | Conditions | Big Hospital</title>"
    body = f"{logo}{{}}<div><h2>Conditions</h2><strong>Gout</strong>{TEXT}</div>"
    assert document(head, body.format(trail)).title == "Gout (arthritis)"
    assert document(head, body.format("")).title == "Conditions"


TOLD = "Lead enters the body when its dust or fumes are breathed in or swallowed, and harms nerves, blood and kidneys."


@pytest.mark.parametrize(
    ("behind", "sections"),
    [
        (f"<p>{TOLD}</p><h2>Signs</h2><p>{TOLD}</p>", ["Archived", None, "Signs"]),
        (f"<h3>Signs</h3><p>{TOLD}</p>", ["Archived", "Signs"]),
    ],
)
def test_what_follows_the_title_stands_under_no_heading_above_it(behind: str, sections: list[str | None]) -> None:
    """A notice with a heading, or the name of a department, above the title heads nothing of the text below it."""
    notice = (
        "<div class=notice-box><h2>Archived</h2><p>This page is kept for reference, and nobody updates it.</p></div>"
    )
    page = document("<title>A page</title>", f"<main>{notice}<h1>A page</h1>{behind}</main>")
    assert [section.heading for section in page.sections] == sections
    assert [section.path for section in page.sections[1:]] == [(one,) if one else () for one in sections[1:]]
    assert "nobody updates" in page.sections[0].text
    assert TOLD not in page.sections[0].text


def test_of_two_parts_that_are_headings_the_step_on_the_way_is_not_the_title() -> None:
    """A menu names the part of the site; the trail of the page leads to it."""
    head = "<title>Ministry - Areas - Vaccination - Measles</title>"
    trail = "<div id=migas><a href=/>Home</a> &gt; <a href=/v>Vaccination</a> &gt; Measles</div>"
    menu = "<div id=m><h2>Vaccination</h2><ul><li><a href=/v/1>Dates</a></li></ul></div>"
    assert document(head, f"{trail}{menu}<div><h2>Measles</h2>{TEXT}</div>").title == "Measles"

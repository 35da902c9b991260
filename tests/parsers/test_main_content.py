"""Where the content of an unknown page stands: names that mislead, leads, accordions, pages of links."""

from __future__ import annotations

import pytest

from pipeline.model.document import Document
from pipeline.parsers.boilerplate import TALK, verdict
from tests.parsers.readings import generic

SAID = "Sleep is when the body mends what the day has worn out, and most adults need seven hours of it or more."
LEAD = "What helps when nights are short, what does not, and when it is time to see somebody about it."
NEWS = "What happened elsewhere, on this day and in that town, is told here at length, with commas, and then it ends."


def body(paragraphs: int = 8) -> str:
    return "".join(f"<p>{number}. {SAID}</p>" for number in range(1, paragraphs + 1))


def document(html: str) -> Document:
    page = f"<!doctype html><html lang=en><head><title>Sleep</title></head><body>{html}</body></html>"
    return generic(page, "https://rest.test/sleep")


def text(html: str) -> str:
    return "\n".join(f"{section.heading or ''}\n{section.text}" for section in document(html).sections)


@pytest.mark.parametrize(
    "beside",
    [
        "<aside class=sidebar>{}</aside>",
        "<div class=carousel>{}</div>",
        "<div class=player>{}</div>",
        "<div class='sidebar text-sm md:text-center shadow-md'>{}</div>",
        "<div class='carousel content-start max-w-prose'>{}</div>",
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_what_is_beside_an_article_is_beside_it_however_long(beside: str, inside: bool) -> None:
    """A ticker, a slide show or a player that holds more text than the article is not the article."""
    long = beside.format("".join(f"<h3>{number}/30 News</h3><p>{NEWS}</p>" for number in range(1, 31)))
    article = f"<article><h1>Sleep</h1>{body()}{long * inside}</article>{long * (not inside)}"
    assert document(article).sections[0].text.count("Sleep is") == 8
    assert NEWS not in text(article)


@pytest.mark.parametrize("own", ["https://rest.test/sleep", "/sleep"])
def test_links_to_the_pages_own_places_are_the_same_with_its_address(own: str) -> None:
    """As browsers write them into a page that they save, and Drupal does: the list of what it holds is no content."""
    parts = "".join(f"<h2 id=p{number}>Part {number} of what helps</h2>{body(3)}" for number in range(4))
    names = "".join(f'<li><a href="#p{number}">Part {number} of what helps</a></li>' for number in range(4))
    page = f'<div><a href="#x">Skip to content</a><h1>Sleep</h1><h2>Contents</h2><ul>{names}</ul>{parts}</div>'
    read = document(page)
    assert read.sections == document(page.replace('href="#', f'href="{own}#')).sections


def test_parts_of_an_article_do_not_make_what_is_beside_it_content() -> None:
    """Where each part reads as well as all of the article, that holds them all, and the column beside it none."""
    parts = "".join(f"<div class=article-page><h3>Part {number}</h3><p>{SAID} {SAID}</p></div>" for number in range(3))
    beside = f"<div id=right><h4>Top articles</h4><ul><li><a href=/nap>Naps</a><p>{NEWS}</p></li></ul></div>"
    page = f"<div><article id=main-content><h1>Sleep</h1>{parts}</article>{beside}</div>"
    assert text(page).count("Sleep is") == 6
    assert NEWS not in text(page)


@pytest.mark.parametrize("tag", ["article", "div"])
def test_cards_of_recent_posts_are_no_content_whatever_they_tell(tag: str) -> None:
    """Builders put them into the page's one block, each with a teaser as long as a paragraph."""
    cards = "".join(f"<{tag}><h4><a href=/n{n}>News {n}</a></h4><p>{NEWS}</p></{tag}>" for n in range(2))
    page = f"<div><div><h1>Sleep</h1>{body()}</div><div><h3>Recent Posts</h3>{cards}</div></div>"
    assert NEWS not in text(page)
    assert "Recent" not in text(page)


def test_a_block_around_the_page_is_the_page_whatever_its_name() -> None:
    """What holds the page's first heading is no sidebar, even where as much text as an article's stands outside."""
    page = f"<div class=above-footer><h1>Sleep</h1>{body(30)}</div><section>{f'<p>{NEWS}</p>' * 8}</section>"
    assert text(page).count("Sleep is") == 30


@pytest.mark.parametrize("small_print", [2, 9])
def test_a_footer_is_no_content_where_the_page_names_its_own(small_print: int) -> None:
    """A page of links whose only prose is the small print has links for its content."""
    links = "".join(f"<li><a href=/p{n}>Everything about topic number {n}</a></li>" for n in range(30))
    lists = f"<div><ul>{links}</ul></div><h2>Topics</h2><ul>{links}</ul>"
    page = f"<main><h1>Sleep</h1>{lists}</main><footer>{f'<p>{NEWS}</p>' * small_print}</footer>"
    read_page = document(page)
    assert len(read_page.links) == 60
    assert NEWS not in read_page.sections[-1].text


@pytest.mark.parametrize("note", ["", f"<p>{NEWS}</p><p>{NEWS}</p>"])
def test_links_are_the_matter_of_an_index(note: str) -> None:
    """Where what the page names its content is links, it is the content, and none of its lists or cards is left out."""
    links = "".join(f"<li><a href=/p{n}>Everything about topic number {n}</a></li>" for n in range(30))
    card = "<div><h3><a href=/c{0}>Topic {0}</a></h3><a href=/c{0}>What is known of topic {0}, and of its kin</a></div>"
    cards = "".join(card.format(number) for number in range(6))
    page = f"<div class=note>{note}</div><main><h1>Sleep</h1><p>{LEAD}</p><div><ul>{links}</ul></div>{cards}</main>"
    assert [len(document(page).links), NEWS in text(page)] == [42, False]


def test_the_letters_of_an_index_are_navigation() -> None:
    """Of an index from A to Z its entries are the content, not the way to its other letters."""
    letters = "".join(
        f"<li><a href=/{x}><span>Topics that begin with</span> {x}</a></li>" for x in "ABCDEFGHIJKLMNOPQRST"
    )
    entries = "".join(f"<li><a href=/t{n}>A topic of some length, number {n}</a></li>" for n in range(30))
    page = f"<main><h1>Sleep</h1><ol>{letters}<li><a href=/0>#</a></li></ol><h2>A</h2><ul>{entries}</ul></main>"
    assert [link.text for link in document(page).links][:2] == [f"A topic of some length, number {n}" for n in (0, 1)]


def test_panels_in_a_tablist_are_content() -> None:
    """Some build accordions as a ``tablist`` around their panels; one that holds but labels of tabs is a control."""
    tabs = "<ul role=tablist><li role=tab>For adults</li><li role=tab>For children</li></ul>"
    panel = f"<div role=tabpanel><h3>Why we dream</h3><p>{NEWS}</p></div>"
    page = f"<main><h1>Sleep</h1>{tabs}{body()}<div role=tablist aria-multiselectable=true>{panel}</div></main>"
    assert NEWS in text(page)
    assert "For adults" not in text(page)


def test_a_teaser_under_the_title_is_the_lead() -> None:
    """A teaser beside the first heading leads to this page and is content; one anywhere else leads away."""
    page = f"""<main><article><header><h1>Sleep</h1><div class=teaser>{LEAD}</div></header>{body()}</article>
    <div class=more><div class=teaser><h2>Dreams</h2><p>{NEWS}</p></div></div></main>"""
    assert LEAD in text(page)
    assert NEWS not in text(page)


def test_a_sentence_under_the_title_is_the_lead_whatever_it_is_called() -> None:
    """A short one is, too, where no text has begun before it."""
    said = "Learn how to sleep when nights are short."
    page = "<main><h1>Sleep</h1>{}{}{}</main>"
    assert said in text(page.format(f"<div class=teaser><p>{said}</p></div>", body(), ""))
    assert said in text(page.format(f"<p class=teaser>{said}</p>", body(), ""))
    assert said not in text(page.format("", body(), f"<p class=teaser>{said}</p>"))
    assert "Learn more" not in text(page.format("<p class=teaser>Learn more</p>", body(), ""))


def test_a_lead_between_the_title_and_the_content_is_content() -> None:
    """What sums the page up stands often before the block of its text; it opens the record, and nothing counts as lost.

    Lists, figures and short lines there are bylines, ways to share and pictures.
    """
    page = f"""<div class=head><h1>Sleep</h1><p class=intro>{LEAD}</p><p>Short line</p><ul><li>{NEWS}</li></ul></div>
    <div class=entry-content>{body(20)}</div>"""
    read_page = document(page)
    assert read_page.sections[0].text.startswith(f"{LEAD}\n1. {SAID}")
    assert read_page.coverage.lost == ()
    assert NEWS not in text(page)


def test_a_formula_with_a_menu_attached_is_content() -> None:
    """Scripts that set formulas give each a menu; that is no menu of the page."""
    formula = "<math><mi>k</mi><mo>=</mo><mn>9</mn></math>"
    marked = f"<mjx-container class='MathJax CtxtMenu_Attached_0'>{formula}</mjx-container>"
    page = f"<main><h1>Sleep</h1>{body()}{marked}</main>"
    assert document(page).sections[-1].text.endswith("k = 9")


@pytest.mark.parametrize(
    ("identifier", "heading"),
    [
        ("recommendations", "Recommendations"),
        ("follow-up", "Follow-up"),
        ("social-support", "Social support"),
        ("related-conditions", "Related conditions"),
        ("popular-remedies", "Popular remedies"),
        ("x", "Responses to treatment"),
        ("x", "Comments on diet"),
        ("x", "Replies to common worries"),
    ],
)
def test_headings_are_what_they_say_to_a_reader(identifier: str, heading: str) -> None:
    """An id made of the heading's words names no sidebar; "responses" may be those to a treatment."""
    read_page = document(
        f"<main><h1>Sleep</h1>{body(3)}<h2>Signs</h2>{body(2)}<h2 id={identifier}>{heading}</h2>{body(2)}</main>"
    )
    assert [section.heading for section in read_page.sections] == [None, "Signs", heading]


@pytest.mark.parametrize(
    "heading",
    ["Comments", "3 responses", "Replies:", 'Responses to "Sleep"', "Comments on this article", "Comments (2)"],
)
def test_headings_over_what_readers_wrote_are_known(heading: str) -> None:
    """Alone, counted, or with the name of the page."""
    assert TALK.fullmatch(heading)


@pytest.mark.parametrize(
    "skips",
    [
        "<a href='#content'>Skip to main content</a>",
        "<div><a class=x href='#content'><span>Skip to main content</span></a></div>",
        "<a href='#content'>Skip to main content</a> <a href='#menu'>Menu</a>",
    ],
)
def test_a_link_past_the_menu_is_no_content(skips: str) -> None:
    """What a screen reader is offered before the page begins stays out, even where the page is one block with it."""
    page = f"<div class=page>{skips}<h1 id=content>Sleep</h1>{body()}</div>"
    assert document(page).sections[0].text == text(f"<div class=page><h1>Sleep</h1>{body()}</div>").strip()
    assert not document(page).links


@pytest.mark.parametrize(
    "opening",
    [
        "<p><a href='#note'>The note</a> says what is known.</p>",
        "<h2><a href='#why'>Why we sleep</a></h2>",
        "<p><a href='/why'>Why we sleep</a> is another page.</p>",
        "".join(f"<a href='#p{n}'>Part {n}</a> " for n in range(9)),
    ],
)
def test_other_links_that_open_a_text_stay(opening: str) -> None:
    """A link amid words, of a heading, to another page, or one of many, is no way past the menu."""
    page = f"<div class=page>{opening}{body()}</div>"
    assert document(page).links[0].text in text(page)


SOURCES = "<ul><li>A. Name. <a href=https://doi.test/1>How long people sleep</a>. 2021.<li>B. Name. Naps. 2022.</ul>"


@pytest.mark.parametrize(
    ("behind", "kept"),
    [
        (f"<section><h2>Sources</h2>{SOURCES}</section>", True),
        (f"<aside class=references><h2>References</h2>{SOURCES}</aside>", True),
        (f"<div class=share>Share</div><div class=box><div><h3>6 sources</h3></div><div>{SOURCES}</div></div>", True),
        (f"<details><summary>References</summary>{SOURCES}</details>", True),
        (f"<section><h2>Related articles</h2>{SOURCES}</section>", False),
        (f"<section><h2>News</h2><p>Short news of the house.</p><h2>Sources</h2>{SOURCES}</section>", False),
        (f"<footer><h2>Sources</h2>{SOURCES}</footer>", True),
        (f"</main><footer><h2>Sources</h2>{SOURCES}</footer>", False),
        (f"<footer><h2>Links of the house</h2>{SOURCES}</footer>", False),
        ("<h2>Sources</h2><h2>More</h2>", False),
    ],
)
def test_sources_behind_the_article_are_its_own(behind: str, kept: bool) -> None:
    """A list of sources is content inside of the article, and so it is in a block of its own behind it."""
    record = document(f"<main><article><h1>Sleep</h1>{body(4)}<h2>Why?</h2>{body(4)}</article>{behind}</main>")
    said = "\n".join(section.text for section in record.sections)
    assert ("How long people sleep" in said) == kept
    assert any(link.url == "https://doi.test/1" for link in record.links) == kept
    kinds = [section.kind for section in record.sections if section.heading in ("Sources", "References", "6 sources")]
    assert kinds == (["references"] if kept and "summary" not in behind else [])


@pytest.mark.parametrize("foot", ["<footer class={0}>{1}</footer>", "<div class={0}>{1}</div>"])
@pytest.mark.parametrize("around", ["<article>{}</article>", "<div class=wrap>{}</div>"])
def test_sources_in_the_foot_of_an_article_are_its_own(foot: str, around: str) -> None:
    """A foot that opens with sources is content in the article, or where it is called its; small print is none."""
    text_of = f"<div class=intro><h1>Sleep</h1></div><div class=article-body>{body()}</div>"
    sources = f"<h4>Sources</h4>{SOURCES}<p>Posted: 15 January 2019</p>"
    record = document(around.format(text_of + foot.format("article-footer", sources)))
    assert [section.kind for section in record.sections if section.heading == "Sources"] == ["references"]
    assert "published" in {claim.role for claim in record.dates if claim.scope == "page"}
    small = foot.format("article-footer", f"<p>Written by the team.</p><h4>Sources</h4>{SOURCES}")
    assert "Sources" not in text(around.format(text_of + small))


def test_files_under_a_heading_behind_the_article_are_its_own() -> None:
    """What is there to download; links to pages, and files without a heading, are beside it."""

    def linked(block: str) -> list[str]:
        record = document(f"<main><div class=text><h1>Sleep</h1>{body(4)}<h2>Why?</h2>{body(4)}</div>{block}</main>")
        return [link.text for link in record.links]

    assert linked("<div><h3>Files</h3><ul><li><a href=/a.PDF>A leaflet</a></li></ul></div>") == ["A leaflet"]
    assert linked("<div><h3>Files</h3><ul><li><a href=/a.pdf>A</a></li><li><a href=/b>B</a></li></ul></div>") == []
    assert linked("<div><a href=/a.pdf>PDF</a></div>") == []


@pytest.mark.parametrize("name", ["article-breadcrumb breadcrumbs", "content-share", "main_newsletter", "page-crumbs"])
def test_the_last_word_of_a_name_says_what_a_block_is(name: str) -> None:
    """An article's breadcrumb is no article; what is called content there is."""
    assert (verdict(name), verdict("share-content"), verdict("article")) == ("beside", "", "content")


def test_a_heading_over_two_short_links_to_elsewhere_goes_with_them() -> None:
    """However few they are."""
    links = "<ul><li><a href=/a>Naps</a></li><li><a href=/b>Beds</a></li></ul>"
    more = f"<div><h3>Read also</h3>{links}</div>"
    record = document(f"<main class=content><h1>Sleep</h1>{body(1)}{more}</main>")
    assert [section.heading for section in record.sections] == [None]


@pytest.mark.parametrize("name", ["banner", "hero hero--banner", "sub-banner", "masthead", "promo-hero"])
@pytest.mark.parametrize("within", [True, False])
def test_the_lead_in_a_banner_around_the_title_is_content(name: str, within: bool) -> None:
    """Sites build the head of a page as a banner; one without the title, or with a menu, is none."""
    offer = "Our new clinic is open now, and it has room for you."
    menu = "".join(f"<a href=/{place}>Conditions and treatments, part {place}</a>" for place in range(6))
    for more, kept in (("", True), (f"<div>{menu}</div>", False)):
        banner = f"<section class='{name}'><div><h1>Sleep</h1><p>{LEAD}</p>{more}</div></section>"
        told = f"<h2>Why</h2>{body()}<div class=banner><p>{offer}</p></div>"
        read = text(f"<main>{banner}<div>{told}</div></main>" if within else f"{banner}<main>{told}</main>")
        assert (LEAD in read) is kept
        assert offer not in read


@pytest.mark.parametrize(
    ("heading", "under"),
    [
        ("Upcoming events", "<div><time>May 16, 2026</time><a href=/e/1>Walk for a good night's sleep</a></div>"),
        ("Nächste Veranstaltungen", "<ul><li><a href=/e/1>Infoabend zum Schlaf im großen Saal</a> 16. Mai</li></ul>"),
        ("Locations near you", "<ul><li><a href=/l/1>North Sleep Clinic and Lung Center</a><br>12 Elm St</li></ul>"),
        ("Our specialists", "<div><a href=/d/1><h3>Jane Roe, MD</h3></a><p>Sleep</p></div>" * 2),
    ],
)
def test_what_a_clinic_offers_below_its_text_is_none_of_it(heading: str, under: str) -> None:
    """Links and cards under such a heading lead away; what is said in words under one stays."""
    offered = text(f"<main><h1>Sleep</h1>{body()}<section class=x><h2>{heading}</h2>{under}</section></main>")
    assert SAID in offered
    assert [word for word in ("Elm", "Jane Roe", "Infoabend", "Walk for") if word in offered] == []
    lore = f"<p>What is to come can rob you of your sleep. {SAID}</p>"
    told = text(f"<main><h1>Sleep</h1>{body()}<h2>{heading}</h2>{lore}</main>")
    assert "can rob you" in told


@pytest.mark.parametrize(
    ("heading", "language"),
    [
        ("What to read next", "en"),
        ("People also read", "en"),
        ("Anderen lazen ook", "nl"),
        ("Das interessiert Sie auch", "de"),
        ("Weitere Beiträge", "de"),
        ("También te puede interesar", "es"),
        ("Te puede interesar", "es"),
        ("Você também pode gostar", "pt"),
        ("Ces articles pourraient vous intéresser", "fr"),
        ("Actualités", "fr"),
        ("Altri articoli", "it"),
        ("お知らせ", "ja"),
        ("最新消息", "zh"),
        ("공지사항", "ko"),
    ],
)
def test_cards_and_news_under_such_a_heading_lead_elsewhere(heading: str, language: str) -> None:
    """Where other headings of its rank stand over text, too, and whatever the names of the blocks."""
    card = "<div class=c1><a href='/{}'><h3>{}</h3><p>A short line on it.</p></a></div>"
    cards = card.format("echo", "Echocardiogram of hearts") + card.format("tavi", "Valves without a knife")
    news = "<dl><dt>2025-11-10</dt><dd><a href=/n1>Hours of the clinic in the new year, all days</a></dd></dl>"
    text = f"<h2>Signs</h2>{body(3)}<h2>Help</h2>{body(3)}"
    for box in (cards, news):
        page = f"<main><div class=p1><h1>Sleep</h1>{text}<div class=b7><h2>{heading}</h2>{box}</div></div></main>"
        read = generic(f"<html lang={language}><title>Sleep</title><body>{page}", "https://rest.test/sleep")
        assert [section.heading for section in read.sections] == ["Signs", "Help"]


def test_whom_to_call_is_told_where_the_words_are_a_number_or_an_address() -> None:
    """A row of an easy-read page that gives them is read like the rows around it, though all of it are links."""
    row = "<div class=row><div class=pic><img src=/{0}.png></div><div class=said>{1}</div></div>"
    rows = "".join(row.format(n, f"<p>Sleep for {n} hours or more.</p>") for n in range(9))
    call = "<p>Phone us: <a href=tel:0800555017>0800 555 017</a></p><p>Email: <a href=mailto:a@b.test>a@b.test</a></p>"
    more = row.format(9, "<p>There is a guide with more words, too.</p>")
    page = document(f"<div id=content><h1>Sleep</h1>{rows}<h2>If you need help</h2>{row.format(8, call)}{more}</div>")
    assert "Phone us: 0800 555 017\nEmail: a@b.test" in page.sections[-1].text
    assert [link.kind for link in page.links] == ["other", "mailto"]

"""Pages without a profile: the content and nothing beside it, every heading, whatever surrounds them."""

from __future__ import annotations

import json

import pytest

from pipeline.model.document import Document
from tests.parsers.readings import generic, words

URL = "https://clinics-abroad.test/2023/04/11/where-to-go"

COUNTRIES = {
    "Germany": "Hospitals here combine large registries with careful staging, and most of them publish their results.",
    "Japan": "Early detection programmes, long follow-up and a dense net of specialists mark the country's approach.",
    "China": "Trials recruit quickly, new cell therapies arrive early, and the large cities hold the best wards.",
    "Australia": "A public system, a short way from research to ward, and many years of work on inherited risks.",
}


def article(body: str = "", head: str = "", around: str = "") -> str:
    countries = "".join(f"<h3>{name}</h3><p>{words}</p>" for name, words in COUNTRIES.items())
    return f"""<!doctype html><html lang="en"><head><title>Care for blood cancers abroad | Clinics Abroad</title>
    <meta property="og:site_name" content="Clinics Abroad">{head}</head><body>
    <header class="site-header"><a href="/">Clinics Abroad</a>
      <nav><ul><li><a href="/a">Destinations</a><li><a href="/b">Treatments</a></ul></nav></header>
    <div id="cookie-banner"><p>We store small files on your device, and so do our partners, for a better visit.</p>
      <button>Accept</button></div>
    <main><article><h1>Care for blood cancers abroad</h1>
    <p>More and more people travel for treatment, and what they find differs a good deal from place to place.</p>
    <h2>Countries</h2>{countries}{body}
    <div class="share-tools"><a href="https://social.test/s">Share this</a></div></article>
    <section class="related-posts"><h2>You may also like</h2>
      <div class="card"><h3><a href="/x">Dental care by the sea</a></h3><p>Teeth and beaches.</p></div>
      <div class="card"><h3><a href="/y">New knees</a></h3><p>Walk home.</p></div></section></main>
    <div id="comments"><h2>3 comments</h2><p>I went there last year and would do it again at once, wonderful people.</p>
      </div>{around}
    <footer><p>Copyright 2019 Clinics Abroad. All rights reserved.</p></footer></body></html>"""


def document(page: str, url: str = URL) -> Document:
    return generic(page, url)


def headings(page: str) -> list[str | None]:
    return [section.heading for section in document(page).sections]


def test_one_word_headings_are_kept() -> None:
    """Every heading of the article, those of one word too, in order, each over its own words; nothing else is one."""
    read_page = document(article())
    assert [section.heading for section in read_page.sections] == [None, "Countries", *COUNTRIES]
    for section in read_page.sections[2:]:
        assert section.heading is not None
        assert section.text == COUNTRIES[section.heading]
        assert section.path == ("Countries", section.heading)
    assert read_page.coverage.lost == ()


def test_what_stands_beside_is_no_content() -> None:
    """Navigation, consent wall, share links, related cards, comments and footer are in no section and in no link."""
    read_page = document(article())
    words = " ".join(section.text for section in read_page.sections)
    for stranger in ("Destinations", "small files", "Share this", "Dental", "knees", "last year", "Copyright"):
        assert stranger not in words
    assert read_page.links == ()


def test_title_and_publisher_are_told_apart() -> None:
    """The title comes without the site's name, which is the publisher; a site's name in an h1 is no title."""
    read_page = document(article())
    assert (read_page.title, read_page.publisher) == ("Care for blood cancers abroad", "Clinics Abroad")
    named = article().replace("<header ", "<header><h1>Clinics Abroad</h1></header><header ", 1)
    assert document(named).title == "Care for blood cancers abroad"
    bare = article().replace("<h1>Care for blood cancers abroad</h1>", "")
    assert document(bare).title == "Care for blood cancers abroad"


def test_publisher_of_jsonld() -> None:
    """Without ``og:site_name`` the JSON-LD's publisher is believed; a mere reference to one is not a name."""
    script = '<script type="application/ld+json">{}</script>'.format(
        json.dumps(
            {"@graph": [{"@type": "Article", "publisher": {"@id": "#org"}}, {"publisher": {"name": "Wards Ltd"}}]}
        )
    )
    page = article(head=script).replace('<meta property="og:site_name" content="Clinics Abroad">', "")
    assert document(page).publisher == "Wards Ltd"
    assert document(page.replace(script, "")).publisher is None


def test_breadcrumbs_of_jsonld() -> None:
    """A list that stands alone before one of a graph; one that names no step, a mere reference, hides no other."""

    def trail(*names: str) -> dict[str, object]:
        return {"@type": "BreadcrumbList", "itemListElement": [{"name": name} for name in names]}

    def read_trail(*scripts: object) -> list[str]:
        blocks = (f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in scripts)
        return [crumb.text for crumb in document(article(head="".join(blocks))).breadcrumbs]

    graph = {"@graph": [{"@type": "WebPage", "breadcrumb": trail()}, trail("Home", "Beds")]}
    assert read_trail(graph) == ["Home", "Beds"]
    assert read_trail(graph, [trail("Home", "Wards", "Beds")]) == ["Home", "Wards", "Beds"]
    assert read_trail({"@type": "WebPage", "breadcrumb": trail("Home", "Beds")}) == ["Home", "Beds"]
    assert read_trail(trail(), {"@type": "schema:BreadcrumbList", "itemListElement": {"name": "Home"}}) == ["Home"]
    for first, second, read in (
        (1, 2, "Beds Home"),
        ("2", "1", "Home Beds"),
        (2, 1, "Home Beds"),
        (2, None, "Beds Home"),
    ):
        steps = [{"name": "Beds", "position": first}, {"name": "Home", "position": second}]
        assert read_trail({"@type": "BreadcrumbList", "itemListElement": steps}) == read.split()


STRUCTURES = """
<h2>What to bring</h2><ul><li>Records</li><li>Images<ul><li>on a disc</li></ul></li></ul>
<h2>Prices</h2><table><tr><th>Place</th><th>Euro</th></tr><tr><td>North</td><td>100</td></tr></table>
<h2>Words</h2><dl><dt>Ward</dt><dd>Where the beds are.</dd></dl>
<h2>Pictures</h2><figure><img src="/ward.jpg" alt="A ward"><figcaption>A ward in the north.</figcaption></figure>
<h2>References</h2><ol><li><a href="https://journal.test/1">Beds and wards</a></li>
<li><a href="https://journal.test/2">Wards and beds</a></li></ol>
"""


def test_lists_tables_figures_and_references_are_kept() -> None:
    """What is content by its place stays, however short or full of links it is."""
    read_page = document(article(STRUCTURES))
    by_heading = {section.heading: section for section in read_page.sections}
    assert by_heading["What to bring"].text.split("\n")[0] == "• Records"
    assert "North" in by_heading["Prices"].text
    assert by_heading["Prices"].kind == "table"
    assert by_heading["Words"].text == "Ward\nWhere the beds are."
    assert [(image.alt, image.caption) for image in read_page.images] == [("A ward", "A ward in the north.")]
    assert by_heading["References"].kind == "references"
    assert [link.url for link in read_page.links] == ["https://journal.test/1", "https://journal.test/2"]


def test_a_list_of_links_under_its_own_heading_is_content() -> None:
    """A publisher's list of further pages under a heading of the article stays; one under "More from us" goes."""
    links = "".join(f'<li><a href="https://other.test/{n}">Guide number {n}</a>' for n in range(4))
    kept = document(article(f"<h2>Start here</h2><ul>{links}</ul>"))
    assert [link.text for link in kept.links] == [f"Guide number {n}" for n in range(4)]
    gone = document(article(f"<h2>More from us</h2><div><ul>{links}</ul></div>"))
    assert gone.links == ()
    assert "More from us" not in [section.heading for section in gone.sections]


def test_a_contents_list_is_no_content() -> None:
    """A list of links to places of the page itself is navigation."""
    contents = "<div class=toc><ul><li><a href=#a>Countries</a><li><a href=#b>Prices</a></ul></div>"
    page = article().replace("<h2>Countries</h2>", f"{contents}<h2 id=a>Countries</h2>")
    assert document(page).sections[0].text.endswith("place to place.")


def test_comments_never_outweigh_the_article() -> None:
    """Readers' words ten times as long as the page are still not the page."""
    talk = "<p>What I want to say is long, has commas, and goes on, and on, as such words do on such pages.</p>" * 60
    page = article(around=f'<div class="comment-list">{talk}</div><h2>24 responses</h2><div>{talk}</div>')
    assert headings(page) == [None, "Countries", *COUNTRIES]


def test_a_page_with_an_odd_name_for_its_content_is_found() -> None:
    """A block is content for what it holds, even if its class says otherwise."""
    page = article().replace("<article>", '<article class="related sidebar">')
    assert headings(page) == [None, "Countries", *COUNTRIES]


def test_a_page_without_title_is_read() -> None:
    """A page that says nowhere what it is called has no title and is a record nevertheless."""
    page = "<body><p>" + "Words about sleep, and about rest, that go on for a while. " * 6
    assert document(page, url="https://x.test/").title is None


@pytest.mark.parametrize("rows", [5, 40])
def test_rows_of_a_page_builder_belong_together(rows: int) -> None:
    """Text cut into rows of boxes is one text."""
    row = "<div class=row><div class=col><div class=box><p>{}</p></div></div></div>"
    words = [
        f"Row number {n} says something of its own, at some length, and then it ends with a full stop."
        for n in range(rows)
    ]
    page = f"<body><div class=page>{''.join(row.format(each) for each in words)}</div>"
    assert document(page).sections[0].text.split("\n") == words


@pytest.mark.parametrize(
    "question",
    ["Was this page helpful?", "Is this article useful to you?", "Cet article vous a-t-il été utile ?"],
)
def test_a_question_of_the_pages_worth_is_no_content(question: str) -> None:
    """Neither as a heading nor its answers; a heading about help is one."""
    told = f"<h2>Is there help?</h2><p>{COUNTRIES['Japan']}</p>"
    page = document(article(f"<h2>{question}</h2><p><button>Yes</button> <button>No</button></p>{told}"))
    stated = [section.heading for section in page.sections]
    assert question not in stated
    assert "Is there help?" in stated
    assert all("Yes No" not in section.text for section in page.sections)


@pytest.mark.parametrize(
    "asked",
    [
        "<div class=w><p>Was this page helpful?</p><button>Yes</button><button>No</button></div>",
        "<div>Did this help you? <a href=#y>Yes</a> <a href=#n>No</a></div>",
        "<div class=page-utile>Cet article vous a-t-il été utile ? <button>Oui</button><button>Non</button></div>",
    ],
)
def test_a_question_of_the_pages_worth_needs_no_heading(asked: str) -> None:
    """It asks, and something is there to be pressed; a question that is answered in words is content."""
    told = "<p>Was this treatment helpful?</p><p>For most people, it was.</p>"
    page = document(article(f"{asked}{told}"))
    words = "\n".join(section.text for section in page.sections)
    assert "Was this treatment helpful?" in words
    assert not any(question in words for question in ("Was this page", "Did this help", "Cet article"))


def test_a_chinese_title_and_its_heading_agree() -> None:
    """Without spaces between words, the heading is a stretch of what the head states before the site's name."""
    text = "<p>背痛非常常见，大多数人在几周内无需任何治疗即可好转。保持活动对大多数人来说是最好的办法。</p>" * 3  # noqa: RUF001
    page = f"<html lang=zh><title>背痛的原因与治疗_健康网</title><body><h1>背痛的原因与治疗</h1><div>{text}</div>"
    assert generic(page).title == "背痛的原因与治疗"


@pytest.mark.parametrize(
    "heading",
    [
        *("参考文献", "Литература", "Kaynaklar", "المراجع", "Bronnen", "Quellen und Literatur", "Fontes", "Źródło"),
        *("Riferimenti bibliografici", "Fuentes consultadas", "Kirjallisuutta", "Källa", "Seznam literatury"),
        *("Список использованной литературы", "出典", "참고자료", "المصادر والمراجع", "מקורות מידע"),
    ],
)
def test_sources_are_told_in_more_languages(heading: str) -> None:
    """A section under such a heading is of references."""
    page = document(article(f"<h2>{heading}</h2><ol><li>A. Name. Sleep. 2020.</ol>"))
    assert page.sections[-1].kind == "references"


def test_a_publisher_that_is_only_referred_to_is_named() -> None:
    """In a graph of JSON-LD a page names its publisher by its ``@id``, as WordPress writes it."""
    graph = """{"@graph": [{"@type": "WebPage", "publisher": {"@id": "#org"}},
    {"@type": "Organization", "@id": "#org", "name": "Gout Foundation"}]}"""
    page = f"<html lang=en><title>Gout</title><script type=application/ld+json>{graph}</script><p>{COUNTRIES['Japan']}"
    assert document(page).publisher == "Gout Foundation"


@pytest.mark.parametrize(
    ("heading", "around"),
    [("On this page", "section"), ("On this page", ""), ("Inhalt", ""), ("Your options", "section")],
)
def test_the_list_of_what_a_page_holds_is_no_section(heading: str, around: str) -> None:
    """Neither its heading, under which the next paragraph would stand, nor its links."""
    items = "".join(f"<li><a href=#{name}>{name}</a></li>" for name in COUNTRIES)
    opening, closing = (f"<{around}>", f"</{around}>") if around else ("", "")
    listed = f"{opening}<h2>{heading}</h2><ul>{items}</ul>{closing}"
    told = "".join(f"<h2 id={name}>{name}</h2><p>{words}</p>" for name, words in COUNTRIES.items())
    record = document(f"<html lang=en><title>Care</title><main><h1>Care</h1>{listed}<p>{COUNTRIES['Japan']}</p>{told}")
    assert [section.heading for section in record.sections] == [None, *COUNTRIES]
    assert record.sections[0].text == COUNTRIES["Japan"]


def test_contents_that_are_no_list_of_anchors_are_content() -> None:
    """What a kit holds stands under "Contents", too."""
    body = f"<main><h1>Care</h1><p>{COUNTRIES['Japan']}</p><h2>Contents</h2><ul><li>Two swabs</li><li>A tube</li></ul>"
    record = document(f"<html lang=en><title>Care</title>{body}")
    assert [section.heading for section in record.sections] == [None, "Contents"]


def test_who_says_what_a_quotation_says_is_content() -> None:
    """The foot of a quotation names its speaker, whatever it is called; it is no footer of the page."""
    said = "<p>I was tired all day, for weeks, and nobody could tell me why, until somebody asked for my blood.</p>" * 2
    quote = f"<blockquote>{said}<footer class=blockquote-footer>Ann, a patient</footer></blockquote>"
    assert "Ann, a patient" in words(f"<main><h1>Anemia</h1>{said}{said}{quote}<footer>Our site</footer></main>")


def test_a_heading_over_cards_goes_with_them_whatever_follows() -> None:
    """Also where the next section has words of its own behind its heading, and no paragraph."""
    said = "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired and slow.</p>" * 4
    cards = "".join(f"<div><h3><a href=/d/{n}>Doctor {n} Ann Lee</a></h3><p>Sleep surgeon</p></div>" for n in range(3))
    page = (
        f"<html lang=en><title>Sleep</title><main><section><h1>Sleep</h1>{said}</section><section>{said}"
        f"</section><section><h2>Our doctors</h2>{cards}</section><section><h2>Whom to ask</h2>Ask a nurse.</section>"
    )
    assert [section.heading for section in generic(page).sections] == [None, "Whom to ask"]

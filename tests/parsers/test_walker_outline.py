"""Headings, sections, links and images of a page's content."""

from __future__ import annotations

import pytest

from pipeline.parsers.page import Page
from pipeline.parsers.walk.rules import ContentRules
from pipeline.parsers.walk.walker import outline
from tests.parsers.outlines import URL, read_html


def shape(html: str) -> list[tuple[str | None, int]]:
    return [(section.heading, section.level) for section in read_html(html).sections]


def test_every_heading_becomes_a_section_however_short_or_nested() -> None:
    """One-word headings, headings in boxes and headings by role are sections like any other."""
    html = (
        "<p>lead</p><h2>Countries</h2><div><section><h3>Germany</h3></section><p>x</p></div><h3>Japan</h3>"
        "<div role=heading aria-level=2>Costs</div><p>y</p>"
    )
    assert shape(html) == [(None, 1), ("Countries", 1), ("Germany", 2), ("Japan", 2), ("Costs", 1)]


def test_the_level_is_the_depth_in_the_outline() -> None:
    """A page that jumps from h2 to h5 has two levels; one that begins with h4 begins at level 1."""
    assert shape("<h4>a</h4><h2>b</h2><h5>c</h5><h3>d</h3>") == [("a", 1), ("b", 1), ("c", 2), ("d", 2)]


def test_a_heading_without_words_is_no_section() -> None:
    """An empty heading heads nothing; one with a picture alone is named by the picture."""
    assert shape("<h2> </h2><p>x</p><h2><img src=a.png alt=Logo></h2><p>y</p>") == [(None, 1), ("Logo", 1)]


def test_the_id_survives_edits_and_reordering() -> None:
    """An id depends on the path of headings alone; equal paths are told apart by their order."""
    before = read_html("<h2>A</h2><p>x</p><h2>B</h2><h3>C</h3><h2>A</h2>").sections
    after = read_html("<h2>B</h2><p>new</p><h3>C</h3><p>words</p><h2>A</h2><p>y</p><h2>A</h2>").sections
    assert sorted(section.id for section in before) == sorted(section.id for section in after)
    assert len({section.id for section in before}) == len(before)
    assert before[1].id.startswith("b-")


def test_the_anchor_is_the_fragment_that_leads_there() -> None:
    """A heading's own id, else one inside it, else one just before it that no words separate from it."""
    html = (
        "<h2 id=own>a</h2><h2><a name=inside></a>b</h2><a name=before></a><section><h2>c</h2></section>"
        "<a name=far></a><p>words</p><h2>d</h2>"
    )
    assert [section.anchor for section in read_html(html).sections] == ["own", "inside", "before", None]


def test_an_anchor_that_the_contents_name_is_preferred_and_gives_the_group() -> None:
    """The page's own grouping comes by anchor and holds for the sections below."""
    rules = ContentRules(groups={"cat_1": "Basics"})
    sections = read_html("<a name=cat_1></a><section id=wrap><h2>a</h2><h3>b</h3></section><h2>c</h2>", rules).sections
    assert [(section.anchor, section.group) for section in sections] == [
        ("cat_1", "Basics"),
        (None, "Basics"),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<p>words <a href=/x>link</a></p>", "prose"),
        ("<ul><li><a href=/x>a</a> (Org)</li><li><a href=/y>b</a></li></ul>", "links"),
        ("<ul><li>words, then <a href=/x>a</a></li></ul>", "prose"),
        ("<table><tr><td>a<td>b</table>", "table"),
        ("<p>words</p><table><tr><td>a<td>b</table>", "prose"),
        ("<ol><li>Smith J. A study. 2020.</li></ol>", "prose"),
    ],
)
def test_the_kind_of_a_section_is_what_it_holds(html: str, kind: str) -> None:
    """Links, table or prose by the blocks; references by the heading."""
    assert read_html(f"<h2>Some</h2>{html}").sections[0].kind == kind
    assert read_html(f"<h2>References</h2>{html}").sections[0].kind == "references"


def test_links_are_absolute_whole_and_in_their_section() -> None:
    """Every link with its kind; a link in a heading belongs to the section that the heading begins."""
    html = (
        "<p><a href='/a'>in <b>side</b></a> <a href='#x'>here</a> <a href='https://o.org/f.PDF?x=1'>pdf</a></p>"
        "<h2><a href='mailto:a@b.org'>Write</a></h2><p><a href='tel:1'>call</a><a href='javascript:x()'>do</a>"
        "<a name=n>no</a><a href='//o.org'>out</a><a href='http://['>bad</a></p>"
    )
    found = read_html(html)
    assert [(link.url, link.text, link.kind) for link in found.links] == [
        ("https://example.org/a", "in side", "internal"),
        (f"{URL}#x", "here", "anchor"),
        ("https://o.org/f.PDF?x=1", "pdf", "download"),
        ("mailto:a@b.org", "Write", "mailto"),
        ("tel:1", "call", "other"),
        ("https://o.org/", "out", "external"),
    ]
    assert [link.section_id for link in found.links] == [found.sections[0].id] * 3 + [found.sections[1].id] * 3
    assert [issue.code for issue in found.issues] == ["link-unreadable"]


def test_a_link_around_blocks_keeps_all_its_words() -> None:
    """A card is one link: its words are whole and its section is the one its heading begins."""
    found = read_html("<p>x</p><a href=/card><h3>Card</h3><p>More words</p></a>")
    assert [(link.text, link.section_id) for link in found.links] == [("Card More words", found.sections[1].id)]
    assert found.sections[1].markdown == "[More words](https://example.org/card)"
    assert [link.text for link in read_html("<a href=/x>x <pre>5 mg\n daily</pre></a>").links] == ["x 5 mg daily"]


def test_a_link_around_a_picture_is_named_by_the_picture() -> None:
    """The visible name of such a link is the picture's alternative text."""
    assert [link.text for link in read_html("<a href=/x><img src=i.png alt='A lung'></a>").links] == ["A lung"]


def test_images_have_address_and_caption() -> None:
    """A lazy image gives its real address, a figure its caption; a blank alternative text is none, nor is a pixel."""
    html = (
        "<figure><img src='data:image/gif;base64,xx' data-src='/real.png' alt=' '>"
        "<figcaption>The lung</figcaption></figure>"
        "<img src='x.png' alt='An x'><img src='https://count.test/1' width=1 height=1 alt=''>"
    )
    assert [(image.url, image.alt, image.caption) for image in read_html(html).images] == [
        ("https://example.org/real.png", None, "The lung"),
        ("https://example.org/health/x.png", "An x", None),
    ]


@pytest.mark.parametrize(
    ("html", "caption"),
    [
        ("<div class=wp-caption><a href=/l><img src=/l.jpg></a><p class=wp-caption-text>A lung</p></div>", "A lung"),
        ("<div class=box><picture><img src=/l.jpg></picture><p class=caption>A <b>lung</b></p></div>", "A lung"),
        ("<div><img src=/l.jpg> <span class=image__caption>A lung</span></div>", "A lung"),
        ("<figure><img src=/l.jpg><p class=img-caption-text>A lung</p></figure>", "A lung"),
        ("<figure><b><img src=/l.jpg><p class=caption>Go</p></b><figcaption>A lung</figcaption></figure>", "A lung"),
        ("<figure><img src=/l.jpg><p class=media-with-caption__note>No lung</p></figure>", None),
        ("<div class=wp-caption><img src=/l.jpg>Told here. <p class=caption>A lung</p></div>", None),
        ("<p><img src=/l.jpg></p><p class=text>A lung</p>", None),
        (f"<div><img src=/l.jpg><p class=caption>{'A lung. ' * 80}</p></div>", None),
    ],
)
def test_what_is_called_the_caption_of_a_picture_is_its_caption(html: str, caption: str | None) -> None:
    """As publishing systems write it that know no figures; the words stay in the text, too."""
    read = read_html(html)
    assert [image.caption for image in read.images] == [caption]
    assert "lung" in read.sections[0].text


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ("<img srcset='/a.jpg 480w, /b.jpg 800w, /c.jpg 320w' alt=Toe>", "/b.jpg"),
        ("<img srcset='/a.jpg, /b,2.jpg 2x' alt=Toe>", "/b,2.jpg"),
        ("<img src='data:image/gif;base64,R0' data-srcset='/a.jpg' alt=Toe>", "/a.jpg"),
        ("<picture><source srcset='/a.webp 1x, /b.webp 2x'><img alt=Toe></picture>", "/b.webp"),
        ("<picture><source srcset='/a.webp'><img src=/a.jpg alt=Toe></picture>", "/a.jpg"),
        ("<picture><source data-srcset='/a.webp'><img src='data:image/gif;base64,R0' alt=Toe></picture>", "/a.webp"),
        ("<amp-img src=/a.jpg alt=Toe width=1 height=1></amp-img>", "/a.jpg"),
    ],
)
def test_images_that_browsers_or_scripts_choose(html: str, url: str) -> None:
    """The largest of a set stands for it; AMP's pictures are pictures."""
    images = read_html(f"<p>A toe.</p>{html}").images
    assert [(image.url, image.alt) for image in images] == [(f"https://example.org{url}", "Toe")]


RULES = ContentRules(
    marks={"orgs": "organization", "also": "also_in", "code": "media"},
    flags={"nih.png": "nih", "new.gif": "note:new"},
    flag_classes=frozenset({"icon"}),
)


def test_an_item_says_things_about_its_link() -> None:
    """Organization, form, flags before and behind the link, and addresses in other languages are the link's own."""
    html = (
        "<ul><li><img src=/i/new.gif alt=new> <a href=/a>A</a> <img src=/i/nih.png> "
        "<img class=icon src=q.gif alt='Audio Tape'>"
        "<span class=orgs> (The Org)</span> - <span class='x code'>PDF</span> "
        "<span class=also>Also in <a href=/es>Spanish</a>, <a href=/xx>Klingon</a></span></li>"
        "<li><a href=/b>B</a></li></ul>"
    )
    first, second = read_html(html, RULES).links
    assert (first.organization, first.from_nih, first.media, first.note) == (
        "The Org",
        True,
        ("audio-tape", "pdf"),
        "new",
    )
    assert [(one.language, one.url) for one in first.also_in] == [
        ("es", "https://example.org/es"),
        ("Klingon", "https://example.org/xx"),
    ]
    assert (second.organization, second.from_nih, second.media, second.note) == (None, False, (), None)


def test_words_left_out_are_declared_and_nothing_else_is_missing() -> None:
    """The loss check counts the content without what the rules skip, wherever equal words stand."""
    found = read_html("<p>Menu</p><div class=toc>Menu</div><ol><li>one</li></ol>", ContentRules(skip=(".toc",)))
    assert found.coverage.content_words == found.coverage.recorded_words == 2
    assert found.coverage.lost == ()


def test_a_link_in_a_heading_without_words_belongs_to_the_section_around_it() -> None:
    """Such a heading begins no section, so its link stays where it stands."""
    found = read_html("<p>a</p><h2><a href=/x> </a></h2><p>b</p><h2>B</h2>")
    assert [link.section_id for link in found.links] == [found.sections[0].id]


LEFT_OUT = (
    "<h2>One</h2><div class='a toc'>w<p>x</p></div><p class=toc id=p1>y</p><div id=toc><a href='/m'>z</a></div>"
    "<ul><li class=toc hidden><a href='/l'>v</a></li><li>kept</li></ul><p id=after>end</p><h2>Two</h2><p>t</p>"
)


@pytest.mark.parametrize("doctype", ["<!DOCTYPE html>", "", "<!doctype html public '-//W3C//DTD HTML 3.2//EN'>"])
@pytest.mark.parametrize("skip", [(".toc", "#toc"), ("div.toc, p.toc, li.toc", "div#toc"), ("[class~=toc]", "#toc")])
def test_what_is_left_out_does_not_depend_on_how_it_is_told(doctype: str, skip: tuple[str, ...]) -> None:
    """Plain classes and ids are known on the way, other selectors are looked for; ids in there lead to no heading."""
    page = Page(URL, f"{doctype}<main>{LEFT_OUT}</main>".encode())
    found = outline(page, [page.one("main")], ContentRules(skip=skip))
    assert [(section.heading, section.text) for section in found.sections] == [("One", "• kept\nend"), ("Two", "t")]
    assert found.links == ()
    assert found.coverage.lost == ()


@pytest.mark.parametrize(("doctype", "text"), [("<!DOCTYPE html>", "x\ny"), ("", "")])
def test_letter_case_counts_in_standards_mode_alone(doctype: str, text: str) -> None:
    """As CSS has it: without a doctype the class ``TOC`` is ``toc``."""
    page = Page(URL, f"{doctype}<main><p class=TOC>x</p><p id=TOC>y</p></main>".encode())
    found = outline(page, [page.one("main")], ContentRules(skip=(".toc", "#toc")))
    assert "\n".join(section.text for section in found.sections) == text


@pytest.mark.parametrize("selector", [".alert", "#alert", "div"])
def test_a_notice_is_named_by_any_selector(selector: str) -> None:
    """By class, id or tag: the section that holds it is a notice."""
    html = "<h2>One</h2><p>a</p><h2>Call</h2><div class=alert id=alert><p>now</p></div>"
    found = read_html(html, ContentRules(notices=(selector,)))
    assert [section.kind for section in found.sections] == ["prose", "notice"]


def test_a_marked_link_is_read_once() -> None:
    """A link that is itself marked as the page in another language is not read a second time behind it."""
    found = read_html("<ul><li><a class=also href=/es>Español</a></li></ul>", ContentRules(marks={"also": "also_in"}))
    assert found.sections[0].text == "• Español"

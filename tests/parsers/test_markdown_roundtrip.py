"""The Markdown of a section, rendered by somebody else's CommonMark parser, says what the section's text says."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.parsers.page import Page
from pipeline.parsers.walk.inline import level_figures
from pipeline.parsers.walk.outline import Outline
from pipeline.parsers.walk.rules import ContentRules
from pipeline.parsers.walk.walker import outline
from tests.parsers.outlines import read_html
from tools.corpus import CORPUS

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_MARKER = re.compile(r"(?<!\S)\d+\.(?!\S)|[•|]")


def squeezed(text: str) -> str:
    """Characters without white space, and without what may be a list marker or a cell bar."""
    return level_figures("".join(_MARKER.sub("", text).split()))


def assert_same(found: Outline) -> None:
    for section in found.sections:
        rendered = BeautifulSoup(MARKDOWN.render(section.markdown), "html.parser")
        assert squeezed(rendered.get_text()) == squeezed(section.text), section.markdown
        assert not rendered.find_all(["h1", "h2", "h3", "h4", "h5", "h6", "hr"]), section.markdown


WORDS = st.sampled_from(
    [
        *("a", "Word", "5", "10 mg", "1.", "2)", "-", "+", "*", "**", "_", "__x__", "~~", "`", "#", "##", ">", "|"),
        *("\\", "[x]", "(y)"),
        *("http://e.org/a_b", "!", "[", "]", "&amp;copy;", "&lt;i&gt;", "=", "===", "---", "x_y_z", "\n", " ", "é"),
        *("—", "a*b*c"),
    ]
)
TEXT = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
INLINE = st.recursive(
    TEXT,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["b", "em", "span", "strong", "sup", "code"]), inner).map(
            lambda p: f"<{p[0]}>{p[1]}</{p[0]}>"
        ),
        inner.map(lambda words: f"<a href='https://e.org/x_(y)'>{words}</a>"),
        st.tuples(inner, st.sampled_from(["", " ", "<br>"]), inner).map("".join),
    ),
    max_leaves=6,
)
BLOCK = st.recursive(
    INLINE.map(lambda words: f"<p>{words}</p>"),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["ul", "ol"]), st.lists(inner, min_size=1, max_size=3)).map(
            lambda p: f"<{p[0]}>" + "".join(f"<li>{item}</li>" for item in p[1]) + f"</{p[0]}>"
        ),
        inner.map(lambda block: f"<blockquote>{block}</blockquote>"),
        st.tuples(st.sampled_from(["h2", "h3", "pre"]), INLINE, inner).map(lambda p: f"<{p[0]}>{p[1]}</{p[0]}>{p[2]}"),
        st.lists(inner, min_size=1, max_size=3).map("".join),
        INLINE,
    ),
    max_leaves=6,
)


@given(BLOCK)
@example("<ul><li>a</li></ul><ul><li>b</li></ul><ul><li>c</li></ul>")
@example("<ol><li><ul><li><p>- x</p></li></ul><p>y</p></li></ol>")
@example("<blockquote><ul><li><p>a</p><p>b</p></li></ul></blockquote><blockquote>c</blockquote>")
@example("<a href='https://e.org/x_(y)'><b>a</b></a><b>a</b>")
@example("<sup><b>a</b></sup><b>a</b>")
@example("<b>a</b><a href='https://e.org/x'> </a><b>a</b>")
@example("<p>!<a href='https://e.org/x_(y)'>a</a></p>")
def test_markdown_of_anything_says_what_its_text_says(html: str) -> None:
    """Whatever stands in paragraphs, lists, quotes and inline elements comes out of CommonMark as the same words."""
    found = read_html(html)
    assert found.coverage.lost == ()
    assert_same(found)
    for section in found.sections:
        rendered = BeautifulSoup(MARKDOWN.render(section.markdown), "html.parser")
        assert not rendered.find_all("img"), section.markdown
        led = "".join(squeezed(anchor.get_text()) for anchor in rendered.find_all(["a", "code"]))
        led += squeezed(section.heading or "")
        for link in found.links:
            assert link.section_id != section.id or squeezed(link.text) in led, section.markdown


@pytest.mark.parametrize(
    ("before", "markdown"),
    [
        ("New!<a href='/x'>a</a>", r"New\![a](https://example.org/x)"),
        ("New!<a href='/x'><b>a</b></a>", r"New\![**a**](https://example.org/x)"),
        ("New!<b><a href='/x'>a</a></b>", r"New\!**[a](https://example.org/x)**"),
        ("<span>New!</span><span><a href='/x'>a</a></span>", r"New\![a](https://example.org/x)"),
        (r"New\!<a href='/x'>a</a>", r"New\\\![a](https://example.org/x)"),
        (r"New\\!<a href='/x'>a</a>", r"New\\\\\![a](https://example.org/x)"),
        ("<b>New!</b><a href='/x'>a</a>", "<strong>New!</strong>[a](https://example.org/x)"),
        ("New!<a href='/x'> a</a>", "New! [a](https://example.org/x)"),
        ("New! <a href='/x'>a</a>", "New! [a](https://example.org/x)"),
        ("New!<br><a href='/x'>a</a>", "New!\\\n[a](https://example.org/x)"),
        ("<a href='/x'>Go!</a><a href='/x'>a</a>", "[Go!](https://example.org/x)[a](https://example.org/x)"),
    ],
)
def test_an_exclamation_mark_before_a_link_does_not_make_it_a_picture(before: str, markdown: str) -> None:
    """It is escaped where it touches the link, once, and nowhere else."""
    section = read_html(f"<p>{before}</p>").sections[0]
    assert section.markdown == markdown
    rendered = BeautifulSoup(MARKDOWN.render(section.markdown), "html.parser")
    assert rendered.find("img") is None
    assert all(anchor["href"] == "https://example.org/x" for anchor in rendered.find_all("a"))


@pytest.mark.parametrize(
    ("html", "text", "markdown"),
    [
        ("<p>5 &lt;<span>b&gt; or</span> 6", "5 <b> or 6", r"5 \<b> or 6"),
        ("<p>R&amp;<span>amp;</span></p>", "R&amp;", r"R\&amp;"),
        ("<p><code>a</code><code>*</code></p>", "a*", r"`a`<code>\*</code>"),
        ("<p><code>a<br>b</code></p>", "a\nb", "<code>a\\\nb</code>"),
        ("<p>a <code><img src=/x.png alt=y></code></p>", "a", "a ![y](https://example.org/x.png)"),
        ("<p>R&amp;D, p &lt; 5, <code>x</code> <code>y</code></p>", "R&D, p < 5, x y", "R&D, p < 5, `x` `y`"),
        ("<table><tr><td><blockquote>a</blockquote></td></tr></table>", "a", "|  |\n| --- |\n| a |"),
        (
            r"<table><tr><td><p>C:\</p><p>a<br>b</p></td></tr></table>",
            "C:\\ a b",
            "|  |\n| --- |\n| C:\\\\<br>a<br>b |",
        ),
    ],
)
def test_what_stands_side_by_side_makes_no_markup_together(html: str, text: str, markdown: str) -> None:
    """Words of two elements are no tag and no entity, two spans of code stay two, a cell has no quotation mark."""
    found = read_html(html)
    assert (found.sections[0].text, found.sections[0].markdown) == (text, markdown)
    assert_same(found)


@pytest.mark.parametrize(
    ("html", "text", "markdown"),
    [
        ("<h2><strong>Foo</strong></h2><p>Hello <b>world</b> there</p>", "Hello world there", "Hello **world** there"),
        ("<h2>The <i>BRCA1</i> gene</h2><p>in <i>C</i></p>", "in C", "in *C*"),
        ("<h2><b>A</b></h2><p><a href='/q'>B</a><b>C</b></p>", "BC", "[B](https://example.org/q)**C**"),
        ("<pre><b>x</b></pre><p>Say <b>it</b></p>", "x\nSay it", "```\nx\n```\n\nSay **it**"),
        ("<p><b>10</b><sup><b>9</b></sup></p>", "10⁹", None),
        (
            "<p><b>See</b><a href='/x'><b>this</b></a></p>",
            "Seethis",
            "**See**[<strong>this</strong>](https://example.org/x)",
        ),
        ("<p><b>a</b><b>b</b> <b>c</b></p>", "ab c", "**ab** **c**"),
    ],
)
def test_emphasis_merges_with_what_stands_right_before_it_alone(html: str, text: str, markdown: str | None) -> None:
    """Not with that of the heading or block before, and not across the beginning of a link or a raised figure."""
    section = read_html(html).sections[-1]
    assert section.text == text
    assert markdown is None or section.markdown == markdown


@pytest.mark.corpus
@pytest.mark.parametrize("folder", ["medlineplus/topics", "cdc", "mayoclinic"])
def test_markdown_of_real_pages_says_what_their_text_says(folder: str) -> None:
    """The same holds for the bodies of real pages, controls and all."""
    pages = sorted(path for path in (CORPUS / folder).rglob("*") if path.suffix.startswith(".htm"))[:15]
    assert pages
    for path in pages:
        page = Page("https://example.org/", path.read_bytes())
        found = outline(page, [page.one("body")], ContentRules())
        assert found.coverage.lost == (), path
        assert_same(found)

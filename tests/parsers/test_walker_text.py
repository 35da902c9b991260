"""Plain text and Markdown of blocks: no word glued, split, lost or made up."""

from __future__ import annotations

import pytest

from tests.parsers.outlines import markdown_of, read_html, text_of


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("<div>One<div>Two</div>Three</div>", "One\nTwo\nThree"),
        ("<p><b>C</b>ancer of the<i> skin</i></p>", "Cancer of the skin"),
        ("<p>a\n   b\t c&nbsp;&nbsp;d</p>", "a b c d"),
        ("<p><span>one</span> <span>two</span><span>three</span></p>", "one twothree"),
        ("<p>Line one<br>line two</p>", "Line one\nline two"),
        ("<p>Line one<br>\n<br>line two<br></p>", "Line one\nline two"),
        ("<p>100 x 10<sup>9</sup>/L of H<sub>2</sub>O, the 4<sup>th</sup></p>", "100 x 10⁹/L of H₂O, the 4th"),
        ("<p>by 50<sup>2,3</sup> in 10<sup>2\u20134</sup></p>", "by 50²,³ in 10²\u2013⁴"),
        ("<p>by 50<sup><a href=#2>2</a>, <a href=#3>3</a></sup> mg</p>", "by 50², ³ mg"),
        ("<p>10 mg<sup>a</sup> or 5 mL<sup>b, c</sup></p>", "10 mgᵃ or 5 mLᵇ, ᶜ"),
        (
            "<p><sup>a</sup> per day; D<sup>r</sup> M<sup>c</sup>Lee, 2<sup>e</sup>, 1<sup>st</sup></p>",
            "a per day; Dr McLee, 2e, 1st",
        ),
        ("<p>soft&shy;hyphen</p>", "soft\xadhyphen"),
        ("<p>5 &lt; 6 &amp; 7 &gt; 2</p>", "5 < 6 & 7 > 2"),
        ("<pre>  a\n    b  \n\nc</pre>", "  a\n    b\nc"),
        ("<p>Before<!-- not this -->after</p>", "Beforeafter"),
        ("<p>Seen</p><script>hidden()</script><style>p{}</style><noscript>no</noscript><template>t</template>", "Seen"),
        ("<p>Seen</p><p hidden>unseen</p><p style='color:red; display: none'>unseen</p>", "Seen"),
        ("<p>Seen</p><div id=p1 hidden role=tabpanel aria-labelledby=t1>Behind a tab</div>", "Seen\nBehind a tab"),
        ("<details><summary>More</summary><p>Inside</p></details>", "More\nInside"),
        ("<p>Seen</p><nav><a href=x>Menu</a></nav><button>Print</button>", "Seen"),
        ("<dl><dt>Term</dt><dd>Meaning</dd><dd><p>Another</p></dd></dl>", "Term\nMeaning\nAnother"),
        ("<blockquote><p>Said</p><p>so</p></blockquote>", "Said\nso"),
        ("<figure><img src=a.png alt=Lung><figcaption>A <b>lung</b></figcaption></figure>", "A lung"),
        (
            "<p><span style='display: block'>Take 5 mg</span><span style='display:block'>at night</span></p>",
            "Take 5 mg\nat night",
        ),
        ("<p>Above <img src=a.gif alt='≥'> 140, <img src=b.gif alt=½> tablet</p>", "Above ≥ 140, ½ tablet"),
        (
            "<p><img src=a.gif alt=500></p><p><img src=b.gif alt='>'> Go</p><p><img src=c.jpg alt=Nurse> Help</p>",
            "Go\nHelp",
        ),
        ("<ul><li><img src=y.png alt='✅'> Tea</ul>", "• ✅ Tea"),
        (
            "<table><tr><th>Drug<th>Safe<tr><td>A<td><img src=y.png alt=Yes><tr><td>B<td><img src=b alt=b.jpg></table>",
            "Drug | Safe\nA | Yes\nB |",
        ),
        ("text in no block <p>and in one</p> and after", "text in no block\nand in one\nand after"),
    ],
)
def test_plain_text_has_one_line_for_each_block(html: str, text: str) -> None:
    """Blocks break lines, inline elements never do; what nobody sees is not text, what a reader can open is."""
    assert text_of(html) == text


@pytest.mark.parametrize(
    "words", ["one two", " one two", "one two ", "one  two", "one\ntwo", "one\u00a0two", "one\u2009two"]
)
@pytest.mark.parametrize("odd", ["", "<p>a\tb</p>", "<p>a\x0bb</p>", "<p>a\x1cb</p>"])
def test_white_space_of_any_kind_is_one_space(words: str, odd: str) -> None:
    """Also where most blocks of the content need no closer look; each word is counted."""
    [section] = read_html(f"<p>{words}</p><p>one\ttwo</p>{odd}" if odd else f"<p>{words}</p>").sections
    assert set(section.text.split("\n")) <= {"one two", "a b"}
    whole = read_html(f"<p>{words}</p>{odd}")
    assert whole.coverage.content_words == whole.coverage.recorded_words == (4 if odd else 2)


@pytest.mark.parametrize(
    ("html", "text", "markdown"),
    [
        ("<ul><li>a</li><li>b</li></ul>", "• a\n• b", "- a\n- b"),
        ("<ol><li>a<li>b</ol>", "1. a\n2. b", "1. a\n2. b"),
        (
            "<ol><li><img src=/a.png><p>a</p><p>b</p><li>c<li><p><img src=/d.png></p><p><img src=/e.png></p>d</ol>",
            "1. a\n  b\n2. c\n3. d",
            (
                "1. ![](https://example.org/a.png)\n\n   a\n\n   b\n2. c\n3. ![](https://example.org/d.png)\n\n"
                "   ![](https://example.org/e.png)\n\n   d"
            ),
        ),
        (
            "<ul><li><img src=/a.png><li>b<li><p>c</p><p>d</p></ul>",
            "• b\n• c\n  d",
            "- ![](https://example.org/a.png)\n- b\n- c\n\n  d",
        ),
        ("<ol start=3><li>a<li value=7>b<li>c</ol>", "3. a\n7. b\n8. c", "3. a\n7. b\n8. c"),
        ("<ol start=x><li>a<li value=y>b</ol>", "1. a\n2. b", "1. a\n2. b"),
        ("<ol reversed><li>a<li>b<li>c</ol>", "3. a\n2. b\n1. c", "3. a\n2. b\n1. c"),
        (
            "<ul><li>a<ul><li>b<ol><li>c</ol></ul><li>d</ul>",
            "• a\n  • b\n    1. c\n• d",
            "- a\n  - b\n    1. c\n- d",
        ),
        ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "• a\n  b\n• c", "- a\n\n  b\n- c"),
        ("<ul><li>a</ul><ul><li>b</ul>", "• a\n• b", "- a\n\n* b"),
        ("<p>x</p><ul><li>a</ul><p>y</p>", "x\n• a\ny", "x\n\n- a\n\ny"),
        ("<ul><li>a<br>b</ul>", "• a\n  b", "- a\\\n  b"),
        ("<ul><li><ul><li>a</ul></ul>", "• • a", "- - a"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "a\nb", "> a\n>\n> b"),
    ],
)
def test_lists_keep_their_nesting_and_numbers(html: str, text: str, markdown: str) -> None:
    """Nesting shows as indentation, numbers are the page's own, and two lists side by side stay two."""
    assert text_of(html) == text
    assert markdown_of(html) == markdown


@pytest.mark.parametrize(
    ("html", "text", "markdown"),
    [
        (
            "<table><tr><th>Drug<th>Dose<tr><td>A|B<td>5 mg</table>",
            "Drug | Dose\nA|B | 5 mg",
            "| Drug | Dose |\n| --- | --- |\n| A\\|B | 5 mg |",
        ),
        ("<table><tr><td>a<td>b</table>", "a | b", "|  |  |\n| --- | --- |\n| a | b |"),
        (
            "<table><thead><tr><th>x<th>y<th>z</thead><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d</table>",
            "x | y | z\na | b |\n | c | d",
            "| x | y | z |\n| --- | --- | --- |\n| a | b |  |\n|  | c | d |",
        ),
        (
            "<table><caption>Doses</caption><tr><td><p>one</p><p>two</p><td><ul><li>x<li>y</ul></table>",
            "Doses\none two | • x • y",
            "Doses\n\n|  |  |\n| --- | --- |\n| one<br>two | - x<br>- y |",
        ),
        ("<table role=presentation><tr><td>left<td>right</table>", "left\nright", "left\n\nright"),
    ],
)
def test_tables_keep_every_cell_in_its_column(html: str, text: str, markdown: str) -> None:
    """Spans fill their columns with empty cells, bars are escaped, a layout table is no table."""
    found = [line.strip() for line in text_of(html).split("\n")]
    assert found == [line.strip() for line in text.split("\n")]
    assert markdown_of(html) == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a <b>bold </b>word and <em>more</em></p>", "a **bold** word and *more*"),
        ("<p><b>Note:</b>read this</p>", "<strong>Note:</strong>read this"),
        ("<p>un<b>believ</b>able</p>", "un**believ**able"),
        ("<p><b>a</b><b>b</b></p>", "**ab**"),
        ("<p><strong><b>twice</b></strong></p>", "**twice**"),
        ("<p><i class=icon></i>text</p>", "text"),
        (
            "<p>2 * 3 * 4 and snake_case and _x_ and [1] and ~5</p>",
            "2 \\* 3 \\* 4 and snake_case and \\_x\\_ and \\[1\\] and \\~5",
        ),
        (
            "<p># not a heading</p><p>1. not a list</p><p>- nor this</p>",
            "\\# not a heading\n\n1\\. not a list\n\n\\- nor this",
        ),
        ("<p>&lt;b&gt; &amp;amp; x &lt; y &amp; z</p>", "\\<b> \\&amp; x < y & z"),
        ("<p>use <code>a`b</code></p>", "use ``a`b``"),
        ("<p><code>`a</code></p>", "`` `a ``"),
        ("<p>Ha!<a href='/a)b'>x</a></p>", "Ha\\![x](<https://example.org/a)b>)"),
        ("<pre>a ``` b</pre>", "````\na ``` b\n````"),
        ("<p>10<sup>9</sup> <del>old</del></p>", "10<sup>9</sup> ~~old~~"),
        ("<p><a href='/a(b)'>x *y*</a></p>", "[x \\*y\\*](<https://example.org/a(b)>)"),
        ("<p><a href='https://e.org/x'> padded </a>word</p>", "[padded](https://e.org/x) word"),
        ("<p><a href='https://e.org/x'>the <b>bold</b> one</a></p>", "[the **bold** one](https://e.org/x)"),
        (
            "<p><a href='https://e.org/x'><img src='/i.png' alt='a [b]'></a></p>",
            "[![a \\[b\\]](https://example.org/i.png)](https://e.org/x)",
        ),
        ("<dl><dt>Term</dt><dd>Meaning</dd></dl>", "**Term**\n\nMeaning"),
    ],
)
def test_markdown_says_what_the_page_says(html: str, markdown: str) -> None:
    """Emphasis, links and code are CommonMark; what only looks like markup is escaped."""
    assert markdown_of(html) == markdown


def test_a_list_item_is_not_swallowed_by_a_heading_in_it() -> None:
    """A heading inside a list item begins a section, and what follows in the item is not indented."""
    sections = read_html("<ul><li>a<h3>H</h3><p>b</p></li><li>c</li></ul>").sections
    assert [(section.heading, section.text) for section in sections] == [(None, "• a"), ("H", "b\n• c")]


def test_a_page_may_nest_deeper_than_the_stack() -> None:
    """A page of ten thousand nested elements is read like any other."""
    assert text_of("<div>" * 10_000 + "<p>deep</p>") == "deep"


def test_ten_thousand_columns_cost_no_more_than_a_hundred() -> None:
    """A span is believed up to a hundred columns."""
    assert len(markdown_of("<table><tr><td colspan=99999999>a<td>b</table>")) < 2_000


def test_lists_built_to_nest_cost_no_quadratic_space() -> None:
    """Two thousand lists inside each other keep every word and stay small."""
    html = "<ul><li>w" * 2_000
    assert text_of(html).count("w") == 2_000
    assert len(markdown_of(html)) < 400_000


@pytest.mark.parametrize("block", ["p", "li", "div", "dd"])
@pytest.mark.parametrize(
    "words",
    ["plain words", " 1. not a list ", "# no heading", "- no item", "a_b *c* `d` [e](f) ~g~", "&lt;tag> &amp;amp;",
     "_under_ &lt; 5", "\xa0", "\xa0lead\n  and  tail \xa0", "+ 2000", "=="],
)  # fmt: skip
def test_a_block_of_words_alone_reads_as_the_same_words_beside_markup(block: str, words: str) -> None:
    """The short way for blocks that hold nothing but words gives what the long way gives."""
    short, long = (read_html(f"<h2>H</h2><{block}>{words}{tail}</{block}><p>end</p>") for tail in ("", "<span></span>"))
    assert short.sections == long.sections
    assert short.coverage == long.coverage


def test_cells_by_their_role_stand_apart() -> None:
    """A table made of other elements is no one word: "Dose" and "100 mg" do not run together."""
    row = "<div role=row><span role=columnheader>Drug</span><span role=columnheader>Dose</span></div>"
    cells = "<div role=row><span role=rowheader>Allopurinol</span><span role=cell>100 mg</span></div>"
    assert text_of(f"<div role=table>{row}{cells}</div>").split("\n") == ["Drug", "Dose", "Allopurinol", "100 mg"]

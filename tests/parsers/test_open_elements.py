"""What is open at each tag is what the parser has open, and no less."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from benchmarks.fuzz.reading import pool_of
from pipeline.parsers.decoding.open_elements import OpenElements
from pipeline.parsers.decoding.tags import tag_from, text_end
from tools.corpus import CORPUS

_HOLD_NO_ELEMENT = (
    "script style title textarea noscript iframe xmp noembed noframes plaintext br img hr input wbr col area base embed"
    " link meta param source track keygen frame bgsound basefont"
)
_NAMES = (
    "div p span b i a font nobr em li ul dd dt dl td tr table tbody caption option optgroup select button h2 object svg"
    " math mi title foreignObject desc rt rb ruby rtc rp section custom-x br img hr script pre address form textarea"
)


def deepest_open(html: bytes) -> tuple[int, int]:
    """How many elements are open at most, and how many there are."""
    opened, at, deepest, elements = OpenElements(), 0, 0, 0
    while (tag := tag_from(html, at, cdata=opened.in_foreign)) is not None:
        if tag.start > at:
            opened.text()
        deepest, at = max(deepest, len(opened)), tag.end
        if tag.closes:
            opened.end(tag.name)
        else:
            is_text = opened.is_text(tag.name)
            opened.start(tag.name, tag.attributes, closes_itself=tag.closes_itself)
            at = text_end(html, tag.name, at) if is_text else at
        elements += 1
        deepest = max(deepest, len(opened))
    opened.text()
    return max(deepest, len(opened)), elements + opened.again


def deepest_parsed(html: bytes) -> tuple[int, int]:
    """The same of lexbor's tree; elements that hold none are not open."""
    body = LexborHTMLParser(html, scripting=True, options=LexborDocumentOptions.WO_EVENTS).body
    stack = [(body, 0)] if body is not None else []
    deepest = elements = 0
    while stack:
        node, depth = stack.pop()
        deepest = max(deepest, depth)
        child = node.first_child
        while child is not None:
            if child.is_element_node:
                elements += 1
                inner = child.first_child
                opens = child.tag not in _HOLD_NO_ELEMENT.split() or (inner is not None and bool(inner.is_element_node))
                stack.append((child, depth + opens))
            child = child.next
    return deepest, elements


_TAGS = st.sampled_from(
    (
        *(f"<{name}>" for name in _NAMES.split()),
        *(f"</{name}>" for name in _NAMES.split()),
        *("<b id=1>", "<font color=red>", "<i id=2>", "<path/>", "<div/>", "words"),
    )
)
_ODD = st.sampled_from(
    (
        *("<!-- <div> -->", "<!--", "-->", "<!-->", "<!--->", "--!>", '<div title="</div>">', "<div title='>'>"),
        *('<div a=">', '<div =">', '<div a=x">', "<div/a/>", '"', "'", "<div a = 'x' b>", "<div a='x'b=\"y\">"),
        *("<script><!--<script></script>", "<script>", "</script>", "<script><!--", "<style><div>", "</style>"),
        *("<!doctype x>", "<?x <div>", "</ <div>", "</>", "<>", "<3", "<DIV>", "</Div>", "<div\f>", "<div\x0b>"),
        *("<svg><![CDATA[><div>]]>", "</svg>", "<![CDATA[<div>]]>", "<div a= >", "</div title='<div>'>"),
        *("<iframe><div>", "</iframe>", "<div", "<plaintext>"),
    )
)


@given(st.lists(_TAGS | _ODD, max_size=60))
@example(["<li>", "<dd>"] * 30)
@example(["<p>", "<b>", "<i id=2>", "<p>", "words"])
@example(["<b>", "<div>", "<span>", "</b>", "words"] * 5)
@example(["<script><!--<script></script>", "<div>", "</script>", "<div>"])
def test_no_more_is_open_to_the_parser(pieces: list[str]) -> None:
    """Of any row of tags: neither deeper (but a form stays around what outlives it) nor more elements."""
    html = ("<body>" + "".join(pieces)).encode()
    depth, elements = deepest_open(html)
    parsed, held = deepest_parsed(html)
    assert parsed <= depth * (2 if "<form>" in pieces else 1) + 4
    assert held <= 2 * elements + 10


@pytest.mark.parametrize(
    "html",
    [
        "<p><b id=1><p>words<div>",
        "<p><b id=1><p><div>",
        "<p><b><b><b><b><b><p>words",
        "<p><b id=1><i></p><span>words",
        "<b><p><i></b>words<u>",
        "<b><i><u><s><em><p></b>words" + "<div>" * 9,
        "<b><div><div><div></b><span>words",
        "<i><span><div></i><u>" + "<div>" * 9,
        "<a href=/a>one<a href=/b>two<a href=/c><b>three",
        "<a><div><a><div><a>words",
        "<nobr><nobr><nobr>words",
        "<b></i></b><u><b>",
        "<p><b></p><table><td>words<div><div><div>",
        "<p><b></p><table><td></table>words<div><div><div><div>",
        "<b><b><b><b></b></b></b></b>" + "<div>" * 5,
        "<b><object></b><div></object><div><div><div>",
        "<form><i id=1></form></i><u><u><u>",
        "<i><form><b><u></form></b></u></i><s><s><s><s><s>",
        "<b><svg><foreignObject></b><i><u><s>",
        "<b><select></b></select><i><u><s>",
        "<b><b><b><b><i>x</b>x</b>x</b>x</b>y<u><s><u>",
        "<a href=/a><div><a href=/b>x</div>y<span><span><span>",
        "<div><a><table><a>x</table><span>",
        "<b><p><b><p><b></b>x</b>y<div>",
        "<b id=1><i id=2><u id=3><s id=4><p></b>words<p>more<div><div>",
        "<template><b></template>x<i><i><i>",
        "<option><div><option><span>",
        "<p><button></p><div>",
        "<p><hr><span><span>",
        "<p><li><div>",
        "<span><li><span>",
        "<p><h2><div>",
        "<p><table><td><p><table><td><div>",
        "<p><div><p><section><p><h2>",
        "<h2><h3><h4>words",
        "<h2><span></h3><div>",
        "<ul><li><p>a<li>b<ul><li>c</ul><li>d<div>",
        "<ul><li><ul></li><div>",
        "<dl><dt>a<dd>b<dt>c<dd>d<dl><dd>",
        "<ul><li><div><li><div>",
        "<ul><li><section><li><section>",
        "<div><span></div><span>",
        "<div></span><span></div><div>",
        "<form><div></form><div></div></div><u><u><u><u>",
        "<form><span></form></span><div>",
        "<button><span><button><span>",
        "<select><option>a<option>b<optgroup><option>c<optgroup><option>d</select><div>",
        "<select><div><select><span>",
        "<div><select></div><span>",
        "<select><div><select><u><u><u>",
        "<p><b></p>words<div><div>",
        "<p><b></p><button><div><div>",
        "<p><b></p><option><div><div>",
        "<table><td><p><b></p><td>words<div><div>",
        "<a><svg><a></a></svg><span><span><span>",
        "<div><table></div></table><div><div>",
        "<b><object></b></object><div><div>",
        "<option><option><optgroup><option>",
        "<ruby>a<rb>b<rt>c<rb>d<rtc>e<rt>f<rp>g</ruby><span>",
        "<rt>a<rt>b<rt>",
        "<table><tr><td>a<td><b>b<tr><td>words<table><td><div></table></table><span>",
        "<table><td><table><td><table><td>",
        "<table><caption><div><tr><th><div><tbody><tr><td>",
        "<table><thead><tr><th>a<tbody><tr><td>b",
        "<table><table><table><td>",
        "<tr><td><div>",
        "<table><td><b></table><i>words",
        "<b><table><td>words<i></td></b></table><u>",
        "<object><b></object>words<i>",
        "<b><object>words</b></object><i>",
        "<marquee></p></marquee><div></marquee><div>",
        "<svg><g><path/><g></svg><div>",
        "<svg><title><b>words</svg><div>",
        "<svg><desc><p><svg><g></svg></desc><g>",
        "<svg><foreignObject><div/><div/></foreignObject><g/><g>",
        "<svg><g><div>",
        "<svg><g></p><g>",
        "<svg><g><font><g><font color=red>",
        "<math><mi><b>words</b></mi><mrow></math><div>",
        "<math><title><mi><svg><title><div>",
        "<math><annotation-xml><svg><g>",
        "<b id=1><svg></b><g>",
        "<svg><a><a><a>",
        "<svg/><math/><div>",
        "<p><b id=1><p><svg><g>",
        "<svg><script><g></script><style><g>",
        "<svg><![CDATA[ > <div> ]]><g>",
        "<custom-a><custom-b></custom-a><custom-c>",
        "<custom-a><div></custom-a><custom-c>",
        "<!-- <div> --><!--><div><!---><div><!-- --!><div><!-- > -- ><div>",
        "<!x <div><div></ <div><?<div><div></><div",
        "<div title='</div><div>'><div title=\"'>\"><div a=b'><div =\">",
        "<div></div title='><div>'><div>",
        "<script>'<div>'<!-- <script></script><div></script><div>",
        "<script><!--></script><div><script><!-- --><script></script><div>",
        "<style><div></style ><div><textarea><div></textareas></textarea><div>",
        "<title><div></title><div><xmp><div></xmp><div>",
        "<plaintext><div></plaintext><div>",
        "<body><div><body><html><head><div>",
        "<br/><img><input/><wbr><div>",
    ],
)
def test_each_rule_of_the_standard(html: str) -> None:
    """As deep as lexbor's tree."""
    page = b"<body>" + html.encode()
    assert deepest_open(page)[0] == deepest_parsed(page)[0]


@pytest.mark.corpus
@pytest.mark.parametrize("batch", range(4))
def test_as_much_is_open_in_a_page_of_people(batch: int) -> None:
    """Pages as they are written nest exactly as deep as is said of them."""
    pages = [place.path for place in pool_of(CORPUS) if place.path.suffix in {".html", ".htm"}]
    for path in pages[batch::28]:
        html = path.read_bytes()
        assert deepest_open(html)[0] == pytest.approx(deepest_parsed(html)[0], abs=2), path.name

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


@pytest.mark.corpus
@pytest.mark.parametrize("batch", range(4))
def test_as_much_is_open_in_a_page_of_people(batch: int) -> None:
    """Pages as they are written nest exactly as deep as is said of them."""
    pages = [place.path for place in pool_of(CORPUS) if place.path.suffix in {".html", ".htm"}]
    for path in pages[batch::28]:
        html = path.read_bytes()
        assert deepest_open(html)[0] == pytest.approx(deepest_parsed(html)[0], abs=2), path.name

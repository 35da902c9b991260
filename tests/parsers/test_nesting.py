"""Depth is bounded as browsers bound it: no word is lost, nothing else of a page is touched."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from pipeline.errors import ReadError
from pipeline.parsers import read
from pipeline.parsers.decoding import nesting
from pipeline.parsers.landing import Landing, landing
from pipeline.sites import GENERIC, by_name
from tests.captures import capture_of
from tests.effort import in_proportion
from tests.parsers.readings import generic
from tests.parsers.test_open_elements import deepest_parsed

WORDS = b"<p>Words about sleep, and about rest, that go on for a while and then come to an end.</p>"
MANY = nesting.DEEPEST + 7000


def test_a_page_that_nests_as_pages_do_comes_back_as_it_was() -> None:
    """Ten thousand blocks beside each other, lists, tables, comments, scripts and drawings are no depth."""
    beside = b"<div><ul><li>One<li>Two</ul><br><img src=a></div>" * 2000
    drawn = b"<svg>" + b"<path d='M0 0'/>" * 4000 + b"</svg>"
    silent = b"<!-- " + b"<div>" * 2000 + b" --><script>" + b"<div>" * 2000 + b"</script>"
    page = b"<body>" + beside + drawn + silent + b"</body>"
    assert nesting.bounded(page) == (page, 0)


@pytest.mark.parametrize("closed", [True, False])
def test_elements_that_are_too_deep_open_nothing(closed: bool) -> None:
    """Beyond the bound start tags go, and as many end tags; the words stay, and what follows is as deep as it was."""
    page = b"<div>" * MANY + b"deep" + (b"</div>" * MANY if closed else b"") + b"<p>after</p>"
    html, cut = nesting.bounded(page)
    assert cut == MANY - nesting.DEEPEST
    assert html.count(b"<div>") == nesting.DEEPEST
    assert html.count(b"</div>") == (nesting.DEEPEST if closed else 0)
    assert b"deep" in html
    assert html.endswith(b"<p>after</p>")


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        (b"<li>a<dd>b", b""),
        (b"<rt>a", b""),
        (b"<optgroup>a", b""),
        (b"<div></b>a", b""),
        (b"<div title='</div>'>", b""),
        (b"<script><!--<script></script></div></script><div>", b""),
        (b"<svg><foreignObject><path/>", b""),
        (b"<table><tr><td><p>a", b"</p></div>"),
        (b"<b id=1><p>", b"</p>"),
    ],
)
def test_nothing_that_only_looks_closed_goes_deeper(opens: bytes, closes: bytes) -> None:
    """What the parser has open is counted, not what the tags seem to say."""
    html, cut = nesting.bounded(b"<body>" + (opens + closes) * MANY + b"<p>after")
    assert cut > MANY // 2
    assert deepest_parsed(html)[0] <= nesting.DEEPEST + 10
    assert html.endswith(b"after")


@pytest.mark.parametrize("paragraphs", [1000, 10_000])
def test_formatting_that_begins_anew_is_bounded_by_the_tags_of_a_page(paragraphs: int) -> None:
    """45 kB of unclosed formatting made five million elements, which took a minute and 3.6 GB; no word is lost."""
    fonts = b"".join(b"<font size=%d>" % number for number in range(1500))
    page = b"<p>" + fonts + b"<p>word" * paragraphs
    html, cut = nesting.bounded(page)
    assert cut > 1000
    assert html.count(b"word") == paragraphs
    assert deepest_parsed(html)[1] < 600_000


def test_formatting_that_is_closed_stays() -> None:
    """A glossary of ten thousand terms in italics, some not closed in their paragraph, keeps them all."""
    page = b"<p><i class=term>Word <b>is</b></i> this. " * 10_000 + b"<p><i>one</p><p>two</i>" * 2000
    assert nesting.bounded(page) == (page, 0)


@pytest.mark.parametrize("around", [b"", b"svg", b"math"])
def test_a_page_of_more_names_than_have_letters_is_read(around: bytes) -> None:
    """The end tag of a name that shares its letter closes nothing: more is taken for open than is."""
    named = b"".join(b"<x%d></x%d>" % (number, number) for number in range(5000))
    page = b"<body>" + WORDS + b"<b></i>" + (b"<%s>%s</%s>" % (around, named, around) if around else named) + WORDS
    html, cut = nesting.bounded(page)
    assert 0 < cut < 1000
    assert html.endswith(WORDS)
    assert generic(page).sections[0].text.count("Words about sleep") == 2


def test_the_record_says_that_a_page_was_bounded() -> None:
    """An issue counts the elements that open nothing; a page that nests less has none."""
    page = b"<body>" + b"<div>" * MANY + WORDS
    document = generic(page)
    assert [issue.evidence["elements"] for issue in document.issues if issue.code == "nesting-cut"] == ["7000"]
    assert document.sections[0].text.startswith("Words about sleep")
    assert not generic(b"<body><div>" + WORDS).issues


@pytest.mark.parametrize(
    "piece",
    [
        b"<div>Words, here. ",
        b"<ul><li>Words, here. ",
        b"<table><tr><td>Words, here. ",
        b"<dl><dt>Term<dd>Words. ",
        b"<div><h3>3 comments</h3>",
        b"<div role=heading>Words ",
        b"<li>Words, here.<dd>Words. ",
        b"<rt>Words, here. ",
        b"<optgroup>Words, here. ",
        b"<div>Words, here.</b>",
        b'<div title="</div>">Words, here. ',
        b"<svg><title><b>Words, here. ",
        b"<p><font size=1>Words, here. ",
    ],
)
def test_cost_is_linear_in_length(piece: bytes) -> None:
    """A page built to nest takes no more than in proportion to its length, within the noise of a busy machine."""

    def made(length: int) -> Callable[[], object]:
        capture = capture_of(WORDS + piece * (length // len(piece)) + WORDS)
        return lambda: (read(capture, by_name(GENERIC)), landing(capture))

    in_proportion(made, 25_000, 200_000, noise=3)


@pytest.mark.parametrize(("breaks", "refused"), [(998, False), (999, True)])
def test_a_page_of_tags_without_end_is_refused_by_their_number(
    monkeypatch: pytest.MonkeyPatch, breaks: int, refused: bool
) -> None:
    """A run waits while it reads; such a page costs the count of its tags, and is named."""
    monkeypatch.setattr(nesting, "MOST_TAGS", 1000)
    capture = capture_of(WORDS + b"<br>" * breaks, url="https://rest.test/page")
    if refused:
        with pytest.raises(ReadError, match=r"https://rest.test/page: 1001 tags, 1000 are read at most"):
            read(capture, by_name(GENERIC))
    else:
        assert "about rest" in read(capture, by_name(GENERIC)).sections[0].text


def test_cost_is_linear_in_the_dates_of_a_page() -> None:
    """A page of small tables with a review each: 400 kB of them took 15 seconds, 800 kB over a minute."""

    def made(tables: int) -> Callable[[], object]:
        capture = capture_of(WORDS + b"<table><tr><td>Reviewed<td>May 5, 2024</table>" * tables + WORDS)
        return partial(read, capture, by_name(GENERIC))

    in_proportion(made, 500, 4000, noise=3)


@pytest.mark.parametrize("piece", [b"<p>Call 911 at once if it hurts.</p>", WORDS])
def test_cost_is_linear_in_the_boxes_amid_a_text(piece: bytes) -> None:
    """What stands around a box was gathered anew for each of them: 4,000 boxes took eight seconds, 8,000 thirty."""

    def made(boxes: int) -> Callable[[], object]:
        capture = capture_of(b"<main>" + WORDS + b"<div class=promo>%b</div>" % piece * boxes + WORDS)
        return partial(read, capture, by_name(GENERIC))

    in_proportion(made, 500, 4000, noise=3)


def test_cost_of_what_a_link_leads_to_is_linear_in_length() -> None:
    """Pages of anybody are parsed where links are checked: one of 1.5 MB that nests took seven minutes."""

    def made(length: int) -> Callable[[], object]:
        capture = capture_of("<p id=there>" + "<div>" * (length // 5))
        assert landing(capture) == Landing((), frozenset({"there"}))
        return partial(landing, capture)

    in_proportion(made, 20_000, 200_000, noise=4)


CROWD = " ".join(f'a{number}=">"' for number in range(nesting.MOST_ATTRIBUTES + 1))
FILL = WORDS.decode() * 7000


@pytest.mark.parametrize("quiet", ["<!-- {} -->", "<script>{}</script>", "<style>{}</style>"])
def test_a_page_with_a_tag_of_attributes_without_end_is_refused(quiet: str) -> None:
    """Each is compared with all before it: 700 kB took 13 seconds. What only looks like such a tag is none."""
    with pytest.raises(ReadError, match=r"https://rest.test/page: a tag of over 4096 attributes"):
        read(capture_of(f"<p {CROWD}>{FILL}", url="https://rest.test/page"), by_name(GENERIC))
    assert "about rest" in generic((quiet.format(f"<p {CROWD}>") + FILL).encode()).sections[0].text

"""Pages built or broken to hurt a reader: no crash, no hang, bounded memory."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.fuzz.mutations import MUTATIONS, damaged
from benchmarks.fuzz.reading import pool_of, read_damaged
from pipeline.errors import ReadError
from pipeline.model.document import Document
from pipeline.parsers import read
from pipeline.sites import GENERIC, by_name
from tests.captures import capture_of
from tests.effort import at_most
from tools.corpus import CORPUS

WORDS = b"<p>Words about sleep, and about rest, that go on for a while and then come to an end.</p>"
TEN_MIB = 10 * 2**20

BOMBS = {
    "a hundred thousand nested divs": b"<div>" * 100_000 + WORDS,
    "a hundred thousand nested spans": b"<span>" * 100_000 + WORDS,
    "nested lists": b"<ul><li>" * 20_000 + WORDS,
    "nested quotes": b"<blockquote>" * 30_000 + WORDS,
    "nested tables": b"<table><tr><td>" * 1_500 + WORDS,
    "nested links and emphasis": b"<b><i><a href=/x>" * 3_000 + WORDS,
    "nested headings": b"<h1><h2><h3>" * 10_000 + WORDS,
    "formatting that begins anew in each paragraph": (
        b"<p>" + b"".join(b"<font size=%d>" % n for n in range(5_000)) + b"<p>x" * 5_000 + WORDS
    ),
    "plain formatting, a hundred thousand times": b"<p><b><i><u><s><em><tt><code>" + b"<p>x" * 100_000 + WORDS,
    "a million siblings": WORDS + b"<i></i>" * 1_000_000,
    "a hundred thousand paragraphs": b"<p>Words, words.</p>" * 100_000,
    "fifty thousand headings": b"<h2>Words</h2>" * 50_000,
    "a hundred thousand links": b"<ul>" + b"<li><a href=/a>Words</a>" * 100_000,
    "a table that claims a billion cells": (
        WORDS + b"<table><tr>" + b"<td rowspan=65534 colspan=1000>c" * 2_000 + b"</table>"
    ),
    "ten MiB of words": b"<p>" + b"Words and words. " * (TEN_MIB // 17),
    "ten MiB of one word": b"<p>" + b"w" * TEN_MIB,
    "ten MiB of attributes": WORDS + b"<div class='" + b"related " * (TEN_MIB // 8) + b"'>x</div>",
    "an attribute a time": WORDS + b"<div" + b"".join(b" a%d=1" % n for n in range(20_000)) + b">x</div>",
    "dates without end": WORDS + b"<p>Last reviewed 3 May 2020, updated 4 May 2021.</p>" * 5_000,
    "years without end": WORDS + b"<p>2020 2021 2022 2023 </p>" * 10_000,
    "days on lines without end": b"<div>" + b"On 3 May 2019 it was seen.<br>" * 20_000 + WORDS,
    "years in elements without end": b"<div><span>" + b"In <i>2019</i> it was. " * 8_000 + b"</span></div>" + WORDS,
    "an item of many dates": (
        b"<div itemscope itemtype='http://schema.org/Article'>"
        + b"<span itemprop=datePublished>2019-05-03</span><span itemprop=author itemscope>Ann</span>" * 15_000
        + WORDS
    ),
    "questions without end": WORDS + b"<p>Was this page helpful? <button>Yes</button> <button>No</button></p>" * 12_000,
    "consents without end": WORDS
    + b"<div>"
    + b"<div class=cookie>We use cookies <button>Accept</button></div>" * 25_000,
    "terms on buttons without end": WORDS + b"<p>" + b"a <button class=glossary>term</button>, " * 100_000,
    "tooltips of one term": WORDS + b"<div class=tooltip>x" + b"<span class=tooltiptext>It is so</span>" * 25_000,
    "signs in a heading": WORDS + b"<h2>Gout" + b"<button>Listen</button><a href='#x'>#</a>" * 32_000 + b"</h2>",
    "feet without end": b"<main><h1>T</h1>" + WORDS + b"<footer>May </footer>" * 100_000,
    "comments without end": b"<h2>3 comments</h2>" + WORDS * 20_000,
    "a broken JSON-LD of five MiB": b"<script type=application/ld+json>" + b"[{" * 2_500_000 + b"</script>" + WORDS,
    "a comment that never ends": WORDS + b"<!--" + b"-" * TEN_MIB,
}  # fmt: skip


def generic(body: bytes | str) -> Document | None:
    try:
        return read(capture_of(body), by_name(GENERIC))
    except ReadError:
        return None


@pytest.mark.parametrize("name", BOMBS)
def test_bombs(name: str) -> None:
    """A page built to nest, repeat or swell is read in seconds, and takes no memory out of proportion."""
    body = BOMBS[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with at_most(seconds=40):
        document = generic(body)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert grown < 200 * len(body) + 500 * 2**20
    if document is not None:
        assert document.coverage.lost == ()


@pytest.mark.corpus
@pytest.mark.parametrize("batch", range(10))
def test_damaged_pages(batch: int) -> None:
    """Real pages damaged at random are read or refused by name; nothing else comes out of the reader."""
    pool = pool_of(CORPUS)
    for seed in range(10_000_000 + batch * 50, 10_000_000 + (batch + 1) * 50):
        place = pool[seed % len(pool)]
        body, names = damaged(seed, place.path.read_bytes())
        try:
            read_damaged(body, place.url)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {place.path.name} after {names}") from error


def test_every_mutation_damages() -> None:
    """No way of damaging a page leaves every page as it was."""
    page = b"<table><tr><td class='a'>Words</td></tr></table><div><p>More <b>words</b> here.</p></div>" * 5
    for mutation in MUTATIONS:
        import random  # noqa: PLC0415

        assert any(mutation(random.Random(seed), page) != page for seed in range(20)), mutation.__name__  # noqa: S311


@pytest.mark.corpus
def test_html5lib_cases() -> None:
    """Every input of html5lib's cases, as a page and inside one, is read or refused by name.

    6,810 inputs of the tokenizer, 244 outputs of the serializer, 83 pages of the encoding sniffer: the corpus has no
    cases of the tree builder.
    """
    count = 0
    for bare in _html5lib(CORPUS / "html5lib-tests"):
        count += 1
        generic(bare or b" ")
        generic(b"<body><main><h1>A</h1><p>Words before. " + bare + b" Words after.</p></main>")
    assert count == 6_810 + 244 + 83


def _html5lib(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*.test")):
        for case in next(iter(json.loads(path.read_text("utf-8")).values())):
            given = case["expected"] if path.parent.name == "serializer" else [case["input"]]
            for text in given:
                escaped = case.get("doubleEscaped")
                yield (json.loads(f'"{text}"') if escaped else text).encode("utf-8", "surrogatepass")
    for path in sorted((folder / "encoding").rglob("*.dat")):
        for case in path.read_bytes().split(b"#data\n")[1:]:
            yield case.partition(b"\n#encoding")[0]

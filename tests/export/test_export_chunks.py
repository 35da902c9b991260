"""Chunks for retrieval."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.export.chunks import Chunking, chunk_rows
from pipeline.export.tokens import count_tokens, first_words
from tests.export.export_documents import a_document, a_section

LONG = " ".join(f"Sentence {number} speaks of dose {number} mg." for number in range(200))
WORDS = st.text(alphabet="ab1 .\n\u4e2d-,", max_size=400)


@given(WORDS, st.integers(32, 80), st.integers(0, 16))
@settings(max_examples=200)
def test_chunks_keep_their_size_and_lose_no_word(text: str, size: int, overlap: int) -> None:
    """Whatever the text, no chunk passes its size, its tokens are counted right, and the parts hold every word once."""
    document = a_document(sections=(a_section(0, text),))
    chunks = list(chunk_rows(document, Chunking(max_tokens=size, overlap=overlap)))
    assert all(count_tokens(chunk.context) + count_tokens(chunk.text) == chunk.tokens <= size for chunk in chunks)
    parts = [chunk.text[chunk.overlap :] for chunk in chunks]
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_chunk_is_never_of_two_sections() -> None:
    """Two short sections are two chunks, each cited to its place, with title and headings as context."""
    document = a_document("asthma", sections=(a_section(0, "One."), a_section(1, "Two."), a_section(2, "  ")))
    chunks = list(chunk_rows(document, Chunking()))
    assert [(chunk.text, chunk.citation_url[-3:], chunk.context) for chunk in chunks] == [
        ("One.", "#h0", "Asthma > Heading 0"),
        ("Two.", "#h1", "Asthma > Heading 1"),
    ]


def test_an_edit_keeps_the_ids_and_changes_one_hash() -> None:
    """After an edit to one section every id stands, and only that section's chunk has another hash."""
    before = list(chunk_rows(a_document(sections=(a_section(0, "One."), a_section(1, "Two."))), Chunking()))
    after = list(chunk_rows(a_document(sections=(a_section(0, "Edited."), a_section(1, "Two."))), Chunking()))
    assert [chunk.chunk_id for chunk in before] == [chunk.chunk_id for chunk in after]
    changed = [a.content_hash != b.content_hash for a, b in zip(before, after, strict=True)]
    assert changed == [True, False]


def test_an_overlap_is_whole_sentences_of_the_part_before() -> None:
    """The start of a part repeats the end of the one before, in whole sentences, and says how much of it."""
    document = a_document(sections=(a_section(0, LONG),))
    chunks = list(chunk_rows(document, Chunking(max_tokens=64, overlap=16)))
    assert len(chunks) > 10
    for before, after in itertools.pairwise(chunks):
        assert after.overlap > 0
        assert before.text.endswith(after.text[: after.overlap])
        assert after.text.startswith("Sentence ")
        assert count_tokens(after.text[: after.overlap]) <= 16
    assert [(chunk.order, chunk.part) for chunk in chunks] == [(place, place) for place in range(len(chunks))]


@pytest.mark.parametrize(
    ("title", "heading", "context"),
    [
        ("tiny " * 12, "Heading 0", "tiny " * 12 + "> Heading 0"),
        ("tiny " * 13, "Heading 0", "Heading 0"),
        ("Asthma", "tiny " * 16, "tiny " * 15 + "tiny"),
        ("Asthma", "a " * 17, "a " * 7 + "a"),
        (None, "Heading 0", "Heading 0"),
    ],
)
def test_a_context_takes_no_more_than_a_third(title: str | None, heading: str, context: str) -> None:
    """What stands nearest to the text stays: first the title gives way, then the end of a long heading."""
    lead = a_section(0, "One.", heading=heading.strip(), path=(heading.strip(),))
    document = a_document(title=title and title.strip(), sections=(lead,))
    (chunk,) = chunk_rows(document, Chunking(max_tokens=48))
    assert chunk.context == context


def test_sizes_that_cannot_be_kept_are_refused() -> None:
    """Chunks too small for a sentence, and overlaps of more than half, are refused with what is possible."""
    Chunking(max_tokens=32, overlap=16).check()
    for chunking in (Chunking(max_tokens=31), Chunking(max_tokens=64, overlap=33), Chunking(overlap=-1)):
        with pytest.raises(UsageError) as raised:
            chunking.check()
        assert raised.value.mend


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("Take 1500 mg, twice.", 7),
        ("hypertension", 2),
        ("asthmas", 2),
        ("1234", 2),
        ("\u7cd6\u5c3f\u75c5", 3),
        ("a_b", 3),
        ("37.5\u00b0C", 5),
    ],
)
def test_tokens_are_counted_as_documented(text: str, tokens: int) -> None:
    """Six letters a token, three digits a token, every other sign one; scripts without spaces one a sign."""
    assert count_tokens(text) == tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("Take it\nwith food.", "Take it with"),
        ("Take it", "Take it"),
        ("\u7cd6\u5c3f\u75c5\u306f", "\u7cd6\u5c3f\u75c5"),
    ],
)
def test_the_first_words_are_on_one_line(text: str, words: str) -> None:
    """Every sign of a script without spaces is a word."""
    assert first_words(text, 3) == words


def test_an_overlap_gives_way_to_a_long_sentence() -> None:
    """Where the next sentence fills the chunk, the overlap is left out rather than the size passed."""
    text = " ".join("tiny " * 11 + f"end {number}. " + "word " * 34 + "end." for number in range(6))
    document = a_document(sections=(a_section(0, text),))
    chunks = list(chunk_rows(document, Chunking(max_tokens=48, overlap=20)))
    assert len(chunks) >= 6
    assert max(chunk.tokens for chunk in chunks) <= 48

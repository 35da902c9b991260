"""Other names of pages: what they cover of a question, word by word as the search index takes words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import pairwise

from msgspec import Struct

from pipeline.storage.asking import Term, folded, terms
from pipeline.storage.indexed import TOKENS

_ALIKE = 3
"""Letters at the beginning that words of one stem share, at least."""


class Called(Struct, frozen=True):
    """A name of a page that speaks of a question.

    Attributes:
        title: of the page.
        covers: numbers of the question's words that are the name, or all of them where it is more than the question.
        within: whether the name says more than the question.
    """

    title: str
    covers: frozenset[int]
    within: bool


def called(question: Sequence[Term], names: Iterable[tuple[str, str]]) -> list[Called]:
    """Names that the words of a question hold whole, and those that hold the whole question.

    Endings, accents and case do not matter, nor whether two words are written as one (bedsores, bed sores).

    Args:
        question: its words; what stands in quotes is no part of a name.
        names: title of a page, and a name of it.
    """
    open_words = [number for number, term in enumerate(question) if not term.quoted]
    spoken = _spoken(question, open_words)
    like = list(_beginning_alike(names, {folded(words)[:_ALIKE] for _, words in spoken}))
    written = (phrase for _, words in like for phrase in (" ".join(words), "".join(words)))
    stemmed = stems([*(words for _, words in spoken), *written])
    asked, held = stemmed[: len(spoken)], stemmed[len(spoken) :]
    covered: dict[str, frozenset[int]] = {}
    for (numbers, _), parts in zip(spoken, asked, strict=True):
        for part in parts:
            covered[part] = covered.get(part, frozenset()) | numbers
    single = [{*parts} for parts in asked[: len(open_words)]]
    found = []
    for (title, words), apart, joined in zip(like, held[::2], held[1::2], strict=True):
        forms = (apart, joined) if len(words) == 2 else (apart,)
        whole = next((parts for parts in forms if parts and covered.keys() >= set(parts)), ())
        if whole:
            found.append(Called(title, frozenset().union(*(covered[part] for part in whole)), within=False))
        elif len(single) == len(question) > 1 and all(parts <= set(apart) for parts in single):
            found.append(Called(title, frozenset(open_words), within=True))
    return found


def _spoken(question: Sequence[Term], open_words: list[int]) -> list[tuple[frozenset[int], str]]:
    """The words of a question, each with its place, and then neighbours written as one, with theirs."""
    single = [(frozenset({number}), question[number].words) for number in open_words]
    return single + [
        (frozenset({one, other}), question[one].words + question[other].words)
        for one, other in pairwise(open_words)
        if other == one + 1
    ]


def _beginning_alike(names: Iterable[tuple[str, str]], begin: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Titles with the words of a name, where one of these beginnings stands in it: the only ones worth a stemmer."""
    for title, name in names:
        plain = folded(name)
        if any(beginning in plain for beginning in begin):
            yield title, [term.words for term in terms(name)]


def stems(phrases: Sequence[str]) -> list[tuple[str, ...]]:
    """The words of each phrase as the search index takes them, and their endings off once more (tiredness, tired)."""
    return _stemmed([" ".join(words) for words in _stemmed(phrases)])


def _stemmed(phrases: Sequence[str]) -> list[tuple[str, ...]]:
    words: list[list[str]] = [[] for _ in phrases]
    with closing(sqlite3.connect(":memory:")) as sql:
        sql.execute(f"CREATE VIRTUAL TABLE phrases USING fts5 (words, content='', tokenize=\"{TOKENS}\")")
        sql.execute("CREATE VIRTUAL TABLE held USING fts5vocab (phrases, instance)")
        sql.executemany("INSERT INTO phrases (rowid, words) VALUES (?, ?)", enumerate(phrases))
        for number, word in sql.execute("SELECT doc, term FROM held ORDER BY doc, offset"):
            words[number].append(word)
    return [tuple(found) for found in words]

"""Other names of pages: what they cover of a question, word by word as the search index takes words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import pairwise

from msgspec import Struct

from pipeline.storage.asking import Term, folded, terms

TOKENS = "porter unicode61 remove_diacritics 2"
"""How the search index takes words."""
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
    spoken = [(frozenset({number}), question[number].words) for number in open_words]
    spoken += [
        (frozenset({one, other}), question[one].words + question[other].words)
        for one, other in pairwise(open_words)
        if other == one + 1
    ]
    begin = {folded(words)[:_ALIKE] for _, words in spoken}
    like = [
        (title, [term.words for term in terms(name)])
        for title, name, plain in ((title, name, folded(name)) for title, name in names)
        if any(beginning in plain for beginning in begin)
    ]
    phrases = [words for _, words in spoken] + [
        phrase for _, words in like for phrase in (" ".join(words), "".join(words))
    ]
    stemmed = stems(phrases)
    covered: dict[str, frozenset[int]] = {}
    for (numbers, _), parts in zip(spoken, stemmed, strict=False):
        for part in parts:
            covered[part] = covered.get(part, frozenset()) | numbers
    single = [{*stemmed[place]} for place in range(len(open_words))]
    found = []
    for place, (title, words) in enumerate(like):
        apart, joined = stemmed[len(spoken) + 2 * place : len(spoken) + 2 * place + 2]
        whole = next(
            (parts for parts in (apart, joined if len(words) == 2 else ()) if parts and covered.keys() >= set(parts)),
            (),
        )
        if whole:
            found.append(Called(title, frozenset().union(*(covered[part] for part in whole)), within=False))
        elif len(single) == len(question) > 1 and all(parts <= set(apart) for parts in single):
            found.append(Called(title, frozenset(open_words), within=True))
    return found


def stems(phrases: Sequence[str]) -> list[tuple[str, ...]]:
    """The words of each phrase as the search index takes them, and their endings off once more (tiredness, tired)."""
    return _stemmed([" ".join(words) for words in _stemmed(phrases)])


def _stemmed(phrases: Sequence[str]) -> list[tuple[str, ...]]:
    words: list[list[str]] = [[] for _ in phrases]
    with closing(sqlite3.connect(":memory:")) as sql:
        sql.execute(f"CREATE VIRTUAL TABLE phrases USING fts5 (words, content='', tokenize='{TOKENS}')")
        sql.execute("CREATE VIRTUAL TABLE held USING fts5vocab (phrases, instance)")
        sql.executemany("INSERT INTO phrases (rowid, words) VALUES (?, ?)", enumerate(phrases))
        for number, word in sql.execute("SELECT doc, term FROM held ORDER BY doc, offset"):
            words[number].append(word)
    return [tuple(found) for found in words]

"""What a question asks about: its words without those that every sentence has, in English and in Spanish."""

from __future__ import annotations

import re
import unicodedata

from msgspec import Struct

from pipeline.patterns import UNSPACED, when_used

_PART = re.compile(r'"([^"]*)"|(\S+)')
_NO_LETTER = rf"(?:[^\w{UNSPACED}\u0900-\u0963\u0966-\u0dff]|_)"
"""Vowel signs of Hindi and its kin are none for Python, and end a word as others do."""
_EDGES = when_used(rf"^{_NO_LETTER}+|{_NO_LETTER}+$")
_OWN = re.compile(r"'s$")
_SHORTENED = re.compile(r"(?:n't|'(?:m|ve|re|ll|d))$")
_ENGLISH = """
    a about after all am an and any anyone are as at be been before being between but by can cannot cant could did do
    does doesnt doing dont during for from get gets getting give gives got had happens has have having he her hers him
    his how i if im in into is isnt it its know many may me might mine much must my no not of often on one or our ours
    over shall she should so some someone something tell than that the their them then there these they this those to us
    was we were what whats when where which while who whom whose why will with would you your yours
"""
_SPANISH = """
    al ante como con cual cuales cuando cuanta cuantas cuanto cuantos de debe debo del desde donde durante el
    ella ellas ellos en entre es esa ese eso esta estan estar este esto estos estoy fue ha hacer hace han hasta la las
    le les lo los mas mi mis mucho muy nos para pero por porque puede pueden puedo que quien quienes saber se segun ser
    si sobre su sus tener tengo tiene tienen tu tus un una unas uno unos y ya yo
"""
"""Without those that name something in English: ``hay`` (fever), ``son``, ``sin``, ``van``, (vitamin) ``e``."""
_FUNCTION = frozenset(_ENGLISH.split()) | frozenset(_SPANISH.split())
_OPERATORS = frozenset({"AND", "OR", "NOT"})
"""What other searches know, and people bring along."""


class Term(Struct, frozen=True):
    """A word or a quoted phrase that is looked for; what is quoted or holds a digit (a dose, a year) is needed."""

    words: str
    quoted: bool = False

    @property
    def needed(self) -> bool:
        """Whether no section is a hit that does not hold it."""
        return self.quoted or any(c.isdigit() for c in self.words)


def terms(question: str) -> list[Term]:
    """What is looked for, each once, in the order of the question; of words that are all of every sentence, all.

    A word in capitals among others is a name (WHO, AIDS, IT), and an ``a`` that ends what is said is no article
    (hepatitis a). The possessive ``'s`` is no part of a name.
    """
    found = [(phrase, word) for phrase, word in _PART.findall(question) if any(c.isalnum() for c in phrase or word)]
    shouted = question.isupper()
    every, telling = [], []
    for number, (phrase, word) in enumerate(found):
        if phrase:
            term = Term(phrase, quoted=True)
        else:
            term = Term(_OWN.sub("", _EDGES.sub("", word.replace("\u2019", "'"))) or word)
        every.append(term)
        named = not shouted and _is_name(term.words, first=number == 0)
        last = number > 0 and number == len(found) - 1 and term.words.lower() == "a"
        if phrase or named or last or not _is_function(term.words):
            telling.append(term)
    unique = {folded(term.words): term for term in reversed(telling or every)}
    return list(reversed(unique.values()))


def _is_name(word: str, *, first: bool) -> bool:
    if not word.isupper() or word in _OPERATORS:
        return False
    return len(word) > 1 or (word == "A" and not first)


def _is_function(word: str) -> bool:
    plain = folded(word)
    return plain in _FUNCTION or _SHORTENED.search(plain) is not None


def folded(word: str) -> str:
    """Lower case without accents, as the search index takes a word."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))

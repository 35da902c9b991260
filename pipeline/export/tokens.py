"""How long a text is for a language model, counted without any model at hand.

Every model cuts words its own way and its vocabulary is a download. What is counted here needs neither and is the same
on every machine and in every year: a run of letters is one token for every six letters begun, digits go in threes,
every other visible sign (and every sign of a script written without spaces) is one. On English health pages that is
somewhat more than byte-pair vocabularies of 100,000 entries count, so a chunk within the limit here is within theirs.
"""

from __future__ import annotations

from itertools import islice

from pipeline.patterns import UNSPACED, when_used

LETTERS = 6
"""Letters of a word that make one token."""

_TOKEN = when_used(rf"[{UNSPACED}]|\d{{1,3}}|(?:(?![{UNSPACED}])[^\W\d_]){{1,{LETTERS}}}|[^\w\s]|_")

_WORD = when_used(rf"[{UNSPACED}]|[^\s{UNSPACED}]+")


def count_tokens(text: str) -> int:
    """Tokens of a text.

    >>> count_tokens("Take 1500 mg, twice.")
    7
    """
    return len(_TOKEN.findall(text))


def first_words(text: str, count: int) -> str:
    """The first words of a text on one line; every sign of a script written without spaces is a word.

    >>> first_words("Take it\\nwith food.", 3)
    'Take it with'
    """
    ends = [word.end() for word in islice(_WORD.finditer(text), count)]
    return " ".join(text[: ends[-1]].split()) if ends else ""

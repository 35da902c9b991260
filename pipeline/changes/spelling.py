"""One way of writing what is written in several: figures and words for numbers, ranges, units, telephone numbers.

What is the same so written says the same to a reader, and a change from one to the other is none of substance. Only
what cannot be anything else is folded: "1.500" is one and a half in one language and fifteen hundred in the next, so
it stays as it stands, and so does "5" beside ".5", which is the slip that kills.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.changes.lexicon import LEXICON
from pipeline.patterns import when_used

_NUMBERS = (
    "zero null cero zéro",
    "one una uno ein eine einen einer une um uma",
    "two dos zwei deux due dois duas",
    "three tres drei trois tre três",
    "four cuatro vier quatre quattro quatro",
    "five cinco fünf cinq cinque",
    "six seis sechs sei",
    "seven siete sieben sept sette sete",
    "eight ocho acht huit otto oito",
    "nine nueve neun neuf nove",
    "ten diez zehn dix dieci dez",
    "eleven elf undici onze",
    "twelve doce zwölf douze dodici doze",
    "thirteen trece dreizehn treize tredici treze",
    "fourteen catorce vierzehn quatorze quattordici catorze",
    "fifteen quince fünfzehn quinze quindici",
    "sixteen dieciséis sechzehn seize sedici dezesseis",
    "seventeen diecisiete siebzehn diciassette dezessete",
    "eighteen dieciocho achtzehn diciotto dezoito",
    "nineteen diecinueve neunzehn diciannove dezenove",
    "twenty veinte zwanzig vingt venti vinte",
)
"""Words for the numbers from nothing to twenty, in their order."""

_VALUES = {word: str(value) for value, words in enumerate(_NUMBERS) for word in words.split()}
_SURE = frozenset(word for word in _VALUES if LEXICON.get(word) == "number")
"""Those that are nothing but numbers; "one" and "un" are more than that."""


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return when_used(rf"\b(?:{'|'.join(sorted(words, key=len, reverse=True))})\b", re.IGNORECASE)


_ALL_WORDS, _SURE_WORDS = _any_of(_VALUES), _any_of(_SURE)

_FOLDED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile("\u2044"), "/"),  # what NFKC makes of ½
    (re.compile(r">\s?="), "≥"),
    (re.compile(r"<\s?="), "≤"),
    (re.compile("\u00d7"), "x"),
    (re.compile(r"(?<=\d)\s?o(?=[CF]\b)"), " °"),  # NFKC takes º for a raised letter
    (re.compile(r"(?<=\d)\s?°\s?(?=[CF]\b)"), " °"),
    (
        re.compile(r"(?<=\d)\s?(?:%|(?:per\s?cent|por ciento|prozent|pour cent|per cento|por cento)\b)", re.IGNORECASE),
        " %",
    ),
    (re.compile(r"(?<![A-Za-z])(?:ug|[\u00b5\u03bc]g)\b"), "mcg"),
    (re.compile(r"(?<![A-Za-z])([md]?)L\b"), r"\1l"),
    (re.compile(r"(?<=\d)\s?(?:-|\b(?:to|bis|a|à)\b)\s?(?=\d)"), "-"),
    (re.compile(r"(?<=[A-Za-z])_(?=\d)"), ""),
    (re.compile(r"(?<![\d.,])(\d+),(\d{1,2})(?![\d.,]*\d)"), r"\1.\2"),
    (re.compile(r"(?<![\d.,-])(?:\+?1[-. ]{1,2})?\(?(\d{3})\)?[-. ]{1,2}(\d{3})[-. ](\d{4})(?![\d-])"), r"\1\2\3"),
)


def spelt(block: str, *, alike: bool = False) -> str:
    """A normalised block as it is written in the one way.

    Args:
        block: normalised.
        alike: to be compared as a whole: also words that are seldom numbers are figures then.
    """
    block = (_ALL_WORDS if alike else _SURE_WORDS).sub(lambda found: _VALUES[found[0].casefold()], block)
    for pattern, written in _FOLDED:
        block = pattern.sub(written, block)
    return block

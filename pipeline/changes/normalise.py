"""Words as they are compared: what a typesetter changes is folded, what a reader reads is kept."""

from __future__ import annotations

import re
import unicodedata

NORMALISER_VERSION = "1"
"""Raised when the same text comes out differently: fingerprints of two versions are not compared."""

# single and double quotation marks, primes and the Hawaiian okina; hyphens, dashes and the minus sign
_SINGLE = "\u2018\u2019\u201a\u201b\u02bc\u02bb\u2032`\u00b4\uff07"
_DOUBLE = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\uff0d"
_INVISIBLE = dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069\ufeff", "")
_FOLD = {**dict.fromkeys(_SINGLE, "'"), **dict.fromkeys(_DOUBLE, '"'), **dict.fromkeys(_DASHES, "-"), **_INVISIBLE}
_FOLDED = re.compile(f"[{''.join(_FOLD)}]")
_FIGURES = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉¼½¾⅐-⅞]")
_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_LOWERED = re.compile(r"[₀₁₂₃₄₅₆₇₈₉]+")
_FRACTION = re.compile(r"(?<=\d)(?=[¼½¾⅐-⅞])")


def normalise(text: str) -> str:
    """NFKC, quotes, dashes and spaces folded, soft hyphens and zero-width characters out; nothing else is changed.

    NFKC alone would make 10⁵ a 105 and 1½ an 11/2, so raised digits get a ``^``, lowered ones a ``_`` and a fraction
    a space in front first.
    """
    if not text.isascii():
        if _FIGURES.search(text):
            text = _RAISED.sub(r"^\g<0>", text)
            text = _LOWERED.sub(r"_\g<0>", text)
            text = _FRACTION.sub(" ", text)
        # folded before and after: the primes that NFKC takes apart, the wide forms that it makes narrow
        folded = _folded(text)
        text = unicodedata.normalize("NFKC", folded)
        if text != folded:
            text = _folded(text)
    return " ".join(text.split())


def _folded(text: str) -> str:
    return _FOLDED.sub(lambda found: _FOLD[found[0]], text)

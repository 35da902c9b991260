"""How the search index takes words, those of scripts without spaces among them."""

from __future__ import annotations

import unicodedata

from pipeline.patterns import UNSPACED, when_used

_MARKS = "".join(sign for sign in map(chr, range(0x900, 0x1800)) if unicodedata.category(sign) in ("Mn", "Mc"))
"""Vowels and tones above, below and beside letters, from Hindi to Khmer; else the index would take them for ends of
words, and in Thai fever for an egg."""
TOKENS = f"porter unicode61 remove_diacritics 2 tokenchars '{_MARKS}'"
"""How the search index takes words."""
BETWEEN = "\x1f"
"""What stands between the signs of scripts without spaces in what is indexed: the unit separator of ASCII."""
_UNSPACED = when_used(f"[{UNSPACED}]")
_PLACES = when_used(f"(?<=[{UNSPACED}])(?=[{UNSPACED}\\w])|(?<=\\w)(?=[{UNSPACED}])")


def apart(words: str | None) -> str | None:
    """Words with their signs of scripts without spaces apart, so that each is a word; ``None`` where none is in them.

    What changes here needs a migration that makes the index anew.
    """
    if words is None or words.isascii() or not _UNSPACED.search(words):
        return None
    return _PLACES.sub(BETWEEN, words)


def as_indexed(words: str) -> str:
    """Words as the index has them."""
    return apart(words) or words

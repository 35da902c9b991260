"""How the search index takes words, those of scripts without spaces among them."""

from __future__ import annotations

import re
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
_ROWS = {
    row
    for first, last in re.findall("(.)-(.)", UNSPACED)
    for row in range(first.encode("utf-16-be")[0], last.encode("utf-16-be")[0] + 1)
}
_OTHER_ROWS = bytes(row for row in range(256) if row not in _ROWS)
"""First bytes in UTF-16 of what is in none of these scripts: asked by them, a sign costs a fifth of the pattern."""
_PLACES = when_used(f"(?<=[{UNSPACED}])(?=[{UNSPACED}\\w])|(?<=\\w)(?=[{UNSPACED}])")


def apart(words: str | None) -> str | None:
    """Words with their signs of scripts without spaces apart, so that each is a word; ``None`` where none is in them.

    What changes here needs a migration that makes the index anew.
    """
    if words is None or words.isascii():
        return None
    rows = words.encode("utf-16-be", "surrogatepass")[::2]
    if not rows.translate(None, _OTHER_ROWS) or not _UNSPACED.search(words):
        return None
    return _PLACES.sub(BETWEEN, words)


def as_indexed(words: str) -> str:
    """Words as the index has them."""
    return apart(words) or words

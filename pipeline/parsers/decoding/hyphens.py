"""Soft hyphens: where a word may be parted at the end of a line. Nobody sees them, so no word of a record has them."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

_REFERENCE = re.compile(rb"&#?\w{1,40};?")
_HYPHEN = b"\xc2\xad"
_NAMED = frozenset((b"&shy;", b"&#173;", b"&#xad;", b"&#xAD;", b"&#x00ad;", b"&#x00AD;"))
_IN_TEXT = re.compile(
    rb"(<!--.*?-->|<(script|style)\b.*?</\2\s*>|<(?:a|area|base|img|link|source)\s[^>]*>)"
    # behind these it is half of a damaged letter: "Ã\xad" was "í" once
    rb"|(?<!\xc2[\x80-\xbf])(?<!\xc3[\x80-\x9f])(?<!\xe2[\x80-\xbf][\x80-\xbf])(?:\xc2\xad|&shy;|&#(?:173|x(?:00)?ad);)",
    re.IGNORECASE | re.DOTALL,
)


def references_in(utf8: bytes) -> frozenset[bytes]:
    """The character references of an HTML page, each once."""
    found: set[bytes] = set()
    at = utf8.find(b"&")
    while at >= 0:
        reference = _REFERENCE.match(utf8, at)
        if reference is not None:
            found.add(reference[0])
        at = utf8.find(b"&", at + 1)
    return frozenset(found)


def without_soft_hyphens(utf8: bytes, beyond: bytes, references: AbstractSet[bytes]) -> bytes:
    """A page, or a text, without soft hyphens; itself where it has none.

    Addresses of links and pictures and what stands in scripts stay as they are.

    Args:
        utf8: the page.
        beyond: the stretches of it that hold all that is not ASCII.
        references: its character references; a text has none.
    """
    if _HYPHEN not in beyond and _NAMED.isdisjoint(references):
        return utf8
    return _IN_TEXT.sub(rb"\1", utf8)

"""Soft hyphens: where a word may be parted at the end of a line. Nobody sees them, so no word of a record has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import islice

_REFERENCE = re.compile(rb"&#?\w{1,40};?")
_FEW = 64
_HYPHEN = b"\xc2\xad"
_NAMED = frozenset((b"&shy;", b"&#173;", b"&#xad;", b"&#xAD;", b"&#x00ad;", b"&#x00AD;"))
_UNREAD = re.compile(rb"<(?:!--|(script|style|SCRIPT|STYLE)\b)")
"""How what nobody reads begins. Its end is looked for apart: a pattern takes a hundred instructions for each sign."""
_OR_ADDRESS = re.compile(
    rb"<(?:a|area|base|img|link|source|A|AREA|BASE|IMG|LINK)\s[^>]*>|\xc2\xad|&shy;|&#173;|&#[xX](?:00)?[aA][dD];"
)
_HALF_A_LETTER = re.compile(rb"\xc2[\x80-\xbf]\Z|\xc3[\x80-\x9f]\Z|\xe2[\x80-\xbf][\x80-\xbf]\Z")
"""Behind these a soft hyphen is half of a damaged letter: "Ã\xad" was "í" once."""


def references_in(utf8: bytes) -> Iterator[bytes]:
    """The character references of an HTML page, in their order."""
    at = utf8.find(b"&")
    while at >= 0:
        reference = _REFERENCE.match(utf8, at)
        if reference is not None:
            yield reference[0]
        at = utf8.find(b"&", at + 1)


def few_references_in(utf8: bytes) -> frozenset[bytes] | None:
    """The same, each once; ``None`` where there are so many that to look for one is faster."""
    found = list(islice(references_in(utf8), _FEW))
    return frozenset(found) if len(found) < _FEW else None


def without_soft_hyphens(utf8: bytes, beyond: bytes, references: AbstractSet[bytes] | None) -> bytes:
    """A page, or a text, without soft hyphens; itself where it has none.

    Addresses of links and pictures and what stands in scripts stay as they are.

    Args:
        utf8: the page.
        beyond: the stretches of it that hold all that is not ASCII.
        references: what :func:`few_references_in` says of it; a text has none.
    """
    named = b"&shy;" in utf8 or b"&#173;" in utf8 if references is None else not _NAMED.isdisjoint(references)
    if not named and _HYPHEN not in beyond:
        return utf8
    pieces: list[bytes] = []
    at = 0
    for start, end in _unread(utf8):
        pieces += (_OR_ADDRESS.sub(_kept, utf8[at:start]), utf8[start:end])
        at = end
    return b"".join((*pieces, _OR_ADDRESS.sub(_kept, utf8[at:])))


def _unread(utf8: bytes) -> Iterator[tuple[int, int]]:
    """Where scripts, style sheets and comments begin and end; those that do not end are text."""
    at = 0
    while (found := _UNREAD.search(utf8, at)) is not None:
        mark = b"-->" if found[1] is None else b"</" + found[1]
        end = utf8.find(mark, found.end())
        at = found.end() if end < 0 else end + len(mark)
        if end >= 0:
            yield found.start(), at


def _kept(found: re.Match[bytes]) -> bytes:
    stays = found[0].startswith(b"<") or _HALF_A_LETTER.search(found.string, max(0, found.start() - 3), found.start())
    return found[0] if stays else b""

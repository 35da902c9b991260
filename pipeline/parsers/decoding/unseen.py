"""Signs that nobody sees, so that no word of a record has them: soft hyphens, and spaces without width.

A word may be parted there at the end of a line; editors of SharePoint and others leave such spaces anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import islice

_REFERENCE = re.compile(rb"&#?\w{1,40};?")
_FEW = 64
_HYPHEN = b"\xc2\xad"
_WITHOUT_WIDTH = re.compile(
    rb"(?:\xe2\x80\x8b(?:(?![\xe0\xe1\xe3-\xed])|(?<![\xe0\xe1\xe3-\xed][\x80-\xbf][\x80-\xbf]...))|\xef\xbb\xbf)"
    rb"(?![^<>]{0,500}>)",
    re.DOTALL,
)
"""U+200B, but between letters of scripts that it parts words of, and what it was before (U+FEFF); in no tag."""
_NAMED = frozenset(
    (
        *(b"&shy;", b"&#173;", b"&#xad;", b"&#xAD;", b"&#x00ad;", b"&#x00AD;"),
        *(b"&#8203;", b"&#x200b;", b"&#x200B;", b"&ZeroWidthSpace;", b"&#65279;", b"&#xfeff;", b"&#xFEFF;"),
    )
)
_UNREAD = re.compile(rb"<(?:!--|(script|style|SCRIPT|STYLE)\b)")
"""How what nobody reads begins. Its end is looked for apart: a pattern takes a hundred instructions for each sign."""
_OR_ADDRESS = re.compile(
    rb"<(?:a|area|base|img|link|source|A|AREA|BASE|IMG|LINK)\s[^>]*>|\xc2\xad|&shy;|&#173;|&#[xX](?:00)?[aA][dD];"
    rb"|(&#(?:8203|65279|x200[bB]|xfeff|xFEFF);|&ZeroWidthSpace;)",
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


def without_unseen(utf8: bytes, beyond: bytes, references: AbstractSet[bytes] | None) -> bytes:
    """A page, or a text, without soft hyphens and spaces without width; itself where it has none.

    Addresses of links and pictures and what stands in scripts stay as they are, and so do the spaces that part words
    of scripts without others (Khmer, Thai).

    Args:
        utf8: the page.
        beyond: the stretches of it that hold all that is not ASCII.
        references: what :func:`few_references_in` says of it; a text has none.
    """
    named = any(each in utf8 for each in _NAMED) if references is None else not _NAMED.isdisjoint(references)
    named = named or _HYPHEN in beyond
    wide = b"\xe2\x80\x8b" in beyond or b"\xef\xbb\xbf" in beyond
    if not named and not wide:
        return utf8
    pieces: list[bytes] = []
    at = 0
    for start, end in (*_unread(utf8), (len(utf8), len(utf8))):
        piece = _WITHOUT_WIDTH.sub(b"", utf8[at:start]) if wide else utf8[at:start]
        pieces += (_OR_ADDRESS.sub(_kept, piece) if named else piece, utf8[start:end])
        at = end
    return b"".join(pieces)


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
    if found[1] is not None:
        return b""
    stays = found[0].startswith(b"<") or _HALF_A_LETTER.search(found.string, max(0, found.start() - 3), found.start())
    return found[0] if stays else b""

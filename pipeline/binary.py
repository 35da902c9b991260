"""Bytes that are no text, whatever media type they were sent with.

A reader makes words of any bytes, so what a server sends under the wrong name would become a record of noise. Known
files are told by their first bytes (WHATWG MIME Sniffing, sections 6 and 7.1, and the formats' own specifications); the
rest, such as a compressed page whose ``Content-Encoding`` was lost, by bytes that no text holds (its "binary data
bytes") and by NULs where no encoding has them.
"""

from __future__ import annotations

import re
import zlib
from typing import Final

from msgspec import Struct

_SNIFFED: Final = 1445
"""Bytes that are looked at, as many as browsers do."""

_FILES: Final = (
    (0, b"%PDF-", "a PDF"),
    (0, b"%!PS-", "PostScript"),
    (0, b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (0, b"\xff\xd8\xff", "a JPEG picture"),
    (0, b"GIF87a", "a GIF picture"),
    (0, b"GIF89a", "a GIF picture"),
    (0, b"II*\x00", "a TIFF picture"),
    (0, b"MM\x00*", "a TIFF picture"),
    (6, b"\x00\x00\x00\x00", "a BMP picture"),
    (0, b"\x00\x00\x01\x00", "an icon"),
    (8, b"WEBP", "a WebP picture"),
    (8, b"WAVE", "sound"),
    (8, b"AVI ", "a video"),
    (4, b"ftyp", "sound, video or a picture"),
    (0, b"OggS\x00", "sound or video"),
    (0, b"wOFF", "a font"),
    (0, b"wOF2", "a font"),
    (0, b"PK\x03\x04", "a zip file, as office documents are"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
    (0, b"{\\rtf1", "an office document (RTF)"),
    (0, b"SQLite format 3\x00", "a SQLite database"),
    (0, b"bplist00", "a web archive of Safari's or another property list"),
    (0, b"PAR1", "Parquet"),
    (257, b"ustar", "a tar archive"),
)
_FIRST: Final = tuple(mark for at, mark, _ in _FILES if at == 0)
_LATER: Final = tuple((at, mark) for at, mark, _ in _FILES if at > 0)
_BEFORE: Final = {
    b"\x00\x00\x00\x00": b"BM",
    b"WEBP": b"RIFF",
    b"WAVE": b"RIFF",
    b"AVI ": b"RIFF",
    b"ftyp": b"\x00\x00",
}
"""What a mark that is not at the beginning stands behind; alone it is too common in text."""
_PACKED: Final = (
    (b"\x1f\x8b", "gzip without a Content-Encoding that says so"),
    (b"\x28\xb5\x2f\xfd", "zstd without a Content-Encoding that says so"),
    (b"\xfd7zXZ\x00", "packed (xz)"),
    (b"BZh91AY&SY", "packed (bzip2)"),
    (b"7z\xbc\xaf\x27\x1c", "packed (7z)"),
)
_PARTS: Final = re.compile(rb"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/", re.IGNORECASE)
"""Headers of a message of several parts: a page as browsers save it in one file (MHTML), or as it is mailed."""
# NUL is not among them, of which text in UTF-16 is full, nor the shifts of ISO-2022.
_IN_NO_TEXT: Final = bytes((*range(0x01, 0x09), 0x0B, *range(0x10, 0x1B), *range(0x1C, 0x20)))
_SHARE: Final = 0.05
"""Of such bytes; bytes at random have nearly a tenth of them, pages with a slip a handful in all."""
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_MARKUP: Final = re.compile(rb"<(?:!doctype|!--|\?xml|html|head|title|meta|body|div|p|h1|table)\b", re.IGNORECASE)


class Binary(Struct, frozen=True):
    """What bytes are that are no text.

    Attributes:
        words: what they are, to follow "is".
        spoiled: whether a page may be behind them; else they are a file of their own.
        mend: what to do about it, for those who have it as a file.
    """

    words: str
    spoiled: bool
    mend: str = "give the page itself, as HTML or text"


_ARCHIVE: Final = Binary(
    "a WARC archive", spoiled=False, mend="`pipeline reparse --engine process --units FILE` reads all its pages"
)
_UNPACK: Final = "unpack it first; `pipeline parse - --url URL` takes a page from standard input"


def binary(body: bytes) -> Binary | None:
    """What a body is if it is no text; ``None`` if it may be."""
    head = body[:_SNIFFED]
    if head.startswith(b"WARC/"):
        return _ARCHIVE
    begins = head.lstrip(b" \t\r\n")
    if begins.startswith(_FIRST) or any(head.startswith(mark, at) for at, mark in _LATER):
        for at, mark, words in _FILES:
            if (begins if at == 0 else head).startswith(mark, at) and head.startswith(_BEFORE.get(mark, b"")):
                return Binary(words, spoiled=False)
    if _PARTS.match(head):
        return Binary("a message of several parts, as browsers save pages in one file (MHTML)", spoiled=False)
    for mark, words in _PACKED:
        if head.startswith(mark):
            return _ARCHIVE if _unpacked(head).startswith(b"WARC/") else Binary(words, spoiled=True, mend=_UNPACK)
    return None if _may_be_text(head) else Binary("bytes that are no text", spoiled=True)


def _may_be_text(head: bytes) -> bool:
    if b"\x00" not in head and _MARKUP.search(head):  # most pages
        return True
    strange = len(head) - len(head.translate(None, _IN_NO_TEXT))
    nulls = 4 * min(head[place::4].count(0) for place in range(4))  # text in UTF-16 or UTF-32 has one without
    if max(strange, nulls) <= _SHARE * len(head) or head.startswith(_UTF16_MARKS):
        return True
    return _MARKUP.search(head.replace(b"\x00", b"")) is not None


def _unpacked(head: bytes) -> bytes:
    """The first bytes behind gzip; nothing if it is something else, or damaged."""
    try:
        return zlib.decompressobj(wbits=31).decompress(head, 16)
    except zlib.error:
        return b""

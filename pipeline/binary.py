"""Bytes that are no text, whatever media type they were sent with.

A reader makes words of any bytes, so what a server sends under the wrong name would become a record of noise. Known
files are told by their first bytes (WHATWG MIME Sniffing, sections 6 and 7.1); the rest, such as a compressed page
whose ``Content-Encoding`` was lost, by bytes that no text holds (its "binary data bytes").
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

_SNIFFED: Final = 1445
"""Bytes that are looked at, as many as browsers do."""

_FILES: Final = (
    (b"%PDF-", "a PDF"),
    (b"%!PS-", "PostScript"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"PK\x03\x04", "a zip file, as office documents are"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
    (b"OggS\x00", "sound or video"),
)
_PACKED: Final = (
    (b"\x1f\x8b", "gzip without a Content-Encoding that says so"),
    (b"\x28\xb5\x2f\xfd", "zstd without a Content-Encoding that says so"),
)
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
    """

    words: str
    spoiled: bool


def binary(body: bytes) -> Binary | None:
    """What a body is if it is no text; ``None`` if it may be."""
    head = body[:_SNIFFED]
    begins = head.lstrip(b" \t\r\n")
    for mark, words in _FILES:
        if begins.startswith(mark):
            return Binary(words, spoiled=False)
    for mark, words in _PACKED:
        if head.startswith(mark):
            return Binary(words, spoiled=True)
    strange = len(head) - len(head.translate(None, _IN_NO_TEXT))
    if strange <= _SHARE * len(head) or head.startswith(_UTF16_MARKS):
        return None
    return None if _MARKUP.search(head.replace(b"\x00", b"")) else Binary("bytes that are no text", spoiled=True)

"""What encoding undeclared bytes are in: their pattern of zero bytes, then statistics, then the page's language."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress

import webencodings  # type: ignore[import-untyped]

_DETECT_BYTES = 65536
"""How much of a page statistical detection looks at; it costs milliseconds per 100 KB and more text adds nothing."""

_WIDE = (("utf-32le", "utf-32-le"), ("utf-32be", "utf-32-be"), ("utf-16le", "utf-16-le"), ("utf-16be", "utf-16-be"))
_LANG = re.compile(rb"""<html[^>]*?\slang\s*=\s*["']?([a-z]{2,3})""", re.IGNORECASE)
_BY_LANGUAGE = {
    b"cs": "windows-1250", b"sk": "windows-1250", b"sl": "windows-1250", b"hr": "windows-1250", b"hu": "windows-1250",
    b"ro": "windows-1250", b"sq": "windows-1250", b"bs": "windows-1250", b"pl": "iso-8859-2", b"tr": "windows-1254",
    b"az": "windows-1254", b"et": "windows-1257", b"lt": "windows-1257", b"lv": "windows-1257", b"vi": "windows-1258",
}  # fmt: skip
"""Default encoding of a page's language where it is not windows-1252 (WHATWG HTML, 13.2.3.2, table of locales)."""

_PYTHON = {"gbk": "gb18030", "shift_jis": "cp932", "euc-kr": "cp949", "big5": "big5hkscs", "windows-874": "cp874",
           "iso-8859-8-i": "iso-8859-8", "x-mac-cyrillic": "mac-cyrillic"}  # fmt: skip
_PYTHON_TO_WHATWG = {"cp932": "shift_jis", "cp949": "euc-kr", "cp874": "windows-874", "big5hkscs": "big5",
                     "mac-cyrillic": "x-mac-cyrillic", "shift_jis_2004": "shift_jis", "euc_jis_2004": "euc-jp",
                     "gb2312": "gbk"}  # fmt: skip
_OTHER_SCRIPTS = frozenset({"ibm855", "cp855", "johab", "iso2022_kr", "iso-2022-kr"})
"""Detected and decodable, though no browser would: non-Latin text is lost altogether when read as windows-1252."""

_BY_PAIRS = frozenset({"big5hkscs", "cp932", "cp949", "euc_jp", "euc_kr", "gb18030", "gbk", "johab"})
_PAIR = re.compile(rb"[\x80-\xff]{2}")
"""Two bytes beyond ASCII side by side: words of Latin script seldom have them, text by pairs of bytes has nothing else.
Where there are none, "ni\xf1o" is no Big5, though its bytes could be."""

_LATIN = re.compile(r"windows-125[02478]|iso-8859-(?:2|3|4|10|13|14|15|16)|macintosh")
_WESTERN = frozenset(
    "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŒ¡¿ªº«»°±·©®™§£€µ×½¼¾¹²³´•–—…‘’“”‚„†\xa0\xad"  # noqa: RUF001
)

_C1 = re.compile(rb"[\x80-\x9f]")
_SIGN_IN_WORD = re.compile("[^\\W\\d_][¡¿ª°±£µ\xd7½¼¾¹²³\xb4][^\\W\\d_]")
"""Polish, Czech or Slovak letters read as windows-1252 put signs inside words."""


def detected(body: bytes) -> str | None:
    """WHATWG name (or ``utf-32le``, ``utf-32be``) of the encoding the bytes seem to be in; ``None`` when nothing fits.

    UTF-8 is never the answer: the caller has tried it.
    """
    if b"\x00" in body[:1024]:
        return _wide(body)
    if b"\x1b$)C" in body[:1024]:
        return "iso2022_kr"  # its designator (RFC 1557) opens the text
    sample = body[:_DETECT_BYTES]
    for candidate in _candidates(sample):
        name = _known(candidate)
        if name is None:
            continue
        if _LATIN.fullmatch(name):
            return _among_latin(sample, name)
        try:
            codec = codecs.lookup(_PYTHON.get(name, name))
            codec.decode(body, "strict")
        except (UnicodeDecodeError, LookupError):
            continue
        if codec.name in _BY_PAIRS and _PAIR.search(body) is None:
            continue
        return name
    return _among_latin(sample, None)


def _candidates(sample: bytes) -> Iterator[str]:
    """What the bytes say they are in, then what statistics say."""
    # not with the module: a tenth of our start, and few pages come here
    from bs4.dammit import EncodingDetector  # noqa: PLC0415
    from charset_normalizer import detect  # noqa: PLC0415

    detector = EncodingDetector(sample, exclude_encodings=("", "utf-8", "ascii", "utf_8", "windows-1252"))
    # Left to itself it asks chardet or cchardet where another package has brought them: a page would read by chance.
    detector.chardet_encoding = detect(sample)["encoding"] or ""
    return detector.encodings


def _known(candidate: str) -> str | None:
    """WHATWG name of what the detector calls it (Python's codec names, mostly); Latin curiosities are not believed."""
    labels = [candidate, candidate.replace("_", "-")]
    with suppress(LookupError):  # what a page declares may be the name of nothing
        labels.append(codecs.lookup(candidate).name)
    for label in labels:
        found = webencodings.lookup(_PYTHON_TO_WHATWG.get(label, label))
        if found is not None:
            return None if found.name in {"utf-8", "replacement"} else str(found.name)
    return candidate if candidate.lower() in _OTHER_SCRIPTS else None


def _wide(body: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: the first reading that is strict and mostly Latin script or spaces."""
    for name, codec in _WIDE:
        try:
            text = body.decode(codec)
        except UnicodeDecodeError:
            continue
        head = text[:512]
        if "\x00" not in head and sum(character < "\u0250" for character in head) * 2 > len(head):
            return name
    return None


def _among_latin(sample: bytes, name: str | None) -> str | None:
    """Statistics cannot tell Latin code pages apart on little text; the page's language can, then its letters."""
    language = _LANG.search(sample)
    if language is not None:
        return _BY_LANGUAGE.get(language[1].lower(), "windows-1252")
    if name is None:
        return None
    text = sample.decode("cp1252", "replace")
    letters = {character for character in text if character > "\x7f"}
    # "õ" beside no "ã" is Hungarian or Estonian read wrongly; Portuguese has both.
    western = letters <= _WESTERN and not ("õ" in letters and "ã" not in letters) and not _SIGN_IN_WORD.search(text)
    if western:
        return "windows-1252"
    if name == "windows-1250" and not _C1.search(sample):
        return "iso-8859-2"  # Windows keeps "š" and "ž" among 0x80-0x9F, where ISO has nothing printable
    return name

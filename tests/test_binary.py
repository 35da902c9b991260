"""What is no text is told from what is, by its bytes alone."""

from __future__ import annotations

import bz2
import gzip
import lzma
import random
import zlib

import brotli
import pytest
import zstandard

from pipeline.binary import binary

PAGE = "<!doctype html><html lang=en><title>Sore throat</title><h1>Sore throat</h1><p>Rest and drink.</p></html>" * 20
KOREAN = "<html><p>감기는 흔한 병이다. 물을 많이 마신다.</p></html>" * 20
NOISE = random.Random(1).randbytes(4000)  # noqa: S311


@pytest.mark.parametrize(
    ("body", "words", "spoiled"),
    [
        (b"%PDF-1.7\n" + NOISE, "a PDF", False),
        (b"\r\n%PDF-1.4\n1 0 obj", "a PDF", False),
        (b"\x89PNG\r\n\x1a\n" + NOISE, "a PNG picture", False),
        (b"\xff\xd8\xff\xe0" + NOISE, "a JPEG picture", False),
        (b"PK\x03\x04" + NOISE, "a zip file, as office documents are", False),
        (gzip.compress(PAGE.encode()), "gzip without a Content-Encoding that says so", True),
        (zstandard.ZstdCompressor().compress(PAGE.encode()), "zstd without a Content-Encoding that says so", True),
        (brotli.compress(PAGE.encode() + NOISE), "bytes that are no text", True),
        (zlib.compress(PAGE.encode() + NOISE), "bytes that are no text", True),
        (NOISE, "bytes that are no text", True),
        (lzma.compress(PAGE.encode()), "packed (xz)", True),
        (bz2.compress(PAGE.encode()), "packed (bzip2)", True),
        (b"SQLite format 3\x00" + bytes(80), "a SQLite database", False),
        (b"a.html".ljust(257, b"\x00") + b"ustar\x00" + PAGE.encode(), "a tar archive", False),
        (b"WARC/1.1\r\nWARC-Type: warcinfo\r\n", "a WARC archive", False),
        (gzip.compress(b"WARC/1.1\r\nWARC-Type: warcinfo\r\n"), "a WARC archive", False),
        (b"BM\x46\x00\x00\x00\x00\x00\x00\x00\x36" + b"ab" * 90, "a BMP picture", False),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "sound", False),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(80), "sound, video or a picture", False),
        (rb"{\rtf1\ansi Rest and drink.\par}", "an office document (RTF)", False),
        (
            b"From: <A>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\n\r\n<p>",
            "a message of several parts, as browsers save pages in one file (MHTML)",
            False,
        ),
        (bytes(4000), "bytes that are no text", True),
        (b"\x00\x00ab\x00cd" * 200, "bytes that are no text", True),
    ],
    ids=[
        *("pdf", "pdf-behind-a-line", "png", "jpeg", "zip", "gzip", "zstd", "brotli", "zlib", "noise", "xz", "bzip2"),
        *("sqlite", "tar", "warc", "warc.gz", "bmp", "wave", "mp4", "rtf", "mhtml", "nothing-but-nulls"),
        *("nulls-everywhere",),
    ],
)
def test_what_is_no_text_is_named(body: bytes, words: str, spoiled: bool) -> None:
    """Files by their first bytes, a page whose coding nobody names by bytes that no text holds."""
    found = binary(body)
    assert found is not None
    assert (found.words, found.spoiled) == (words, spoiled)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32", "utf-32-be", "iso-2022-kr", "euc-kr", "utf-8-sig"]
)
def test_text_is_text_in_every_encoding(encoding: str) -> None:
    """With NULs, shifts and letters of any byte."""
    assert binary(KOREAN.encode(encoding)) is None
    assert binary(("Rest and drink much. 감기" * 20).encode(encoding)) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"ID3 is a gene.",
        b"BMI is weight by height.",
        b"RIFF, or a word WAVE here",
        b"The ftyp of a file",
        b"Mail has headers.\nContent-Type: multipart/mixed is one of them.\n",
        b"A page \x01 with \x02 a few \x03 slips of an editor, and with many more words around all of them. " * 3,
        b"\x01\x02\x03\x04" * 20 + PAGE.encode(),
        PAGE.encode() + NOISE,
    ],
    ids=[
        "nothing",
        "blank",
        "like-an-mp3",
        "like-a-bmp",
        "like-sound",
        "like-a-video",
        "like-mail",
        "slips",
        "before-a-page",
        "behind-a-page",
    ],
)
def test_a_slip_makes_no_binary(body: bytes) -> None:
    """A handful of control characters, or many around the marks of a page, leave it a page."""
    assert binary(body) is None


def test_the_bytes_that_no_text_holds_are_those_of_the_standard() -> None:
    """WHATWG MIME Sniffing's binary data bytes, without NUL (UTF-16) and the shifts of ISO-2022 (0x0E, 0x0F)."""
    standard = {*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)}
    odd = {byte for byte in range(1, 0x80) if binary(bytes([byte]) * 10 + b"Rest and drink. " * 5) is not None}
    assert odd == standard - {0x00, 0x0E, 0x0F}


def test_a_share_of_odd_bytes_is_noise() -> None:
    """Up to a twentieth are slips of a page."""
    assert binary(b"\x01" * 5 + b"a" * 95) is None
    assert binary(b"\x01" * 6 + b"a" * 94) is not None

"""What is no text is told from what is, by its bytes alone."""

from __future__ import annotations

import gzip
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
    ],
    ids=["pdf", "pdf-behind-a-line", "png", "jpeg", "zip", "gzip", "zstd", "brotli", "zlib", "noise"],
)
def test_what_is_no_text_is_named(body: bytes, words: str, spoiled: bool) -> None:
    """Files by their first bytes, a page whose coding nobody names by bytes that no text holds."""
    found = binary(body)
    assert found is not None
    assert (found.words, found.spoiled) == (words, spoiled)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32", "iso-2022-kr", "euc-kr", "utf-8-sig"])
def test_text_is_text_in_every_encoding(encoding: str) -> None:
    """With NULs, shifts and letters of any byte."""
    assert binary(KOREAN.encode(encoding)) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"ID3 is a gene.",
        b"A page \x01 with \x02 a few \x03 slips of an editor, and with many more words around all of them. " * 3,
        b"\x01\x02\x03\x04" * 20 + PAGE.encode(),
        PAGE.encode() + NOISE,
    ],
    ids=["nothing", "blank", "like-an-mp3", "slips", "before-a-page", "behind-a-page"],
)
def test_a_slip_makes_no_binary(body: bytes) -> None:
    """A handful of control characters, or many around the marks of a page, leave it a page."""
    assert binary(body) is None

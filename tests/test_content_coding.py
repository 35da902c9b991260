"""What undoing a content coding promises: the content, or a named refusal, under a cap."""

from __future__ import annotations

import contextlib
import gzip
import random
import sys
import tracemalloc
import zlib
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.content_coding import RATIO_FROM, decode_all
from pipeline.errors import BadContentCoding, TooLarge, TruncatedCoding

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MB = 2**20


def bare_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(data) + compressor.flush()


ENCODE: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "DEFLATE": bare_deflate,
    "br": lambda data: brotli.compress(data, quality=3),
    "zstd": zstd.compress,
}

CODINGS = pytest.mark.parametrize("coding", list(ENCODE))


def noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)  # noqa: S311


@CODINGS
@given(data=st.binary(max_size=3000))
@settings(max_examples=40)
def test_content_comes_back(coding: str, data: bytes) -> None:
    """Of any bytes."""
    assert decode_all(ENCODE[coding](data), coding, max_bytes=MB) == data


@CODINGS
@pytest.mark.parametrize("size", [255 * 1024, 256 * 1024, 256 * 1024 + 1, 3 * MB])
def test_content_longer_than_a_step_comes_back_whole(coding: str, size: int) -> None:
    """Output that spans several steps of the decoder is complete, for content that compresses well and for noise."""
    for data in (b"a" * size, noise(size)):
        assert decode_all(ENCODE[coding](data), coding, max_bytes=4 * MB) == data


@CODINGS
def test_a_stream_that_ends_early_is_noticed(coding: str) -> None:
    """A cut anywhere but at the end is TruncatedCoding, and what there is can still be had on request."""
    data = noise(500) * 20
    entity = ENCODE[coding](data)
    for cut in (1, 2, 3, len(entity) // 2, len(entity) - 1):
        with pytest.raises(TruncatedCoding):
            decode_all(entity[:cut], coding, max_bytes=MB)
        assert data.startswith(decode_all(entity[:cut], coding, max_bytes=MB, whole=False))


@CODINGS
def test_bytes_that_are_not_the_coding_are_refused(coding: str) -> None:
    """A page sent as it is under a coding's name is BadContentCoding, never garbage."""
    for page in (b"<!doctype html><html>" * 50, b"not found"):
        with pytest.raises(BadContentCoding):
            decode_all(page, coding, max_bytes=MB)


def test_stacked_codings_are_undone_in_reverse() -> None:
    """`Content-Encoding: gzip, br` was gzip first and brotli second (RFC 9110 8.4)."""
    assert decode_all(brotli.compress(gzip.compress(b"page")), "gzip, br", max_bytes=MB) == b"page"


def test_too_many_codings_are_refused() -> None:
    """Five codings on one answer are refused before anything is inflated."""
    with pytest.raises(BadContentCoding, match="5 content codings"):
        decode_all(b"", "gzip, gzip, gzip, gzip, gzip", max_bytes=MB)


@pytest.mark.parametrize(
    "name",
    [
        "none",
        "UTF-8",
        "iso-8859-1",
        "text/html",
        "text/html; charset=utf-8",
        "binary",
        "8bit",
        "chunked",
        "aws-chunked",
        "*",
    ],
)
def test_what_names_no_coding_is_passed_over(name: str) -> None:
    """Values of other fields, and words for nothing, beside a coding or alone: the bytes are what they are."""
    assert decode_all(b"a page", name, max_bytes=MB) == b"a page"
    assert decode_all(gzip.compress(b"a page"), f"{name}, gzip", max_bytes=MB) == b"a page"


def test_an_unknown_coding_is_named() -> None:
    """The refusal says which coding is not known."""
    with pytest.raises(BadContentCoding, match="'sdch'"):
        decode_all(b"x", "sdch", max_bytes=MB)


@pytest.mark.parametrize("coding", [None, "", "identity", " , identity"])
def test_without_a_coding_the_entity_is_the_content(coding: str | None) -> None:
    """No coding costs no copy, and the cap still holds."""
    entity = noise(100)
    assert decode_all(entity, coding, max_bytes=100) is entity
    with pytest.raises(TooLarge):
        decode_all(entity, coding, max_bytes=99)


@CODINGS
def test_an_empty_entity_has_empty_content(coding: str) -> None:
    """Answers to HEAD, 204 and 304 name a coding and send nothing; that is no fault."""
    assert decode_all(b"", coding, max_bytes=MB) == b""


def test_several_gzip_members_are_one_content() -> None:
    """RFC 1952: members follow one another; a cut in the second is a truncation."""
    entity = gzip.compress(b"first ") + gzip.compress(b"second")
    assert decode_all(entity, "gzip", max_bytes=MB) == b"first second"
    with pytest.raises(TruncatedCoding):
        decode_all(entity[:-3], "gzip", max_bytes=MB)


def test_several_zstd_frames_are_one_content() -> None:
    """RFC 8878: frames follow one another, skippable ones hold no content."""
    skippable = b"\x50\x2a\x4d\x18" + (4).to_bytes(4, "little") + b"skip"
    entity = zstd.compress(b"first ") + skippable + zstd.compress(b"second")
    assert decode_all(entity, "zstd", max_bytes=MB) == b"first second"


@pytest.mark.parametrize("rest", [b"\0" * 700, b"\n", b"\x1f", b"garbage"])
def test_bytes_after_a_gzip_stream_are_passed_over(rest: bytes) -> None:
    """Padding after the last member is not content, and browsers do not mind it."""
    assert decode_all(gzip.compress(b"page") + rest, "gzip", max_bytes=MB) == b"page"


def test_a_zstd_window_over_eight_mebibytes_is_refused() -> None:
    """RFC 9659: the web's zstd needs no more than 8 MiB; a frame that claims more memory is refused."""
    entity = zstd.compress(noise(1000), options={zstd.CompressionParameter.window_log: 27})
    assert decode_all(entity, "zstd", max_bytes=MB)  # single segment: the window is the content
    compressor = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 27})
    with pytest.raises(BadContentCoding):
        decode_all(compressor.compress(noise(1000)) + compressor.flush(), "zstd", max_bytes=MB)


@CODINGS
def test_a_bomb_is_refused_without_being_inflated(coding: str) -> None:
    """96 MiB of zeros under a cap of 16 MiB is TooLarge, and costs less than twice the cap in memory."""
    entity = ENCODE[coding](bytes(96 * MB))
    tracemalloc.start()
    with pytest.raises(TooLarge):
        decode_all(entity, coding, max_bytes=16 * MB)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 24 * MB


@CODINGS
def test_a_bomb_under_the_cap_is_refused_by_its_ratio(coding: str) -> None:
    """Past 4 MiB, content more than 400 times its entity is refused whatever the cap."""
    entity = ENCODE[coding](bytes(64 * MB))
    with pytest.raises(TooLarge, match="to one"):
        decode_all(entity, coding, max_bytes=10**12)
    assert len(decode_all(ENCODE[coding](bytes(RATIO_FROM)), coding, max_bytes=10**12)) == RATIO_FROM


def test_of_a_bomb_at_hand_only_the_beginning_is_inflated() -> None:
    """The ratio counts what has been used up, not what lies ready: 1 GiB costs as little as its first 64 KiB."""
    entity = gzip.compress(bytes(16 * MB)) * 64
    tracemalloc.start()
    with pytest.raises(TooLarge, match="65536 bytes sent inflate"):
        decode_all(entity, "gzip", max_bytes=128 * MB)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * MB


def test_a_nested_bomb_is_refused() -> None:
    """A gzip of a gzip of zeros is a few hundred bytes and is refused as any other bomb."""
    entity = gzip.compress(gzip.compress(bytes(96 * MB)))
    with pytest.raises(TooLarge):
        decode_all(entity, "gzip, gzip", max_bytes=16 * MB)


@CODINGS
@given(data=st.data())
@settings(max_examples=60)
def test_damage_is_content_or_a_named_refusal(coding: str, data: st.DataObject) -> None:
    """Whatever bytes arrive, the decoder gives content or an error of ours, never another exception."""
    entity = bytearray(ENCODE[coding](b"<p>words</p>" * 40))
    for place in data.draw(st.lists(st.integers(0, len(entity) - 1), min_size=1, max_size=4)):
        entity[place] ^= 1 << data.draw(st.integers(0, 7))
    with contextlib.suppress(BadContentCoding, TooLarge):
        decode_all(bytes(entity), coding, max_bytes=MB)

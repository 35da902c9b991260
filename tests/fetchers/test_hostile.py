"""Servers that lie, stall, flood or break off: every one costs its own page and nothing else."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib

import aiohttp
import brotli
import pytest
import zstandard

from pipeline.model.capture import Answered, Failed
from tests.fetchers.loopback import NO_GAP, Bench, Seen, Speak, reply

pytestmark = pytest.mark.anyio

ONCE = {"attempts": 1}
KNOWN_FROM = (3, 14)
"""The parser of older versions of aiohttp says nothing of bytes that begin with a NUL."""
HTTP_2 = (
    "the server speaks HTTP/2 only"
    if tuple(map(int, aiohttp.__version__.split(".")[:2])) >= KNOWN_FROM
    else "what answers does not speak HTTP"
)


def raw(*pieces: bytes, pause: float = 0.0, hang_up: bool = True) -> Speak:
    """Bytes as they are, with a pause between pieces; then the connection is closed or left open."""

    async def speak(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            if pause:
                await asyncio.sleep(pause)
        if hang_up:
            writer.close()
        else:
            await asyncio.sleep(30)

    return speak


def endless(head: bytes, piece: bytes) -> Speak:
    async def speak(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)

    return speak


# Cut short


async def test_a_short_body_is_truncated_and_never_a_page(bench: Bench) -> None:
    """Fewer bytes than Content-Length says: a failure that keeps what came, marked as cut."""
    bench.server.routes["/page"] = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
    failed = await bench.failed("/page", settings=ONCE)
    assert failed.kind == "truncated"
    assert failed.capture is bench.kept[-1]
    assert (failed.capture.entity, failed.capture.truncated) == (b"only this", "disconnect")


async def test_a_chunked_body_without_its_end_is_truncated(bench: Bench) -> None:
    """The last chunk is what says that a chunked body is whole."""
    bench.server.routes["/page"] = raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
    failed = await bench.failed("/page", settings=ONCE)
    assert failed.kind == "truncated"
    assert failed.capture is not None
    assert failed.capture.entity == b"hello"


@pytest.mark.parametrize(
    ("coding", "encode"),
    [("gzip", gzip.compress), ("br", brotli.compress), ("zstd", zstandard.ZstdCompressor().compress)],
)
async def test_a_cut_content_coding_is_truncated_though_its_length_is_right(
    bench: Bench, coding: str, encode: object
) -> None:
    """Content-Length fits, the stream inside does not end: truncated, with as much of the body as there is."""
    text = bytes(zlib.crc32(bytes([n % 256, n // 256])) % 94 + 32 for n in range(60_000))
    whole = encode(text)  # type: ignore[operator]
    bench.server.routes["/page"] = reply(whole[: len(whole) * 2 // 3], fields=[("Content-Encoding", coding)])
    failed = await bench.failed("/page", settings=ONCE)
    assert failed.kind == "truncated"
    assert failed.capture is not None
    assert failed.capture.truncated == "unspecified"
    assert text.startswith(failed.capture.body)


async def test_a_cut_answer_is_asked_for_again(bench: Bench) -> None:
    """The second try brings the page whole; both answers are kept."""
    cut = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
    bench.server.routes["/page"] = [cut, reply(b"all of it")]
    answered = await bench.answered("/page")
    assert answered.capture.body == b"all of it"
    assert [capture.truncated for capture in bench.kept[1:]] == ["disconnect", None]


async def test_a_connection_closed_without_an_answer_is_one_request_an_attempt(bench: Bench) -> None:
    """Nothing below us repeats a request on its own: the server sees as many as we count."""
    bench.server.routes["/page"] = raw(b"")
    failed = await bench.failed("/page", settings={"attempts": 2})
    assert failed.kind in ("protocol", "connect")
    assert bench.server.paths() == ["/robots.txt", "/page", "/page"]


# Wrong


async def test_a_body_that_is_not_what_its_coding_says_is_a_fault(bench: Bench) -> None:
    """Plain text under Content-Encoding: gzip is kept as sent and not read."""
    bench.server.routes["/page"] = reply(b"plain text", fields=[("Content-Encoding", "gzip")])
    failed = await bench.failed("/page")
    assert failed.kind == "bad_content_coding"
    assert failed.capture is not None
    assert failed.capture.entity == b"plain text"
    assert failed.capture.body == b""
    assert failed.capture.undecodable


SPOILED = [
    pytest.param(b"Content-Length: 100\r\n\r\nshort", "disconnect", False, id="cut"),
    pytest.param(b"Content-Length: 5\r\nContent-Encoding: gzip\r\n\r\nshort", None, True, id="no-gzip"),
    pytest.param(b"Content-Length: 5\r\nContent-Encoding: sdch\r\n\r\nshort", None, True, id="unknown-coding"),
    pytest.param(b"Content-Length: 999999999\r\n\r\nshort", "length", False, id="too-large"),
]


@pytest.mark.parametrize("status", [b"404 Not Found", b"410 Gone", b"403 Forbidden"])
@pytest.mark.parametrize(("rest", "cut", "undecodable"), SPOILED)
async def test_a_missing_page_is_missing_whatever_its_body_is(
    bench: Bench, status: bytes, rest: bytes, cut: str | None, undecodable: bool
) -> None:
    """The status says all, once; what is wrong with the body stands in the capture."""
    bench.server.routes["/page"] = raw(b"HTTP/1.1 " + status + b"\r\n" + rest)
    answered = await bench.answered("/page")
    assert answered.capture.status == int(status[:3])
    assert (answered.capture.truncated, bool(answered.capture.undecodable)) == (cut, undecodable)
    assert bench.server.paths() == ["/robots.txt", "/page"]


@pytest.mark.parametrize(("rest", "cut", "undecodable"), SPOILED)
async def test_a_redirect_is_followed_whatever_its_body_is(
    bench: Bench, rest: bytes, cut: str | None, undecodable: bool
) -> None:
    """Nobody reads it; the page it leads to is the answer, and robots.txt is led on in the same way."""
    bench.server.routes |= {
        "/robots.txt": raw(b"HTTP/1.1 302 Found\r\nLocation: /rules\r\n" + rest),
        "/rules": reply(b"User-agent: *\nDisallow: /private\n"),
        "/page": raw(b"HTTP/1.1 301 Moved\r\nLocation: /new\r\n" + rest),
        "/new": reply(b"here"),
    }
    answered = await bench.answered("/page")
    assert answered.capture.body == b"here"
    assert bench.server.paths() == ["/robots.txt", "/rules", "/page", "/new"]
    moved = bench.kept[2]
    assert (moved.truncated, bool(moved.undecodable)) == (cut, undecodable)
    assert bench.snapshots[0].verdict == "rules"


async def test_a_304_with_a_body_costs_one_request_more(bench: Bench) -> None:
    """Against the protocol, so not to be trusted: asked again without validators, the page comes whole."""
    bench.server.routes["/page"] = [
        raw(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\npage"),
        reply(b"page", fields=[("ETag", '"1"')]),
    ]
    answered = await bench.answered("/page", etag='"1"', capture_id="held")
    assert answered.capture.body == b"page"
    assert ["if-none-match" in seen.fields for seen in bench.server.log[1:]] == [True, False]


async def test_the_words_of_a_broken_answer_name_no_status_that_nobody_sent(bench: Bench) -> None:
    """The library below gives its exceptions the number 400; the message is one line of what is wrong."""
    bench.server.routes |= {
        "/head": raw(b"HTTP/1.1 200 OK\r\nno field at all\r\n\r\n"),
        "/body": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"),
    }
    head, body = await bench.failed("/head", settings=ONCE), await bench.failed("/body", settings=ONCE)
    unsound = "the answer is no sound HTTP, which only its server can mend"
    assert head.message == f"{head.url}: {unsound}: Invalid header token: b'no field at all'"
    assert body.message.startswith(f"{body.url}: Not enough data to satisfy content length header")


@pytest.mark.parametrize("reason", ["Très bien".encode("latin-1"), "没有".encode(), b"Not Found"])
async def test_a_reason_phrase_is_kept_byte_for_byte(bench: Bench, reason: bytes) -> None:
    """In whatever encoding, as every other part of the answer."""
    bench.server.routes["/page"] = raw(b"HTTP/1.1 404 " + reason + b"\r\nContent-Length: 0\r\n\r\n")
    answered = await bench.answered("/page")
    assert answered.capture.reason.encode("latin-1") == reason


async def test_bytes_after_the_announced_length_are_a_fault_and_poison_nothing(bench: Bench) -> None:
    """A Content-Length that is too small would cut the page: no page, and the next answer is its own."""
    bench.server.routes |= {
        "/page": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody<script>more", hang_up=False),
        "/next": reply(b"clean"),
    }
    async with bench.fetcher(settings=ONCE) as fetcher:
        first = await fetcher.fetch(bench.target("/page"), bench.scope(), pace=NO_GAP)
        second = await fetcher.fetch(bench.target("/next"), bench.scope(), pace=NO_GAP)
    assert isinstance(first, Failed)
    assert first.kind == "protocol"
    assert isinstance(second, Answered)
    assert second.capture.body == b"clean"


@pytest.mark.parametrize("close", [b"", b"Connection: close\r\n"])
@pytest.mark.parametrize(
    ("head", "certain"),
    [(b"200 OK\r\nContent-Length: 4", True), (b"404 No\r\nContent-Length: 0", False), (b"304 Not Modified", False)],
)
async def test_an_answer_that_goes_on_past_its_end_is_told_as_that(
    bench: Bench, head: bytes, close: bytes, *, certain: bool
) -> None:
    """It spoke HTTP, and its people are to look at a length; where nothing was said of it, at that, too."""
    bench.server.routes["/page"] = raw(b"HTTP/1.1 " + head + b"\r\n" + close + b"\r\n<!doctype html>")
    failed = await bench.failed("/page", settings=ONCE)
    assert failed.kind == "protocol"
    assert "goes on past its end" in failed.message, failed.message
    assert ("does not speak HTTP" in failed.message) != (certain or bool(close))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (b"220 smtp.example ready\r\n\r\n", "what answers does not speak HTTP: it says b'220 smtp.example ready"),
        (bytes.fromhex("00000604000000000000030000006400"), HTTP_2),
        (bytes.fromhex("15030100020246"), "the server speaks TLS there: its address begins with https://"),
    ],
    ids=["mail", "HTTP/2", "TLS"],
)
async def test_a_server_that_does_not_speak_http_is_a_protocol_fault(bench: Bench, said: bytes, words: str) -> None:
    """Something else listens on that port, and the operator is told what."""
    bench.server.routes["/page"] = raw(said)
    failed = await bench.failed("/page", settings=ONCE)
    assert (failed.kind, words in failed.message) == ("protocol", True), failed.message


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (b"Content-Length: 4\r\nContent-Length: 4\r\n", "Duplicate Content-Length"),
        (b"Content-Length: 4, 4\r\n", "Invalid character in Content-Length"),
        (b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding can't be present"),
    ],
)
async def test_an_answer_whose_end_cannot_be_told_is_said_to_be_the_server_s_doing(
    bench: Bench, fields: bytes, words: str
) -> None:
    """RFC 9110 section 8.6 lets us take equal lengths for one; our parser does not, and the operator is told why."""
    bench.server.routes["/page"] = raw(b"HTTP/1.1 200 OK\r\n" + fields + b"\r\npage")
    failed = await bench.failed("/page", settings=ONCE)
    assert failed.kind == "protocol"
    assert f"the answer is no sound HTTP, which only its server can mend: {words}" in failed.message


@pytest.mark.parametrize(
    ("answer", "settings", "words"),
    [
        (b"HTTP/1.1 200 OK\r\n", {"read_timeout": 0.2}, "kept silent for 0.2 s (fetch.read_timeout)"),
        (b"HTTP/1.1 200 OK\r\n", {"total_timeout": 0.2}, "no whole answer within 0.2 s (fetch.total_timeout)"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", {"max_body_bytes": 8}, "(fetch.max_body_bytes)"),
        (b"HTTP/1.1 200 OK\r\nX: %b\r\n\r\n" % (b"x" * 99), {"max_header_bytes": 64}, "(fetch.max_header_bytes)"),
    ],
)
async def test_a_limit_of_ours_is_told_by_the_name_of_its_setting(
    bench: Bench, answer: bytes, settings: dict[str, float], words: str
) -> None:
    """Whoever wants more of a slow or large server finds where to say so."""
    bench.server.routes["/page"] = raw(answer, hang_up=False)
    failed = await bench.failed("/page", settings={**ONCE, **settings})
    assert words in failed.message, failed.message


async def test_a_dead_port_is_a_connect_failure(bench: Bench) -> None:
    """The robots.txt could not be asked for either, so the origin is closed for now."""
    bench.server.port = 9
    outcome = await bench.fetch("/page", settings=ONCE)
    assert type(outcome).__name__ == "Disallowed"
    assert bench.snapshots[-1].verdict == "closed"


# Too much


async def test_an_endless_body_stops_at_the_cap(bench: Bench) -> None:
    """The start is kept, marked as cut by length."""
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    bench.server.routes["/page"] = endless(head, b"ffff\r\n" + bytes(0xFFFF) + b"\r\n")
    failed = await bench.failed("/page", settings={"max_body_bytes": 200_000})
    assert failed.kind == "too_large"
    assert failed.capture is not None
    assert failed.capture.truncated == "length"
    assert len(failed.capture.entity) <= 200_000


async def test_a_body_announced_too_large_is_not_even_read(bench: Bench) -> None:
    """Content-Length over the cap is enough."""
    bench.server.routes["/page"] = endless(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", bytes(65536))
    failed = await bench.failed("/page")
    assert failed.kind == "too_large"
    assert failed.capture is not None
    assert failed.capture.entity == b""


@pytest.mark.parametrize("piece", [b"X-A: " + b"a" * 5000 + b"\r\n", b"X: y\r\n", b"x" * 4096])
async def test_endless_fields_stop_at_the_cap(bench: Bench, piece: bytes) -> None:
    """Many fields, long fields and one field without end are all refused while they arrive."""
    bench.server.routes["/page"] = endless(b"HTTP/1.1 200 OK\r\nX-Start: ", piece)
    failed = await bench.failed("/page", settings=ONCE)
    assert failed.kind == "too_large"
    assert "fields" in failed.message


async def test_fields_that_pass_the_cap_together_are_refused(bench: Bench) -> None:
    """Each is small, the sum is not."""
    fields = [(f"X-{number}", "a" * 1000) for number in range(90)]
    bench.server.routes["/page"] = reply(b"page", fields=fields)
    failed = await bench.failed("/page", settings=ONCE)
    assert failed.kind == "too_large"


def _bomb(coding: str) -> bytes:
    """10 GiB of zeros under a coding, made quickly: one flushed block that stands for itself, many times over."""
    block = bytes(2**24)
    times = 10 * 2**30 // len(block)
    if coding == "gzip":
        squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
        start = squeeze.compress(block) + squeeze.flush(zlib.Z_FULL_FLUSH)
        return start + (squeeze.compress(block) + squeeze.flush(zlib.Z_FULL_FLUSH)) * times
    if coding == "zstd":
        return zstandard.ZstdCompressor().compress(block) * times
    packer = brotli.Compressor(quality=5)
    start = packer.process(block) + packer.flush()
    return bytes(start + (packer.process(block) + packer.flush()) * times)


@pytest.mark.parametrize("coding", ["gzip", "zstd", "br"])
async def test_a_bomb_of_ten_gigabytes_is_refused_in_little_memory(bench: Bench, coding: str) -> None:
    """10 GiB inflated: too large, the entity kept as sent, under 200 MB of memory."""
    bomb = _bomb(coding)
    bench.server.routes["/page"] = reply(bomb, fields=[("Content-Encoding", coding)])
    tracemalloc.start()
    failed = await bench.failed("/page")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert failed.kind == "too_large"
    assert failed.capture is not None
    assert failed.capture.entity == bomb
    assert peak < 200 * 2**20


# Too slow


async def test_a_silent_server_is_a_timeout(bench: Bench) -> None:
    """No answer within the read timeout; there is nothing to keep."""
    bench.server.routes["/page"] = raw(b"", hang_up=False)
    failed = await bench.failed("/page", settings={**ONCE, "read_timeout": 0.1})
    assert failed.kind == "timeout"
    assert failed.capture is None


async def test_a_server_that_falls_silent_keeps_what_came(bench: Bench) -> None:
    """The part that arrived is kept, marked as cut by time."""
    bench.server.routes["/page"] = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nstart", hang_up=False)
    failed = await bench.failed("/page", settings={**ONCE, "read_timeout": 0.1})
    assert failed.capture is not None
    assert (failed.capture.entity, failed.capture.truncated) == (b"start", "time")


async def test_a_slow_drip_ends_at_the_total_time(bench: Bench) -> None:
    """A byte now and then defeats every silence limit and not the total one."""
    drip = [b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", *([b"x"] * 100)]
    bench.server.routes["/page"] = raw(*drip, pause=0.02)
    failed = await bench.failed("/page", settings={**ONCE, "read_timeout": 0.2, "total_timeout": 0.3})
    assert failed.kind == "timeout"
    assert failed.capture is not None
    assert 0 < len(failed.capture.entity) < 100


async def test_endless_interim_answers_end_at_the_total_time(bench: Bench) -> None:
    """1xx answers may go on for ever by the letter of HTTP."""
    bench.server.routes["/page"] = raw(*([b"HTTP/1.1 103 Early Hints\r\n\r\n"] * 1000), pause=0.01)
    failed = await bench.failed("/page", settings={**ONCE, "total_timeout": 0.3})
    assert failed.kind == "timeout"


async def test_a_cancelled_fetch_leaves_nothing_behind(bench: Bench) -> None:
    """Ctrl-C in the middle of an answer: the task ends at once, the fetcher closes, the host can be asked again."""
    begun = asyncio.Event()

    async def stall(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nstart")
        begun.set()
        await asyncio.sleep(30)

    bench.server.routes |= {"/page": stall, "/next": reply(b"fine")}
    async with bench.fetcher(settings={"per_host": 1, "concurrency": 1}) as fetcher:
        task = asyncio.create_task(fetcher.fetch(bench.target("/page"), bench.scope()))
        await asyncio.wait_for(begun.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        outcome = await fetcher.fetch(bench.target("/next"), bench.scope())
    assert type(outcome).__name__ == "Answered"

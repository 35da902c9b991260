"""Fetching one target from a real server on loopback."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import zlib
from typing import Any

import brotli
import httpx
import pytest
import zstandard

from pipeline.errors import ConfigError
from pipeline.model.capture import Answered, Disallowed, NotModified, OutOfScope
from pipeline.model.profile import Pace
from pipeline.model.target import Target
from pipeline.urls import Scope
from tests.fetchers.loopback import NO_GAP, Bench, Seen, reply

pytestmark = pytest.mark.anyio

PAGE = b"<!doctype html><title>Measles</title>" + b"<p>words</p>" * 500


async def test_an_answer_is_one_capture_with_everything_that_was_said(bench: Bench) -> None:
    """A plain 200 gives status, reason, fields as sent, both digests, the address and what we sent."""
    bench.server.routes["/page"] = reply(PAGE, fields=[("Content-Type", "text/html"), ("X-Odd-Case", "Caf\xe9")])
    outcome = await bench.answered("/page")
    capture = outcome.capture
    assert (capture.status, capture.reason, capture.http_version, capture.ip) == (200, "OK", "HTTP/1.1", "127.0.0.1")
    assert ("X-Odd-Case", "Caf\xe9") in capture.headers
    assert capture.body == capture.entity == PAGE
    assert capture.entity_sha256 == capture.payload_sha256 == hashlib.sha256(PAGE).hexdigest()
    assert capture.url == capture.requested_url == bench.server.url("/page")
    assert capture.truncated is None


async def test_the_request_fields_recorded_are_the_request_fields_sent(bench: Bench) -> None:
    """What the server read is exactly what the capture says we sent."""
    bench.server.routes["/page"] = reply(PAGE)
    outcome = await bench.answered("/page", settings={"contact": "crawl@example.org", "accept_language": "en"})
    seen = bench.server.log[-1]
    assert outcome.capture.request_headers == tuple(
        tuple(line.split(": ", 1)) for line in seen.raw.decode("latin-1").split("\r\n")[1:] if line
    )
    assert seen.fields["user-agent"].endswith("(+crawl@example.org)")
    assert seen.fields["from"] == "crawl@example.org"
    assert seen.fields["accept-encoding"] == "gzip, br, zstd"


@pytest.mark.parametrize(
    ("coding", "encode"),
    [
        ("gzip", gzip.compress),
        ("br", brotli.compress),
        ("zstd", zstandard.ZstdCompressor().compress),
        ("deflate", zlib.compress),
    ],
)
async def test_content_coding_is_undone_and_the_entity_kept_as_sent(bench: Bench, coding: str, encode: Any) -> None:
    """The body is what was meant, the entity is byte for byte what was sent."""
    sent = encode(PAGE)
    bench.server.routes["/page"] = reply(sent, fields=[("Content-Encoding", coding)])
    outcome = await bench.answered("/page")
    assert outcome.capture.entity == sent
    assert outcome.capture.body == PAGE
    assert outcome.capture.payload_sha256 == hashlib.sha256(PAGE).hexdigest()
    assert outcome.capture.entity_sha256 == hashlib.sha256(sent).hexdigest()


async def test_a_chunked_body_is_put_together(bench: Bench) -> None:
    """Transfer coding is undone; the entity is what it carried."""

    async def chunked(_seen: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")

    bench.server.routes["/page"] = chunked
    outcome = await bench.answered("/page")
    assert outcome.capture.entity == b"hello world"


@pytest.mark.parametrize("path", ["/a%7Eb", "/a%2Fb", "/x?q=a%20b+c&r='|'", "/Espa%c3%b1ol?a=%2B"])
async def test_the_url_goes_out_as_it_stands(bench: Bench, path: str) -> None:
    """No library between us and the wire quotes a URL anew: another spelling may be another page."""
    bench.server.routes[path] = reply(PAGE)
    outcome = await bench.fetch(path)
    assert bench.server.paths()[-1] == path
    assert isinstance(outcome, Answered)
    assert outcome.capture.status == 200


async def test_a_missing_page_is_data(bench: Bench) -> None:
    """404 is an answer, kept like any other, asked once."""
    outcome = await bench.answered("/none")
    assert outcome.capture.status == 404
    assert bench.server.paths() == ["/robots.txt", "/none"]


async def test_every_answer_is_kept_before_it_is_used(bench: Bench) -> None:
    """robots.txt, redirect hops, answers that are asked for again: all of them reach the archive, in order."""
    bench.server.routes |= {
        "/old": reply(status="301 Moved Permanently", fields=[("Location", "/new")]),
        "/new": [reply(b"busy", status="503 Service Unavailable"), reply(PAGE)],
    }
    outcome = await bench.answered("/old")
    assert [(capture.url.partition(str(bench.server.port))[2], capture.status) for capture in bench.kept] == [
        ("/robots.txt", 404),
        ("/old", 301),
        ("/new", 503),
        ("/new", 200),
    ]
    assert outcome.capture is bench.kept[-1]


async def test_what_cannot_be_kept_is_not_read(bench: Bench) -> None:
    """An archive that fails ends the fetch with its own exception."""
    bench.server.routes["/page"] = reply(PAGE)

    def refuse(_capture: Any) -> Any:
        raise ConfigError("no archive")

    bench.keep_by = refuse
    with pytest.raises(ConfigError, match="no archive"):
        await bench.fetch("/page")


# Conditional requests


async def test_validators_are_sent_and_304_is_not_modified(bench: Bench) -> None:
    """Stored ETag and Last-Modified go out as they are; the 304 is a capture and a revisit of what we hold."""
    bench.server.routes["/page"] = reply(status="304 Not Modified", fields=[("ETag", '"v2"')])
    held: dict[str, Any] = {"etag": 'W/"v1"', "last_modified": "Wed, 01 Jan 2025 00:00:00 GMT", "capture_id": "held"}
    outcome = await bench.fetch("/page", **held)
    assert isinstance(outcome, NotModified)
    assert bench.server.log[-1].fields["if-none-match"] == 'W/"v1"'
    assert bench.server.log[-1].fields["if-modified-since"] == "Wed, 01 Jan 2025 00:00:00 GMT"
    assert outcome.capture.revisit_of == "held"
    assert outcome.capture in bench.kept


@pytest.mark.parametrize(
    ("etag", "sent"),
    [
        ('"3515-66-gzip"', '"3515-66-gzip", "3515-66"'),
        ('W/"3515-66-br"', 'W/"3515-66-br", W/"3515-66"'),
        ('"-gzip"', '"-gzip", ""'),
        ('"gzip"', '"gzip"'),
        ("3515-66-gzip", "3515-66-gzip"),
    ],
)
async def test_a_tag_that_apache_marked_as_compressed_is_sent_without_the_mark_too(
    bench: Bench, etag: str, sent: str
) -> None:
    """It compares what it had before it compressed: with its own tag alone it never answers 304."""
    bench.server.routes["/page"] = reply(status="304 Not Modified")
    assert isinstance(await bench.fetch("/page", etag=etag, capture_id="held"), NotModified)
    assert bench.server.log[-1].fields["if-none-match"] == sent


@pytest.mark.parametrize(("matches", "whole"), [('"1-gzip"', 1), ('"1-gzip", "1"', 0), ("none", 5)])
async def test_a_cache_that_knows_no_list_of_tags_sends_one_page_whole_and_no_more(
    bench: Bench, matches: str, whole: int
) -> None:
    """Varnish before Apache: it compares the whole field with the tag it holds, so the tag goes alone from then on."""

    async def compare(seen: Seen, writer: asyncio.StreamWriter) -> None:
        same = seen.fields["if-none-match"] == matches
        await reply(
            b"" if same else b"page", status="304 Not Modified" if same else "200 OK", fields=[("ETag", '"1-gzip"')]
        )(seen, writer)

    bench.server.routes |= {f"/{number}": compare for number in range(5)}
    async with bench.fetcher() as fetcher:
        targets = [bench.target(f"/{number}", etag='"1-gzip"') for number in range(5)]
        outcomes = await asyncio.gather(*(fetcher.fetch(each, bench.scope(), pace=Pace(delay=1.0)) for each in targets))
    assert [type(outcome) for outcome in outcomes].count(Answered) == whole


@pytest.mark.parametrize("status", [400, 412, 431])
async def test_a_server_that_cannot_take_validators_is_asked_without_them_in_the_same_run(
    bench: Bench, status: int
) -> None:
    """A proxy that answers 412 where 304 is meant: the pages come whole, and three of them cost a request more."""

    async def stumble(seen: Seen, writer: asyncio.StreamWriter) -> None:
        known = "if-none-match" in seen.fields
        await reply(b"no" if known else b"page", status=f"{status} No" if known else "200 OK")(seen, writer)

    pages = [f"/{number}" for number in range(30)]
    bench.server.routes |= dict.fromkeys(pages, stumble)
    async with bench.fetcher() as fetcher:
        for page in pages:
            target = bench.target(page, etag='"1"', capture_id="held")
            outcome = await fetcher.fetch(target, bench.scope(), pace=Pace(delay=2.0))
            assert isinstance(outcome, Answered)
            assert outcome.capture.body == b"page"
    assert bench.server.paths() == ["/robots.txt", "/0", "/0", "/1", "/1", "/2", "/2", *pages[3:]]
    assert min(bench.server.gaps()) >= 2.0


async def test_a_page_that_is_refused_with_validators_and_without_is_asked_twice(bench: Bench) -> None:
    """What it answers to the plain request stands."""
    bench.server.routes["/page"] = reply(b"no", status="412 Precondition Failed")
    answered = await bench.answered("/page", etag='"1"', capture_id="held")
    assert answered.capture.status == 412
    assert ["if-none-match" in seen.fields for seen in bench.server.log[1:]] == [True, False]


async def test_a_304_nobody_asked_for_is_a_fault(bench: Bench) -> None:
    """Without validators sent, 304 says nothing about what we hold."""
    bench.server.routes["/page"] = reply(status="304 Not Modified")
    outcome = await bench.failed("/page")
    assert outcome.kind == "protocol"


async def test_validators_go_only_to_the_url_that_gave_them(bench: Bench) -> None:
    """After a redirect the validators are sent to the page that gave them and not to the redirecting URL."""
    bench.server.routes |= {
        "/old": reply(status="302 Found", fields=[("Location", "/new")]),
        "/new": reply(status="304 Not Modified"),
    }
    outcome = await bench.fetch("/old", etag='"v1"', captured_url=bench.server.url("/new"))
    assert isinstance(outcome, NotModified)
    assert "if-none-match" not in bench.server.log[-2].fields
    assert bench.server.log[-1].fields["if-none-match"] == '"v1"'


async def test_the_same_entity_again_is_a_revisit(bench: Bench) -> None:
    """A server that ignores validators and sends the same bytes gives an answer that refers to the capture we hold."""
    bench.server.routes["/page"] = reply(PAGE, fields=[("ETag", '"new"')])
    outcome = await bench.answered("/page", capture_id="held", entity_sha256=hashlib.sha256(PAGE).hexdigest())
    assert outcome.capture.revisit_of == "held"


# Redirects


async def test_redirects_are_followed_by_hand_and_recorded(bench: Bench) -> None:
    """Each hop stands in the capture with its status and the absolute URL it pointed to, fragment dropped."""
    bench.server.routes |= {
        "/a/1": reply(status="302 Found", fields=[("Location", "../b#part")]),
        "/b": reply(status="308 Permanent Redirect", fields=[("Location", bench.server.url("/c"))]),
        "/c": reply(PAGE),
    }
    outcome = await bench.answered("/a/1")
    hops = [(hop.url, hop.status, hop.location) for hop in outcome.capture.redirects]
    url = bench.server.url
    assert hops == [(url("/a/1"), 302, url("/b")), (url("/b"), 308, url("/c"))]
    assert outcome.capture.requested_url == url("/a/1")
    assert outcome.capture.url == url("/c")


async def test_a_redirect_out_of_scope_is_recorded_and_not_followed(bench: Bench) -> None:
    """The site's scope decides before anything is sent."""
    bench.server.routes["/page"] = reply(status="302 Found", fields=[("Location", "http://127.0.0.9:1/elsewhere")])
    outcome = await bench.fetch("/page")
    assert isinstance(outcome, OutOfScope)
    assert outcome.location == "http://127.0.0.9:1/elsewhere"
    assert outcome.capture.status == 302


@pytest.mark.parametrize("hops", [["/a"], ["/b", "/a"]])
async def test_a_circle_of_redirects_is_a_fault(bench: Bench, hops: list[str]) -> None:
    """A URL seen before ends it, whether it points to itself or around."""
    for here, there in zip(["/a", *hops], hops, strict=False):
        bench.server.routes[here] = reply(status="302 Found", fields=[("Location", there)])
    outcome = await bench.failed("/a")
    assert outcome.kind == "redirect_loop"
    assert len(bench.server.log) == 1 + len(hops)


async def test_endless_redirects_end_at_the_cap(bench: Bench) -> None:
    """Five hops are followed, the sixth is not."""
    for number in range(9):
        bench.server.routes[f"/{number}"] = reply(status="302 Found", fields=[("Location", f"/{number + 1}")])
    outcome = await bench.failed("/0")
    assert outcome.kind == "redirect_loop"
    assert bench.server.paths() == ["/robots.txt", "/0", "/1", "/2", "/3", "/4", "/5"]


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/x", "javascript:alert(1)", "http://[", " "])
async def test_a_redirect_to_nowhere_is_a_fault(bench: Bench, location: str) -> None:
    """Only http and https URLs are places to go."""
    bench.server.routes["/page"] = reply(status="302 Found", fields=[("Location", location)])
    outcome = await bench.failed("/page")
    assert outcome.kind == "bad_redirect"


async def test_a_redirect_status_without_location_is_an_answer(bench: Bench) -> None:
    """There is nothing to follow, and the page is what it is."""
    bench.server.routes["/page"] = reply(PAGE, status="302 Found")
    outcome = await bench.answered("/page")
    assert outcome.capture.status == 302


@pytest.mark.parametrize("sent", ["/Espa\xc3\xb1ol", "/Espa\xf1ol"])
async def test_a_location_with_raw_letters_is_read_as_utf8_or_kept_by_its_bytes(bench: Bench, sent: str) -> None:
    """UTF-8 bytes in Location become their percent form; Latin-1 bytes keep the byte that was sent."""
    bench.server.routes["/page"] = reply(status="302 Found", fields=[("Location", sent)])
    await bench.fetch("/page")
    assert bench.server.paths()[-1] == ("/Espa%C3%B1ol" if len(sent) == 9 else "/Espa%F1ol")


async def test_each_hop_obeys_the_robots_txt_of_its_host(bench: Bench) -> None:
    """A redirect cannot lead into what robots.txt forbids."""
    bench.server.routes |= {
        "/robots.txt": reply(b"User-agent: *\nDisallow: /private"),
        "/page": reply(status="302 Found", fields=[("Location", "/private/x")]),
    }
    outcome = await bench.fetch("/page")
    assert isinstance(outcome, Disallowed)
    assert not outcome.closed
    assert "/private/x" not in bench.server.paths()


async def test_cookies_are_never_sent_back(bench: Bench) -> None:
    """There is no cookie jar: not over a redirect, not on the next page."""
    cookie = ("Set-Cookie", "session=secret; Path=/")
    bench.server.routes |= {
        "/a": reply(status="302 Found", fields=[("Location", "/b"), cookie]),
        "/b": reply(PAGE, fields=[cookie]),
    }
    async with bench.fetcher() as fetcher:
        await fetcher.fetch(bench.target("/a"), bench.scope(), pace=NO_GAP)
        await fetcher.fetch(bench.target("/b"), bench.scope(), pace=NO_GAP)
    assert bench.server.paths() == ["/robots.txt", "/a", "/b", "/b"]
    assert all("cookie" not in seen.fields and "authorization" not in seen.fields for seen in bench.server.log)


# Manners


async def test_a_public_host_is_not_asked_without_a_contact(bench: Bench) -> None:
    """Not even its robots.txt: the mistake is named and how to mend it."""

    async def public(_host: str) -> list[str]:
        return ["93.184.215.14"]

    async with bench.fetcher(resolve=public) as fetcher:
        target = Target(url="http://health.example/", site="test", reason="forced")
        with pytest.raises(ConfigError) as caught:
            await fetcher.fetch(target, Scope(hosts=("health.example",)))
    assert "contact" in (caught.value.mend or "")


async def test_proxies_of_the_environment_are_ignored(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """HTTP_PROXY names a dead port; the request goes straight to the server."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    bench.server.routes["/page"] = reply(PAGE)
    await bench.answered("/page")


async def test_any_httpx_transport_will_do(bench: Bench) -> None:
    """The one seam to the network is httpx's transport interface."""
    bench.transport = httpx.MockTransport(lambda request: httpx.Response(200, text=f"you asked {request.url.path}"))
    outcome = await bench.answered("/page")
    assert outcome.capture.body == b"you asked /page"


async def test_a_host_can_be_led_to_another_address(bench: Bench) -> None:
    """The URL, its spelling and the Host field stay the site's own; only the connection goes elsewhere."""
    bench.server.routes["/a%7Eb?c='d'"] = reply(PAGE)
    settings = {"connect_to": {"health.example": f"127.0.0.1:{bench.server.port}"}, "allow_private": ()}
    async with bench.fetcher(settings=settings) as fetcher:
        target = Target(url="http://health.example/a%7Eb?c='d'", site="test", reason="forced")
        outcome = await fetcher.fetch(target, Scope(hosts=("health.example",)), pace=NO_GAP)
    assert isinstance(outcome, Answered)
    assert outcome.capture.status == 200
    assert outcome.capture.url == target.url
    assert bench.server.log[-1].fields["host"] == "health.example"

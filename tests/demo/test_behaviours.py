"""The demo server told to change, lie and fail."""

from __future__ import annotations

import asyncio
import re
import socket
import time
import zlib
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest

from pipeline.demo.behaviours import (
    SCENARIOS,
    AddHeaders,
    AlwaysNotModified,
    AnyBehaviour,
    Banner,
    Bomb,
    BumpDate,
    ConsentWall,
    Delay,
    Drip,
    Edit,
    EndlessBody,
    EndlessHeaders,
    EntityBomb,
    Hang,
    Huge,
    NeverNotModified,
    NewEtag,
    Nonce,
    Redirect,
    RedirectChain,
    RedirectLoop,
    Replace,
    Reset,
    RetryLater,
    Rotate,
    Rule,
    Soft404,
    Status,
    TruncatedGzip,
    WrongCharset,
)
from pipeline.demo.pages import Page
from pipeline.demo.script import matches
from pipeline.demo.server import DemoSite, serve_in_thread
from pipeline.errors import UsageError

BODY = """<html><head><meta name="DC.Date.Modified" content="2025-03-04"/></head><body>
<ul id="mplus-menu-list"><li>one</li><li>two</li><li>three</li></ul>
<article><div class="main"><p>Take 5 mg of ñandú.</p></div></article>
<span id="lastupdate">Last updated March 4, 2025</span></body></html>
""" + ("<p>filling</p>\n" * 200)
PAGES = {"/a.html": Page(body=BODY.encode(), last_modified=datetime(2025, 3, 4, tzinfo=UTC))}


def told(site: DemoSite, client: httpx.Client, *behaviours: AnyBehaviour) -> httpx.Response:
    site.tell(*(Rule(path="/a.html", behaviour=behaviour) for behaviour in behaviours))
    return client.get("/a.html")


def test_an_edit_changes_words_and_validators(site: DemoSite, client: httpx.Client) -> None:
    """An edited page has other words, another ETag and a later Last-Modified; the old ETag brings it whole."""
    before = client.get("/a.html")
    after = told(site, client, Edit(find="5 mg", replace="10 mg"))
    assert after.text == before.text.replace("5 mg", "10 mg")
    assert after.headers["etag"] != before.headers["etag"]
    assert after.headers["last-modified"] == "Wed, 05 Mar 2025 00:00:00 GMT"
    assert client.get("/a.html", headers={"If-None-Match": before.headers["etag"]}).status_code == 200


def test_a_date_bump_moves_dates_and_nothing_else(site: DemoSite, client: httpx.Client) -> None:
    """Only the meta, the foot and Last-Modified move."""
    after = told(site, client, BumpDate(to=date(2026, 12, 1)))
    expected = BODY.replace("2025-03-04", "2026-12-01").replace("March 4, 2025", "December 1, 2026")
    assert after.text == expected
    assert after.headers["last-modified"] == "Tue, 01 Dec 2026 00:00:00 GMT"


def test_a_new_etag_at_every_request_has_the_same_bytes(site: DemoSite, client: httpx.Client) -> None:
    """The ETag lies: it changes although nothing did, so a conditional request never gets a 304."""
    first = told(site, client, NewEtag())
    second = client.get("/a.html", headers={"If-None-Match": first.headers["etag"]})
    assert second.status_code == 200
    assert second.content == first.content
    assert second.headers["etag"] != first.headers["etag"]


def test_a_304_after_a_change_is_a_lie(site: DemoSite, client: httpx.Client) -> None:
    """A conditional request is told that nothing changed while an unconditional one gets the new words."""
    old = client.get("/a.html").headers["etag"]
    after = told(site, client, AlwaysNotModified(), Edit(find="5 mg", replace="10 mg"))
    assert "10 mg" in after.text
    assert client.get("/a.html", headers={"If-None-Match": old}).status_code == 304


def test_conditional_requests_can_be_ignored(site: DemoSite, client: httpx.Client) -> None:
    """A server may never answer 304."""
    etag = client.get("/a.html").headers["etag"]
    told(site, client, NeverNotModified())
    assert client.get("/a.html", headers={"If-None-Match": etag}).status_code == 200


def test_navigation_rotates_and_nonces_change(site: DemoSite, client: httpx.Client) -> None:
    """Each request gets the same page in other bytes: the menu turned by one, a new token in the head."""
    pages = [told(site, client, Rotate(), Nonce()).text, client.get("/a.html").text]
    menus = [re.findall(r"<li>(\w+)</li>", page) for page in pages]
    assert menus == [["one", "two", "three"], ["two", "three", "one"]]
    assert len({*re.findall(r'request-token" content="(\w+)', "".join(pages))}) == 2


def test_other_changes(site: DemoSite, client: httpx.Client) -> None:
    """A replaced text, a banner in the main content and more headers are served as told."""
    assert told(site, client, Replace(text="new")).text == "new"
    assert '<div class="main">\n<p class="site-notice">Closed</p>' in told(site, client, Banner(text="Closed")).text
    assert told(site, client, AddHeaders(headers=(("X-Robots-Tag", "noindex"),))).headers["x-robots-tag"] == "noindex"


def test_a_wrong_charset_declares_one_encoding_and_sends_another(site: DemoSite, client: httpx.Client) -> None:
    """The bytes are UTF-8, the header says Latin-1."""
    answer = told(site, client, WrongCharset(declared="iso-8859-1", sent="utf-8"))
    assert answer.headers["content-type"] == "text/html; charset=iso-8859-1"
    assert "Ã±andÃº" in answer.text


def test_statuses_and_retry_after(site: DemoSite, client: httpx.Client) -> None:
    """A status comes alone; 503 and 429 say when to come back."""
    assert told(site, client, Status(code=410)).status_code == 410
    assert told(site, client, Status(code=404, body="none")).text == "none"
    for later in (RetryLater(seconds=7), RetryLater(code=429, seconds=8)):
        busy = told(site, client, later)
        assert (busy.status_code, busy.headers["retry-after"]) == (later.code, str(later.seconds))


def test_redirects(site: DemoSite, client: httpx.Client) -> None:
    """One hop to a path or another origin, a chain of a given length, and a loop without an end."""
    away = told(site, client, Redirect(to="https://elsewhere.example/", code=308))
    assert (away.status_code, away.headers["location"]) == (308, "https://elsewhere.example/")
    assert told(site, client, Redirect(to="{origin}/b")).headers["location"] == f"{site.url}/b"
    site.put("/end.html", (b"end", "text/plain"))
    site.tell(Rule(path="/a.html", behaviour=RedirectChain(to="/end.html", hops=3)))
    chain = client.get("/a.html", follow_redirects=True)
    assert (chain.text, len(chain.history)) == ("end", 3)
    site.tell(Rule(path="/a.html", behaviour=RedirectLoop()))
    with pytest.raises(httpx.TooManyRedirects):
        client.get("/a.html", follow_redirects=True)


def test_pages_that_are_not_what_was_asked_for(site: DemoSite, client: httpx.Client) -> None:
    """A soft 404 and a consent wall are 200 without the content."""
    for behaviour, words in ((Soft404(), "Page Not Found"), (ConsentWall(), "Agree to everything")):
        answer = told(site, client, behaviour)
        assert answer.status_code == 200
        assert words in answer.text
        assert "5 mg" not in answer.text


def test_slow_answers_are_whole(site: DemoSite, client: httpx.Client) -> None:
    """A drip and a delay take their time and lose nothing."""
    dripped = told(site, client, Drip(chunk=1000, every=0.02))
    assert dripped.text == BODY
    assert dripped.elapsed.total_seconds() > 0.02 * (len(BODY) // 1000 - 1)
    delayed = told(site, client, Delay(seconds=0.2))
    assert delayed.text == BODY
    assert delayed.elapsed.total_seconds() >= 0.2


@pytest.mark.parametrize(
    "behaviour",
    [
        Hang(seconds=0.05),
        Reset(after=500),
        Reset(after=0),
        EndlessHeaders(limit=2_000_000),
        EndlessBody(limit=3_000_000),
    ],
)
def test_broken_answers_break_the_exchange(site: DemoSite, client: httpx.Client, behaviour: AnyBehaviour) -> None:
    """What breaks HTTP is an error for the client, is logged, and does not hurt the next request."""
    with pytest.raises(httpx.TransportError):
        told(site, client, behaviour)
    site.tell()
    assert client.get("/a.html").text == BODY
    assert len(site.requests) == 2


def test_a_reset_is_a_tcp_reset(site: DemoSite) -> None:
    """The connection ends with RST, not with an orderly close, after the bytes it was told to send."""
    site.tell(Rule(behaviour=Reset(after=500)))
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
        connection.sendall(b"GET /a.html HTTP/1.1\r\nHost: x\r\n\r\n")
        received = connection.recv(65536)
        with pytest.raises(ConnectionResetError):
            connection.recv(65536)
    assert len(received.partition(b"\r\n\r\n")[2]) == 500


def test_a_truncated_gzip_is_framed_as_if_whole(site: DemoSite, client: httpx.Client) -> None:
    """Content-Length fits the bytes sent, and the gzip stream in them has no end."""
    site.tell(Rule(path="/a.html", behaviour=TruncatedGzip(keep=0.5)))
    with client.stream("GET", "/a.html") as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-length"] == str(len(raw))
    undo = zlib.decompressobj(31)
    undo.decompress(raw)
    assert not undo.eof


def test_a_huge_page_is_the_page_filled_up(site: DemoSite, client: httpx.Client) -> None:
    """The page keeps its beginning and end and has exactly the size it was told to have."""
    answer = told(site, client, Huge(size=300_000))
    assert len(answer.content) == 300_000
    assert answer.text.startswith(BODY[:100])
    assert answer.text.endswith(BODY[-100:])


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_bombs_are_small_and_inflate(site: DemoSite, client: httpx.Client, coding: str) -> None:
    """A bomb is a valid stream in its coding, at most a hundredth of what it inflates to."""
    site.tell(Rule(path="/a.html", behaviour=Bomb(coding=coding, inflated=32 << 20)))  # type: ignore[arg-type]
    answer = client.get("/a.html")
    assert answer.headers["content-encoding"] == coding
    assert len(answer.content) == 32 << 20
    assert answer.num_bytes_downloaded < (32 << 20) / 100


def test_an_entity_bomb_is_small_xml(site: DemoSite, client: httpx.Client) -> None:
    """A sitemap of a thousand bytes that would expand ten-fold a level."""
    answer = told(site, client, EntityBomb(levels=9))
    assert len(answer.content) < 2000
    assert answer.text.count("<!ENTITY") == 10


def test_a_client_that_leaves_does_not_stop_the_server(site: DemoSite, client: httpx.Client) -> None:
    """A bomb is abandoned when its reader goes away; the server answers the next one."""
    site.tell(Rule(path="/a.html", behaviour=Bomb(inflated=10_000_000_000)))
    with client.stream("GET", "/a.html") as answer:
        next(answer.iter_raw(1000))
    time.sleep(0.3)
    sent = site.requests[0].bytes
    time.sleep(0.2)
    assert site.requests[0].bytes == sent
    site.tell()
    assert client.get("/a.html", timeout=2).text == BODY


def test_rules_count_for_each_path(site: DemoSite, client: httpx.Client) -> None:
    """``after`` spares the first requests for a path, ``times`` ends the trouble; each path has its own count."""
    site.put("/b.html", (b"b", "text/plain"))
    site.tell(Rule(behaviour=RetryLater(), after=1, times=2))
    assert [client.get("/a.html").status_code for _ in range(4)] == [200, 503, 503, 200]
    assert [client.get("/b.html").status_code for _ in range(4)] == [200, 503, 503, 200]


def test_a_share_is_the_same_paths_every_time() -> None:
    """A share of 0.6 takes about 60 of 100 paths, the same ones in every process."""
    rule = Rule(behaviour=Status(code=404), share=0.6)
    chosen = [path for path in (f"/{n}.html" for n in range(1000)) if matches(rule, "x", path)]
    assert 550 < len(chosen) < 650
    assert "".join(path[1:-5] + " " for path in chosen[:12]) == "0 3 4 5 6 7 8 9 10 12 15 18 "


def test_rules_speak_of_hosts_and_patterns() -> None:
    """A rule is for the paths its pattern names, on its host when it names one."""
    rule = Rule(behaviour=Status(code=404), path="/spanish/*.html", host="localhost")
    assert matches(rule, "localhost", "/spanish/a.html")
    assert not matches(rule, "127.0.0.1", "/spanish/a.html")
    assert not matches(rule, "localhost", "/a.html")


def test_a_sites_own_rules_stand_beside_what_it_is_told(tmp_path: Path) -> None:
    """``behaviours.toml`` of a folder holds until the server is told to drop it; a wrong one is an error."""
    (tmp_path / "x.html").write_text("x")
    (tmp_path / "behaviours.toml").write_text('[[rule]]\npath = "/x.html"\nbehaviour = { do = "status", code = 410 }\n')
    with serve_in_thread(DemoSite(tmp_path)) as site:
        site.tell(Rule(path="/y.html", behaviour=Status(code=500)))
        assert httpx.get(f"{site.url}/x.html").status_code == 410
        site.tell(keep=False)
        assert httpx.get(f"{site.url}/x.html").text == "x"
    (tmp_path / "behaviours.toml").write_text('[[rule]]\nbehaviour = { do = "status", kode = 410 }\n')
    with pytest.raises(UsageError, match="kode"):
        DemoSite(tmp_path)


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_every_scenario_can_be_played(name: str) -> None:
    """Each ready-made trouble is made of rules that the server takes, and every one of them speaks of some path."""
    paths = ["/asthma.html", "/robots.txt", "/sitemap.xml"]
    assert all(any(matches(rule, "x", path) or rule.share < 1 for path in paths) for rule in SCENARIOS[name])


def test_the_server_runs_inside_a_loop_too() -> None:
    """``async with`` starts and stops it in the caller's own loop, also while an answer hangs."""

    async def crawl() -> int:
        async with DemoSite(pages=PAGES) as site, httpx.AsyncClient(base_url=site.url) as client:
            status = (await client.get("/a.html")).status_code
            site.tell(Rule(behaviour=Hang(seconds=60)))
            with pytest.raises(httpx.ReadTimeout):
                await client.get("/a.html", timeout=0.1)
            return status

    assert asyncio.run(asyncio.wait_for(crawl(), 5)) == 200

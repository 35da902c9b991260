"""The demo server as an honest HTTP/1.1 server."""

from __future__ import annotations

import gzip
import re
import socket
from datetime import UTC, datetime

import httpx
import pytest

from pipeline.demo.pages import Page
from pipeline.demo.server import DemoSite, serve_in_thread
from pipeline.errors import UsageError

BODY = b"<html><head></head><body>" + "<p>ñandú</p>".encode() * 200 + b"</body></html>"
WHEN = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)
PAGES: dict[str, Page | tuple[bytes, str]] = {
    "/a.html": Page(body=BODY, last_modified=WHEN),
    "/b.html": (b"short", "text/plain"),
}


def test_a_page_comes_with_type_validators_and_its_bytes(client: httpx.Client) -> None:
    """A page is served whole, with content type, a strong ETag, Last-Modified, Date and an exact Content-Length."""
    answer = client.get("/a.html", headers={"Accept-Encoding": "identity"})
    assert answer.content == BODY
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["etag"].startswith('"')
    assert answer.headers["last-modified"] == "Tue, 04 Mar 2025 05:06:07 GMT"
    assert answer.headers["content-length"] == str(len(BODY))
    assert answer.headers["date"].endswith(" GMT")


def test_gzip_is_sent_on_request_under_its_own_etag(client: httpx.Client) -> None:
    """The gzip form of a page has another strong ETag than the plain one, and says that it varies."""
    plain = client.get("/a.html", headers={"Accept-Encoding": "identity"})
    with client.stream("GET", "/a.html", headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
    assert gzip.decompress(raw) == BODY
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept-Encoding"
    assert packed.headers["etag"] != plain.headers["etag"]


def test_a_matching_etag_gives_304_without_a_body(client: httpx.Client) -> None:
    """If-None-Match with the current ETag, alone or in a list, is answered by an empty 304 that repeats the ETag."""
    etag = client.get("/a.html").headers["etag"]
    for tags in (etag, f'"other", {etag}', "*"):
        answer = client.get("/a.html", headers={"If-None-Match": tags})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == etag
        assert "content-length" not in answer.headers


def test_an_etag_wins_over_a_date(client: httpx.Client) -> None:
    """If-None-Match that does not match gives the page, whatever If-Modified-Since says (RFC 9110, 13.1.3)."""
    headers = {"If-None-Match": '"old"', "If-Modified-Since": "Tue, 04 Mar 2025 05:06:07 GMT"}
    assert client.get("/a.html", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Tue, 04 Mar 2025 05:06:07 GMT", 304),
        ("Wed, 05 Mar 2025 00:00:00 GMT", 304),
        ("Mon, 03 Mar 2025 00:00:00 GMT", 200),
        ("no date at all", 200),
    ],
)
def test_if_modified_since_is_compared_as_a_date(client: httpx.Client, since: str, status: int) -> None:
    """If-Modified-Since gives 304 from the page's date on, and is ignored when it is no date."""
    assert client.get("/a.html", headers={"If-Modified-Since": since}).status_code == status


def test_head_has_the_headers_of_get_and_no_body(site: DemoSite, client: httpx.Client) -> None:
    """HEAD answers with GET's headers alone."""
    get, head = client.get("/a.html"), client.head("/a.html")
    assert head.content == b""
    assert {**head.headers, "date": ""} == {**get.headers, "date": ""}
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
        connection.sendall(b"HEAD /b.html HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = b""
        while data := connection.recv(65536):
            answer += data
    assert answer.endswith(b"\r\n\r\n")


def test_an_unknown_path_is_404_and_a_query_does_not_matter(client: httpx.Client) -> None:
    """A path without a page is 404; a query is logged, not looked at."""
    assert client.get("/nothing.html").status_code == 404
    assert client.get("/a.html?utm_source=x").content == BODY


def test_the_log_tells_every_request(site: DemoSite, client: httpx.Client) -> None:
    """Each request is one entry with host, path and query, status, whether it was conditional, bytes and headers."""
    etag = client.get("/a.html?x=1").headers["etag"]
    client.get("/a.html", headers={"If-None-Match": etag, "X-Run": "7"})
    client.get("/nothing.html")
    first, second, third = site.requests
    assert (first.host, first.method, first.path, first.status) == ("127.0.0.1", "GET", "/a.html?x=1", 200)
    assert [first.conditional, second.conditional] == [False, True]
    assert second.headers["x-run"] == "7"
    assert first.bytes > second.bytes > 0
    assert third.status == 404
    assert first.time <= second.time <= third.time


def test_requests_sent_together_are_answered_in_order(site: DemoSite) -> None:
    """Several requests in one packet on one connection get their answers in order; Connection: close ends it."""
    asked = b"".join(
        b"GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n" % (path, extra)
        for path, extra in ((b"/b.html", b""), (b"/no", b""), (b"/b.html", b"Connection: close\r\n"))
    )
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
        connection.sendall(asked)
        answer = b""
        while data := connection.recv(65536):
            answer += data
    assert re.findall(rb"HTTP/1\.1 (\d+)", answer) == [b"200", b"404", b"200"]
    assert answer.endswith(b"short")


def test_a_request_in_pieces_is_put_together(site: DemoSite) -> None:
    """A head that arrives byte by byte is read as one request."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
        for byte in b"GET /b.html HTTP/1.0\r\nHost: x\r\n\r\n":
            connection.sendall(bytes([byte]))
        answer = b""
        while data := connection.recv(65536):
            answer += data
    assert answer.startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("sent", [b"nonsense\r\n\r\n", b"GET / SPDY/9\r\n\r\n", b"GET /" + b"a" * 70_000])
def test_what_is_not_http_is_refused(site: DemoSite, sent: bytes) -> None:
    """Nonsense, other protocols and heads without an end get a 4xx and the door."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
        connection.sendall(sent)
        assert connection.recv(65536).startswith(b"HTTP/1.1 4")


def test_hosts_have_pages_of_their_own(site: DemoSite) -> None:
    """A host with its own pages serves only those; any other host gets the common ones."""
    hosts = {"localhost": {"/own.html": (b"mine", "text/plain")}}
    with serve_in_thread(DemoSite(pages=PAGES, hosts=hosts)) as running:

        def status(host: str, path: str) -> int:
            return httpx.get(running.url + path, headers={"Host": f"{host}:{running.port}"}).status_code

        assert status("localhost", "/own.html") == 200
        assert status("localhost", "/a.html") == 404
        assert status("elsewhere", "/a.html") == 200


def test_several_loopback_addresses_share_a_port() -> None:
    """The server can listen on more than one loopback address, for crawls over several hosts."""
    with serve_in_thread(DemoSite(pages=PAGES, bind=("127.0.0.1", "127.0.0.2"))) as running:
        for address in ("127.0.0.1", "127.0.0.2"):
            assert httpx.get(running.origin(address) + "/b.html").text == "short"
        assert [entry.host for entry in running.requests] == ["127.0.0.1", "127.0.0.2"]


def test_only_loopback_is_listened_on() -> None:
    """A server that can be told to lie is never offered to a network."""
    with pytest.raises(UsageError, match=r"not on 0\.0\.0\.0"):
        DemoSite(bind=("0.0.0.0",))  # noqa: S104


def test_a_taken_port_is_said_plainly(site: DemoSite) -> None:
    """A port that another process has is an error that names it, and the thread version raises it in the caller."""
    with (
        pytest.raises(UsageError, match=f"port {site.port}"),
        serve_in_thread(DemoSite(pages=PAGES, port=site.port)),
    ):
        pass


def test_pages_can_be_set_and_taken_away(site: DemoSite, client: httpx.Client) -> None:
    """put() replaces a page at once, prepared answers included, and None removes it."""
    assert client.get("/b.html").text == "short"
    site.put("/b.html", (b"longer", "text/plain"))
    assert client.get("/b.html").text == "longer"
    site.put("/b.html", None)
    assert client.get("/b.html").status_code == 404

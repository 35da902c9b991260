"""Performing failures: what goes over the wire when the server was told to misbehave."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Awaitable, Callable, Iterator
from http import HTTPStatus

import brotli
import zstandard
from msgspec import Struct

from pipeline.demo.behaviours import (
    Bomb,
    ConsentWall,
    Delay,
    Drip,
    EndlessBody,
    EndlessHeaders,
    EntityBomb,
    Failure,
    Hang,
    Huge,
    Redirect,
    RedirectChain,
    RedirectLoop,
    Reset,
    RetryLater,
    Soft404,
    Status,
    TruncatedGzip,
)
from pipeline.demo.pages import Page, lines

_FRAME = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"/><title>{title} | MedlinePlus</title></head>
<body><div id="mplus-content"><article><h1>{title}</h1>{body}</article></div></body>
</html>
"""

NOT_FOUND = _FRAME.format(
    title="Page Not Found",
    body='<p>We looked everywhere and this page is not here. Try the <a href="/">front page</a> of the demo site.</p>',
).encode()

CONSENT_WALL = _FRAME.format(
    title="Before you go on",
    body=(
        "<p>This demo site would like to count its visitors. Choose what it may store, then you will see the page.</p>"
        '<form method="post" action="/consent"><button name="all">Agree to everything</button>'
        '<button name="some">Only what is needed</button></form>'
    ),
).encode()


def short_page(code: int) -> bytes:
    """A page that says no more than its status."""
    return _FRAME.format(title=f"{code} {reason(code)}", body="<p>The demo server was told to answer so.</p>").encode()


def reason(code: int) -> str:
    """The reason phrase of a status code."""
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return "Unknown"


_BLOCK = 1 << 20


class Wire(Struct, frozen=True):
    """One exchange as a failure sees it: the page that would be served (``None``: no such path), the raw connection.

    Attributes:
        send: writes, waiting while the other side does not read; raises ConnectionError when it is gone.
        answer: sends a whole answer the ordinary way (conditional requests, gzip, HEAD).
        close: closes after what was written is sent.
        reset: drops the connection at once, with a TCP reset.
    """

    origin: str
    path: str
    query: str
    page: Page | None
    send: Callable[[bytes], Awaitable[None]]
    answer: Callable[[int, Page], None]
    close: Callable[[], None]
    reset: Callable[[], None]


async def perform(failure: Failure, wire: Wire) -> None:
    """Do what the failure says."""
    match failure:
        case (
            Status()
            | RetryLater()
            | Redirect()
            | RedirectChain()
            | RedirectLoop()
            | Soft404()
            | ConsentWall()
            | EntityBomb()
        ):
            _whole(failure, wire)
        case Delay():
            await asyncio.sleep(failure.seconds)
            _serve(wire)
        case Huge():
            wire.answer(200, _padded(_page(wire), failure.size))
        case Drip() | Hang() | TruncatedGzip() | Reset():
            await _damaged(failure, wire)
        case EndlessBody() | EndlessHeaders() | Bomb():
            await _hostile(failure, wire)


def _whole(failure: Failure, wire: Wire) -> None:
    match failure:
        case Status():
            body = failure.body.encode() if failure.body is not None else short_page(failure.code)
            wire.answer(failure.code, Page(body=body, etag="", headers=failure.headers))
        case RetryLater():
            later = (("Retry-After", str(failure.seconds)),)
            wire.answer(failure.code, Page(body=short_page(failure.code), etag="", headers=later))
        case Redirect():
            _redirect(wire, failure.code, failure.to)
        case RedirectChain():
            hop = int(wire.query.removeprefix("hop=")) if wire.query.startswith("hop=") else 0
            _redirect(wire, failure.code, failure.to if hop + 1 >= failure.hops else f"{wire.path}?hop={hop + 1}")
        case RedirectLoop():
            _redirect(wire, 302, wire.path if wire.query else f"{wire.path}?again=1")
        case Soft404():
            wire.answer(200, Page(body=NOT_FOUND))
        case ConsentWall():
            wire.answer(200, Page(body=CONSENT_WALL, headers=(("Set-Cookie", "consent=asked; Path=/"),)))
        case EntityBomb():
            wire.answer(200, Page(body=_entities(failure.levels), content_type="application/xml", etag=""))


def _redirect(wire: Wire, code: int, to: str) -> None:
    location = to.replace("{origin}", wire.origin)
    wire.answer(code, Page(body=short_page(code), etag="", headers=(("Location", location),)))


def _page(wire: Wire) -> Page:
    return wire.page or Page(body=short_page(404))


def _serve(wire: Wire) -> None:
    wire.answer(200 if wire.page else 404, _page(wire))


def _padded(page: Page, size: int) -> Page:
    filler = b"<p>Filling, to make this page as long as it was told to be.</p>\n"
    before, mark, after = page.body.rpartition(b"</article>")
    missing = max(0, size - len(page.body))
    fill = filler * (missing // len(filler)) + b" " * (missing % len(filler))
    return Page(body=before + fill + mark + after, content_type=page.content_type)


def _head(page: Page, *headers: tuple[str, str], status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\n".encode() + lines([("Content-Type", page.content_type), *headers]) + b"\r\n"


async def _damaged(failure: Failure, wire: Wire) -> None:
    page = _page(wire)
    body = page.body
    length = ("Content-Length", str(len(body)))
    match failure:
        case Drip():
            await wire.send(_head(page, length))
            for start in range(0, len(body), failure.chunk):
                await wire.send(body[start : start + failure.chunk])
                await asyncio.sleep(failure.every)
            return
        case Hang():
            await asyncio.sleep(failure.seconds)
        case TruncatedGzip():
            packed = gzip.compress(body, mtime=0)
            kept = packed[: int(len(packed) * failure.keep)]
            framing = (("Content-Encoding", "gzip"), ("Content-Length", str(len(kept))))
            await wire.send(_head(page, *framing) + kept)
            return
        case Reset():
            if failure.after:
                await wire.send(_head(page, length) + body[: failure.after])
                await asyncio.sleep(0.02)
            wire.reset()
            return
    wire.close()


async def _hostile(failure: Failure, wire: Wire) -> None:
    page = _page(wire)
    match failure:
        case EndlessBody():
            await wire.send(_head(page, ("Transfer-Encoding", "chunked")))
            block = b"%x\r\n" % _BLOCK + b"<p>more</p>\n".ljust(_BLOCK, b" ") + b"\r\n"
            for _ in range(failure.limit // _BLOCK):
                await wire.send(block)
        case EndlessHeaders():
            await wire.send(b"HTTP/1.1 200 OK\r\n")
            for number in range(failure.limit // 1000):
                await wire.send(b"X-More-%d: " % number + b"a" * 980 + b"\r\n")
        case Bomb():
            await wire.send(_head(page, ("Content-Encoding", failure.coding), ("Connection", "close")))
            for data in _inflating(failure):
                await wire.send(data)
    wire.close()


def _inflating(bomb: Bomb) -> Iterator[bytes]:
    """A valid compressed stream of spaces, made piece by piece so that the server's own memory stays flat."""
    block = b" " * _BLOCK
    press: Callable[[bytes], bytes]
    finish: Callable[[], bytes]
    times = max(1, bomb.inflated // _BLOCK)
    if bomb.coding == "gzip":
        yield from _gzipped(block, times)
        return
    if bomb.coding == "br":
        brotlied = brotli.Compressor(quality=1)
        press, finish = brotlied.process, brotlied.finish
    else:
        zstd = zstandard.ZstdCompressor(level=1).compressobj()
        press, finish = zstd.compress, zstd.flush
    for _ in range(times):
        yield press(block)
    yield finish()


def _gzipped(block: bytes, times: int) -> Iterator[bytes]:
    """One gzip member (RFC 1952) of a block many times over, compressed once: a full flush forgets what came before."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    pressed = deflate.compress(block) + deflate.flush(zlib.Z_FULL_FLUSH)
    check = 0
    yield b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    for _ in range(times):
        check = zlib.crc32(block, check)
        yield pressed
    yield deflate.flush() + check.to_bytes(4, "little") + (times * len(block) % 2**32).to_bytes(4, "little")


def _entities(levels: int) -> bytes:
    declared = ['<!ENTITY e0 "https://medlineplus.gov/x.html ">']
    declared += [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels + 1)]
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE urlset [' + "".join(declared) + "]>\n"
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<url><loc>&e{levels};</loc></url></urlset>"
    ).encode()

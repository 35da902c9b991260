"""One connection of the demo server: reading requests, answering them in order."""

from __future__ import annotations

import asyncio
import socket
import struct
from email.utils import parsedate_to_datetime
from typing import Protocol, cast

from msgspec import Struct

from pipeline.demo.behaviours import AlwaysNotModified, Failure, NeverNotModified
from pipeline.demo.failures import NOT_FOUND, Wire, perform, reason
from pipeline.demo.pages import Page, Prepared
from pipeline.demo.script import Meeting

_MAX_HEAD = 65_536


class Request(Struct):
    """A request as received; header names are lower case, of repeated fields the last stands."""

    method: str
    path: str
    query: str
    host: str
    authority: str
    headers: dict[bytes, bytes]
    close: bool

    def header(self, name: str) -> str:
        """A header field's value, ``""`` when absent."""
        return self.headers.get(name.encode(), b"").decode("latin-1")


class LogEntry(Struct):
    """One request: when it arrived (seconds since the epoch), what was asked, what was sent for it.

    ``path`` carries the query. ``status`` and ``bytes`` (head and body) grow while an answer is under way; ``status``
    is 0 as long as nothing was sent.
    """

    time: float
    host: str
    method: str
    path: str
    conditional: bool
    headers: dict[str, str]
    status: int = 0
    bytes: int = 0


class Site(Protocol):
    """What a connection needs of the server."""

    def page(self, request: Request, meeting: Meeting | None) -> Page | None:
        """The page of a path after its changes."""

    def prepared(self, request: Request, meeting: Meeting | None) -> Prepared | None:
        """The same, prepared, from the cache where it may be."""

    def meet(self, request: Request) -> Meeting | None:
        """What the script says about the request."""

    def record(self, request: Request) -> LogEntry:
        """A line of the log for a request that has just arrived."""

    def date(self) -> bytes:
        """The Date header field, with its line end."""

    def opened(self, connection: Connection) -> None:
        """A connection was made."""

    def closed(self, connection: Connection) -> None:
        """A connection is gone."""


class Connection(asyncio.Protocol):
    """Parses requests as they come and answers one at a time; a failure that takes time runs as a task."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._transport: asyncio.Transport
        self._buffer = b""
        self._task: asyncio.Task[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._lost = False
        self._request: Request
        self._meeting: Meeting | None = None
        self._entry: LogEntry

    # --- asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Tell the server, keep the transport."""
        self._transport = cast("asyncio.Transport", transport)
        self._site.opened(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Tell the server; whoever waits to write is woken."""
        self._lost = True
        self._writable.set()
        self._site.closed(self)

    def pause_writing(self) -> None:
        """The other side does not read."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """It reads again."""
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        """Bytes of requests."""
        self._buffer = self._buffer + data if self._buffer else data
        self._work()

    def eof_received(self) -> bool:
        """Stay open while an answer is under way."""
        return self._task is not None

    def stop(self) -> None:
        """End the connection and what it is doing."""
        if self._task is not None:
            self._task.cancel()
        self._transport.abort()

    # --- requests

    def _work(self) -> None:
        while self._task is None and not self._lost:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                if len(self._buffer) > _MAX_HEAD:
                    self._refuse(431)
                return
            request = parse_request(self._buffer[:end])
            if request is None:
                self._refuse(400)
                return
            self._buffer = self._buffer[end + 4 :]
            self._handle(request)

    def _refuse(self, status: int) -> None:
        self._transport.write(f"HTTP/1.1 {status} {reason(status)}\r\nContent-Length: 0\r\n\r\n".encode())
        self._transport.close()
        self._lost = True

    def _handle(self, request: Request) -> None:
        site = self._site
        self._request = request
        self._entry = site.record(request)
        self._meeting = meeting = site.meet(request)
        if meeting is not None and meeting.failure is not None:
            self._task = asyncio.get_running_loop().create_task(self._fail(meeting, meeting.failure))
            return
        prepared = site.prepared(request, meeting)
        if prepared is None:
            self._write(404, Prepared(Page(body=NOT_FOUND, etag="")), conditional=False)
        else:
            self._write(200, prepared, conditional=True)

    async def _fail(self, meeting: Meeting, failure: Failure) -> None:
        request = self._request
        wire = Wire(
            origin=f"http://{request.authority}",
            path=request.path,
            query=request.query,
            page=self._site.page(request, meeting),
            send=self.send,
            answer=self.answer,
            close=self.close,
            reset=self.reset,
        )
        try:
            await perform(failure, wire)
        except ConnectionError:
            self._transport.abort()
        finally:
            self._task = None
        self._work()

    def _count(self, status: int, sent: int) -> None:
        self._entry.status = self._entry.status or status
        self._entry.bytes += sent

    # --- answers

    def _write(self, status: int, page: Prepared, *, conditional: bool) -> None:
        request = self._request
        zipped = bool(page.gzip_body) and "gzip" in request.header("accept-encoding")
        etag = page.etag_gzip if zipped else page.etag
        head, body = (page.head_gzip, page.gzip_body) if zipped else (page.head, page.body)
        if conditional and self._is_current(page):
            status, head, body = 304, page.not_modified[etag or ""], b""
        elif request.method == "HEAD":
            body = b""
        closing = b"Connection: close\r\n" if request.close else b""
        out = b"HTTP/1.1 %d %s\r\n%s%s%s\r\n" % (status, reason(status).encode(), self._site.date(), head, closing)
        self._count(status, len(out) + len(body))
        self._transport.write(out + body if body else out)
        if request.close:
            self._transport.close()
            self._lost = True

    def _is_current(self, page: Prepared) -> bool:
        request = self._request
        tags, since = request.header("if-none-match"), request.header("if-modified-since")
        if not tags and not since:
            return False
        if self._meeting is not None:
            for change in self._meeting.changes:
                if isinstance(change, AlwaysNotModified):
                    return True
                if isinstance(change, NeverNotModified):
                    return False
        if tags:
            return any(tag and tag in tags for tag in (page.etag, page.etag_gzip)) or tags == "*"
        if not page.last_modified:
            return False
        return since == page.last_modified or _not_after(page.last_modified, since)

    async def send(self, data: bytes) -> None:
        """Write and wait while the other side does not read; raises ConnectionError when it is gone."""
        if self._lost:
            raise ConnectionResetError
        self._count(200, len(data))
        self._transport.write(data)
        if self._writable.is_set():
            await asyncio.sleep(0)
        else:
            await self._writable.wait()

    def answer(self, status: int, page: Page) -> None:
        """A whole answer the ordinary way."""
        self._write(status, Prepared(page), conditional=status == 200)

    def close(self) -> None:
        """Close after what was written is sent."""
        self._transport.close()
        self._lost = True

    def reset(self) -> None:
        """Close with a TCP reset (SO_LINGER of zero)."""
        sock = self._transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()


def parse_request(head: bytes) -> Request | None:
    """A request's head read; ``None`` when it is not HTTP/1."""
    first, _, rest = head.partition(b"\r\n")
    parts = first.split(b" ")
    if len(parts) != 3 or not parts[2].startswith(b"HTTP/1."):
        return None
    headers: dict[bytes, bytes] = {}
    for line in rest.split(b"\r\n"):
        name, colon, value = line.partition(b":")
        if colon:
            headers[name.lower()] = value.strip()
    authority = headers.get(b"host", b"").decode("latin-1").lower()
    host = authority.rpartition(":")[0] if ":" in authority.rpartition("]")[2] else authority
    path, _, query = parts[1].decode("latin-1").partition("?")
    wish = headers.get(b"connection", b"").lower()
    close = b"close" in wish or (parts[2] == b"HTTP/1.0" and b"keep-alive" not in wish)
    return Request(parts[0].decode("latin-1"), path, query, host, authority, headers, close)


def _not_after(last_modified: str, since: str) -> bool:
    try:
        return parsedate_to_datetime(last_modified) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False

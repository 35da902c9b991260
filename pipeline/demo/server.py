"""The demo server: HTTP/1.1 on loopback, fast enough to cost little beside what is measured against it."""

from __future__ import annotations

import asyncio
import ipaddress
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from pipeline.demo.behaviours import Rule
from pipeline.demo.changes import changed, depends_on_visit
from pipeline.demo.connection import Connection, LogEntry, Request
from pipeline.demo.pages import Page, Prepared, as_pages, http_date, load_tree, rewritten
from pipeline.demo.script import Meeting, Script, site_rules
from pipeline.errors import UsageError

Pages = Mapping[str, Page | tuple[bytes, str]]


class DemoSite:
    """A site on loopback that can be told to change, lie or fail.

    ::

        async with DemoSite(root) as site:
            await client.get(site.url + "/leukemia.html")
            site.tell(Rule(path="/leukemia.html", behaviour=Edit(find="5 mg", replace="10 mg")))

    Args:
        root: folder of pages (:func:`pipeline.demo.pages.load_tree`); its ``behaviours.toml``, if it is there, holds
            the site's own rules, which stand until :meth:`tell` is given ``keep=False``.
        pages: path -> page or (bytes, content type), beside or instead of ``root``.
        hosts: host name -> its own pages; every other host gets the common ones.
        bind: loopback addresses to listen on, all with the same port.
        port: 0 for any free one.
        rules: what to do besides.
        origin: what to write in place of the fixtures' origin; ``None`` is the address the request was sent to.

    Raises:
        UsageError: an address that is not loopback, a folder that is not a site, a port that is taken.
    """

    def __init__(
        self,
        root: Path | None = None,
        *,
        pages: Pages | None = None,
        hosts: Mapping[str, Pages] | None = None,
        bind: tuple[str, ...] = ("127.0.0.1",),
        port: int = 0,
        rules: Iterable[Rule] = (),
        origin: str | None = None,
    ) -> None:
        for address in bind:
            if not ipaddress.ip_address(address).is_loopback:
                raise UsageError(f"the demo server listens on loopback only, not on {address}")
        self._pages = {**(load_tree(root) if root else {}), **as_pages(pages or {})}
        self._hosts = {host: as_pages(own) for host, own in (hosts or {}).items()}
        self._own_rules = site_rules(root)
        self._script = Script((*rules, *self._own_rules))
        self._bind, self._port = bind, port
        self._written_origin = origin
        self._ready: dict[tuple[str, str, tuple[object, ...]], Prepared] = {}
        self._connections: set[Connection] = set()
        self._server: list[asyncio.Server] = []
        self._date: tuple[int, bytes] = (0, b"")
        self.log: deque[LogEntry] = deque(maxlen=1_000_000)

    # --- for the one who runs it

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        try:
            for address in self._bind:
                server = await loop.create_server(lambda: Connection(self), address, self._port, backlog=512)
                self._server.append(server)
                self._port = server.sockets[0].getsockname()[1]
        except OSError as error:
            await self.__aexit__()
            raise UsageError(
                f"cannot listen on {address} port {self._port}: {error.strerror}", mend="choose another --port"
            ) from error
        return self

    async def __aexit__(self, *_: object) -> None:
        for server in self._server:
            server.close()
        for connection in tuple(self._connections):
            connection.stop()
        for server in self._server:
            await server.wait_closed()
        self._server.clear()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._port

    @property
    def url(self) -> str:
        """Its origin on the first address, without a slash at the end."""
        return self.origin(self._bind[0])

    def origin(self, host: str) -> str:
        """Its origin under a host name."""
        return f"http://{f'[{host}]' if ':' in host else host}:{self._port}"

    @property
    def paths(self) -> list[str]:
        """The paths of the common pages, sorted."""
        return sorted(self._pages)

    @property
    def requests(self) -> list[LogEntry]:
        """The log so far, copied: safe to look through while the server runs in another thread."""
        return list(self.log)

    def tell(self, *rules: Rule, keep: bool = True) -> None:
        """From now on do this (and only this besides the site's own rules; not even those without ``keep``).

        Counts begin anew. Safe to call from another thread.
        """
        self._script = Script((*rules, *(self._own_rules if keep else ())))

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What it does now."""
        return self._script.rules

    def warm(self) -> None:
        """Prepare every common page for the first address now, so that no request pays for it."""
        authority = self.url.removeprefix("http://")
        for path, page in self._pages.items():
            self._ready[authority, path, ()] = Prepared(rewritten(page, self._written_origin or self.url))

    def put(self, path: str, page: Page | tuple[bytes, str] | None) -> None:
        """Set a page of the common ones, or take it away (``None``)."""
        pages = dict(self._pages)
        pages.pop(path, None)
        if page is not None:
            pages |= as_pages({path: page})
        self._pages = pages
        self._ready = {}

    # --- for connections

    def page(self, request: Request, meeting: Meeting | None) -> Page | None:
        """The page of a path after its changes."""
        own = self._hosts.get(request.host)
        page = (self._pages if own is None else own).get(request.path)
        if page is None:
            return None
        page = rewritten(page, self._written_origin or f"http://{request.authority}")
        return changed(page, meeting.changes, meeting.visit) if meeting else page

    def prepared(self, request: Request, meeting: Meeting | None) -> Prepared | None:
        """The same, prepared; kept when no request can change it."""
        changes = meeting.changes if meeting else ()
        key = (request.authority, request.path, changes)
        ready = self._ready.get(key)
        if ready is not None:
            return ready
        page = self.page(request, meeting)
        if page is None:
            return None
        ready = Prepared(page)
        if not depends_on_visit(changes):
            self._ready[key] = ready
        return ready

    def meet(self, request: Request) -> Meeting | None:
        """What the script says about the request."""
        return self._script.meet(request.host, request.path)

    def record(self, request: Request) -> LogEntry:
        """A line of the log for a request that has just arrived."""
        entry = LogEntry(
            time.time(),
            request.host,
            request.method,
            f"{request.path}?{request.query}" if request.query else request.path,
            b"if-none-match" in request.headers or b"if-modified-since" in request.headers,
            {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers.items()},
        )
        self.log.append(entry)
        return entry

    def date(self) -> bytes:
        """The Date header field, made once a second."""
        second = int(time.time())
        if second != self._date[0]:
            self._date = (second, f"Date: {http_date(datetime.fromtimestamp(second, UTC))}\r\n".encode())
        return self._date[1]

    def opened(self, connection: Connection) -> None:
        """A connection was made."""
        self._connections.add(connection)

    def closed(self, connection: Connection) -> None:
        """A connection is gone."""
        self._connections.discard(connection)


@contextmanager
def serve_in_thread(site: DemoSite) -> Iterator[DemoSite]:
    """Run a site in a thread of its own, for callers that are not asynchronous.

    Raises:
        UsageError: the site cannot be started.
    """
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    stop = asyncio.Event()
    trouble: list[UsageError] = []

    async def serve() -> None:
        try:
            async with site:
                ready.set()
                await stop.wait()
        except UsageError as error:
            trouble.append(error)
            ready.set()

    thread = threading.Thread(target=_run, args=(loop, serve), name="demo-site", daemon=True)
    thread.start()
    ready.wait()
    try:
        if trouble:
            raise trouble[0]
        yield site
    finally:
        if not trouble:
            loop.call_soon_threadsafe(stop.set)
        thread.join()


def _run(loop: asyncio.AbstractEventLoop, serve: Callable[[], Coroutine[None, None, None]]) -> None:
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(serve())

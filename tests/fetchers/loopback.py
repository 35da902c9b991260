"""A real HTTP server on loopback that does what a test tells it, and clocks that do not wait."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import httpx
import pytest

from pipeline.cli.clock import SystemClock
from pipeline.fetchers.http import Fetcher
from pipeline.fetchers.settings import FetchSettings
from pipeline.model.capture import Answered, Capture, Failed, Outcome
from pipeline.model.courtesy import RobotsSnapshot
from pipeline.model.profile import Pace
from pipeline.model.target import Target
from pipeline.urls import Scope

START = datetime(2030, 1, 1, tzinfo=UTC)
NO_GAP = Pace(delay=0.0)


class Seen:
    """One request as the server saw it."""

    def __init__(self, at: float, path: str, fields: dict[str, str], raw: bytes) -> None:
        self.at = at
        self.path = path
        self.fields = fields
        self.raw = raw


Speak = Callable[[Seen, asyncio.StreamWriter], Awaitable[None]]


def reply(body: bytes = b"", *, status: str = "200 OK", fields: Sequence[tuple[str, str]] = ()) -> Speak:
    """An ordinary answer with its Content-Length (unless one is given)."""
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields)]
    if not any(name.lower() in ("content-length", "transfer-encoding") for name, _ in fields):
        lines.append(f"Content-Length: {len(body)}")
    head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"

    async def speak(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(head + body)
        await writer.drain()

    return speak


class Server:
    """Answers by path; remembers every request. A script (list) is played from front to back, its last line stays."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.routes: dict[str, Speak | list[Speak]] = {"/robots.txt": reply(status="404 Not Found")}
        self.log: list[Seen] = []
        self.connections = 0
        self._clock = clock
        self._tasks: set[asyncio.Task[Any]] = set()
        self.port = 0

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [seen.path for seen in self.log]

    def gaps(self) -> list[float]:
        times = [seen.at for seen in self.log]
        return [later - earlier for earlier, later in pairwise(times)]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            while (seen := await self._hear(reader)) is not None:
                self.log.append(seen)
                route = self.routes.get(seen.path, reply(b"nothing here", status="404 Not Found"))
                if isinstance(route, list):
                    route = route.pop(0) if len(route) > 1 else route[0]
                await route(seen, writer)
        except (ConnectionError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            writer.close()
            self._tasks.discard(task)

    async def _hear(self, reader: asyncio.StreamReader) -> Seen | None:
        try:
            raw = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return None
        first, *rest = raw.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in rest if line)
        fields = {name.lower(): value.strip() for name, _, value in pairs}
        return Seen(self._clock(), first.split(" ")[1], fields, raw)

    async def stop(self, server: asyncio.Server) -> None:
        server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await server.wait_closed()


class FakeClock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.elapsed = 0.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        return START + timedelta(seconds=self.elapsed)

    def monotonic(self) -> float:
        return self.elapsed

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        wake = self.elapsed + seconds
        await asyncio.sleep(0)
        self.elapsed = max(self.elapsed, wake)


class Bench:
    """A server, a clock, everything that was kept, and a fetcher made to order."""

    def __init__(self, clock: FakeClock) -> None:
        self.server = Server(self.monotonic)
        self.clock: FakeClock | SystemClock = clock
        self.fake = clock
        self.kept: list[Capture] = []
        self.snapshots: list[RobotsSnapshot] = []
        self.transport: httpx.AsyncBaseTransport | None = None

        self.keep_by: Callable[[Capture], Capture] = lambda capture: capture

    def monotonic(self) -> float:
        """Of the clock that is in use now; a test may exchange it."""
        return self.clock.monotonic()

    def keep(self, capture: Capture) -> Capture:
        self.kept.append(capture)
        return self.keep_by(capture)

    def fetcher(self, *, settings: dict[str, Any] | None = None, **more: Any) -> Fetcher:
        wanted = {"allow_private": ("127.0.0.0/8",), "total_timeout": 5.0, **(settings or {})}
        made = FetchSettings(**wanted)
        return Fetcher(
            settings=made,
            clock=self.clock,
            keep=self.keep,
            on_robots=self.snapshots.append,
            random=lambda: 0.5,
            transport=self.transport or other_transport(made, self.clock),
            **more,
        )

    def target(self, path: str, **more: Any) -> Target:
        return Target(url=self.server.url(path), site="test", reason="forced", **more)

    def scope(self, *more: str) -> Scope:
        return Scope(hosts=(f"127.0.0.1:{self.server.port}", *more))

    async def fetch(self, path: str, *, settings: dict[str, Any] | None = None, **more: Any) -> Outcome:
        """One target, one fetcher, no gap."""
        async with self.fetcher(settings=settings) as fetcher:
            return await fetcher.fetch(self.target(path, **more), self.scope(), pace=NO_GAP)

    async def answered(self, path: str, **more: Any) -> Answered:
        """The same where nothing but an answer will do."""
        outcome = await self.fetch(path, **more)
        assert isinstance(outcome, Answered), outcome
        return outcome

    async def failed(self, path: str, **more: Any) -> Failed:
        """The same where nothing but a failure will do."""
        outcome = await self.fetch(path, **more)
        assert isinstance(outcome, Failed), outcome
        return outcome


def other_transport(settings: FetchSettings, clock: Any) -> httpx.AsyncBaseTransport | None:
    """The transport named by PIPELINE_TEST_TRANSPORT, to repeat the comparison of docs/adr/0003; ours by default."""
    match os.environ.get("PIPELINE_TEST_TRANSPORT", ""):
        case "httpx":
            return httpx.AsyncHTTPTransport(trust_env=False)
        case "httpx-aiohttp":
            return pytest.importorskip("httpx_aiohttp").AiohttpTransport(trust_env=False)  # type: ignore[no-any-return]
        case _:
            return None

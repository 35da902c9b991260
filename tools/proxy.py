"""A line to a database server that can be cut for a while."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, quote, urlsplit

_SOCKET = ".s.PGSQL.5432"


class Proxy:
    """A context manager: another address for the same PostgreSQL database, by way of this process.

    Args:
        address: ``postgresql://USER@/DATABASE?host=FOLDER``.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._behind = Path(parse_qs(parts.query)["host"][0]) / _SOCKET
        self._folder = Path(tempfile.mkdtemp(prefix="cut-"))
        self.address = f"{parts.scheme}://{parts.netloc}{parts.path}?host={quote(str(self._folder), safe='')}"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._lines: set[asyncio.Task[None]] = set()
        self._whole = asyncio.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        shutil.rmtree(self._folder)

    def cut(self, seconds: float) -> None:
        """Let nothing through for a while: what was sent arrives afterwards. Blocks as long."""
        asyncio.run_coroutine_threadsafe(self._cut(seconds), self._loop).result()

    async def _serve(self) -> None:
        self._whole.set()
        self._server = await asyncio.start_unix_server(self._line, self._folder / _SOCKET)

    async def _cut(self, seconds: float) -> None:
        self._whole.clear()
        await asyncio.sleep(seconds)
        self._whole.set()

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(self._behind)
        ways = [
            asyncio.ensure_future(self._pass(reader, back)),
            asyncio.ensure_future(self._pass(there, writer)),
        ]
        self._lines.update(ways)
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        self._lines.difference_update(ways)
        for end in (back, writer):
            end.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                await self._whole.wait()
                writer.write(data)
                await writer.drain()

    async def _end(self) -> None:
        self._server.close()
        for line in self._lines:
            line.cancel()
        await asyncio.sleep(0)

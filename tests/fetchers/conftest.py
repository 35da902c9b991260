"""Fixtures of the fetchers' tests; what they are made of is in loopback.py."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.fetchers.loopback import Bench, FakeClock


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """A server on loopback with a fake clock and a fetcher made to order."""
    holder = Bench(FakeClock())
    server = await asyncio.start_server(holder.server.serve, "127.0.0.1", 0, limit=2**20)
    holder.server.port = server.sockets[0].getsockname()[1]
    yield holder
    await holder.server.stop(server)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()

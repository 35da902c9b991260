from __future__ import annotations

from collections.abc import Collection

import pytest

from pipeline.errors import LeaseLost
from pipeline.model.capture import Answered
from tests.fetchers.loopback import NO_GAP, Bench, reply

pytestmark = pytest.mark.anyio


class Leave:
    """Says yes ``before``, and no at the first byte from request number ``until`` on."""

    def __init__(self, until: int) -> None:
        self.until = until
        self.asked: list[tuple[str, tuple[str, ...], float]] = []

    async def before(self, host: str, addresses: Collection[str], gap: float) -> None:
        self.asked.append((host, tuple(addresses), gap))

    def still(self, host: str) -> None:
        if len(self.asked) >= self.until:
            raise LeaseLost(f"{host} is lost")


async def test_every_request_asks_for_leave(bench: Bench) -> None:
    """robots.txt and page each ask with host, addresses and gap; with leave they go out."""
    bench.server.routes["/page"] = reply(b"page")
    leave = Leave(until=9)
    async with bench.fetcher(leave=leave) as fetcher:
        outcome = await fetcher.fetch(bench.target("/page"), bench.scope(), pace=NO_GAP)
    assert isinstance(outcome, Answered)
    assert leave.asked == [("127.0.0.1", ("127.0.0.1",), 0.0)] * 2


@pytest.mark.parametrize("until", [1, 2])
async def test_no_byte_is_sent_without_leave(bench: Bench, until: int) -> None:
    """The lease was lost while the connection was made (1) or stood open from before (2): nothing arrives."""
    bench.server.routes["/page"] = reply(b"page")
    async with bench.fetcher(leave=Leave(until)) as fetcher:
        with pytest.raises(LeaseLost):
            await fetcher.fetch(bench.target("/page"), bench.scope(), pace=NO_GAP)
    assert bench.server.connections == 1
    assert bench.server.paths() == ["/robots.txt"][: until - 1]

"""Limits of this machine: they end the work with their name and their mend, and no publisher is blamed for them."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pipeline.errors import SystemLimit, system_limit
from pipeline.fetchers.guard import Guard
from pipeline.fetchers.transport import believed
from pipeline.model.capture import Answered
from tests.fetchers.loopback import NO_GAP, Bench, FakeClock, reply

pytestmark = pytest.mark.anyio


@contextmanager
def no_further_file() -> Iterator[None]:
    """Not one more file or connection, whatever others close meanwhile: the numbers below the limit are the streams."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_a_connection_that_this_machine_refuses_is_no_failure_of_a_page(bench: Bench) -> None:
    """The limit is named with its number; robots.txt is not closed by it, and the page is as due as it was."""
    bench.server.routes["/page"] = reply(b"<h1>Measles</h1>")
    believed(None)  # its file has been read
    target, scope = bench.target("/page"), bench.scope()
    async with bench.fetcher() as fetcher:
        with no_further_file(), pytest.raises(SystemLimit, match=r"this process may have \d+ open at once") as raised:
            await fetcher.fetch(target, scope, pace=NO_GAP)
        assert "ulimit -n" in str(raised.value.mend)
        assert isinstance(await fetcher.fetch(target, scope, pace=NO_GAP), Answered)


async def test_a_look_up_that_this_machine_refuses_says_nothing_of_the_name(clock: FakeClock) -> None:
    """The file that a resolver opens is ours to have."""
    guard = Guard(allow_private=("localhost",), clock=clock)
    await asyncio.get_running_loop().run_in_executor(None, str)  # a thread to wait in is there
    with no_further_file(), pytest.raises(SystemLimit, match="too many open files"):
        await guard.addresses("localhost")


def test_what_is_no_limit_is_left_to_others() -> None:
    """A chain of causes is followed, but not in a circle."""
    fault = OSError(5, "Input/output error")
    fault.__cause__ = fault
    assert system_limit(fault) is None
    outer = ValueError("a page")
    outer.__cause__ = MemoryError()
    assert "no more memory" in str(system_limit(outer))
    assert "no further thread" in str(system_limit(RuntimeError("can't start new thread")))

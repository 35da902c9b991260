"""The worker's line to the shared frontier: one connection in one thread, so that the event loop never waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Self, TypeVar

from pipeline.errors import DatabaseLocked, FrontierUnavailable
from pipeline.fetchers.clock import Clock
from pipeline.storage.shared import SharedFrontier

T = TypeVar("T")

AGAIN = 0.5
"""Seconds before a frontier that did not answer is asked again."""

FIRST = 30.0
"""Seconds for which the first connection is tried."""


class Line:
    """An async context manager.

    Args:
        address: of the frontier.
        clock: time and sleep.
    """

    def __init__(self, address: str, clock: Clock) -> None:
        self._address = address
        self._clock = clock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="frontier")
        self._frontier: SharedFrontier | None = None

    async def __aenter__(self) -> Self:
        await self.call(lambda _: None, patience=FIRST)
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    async def call(self, ask: Callable[[SharedFrontier], T], *, patience: float = 0.0) -> T:
        """One transaction.

        Args:
            ask: what to do.
            patience: seconds for which it is tried again while the frontier does not answer.

        Raises:
            FrontierUnavailable, DatabaseLocked: it still does not.
            LeaseLost, StorageError: the frontier says no.
        """
        until = self._clock.monotonic() + patience
        while True:
            try:
                return await asyncio.get_running_loop().run_in_executor(self._thread, self._ask, ask)
            except (FrontierUnavailable, DatabaseLocked):
                if self._clock.monotonic() + AGAIN > until:
                    raise
                await self._clock.sleep(AGAIN)

    def _ask(self, ask: Callable[[SharedFrontier], T]) -> T:
        if self._frontier is None:
            self._frontier = SharedFrontier.open(self._address)
        return ask(self._frontier)

    def _close(self) -> None:
        if self._frontier is not None:
            self._frontier.close()

"""A worker: claims hosts, asks their pages, keeps the answers in an archive file of its own, reports."""

from __future__ import annotations

import asyncio
import os
import platform
import re
import uuid
from contextlib import ExitStack

from pipeline._version import SOFTWARE
from pipeline.archive import ArchiveWriter
from pipeline.cluster.crawl.leave import Watch
from pipeline.cluster.crawl.line import Line
from pipeline.cluster.crawl.stint import Running, Tools
from pipeline.config import Config
from pipeline.errors import ConfigError, DatabaseLocked, FrontierUnavailable, first_trouble
from pipeline.fetchers.clock import Clock
from pipeline.fetchers.http import Fetcher
from pipeline.ingest.recovery import PREFIX
from pipeline.ingest.signals import signals
from pipeline.profiles import profiles_of
from pipeline.storage.shared import Claim, Over, Wait

POLL = 0.25
"""Longest pause before the frontier is asked again for an open host, seconds."""


def name_of(process: int) -> str:
    """The name of a worker on this machine by its process id, in the letters of a file name."""
    return re.sub(r"[^a-z0-9]+", "_", f"{platform.node()}_{process}".lower())


def check_lease(config: Config) -> None:
    """A lease must outlive the longest request by as much again, or no request could ever be sent.

    Raises:
        ConfigError: it does not.
    """
    least = 2 * config.fetch.total_timeout
    if config.crawl.lease <= least:
        raise ConfigError(
            f"crawl.lease is {config.crawl.lease:g} s; it must be longer than twice fetch.total_timeout ({least:g} s)",
            mend="make the lease longer or the timeout shorter",
        )


async def work(config: Config, address: str, *, clock: Clock, wait: bool = True) -> int:
    """Work for the crawl of a shared frontier until it is over; pages reported.

    SIGINT, SIGTERM and SIGHUP finish the pages in hand.

    Args:
        config: as the coordinator has it.
        address: of the frontier.
        clock: time and sleep.
        wait: for a crawl to begin, when there is none.

    Raises:
        ConfigError: lease and timeouts do not fit.
        StorageError: the frontier cannot be opened.
        ArchiveError: the archive cannot be written.
    """
    check_lease(config)
    name = name_of(os.getpid())
    with ExitStack() as stack:
        archive = stack.enter_context(
            ArchiveWriter(config.storage.archive, prefix=f"{PREFIX}-{name}", software=SOFTWARE, now=clock.now)
        )
        async with Line(address, clock) as line:
            tools = Tools(
                name=name,
                config=config,
                profiles=profiles_of(config),
                clock=clock,
                line=line,
                archive=archive,
            )
            return await Worker(tools, wait=wait).work()


class Worker:
    """As many stints at once as ``crawl.hosts`` allows."""

    def __init__(self, tools: Tools, *, wait: bool) -> None:
        self._tools = tools
        self._waiting = wait
        self._stopping = False
        self._fetching: set[Fetcher] = set()
        self._running: set[asyncio.Task[None]] = set()
        self._done = 0

    def stop(self) -> None:
        """Claim nothing more; finish the requests in hand."""
        self._stopping = True
        for fetcher in self._fetching:
            fetcher.stop()

    async def work(self) -> int:
        """Until the crawl is over or :meth:`stop` is called; pages reported."""
        with signals(self.stop), first_trouble():  # what cannot be kept is not asked: the worker ends
            async with asyncio.TaskGroup() as group:
                await self._claim_on(group)
        return self._done

    async def _claim_on(self, group: asyncio.TaskGroup) -> None:
        while not self._stopping:
            watch = Watch(self._tools.clock)
            answer = await self._claim()
            match answer:
                case Claim():
                    self._waiting = False
                    stint = group.create_task(self._stint(answer, watch))
                    self._running.add(stint)
                    stint.add_done_callback(self._running.discard)
                case Wait(seconds=seconds):
                    self._waiting = False
                    await self._tools.clock.sleep(min(POLL, max(seconds or POLL, 0.005)))
                case Over():
                    if not self._waiting and not self._running:
                        return
                    await self._tools.clock.sleep(POLL)
            while len(self._running) >= self._tools.config.crawl.hosts and not self._stopping:
                await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)

    async def _claim(self) -> Claim | Wait | Over:
        owner = f"{self._tools.name}/{uuid.uuid4().hex[:12]}"
        ttl = self._tools.config.crawl.lease
        try:
            return await self._tools.line.call(lambda frontier: frontier.claim(owner, ttl=ttl))
        except (FrontierUnavailable, DatabaseLocked):
            return Wait(None)

    async def _stint(self, claim: Claim, watch: Watch) -> None:
        self._done += await Running(claim, watch, self._tools).work(lambda: self._stopping, self._fetching)

"""The workers of this machine: processes of their own, replaced when they die."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from typing import Self

from pipeline.cluster.crawl.worker import work
from pipeline.config import Config
from pipeline.errors import PipelineError
from pipeline.fetchers.clock import Clock

REPLACED = 5
"""Times each worker is replaced without anything having been reported, before the crawl is given up."""

_GRACE = 5.0


class Crew:
    """A context manager; leaving it ends the workers after the requests in hand.

    Args:
        size: processes.
        config: handed to them.
        address: of the frontier.
        clock: handed to them.
    """

    def __init__(self, size: int, config: Config, address: str, clock: Clock) -> None:
        self._size = size
        self._arguments = (config, address, clock, False)
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([__name__])
        self._members: list[BaseProcess] = []
        self._left = REPLACED * size

    def __enter__(self) -> Self:
        _serve_deafly()
        try:
            for _ in range(self._size):
                self._members.append(self._start())
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def progressed(self) -> None:
        """Something was reported: what is wrong is not wrong with every worker."""
        self._left = REPLACED * self._size

    def mend(self) -> None:
        """Put a new worker in the place of each that has died.

        Raises:
            PipelineError: they die one after the other, and nothing comes of it.
        """
        for place, member in enumerate(self._members):
            if member.is_alive():
                continue
            if self._left <= 0:
                raise PipelineError(
                    f"workers end as soon as they begin (exit code {member.exitcode})",
                    mend="what they said on stderr tells why",
                )
            self._left -= 1
            self._members[place] = self._start()

    def stop(self) -> None:
        """Ask every worker to finish what it has in hand, and wait for it."""
        for member in self._members:
            if member.is_alive():
                member.terminate()
        longest = self._arguments[0].fetch.total_timeout + _GRACE
        for member in self._members:
            member.join(longest)
            if member.is_alive():  # frozen: its lease runs out by itself
                member.kill()
                member.join()
        self._members = []

    def _start(self) -> BaseProcess:
        process = self._context.Process(target=member, args=self._arguments)
        process.start()
        return process


def _serve_deafly() -> None:
    """Start the process that workers are forked from so that it does not hear Ctrl-C, which a terminal sends to all.

    It imports for a second what they share, and would say in a traceback where it was; workers take signals themselves.
    """
    if threading.current_thread() is not threading.main_thread():
        forkserver.ensure_running()
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)


def member(config: Config, address: str, clock: Clock, wait: bool) -> None:
    """What a worker process does."""
    try:
        asyncio.run(work(config, address, clock=clock, wait=wait))
    except PipelineError as error:
        sys.stderr.write(f"worker {os.getpid()}: {error.message}\n")
        sys.exit(error.exit_code)

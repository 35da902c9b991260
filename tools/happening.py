"""What happens to the workers of a crawl, at its time; for :mod:`tools.leases`.

- ``killed``: one is killed with SIGKILL, requests in flight;
- ``zombie``: one is stopped, requests in flight, until its leases have run out and others have its hosts, and goes on;
- ``frozen``: two are stopped for a random while, shorter or longer than a lease, and go on;
- ``several``: one is killed, another is stopped as a zombie is;
- ``cut``: one loses its line to the frontier for longer than a lease and works on without it (PostgreSQL only).
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from multiprocessing.process import BaseProcess
from typing import Literal

from pipeline.cluster.crawl.worker import name_of
from pipeline.storage.shared import SharedFrontier
from tools.proxy import Proxy

Trouble = Literal["none", "killed", "zombie", "frozen", "several", "cut"]


class Happening:
    """The trouble, at its time, in a thread.

    Args:
        trouble: what happens.
        workers: to whom; the first one's line goes by the proxy.
        address: of the frontier, which knows what each has in hand.
        proxy: the line that is cut.
        rng: how long the frozen are stopped.
        lease: seconds a lease lasts.
        past: seconds after which one has run out and others have had their turn.

    Attributes:
        in_hand: hosts that the disturbed workers held when it happened.
    """

    def __init__(
        self,
        trouble: Trouble,
        workers: list[BaseProcess],
        address: str,
        proxy: Proxy | None,
        *,
        rng: random.Random,
        lease: float,
        past: float,
    ) -> None:
        self.in_hand = 0
        self._trouble = trouble
        self._workers = workers
        self._address = address
        self._proxy = proxy
        self._rng = rng
        self._lease = lease
        self._past = past

    def when(self, ready: Callable[[], bool]) -> None:
        """Wait for its time, then let it happen."""
        until = time.monotonic() + 30.0
        while not (ready() and self._choose()) and time.monotonic() < until:
            time.sleep(0.01)
        first, second = self._workers[:1], self._workers[1:2]
        match self._trouble:
            case "none":
                pass
            case "killed":
                self._killed(first)
            case "zombie":
                self._stopped(first, self._past)
            case "frozen":
                self._stopped([*first, *second], self._lease * self._rng.uniform(0.2, 1.6))
            case "several":
                self._killed(first)
                self._stopped(second, self._past, besides=first)
            case "cut":
                assert self._proxy is not None  # noqa: S101
                self._proxy.cut(self._past)

    def _choose(self) -> bool:
        """Put those first that have the most in hand: who came late may get nothing. The line that is cut is fixed."""
        hands = self._hands()
        if self._trouble != "cut":
            self._workers = sorted(self._workers, key=lambda worker: -hands.get(name_of(worker.pid or 0), 0))
        self.in_hand = hands.get(name_of(self._workers[0].pid or 0), 0)
        return self.in_hand > 0

    def _killed(self, these: list[BaseProcess]) -> None:
        self._catch(these)
        self._send(signal.SIGKILL, these)

    def _stopped(self, these: list[BaseProcess], seconds: float, *, besides: Sequence[BaseProcess] = ()) -> None:
        try:
            self._catch(these, besides=besides)
            time.sleep(seconds)
        finally:
            self._send(signal.SIGCONT, these)

    def _catch(self, these: list[BaseProcess], *, besides: Sequence[BaseProcess] = ()) -> None:
        """Stop them while something is in their hands, or in those of the others: between two pages nothing is."""
        until = time.monotonic() + 30.0
        self._send(signal.SIGSTOP, these)
        while not self._count([*besides, *these]) and time.monotonic() < until:
            self._send(signal.SIGCONT, these)
            time.sleep(0.01)
            self._send(signal.SIGSTOP, these)

    def _send(self, number: signal.Signals, these: Iterable[BaseProcess]) -> None:
        for worker in these:
            with suppress(ProcessLookupError):  # the crawl was over before its trouble: judged as showing nothing
                os.kill(worker.pid or 0, number)

    def _count(self, these: Iterable[BaseProcess]) -> int:
        hands = self._hands()
        self.in_hand = sum(hands.get(name_of(worker.pid or 0), 0) for worker in these)
        return self.in_hand

    def _hands(self) -> dict[str, int]:
        with SharedFrontier.open(self._address) as frontier:
            return frontier.hands()

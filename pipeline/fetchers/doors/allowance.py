"""How often all workers together may ask: the promise, whoever keeps it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from pipeline.errors import UsageError

LATE: Final = 0.1
"""A turn that is not used within this many seconds is given back: a worker that was frozen must not come in a crowd."""


class Allowance(Protocol):
    """Hands out turns, one request each, to every worker that shares it."""

    def turn(self) -> float:
        """Takes the next turn; seconds until it comes."""
        ...

    def hold(self, seconds: float) -> None:
        """Nobody gets a turn for this long: the server asked for a rest."""
        ...


class Share:
    """An allowance without anything shared: a part of the rate for each worker, whose sum is the whole.

    For workers that share nothing and whose number is known before they begin. A worker that was given up and still
    runs breaks it, which a ledger does not.

    Args:
        rate: requests a second of all workers.
        workers: how many there are.
        monotonic: seconds that never run backwards.

    Raises:
        UsageError: more workers than requests a second: each might make one in the same second.
    """

    def __init__(self, rate: float, workers: int, monotonic: Callable[[], float]) -> None:
        each = int(rate // workers)
        if each < 1:
            raise UsageError(
                f"{workers} workers cannot share {rate:g} requests a second",
                mend="use fewer workers, or a ledger that they all reach",
            )
        self._gap = (1 + LATE) / each * 1.001
        self._monotonic = monotonic
        self._next = monotonic() + self._gap  # as if there had been a turn before: a restart is no extra turn

    def turn(self) -> float:
        """See :class:`Allowance`."""
        now = self._monotonic()
        at = max(now, self._next)
        self._next = at + self._gap
        return at - now

    def hold(self, seconds: float) -> None:
        """See :class:`Allowance`; for this worker only."""
        self._next = max(self._next, self._monotonic() + seconds)


def spacing(rate: float) -> float:
    """Seconds between turns so that in no second more than ``rate`` requests begin, though each may be ``LATE``.

    The turns of ``1 + LATE`` seconds can fall into one; so ``rate`` requests must take up more than that.
    """
    return (1 + LATE) / max(rate - 1, rate / 2)


def take(allowance: Allowance | None, *, monotonic: Callable[[], float], sleep: Callable[[float], None]) -> None:
    """Waits for a turn; one that was slept through is given back and another taken."""
    while allowance is not None:
        began = monotonic()
        wait = allowance.turn()
        if wait > 0:
            sleep(wait)
        if monotonic() - began - wait <= LATE:
            return

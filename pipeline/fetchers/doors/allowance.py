"""How often all workers together may ask: the promise, whoever keeps it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol

from msgspec import Struct

LATE: Final = 0.1
"""A turn that is not used within this many seconds is given back: a worker that was frozen must not come in a crowd."""


class Machine(Struct, frozen=True, kw_only=True):
    """What is asked of the machine. Picklable where its functions are names that every worker knows.

    Attributes:
        now: wall time, UTC.
        monotonic: seconds that never run backwards.
        sleep: waits.
        random: numbers in [0, 1).
    """

    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]
    random: Callable[[], float]


class Allowance(Protocol):
    """Hands out turns, one request each, to every worker that shares it."""

    def turn(self) -> float:
        """Takes the next turn; seconds until it comes."""

    def hold(self, seconds: float) -> None:
        """Nobody gets a turn for this long: the server asked for a rest."""


def spacing(rate: float) -> float:
    """Seconds between turns so that in no second more than ``rate`` requests begin, though each may be ``LATE``.

    The turns of ``1 + LATE`` seconds can fall into one; so ``rate`` requests must take up more than that.
    """
    return (1 + LATE) / max(rate - 1, rate / 2)


def take(allowance: Allowance | None, machine: Machine) -> None:
    """Waits for a turn; one that was slept through is given back and another taken."""
    while allowance is not None:
        began = machine.monotonic()
        wait = allowance.turn()
        if wait > 0:
            machine.sleep(wait)
        if machine.monotonic() - began - wait <= LATE:
            return

"""What the fetchers are handed: time as an argument, and leave to ask where other processes ask the same hosts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Wall time for what is stored, monotonic time for what is waited for, and the waiting itself."""

    def now(self) -> datetime:
        """Wall time, aware, UTC."""

    def monotonic(self) -> float:
        """Seconds that never run backwards."""

    async def sleep(self, seconds: float) -> None:
        """Waits; ``seconds`` is never negative."""


class Leave(Protocol):
    """Given for one request at a time, after the gap was waited for and before anything is written.

    What either method raises ends the fetch; nothing is sent.
    """

    async def before(self, host: str, addresses: Collection[str], gap: float) -> None:
        """Makes sure that host and addresses are ours for as long as the request may take; may wait.

        Args:
            host: name without port.
            addresses: where it leads.
            gap: seconds that lie between requests to it.
        """

    def still(self, host: str) -> None:
        """Whether they still are, now that the connection stands: the last look before the first byte."""

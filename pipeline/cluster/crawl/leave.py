"""Leave to send a request, from the lease of its host: looked at before every request and at its first byte.

The lease ends on the database's clock; the worker counts from *before* it asked for it, so its own count ends first.
It counts by two clocks and believes the one that has run further: a machine that slept or was suspended may have
stopped either of them.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from pipeline.errors import LeaseLost
from pipeline.fetchers.clock import Clock
from pipeline.storage.shared import Busy, Claim, Held

PATIENCE = 5.0
"""Seconds a worker waits for a second host or an address that is another worker's, before it puts the page back."""

NEVER = 1e8
"""Seconds of silence beyond which a host had never been asked (new rows begin at the epoch)."""


class Hold(Protocol):
    """Takes or renews names for the claim (:meth:`~pipeline.storage.shared.lease.Leases.hold`)."""

    async def __call__(self, names: Collection[str], gap: float) -> Held | Busy:
        """All of the names, or none."""


class HostBusy(Exception):
    """Another worker has the address or the second host; the page goes back."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"another worker has it for another {seconds:.1f} s at most")
        self.seconds = seconds


class Watch:
    """Seconds since a moment, by the clock that has run further."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = clock.monotonic()
        self._wall = clock.now()

    def seconds(self) -> float:
        """At least as long as it really was."""
        by_wall = (self._clock.now() - self._wall).total_seconds()
        return max(self._clock.monotonic() - self._began, by_wall)


class LeasedLeave:
    """Leave for the requests of one claim.

    Args:
        claim: of the host.
        hold: takes or renews names; goes to the database.
        clock: time and sleep.
        watch: begun before the claim was asked for.
        ttl: seconds a lease lasts from when it was asked for.
        longest: seconds one request may take at most, connecting included.

    Attributes:
        gaps: by host, seconds between request starts.
        gap: by name, the gap that was asked for last.
    """

    def __init__(self, claim: Claim, hold: Hold, *, clock: Clock, watch: Watch, ttl: float, longest: float) -> None:
        self._claim = claim
        self._hold = hold
        self._clock = clock
        self._ttl = ttl
        self._longest = longest
        self._watches = {claim.host: watch}
        self._asked: dict[str, tuple[str, ...]] = {}
        self._began: dict[str, float] = {}
        self.gap: dict[str, float] = {}
        self.gaps: dict[str, list[float]] = {}
        self._note_silence({claim.host: claim.silent})

    async def before(self, host: str, addresses: Collection[str], gap: float) -> None:
        """Hold host and addresses for longer than the request may take.

        Raises:
            LeaseLost: the claim has run out.
            HostBusy: another worker has the address, or the host that a redirect leads to.
        """
        names = self._asked[host] = tuple(dict.fromkeys((host, *addresses)))
        if any(self._left(name) < 2 * self._longest or self.gap.get(name, -1.0) < gap for name in names):
            await self._held(names, gap)
        now = self._clock.monotonic()
        if host in self._began:
            self.gaps.setdefault(host, []).append(now - self._began[host])
        self._began[host] = now

    def still(self, host: str) -> None:
        """The last look before the first byte: what is left of the lease outlives the request.

        Raises:
            LeaseLost: it does not. We were frozen, or connecting took very long.
        """
        if any(self._left(name) < self._longest for name in self._asked[host]):
            raise LeaseLost(f"the lease of {host} ran out before the request was sent")

    def renewed(self, names: Collection[str], watch: Watch) -> None:
        """These names are held for a whole lease from the beginning of the watch on."""
        for name in names:
            if name in self._watches:
                self._watches[name] = watch

    async def _held(self, names: tuple[str, ...], gap: float) -> None:
        while True:
            watch = Watch(self._clock)
            answer = await self._hold(names, gap)
            if isinstance(answer, Held):
                break
            if answer.seconds > PATIENCE:
                raise HostBusy(answer.seconds)
            await self._clock.sleep(answer.seconds)
        for name in names:
            self._watches[name] = watch
            self.gap[name] = gap
        self._note_silence({name: seconds for name, seconds in answer.silent.items() if name == names[0]})

    def _note_silence(self, silent: dict[str, float]) -> None:
        for host, seconds in silent.items():
            if seconds < NEVER:
                self.gaps.setdefault(host, []).append(seconds)

    def _left(self, name: str) -> float:
        watch = self._watches.get(name)
        return -1.0 if watch is None else self._ttl - watch.seconds()

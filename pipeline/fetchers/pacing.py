"""When a host may be asked again, and the receipt of what was asked.

The promise is the one a site owner can check in the server's log: no two requests closer than the gap. So the gap is
counted from the moment the previous request had *certainly arrived* (its answer began, or it failed) to the moment
the next one is sent; a host with a gap is asked one request at a time. The gap is the longest of: the site's own
floor, the host's Crawl-delay, the time its last answer took to begin (a host that grows slow is asked less), and a
back-off that doubles with each refusal (:func:`pipeline.fetchers.retry.refuses`) and halves with each good answer.
Requests under way at once that are refused together are one refusal: a server that is away for a moment is not left
alone for the night.

Hosts that share an address share one budget: they are one machine to whoever pays for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Final

from pipeline.errors import Interrupted
from pipeline.fetchers.clock import Clock
from pipeline.fetchers.lanes import FAR_PAST, Lane, Tally
from pipeline.model.courtesy import HostReceipt, PaceEntry
from pipeline.model.profile import Pace
from pipeline.model.quiet import not_before, quiet_until

_TICK: Final = 0.001
"""Shortest sleep, seconds: what is left of a wait by rounding would otherwise be slept for ever."""


class HostPaused(Exception):
    """The host may not be asked for longer than a fetch waits. Becomes ``Failed(kind="host_paused")``."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} may not be asked for another {seconds:.0f} s")
        self.seconds = seconds


class HostQuiet(Exception):
    """It is the host's quiet hours; no request is begun before :attr:`until`."""

    def __init__(self, host: str, until: datetime) -> None:
        super().__init__(not_before(host, until))
        self.until = until


class Turn:
    """Leave to send one request; the holder says when the answer begins and what it was.

    Attributes:
        gap: seconds that had to lie between this request and the one before it.
    """

    def __init__(self, lane: Lane, tally: Tally, clock: Clock, gap: float) -> None:
        self.gap = gap
        self._lane = lane
        self._tally = tally
        self._clock = clock
        self._sent = clock.monotonic()
        self._arrived = False

    def answered(self) -> None:
        """The answer began, so the request has arrived. Safe to call again."""
        if not self._arrived:
            self._arrived = True
            lane = self._lane.living
            lane.last = self._clock.monotonic()
            lane.latency = lane.last - self._sent

    def received(self, status: int | None, size: int, *, refused: bool = False) -> None:
        """Counts the outcome: HTTP status (``None``: no answer), entity bytes, and whether we asked too much."""
        self._tally.bytes += size
        if refused:
            self._tally.refusals += 1
            self._lane.living.push_back(self._sent, self._clock.monotonic())
        elif status is not None:
            self._lane.living.ease()


class Pacer:
    """Hands out turns.

    Args:
        clock: time and sleep.
        concurrency: requests under way at once, all hosts together.
        per_host: requests under way at once on one budget without a gap.
        max_wait: seconds a turn is waited for before :class:`HostPaused`; a longer gap is waited for all the same.
        ledger: what earlier runs left behind.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        concurrency: int,
        per_host: int,
        max_wait: float,
        ledger: Iterable[PaceEntry] = (),
    ) -> None:
        self._clock = clock
        self._all = asyncio.Semaphore(concurrency)
        self._per_host = per_host
        self._max_wait = max_wait
        self._stopping = asyncio.Event()
        self._waiting: set[asyncio.Task[Any]] = set()
        self._lanes: dict[str, Lane] = {}
        self._places: dict[str, tuple[str, ...]] = {}
        self._told: dict[str, tuple[float, float, float]] = {}
        self._tallies: dict[str, Tally] = {}
        self._carried = {entry.key: entry for entry in ledger}

    @asynccontextmanager
    async def turn(self, host: str, addresses: Iterable[str], pace: Pace) -> AsyncIterator[Turn]:
        """Waits until ``host`` may be asked, and holds its place while the request is under way.

        Args:
            host: name without port.
            addresses: where it leads; hosts that share one share the budget.
            pace: seconds between requests, already the longer of floor and Crawl-delay; and quiet hours.

        Raises:
            HostPaused: the wait would pass ``max_wait`` and the gap.
            HostQuiet: the turn comes in quiet hours.
            Interrupted: :meth:`stop` was called before the turn came.
        """
        delay = pace.delay
        tally = self._tallies.setdefault(host, Tally())
        with self.patience():
            lane, place = await self._begin(host, addresses, pace, tally)
        turn = Turn(lane, tally, self._clock, lane.gap(delay))
        try:
            yield turn
        finally:
            turn.answered()
            self._all.release()
            place.release()

    async def _begin(
        self, host: str, addresses: Iterable[str], pace: Pace, tally: Tally
    ) -> tuple[Lane, asyncio.Lock | asyncio.Semaphore]:
        """Waits for the turn; the budget it counts in, and the place that is held there."""
        delay = pace.delay
        while True:
            lane = self._lane(host, addresses)
            place = lane.slots if delay <= 0 else lane.alone
            await place.acquire()
            try:
                async with lane.gate:
                    await self._until_ready(lane, host, delay)
                    if lane.heir is None:
                        await self._all.acquire()
                        self._heed_hours(host, pace)
                        self._start(lane, tally)
                        return lane, place
            except BaseException:
                place.release()
                raise
            place.release()  # it has become part of another one meanwhile

    @contextmanager
    def patience(self) -> Iterator[None]:
        """Around everything that only waits: :meth:`stop` ends it at once.

        Raises:
            Interrupted: it did.
        """
        task = asyncio.current_task()
        if self._stopping.is_set() or task is None:
            raise Interrupted("no further request is begun")
        self._waiting.add(task)
        try:
            yield
        except asyncio.CancelledError:
            if not self._stopping.is_set():
                raise
            task.uncancel()
            raise Interrupted("no further request is begun") from None
        finally:
            self._waiting.discard(task)

    def stop(self) -> None:
        """Begin no further request; whoever waits for a turn is told so. Requests under way go on."""
        self._stopping.set()
        for task in tuple(self._waiting):
            task.cancel()

    def hold(self, host: str, seconds: float) -> None:
        """Keeps away from a host (and its budget) for ``seconds`` from now: it sent Retry-After."""
        lane = self._lanes.get(host)
        if lane is not None:
            lane.hold = max(lane.hold, self._clock.monotonic() + seconds)

    def ledger(self) -> tuple[PaceEntry, ...]:
        """What the next run must know to keep the gaps; entries of earlier runs not met in this one are kept."""
        return tuple({**self._carried, **self._entries(self._lanes)}.values())

    def news(self) -> tuple[PaceEntry, ...]:
        """What of the ledger has moved since this was asked last: hosts may be thousands, of which few are asked."""
        moved = {key: lane for key, lane in self._lanes.items() if self._told.get(key) != lane.standing}
        self._told |= {key: lane.standing for key, lane in moved.items()}
        return tuple(self._entries(moved).values())

    def _entries(self, lanes: Mapping[str, Lane]) -> dict[str, PaceEntry]:
        now, mono = self._clock.now(), self._clock.monotonic()
        entries = {}
        for key, lane in lanes.items():
            if lane.last == FAR_PAST:
                continue
            hold = now + timedelta(seconds=lane.hold - mono) if lane.hold > mono else None
            last_at = now + timedelta(seconds=lane.last - mono)
            entries[key] = PaceEntry(key=key, last_at=last_at, hold_until=hold, backoff=lane.backoff)
        return entries

    @property
    def sent(self) -> int:
        """Requests begun so far, answered or not: robots.txt, redirects and retries too."""
        return sum(tally.requests for tally in self._tallies.values())

    def receipts(self) -> tuple[HostReceipt, ...]:
        """One per host asked, in the order first asked."""
        return tuple(
            HostReceipt(
                host=host,
                requests=tally.requests,
                bytes=tally.bytes,
                refusals=tally.refusals,
                smallest_gap=min(tally.gaps, default=None),
                median_gap=median(tally.gaps) if tally.gaps else None,
            )
            for host, tally in self._tallies.items()
            if tally.requests
        )

    async def _until_ready(self, lane: Lane, host: str, delay: float) -> None:
        # A loop, because a hold or back-off may arrive while we sleep.
        while lane.heir is None and (wait := lane.ready_at(delay) - self._clock.monotonic()) > 0:
            if wait > max(self._max_wait, delay):  # the gap is our own promise: of a host that wants a long one, too
                raise HostPaused(host, wait)
            await self._clock.sleep(max(wait, _TICK))

    def _heed_hours(self, host: str, pace: Pace) -> None:
        until = quiet_until(pace.quiet, self._clock.now()) if pace.quiet else None
        if until is not None:
            self._all.release()
            raise HostQuiet(host, until)

    def _start(self, lane: Lane, tally: Tally) -> None:
        now = self._clock.monotonic()
        tally.requests += 1
        if lane.started != FAR_PAST:
            tally.gaps.append(now - lane.started)
        lane.started = lane.last = now

    def _lane(self, host: str, addresses: Iterable[str]) -> Lane:
        places = tuple(addresses)
        if self._places.get(host) == places:
            return self._lanes[host]
        self._places[host] = places  # it is new, or its name leads elsewhere since it was asked last
        keys = (host, *places)
        known = dict.fromkeys(self._lanes[key] for key in keys if key in self._lanes)
        lane = next(iter(known), None) or Lane(self._per_host)
        for other in tuple(known)[1:]:
            lane.join(other)
            self._lanes |= {key: lane for key, held in self._lanes.items() if held is other}
        for key in keys:
            if key not in self._lanes:
                self._lanes[key] = lane
                self._take_over(lane, key)
        return lane

    def _take_over(self, lane: Lane, key: str) -> None:
        entry = self._carried.get(key)
        if entry is None:
            return
        now, mono = self._clock.now(), self._clock.monotonic()
        # A clock that was set back since must not keep a host waiting for hours: the past is at most now.
        age = max(0.0, (now - entry.last_at).total_seconds())
        lane.last = max(lane.last, mono - age)
        lane.backoff = max(lane.backoff, entry.backoff)
        if entry.hold_until is not None:
            # nor for longer than the host asked for when it was last asked
            left = min(entry.hold_until - now, entry.hold_until - entry.last_at)
            lane.hold = max(lane.hold, mono + left.total_seconds())

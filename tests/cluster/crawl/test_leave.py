from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import pytest

from pipeline.cluster.crawl.leave import PATIENCE, HostBusy, LeasedLeave, Watch
from pipeline.errors import LeaseLost
from pipeline.storage.shared import Busy, Claim, Held
from pipeline.storage.shared.lease import Work
from tests.fetchers.loopback import FakeClock

CLAIM = Claim(crawl="run", owner="w/1", host="a", first=Work(1, "{}", 0), silent=12.0, backoff=0.0)
TTL, LONGEST = 30.0, 10.0
ADDRESS = ("192.0.2.1",)

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Frontier:
    """What the frontier answers, and what it was asked."""

    def __init__(self, *answers: Held | Busy) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[tuple[str, ...], float]] = []

    async def hold(self, names: Collection[str], gap: float) -> Held | Busy:
        self.asked.append((tuple(names), gap))
        return self.answers.pop(0) if self.answers else Held({})


class SteppedClock(FakeClock):
    """Wall time and monotonic time that can part company, as after a suspend."""

    def __init__(self) -> None:
        super().__init__()
        self.wall = 0.0

    def now(self):  # type: ignore[no-untyped-def]
        return super().now() + timedelta(seconds=self.wall)


def leave(clock: FakeClock, frontier: Frontier) -> LeasedLeave:
    return LeasedLeave(CLAIM, frontier.hold, clock=clock, watch=Watch(clock), ttl=TTL, longest=LONGEST)


async def test_the_lease_is_renewed_before_a_request_it_might_not_outlive() -> None:
    """The first request takes the address, too; later ones go to the frontier only when too little is left."""
    clock, frontier = FakeClock(), Frontier()
    made = leave(clock, frontier)
    await made.before("a", ADDRESS, 1.0)
    clock.elapsed = TTL - 2 * LONGEST - 0.1
    await made.before("a", ADDRESS, 1.0)
    assert frontier.asked == [(("a", *ADDRESS), 1.0)]
    clock.elapsed += 0.2
    await made.before("a", ADDRESS, 1.0)
    assert len(frontier.asked) == 2


async def test_a_longer_gap_is_on_record_before_the_request() -> None:
    """A crawl-delay learnt from robots.txt is the lease's gap before anything is asked under it."""
    clock, frontier = FakeClock(), Frontier()
    made = leave(clock, frontier)
    await made.before("a", ADDRESS, 1.0)
    await made.before("a", ADDRESS, 10.0)
    assert [gap for _, gap in frontier.asked] == [1.0, 10.0]


@pytest.mark.parametrize("stands_still", ["monotonic", "wall"])
async def test_nothing_is_sent_after_a_freeze(stands_still: str) -> None:
    """Between leave and first byte the machine stood still; whichever clock has noticed is believed."""
    clock, frontier = SteppedClock(), Frontier()
    made = leave(clock, frontier)
    await made.before("a", ADDRESS, 1.0)
    made.still("a")
    frozen = TTL - LONGEST + 0.1
    if stands_still == "monotonic":
        clock.wall = frozen
    else:
        clock.elapsed, clock.wall = frozen, -frozen
    with pytest.raises(LeaseLost):
        made.still("a")


async def test_an_address_of_somebody_else_is_waited_for_only_so_long() -> None:
    """A short wait is slept, a long one gives the page back."""
    clock, frontier = FakeClock(), Frontier(Busy(2.0), Held({}))
    made = leave(clock, frontier)
    await made.before("a", ADDRESS, 1.0)
    assert (clock.slept, len(frontier.asked)) == ([2.0], 2)
    busy = leave(clock, Frontier(Busy(PATIENCE + 1)))
    with pytest.raises(HostBusy):
        await busy.before("a", ADDRESS, 1.0)


async def test_gaps_are_those_between_starts_and_the_silence_before_the_claim() -> None:
    """The receipt's gaps: how long the host had been left alone when it was claimed, then between requests."""
    clock, frontier = FakeClock(), Frontier()
    made = leave(clock, frontier)
    for start in (0.0, 1.5, 4.0):
        clock.elapsed = start
        await made.before("a", ADDRESS, 1.0)
    assert made.gaps == {"a": [12.0, 1.5, 2.5]}

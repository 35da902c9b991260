"""All workers together never ask more often than they may, whatever happens to one of them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.fetchers.doors import spacing
from pipeline.fetchers.doors.allowance import LATE, Machine, take
from pipeline.storage.allowance import RequestLedger
from tests.fetchers.range_server import RangeServer, range_server
from tests.storage.frontiers import KINDS, addresses

pytestmark = pytest.mark.scale

RATE = 50


class Workers:
    """Processes that begin to ask at the same moment."""

    def __init__(self, stack: ExitStack, served: RangeServer, ledger: str, *, rate: float, requests: list[int]) -> None:
        served.files["data"] = bytes(10_000)
        command = [sys.executable, "-m", "tests.fetchers.capped_worker", f"{served.url}/data", ledger, str(rate)]
        self.processes = [
            subprocess.Popen([*command, str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            for count in requests
        ]
        for process in self.processes:
            stack.callback(self._end, process)
        for process in self.processes:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
        for process in self.processes:
            assert process.stdin is not None
            process.stdin.write(b"\n")
            process.stdin.flush()

    def wait(self) -> None:
        for process in self.processes:
            process.wait(timeout=60)

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module", params=KINDS)
def ledgers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Addresses of new ledgers: files, and databases of a server."""
    with addresses(request.param, tmp_path_factory.mktemp("ledgers")) as new:
        yield new


@pytest.fixture(scope="module")
def capped(ledgers: Callable[[], str]) -> RangeServer:
    """What a server saw of four workers under a cap; one is killed, one is frozen for a second and comes back."""
    with ExitStack() as stack:
        served = stack.enter_context(range_server())
        ledger = ledgers()
        workers = Workers(stack, served, ledger, rate=RATE, requests=[25, 25, 200, 40])
        while len(served.log) < 20:
            time.sleep(0.01)
        workers.processes[2].kill()
        workers.processes[3].send_signal(signal.SIGSTOP)
        time.sleep(1.0)
        workers.processes[3].send_signal(signal.SIGCONT)
        workers.wait()
        assert [process.returncode for process in workers.processes] == [0, 0, -signal.SIGKILL, 0]
    return served


def test_no_second_has_more_requests_than_all_workers_may_make(capped: RangeServer) -> None:
    """By the server's own log: four processes, a killed one, a frozen one that returns."""
    assert len(capped.log) >= 90
    assert capped.most_in_a_second() <= RATE


def test_the_allowance_is_used(capped: RangeServer) -> None:
    """A cap that is kept by hardly asking would be no use: half of it is reached, also on a busy machine."""
    assert capped.most_in_a_second() >= 0.5 * RATE


def test_workers_without_an_allowance_ask_more_often(tmp_path: Path) -> None:
    """So what is shown above is the ledger's doing."""
    with ExitStack() as stack:
        served = stack.enter_context(range_server())
        Workers(stack, served, str(tmp_path / "none"), rate=0, requests=[150, 150]).wait()
        assert served.most_in_a_second() > RATE


def test_a_rest_is_everybodys(ledgers: Callable[[], str]) -> None:
    """When a server asks one worker for a rest, the others rest too."""
    ledger = ledgers()
    with RequestLedger(ledger, gap=0.02) as one, RequestLedger(ledger, gap=0.02) as other:
        assert one.turn() < 0.02
        one.hold(5.0)
        assert 2.0 < other.turn() < 5.1
        other.hold(1.0)
        assert 2.0 < one.turn() < 5.1


def test_turns_are_a_gap_apart_whoever_takes_them(ledgers: Callable[[], str]) -> None:
    """Waits grow by the gap."""
    ledger = ledgers()
    with RequestLedger(ledger, gap=10.0) as one, RequestLedger(ledger, gap=10.0) as other:
        waits = [one.turn(), other.turn(), one.turn()]
        assert [round(wait) for wait in waits] == [0, 10, 20]


class Clock:
    """Time that passes only where the test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_a_turn_that_was_slept_through_is_given_back() -> None:
    """A worker that was frozen takes a new turn instead of the old one: it may not come in a crowd with others."""
    clock = Clock()
    turns = iter([0.0, 3.0])

    class Slow:
        def turn(self) -> float:
            wait = next(turns)
            clock.now += 2 * LATE if wait == 0.0 else 0.0  # frozen while it had its first turn
            return wait

        def hold(self, seconds: float) -> None:
            raise AssertionError

    machine = Machine(now=lambda: datetime.now(UTC), monotonic=lambda: clock.now, sleep=clock.sleep, random=lambda: 0.5)
    take(Slow(), machine)
    assert clock.now == pytest.approx(3.0 + 2 * LATE)
    assert next(turns, None) is None


@pytest.mark.parametrize("rate", [1, 2, 10, 50])
def test_the_spacing_keeps_the_rate_though_turns_are_used_late(rate: int) -> None:
    """As many turns as fall into one second and the lateness before it are no more than the rate."""
    turns = int((1 + LATE) / spacing(rate)) + 1
    assert turns <= rate or rate == 1

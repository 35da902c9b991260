from __future__ import annotations

import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.errors import FrontierUnavailable, LeaseLost, RunLocked
from pipeline.storage.shared import Busy, Claim, Held, Over, SharedFrontier, Wait, is_postgres
from pipeline.storage.shared.coordinate import HostPace, Page
from pipeline.storage.shared.lease import Resting
from tests.storage.frontiers import KINDS, addresses

pytestmark = [pytest.mark.scale, pytest.mark.xdist_group("postgres")]

TTL = 60.0


@pytest.fixture(scope="module", params=KINDS)
def new(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    with addresses(request.param, tmp_path_factory.mktemp("frontier")) as made:
        yield made


@pytest.fixture
def address(new: Callable[[], str]) -> str:
    return new()


@pytest.fixture
def frontier(address: str) -> Iterator[SharedFrontier]:
    with SharedFrontier.open(address) as opened:
        opened.begin("run", "here", ttl=TTL)
        yield opened


def add(frontier: SharedFrontier, *urls: str, gap: float = 0.0, wait: float = 0.0) -> None:
    pages = [Page(url=f"http://{url}", host=url.partition("/")[0], work=url) for url in urls]
    frontier.add(pages, [HostPace(name=host, wait=wait, gap=gap) for host in {page.host for page in pages}])


def claimed(frontier: SharedFrontier, *, ttl: float = TTL) -> Claim:
    claim = frontier.claim(uuid.uuid4().hex, ttl=ttl)
    assert isinstance(claim, Claim), claim
    return claim


def complete(frontier: SharedFrontier, claim: Claim, *, rest: float = 0.0, more: bool = False) -> object:
    resting = {claim.host: Resting(rest)}
    page = claim.first.id
    done = frontier.complete(claim, page, "{}", receipts="{}", resting=resting, ttl=TTL, more=more)
    return done.following and done.following.work


def test_a_claim_closes_the_host_and_completion_opens_it_after_the_gap(frontier: SharedFrontier) -> None:
    """Nobody gets a host that is held; after completion nobody gets it before its gap is over."""
    add(frontier, "a/1", "a/2")
    claim = claimed(frontier)
    assert (claim.host, claim.first.work, claim.crawl) == ("a", "a/1", "run")
    assert isinstance(frontier.claim("other", ttl=TTL), Wait)
    began = time.monotonic()
    complete(frontier, claim, rest=1.0)
    waiting = frontier.claim("other", ttl=TTL)
    assert isinstance(waiting, Wait)
    assert 0 < (waiting.seconds or 0) <= 1.01
    while isinstance(later := frontier.claim(uuid.uuid4().hex, ttl=TTL), Wait):
        time.sleep(0.01)
    assert time.monotonic() - began >= 0.99
    assert isinstance(later, Claim)
    assert later.first.work == "a/2"
    assert later.silent >= 0.99


def test_the_owner_keeps_the_host_from_page_to_page(frontier: SharedFrontier) -> None:
    """With one transaction a page is reported and the next one taken; then the host is given back."""
    add(frontier, "a/1", "a/2")
    claim = claimed(frontier)
    assert complete(frontier, claim, more=True) == "a/2"
    assert isinstance(frontier.claim("other", ttl=TTL), Wait)
    second = frontier.reports()
    assert [url for _, url, _ in second] == ["http://a/1"]


def test_a_host_whose_owner_died_opens_after_the_lease_and_the_gap(frontier: SharedFrontier) -> None:
    """Nothing happens when a worker dies: the host opens by itself, its gap counted from the end of the lease."""
    add(frontier, "a/1", gap=0.3)
    began = time.monotonic()
    claimed(frontier, ttl=0.3)
    while isinstance(later := frontier.claim(uuid.uuid4().hex, ttl=TTL), Wait):
        time.sleep(0.01)
    assert time.monotonic() - began >= 0.599
    assert isinstance(later, Claim)
    assert (later.first.work, later.first.tries) == ("a/1", 1)
    assert later.silent >= 0.299


def test_who_lost_the_lease_can_neither_complete_nor_hold_nor_renew(frontier: SharedFrontier) -> None:
    """A zombie's statements do nothing, whether or not somebody else has the host by now."""
    add(frontier, "a/1")
    zombie = claimed(frontier, ttl=0.05)
    time.sleep(0.1)
    for taken in (False, True):
        if taken:
            assert claimed(frontier).host == "a"
        with pytest.raises(LeaseLost):
            complete(frontier, zombie)
        with pytest.raises(LeaseLost):
            frontier.hold(zombie.owner, "a", ["a"], gap=0.0, ttl=TTL)
        with pytest.raises(LeaseLost):
            frontier.put_back(zombie, zombie.first.id, receipts=None, resting={"a": Resting(0.0)})
        assert frontier.renew(zombie.owner, ttl=TTL) == ()
    assert frontier.reports() == []


def test_renewing_keeps_the_lease(frontier: SharedFrontier) -> None:
    """A lease that is renewed does not run out."""
    add(frontier, "a/1")
    claim = claimed(frontier, ttl=1.0)
    time.sleep(0.5)
    assert frontier.renew(claim.owner, ttl=TTL) == ("a",)
    time.sleep(0.6)
    complete(frontier, claim)
    assert len(frontier.reports()) == 1


def test_an_address_is_asked_by_one_worker_at_a_time(frontier: SharedFrontier) -> None:
    """Two hosts on one address: the second owner is told how long the first one has it, and gets it afterwards."""
    add(frontier, "a/1", "b/1")
    first, second = claimed(frontier), claimed(frontier)
    assert isinstance(frontier.hold(first.owner, first.host, [first.host, "192.0.2.1"], gap=0.2, ttl=TTL), Held)
    busy = frontier.hold(second.owner, second.host, [second.host, "192.0.2.1"], gap=0.2, ttl=TTL)
    assert isinstance(busy, Busy)
    assert TTL < busy.seconds <= TTL + 0.21
    complete(frontier, first, rest=1.0)
    busy = frontier.hold(second.owner, second.host, [second.host, "192.0.2.1"], gap=0.2, ttl=TTL)
    assert isinstance(busy, Busy)
    assert busy.seconds <= 1.01
    time.sleep(1.01)
    held = frontier.hold(second.owner, second.host, [second.host, "192.0.2.1"], gap=0.2, ttl=TTL)
    assert isinstance(held, Held)
    assert held.silent["192.0.2.1"] >= 0.99


def test_what_is_put_back_is_handed_out_again(frontier: SharedFrontier) -> None:
    """A page that could not be asked stays as due as it was, its host opens after the wait."""
    add(frontier, "a/1")
    claim = claimed(frontier)
    frontier.put_back(claim, claim.first.id, receipts=None, resting={"a": Resting(0.05)})
    time.sleep(0.06)
    again = claimed(frontier)
    assert (again.first.id, again.first.tries) == (claim.first.id, 0)


def test_a_page_that_workers_are_lost_over_comes_last(frontier: SharedFrontier) -> None:
    """Pages that were handed out before wait for those that were not."""
    add(frontier, "a/deadly", "a/2")
    claimed(frontier, ttl=0.01)
    time.sleep(0.03)
    assert claimed(frontier).first.work == "a/2"


def test_back_off_goes_from_owner_to_owner(frontier: SharedFrontier) -> None:
    """What refusals added to the gap of a host is known to whoever has it next."""
    add(frontier, "a/1", "a/2")
    claim = claimed(frontier)
    frontier.complete(
        claim, claim.first.id, "{}", receipts="{}", resting={"a": Resting(0.0, backoff=4.0)}, ttl=TTL, more=False
    )
    assert claimed(frontier).backoff == 4.0


def test_what_the_database_knows_of_a_host_holds_it_closed(frontier: SharedFrontier) -> None:
    """A host that was asked a moment before the crawl is not open yet; pages added later do not open it sooner."""
    add(frontier, "a/1", wait=30.0)
    add(frontier, "a/2", wait=0.0)
    waiting = frontier.claim("one", ttl=TTL)
    assert isinstance(waiting, Wait)
    assert 20 < (waiting.seconds or 0) <= 30.01


def test_a_page_stands_once_and_a_host_wakes_for_a_new_one(frontier: SharedFrontier) -> None:
    """Adding a page again changes nothing; a host that had none left is claimed again when it gets one."""
    add(frontier, "a/1")
    complete(frontier, claimed(frontier))
    add(frontier, "a/1")
    assert frontier.claim("one", ttl=TTL) == Wait(None)
    add(frontier, "a/2")
    assert claimed(frontier).first.work == "a/2"


def test_withdrawing_leaves_what_is_in_hand(frontier: SharedFrontier) -> None:
    """Pages that nobody is asking are taken out, also of a host in hand; the one that is being asked stays."""
    add(frontier, "a/1", "a/2", "b/1")
    held = claimed(frontier)
    frontier.withdraw("b")
    assert len(frontier.urls()) == 2
    frontier.withdraw()
    assert frontier.urls() == [f"http://{held.first.work}"]
    assert frontier.hands() == {held.owner: 1}
    assert complete(frontier, held, more=True) is None


def test_a_crawl_that_is_closed_or_abandoned_hands_out_nothing(frontier: SharedFrontier) -> None:
    """Workers are told that it is over; what they have in hand they may still report."""
    add(frontier, "a/1", "b/1", "c/1")
    claim = claimed(frontier)
    frontier.close_crawl("run")
    assert frontier.claim("one", ttl=TTL) == Over()
    complete(frontier, claim)
    frontier.begin("run-2", "here", ttl=1.0)
    assert claimed(frontier).crawl == "run-2"
    time.sleep(1.1)
    assert frontier.claim("two", ttl=TTL) == Over()


def test_one_database_at_a_time_coordinates(frontier: SharedFrontier) -> None:
    """Another database is refused while a coordinator lives; the same one is succeeded at once."""
    with pytest.raises(RunLocked, match="here"):
        frontier.begin("run-2", "elsewhere", ttl=TTL)
    frontier.begin("run-2", "here", ttl=TTL)
    frontier.end("run-2")
    frontier.begin("run-3", "elsewhere", ttl=TTL)


def test_many_workers_never_hold_a_host_together(address: str, frontier: SharedFrontier) -> None:
    """Four connections at once over twelve hosts: no host is ever in two hands, every page is done once."""
    add(frontier, *(f"h{host}/{page}" for host in range(12) for page in range(10)))
    held: set[str] = set()
    done: list[str] = []
    together: list[str] = []
    lock = threading.Lock()

    def work() -> None:
        with SharedFrontier.open(address) as mine:
            while isinstance(claim := mine.claim(uuid.uuid4().hex, ttl=TTL), Claim):
                with lock:
                    together.extend(held & {claim.host})
                    held.add(claim.host)
                    done.append(claim.first.work)
                time.sleep(0.001)
                with lock:
                    held.discard(claim.host)
                complete(mine, claim)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert together == []
    assert sorted(done) == sorted(f"h{host}/{page}" for host in range(12) for page in range(10))


def test_looking_waits_for_no_writer(address: str, frontier: SharedFrontier) -> None:
    """A worker that was stopped in the middle of a transaction keeps nobody from reading."""
    add(frontier, "a/1")
    with SharedFrontier.open(address) as other, other._db.transaction():
        other._db.run("UPDATE crawl_hosts SET gap = 1.0")
        with SharedFrontier.open(address) as third:
            assert third.standing().hosts == 1
            assert third.hands() == {}


def test_a_connection_that_breaks_is_made_again(address: str, frontier: SharedFrontier) -> None:
    """A session the server ended: the transaction in hand fails and says so, the next one finds all as it was."""
    if not is_postgres(address):
        pytest.skip("a file has no sessions")
    add(frontier, "a/1")
    with SharedFrontier.open(address) as other:
        other._db.run("SELECT 1")
        with other._db.transaction():
            other._db.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    with pytest.raises(FrontierUnavailable):
        frontier.standing()
    assert frontier.standing().hosts == 1


_OPENER = """
import sys
from pipeline.storage.shared.dialect import connect
print("ready", flush=True)
sys.stdin.readline()
for number in range(150):
    connect(f"{sys.argv[1]}/{number}.sqlite").close()
"""


def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    """Whoever comes second while the first turns WAL on waits, and is not told that the file is held."""
    command = [sys.executable, "-c", _OPENER, str(tmp_path)]
    processes = [subprocess.Popen(command, stdin=-1, stdout=-1, stderr=-1, text=True) for _ in range(4)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    assert [process.communicate(timeout=60)[1] for process in processes] == [""] * 4

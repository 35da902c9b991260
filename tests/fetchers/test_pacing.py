"""Pace: the gap a server sees, kept over hosts, hops, retries and restarts."""

from __future__ import annotations

import asyncio
from datetime import UTC, time, timedelta
from itertools import pairwise

import pytest

from pipeline.cli.clock import SystemClock
from pipeline.errors import Interrupted
from pipeline.fetchers.pacing import HostPaused, HostQuiet, Pacer
from pipeline.model.capture import Answered, Failed
from pipeline.model.courtesy import PaceEntry
from pipeline.model.profile import Pace
from pipeline.model.quiet import QuietHours
from pipeline.model.target import Target
from pipeline.urls import Scope
from tests.fetchers.loopback import NO_GAP, START, Bench, FakeClock, Seen, reply

pytestmark = pytest.mark.anyio

SECOND = timedelta(seconds=1)


def pacer(clock: FakeClock, **more: object) -> Pacer:
    wanted: dict[str, object] = {"concurrency": 16, "per_host": 8, "max_wait": 1e9, **more}
    return Pacer(clock=clock, **wanted)  # type: ignore[arg-type]


async def ask(
    paced: Pacer, clock: FakeClock, host: str, delay: float, *, takes: float = 0.0, status: int = 200
) -> float:
    """One request that takes some time to be answered; gives the moment it was sent."""
    async with paced.turn(host, (f"address of {host}",), Pace(delay=delay)) as turn:
        sent = clock.monotonic()
        if takes:
            await clock.sleep(takes)
        turn.answered()
        turn.received(status, 100, refused=status in (429, 503))
    return sent


async def test_requests_to_a_host_keep_the_gap(clock: FakeClock) -> None:
    """However many want to ask at the same time."""
    paced = pacer(clock)
    times = await asyncio.gather(*(ask(paced, clock, "a", 2.0) for _ in range(4)))
    assert sorted(times) == pytest.approx([0, 2, 4, 6])


async def test_the_gap_counts_from_the_answer_so_that_the_server_sees_it(clock: FakeClock) -> None:
    """A request that took half a second to arrive and be answered delays the next by as much."""
    paced = pacer(clock)
    times = [await ask(paced, clock, "a", 2.0, takes=0.5) for _ in range(3)]
    assert times == pytest.approx([0, 2.5, 5.0])


async def test_a_host_that_grows_slow_is_asked_less(clock: FakeClock) -> None:
    """An answer that took six seconds earns six seconds of rest, not the usual two."""
    paced = pacer(clock)
    await ask(paced, clock, "a", 2.0, takes=6.0)
    assert await ask(paced, clock, "a", 2.0) == pytest.approx(12.0)


async def test_hosts_do_not_wait_for_each_other(clock: FakeClock) -> None:
    """The gap belongs to the host."""
    paced = pacer(clock)
    times = await asyncio.gather(*(ask(paced, clock, host, 5.0) for host in "abc"))
    assert times == [0, 0, 0]


async def test_hosts_on_one_address_share_one_budget(clock: FakeClock) -> None:
    """Two names, one machine."""
    paced = pacer(clock)
    for host in ("www.a", "cdn.a"):
        async with paced.turn(host, ("192.0.2.1",), Pace(delay=3.0)) as turn:
            turn.answered()
    assert clock.monotonic() == pytest.approx(3.0)


async def test_a_host_without_gap_is_asked_at_once_up_to_its_number(clock: FakeClock) -> None:
    """per_host bounds one host, concurrency bounds all of them."""
    paced = pacer(clock, per_host=3, concurrency=4)
    under_way = {"a": 0, "b": 0}
    most = {"a": 0, "b": 0, "all": 0}

    async def one(host: str) -> None:
        async with paced.turn(host, (host,), Pace(delay=0.0)):
            under_way[host] += 1
            most[host] = max(most[host], under_way[host])
            most["all"] = max(most["all"], sum(under_way.values()))
            await asyncio.sleep(0.001)
            under_way[host] -= 1

    await asyncio.gather(*(one(host) for host in "ab" for _ in range(12)))
    assert most["a"] <= 3
    assert most["b"] <= 3
    assert most["all"] == 4


async def test_refusals_widen_the_gap_and_good_answers_narrow_it(clock: FakeClock) -> None:
    """429 and 503 double the back-off; each good answer halves it."""
    paced = pacer(clock)
    for status in (429, 503, 429):
        await ask(paced, clock, "a", 0.0, status=status)
    before = clock.monotonic()
    assert await ask(paced, clock, "a", 0.0) == pytest.approx(before + 4.0)
    assert await ask(paced, clock, "a", 0.0) == pytest.approx(before + 6.0)


async def test_requests_refused_together_are_one_refusal(clock: FakeClock) -> None:
    """Eight at once that meet a restart of the server cost a second; a ninth, asked after it, doubles that."""
    paced = pacer(clock, per_host=8)
    await asyncio.gather(*(ask(paced, clock, "a", 0.0, takes=0.1, status=503) for _ in range(8)))
    before = clock.monotonic()
    assert await ask(paced, clock, "a", 0.0, status=503) == pytest.approx(before + 1.0)
    assert await ask(paced, clock, "a", 0.0) == pytest.approx(before + 3.0)


async def test_the_time_between_two_runs_counts(clock: FakeClock) -> None:
    """A host that was left alone meanwhile is asked as soon as its gap is over; its back-off and its wishes go on."""
    first = pacer(clock)
    await ask(first, clock, "a", 9.0)
    clock.elapsed += 4
    ledger = first.ledger()
    clock.elapsed += 2
    assert await ask(pacer(clock, ledger=ledger), clock, "a", 9.0) == pytest.approx(9.0)
    for status in (429, 503, 429):
        await ask(first, clock, "b", 0.0, status=status)
    before = clock.monotonic()
    assert await ask(pacer(clock, ledger=first.ledger()), clock, "b", 0.0) == pytest.approx(before + 4.0)
    first.hold("a", 30.0)
    before = clock.monotonic()
    assert await ask(pacer(clock, ledger=first.ledger()), clock, "a", 0.0) == pytest.approx(before + 30.0)


async def test_a_host_that_asks_for_too_long_a_wait_is_given_back(clock: FakeClock) -> None:
    """Nobody sleeps for an hour inside a fetch; how long to stay away is told."""
    paced = pacer(clock, max_wait=60.0)
    await ask(paced, clock, "a", 0.0)
    paced.hold("a", 3600.0)
    with pytest.raises(HostPaused) as caught:
        await ask(paced, clock, "a", 0.0)
    assert caught.value.seconds == pytest.approx(3600.0)


async def test_a_gap_is_waited_for_though_it_is_longer_than_other_waits_may_be(clock: FakeClock) -> None:
    """Who sets a pace of three minutes wants few requests, not none: no run would ever come to a second one."""
    paced = pacer(clock, max_wait=120.0)
    times = [await ask(paced, clock, "a", 180.0) for _ in range(3)]
    assert times == pytest.approx([0, 180, 360])
    paced.hold("a", 200.0)
    with pytest.raises(HostPaused):
        await ask(paced, clock, "a", 180.0)


async def test_a_cancelled_wait_gives_its_place_back(clock: FakeClock) -> None:
    """The next in line goes on."""
    paced = pacer(clock, concurrency=1, per_host=1)
    async with paced.turn("a", ("a",), Pace(delay=0.0)):
        waiting = asyncio.create_task(ask(paced, clock, "b", 0.0))
        await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert [entry.key for entry in paced.ledger()] == ["a"]
    assert await ask(paced, clock, "b", 0.0) == 0.0


async def test_the_ledger_carries_gap_and_hold_over_a_restart(clock: FakeClock) -> None:
    """The second run starts where the first left off, by host and by address; old entries stay in it."""
    first = pacer(clock, ledger=[PaceEntry(key="old", last_at=START)])
    await ask(first, clock, "a", 10.0)
    first.hold("a", 30.0)
    ledger = first.ledger()
    assert {entry.key for entry in ledger} == {"old", "a", "address of a"}
    later = FakeClock()
    later.elapsed = 4.0
    assert await ask(pacer(later, ledger=ledger), later, "a", 10.0) == pytest.approx(30.0)
    other = FakeClock()
    async with pacer(other, ledger=ledger).turn("b", ("address of a",), Pace(delay=10.0)):
        assert other.monotonic() >= 10.0


async def test_a_clock_set_back_does_not_stop_a_host(clock: FakeClock) -> None:
    """A ledger from the future counts as one from now, and a host's wish as long as it was."""
    ahead = START + timedelta(days=2)
    ledger = [PaceEntry(key="a", last_at=ahead), PaceEntry(key="b", last_at=ahead, hold_until=ahead + 30 * SECOND)]
    assert await ask(pacer(clock, ledger=ledger), clock, "a", 5.0) == pytest.approx(5.0)
    other = FakeClock()
    assert await ask(pacer(other, ledger=ledger), other, "b", 5.0) == pytest.approx(30.0)


async def test_receipts_count_what_was_done(clock: FakeClock) -> None:
    """Requests, bytes, refusals, smallest and median gap, per host."""
    paced = pacer(clock)
    for takes, status in ((0.0, 200), (0.0, 200), (4.0, 503), (0.0, 200)):
        await ask(paced, clock, "a", 2.0, takes=takes, status=status)
    await ask(paced, clock, "b", 2.0)
    a, b = paced.receipts()
    assert (a.host, a.requests, a.bytes, a.refusals) == ("a", 4, 400, 1)
    assert a.smallest_gap == pytest.approx(2.0)
    assert a.median_gap == pytest.approx(2.0)
    assert (b.requests, b.smallest_gap) == (1, None)


# As the server sees it


async def test_crawl_delay_and_floor_whichever_is_longer(bench: Bench) -> None:
    """The gap of the server's log, robots.txt, redirects and retries included."""
    bench.server.routes |= {
        "/robots.txt": reply(b"User-agent: *\nCrawl-delay: 7"),
        "/old": reply(status="301 Moved Permanently", fields=[("Location", "/new")]),
        "/new": [reply(status="503 Service Unavailable"), reply(b"page")],
    }
    async with bench.fetcher() as fetcher:
        await fetcher.fetch(bench.target("/old"), bench.scope(), pace=Pace(delay=2.0))
        gaps = bench.server.gaps()
        assert bench.server.paths() == ["/robots.txt", "/old", "/new", "/new"]
        assert min(gaps) >= 7.0
        await fetcher.fetch(bench.target("/new"), bench.scope(), pace=Pace(delay=11.0))
        assert bench.server.gaps()[-1] >= 11.0
        receipt = fetcher.receipts()[0]
    assert (receipt.requests, receipt.refusals) == (5, 1)
    assert receipt.smallest_gap == pytest.approx(min(gaps))
    assert receipt.robots_id == bench.snapshots[-1].id


async def test_retry_after_is_waited_for_in_seconds_and_as_a_date(bench: Bench) -> None:
    """Both spellings of RFC 9110 hold the host, for every URL of it."""
    date = (START + timedelta(seconds=100)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    bench.server.routes |= {
        "/seconds": [reply(status="429 Too Many Requests", fields=[("Retry-After", "40")]), reply(b"page")],
        "/date": [reply(status="503 Service Unavailable", fields=[("Retry-After", date)]), reply(b"page")],
    }
    async with bench.fetcher() as fetcher:
        assert isinstance(await fetcher.fetch(bench.target("/seconds"), bench.scope(), pace=NO_GAP), Answered)
        assert bench.fake.elapsed >= 40
        assert isinstance(await fetcher.fetch(bench.target("/date"), bench.scope(), pace=NO_GAP), Answered)
    assert bench.fake.elapsed >= 100


async def test_what_a_crawl_notes_as_it_goes_is_what_has_moved(clock: FakeClock) -> None:
    """Checks of links leave thousands of hosts in the ledger: writing all of them with each page cost more than it."""
    known = [PaceEntry(key=f"host{number}", last_at=START - SECOND) for number in range(5)]
    paced = pacer(clock, ledger=known)
    assert paced.news() == ()
    await ask(paced, clock, "host3", 1.0)
    assert {entry.key for entry in paced.news()} == {"host3", "address of host3"}
    assert paced.news() == ()
    paced.hold("host3", 30.0)
    assert {entry.hold_until for entry in paced.news()} == {clock.now() + 30 * SECOND}
    assert len(paced.ledger()) == 6


@pytest.mark.parametrize("delay", [10.0, 0.0])
async def test_a_host_at_the_addresses_of_two_others_makes_all_three_one_budget(clock: FakeClock, delay: float) -> None:
    """They were met before it, each with a budget of its own; also those who wait for their turn then, and holds."""
    paced = pacer(clock)
    places = {"a": ("1",), "b": ("2",), "c": ("1", "2")}
    sent: dict[str, list[float]] = {"1": [], "2": []}

    async def once(host: str) -> None:
        async with paced.turn(host, places[host], Pace(delay=delay)) as turn:
            for address in places[host]:
                sent[address].append(clock.monotonic())
            await clock.sleep(1.0)
            turn.answered()
            turn.received(200, 1)

    for host in "ab":
        await once(host)
    for _ in range(3):
        paced.hold("b", 40.0)
        held = clock.monotonic() + 40.0
        await asyncio.gather(once("a"), once("b"), once("b"), once("c"), once("a"))
        if delay:
            assert all(gap >= delay for times in sent.values() for gap in gaps_of(times))
        assert min(sent["2"][-3:]) >= held
    assert {entry.key for entry in paced.ledger()} == {"a", "b", "c", "1", "2"}
    assert len({entry.last_at for entry in paced.ledger()}) == 1


async def test_hosts_that_come_to_share_an_address_in_the_middle_of_a_run_are_one_budget(clock: FakeClock) -> None:
    """One moves to the machine of the other: their requests are a gap apart from then on, and a wait holds both."""
    paced = pacer(clock)
    places: dict[str, tuple[str, ...]] = {"a": ("1",), "b": ("2",)}
    sent: list[float] = []

    async def once(host: str) -> None:
        async with paced.turn(host, places[host], Pace(delay=10.0)) as turn:
            sent.append(clock.monotonic())
            turn.answered()
            turn.received(200, 1)

    await asyncio.gather(once("a"), once("b"))
    assert gaps_of(sent) == [0.0]
    places["b"] = ("3", "1")
    await asyncio.gather(*map(once, "abab"))
    assert min(gaps_of(sent[1:])) >= 10.0
    paced.hold("a", 40.0)
    held = clock.monotonic() + 40.0
    await once("b")
    assert sent[-1] >= held
    assert {entry.key for entry in paced.ledger()} == {"a", "b", "1", "2", "3"}


async def test_what_refusals_add_to_the_gap_is_told_although_nothing_else_has_moved(clock: FakeClock) -> None:
    """The head of a refusal may be noted before its body is in, and nothing may be asked of the host after that."""
    paced = pacer(clock)
    async with paced.turn("a", ("1",), NO_GAP) as turn:
        turn.answered()
        assert {entry.backoff for entry in paced.news()} == {0.0}
        turn.received(503, 1, refused=True)
    assert {(entry.key, entry.backoff) for entry in paced.news()} == {("a", 1.0), ("1", 1.0)}
    assert paced.news() == ()


def gaps_of(times: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(times)]


async def test_a_host_that_rests_is_not_said_to_have_no_readable_robots_txt(bench: Bench) -> None:
    """The wait that it asked for outlasts what was read of its rules: nothing is asked, and nothing new is known."""
    day = 86_400
    bench.server.routes["/page"] = reply(status="429 Too Many Requests", fields=[("Retry-After", str(6 * day))])
    async with bench.fetcher(settings={"attempts": 1}) as fetcher:
        await fetcher.fetch(bench.target("/page"), bench.scope(), pace=NO_GAP)
        known, asked = list(bench.snapshots), bench.server.paths()
        bench.fake.elapsed += 2 * day
        outcome = await fetcher.fetch(bench.target("/other"), bench.scope(), pace=NO_GAP)
        await fetcher.greet(bench.server.url("/"), pace=NO_GAP)
    assert isinstance(outcome, Failed)
    assert outcome.kind == "host_paused"
    assert outcome.retry_after == pytest.approx(4 * day, abs=60)
    assert (bench.snapshots, bench.server.paths()) == (known, asked)


@pytest.mark.parametrize(
    ("theirs", "asked", "waited"),
    [
        pytest.param(timedelta(minutes=-30), timedelta(seconds=40), (40, 60), id="behind"),
        pytest.param(timedelta(minutes=30), timedelta(seconds=40), (40, 60), id="ahead"),
        pytest.param(timedelta(minutes=30), timedelta(seconds=-5), (0, 20), id="past"),
        pytest.param(timedelta(days=-9000), timedelta(days=9000, seconds=40), (40, 60), id="of-another-age"),
    ],
)
async def test_a_date_to_wait_for_is_by_the_clock_of_the_server(
    bench: Bench, theirs: timedelta, asked: timedelta, waited: tuple[float, float]
) -> None:
    """Half an hour between the clocks is no reason to ask too soon, nor to give the host up."""
    fields = [
        (name, f"{START + off:%a, %d %b %Y %H:%M:%S} GMT")
        for name, off in (("Date", theirs), ("Retry-After", theirs + asked))
    ]
    bench.server.routes["/page"] = [reply(status="503 Service Unavailable", fields=fields), reply(b"page")]
    async with bench.fetcher() as fetcher:
        answered = await fetcher.fetch(bench.target("/page"), bench.scope(), pace=NO_GAP)
    assert isinstance(answered, Answered)
    assert answered.capture.status == 200
    assert waited[0] <= bench.fake.elapsed <= waited[1]


async def test_a_long_retry_after_is_handed_back_and_keeps_the_host_closed(bench: Bench) -> None:
    """The answer says how long; other pages of the host are not asked in the meantime, also after a restart."""
    bench.server.routes |= {
        "/busy": reply(status="503 Service Unavailable", fields=[("Retry-After", "3600")]),
        "/page": reply(b"page"),
    }
    async with bench.fetcher() as fetcher:
        busy = await fetcher.fetch(bench.target("/busy"), bench.scope(), pace=NO_GAP)
        ledger = fetcher.ledger()
    assert isinstance(busy, Answered)
    assert (busy.capture.status, busy.retry_after) == (503, 3600.0)
    async with bench.fetcher(ledger=ledger, robots=bench.snapshots) as fetcher:
        paused = await fetcher.fetch(bench.target("/page"), bench.scope(), pace=NO_GAP)
    assert isinstance(paused, Failed)
    assert paused.kind == "host_paused"
    assert paused.retry_after == pytest.approx(3600.0, abs=5)
    assert "/page" not in bench.server.paths()


async def test_two_runs_in_sequence_keep_the_gap(bench: Bench) -> None:
    """The first request of the second run is as far from the last of the first as any two."""
    bench.server.routes["/page"] = reply(b"page")
    pace = Pace(delay=9.0)
    async with bench.fetcher() as fetcher:
        await fetcher.fetch(bench.target("/page"), bench.scope(), pace=pace)
        ledger = fetcher.ledger()
    async with bench.fetcher(ledger=ledger, robots=bench.snapshots) as fetcher:
        await fetcher.fetch(bench.target("/page"), bench.scope(), pace=pace)
    assert bench.server.paths() == ["/robots.txt", "/page", "/page"]
    assert min(bench.server.gaps()) >= 9.0


async def test_the_gap_holds_by_a_real_clock(bench: Bench) -> None:
    """No fake time: eight requests asked for at once, the server's own clock, no gap under the limit."""
    bench.clock = SystemClock()
    bench.server.routes["/page"] = reply(b"page")
    async with bench.fetcher() as fetcher:
        fetches = [fetcher.fetch(bench.target("/page"), bench.scope(), pace=Pace(delay=0.08)) for _ in range(8)]
        await asyncio.gather(*fetches)
    assert len(bench.server.log) == 9
    assert min(bench.server.gaps()) >= 0.08


async def test_no_turn_comes_in_quiet_hours(clock: FakeClock) -> None:
    """Also for one that began to wait before them; a host without them goes on."""
    paced = pacer(clock)
    start = clock.now().astimezone(UTC)
    quiet = QuietHours(text="", start=(start + timedelta(seconds=5)).time(), end=time(23, 59), zone="UTC")
    pace = Pace(delay=2.0, quiet=(quiet,))
    for _ in range(3):
        async with paced.turn("a", ("a",), pace) as turn:
            turn.received(200, 1)
    with pytest.raises(HostQuiet, match=r"a is not asked before .* 23:59 UTC"):
        async with paced.turn("a", ("a",), pace):
            pass
    async with paced.turn("b", ("b",), Pace(delay=2.0)):
        pass
    assert [receipt.requests for receipt in paced.receipts()] == [3, 1]


async def test_who_waits_is_told_when_nothing_more_is_begun(bench: Bench) -> None:
    """stop(): the request under way is finished and kept; those that wait for gap, retry or robots.txt are given up."""
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        begun.set()
        await go_on.wait()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage")
        await writer.drain()

    bench.server.routes["/slow"] = slow
    async with bench.fetcher(settings={"per_host": 1}) as fetcher:
        under_way = asyncio.create_task(fetcher.fetch(bench.target("/slow"), bench.scope(), pace=Pace(delay=5.0)))
        await begun.wait()
        waits = asyncio.create_task(fetcher.fetch(bench.target("/page"), bench.scope(), pace=Pace(delay=5.0)))
        await asyncio.sleep(0.02)
        fetcher.stop()
        with pytest.raises(Interrupted):
            await waits
        go_on.set()
        assert isinstance(await under_way, Answered)
        with pytest.raises(Interrupted):
            await fetcher.fetch(bench.target("/other"), bench.scope(), pace=NO_GAP)
    assert [seen.path for seen in bench.server.log] == ["/robots.txt", "/slow"]
    assert [capture.url for capture in bench.kept][-1].endswith("/slow")


async def test_who_waits_for_a_name_to_be_looked_up_is_told_when_nothing_more_is_begun(bench: Bench) -> None:
    """Where names are looked up in vain, a stop would otherwise be heard only after the last of them."""
    asked: list[str] = []

    async def look_up(host: str) -> list[str]:
        asked.append(host)
        await asyncio.Event().wait()
        return []

    async with bench.fetcher(resolve=look_up) as fetcher:
        target = Target(url="http://slow.example/page", site="test", reason="forced")
        waits = asyncio.create_task(fetcher.fetch(target, Scope(hosts=("slow.example",)), pace=NO_GAP))
        await asyncio.sleep(0.02)
        fetcher.stop()
        with pytest.raises(Interrupted):
            async with asyncio.timeout(10.0):
                await waits
        with pytest.raises(Interrupted):
            await fetcher.fetch(target, Scope(hosts=("slow.example",)), pace=NO_GAP)
    assert asked == ["slow.example"]


async def test_a_cancelled_wait_is_no_stop(clock: FakeClock) -> None:
    """Cancellation from outside stays what it is; only stop() is told as Interrupted."""
    paced = pacer(clock, per_host=1)
    entered = asyncio.Event()

    async def hold() -> None:
        async with paced.turn("a", ("a",), Pace(delay=0.0)):
            entered.set()
            await asyncio.Event().wait()

    async def wait() -> None:
        async with paced.turn("a", ("a",), Pace(delay=0.0)):
            pass

    holder = asyncio.create_task(hold())
    await entered.wait()
    waiter = asyncio.create_task(wait())
    await asyncio.sleep(0)
    waiter.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiter
    holder.cancel()
    with pytest.raises(asyncio.CancelledError):
        await holder
    await asyncio.wait_for(wait(), 5)  # both places are free again

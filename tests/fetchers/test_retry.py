"""What is asked again, when, and how often."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from msgspec import structs

from pipeline.errors import ConfigError
from pipeline.fetchers.retry import MAX_BACKOFF, RetryBudget, backoff, retry_after, wait_asked
from pipeline.fetchers.settings import FetchSettings
from pipeline.model.capture import Answered, Failed, NotModified
from pipeline.model.profile import Pace
from tests.captures import capture_of
from tests.fetchers.loopback import NO_GAP, Bench, Seen, Speak, reply

NOW = datetime(2030, 1, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("Tue, 01 Jan 2030 12:01:30 GMT", 90.0),
        ("Tuesday, 01-Jan-30 12:01:30 GMT", 90.0),
        ("Tue, 01 Jan 2030 12:01:30 -0000", 90.0),
        ("Mon, 31 Dec 2029 12:00:00 GMT", 0.0),
        ("9" * 400, 604_800.0),
        ("Wed, 21 Oct 2099 07:28:00 GMT", 604_800.0),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("Tue, 99 Jan 2030 99:99:99 GMT", None),
        ("\xb2", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    """RFC 9110 10.2.3; what is neither states no wish."""
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("their_now", "seconds"),
    [
        (None, 120.0),
        ("Tue, 01 Jan 2030 11:50:00 GMT", 720.0),
        ("Mon, 31 Dec 2029 12:00:00 GMT", 86_520.0),
        ("Mon, 31 Dec 2029 11:59:59 GMT", 120.0),
        ("soon", 120.0),
    ],
    ids=[
        "tells no time",
        "ten minutes behind",
        "a day behind",
        "more than a day behind",
        "tells none that can be read",
    ],
)
def test_a_date_to_wait_for_is_by_the_clock_of_the_server(their_now: str | None, seconds: float) -> None:
    """Its clock may be minutes off; one that is off by more than a day is not what the wish was reckoned by."""
    stated = {"Retry-After": "Tue, 01 Jan 2030 12:02:00 GMT"} | ({} if their_now is None else {"Date": their_now})
    assert wait_asked(structs.replace(capture_of("", status=503), headers=tuple(stated.items())), NOW) == seconds


def test_backoff_doubles_with_jitter_and_has_a_ceiling() -> None:
    """From half to one and a half of 1, 2, 4, ... seconds."""
    assert [backoff(attempt, base=1.0, random=lambda: 0.5) for attempt in (1, 2, 3)] == [1.0, 2.0, 4.0]
    assert backoff(1, base=1.0, random=lambda: 0.0) == 0.5
    assert backoff(50, base=1.0, random=lambda: 0.5) == MAX_BACKOFF


def test_retries_stay_a_small_part_of_what_a_host_is_asked() -> None:
    """Ten to begin with, then one for every five first attempts; each host on its own."""
    budget = RetryBudget()
    assert [budget.take("a") for _ in range(11)] == [True] * 10 + [False]
    for _ in range(10):
        budget.asked("a")
    assert [budget.take("a") for _ in range(3)] == [True, True, False]
    assert budget.take("b")


@pytest.mark.anyio
@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524])
async def test_passing_trouble_is_asked_again(bench: Bench, status: int) -> None:
    """Three attempts with growing waits; the answer that stays is the outcome."""
    bench.server.routes["/page"] = reply(b"busy", status=f"{status} Later")
    answered = await bench.answered("/page")
    assert answered.capture.status == status
    assert bench.server.paths() == ["/robots.txt"] + ["/page"] * 3
    assert len(bench.kept) == 4
    assert bench.fake.elapsed >= 3.0


@pytest.mark.anyio
@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 501, 505])
async def test_lasting_answers_are_asked_once(bench: Bench, status: int) -> None:
    """Asking again would change nothing."""
    bench.server.routes["/page"] = reply(b"no", status=f"{status} No")
    await bench.answered("/page")
    assert bench.server.paths() == ["/robots.txt", "/page"]


@pytest.mark.anyio
@pytest.mark.parametrize("status", [403, 413, 420])
async def test_a_refusal_that_says_when_is_asked_again_then(bench: Bench, status: int) -> None:
    """Not before: some hosts tell so who asks too much (GitHub, RFC 9110 section 15.5.14). It counts as a refusal."""
    page = [reply(b"no", status=f"{status} No", fields=[("Retry-After", "40")]), reply(b"page")]
    bench.server.routes["/page"] = page
    async with bench.fetcher() as fetcher:
        outcome = await fetcher.fetch(bench.target("/page"), bench.scope(), pace=NO_GAP)
        (receipt,) = fetcher.receipts()
    assert isinstance(outcome, Answered)
    assert outcome.capture.body == b"page"
    assert bench.server.paths() == ["/robots.txt", "/page", "/page"]
    assert bench.server.gaps()[1] >= 40.0
    assert receipt.refusals == 1


@pytest.mark.anyio
@pytest.mark.parametrize("status", [401, 404, 451, 501])
async def test_a_wait_is_heeded_whatever_error_states_it(bench: Bench, status: int) -> None:
    """The next page of the host waits (RFC 9110 section 10.2.3); the answer itself stands."""
    bench.server.routes["/page"] = reply(b"no", status=f"{status} No", fields=[("Retry-After", "40")])
    bench.server.routes["/next"] = reply(b"page", fields=[("Retry-After", "500")])
    async with bench.fetcher() as fetcher:
        pages = [await fetcher.fetch(bench.target(path), bench.scope(), pace=NO_GAP) for path in ("/page", "/next")]
        last = await fetcher.fetch(bench.target("/next"), bench.scope(), pace=NO_GAP)
    assert bench.server.paths() == ["/robots.txt", "/page", "/next", "/next"]
    assert bench.server.gaps()[1] >= 40.0
    assert bench.server.gaps()[2] < 1.0, "what a good answer says of later is for nobody"
    assert [getattr(page, "retry_after", None) for page in (*pages, last)] == [40.0, None, None]


@pytest.mark.anyio
async def test_a_long_wait_of_a_missing_page_is_not_its_host_s(bench: Bench) -> None:
    """Dead links would keep every night from the pages behind them; the page itself is looked at no sooner."""
    bench.server.routes |= {
        "/page": reply(b"no", status="404 Not Found", fields=[("Retry-After", "86400")]),
        "/next": reply(b"page"),
    }
    async with bench.fetcher() as fetcher:
        first = await fetcher.fetch(bench.target("/page"), bench.scope(), pace=NO_GAP)
        second = await fetcher.fetch(bench.target("/next"), bench.scope(), pace=NO_GAP)
    assert isinstance(first, Answered)
    assert (first.retry_after, isinstance(second, Answered)) == (86_400.0, True)


@pytest.mark.anyio
async def test_a_redirect_is_followed_after_the_wait_that_it_asks_for(bench: Bench) -> None:
    """To another host, too (RFC 9110 section 10.2.3); one that asks for longer than a fetch waits is not followed."""
    there = bench.server.url("/there", host="127.0.0.2")
    for path, seconds in (("/soon", 40), ("/late", 500)):
        fields = [("Location", there), ("Retry-After", str(seconds))]
        bench.server.routes[path] = reply(status="302 Found", fields=fields)
    bench.server.routes["/there"] = reply(b"page")
    places = {f"127.0.0.2:{bench.server.port}": f"127.0.0.1:{bench.server.port}"}
    async with bench.fetcher(settings={"connect_to": places}) as fetcher:
        scope = bench.scope(*places)
        soon = await fetcher.fetch(bench.target("/soon"), scope, pace=NO_GAP)
        late = await fetcher.fetch(bench.target("/late"), scope, pace=NO_GAP)
        more = await fetcher.fetch(bench.target("/there"), scope, pace=NO_GAP)
    assert isinstance(soon, Answered)
    assert (isinstance(late, Failed) and (late.kind, late.retry_after)) == ("host_paused", 500.0)
    assert isinstance(more, Answered)
    assert bench.server.paths() == ["/robots.txt", "/soon", "/robots.txt", "/there", "/late", "/there"]
    times = [seen.at for seen in bench.server.log]
    assert times[3] - times[1] >= 40.0
    assert times[5] - times[4] < 1.0, "its long wait is that of its page"


@pytest.mark.parametrize(
    "wrong",
    [{"contact": "nobody"}, {"contact": "a@b.org\r\nX: y"}, {"attempts": 0}, {"per_host": 0}, {"concurrency": 0}],
)
def test_settings_that_cannot_work_are_told(wrong: dict[str, object]) -> None:
    """Before anything is asked."""
    with pytest.raises(ConfigError):
        FetchSettings(**wrong)  # type: ignore[arg-type]


@pytest.mark.anyio
@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
async def test_a_kept_connection_that_is_closed_under_a_request_costs_nothing_but_that_request(
    bench: Bench, reset: bool
) -> None:
    """Where the pace is the server's patience with idle connections (Apache's 5 s), requests and its goodbye cross.

    The page is asked again with its validators, at the host's pace, and not out of the budget for retries: of 30 pages
    none fails, and none comes whole.
    """
    used: set[asyncio.StreamWriter] = set()

    async def once_each(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        if writer in used:
            if reset:
                writer.transport.abort()
            writer.close()
            return
        used.add(writer)
        writer.write(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')

    pages = [f"/{number}" for number in range(30)]
    bench.server.routes |= dict.fromkeys(pages, once_each)
    async with bench.fetcher() as fetcher:
        for page in pages:
            target = bench.target(page, etag='"1"', capture_id="held")
            outcome = await fetcher.fetch(target, bench.scope(), pace=Pace(delay=5.0))
            assert isinstance(outcome, NotModified), outcome
    asked = [seen for seen in bench.server.log if seen.path != "/robots.txt"]
    assert len(asked) > 2 * len(pages) - 3
    assert {seen.fields.get("if-none-match") for seen in asked} == {'"1"'}
    assert min(bench.server.gaps()) >= 5.0


@pytest.mark.anyio
@pytest.mark.parametrize("stray", [reply(b"timeout", status="408 Request Timeout"), reply(b"of something else")])
async def test_an_answer_that_nobody_asked_for_is_no_answer_to_the_next_request(bench: Bench, stray: Speak) -> None:
    """Some servers say goodbye to an idle connection with a 408, and some answer twice: all pages after it shifted."""

    async def twice(seen: Seen, writer: asyncio.StreamWriter) -> None:
        await reply(b"a")(seen, writer)
        await asyncio.sleep(0.02)  # the connection is idle by now
        await stray(seen, writer)

    bench.server.routes |= {"/a": twice, "/b": reply(b"b"), "/c": reply(b"c")}
    said = []
    async with bench.fetcher() as fetcher:
        for path in ("/a", "/b", "/c"):
            outcome = await fetcher.fetch(bench.target(path), bench.scope(), pace=NO_GAP)
            assert isinstance(outcome, Answered)
            said.append((outcome.capture.status, outcome.capture.body))
            await asyncio.sleep(0.1)
    assert said == [(200, b"a"), (200, b"b"), (200, b"c")]
    assert bench.server.paths() == ["/robots.txt", "/a", "/b", "/c"]

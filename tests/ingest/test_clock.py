"""Due dates that were written by another clock, or under another configuration."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline import archive
from pipeline.cli.status import too_old
from pipeline.config import Schedule
from pipeline.demo.behaviours import Redirect, Rule
from pipeline.errors import ClockWrong
from pipeline.ingest.clocks import time_told
from pipeline.ingest.events import Event
from pipeline.ingest.plan import Budget, Plan
from pipeline.ingest.planned import planned
from pipeline.ingest.work import execute
from tests.captures import capture_of
from tests.ingest.bench import ORIGIN, Bench, bench, small_site
from tests.ingest.test_collapse import collapsed
from tools.nights import MovableClock

ALL = Plan(sites=("medlineplus",))
YEARS = timedelta(days=30_000)


def paths(made: Bench, plan: Plan = ALL) -> set[str]:
    """The paths that a dry run names."""
    return {"/" + line.url.rpartition("/")[2] for line in planned(made.config, plan, clock=made.clock)}


def pages(made: Bench) -> set[str]:
    return set(made.asked()) - {"/robots.txt"}


def due(made: Bench) -> list[datetime | None]:
    with made.reading() as store:
        states = [store.url_state(target.url) for target in store.due(now=made.clock.now(), force=True)]
    return [state.next_due for state in states if state]


@pytest.mark.parametrize("days", [1.0, 7.0])
def test_a_run_at_the_same_hour_asks_for_every_page_each_time(tmp_path: Path, days: float) -> None:
    """Every night with an interval of a day, every week with one of a week: no page is left for the time after."""
    with bench(tmp_path, small_site(12)) as made:
        made.config = replace(made.config, schedule=Schedule(interval_days=days))
        made.run()
        everything = pages(made)
        for _ in range(3):
            made.later(days=days)
            made.run()
            assert pages(made) == everything


def test_one_address_that_a_clock_ahead_asked_is_told_as_one(tmp_path: Path) -> None:
    """And not as "1 addresses"."""
    with bench(tmp_path, small_site(1)) as made:
        made.clock.ahead = YEARS
        made.run(Plan(sites=("medlineplus",), urls=(f"{ORIGIN}/topic000000.html",), discover=False))
        made.clock.ahead = timedelta()
        made.run()
        (told,) = made.told("clock-was-ahead")
        assert told.message.endswith(": 1 address it asked or found is due now")


def test_what_a_clock_that_was_ahead_asked_is_due(tmp_path: Path) -> None:
    """A machine that believed in another century for one night: everything is asked again, once, and it is said."""
    with bench(tmp_path, small_site(5)) as made:
        made.clock.ahead = YEARS
        made.run()
        first = pages(made)
        made.clock.ahead = timedelta()
        assert paths(made) == first
        report = made.run()
        assert (pages(made), report.run.verdict) == (first, "ok")
        (told,) = made.told("clock-was-ahead")
        words = "a clock was ahead of this one in an earlier run: 6 addresses it asked or found are due now"
        assert told.message == words
        made.run()
        assert (made.asked(), made.told("clock-was-ahead")) == ([], [])
        made.later(hours=30)
        made.run()
        assert pages(made) == first


def test_what_a_clock_that_was_ahead_found_and_did_not_ask_is_due(tmp_path: Path) -> None:
    """A limit or a budget had left it: it waited for as long as the clock had been ahead, and the runs were all ok.

    It is first seen no later than now: what lists name is compared with it.
    """
    with bench(tmp_path, small_site(12)) as made:
        made.clock.ahead += timedelta(days=60)
        assert made.run(Plan(sites=("medlineplus",), limit=3)).run.counts.new == 3
        made.clock.ahead -= timedelta(days=60)
        named = paths(made)
        assert made.run().run.counts.new == 9
        assert pages(made) == named
        with made.reading() as store:
            states = [store.url_state(f"{ORIGIN}/topic{number:06d}.html") for number in range(12)]
        assert all(state and state.first_seen <= state.last_seen <= made.clock.now() for state in states)


def test_a_first_look_by_a_clock_that_was_ahead_is_confirmed_all_the_same(tmp_path: Path) -> None:
    """A page that lost its text, one that leads to another for good: a second look a day later is enough."""
    gone, left = "/topic000003.html", "/topic000004.html"
    with bench(tmp_path, small_site(30)) as made:
        made.run()
        made.clock.ahead = YEARS
        made.site.put(gone, collapsed())
        made.site.tell(Rule(path=left, behaviour=Redirect(to="/topic000005.html", code=301)))
        made.run()
        made.clock.ahead = timedelta()
        changed = 0
        for _ in range(4):
            made.later(hours=26)
            changed += made.run().run.counts.changed
        with made.reading() as store:
            standing = store.standing("medlineplus")
        assert (changed, f"{ORIGIN}{left}" in standing, len(standing)) == (1, False, 29)


def test_a_good_run_that_is_still_to_come_is_none(tmp_path: Path) -> None:
    """`status --max-age` does not trust the future."""
    with bench(tmp_path, small_site(3)) as made:
        made.clock.ahead = YEARS
        made.run()
        made.clock.ahead = timedelta()
        with made.reading() as store:
            (said,) = too_old(("medlineplus",), store.site_states(), timedelta(hours=26), made.clock.now())
        assert "which is still to come: a clock was wrong" in said


@pytest.mark.parametrize("days", [2, 20])
def test_a_shorter_interval_counts_from_the_next_run_on(tmp_path: Path, days: int) -> None:
    """A page is due when the interval has passed that is set now, not the one that was set when it was asked."""
    with bench(tmp_path, small_site(5)) as made:
        made.config = replace(made.config, schedule=Schedule(interval_days=60.0))
        made.run()
        first = pages(made)
        made.config = replace(made.config, schedule=Schedule(interval_days=1.0))
        made.run()
        assert made.asked() == []
        made.later(days=days)
        assert paths(made) == first
        made.run()
        assert pages(made) == first
        made.run()
        assert made.asked() == []


def test_a_plan_with_a_limit_names_the_very_pages_that_an_interval_makes_due_sooner(tmp_path: Path) -> None:
    """What becomes due by a shorter interval comes behind what was due, in the order in which a run takes it."""
    with bench(tmp_path, small_site(30)) as made:
        made.config = replace(made.config, schedule=Schedule(interval_days=60.0))
        made.run()
        made.config = replace(made.config, schedule=Schedule(interval_days=1.0))
        made.later(days=2)
        few = replace(ALL, limit=5)
        for _ in range(3):
            shown = paths(made, few)
            made.run(few)
            assert pages(made) == shown


def test_a_run_moves_no_due_date_of_its_own_time(tmp_path: Path) -> None:
    """Nothing is asked sooner because a run looked at it."""
    with bench(tmp_path, small_site(5)) as made:
        made.run()
        before = due(made)
        made.run()
        assert due(made) == before


@pytest.mark.parametrize("behind", [timedelta(days=7300), timedelta(days=40)], ids=["years", "weeks"])
def test_a_clock_that_is_behind_stops_the_run_before_anything_is_kept(tmp_path: Path, behind: timedelta) -> None:
    """A machine that lost its time: the server bears out the database, so no look is dated before those there are."""
    with bench(tmp_path, small_site(5)) as made:
        made.site.put("/topic000003.html", None)
        for _ in range(2):
            made.run()
            made.later(days=1)
        made.clock.ahead -= timedelta(days=1)
        held, states = captures(made), made_states(made)
        right, made.clock.ahead = made.clock.ahead, made.clock.ahead - behind
        with pytest.raises(ClockWrong, match=r"this machine says .* but that of demo\.localhost 20") as caught:
            made.run()
        assert caught.value.mend == "set the clock (its battery, the time service), and run again"
        assert (made.asked(), captures(made), made_states(made)) == (["/robots.txt"], held, states)
        assert sum(1 for _ in archive.iterate(made.config.storage.archive)) == len(held)
        made.clock.ahead = right + timedelta(days=1)
        assert made.run().run.verdict == "ok"
        assert made.told("clock-was-ahead") == []
        with made.reading() as store:
            versions = [row for url in made.records() for row in store.versions(url)]
        assert all(row.first_seen_at < row.last_seen_at for row in versions)


def test_a_clock_of_before_this_software_stops_the_very_first_run(tmp_path: Path) -> None:
    """A board without a battery is in 1970 until the time service answers: no page is first seen then."""
    with bench(tmp_path, small_site(5)) as made:
        made.clock.ahead = datetime(1970, 1, 1, 0, 3, tzinfo=UTC) - made.clock.now()
        with pytest.raises(
            ClockWrong, match=r"says 1970-01-01 00:03 UTC, but that of demo\.localhost .* no such software"
        ):
            made.run()
        assert not captures(made)
        assert not list(archive.iterate(made.config.storage.archive))
        made.clock.ahead = timedelta()
        assert made.run().run.verdict == "ok"


def test_a_clock_behind_is_not_believed_over_a_server_that_says_the_same(tmp_path: Path) -> None:
    """What earlier runs had was ahead, then; the robots.txt that says so is the one the run goes by."""
    with bench(tmp_path, small_site(5)) as made:
        made.clock.ahead = YEARS
        made.run()
        assert [event.url for event in made.told("clock-differs")] == [ORIGIN]
        made.clock.ahead = timedelta()
        made.run()
        assert made.asked().count("/robots.txt") == 1
        assert (len(made.told("clock-was-ahead")), made.told("clock-differs")) == (1, [])


@pytest.mark.parametrize("by", [YEARS, -timedelta(days=7300)], ids=["ahead", "back"])
def test_a_clock_that_is_set_wrong_in_the_middle_of_a_run_ends_it(tmp_path: Path, by: timedelta) -> None:
    """Before an answer is kept under the new time; the next run asks for what is left."""
    with bench(tmp_path, small_site(30)) as made:
        right = made.clock.ahead

        def set_it(event: Event) -> None:
            if event.name == "page":
                made.clock.ahead = right + by

        slow = replace(made.config.sites["medlineplus"], delay=0.01)
        config = replace(made.config, sites={"medlineplus": slow})
        with pytest.raises(
            ClockWrong, match=r"was set from 20.* in the middle of the run, but that of demo\.localhost"
        ):
            execute(config, ALL, clock=made.clock, listen=set_it)
        made.clock.ahead = right
        kept = list(archive.iterate(made.config.storage.archive))
        assert all(abs(capture.fetched_at - made.clock.now()) < timedelta(hours=1) for capture in kept)
        made.later(days=1)
        assert made.run().run.verdict == "ok"
        assert len(pages(made)) == 31


def test_what_a_run_dated_after_its_clock_was_set_ahead_is_due(tmp_path: Path) -> None:
    """It began at the right time, and asked nobody any more who could have told."""
    with bench(tmp_path, small_site(3)) as made:

        def set_it(event: Event) -> None:
            if event.name == "page":
                made.clock.ahead = YEARS

        with suppress(ClockWrong):  # where an answer was still to come
            execute(made.config, ALL, clock=made.clock, listen=set_it)
        made.clock.ahead = timedelta(days=2)
        assert made.run().run.verdict == "ok"
        assert len(pages(made)) == 4
        assert len(made.records()) == 3


def test_a_clock_that_was_ahead_and_is_set_right_in_the_middle_of_a_run_is_told(tmp_path: Path) -> None:
    """The run goes on under the time that the server bears out; what was asked before is asked again by the next."""
    with bench(tmp_path, small_site(30)) as made:
        made.clock.ahead = YEARS
        told: list[Event] = []

        def set_it(event: Event) -> None:
            told.append(event)
            if event.name == "page":
                made.clock.ahead = timedelta()

        slow = replace(made.config.sites["medlineplus"], delay=0.01)
        execute(replace(made.config, sites={"medlineplus": slow}), ALL, clock=made.clock, listen=set_it)
        said = [event.message for event in told if event.name == "clock-differs"]
        assert "in the middle of the run: what was asked before that is dated ahead of its time" in said[-1]
        made.later(days=1)
        assert made.run().run.verdict == "ok"
        assert len(pages(made)) == 31


class Sleeper(MovableClock):
    """A machine that was shut in the middle of a run: no clock was set, and both went on."""

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead.total_seconds()


@pytest.mark.parametrize(("budget", "verdict"), [(Budget(), "ok"), (Budget(minutes=240), "incomplete")])
def test_a_machine_that_slept_has_the_right_time_and_spent_it(tmp_path: Path, budget: Budget, verdict: str) -> None:
    """Answers that had lain in its buffers are of before: that accuses no clock. The hours count for the budget."""
    with bench(tmp_path, small_site(30)) as made:
        clock = Sleeper()

        def shut(event: Event) -> None:
            if event.name == "page":
                clock.ahead = timedelta(days=3)

        slow = replace(made.config.sites["medlineplus"], delay=0.01)
        config = replace(made.config, sites={"medlineplus": slow})
        report = execute(config, replace(ALL, budget=budget), clock=clock, listen=shut)
        assert (report.run.verdict, report.spent) == (verdict, "minutes" if budget.minutes else None)


def test_a_clock_that_differs_from_the_servers_is_told(tmp_path: Path) -> None:
    """Once a run and host; by an hour or two it may, and an answer may have lain in a cache."""
    with bench(tmp_path, small_site(3)) as made:
        made.clock.ahead = timedelta(hours=-20)
        made.run()
        assert made.told("clock-differs") == []
        made.later(days=9)
        made.run()
        (told,) = made.told("clock-differs")
        assert told.message.startswith("demo.localhost dates its answers 8 days before this machine's clock")


@pytest.mark.parametrize(
    ("fields", "moment"),
    [
        ([("Date", "Sun, 06 Nov 1994 08:49:37 GMT")], "1994-11-06T08:49:37"),
        ([("Date", "Sunday, 06-Nov-94 08:49:37 GMT"), ("Age", "86400")], "1994-11-07T08:49:37"),
        ([("Date", "Sun Nov  6 08:49:37 1994"), ("Age", "-3")], "1994-11-06T08:49:37"),
        ([("Date", "yesterday")], None),
        ([("Date", "Sun, 06 Nov 99999 08:49:37 GMT")], None),
        ([("Date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("Age", "9" * 30)], None),
        ([], None),
    ],
)
def test_the_time_of_a_server_is_that_of_its_answer_and_of_caches(
    fields: list[tuple[str, str]], moment: str | None
) -> None:
    """The three forms of RFC 9110 section 5.6.7; what is none says nothing."""
    expected = None if moment is None else datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert time_told(replace(capture_of(b""), headers=tuple(fields))) == expected


def captures(made: Bench) -> set[str]:
    with made.reading() as store:
        return {row.id for row in store.captures()}


def made_states(made: Bench) -> list[object]:
    """Everything the frontier knows of every address."""
    with made.reading() as store:
        return [store.url_state(f"{ORIGIN}{path}") for path in sorted(small_site(5))]

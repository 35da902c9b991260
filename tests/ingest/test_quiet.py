"""Quiet hours: no request is begun in them, and nothing is lost by them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace

from pipeline.demo.pages import Page
from pipeline.ingest.events import Event
from pipeline.ingest.plan import Plan
from pipeline.ingest.planned import planned
from pipeline.ingest.work import execute
from tests.ingest.bench import HOST, Bench, bench, small_site

OFFICE = "08:00-18:00 America/New_York"
NOON = datetime(2025, 6, 3, 16, tzinfo=UTC)
EVENING = datetime(2025, 6, 3, 22, tzinfo=UTC)


def at(made: Bench, moment: datetime) -> None:
    """Set the clock."""
    made.clock.ahead += moment - made.clock.now()


def set_hours(made: Bench, *windows: str, wait: float = 0.0, of_site: tuple[str, ...] | None = None) -> None:
    """What the operator wrote into pipeline.toml."""
    fetch = replace(made.config.fetch, quiet_hours=windows, quiet_wait=wait)
    site = replace(made.config.sites["medlineplus"], quiet_hours=of_site)
    made.config = replace(made.config, fetch=fetch, sites={"medlineplus": site})


def test_a_run_in_quiet_hours_asks_nothing_and_says_until_when(small: Bench) -> None:
    """Not even robots.txt; it is incomplete, and the run after the hours does everything."""
    set_hours(small, OFFICE)
    at(small, NOON)
    report = small.run()
    assert small.asked() == []
    assert (report.run.verdict, report.quiet) == ("incomplete", {"medlineplus": EVENING})
    assert [event.result for event in small.told("site-quiet")] == ["medlineplus"]
    at(small, EVENING)
    report = small.run()
    assert (report.run.verdict, report.run.counts.new, report.quiet) == ("ok", 30, {})


def test_a_plan_made_in_quiet_hours_says_when_they_end(small: Bench) -> None:
    """Every line of the site has the moment; in the evening none has."""
    set_hours(small, OFFICE)
    for moment, until in ((NOON, EVENING), (EVENING, None)):
        at(small, moment)
        lines = planned(small.config, Plan(sites=("medlineplus",)), clock=small.clock)
        assert [line.not_before for line in lines] == [until]


def test_quiet_hours_of_a_site_stand_instead_of_those_of_every_host(small: Bench) -> None:
    """An empty list means none."""
    set_hours(small, OFFICE, of_site=())
    at(small, NOON)
    assert small.run().run.verdict == "ok"


def test_quiet_hours_without_anything_due_are_no_reason_to_be_incomplete(small: Bench) -> None:
    """Nothing was left because of them."""
    at(small, NOON - timedelta(hours=10))
    small.run()
    at(small, NOON)
    set_hours(small, OFFICE)
    report = small.run()
    assert (report.run.verdict, report.quiet, small.asked()) == ("ok", {}, [])


def test_a_page_named_in_quiet_hours_is_left_and_that_is_said(small: Bench) -> None:
    """Also one that is not due."""
    small.run()
    url = f"http://{HOST}/topic000001.html"
    set_hours(small, "00:00-12:00 UTC", "12:00-00:00 UTC")
    report = small.run(Plan(urls=(url,), force=True))
    assert (report.run.verdict, list(report.quiet), small.asked()) == ("incomplete", ["medlineplus"], [])


def test_a_run_that_may_wait_goes_on_when_the_hours_end(small: Bench) -> None:
    """It sleeps until then, and not a request is begun before."""
    begun: list[datetime] = []
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        begun.append(small.clock.now())
        small.clock.ahead += timedelta(seconds=seconds)

    set_hours(small, OFFICE, wait=7 * 3600)
    at(small, NOON)
    vars(small.clock)["sleep"] = sleep
    report = small.run()
    assert (report.run.verdict, report.run.counts.new) == ("ok", 30)
    assert round(slept[0] / 60) == 360
    assert len(begun) == 1


def test_quiet_hours_that_begin_in_the_middle_leave_the_rest_due(tmp_path: Path) -> None:
    """The pages in hand are stored, no request is begun after the hour, the next run asks for the others only."""
    pages = small_site(24)
    pages["/robots.txt"] = Page(body=b"User-agent: *\nCrawl-delay: 0.04\n", content_type="text/plain")
    with bench(tmp_path, pages) as made:
        set_hours(made, OFFICE)
        at(made, NOON - timedelta(hours=8))
        asked_before: list[int] = []

        def listen(event: Event) -> None:
            if event.name == "page" and not asked_before:
                asked_before.append(len(made.site.requests))
                at(made, NOON)

        report = execute(made.config, Plan(sites=("medlineplus",)), clock=made.clock, listen=listen)
        first = made.asked()
        assert report.run.verdict == "incomplete"
        assert report.run.counts.failed == 0
        assert asked_before[0] <= len(first) <= asked_before[0] + 1
        at(made, EVENING)
        report = made.run()
        assert report.run.verdict == "ok"
        again = set(first) & set(made.asked())
        assert not {path for path in again if path.startswith("/topic")}
        assert len(made.records()) == 24


@pytest.mark.parametrize("named", [False, True])
def test_pages_that_are_not_due_and_that_quiet_hours_held_up_are_asked_when_they_end(
    tmp_path: Path, *, named: bool
) -> None:
    """A person asked for each of them, by name or by force: a run that waits for the hours to end asks them all."""
    pages = small_site(12)
    pages["/robots.txt"] = Page(body=b"User-agent: *\nCrawl-delay: 0.04\n", content_type="text/plain")
    with bench(tmp_path, pages) as made:
        at(made, NOON - timedelta(hours=9))
        made.run()
        set_hours(made, OFFICE, wait=12 * 3600)
        slept: list[float] = []
        sleep = made.clock.sleep

        async def jump(seconds: float) -> None:
            if seconds < 3600:
                return await sleep(seconds)
            slept.append(seconds)
            made.clock.ahead += timedelta(seconds=seconds)
            return None

        def listen(event: Event) -> None:
            if event.name == "page" and not slept:
                at(made, NOON)

        vars(made.clock)["sleep"] = jump
        at(made, NOON - timedelta(hours=8))
        made.site.log.clear()
        urls = tuple(f"http://{HOST}/topic{number:06}.html" for number in range(12))
        plan = Plan(sites=("medlineplus",), urls=urls if named else None, force=True)
        report = execute(made.config, plan, clock=made.clock, listen=listen)
        assert len(slept) == 1
        assert sorted(path for path in made.asked() if "topic" in path) == [urlsplit(url).path for url in urls]
        assert (report.run.verdict, report.quiet) == ("ok", {})

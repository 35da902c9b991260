"""A site that robots.txt refuses as a whole, or whose robots.txt cannot be read: said once, and nothing is gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.config import Site
from pipeline.demo.behaviours import Replace, Rule, Status
from pipeline.demo.pages import Page
from pipeline.ingest.closing import RunReport
from pipeline.ingest.plan import Plan
from pipeline.storage import SiteState
from tests.ingest.bench import Bench, bench, small_site

ROBOTS = "/robots.txt"
NOBODY = Rule(path=ROBOTS, behaviour=Replace(text="User-agent: *\nDisallow: /\n"))
BROKEN = Rule(path=ROBOTS, behaviour=Status(code=503))


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Bench]:
    """Twelve topics that were ingested yesterday."""
    with bench(tmp_path, small_site(12)) as made:
        made.run()
        made.later(hours=30)
        yield made


def state(made: Bench) -> SiteState:
    with made.reading() as store:
        return store.site_states()["medlineplus"]


def nights(made: Bench, count: int) -> list[tuple[RunReport, int, int]]:
    """Run night after night: the report, how often the beginning was told, how often the end."""
    seen = []
    for _ in range(count):
        report = made.run()
        seen.append((report, len(made.told("site-refused")), len(made.told("site-admitted"))))
        made.later(hours=26)
    return seen


def test_a_site_that_robots_refuses_as_a_whole_is_blocked_until_it_is_admitted(held: Bench) -> None:
    """Told once when it begins and once when it ends; no night of it is a good one, and no record is touched."""
    before, good = held.records(), state(held).last_good_run
    held.site.tell(NOBODY)
    for number, (report, begun, ended) in enumerate(nights(held, 3)):
        assert report.run.verdict == "blocked"
        assert "robots.txt of http://demo.localhost refuses" in report.blocked["medlineplus"]
        assert (begun, ended, report.gone) == (number == 0, 0, ())
        assert "topic" not in "".join(held.asked())
    assert state(held).last_good_run == good
    held.site.tell()
    back = nights(held, 3)
    assert back[-1][0].run.verdict == "ok"
    assert (sum(begun for _, begun, _ in back), sum(ended for _, _, ended in back)) == (0, 1)
    assert sum(report.run.counts.unchanged for report, _, _ in back) >= 12
    assert held.records().keys() == before.keys()
    assert state(held).blocked_since is None


def test_a_site_whose_robots_cannot_be_read_has_no_good_night(held: Bench) -> None:
    """Nothing wrong was seen, only nothing: no block, but no run of it is good or says that all is well."""
    good = state(held).last_good_run
    held.site.tell(BROKEN)
    seen = [*nights(held, 2), (held.run(), 0, 0)]  # the last one asks nothing
    assert [report.run.verdict for report, _, _ in seen] == ["incomplete"] * 3
    assert [begun for _, begun, _ in seen] == [1, 0, 0]
    assert all("robots.txt answered with status 503" in report.shut["medlineplus"] for report, _, _ in seen)
    assert all((report.blocked, report.gone) == ({}, ()) for report, _, _ in seen)
    assert state(held).last_good_run == good
    held.site.tell()
    held.later(hours=26)
    report = held.run()
    assert (report.run.verdict, report.shut, len(held.told("site-admitted"))) == ("ok", {}, 1)


def test_a_robots_file_that_could_not_be_read_is_asked_for_every_night(held: Bench) -> None:
    """Its rest doubles, but falls short of a day: a run that begins a little earlier asks, too."""
    held.site.tell(BROKEN)
    held.later(hours=2.5)
    for _ in range(12):
        held.later(hours=23.5)
        assert held.run().run.verdict == "incomplete"
        assert "/robots.txt" in held.asked()
    held.site.tell()
    held.later(hours=23.5)
    assert held.run().run.verdict == "ok"


def test_who_has_mended_what_kept_robots_from_us_need_not_wait(held: Bench) -> None:
    """The runs meanwhile, which go by what was heard, say how to ask at once."""
    held.site.tell(BROKEN)
    held.later(hours=26)
    first = held.run()
    held.site.tell()
    again = held.run()
    assert held.asked() == []
    for report in (first, again):
        assert report.shut["medlineplus"].endswith("status 503 (where that has been mended: --force asks at once)")
    assert held.run(Plan(sites=("medlineplus",), force=True)).run.verdict == "ok"
    assert held.asked().count("/robots.txt") == 1


def test_a_blocked_site_whose_robots_cannot_be_read_is_said_to_be_both(held: Bench) -> None:
    """The block and its end are told once each; what was not sent is not counted as sent."""
    held.site.tell(Rule(path="/topic*", behaviour=Status(code=404)))
    assert held.run().run.verdict == "blocked"
    (begun,) = held.told("site-blocked")
    assert begun.message.startswith("medlineplus is blocked, its last good state stands: demo.localhost: 6 of the last")
    assert held.told("host-paused")[0].message.startswith("demo.localhost is left alone for this")
    held.site.tell(BROKEN)
    held.later(hours=30)
    report = held.run()
    assert (report.run.verdict, held.told("site-blocked")) == ("blocked", [])
    assert "robots.txt answered with status 503" in report.shut["medlineplus"]
    assert report.run.counts.conditional == 0
    held.site.tell()
    held.later(days=9)
    assert held.run().run.verdict == "ok"
    (ended,) = held.told("site-unblocked")
    assert ended.message.startswith("medlineplus is well again; it had been blocked since 20")


def test_a_rule_for_a_part_of_the_site_is_obeyed_and_no_trouble(held: Bench) -> None:
    """Three of twelve pages are refused, and whatever else robots.txt names: the run is as good as any."""
    text = "User-agent: *\nDisallow: /topic00000[0-2]\nDisallow: /topic000000\nDisallow: /topic000001\n"
    held.site.tell(Rule(path=ROBOTS, behaviour=Replace(text=text)))
    assert [report.run.verdict for report, _, _ in nights(held, 2)] == ["ok", "ok"]


def told_of_pages(made: Bench, text: str | None, count: int) -> list[str]:
    """What is told of refused pages over some nights, under this robots.txt."""
    made.site.tell(*([] if text is None else [Rule(path=ROBOTS, behaviour=Replace(text=text))]))
    told = []
    for _ in range(count):
        made.later(hours=26)
        assert made.run().run.verdict == "ok"
        told += [event.message for event in made.events if event.name in ("pages-refused", "pages-admitted")]
    return told


def test_stored_pages_that_robots_refuses_are_told_when_that_begins_and_when_it_ends(held: Bench) -> None:
    """How many, and some of them; good nights in between end nothing, and more of them are told again."""
    some = "User-agent: *\nDisallow: /topic00000[0-2]\nDisallow: /topic000003\nDisallow: /topic000005\n"
    first = (
        "medlineplus: robots.txt of http://demo.localhost refuses 2 of 12 pages that are stored"
        " (http://demo.localhost/topic000003.html, http://demo.localhost/topic000005.html);"
        " they stand as they were last seen"
    )
    assert told_of_pages(held, some, 3) == [first]
    with held.reading() as store:
        (issue,) = store.issues(of_sites=True)
    assert (issue.severity, issue.message) == ("warning", first.removeprefix("medlineplus: "))
    (more,) = told_of_pages(held, "User-agent: *\nDisallow: /topic00000\n", 2)
    assert "refuses 10 of 12 pages" in more
    assert "topic000002.html, ...)" in more
    (ended,) = told_of_pages(held, None, 3)
    assert ended.startswith("medlineplus: robots.txt refuses no stored page any more; it had since ")
    with held.reading() as store:
        assert list(store.issues(of_sites=True)) == []


def test_what_robots_refuses_and_was_never_stored_is_no_news(tmp_path: Path) -> None:
    """It is counted, as ever."""
    text = "User-agent: *\nDisallow: /topic000003\n"
    with bench(tmp_path, {**small_site(12), ROBOTS: Page(body=text.encode(), content_type="text/plain")}) as made:
        report = made.run()
        assert (report.run.verdict, report.run.counts.disallowed, made.told("pages-refused")) == ("ok", 1, [])


def test_a_site_that_refused_from_the_first_has_lost_nothing(tmp_path: Path) -> None:
    """Nothing is held, so there is nothing to block; but it is said, and no run of it is a good one."""
    pages = {**small_site(12), ROBOTS: Page(body=b"User-agent: *\nDisallow: /\n", content_type="text/plain")}
    with bench(tmp_path, pages) as made:
        report = made.run()
        assert (report.run.verdict, report.blocked) == ("incomplete", {})
        assert report.shut == {
            "medlineplus": "robots.txt of http://demo.localhost refuses every page the site starts from"
        }
        assert len(made.told("site-refused")) == 1
        with made.reading() as store:
            assert "medlineplus" not in store.site_states()
        made.site.put(ROBOTS, None)
        made.later(hours=30)
        made.run()  # what its interval says, not the longest there is
        assert len(made.records()) == 12


def test_a_site_has_its_good_run_beside_another_that_cannot_be_asked(tmp_path: Path) -> None:
    """One dead publisher does not make the last good state of the others old."""
    with bench(tmp_path, small_site(12)) as made:
        dead = "http://dead.localhost"
        fetch = replace(made.config.fetch, connect_to={**made.config.fetch.connect_to, "dead.localhost": "127.0.0.1:9"})
        sites = {**made.config.sites, "cdc": Site(origin=dead, delay=0.0)}
        made.config = replace(made.config, fetch=fetch, sites=sites)
        report = made.run(Plan(sites=("medlineplus", "cdc")))
        assert (report.run.verdict, list(report.shut)) == ("incomplete", ["cdc"])
        with made.reading() as store:
            assert [(name, one.last_good_run) for name, one in store.site_states().items()] == [
                ("medlineplus", report.run.id)
            ]


def test_a_page_that_was_refused_at_first_is_asked_when_its_rule_has_fallen(tmp_path: Path) -> None:
    """A draft that was announced a night too early is no page of which nothing will come for 90 days."""
    with bench(tmp_path, small_site(12)) as made:
        both = "User-agent: *\nDisallow: /topic000005.html\nDisallow: /topic000006.html\n"
        one = "User-agent: *\nDisallow: /topic000006.html\n"
        stored = []
        for rules in (both, both, one, one, one):
            made.site.tell(Rule(path=ROBOTS, behaviour=Replace(text=rules)), keep=False)
            made.run()
            stored.append(len(made.records()))
            assert "/topic000006.html" not in made.asked()
            made.later(hours=30)
        assert stored == [10, 10, 10, 11, 11]

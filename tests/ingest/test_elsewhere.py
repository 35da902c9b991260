"""Addresses at a host that is none of the site's any more, because another origin is configured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.config import Site
from pipeline.demo.behaviours import Edit, Rule
from pipeline.ingest.plan import Plan
from pipeline.ingest.planned import planned
from tests.ingest.bench import HOST, ORIGIN, Bench, bench, small_site

OTHER = "other.localhost"
ALL = Plan(sites=("medlineplus",))


def read_at(made: Bench, origin: str) -> None:
    sites = {"medlineplus": Site(origin=origin, delay=0.0)}
    to = dict.fromkeys((HOST, OTHER), f"127.0.0.1:{made.site.port}")
    made.config = replace(made.config, sites=sites, fetch=replace(made.config.fetch, connect_to=to))


def hosts(made: Bench) -> set[str]:
    return {entry.headers["host"] for entry in made.site.requests}


def pages(made: Bench) -> list[str]:
    return [path for path in made.asked() if path != "/robots.txt"]


def at(made: Bench, host: str) -> dict[str, str]:
    """The site of every record at a host, by address."""
    with made.reading() as store:
        return {one.url: one.site for one in store.documents() if f"//{host}/" in one.url}


def told(made: Bench) -> list[tuple[str, str]]:
    return [(event.name, event.message) for event in made.events if event.name in ("host-left", "host-back")]


def open_issues(made: Bench) -> list[str]:
    with made.reading() as store:
        return [row.message for row in store.issues(of_sites=True)]


@pytest.fixture
def moved(tmp_path: Path) -> Iterator[Bench]:
    """A site of six topics that was read at one origin, and is configured to be read at another."""
    with bench(tmp_path, small_site(6)) as made:
        made.run()
        made.later(days=1.2)
        read_at(made, f"http://{OTHER}")
        made.site.tell(Rule(path="/topic*", behaviour=Edit(find="Living With", replace="Living Well With")))
        yield made


def test_a_host_that_was_taken_out_of_the_configuration_is_left_alone(moved: Bench) -> None:
    """Nothing is asked there, due or forced; its records stand as they were read, and it is told once."""
    before = {url: record for url, record in moved.records().items() if HOST in url}
    moved.run(replace(ALL, force=True))
    assert hosts(moved) == {OTHER}
    assert len(at(moved, OTHER)) == 6
    assert {url: moved.records()[url] for url in before} == before
    said = "addresses that are none of the site's as it is configured now are not asked (7 at demo.localhost); what is"
    assert [(name, message.startswith(f"medlineplus: {said}")) for name, message in told(moved)] == [
        ("host-left", True)
    ]
    moved.later(days=1.2)
    assert moved.run().run.verdict == "ok"
    assert (hosts(moved), told(moved)) == ({OTHER}, [])
    assert [message.startswith(said) for message in open_issues(moved)] == [True]


def test_a_host_that_comes_back_into_the_configuration_is_asked_again(moved: Bench) -> None:
    """All of its addresses are due at once; what was open is closed."""
    moved.run()
    read_at(moved, ORIGIN)
    moved.run()
    assert hosts(moved) == {HOST}
    assert len(pages(moved)) == 7
    assert [name for name, _ in told(moved)] == ["host-left", "host-back"]
    assert [message for message in open_issues(moved) if HOST in message] == []


def test_one_address_at_a_host_that_comes_back_is_told_as_one(small: Bench) -> None:
    """And not as "1 addresses"."""
    small.run(Plan(sites=("medlineplus",), urls=(f"{ORIGIN}/topic000000.html",), discover=False))
    read_at(small, f"http://{OTHER}")
    small.run(Plan(sites=("medlineplus",), limit=1, discover=False))
    read_at(small, ORIGIN)
    small.run()
    (event,) = small.told("host-back")
    assert event.message == "1 address at a host that is its site's again is due now"


def test_the_plan_knows_which_hosts_are_left_alone(moved: Bench) -> None:
    """What a dry run shows is what is asked: not the host that was left, and all of one that came back."""
    shown = {line.url for line in planned(moved.config, ALL, clock=moved.clock)}
    assert shown == {f"http://{OTHER}/sitemap.xml"}
    moved.run()
    read_at(moved, ORIGIN)
    shown = {line.url for line in planned(moved.config, ALL, clock=moved.clock)}
    moved.run()
    assert shown == {f"{ORIGIN}{path}" for path in pages(moved)}


def test_a_page_of_a_host_that_was_left_is_read_by_its_site_when_it_is_asked_by_name(moved: Bench) -> None:
    """Nobody's profile has the address any more; the record stays the site's, and the change the publisher's."""
    page = f"{ORIGIN}/topic000003.html"
    report = moved.run(Plan(urls=(page,), force=True, discover=False), kind="fetch")
    assert report.run.counts.changed == 1
    assert at(moved, HOST)[page] == "medlineplus"
    with moved.reading() as store:
        document = store.document(page)
    assert document is not None
    assert "Living Well With" in [section.heading for section in document.sections]

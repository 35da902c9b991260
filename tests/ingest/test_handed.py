"""Pages that were met before their publisher had a profile, or by a profile that has another name by now."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline import sites
from pipeline.config import Site
from pipeline.demo.behaviours import Rule, Status
from pipeline.ingest.plan import Plan
from pipeline.ingest.planned import planned
from tests.ingest.bench import ORIGIN, Bench, bench, small_site

FETCHED = tuple(f"{ORIGIN}/topic00000{number}.html" for number in (1, 2))


def of(made: Bench) -> dict[str, int]:
    """How many records each site has."""
    found: dict[str, int] = {}
    with made.reading() as store:
        for document in store.documents():
            found[document.site] = found.get(document.site, 0) + 1
    return found


def named(made: Bench, plan: Plan) -> set[str]:
    return {line.url.removeprefix(ORIGIN) for line in planned(made.config, plan, clock=made.clock)}


def asked(made: Bench) -> set[str]:
    return set(made.asked()) - {"/robots.txt"}


def test_pages_of_a_site_that_was_renamed_go_on_under_its_new_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its list is known by the old name, and was asked by nobody; records, history and trouble go with the pages."""
    with bench(tmp_path, small_site(6), Rule(path="/topic000004.html", behaviour=Status(code=500))) as made:
        made.run()
        made.later(hours=26)
        profile = sites.profiles()["medlineplus"]
        monkeypatch.delitem(sites.profiles(), "medlineplus")
        monkeypatch.setitem(sites.profiles(), "renamed", replace(profile, name="renamed"))
        made.config = replace(made.config, sites={"renamed": Site(origin=ORIGIN, delay=0.0)})
        plan = Plan(sites=("renamed",))
        shown = named(made, plan)
        report = made.run(plan)
        assert (asked(made), len(shown)) == (shown, 7)
        assert (report.run.counts.new, report.run.counts.changed, report.barren) == (0, 0, ())
        assert [event.message for event in made.told("handed-over")] == [
            "renamed: 7 addresses at demo.localhost that were medlineplus's are its own now, and due"
        ]
        assert of(made) == {"renamed": 5}
        made.site.tell(keep=False)
        made.later(hours=26)
        assert made.run(plan).run.counts.new == 1
        assert (made.told("handed-over"), of(made)) == ([], {"renamed": 6})


def test_one_address_that_changes_hands_is_told_as_one(tmp_path: Path) -> None:
    """As by the first run of a publisher that was begun with `pipeline sites new`."""
    with bench(tmp_path, small_site(6)) as made:
        later = made.config
        made.config = replace(later, sites={"generic": Site(delay=0.0)})
        made.run(Plan(urls=FETCHED[:1], discover=False), kind="fetch")
        made.later(hours=26)
        made.config = later
        made.run()
        assert [event.message for event in made.told("handed-over")] == [
            "medlineplus: 1 address at demo.localhost that was generic's is its own now, and due"
        ]


def test_pages_that_were_fetched_before_there_was_a_profile_become_the_sites(tmp_path: Path) -> None:
    """They are read by it, and asked by its runs; what no profile reads stays where it is."""
    other = "http://other.localhost/page.html"
    with bench(tmp_path, small_site(6)) as made:
        later = made.config
        to = dict(later.fetch.connect_to) | {"other.localhost": f"127.0.0.1:{made.site.port}"}
        made.config = replace(later, sites={"generic": Site(delay=0.0)}, fetch=replace(later.fetch, connect_to=to))
        made.site.put("/page.html", small_site(6)["/topic000005.html"])
        made.run(Plan(urls=(*FETCHED, other), discover=False), kind="fetch")
        assert of(made) == {"generic": 3}
        made.later(hours=26)
        made.config = later
        assert made.run().run.verdict == "ok"
        assert {f"{ORIGIN}{path}" for path in asked(made)} >= set(FETCHED)
        assert of(made) == {"medlineplus": 6, "generic": 1}

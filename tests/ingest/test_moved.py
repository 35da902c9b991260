"""A site that gives all its pages new addresses, with a redirect for good from each old one."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from msgspec.structs import replace

from pipeline.config import Schedule
from pipeline.demo.behaviours import Redirect, Rule
from pipeline.demo.behaviours import Replace as Say
from pipeline.demo.pages import Page
from pipeline.ingest.plan import Plan
from tests.ingest.bench import ORIGIN, bench, small_site

COUNT = 12


def test_a_site_that_moves_all_its_pages_keeps_every_history(tmp_path: Path) -> None:
    """Its sitemap names the new addresses before most of the old ones are due: no page is new, none is gone."""
    pages = small_site(COUNT)
    old = [f"/topic{number:06d}.html" for number in range(COUNT)]
    for path in old:
        page = pages[path]
        assert isinstance(page, Page)
        pages[f"/new{path[1:]}"] = replace(page, body=page.body.replace(path.encode(), f"/new{path[1:]}".encode()))
    listed = pages["/sitemap.xml"]
    assert isinstance(listed, Page)
    with bench(tmp_path, pages) as made:
        made.config = replace(made.config, schedule=Schedule(interval_days=60.0))
        made.run()
        with made.reading() as store:
            ids = set(store._sql.execute("SELECT id FROM documents"))
        named = listed.body.decode().replace("https://medlineplus.gov/topic", f"{ORIGIN}/newtopic")
        rules = [Rule(path=path, behaviour=Redirect(to=f"{ORIGIN}/new{path[1:]}")) for path in old]
        made.site.tell(Rule(path="/sitemap.xml", behaviour=Say(text=named)), *rules)
        met = 0
        made.later(days=50)
        for _ in range(12):
            made.later(days=1)
            report = made.run()
            assert (report.run.verdict, report.blocked) == ("ok", {})
            met += report.run.counts.new
        assert met  # at a new address first
        with made.reading() as store:
            assert set(store._sql.execute("SELECT id FROM documents")) == ids
            assert sorted(store.standing("medlineplus")) == sorted(f"{ORIGIN}/new{path[1:]}" for path in old)
            assert {change.kind for change in store.changes()} <= {"new", "moved", "changed"}
            assert [change.kind for change in store.changes()].count("new") == COUNT


def test_a_page_that_was_gone_and_came_back_elsewhere_is_told_of_the_nights_before_its_old_address_led_there(
    tmp_path: Path,
) -> None:
    """Met at its new address first; as soon as the old one leads there, both are one page, then as well."""
    pages = small_site(COUNT)
    old, new = "/topic000003.html", "/new000003.html"
    page, listed = pages.pop(old), pages["/sitemap.xml"]
    assert isinstance(page, Page)
    assert isinstance(listed, Page)
    with bench(tmp_path, {**pages, old: page}) as made:
        made.run()
        made.site.put(old, None)
        for _ in range(2):
            made.later(days=2)
            made.run()
        made.site.put(new, replace(page, body=page.body.replace(old.encode(), new.encode()).replace(b"the", b"a", 1)))
        made.site.put("/sitemap.xml", replace(listed, body=listed.body.replace(old.encode(), new.encode())))
        made.later(days=2)
        assert made.run().run.counts.new == 1
        then = made.clock.now()
        with made.reading() as store:
            known = list(store.documents(as_of=then, include_gone=False))
        made.site.tell(Rule(path=old, behaviour=Redirect(to=new)))
        made.later(days=2)
        made.run(Plan(sites=("medlineplus",), force=True))
        with made.reading() as store:
            assert [change.kind for change in store.changes() if ORIGIN + new == change.url].count("gone") == 1
            assert list(store.documents(as_of=then, include_gone=False)) == known
            assert store.standing("medlineplus") == [one.url for one in known]


@pytest.mark.parametrize(("to", "code"), [("/topic000007.html", 302), ("/topic000007.html", 307), ("/", 301)])
def test_a_page_that_led_elsewhere_for_a_night_is_looked_at_on_the_next_day(
    tmp_path: Path, to: str, code: Literal[301, 302, 307]
) -> None:
    """Its record stands there, and what it says now would be missed for four of its intervals; then at its interval."""
    pages = small_site(30)
    path = "/topic000003.html"
    page = pages[path]
    assert isinstance(page, Page)
    pages["/"] = replace(page, body=page.body.replace(b"3</title>", b"home</title>"))
    with bench(tmp_path, pages) as made:
        made.config = replace(made.config, schedule=Schedule(interval_days=7.0))
        made.run()
        made.site.tell(Rule(path=path, behaviour=Redirect(to=to, code=code)))
        made.later(days=7)
        assert made.run().run.verdict == "ok"
        for days, is_asked in ((1, True), (2, False), (5, True), (2, False), (5, True)):
            made.later(days=days)
            made.run()
            assert (path in made.asked()) == is_asked
        made.site.tell()
        made.later(days=7)
        made.run()
        with made.reading() as store:
            state = store.url_state(f"{ORIGIN}{path}")
        assert state is not None
        assert state.status in ("fetched", "unchanged")

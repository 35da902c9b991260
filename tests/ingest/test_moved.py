"""A site that gives all its pages new addresses, with a redirect for good from each old one."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from pipeline.config import Schedule
from pipeline.demo.behaviours import Redirect, Rule
from pipeline.demo.behaviours import Replace as Say
from pipeline.demo.pages import Page
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

"""Lists of lists: followed as far as the protocol and a margin go, and no further."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.demo.behaviours import Redirect, Rule, Status
from pipeline.fetchers.sitemaps import ListLimits
from pipeline.ingest import chains
from pipeline.ingest.plan import Plan
from tests.ingest.bench import ORIGIN, bench, small_site


def index(*names: str) -> tuple[bytes, str]:
    entries = "".join(f"<sitemap><loc>{ORIGIN}/{name}</loc></sitemap>" for name in names)
    return f"<sitemapindex>{entries}</sitemapindex>".encode(), "application/xml"


def test_an_index_without_end_ends(tmp_path: Path) -> None:
    """Indexes that name two further ones each, for ever: three deep they are followed, and it is said."""
    pages = small_site(3)
    pages["/s0.xml"] = pages["/sitemap.xml"]
    pages["/sitemap.xml"] = index("i0.xml", "s0.xml")
    pages |= {f"/i{n}.xml": index(f"i{2 * n + 1}.xml", f"i{2 * n + 2}.xml") for n in range(200)}
    with bench(tmp_path, pages) as made:
        report = made.run(Plan(sites=("medlineplus",), limit=3))
        asked = [path for path in made.asked() if path.startswith("/i")]
        assert sorted(asked) == sorted(f"/i{n}.xml" for n in range(7))
        assert (report.run.verdict, report.run.counts.new) == ("ok", 3)
        told = {event.message.partition(" names ")[2].partition(":")[0] for event in made.told("issue")}
        assert told == {"indexes deeper than 3"}
        made.later(days=30)
        made.run()
        assert len([path for path in made.asked() if path.startswith("/i")]) == len(asked)


def test_of_one_site_so_many_lists_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that names thousands: the first of them, and a word on the others; no list stops pages."""
    monkeypatch.setattr(chains, "ListLimits", lambda: ListLimits(lists=4))
    pages = small_site(3)
    pages["/s0.xml"] = pages["/sitemap.xml"]
    pages["/sitemap.xml"] = index("s0.xml", *(f"i{n}.xml" for n in range(20)))
    pages |= {f"/i{n}.xml": index() for n in range(20)}
    with bench(tmp_path, pages) as made:
        report = made.run()
        assert sorted(path for path in made.asked() if path.startswith("/i")) == ["/i0.xml", "/i1.xml", "/i2.xml"]
        assert report.run.counts.new == 3
        assert any("more than 4 lists of one site" in event.message for event in made.told("issue"))


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(Redirect(to="https://elsewhere.example/", code=301), id="leads-away"),
        pytest.param(Status(code=404), id="missing"),
    ],
)
def test_a_list_that_a_site_starts_from_is_looked_at_while_the_site_has_no_page(
    tmp_path: Path, first: Redirect | Status
) -> None:
    """Nothing else would ask the site for months; a site that is set up too early is read once it is there."""
    with bench(tmp_path, small_site(3), Rule(path="/sitemap.xml", behaviour=first)) as made:
        nights = []
        for night in range(14):
            if night == 12:
                made.site.tell(keep=False)
            nights.append(made.run().run.verdict)
            made.later(hours=25)
        assert nights == ["incomplete"] * 12 + ["ok"] * 2
        assert len(made.records()) == 3


def test_a_list_that_a_site_starts_from_is_looked_at_at_its_interval_while_it_is_away(tmp_path: Path) -> None:
    """New pages are heard of on the night on which it is back, however long it was away; other lists wait longer."""
    pages = small_site(3)
    pages["/more.xml"] = pages["/sitemap.xml"]
    pages["/sitemap.xml"] = index("more.xml")
    with bench(tmp_path, pages) as made:
        made.run()
        made.site.tell(Rule(path="/*.xml", behaviour=Status(code=404)))
        asked = []
        for _ in range(20):
            made.later(days=1)
            made.run()
            asked += made.asked()
        assert asked.count("/sitemap.xml") == 20
        assert asked.count("/more.xml") < 6

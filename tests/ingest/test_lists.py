"""Lists of lists: followed as far as the protocol and a margin go, and no further."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from pipeline.demo.behaviours import Redirect, Rule, Status
from pipeline.demo.pages import Page
from pipeline.fetchers.sitemaps import ListLimits
from pipeline.ingest import chains
from pipeline.ingest.plan import Plan
from tests.ingest.bench import ORIGIN, Bench, bench, small_site
from tests.ingest.test_recovery import lose_the_rows

EMPTY = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>'
LIST = "/download/list.xml"
"""An address that no page of the site may have: its profile leaves the folder out."""


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


def listed_elsewhere() -> tuple[dict[str, Page | tuple[bytes, str]], Rule]:
    """Three pages, and their sitemap at an address that the known one leads to."""
    pages = small_site(3)
    pages[LIST] = pages.pop("/sitemap.xml")
    return pages, Rule(path="/sitemap.xml", behaviour=Redirect(to=LIST))


def said(made: Bench) -> list[tuple[str | None, str]]:
    """The open issues: where and what."""
    with made.reading() as store:
        return [(row.url, row.code) for row in store.issues()]


@pytest.mark.parametrize("code", [301, 302])
@pytest.mark.parametrize("child", [False, True], ids=["seed", "named-by-an-index"])
def test_a_list_is_followed_to_any_path_of_its_site(tmp_path: Path, code: Literal[301, 302], *, child: bool) -> None:
    """Where no page could be, too; it stays one list, which is asked conditionally where it lies."""
    pages, _ = listed_elsewhere()
    at = "/more.xml" if child else "/sitemap.xml"
    if child:
        pages["/sitemap.xml"] = index("more.xml")
    with bench(tmp_path, pages, Rule(path=at, behaviour=Redirect(to=LIST, code=code))) as made:
        report = made.run()
        assert (report.run.verdict, report.run.counts.new) == ("ok", 3)
        assert (made.told("issue"), said(made)) == ([], [])
        made.later(days=5)
        made.run()
        asked = [(entry.conditional, entry.status) for entry in made.site.requests if entry.path == LIST]
        assert asked == [(True, 304)]


def test_a_list_that_leads_on_is_taken_up_after_a_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a run that goes on stores it: neither address is asked again, and the pages are known."""
    with bench(tmp_path, *listed_elsewhere()) as made:
        lose_the_rows(made, monkeypatch)
        assert LIST in made.asked()
        report = made.run()
        assert {"/sitemap.xml", LIST}.isdisjoint(made.asked())
        assert (report.run.verdict, len(made.records()), said(made)) == ("ok", 3, [])


def test_robots_txt_holds_where_a_list_leads(tmp_path: Path) -> None:
    """Each address on the way is asked for as any other; what is refused is told of the list that leads there."""
    with bench(tmp_path, small_site(3)) as made:
        made.run()
        made.later(days=2)
        made.site.put(LIST, Page(body=EMPTY, content_type="application/xml"))
        made.site.put("/robots.txt", Page(body=b"User-agent: *\nDisallow: /download/\n", content_type="text/plain"))
        made.site.tell(Rule(path="/sitemap.xml", behaviour=Redirect(to=LIST)))
        made.run()
        assert LIST not in made.asked()
        assert said(made) == [(f"{ORIGIN}/sitemap.xml", "list-missing")]


@pytest.mark.parametrize("child", [False, True], ids=["seed", "named-by-an-index"])
def test_a_list_that_leads_out_of_its_site_is_told_from_the_first_night_on(tmp_path: Path, *, child: bool) -> None:
    """Once; until it is a list again."""
    pages = small_site(3)
    path = "/more.xml" if child else "/sitemap.xml"
    pages["/more.xml"] = pages["/sitemap.xml"]
    if child:
        pages["/one.xml"] = (f"{ORIGIN}/topic000001.html".encode(), "text/plain")
        pages["/sitemap.xml"] = index("more.xml", "one.xml")
    away = Rule(path=path, behaviour=Redirect(to="https://cdn.example/s.xml"))
    with bench(tmp_path, pages, away) as made:
        made.run()
        (told,) = (event.message for event in made.told("issue") if event.result == "list-missing")
        assert told.startswith(f"{ORIGIN}{path} is named as a list of pages and leads out of the site, to https://cdn.")
        assert (f"{ORIGIN}{path}", "list-missing") in said(made)
        made.later(days=2)
        made.run()
        assert "list-missing" not in [event.result for event in made.told("issue")]
        made.site.tell()
        made.later(days=400)
        made.run()
        assert (said(made), len(made.records())) == ([], 3)


@pytest.mark.parametrize("child", [False, True], ids=["seed", "named-by-an-index"])
@pytest.mark.parametrize("refused", [False, True], ids=["404", "robots.txt"])
def test_a_list_that_never_was_there_is_told_until_it_is(tmp_path: Path, *, child: bool, refused: bool) -> None:
    """From the first night on, though other lists name pages; no list is a guess: a profile or a list names it."""
    pages = small_site(3)
    pages["/more.xml"] = pages["/sitemap.xml"]
    path = "/more.xml" if child else "/sitemap.xml"
    if child:
        pages["/one.xml"] = (f"{ORIGIN}/topic000001.html".encode(), "text/plain")
        pages["/sitemap.xml"] = index("more.xml", "one.xml")
    robots = pages["/robots.txt"]
    answer = "is refused by robots.txt" if refused else "answers with status 404 Not Found"
    with bench(tmp_path, pages) as made:
        if refused:
            made.site.put("/robots.txt", Page(body=f"User-agent: *\nDisallow: {path}\n".encode()))
        else:
            made.site.tell(Rule(path=path, behaviour=Status(code=404)))
        told = []
        for _ in range(2):
            made.run()
            told.append([event.message for event in made.told("issue") if event.result == "list-missing"])
            made.later(days=2)
        why = f"{answer} instead; no page it may name is heard of"
        assert told == [[f"{ORIGIN}{path} is named as a list of pages and {why}"], []]
        made.site.put("/robots.txt", robots)
        made.site.tell()
        made.later(days=400)
        made.run()
        assert (said(made), len(made.records())) == ([], 3)


def test_a_list_that_its_index_names_no_more_is_missed_by_nobody(tmp_path: Path) -> None:
    """What the publisher took out is no trouble of ours: the issue ends when the index is read."""
    pages = small_site(3)
    pages["/more.xml"], pages["/late.xml"] = pages["/sitemap.xml"], pages["/sitemap.xml"]
    pages["/one.xml"] = (f"{ORIGIN}/topic000001.html".encode(), "text/plain")
    pages["/sitemap.xml"] = index("more.xml", "late.xml", "one.xml")
    with bench(tmp_path, pages) as made:
        made.run()
        made.later(days=2)
        made.site.tell(Rule(path="/more.xml", behaviour=Status(code=404)))
        made.run()
        assert said(made) == [(f"{ORIGIN}/more.xml", "list-missing")]
        made.later(days=2)
        made.site.tell(*(Rule(path=path, behaviour=Status(code=404)) for path in ("/more.xml", "/late.xml")))
        made.site.put("/sitemap.xml", Page(body=index("one.xml")[0], content_type="application/xml"))
        made.run()
        assert said(made) == []
        made.later(days=400)
        made.run()
        assert {"/more.xml", "/late.xml"} <= set(made.asked())
        assert said(made) == []


def test_a_list_that_leads_to_one_that_names_nothing_blocks_like_an_empty_one(tmp_path: Path) -> None:
    """Also while that one answers 304; until it names pages again."""
    pages, rule = listed_elsewhere()
    with bench(tmp_path, pages, rule) as made:
        verdicts = [made.run().run.verdict]
        for served in (Page(body=EMPTY, content_type="application/xml"), None, pages[LIST]):
            if served is not None:
                made.site.put(LIST, served)
            made.later(days=2)
            verdicts.append(made.run().run.verdict)
        assert verdicts == ["ok", "blocked", "blocked", "ok"]
        assert said(made) == []


def test_a_list_that_leads_to_a_page_is_read_as_the_list_it_is_not(tmp_path: Path) -> None:
    """Though the page has not changed since it was asked for itself."""
    with bench(tmp_path, small_site(3)) as made:
        made.run()
        made.site.tell(Rule(path="/sitemap.xml", behaviour=Redirect(to="/topic000001.html")))
        made.later(days=2)
        assert made.run().run.verdict == "blocked"
        assert (f"{ORIGIN}/sitemap.xml", "sitemap-broken") in said(made)

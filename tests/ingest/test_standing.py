"""What a site is taken for after a run that heard nothing of it, and after answers that lead away."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.demo.behaviours import Redirect, Replace, Rule, Status
from pipeline.demo.pages import Page
from pipeline.ingest.plan import Plan
from pipeline.storage import SiteState
from tests.ingest.bench import ORIGIN, Bench, bench, small_site

TOPICS = "/topic*.html"


def _index(*lists: str) -> str:
    """An index of lists."""
    return f"<sitemapindex>{''.join(f'<sitemap><loc>{each}</loc></sitemap>' for each in lists)}</sitemapindex>"


def state(made: Bench) -> SiteState | None:
    with made.reading() as store:
        return store.site_states().get("medlineplus")


def test_silence_lifts_no_block(tmp_path: Path) -> None:
    """A run to which nothing was due says nothing of the site; one that sees its pages well again lifts the block."""
    with bench(tmp_path, small_site(30)) as made:
        first = made.run()
        made.later(hours=30)
        made.site.tell(Rule(path=TOPICS, behaviour=Replace(text="")))
        blocked = made.run()
        assert blocked.run.verdict == "blocked"
        made.run()  # it has what a slow machine had not begun to ask when the wave was noticed
        silent = made.run()
        assert (made.asked(), silent.run.verdict, silent.blocked) == ([], "blocked", blocked.blocked)
        stood = state(made)
        assert stood is not None
        assert (stood.last_good_run, stood.blocked_since is None) == (first.run.id, False)
        made.site.tell()
        made.later(hours=30)
        assert made.run().run.verdict == "ok"
        stood = state(made)
        assert stood is not None
        assert stood.blocked_since is None


def test_a_block_can_be_lifted_by_the_person_who_has_looked(tmp_path: Path) -> None:
    """--trust-absence needs no answer."""
    with bench(tmp_path, small_site(30)) as made:
        made.run()
        made.later(hours=30)
        made.site.tell(Rule(path=TOPICS, behaviour=Status(code=404), share=0.6))
        assert made.run().run.verdict == "blocked"
        assert made.run(Plan(sites=("medlineplus",), trust_absence=True)).blocked == {}
        stood = state(made)
        assert stood is not None
        assert stood.blocked_since is None


def test_a_site_that_never_answered_has_no_good_run(tmp_path: Path) -> None:
    """Neither the run that heard nothing but errors nor the one after it, to which nothing is due."""
    with bench(tmp_path, small_site(12), Rule(path="*", behaviour=Status(code=500))) as made:
        made.run()
        made.run()
        stood = state(made)
        assert stood is None or stood.last_good_at is None


def test_a_night_on_which_nothing_is_due_is_a_good_one(tmp_path: Path) -> None:
    """The age of the last good run is that of the last run, as long as every answer before it was good."""
    with bench(tmp_path, small_site(12)) as made:
        made.run()
        made.later(hours=2)
        idle = made.run()
        stood = state(made)
        assert made.asked() == []
        assert stood is not None
        assert stood.last_good_run == idle.run.id


def test_a_site_that_fails_is_not_good_again_by_waiting(tmp_path: Path) -> None:
    """Everything answers 500; the run after that, to which nothing is due, is no good one."""
    with bench(tmp_path, small_site(12)) as made:
        good = made.run()
        made.later(hours=30)
        made.site.tell(Rule(path="*", behaviour=Status(code=500)))
        made.run()
        made.run()
        stood = state(made)
        assert stood is not None
        assert stood.last_good_run == good.run.id


def test_pages_that_all_lead_out_of_the_site_are_a_wave(tmp_path: Path) -> None:
    """A login or a consent page of another host: blocked, every record stands. Pages never held say nothing."""
    away = Rule(path=TOPICS, behaviour=Redirect(to="http://login.localhost/"))
    with bench(tmp_path / "held", small_site(30)) as made:
        made.run()
        before = made.records()
        made.later(hours=30)
        made.site.tell(away)
        report = made.run()
        assert report.run.verdict == "blocked"
        assert "with something that is no page" in report.blocked["medlineplus"]
        assert made.records() == before
    with bench(tmp_path / "never", small_site(30), away) as made:
        assert made.run().blocked == {}


@pytest.mark.parametrize(
    "answer",
    [
        Status(code=202, body="<script src=challenge.js></script>"),
        Status(code=204, body=""),
        Status(code=206, body="<html><body><h1>Half</h1>"),
        Status(code=300),
        Replace(text='{"error": "upgrade"}', content_type="application/json"),
        Redirect(to="/wants-a-cookie", code=302),
        Redirect(to="javascript:void(0)", code=302),
    ],
    ids=["challenge", "nothing", "a part", "a choice", "json", "in a circle", "to nowhere"],
)
def test_pages_that_are_answered_with_no_page_are_a_wave(tmp_path: Path, answer: Status | Replace | Redirect) -> None:
    """A challenge for browsers comes with 202: blocked, every record stands, and all is well when pages come again."""
    with bench(tmp_path, small_site(30)) as made:
        made.run()
        before = made.records()
        made.later(hours=30)
        circle = Rule(path="/wants-a-cookie", behaviour=Redirect(to="/wants-a-cookie", code=302))
        made.site.tell(Rule(path=TOPICS, behaviour=answer), circle)
        report = made.run()
        assert report.run.verdict == "blocked"
        assert "with something that is no page" in report.blocked["medlineplus"]
        assert made.records() == before
        made.site.tell()
        made.later(hours=30)
        assert made.run().run.verdict == "ok"


@pytest.mark.parametrize(
    ("to", "permanent"), [("/", True), ("/", False), ("/consent.html", False), ("/sorry.html", True)]
)
def test_pages_that_all_lead_to_one_are_a_wave(tmp_path: Path, to: str, permanent: bool) -> None:
    """A relaunch that sends every old address home, a wall that sends all to itself: blocked, every record stands."""
    pages = small_site(30)
    pages |= {"/": pages["/healthtopics.html"], to: pages["/healthtopics.html"]}
    with bench(tmp_path, pages) as made:
        made.run()
        before = made.records()
        made.later(hours=30)
        made.site.tell(Rule(path=TOPICS, behaviour=Redirect(to=f"{ORIGIN}{to}", code=301 if permanent else 302)))
        report = made.run()
        assert report.run.verdict == "blocked"
        assert "with something that is no page" in report.blocked["medlineplus"]
        assert made.found(before) == before
        made.later(hours=30)
        assert made.run().run.verdict == "blocked"
        freed = made.run(Plan(sites=("medlineplus",), trust_absence=True))
        made.later(days=10)
        later = made.run()
        assert (freed.run.verdict, later.run.verdict) == ("ok", "ok")


def test_pages_that_moved_one_by_one_are_no_wave(tmp_path: Path) -> None:
    """Each to an address of its own, for good: the records go with them."""
    pages = small_site(12)
    for n in range(12):
        old = pages[f"/topic{n:06d}.html"]
        assert isinstance(old, Page)
        pages[f"/new{n}.html"] = replace(old, body=old.body.replace(f"topic{n:06d}".encode(), f"new{n}".encode()))
    with bench(tmp_path, pages) as made:
        made.run()
        made.later(hours=30)
        rules = [
            Rule(path=f"/topic{n:06d}.html", behaviour=Redirect(to=f"{ORIGIN}/new{n}.html", code=301))
            for n in range(12)
        ]
        made.site.tell(*rules)
        report = made.run()
        assert (report.run.verdict, report.blocked) == ("ok", {})
        assert sorted(made.records()) == sorted(f"{ORIGIN}/new{n}.html" for n in range(12))


def test_files_among_the_pages_are_no_trouble(tmp_path: Path) -> None:
    """What never was a page may be a PDF or whatever it is."""
    pages = small_site(12)
    pages |= {path: (b"%PDF-1.7", "application/pdf") for path in pages if path.startswith("/topic00000")}
    with bench(tmp_path, pages) as made:
        assert made.run().run.verdict == "ok"
        with made.reading() as store:
            assert {(issue.code, issue.severity) for issue in store.issues()} == {("not-html", "info")}


def test_a_file_under_the_name_of_a_page_is_a_file(tmp_path: Path) -> None:
    """A server that calls a PDF text/html makes no record of it, and is no trouble either."""
    pages = small_site(12)
    pages |= {path: (b"%PDF-1.7\n%\xe2\xe3", "text/html") for path in pages if path.startswith("/topic00000")}
    with bench(tmp_path, pages) as made:
        assert made.run().run.verdict == "ok"
        assert len(made.records()) == 2
        with made.reading() as store:
            assert {(issue.code, issue.severity) for issue in store.issues()} == {("not-html", "info")}


def test_a_night_on_which_codings_get_lost_changes_no_record(tmp_path: Path) -> None:
    """Compressed pages whose Content-Encoding was left out: the site is blocked, its records are what they were."""
    whole = small_site(12)
    spoiled = {
        path: replace(page, body=gzip.compress(page.body))
        for path, page in whole.items()
        if path.startswith("/topic") and isinstance(page, Page)
    }
    with bench(tmp_path, whole) as made:
        made.run()
        held = made.records()
    with bench(tmp_path, {**whole, **spoiled}) as made:
        made.later(hours=30)
        assert made.run().run.verdict == "blocked"
        assert made.records() == held
        with made.reading() as store:
            assert {(issue.code, issue.severity) for issue in store.issues() if issue.url} == {("not-html", "error")}
    with bench(tmp_path, whole) as made:
        made.later(hours=60)
        assert made.run().run.verdict == "ok"


@pytest.mark.parametrize(
    "sitemap",
    [
        Page(body=b"<!doctype html><h1>All topics</h1>", content_type="text/html"),
        Page(body=b"<urlset></urlset>", content_type="application/xml"),
        Page(body=f"<sitemapindex><sitemap><loc>{ORIGIN}/sitemap.xml</loc></sitemap></sitemapindex>".encode()),
        None,
    ],
)
def test_a_site_of_which_no_page_is_known_has_no_good_run(tmp_path: Path, sitemap: Page | None) -> None:
    """A seed that names nothing would be an empty site for ever, and all well: told when it begins and when it ends."""
    whole = small_site(12)
    seedless = {path: page for path, page in whole.items() if path != "/sitemap.xml"}
    with bench(tmp_path, seedless if sitemap is None else {**seedless, "/sitemap.xml": sitemap}) as made:
        for told in (1, 0):
            report = made.run()
            assert (report.run.verdict, report.barren) == ("incomplete", ("medlineplus",))
            assert [event.result for event in made.told("issue")].count("no-pages") == told
        stood = state(made)
        assert stood is None or stood.last_good_run is None
    with bench(tmp_path, whole) as made:
        made.later(days=3)
        assert made.run().run.verdict == "ok"
        stood = state(made)
        assert stood is not None
        assert stood.last_good_run is not None
        with made.reading() as store:
            assert [row.code for row in store.issues(site="medlineplus")] == []


def refreshing(to: str) -> Page:
    return Page(
        body=f'<title>Moved</title><meta http-equiv="refresh" content="0; url={to}"><p>This page has moved.'.encode()
    )


def test_a_page_that_leads_on_by_a_refresh_is_not_read_and_the_other_is_asked(tmp_path: Path) -> None:
    """What a browser would show is the page; "this page has moved" becomes no record."""
    pages = small_site(12)
    pages["/moved/topic.html"] = pages["/topic000003.html"]
    pages["/topic000003.html"] = refreshing("/moved/topic.html")
    with bench(tmp_path, pages) as made:
        assert made.run().run.verdict == "ok"
        assert f"{ORIGIN}/topic000003.html" not in made.records()
        assert f"{ORIGIN}/moved/topic.html" in made.records()
        with made.reading() as store:
            found = store.url_state(f"{ORIGIN}/moved/topic.html")
            assert found is not None
            assert [(issue.code, issue.severity) for issue in store.issues()] == [("leads-on", "info")]


def test_a_stored_page_that_leads_on_by_a_refresh_stands_and_is_told(tmp_path: Path) -> None:
    """One is an open issue of that page until it is one again; a wave of them blocks the site."""
    whole = small_site(12)
    moved = {path: refreshing("/sorry.html") for path in whole if path.startswith("/topic")}
    with bench(tmp_path, whole) as made:
        made.run()
        held = made.records()
    with bench(tmp_path, {**whole, "/topic000003.html": refreshing("/sorry.html")}) as made:
        made.later(hours=30)
        assert made.run().run.verdict == "ok"
        assert made.records() == held
        told = [(event.result, event.url) for event in made.told("issue")]
        assert told == [("leads-on", f"{ORIGIN}/topic000003.html")]
    with bench(tmp_path, {**whole, **moved}) as made:
        made.later(hours=60)
        assert made.run().run.verdict == "blocked"
        assert made.records() == held
    with bench(tmp_path, whole) as made:
        made.later(hours=90)
        assert made.run().run.verdict == "ok"
        with made.reading() as store:
            assert [issue for issue in store.issues() if issue.url is not None] == []


def test_a_list_that_cannot_be_read_any_more_blocks_like_an_empty_one(tmp_path: Path) -> None:
    """HTML where the sitemap was: blocked until it is one again."""
    with bench(tmp_path, small_site(12)) as made:
        made.run()
        made.later(hours=30)
        made.site.tell(Rule(path="/sitemap.xml", behaviour=Replace(text="<!doctype html><p>Be back soon</p>")))
        report = made.run()
        assert report.run.verdict == "blocked"
        assert "sitemap.xml" in report.blocked["medlineplus"]
        made.site.tell()
        made.later(hours=30)
        assert made.run().run.verdict == "ok"


def test_a_list_that_names_pages_of_another_host_only_blocks_like_an_empty_one(tmp_path: Path) -> None:
    """The site has moved, and its sitemap went ahead."""
    with bench(tmp_path, small_site(12)) as made:
        made.run()
        made.later(hours=30)
        moved = f"<urlset>{''.join(f'<url><loc>https://new.example/{n}</loc></url>' for n in range(12))}</urlset>"
        made.site.tell(Rule(path="/sitemap.xml", behaviour=Replace(text=moved)))
        report = made.run()
        assert report.run.verdict == "blocked"
        assert "names no page of the site, but https://new.example/0 and 11 others" in report.blocked["medlineplus"]
        assert len(made.records()) == 12
        made.site.tell()
        made.later(hours=30)
        assert made.run().run.verdict == "ok"


@pytest.mark.parametrize("before", ["pages", "lists"])
def test_an_index_that_names_lists_of_another_host_only_blocks_like_an_empty_one(tmp_path: Path, before: str) -> None:
    """Whether the list named pages itself before, or lists of its site."""
    pages = small_site(12)
    if before == "lists":
        pages["/more.xml"] = pages["/sitemap.xml"]
        pages["/sitemap.xml"] = (_index(f"{ORIGIN}/more.xml").encode(), "application/xml")
    with bench(tmp_path, pages) as made:
        made.run()
        moved = _index("https://cdn.example/0.xml", "https://cdn.example/1.xml")
        made.site.tell(Rule(path="/sitemap.xml", behaviour=Replace(text=moved)))
        for _ in range(3):
            made.later(hours=30)
            report = made.run()
            assert report.run.verdict == "blocked"
            assert "names no list of the site, but https://cdn.example/0.xml" in report.blocked["medlineplus"]
        assert len(made.records()) == 12
        made.site.tell()
        made.later(hours=30)
        assert made.run().run.verdict == "ok"


def test_lists_of_other_hosts_that_an_index_names_beside_its_own_are_told(tmp_path: Path) -> None:
    """Once; nothing is blocked for them, and it is over when the index names them no more."""
    pages = small_site(12)
    pages["/more.xml"] = pages["/sitemap.xml"]
    pages["/sitemap.xml"] = (_index(f"{ORIGIN}/more.xml", "https://cdn.example/s.xml").encode(), "application/xml")
    with bench(tmp_path, pages) as made:
        told = []
        for _ in range(2):
            assert made.run().run.verdict == "ok"
            told.append([event.message for event in made.told("issue")])
            made.later(hours=30)
        lists = "names 1 of its 2 lists at other hosts, which are not read: https://cdn.example/s.xml"
        assert told == [[f"{ORIGIN}/sitemap.xml {lists}"], []]
        made.site.put("/sitemap.xml", (_index(f"{ORIGIN}/more.xml").encode(), "application/xml"))
        made.run()
        with made.reading() as store:
            assert list(store.issues()) == []


def test_a_list_that_is_not_there_any_more_is_trouble_of_that_list(tmp_path: Path) -> None:
    """A sitemap that named pages and answers 404: told once, open until it answers again, and no page leaves."""
    with bench(tmp_path, small_site(12)) as made:
        made.run()
        made.site.tell(Rule(path="/sitemap.xml", behaviour=Status(code=404)))
        told = []
        for _ in range(3):
            made.later(hours=60)
            report = made.run()
            told.append([event.result for event in made.told("issue")])
            assert (report.run.verdict, len(made.records())) == ("ok", 12)
        assert told == [["list-missing"], [], []]
        with made.reading() as store:
            (issue,) = store.issues()
        assert "sitemap.xml lists pages and answers with status 404" in issue.message
        made.site.tell()
        made.later(days=30)
        made.run()
        assert [event.url for event in made.told("recovered")] == [f"{ORIGIN}/sitemap.xml"]
        with made.reading() as store:
            assert list(store.issues()) == []


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            Rule(path="/robots.txt", behaviour=Replace(text="User-agent: *\nDisallow: /sitemap")),
            "refused by robots.txt",
        ),
        (Rule(path="/sitemap.xml", behaviour=Redirect(to="http://elsewhere.localhost/s.xml")), "leads out of the site"),
    ],
    ids=["robots", "elsewhere"],
)
def test_a_list_that_is_kept_from_us_is_told_until_it_is_not(tmp_path: Path, rule: Rule, words: str) -> None:
    """Without its list a site would never have a new page again, and every run would be a good one."""
    with bench(tmp_path, small_site(12)) as made:
        made.run()
        made.site.tell(rule)
        told = []
        for _ in range(3):
            made.later(hours=26)
            assert made.run().run.verdict == "ok"
            told += [event.message for event in made.told("issue")]
        assert len(told) == 1
        assert words in told[0]
        made.site.tell()
        made.later(hours=26)
        made.run()
        with made.reading() as store:
            assert list(store.issues()) == []

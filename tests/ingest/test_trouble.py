from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.demo.behaviours import (
    AddHeaders,
    AlwaysNotModified,
    Edit,
    NewEtag,
    Nonce,
    Replace,
    RetryLater,
    Rotate,
    Rule,
    Status,
    TruncatedGzip,
)
from pipeline.demo.pages import Page
from pipeline.ingest.plan import Plan
from pipeline.ingest.trouble import Troubles, was_hidden
from pipeline.model.issue import Issue
from pipeline.storage import SiteState, Store
from tests.captures import capture_of
from tests.ingest.bench import HOST, ORIGIN, Bench, bench, small_site

TOPICS = "/topic*.html"
EMPTY = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>'


@pytest.fixture
def forty(tmp_path: Path) -> Iterator[Bench]:
    """Forty made-up topics that were ingested yesterday; the host asks for a moment between two requests."""
    pages = small_site(40)
    robots = f"User-agent: *\nCrawl-delay: 0.02\nSitemap: {ORIGIN}/sitemap.xml\n"
    pages["/robots.txt"] = Page(body=robots.encode(), content_type="text/plain")
    with bench(tmp_path, pages) as made:
        made.run()
        made.later(hours=30)
        yield made


def standing(made: Bench) -> tuple[int, int, int]:
    """Documents, documents gone, versions."""
    with made.reading() as store:
        counts = store.counts()
    return counts.documents, counts.gone, counts.versions


def test_a_wave_of_missing_pages_takes_nothing_away(forty: Bench) -> None:
    """60 % of pages answer 404, then the sitemap is empty too, then everything is a 500: nothing is lost, nothing gone.

    The host is left alone early, the site stays blocked with exit 4, and the records are those of the last good run.
    """
    before = forty.records()
    last_good = state(forty).last_good_run
    wave = Rule(path=TOPICS, behaviour=Status(code=404), share=0.6)
    empty = Rule(path="/sitemap.xml", behaviour=Replace(text=EMPTY))
    asked = []
    # few under way at once: how early the host is left alone is then the same however busy this machine is
    plan = Plan(sites=("medlineplus",), window=8)
    for rules in ((wave,), (wave, empty), (wave, empty), (Rule(behaviour=Status(code=500)),)):
        forty.site.tell(*rules)
        assert forty.run(plan).run.verdict == "blocked"
        asked.append(len(forty.asked()))
        forty.later(hours=30)
        assert standing(forty) == (40, 0, 40)
        assert forty.records() == before
    assert asked[0] < 41, asked
    assert state(forty).last_good_run == last_good


def test_what_is_told_names_the_page_once(forty: Bench) -> None:
    """A failure's own message begins with the address; the line does so already."""
    forty.site.tell(Rule(path="/topic000003.html", behaviour=TruncatedGzip()))
    forty.run()
    (told,) = forty.told("began-failing")
    assert told.message is not None
    assert told.message.count(f"{ORIGIN}/topic000003.html") == 1, told.message
    assert "the gzip stream ends early" in told.message


def state(made: Bench) -> SiteState:
    with made.reading() as store:
        return store.site_states()["medlineplus"]


def test_a_blocked_site_is_free_again_when_its_pages_are_back(forty: Bench) -> None:
    """The run after the wave finds every page again: the block is lifted, and every URL is told to have recovered."""
    forty.site.tell(Rule(path=TOPICS, behaviour=Status(code=404), share=0.6))
    assert forty.run().run.verdict == "blocked"
    failing = len(forty.told("began-failing"))
    forty.site.tell()
    forty.later(days=4)
    assert forty.run().run.verdict == "ok"
    assert len(forty.told("recovered")) == failing > 0
    assert state(forty).blocked_since is None


def test_trouble_is_told_when_it_begins_and_when_it_ends(forty: Bench) -> None:
    """A page that fails night after night is told once, and once more when it answers again."""
    forty.site.tell(Rule(path="/topic000003.html", behaviour=Status(code=500)))
    told = []
    for _ in range(3):
        forty.run()
        told.append([event.url for event in forty.told("began-failing")])
        forty.later(days=2)
    forty.site.tell()
    forty.run()
    assert told == [[f"{ORIGIN}/topic000003.html"], [], []]
    assert [event.url for event in forty.told("recovered")] == [f"{ORIGIN}/topic000003.html"]


def test_a_dead_link_is_no_page_that_is_gone(forty: Bench) -> None:
    """What a list names and what never was there is asked again ever more seldom, and nobody is told that it ended."""
    listed = small_site(40)["/sitemap.xml"]
    assert isinstance(listed, Page)
    forty.site.put("/sitemap.xml", replace(listed, body=listed.body.replace(b"topic000039", b"never-was")))
    told = []
    for _ in range(4):
        forty.later(days=2)
        told.append((forty.run().gone, forty.told("gone")))
    assert told == [((), [])] * 4
    with forty.reading() as store:
        assert store.explain(f"{ORIGIN}/never-was.html")[-1].result == "gone"


def test_one_page_is_gone_on_the_second_day_only(forty: Bench) -> None:
    """A 404 is missing; the same answer a day later confirms it; nothing is deleted, and it can come back."""
    url = f"{ORIGIN}/topic000003.html"
    forty.site.tell(Rule(path="/topic000003.html", behaviour=Status(code=404)))
    assert forty.run().gone == ()
    assert standing(forty) == (40, 0, 40)
    forty.later(hours=40)
    assert forty.run().gone == (url,)
    assert standing(forty) == (40, 1, 40)
    with forty.reading() as store:
        assert store.explain(url)[-1].result == "gone"
        assert [change.kind for change in store.changes()][-1] == "gone"
    forty.site.tell()
    forty.later(days=120)
    forty.run()
    assert standing(forty) == (40, 0, 40)


def test_a_page_that_left_the_sitemap_stays(forty: Bench) -> None:
    """Absence from a sitemap removes nothing: the page is still asked, and still answers."""
    listed = f"<url><loc>{ORIGIN}/topic000001.html</loc></url>"
    forty.site.tell(Rule(path="/sitemap.xml", behaviour=Replace(text=EMPTY.replace("/>", f">{listed}</urlset>"))))
    report = forty.run()
    assert (report.run.verdict, report.run.counts.unchanged) == ("ok", 40)


def test_an_empty_sitemap_blocks_until_it_names_pages_again(forty: Bench) -> None:
    """Also while the empty one answers 304."""
    forty.site.put("/sitemap.xml", Page(body=EMPTY.encode(), content_type="application/xml"))
    assert forty.run().run.verdict == "blocked"
    forty.later(days=2)
    assert forty.run().run.verdict == "blocked"
    forty.site.put("/sitemap.xml", small_site(40)["/sitemap.xml"])
    forty.later(days=2)
    assert forty.run().run.verdict == "ok"


def test_only_a_list_that_should_name_pages_is_told_to_be_empty(tmp_path: Path) -> None:
    """What is told is what is kept: not that a list beside others is empty; that the one a site starts from is."""
    listed = "".join(f"<sitemap><loc>{ORIGIN}/{name}.xml</loc></sitemap>" for name in ("full", "empty"))
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>'
    pages = small_site(12)
    pages["/full.xml"] = pages["/sitemap.xml"]
    pages["/sitemap.xml"] = Page(body=index.encode(), content_type="application/xml")
    pages["/empty.xml"] = Page(body=EMPTY.encode(), content_type="application/xml")
    with bench(tmp_path / "beside", pages) as made:
        assert (made.run().run.verdict, made.told("issue")) == ("ok", [])
        assert "/empty.xml" in made.asked()
        with made.reading() as store:
            assert list(store.issues()) == []
    with bench(tmp_path / "seed", {"/sitemap.xml": pages["/empty.xml"]}) as made:
        for told in (1, 0):
            made.run(Plan(sites=("medlineplus",), force=True))
            assert [event.result for event in made.told("issue")] == ["sitemap-empty", "no-pages"] * told
            made.later(days=2)


def test_a_page_that_is_gone_is_told_once(forty: Bench) -> None:
    """On the night that confirms it; by an event of its own, as a page it was told already."""
    forty.site.tell(Rule(path="/topic000003.html", behaviour=Status(code=404)))
    told = []
    for _ in range(4):
        forty.run()
        told += [event.message for event in forty.told("gone")]
        forty.later(days=2)
    assert told == [f"{ORIGIN}/topic000003.html is gone: confirmed on separate days"]


def test_what_an_earlier_answer_was_is_open_no_longer(forty: Bench) -> None:
    """A page in trouble has the trouble of its last answer, and none once it is gone, whatever the version named it."""
    soft = b"<title>Page Not Found</title><h1>Page Not Found</h1><p>Sorry.</p>"
    leads = b"<title>x</title><meta http-equiv=refresh content='0;url=/topic000002.html'>"
    html, url = "text/html; charset=utf-8", f"{ORIGIN}/topic000003.html"
    with Store.open(forty.database) as store:  # as an older version called a soft 404
        old = Issue(code="profile-mismatch", severity="error", message="a soft 404", evidence={})
        store.add_issues(store.runs(1)[0].id, (old,), site="medlineplus", url=url, now=forty.clock.now())
    seen = []
    for page in ((soft, html), (b"%PDF-1.7 \x00\x01" * 300, html), (leads, html), (soft, html), None, None, None):
        forty.site.put("/topic000003.html", page)
        forty.run()
        with forty.reading() as store:
            seen.append([issue.code for issue in store.issues(url=url)])
        forty.later(days=2)
    assert seen == [["soft-404"], ["not-html"], ["leads-on"], ["soft-404"], ["soft-404"], [], []]


def test_a_person_may_believe_the_wave(forty: Bench) -> None:
    """With trust_absence many pages become gone at once, as always on the second day."""
    forty.site.tell(Rule(path=TOPICS, behaviour=Status(code=404), share=0.6))
    for _ in range(6):
        forty.run(Plan(sites=("medlineplus",), trust_absence=True))
        forty.later(hours=60)
    assert standing(forty)[1] > 15


@pytest.mark.parametrize(
    "rules",
    [
        (Rule(path=TOPICS, behaviour=NewEtag()),),
        (Rule(path=TOPICS, behaviour=Rotate()), Rule(path=TOPICS, behaviour=Nonce())),
    ],
    ids=["new etag, same bytes", "rotating navigation"],
)
def test_a_server_that_only_seems_to_change_makes_no_version(forty: Bench, rules: tuple[Rule, ...]) -> None:
    """New validators, a turned menu, a fresh nonce: 0 versions."""
    for _ in range(2):
        forty.site.tell(*rules)
        assert forty.run().run.counts.changed == 0
        forty.later(days=2)
    assert standing(forty) == (40, 0, 40)


def test_a_change_that_304s_hid_is_found_by_the_full_check(forty: Bench) -> None:
    """The server says 304 although a page changed; the full check asks every page whole and finds it."""
    lie = (
        Rule(path=TOPICS, behaviour=AlwaysNotModified()),
        Rule(path="/topic000003.html", behaviour=Edit(find="Living With", replace="Living Well With")),
    )
    forty.site.tell(*lie)
    assert forty.run().run.counts.changed == 0
    changed = 0
    whole: list[str] = []
    for _ in range(10):
        forty.later(days=3)
        changed += forty.run().run.counts.changed
        whole += [entry.path for entry in forty.site.requests if not entry.conditional and "topic" in entry.path]
    assert changed == 1
    assert sorted(whole) == [f"/topic{number:06d}.html" for number in range(40)]
    with forty.reading() as store:
        assert {issue.code for issue in store.issues()} == {"dishonest-304"}
        rows = store.receipts()
        assert (sum(row.full_checks for row in rows), sum(row.missed_changes for row in rows)) == (41, 1)
        assert len(store.versions(f"{ORIGIN}/topic000003.html")) == 2


def test_what_dates_in_a_sitemap_are_worth_is_measured_per_host(tmp_path: Path) -> None:
    """Three dates move and bring three pages forward, one of which has changed: the receipt says one of three."""

    def sitemap(day: int) -> Page:
        urls = "".join(
            f"<url><loc>{ORIGIN}/topic{number:06d}.html</loc><lastmod>2025-06-{day if number < 3 else 1:02d}</lastmod>"
            "</url>"
            for number in range(6)
        )
        body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
        return Page(body=body.encode(), content_type="application/xml", etag=f'"{day}"')

    pages = {**small_site(6), "/sitemap.xml": sitemap(1)}
    with bench(tmp_path, pages) as made:
        made.config = replace(made.config, schedule=replace(made.config.schedule, interval_days=20.0))
        made.run()
        made.site.put("/sitemap.xml", sitemap(2))
        made.site.tell(Rule(path="/topic000001.html", behaviour=Edit(find="Living With", replace="Living Well With")))
        made.later(days=1)
        made.run(Plan(sites=("medlineplus",), urls=(f"{ORIGIN}/sitemap.xml",)))
        report = made.run()
        asked = [path for path in made.asked() if "topic" in path]
        assert sorted(asked) == [f"/topic{number:06d}.html" for number in range(3)]
        assert report.run.counts.changed == 1
        with made.reading() as store:
            row = store.receipts()[0]
        assert (row.hints, row.true_hints) == (3, 1)


def test_a_page_that_a_cache_shows_as_it_was_before_its_change_is_looked_at_the_next_night(tmp_path: Path) -> None:
    """The list is new, the page lies in a cache since before (``Age``): it waited its interval, the list a liar."""
    page = "/topic000001.html"

    def sitemap(changed: str) -> Page:
        body = f"<urlset><url><loc>{ORIGIN}{page}</loc><lastmod>{changed}</lastmod></url></urlset>"
        return Page(body=body.encode(), content_type="application/xml", etag=f'"{changed}"')

    with bench(tmp_path, {**small_site(2), "/sitemap.xml": sitemap("2025-06-01")}) as made:
        made.config = replace(made.config, schedule=replace(made.config.schedule, interval_days=20.0))
        made.run()
        made.later(days=1)
        made.site.put("/sitemap.xml", sitemap(f"{made.clock.now() - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"))
        made.site.tell(Rule(path=page, behaviour=AddHeaders(headers=(("Age", "7200"),))))
        made.run(Plan(sites=("medlineplus",), urls=(f"{ORIGIN}/sitemap.xml",)))
        made.run()
        assert page in made.asked()
        with made.reading() as store:
            assert {row.hints for row in store.receipts()} == {0}
        made.site.tell(Rule(path=page, behaviour=Edit(find="Living With", replace="Living Well With")))
        made.later(days=1)
        assert made.run().run.counts.changed == 1
        made.later(days=1)
        made.run()
        assert page not in made.asked()


@pytest.mark.parametrize(("status", "conditional"), [(412, False), (500, False), (404, True), (403, True), (503, True)])
def test_what_a_server_stumbles_over_is_not_sent_again(tmp_path: Path, status: int, conditional: bool) -> None:
    """Validators may be what it fails on, but not where it says that a page is missing or that it wants to be left."""
    with bench(tmp_path, small_site(5)) as made:
        made.run()
        before = made.records()
        made.later(hours=30)
        made.site.tell(Rule(path="/topic000001.html", behaviour=Status(code=status)))
        made.run()
        made.site.tell()
        made.later(hours=50)
        assert made.run().run.verdict == "ok"
        asked = {entry.path: entry.conditional for entry in made.site.requests}
        assert (asked["/topic000001.html"], asked["/topic000002.html"]) == (conditional, True)
        assert made.records() == before


def test_full_checks_can_be_turned_off(forty: Bench) -> None:
    """full_check_days = 0 never asks without validators."""
    forty.config = replace(forty.config, schedule=replace(forty.config.schedule, full_check_days=0))
    forty.later(days=100)
    forty.run()
    asked = [entry.conditional for entry in forty.site.requests if "topic" in entry.path]
    assert (len(asked), all(asked)) == (40, True)


def test_a_third_of_a_small_site_missing_is_not_believed(tmp_path: Path) -> None:
    """Too few pages for a wave, but 5 of 15 at once: blocked, on both days, and none of them gone."""
    with bench(tmp_path, small_site(15)) as made:
        made.run()
        made.site.tell(Rule(path="/topic00000[0-4].html", behaviour=Status(code=404)))
        for _ in range(2):
            made.later(hours=60)
            report = made.run()
            assert report.blocked["medlineplus"].startswith("5 of 15 pages are missing at once")
        assert standing(made) == (15, 0, 15)


def test_old_failures_make_no_new_wave(forty: Bench) -> None:
    """Five pages go missing on one day and five more on a later one: ten bad answers, but no wave."""
    for last in (4, 9):
        forty.site.tell(Rule(path=f"/topic00000[0-{last}].html", behaviour=Status(code=404)))
        assert forty.run().run.verdict == "ok"
        assert forty.told("host-paused") == []
        forty.later(hours=60)


def test_old_trouble_makes_no_wave() -> None:
    """What counts is six new troubles within twenty fetches; good answers push them out of sight."""
    troubles = Troubles()
    url = "https://h.example/a"
    for _ in range(5):
        assert troubles.see(url, "s", "odd") is None
    for _ in range(15):
        troubles.see(url, "s", "fine")
    assert troubles.see(url, "s", "odd") is None
    assert not troubles.paused(url)
    for _ in range(4):
        troubles.see(url, "s", "odd")
    why = "6 of the last 20 fetches were answered with something that is no page"
    assert troubles.see(url, "s", "odd") == f"h.example is left alone for this run: {why}"
    assert troubles.paused("https://h.example/b")
    assert not troubles.paused("https://other.example/b")


def test_dead_links_beside_good_pages_are_no_wave(tmp_path: Path) -> None:
    """A list of forty names twelve in a row that were never there: the others are asked, stored and published."""
    with bench(tmp_path, small_site(40)) as made:
        made.site.tell(*(Rule(path=f"/topic0000{number}.html", behaviour=Status(code=404)) for number in range(14, 26)))
        for _ in range(3):
            report = made.run()
            assert (report.run.verdict, report.blocked, made.told("host-paused")) == ("ok", {}, [])
            assert standing(made) == (28, 0, 28)
            made.later(days=2)


def test_dead_links_and_nothing_else_are_the_hosts_doing() -> None:
    """Twenty in a row, as a host gives them that is moved or down; one good page among them speaks for it."""
    troubles, url = Troubles(), "https://h.example/a"
    troubles.see(url, "s", "fine")
    assert [troubles.see(url, "s", "dead") for _ in range(19)] == [None] * 19
    assert troubles.see(url, "s", "dead") is not None
    (wave,) = troubles.waves("s")
    assert wave.message == "h.example: 20 of the last 20 fetches were answered with something that is no page"


def test_a_silent_host_is_paused_but_proves_nothing_about_its_pages() -> None:
    """No answers at all pause a host without blocking its site: nothing wrong was seen, only nothing."""
    troubles = Troubles()
    for _ in range(6):
        troubles.see("https://h.example/a", "s", "silent")
    assert troubles.paused("https://h.example/a")
    assert list(troubles.waves("s")) == []
    for _ in range(6):
        troubles.see("https://i.example/a", "s", "odd")
    assert [type(issue) for issue in troubles.waves("s")] == [Issue]


@pytest.mark.parametrize(
    ("headers", "hidden"),
    [
        ({"ETag": '"1"'}, True),
        ({"ETag": '"2"'}, False),
        ({"Last-Modified": "Mon, 02 Jun 2025 10:00:00 GMT"}, True),
        ({"Last-Modified": "Wed, 04 Jun 2025 10:00:00 GMT"}, False),
        ({"Last-Modified": "yesterday"}, False),
        ({"Last-Modified": "Mon, 02 Jun 99999999999999999999 10:00:00 GMT"}, False),
    ],
)
def test_what_proves_a_304_wrong(headers: dict[str, str], hidden: bool) -> None:
    """Changed bytes under the old validator, or a change dated before the 304 that denied it."""
    capture = replace(capture_of(b"x"), headers=tuple(headers.items()))
    last = datetime(2025, 6, 3, tzinfo=UTC)
    assert was_hidden(capture, etag='"1"', last_modified=None, last_fetched=last) is hidden


def test_pages_of_a_host_that_asked_for_an_hour_are_left_as_they_were(forty: Bench) -> None:
    """One was asked and failed; the others were not, so they stay due, and one line says why."""
    forty.site.tell(Rule(path="/topic000003.html", behaviour=RetryLater(code=429, seconds=3600)))
    report = forty.run()
    assert report.run.verdict == "incomplete"
    assert [event.url for event in forty.told("began-failing")] == [f"{ORIGIN}/topic000003.html"]
    (paused,) = forty.told("host-paused")
    assert paused.message.startswith(f"{HOST} is left alone for this run: it may not be asked for another 3")
    pages = [path for path in forty.asked() if path.startswith("/topic")]
    assert pages[-1] == "/topic000003.html"
    assert report.left_due >= 40 - len(pages)
    assert standing(forty) == (40, 0, 40)
    forty.site.tell()
    forty.later(hours=2)
    assert forty.run().run.verdict == "ok"
    assert len([path for path in forty.asked() if path.startswith("/topic")]) == 41 - len(pages)


def test_a_site_that_refuses_and_says_when_to_come_again_is_left_until_then_and_not_blocked(forty: Bench) -> None:
    """403 with a Retry-After, as some limits are told: within a run's patience it costs nothing, past it a rest."""
    forty.later(days=2)
    soon, late = ((("Retry-After", seconds),) for seconds in ("1", "7200"))
    forty.site.tell(Rule(path="/topic000003.html", behaviour=Status(code=403, headers=soon), times=1))
    report = forty.run()
    assert (report.run.verdict, report.run.counts.failed) == ("ok", 0)
    forty.later(days=2)
    forty.site.tell(Rule(path=TOPICS, behaviour=Status(code=403, headers=late)))
    report = forty.run()
    assert (report.run.verdict, report.blocked) == ("incomplete", {})
    assert (len(forty.told("host-paused")), report.receipts[0].refusals) == (1, 1)
    assert sum("topic" in path for path in forty.asked()) == 1
    forty.site.tell()
    forty.later(hours=1)
    assert (forty.run().run.verdict, forty.asked()) == ("incomplete", [])
    forty.later(hours=2)
    assert forty.run().run.verdict == "ok"


def test_a_night_of_404_after_nights_of_trouble_costs_no_page_its_interval(tmp_path: Path) -> None:
    """Down for five nights, then empty for one, then itself again: all pages are seen within two nights, and an edit of
    those nights with them. A page that is really gone is looked at less and less often all the same."""
    gone, edited = "/topic000002.html", "/topic000003.html"
    with bench(tmp_path, small_site(8)) as made:
        made.run()
        for code, nights in ((500, 5), (404, 1)):
            made.site.tell(Rule(path=TOPICS, behaviour=Status(code=code)))
            for _ in range(nights):
                made.later(days=1)
                made.run()
        edit = Rule(path=edited, behaviour=Edit(find="Living With", replace="Life With"))
        made.site.tell(edit, Rule(path=gone, behaviour=Status(code=404)))
        asked = []
        for _ in range(60):
            made.later(days=1)
            made.run()
            asked.append({path for path in made.asked() if path.startswith("/topic")})
        assert len(asked[0] | asked[1]) == 8
        assert b"Life With" in made.records()[ORIGIN + edited]
        assert 4 <= sum(gone in paths for paths in asked) <= 6

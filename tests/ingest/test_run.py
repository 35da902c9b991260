from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline import archive, records
from pipeline.cli.clock import SystemClock
from pipeline.config import Schedule
from pipeline.demo.behaviours import AddHeaders, Redirect, Reset, Rule, Status, TruncatedGzip, WrongCharset
from pipeline.demo.locate import demo_root
from pipeline.demo.pages import Page, load_tree
from pipeline.demo.server import DemoSite, serve_in_thread
from pipeline.ingest.events import silent
from pipeline.ingest.plan import Budget, Plan
from pipeline.ingest.reparse import reread
from pipeline.model.run import RunCounts
from pipeline.model.target import Discovered
from pipeline.storage import Store
from tests.ingest.bench import HOST, ORIGIN, Bench, altered, bench, small_site
from tests.ingest.test_recovery import lose_the_rows
from tools.corpus import CORPUS

PLAN = Plan(sites=("medlineplus",))


def test_a_first_run_stores_every_page_the_site_tells_of(small: Bench) -> None:
    """Sitemap to pages to records: thirty topics and their index, each once, nothing failed."""
    report = small.run()
    assert report.run.verdict == "ok"
    assert (report.run.counts.new, report.run.counts.failed, report.left_due) == (30, 0, 0)
    assert sorted(small.asked()) == sorted(["/robots.txt", "/sitemap.xml", *(f"/topic{n:06d}.html" for n in range(30))])
    assert all(b'"sections":[{' in record for record in small.records().values())


def test_a_second_run_is_all_conditional_and_stores_nothing_new(small: Bench) -> None:
    """Every request of the second run carries validators; no version, no document and hardly a byte is added."""
    first = small.run().run.counts
    before = small.records()
    small.later(days=2)
    second = small.run().run.counts
    assert all(entry.conditional for entry in small.site.requests)
    assert (second.new, second.changed, second.unchanged, second.conditional) == (0, 0, 31, 31)
    assert second.bytes < first.bytes * 0.05
    with small.reading() as store:
        assert store.counts().versions == 30
    assert small.records() == before


def test_a_run_takes_each_page_once_however_short_its_interval(small: Bench) -> None:
    """What is due again while the run goes on is the next run's: this one ends, and has left nothing."""
    moment = 1e-6
    schedule = Schedule(interval_days=moment, min_interval_days=moment)
    small.config = replace(small.config, schedule=schedule)
    for _ in range(2):
        report = small.run(replace(PLAN, budget=Budget(requests=200)))
        assert (report.spent, report.left_due) == (None, 0)
        assert sorted(path for path in small.asked() if path != "/robots.txt") == sorted(
            ["/sitemap.xml", *(f"/topic{n:06d}.html" for n in range(30))]
        )
        small.later(seconds=1)  # every page is due when the next one begins, none as it ends


def test_a_request_that_nobody_answered_is_counted_too(tmp_path: Path) -> None:
    """By the run as by the receipt of its host, and by the server's log."""
    with bench(tmp_path, small_site(5), Rule(path="/topic000003.html", behaviour=Reset(after=0))) as made:
        report = made.run()
        assert report.run.counts.failed == 1
        sent = [receipt.requests for receipt in report.receipts]
        assert [report.run.counts.requests] == sent == [len(made.site.requests)] == [9]


def test_the_same_bytes_under_a_mended_charset_are_read_again(tmp_path: Path) -> None:
    """A server names a wrong one for a night: the next look at the bytes gives the record, and its issue is closed."""
    url = f"{ORIGIN}/topic000003.html"
    wrong = Rule(path="/topic000003.html", behaviour=WrongCharset(declared="utf-16", sent="utf-8"))
    with bench(tmp_path, small_site(5), wrong) as made:
        made.run()
        expected = made.records()
        made.site.tell()
        for _ in range(3):
            made.later(days=31)
            made.run()
        with made.reading() as store:
            document = store.document(url)
            assert document is not None
            assert (document.page_type, document.issues) == ("health_topic", ())
            assert len(store.versions(url)) == 2
            assert not [issue for issue in store.issues() if issue.url == url]
        assert {other for other, record in made.records().items() if record != expected[other]} == {url}
        assert reread(made.config, clock=SystemClock(), listen=silent).changed == 0


def test_a_wrong_charset_of_one_night_spoils_no_record(tmp_path: Path) -> None:
    """Over the bytes that are held, and were read without a doubt, another Content-Type says nothing."""
    with bench(tmp_path, small_site(5)) as made:
        made.run()
        before = made.records()
        for declared in ("utf-16", "windows-1251"):
            made.later(days=31)
            made.site.tell(Rule(path="/topic*", behaviour=WrongCharset(declared=declared, sent="utf-8")))
            assert made.run().run.counts.changed == 0
            assert made.records() == before


def test_what_an_answer_asks_of_robots_is_kept_with_it(tmp_path: Path) -> None:
    """In the record, in the row of the capture and of every later look; a new word alone makes no version."""
    path = "/topic000003.html"
    asks = Rule(path=path, behaviour=AddHeaders(headers=(("X-Robots-Tag", "noindex"), ("X-Robots-Tag", "noarchive"))))
    with bench(tmp_path, None, asks) as made:
        made.run()
        made.site.tell(Rule(path=path, behaviour=AddHeaders(headers=(("X-Robots-Tag", "noimageindex"),))))
        made.later(days=2)
        assert made.run(Plan(sites=("medlineplus",), force=True)).run.counts.changed == 0
        with made.reading() as store:
            asked = {
                document.url: document.provenance.robots for document in store.documents() if document.provenance.robots
            }
            assert list(asked) == [ORIGIN + path]
            assert [said.words for said in asked[ORIGIN + path]] == [("noindex",), ("noarchive",)]
            rows = [row.robots_tag for row in store.captures() if row.requested_url == ORIGIN + path]
            assert rows == ["noindex\nnoarchive", "noimageindex"]
            assert [row.robots_tag for row in store.explain(ORIGIN + path)] == rows


def test_a_page_that_a_proxy_has_altered_is_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 203 (RFC 9110, 15.3.4), as any 200: lists, versions, a crash, a lost database, the archive read again."""
    pages = small_site(4)
    with bench(tmp_path, pages, *altered(pages)) as made:
        lose_the_rows(made, monkeypatch, commits=2)
        report = made.run()
        assert (report.run.verdict, report.run.counts.failed, len(made.records())) == ("ok", 0, 4)
        made.later(days=2)
        counts = made.run().run.counts
        assert (counts.unchanged, counts.changed, counts.failed) == (5, 0, 0)  # the list, too
        listed = pages["/topic000003.html"]
        assert isinstance(listed, Page)
        edited = replace(listed, body=listed.body.replace(b"made-up", b"invented"))
        made.site.tell(*altered({**pages, "/topic000003.html": edited}))
        made.later(days=2)
        assert made.run().run.counts.changed == 1
        with made.reading() as store:
            assert list(store.issues()) == []
        before = made.records()
        assert reread(made.config, clock=SystemClock(), listen=silent).unreadable_now == 0
        made.database.unlink()
        made.run()
        assert made.asked() == []
        assert made.records() == before


def test_a_named_page_of_a_site_without_a_profile_is_followed_within_its_host(tmp_path: Path) -> None:
    """A slash that the server adds is no other site; where it leads to another host, it is told and not asked."""
    page = (
        b"<!doctype html><title>Gout</title><main><h1>Gout</h1><p>Gout is a disease of joints.</p></main>",
        "text/html",
    )
    rules = (
        Rule(path="/gout", behaviour=Redirect(to="/gout/")),
        Rule(path="/away", behaviour=Redirect(to=f"{ORIGIN}/topic000001.html")),
    )
    with bench(tmp_path, {**small_site(2), "/gout/": page}, *rules) as made:
        port = made.site.port
        other = "other.localhost"
        places = {**made.config.fetch.connect_to, other: f"127.0.0.1:{port}"}
        made.config = replace(made.config, fetch=replace(made.config.fetch, connect_to=places))
        report = made.run(Plan(urls=(f"http://{other}/gout", f"http://{other}/away"), force=True, discover=False))
        assert (report.run.counts.new, report.run.counts.out_of_scope) == (1, 1)
        assert list(made.records()) == [f"http://{other}/gout/"]
        assert [entry.path for entry in made.site.requests if entry.host == HOST] == []


def test_a_run_counts_what_was_due(small: Bench) -> None:
    """What came to an end and what was left; a page that is asked by name makes nothing else due of the run."""
    first = small.run(Plan(sites=("medlineplus",), limit=10))
    assert (first.run.counts.due, first.left_due) == (31, 20)  # the sitemap, ten pages, and the others it names
    named = small.run(Plan(urls=(f"{ORIGIN}/topic000001.html",), force=True, discover=False), kind="fetch")
    assert named.run.counts.due == 1
    with Store.open(small.database) as store:  # another site's page is due, too: not of this run
        store.discover([Discovered(url="https://other.example/", site="other", found_by="seed")], now=small.clock.now())
    assert small.run().run.counts.due == 20
    last = small.run()
    assert (last.run.counts.due, last.left_due) == (0, 0)


def test_a_run_with_nothing_due_asks_nothing(small: Bench) -> None:
    """Right after a run nothing is due: no request, verdict ok."""
    small.run()
    report = small.run()
    assert small.asked() == []
    assert (report.run.verdict, report.run.counts) == ("ok", RunCounts())


def test_reading_the_archive_again_gives_the_same_records(small: Bench) -> None:
    """Reparse needs no network and changes no byte of any record."""
    small.run()
    before = small.records()
    report = reread(small.config, clock=SystemClock(), listen=silent)
    assert (report.captures, report.identical, report.changed, report.unreadable_now) == (30, 30, 0, 0)
    assert small.records() == before


def test_the_archive_is_whole_and_every_capture_has_its_row(small: Bench) -> None:
    """What the archive holds and what the database says it holds are the same captures."""
    small.run()
    assert list(archive.verify(small.config.storage.archive)) == []
    kept = {capture.id for capture in archive.iterate(small.config.storage.archive)}
    with small.reading() as store:
        assert {row.id for row in store.captures()} == kept
        assert store.check() == []


def test_a_changed_page_becomes_a_second_version(small: Bench) -> None:
    """One page changes between two runs: one new version, the old one stays readable."""
    small.run()
    body = small_site(30)["/topic000003.html"]
    assert isinstance(body, Page)
    small.site.put("/topic000003.html", Page(body=body.body.replace(b"made-up", b"invented"), rewrite=True))
    small.later(days=2)
    counts = small.run().run.counts
    assert (counts.changed, counts.unchanged) == (1, 30)
    with small.reading() as store:
        assert [version.number for version in store.versions(f"{ORIGIN}/topic000003.html")] == [1, 2]


def test_a_page_that_fails_costs_that_page_only(tmp_path: Path) -> None:
    """A cut body and a 500 are two failures among thirty; the other pages are stored, and the run is incomplete."""
    rules = (
        Rule(path="/topic000001.html", behaviour=TruncatedGzip()),
        Rule(path="/topic000002.html", behaviour=Status(code=500)),
    )
    with bench(tmp_path, None, *rules) as site:
        report = site.run()
    assert (report.run.verdict, report.run.counts.new, report.run.counts.failed) == ("incomplete", 28, 2)


def test_a_redesign_blocks_publication_and_keeps_the_records(small: Bench) -> None:
    """Pages that no longer keep their profile's promises block the site; what was stored before stands."""
    small.run()
    before = set(small.records())
    empty = b"<!DOCTYPE html><html><head><title>New look</title></head><body><p>Soon.</p></body></html>"
    for number in range(30):
        small.site.put(f"/topic{number:06d}.html", (empty, "text/html"))
    small.later(days=2)
    report = small.run()
    assert report.run.verdict == "blocked"
    assert set(small.records()) == before
    with small.reading() as store:
        assert store.site_states()["medlineplus"].blocked_since is not None


def test_the_demo_site_with_all_its_misbehaviour_ends_well(tmp_path: Path) -> None:
    """Both skins, both languages and every trouble of the demo site: verdict ok, archive and database sound."""
    pages = load_tree(demo_root())
    pages["/robots.txt"] = Page(body=b"User-agent: *\nDisallow: /private/\n", content_type="text/plain")
    with serve_in_thread(DemoSite(demo_root(), pages=pages)) as server:
        made = Bench(tmp_path, server)
        report = made.run()
        assert report.run.verdict == "ok"
        assert report.run.counts.new > 90
        assert list(archive.verify(made.config.storage.archive)) == []
        with made.reading() as store:
            assert store.check() == []


@pytest.mark.corpus
def test_real_topics_served_and_reparsed_are_byte_for_byte_the_same(tmp_path: Path) -> None:
    """The 41 real topics under their real paths: ingested over HTTP, then reparsed; every record is identical."""
    topics = CORPUS / "medlineplus" / "topics"
    pages: dict[str, Page | tuple[bytes, str]] = {
        "/" + file.relative_to(topics).as_posix().removeprefix("en/").replace("es/", "spanish/", 1): (
            file.read_bytes(),
            "text/html; charset=utf-8",
        )
        for file in sorted(topics.rglob("*.html"))
    }
    listed = "\n".join(f"{ORIGIN}{path}" for path in pages)
    pages["/sitemap.xml"] = (listed.encode(), "text/plain")
    pages["/robots.txt"] = (b"", "text/plain")
    with bench(tmp_path, pages) as made:
        counts = made.run(Plan(sites=("medlineplus",), discover=True)).run.counts
        before = made.records()
        report = reread(made.config, clock=SystemClock(), listen=silent)
        assert counts.new == len(before) == 41
        assert (report.identical, report.changed, report.unreadable_now) == (41, 0, 0)
        assert made.records() == before
        assert all(not records.from_json(record).coverage.lost for record in before.values())

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline import archive
from pipeline.cli.clock import SystemClock
from pipeline.config import Config
from pipeline.demo.behaviours import Replace, RetryLater, Rule, Soft404, Status
from pipeline.demo.pages import Page
from pipeline.ingest import suspect
from pipeline.ingest.archived import outcome_of
from pipeline.ingest.events import silent
from pipeline.ingest.journal import ReadingJournal, journal_path
from pipeline.ingest.plan import Plan
from pipeline.ingest.reparse import reread
from pipeline.ingest.suspect import survives
from pipeline.model.capture import Answered, Capture, Failed, OutOfScope
from pipeline.sites import by_name
from pipeline.storage import Store
from pipeline.urls import Scope
from tests.captures import capture_of
from tests.cli.operator import Operator
from tests.damage import flip_bit
from tests.ingest.bench import ORIGIN, Bench, bench, small_site
from tests.ingest.test_collapse import walled
from tests.processes import ROOT
from tools.ended import without_origin

SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
DEADLY = b"<p>These words end the process that reads them.</p>"

SITECUSTOMIZE = f"""
import os, signal
import pipeline.parsers, pipeline.reading
real = pipeline.parsers.read
def read(capture, profile):
    if {DEADLY!r} in capture.body:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(capture, profile)
pipeline.parsers.read = read
"""


ENDLESS = f"""
import pipeline.parsers, pipeline.reading
from pipeline.ingest import journal, suspect
journal.LONGEST_READING, suspect.PATIENCE = 0.5, 2.0
real = pipeline.parsers.read
def read(capture, profile):
    while {DEADLY!r} in capture.body:
        pass
    return real(capture, profile)
pipeline.parsers.read = read
"""


class Killed(BaseException):
    """What a test raises where a process would die: nothing of ours catches it."""


def command(made: Bench, *arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """The pipeline as a process of its own, with the bench's configuration."""
    operator = Operator(made.folder, made.site)
    operator.environment |= env
    return operator.other(sys.executable, "-m", "pipeline", *arguments)


def gone(made: Bench) -> list[str]:
    with made.reading() as store:
        return [url for url in made.records() if store.gone_since(url) is not None]


def lose_the_rows(made: Bench, monkeypatch: pytest.MonkeyPatch, *, commits: int = 0) -> None:
    """A run that archives everything and dies before the commit after the first ``commits``."""
    real = Store.mark_archive
    passed = []

    def dying(store: Store, marks: object) -> None:
        passed.append(marks)
        if len(passed) > commits:
            raise Killed
        real(store, marks)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Store, "mark_archive", dying)
        with contextlib.suppress(Killed, BaseExceptionGroup):
            made.run()
            pytest.fail("the run did not die")


def die_unjudged(made: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that stores all it asked and dies before it judges any of it."""

    def dying(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, contextlib.suppress(Killed):
        patch.setattr("pipeline.ingest.work.close", dying)
        made.run()
        pytest.fail("the run did not die")


def test_what_a_dead_run_had_stored_is_judged_by_the_next_one(small: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that it found missing for the second time is gone; a new one that it met behind a wall has no record."""
    path, new = "/topic000003.html", "/topic000040.html"
    small.run()
    small.site.tell(Rule(path=path, behaviour=Status(code=404)))
    small.later(hours=24)
    small.run()
    small.site.put("/topic000004.html", walled(small_site(30)["/topic000004.html"], "/topic000004.html", 1))
    small.site.put(new, walled(small_site(41)[new], new, 1))
    small.site.put("/sitemap.xml", small_site(41)["/sitemap.xml"])
    small.later(hours=32)
    die_unjudged(small, monkeypatch)
    small.later(minutes=5)
    report = small.run()
    assert report.gone == (ORIGIN + path,)
    assert ORIGIN + new not in small.records()


def test_what_was_archived_is_not_asked_again(small: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that died before its first commit: the next one adopts robots.txt, sitemap and pages, and asks the rest."""
    lose_the_rows(small, monkeypatch)
    kept = {capture.requested_url for capture in archive.iterate(small.config.storage.archive)}
    assert f"{ORIGIN}/robots.txt" in kept
    report = small.run()
    asked = {ORIGIN + path for path in small.asked()}
    assert asked.isdisjoint(kept)
    assert len(small.records()) == 30
    assert report.run.verdict == "ok"
    said = next(event for event in small.events if event.message)
    assert (said.name, "(an earlier run ended in the middle)" in said.message) == ("resumed", True)


def test_adopted_pages_belong_to_the_run_that_asked(small: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The dead run is closed as interrupted, and its counters hold the pages it had archived."""
    lose_the_rows(small, monkeypatch, commits=1)
    small.run()
    with small.reading() as store:
        newest, dead = store.runs(2)
        assert (dead.verdict, newest.verdict) == ("interrupted", "ok")
        assert dead.counts.new + newest.counts.new == 30
        assert dead.counts.new > 0
        assert {d.provenance.run_id for d in store.documents()} <= {dead.id, newest.id}


def test_a_lost_database_is_built_again_from_the_archive(small: Bench) -> None:
    """The next run takes every archived page up before it asks for what has changed since."""
    small.run()
    with small.reading() as store:
        before = {document.url: without_origin(document) for document in store.documents()}
    for file in small.folder.glob("health.db*"):
        file.unlink()
    report = small.run()
    assert small.asked() == []
    (said,) = small.told("resumed")
    assert "should another database keep its answers in this folder, too, these are its pages" in said.message
    assert report.run.verdict == "ok"
    with small.reading() as store:
        assert {document.url: without_origin(document) for document in store.documents()} == before


def test_when_a_page_was_named_last_is_known_in_a_database_that_is_built_again(small: Bench) -> None:
    """Whether its list still names it hangs on that: in the run that takes up many nights, each night names it anew."""
    for night in range(3):
        names = [f"<url><loc>{ORIGIN}/topic{n:06d}.html</loc></url>" for n in range(30) if n != 7 or not night]
        text = f'<urlset xmlns="{SITEMAPS}">{"".join(names)}</urlset>'
        small.site.put("/sitemap.xml", Page(body=text.encode(), content_type="application/xml"))
        small.run()
        small.later(days=2)
    asked = "SELECT url, first_seen, last_seen FROM urls WHERE kind = 'page' ORDER BY url"

    def named() -> list[tuple[str, str, str]]:
        with closing(sqlite3.connect(small.database)) as found:
            return found.execute(asked).fetchall()

    before = named()
    assert len({last for _, _, last in before}) > 1
    for file in small.folder.glob("health.db*"):
        file.unlink()
    small.later(days=-2)
    small.run()
    assert named() == before


def test_what_each_look_was_for_is_known_in_a_database_that_is_built_again(small: Bench) -> None:
    """The archive says it: how far a server's announcements are believed hangs on it, and it cannot be made out."""
    small.run()
    small.later(hours=2)
    small.run(Plan(sites=("medlineplus",), force=True))
    small.later(minutes=5)
    small.run(Plan(urls=(f"{ORIGIN}/topic000003.html",)))

    def reasons() -> list[tuple[str, str]]:
        asked = "SELECT u.url, f.reason FROM fetches f JOIN urls u ON u.id = f.url_id ORDER BY u.url, f.at"
        with closing(sqlite3.connect(small.database)) as found:
            return found.execute(asked).fetchall()

    before = reasons()
    assert {reason for _, reason in before} >= {"never-seen", "forced", "requested"}
    for file in small.folder.glob("health.db*"):
        file.unlink()
    small.run()
    assert small.asked() == []
    assert reasons() == before


def test_a_list_that_a_list_names_is_one_in_a_database_that_is_built_again(tmp_path: Path) -> None:
    """Also where both were answered one right after the other; the pages it names are known by it, as they were."""
    pages = small_site(5)
    pages["/more.xml"] = pages["/sitemap.xml"]
    named = f"<sitemapindex xmlns='{SITEMAPS}'><sitemap><loc>{ORIGIN}/more.xml</loc></sitemap></sitemapindex>"
    pages["/sitemap.xml"] = Page(body=named.encode(), content_type="application/xml")
    with bench(tmp_path, pages) as made:
        made.run()
        frontier = []
        for _ in range(2):
            with closing(sqlite3.connect(made.database)) as sql:
                found = sql.execute("SELECT url, kind, status, found_by, found_on FROM urls ORDER BY url").fetchall()
            with made.reading() as store:
                frontier.append((found, list(store.issues())))
            made.database.unlink()
            made.run()
            assert made.asked() == []
        assert frontier[0] == frontier[1]


def test_a_damaged_record_costs_a_database_that_is_built_again_that_record_only(small: Bench) -> None:
    """What lies behind it in its file is taken up; the page whose answer it was is asked again."""
    small.run()
    before = small.records()
    (file,) = small.config.storage.archive.glob("*.warc.gz")
    hurt = list(archive.iterate(file))[7]
    assert hurt.archive is not None
    data = bytearray(file.read_bytes())
    data[hurt.archive.offset + hurt.archive.length - 20] ^= 0xFF
    file.write_bytes(data)
    for left in small.folder.glob("health.db*"):
        left.unlink()
    small.run()
    assert small.asked() == [hurt.url.removeprefix(ORIGIN)]
    (said,) = small.told("issue")
    assert said.result == "archive-damaged"
    after = small.records()
    assert {url for url, record in before.items() if after[url] != record} == {hurt.url}  # where it is from, alone


@pytest.mark.parametrize("lost", [False, True])
def test_of_a_page_that_was_only_unchanged_since_its_answer_was_damaged_nothing_is_known(
    small: Bench, lost: bool
) -> None:
    """It is asked again at once, whole: that it was looked at last night is no reason to be without it for weeks."""
    small.run()
    (file,) = small.config.storage.archive.glob("*.warc.gz")
    before = small.records()
    small.later(days=8)
    small.run()
    assert len(small.asked()) > 1
    hurt = list(archive.iterate(file))[7]
    assert hurt.archive is not None
    if lost:
        file.unlink()
    else:
        flip_bit(file, hurt.archive.offset + hurt.archive.length - 20)
    for left in small.folder.glob("health.db*"):
        left.unlink()
    small.run()
    after = small.records()
    assert after.keys() == before.keys()
    assert lost or small.asked() == [hurt.url.removeprefix(ORIGIN)]


def test_what_was_gone_is_gone_in_a_database_that_is_built_again(small: Bench) -> None:
    """Two looks a day apart found it missing, whoever stores them; one that was missing once only still stands."""
    small.run()
    lost = [Rule(path="/topic000003.html", behaviour=Status(code=410))]
    for more in ([], [Rule(path="/topic000004.html", behaviour=Status(code=404))]):
        small.later(days=1.5)
        small.site.tell(*lost, *more)
        small.run()
    assert gone(small) == [f"{ORIGIN}/topic000003.html"]
    for file in small.folder.glob("health.db*"):
        file.unlink()
    assert small.run().run.verdict == "ok"
    assert small.asked() == []
    assert gone(small) == [f"{ORIGIN}/topic000003.html"]
    with small.reading() as store:
        assert store.check() == []
        looks = [row.result for row in store.explain(f"{ORIGIN}/topic000003.html")]
    assert looks == ["new", "missing", "gone"]


def test_trouble_of_long_ago_says_nothing_of_the_night_a_database_is_built_again(small: Bench) -> None:
    """A wave and an empty list of weeks ago, both over since: the run is a good one, asks what is due, and ends all."""
    wave = Rule(path="/topic*", behaviour=Status(code=404), share=0.6)
    empty = Rule(path="/sitemap.xml", behaviour=Replace(text=f'<urlset xmlns="{SITEMAPS}"></urlset>'))
    soft = Rule(path="/topic000007.html", behaviour=Soft404())
    for rules, verdict in (([], "ok"), ([wave, empty, soft], "blocked"), ([], "ok"), ([], "ok")):
        small.site.tell(*rules)
        assert small.run().run.verdict == verdict
        small.later(days=8)
    for file in small.folder.glob("health.db*"):
        file.unlink()
    report = small.run()
    assert (report.run.verdict, report.blocked) == ("ok", {})
    assert len(set(small.asked())) == 32
    with small.reading() as store:
        assert list(store.issues()) == []
        assert gone(small) == []


def test_trouble_of_the_night_before_a_database_is_lost_is_judged_with_that_night(small: Bench) -> None:
    """A few hours later the host is well: it is asked as if the database had stayed."""
    small.run()
    small.later(days=8)
    small.site.tell(Rule(path="/topic*", behaviour=Status(code=403)))
    assert small.run().run.verdict == "blocked"
    for file in small.folder.glob("health.db*"):
        file.unlink()
    small.later(hours=3)
    small.site.tell()
    small.site.log.clear()
    report = small.run()
    assert (report.run.verdict, report.blocked) == ("ok", {})
    assert len({url for url in small.asked() if "/topic0" in url}) > 20


def test_a_wave_of_long_ago_makes_nothing_gone_in_a_database_that_is_built_again(small: Bench) -> None:
    """Its absences were not believed then; what was missing in it alone is not gone, what is since is."""
    pages = [f"/topic{number:06d}.html" for number in range(1, 20)]
    wave = [Rule(path=path, behaviour=Status(code=404)) for path in pages]
    small.run()
    for rules in (wave, wave, wave[:1], wave[:1]):
        small.later(days=3)
        small.site.tell(*rules)
        small.run(Plan(sites=("medlineplus",), force=rules is not wave))
    assert gone(small) == [f"{ORIGIN}{pages[0]}"]
    for file in small.folder.glob("health.db*"):
        file.unlink()
    small.run()
    assert gone(small) == [f"{ORIGIN}{pages[0]}"]


def test_a_crash_while_taking_up_is_taken_up(small: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies again in the middle of adopting; the third one ends the work, and nothing is stored twice."""
    lose_the_rows(small, monkeypatch, commits=1)
    lose_the_rows(small, monkeypatch)
    small.run()
    with small.reading() as store:
        assert store.check() == []
        rows = [row.id for row in store.captures()]
        assert store.counts().versions == 30
    assert sorted(rows) == sorted(capture.id for capture in archive.iterate(small.config.storage.archive))


@contextmanager
def trapped(tmp_path: Path, customize: str) -> Iterator[tuple[Bench, dict[str, str]]]:
    """A site with one page that does the reader harm, and the environment in which it does."""
    pages = small_site(30)
    pages["/topic000004.html"] = (b"<html><body><h1>Trap</h1>" + DEADLY + b"</body></html>", "text/html")
    site_folder = tmp_path / "site"
    site_folder.mkdir()
    (site_folder / "sitecustomize.py").write_text(customize)
    with bench(tmp_path, pages) as made:
        yield made, {"PYTHONPATH": os.pathsep.join((str(site_folder), str(ROOT)))}


def test_a_page_that_kills_the_reader_costs_that_page_only(tmp_path: Path) -> None:
    """The process dies of a page; the next run puts it aside after another process died of it, and does the rest."""
    with trapped(tmp_path, SITECUSTOMIZE) as (made, env):
        assert command(made, "run", env=env).returncode == -signal.SIGKILL
        second = command(made, "run", env=env)
        assert second.returncode == 0, second.stderr
        assert "is not read any more" in second.stderr
        assert "Traceback" not in second.stderr
        assert len(made.records()) == 29
        with made.reading() as store:
            codes = {(row.url, row.code) for row in store.issues()}
        assert (f"{ORIGIN}/topic000004.html", "reader-died") in codes
        third = command(made, "fetch", f"{ORIGIN}/topic000004.html", env=env)
        assert third.returncode == 0, third.stderr
        assert command(made, "reparse", env=env).returncode == 0


def test_a_page_that_is_read_for_ever_costs_that_page_only(tmp_path: Path) -> None:
    """The process ends by itself, without anybody who watches; the next run puts the page aside, and does the rest."""
    with trapped(tmp_path, ENDLESS) as (made, env):
        assert command(made, "run", env=env).returncode == -signal.SIGPROF
        second = command(made, "run", env=env)
        assert second.returncode == 0, second.stderr
        assert "is not read any more" in second.stderr
        assert len(made.records()) == 29


def test_a_page_that_is_read_slowly_on_a_busy_machine_is_not_put_aside(
    small: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """How long it may take is processor time, as where it is read in a run."""
    small.run()
    with small.reading() as store:
        row = next(row for row in store.captures() if row.url.endswith("/topic000002.html"))
    assert row.archive is not None
    (tmp_path / "sitecustomize.py").write_text(
        "import time\nimport pipeline.parsers\nfrom pipeline.ingest import suspect\nsuspect.PATIENCE = 1.0\n"
        "real = pipeline.parsers.read\n"
        "def read(*asked):\n    time.sleep(1.5)\n    return real(*asked)\n"
        "pipeline.parsers.read = read\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{ROOT}")
    monkeypatch.setattr(suspect, "PATIENCE", 1.0)  # here, too
    assert survives(small.config.storage.archive, row.archive, "page", by_name("medlineplus"), row.url)


def test_a_process_that_dies_of_something_else_puts_no_page_aside(small: Bench) -> None:
    """The page in hand is read by another process first; it lives, so the page is read as any other."""
    small.run()
    with small.reading() as store:
        row = next(row for row in store.captures() if row.url.endswith("/topic000002.html"))
    assert row.archive is not None
    capture = archive.read_capture(small.config.storage.archive, row.archive)
    with ReadingJournal(journal_path(small.database)) as journal, pytest.raises(Killed):
        _dies_reading(journal, capture)
    small.later(days=2)
    small.run()
    with small.reading() as store:
        assert [issue.code for issue in store.issues()] == []


def _dies_reading(journal: ReadingJournal, capture: object) -> None:
    real, journal.clear = journal.clear, lambda: None  # type: ignore[method-assign]
    try:
        with journal.reading(capture, "page"):  # type: ignore[arg-type]
            raise Killed
    finally:
        journal.clear = real  # type: ignore[method-assign]


def test_the_journal_names_what_is_in_hand_and_nothing_else(tmp_path: Path) -> None:
    """While a page is read it is the suspect; before and after, also after an exception, nobody is."""
    page = capture_of(b"<p>x</p>")
    with ReadingJournal(tmp_path / "j") as journal:
        assert journal.suspect() is None
        with journal.reading(page, "page"), ReadingJournal(tmp_path / "j") as other:
            suspect = other.suspect()
            assert suspect is not None
            assert (suspect.payload_sha256, suspect.strikes) == (page.payload_sha256, 0)
        assert journal.suspect() is None
        journal.remember(suspect)
        with journal.reading(page, "page"), ReadingJournal(tmp_path / "j") as other:
            again = other.suspect()
            assert again is not None
            assert again.strikes == 1


def test_a_journal_that_was_torn_names_nobody(tmp_path: Path) -> None:
    """Half a line is no accusation."""
    (tmp_path / "j").write_bytes(b'{"capture_id":"x","ur')
    with ReadingJournal(tmp_path / "j") as journal:
        assert journal.suspect() is None


def test_a_dead_run_may_have_asked_in_its_last_moment(tmp_path: Path) -> None:
    """After a crash the next run waits a whole gap before its first request, however old the last known one is."""
    pages = small_site(1)
    pages["/robots.txt"] = Page(body=f"User-agent: *\nCrawl-delay: 0.5\nSitemap: {ORIGIN}/sitemap.xml\n".encode())
    with bench(tmp_path, pages) as made:
        made.run()
        made.later(hours=1)
        forced = Plan(sites=("medlineplus",), force=True)
        waited = []
        for verdict in ("ok", "running"):
            with closing(sqlite3.connect(made.database)) as sql, sql:
                sql.execute("UPDATE runs SET verdict = ?", (verdict,))
                sql.execute("UPDATE hosts SET last_at = '2025-01-01T00:00:00.000000Z'")
            sql.close()
            began = time.time()
            made.run(forced)
            waited.append(made.site.requests[0].time - began)
        assert waited[0] < 0.5 <= waited[1]


def test_the_gap_is_kept_over_a_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host with a crawl delay is not asked at once by the run after a crash: the dead one may just have asked."""
    pages = small_site(4)
    pages["/robots.txt"] = Page(body=f"User-agent: *\nCrawl-delay: 0.4\nSitemap: {ORIGIN}/sitemap.xml\n".encode())
    with bench(tmp_path, pages) as made:
        lose_the_rows(made, monkeypatch, commits=1)
        last = made.site.requests[-1].time
        made.run(Plan(sites=("medlineplus",)))
        first = made.site.requests[0].time
        assert first - last >= 0.4
    assert reread(made.config, clock=SystemClock(), listen=silent).unreadable_now == 0


def test_what_a_host_asked_for_right_before_a_crash_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer with Retry-After that was archived and not stored holds for the run after the crash, too."""
    pages = small_site(4)
    pages["/robots.txt"] = Page(body=f"User-agent: *\nCrawl-delay: 0.4\nSitemap: {ORIGIN}/sitemap.xml\n".encode())
    with bench(tmp_path, pages, Rule(path="/topic*", behaviour=RetryLater(seconds=3600))) as made:
        lose_the_rows(made, monkeypatch, commits=1)
        assert len(made.asked()) == 3
        made.run()
        assert made.asked() == []
        made.later(hours=2)
        made.run()
        assert len(made.asked()) == 1


def test_what_a_page_asked_for_right_before_a_crash_is_kept() -> None:
    """It is due when it would have been."""
    asked = replace(LATER, headers=(("Retry-After", "86400"),))
    outcome = outcome_of(asked, [], Scope(hosts=("example.org",)), config=Config())
    assert isinstance(outcome, Answered)
    assert outcome.retry_after == 86400


LATER = capture_of(b"", status=503)
SAME = capture_of(b"", status=304)
CUT = replace(capture_of(b"sho"), truncated="disconnect")


@pytest.mark.parametrize(
    ("capture", "earlier", "ended"),
    [
        (LATER, 0, None),
        (LATER, Config().fetch.attempts - 1, "answered"),
        (replace(LATER, headers=(("Retry-After", "86400"),)), 0, "answered"),
        (CUT, Config().fetch.attempts - 2, None),
        (CUT, Config().fetch.attempts - 1, "truncated"),
        (replace(CUT, truncated="time"), Config().fetch.attempts - 1, "timeout"),
        (replace(CUT, truncated="length"), 0, "too_large"),
        (capture_of(b"x", undecodable="no gzip"), 0, "bad_content_coding"),
        (capture_of(b"", status=304), 0, "notmodified"),
        (replace(SAME, request_headers=(("Host", "x"), ("If-None-Match", '"1"'))), 0, "notmodified"),
        (replace(SAME, request_headers=(("Host", "x"),)), 0, None),
        (replace(SAME, request_headers=(("Host", "x"),)), Config().fetch.attempts - 1, "protocol"),
    ],
)
def test_after_a_crash_a_fetch_had_ended_where_nobody_would_have_asked_again(
    capture: Capture, earlier: int, ended: str | None
) -> None:
    """By the same limits as live; answers of another address, which led here, are no attempts at this one."""
    scope, config = Scope(hosts=("example.org",)), Config()
    led = replace(capture, url="https://example.org/old")
    outcome = outcome_of(capture, [led] * 9 + [capture] * earlier, scope, config=config)
    told = outcome.kind if isinstance(outcome, Failed) else outcome and type(outcome).__name__.lower()
    assert told == ended


def test_the_status_of_an_archived_answer_says_all_where_it_says_all_live() -> None:
    """After a crash, too: a missing page is missing though its body is cut, a redirect leads on, a cut page is none."""
    cut = replace(capture_of(b"sho"), truncated="disconnect")
    scope, config = Scope(hosts=("example.org",)), Config()
    assert isinstance(outcome_of(replace(cut, status=404), [], scope, config=config), Answered)
    led = replace(cut, status=301, headers=(("Location", "https://elsewhere.example/"),))
    assert isinstance(outcome_of(led, [], scope, config=config), OutOfScope)
    assert outcome_of(cut, [], scope, config=config) is None

"""Pages that were purged, and the ways by which they could come back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.archive import iterate, verify
from pipeline.archive.members import GZIP_HEADER
from pipeline.archive.purged import PurgedPage, remember, remembered
from pipeline.cli.clock import SystemClock
from pipeline.demo.behaviours import Edit, Redirect, Replace, Rule, Status
from pipeline.demo.pages import Page
from pipeline.errors import UsageError
from pipeline.export.releases.purge import Purged, purge
from pipeline.ingest.events import silent
from pipeline.ingest.plan import Plan
from pipeline.ingest.reparse import reread
from pipeline.storage import Store
from tests.ingest.bench import ORIGIN, Bench, bench, small_site
from tests.ingest.test_spellings import spelt_twice

PAGE = f"{ORIGIN}/topic000003.html"


class Killed(BaseException):
    """Where a process would die: nothing of ours catches it."""


def remove(made: Bench, url: str = PAGE) -> Purged:
    with Store.open(made.database) as store:
        return purge(store, url, archive=made.config.storage.archive, reason="asked to", now=made.clock.now())


def kept_of(made: Bench, words: bytes) -> list[str]:
    """Addresses whose answers in the archive hold some words."""
    archive = made.config.storage.archive
    assert [problem.message for problem in verify(archive)] == []
    return [capture.requested_url for capture in iterate(archive) if words in capture.body]


def words_of(made: Bench, url: str = PAGE) -> bytes:
    (body,) = (capture.body for capture in iterate(made.config.storage.archive) if capture.requested_url == url)
    title = body.partition(b"<title>")[2].partition(b" |")[0]
    assert title
    return title


def test_what_another_page_said_stays_when_an_address_that_led_to_it_is_purged(tmp_path: Path) -> None:
    """For a while A led to B, which was first met there: A goes for good, B keeps its past, and is built again."""
    pages = small_site(6)
    other = f"{ORIGIN}/other.html"
    with bench(tmp_path, {**pages, "/other.html": pages["/topic000005.html"]}) as made:
        made.run()
        words = words_of(made)
        made.later(days=2)
        led = Rule(path="/topic000003.html", behaviour=Redirect(to="/other.html", code=302))
        renamed = Rule(path="/other.html", behaviour=Edit(find="topic000005.html", replace="other.html"))
        retitled = Rule(path="/other.html", behaviour=Edit(find="Living With", replace="Life With"))
        made.site.tell(led, renamed, retitled)
        made.run()
        made.later(days=2)
        made.run()
        remove(made)
        assert kept_of(made, words) == []
        report = reread(made.config, clock=SystemClock(), listen=silent)
        assert (report.changed, report.unreadable_now, report.damaged) == (0, 0, 0)
        for file in tmp_path.glob("health.db*"):
            file.unlink()
        made.later(days=9)
        made.run()
        assert "/topic000003.html" not in made.asked()
        assert (PAGE in made.records(), other in made.records()) == (False, True)


def test_a_purged_page_is_not_failing(tmp_path: Path) -> None:
    """It failed when it was removed; nobody asks it again, so it would stand among what fails for good."""
    with bench(tmp_path, small_site(6)) as made:
        made.run()
        made.later(days=2)
        made.site.tell(Rule(path="/topic000003.html", behaviour=Status(code=500)))
        made.run()
        with closing(sqlite3.connect(made.database)) as sql:
            assert sql.execute("SELECT url FROM failing").fetchall() == [(PAGE,)]
            remove(made)
            assert sql.execute("SELECT url FROM failing").fetchall() == []


def test_a_purged_page_is_not_asked_by_name(tmp_path: Path) -> None:
    """It is refused before anything is asked, under another spelling of its address, too."""
    with bench(tmp_path, small_site(6)) as made:
        made.run()
        words = words_of(made)
        remove(made)
        for url in (PAGE, PAGE.replace("topic", "Topic")):
            with pytest.raises(UsageError, match="removed for good"):
                made.run(Plan(urls=(url,), force=True, discover=False), kind="fetch")
            assert made.asked() == []
        assert kept_of(made, words) == []


def test_what_a_redirect_brings_of_a_purged_page_does_not_stay(tmp_path: Path) -> None:
    """An address found later leads to it: it is asked once, its answer is erased, and reading again finds no page."""
    pages = small_site(6)
    pages["/old.html"] = Page(body=b"moved")
    with bench(tmp_path, pages, Rule(path="/old.html", behaviour=Redirect(to="/topic000003.html"))) as made:
        made.run()
        words = words_of(made)
        remove(made)
        made.run(Plan(urls=(f"{ORIGIN}/old.html",), force=True, discover=False), kind="fetch")
        assert made.asked() == ["/old.html", "/topic000003.html"]
        assert kept_of(made, words) == []
        report = reread(made.config, clock=SystemClock(), listen=silent)
        assert (report.identical, report.changed, report.damaged) == (5, 0, 0)
        assert PAGE not in made.records()
        made.later(days=400)
        made.run()
        assert not {"/old.html", "/topic000003.html"} & set(made.asked())


def test_reading_again_makes_no_second_record_of_a_page_with_two_spellings(tmp_path: Path) -> None:
    """What answers under the other spelling is read as what it was: the same page."""
    with bench(tmp_path, spelt_twice(6)) as made:
        made.run()
        before = made.records()
        report = reread(made.config, clock=SystemClock(), listen=silent)
        assert (report.changed, report.technical) == (0, 0)
        assert made.records() == before
        assert len(before) == 6


def test_a_page_that_was_never_read_can_be_purged(tmp_path: Path) -> None:
    """No reader reads it, so there is no record; its answers go, and it is never asked again."""
    pages = small_site(6)
    pages["/topic000003.html"] = Page(body=b"%PDF these words", content_type="application/pdf")
    with bench(tmp_path, pages) as made:
        made.run()
        assert PAGE not in made.records()
        assert kept_of(made, b"these words") == [PAGE]
        gone = remove(made)
        assert (gone.url, gone.captures, gone.records) == (PAGE, 1, 2)
        assert kept_of(made, b"these words") == []
        with made.reading() as store:
            assert [stone.url for stone in store.tombstones()] == [PAGE]
            assert store.check() == []
        made.later(days=400)
        made.run(Plan(sites=("medlineplus",), force=True))
        assert "/topic000003.html" not in made.asked()
        with pytest.raises(UsageError, match="was purged already"):
            remove(made)


def test_of_a_page_that_nobody_asked_for_there_is_nothing_to_purge(tmp_path: Path) -> None:
    """Though it is known: what is to be left alone from the first is out of the scope."""
    with bench(tmp_path, small_site(6)) as made:
        made.run(Plan(limit=1))
        assert "/topic000003.html" not in made.asked()
        with pytest.raises(UsageError, match=f"{PAGE} is no page of which anything is held"):
            remove(made)


def test_a_purged_page_that_no_reader_reads_any_more_stays_away(tmp_path: Path) -> None:
    """An address that leads to it brings something unreadable: neither is asked again."""
    pages = small_site(6)
    pages["/old.html"] = Page(body=b"moved")
    with bench(tmp_path, pages) as made:
        made.run()
        remove(made)
        made.site.tell(
            Rule(path="/old.html", behaviour=Redirect(to="/topic000003.html")),
            Rule(
                path="/topic000003.html",
                behaviour=Replace(text="%PDF these words", content_type="application/pdf"),
            ),
        )
        made.run(Plan(urls=(f"{ORIGIN}/old.html",), force=True, discover=False), kind="fetch")
        assert kept_of(made, b"these words") == []
        made.later(days=400)
        made.run()
        assert not {"/old.html", "/topic000003.html"} & set(made.asked())


def built_again(made: Bench, backup: Path | None) -> None:
    """The database is lost: a backup takes its place, or nothing does."""
    for file in made.database.parent.glob(f"{made.database.name}*"):
        file.unlink()
    if backup is not None:
        backup.rename(made.database)


@pytest.mark.parametrize("restored", [True, False], ids=["backup", "archive-alone"])
@pytest.mark.parametrize("read", [True, False], ids=["read", "never-read"])
def test_what_was_purged_stays_away_from_every_database_of_the_archive(
    tmp_path: Path, restored: bool, read: bool
) -> None:
    """An older one, and one that is built again: the archive says what was removed, and the page is not asked."""
    refused = () if read else (Rule(path="/topic000003.html", behaviour=Status(code=403)),)
    with bench(tmp_path, small_site(6), *refused) as made:
        made.run()
        backup = tmp_path / "before.db"
        with Store.open(made.database, read_only=True) as store:
            store.backup(backup)
        words = words_of(made) if read else b""
        remove(made)
        made.site.tell()
        made.later(days=2)
        made.run()
        built_again(made, backup if restored else None)
        made.later(days=2)
        report = made.run()
        assert report.run.verdict == "ok"
        assert len(made.records()) == 5
        assert "/topic000003.html" not in made.asked()
        (told,) = made.told("purged")
        assert told.message == f"{PAGE}: purged while another database was in use, and so from this one"
        with made.reading() as store:
            (stone,) = store.tombstones()
            assert (stone.url, stone.site, stone.reason) == (PAGE, "medlineplus", "asked to")
            assert store.check() == []
        assert not read or kept_of(made, words) == []
        made.later(days=2)
        made.run()
        assert made.told("purged") == []
        with pytest.raises(UsageError, match="removed for good"):
            made.run(Plan(urls=(PAGE,), force=True, discover=False), kind="fetch")


def test_the_archive_remembers_one_record_a_page_and_no_words(tmp_path: Path) -> None:
    """WARC metadata, in a file that verifies; told twice it stands once, and damage to it stops no run."""
    with bench(tmp_path, small_site(6)) as made:
        made.run()
        remove(made)
        archive = made.config.storage.archive
        for _ in range(2):
            made.later(days=2)
            made.run()
        (file,) = archive.glob("purged-*.warc.gz")
        (page,) = remembered(archive)
        assert (page.url, page.site, page.reason) == (PAGE, "medlineplus", "asked to")
        assert [problem.message for problem in verify(archive)] == []
        file.write_bytes(file.read_bytes()[:-40])
        assert [page.url for page in remembered(archive)] == [PAGE]
        file.write_bytes(b"nothing")
        assert list(remembered(archive)) == []
        made.later(days=2)
        assert made.run().run.verdict == "ok"


def test_damage_to_one_record_of_what_was_removed_forgets_no_other(tmp_path: Path) -> None:
    """What stands behind it in its file is remembered; a database that is built again would bring it back."""
    at = datetime(2026, 1, 2, tzinfo=UTC)
    pages = [PurgedPage(url=f"https://health.example/{n}", site="a", reason="asked to", at=at) for n in range(4)]
    remember(tmp_path, pages, software="test", now=at)
    (file,) = tmp_path.glob("purged-*.warc.gz")
    data = bytearray(file.read_bytes())
    second = [place for place in range(len(data)) if data.startswith(GZIP_HEADER, place)][2]
    data[second + 60] ^= 0xFF
    file.write_bytes(data)
    assert list(remembered(tmp_path)) == [pages[0], *pages[2:]]


@pytest.mark.parametrize("where", ["erase", "drop_captures", "purge"])
def test_a_purge_that_was_cut_off_is_ended_by_the_next_run(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The archive is told before anything is taken away: the page goes whole, also if nobody purges it again."""
    with bench(tmp_path, small_site(6)) as made:
        made.run()
        words = words_of(made)

        def dies(*_given: object, **_named: object) -> None:
            raise Killed

        with monkeypatch.context() as patch:
            if where == "erase":
                patch.setattr("pipeline.export.releases.purge.erase", dies)
            else:
                patch.setattr(Store, where, dies)
            with pytest.raises(Killed):
                remove(made)
        made.later(days=1.2)
        made.run()
        assert PAGE.removeprefix(ORIGIN) not in made.asked()
        assert len(made.told("purged")) == 1
        assert kept_of(made, words) == []
        with made.reading() as store:
            assert [(stone.url, stone.reason) for stone in store.tombstones()] == [(PAGE, "asked to")]

"""A database that is built again, or restored from an older backup, tells of each night what it would have told."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.audit.engine import run_audit
from pipeline.audit.gather import gather, gather_hosts
from pipeline.audit.policy import Policies
from pipeline.demo.behaviours import Rule, Soft404, Status
from pipeline.demo.pages import Page
from tests.ingest.bench import ORIGIN, Bench, bench, small_site
from tests.ingest.test_collapse import walled


def with_line(page: bytes, line: str) -> bytes:
    """The page with a line of its own before the summary."""
    begin, mark, rest = page.partition(b'<div id="topic-summary" class="syndicate">')
    assert mark
    return begin + mark + f"<p>{line}</p>".encode() + rest


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Bench]:
    """Nine nights: the same dose comes to another page every night, everywhere on one, and a page goes and is back."""
    pages = small_site(30)
    topics = sorted(path for path in pages if path.startswith("/topic"))

    def body(path: str) -> bytes:
        page = pages[path]
        return page.body if isinstance(page, Page) else page[0]

    with bench(tmp_path, pages) as made:
        for night in range(9):
            made.later(days=1.5)
            if 1 <= night <= 4:
                made.site.put(topics[night], (with_line(body(topics[night]), "Take 10 mg a day."), "text/html"))
            if night == 5:
                for path in topics[10:]:
                    made.site.put(path, (with_line(body(path), "Our nurses answer at night."), "text/html"))
            made.site.tell(*[Rule(path=topics[7], behaviour=Status(code=404))] if 2 <= night <= 5 else [])
            made.run()
            if night == 3:
                shutil.copy(made.database, tmp_path / "backup.db")
        yield made


def known(made: Bench) -> dict[str, object]:
    """What the database says of the past, and its findings as of each night."""
    sql = sqlite3.connect(made.database)
    asked = {
        "versions": "SELECT d.url, v.number, v.grade, a.id, z.id, v.first_seen_at, v.last_seen_at FROM versions v"
        " JOIN documents d ON d.id = v.document_id JOIN runs a ON a.number = v.first_run"
        " JOIN runs z ON z.number = v.last_run ORDER BY 1, 2",
        "changes": "SELECT d.url, c.kind, c.grade, r.id, c.event_id, c.confirm FROM changes c"
        " JOIN documents d ON d.id = c.document_id JOIN runs r ON r.number = c.run ORDER BY 4, 1, c.id",
        "events": "SELECT r.id, e.kind, e.host, e.grade, e.pages, e.looked_at FROM events e"
        " JOIN runs r ON r.number = e.run ORDER BY e.id",
        "urls": "SELECT url, substr(first_seen, 1, 10) FROM urls WHERE id IN (SELECT url_id FROM fetches) ORDER BY 1",
        "runs": "SELECT id FROM runs WHERE number IN (SELECT run FROM fetches) ORDER BY number",
    }
    told: dict[str, object] = {name: sql.execute(query).fetchall() for name, query in asked.items()}
    sql.close()
    with made.reading() as store:
        today = made.clock.now().date()
        found = run_audit(gather(store), policies=Policies(), today=today, hosts=gather_hosts(store))
        told["findings"] = sorted(one.key for one in found)
        assert store.check() == []
    return told


@pytest.mark.parametrize("backup", [False, True], ids=["archive-alone", "backup"])
def test_what_is_taken_up_is_settled_night_by_night(nights: Bench, backup: bool) -> None:
    """The same versions, grades, events and findings, each of the run that saw it."""
    before = known(nights)
    doses = [f"{ORIGIN}/topic{number:06d}.html" for number in range(1, 5)]
    grades = {row[0]: row[2] for row in before["changes"] if row[1] == "changed"}  # type: ignore[attr-defined]
    assert [grades[url] for url in doses] == ["critical"] * 4
    for file in nights.folder.glob("health.db*"):
        file.unlink()
    if backup:
        shutil.copy(nights.folder / "backup.db", nights.database)
    nights.run()
    after = known(nights)
    assert after == before
    with nights.reading() as store:
        newest, *others = store.runs(None)
        assert (newest.id, len(others)) == (nights.events[0].run_id, 9)
        assert [run.started_at for run in others] == sorted((run.started_at for run in others), reverse=True)
        assert {run.counts.fetched + run.counts.unchanged + run.counts.new > 0 for run in others} == {True}


def test_a_wall_of_three_nights_is_no_state_of_any_page_where_a_database_is_built_again(tmp_path: Path) -> None:
    """It said the same on each of them, which is believed of a page, but not while its site is blocked; a page that
    was missing while it stood is gone when the run said so that saw the site well."""
    pages = small_site(20)
    topics = sorted(path for path in pages if path.startswith("/topic"))
    with bench(tmp_path, pages) as made:
        made.run()
        made.site.tell(Rule(path=topics[4], behaviour=Status(code=404)))
        for path in topics:
            made.site.put(path, walled(pages[path], path, 1))
        for _ in range(3):
            made.later(days=1.5)
            assert made.run().run.verdict == "blocked"
        for path in topics:
            made.site.put(path, pages[path])
        for _ in range(5):
            made.later(days=1.5)
            made.run()
        before = known(made)
        assert sorted(row[1] for row in before["changes"]) == ["gone"] + ["new"] * 20  # type: ignore[attr-defined]
        for file in tmp_path.glob("health.db*"):
            file.unlink()
        made.run()
        assert known(made) == before
        with made.reading() as store:
            assert store.site_states()["medlineplus"].blocked_since is None


def test_a_page_that_was_broken_before_it_was_gone_has_no_open_issue_where_a_database_is_built_again(
    small: Bench,
) -> None:
    """It said with 200 that it was not there, then with 404, twice."""
    path = "/topic000004.html"
    small.run()
    for behaviour in (Soft404(), Status(code=404), Status(code=404)):
        small.site.tell(Rule(path=path, behaviour=behaviour))
        small.later(days=1.5)
        small.run()
    for _ in range(2):
        with small.reading() as store:
            assert store.gone_since(ORIGIN + path) is not None
            assert list(store.issues()) == []
        for file in small.folder.glob("health.db*"):
            file.unlink()
        small.run()

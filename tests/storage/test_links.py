"""What checks of a link come to together."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.storage import Store
from pipeline.storage.link_values import Told
from pipeline.storage.links import Links
from tests.storage.storage_pages import DAY, NOW, URL, begin, capture, document, save

LINK = "https://other.example/1"
WEEK = timedelta(days=7)


@pytest.fixture
def links(tmp_path: Path) -> Iterator[Links]:
    with Store.open(tmp_path / "health.db") as store:
        yield Links.over(store)


def told(good: bool | None) -> Told:
    outcome = {True: "ok", False: "http-404", None: "timeout"}[good]
    return Told(url=LINK, target=LINK, host="other.example", good=good, outcome=outcome)


@pytest.mark.parametrize(
    ("checks", "verdict"),
    [
        ([(timedelta(), False)], "suspect"),
        ([(timedelta(), False), (WEEK * 0.94, False)], "suspect"),
        ([(timedelta(), False), (WEEK, False)], "broken"),
        ([(timedelta(), False), (WEEK - timedelta(hours=3), False)], "broken"),
        ([(timedelta(), False), (WEEK / 2, None), (WEEK, False)], "broken"),
        ([(timedelta(), False), (WEEK / 2, True), (WEEK, False)], "suspect"),
        ([(timedelta(), False), (WEEK, None)], "unknown"),
        ([(timedelta(), False), (WEEK, False), (2 * WEEK, None)], "broken"),
        ([(timedelta(), False), (WEEK, False), (2 * WEEK, True)], "fine"),
        ([(timedelta(), None), (WEEK, False)], "suspect"),
    ],
)
def test_two_checks_a_week_apart_make_a_link_broken(
    links: Links, checks: list[tuple[timedelta, bool | None]], verdict: str
) -> None:
    """Nothing said refutes nothing and confirms nothing; one good answer ends the spell."""
    for after, good in checks:
        kept = links.save_link(told(good), now=NOW + after)
    assert kept.verdict == verdict
    assert (kept.first_seen, kept.checks) == (NOW, len(checks))


def test_a_link_that_tells_nothing_is_asked_ever_more_seldom(links: Links) -> None:
    """Rounds at the same minute of every night: after a day, then each time after as long as it has been silent."""
    with Store.open(links.path) as store:
        begin(store, "run-1", at=NOW)
        save(store, document(links=2))
    asked = []
    for night in range(100):
        now = NOW + timedelta(days=night)
        if LINK in links.links_due(now=now, fine_for=timedelta(days=30)):
            links.save_link(told(None), now=now)
            asked.append(night)
    assert asked == [0, 1, 2, 4, 8, 16, 32, 61, 90]


def test_the_record_keeps_when_it_was_last_fine_and_since_when_it_is_broken(links: Links) -> None:
    """Fine, then bad twice: last fine is the good check, broken since is the first bad one."""
    for after, good in ((timedelta(), True), (WEEK, False), (2 * WEEK, False)):
        kept = links.save_link(told(good), now=NOW + after)
    assert (kept.last_fine, kept.first_bad, kept.confirmed_bad) == (NOW, NOW + WEEK, NOW + 2 * WEEK)


def test_a_broken_link_that_was_taken_out_is_mended(links: Links) -> None:
    """It stands in no list from the night on which the page is without it, or gone; it is back with the page."""

    def told_of() -> tuple[list[str], int, int]:
        return [check.url for check in links.link_checks()], sum(links.link_counts().values()), len(links.places(LINK))

    with Store.open(links.path) as store:
        begin(store, "run-1", at=NOW)
        save(store, document(links=2))
        for after in (timedelta(), WEEK):
            links.save_link(told(good=False), now=NOW + after)
        assert told_of() == ([LINK], 1, 1)
        save(store, document(links=1, texts=("Without it.",)), at=NOW + 8 * DAY)
        assert told_of() == ([], 0, 0)
        save(store, document(links=2), at=NOW + 9 * DAY)
        assert told_of() == ([LINK], 1, 1)
        for day in (10, 12):
            save(store, answer=capture(status=404, at=NOW + day * DAY), at=NOW + day * DAY)
        assert store.gone_since(URL) is not None
        assert told_of() == ([], 0, 0)


def test_links_are_indexed_by_address_from_the_first_check_on(links: Links) -> None:
    """Who never checks links does not pay for it with every page; who does finds them without reading them all."""
    indexed = "SELECT count(*) FROM sqlite_schema WHERE name = 'links_url'"

    def count() -> int:
        with closing(sqlite3.connect(links.path)) as reader:
            return int(reader.execute(indexed).fetchone()[0])

    assert count() == 0
    for _ in range(2):
        assert list(links.links_due(now=NOW, fine_for=WEEK)) == []
        assert count() == 1


def test_an_older_database_keeps_the_index_if_its_links_are_checked(tmp_path: Path) -> None:
    """The migration takes the index from those only who would not use it."""
    for name, checked in (("checked.db", True), ("never.db", False)):
        with Store.open(tmp_path / name) as store:
            if checked:
                Links.over(store).save_link(told(good=True), now=NOW)
        with closing(sqlite3.connect(tmp_path / name)) as older:
            older.execute("CREATE INDEX links_url ON links(url)")
            older.execute("DELETE FROM _sqlite_migrations WHERE name LIKE '0015%'")
            older.commit()
        with Store.open(tmp_path / name), closing(sqlite3.connect(tmp_path / name)) as reader:
            held = reader.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'links_url'").fetchone()[0]
            assert held == int(checked)

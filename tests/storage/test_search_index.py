"""Words go into the search index at the end of a transaction: whatever it did, they are those of the sections then."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from pipeline.model.document import Document
from pipeline.moments import iso, stamp
from pipeline.storage import Store
from tests.storage.storage_pages import DAY, NOW, A, B, begin, document, save

URLS = [f"https://health.example/{number}" for number in range(4)]
NEW = document(texts=("Airways that narrow.", "Ask your pharmacist."))


def found(store: Store, words: str) -> list[str]:
    assert store.check_search() == []
    return sorted(hit.url for hit in store.search(words))


def stored(store: Store, number: int, doc: Document, *, day: int) -> None:
    save(store, document(URLS[number], texts=tuple(s.text for s in doc.sections)), url=URLS[number], at=NOW + day * DAY)


def two_and_no_more(store: Store) -> None:
    with store.batch():
        stored(store, 0, NEW, day=1)
        stored(store, 1, NEW, day=1)
        raise OSError("the disk")


def test_a_page_that_is_new_and_changes_in_one_transaction_is_found_by_its_last_words(store: Store) -> None:
    """What was never in the index is not taken out of it."""
    with store.batch():
        stored(store, 0, A, day=0)
        stored(store, 0, NEW, day=1)
    assert found(store, "pharmacist") == [URLS[0]]
    assert found(store, "swell") == []


def test_changed_and_new_pages_of_one_transaction_are_found_in_any_order(store: Store) -> None:
    """Old words go, new ones come, kept ones stay, whichever page is stored first."""
    for number in (0, 1, 2):
        stored(store, number, A, day=0)
    with store.batch():
        stored(store, 2, NEW, day=1)
        stored(store, 3, A, day=1)
        stored(store, 0, B, day=1)
        stored(store, 1, NEW, day=1)
    assert found(store, "narrow") == [URLS[1], URLS[2]]
    assert found(store, "swell") == [URLS[0], URLS[3]]
    assert found(store, "days") == [URLS[0]]


def test_a_page_that_is_removed_in_the_transaction_that_stored_it_leaves_no_word(store: Store) -> None:
    """A removal takes out of the index what stands in it; so the words are put there first."""
    stored(store, 0, A, day=0)
    with store.batch():
        stored(store, 0, NEW, day=1)
        stored(store, 1, A, day=1)
        store._remove_records([id_ for (id_,) in store._sql.execute("SELECT id FROM documents").fetchall()])
        assert found(store, "narrow") == found(store, "swell") == []
        store._sql.execute("DELETE FROM fetches")
        store._sql.execute("DELETE FROM urls")


def test_an_index_that_is_made_anew_holds_what_its_transaction_stored_once(store: Store) -> None:
    """Words that are in it by then are not put in again."""
    with store.batch():
        stored(store, 0, A, day=0)
        store.rebuild_search()
        stored(store, 1, A, day=0)
    assert found(store, "swell") == [URLS[0], URLS[1]]


def test_a_transaction_that_fails_leaves_nothing_for_the_next_one(store: Store) -> None:
    """Neither words to take out nor words to put in."""
    stored(store, 0, A, day=0)
    with pytest.raises(OSError, match="the disk"):
        two_and_no_more(store)
    stored(store, 2, B, day=1)
    assert found(store, "narrow") == []
    assert found(store, "swell") == [URLS[0], URLS[2]]


def test_the_texts_of_a_version_are_linked_in_the_order_of_the_page(store: Store) -> None:
    """Also where a section that stays comes after one that is new."""
    stored(store, 0, A, day=0)
    stored(store, 0, document(texts=("Ask first.", "Airways that swell.", "Call your doctor.")), day=1)
    linked = store._sql.execute(
        "SELECT text FROM version_sections JOIN texts ON id = text_id WHERE version_id = 2 ORDER BY position"
    ).fetchall()
    assert linked == [("Ask first.",), ("Airways that swell.",), ("Call your doctor.",)]


def test_a_database_of_before_merges_seldom_from_now_on(tmp_path: Path) -> None:
    """Its index is neither made anew nor written to."""
    path, words = tmp_path / "older.db", "SELECT * FROM sections_fts_data WHERE id > 10"  # 10 tells of the settings
    with Store.open(path) as store:
        begin(store)
        stored(store, 0, A, day=0)
        store._sql.execute("INSERT INTO sections_fts (sections_fts, rank) VALUES ('automerge', 8)")
        store._sql.execute("DELETE FROM _sqlite_migrations WHERE name LIKE '0021%'")
        data = store._sql.execute(words).fetchall()
    with Store.open(path) as store:
        assert store._sql.execute("SELECT v FROM sections_fts_config WHERE k = 'automerge'").fetchall() == [(32,)]
        assert store._sql.execute(words).fetchall() == data
        assert found(store, "swell") == [URLS[0]]


@pytest.mark.parametrize(
    "moment",
    [
        NOW,
        datetime(2025, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
        datetime(2025, 1, 2, 3, 4, 5, 120000, tzinfo=UTC),
        datetime(987, 1, 2, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2025, 1, 1, 1, 0, 0, 1, tzinfo=timezone(timedelta(hours=5, minutes=45))),
        datetime(2025, 1, 1, tzinfo=timezone(timedelta(seconds=3601, microseconds=5))),
    ],
)
def test_a_moment_is_text_of_one_width_as_python_writes_it(moment: datetime) -> None:
    """Whatever its time zone and its fraction of a second."""
    assert stamp(moment) == f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


@pytest.mark.parametrize("day", [date(2025, 2, 28), date(1, 1, 1), date(9999, 12, 31)])
def test_a_day_is_text_as_python_writes_it(day: date) -> None:
    """From the first to the last that there are."""
    assert iso(day) == day.isoformat()


def test_nulls_truth_values_and_bytes_are_bound_as_they_are() -> None:
    """Quickly, and as SQLite would have them without us."""
    with closing(sqlite3.connect(":memory:")) as connection:
        kept = connection.execute("SELECT ?, ?, ?, typeof(?)", (None, True, b"\x00", b"")).fetchone()
    assert kept == (None, 1, b"\x00", "blob")


def test_an_adapter_that_a_program_has_of_its_own_stays() -> None:
    """A library that is imported changes nothing of what others store."""
    program = (
        "import sqlite3; sqlite3.register_adapter(bool, str); import pipeline.storage;"
        "print(*sqlite3.connect(':memory:').execute('SELECT ?', (True,)).fetchone())"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout == "True\n"

"""The database in Python as a notebook uses it: days, searches, names, copies."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast

import pytest

import pipeline
from pipeline.errors import InvalidUrl, UsageError
from pipeline.export.dataset import open_dataset
from pipeline.storage import Store
from tests.audit.audit_store import HOST, START, Bench, a_page

A, B = f"{HOST}/a.html", f"{HOST}/b.html"


@pytest.fixture
def bench(store: Store) -> Bench:
    made = Bench(store)
    for url in (A, B):
        made.discover(url)
    for url, title, day in ((A, "Good", 0), (B, "Good", 0), (A, "Newer", 3)):
        made.answer(url, document=a_page(url, title=title), day=day)
    return made


@pytest.fixture
def database(bench: Bench) -> Path:
    return bench.store.path


@pytest.mark.parametrize(
    "day",
    [
        "2026-01-02",
        date(2026, 1, 2),
        datetime(2026, 1, 2, 15),  # noqa: DTZ001 - what a notebook has
        datetime(2026, 1, 1, 23, tzinfo=timezone(timedelta(hours=-5))),
    ],
)
def test_a_day_is_taken_as_people_write_it(database: Path, day: Any) -> None:
    """A day in words, a date, and a moment, which stands for the day it is in UTC."""
    with open_dataset(database, as_of=day) as health:
        assert [document.title for document in health] == ["Good", "Good"]
        assert "as of 2026-01-02" in repr(health)


def test_what_pages_are_let_in_by_is_typed(database: Path) -> None:
    """An editor offers the names, and a checker of types finds a misspelt one before it is run."""
    with open_dataset(database) as health:
        assert len(list(health.records(language=["en"], page_type="topic", dates="reviewed:2025.."))) == 2
        with pytest.raises(UsageError, match="cannot select by lang") as refused:
            health.sections(lang="en")  # type: ignore[call-arg]
        assert "language" in (refused.value.mend or "")
        with pytest.raises(UsageError, match="site cannot be 3"):
            health.chunks(max_tokens=64, site=3)  # type: ignore[arg-type]


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "", 20260102])
def test_what_is_no_day_is_refused_by_name(database: Path, day: Any) -> None:
    """As an error of ours that says how to write it; nothing is held open by it."""
    with pytest.raises(UsageError, match="is no day") as refused:
        open_dataset(database, as_of=day)
    assert "2026-01-31" in (refused.value.mend or "")


def test_a_day_to_come_is_refused(database: Path) -> None:
    """A year with two figures changed places gave the newest state under the name of another day."""
    today = datetime.now(UTC).date()
    with pytest.raises(UsageError, match="is still to come"):
        open_dataset(database, as_of=today + timedelta(days=2))
    open_dataset(database, as_of=today).close()


def test_a_batch_may_be_larger_than_any_number_of_the_machine(database: Path) -> None:
    """``rows`` is what goes into one at most: all of them then."""
    with open_dataset(database) as health:
        assert [batch.num_rows for batch in health.documents().to_batches(10**30)] == [len(health)]


def test_sections_are_searched_among_the_pages_that_go_out(bench: Bench, database: Path) -> None:
    """Gone pages are found where they were asked for; a page of a blocked site as it was last good."""
    with open_dataset(database) as health:
        assert {hit.url for hit in health.search("newer")} == {A}
        assert {hit.url for hit in health.search("good newer")} == {A, B}
        assert len(health.search("good newer", limit=1)) == 1
    for day in (4, 7, 10):
        bench.answer(B, 404, day=day)
    with open_dataset(database) as health:
        assert {hit.url for hit in health.search("good newer")} == {A}
    with open_dataset(database, include_gone=True) as health:
        assert {hit.url for hit in health.search("good newer")} == {A, B}
    bench.store.block_site("healthy", reason="half the titles are gone", now=START + timedelta(days=11))
    with open_dataset(database, include_gone=True) as health:
        assert list(health.records()) == []
        assert health.search("good newer") == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda health: health.search("newer", language="xx"), "no page is in the language 'xx'"),
        (lambda health: health.search("newer", language=["en"]), "language cannot be"),
        (lambda health: health.search("newer", limit=0), "a limit of 0"),
        (lambda health: health.search(None), "cannot search for None"),
        (lambda health: health.documents(language=5), "language cannot be 5"),
        (lambda health: health.documents(language=b"en"), "language cannot be b'en'"),
        (lambda health: health.documents(site=iter(())), "site names nothing"),
        (lambda health: health.documents(language=[None]), "language names nothing"),
        (lambda health: health.documents(where=5), "where cannot be 5"),
        (lambda health: health.documents(where=["words > 1", "words < 9"]), "where takes one condition"),
        (lambda health: health.documents(dates=date(2025, 1, 1)), "dates cannot be datetime.date"),
        (lambda health: health.documents().to_batches(0), "0 rows are no batch"),
        (lambda health: health.documents().to_batches(-1), "-1 rows are no batch"),
        (lambda health: health.chunks(max_tokens="256"), "max_tokens cannot be '256'"),
        (lambda health: health.chunks(overlap=0.5), "overlap cannot be 0.5"),
        (lambda health: health.chunks(max_tokens=8), "chunks of 8 tokens hold no sentence"),
        (pickle.dumps, "cannot be copied or sent to another process"),
        (copy.copy, "cannot be copied or sent to another process"),
        (lambda health: pickle.dumps(health.sections()), "cannot be copied or sent to another process"),
    ],
)
def test_what_cannot_be_done_in_python_is_an_error_of_ours(
    database: Path, wrong: Callable[[Any], object], says: str
) -> None:
    """It names what was given and what to do instead, and never looks like an empty answer."""
    with open_dataset(database) as health, pytest.raises(UsageError, match=says) as refused:
        wrong(health)
    assert refused.value.mend


def test_nothing_is_searched_on_an_earlier_day(database: Path) -> None:
    """The index holds the pages as they are now: hits would quote what was not said then."""
    with (
        open_dataset(database, as_of="2026-01-02") as health,
        pytest.raises(UsageError, match="search knows the pages as they are now"),
    ):
        health.search("newer")


def test_an_address_that_is_no_string_is_no_address(database: Path) -> None:
    """As text that is none."""
    with open_dataset(database) as health, pytest.raises(InvalidUrl, match="not a URL: None"):
        health.get(cast("Any", None))


def test_names_come_from_whatever_holds_strings(database: Path) -> None:
    """A set, a generator, a column of a data frame, whose truth nobody can tell."""

    class Column(list[str]):
        def __bool__(self) -> bool:
            raise ValueError("the truth value of a column is ambiguous")

    with open_dataset(database) as health:
        for languages in ({"en"}, (language for language in ["en"]), Column(["en"])):
            assert len(list(health.documents(language=languages))) == 2


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("", "this is no record: Input data was truncated"),
        ("[]", "this is no record: Expected `object`, got `array`"),
        (b"{}", "this is no record: Object missing required field"),
        (b"\xff", "this is no record: JSON is malformed"),
        (None, "this is no record: "),
        ("\ud800", "this is no record: 'utf-8' codec can't encode"),
    ],
)
def test_what_is_no_record_is_an_error_of_ours(data: Any, says: str) -> None:
    """As everything else that cannot be done in Python."""
    with pytest.raises(UsageError) as refused:
        pipeline.from_json(data)
    assert says in str(refused.value)
    assert refused.value.mend


def test_what_is_no_record_becomes_no_line_of_records() -> None:
    """A page that is not there was a line ``null`` in its file."""
    with pytest.raises(UsageError, match="this is no record: None"):
        pipeline.to_json(cast("Any", None))


def test_a_database_is_named_by_a_path() -> None:
    """What is none is told by name."""
    with pytest.raises(UsageError, match="database cannot be None"):
        pipeline.open(cast("Any", None))


def test_a_record_of_another_contract_is_not_read_as_one_of_this() -> None:
    """A new name is left out; where the same names may mean something else nothing is."""
    data = pipeline.to_json(a_page(A))
    assert pipeline.from_json(data.replace(b'"url":', b'"new_name":1,"url":', 1)) == a_page(A)
    assert pipeline.from_json(data.replace(b'"schema_version":"1.', b'"schema_version":"1.9', 1)).url == A
    with pytest.raises(UsageError, match=r"a record of version 2\.0"):
        pipeline.from_json(data.replace(b'"schema_version":"1.', b'"schema_version":"2.', 1))


def _title(database: Path, url: str) -> str | None:
    with pipeline.open(database) as health:
        document = health.get(url)
    return None if document is None else document.title


def test_records_and_rows_go_to_other_processes(database: Path) -> None:
    """And each of them can open the database for itself."""
    with open_dataset(database) as health:
        document, row = health.get(A), next(iter(health.sections()))
        assert pickle.loads(pickle.dumps((document, row))) == (document, row)  # noqa: S301 - our own
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            assert pool.starmap(_title, [(database, A), (database, B)]) == ["Newer", "Good"]


THREADS = """
import sys
from concurrent.futures import ThreadPoolExecutor

import pipeline

with pipeline.open(sys.argv[1]) as health, ThreadPoolExecutor(6) as pool:
    asked = [{"where": "words >= 0"}, {}] * 3
    rounds = [pool.submit(lambda asks: {repr(list(health.sections(**asks))) for _ in range(150)}, one) for one in asked]
    [said] = set().union(*(done.result() for done in rounds))
    print(said.count("SectionRow"))
"""


def test_threads_that_share_an_open_database_do_not_wait_for_each_other(database: Path) -> None:
    """Where one selected by a condition, it and who read beside it held what the other needed, for good.

    Nor are they given each other's rows, which Python's sqlite3 does since 3.12 with statements that it keeps.
    """
    command = [sys.executable, "-c", THREADS, str(database)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "4"


def test_a_table_says_what_it_is(database: Path) -> None:
    """In a notebook a table is looked at before it is used: its name and columns, not where it lies in memory."""
    with open_dataset(database) as health:
        assert repr(health) == f"<Dataset {database}>"
        assert repr(health.dates()).startswith("<Table dates: ")
        assert "precision" in repr(health.dates())

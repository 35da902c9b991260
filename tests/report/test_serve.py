"""Datasette over the database: metadata that fits it, queries that run, and real HTTP where the extra is installed."""

from __future__ import annotations

import importlib.util
import json
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest

from pipeline.model.courtesy import RobotsVerdict
from pipeline.model.dates import DateSource
from pipeline.model.target import UrlStatus
from pipeline.report.datasette import FACETS, QUERIES, metadata
from pipeline.storage import Store
from pipeline.storage.described import COLUMNS, TABLES, meaning
from pipeline.storage.overview import Overview
from tests.storage.storage_pages import begin, document, save


@pytest.fixture
def tables(store: Store) -> dict[str, list[str]]:
    return Overview.over(store).tables()


def test_every_table_and_view_is_described(tables: dict[str, list[str]]) -> None:
    """Whatever the migrations and views make has a sentence; nothing else is described."""
    shadows = ("sections_fts_", "sqlite_", "_sqlite")
    real = {name for name in tables if not name.startswith(shadows)} - {"section_words"}
    assert real == set(TABLES)
    columns = {known for table, names in tables.items() for name in names for known in (name, f"{table}.{name}")}
    assert set(COLUMNS) <= columns


def test_a_name_that_two_tables_have_means_in_each_what_it_holds(tables: dict[str, list[str]]) -> None:
    """The key of a host is no finding's, robots.txt has verdicts of its own, a status of HTTP is a number."""
    told = metadata("health", tables)["databases"]["health"]["tables"]
    assert told["findings"]["columns"]["key"] == "stable: rule, subject and claim values"
    assert told["hosts"]["columns"]["key"] == "name of the host, or an address that hosts share"
    for table in ("captures", "link_checks", "robots"):
        assert told[table]["columns"]["status"] == "HTTP status of the last answer"
    for verdict in get_args(RobotsVerdict):
        assert verdict in str(meaning("robots", "verdict"))
    for carrier in get_args(DateSource):
        assert carrier in str(meaning("dates", "source"))
    for status in get_args(UrlStatus):
        assert status in str(meaning("urls", "status"))


def test_facets_are_columns_that_exist(tables: dict[str, list[str]]) -> None:
    """No facet names a table or column that is not there."""
    assert [
        (name, column) for name, found in FACETS.items() for column in found if column not in tables.get(name, ())
    ] == []


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_ready_made_query_runs_and_finds_something(name: str, database: Path) -> None:
    """Each query of the metadata is SQL that this database answers, with rows."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        connection.create_function("escape_fts", 1, lambda words: f'"{words}"')  # Datasette brings its own
        rows = connection.execute(QUERIES[name]["sql"], {"grade": "", "words": "dosage"}).fetchall()
    assert rows


def test_tables_of_the_software_are_hidden(tables: dict[str, list[str]]) -> None:
    """Shadow tables of the index do not stand among the tables for people."""
    told = metadata("health", tables)["databases"]["health"]["tables"]
    assert all(told[name].get("hidden") for name in tables if name.startswith("sections_fts_"))
    assert not any(told[name].get("hidden") for name in ("documents", "findings", "pages"))


@pytest.fixture
def served(database: Path) -> Iterator[httpx.Client]:
    with _served(database) as client:
        yield client


@contextmanager
def _served(database: Path) -> Iterator[httpx.Client]:
    if importlib.util.find_spec("datasette") is None:
        pytest.skip("datasette is not installed: pip install 'health-page-pipeline[serve]'")
    with subprocess.Popen(
        _command(database, "0"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().partition(" ")[0]  # where it is, said before it answers
            with httpx.Client(base_url=address, timeout=60) as client:
                _wait(client, process)
                yield client
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


def _command(database: Path, port: str) -> list[str]:
    return [sys.executable, "-m", "pipeline", "-d", str(database), "serve", "--port", port]


def test_a_port_that_is_taken_is_named(database: Path) -> None:
    """Exit 2 with what to do about it, before anything is served."""
    if importlib.util.find_spec("datasette") is None:
        pytest.skip("datasette is not installed: pip install 'health-page-pipeline[serve]'")
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        ran = subprocess.run(_command(database, port), capture_output=True, text=True, check=False, timeout=60)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"nothing can listen on 127.0.0.1, port {port}: Address already in use\n  to mend: " in ran.stderr


def _wait(client: httpx.Client, process: subprocess.Popen[str]) -> None:
    for _ in range(150):
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        try:
            client.get("/-/versions.json")
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the server did not begin to answer within 30 s")


def _rows(client: httpx.Client, path: str, **query: str) -> list[dict[str, Any]]:
    answer = client.get(path, params={"_shape": "array", **query})
    assert answer.status_code == 200, answer.text[:500]
    rows: list[dict[str, Any]] = json.loads(answer.text)
    return rows


def test_datasette_answers_read_only_over_http(served: httpx.Client) -> None:
    """Tables, ready-made queries, facets and search answer; a hostile title is escaped; nothing can be written."""
    assert len(_rows(served, "/health/documents.json", _size="400")) == 300
    assert {row["rule"] for row in _rows(served, "/health/overdue.json")} == {"FR002"}
    assert _rows(served, "/health/broken.json")
    assert _rows(served, "/health/sections.json", _search="dosage")
    facets = served.get("/health/findings.json").json()["facet_results"]
    assert "rule" in (facets.get("results") or facets)
    page = served.get("/health/documents", params={"title__contains": "alert"}).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "One row a page" in page
    written = served.get("/health.json", params={"sql": "DELETE FROM documents", "_shape": "array"})
    assert written.status_code == 400
    assert len(_rows(served, "/health/documents.json", _size="400")) == 300


def test_the_query_for_words_takes_them_as_they_stand(served: httpx.Client) -> None:
    """Hyphens, brackets, points, a lone quote, a word of the query language and no words at all are no errors."""
    assert _rows(served, "/health/find_words.json", words="dosage")
    for words in ("", "COVID-19", "5.7 %", '"dosage', "dosage (acute)", "AND"):
        _rows(served, "/health/find_words.json", words=words)


def test_words_inside_of_a_sentence_without_spaces_are_found(tmp_path: Path) -> None:
    """By the query for words and by the search beside the table, and shown as they stand."""
    said = "妊娠中の方は糖尿病の治療薬を飲む前に医師に相談してください。"
    with Store.open(tmp_path / "health.db") as store:
        begin(store)
        save(store, document(title="糖尿病", texts=(said,)))
    with _served(tmp_path / "health.db") as client:
        (row,) = _rows(client, "/health/find_words.json", words="治療薬 医師")
        assert (row["title"], row["found"]) == ("糖尿病", said.replace("治療薬", "[治療薬]").replace("医師", "[医師]"))
        assert len(_rows(client, "/health/sections.json", _search="治療薬")) == 1
        assert _rows(client, "/health/sections.json", _search="治療費") == []

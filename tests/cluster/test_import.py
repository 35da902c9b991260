"""Shards into the database: as if the archive had been read again here."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from pipeline.cli.app import app
from pipeline.cluster import merge
from pipeline.cluster.merge import Shards, is_shards
from pipeline.config import Config, Storage
from pipeline.errors import UsageError
from pipeline.ingest.events import silent
from pipeline.ingest.reparse import RereadReport, reread
from pipeline.parsers import PARSER_VERSION
from pipeline.storage import Store
from tests.cluster.cluster_archive import read, rows
from tests.ingest.bench import ORIGIN, Bench, bench, small_site

OURS = ("runs", "events", "receipts", "urls", "sqlite_sequence")
"""Tables that tell of the run that did it."""


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Bench]:
    """A database of eight pages, two of them with a second version."""
    pages = small_site(8)
    with bench(tmp_path / "operator", pages) as made:
        made.run()
        for path in ("/topic000001.html", "/topic000002.html"):
            page = pages[path]
            assert not isinstance(page, tuple)
            made.site.put(path, replace(page, body=page.body.replace(b"</h1>", b" again</h1>")))
        made.later(days=8)
        made.run()
        yield made


def old_reader(config: Config) -> None:
    """The records of all versions become those of a reader that saw no title."""
    with Store.open(config.storage.database) as store:
        for url in [document.url for document in store.documents()]:
            for version in store.versions(url):
                record = store.record_of(version.id)
                store.save_reparsed(str(version.capture_id), replace(record, title=f"old {version.number}"))


def copied(config: Config, name: str) -> Config:
    database = config.storage.database.with_name(name)
    shutil.copy(config.storage.database, database)
    return replace(config, storage=Storage(database=database, archive=config.storage.archive))


def content(config: Config) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that holds what pages say and how that changed."""
    with closing(sqlite3.connect(config.storage.database)) as connection, connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        found = {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr)  # noqa: S608
            for name in names
            if name not in OURS
        }
    connection.close()
    return found


def brought(bench: Bench, config: Config, shards: Path) -> RereadReport:
    with Shards(shards) as source:
        return reread(config, clock=bench.clock, listen=silent, source=source)


def test_importing_shards_is_reading_again(operator: Bench, tmp_path: Path) -> None:
    """Versions, records, history and grades are those of ``pipeline reparse``; each one technical; twice is once."""
    old_reader(operator.config)
    here, there = copied(operator.config, "here.db"), copied(operator.config, "there.db")
    out = tmp_path / "out"
    read(operator.folder, out, origins=(("medlineplus", ORIGIN),))  # its files have other names there
    expected = reread(here, clock=operator.clock, listen=silent)
    report = brought(operator, there, out)
    assert expected.technical > 0
    assert report == expected
    assert content(there) == content(here)
    again = brought(operator, there, out)
    assert (again.identical, again.changed) == (report.captures, 0)
    assert content(there) == content(here)


def test_captures_that_are_not_in_the_shards_stay_as_they_are(operator: Bench, tmp_path: Path) -> None:
    """Shards of a part of the archive change that part; the rest is counted, not lost."""
    files = sorted(operator.config.storage.archive.glob("*.warc.gz"))
    report = read(files[-1], tmp_path / "out", origins=(("medlineplus", ORIGIN),))
    before = operator.records()
    done = brought(operator, operator.config, tmp_path / "out")
    assert done.captures == len(rows(report)) == 2
    assert done.absent == 8
    assert operator.records() == before


def test_pages_that_were_read_as_another_site_stay_as_they_are(operator: Bench, tmp_path: Path) -> None:
    """Shards made without this database's configuration do not turn a publisher's pages into anybody's."""
    read(operator.config.storage.archive, tmp_path / "out")
    before = operator.records()
    done = brought(operator, operator.config, tmp_path / "out")
    assert (done.captures, done.otherwise) == (0, 10)
    assert operator.records() == before


def test_shards_of_another_reader_are_refused(operator: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records of an older parser do not go over those of this one."""
    report = read(operator.config.storage.archive, tmp_path / "out")
    assert is_shards(tmp_path / "out")
    assert not is_shards(operator.config.storage.archive)
    monkeypatch.setattr(merge, "PARSER_VERSION", "99")
    monkeypatch.setattr(merge, "parser_version", lambda: "99 (lexbor 1)")
    for folder in (tmp_path / "out", Path(report.folder)):
        with pytest.raises(UsageError, match=r"parser \d+ \(.+\), this is 99 \(lexbor 1\)|no shards of parser 99"):
            Shards(folder)


def test_the_commands(operator: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``reparse --engine`` leaves the database alone and says what it wrote, ``import`` takes it in."""
    file = tmp_path / "pipeline.toml"
    storage = operator.config.storage
    file.write_text(
        f'[storage]\ndatabase = "{storage.database}"\narchive = "{storage.archive}"\n'
        f'[sites.medlineplus]\norigin = "{ORIGIN}"\n'
    )

    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["-q", "-c", str(file), *arguments], catch_exceptions=True)
        return done.exit_code, done.stdout or str(done.exception)

    old_reader(operator.config)
    before = content(operator.config)
    code, told = run("reparse", "--engine", "process", "--workers", "2")
    assert (code, "10 records written to" in told) == (0, True), told
    assert content(operator.config) == before
    code, told = run("import", str(storage.database.parent / "shards"))
    assert (code, f"10 captures from parser-{PARSER_VERSION}-" in told) == (0, True), told
    assert "10 rewritten, 10 of them say something else" in told
    code, told = run("reparse")
    assert (code, "10 records identical" in told) == (0, True), told
    monkeypatch.setattr("pipeline.parsers.reading.parser_version", lambda: "7 (another lexbor)")
    code, told = run("reparse")
    assert (code, "10 rewritten, 0 of them say something else" in told) == (0, True), told
    monkeypatch.undo()
    for refused in (
        ("--workers", "2"),
        ("--engine", "process", "--dry-run"),
        ("--engine", "process", "--ray-address", "auto"),
    ):
        code, told = run("reparse", *refused)
        assert (code, "go with" in told or "goes with" in told) == (1, True), told

"""A folder of files in the store: archived, versioned, read again, never in place of a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli.clock import SystemClock
from pipeline.config import Config, Storage
from pipeline.errors import UsageError
from pipeline.ingest.events import Event
from pipeline.ingest.folder import FolderReport, import_folder
from pipeline.ingest.reparse import reread
from pipeline.storage import Store

DUMP = "Link: https://medlineplus.gov/sleep.html\n\n# Sleep\n\n## Naps\n\nWords about naps, {}.\n"
PAGE = (
    '<html><head><link rel="canonical" href="https://www.cdc.gov/sleep.html"><title>Sleep</title></head><body><main>'
    '<h1>Sleep</h1><h2>Naps</h2><p>Words about <a href="naps.html">naps</a>.</p></main>'
)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(storage=Storage(database=tmp_path / "health.db", archive=tmp_path / "archive"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "Text Dumps"
    (folder / "more").mkdir(parents=True)
    (folder / "a.txt").write_text(DUMP.format("short"), "utf-8")
    (folder / "more" / "b c.html").write_text(PAGE, "utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.txt").write_text("Hidden\n\nWords.", "utf-8")
    return folder


def bring(config: Config, folder: Path) -> FolderReport:
    return import_folder(config, folder, clock=SystemClock(), listen=lambda _event: None)


def test_a_page_that_was_saved_as_text_is_read_as_the_page_it_is(config: Config, folder: Path) -> None:
    """What `curl` wrote to page.txt is no dump: read as one its tags would be its words."""
    (folder / "page.txt").write_text(f"\n{PAGE.replace('<html>', '<!DOCTYPE html><html lang=en>')}", "utf-8")
    bring(config, folder)
    with Store.open(config.storage.database, read_only=True) as store:
        page, text = store.document("https://text-dumps.invalid/page.txt"), store.document(A)
    assert page is not None
    assert text is not None
    assert (page.site, page.title, [section.heading for section in page.sections]) == ("cdc", "Sleep", ["Naps"])
    assert text.page_type == "text_dump"


def test_progress_says_what_came_of_how_many(config: Config, folder: Path) -> None:
    """Each page is told with the counts up to it, also when the folder is brought again and when it is read again."""
    for new, unchanged in ((2, 0), (0, 2)):
        told: list[tuple[int, int, int]] = []

        def listen(event: Event, told: list[tuple[int, int, int]] = told) -> None:
            if event.name == "page":
                told.append((event.counts.new, event.counts.unchanged, event.expected))

        import_folder(config, folder, clock=SystemClock(), listen=listen)
        assert told[-1] == (new, unchanged, 2)
    told.clear()
    reread(config, clock=SystemClock(), listen=listen)
    assert told[-1][:2] == (0, len(told))


A, B = "https://text-dumps.invalid/a.txt", "https://text-dumps.invalid/more/b%20c.html"


def test_files_become_documents_of_the_site_they_name(config: Config, folder: Path) -> None:
    """Text, Markdown and HTML are taken, other files are not; the site is that of the page a file says it was."""
    report = bring(config, folder)
    assert (report.run.verdict, report.files, report.run.counts.new) == ("ok", 2, 2)
    with Store.open(config.storage.database, read_only=True) as store:
        text, page = store.document(A), store.document(B)
        assert store.check() == []
    assert text is not None
    assert page is not None
    assert (text.site, text.page_type, text.canonical_url) == (
        "medlineplus",
        "text_dump",
        "https://medlineplus.gov/sleep.html",
    )
    assert page.site == "cdc"
    assert [link.url for link in page.links] == ["https://www.cdc.gov/naps.html"]


def test_the_same_folder_again_changes_nothing_and_an_edit_is_a_version(config: Config, folder: Path) -> None:
    """A folder imported twice holds the same documents; a file that changed has two versions."""
    bring(config, folder)
    assert bring(config, folder).run.counts.unchanged == 2
    (folder / "a.txt").write_text(DUMP.format("long"), "utf-8")
    counts = bring(config, folder).run.counts
    assert (counts.changed, counts.unchanged) == (1, 1)
    with Store.open(config.storage.database, read_only=True) as store:
        assert [version.number for version in store.versions(A)] == [1, 2]


def test_a_dump_never_takes_the_place_of_its_page(config: Config, folder: Path) -> None:
    """The page's own address has no record by an import: an old dump may be older than what is held."""
    bring(config, folder)
    with Store.open(config.storage.database, read_only=True) as store:
        assert store.document("https://medlineplus.gov/sleep.html") is None


def test_read_again_it_is_the_same(config: Config, folder: Path) -> None:
    """The archive alone gives the same records."""
    bring(config, folder)
    report = reread(config, clock=SystemClock(), listen=lambda _event: None, dry_run=False)
    assert (report.captures, report.identical, report.changed) == (2, 2, 0)


def test_a_file_that_cannot_be_read_is_named(config: Config, folder: Path) -> None:
    """A file without words is archived, has no record, and is in the report; the others are stored."""
    (folder / "empty.md").write_text("Link: https://medlineplus.gov/x.html\n", "utf-8")
    report = bring(config, folder)
    assert report.run.verdict == "incomplete"
    assert list(report.unreadable) == ["https://text-dumps.invalid/empty.md"]
    with Store.open(config.storage.database, read_only=True) as store:
        assert store.document(A) is not None


def test_a_folder_with_nothing_to_take(config: Config, tmp_path: Path) -> None:
    """A folder without files to take, and what is no folder, are refused by name."""
    (tmp_path / "none").mkdir()
    with pytest.raises(UsageError, match="holds no file to import"):
        bring(config, tmp_path / "none")
    with pytest.raises(UsageError, match="is not a folder"):
        bring(config, tmp_path / "absent")

"""A better reader over an archive of many versions: nothing of it is the publisher's doing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline import parsers, sites
from pipeline.archive import ArchiveWriter
from pipeline.cli.clock import SystemClock
from pipeline.cli.entry import run_command_line
from pipeline.config import Config, Site, Storage
from pipeline.demo.pages import PLACEHOLDER
from pipeline.demo.synthetic import synthetic_site
from pipeline.ingest.events import Event, silent
from pipeline.ingest.reparse import reread
from pipeline.model.capture import Answered, Capture
from pipeline.model.document import Document
from pipeline.model.run import Run, RunCounts
from pipeline.model.target import Target
from pipeline.profiles import at_origin
from pipeline.storage import Store
from tests.captures import capture_of

ORIGIN = "http://demo.localhost"
START = datetime(2025, 1, 1, tzinfo=UTC)
PAGES, VERSIONS = int(os.environ.get("UPGRADE_PAGES", "40")), 5
"""200 versions; ``UPGRADE_PAGES=200`` makes them the thousand of a larger site (a minute)."""
ROOT = Path(__file__).resolve().parents[2]
LOST = "Statistics and Research"
"""The section that the old reader did not see."""


def old_reader(document: Document) -> Document:
    """What the reader of a year ago made of the same bytes."""
    origin = replace(document.provenance, parser_version="0", profile_version="0")
    kept = tuple(section for section in document.sections if section.heading != LOST)
    assert len(kept) < len(document.sections)
    return replace(document, sections=kept, provenance=origin)


def answer(url: str, body: bytes, at: datetime, run: str) -> Capture:
    number = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{url}#{run}"))
    return capture_of(body, url, id=number, reason="OK", http_version="HTTP/1.1", fetched_at=at, run_id=run)


def archived(folder: Path, pages: int, versions: int) -> Config:
    """As many captures of each page, every version with another dose, all read by the old reader."""
    made = Config(
        storage=Storage(database=folder / "health.db", archive=folder / "archive"),
        sites={"medlineplus": Site(origin=ORIGIN)},
    )
    profile = at_origin(sites.by_name("medlineplus"), ORIGIN)
    topics = [(path, page) for path, page in synthetic_site(pages, 6_000).items() if path.startswith("/topic")]
    assert len(topics) == pages
    with (
        Store.open(made.storage.database) as store,
        ArchiveWriter(made.storage.archive, prefix="pages", software="test", now=lambda: START) as archive,
    ):
        for week in range(versions):
            run, at = f"run-{week}", START + timedelta(days=7 * week)
            store.start_run(Run(id=run, kind="run", started_at=at, counts=RunCounts()))
            with store.batch(before_commit=archive.sync):
                for path, page in topics:
                    dose = f"<p>Page {path} says {week + 1} mg.</p>"
                    text = page.body.decode().replace(PLACEHOLDER, ORIGIN)
                    body = text.replace('class="syndicate">', f'class="syndicate">{dose}', 1).encode()
                    capture = archive.keep(answer(ORIGIN + path, body, at, run))
                    store.save_outcome(
                        run,
                        Target(url=capture.url, site="medlineplus", reason="interval"),
                        Answered(url=capture.url, capture=capture),
                        now=at,
                        elapsed_ms=1,
                        next_due=at + timedelta(days=7),
                        document=old_reader(parsers.read(capture, profile)),
                    )
            store.settle_changes(run, now=at)
    return made


def publishers(store: Store) -> list[tuple[str | None, int | None, str | None]]:
    return [(c.url, c.version, c.grade) for c in store.changes() if c.kind == "changed"]


def test_an_upgrade_is_one_technical_event_and_no_publishers_change(tmp_path: Path) -> None:
    """Every record is read otherwise: the changes of the publisher stay as they were, one event is ours.

    The preview before counts exactly what comes of it, and stores nothing.
    """
    config = archived(tmp_path, PAGES, VERSIONS)
    with Store.open(config.storage.database, read_only=True) as store:
        before, grades = publishers(store), store.grades()
        state = store.counts()
    assert grades == {"critical": (VERSIONS - 1) * PAGES, "first": PAGES}

    altered: list[str] = []
    preview = reread(
        config,
        clock=SystemClock(),
        listen=silent,
        dry_run=True,
        notice=lambda row, _old, new: altered.append(f"{row.id} {len(new.sections)}"),
    )
    with Store.open(config.storage.database, read_only=True) as store:
        assert (publishers(store), store.counts(), list(store.events())) == (before, state, [])

    done: list[str] = []
    outcome = reread(
        config,
        clock=SystemClock(),
        listen=silent,
        notice=lambda row, _old, new: done.append(f"{row.id} {len(new.sections)}"),
    )
    assert (outcome.captures, outcome.technical, outcome.pages) == (PAGES * VERSIONS, PAGES * VERSIONS, PAGES)
    assert (preview, altered) == (outcome, done)

    with Store.open(config.storage.database, read_only=True) as store:
        assert publishers(store) == before
        assert store.grades() == grades
        (event,) = store.events()
        assert (event.kind, event.pages, event.edits) == ("technical", PAGES, PAGES * VERSIONS)
        assert {c.event_id for c in store.changes() if c.kind == "technical"} == {event.id}
        document = next(iter(store.documents()))
        assert LOST in [section.heading for section in document.sections]
        assert store.check() == []


def test_reading_again_a_second_time_alters_nothing(tmp_path: Path) -> None:
    """Once the records are today's, the preview is empty."""
    config = archived(tmp_path, pages=3, versions=2)
    assert reread(config, clock=SystemClock(), listen=silent).technical == 6
    assert reread(config, clock=SystemClock(), listen=silent, dry_run=True).technical == 0


def test_the_command_shows_what_an_upgrade_would_alter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``sites diff`` names pages, fields and weight, and shows the words; nothing is stored."""
    config = archived(tmp_path, pages=3, versions=1)
    reread(config, clock=SystemClock(), listen=silent)
    with Store.open(config.storage.database) as store:
        url = next(iter(store.documents())).url
        version = store.versions(url)[-1]
        record = store.record_of(version.id)
        store.save_reparsed(str(version.capture_id), old_reader(record))
    assert run_command_line(["-q", "-c", written(config, tmp_path), "sites", "diff"]) == 0
    shown = capsys.readouterr().out
    assert "1 of them say something else" in shown
    assert "medlineplus health_topic" in shown
    assert f"## {LOST} [added, " in shown
    with Store.open(config.storage.database, read_only=True) as store:
        assert LOST not in [section.heading for section in store.record_of(version.id).sections]


def test_an_upgrade_that_is_stopped_leaves_each_part_an_event_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the middle: what was stored stays and is ours, the run is closed, the next one does the rest."""
    monkeypatch.setattr("pipeline.ingest.reparse.BATCH", 20)
    config = archived(tmp_path, 12, 3)
    told: list[Event] = []

    def stop(event: Event) -> None:
        told.append(event)
        if len(told) == 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reread(config, clock=SystemClock(), listen=stop)
    with Store.open(config.storage.database, read_only=True) as store:
        assert [run.verdict for run in store.runs() if run.kind == "reparse"] == ["interrupted"]
        assert [event.edits for event in store.events()] == [20]
    reread(config, clock=SystemClock(), listen=silent)
    with Store.open(config.storage.database, read_only=True) as store:
        assert [event.edits for event in store.events()] == [20, 16]
        assert {change.kind for change in store.changes()} == {"new", "changed", "technical"}


def test_an_upgrade_that_is_killed_leaves_no_change_without_its_event(tmp_path: Path) -> None:
    """SIGKILL in the middle: what is stored is an event that counts a page once; the next run does the rest."""
    config = archived(tmp_path, 12, 3)
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from pipeline.cli.clock import SystemClock\n"
        "from pipeline.config import Config, Site, Storage\n"
        "from pipeline.ingest import reparse\n"
        "folder = Path(sys.argv[1])\n"
        "storage = Storage(database=folder / 'health.db', archive=folder / 'archive')\n"
        "told = []\n"
        "def listen(event):\n"
        "    told.append(event)\n"
        "    if len(told) == 30:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "reparse.BATCH = 8\n"
        f"config = Config(storage=storage, sites={{'medlineplus': Site(origin={ORIGIN!r})}})\n"
        "reparse.reread(config, clock=SystemClock(), listen=listen)\n"
    )
    died = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=False, timeout=60)
    assert died.returncode == -signal.SIGKILL
    with Store.open(config.storage.database, read_only=True) as store:
        assert [(event.edits, event.pages, event.looked_at) for event in store.events()] == [(24, 12, 24)]
        assert None not in {change.event_id for change in store.changes() if change.kind == "technical"}
    reread(config, clock=SystemClock(), listen=silent)
    with Store.open(config.storage.database, read_only=True) as store:
        assert [run.verdict for run in store.runs() if run.kind == "reparse"] == ["ok", "interrupted"]
        assert [event.edits for event in store.events()] == [24, 12]


@pytest.mark.parametrize("command", [["reparse"], ["sites", "diff"]])
def test_progress_of_reading_again_calls_no_page_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """What another reader makes of the same words is rewritten; "changed" is what publishers do."""
    config = archived(tmp_path, pages=100, versions=1)
    assert run_command_line(["-c", written(config, tmp_path), *command]) == 0
    assert "pages: 0 new, 100 rewritten, 0 unchanged, 0 failed" in capsys.readouterr().err


def written(config: Config, folder: Path) -> str:
    """The configuration in a file."""
    file = folder / "pipeline.toml"
    file.write_text(
        f'[storage]\ndatabase = "{config.storage.database}"\narchive = "{config.storage.archive}"\n'
        f'[sites.medlineplus]\norigin = "{ORIGIN}"\n'
    )
    return str(file)

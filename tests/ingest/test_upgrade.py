"""A better reader over an archive of a thousand versions: nothing of it is the publisher's doing."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from pipeline import parsers, sites
from pipeline.archive import ArchiveWriter
from pipeline.cli import app
from pipeline.cli.clock import SystemClock
from pipeline.config import Config, Site, Storage
from pipeline.demo.pages import PLACEHOLDER
from pipeline.demo.synthetic import synthetic_site
from pipeline.ingest import reread
from pipeline.ingest.events import silent
from pipeline.ingest.reading import at_origin
from pipeline.model.capture import Answered, Capture
from pipeline.model.document import Document
from pipeline.model.run import Run, RunCounts
from pipeline.model.target import Target
from pipeline.storage import Store

ORIGIN = "http://demo.localhost"
START = datetime(2025, 1, 1, tzinfo=UTC)
PAGES, VERSIONS = 200, 5
LOST = "Statistics and Research"
"""The section that the old reader did not see."""

pytestmark = pytest.mark.xdist_group("upgrade")


def old_reader(document: Document) -> Document:
    """What the reader of a year ago made of the same bytes."""
    origin = replace(document.provenance, parser_version="0", profile_version="0")
    kept = tuple(section for section in document.sections if section.heading != LOST)
    assert len(kept) < len(document.sections)
    return replace(document, sections=kept, provenance=origin)


def answer(url: str, body: bytes, at: datetime, run: str) -> Capture:
    digest = hashlib.sha256(body).hexdigest()
    return Capture(
        id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{url}#{run}")),
        requested_url=url,
        url=url,
        status=200,
        reason="OK",
        http_version="HTTP/1.1",
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        entity=body,
        body=body,
        fetched_at=at,
        entity_sha256=digest,
        payload_sha256=digest,
        run_id=run,
    )


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A thousand captures of 200 pages, each version with another dose, all read by the old reader."""
    folder = tmp_path_factory.mktemp("upgrade")
    made = Config(
        storage=Storage(database=folder / "health.db", archive=folder / "archive"),
        sites={"medlineplus": Site(origin=ORIGIN)},
    )
    profile = at_origin(sites.by_name("medlineplus"), ORIGIN)
    topics = [(path, page) for path, page in synthetic_site(PAGES, 6_000).items() if path.startswith("/topic")]
    assert len(topics) == PAGES
    with (
        Store.open(made.storage.database) as store,
        ArchiveWriter(made.storage.archive, prefix="pages", software="test", now=lambda: START) as archive,
    ):
        for week in range(VERSIONS):
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


def test_an_upgrade_is_one_technical_event_and_no_publishers_change(config: Config) -> None:
    """1,000 records read otherwise: the 800 changes of the publisher stay as they were, one event is ours.

    The preview before counts exactly what comes of it, and stores nothing.
    """
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


def test_reading_again_a_second_time_alters_nothing(config: Config) -> None:
    """Once the records are today's, the preview is empty."""
    assert reread(config, clock=SystemClock(), listen=silent, dry_run=True).technical == 0


def test_the_command_shows_what_an_upgrade_would_alter(config: Config, tmp_path: Path) -> None:
    """``sites diff`` names pages, fields and weight, and shows the words; nothing is stored."""
    with Store.open(config.storage.database) as store:
        url = next(iter(store.documents())).url
        version = store.versions(url)[-1]
        record = store.record_of(version.id)
        store.save_reparsed(str(version.capture_id), old_reader(record))
    file = tmp_path / "pipeline.toml"
    file.write_text(
        f'[storage]\ndatabase = "{config.storage.database}"\narchive = "{config.storage.archive}"\n'
        f'[sites.medlineplus]\norigin = "{ORIGIN}"\n'
    )
    shown = CliRunner().invoke(app.app, ["-q", "-c", str(file), "sites", "diff"], catch_exceptions=False)
    assert shown.exit_code == 0
    assert "1 of them say something else" in shown.output
    assert "medlineplus health_topic" in shown.output
    assert f"## {LOST} [added, " in shown.output
    with Store.open(config.storage.database, read_only=True) as store:
        assert LOST not in [section.heading for section in store.record_of(version.id).sections]

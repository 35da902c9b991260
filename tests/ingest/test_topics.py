"""NLM's topic XML in the store: archived, versioned, never fetched."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from pipeline import archive
from pipeline.cli.clock import SystemClock
from pipeline.config import Config, Storage
from pipeline.errors import ReadError
from pipeline.ingest import topic_capture
from pipeline.ingest.events import Event, silent
from pipeline.ingest.folder import import_folder
from pipeline.ingest.reparse import reread
from pipeline.ingest.topics import import_topics
from pipeline.model.document import Document
from pipeline.sites.medlineplus.feed import address_of, document_of
from pipeline.storage import Store
from tests.ingest.bench import bench, small_site

TOPIC = (
    '<health-topic title="{1}" url="https://medlineplus.gov/t{0}.html" id="{0}" language="English" '
    'date-created="01/07/2003"><full-summary>&lt;p&gt;{2} of topic {0}.&lt;/p&gt;</full-summary></health-topic>\n'
)


def written(folder: Path, *bodies: str, total: int | None = None, day: str = "03/04/2025") -> Path:
    root = f'<health-topics total="{total or len(bodies)}" date-generated="{day} 02:30:23">'
    file = folder / "mplus_topics.xml"
    file.write_text(f"{root}\n{''.join(bodies)}</health-topics>", "utf-8")
    return file


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(storage=Storage(database=tmp_path / "health.db", archive=tmp_path / "archive"))


def bring(config: Config, file: Path) -> tuple[str, int, int, int, int]:
    report = import_topics(config, file, clock=SystemClock(), listen=lambda _event: None)
    counts = report.run.counts
    return report.run.verdict, counts.new, counts.changed, counts.unchanged, len(report.absent)


def test_a_second_file_makes_versions_of_what_changed(config: Config, tmp_path: Path) -> None:
    """New, changed, unchanged and absent topics are told apart; a new day of the file alone changes nothing."""
    bodies = [TOPIC.format(number, f"Topic {number}", "The words") for number in range(1, 131)]
    assert bring(config, written(tmp_path, *bodies)) == ("ok", 130, 0, 0, 0)
    assert bring(config, written(tmp_path, *bodies, day="03/05/2025")) == ("ok", 0, 0, 130, 0)
    changed = [TOPIC.format(1, "Topic 1", "Other words"), *bodies[2:], TOPIC.format(500, "Topic 500", "The words")]
    assert bring(config, written(tmp_path, *changed)) == ("ok", 1, 1, 128, 1)
    with Store.open(config.storage.database, read_only=True) as store:
        assert [version.number for version in store.versions(address_of("1"))] == [1, 2]
        assert store.document(address_of("2")) is not None
        assert store.check() == []


def test_what_was_said_is_in_the_archive(config: Config, tmp_path: Path) -> None:
    """Every topic is archived once as its own bytes; the same bytes again are a revisit."""
    bodies = [TOPIC.format(number, f"Topic {number}", "The words") for number in range(1, 6)]
    for _ in range(2):
        bring(config, written(tmp_path, *bodies))
    kept = list(archive.iterate(config.storage.archive))
    assert [capture.body.decode() for capture in kept if capture.revisit_of is None] == [
        body.strip() for body in bodies
    ]
    assert sum(capture.revisit_of is not None for capture in kept) == 5
    assert list(archive.verify(config.storage.archive)) == []


def test_topics_of_the_feed_are_never_due(config: Config, tmp_path: Path) -> None:
    """A record of the feed has no page of its own: no run asks for its address, not even by force."""
    bring(config, written(tmp_path, TOPIC.format(1, "Topic 1", "The words")))
    with Store.open(config.storage.database, read_only=True) as store:
        assert store.count_due(now=SystemClock().now() + timedelta(days=36_500)) == 0


def test_a_file_with_fewer_topics_than_it_promises_is_incomplete(config: Config, tmp_path: Path) -> None:
    """A cut file that still ends well is told by its own count."""
    assert bring(config, written(tmp_path, TOPIC.format(1, "Topic 1", "x"), total=2033))[0] == "incomplete"


def test_a_broken_file_stores_nothing_of_what_it_did_not_finish(config: Config, tmp_path: Path) -> None:
    """The first pass reads the whole file, so a file that breaks off is refused before anything is stored."""
    file = written(tmp_path, *(TOPIC.format(number, "T", "x") for number in range(200)))
    file.write_bytes(file.read_bytes()[:-400])
    told: list[Event] = []
    with pytest.raises(ReadError, match="the XML breaks"):
        import_topics(config, file, clock=SystemClock(), listen=told.append)
    assert told == []
    assert not config.storage.database.exists()


OLD_FILE = """<MedicalTopics total="2" date-generated="2011-05-01">
<MedicalTopic ID="T1" langcode="English"><ID>1</ID><MedicalTopicName>Gout</MedicalTopicName>
<URL>https://medlineplus.gov/gout.html</URL><LanguageMappedTopicID>2</LanguageMappedTopicID>
<FullSummary>Pain, as in <![CDATA[<TOPIC ID="2" LINKTEXT="the other one" />]]>.</FullSummary></MedicalTopic>
<MedicalTopic ID="T2" langcode="Spanish"><ID>2</ID><MedicalTopicName>Gota</MedicalTopicName>
<URL>https://medlineplus.gov/spanish/gout.html</URL><FullSummary>Dolor.</FullSummary></MedicalTopic>
</MedicalTopics>"""


def test_reading_the_archive_again_gives_the_same_records(config: Config, tmp_path: Path) -> None:
    """Each topic's capture is enough: addresses named by number and the file's day are kept with it, old files' too."""
    bring(config, written(tmp_path, *(TOPIC.format(n, f"Topic {n}", "The words") for n in (11, 12))))
    old = tmp_path / "vocabulary.xml"
    old.write_text(OLD_FILE, "utf-8")
    assert bring(config, old)[1] == 2
    with Store.open(config.storage.database, read_only=True) as store:
        gout = store.document(address_of("1"))
    assert gout is not None
    assert [link.url for link in gout.links] == ["https://medlineplus.gov/spanish/gout.html"]
    assert [claim.value for claim in gout.dates if claim.role == "generated"] == ["2011-05-01"]
    report = reread(config, clock=SystemClock(), listen=silent)
    assert (report.captures, report.identical, report.changed, report.unreadable_now) == (4, 4, 0, 0)


def test_a_better_reader_of_topics_is_a_technical_change(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The XML's own reader reads its captures: what it sees newly is ours, and the words follow."""
    bring(config, written(tmp_path, TOPIC.format(11, "Topic 11", "The words")))
    read = document_of

    def better(*given: Any) -> Document:
        return replace(read(*given), description="Found by the new reader.")

    monkeypatch.setattr(topic_capture, "document_of", better)
    report = reread(config, clock=SystemClock(), listen=silent)
    assert (report.captures, report.technical, report.pages) == (1, 1, 1)
    with Store.open(config.storage.database, read_only=True) as store:
        held = store.document(address_of("11"))
        assert held is not None
        assert (held.page_type, held.description) == ("health_topic_xml", "Found by the new reader.")
        assert [change.kind for change in store.changes()] == ["new", "technical"]


def test_a_topic_archived_without_its_file_s_day_keeps_its_record(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be read again faithfully is not read again, and counted."""
    monkeypatch.setattr(topic_capture, "_MADE", "Something-Else")
    bring(config, written(tmp_path, TOPIC.format(11, "Topic 11", "The words")))
    monkeypatch.undo()
    report = reread(config, clock=SystemClock(), listen=silent)
    assert (report.captures, report.unreadable_now, report.changed) == (1, 1, 0)


def killed(config: Config, what: Path, *, after: int) -> None:
    """An import in a process of its own, killed when that many topics or files are in the archive."""
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from pipeline.archive import ArchiveWriter\n"
        "from pipeline.cli.clock import SystemClock\n"
        "from pipeline.config import Config, Storage\n"
        "from pipeline.ingest.events import silent\n"
        "from pipeline.ingest.folder import import_folder\n"
        "from pipeline.ingest.topics import import_topics\n"
        "database, archive, what = map(Path, sys.argv[1:4])\n"
        "kept, keep = [], ArchiveWriter.keep\n"
        "def dying(*given, **named):\n"
        "    kept.append(keep(*given, **named))\n"
        "    if len(kept) == int(sys.argv[4]):\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return kept[-1]\n"
        "ArchiveWriter.keep = dying\n"
        "bring = import_folder if what.is_dir() else import_topics\n"
        "bring(Config(storage=Storage(database=database, archive=archive)), what, clock=SystemClock(), listen=silent)\n"
    )
    given = [str(config.storage.database), str(config.storage.archive), str(what), str(after)]
    died = subprocess.run([sys.executable, "-c", code, *given], check=False, timeout=60)
    assert died.returncode == -signal.SIGKILL


def rows_of_the_archive(config: Config) -> tuple[set[str], set[str]]:
    """The captures that lie in the archive, and those that the database knows."""
    with Store.open(config.storage.database, read_only=True) as store:
        assert store.check() == []
        return {capture.id for capture in archive.iterate(config.storage.archive)}, {row.id for row in store.captures()}


def test_an_import_beside_another_database_s_archive_says_whose_it_may_be(config: Config, tmp_path: Path) -> None:
    """Two databases in one folder share the archive beside them unless each is given its own."""
    bring(config, written(tmp_path, TOPIC.format(1, "Topic 1", "The words")))
    told: list[Event] = []
    other = replace(config, storage=replace(config.storage, database=tmp_path / "other.db"))
    (tmp_path / "new").mkdir()
    file = written(tmp_path / "new", TOPIC.format(2, "Topic 2", "More words"))
    import_topics(other, file, clock=SystemClock(), listen=told.append)
    (said,) = [event.message for event in told if event.name == "resumed"]
    assert said.startswith("1 imported file or topic of the archive that the database did not know was taken up (a ")
    assert "should another database keep its answers in this folder, too, these are its pages" in said


def test_what_a_killed_import_had_archived_gets_its_rows(config: Config, tmp_path: Path) -> None:
    """Whoever writes next takes it up: another import, which begins with it, and says so."""
    file = written(tmp_path, *(TOPIC.format(n, f"Topic {n}", "The words") for n in range(1, 101)))
    killed(config, file, after=90)
    in_archive, known = rows_of_the_archive(config)
    assert (len(in_archive), len(known)) == (90, 64)
    told: list[Event] = []
    other = tmp_path / "other"
    other.mkdir()
    report = import_topics(
        config,
        written(other, TOPIC.format(500, "Topic 500", "Other words")),
        clock=SystemClock(),
        listen=told.append,
    )
    (said,) = [event.message for event in told if event.name == "resumed"]
    assert said.startswith("26 imported files or topics of the archive that the database did not know were taken up")
    assert said.endswith("were taken up (an import ended in the middle)")
    in_archive, known = rows_of_the_archive(config)
    assert (in_archive, len(known), report.run.counts.new) == (known, 91, 1)
    with Store.open(config.storage.database, read_only=True) as store:
        assert [(run.verdict, run.counts.new) for run in store.runs()] == [("ok", 1), ("interrupted", 90)]
        assert store.counts().documents == 91
    assert bring(config, file) == ("ok", 10, 0, 90, 1)


def settled(config: Config) -> tuple[list[tuple[int, str]], set[str | None], int]:
    """Events by pages and grade, grades of the changes of the last run, edits that wait to be settled."""
    with Store.open(config.storage.database, read_only=True) as store:
        (newest,) = store.runs(1)
        grades = {change.grade for change in store.changes_of_run(newest.id) if change.kind == "changed"}
        events = [(event.pages, event.grade) for event in store.events()]
    sql = sqlite3.connect(config.storage.database)
    waiting = sql.execute("SELECT count(*) FROM change_edits").fetchone()[0]
    sql.close()
    return events, grades, waiting


def test_an_edit_of_every_topic_or_file_is_one_event_where_nothing_but_imports_runs(
    config: Config, tmp_path: Path
) -> None:
    """A line all over NLM's file, or a folder, is told once as a run would; it was a critical change of every page."""
    folder = tmp_path / "dumps"
    folder.mkdir()
    for line in ("Call 5.", "Call 7."):
        ended = f"&lt;/p&gt;&lt;p&gt;{line}&lt;/p&gt;&lt;p&gt;And more"
        topics = (TOPIC.format(n, f"Topic {n}", f"Words of {n}.{ended}") for n in range(1, 41))
        bring(config, written(tmp_path, *topics))
    assert settled(config) == ([(40, "critical")], {"template"}, 0)
    for line in ("Call 5.", "Call 9."):
        for n in range(40):
            (folder / f"{n}.txt").write_text(
                f"Link: https://www.cdc.gov/{n}.html\n\n# Sleep {n}\n\n## Naps\n\nWords {n}.\n\n{line}\n"
            )
        import_folder(config, folder, clock=SystemClock(), listen=silent)
    assert settled(config) == ([(40, "critical"), (40, "critical")], {"template"}, 0)


def test_the_next_import_is_the_second_look_at_a_critical_change(config: Config, tmp_path: Path) -> None:
    """No run asks for what was imported: it would wait for ever."""
    told = []
    for dose in (5, 10, 10):
        bring(config, written(tmp_path, TOPIC.format(1, "Topic 1", f"Take {dose} mg")))
        with Store.open(config.storage.database, read_only=True) as store:
            told.append([one.confirm for run in store.runs() for one in store.changes_of_run(run.id) if one.grade])
    assert told == [[], ["wanted"], ["confirmed"]]


def history(config: Config) -> dict[str, tuple[str, list[str]]]:
    with Store.open(config.storage.database, read_only=True) as store:
        return {
            document.url: (document.site, [version.content_hash for version in store.versions(document.url)])
            for document in store.documents()
        }


def test_a_lost_database_has_its_imports_again(config: Config, tmp_path: Path) -> None:
    """Topics and files, every version of them, come out of the archive alone, by whatever run comes next."""
    folder = tmp_path / "dumps"
    folder.mkdir()
    (folder / "a.html").write_text(
        '<html><head><link rel="canonical" href="https://www.cdc.gov/a.html"><title>A</title></head>'
        "<body><main><h1>A</h1><p>Words about naps, and more of them.</p></main></body></html>"
    )
    (folder / "b.txt").write_text("Link: https://medlineplus.gov/sleep.html\n\n# Sleep\n\n## Naps\n\nWords of naps.\n")
    for words in ("The words", "Other words", "Other words"):
        bring(config, written(tmp_path, TOPIC.format(11, "Topic 11", words), TOPIC.format(12, "Topic 12", "Same")))
        import_folder(config, folder, clock=SystemClock(), listen=silent)
        (folder / "b.txt").write_text(f"Link: https://medlineplus.gov/sleep.html\n\n# Sleep\n\n## Naps\n\n{words}.\n")
    before = history(config)
    assert sorted(len(versions) for _, versions in before.values()) == [1, 1, 2, 3]
    for file in config.storage.database.parent.glob("health.db*"):
        file.unlink()
    with bench(tmp_path, small_site(2)) as made:
        made.run()
    assert [event.message.split()[0] for event in made.told("resumed")] == ["12"]
    after = history(config)
    assert {url: after.get(url) for url in before} == before
    with Store.open(config.storage.database, read_only=True) as store:
        newest, *others = store.runs()
        assert (newest.kind, [run.kind for run in others]) == ("run", ["import"] * 6)
        assert [run.started_at for run in others] == sorted((run.started_at for run in others), reverse=True)
        assert all(run.finished_at is not None for run in others)
    in_archive, known = rows_of_the_archive(config)
    assert in_archive == known

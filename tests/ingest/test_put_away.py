"""Archive files that were put away, or never came back with the rest."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from pipeline.cli.clock import SystemClock
from pipeline.demo.behaviours import Edit, Rule
from pipeline.ingest.events import silent
from pipeline.ingest.plan import Plan
from pipeline.ingest.reparse import reread
from tests.ingest.bench import Bench, bench, small_site


def files(made: Bench) -> list[Path]:
    return sorted(made.config.storage.archive.glob("*.warc.gz"))


def test_a_page_that_changed_after_an_upgrade_needs_no_file_that_was_put_away(tmp_path: Path) -> None:
    """What an older reader made of it cannot be read again for comparison; the run goes on, and so do later ones."""
    with bench(tmp_path, small_site(6)) as made:
        made.run()
        with closing(sqlite3.connect(made.database)) as sql, sql:
            sql.execute("UPDATE versions SET parser_version = '0'")
        for file in files(made):
            file.unlink()
        made.site.tell(Rule(path="/topic000003.html", behaviour=Edit(find="Living With", replace="Living Well With")))
        made.later(days=1.2)
        again = made.run()
        assert (again.run.verdict, again.run.counts.changed) == ("ok", 1)
        made.later(days=1.2)
        assert made.run().run.verdict == "ok"


def test_a_file_that_was_put_away_keeps_no_other_from_being_read_again(tmp_path: Path) -> None:
    """Its captures are counted and their records stay; every other capture is read."""
    with bench(tmp_path, small_site(6)) as made:
        made.run(Plan(sites=("medlineplus",), limit=2))
        made.run()
        first, _ = files(made)
        first.unlink()
        before = made.records()
        report = reread(made.config, clock=SystemClock(), listen=silent)
        assert (report.damaged, report.identical, report.captures) == (2, 4, 6)
        assert made.records() == before


def test_a_run_that_finds_nothing_of_the_archive_says_so(tmp_path: Path) -> None:
    """Another folder than before is told, once a run; as soon as one file of it is there, no more."""
    with bench(tmp_path, small_site(4)) as made:
        made.run()
        assert "archive-missing" not in [event.result for event in made.events]
        made.config.storage.archive.rename(tmp_path / "elsewhere")
        made.later(days=1.2)
        assert made.run().run.verdict == "ok"
        said = [event.message for event in made.events if event.result == "archive-missing"]
        assert said == [
            f"none of the 1 archive files that the database knows is in {tmp_path / 'archive'}; is it the right one?"
        ]
        made.later(days=1.2)
        made.run()
        assert "archive-missing" not in [event.result for event in made.events]

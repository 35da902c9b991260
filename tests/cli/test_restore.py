"""A backup put back: whole or not at all, whatever lies beside the database."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.demo.server import DemoSite, serve_in_thread
from pipeline.storage import Owner, Store, writer_lock
from tests.cli.operator import ORIGIN, Operator, pages
from tests.damage import flip_bit

PAGE = f"{ORIGIN}/topic000001.html"

LEAVES_A_LOG = """
import os
from datetime import datetime, timezone
from pathlib import Path
from pipeline.storage import Store
store = Store.open(Path("health.db"))
store.block_site("medlineplus", reason="said by the log", now=datetime.now(timezone.utc))
os._exit(0)
"""
"""A writer that dies: what it committed stands in the log alone."""

DIES = """
import os, signal, sys
from pipeline.cli.entry import run_command_line
left = [int(sys.argv[1])]
def deadly(real):
    def passed(*given, **named):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)
    return passed
for name in ("fsync", "link", "rename", "replace", "unlink", "chmod"):
    setattr(os, name, deadly(getattr(os, name)))
sys.exit(run_command_line(["restore", "backup.db"]))
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """A backup of five pages; since then the others were fetched, and a writer died."""
    folder = tmp_path_factory.mktemp("template")
    with serve_in_thread(DemoSite(pages=pages(9))) as site:
        made = Operator(folder, site)
        assert made("run", "--limit", "5").returncode == 3
        assert made("backup", "backup.db").returncode == 0
        assert made("run").returncode == 0
        assert made.other(sys.executable, "-c", LEAVES_A_LOG).returncode == 0
        assert (folder / "health.db-wal").stat().st_size
        yield made


@pytest.fixture
def operator(template: Operator, tmp_path: Path) -> Operator:
    """The same for one test."""
    shutil.copytree(template.folder, tmp_path / "own")
    return Operator(tmp_path / "own", template.site)


def held(database: Path) -> tuple[int, str | None]:
    """How many pages a whole database holds, and why its site is blocked."""
    with Store.open(database, read_only=True) as store:
        assert store.check() == []
        state = store.site_states().get("medlineplus")
        return store.counts().documents, state.blocked_reason if state else None


OLD, NEW = (9, "said by the log"), (5, None)


def before(operator: Operator) -> list[Path]:
    """The databases that were put aside."""
    return sorted(
        path for path in operator.folder.glob("health.db.before-*") if not path.name.endswith(("-wal", "-shm"))
    )


def test_a_backup_takes_the_place_of_a_database_whose_writer_died(operator: Operator) -> None:
    """The log that it left touches nothing of the backup, and is kept with the old; the next run does the rest."""
    assert held(operator.database) == OLD
    ran = operator("restore", "backup.db")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "health.db holds what backup.db holds: " in ran.stdout
    assert "5 pages, its last run of 20" in ran.stdout
    assert "the archive holds 4 answers that it does not know (1 file)" in ran.stdout
    assert held(operator.database) == NEW
    (aside,) = before(operator)
    assert f"the database of before is {aside.name}; " in ran.stdout
    assert held(aside) == OLD
    asked = len(operator.site.requests)
    assert operator("run").returncode == 0
    assert len(operator.site.requests) == asked
    assert held(operator.database)[0] == 9
    assert operator("verify").returncode == 0


def test_what_an_older_version_purged_comes_back_by_no_backup(operator: Operator) -> None:
    """It told the archive nothing of it: only the database that is put aside knows."""
    operator("-q", "run")
    operator("backup", "all.db")
    assert operator("purge", PAGE, "--yes", "--reason", "asked to").returncode == 0
    for told in (operator.folder / "archive").glob("purged-*"):
        told.unlink()
    ran = operator("restore", "all.db")
    assert f"{PAGE} was purged after the backup, and is taken out again" in ran.stdout
    assert operator("run").returncode == 4  # blocked: see the template
    assert operator("verify").stdout == ""
    assert operator("show", PAGE).returncode == 2


def test_verify_promises_no_run_that_the_archive_knows_nothing_to_tell(operator: Operator) -> None:
    """What only an older version's database knew to be purged is purged once more by its name alone."""
    operator("-q", "run")
    operator("backup", "all.db")
    assert operator("purge", PAGE, "--yes", "--reason", "asked to").returncode == 0
    for told in [*(operator.folder / "archive").glob("purged-*"), *operator.folder.glob("health.db*")]:
        told.unlink()
    (operator.folder / "all.db").rename(operator.database)
    assert f"the database still has it: `pipeline purge {PAGE}` once more" in operator("verify").stdout


def test_what_was_restored_is_told_to_a_program(operator: Operator) -> None:
    """One JSON object, its paths as text; and the database is the backup's."""
    ran = operator("restore", "backup.db", "--json")
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["file"]["database"] == "health.db"
    assert told["file"]["aside"].startswith("health.db.before-")
    assert told["purged"] == []
    assert held(operator.database) == NEW


def test_killed_anywhere_it_leaves_the_one_or_the_other(operator: Operator) -> None:
    """After every kill the database is whole, and the next try ends the work with one database put aside."""
    seen: list[tuple[int, str | None]] = []
    for point in range(1, 99):
        own = operator.folder.with_name(f"killed-{point}")
        shutil.copytree(operator.folder, own)
        made = Operator(own, operator.site)
        code = made.other(sys.executable, "-c", DIES, str(point)).returncode
        if code == 0:
            break
        assert code == -signal.SIGKILL
        shutil.copytree(own, own.with_name("look"))
        seen.append(held(own.with_name("look") / "health.db"))
        shutil.rmtree(own.with_name("look"))
        again = made("restore", "backup.db")
        assert (again.returncode, again.stderr) == (0, "")
        assert held(made.database) == NEW
        assert OLD in [held(path) for path in before(made)]
        assert not [path for path in before(made) if path.samefile(made.database)]
        shutil.rmtree(own)
    assert len(seen) > 5
    assert seen == [OLD] * seen.count(OLD) + [NEW] * seen.count(NEW)
    assert set(seen) == {OLD, NEW}


def test_a_damaged_database_is_what_backups_are_for(operator: Operator) -> None:
    """A head that was overwritten, or no file at all: restored; the damaged file and its log are kept."""
    with operator.database.open("r+b") as file:
        file.write(b"\0" * 200)
    log = (operator.folder / "health.db-wal").read_bytes()
    ran = operator("restore", "backup.db")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert held(operator.database) == NEW
    (aside,) = before(operator)
    assert aside.read_bytes()[:100] == b"\0" * 100
    assert aside.with_name(aside.name + "-wal").read_bytes() == log
    operator.database.unlink()
    assert operator("restore", "backup.db").returncode == 0
    assert held(operator.database) == NEW


def _cut(folder: Path) -> None:
    os.truncate(folder / "backup.db", (folder / "backup.db").stat().st_size // 2)


def _flip(folder: Path) -> None:
    with (folder / "backup.db").open("r+b") as file:
        file.seek(8192 * 5)
        file.write(b"\xff" * 4096)


def _flip_in_a_record(folder: Path) -> None:
    file = folder / "backup.db"
    with closing(sqlite3.connect(file)) as sql:
        (record,) = sql.execute("SELECT record FROM versions").fetchone()
    flip_bit(file, file.read_bytes().index(record[:64]) + 32)


def _newer(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "backup.db")) as sql, sql:
        sql.execute(
            "INSERT INTO _sqlite_migrations SELECT id + 1000, migration_set, '9999 to come', applied_at"
            " FROM _sqlite_migrations ORDER BY id DESC LIMIT 1"
        )


def _foreign(folder: Path) -> None:
    (folder / "backup.db").unlink()
    with closing(sqlite3.connect(folder / "backup.db")) as sql, sql:
        sql.execute("CREATE TABLE bookmarks (url TEXT)")


def _same(folder: Path) -> None:
    (folder / "backup.db").unlink()
    os.link(folder / "health.db", folder / "backup.db")


@pytest.mark.parametrize(
    ("spoil", "code", "says"),
    [
        (_cut, 1, "backup.db is damaged"),
        (_flip, 1, "backup.db is damaged"),
        (_flip_in_a_record, 1, "backup.db is damaged: version 1 of"),
        (_newer, 1, "backup.db was written by a newer version of this software"),
        (_foreign, 2, "backup.db is another program's database"),
        (_same, 2, "backup.db belongs to the database itself"),
        (lambda folder: (folder / "backup.db").write_bytes(b""), 2, "backup.db holds nothing"),
        (
            lambda folder: (folder / "backup.db").write_bytes(b"[sites]\n" * 99),
            2,
            "backup.db is no database",
        ),
        (lambda folder: (folder / "backup.db").unlink(), 2, "there is no backup at backup.db"),
    ],
    ids=["cut", "flipped", "flipped-in-a-record", "newer", "foreign", "itself", "empty", "text", "none"],
)
def test_what_is_no_good_backup_changes_nothing(
    operator: Operator, spoil: Callable[[Path], object], code: int, says: str
) -> None:
    """Named with a mend, and the database stands as it was, its log with it."""
    spoil(operator.folder)
    names = {path.name for path in operator.folder.iterdir()} | {"health.db-shm"}
    ran = operator("restore", "backup.db")
    assert (ran.returncode, ran.stdout) == (code, "")
    assert says in ran.stderr
    assert "to mend: " in ran.stderr
    assert {path.name for path in operator.folder.iterdir()} - names <= {"health.db.lock"}
    assert held(operator.database) == OLD


def test_nothing_is_restored_while_a_run_writes(operator: Operator) -> None:
    """Exit 5, as of any second writer."""
    owner = Owner(pid=1, machine="here", started_at=datetime.now(UTC).isoformat(), run_id="r")
    with writer_lock(operator.database, owner=owner):
        ran = operator("restore", "backup.db")
    assert ran.returncode == 5
    assert held(operator.database) == OLD


def test_nothing_is_restored_while_somebody_reads(operator: Operator) -> None:
    """Who is in the middle of reading keeps what they see, and it is said who may hold the database."""
    with closing(sqlite3.connect(operator.database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT url FROM documents").fetchone()
        impatient = (
            "import sys; from pipeline.storage import restoring; restoring.BUSY_TIMEOUT_MS = 50\n"
            "from pipeline.cli.entry import run_command_line; sys.exit(run_command_line(['restore', 'backup.db']))"
        )
        ran = operator.other(sys.executable, "-c", impatient)
        assert ran.returncode == 1
        assert "is being read by another process; nothing was restored" in ran.stderr
        assert reader.execute("SELECT count(*) FROM documents").fetchone() == (9,)
    assert before(operator) == []
    assert held(operator.database) == OLD


def test_what_was_purged_after_the_backup_does_not_come_back(operator: Operator) -> None:
    """Not even until the next run: an export in between would publish it."""
    assert operator("purge", PAGE, "--reason", "asked to", "--yes").returncode == 0
    ran = operator("restore", "backup.db")
    assert ran.returncode == 0
    assert f"{PAGE} was purged after the backup, and is taken out again" in ran.stdout
    with Store.open(operator.database, read_only=True) as store:
        assert store.document(PAGE) is None


def test_who_may_read_a_database_may_read_the_restored_one(operator: Operator) -> None:
    """The file has the rights that the one before it had."""
    operator.database.chmod(0o640)
    assert operator("restore", "backup.db").returncode == 0
    assert operator.database.stat().st_mode & 0o777 == 0o640

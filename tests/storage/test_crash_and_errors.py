from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, nullcontext
from pathlib import Path
from threading import Barrier

import pytest
from sqlite_utils import Database

from pipeline.errors import (
    DatabaseDamaged,
    DatabaseLocked,
    DatabaseMissing,
    DatabaseReadOnly,
    DiskFull,
    ForeignDatabase,
    RunLocked,
    SchemaTooNew,
    StorageError,
)
from pipeline.model.run import Run, RunCounts
from pipeline.storage import Owner, Store, schema, writer_lock
from pipeline.storage.connection import at_a_glance
from pipeline.storage.links import Links
from pipeline.storage.lock import lock_path
from tests.damage import files_no_longer_than, flip_bit, overwrite
from tests.storage.storage_pages import DAY, NOW, URL, begin, document, save

WRITER = """
import sys
from pathlib import Path
from msgspec.structs import replace
from pipeline.storage import Owner, Store, writer_lock
from pipeline.storage.connection import at_a_glance
from tests.storage.storage_pages import begin, document, save
path, hold = Path(sys.argv[1]), int(sys.argv[2])
with writer_lock(path, owner=Owner(pid=4711, machine="here", started_at="today", run_id="first")):
    with Store.open(path) as store:
        begin(store, "first")
        for batch in range(1000):
            with store.batch():
                for n in range(20):
                    url = f"https://health.example/{batch}-{n}"
                    save(store, replace(document(url), title=f"Topic {batch} {n}"), url=url, run_id="first")
                if batch == hold:
                    print("holding", flush=True)
                    sys.stdin.read()
"""


def writer(path: Path, hold: int) -> subprocess.Popen[str]:
    """A process that has committed ``hold`` batches of 20 pages and stands in the middle of the next."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(hold)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "holding\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)


def test_a_killed_writer_leaves_whole_batches_and_a_sound_file(path: Path) -> None:
    """SIGKILL in the middle of a batch: what was committed is all there, the rest is not, search is right."""
    kill(writer(path, 3))
    with Store.open(path) as store:
        assert store.check() == []
        assert (store.counts().documents, store.counts().captures, store.counts().urls) == (60, 60, 60)
        run = store.run("first")
        assert run is not None
        assert run.counts.new == 60
        assert len(store.search("topic", limit=200)) == 120
        assert not [hit for hit in store.search("topic 3") if hit.title == "Topic 3 0"]
        assert store.start_run(Run(id="second", kind="run", started_at=NOW, counts=RunCounts())) == ("first",)
        left = store.run("first")
        assert left is not None
        assert (left.verdict, left.finished_at) == ("interrupted", NOW)


def test_the_lock_names_its_owner_and_dies_with_it(path: Path) -> None:
    """A second run is told who runs; once that process is killed the lock is free, whatever the file says."""
    process = writer(path, 0)
    mine = Owner(pid=os.getpid(), machine="here", started_at="now", run_id="second")
    try:
        with pytest.raises(RunLocked, match="run first, process 4711 on here, since today") as caught:
            writer_lock(path, owner=mine).__enter__()
        assert caught.value.exit_code == 5
        with Store.open(path, read_only=True) as reader:
            assert reader.counts().documents == 0
    finally:
        kill(process)
    assert lock_path(path).exists()
    with writer_lock(path, owner=mine):
        pass


def test_readers_never_wait_for_the_writer(path: Path) -> None:
    """While a batch stands open, a reader reads the last committed state at once."""
    process = writer(path, 2)
    try:
        with Store.open(path, read_only=True) as reader:
            assert len(list(reader.documents())) == 40
            assert len(reader.search("topic 1", limit=50)) > 0
    finally:
        kill(process)


def test_a_second_writer_is_told_that_the_file_is_held(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing around the lock ends in an error of ours, not in sqlite3's."""
    monkeypatch.setattr("pipeline.storage.connection.BUSY_TIMEOUT_MS", 50)
    with Store.open(path) as first, Store.open(path) as second:
        begin(first)
        with first.batch(), pytest.raises(DatabaseLocked, match="held by another process"):
            save(second, document())


def many_pages(store: Store, count: int) -> None:
    with store.batch():
        for n in range(count):
            url = f"https://health.example/{n}"
            save(store, document(url, texts=(f"{n} " * 900,)), url=url)


def read_everything(path: Path) -> None:
    with Store.open(path, read_only=True) as store:
        assert store.check() != []
        list(store.documents())


def test_a_full_disk_is_said_and_nothing_is_lost(path: Path) -> None:
    """When no page can be added, the batch is undone, what stood stands, and with room it goes on."""
    with Store.open(path) as store:
        begin(store)
        save(store, document())
        pages = store._sql.execute("PRAGMA page_count").fetchone()[0]
        store._sql.execute(f"PRAGMA max_page_count={pages + 4}")
        with pytest.raises(DiskFull, match="no space left"):
            many_pages(store, 200)
        assert store.check() == []
        assert store.counts().documents == 1
        store._sql.execute("PRAGMA max_page_count=1000000")
        save(store, document(), at=NOW + DAY)


def test_a_limit_on_the_size_of_files_is_said_and_nothing_is_lost(path: Path) -> None:
    """SQLite calls EFBIG (and a quota) a disk I/O error; we say what to look at, and with room it goes on."""
    with Store.open(path) as store:
        begin(store)
        save(store, document())
        longest = store.path.stat().st_size + 400_000
        with files_no_longer_than(longest), pytest.raises(DiskFull, match="could not be written") as caught:
            many_pages(store, 400)
        assert "quota" in (caught.value.mend or "")
        assert store.check() == []
        assert store.counts().documents == 1
        save(store, document(), at=NOW + DAY)


def test_a_file_that_is_no_database_is_named(path: Path) -> None:
    """Text where a database should be is none of ours, with the way out."""
    path.write_text("dear diary " * 1000)
    for read_only in (True, False):
        with pytest.raises(ForeignDatabase, match=r"health\.db") as caught:
            Store.open(path, read_only=read_only)
        assert caught.value.mend


def test_a_damaged_page_is_an_error_of_ours(path: Path) -> None:
    """Bytes overwritten in the middle are noticed by reading or by the check, never as a sqlite3 exception."""
    with Store.open(path) as store:
        begin(store)
        many_pages(store, 50)
        store.vacuum()
    size = path.stat().st_size
    overwrite(path, range(size // 2, size, 4096), b"\xff" * 64)
    with pytest.raises(DatabaseDamaged):
        read_everything(path)


def stored_bytes(path: Path, sql: str) -> int:
    """Where in the file a value stands."""
    with closing(sqlite3.connect(path)) as connection:
        (value,) = connection.execute(sql).fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes().index(value)


def test_a_bit_of_a_record_that_flipped_is_damage_of_the_database(path: Path) -> None:
    """SQLite looks at how a file is built, not at its values: the check reads every record, and reading says so."""
    with Store.open(path) as store:
        begin(store)
        save(store, document())
    flip_bit(path, stored_bytes(path, "SELECT record FROM versions") + 30)
    with Store.open(path) as store:
        assert [line.partition(" of ")[0] for line in store.check()] == ["version 1"]
        with pytest.raises(DatabaseDamaged, match=r"health\.db is damaged"):
            list(store.documents())


def test_words_that_flipped_are_no_matter_of_the_search_index(path: Path) -> None:
    """To build the index anew would put the damaged words into it, and nothing would be wrong any more."""
    with Store.open(path) as store:
        begin(store)
        save(store, document())
    flip_bit(path, stored_bytes(path, "SELECT CAST(text AS BLOB) FROM texts") + 3)
    with Store.open(path) as store:
        assert store.check() == [f"version 1 of {URL} does not have the words that were stored"]


@pytest.mark.parametrize("earlier", [True, False])
def test_a_damaged_database_takes_the_place_of_no_backup(path: Path, tmp_path: Path, *, earlier: bool) -> None:
    """Whoever makes one every night over the last would have none left."""
    to = tmp_path / "backup.db"
    with Store.open(path) as store:
        begin(store)
        save(store, document())
        if earlier:
            store.backup(to)
    was = to.read_bytes() if earlier else None
    flip_bit(path, stored_bytes(path, "SELECT record FROM versions") + 30)
    left = "stays as it was" if earlier else "there is no backup"
    with Store.open(path) as store, pytest.raises(DatabaseDamaged, match=rf"health\.db is damaged: version 1 .*{left}"):
        store.backup(to)
    assert (to.read_bytes() if to.exists() else None) == was
    assert not [beside.name for beside in tmp_path.iterdir() if "part" in beside.name]


def test_reading_needs_a_database_and_writes_nothing(path: Path) -> None:
    """A reader makes no file, and cannot write into one."""
    with pytest.raises(DatabaseMissing, match="no database"):
        Store.open(path, read_only=True)
    assert not path.exists()
    with Store.open(path) as store:
        begin(store)
    with Store.open(path, read_only=True) as reader, pytest.raises(DatabaseReadOnly):
        save(reader, document())


def test_a_database_of_a_newer_version_is_refused(path: Path) -> None:
    """Migrations this version does not know mean: hands off."""
    with Store.open(path) as store:
        row = ("pipeline", "9999 the future", "2099-01-01")
        store._sql.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)", row)
    for read_only in (True, False):
        with pytest.raises(SchemaTooNew, match="9999 the future"):
            Store.open(path, read_only=read_only)


def test_a_migration_that_fails_leaves_the_old_schema(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a migration is none; the next opening does it whole, and readers are told until then."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        older = Database(raw, execute_plugins=False, recursive_triggers=False)
        schema.migrations().apply(older, stop_before="0005 full-text search")
    with monkeypatch.context() as patch:
        patch.setitem(schema.STEPS, "0005 full-text search", "CREATE TABLE half (a);\nCREATE NONSENSE;\n")
        with pytest.raises(StorageError, match="NONSENSE"):
            Store.open(path)
    with closing(sqlite3.connect(path)) as raw, raw:
        tables = {row[0] for row in raw.execute("SELECT name FROM sqlite_schema")}
    assert "findings" in tables
    assert "half" not in tables
    with pytest.raises(StorageError, match="older version"):
        Store.open(path, read_only=True)
    with Store.open(path) as store:
        assert store.check() == []
        assert store.url_state(URL) is None


def test_a_new_database_comes_to_be_whole_or_not_at_all(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the disk is waited for once, not once a migration."""
    with monkeypatch.context() as patch:
        patch.setitem(schema.STEPS, "0005 full-text search", "CREATE TABLE half (a);\nCREATE NONSENSE;\n")
        with pytest.raises(StorageError, match="NONSENSE"):
            Store.open(path)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)
    said: list[str] = []
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.set_trace_callback(said.append)
        schema.migrate(raw, name="new")
        applied = raw.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()
    assert applied == (len(schema.STEPS),)
    assert said.count("COMMIT") == 2, "the migrations, the views"


def test_many_may_open_a_new_database_at_once(tmp_path: Path) -> None:
    """Each migration runs once, whoever comes first; nobody is turned away, not even while the journal is switched."""
    many, times = 12, 10
    together = Barrier(many)

    def opened() -> list[str]:
        found = []
        for number in range(times):
            together.wait(timeout=30)
            with Store.open(tmp_path / f"{number}.db") as store:
                found += store.check()
        return found

    with ThreadPoolExecutor(many) as pool:
        results = [pool.submit(opened) for _ in range(many)]
        assert [result.result(timeout=60) for result in results] == [[]] * many


@pytest.mark.parametrize("wrong", [1, 2, 3])
def test_a_write_half_seen_is_no_other_programs_database(tmp_path: Path, wrong: int) -> None:
    """What looks wrong while another process writes it is looked at again; what stays so is believed."""
    path = tmp_path / "made.db"
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("CREATE TABLE t (x)")
    seen: list[int] = []

    def judge(connection: sqlite3.Connection) -> None:
        seen.append(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])
        if len(seen) <= wrong:
            raise ForeignDatabase("half of it")

    with pytest.raises(ForeignDatabase) if wrong == 3 else nullcontext():
        at_a_glance(path, judge)
    assert seen == [1] * min(wrong + 1, 3)


@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_a_database_that_lost_its_name_is_not_gone_on_with(how: str, tmp_path: Path, path: Path) -> None:
    """SQLite would go on in the file that nobody finds any more; what is there under its name is left alone."""
    with Store.open(path) as store:
        begin(store, "first")
        save(store, document(), run_id="first")
        copy = tmp_path / "copy.db"
        store.backup(copy)
        if how == "removed":
            path.unlink()
        else:
            copy.replace(path)
        with pytest.raises(StorageError, match="was removed or replaced while it was open: nothing more is stored"):
            begin(store, "second")
    if how == "replaced":
        with Store.open(path, read_only=True) as store:
            assert [run.id for run in store.runs()] == ["first"]
            assert store.check() == []


def test_a_lock_file_that_was_removed_is_put_back_before_a_commit(path: Path) -> None:
    """Somebody took it for a stale one: the next commit makes it again, and others are kept out as before.

    So it is for whoever writes: runs, and short commands by other sets of methods over the same connection.
    """
    owner = Owner(pid=1, machine="here", started_at="today", run_id="first")
    for kind in (Store, Links):
        with Store.held(path, owner=owner) as store:
            lock_path(path).unlink()
            with kind.over(store).batch():
                pass
            with pytest.raises(RunLocked, match="run first"), writer_lock(path, owner=owner):
                pass
    with writer_lock(path, owner=owner):
        pass


def test_of_two_writers_the_one_whose_lock_file_was_removed_ends(path: Path) -> None:
    """The other one took the lock before it was put back: nothing more is stored by the first."""
    one, other = (Owner(pid=1, machine="here", started_at="today", run_id=name) for name in ("one", "other"))
    with Store.held(path, owner=one) as store:
        begin(store, "first")
        lock_path(path).unlink()
        with writer_lock(path, owner=other):
            with pytest.raises(RunLocked, match="run other"):
                begin(store, "third")
            assert [run.id for run in store.runs()] == ["first"]


def test_a_disk_that_fails_under_the_lock_hides_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that turns read-only in the middle: leaving hides nothing that ended the work."""
    owner = Owner(pid=1, machine="here", started_at="today", run_id="first")

    def read_only(_handle: int, _size: int) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    lock = ExitStack()
    lock.enter_context(writer_lock(path, owner=owner))
    with monkeypatch.context() as patch:
        patch.setattr(os, "ftruncate", read_only)
        lock.close()
    with writer_lock(path, owner=owner):
        pass


@pytest.mark.parametrize(
    ("altered", "told"),
    [
        ("UPDATE documents SET reviewed = '2035-01-01'", f"{URL}: its rows in documents"),
        ("UPDATE dates SET hi = '2025-05-09'", f"{URL}: its rows in dates"),
        ("UPDATE links SET url = 'https://other.example/9' WHERE position = 1", f"{URL}: its rows in links"),
        ("UPDATE sections SET section_key = 'x' WHERE position = 1", f"{URL}: its rows in sections"),
        ("DELETE FROM subjects", f"{URL}: its rows in subjects"),
        ("UPDATE people SET role = 'author'", f"{URL}: its rows in people"),
        ("UPDATE versions SET review_lo = '1925-05-01'", f"version 1 of {URL}: its row"),
        ("UPDATE versions SET parser_version = '3'", f"version 1 of {URL}: its row"),
    ],
)
def test_rows_that_do_not_say_what_their_record_says_are_damage(
    path: Path, tmp_path: Path, altered: str, told: str
) -> None:
    """Neither SQLite nor the record's own digest sees a bit that flipped in them; no backup is made of such a file."""
    with Store.open(path) as store:
        begin(store)
        save(store, document())
        assert store.check() == []
        store._sql.execute(altered)
        assert store.check() == [f"{told} {'does' if 'version' in told else 'do'} not say what its record says"]
        with pytest.raises(DatabaseDamaged, match=r"do(es)? not say what its record says"):
            store.backup(tmp_path / "backup.db")


def test_any_byte_of_a_record_that_changes_is_noticed(path: Path) -> None:
    """Also one in the name of a field, whose value would be absent from then on."""
    with Store.open(path) as store:
        begin(store)
        save(store, document())
        whole = list(store.documents())
        (record,) = store._sql.execute("SELECT record FROM versions").fetchone()
        for place in range(len(record)):
            flipped = record[:place] + bytes([record[place] ^ 1]) + record[place + 1 :]
            store._sql.execute("UPDATE versions SET record = ?", (flipped,))
            assert store.check() or list(store.documents()) == whole, place


def test_a_text_that_is_none_is_damage_with_a_mend(path: Path, tmp_path: Path) -> None:
    """The highest bit of a letter: SQLite keeps it as text, and whoever reads the row cannot go on."""
    with Store.open(path) as store:
        begin(store)
        save(store, document())
        store._sql.execute("UPDATE urls SET etag = CAST(x'41FF42' AS TEXT)")
        (said,) = store.check()
        assert said.startswith("urls holds bytes that are no text: ")
        with pytest.raises(DatabaseDamaged, match="urls holds bytes that are no text"):
            store.backup(tmp_path / "backup.db")
        with pytest.raises(DatabaseDamaged) as caught:
            store.url_state(URL)
        assert caught.value.mend

from __future__ import annotations

import json
import re
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest

from pipeline.cli import app
from pipeline.demo.behaviours import ConsentWall, Rule
from pipeline.storage import Owner, writer_lock
from tests import processes
from tests.archive.others import members, record
from tests.archive.test_packages import package
from tests.cli.operator import ORIGIN, Operator, operating, pages, wait_until
from tests.damage import flip_bit, overwrite

ASTHMA = f"{ORIGIN}/topic000001.html"
DUMP = "# Sleep\n\nPage last updated on 31 January 2020\n\n## Naps\n\nA nap helps.\n\n## Nights\n\nLonger ones.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--json"),
        ("run", "--dry-run", "--json"),
        ("fetch", ASTHMA, "--json"),
        ("reparse", "--json"),
        ("show", ASTHMA, "--json"),
        ("search", "--json", "blood"),
        ("explain", ASTHMA, "--json"),
        ("status", "--json"),
        ("sites", "--json"),
        ("verify", "--json"),
    ],
    ids=" ".join,
)
def test_json_is_json(done: Operator, arguments: tuple[str, ...]) -> None:
    """Every --json prints JSON, one value or one a line, and nothing else on stdout."""
    ran = done("-q", *arguments)
    assert ran.returncode == 0, ran.stderr
    try:
        json.loads(ran.stdout)
    except json.JSONDecodeError:
        assert all(json.loads(line) is not None for line in ran.stdout.splitlines())


def test_a_reader_that_leaves_is_no_error(done: Operator) -> None:
    """`pipeline ... | head -1` ends quietly."""
    ran = done.other("sh", "-c", f"{sys.executable} -m pipeline show {ASTHMA} --json | head -c 10")
    assert "Traceback" not in ran.stderr
    assert "Exception" not in ran.stderr


def test_verify_finds_nothing_and_then_a_flipped_bit(operator: Operator, tmp_path: Path) -> None:
    """A clean store exits 0; one byte changed in the archive exits 1 and names the file."""
    operator("-q", "run")
    assert operator("verify").returncode == 0
    file = next((tmp_path / "archive").glob("*.warc.gz"))
    flip_bit(file, file.stat().st_size // 2)
    found = operator("verify")
    assert found.returncode == 1
    assert file.name in found.stdout


@pytest.mark.parametrize("place", ["theirs.warc.gz", "years/2020.warc.gz", "pages-theirs.wacz"])
def test_an_archive_file_of_others_is_named_and_no_fault(operator: Operator, tmp_path: Path, place: str) -> None:
    """It lies there as if it were part of the archive, and nothing reads it; files of ours are never named so."""
    operator("-q", "run")
    operator("-q", "fetch", ASTHMA)
    operator("-q", "purge", f"{ORIGIN}/topic000002.html", "--reason", "asked to", "--yes")
    body = members(record(1), record(2))
    (tmp_path / "archive" / place).parent.mkdir(exist_ok=True)
    (tmp_path / "archive" / place).write_bytes(package({"archive/a.warc.gz": body}) if place.endswith("wacz") else body)
    for command in ("verify", "reparse", ("sites", "diff")):
        ran = operator(*([command] if isinstance(command, str) else command))
        told = [line for line in ran.stderr.splitlines() if "pass it over" in line]
        assert (ran.returncode, [line.partition(":")[0] for line in told]) == (0, [place]), (command, ran)
    ran = operator("reparse", "--engine", "process", "--units", f"archive/{place}", "--out", "shards")
    assert "2 records written" in ran.stdout, ran


def test_verify_beside_a_run_tells_work_from_damage(tmp_path: Path) -> None:
    """The file that a run is writing is named and no fault; one that a dead run left is, until the next run."""
    with operating(tmp_path, pages(300, crawl_delay=0.2)) as operator:  # a run of a minute
        site = operator.site
        process = operator.start("-q", "run")
        wait_until(lambda: len(site.requests) >= 5)
        beside = operator("verify")
        process.kill()
        process.communicate(timeout=60)
        assert (beside.returncode, beside.stdout) == (0, ""), beside
        assert "a run is writing it; what it has not finished was not checked" in beside.stderr
        left = operator("verify")
        assert left.returncode == 1
        assert "not closed, and nobody is writing it" in left.stdout
        operator("-q", "run", "--limit", "1")
        assert operator("verify").returncode == 0


def test_status_calls_no_dead_run_a_running_one(tmp_path: Path) -> None:
    """Who looks in the morning sees that the night's run died, and not that it is still at work."""
    with operating(tmp_path, pages(300, crawl_delay=0.2)) as operator:  # a run of a minute
        site = operator.site
        process = operator.start("-q", "run")
        wait_until(lambda: len(site.requests) >= 5)
        alive = json.loads(operator("status", "--json").stdout)["runs"][0]["verdict"]
        process.kill()
        process.communicate(timeout=60)
        assert alive == "running"
        assert json.loads(operator("status", "--json").stdout)["runs"][0]["verdict"] == "interrupted"
        assert " running " not in operator("status").stdout


def test_what_is_left_of_one_page_is_told_of_one(operator: Operator) -> None:
    """By a run that a limit ended."""
    assert operator("run", "--limit", "11").stdout.splitlines()[-1] == "  1 page is still due"


def test_verify_names_an_archive_file_that_is_gone(operator: Operator, tmp_path: Path) -> None:
    """The database knows how many captures stood in it; an archive that is not there is not whole."""
    operator("-q", "run")
    file = next((tmp_path / "archive").glob("*.warc.gz"))
    file.unlink()
    for _ in range(2):
        found = operator("verify")
        assert found.returncode == 1
        assert f"{file.name}: missing: 1" in found.stdout
        operator("-q", "run")


def test_verify_names_a_database_that_is_gone(operator: Operator) -> None:
    """An archive without it is not whole, and the way back is said; a run takes it, page for page."""
    operator("-q", "run")
    operator.database.unlink()
    found = operator("verify")
    assert (found.returncode, found.stderr) == (1, "1 problem\n")
    assert found.stdout.startswith("health.db: missing: there is none; `pipeline run` makes it again from the archive")
    assert "out of the archive" in operator("status").stderr
    operator("-q", "run", "--limit", "1")
    assert json.loads(operator("status", "--json").stdout)["counts"]["documents"] == 12
    assert operator("verify").returncode == 0


def test_verify_names_what_a_restored_database_holds_of_a_purged_page(operator: Operator, tmp_path: Path) -> None:
    """The backup is of before the purge: its record would go out again. Purged once more, all is whole."""
    page = f"{ORIGIN}/topic000003.html"
    purge = ("purge", page, "--yes", "--reason", "asked to")
    operator("-q", "run")
    operator("backup", "before.db")
    assert operator(*purge).returncode == 0
    assert operator("verify").returncode == 0
    for file in tmp_path.glob("health.db*"):
        file.unlink()
    (tmp_path / "before.db").rename(operator.database)
    found = operator("verify")
    assert (found.returncode, found.stdout.count("purged: it was purged from the archive")) == (1, 1)
    assert f"`pipeline purge {page}` once more" in found.stdout
    assert operator(*purge).returncode == 0
    assert operator("verify").returncode == 0


def test_reparse_tells_of_damage(operator: Operator, tmp_path: Path) -> None:
    """Captures that cannot be read any more are counted aloud, with exit 1; their records stay."""
    operator("-q", "run")
    assert operator("reparse").returncode == 0
    file = next((tmp_path / "archive").glob("*.warc.gz"))
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    ran = operator("reparse")
    assert ran.returncode == 1
    assert "captures are damaged in the archive, or the file is not there; the records stay" in ran.stdout
    assert json.loads(operator("status", "--json").stdout)["counts"]["documents"] == 12


def test_verify_checks_the_search_index_and_vacuum_makes_it_anew(operator: Operator) -> None:
    """An index that does not match the texts is told with its mend; beside a run it says that it was not checked."""
    operator("-q", "run")
    with closing(sqlite3.connect(operator.database)) as sql, sql:
        sql.execute("INSERT INTO sections_fts (sections_fts) VALUES ('delete-all')")
    with writer_lock(operator.database, owner=Owner(pid=1, machine="m", started_at="now", run_id="r")):
        beside = operator("verify")
        assert (beside.returncode, "the search index was not checked" in beside.stderr) == (0, True)
    found = operator("verify")
    assert found.returncode == 1
    assert "vacuum --rebuild-search" in found.stdout
    assert operator("vacuum", "--rebuild-search").returncode == 0
    assert operator("verify").returncode == 0


@pytest.mark.parametrize(
    "command",
    [
        ("export",),
        ("audit",),
        ("search", "sleep"),
        ("ledger",),
        ("feeds",),
        ("languages",),
        ("links", "check"),
        ("dates",),
    ],
)
def test_a_misspelt_site_is_refused(done: Operator, command: tuple[str, ...]) -> None:
    """It would select nothing and say that all is well; an export would replace the last one with nothing."""
    ran = done(*command, "--site", "medlinplus")
    assert ran.returncode == 2
    assert "no site is named 'medlinplus'" in ran.stderr
    assert "medlineplus" in ran.stderr


def test_backup_is_a_whole_database_also_during_a_run(done: Operator, tmp_path: Path) -> None:
    """The copy passes the same checks, is not replaced by accident, and holds the same pages."""
    copy = tmp_path / "copy.db"
    assert done("backup", str(copy)).returncode == 0
    again = done("backup", str(copy))
    assert again.returncode == 2
    assert "--force" in again.stderr
    assert done("backup", str(copy), "--force").returncode == 0
    checked = done("-d", str(copy), "status", "--json")
    assert json.loads(checked.stdout)["counts"]["documents"] == 12
    with closing(sqlite3.connect(copy)) as sql, sql:
        assert sql.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_vacuum_keeps_everything_and_respects_the_lock(operator: Operator) -> None:
    """The file shrinks after pages went, nothing is lost."""
    operator("-q", "run")
    before = operator("status", "--json").stdout
    with closing(sqlite3.connect(operator.database)) as sql, sql:
        sql.execute("CREATE TABLE ballast AS SELECT hex(randomblob(3000000)) AS x")
        sql.execute("DROP TABLE ballast")
    size = operator.database.stat().st_size
    assert operator("vacuum").returncode == 0
    assert operator.database.stat().st_size < size - 3_000_000
    assert operator("status", "--json").stdout == before
    assert operator("verify").returncode == 0


def test_status_lists_what_is_open(operator: Operator) -> None:
    """Each issue of a page with its age and kind, for people and as JSON; not without being asked."""
    operator("-q", "run")
    operator.site.tell(Rule(path="/topic000001.html", behaviour=ConsentWall()))
    operator("-q", "run", "--force")
    listed = operator("status", "--issues").stdout
    assert re.search(rf"^error, since 20..-..-..: content-collapse: {ASTHMA}: \d+ of ", listed, re.MULTILINE)
    (issue,) = json.loads(operator("status", "--issues", "--json").stdout)["issues"]
    assert (issue["code"], issue["url"]) == ("content-collapse", ASTHMA)
    assert operator("status").stdout.endswith("\nopen issues of single pages: 1 (`pipeline status --issues`)\n")
    said = r"^this is what it said before; since 20..-..-.. it answers otherwise: .* characters of text are left"
    assert re.search(said, operator("show", ASTHMA).stdout, re.MULTILINE)
    assert "answers otherwise" not in operator("show", ASTHMA, "--as-of", "2026-01-01").stdout


def test_status_says_when_the_findings_were_brought_up_to_date(operator: Operator) -> None:
    """By an audit of today by every rule, of all sites or of one, also where nothing was found; by no other."""
    operator("-q", "run")
    assert "no audit is stored yet: `pipeline audit`" in operator("status").stdout
    operator("-q", "audit", "--rule", "FR001")
    operator("-q", "audit", "--as-of", "2026-01-01")
    operator("-q", "audit", "--no-store")
    assert json.loads(operator("status", "--json").stdout)["audits"] == []
    operator("-q", "audit")
    operator("-q", "audit", "--site", "nhs")
    told = [line for line in operator("status").stdout.splitlines() if line.startswith("audited ")]
    when = r"audited 20..-..-.. ..:.. UTC"
    assert re.fullmatch(rf"{when} \(nhs only\) by rules [0-9.]+\+[0-9a-f]{{8}}: 0 findings; .*", told[0])
    assert re.fullmatch(
        rf"{when} by rules [0-9.]+\+[0-9a-f]{{8}}: \d+ findings; since the last run \d+ new, 0 resolved", told[1]
    )


@pytest.mark.parametrize(
    ("name", "text", "read"),
    [
        ("sleep.txt", DUMP, ("text_dump", ["2020-01-31"], 2)),
        ("sleep.md", "# Sleep\n\n## Naps\n\nA <b>nap</b> helps.\n\n## Nights\n\nLonger.\n", ("text_dump", [], 2)),
        ("sleep", DUMP, ("text_dump", ["2020-01-31"], 2)),
        ("-", DUMP, ("text_dump", ["2020-01-31"], 2)),
        ("page.txt", "<!DOCTYPE html><title>Sleep</title><h1>Sleep</h1><h2>Naps</h2><p>Naps.</p>", ("article", [], 1)),
    ],
)
def test_text_is_parsed_as_text(tmp_path: Path, name: str, text: str, read: tuple[str, list[str], int]) -> None:
    """A file that a run would read as text is one here, too: as HTML it has no lines, and lost headings and dates."""
    if name != "-":
        (tmp_path / name).write_text(text, "utf-8")
    command = (sys.executable, "-m", "pipeline", "parse", name, "--url", "https://health.example/sleep")
    ran = processes.run(*command, folder=tmp_path, stdin=text)
    assert ran.returncode == 0, ran.stderr
    record = json.loads(ran.stdout)
    found = [section["heading"] for section in record["sections"] if section["heading"]]
    assert (record["page_type"], [claim["value"] for claim in record["dates"]], len(found)) == read


def test_status_watches_the_age_of_the_last_good_run(operator: Operator) -> None:
    """Fresh: 0. Older than --max-age: 1, with a sentence. No run at all: 1."""
    operator("-q", "run", "--site", "generic", "--no-discover")
    assert operator("status", "--max-age", "26h").returncode == 1
    operator("-q", "run")
    assert operator("status", "--max-age", "26h").returncode == 0
    old = datetime.now(UTC) - timedelta(hours=26, minutes=20)
    with closing(sqlite3.connect(operator.database)) as sql, sql:
        sql.execute("UPDATE sites SET last_good_at = ?", (old.isoformat(timespec="microseconds")[:26] + "Z",))
    late = operator("status", "--max-age", "26h")
    assert late.returncode == 1
    assert "the last good run of medlineplus ended" in late.stdout
    assert "26 h 2" in late.stdout
    assert operator("status", "--max-age", "2d").returncode == 0
    assert json.loads(operator("status", "--max-age", "1h", "--json").stdout)["stale"]


def test_receipts_are_kept_per_host_and_run(done: Operator) -> None:
    """What each run did to each host can be read afterwards."""
    receipts = json.loads(done("status", "--json").stdout)["receipts"]
    first = receipts[-1]
    assert first["receipt"]["host"] == "demo.localhost"
    assert first["receipt"]["requests"] == 14
    assert first["receipt"]["robots_id"]


@pytest.mark.parametrize(
    "command",
    ["status", "audit", "links check", "purge URL --reason why --yes", "vacuum", "reparse", "sites diff", "verify"],
)
def test_no_database_yet(tmp_path: Path, command: str) -> None:
    """What speaks of stored pages says that there are none, how to make or name them, and makes no empty database.

    It is a slip of the operator, so its exit code is not that of findings or damage.
    """
    ran = Operator(tmp_path)(*command.replace("URL", f"{ORIGIN}/a.html").split())
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "there is no database at" in ran.stderr
    assert "pipeline run" in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["pipeline.toml"]


def test_a_damaged_database_is_named(operator: Operator) -> None:
    """A page of zeros in the middle: its message and its mend, no traceback, and the archive is untouched."""
    operator("-q", "run")
    overwrite(operator.database, range(2 * 4096, operator.database.stat().st_size, 2 * 4096), bytes(2048))
    for arguments in (("run", "--force"), ("status",), ("reparse",)):
        ran = operator("-q", *arguments)
        assert ran.returncode == 1, (arguments, ran)
        assert "Traceback" not in ran.stderr
        assert "damaged" in ran.stderr


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    """Text where the database should be is no damaged database: nobody is told to put a backup over it."""
    operator = Operator(tmp_path)
    operator.database.write_text("these are my notes, not a database\n" * 100)
    for command in (("status",), ("run",), ("audit",), ("export",), ("backup", "copy.db"), ("vacuum",)):
        ran = operator(*command)
        assert (ran.returncode, ran.stdout) == (2, ""), command
        assert ran.stderr.splitlines()[:1] == ["error: health.db is no database; nothing was written to it"], command
        assert "to mend: name another file" in ran.stderr, command
        assert "restore" not in ran.stderr, command
    assert {path.name for path in tmp_path.iterdir()} <= {"health.db", "archive", "pipeline.toml"}


def test_a_database_whose_beginning_is_damaged_is_told_as_damaged(operator: Operator) -> None:
    """It has its lock beside it: that is what backups are for."""
    operator("-q", "run")
    overwrite(operator.database, [0], bytes(100))
    ran = operator("status")
    assert ran.returncode == 1
    assert "is damaged or no database" in ran.stderr
    assert "`pipeline restore FILE` puts a backup in its place" in ran.stderr


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that other users can reach (pytest's own they cannot)."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


def test_what_may_not_be_written_is_named(reachable: Path) -> None:
    """First the database, then its folder too: one line with its mend, exit 1, not a byte changed; reading works."""
    with operating(reachable) as operator:
        operator("-q", "run")
        for beside in reachable.glob("health.db.*"):
            beside.chmod(0o666)
        operator.database.chmod(0o444)
        held = operator.database.read_bytes()
        ran = operator.as_ordinary_user("-q", "run", "--force")
        assert (ran.returncode, ran.stdout) == (1, "")
        assert "health.db cannot be opened for this: attempt to write a readonly database" in ran.stderr
        assert "to mend: check that file and folder exist and may be written" in ran.stderr
        (reachable / "health.db.lock").chmod(0o444)
        reachable.chmod(0o555)
        ran = operator.as_ordinary_user("-q", "run", "--force")
        assert (ran.returncode, ran.stdout) == (1, "")
        assert "health.db.lock cannot be written: Permission denied" in ran.stderr
        assert "to mend: make the database and its folder writable" in ran.stderr
        ran = operator.as_ordinary_user("status", "--json")
        assert (ran.returncode, json.loads(ran.stdout)["counts"]["documents"]) == (0, 12)
        assert operator.database.read_bytes() == held
        reachable.chmod(0o777)


def test_a_limit_on_the_size_of_files_is_named(operator: Operator) -> None:
    """As a full disk: one line, its mend; without the limit the next run ends the work, and nothing is lost."""
    ran = operator.other("sh", "-c", f"ulimit -f 100; exec {sys.executable} -m pipeline -q run")
    assert ran.returncode == 1, ran
    assert "File too large" in ran.stderr or "could not be written to the disk" in ran.stderr
    assert "to mend: " in ran.stderr
    assert "Traceback" not in ran.stderr
    assert operator("-q", "run").returncode == 0
    assert json.loads(operator("status", "--json").stdout)["counts"]["documents"] == 12


SMALL_DISK = """
set -e
mount -t tmpfs -o size=12m tmpfs disk
cp pipeline.toml disk; cd disk
{python} -m pipeline -q run --limit 3 > /dev/null || true
{python} -c "open('ballast', 'wb').write(bytes(1 << 19))"
{python} -c "import shutil; open('more', 'wb').write(bytes(max(0, shutil.disk_usage('.').free - {free})))"
{python} -m pipeline -q run > /dev/null 2> said && code=0 || code=$?
{python} -m pipeline backup copy.db > /dev/null 2>&1 && copied=0 || copied=$?
left=$(find . -name 'copy.db*')
rm ballast more
{python} -m pipeline -q run > /dev/null 2> after && then=0 || then=$?
{python} -m pipeline verify > verified 2>&1 && sound=0 || sound=$?
echo "$code $then $sound, backup $copied $left"
{python} -m pipeline status --json
cat said verified >&2
"""


@pytest.mark.parametrize("free", [40_000, 500_000], ids=["at the beginning", "in the middle"])
def test_a_full_disk_ends_the_run_with_its_name(tmp_path: Path, free: int) -> None:
    """No space left: one line, its mend, nothing lost, and with space again the next run goes on."""
    with operating(tmp_path, pages(60)) as operator:
        (tmp_path / "disk").mkdir()
        script = SMALL_DISK.format(python=sys.executable, free=free)
        ran = operator.other("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script)
        if not ran.stdout:
            pytest.skip(f"no small file system can be mounted here: {ran.stderr.strip()[-200:]}")
        codes, status = ran.stdout.split("\n", 1)
        assert codes == "1 0 0, backup 1 ", ran.stderr
        assert "no space left" in ran.stderr
        assert "to mend: free some space" in ran.stderr
        assert "Traceback" not in ran.stderr
        assert json.loads(status)["counts"]["documents"] == 60


def test_a_broken_archive_folder_is_named(operator: Operator, tmp_path: Path) -> None:
    """A file where the archive folder should be."""
    (tmp_path / "archive").write_text("x")
    ran = operator("-q", "run")
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert "archive: " in ran.stderr
    assert "to mend: a file is in the way" in ran.stderr


def test_help_names_every_exit_code(tmp_path: Path) -> None:
    """Help works without a configuration."""
    ran = Operator(tmp_path)("--help")
    assert ran.returncode == 0
    assert re.findall(r"^ +(\d+)  +\S", ran.stdout, re.MULTILINE) == ["0", "1", "2", "3", "4", "5", "130"]


@pytest.mark.parametrize("group", [(), ("sites",), ("links",)], ids=lambda group: group[0] if group else "all")
def test_the_list_of_commands_cuts_no_sentence(group: tuple[str, ...], tmp_path: Path) -> None:
    """What a command is for stands there whole, over two lines where one is too short."""
    ran = Operator(tmp_path)(*group, "--help")
    assert "Commands:" in ran.stdout
    assert "..." not in ran.stdout.replace("[ARGS]...", "").replace("[COMMAND]", "")


def test_every_command_is_where_the_table_says() -> None:
    """Each name of the table imports as the command of that name, and none is missing from the help."""
    context = click.Context(app.app)
    found = {name: app.app.get_command(context, name) for name in app.COMMANDS}
    assert {name: command.name for name, command in found.items() if command is not None} == {n: n for n in found}
    assert app.app.list_commands(context) == list(app.COMMANDS)


def test_an_archive_file_under_the_name_of_another_is_told(operator: Operator, tmp_path: Path) -> None:
    """Each is whole by itself, and holds nothing of what the database looks for in it."""
    operator("-q", "run", "--limit", "5")
    operator("-q", "run")
    one, other = sorted((tmp_path / "archive").glob("*.warc.gz"))
    one.rename(tmp_path / "aside")
    other.rename(one)
    (tmp_path / "aside").rename(other)
    found = operator("verify")
    assert found.returncode == 1
    assert [line.partition(" ")[0] for line in found.stdout.splitlines()] == [one.name, other.name]
    assert "cannot be read where the database has them, the first of http://" in found.stdout


ALTERED = "UPDATE captures SET offset = ?, length = ?, status = ? WHERE number = 3"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({"status": 304}, "1 capture not as the database has it, of http://"),
        ({"of": 2}, "1 capture missing, and others stand where the database has it, of"),
        ({"length": 2**62}, "1 capture cannot be read where the database has it, of"),
        ({"offset": -5}, "1 capture cannot be read where the database has it, of"),
    ],
    ids=["another status", "another place", "a length beyond all memory", "before the beginning"],
)
def test_a_capture_that_is_not_as_its_row_says_is_told(operator: Operator, place: dict[str, int], said: str) -> None:
    """A bit that flipped in what points into the archive, which SQLite does not notice."""
    operator("-q", "run", "--limit", "5")
    with closing(sqlite3.connect(operator.database)) as sql, sql:
        sql.row_factory = sqlite3.Row
        row = dict(sql.execute("SELECT * FROM captures WHERE number = ?", (place.get("of", 3),)).fetchone()) | place
        sql.execute(ALTERED, (row["offset"], row["length"], row["status"]))
    found = operator("verify")
    assert (found.returncode, len(found.stdout.splitlines())) == (1, 1), found
    assert said in found.stdout


LOOKED_AT = (
    ("fetches", "at"),
    ("versions", "first_seen_at"),
    ("versions", "last_seen_at"),
    ("documents", "first_seen"),
    ("documents", "changed_at"),
    ("changes", "at"),
)
"""Where a database says when something was seen."""


@pytest.mark.parametrize(
    ("altered", "said"),
    [
        ("fetches SET http_status = 404", "7 looks with another status than the answer has: http://"),
        (
            "fetches SET at = '2019-01-01T00:00:00.000000Z' WHERE id = 2",
            "1 look with another moment than the answer has",
        ),
        ("fetches SET url_id = url_id + 1 WHERE id = 2", "1 look with another address than the answer has"),
        ("versions SET first_seen_at = '2019-01-01T00:00:00.000000Z' WHERE id = 2", "1 version first seen at another"),
        ("versions SET last_seen_at = '2019-01-01T00:00:00.000000Z' WHERE id = 2", "1 version seen last before it was"),
        ("documents SET first_seen = '2019-01-01T00:00:00.000000Z' WHERE id = 2", "1 page first seen, or changed last"),
        (
            "versions SET last_seen_at = '2039-01-01T00:00:00.000000Z' WHERE id = 2",
            "1 version seen last at a moment at",
        ),
        ("documents SET gone_since = '2019-01-01T00:00:00.000000Z' WHERE id = 2", "1 page gone without a change that"),
        ("changes SET at = '2019-01-01T00:00:00.000000Z' WHERE id = 2", "1 change at another moment than the version"),
        (
            "robots SET fetched_at = '2019-01-01T00:00:00.000000Z'",
            "1 robots.txt with a moment or status that",
        ),
        (
            "robots SET text = replace(text, 'llow', 'lloW')",
            "robots.txt: robots: the database has other rules",
        ),
    ],
    ids=lambda one: one.split(" = ")[0],
)
def test_a_row_that_says_otherwise_than_the_answer_is_told(operator: Operator, altered: str, said: str) -> None:
    """A date or a status that flipped in one row: SQLite does not notice, and whoever trusts the dates would not."""
    operator("-q", "run", "--limit", "6")
    assert operator("verify").returncode == 0
    with closing(sqlite3.connect(operator.database)) as sql, sql:
        sql.execute(f"UPDATE {altered}")
    found = operator("verify")
    assert found.returncode == 1, found
    assert said in found.stdout


def test_a_database_of_a_version_that_noted_when_it_stored_an_answer_is_whole(operator: Operator) -> None:
    """Looks and versions of before lie a moment behind their answers; that is as it was, and nothing to be mended."""
    operator("-q", "run", "--limit", "6")
    with closing(sqlite3.connect(operator.database)) as sql, sql:
        later = "strftime('%Y-%m-%dT%H:%M:%f', {0}, '+1 seconds') || '000Z'"
        for table, column in LOOKED_AT:
            sql.execute(f"UPDATE {table} SET {column} = {later.format(column)}")  # noqa: S608
    found = operator("verify")
    assert (found.returncode, found.stdout) == (0, ""), found


def test_verify_tells_what_the_archive_holds_and_an_older_database_does_not_know(
    operator: Operator, tmp_path: Path
) -> None:
    """As where somebody has put back a copy by hand: no damage, and no secret."""
    operator("-q", "run", "--limit", "5")
    operator("-q", "backup", "older.db")
    operator("-q", "run")
    (tmp_path / "older.db").replace(operator.database)
    for end in ("-wal", "-shm"):
        operator.database.with_name(operator.database.name + end).unlink(missing_ok=True)
    found = operator("verify")
    assert (found.returncode, found.stdout) == (0, ""), found
    assert re.search(r"the archive holds [0-9]+ answers that the database does not know \(1 file\)", found.stderr)


def test_a_folder_in_the_place_of_an_archive_file_is_told_with_all_else(operator: Operator, tmp_path: Path) -> None:
    """It ended the command, which named neither it nor what else was wrong."""
    operator("-q", "run", "--limit", "5")
    (file,) = (tmp_path / "archive").glob("*.warc.gz")
    file.unlink()
    file.mkdir()
    found = operator("verify")
    assert found.returncode == 1
    assert f"{file.name}: missing: " in found.stdout

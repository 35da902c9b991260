"""What the command line refuses, what it says of it, and how it is mended."""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import processes
from tests.cli.operator import HOST, ORIGIN, Operator

ASTHMA = f"{ORIGIN}/topic000001.html"


@pytest.mark.parametrize(
    ("option", "says"),
    [
        (("--type", "topics"), "no page is of the type 'topics'"),
        (("--language", "ex"), "no page is in the language 'ex'"),
        (("--subject", "Astma"), "no page is about the subject 'Astma'"),
        (("--exclude-findings", "FR999"), "no rule is called 'FR999'; did you mean 'FR"),
    ],
    ids=lambda one: one[0] if isinstance(one, tuple) else "",
)
def test_an_export_of_what_there_is_not_is_refused(done: Operator, option: tuple[str, str], says: str) -> None:
    """Exit 2 with what there is; the last export stands."""
    assert done("export", "-o", "data", "--format", "csv").returncode == 0
    held = (done.folder / "data" / "manifest.json").read_bytes()
    ran = done("export", "-o", "data", "--format", "csv", *option)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert says in ran.stderr
    assert "to mend: there are: " in ran.stderr
    assert (done.folder / "data" / "manifest.json").read_bytes() == held


def test_an_export_that_lets_no_page_in_says_why(done: Operator) -> None:
    """It may be right, so it is written; but it is said."""
    ran = done("export", "-o", "none", "--format", "csv", "--date", "reviewed:2090-01-01..")
    assert ran.returncode == 0
    assert "no page goes out: left out are 12 by date" in ran.stderr
    assert "left out" not in done("export", "-o", "all", "--format", "csv", "--language", "en").stderr


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("--release", "r1", "--since", "r0", "-o", "new"), "new/r0 is no export"),
        (("--release", "r1", "-o", "-", "--table", "links", "--format", "csv"), "a release is a folder"),
        (("--table", "records", "--format", "jsonl", "--format", "csv", "-o", "new"), "csv cannot hold the table"),
        (("--otherwise", "link-only", "-o", "new"), "all words would go out"),
        (("--otherwise", "withhold", "-o", "new"), "all words would go out"),
        (("--max-tokens", "256", "--overlap", "32", "-o", "new"), "none were asked for"),
    ],
    ids=["no base", "release to stdout", "second format", "rights", "rights of nobody", "chunks"],
)
def test_what_an_export_cannot_do_is_said_before_it_writes_anything(
    done: Operator, asked: tuple[str, ...], says: str
) -> None:
    """Exit 2 with words and a mend, nothing on stdout, and no folder: not a release that stays without its delta."""
    ran = done("export", *asked)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert says in ran.stderr
    assert "to mend: " in ran.stderr
    assert not (done.folder / "new").exists()


@pytest.mark.parametrize(
    ("body", "says", "mend"),
    [
        (b"SQLite format 3\x00" + bytes(400), "a SQLite database", "HTML or text"),
        (b"%PDF-1.7 ", "a PDF", "HTML or text"),
        (gzip.compress(b"<h1>Colds</h1>"), "gzip", "unpack it first"),
        (gzip.compress(b"WARC/1.1\r\n"), "a WARC archive", "`pipeline reparse --engine process --units FILE`"),
        (b" \n", "", "HTML or text"),
    ],
    ids=["sqlite", "pdf", "gzip", "warc", "nothing"],
)
@pytest.mark.parametrize("door", ["file", "stdin"])
def test_a_file_that_is_no_page_is_no_record(tmp_path: Path, door: str, body: bytes, says: str, mend: str) -> None:
    """It is named, by file and by kind, with what to do about it; nothing is printed as a record."""
    (tmp_path / "page.html").write_bytes(body)
    ran = subprocess.run(
        [sys.executable, "-m", "pipeline", "parse", "page.html" if door == "file" else "-", "--url", ASTHMA],
        cwd=tmp_path,
        input=body,
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (2, b"")
    said = ran.stderr.decode()
    assert (
        f"error: {'page.html' if door == 'file' else 'standard input'} {f'is {says}' if says else 'holds nothing'}"
        in said
    )
    assert mend in said.partition("to mend: ")[2]


def test_a_search_in_a_language_that_no_page_has_is_refused(done: Operator) -> None:
    """Otherwise it would look as if nothing were said of the words."""
    ran = done("search", "topic", "--language", "sp")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "no page is in the language 'sp'" in ran.stderr
    assert "to mend: there are: en" in ran.stderr


def test_who_forgets_which_database_is_told_how_to_name_it(tmp_path: Path) -> None:
    """As after `pipeline demo`, whose settings stand in a folder of its own."""
    command = [sys.executable, "-m", "pipeline", "search", "asthma"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "error: there is no database at output/health.db" in ran.stderr
    assert "or name it: -d FILE, or -c with the settings" in ran.stderr


def test_sites_that_are_all_switched_off_are_not_called_missing(operator: Operator) -> None:
    """Who switched them off is told so, not to add a table that stands there."""
    ran = operator("run", PIPELINE_SITES__MEDLINEPLUS__ENABLED="false")
    assert ran.returncode == 2
    assert "every configured site is switched off (medlineplus)" in ran.stderr
    assert "enabled = false" in ran.stderr


def test_a_page_is_not_removed_for_no_reason(done: Operator) -> None:
    """Blanks are none: the tombstone and later exports would have nothing to tell."""
    ran = done("purge", ASTHMA, "--yes", "--reason", "  ")
    assert (ran.returncode, "to mend: say it: --reason" in ran.stderr) == (2, True)
    assert done("show", ASTHMA).returncode == 0


def test_an_address_that_serves_nothing_is_no_place_for_feeds(done: Operator) -> None:
    """Readers would never find what a feed says of itself; nothing is written."""
    ran = done("feeds", "-o", "fed", "--address", "example.org/health")
    assert (ran.returncode, "is no address to serve feeds at" in ran.stderr) == (2, True)
    assert not (done.folder / "fed").exists()


def test_an_export_of_a_day_before_the_first_page_says_that_it_is_empty(done: Operator) -> None:
    """Nothing was left out, there was nothing: that is said, too."""
    ran = done("export", "-o", "early", "--format", "csv", "--as-of", "1999-12-31")
    assert ran.returncode == 0
    assert "no page goes out: the state of 1999-12-31 holds none" in ran.stderr
    events = done("export", "-o", "-", "--format", "csv", "--table", "changes")
    assert (events.stdout.count("\n"), events.stderr) == (13, "")


def test_an_export_knows_no_day_to_come(done: Operator) -> None:
    """It would call itself the state of that day, and be another one when the day is there."""
    ran = done("export", "-o", "then", "--format", "csv", "--as-of", "2999-12-31")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "2999-12-31 is still to come" in ran.stderr
    assert not (done.folder / "then").exists()


@pytest.mark.parametrize("command", [["show", ASTHMA], ["ledger"]])
def test_nobody_is_shown_a_day_to_come(done: Operator, command: list[str]) -> None:
    """Two figures that changed places gave the newest state under the name of another day."""
    assert done(*command).returncode == 0
    ran = done(*command, "--as-of", "2999-12-31")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "2999-12-31 is still to come" in ran.stderr


def test_an_export_of_today_is_one_of_now(done: Operator) -> None:
    """The day is not over, and a later look may add to it: the moment is named, and is none that is still to come."""
    told: dict[str, tuple[datetime, str]] = {}
    for day in (datetime.now(UTC), datetime.now(UTC) - timedelta(days=1)):
        name = f"{day:%F}"
        assert done("export", "-o", name, "--format", "csv", "--as-of", name).returncode == 0
        moment = json.loads((done.folder / name / "manifest.json").read_text("utf-8"))["facts"]["as_of"]
        (said,) = re.findall(
            r"^The state of (.*)\.$", (done.folder / name / "README.md").read_text("utf-8"), re.MULTILINE
        )
        assert said.startswith(moment)
        told[name] = datetime.fromisoformat(moment), said.removeprefix(moment)
    (today, unfinished), (before, finished) = told.values()
    assert today <= datetime.now(UTC)
    assert unfinished == ", when that day was not over yet"
    assert (f"{before:%T.%f}", finished) == ("23:59:59.999999", "")


FOREIGN = ("run", "reparse", "vacuum", "fetch", "import", "links", "status", "audit", "purge")


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_the_database_of_another_program_is_left_alone(operator: Operator, tmp_path: Path, journal: str) -> None:
    """Every command refuses it with exit 2 and names another way; no byte of it changes, nothing is put beside it."""
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as sql, sql:
        sql.execute(f"PRAGMA journal_mode={journal}")
        sql.execute("CREATE TABLE bookmarks (url TEXT)")
        sql.execute("INSERT INTO bookmarks VALUES ('x')")
    (tmp_path / "dumps").mkdir()
    (tmp_path / "dumps" / "asthma.txt").write_text("Asthma is a disease of the lungs.")
    held = other.read_bytes()
    more = {
        "fetch": (ASTHMA,),
        "import": ("dumps",),
        "links": ("check",),
        "purge": (ASTHMA, "--reason", "x", "--yes"),
    }
    for command in FOREIGN:
        ran = operator("-q", "-d", "other.db", command, *more.get(command, ()))
        assert ran.returncode == 2, (command, ran)
        assert "other.db is another program's database (it holds bookmarks)" in ran.stderr
        assert "to mend: name another file: -d FILE" in ran.stderr
        assert other.read_bytes() == held
    ran = operator("-q", "run", "--workers", "1", "--frontier", "other.db")
    assert (ran.returncode, "other.db is no frontier: it holds bookmarks" in ran.stderr) == (2, True)
    assert other.read_bytes() == held
    assert list(tmp_path.glob("other.db*")) == [other]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("[sites.nsh]\nenabled = false\n", ("run", "--dry-run")),
        ("[[audit.policies]]\nsite = 'nsh'\nwarn_after = 3\nerror_after = 6\n", ("audit",)),
        ("[[audit.suppressions]]\nrule = 'FR001'\nsite = 'nsh'\nreason = 'x'\nuntil = 2100-01-01\n", ("audit",)),
    ],
    ids=["site", "policy", "suppression"],
)
def test_settings_of_a_site_that_there_is_not_are_refused(
    operator: Operator, tmp_path: Path, text: str, command: tuple[str, ...]
) -> None:
    """They would hold for nobody, and nobody would notice: exit 2, with the nearest name."""
    operator("-q", "run", "--limit", "1")
    settings = tmp_path / "pipeline.toml"
    settings.write_text(settings.read_text() + text)
    ran = operator(*command)
    assert (ran.returncode, "no site is named 'nsh'; did you mean 'nhs'?" in ran.stderr) == (2, True)


def test_settings_of_the_audit_may_name_a_site_whose_profile_is_no_longer_installed(
    operator: Operator, tmp_path: Path
) -> None:
    """Its pages are held and audited, so a policy and a suppression hold for them."""
    operator("-q", "run", "--limit", "3")
    sql = sqlite3.connect(operator.database)
    for table in ("documents", "urls", "issues"):
        sql.execute(f"UPDATE {table} SET site = 'gone_plugin' WHERE site = 'medlineplus'")  # noqa: S608
    sql.execute("UPDATE sites SET name = 'gone_plugin'")
    sql.commit()
    sql.close()
    settings = tmp_path / "pipeline.toml"
    settings.write_text(
        settings.read_text() + "[[audit.policies]]\nsite = 'gone_plugin'\nwarn_after = 1\nerror_after = 2\n"
        "[[audit.suppressions]]\nrule = 'FR004'\nurl = '*'\nsite = 'gone_plugin'\nreason = 'x'\nuntil = 2100-01-01"
    )
    ran = operator("audit", "--fail-on", "never")
    assert ran.returncode == 0, ran.stderr
    assert re.search(r"^suppressed by the configuration: \d+ of FR004", ran.stderr, re.MULTILINE)


def test_a_policy_that_holds_for_no_address_is_named(done: Operator, tmp_path: Path) -> None:
    """The limits of one are those of its pages; of the others, which may be misspelt, stderr tells."""
    settings = tmp_path / "pipeline.toml"
    at = "[[audit.policies]]\nsite = '*'\nurl = 'http://{}/*'\nwarn_after = 1\nerror_after = 1\nsource = '{}'\n"
    at += "modified_counts = 'updated is reviewed'\n"
    text = f'[storage]\ndatabase = "{done.database}"\n' + at.format(HOST, "here") + at.format("other.example", "there")
    settings.write_text(text)
    ran = done("-c", str(settings), "audit", "--format", "json", "--fail-on", "never", "--no-store")
    overdue = {one["evidence"]["policy"] for one in json.loads(ran.stdout) if one["rule"] == "FR002"}
    assert overdue == {"1 month, here"}
    assert "the policy of * at http://other.example/* holds for no page" in ran.stderr
    assert f"http://{HOST}/* holds" not in ran.stderr
    partial = done("-c", str(settings), "audit", "--site", "medlineplus", "--fail-on", "never", "--no-store")
    assert "holds for no page" not in partial.stderr


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "policies]]\nsite = 'medlineplus'\npage_type = 'helth_topic'\nwarn_after = 3\nerror_after = 6\n",
            "no kind of page of medlineplus is named 'helth_topic'; did you mean 'health_topic'?",
        ),
        (
            "suppressions]]\nrule = 'FR104'\nreason = 'x'\nuntil = 2100-01-01\n",
            "no rule of the audit is named 'FR104'",
        ),
        (
            "\n[[audit.".join(("policies]]\nsite = '*'\nwarn_after = 3\nerror_after = 6",) * 2),
            "audit.policies: 2 are for *, and one of them can hold",
        ),
        (
            "\n[[audit.".join(("policies]]\nsite = 'nhs'\nurl = '*/a/*'\nwarn_after = 3\nerror_after = 6",) * 2),
            "audit.policies: 2 are for nhs at */a/*, and one of them can hold",
        ),
        (
            "policies]]\nsite = '*'\nurl = 'www.example.org'\nwarn_after = 3\nerror_after = 6",
            "audit.policies.url must be text, of the form",
        ),
        (
            "suppressions]]\nrule = 'FR001'\nsite = 'nhs'\nreason = 'x'\nuntil = 2100-01-01\n",
            'this rule speaks of pages alone\n  to mend: say which: url = "https://host/path.html", or url = "*"',
        ),
        (
            "suppressions]]\nrule = 'FR012'\nurl = '*'\nreason = 'x'\nuntil = 2100-01-01\n",
            "the suppression of FR012 on * names a url: this rule speaks of publishers",
        ),
    ],
    ids=["kind of page", "rule", "twice", "twice at an address", "no address", "rule of pages", "rule of publishers"],
)
@pytest.mark.parametrize("command", ["audit", "report"])
def test_policies_that_would_hold_for_no_page_are_refused(
    done: Operator, tmp_path: Path, text: str, says: str, command: str
) -> None:
    """A misspelt kind of page would leave its policy without a word; exit 2, with the way to mend it."""
    settings = tmp_path / "pipeline.toml"
    settings.write_text(f'[storage]\ndatabase = "{done.database}"\n[[audit.{text}')
    ran = done("-c", str(settings), command)
    assert (ran.returncode, says in ran.stderr) == (2, True), ran.stderr


@pytest.mark.parametrize("command", ["run", "status"])
def test_a_folder_is_no_database(operator: Operator, command: str) -> None:
    """What stands there is said, and where to name another: exit 2."""
    operator.database.mkdir()
    ran = operator("-q", command)
    assert (ran.returncode, "health.db is a folder, and no database" in ran.stderr) == (2, True)


def test_a_database_of_an_older_version_can_be_copied_before_it_is_brought_up_to_date(
    operator: Operator, tmp_path: Path
) -> None:
    """Reading it says how to go on; the backup is what the older version wrote, and opens like it."""
    operator("-q", "run")
    with closing(sqlite3.connect(operator.database)) as sql, sql:
        sql.execute("DELETE FROM _sqlite_migrations WHERE name LIKE '0017%'")
    told = operator("status")
    assert (told.returncode, "`pipeline backup FILE` copies it as it is" in told.stderr) == (1, True)
    assert operator("backup", "before.db").returncode == 0
    with closing(sqlite3.connect(tmp_path / "before.db")) as sql, sql:
        names = [name for (name,) in sql.execute("SELECT name FROM _sqlite_migrations")]
    assert not [name for name in names if name.startswith("0017")]
    assert "0016 dates of lists in one form" in names
    assert "`pipeline vacuum`" in told.stderr  # who only reads asks no server for it


def test_an_empty_file_becomes_the_database(operator: Operator) -> None:
    """It is nobody's: as good as none."""
    operator.database.touch()
    assert operator("-q", "run").returncode == 0


def test_status_of_one_site_is_not_that_of_all(done: Operator) -> None:
    """Counts, runs and issues are of every site, and would be taken for those of the one that was named."""
    for options in ((), ("--issues",), ("--json",)):
        ran = done("status", "--site", "medlineplus", *options)
        assert (ran.returncode, ran.stdout) == (2, "")
        assert "what is listed is of all sites" in ran.stderr
    assert done("status", "--site", "medlineplus", "--max-age", "26h").returncode == 0


@pytest.mark.parametrize("command", ["run --frontier", "worker --frontier"])
def test_a_frontier_of_a_misspelt_scheme_is_no_file(operator: Operator, command: str) -> None:
    """Each machine would have made one of its own, in a folder called `postgresq:`; the password is not told."""
    ran = operator(*command.split(), "postgresq://crawl:secret@db.example/frontier")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "error: nothing that workers share is at postgresq://...\n  to mend: write postgresql://" in ran.stderr
    assert "secret" not in ran.stderr
    assert not (operator.folder / "postgresq:").exists()


@pytest.mark.parametrize("command", ["status", "search x", "export", "links check", "reparse", "vacuum", "sites diff"])
def test_an_empty_file_is_no_database_to_read(operator: Operator, command: str) -> None:
    """SQLite leaves one behind for a name that is none; it is no database of an older version, and stays as it is."""
    operator.database.touch()
    ran = operator(*command.split())
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"error: there is no database at {operator.database.name}: the file is empty\n")
    assert operator.database.stat().st_size == 0


@pytest.mark.parametrize(
    "command",
    [
        "export --release",
        "export --exclude-findings",
        "export -o",
        "feeds -o",
        "report --output=",
        "run --from",
        "import",
        "changes --run",
    ],
)
def test_what_is_given_as_nothing_is_refused(done: Operator, command: str) -> None:
    """A variable that is not set would make a release a plain export, and would import the folder one stands in."""
    option = command.rsplit(maxsplit=1)[-1].removesuffix("=")
    ran = done(*command.split(), *([] if command.endswith("=") else [""]))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"error: nothing is given behind {option}\n  to mend: give a value")


def test_a_database_that_is_beyond_repair_is_built_again_from_the_archive(operator: Operator, tmp_path: Path) -> None:
    """Doing what the message says is enough, and asks for no page again."""
    operator("-q", "run")
    operator.database.write_text("these are my notes, not a database\n" * 100)
    for beside in tmp_path.glob("health.db-*"):
        beside.unlink()
    ran = operator("-q", "run")
    assert (ran.returncode, "the next `pipeline run` builds it again" in ran.stderr) == (
        1,
        True,
    )
    operator.database.rename(tmp_path / "notes")
    operator.site.log.clear()
    assert operator("-q", "run").returncode == 0
    assert not [entry for entry in operator.site.requests if "topic" in entry.path]
    assert json.loads(operator("status", "--json").stdout)["counts"]["documents"] == 12


@pytest.mark.parametrize(
    ("arguments", "says", "mend"),
    [
        (("-c", "missing.toml", "status"), "missing.toml: cannot be read", "name another with -c"),
        (
            ("sites", "new", "exampleclinic", "nowhere.html", "--url", "https://clinic.example/a"),
            "nowhere.html cannot be read: No such file",
            "name a saved page",
        ),
    ],
)
def test_a_file_that_is_not_there_is_named_with_its_mend(
    tmp_path: Path, arguments: tuple[str, ...], says: str, mend: str
) -> None:
    """Exit 2: the command was wrong, nothing is damaged."""
    ran = Operator(tmp_path)(*arguments)
    assert ran.returncode == 2
    assert says in ran.stderr
    assert f"to mend: {mend}" in ran.stderr


def test_a_refused_address_says_which_setting_allows_it(tmp_path: Path) -> None:
    """Somebody who tries a server of their own needs no search for it."""
    operator = Operator(tmp_path)
    settings = tmp_path / "pipeline.toml"
    settings.write_text(settings.read_text().replace(ORIGIN, "http://127.0.0.1:9").partition("connect_to")[0])
    ran = operator("run", "--limit", "1")
    assert ran.returncode == 3
    assert "which is not a public address (one of your own: list it under fetch.allow_private)" in ran.stderr


@pytest.mark.parametrize(
    ("output", "says"),
    [
        ("pipeline.toml", "pipeline.toml is a file\n  to mend: name a folder with -o"),
        ("pipeline.toml/x", "pipeline.toml is a file\n  to mend: name a folder with -o"),
        ("/proc/x", "\n  to mend: make its folder writable for this user, or name another with -o"),
    ],
)
def test_an_export_folder_that_cannot_be_written_is_named(done: Operator, output: str, says: str) -> None:
    """Exit 2 with its mend; nobody is sent to look at the rights of a folder that is a file."""
    ran = done("export", "--format", "csv", "--format", "jsonl", "-o", output)
    assert ran.returncode == 2
    assert "cannot write the export" in ran.stderr
    assert says in ran.stderr


def test_what_sites_new_says_holds_outside_of_the_source_tree(tmp_path: Path) -> None:
    """A profile in a folder of one's own is not found by being there: the way it is found is told."""
    (tmp_path / "saved.html").write_text("<main><h1>Asthma</h1><p>A disease of the lungs.</p></main>")
    ran = Operator(tmp_path)(
        "sites", "new", "exampleclinic", "saved.html", "--url", "https://c.example/a", "--into", "x"
    )
    assert ran.returncode == 0, ran.stderr
    assert "`pipeline sites check exampleclinic --fixtures x/fixtures`" in ran.stderr
    assert '[project.entry-points."pipeline.sites"]' in ran.stderr


@pytest.mark.parametrize(
    ("command", "file"),
    [
        (("report", "--no-audit", "-o"), "health.db"),
        (("report", "-o"), "pipeline.toml"),
        (("run", "--no-discover", "--metrics"), "health.db"),
        (("run", "--metrics"), "pipeline.toml"),
    ],
)
def test_what_a_command_writes_never_takes_the_place_of_something_else(
    done: Operator, command: tuple[str, ...], file: str
) -> None:
    """A slip of -o or --metrics would cost the database or the settings; the file stays and is named."""
    before = (done.folder / file).read_bytes()
    ran = done(*command, file)
    assert ran.returncode == 2
    assert f"{file} is no " in ran.stderr
    assert (done.folder / file).read_bytes() == before


def test_reports_and_metrics_replace_earlier_ones_and_empty_files(done: Operator) -> None:
    """A nightly report has one name; so have metrics."""
    for name in ("night.html", "night.prom"):
        (done.folder / name).write_bytes(b"")
    for _ in range(2):
        assert done("report", "--no-audit", "-o", "night.html").returncode == 0
        assert done("-q", "run", "--no-discover", "--metrics", "night.prom").returncode == 0


def test_a_report_that_does_not_fit_leaves_nothing_behind(operator: Operator, tmp_path: Path) -> None:
    """No half file beside the one that was to be written."""
    operator("-q", "run")
    title = "$(printf %0100000d 1)"
    limited = f"ulimit -f 100; exec {sys.executable} -m pipeline -q report --no-audit --title {title} -o r.html"
    ran = operator.other("sh", "-c", limited)
    assert ran.returncode == 1, ran
    assert "no space left to write" in ran.stderr
    assert not list(tmp_path.glob("r.html*"))


def test_an_archive_that_is_not_there_leaves_no_folder_of_shards(tmp_path: Path) -> None:
    """Exit 2, as of any file that is named and is not there."""
    ran = processes.run(sys.executable, "-m", "pipeline", "reparse", "--engine", "process", folder=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("error: no archive at output/archive\n  to mend: check the path")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("-d", "$HOME/health.db", "run"),
        ("-a", "${DATA}/archive", "run"),
        ("export", "-o", "$HOME/data"),
        ("export", "--release", "r1", "--output=$HOME/data"),
        ("report", "-o", "$HOME/report.html"),
        ("backup", "$HOME/copy.db"),
        ("-d", "~nobody-of-that-name/health.db", "run"),
    ],
    ids=" ".join,
)
def test_a_path_that_no_shell_filled_in_is_refused(done: Operator, arguments: tuple[str, ...]) -> None:
    """No folder of the name of a variable is made."""
    before = set(done.folder.iterdir())
    ran = done(*arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "is not filled in here; write the path out" in ran.stderr or "~nobody" in ran.stderr
    assert set(done.folder.iterdir()) == before


def test_the_home_folder_is_filled_in_where_no_shell_did(done: Operator) -> None:
    """As behind ``--output=``; a settings file fills it in, too."""
    done.environment["HOME"] = str(done.folder / "home")
    assert done("export", "--format", "csv", "--output=~/data").returncode == 0
    assert done("report", "-o", "~/report.html").returncode == 0
    assert {path.name for path in (done.folder / "home").iterdir()} >= {"data", "report.html"}
    assert not (done.folder / "~").exists()

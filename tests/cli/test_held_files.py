"""Commands that rewrite the database while somebody reads what it was."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing
from pathlib import Path

import pytest

import pipeline
from tests.cli.operator import ORIGIN, Operator, operating, pages

PAGE = f"{ORIGIN}/topic000001.html"


def impatient(operator: Operator, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command that waits for readers for a moment instead of half a minute."""
    return operator.other(
        sys.executable,
        "-c",
        "import sys; from pipeline.storage import connection; connection.BUSY_TIMEOUT_MS = 50\n"
        "from pipeline.cli.entry import run_command_line; sys.exit(run_command_line(sys.argv[1:]))",
        *arguments,
    )


def in_the_file(operator: Operator, copy: Path) -> bool:
    """Whether the page is in the file itself, whatever its log says."""
    copy.write_bytes(operator.database.read_bytes())
    with closing(sqlite3.connect(f"file:{copy}?immutable=1", uri=True)) as sql:
        return bool(sql.execute("SELECT count(*) FROM documents WHERE url = ?", (PAGE,)).fetchone()[0])


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("purge", PAGE, "--reason", "asked to", "--yes"), "still in the file "),
        (("vacuum",), "the file is as it was, and its log holds the new one"),
    ],
)
def test_a_reader_that_keeps_the_old_file_is_told_of(tmp_path: Path, command: tuple[str, ...], says: str) -> None:
    """A notebook left open keeps the words of a purged page in the file: exit 3, and what to do; then they go."""
    with operating(tmp_path, pages(3)) as operator:
        assert operator("-q", "run").returncode == 0
        with pipeline.open(operator.database) as health:
            document = health.get(PAGE)
            assert document is not None
            ran = impatient(operator, *command)
            assert (ran.returncode, says in ran.stderr, "end that one" in ran.stderr) == (3, True, True)
            assert health.get(PAGE) == document
        held = [in_the_file(operator, tmp_path / "copy.db")]
        assert operator("vacuum").returncode == 0
        held.append(in_the_file(operator, tmp_path / "copy.db"))
    assert held == ([True, False] if command[0] == "purge" else [True, True])


def test_what_was_put_aside_and_may_hold_a_purged_page_is_named(tmp_path: Path) -> None:
    """A writer died in the middle of the page's record, and a backup was restored: both keep the words of before."""
    with operating(tmp_path, pages(3)) as operator:
        assert operator("-q", "run").returncode == 0
        (file,) = (operator.database.parent / "archive").glob("*.warc.gz")
        with closing(sqlite3.connect(operator.database)) as sql:
            query = "SELECT offset, length FROM captures WHERE url = ? ORDER BY number DESC"
            offset, length = sql.execute(query, (PAGE,)).fetchone()
        whole = file.read_bytes()
        file.write_bytes(whole + whole[offset : offset + length - 9])
        file.with_name(f"{file.name}.open").touch()
        assert operator("-q", "run").returncode == 0
        assert operator("-q", "backup", str(tmp_path / "backup.db")).returncode == 0
        assert operator("restore", str(tmp_path / "backup.db")).returncode == 0
        (torn,), (before,) = file.parent.glob("*.torn-*"), operator.database.parent.glob("*.before-*")
        assert b"topic000001.html" in zlib.decompressobj(31).decompress(torn.read_bytes())
        ran = operator("purge", PAGE, "--reason", "asked to", "--yes")
        told = [line.partition(",")[0] for line in ran.stderr.splitlines() if "put aside" in line]
        assert (ran.returncode, told) == (0, [f"still in archive/{torn.name}", f"still in {before.name}"])

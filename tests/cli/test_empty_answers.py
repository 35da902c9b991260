"""What commands say that have nothing to list."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.operator import Operator, operating, pages


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("links", "list"), "no link has been checked yet: `pipeline links check`"),
        (("ledger",), "no page changed since its review, and no date moved without a change"),
        (("ledger", "--state", "both"), "no page is both"),
        (("dates", "--site", "medlineplus"), "no carrier moved a date yet, and no page changed"),
        (("changes",), ""),
    ],
)
def test_nothing_to_list_is_said_without_a_table_of_nothing(
    done: Operator, command: tuple[str, ...], says: str
) -> None:
    """Heads over no rows look like an answer: that no link is broken, say, where none was ever asked for."""
    ran = done(*command)
    assert ran.returncode == 0
    assert not any(line in ran.stdout for line in ("━", "grade", "verdict"))
    assert says in ran.stderr


def test_that_no_checked_link_is_broken_is_told_with_their_number(tmp_path: Path) -> None:
    """And never of links that nobody asked."""
    with operating(tmp_path, pages(3)) as operator:
        assert operator("run").returncode == 0
        checked = operator("links", "check", "--limit", "2")
        assert checked.stdout.startswith("2 links checked"), checked.stderr
        asked = ("--verdict", "suspect", "--verdict", "unknown", "--verdict", "broken")
        ran = operator("links", "list", *asked)
    assert (ran.returncode, ran.stdout) == (0, "")
    assert ran.stderr == "none of 2 checked links is suspect or unknown or broken\n"


def test_an_export_says_which_audit_its_findings_are_of(tmp_path: Path) -> None:
    """And that there was none: no findings look like no faults. One without findings speaks of none."""
    asked = ("export", "--format", "csv")
    with operating(tmp_path, pages(3)) as operator:
        assert operator("-q", "run").returncode == 0
        ran = operator(*asked, "-o", "before")
        assert "no audit is stored, so findings say nothing of any page: `pipeline audit` first" in ran.stderr
        assert "No audit was made: `findings` is empty" in (tmp_path / "before" / "README.md").read_text()
        operator("-q", "audit")
        operator("-q", "audit", "--site", "nhs")
        assert "no audit" not in operator(*asked, "-o", "after").stderr
        told = re.findall(r"^Audited .*$", (tmp_path / "after" / "README.md").read_text(), re.MULTILINE)
        assert re.match(r"Audited 20..-..-.. ..:.. UTC \(nhs only\) by rules [0-9.]+\+[0-9a-f]{8}: `findings`", told[0])
        assert re.match(r"Audited 20..-..-.. ..:.. UTC by rules ", told[1])
        operator(*asked, "--table", "links", "-o", "links")
        assert "Audited" not in (tmp_path / "links" / "README.md").read_text()


def test_findings_of_an_audit_that_was_not_noted_are_not_called_none(tmp_path: Path) -> None:
    """Older versions stored what an audit found, and not that it was made."""
    with operating(tmp_path, pages(3)) as operator:
        assert operator("-q", "run").returncode == 0
        operator("-q", "audit")
        with closing(sqlite3.connect(tmp_path / "health.db")) as sql, sql:
            assert sql.execute("SELECT count(*) FROM findings WHERE resolved_at IS NULL").fetchone()[0]
            sql.execute("DELETE FROM audits")
        ran = operator("export", "--format", "csv", "-o", "older")
        told = (ran.stderr, operator("status").stdout, (tmp_path / "older" / "README.md").read_text())
    assert not any("no audit" in one.lower() or "is empty, and says nothing" in one for one in told)
    assert all("older version of th" in one for one in told)

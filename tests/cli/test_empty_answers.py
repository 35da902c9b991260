"""What commands say that have nothing to list."""

from __future__ import annotations

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

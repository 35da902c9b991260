"""Tables on terminals of any width: days, numbers and names of things stay whole, or each row is a paragraph."""

from __future__ import annotations

import re

import pytest

from tests.cli.operator import ORIGIN, Operator

ASTHMA = f"{ORIGIN}/topic000001.html"


def words_of(operator: Operator, columns: int, *command: str) -> tuple[list[str], str]:
    """Its days and hexadecimal names, and all of it, on a terminal of so many columns."""
    operator.environment |= {"FORCE_COLOR": "1", "COLUMNS": str(columns)}
    try:
        told = re.sub(r"\x1b\[[0-9;]*m", "", operator(*command).stdout)
    finally:
        for name in ("FORCE_COLOR", "COLUMNS"):
            del operator.environment[name]
    return sorted(re.findall(r"20\d\d-\d\d-\d\d|\b(?=[a-f]*\d)[0-9a-f]{8}\b", told)), told


@pytest.mark.parametrize("command", [("status",), ("dates", ASTHMA), ("history", ASTHMA), ("explain", ASTHMA)])
@pytest.mark.parametrize("columns", [100, 80, 60, 40])
def test_no_day_is_cut_in_two(done: Operator, command: tuple[str, ...], columns: int) -> None:
    """What stands in a table of any width stands in each narrower one."""
    wide, _ = words_of(done, 200, *command)
    assert wide
    assert words_of(done, columns, *command)[0] == wide


def test_where_a_table_cannot_be_a_row_is_a_paragraph(done: Operator) -> None:
    """A line a cell, those without words left out."""
    _, told = words_of(done, 40, "history", ASTHMA)
    assert told.startswith("version: 1\nfirst seen (UTC): 20")
    assert "\ngrade: first\n" in told
    assert "note:" not in told


def test_an_audit_is_read_on_a_narrow_terminal(done: Operator) -> None:
    """Severity, rule, address and words each begin a line; nothing is left out for want of room."""
    _, told = words_of(done, 40, "audit", "--no-store", "--fail-on", "never")
    assert "…" not in told
    assert re.search(r"^(?:error|warning|info)\nFR\d\d\d [a-z-]+\nhttp", told, re.MULTILINE), told

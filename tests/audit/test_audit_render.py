"""Findings as people and machines read them; words of pages never act."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import msgspec
import pytest

from pipeline.audit import render as rendering
from pipeline.audit.render import FORMATS, render
from pipeline.errors import UsageError
from pipeline.model.issue import Finding, Severity


def finding(number: int = 0, severity: Severity = "warning", **changes: object) -> Finding:
    made = Finding(
        rule="FR002",
        name="review-overdue-policy",
        severity=severity,
        site="healthy",
        url=f"https://health.example/{number:04}",
        message="overdue",
        evidence={"value": "2015"},
        key=f"FR002-{number}",
        as_of=date(2026, 3, 1),
    )
    return msgspec.structs.replace(made, **changes)


def shown(format_: str, *findings: Finding) -> str:
    out = io.StringIO()
    render(findings, format_, out)
    return out.getvalue()


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_and_jsonl_hold_every_finding_whole(count: int) -> None:
    """Both machine forms give back exactly what was found, also nothing."""
    findings = [finding(number) for number in range(count)]
    assert msgspec.json.decode(shown("json", *findings), type=list[Finding]) == findings
    lines = shown("jsonl", *findings).splitlines()
    assert [msgspec.json.decode(line, type=Finding) for line in lines] == findings


def test_csv_has_a_header_and_json_evidence() -> None:
    """One row a finding under a fixed header; a message that begins like a formula is led by an apostrophe."""
    (row,) = csv.DictReader(io.StringIO(shown("csv", finding(message="=1+1", url=None)), newline=""))
    assert (row["message"], row["url"], json.loads(row["evidence"])) == ("'=1+1", "", {"value": "2015"})


def test_the_table_shows_the_gravest_first_and_counts_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors stand above warnings above infos; past the limit the rest is counted, and the summary counts all."""
    monkeypatch.setattr(rendering, "SHOWN", 3)
    severities: tuple[Severity, ...] = ("info", "warning", "error", "info", "error")
    text = shown("table", *(finding(number, severity) for number, severity in enumerate(severities)))
    assert [text.index(f"/{number:04}") for number in (2, 4, 1)] == sorted(text.index(f"/{n:04}") for n in (2, 4, 1))
    assert "/0000" not in text
    assert "2 more; every one is in --format json" in text
    assert [line.split()[-1] for line in text.splitlines() if line.strip().startswith("FR002")] == ["2", "1", "2"]


@pytest.mark.parametrize("format_", ["table", "markdown"])
def test_control_characters_of_a_page_cannot_steer_a_terminal(format_: str) -> None:
    """Escape sequences, direction marks and rich markup in a page's words are spelled out, not obeyed."""
    text = shown(format_, finding(message="\x1b[2J[red]gone[/red] \u202etxt.exe", url="https://h.example/\x07"))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\x07" not in text
    assert "U+001B" in text
    assert "red" in text


def test_markdown_escapes_page_words() -> None:
    """A pipe does not end a cell, and HTML and links stay text."""
    text = shown("markdown", finding(message="a | b <script> [x](y)"))
    assert "a \\| b \\<script\\> \\[x\\](y)" in text


@pytest.mark.parametrize("format_", list(FORMATS))
def test_no_findings_is_said_without_fail(format_: str) -> None:
    """Every format can say that nothing was found."""
    assert "FR002" not in shown(format_)


def test_an_unknown_format_is_answered_with_those_there_are() -> None:
    """A format that does not exist is refused with a list of those that do."""
    with pytest.raises(UsageError) as raised:
        shown("xls")
    assert "markdown" in str(raised.value.mend)

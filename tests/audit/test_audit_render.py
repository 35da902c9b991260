"""Findings as people and machines read them; words of pages never act."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest

from pipeline.audit import render as rendering
from pipeline.audit.baseline import Baseline, read_baseline
from pipeline.audit.engine import Tally
from pipeline.audit.registry import all_rules
from pipeline.audit.render import FORMATS, render
from pipeline.config.auditing import Suppressed
from pipeline.errors import UsageError
from pipeline.model.issue import FailOn, Finding, Severity
from tests import values


def finding(number: int = 0, severity: Severity = "warning", **changes: object) -> Finding:
    url, as_of = f"https://health.example/{number:04}", date(2026, 3, 1)
    made = values.finding(f"FR002-{number}", url, rule="FR002", severity=severity, as_of=as_of)
    return msgspec.structs.replace(made, **changes)


def shown(format_: str, *findings: Finding, known: Baseline | None = None) -> str:
    out = io.StringIO()
    render(findings, format_, out, known=known)
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
    assert (row["message"], row["url"], json.loads(row["evidence"])) == ("'=1+1", "", {"due": "2024-01"})


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


def test_an_address_in_markdown_leads_where_it_says() -> None:
    """GitHub makes ``a%5C_b`` of an escaped ``a_b``; between angle brackets nothing is escaped but what parts cells."""
    address = "https://health.example/a_b~c/(d)?x=1&y=2|3#e"
    text = shown("markdown", finding(url=address, message=f"leads to {address[:26]}, *always*."))
    assert f"| <{address.replace('|', chr(92) + '|')}> |" in text
    assert "| leads to <https://health.example/a_b>, \\*always\\*. |" in text


def test_markdown_escapes_page_words() -> None:
    """A pipe does not end a cell, and HTML and links stay text."""
    text = shown("markdown", finding(message="a | b <script> [x](y)"))
    assert "a \\| b \\<script\\> \\[x\\](y)" in text


@pytest.mark.parametrize("format_", list(FORMATS))
def test_no_findings_is_said_without_fail(format_: str) -> None:
    """Every format can say that nothing was found."""
    assert "review overdue" not in shown(format_)
    assert "<failure" not in shown(format_)


def test_an_unknown_format_is_answered_with_those_there_are() -> None:
    """A format that does not exist is refused with a list of those that do."""
    with pytest.raises(UsageError) as raised:
        shown("xls")
    assert "markdown" in str(raised.value.mend)


def test_junit_has_a_failure_for_each_grave_finding_and_none_for_info() -> None:
    """Errors and warnings fail, an info is output; numbers agree; control characters do not break the XML."""
    text = shown("junit", finding(1, "error", message='a <b> \x1b & "c"'), finding(2), finding(3, "info"))
    suites = ElementTree.fromstring(text)  # noqa: S314 - our own output
    suite = next(suite for suite in suites if suite.get("name", "").startswith("FR002"))
    others = len({rule.id for rule in all_rules()}) - 1
    assert (suites.get("tests"), suites.get("failures"), suite.get("failures")) == (str(3 + others), "2", "2")
    assert sum(int(one.get("tests", "")) for one in suites) == sum(len(one) for one in suites) == 3 + others
    assert [case[0].tag for case in suite] == ["failure", "failure", "system-out"]
    assert suite[0][0].get("message") == 'a <b> \ufffd & "c"'
    assert len(suites) == len({rule.id for rule in all_rules()})


def test_sarif_names_every_rule_and_keeps_the_stable_key() -> None:
    """The results refer to rules that the tool declares, levels are SARIF's own, the fingerprint is the key."""
    run = json.loads(shown("sarif", finding(1, "error"), finding(2, "info")))["runs"][0]
    assert [result["level"] for result in run["results"]] == ["error", "note"]
    assert run["results"][0]["partialFingerprints"] == {
        "pipelineFindingKey/v1": "FR002-1",
        "primaryLocationLineHash": "FR002-1",
    }
    declared = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert declared == {rule.id for rule in all_rules()}
    assert {result["ruleId"] for result in run["results"]} <= declared


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://health.example/a.html", "health.example/a.html"),
        ("http://demo.localhost:8080/a.html?p=1&q=%C3%A9#x", "demo.localhost%3A8080/a.html%3Fp=1&q=%C3%A9%23x"),
        (None, "healthy"),
    ],
)
def test_sarif_can_be_uploaded_where_code_is_scanned(url: str | None, path: str) -> None:
    """GitHub refuses addresses of the web in places of results, and results without a place; rules must have help."""
    run = json.loads(shown("sarif", finding(url=url)))["runs"][0]
    (location,) = run["results"][0]["locations"]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": path}
    assert set(location["physicalLocation"]["region"]) == {"startLine", "startColumn", "endLine", "endColumn"}
    assert location["logicalLocations"][0]["fullyQualifiedName"] == (url or "healthy")
    assert run["results"][0]["properties"].get("url") == url
    rules = run["tool"]["driver"]["rules"]
    assert all(rule["help"]["text"].startswith(rule["fullDescription"]["text"]) for rule in rules)
    assert max(len(rule["fullDescription"]["text"]) for rule in rules) <= 1024


def test_two_findings_of_a_rule_on_a_page_are_two_cases_in_junit() -> None:
    """A build server knows a case by its name: the first keeps the page's, the others have their keys."""
    cases = [finding(n, url="https://health.example/a.html") for n in range(3)]
    suites = ElementTree.fromstring(shown("junit", *cases))  # noqa: S314 - our own output
    names = [case.get("name") for case in suites.iter("testcase") if case.get("name") != "nothing found"]
    address = "https://health.example/a.html"
    assert names == [address, f"{address} (FR002-1)", f"{address} (FR002-2)"]


BESIDE = Baseline({"FR002-1": "error"})
"""A baseline that knows the first of two findings."""


@pytest.mark.parametrize("format_", ["table", "markdown"])
def test_new_findings_stand_first_and_are_called_new(format_: str) -> None:
    """Beside a baseline a new warning stands above a known error; without one nothing is called new."""
    text = shown(format_, finding(1, "error"), finding(2), known=BESIDE)
    assert text.index("/0002") < text.index("/0001")
    assert text.count("new warning") == 1
    assert "new error" not in text
    assert "new" not in shown(format_, finding(1, "error"), finding(2))


def test_in_junit_only_new_findings_are_failures() -> None:
    """A known error is a case that passed, with what it says as output: the build is as green as the exit code."""
    suites = ElementTree.fromstring(shown("junit", finding(1, "error"), finding(2), known=BESIDE))  # noqa: S314
    suite = next(suite for suite in suites if suite.get("name", "").startswith("FR002"))
    assert (suites.get("failures"), suite.get("failures")) == ("1", "1")
    assert [case[0].tag for case in suite] == ["system-out", "failure"]


@pytest.mark.parametrize(
    ("fail_on", "tags"),
    [
        ("error", ["failure", "system-out", "system-out"]),
        ("warning", ["failure", "failure", "system-out"]),
        ("info", ["failure", "failure", "failure"]),
        ("never", ["failure", "failure", "system-out"]),
    ],
)
def test_in_junit_those_fail_that_fail_the_audit(fail_on: FailOn, tags: list[str]) -> None:
    """A build that exits 0 shows no failures; where the exit code never judges, the viewer does."""
    out = io.StringIO()
    render([finding(1, "error"), finding(2), finding(3, "info")], "junit", out, fail_on=fail_on)
    suites = ElementTree.fromstring(out.getvalue())  # noqa: S314 - our own output
    suite = next(suite for suite in suites if suite.get("name", "").startswith("FR002"))
    assert [case[0].tag for case in suite] == tags
    assert suites.get("failures") == str(tags.count("failure"))


def test_sarif_says_what_is_new() -> None:
    """Each result has its state beside the baseline, and none without one."""
    results = json.loads(shown("sarif", finding(1), finding(2), known=BESIDE))["runs"][0]["results"]
    assert [result["baselineState"] for result in results] == ["unchanged", "new"]
    assert "baselineState" not in shown("sarif", finding(1))


def test_what_is_held_back_and_what_is_new_is_told() -> None:
    """Findings that are suppressed are counted by rule; of a baseline it is said how much of it is left."""
    today = date(2026, 3, 1)
    suppression = Suppressed(rule="FR002", url="*3", reason="known", until=today)
    tally = Tally(known=BESIDE)
    list(tally.watch([finding(1), finding(2), finding(3)], today=today, suppressions=(suppression,)))
    assert list(tally.notes()) == ["beside the baseline: 1 new, 1 known", "suppressed by the configuration: 1 of FR002"]
    assert list(Tally().notes()) == []


@pytest.mark.parametrize("format_", ["json", "jsonl"])
def test_a_baseline_is_the_keys_of_an_earlier_audit(format_: str, tmp_path: Path) -> None:
    """What ``--format json`` and ``jsonl`` wrote is read back as keys; anything else is refused with a hint."""
    file = tmp_path / "before"
    file.write_text(shown(format_, finding(1), finding(2)), "utf-8")
    assert read_baseline(file).severities.keys() == {"FR002-1", "FR002-2"}
    file.write_text("rule,name\n", "utf-8")
    with pytest.raises(UsageError) as raised:
        read_baseline(file)
    assert "--format json" in str(raised.value.mend)


def test_a_baseline_of_an_older_version_knows_findings_that_a_newer_rule_calls_otherwise(tmp_path: Path) -> None:
    """By the words that the rule says of the page; other words, and another key of the same rule, are new."""
    file = tmp_path / "before"
    file.write_text(shown("json", finding(1), finding(2)), "utf-8")
    known = read_baseline(file)
    newer = msgspec.structs.replace(finding(1), key="FR002-new", rule_version=2)
    assert known.covers(newer)
    assert not known.covers(msgspec.structs.replace(newer, message="other words"))
    assert not known.covers(msgspec.structs.replace(newer, rule_version=1))


def test_suppressions_that_cover_nothing_are_named_by_an_audit_of_everything() -> None:
    """A misspelt address, a mended page, an end that has come: each is told, and one that holds is not."""
    today = date(2026, 3, 1)
    made = Suppressed(rule="FR002", url="*/0003", reason="known", until=today)
    kept = [
        made,
        msgspec.structs.replace(made, url="*/00003"),
        msgspec.structs.replace(made, url="*/0002", until=date(2026, 2, 28)),
        msgspec.structs.replace(made, url=None, site="nhs"),
    ]
    tally = Tally()
    list(tally.watch([finding(2), finding(3)], today=today, suppressions=tuple(kept)))
    assert list(tally.notes(today=today)) == [
        "suppressed by the configuration: 1 of FR002",
        "the suppression of FR002 on */00003 covers nothing now: mend its address, or take it out",
        "the suppression of FR002 on */0002 ended on 2026-02-28: renew it, or take it out",
        "the suppression of FR002 on nhs covers nothing now: mend its address, or take it out",
    ]
    assert list(tally.notes()) == ["suppressed by the configuration: 1 of FR002"]


def test_what_is_graver_than_in_the_baseline_is_new() -> None:
    """Who saw a warning has not seen the error it became; who saw the error has seen the warning it became."""
    beside = Baseline({"FR002-1": "warning", "FR002-2": "error"})
    tally = Tally(known=beside)
    found = list(tally.watch([finding(1, "error"), finding(2, "warning")], today=date(2026, 3, 1)))
    assert (tally.reaches("error"), list(tally.notes())) == (True, ["beside the baseline: 1 new, 1 known"])
    results = json.loads(shown("sarif", *found, known=beside))["runs"][0]["results"]
    assert [result["baselineState"] for result in results] == ["updated", "unchanged"]
    assert ElementTree.fromstring(shown("junit", *found, known=beside)).get("failures") == "1"  # noqa: S314
    assert "new error" in shown("table", *found, known=beside)


def test_only_findings_that_are_not_in_the_baseline_reach_the_threshold() -> None:
    """A known error is shown and counted, and does not fail; a new one does."""
    tally = Tally(known=Baseline({"FR002-1": "error"}))
    assert len(list(tally.watch([finding(1, "error")], today=date(2026, 3, 1)))) == 1
    assert (tally.by_severity, tally.reaches("info")) == ({"error": 1}, False)
    list(tally.watch([finding(2, "warning")], today=date(2026, 3, 1)))
    assert (tally.reaches("warning"), tally.reaches("error")) == (True, False)

"""Findings for the machines that watch builds: JUnit XML and SARIF."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

import msgspec

from pipeline._version import __version__
from pipeline.audit.baseline import GRAVITY, Baseline
from pipeline.audit.registry import all_rules
from pipeline.model.issue import FailOn, Finding, Severity

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped (section 2.2)."""

_LEVEL: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write_junit(
    findings: Iterable[Finding], out: TextIO, known: Baseline | None = None, *, fail_on: FailOn = "warning"
) -> None:
    """One test suite a rule, one case a finding; a rule that found nothing is one case that passed.

    A case fails where its finding fails the audit: new beside the baseline, and as grave as ``fail_on``. The others are
    cases with output: viewers of this format know no third colour. Where the audit ``never`` fails, it is for whoever
    reads the file to judge, and warnings fail. No two cases of a suite have one name: build servers take the second for
    the first, run again.
    """
    held = known or Baseline()
    least = GRAVITY["warning" if fail_on == "never" else fail_on]

    def fails(finding: Finding) -> bool:
        return GRAVITY[finding.severity] >= least and not held.covers(finding)

    by_rule: dict[str, list[Finding]] = {rule.id: [] for rule in all_rules()}
    for finding in findings:
        by_rule[finding.rule].append(finding)
    names = {rule.id: rule.name for rule in all_rules()}
    everything = sum(max(1, len(found)) for found in by_rule.values())
    failed = sum(fails(finding) for found in by_rule.values() for finding in found)
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(f'<testsuites name="pipeline audit" tests="{everything}" failures="{failed}">\n')
    for rule, found in by_rule.items():
        failures = sum(fails(finding) for finding in found)
        out.write(f'  <testsuite name="{rule} {names[rule]}" tests="{max(1, len(found))}" failures="{failures}">\n')
        if not found:
            out.write(f'    <testcase classname="{rule}" name="nothing found"/>\n')
        names_of: set[str] = set()
        for finding in found:
            where = finding.url or finding.site
            name = f"{where} ({finding.key})" if where in names_of else where
            names_of.add(name)
            out.write(_case(finding, name, fails=fails(finding)))
        out.write("  </testsuite>\n")
    out.write("</testsuites>\n")


def _case(finding: Finding, name: str, *, fails: bool) -> str:
    head = f'    <testcase classname="{finding.rule}.{finding.name}" name={_quoted(name)}>\n'
    evidence = "\n".join(f"{name}: {value}" for name, value in finding.evidence.items())
    said = f"{finding.message}\n{evidence}\n{finding.key}"
    if not fails:
        return f"{head}      <system-out>{_escaped(said)}</system-out>\n    </testcase>\n"
    failure = f"      <failure type={_quoted(finding.severity)} message={_quoted(finding.message)}>"
    return f"{head}{failure}{_escaped(said)}</failure>\n    </testcase>\n"


def _escaped(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", text))


def _quoted(text: str) -> str:
    return quoteattr(_NO_XML.sub("\ufffd", text))


def write_sarif(findings: Iterable[Finding], out: TextIO, known: Baseline | None = None) -> None:
    """SARIF 2.1.0: rules with their definitions, a result a finding, its key as fingerprint. Streams the results.

    With a baseline every result says whether it is ``new``, ``unchanged``, or ``updated``: graver than it was (section
    3.27.24). What GitHub's code scanning asks for beyond the standard is there, too: a path in the place of an address
    (it refuses ``https:``), which each finding has, a region, help for every rule, and a fingerprint by its own name.
    """
    seen: set[str] = set()
    rules = []
    for rule in all_rules():
        if rule.id in seen:  # one id may speak of pages and of publishers
            continue
        seen.add(rule.id)
        rules.append(
            {
                "id": rule.id,
                "name": rule.name,
                "shortDescription": {"text": rule.name},
                "fullDescription": {"text": rule.definition},
                "help": {"text": f"{rule.definition}\n\nSource: {rule.source}"},
                "defaultConfiguration": {"level": _LEVEL[rule.severity]},
                "properties": {"version": rule.version, "source": rule.source},
            }
        )
    driver = {"name": "pipeline audit", "version": __version__, "rules": rules}
    head = msgspec.json.encode({"$schema": SARIF_SCHEMA, "version": "2.1.0"}).decode()[:-1]
    out.write(f'{head},"runs":[{{"tool":{msgspec.json.encode({"driver": driver}).decode()},"results":[')
    between = "\n"
    for finding in findings:
        out.write(between + msgspec.json.encode(_result(finding, known)).decode())
        between = ",\n"
    out.write("\n]}]}\n")


def _state(finding: Finding, known: Baseline) -> str:
    if known.covers(finding):
        return "unchanged"
    return "updated" if known.has(finding) else "new"


def _result(finding: Finding, known: Baseline | None) -> dict[str, object]:
    where = finding.url or finding.site
    location = {
        "physicalLocation": {"artifactLocation": {"uri": _path(where)}, "region": _WHOLE},
        "logicalLocations": [{"name": where, "fullyQualifiedName": where, "kind": "resource"}],
    }
    state = {} if known is None else {"baselineState": _state(finding, known)}
    return {
        "ruleId": finding.rule,
        "level": _LEVEL[finding.severity],
        "message": {"text": finding.message},
        "locations": [location],
        **state,
        "partialFingerprints": {"pipelineFindingKey/v1": finding.key, "primaryLocationLineHash": finding.key},
        "properties": {
            "site": finding.site,
            **({} if finding.url is None else {"url": finding.url}),
            "as_of": finding.as_of.isoformat(),
            "evidence": finding.evidence,
        },
    }


_WHOLE = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}
"""A finding is about a page as a whole; a region is asked for all the same, and this is shown at the top."""


def _path(where: str) -> str:
    """An address as a relative path of its own: host and path, and of the rest what tells it from others."""
    return quote(where.partition("://")[2] or where, safe="/%~!$&'()*+,;=@")

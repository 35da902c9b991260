"""Findings for people (table, Markdown) and for machines (JSON, JSONL, CSV; JUnit and SARIF in ``render_ci``).

The machine forms stream; the two for people hold the findings they show, at most ``limit``. Words of pages never
reach a terminal or a table raw: control characters are shown as ``U+XXXX``, markup is escaped.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from heapq import nsmallest
from typing import TextIO

import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.audit.baseline import Baseline
from pipeline.audit.render_ci import write_junit, write_sarif
from pipeline.errors import UsageError
from pipeline.model.issue import FailOn, Finding, Severity

Known = Baseline | None
Writer = Callable[[Iterable[Finding], TextIO, Known], None]

_GRAVITY: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}
_STYLE: dict[Severity, str] = {"error": "bold red", "warning": "yellow", "info": "dim"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_MARKED = re.compile(r"(?P<address>https?://[^\s<>]*[\w/])|[\\`*_\[\]<>|&#~]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_NARROW = 80
SHOWN = 200
"""Findings a table shows; what lies past them is counted, and every machine form has all of them."""


def render(
    findings: Iterable[Finding], format_: str, out: TextIO, *, known: Known = None, fail_on: FailOn = "warning"
) -> None:
    """Write findings in one of :data:`FORMATS`.

    Args:
        findings: as the audit gives them.
        format_: a name.
        out: text file.
        known: a baseline; the forms that people and builds look at tell apart what it does not cover.
        fail_on: least severity that fails, which JUnit shows.

    Raises:
        UsageError: no such format.
    """
    writer = FORMATS.get(format_)
    if writer is None:
        raise UsageError(f"no audit format {format_!r}", mend=f"formats are {', '.join(FORMATS)}")
    if format_ == "junit":
        write_junit(findings, out, known, fail_on=fail_on)
    else:
        writer(findings, out, known)


def visible(text: str) -> str:
    """Text on one line with control and direction characters spelled out, so that it cannot steer a terminal."""
    return _CONTROL.sub(lambda match: " " if match[0] in "\n\t" else f"<U+{ord(match[0]):04X}>", text)


def write_json(findings: Iterable[Finding], out: TextIO, _known: Known = None) -> None:
    """One JSON array, a finding a line."""
    before = "[\n"
    for finding in findings:
        out.write(before + msgspec.json.encode(finding).decode())
        before = ",\n"
    out.write("\n]\n" if before == ",\n" else "[]\n")


def write_jsonl(findings: Iterable[Finding], out: TextIO, _known: Known = None) -> None:
    """One JSON object a line."""
    out.writelines(msgspec.json.encode(finding).decode() + "\n" for finding in findings)


def write_csv(findings: Iterable[Finding], out: TextIO, _known: Known = None) -> None:
    """RFC 4180; evidence as a JSON cell.

    Messages and addresses quote pages, so a text that a spreadsheet would run as a formula is led by an apostrophe.
    """
    names = Finding.__struct_fields__
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(names)
    for finding in findings:
        rows.writerow([_cell(getattr(finding, name)) for name in names])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return msgspec.json.encode(value).decode()
    text = str(value)
    return "'" + text if text.startswith(_FORMULA) else text


def write_markdown(findings: Iterable[Finding], out: TextIO, known: Known = None) -> None:
    """A table by rule, then the findings, gravest first."""
    shown, counts = _gravest(findings, known)
    out.write("# Audit\n\n| Rule | Name | Severity | Findings |\n|---|---|---|---:|\n")
    for (rule, name, severity), count in _in_order(counts):
        out.write(f"| {rule} | {name} | {severity} | {count} |\n")
    if shown:
        out.write("\n| Severity | Rule | Where | What |\n|---|---|---|---|\n")
    for finding in shown:
        where = _escaped(finding.site) if finding.url is None else _linked(visible(finding.url))
        out.write(f"| {_severity(finding, known)} | {finding.rule} | {where} | {_escaped(finding.message)} |\n")
    out.write(_rest(counts, len(shown)))


def _escaped(text: str) -> str:
    return _MARKED.sub(_unmarked, visible(text))


def _unmarked(found: re.Match[str]) -> str:
    return f"\\{found[0]}" if found["address"] is None else _linked(found["address"])


def _linked(address: str) -> str:
    """An address leads where it says only between angle brackets: what is escaped in a bare one becomes part of it."""
    return f"<{address.replace('|', chr(92) + '|')}>"


def write_table(findings: Iterable[Finding], out: TextIO, known: Known = None) -> None:
    """What a person reads: counts by rule, then the gravest findings."""
    console = Console(file=out, highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(file=out, highlight=False, soft_wrap=False, width=160)  # a pipe has no width of its own
    shown, counts = _gravest(findings, known)
    if not shown:
        console.print("No findings.")
        return
    _details(console, shown, known)
    summary = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("rule", "name", "severity"):
        summary.add_column(heading, overflow="fold", no_wrap=heading != "name")
    summary.add_column("findings", justify="right")
    for (rule, name, severity), count in _in_order(counts):
        summary.add_row(rule, name, Text(severity, style=_STYLE[severity]), str(count))
    console.print(summary)
    rest = _rest(counts, len(shown)).strip()
    if rest:
        console.print(rest, markup=False)


def _details(console: Console, shown: Iterable[Finding], known: Known) -> None:
    detail = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("severity", "rule", "where", "what"):
        detail.add_column(heading, overflow="fold", no_wrap=heading in ("severity", "rule"))
    for finding in shown:
        cells = (
            Text(_severity(finding, known), style=_STYLE[finding.severity]),
            Text(f"{finding.rule} {finding.name}"),
            Text(visible(finding.url or finding.site)),
            Text(visible(finding.message)),
        )
        if console.width < _NARROW:  # nothing is left for addresses and words: a paragraph each
            console.print(Text("\n").join(cells), end="\n\n")
        else:
            detail.add_row(*cells)
    if detail.row_count:
        console.print(detail)


def _severity(finding: Finding, known: Known) -> str:
    return f"new {finding.severity}" if known is not None and not known.covers(finding) else finding.severity


_Counts = dict[tuple[str, str, Severity], int]


def _gravest(findings: Iterable[Finding], known: Known) -> tuple[list[Finding], _Counts]:
    """The first :data:`SHOWN` (new ones, gravity, rule, address), and how many there were of each rule and severity."""
    counts: _Counts = {}

    def counted() -> Iterable[Finding]:
        for finding in findings:
            kind = (finding.rule, finding.name, finding.severity)
            counts[kind] = counts.get(kind, 0) + 1
            yield finding

    shown = nsmallest(
        SHOWN,
        counted(),
        key=lambda finding: (
            known is not None and known.covers(finding),
            _GRAVITY[finding.severity],
            finding.rule,
            finding.site,
            finding.url or "",
            finding.key,
        ),
    )
    return shown, counts


def _in_order(counts: _Counts) -> list[tuple[tuple[str, str, Severity], int]]:
    return sorted(counts.items(), key=lambda item: (_GRAVITY[item[0][2]], item[0][0]))


def _rest(counts: _Counts, shown: int) -> str:
    left = sum(counts.values()) - shown
    return f"\n{left} more; every one is in --format json, jsonl and csv.\n" if left else ""


FORMATS: Mapping[str, Writer] = {
    "table": write_table,
    "json": write_json,
    "jsonl": write_jsonl,
    "csv": write_csv,
    "markdown": write_markdown,
    "junit": write_junit,
    "sarif": write_sarif,
}
"""Formats by the name the command line knows them by."""

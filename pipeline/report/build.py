"""One database in, one HTML file out: no network, no script needed, nothing of a page that acts."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape
from markupsafe import Markup, escape
from msgspec import Struct

from pipeline._version import __version__
from pipeline.archive.files import put_in_place
from pipeline.changes import Diff
from pipeline.model.issue import Finding
from pipeline.model.run import Run
from pipeline.nearest import many
from pipeline.report.ages import BUCKETS, AgeRow, Counts, age_rows, review_of
from pipeline.report.charts import stacked_bars
from pipeline.report.packed import SEVERITIES, pack
from pipeline.report.public import Public, Voice
from pipeline.storage import Store
from pipeline.storage.link_values import LinkCheck, Place
from pipeline.storage.links import Links
from pipeline.storage.overview import Overview, RecentChange
from pipeline.storage.values import FindingRow

RUNS = 10
"""Runs whose changes are told."""

CHANGES, DIFFS, LINKS, FINDINGS, RUN_ROWS = 200, 40, 200, 200, 40
"""Rows that stand in the HTML itself."""

_DAY = re.compile(r"\b\d{4}-\d\d(?:-\d\d)?\b")

MONTHS = 24
GRADES = ("critical", "substantive", "structural", "links-only", "dates-only", "template", "gone", "returned", "new")


Suppressed = Callable[[Finding], bool]
"""Whether somebody has accepted a finding for now."""


def _nothing(_finding: Finding) -> bool:
    return False


class Told(Struct, frozen=True, kw_only=True):
    """A change of the last runs with its difference, where that is shown."""

    change: RecentChange
    diff: Diff | None


class Dead(Struct, frozen=True, kw_only=True):
    """A broken link and where it stands."""

    check: LinkCheck
    places: tuple[Place, ...]


class Group(Struct, frozen=True, kw_only=True):
    """Open findings of one rule and severity; examples are the most overdue, then the longest standing ones."""

    rule: str
    name: str
    severity: str
    count: int
    examples: tuple[FindingRow, ...]
    meaning: str = ""


def write_report(
    store: Store,
    file: Path,
    *,
    now: datetime,
    counts: Counts,
    title: str = "Health pages",
    public: Public | None = None,
    meanings: Mapping[str, str] = MappingProxyType({}),
    suppressed: Suppressed = _nothing,
) -> int:
    """Write the report and give its size in bytes; the file appears whole or not at all.

    Args:
        store: open, for reading at least; its findings are those of its last audit.
        file: where to.
        now: the moment of the report.
        counts: whether a "last updated" counts as a review of a page.
        title: of the report.
        public: the judge of what may be told; ``None``: the report is for those who may read everything.
        meanings: what each rule means in a sentence, by its id.
        suppressed: which findings somebody has accepted for a while; they are counted, and stand nowhere else.
    """
    style, script = _asset("report.css"), _asset("report.js")
    with store.snapshot():
        facts = _facts(store, now.date(), counts, Voice(store, public), meanings, suppressed)
    text = _template().render(
        title=title,
        rights=() if public is None else public.statuses,
        now=now,
        version=__version__,
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        **facts,
    )
    data = text.encode()
    file.parent.mkdir(parents=True, exist_ok=True)
    with put_in_place(file) as part:
        part.write_bytes(data)
    return len(data)


def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("pipeline.report"),
        autoescape=select_autoescape(["html", "j2"], default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = _day
    environment.filters["unbroken"] = _unbroken
    environment.filters["thousands"] = "{:,}".format
    environment.filters["many"] = many
    return environment.get_template("report.html.j2")


def _asset(name: str) -> str:
    return (files("pipeline.report") / "templates" / name).read_text("utf-8")


def _unbroken(text: str) -> Markup:
    """Escaped, with every day on one line."""
    return Markup(_DAY.sub(r'<span class="day">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped just before


def _day(moment: date | datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d}"


def _facts(
    store: Store, today: date, counts: Counts, voice: Voice, meanings: Mapping[str, str], suppressed: Suppressed
) -> dict[str, Any]:
    overview, links = Overview.over(store), Links.over(store)
    pages = list(voice.pages(overview.page_lines()))
    stored = list(store.findings())
    held_back = Counter(row.finding.rule for row in stored if suppressed(row.finding))
    shown = (row for row in stored if not suppressed(row.finding))
    findings = sorted(voice.findings(shown), key=_gravity)
    rows = age_rows(pages, counts=counts, today=today)
    packed, left_out = pack(pages, findings, review=lambda page: review_of(page, counts))
    runs = store.runs(limit=None)
    broken = list(_broken(links, voice))
    since = (today.replace(day=1) - timedelta(days=31 * (MONTHS - 1))).replace(day=1)
    by_month = _every_month(overview.changes_by_month(since=since.isoformat()))
    return {
        "totals": store.counts(),
        "today": today,
        "severities": Counter(row.finding.severity for row in findings),
        "groups": list(_groups(findings, meanings)),
        "findings": findings[:FINDINGS],
        "finding_count": len(findings),
        "suppressed": sorted(held_back.items()),
        "left_out": left_out,
        "pages": len(pages),
        "rules": sorted({f"{row.finding.rule} {row.finding.name}" for row in findings}),
        "sites": sorted({page.site for page in pages}),
        "types": sorted({page.page_type for page in pages}),
        "packed": packed,
        "age_rows": rows,
        "buckets": BUCKETS,
        "age_chart": _age_chart(rows),
        "months": by_month,
        "grades": [grade for grade in GRADES if any(grade in month for month in by_month.values())],
        "change_chart": _change_chart(by_month),
        "told": list(_told(store, overview, voice)),
        "critical": _waiting(overview),
        "events": list(voice.events(store.events()))[-20:][::-1],
        "broken": [Dead(check=one, places=voice.places(links.places(one.url))) for one in broken[:LINKS]],
        "broken_count": len(broken),
        "link_counts": links.link_counts(),
        "runs": runs[:RUN_ROWS],
        "run_count": len(runs),
        "run_chart": _run_chart(runs[:RUN_ROWS][::-1]),
        "states": store.site_states().values(),
        "issues": overview.issue_counts(),
        "audits": store.last_audits(),
    }


def _gravity(row: FindingRow) -> tuple[int, str, int, datetime, str]:
    finding = row.finding
    late = int(finding.evidence.get("days_late", "0"))
    return SEVERITIES.index(finding.severity), finding.rule, -late, row.first_seen, finding.key


def _groups(findings: list[FindingRow], meanings: Mapping[str, str]) -> Iterator[Group]:
    by_rule: dict[tuple[int, str, str], list[FindingRow]] = {}
    for row in findings:
        kind = (SEVERITIES.index(row.finding.severity), row.finding.rule, row.finding.name)
        by_rule.setdefault(kind, []).append(row)
    for (severity, rule, name), rows in sorted(by_rule.items()):
        yield Group(
            rule=rule,
            name=name,
            severity=SEVERITIES[severity],
            count=len(rows),
            examples=tuple(rows[:5]),
            meaning=meanings.get(rule, ""),
        )


def _broken(links: Links, voice: Voice) -> Iterator[LinkCheck]:
    for check in links.link_checks(("broken",)):
        if voice.unbounded or voice.places(links.places(check.url)):
            yield check


def _every_month(counted: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """The months from the first to the last of some, those in which nothing happened too: time is not squeezed."""
    if not counted:
        return {}
    first, last = ((int(month[:4]) * 12 + int(month[5:]) - 1) for month in (min(counted), max(counted)))
    months = (f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, last + 1))
    return {month: counted.get(month, {}) for month in months}


def _told(store: Store, overview: Overview, voice: Voice) -> Iterator[Told]:
    shown = 0
    for change in overview.recent_changes(runs=RUNS, limit=CHANGES):
        diff = None
        if shown < DIFFS and change.before_id is not None and change.after_id is not None and change.kind == "changed":
            diff = voice.difference(store.record_of(change.before_id), store.record_of(change.after_id))
            shown += 1
        yield Told(change=voice.change(change), diff=diff)


def _waiting(overview: Overview) -> int:
    return sum(change.grade == "critical" for change in overview.recent_changes(runs=RUNS, limit=1_000_000))


def _age_chart(rows: list[AgeRow]) -> Markup | None:
    if not rows:
        return None
    shown = rows[:12]
    labels = [f"{row.site} {row.page_type}" for row in shown][::-1]
    series = {name: [row.ages[index] for row in shown][::-1] for index, name in enumerate(BUCKETS)}
    name = "Pages by the age of their review, for each site and kind of page; the table below has the numbers"
    return stacked_bars(labels, series, name=name, tone="ages", horizontal=True, height=90 + 30 * len(shown))


def _change_chart(months: dict[str, dict[str, int]]) -> Markup | None:
    shown = GRADES[:6]  # all of them: the colour of a grade is its place
    if len(months) < 2 or not any(grade in month for grade in shown for month in months.values()):
        return None  # of one month the table says it all
    series = {grade: [month.get(grade, 0) for month in months.values()] for grade in shown}
    name = "Changes by month and grade; the table below has the numbers"
    return stacked_bars(list(months), series, name=name, tone="grades")


def _run_chart(runs: list[Run]) -> Markup | None:
    if len(runs) < 2:  # the table says it all
        return None
    series = {
        "unchanged": [run.counts.unchanged for run in runs],
        "changed": [run.counts.changed for run in runs],
        "new": [run.counts.new for run in runs],
        "failed": [run.counts.failed for run in runs],
    }
    labels = [f"{run.started_at:%m-%d}" for run in runs]
    name = "Pages of the last runs by what came of them; the table below has the numbers"
    return stacked_bars(labels, series, name=name, tone="runs")

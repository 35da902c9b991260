"""Reading for the report: much counted, little listed, so that its size does not follow the database's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from pipeline.storage.connection import guarded
from pipeline.storage.history import History
from pipeline.storage.rows import read_rows

_PAGES = """
SELECT id, url, site, page_type, title, language, reviewed, modified, next_review_due, changed_at, gone_since
FROM documents WHERE id > :after ORDER BY id LIMIT 2000
"""
_RECENT = """
SELECT c.id, c.at, c.kind, c.grade, c.confirm, d.url, d.site, d.title, c.previous_version_id, c.version_id,
       p.number, v.number
FROM changes c JOIN documents d ON d.id = c.document_id
LEFT JOIN versions v ON v.id = c.version_id LEFT JOIN versions p ON p.id = c.previous_version_id
WHERE c.run IN (SELECT number FROM runs ORDER BY number DESC LIMIT :runs)
  AND (c.kind IN ('gone', 'returned') OR (c.kind = 'changed' AND c.grade IN ('critical', 'substantive', 'structural')))
ORDER BY
  CASE WHEN c.grade = 'critical' THEN 0 WHEN c.kind = 'gone' THEN 1 WHEN c.grade = 'substantive' THEN 2 ELSE 3 END,
  c.id DESC LIMIT :limit
"""
_BY_MONTH = """
SELECT substr(at, 1, 7), CASE kind WHEN 'changed' THEN coalesce(grade, 'none') ELSE kind END, count(*) FROM changes
WHERE at >= ? GROUP BY 1, 2 ORDER BY 1, 2
"""
_ISSUES = """
SELECT code, severity, count(*), count(DISTINCT url), min(since) FROM issues WHERE resolved_at IS NULL
GROUP BY code, severity ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, 3 DESC
"""


class PageLine(Struct, frozen=True, kw_only=True):
    """One page, as the report lists it; dates as the page states them."""

    url: str
    site: str
    page_type: str
    title: str | None
    language: str | None
    reviewed: str | None
    modified: str | None
    next_review_due: str | None
    changed_at: datetime
    gone_since: datetime | None


class RecentChange(Struct, frozen=True, kw_only=True):
    """A change of the last runs.

    Attributes:
        kind: ``changed``, ``gone`` or ``returned``.
        confirm: ``wanted`` while a second look is due.
        before_id, after_id: rows of the versions; ``before`` and ``after`` are their numbers.
    """

    id: int
    at: datetime
    kind: str
    grade: str | None
    confirm: str | None
    url: str
    site: str
    title: str | None
    before_id: int | None
    after_id: int | None
    before: int | None
    after: int | None


class IssueCount(Struct, frozen=True, kw_only=True):
    """Open issues of one code: how many, on how many pages, since when the oldest."""

    code: str
    severity: str
    count: int
    pages: int
    since: datetime


class Overview(History):
    """Counts and short lists over the whole database."""

    @guarded
    def page_lines(self) -> Iterator[PageLine]:
        """Every page in the order in which they were first stored."""
        yield from read_rows(PageLine, (row[1:] for row in self._pages(_PAGES, 0)))

    @guarded
    def recent_changes(self, *, runs: int, limit: int) -> list[RecentChange]:
        """The weightiest changes of the last runs, critical ones first, newest first."""
        return self._all(RecentChange, _RECENT, {"runs": runs, "limit": limit})

    @guarded
    def changes_by_month(self, *, since: str) -> dict[str, dict[str, int]]:
        """Changes by month (``2026-01``) and grade; of what has none by kind: ``new``, ``gone``, ``returned``."""
        months: dict[str, dict[str, int]] = {}
        for month, what, count in self._sql.execute(_BY_MONTH, (since,)):
            months.setdefault(month, {})[what] = count
        return months

    @guarded
    def issue_counts(self) -> list[IssueCount]:
        """Open issues by code, errors first."""
        return self._all(IssueCount, _ISSUES)

    @guarded
    def tables(self) -> dict[str, list[str]]:
        """Every table and view with its columns."""
        names = self._sql.execute(
            "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name"
        ).fetchall()
        return {
            name: [row[0] for row in self._sql.execute("SELECT name FROM pragma_table_info(?)", (name,))]
            for (name,) in names
        }

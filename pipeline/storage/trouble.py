"""Issues and findings: what a person should look at, each one row with its since-when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from pipeline.model.issue import Finding, Issue, Said
from pipeline.moments import stamp
from pipeline.storage.connection import guarded
from pipeline.storage.packing import as_json
from pipeline.storage.rows import read_row, read_rows
from pipeline.storage.session import Session
from pipeline.storage.values import AuditRow, FindingChanges, FindingRow, IssueRow

_UPSERT = """
INSERT INTO findings (key, rule, name, severity, site, url, message, evidence, as_of, rule_version, first_seen,
                      last_seen)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11)
ON CONFLICT (key) DO UPDATE SET
  severity = excluded.severity, message = excluded.message, evidence = excluded.evidence, as_of = excluded.as_of,
  rule_version = excluded.rule_version,
  first_seen = CASE WHEN resolved_at IS NULL THEN first_seen ELSE excluded.first_seen END,
  last_seen = excluded.last_seen, resolved_at = NULL
"""
_ISSUES = """
SELECT id, site, url, code, severity, message, evidence, since, resolved_at FROM issues
WHERE id > :after AND (:site IS NULL OR site = :site) AND (:url IS NULL OR url = :url)
  AND resolved_at IS NULL AND (NOT :of_sites OR (url IS NULL AND document_id IS NULL))
ORDER BY id LIMIT 500
"""
_FINDINGS = """
SELECT rule, rule_version, name, severity, site, url, message, evidence, key, as_of, first_seen, last_seen, resolved_at
FROM findings WHERE key > :after AND (:resolved OR resolved_at IS NULL) ORDER BY key LIMIT 500
"""
_LAST_AUDITS = """
SELECT last.at, last.sites, last.rules, last.findings, sum(each.opened), sum(each.resolved)
FROM audits AS last JOIN audits AS each ON each.id = last.id OR (
  each.id < last.id AND (last.sites IS NULL OR each.sites IS last.sites)
  AND each.at > (SELECT max(started_at) FROM runs WHERE started_at < last.at)
)
WHERE last.id IN (
  SELECT max(id) FROM audits WHERE id >= coalesce((SELECT max(id) FROM audits WHERE sites IS NULL), 0) GROUP BY sites
) GROUP BY last.id ORDER BY last.id DESC
"""


class Trouble(Session):
    """Issues about our own work, findings about pages."""

    @guarded
    def add_issues(self, run_id: str, issues: Iterable[Issue], *, site: str, url: str | None, now: datetime) -> None:
        """Note issues that belong to no record: of a page that could not be read, or (``url=None``) of a whole site.

        The issues inside a record are stored with it. An issue of the same site, URL and code that is still open
        is one row: it keeps its since-when and takes the newer words.
        """
        with self.batch():
            run = self._run_number(run_id)
            for issue in issues:
                values = (run, issue.severity, issue.message, as_json(issue.evidence), site, url, issue.code)
                known = self._sql.execute(
                    "UPDATE issues SET run = ?, severity = ?, message = ?, evidence = ? WHERE document_id IS NULL"
                    " AND resolved_at IS NULL AND site = ? AND url IS ? AND code = ?",
                    values,
                )
                if not known.rowcount:
                    self._sql.execute(
                        "INSERT INTO issues (run, severity, message, evidence, site, url, code, since)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        (*values, stamp(now)),
                    )
                self._count(run).issues += 1

    @guarded
    def resolve_issues(
        self, *, site: str, url: str | None, now: datetime, codes: Collection[str] = (), but: Collection[str] = ()
    ) -> int:
        """Close the open issues of a page (or, with ``url=None``, of a site) that belong to no record; how many.

        With ``codes`` only those of these kinds; none of the kinds in ``but``.
        """
        with self.batch():
            return self._sql.execute(
                "UPDATE issues SET resolved_at = ? WHERE document_id IS NULL AND resolved_at IS NULL AND site = ?"
                " AND url IS ? AND (? OR code IN (SELECT value FROM json_each(?)))"
                " AND code NOT IN (SELECT value FROM json_each(?))",
                (stamp(now), site, url, not codes, as_json(sorted(codes)), as_json(sorted(but))),
            ).rowcount

    @guarded
    def issues(
        self,
        *,
        site: str | None = None,
        url: str | None = None,
        of_sites: bool = False,
    ) -> Iterator[IssueRow]:
        """Open issues in the order they were stored.

        Args:
            site: only this site's.
            url: only this page's.
            of_sites: only those about a whole site.
        """
        rows = self._pages(_ISSUES, 0, site=site, url=url, of_sites=of_sites)
        yield from read_rows(IssueRow, (row[1:] for row in rows))

    @guarded
    def sync_findings(
        self,
        findings: Iterable[Finding],
        *,
        now: datetime,
        sites: Collection[str] | None = None,
        rules: str = "",
    ) -> FindingChanges:
        """Make the open findings those of this audit, and note that it was made, all in one transaction.

        A finding known by its key keeps its since-when; one that is new, or comes back, opens; an open one this audit
        does not see is resolved. One that a newer version of its rule says in the same words, and knows by another
        key, is the same one and goes on.

        Args:
            findings: everything the audit says now.
            now: the moment of the audit.
            sites: what was audited; findings of other sites are left alone. ``None`` means every site.
            rules: what it judged by (:class:`AuditRow`).
        """
        at = stamp(now)
        with self.batch():
            before = {
                key
                for key, site in self._sql.execute("SELECT key, site FROM findings WHERE resolved_at IS NULL")
                if sites is None or site in sites
            }
            seen: dict[str, None] = {}
            come: dict[Said, tuple[str, int]] = {}
            for finding in findings:
                seen[finding.key] = None
                if finding.key not in before:
                    come[finding.said] = finding.key, finding.rule_version
                self._sql.execute(
                    _UPSERT,
                    (
                        finding.key,
                        finding.rule,
                        finding.name,
                        finding.severity,
                        finding.site,
                        finding.url,
                        finding.message,
                        as_json(finding.evidence),
                        finding.as_of.isoformat(),
                        finding.rule_version,
                        at,
                    ),
                )
            left = before - seen.keys()
            renamed = self._renamed(left, come)
            resolved = tuple(sorted(left - renamed.keys()))
            self._sql.executemany("UPDATE findings SET resolved_at = ? WHERE key = ?", [(at, key) for key in resolved])
            went_on = before | set(renamed.values())
            opened = tuple(key for key in seen if key not in went_on)
            self._sql.execute(
                "INSERT INTO audits (at, sites, rules, findings, opened, resolved) VALUES (?, ?, ?, ?, ?, ?)",
                (at, None if sites is None else as_json(sorted(sites)), rules, len(seen), len(opened), len(resolved)),
            )
        return FindingChanges(opened=opened, resolved=resolved)

    def _renamed(self, left: Collection[str], come: dict[Said, tuple[str, int]]) -> dict[str, str]:
        """Keys by which a newer version of a rule calls what it still says; these keep the since-when of before."""
        found: dict[str, str] = {}
        for old in sorted(left):
            rule, site, url, message, version, first_seen = self._sql.execute(
                "SELECT rule, site, url, message, rule_version, first_seen FROM findings WHERE key = ?", (old,)
            ).fetchone()
            new, newer = come.get((rule, site, url, message), (old, version))
            if newer > version:
                del come[rule, site, url, message]
                found[old] = new
                self._sql.execute("DELETE FROM findings WHERE key = ?", (old,))
                self._sql.execute("UPDATE findings SET first_seen = ? WHERE key = ?", (first_seen, new))
        return found

    @guarded
    def last_audits(self) -> list[AuditRow]:
        """The last audit of every site, and before it the later ones of single sites, newest first."""
        return self._all(AuditRow, _LAST_AUDITS)

    @guarded
    def findings(self, *, resolved: bool = False) -> Iterator[FindingRow]:
        """Findings by key, in order; open ones unless ``resolved``."""
        rows = self._pages(_FINDINGS, "", by=8, resolved=resolved)
        yield from read_rows(FindingRow, ((read_row(Finding, row[:10]), *row[10:]) for row in rows))

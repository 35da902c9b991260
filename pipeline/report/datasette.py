"""What Datasette is told about the database: descriptions, facets, ready-made queries."""

from __future__ import annotations

from typing import Any

from pipeline.storage.described import TABLES, meaning

QUERIES: dict[str, dict[str, str]] = {
    "overdue": {
        "title": "Overdue reviews",
        "description": "Open findings of FR001 and FR002, the longest standing first.",
        "sql": "SELECT rule, severity, site, url, message, first_seen FROM findings"
        " WHERE resolved_at IS NULL AND rule IN ('FR001', 'FR002')"
        " ORDER BY CASE severity WHEN 'error' THEN 0 ELSE 1 END, first_seen, url",
    },
    "changed": {
        "title": "What changed",
        "description": "Changes that a reader can see, newest first; give a grade, or leave it empty for all.",
        "sql": "SELECT c.at, c.kind, c.grade, d.site, d.url, d.title FROM changes c"
        " JOIN documents d ON d.id = c.document_id WHERE c.kind IN ('changed', 'gone', 'returned')"
        " AND (:grade = '' OR c.grade = :grade) AND coalesce(c.grade, '') NOT IN ('technical', 'none')"
        " ORDER BY c.id DESC LIMIT 500",
    },
    "broken": {
        "title": "Broken links",
        "description": "Links that two checks a week apart found broken, with the pages and sections they stand in.",
        "sql": "SELECT k.url AS link, k.outcome, k.first_bad, k.last_fine, d.url AS page, s.heading, l.text"
        " FROM link_checks k JOIN links l ON l.url = k.url JOIN documents d ON d.id = l.document_id"
        " LEFT JOIN sections s ON s.document_id = l.document_id AND s.section_key = l.section_key"
        " WHERE k.verdict = 'broken' AND d.gone_since IS NULL ORDER BY k.first_bad, k.url, d.url",
    },
    "findings_by_rule": {
        "title": "Open findings by rule",
        "description": "How many there are of each rule and severity, and since when the oldest stands.",
        "sql": "SELECT rule, name, severity, count(*) AS findings, min(first_seen) AS oldest FROM findings"
        " WHERE resolved_at IS NULL GROUP BY rule, name, severity ORDER BY findings DESC",
    },
    "find_words": {
        "title": "Find words",
        "description": "Sections that hold the words, best first, those of pages that are gone last.",
        "sql": "SELECT d.url, s.page_title AS title, s.heading,"
        " replace(snippet(sections_fts, 2, '[', ']', ' ... ', 30), char(31), '') AS found, d.gone_since"
        " FROM sections_fts f JOIN sections s ON s.id = f.rowid JOIN documents d ON d.id = s.document_id"
        " WHERE sections_fts MATCH escape_fts(:words) || ' \"\"' ORDER BY d.gone_since IS NOT NULL, f.rank LIMIT 100",
    },
}
"""Ready-made queries by name."""

FACETS: dict[str, list[str]] = {
    "documents": ["site", "page_type", "language", "rights"],
    "pages": ["site", "page_type", "language", "rights"],
    "findings": ["rule", "severity", "site"],
    "issues": ["code", "severity", "site"],
    "changes": ["kind", "grade"],
    "change_list": ["kind", "grade"],
    "links": ["kind", "organization"],
    "link_checks": ["verdict", "outcome", "host"],
    "urls": ["site", "status", "kind", "found_by"],
    "fetches": ["result", "http_status", "reason"],
    "dates": ["role", "source", "precision"],
    "sections": ["kind", "level"],
    "runs": ["verdict", "kind"],
}
"""Columns by which a table is counted at its side."""

HIDDEN = (
    "version_sections",
    "change_edits",
    "event_edits",
    "receipts",
    "archive_files",
    "quarantine",
    "section_words",
    "section_signs",
)
"""Tables that are there for the software."""


def metadata(database: str, tables: dict[str, list[str]]) -> dict[str, Any]:
    """Datasette's metadata for one database.

    Args:
        database: name under which Datasette serves it: the file's name without its suffix.
        tables: columns of each table and view that is there.
    """
    return {
        "title": "Health pages",
        "description": "Consumer-health pages with their claims, history and findings. Dates are what pages say;"
        " what they do not say is empty. Rights differ by page: see documents.rights.",
        "databases": {
            database: {
                "queries": QUERIES,
                "tables": {name: _table(name, columns) for name, columns in sorted(tables.items())},
            }
        },
    }


def _table(name: str, columns: list[str]) -> dict[str, Any]:
    told: dict[str, Any] = {"columns": {}}
    if name in TABLES:
        told["description"] = TABLES[name]
    told["columns"] = {column: said for column in columns if (said := meaning(name, column)) is not None}
    if name in FACETS:
        told["facets"] = [column for column in FACETS[name] if column in columns]
    if name in HIDDEN or name.startswith(("sections_fts_", "_sqlite")):
        told["hidden"] = True
    if name == "sections":
        told["fts_table"], told["fts_pk"] = "sections_fts", "id"
    return told

"""Whether the rows that people query say what the record says that they are made of.

Nothing else would tell: SQLite checks how a file is built, not its values, and exports are made of the records.
What makes no version of its own (:func:`pipeline.records.content_hash`) is not compared: where another reader found
that two versions are one, rows may be of the later and the record of the earlier.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec.structs import astuple

from pipeline.model.document import Document, Link, Section
from pipeline.records import OUTSIDE, TRANSPORT
from pipeline.storage.current import AS_THEY_ARE, date_row
from pipeline.storage.documents import FACTS, facts_of
from pipeline.storage.grading import review_of
from pipeline.storage.packing import Unreadable, as_json, as_json_or_none, unpack_bare
from pipeline.storage.versions import columns_of

Rows = list[tuple[Any, ...]]

_VERSIONS = """
SELECT v.id, v.number, d.url, v.id = d.version_id, d.id, v.record, v.capture_id, v.parser_version, v.profile_version,
  v.review_role, v.review_value, v.review_lo, v.review_hi
FROM versions v JOIN documents d ON d.id = v.document_id ORDER BY v.id
"""
_KEYS = "SELECT section_key FROM version_sections WHERE version_id = ? ORDER BY position"
_DOCUMENT = f"SELECT {', '.join(FACTS)} FROM documents WHERE id = ?"
_SECTIONS = """
SELECT position, section_key, level, heading, path, section_group, kind, anchor, rights, page_title, text_id
FROM sections WHERE document_id = ? ORDER BY position
"""
_TEXT_IDS = "SELECT text_id FROM version_sections WHERE version_id = ? ORDER BY position"
_DATES = f"""
SELECT role, value, precision, lo, hi, raw, label, source, locator, scope, ambiguous
FROM dates WHERE document_id = ? AND source NOT IN ({", ".join(f"'{source}'" for source in sorted(TRANSPORT))})
ORDER BY position
"""
_ISSUES = f"""
SELECT site, code, severity, message, evidence FROM issues WHERE document_id = ? AND code <> '{OUTSIDE}' ORDER BY id
"""


def rows_that_differ(connection: sqlite3.Connection) -> Iterator[str]:
    """The rows that are made of a version's record and say something else than it does, in words.

    A version whose record cannot be read is passed over: that is told of it (:mod:`pipeline.storage.sound`).
    """
    for version_id, number, url, current, document_id, record, *columns in connection.execute(_VERSIONS):
        try:
            document = unpack_bare(record)
        except (Unreadable, msgspec.DecodeError):
            continue
        if columns != _columns(document) or _all(connection, _KEYS, version_id) != [(s.id,) for s in document.sections]:
            yield f"version {number} of {url}: its row does not say what its record says"
        if current:
            for table, ask, made in _made_of(document, document_id, version_id, connection):
                if _all(connection, ask, document_id) != made:
                    yield f"{url}: its rows in {table} do not say what its record says"


def _columns(document: Document) -> list[Any]:
    origin = document.provenance
    return [
        origin.capture_id,
        origin.parser_version,
        origin.profile_version,
        *columns_of(review_of(document)),
    ]


def _made_of(
    document: Document, document_id: int, version_id: int, connection: sqlite3.Connection
) -> Iterator[tuple[str, str, Rows]]:
    """Each table with what asks for the rows of a document, and the rows that its record makes."""
    yield "documents", _DOCUMENT, [facts_of(document)]
    texts = [text_id for (text_id,) in connection.execute(_TEXT_IDS, (version_id,))]
    sections = [
        _section_row(position, section, document.title, text_id)
        for position, (section, text_id) in enumerate(zip(document.sections, texts, strict=False))
    ]
    yield "sections", _SECTIONS, sections
    yield "dates", _DATES, [date_row(claim) for claim in document.dates if claim.source not in TRANSPORT]
    for table, row_of in (("links", _link_row), *((table, astuple) for table in AS_THEY_ARE)):
        rows = [(document_id, position, *row_of(one)) for position, one in enumerate(getattr(document, table))]
        yield table, f"SELECT * FROM {table} WHERE document_id = ? ORDER BY position", rows
    told = (issue for issue in document.issues if issue.code != OUTSIDE)
    yield "issues", _ISSUES, [(document.site, i.code, i.severity, i.message, as_json(i.evidence)) for i in told]


def _section_row(position: int, section: Section, title: str | None, text_id: int) -> tuple[Any, ...]:
    return (
        position,
        section.id,
        section.level,
        section.heading,
        as_json(section.path),
        section.group,
        section.kind,
        section.anchor,
        section.rights and as_json(section.rights),
        title,
        text_id,
    )


def _link_row(link: Link) -> tuple[Any, ...]:
    return (
        link.section_id,
        link.url,
        link.text,
        link.kind,
        link.organization,
        link.from_nih,
        as_json_or_none(link.media),
        as_json_or_none(link.also_in),
        link.note,
    )


def _all(connection: sqlite3.Connection, ask: str, of: int) -> Rows:
    return connection.execute(ask, (of,)).fetchall()

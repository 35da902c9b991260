"""The current state of every document, row by row: what people query, what is searched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

from msgspec.structs import astuple

from pipeline.model.dates import DateClaim
from pipeline.model.document import Document
from pipeline.moments import iso
from pipeline.storage.indexed import apart
from pipeline.storage.packing import Packed, as_json, as_json_or_none
from pipeline.storage.session import Session

AS_THEY_ARE = ("subjects", "people", "related", "images", "alternates")
"""Tables whose columns are the fields of what the record lists under their name."""
ORDERED = ("links", "dates", *AS_THEY_ARE)
"""Tables clustered by (document_id, position)."""

_FTS_DELETE = "INSERT INTO sections_fts (sections_fts, rowid, title, heading, text) VALUES ('delete', ?, ?, ?, ?)"
_FTS_INSERT = """
INSERT INTO sections_fts (rowid, title, heading, text) SELECT id, title, heading, text FROM section_words WHERE id >= ?
"""

_TEXT = "INSERT INTO texts VALUES (?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING"
_SECTION = """
INSERT INTO sections (id, document_id, position, section_key, level, heading, path, kind, anchor, page_title, text_id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_SECTION_APART = """
INSERT INTO sections (id, document_id, position, section_key, level, heading, path, kind, anchor, page_title, text_id,
                      section_group, rights)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
"""One that the page itself groups with others, or that has rights of its own: few are. (What is not named is null, and
that is cheaper to say once than to bind for every row.)"""
_TEXTS_OF_VERSION = """
INSERT INTO version_sections SELECT ?, position, section_key, text_id FROM sections WHERE document_id = ?
"""
_PLAIN_LINK = """
INSERT INTO links (document_id, position, section_key, url, text, kind, organization, from_nih)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""


class Current(Session):
    """Writes the rows of a document's current version; all inside the caller's transaction.

    Words go out of the search index and into it at the end of the transaction, in the order of the sections' ids: FTS5
    writes out what it has gathered whenever an id is lower than the one before, and whenever a statement may have to be
    undone by itself.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        super().__init__(path, connection)
        self._first_new_section: int | None = None
        self._outdated: list[tuple[Any, ...]] = []

    def _finish(self) -> None:
        self._index_words()
        super()._finish()

    def _let_go(self) -> None:
        super()._let_go()
        self._first_new_section = None
        self._outdated.clear()

    def _index_words(self) -> None:
        """Bring the search index up to the sections as they stand."""
        if self._outdated:
            self._sql.executemany(_FTS_DELETE, sorted(self._outdated, key=itemgetter(0)))
            self._outdated.clear()
        if self._first_new_section is not None:
            self._sql.execute(_FTS_INSERT, (self._first_new_section,))
            self._first_new_section = None

    def _text_ids(self, packed: Packed) -> list[int]:
        """Ids of the texts of a document's sections, in order; texts not held yet are stored."""
        held = self._held_texts
        missing = {
            digest: section
            for digest, section in zip(packed.digests, packed.document.sections, strict=True)
            if digest not in held
        }
        if missing:
            first = self._take_ids("texts", len(missing))
            rows = [
                (text_id, digest, section.text, None if section.markdown == section.text else section.markdown)
                for text_id, (digest, section) in enumerate(missing.items(), first)
            ]
            stored = self._sql.executemany(_TEXT, rows).rowcount
            if stored == len(rows):
                held.update(zip(missing, range(first, first + len(rows)), strict=True))
            else:
                held.update(self._ids_of_texts(list(missing)))
        return [held[digest] for digest in packed.digests]

    def _ids_of_texts(self, digests: list[bytes]) -> Iterator[tuple[bytes, int]]:
        for start in range(0, len(digests), 500):
            part = digests[start : start + 500]
            marks = ", ".join("?" * len(part))
            yield from self._sql.execute(f"SELECT digest, id FROM texts WHERE digest IN ({marks})", part)

    def _replace_current(self, document_id: int, version_id: int, packed: Packed, *, known: bool) -> None:
        """Make the current rows of a document those of a version that has no texts linked yet, and link them.

        ``known``: there may be rows of another version.
        """
        document, text_ids = packed.document, self._text_ids(packed)
        kept: dict[tuple[Any, ...], list[int]] = {}
        # before anything is deleted: an id that is kept must not be handed out again
        fresh = self._take_ids("sections", len(document.sections))
        if self._first_new_section is None:
            self._first_new_section = fresh
        if known:
            for table in ORDERED:
                self._sql.execute(f"DELETE FROM {table} WHERE document_id = ?", (document_id,))
            kept = self._drop_sections(document_id, document, text_ids)
        self._insert_sections(document_id, document, text_ids, kept, fresh)
        self._sql.execute(_TEXTS_OF_VERSION, (version_id, document_id))
        self._insert_links(document_id, document)
        self._insert(
            "dates", [(document_id, position, *date_row(date)) for position, date in enumerate(document.dates)]
        )
        for table in AS_THEY_ARE:
            listed = getattr(document, table)
            self._insert(table, [(document_id, position, *astuple(one)) for position, one in enumerate(listed)])

    def _insert(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            self._sql.executemany(_insert_into(table, len(rows[0])), rows)

    def _drop_sections(
        self, document_id: int, document: Document, text_ids: list[int]
    ) -> dict[tuple[Any, ...], list[int]]:
        """Remove the rows; sections whose words did not change stay in the search index, and their ids come back."""
        held = self._sql.execute(
            "SELECT s.id, s.page_title, s.heading, s.text_id, w.title, w.heading, w.text"
            " FROM sections s JOIN section_words w ON w.id = s.id WHERE s.document_id = ?",
            (document_id,),
        ).fetchall()
        wanted = [(document.title, s.heading, text) for s, text in zip(document.sections, text_ids, strict=True)]
        kept: dict[tuple[Any, ...], list[int]] = {}
        for section_id, title, heading, text_id, *words in held:
            key = (title, heading, text_id)
            if key in wanted:
                wanted.remove(key)
                kept.setdefault(key, []).append(section_id)
            elif self._first_new_section is None or section_id < self._first_new_section:
                self._outdated.append((section_id, *words))
        self._sql.execute("DELETE FROM sections WHERE document_id = ?", (document_id,))
        return kept

    def _insert_sections(
        self,
        document_id: int,
        document: Document,
        text_ids: list[int],
        kept: dict[tuple[Any, ...], list[int]],
        fresh: int,
    ) -> None:
        rows, grouped, signs = [], [], []
        title, title_apart = document.title, apart(document.title)
        for position, (section, text_id) in enumerate(zip(document.sections, text_ids, strict=True)):
            if kept and (ids := kept.get((title, section.heading, text_id))):
                row_id = ids.pop()
            else:
                row_id, fresh = fresh, fresh + 1
            row = (
                row_id,
                document_id,
                position,
                section.id,
                section.level,
                section.heading,
                as_json(section.path),
                section.kind,
                section.anchor,
                title,
                text_id,
            )
            if section.group is None and section.rights is None:
                rows.append(row)
            else:
                grouped.append((*row, section.group, section.rights and as_json(section.rights)))
            # bullets alone make many a plain text more than ASCII; its Markdown has the same words without
            text_apart = None if section.markdown.isascii() else apart(section.text)
            words = (title_apart, apart(section.heading), text_apart)
            if any(words):
                signs.append((row_id, *words))
        self._sql.executemany(_SECTION, rows)
        self._sql.executemany(_SECTION_APART, grouped)
        if signs:
            self._sql.executemany("INSERT INTO section_signs VALUES (?, ?, ?, ?)", signs)

    def _insert_links(self, document_id: int, document: Document) -> None:
        # positions are counted here: the order of the tuples is the page's, whatever a reader put into `order`
        links: list[tuple[Any, ...]] = []
        plain: list[tuple[Any, ...]] = []
        for position, link in enumerate(document.links):
            row = (
                document_id,
                position,
                link.section_id,
                link.url,
                link.text,
                link.kind,
                link.organization,
                int(link.from_nih),  # a number is bound as it is, a bool after a search for what might adapt it
            )
            if link.media or link.also_in or link.note is not None:
                links.append((*row, as_json_or_none(link.media), as_json_or_none(link.also_in), link.note))
            else:
                plain.append(row)
        self._insert("links", links)
        self._sql.executemany(_PLAIN_LINK, plain)


@cache
def _insert_into(table: str, columns: int) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})"


def date_row(claim: DateClaim) -> tuple[Any, ...]:
    """What a claim of a date is in the table of these, behind its document and position."""
    return (
        claim.role,
        claim.value,
        claim.precision,
        iso(claim.lo),
        iso(claim.hi),
        claim.raw,
        claim.label,
        claim.source,
        claim.locator,
        claim.scope,
        int(claim.ambiguous),
    )

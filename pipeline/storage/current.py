"""The current state of every document, row by row: what people query, what is searched."""

# ruff: noqa: S608 - names of tables and columns are constants of ours; every value is bound
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.model.document import Document
from pipeline.storage.packing import Packed, as_json, as_json_or_none
from pipeline.storage.session import Session

_ORDERED = ("links", "dates", "subjects", "people", "related", "images", "alternates")
"""Tables clustered by (document_id, position)."""

_FTS_DELETE = "INSERT INTO sections_fts (sections_fts, rowid, title, heading, text) VALUES ('delete', ?, ?, ?, ?)"
_FTS_INSERT = "INSERT INTO sections_fts (rowid, title, heading, text) VALUES (?, ?, ?, ?)"

_TEXT = "INSERT INTO texts VALUES (?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING"
_SECTION = f"INSERT INTO sections VALUES ({', '.join('?' * 13)})"
_INSERTS = {
    "links": f"INSERT INTO links VALUES ({', '.join('?' * 11)})",
    "dates": f"INSERT INTO dates VALUES ({', '.join('?' * 13)})",
    "subjects": "INSERT INTO subjects VALUES (?, ?, ?, ?, ?)",
    "people": "INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)",
    "related": "INSERT INTO related VALUES (?, ?, ?, ?, ?)",
    "images": "INSERT INTO images VALUES (?, ?, ?, ?, ?, ?)",
    "alternates": "INSERT INTO alternates VALUES (?, ?, ?, ?)",
}


class Current(Session):
    """Writes the rows of a document's current version; all inside the caller's transaction."""

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

    def _replace_current(self, document_id: int, document: Document, text_ids: list[int], *, known: bool) -> None:
        """Make the current rows of a document those of ``document``; ``known``: it may have rows already."""
        kept: dict[tuple[Any, ...], list[int]] = {}
        # before anything is deleted: an id that is kept must not be handed out again
        fresh = self._take_ids("sections", len(document.sections))
        if known:
            for table in _ORDERED:
                self._sql.execute(f"DELETE FROM {table} WHERE document_id = ?", (document_id,))
            kept = self._drop_sections(document_id, document, text_ids)
        self._insert_sections(document_id, document, text_ids, kept, fresh)
        for table, rows in _rows(document_id, document).items():
            if rows:
                self._sql.executemany(_INSERTS[table], rows)

    def _drop_sections(
        self, document_id: int, document: Document, text_ids: list[int]
    ) -> dict[tuple[Any, ...], list[int]]:
        """Remove the rows; sections whose words did not change stay in the search index, and their ids come back."""
        held = self._sql.execute(
            "SELECT s.id, s.page_title, s.heading, s.text_id, t.text FROM sections s JOIN texts t ON t.id = s.text_id"
            " WHERE s.document_id = ?",
            (document_id,),
        ).fetchall()
        wanted = [(document.title, s.heading, text) for s, text in zip(document.sections, text_ids, strict=True)]
        kept: dict[tuple[Any, ...], list[int]] = {}
        outdated = []
        for section_id, title, heading, text_id, text in held:
            key = (title, heading, text_id)
            if key in wanted:
                wanted.remove(key)
                kept.setdefault(key, []).append(section_id)
            else:
                outdated.append((section_id, title, heading, text))
        self._sql.executemany(_FTS_DELETE, outdated)
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
        rows, words = [], []
        title = document.title
        for section, text_id in zip(document.sections, text_ids, strict=True):
            ids = kept.get((title, section.heading, text_id))
            if ids:
                row_id = ids.pop()
            else:
                row_id, fresh = fresh, fresh + 1
                words.append((row_id, title, section.heading, section.text))
            rows.append(
                (
                    row_id,
                    document_id,
                    section.order,
                    section.id,
                    section.level,
                    section.heading,
                    as_json(section.path),
                    section.group,
                    section.kind,
                    section.anchor,
                    None if section.rights is None else as_json(section.rights),
                    title,
                    text_id,
                )
            )
        self._sql.executemany(_SECTION, rows)
        self._sql.executemany(_FTS_INSERT, words)


def _rows(document_id: int, document: Document) -> dict[str, list[tuple[Any, ...]]]:
    # positions are counted here: the order of the tuples is the page's, whatever a reader put into `order`
    return {
        "links": [
            (
                document_id,
                position,
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
            for position, link in enumerate(document.links)
        ],
        "dates": [
            (
                document_id,
                position,
                claim.role,
                claim.value,
                claim.precision,
                claim.lo.isoformat(),
                claim.hi.isoformat(),
                claim.raw,
                claim.label,
                claim.source,
                claim.locator,
                claim.scope,
                claim.ambiguous,
            )
            for position, claim in enumerate(document.dates)
        ],
        "subjects": [(document_id, n, s.scheme, s.name, s.code) for n, s in enumerate(document.subjects)],
        "people": [
            (document_id, n, p.name, p.credentials, p.affiliation, p.role) for n, p in enumerate(document.people)
        ],
        "related": [(document_id, n, r.relation, r.text, r.url) for n, r in enumerate(document.related)],
        "images": [(document_id, n, i.url, i.alt, i.caption, i.section_id) for n, i in enumerate(document.images)],
        "alternates": [(document_id, n, a.language, a.url) for n, a in enumerate(document.alternates)],
    }

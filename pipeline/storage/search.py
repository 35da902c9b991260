"""Full-text search over the sections as they stand now."""

from __future__ import annotations

import math
import re
import sys

from msgspec.structs import replace

from pipeline.storage.connection import guarded, moment_or_none
from pipeline.storage.packing import text_digest
from pipeline.storage.session import Session
from pipeline.storage.values import Hit

_SEARCH = """
SELECT d.url, s.page_title, s.heading, s.anchor, s.section_key,
       snippet(sections_fts, 2, '[', ']', '…', 24),
       bm25(sections_fts, 6.0, 3.0, 1.0) * CASE WHEN s.kind IN ('links', 'references') THEN 0.5 ELSE 1.0 END AS score,
       d.gone_since
FROM sections_fts JOIN sections s ON s.id = sections_fts.rowid JOIN documents d ON d.id = s.document_id
WHERE sections_fts MATCH :query AND (:site IS NULL OR d.site = :site)
ORDER BY d.gone_since IS NOT NULL, s.text_id IS (SELECT id FROM texts WHERE digest = :wordless), score, d.url,
         s.position LIMIT :limit
"""
_COLUMNS = tuple(name for name in Hit.__struct_fields__ if name != "left_out")
_WORDLESS = text_digest("", "")
_PART = re.compile(r'"([^"]*)"|(\S+)')


_ANY = """
SELECT EXISTS (SELECT 1 FROM sections_fts JOIN sections s ON s.id = sections_fts.rowid
               JOIN documents d ON d.id = s.document_id
               WHERE sections_fts MATCH :query AND (:site IS NULL OR d.site = :site))
"""
_OFTEN = """
SELECT (SELECT count(*) FROM sections_fts WHERE sections_fts MATCH :query),
       (SELECT EXISTS (SELECT 1 FROM sections_fts WHERE sections_fts MATCH 'title : ' || :query))
"""
_QUESTION = 50
"""Words of the longest question; what is longer is a text that somebody looks for whole."""


class Search(Session):
    """Words in, sections out."""

    @guarded
    def search(self, words: str, limit: int = 10, *, site: str | None = None, most: bool = False) -> list[Hit]:
        """Sections that hold all the words, best first (BM25; title before heading before text).

        Being short counts for a section; so that what a page says comes before what it lists, links and references
        count half, a bare heading comes after all that have words to show, and a page that is gone last. Accents and
        case do not matter, English endings neither. ``"words in quotes"`` must stand together. Every character is
        taken as it stands: there is no query language to trip over.

        Args:
            words: what is looked for.
            limit: hits at most.
            site: only pages of this one.
            most: where no section holds all of them, as with a question in whole sentences, leave those out that tell
                least, so that some section holds the others; each hit says which. What stands in quotes or holds a
                digit (a dose, a year) never is.
        """
        told = words.encode(errors="replace").decode()  # half a character stands in no text
        found = [(phrase or word, bool(phrase)) for phrase, word in _PART.findall(told)]
        parts = {part: quoted for part, quoted in found if any(c.isalnum() for c in part)}
        hits = self._holding(list(parts), limit, site) if parts else []
        if hits or not most or len(parts) < 2 or len(parts) > _QUESTION:
            return hits
        held = self._most_telling(parts, site)
        left_out = tuple(part for part in parts if part not in held)
        return [replace(hit, left_out=left_out) for hit in self._holding(held, limit, site)] if held else []

    def _holding(self, parts: list[str], limit: int, site: str | None) -> list[Hit]:
        values = {"query": _query(parts), "site": site, "limit": min(limit, sys.maxsize), "wordless": _WORDLESS}
        return [
            Hit(**dict(zip(_COLUMNS, (*row[:-1], moment_or_none(row[-1])), strict=True)))
            for row in self._sql.execute(_SEARCH, values)
        ]

    def _most_telling(self, parts: dict[str, bool], site: str | None) -> list[str]:
        """All that is never left out, and of the words, the most telling first, each that some section holds besides.

        A word tells more the fewer sections hold it, and twice as much where a page is called so: it is a subject then.
        """
        total = self._sql.execute("SELECT count(*) FROM sections").fetchone()[0]
        tells: dict[str, float] = {}
        held = [part for part, quoted in parts.items() if quoted or any(c.isdigit() for c in part)]
        for part in (part for part in parts if part not in held):
            often, named = self._sql.execute(_OFTEN, {"query": _query([part])}).fetchone()
            if often:
                tells[part] = math.log(1 + total / often) * (2 if named else 1)
        for part in sorted(tells, key=tells.__getitem__, reverse=True):
            if self._sql.execute(_ANY, {"query": _query([*held, part]), "site": site}).fetchone()[0]:
                held.append(part)
        return held


def _query(parts: list[str]) -> str:
    return " ".join('"' + part.replace('"', '""') + '"' for part in parts)

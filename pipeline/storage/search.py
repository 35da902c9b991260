"""Full-text search over the sections as they stand now."""

from __future__ import annotations

import re
import sys

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
_WORDLESS = text_digest("", "")
_PART = re.compile(r'"([^"]*)"|(\S+)')


class Search(Session):
    """Words in, sections out."""

    @guarded
    def search(self, words: str, limit: int = 10, *, site: str | None = None) -> list[Hit]:
        """Sections that hold all the words, best first (BM25; title before heading before text).

        Being short counts for a section; so that what a page says comes before what it lists, links and references
        count half, a bare heading comes after all that have words to show, and a page that is gone last. Accents and
        case do not matter, English endings neither. ``"words in quotes"`` must stand together. Every character is
        taken as it stands: there is no query language to trip over.
        """
        told = words.encode(errors="replace").decode()  # half a character stands in no text
        parts = [phrase or word for phrase, word in _PART.findall(told)]
        query = " ".join('"' + part.replace('"', '""') + '"' for part in parts if any(c.isalnum() for c in part))
        if not query:
            return []
        values = {"query": query, "site": site, "limit": min(limit, sys.maxsize), "wordless": _WORDLESS}
        return [
            Hit(**dict(zip(Hit.__struct_fields__, (*row[:-1], moment_or_none(row[-1])), strict=True)))
            for row in self._sql.execute(_SEARCH, values)
        ]

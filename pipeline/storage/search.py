"""Full-text search over the sections as they stand now."""

from __future__ import annotations

import re

from pipeline.storage.connection import guarded
from pipeline.storage.session import Session
from pipeline.storage.values import Hit

_SEARCH = """
SELECT d.url, s.page_title, s.heading, s.anchor, s.section_key,
       snippet(sections_fts, 2, '[', ']', '…', 24), bm25(sections_fts, 6.0, 3.0, 1.0) AS score
FROM sections_fts JOIN sections s ON s.id = sections_fts.rowid JOIN documents d ON d.id = s.document_id
WHERE sections_fts MATCH :query AND (:site IS NULL OR d.site = :site)
ORDER BY score, d.url, s.position LIMIT :limit
"""
_PART = re.compile(r'"([^"]*)"|(\S+)')


class Search(Session):
    """Words in, sections out."""

    @guarded
    def search(self, words: str, limit: int = 10, *, site: str | None = None) -> list[Hit]:
        """Sections that hold all the words, best first (BM25; title before heading before text).

        Accents and case do not matter, English endings neither. ``"words in quotes"`` must stand together. Every
        character is taken as it stands: there is no query language to trip over.
        """
        parts = [phrase or word for phrase, word in _PART.findall(words)]
        query = " ".join('"' + part.replace('"', '""') + '"' for part in parts if any(c.isalnum() for c in part))
        if not query:
            return []
        rows = self._sql.execute(_SEARCH, {"query": query, "site": site, "limit": limit})
        return [Hit(**dict(zip(Hit.__struct_fields__, row, strict=True))) for row in rows]

"""Pages that list others, and how many of the pages they list are stored."""

from __future__ import annotations

from msgspec import Struct

from pipeline.storage.connection import guarded
from pipeline.storage.session import Session

_COVERAGE = """
SELECT d.url, d.title, count(*), count(x.id) FROM documents d
JOIN (SELECT DISTINCT document_id,
      CASE WHEN instr(url, '#') THEN substr(url, 1, instr(url, '#') - 1) ELSE url END AS url FROM links
      WHERE kind = 'internal') l ON l.document_id = d.id
LEFT JOIN documents x ON x.gone_since IS NULL AND x.id =
  coalesce((SELECT id FROM documents WHERE url = l.url), (SELECT document_id FROM aliases WHERE url = l.url LIMIT 1))
WHERE d.site = ? AND d.page_type = 'hub' AND d.gone_since IS NULL
GROUP BY d.id ORDER BY d.url
"""


class HubCount(Struct, frozen=True, kw_only=True):
    """One list of pages.

    Attributes:
        url, title: of the list.
        listed: pages of its own site that it names.
        stored: how many of them have a record, at this address or one that it leads to.
    """

    url: str
    title: str | None
    listed: int
    stored: int


class Hubs(Session):
    """What lists name beside what is stored."""

    @guarded
    def hub_counts(self, site: str) -> list[HubCount]:
        """Every stored list of a site, by address."""
        rows = self._sql.execute(_COVERAGE, (site,)).fetchall()
        return [HubCount(url=url, title=title, listed=listed, stored=stored) for url, title, listed, stored in rows]

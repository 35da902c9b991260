"""Pages that list others, and how many of the pages they list are stored."""

from __future__ import annotations

from msgspec import Struct

from pipeline.storage.connection import guarded
from pipeline.storage.session import Session

_COVERAGE = """
SELECT h.hub, h.title, count(*), count(x.id) FROM (
  SELECT DISTINCT d.url AS hub, d.title,
    CASE WHEN instr(l.url, '#') THEN substr(l.url, 1, instr(l.url, '#') - 1) ELSE l.url END AS url
  FROM documents d CROSS JOIN links l ON l.document_id = d.id AND l.kind = 'internal'
  WHERE d.site = ? AND d.page_type = 'hub' AND d.gone_since IS NULL) h
LEFT JOIN documents x ON x.gone_since IS NULL AND x.id =
  coalesce((SELECT id FROM documents WHERE url = h.url), (SELECT document_id FROM aliases WHERE url = h.url LIMIT 1))
GROUP BY h.hub ORDER BY h.hub
"""
"""From the lists to their links: the links of all other pages are not looked at."""


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
        return self._all(HubCount, _COVERAGE, (site,))

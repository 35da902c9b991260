"""Reading for comparison: pages beside their translations, versions beside the dates that announced them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby
from operator import itemgetter

from pipeline.changes import VISIBLE
from pipeline.storage.connection import guarded, moment
from pipeline.storage.looks import Looks
from pipeline.storage.packing import as_json, unpack_bare
from pipeline.storage.seen import CarrierMoves, Named, Past

_COUNTERPARTS = """
SELECT d.url, d.site, d.page_type, a.url, o.id IS NOT NULL AND o.gone_since IS NULL AND o.page_type = d.page_type,
  u.status, o.page_type <> d.page_type
FROM documents d
LEFT JOIN alternates a ON a.document_id = d.id AND a.url <> d.url
  AND lower(substr(a.language || '-', 1, length(:other) + 1)) = :other || '-'
LEFT JOIN documents o ON o.url = a.url LEFT JOIN urls u ON u.url = a.url
WHERE d.gone_since IS NULL AND lower(substr(coalesce(d.language, '') || '-', 1, length(:own) + 1)) = :own || '-'
  AND (:all OR d.site IN (SELECT value FROM json_each(:sites)))
GROUP BY d.url HAVING a.position IS NULL OR a.position = min(a.position) ORDER BY d.url
"""
_STEPS = """
SELECT d.url, v.number, v.grade, v.parser_version || '/' || v.profile_version, v.first_seen_at, v.last_seen_at, v.record
FROM versions v JOIN documents d ON d.id = v.document_id
WHERE d.site = ? AND (SELECT count(*) FROM versions w WHERE w.document_id = d.id) > 1 ORDER BY d.url, v.number
"""
_TOLD = """
SELECT coalesce(sum(said), 0), coalesce(sum(said AND changed), 0), coalesce(sum(changed), 0)
FROM (SELECT f.reason = 'lastmod-moved' AS said,
             f.result = 'changed' AND v.grade IN (SELECT value FROM json_each(:visible)) AS changed
      FROM fetches f JOIN urls u ON u.id = f.url_id LEFT JOIN versions v ON v.id = f.version_id
      WHERE u.site = :site AND u.kind = 'page' AND u.lastmod IS NOT NULL AND f.result IN ('changed', 'unchanged'))
"""


class Beside(Looks):
    """Looks, and what can be put beside them."""

    @guarded
    def counterparts(self, own: str, other: str, sites: Collection[str] = ()) -> Iterator[Named]:
        """Standing pages of one language, each with the page of another language that it names first.

        Args:
            own: primary language subtag of the pages, lower case.
            other: the same of the pages they name.
            sites: only these; none means all.
        """
        values = {"own": own, "other": other, "all": not sites, "sites": as_json(sorted(sites))}
        for url, site, kind, named, held, status, unlike in self._sql.execute(_COUNTERPARTS, values).fetchall():
            # a switch that leads to another kind of page (the home page of the language) names no translation
            name = None if unlike else named
            yield Named(url=url, site=site, page_type=kind, other=name, held=bool(held), status=status)

    @guarded
    def steps(self, site: str) -> Iterator[tuple[str, list[Past]]]:
        """Every version of every page of a site that has more than one; texts are not read."""
        rows = self._sql.execute(_STEPS, (site,))
        for url, group in groupby(rows, key=itemgetter(0)):
            yield (
                url,
                [
                    Past(
                        id=0,
                        number=number,
                        first_seen=moment(first),
                        last_seen=moment(last),
                        grade=grade,
                        reader=reader,
                        words="",
                        characters=0,
                        bare=unpack_bare(record),
                    )
                    for _, number, grade, reader, first, last, record in group
                ],
            )

    @guarded
    def sitemap_moves(self, site: str) -> CarrierMoves:
        """How a site's sitemap announced changes."""
        said, true, changes = self._sql.execute(_TOLD, {"site": site, "visible": as_json(sorted(VISIBLE))}).fetchone()
        return CarrierMoves(source="sitemap", moved=said, moved_true=true, changes=changes, changes_told=true)

"""The review ledger over the whole database: versions in, one line a page out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from msgspec import Struct

from pipeline.changes import Entry, Point, assess, standing
from pipeline.storage.connection import bound, guarded, moment, moment_or_none
from pipeline.storage.packing import as_json
from pipeline.storage.session import Session
from pipeline.storage.versions import ENDED_THEN

_PAGE = 500
_POINTS = f"""
SELECT d.id, d.url, d.site, d.title, v.number, v.grade, v.first_seen_at, v.last_seen_at, v.review_role, v.review_value,
       v.review_lo, v.review_hi, coalesce(v.fingerprint, v.number),
       {ENDED_THEN.format("at", "d.id")}
FROM documents d JOIN versions v ON v.document_id = d.id
WHERE d.id IN (SELECT id FROM documents WHERE url > :after AND (:all OR site IN (SELECT value FROM json_each(:sites)))
               ORDER BY url LIMIT :page)
  AND v.first_seen_at <= :as_of
ORDER BY d.url, v.number
"""
_LAST = """
SELECT max(url) FROM (SELECT url FROM documents WHERE url > :after AND (:all OR site IN
  (SELECT value FROM json_each(:sites))) ORDER BY url LIMIT :page)
"""


class LedgerRow(Struct, frozen=True, kw_only=True):
    """One page's line of the review ledger; ``gone_at``: when it was confirmed gone, if it is."""

    url: str
    site: str
    title: str | None
    versions: int
    entry: Entry
    gone_at: datetime | None = None


class Reviews(Session):
    """Reads the review ledger."""

    @guarded
    def review_ledger(self, *, sites: Collection[str] = (), as_of: datetime | None = None) -> Iterator[LedgerRow]:
        """Every page's line in ascending order of URL, in memory that does not grow with them.

        A change that the page has gone back from is no change here, unless it states a later review with what it said
        before.

        Args:
            sites: only these; none means all.
            as_of: as it was known then.
        """
        values: dict[str, Any] = {
            "after": "",
            "all": not sites,
            "sites": as_json(sorted(sites)),
            "page": _PAGE,
            "as_of": bound(as_of),
        }
        while (last := self._sql.execute(_LAST, values).fetchone()[0]) is not None:
            rows = self._sql.execute(_POINTS, values).fetchall()
            values["after"] = last
            for _, versions in groupby(rows, key=itemgetter(0)):
                yield _row(list(versions))


def _row(versions: list[tuple[Any, ...]]) -> LedgerRow:
    stands = standing([version[-2] for version in versions], [version[-3] or "" for version in versions])
    points = [
        Point(
            version=number,
            grade=grade if place in stands else "none",
            first_seen=moment(first),
            last_seen=moment(min(last, versions[place + 1][6] if place + 1 < len(versions) else last)),
            role=role,
            value=value,
            lo=None if low is None else date.fromisoformat(low),
            hi=None if high is None else date.fromisoformat(high),
        )
        for place, (_, _, _, _, number, grade, first, last, role, value, low, high, *_) in enumerate(versions)
    ]
    _, url, site, title, *_ = versions[0]
    gone = moment_or_none(versions[0][-1])
    return LedgerRow(url=url, site=site, title=title, versions=len(points), entry=assess(points), gone_at=gone)

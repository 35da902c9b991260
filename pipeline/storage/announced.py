"""What a host says beside its pages: announcements of changes, and edits that are all over it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from pipeline.changes import VISIBLE
from pipeline.model.capture import WHOLE, Capture
from pipeline.model.target import Target
from pipeline.storage.connection import bound, guarded, moment
from pipeline.storage.packing import as_json
from pipeline.storage.seen import HostEdit, Signals
from pipeline.storage.session import Session
from pipeline.storage.values import EventSample

REMEMBERED_DAYS = 90
"""Days before the newest look in which announcements count: a host that has mended its ways is not blamed for ever."""

_SIGNALS = f"""
SELECT u.site,
  CASE WHEN f.reason = 'lastmod-moved' THEN 'sitemap' ELSE 'http' END,
  count(*),
  sum(f.result = 'changed' AND v.grade IN (SELECT value FROM json_each(:visible)))
FROM fetches f JOIN urls u ON u.id = f.url_id LEFT JOIN versions v ON v.id = f.version_id
WHERE u.kind = 'page' AND f.result IN ('changed', 'unchanged') AND f.at <= :as_of
  AND f.at > (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', at, '-{REMEMBERED_DAYS} days') FROM fetches WHERE at <= :as_of
              ORDER BY id DESC LIMIT 1) AND (f.reason = 'lastmod-moved'
  OR (f.reason = 'interval' AND f.announced))
GROUP BY 1, 2
"""
_LIST_READ = """(SELECT f.at FROM urls l JOIN fetches f ON f.url_id = l.id
  WHERE l.url = u.found_on AND l.kind = 'sitemap' AND f.result IN ({}) AND f.at <= :as_of ORDER BY f.id DESC LIMIT 1)"""
_AHEAD = f"""
SELECT u.site, count(*) FROM urls u
WHERE u.kind = 'page' AND substr(u.lastmod, 1, 10) > date(u.last_seen, '+1 day') AND u.last_seen <= :as_of
  AND coalesce({_LIST_READ.format("'listed'")} <= strftime('%Y-%m-%dT%H:%M:%fZ', u.last_seen, '+12 hours'), 1)
  AND coalesce(substr(u.lastmod, 1, 10) > date({_LIST_READ.format("'listed', 'unchanged'")}, '+1 day'), 1)
GROUP BY u.site
"""
"""A list that is the same as before gives the dates that it gave; they are judged by the newest look at it."""

_HOST_EDITS = """
SELECT d.site, e.at, e.pages, e.looked_at, e.grade,
       coalesce((SELECT substr(detail, 6) FROM changes WHERE document_id = d.id AND kind = 'moved' AND at > e.at
                 ORDER BY id LIMIT 1), d.url),
       e.sample
FROM events e JOIN documents d ON d.id = e.document_id
WHERE e.kind = 'host-wide' AND e.grade <> 'dates-only' AND e.at <= :as_of ORDER BY e.id
"""


def announced(asked: Target, answer: Capture) -> bool | None:
    """Whether an answer says that the page has changed: validators were sent, and it comes with others.

    A server that takes no notice of them sends the whole page with the same ones, and has announced nothing.
    ``None`` where it could not have said so.
    """
    if answer.status not in WHOLE:
        return None
    etag, date = answer.header("etag"), answer.header("last-modified")
    if asked.etag and etag:
        return etag.removeprefix("W/") != asked.etag.removeprefix("W/")
    return date != asked.last_modified if asked.last_modified and date else None


class Announced(Session):
    """Reads what was announced."""

    @guarded
    def signals(self, *, as_of: datetime | None = None) -> dict[str, tuple[Signals, ...]]:
        """What sitemaps and validators announced in :data:`REMEMBERED_DAYS`, by site; walks every fetch once.

        Args:
            as_of: by what had been fetched then. A sitemap is judged as it was read last, so one that has been read
                since says nothing of that day.
        """
        values = {"as_of": bound(as_of), "visible": as_json(sorted(VISIBLE))}
        found: dict[str, list[Signals]] = {}
        ahead: dict[str, int] = dict(self._sql.execute(_AHEAD, values).fetchall())
        for site, carrier, said, true in self._sql.execute(_SIGNALS, values):
            early = ahead.pop(site, 0) if carrier == "sitemap" else 0
            found.setdefault(site, []).append(Signals(carrier=carrier, said=said, true=true or 0, ahead=early))
        for site, early in ahead.items():
            found.setdefault(site, []).append(Signals(carrier="sitemap", ahead=early))
        return {site: tuple(signals) for site, signals in found.items()}

    @guarded
    def known_edits(self) -> dict[str, frozenset[bytes]]:
        """Digests of the edits that are known for a host's (:func:`~pipeline.changes.edit_digests`), by host."""
        found: dict[str, set[bytes]] = {}
        for host, digest in self._sql.execute("SELECT host, digest FROM event_edits"):
            found.setdefault(host, set()).add(digest)
        return {host: frozenset(digests) for host, digests in found.items()}

    @guarded
    def host_edits(self, *, as_of: datetime | None = None) -> dict[str, list[HostEdit]]:
        """Edits all over a host, by site, in the order in which they were seen; bumped dates are none.

        Args:
            as_of: those seen by then.
        """
        found: dict[str, list[HostEdit]] = {}
        for site, at, pages, looked_at, grade, url, sample in self._sql.execute(_HOST_EDITS, {"as_of": bound(as_of)}):
            first = next(iter(msgspec.json.decode(sample, type=tuple[EventSample, ...]) if sample else ()), None)
            words = f"{first.before or ''} -> {first.after or ''}" if first else ""
            found.setdefault(site, []).append(
                HostEdit(at=moment(at), pages=pages, looked_at=looked_at, grade=grade, url=url, words=words)
            )
        return found

"""Reading documents, their versions and what happened to them."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import starmap
from operator import itemgetter
from typing import Any

from msgspec.structs import replace

from pipeline.errors import StorageError
from pipeline.model.document import Document
from pipeline.moments import stamp
from pipeline.storage.connection import bound, guarded, moment_or_none, translated
from pipeline.storage.documents import Documents
from pipeline.storage.packing import as_json, unpack
from pipeline.storage.rows import read_rows
from pipeline.storage.values import Change, FetchRow, VersionRow
from pipeline.storage.versions import ENDED_THEN, VERSION_THEN

_PAGE = 64
_STREAM = """
SELECT d.url, v.id, v.record FROM documents d JOIN versions v ON v.id = {version}
WHERE {which} AND (:site IS NULL OR d.site = :site) AND (:gone OR {alive})
ORDER BY d.url LIMIT :page
"""
_NOW = _STREAM.format(version="d.version_id", alive="d.gone_since IS NULL", which="d.url > :after")
_VERSION_THEN = VERSION_THEN.format("d.id")
_ALIVE_THEN = f"{ENDED_THEN.format('at', 'd.id')} IS NULL"
_THEN = _STREAM.format(
    version=_VERSION_THEN,
    alive=_ALIVE_THEN,
    which="d.url > :after AND d.id NOT IN (SELECT value FROM json_each(:moved))",
)
_GONE_THEN = f"SELECT {ENDED_THEN.format(f'substr(detail, -{len(bound(None))})', ':document_id')}"
"""Every detail of an end ends with the look that first missed the page."""
_THEN_ELSEWHERE = _STREAM.format(version=_VERSION_THEN, alive=_ALIVE_THEN, which="d.id = :document_id")
_MOVED_SINCE = """
SELECT document_id, substr(detail, 6) AS address FROM changes WHERE id IN
  (SELECT min(id) FROM changes WHERE at > ? AND kind = 'moved' AND detail IS NOT NULL GROUP BY document_id)
ORDER BY address
"""
_ADDRESS = """
SELECT coalesce((SELECT substr(detail, 6) FROM changes WHERE document_id = d.id AND at > :as_of AND kind = 'moved'
                 AND detail IS NOT NULL ORDER BY id LIMIT 1), d.url)
FROM documents d WHERE id = :document_id
"""
_VERSIONS = """
SELECT v.id, v.document_id, d.url, v.number, v.content_hash, v.capture_id, v.parser_version, v.profile_version,
       a.id, z.id, v.first_seen_at, v.last_seen_at, v.grade, v.id = d.version_id,
       v.fingerprint, v.review_role, v.review_value
FROM versions v JOIN documents d ON d.id = v.document_id
JOIN runs a ON a.number = v.first_run JOIN runs z ON z.number = v.last_run
WHERE v.document_id = ? ORDER BY v.number
"""
_FETCHES = """
SELECT r.id, u.url, f.at, f.reason, f.outcome, f.result, f.http_status, c.id, v.number, f.bytes, f.elapsed_ms,
       f.message, c.robots_tag
FROM fetches f JOIN urls u ON u.id = f.url_id JOIN runs r ON r.number = f.run
LEFT JOIN captures c ON c.number = f.capture LEFT JOIN versions v ON v.id = f.version_id
WHERE f.url_id IN (SELECT id FROM urls WHERE url = ?1 UNION SELECT id FROM urls WHERE moved_to = ?1)
ORDER BY f.id
"""
_CHANGES_WHERE = """
SELECT c.id, c.at, r.id, c.document_id, coalesce(d.url, t.url), c.kind, v.number, p.number, c.grade, c.detail,
       b.number, c.confirm, c.event_id
FROM changes c LEFT JOIN runs r ON r.number = c.run LEFT JOIN documents d ON d.id = c.document_id
LEFT JOIN tombstones t ON t.document_id = c.document_id LEFT JOIN versions v ON v.id = c.version_id
LEFT JOIN versions p ON p.id = c.previous_version_id LEFT JOIN versions b ON b.id = c.returns_to
WHERE {} ORDER BY c.id
"""
_CHANGES = _CHANGES_WHERE.format("c.id > :after AND c.at <= :until") + "LIMIT 500"


def _at(address: str, record: Document) -> Document:
    return record if record.url == address else replace(record, url=address)


class History(Documents):
    """The reading half of documents: as they are, as they were, and why."""

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is one state of the database, whatever a run commits meanwhile."""
        with translated(self.path):
            self._sql.execute("BEGIN")
            self._sql.execute("SELECT 1 FROM runs LIMIT 1").fetchone()
        try:
            yield
        finally:
            self._sql.execute("COMMIT")

    def _document_id(self, url: str) -> int | None:
        lives = (
            "SELECT id FROM documents WHERE url = ?1 UNION ALL SELECT document_id FROM aliases WHERE url = ?1 LIMIT 1"
        )
        document_id: int | None = self._value(lives, (url,))
        return document_id

    @guarded
    def document(self, url: str, *, as_of: datetime | None = None) -> Document | None:
        """The record of a page by its canonical URL or an alias of it, as :meth:`documents` gives it.

        Args:
            url: canonical.
            as_of: as it was known then; ``None`` if it was not known yet.
        """
        document_id = self._document_id(url)
        if document_id is None:
            return None
        then = {"document_id": document_id, "as_of": bound(as_of)}
        version_id = self._value(f"SELECT {VERSION_THEN.format(':document_id')}", then)
        if version_id is None:
            return None
        address = self._value(_ADDRESS, then)
        return _at(address, self._record(version_id))

    @guarded
    def documents(
        self, site: str | None = None, *, as_of: datetime | None = None, include_gone: bool = True
    ) -> Iterator[Document]:
        """Stream the records in ascending order of URL, in memory that does not grow with them.

        Inside :meth:`snapshot` they are one state. A page without a version at ``as_of`` is left out; one that moved
        later stands where its address was then. A record is as it was saved, under the address of its page: it may have
        been read under another, which the page has left since or which names a visit.

        Args:
            site: only this site's.
            as_of: as they were known then.
            include_gone: also pages that are (or at ``as_of`` were) confirmed gone.
        """
        values: dict[str, Any] = {"site": site, "gone": include_gone, "page": _PAGE}
        if as_of is None:
            yield from starmap(_at, self._addressed(_NOW, values))
            return
        values["as_of"] = stamp(as_of)
        moved = self.moved_since(as_of)
        elsewhere = (
            (address, unpack(record, self._texts(version_id)))
            for document_id, address in moved.items()
            for _, version_id, record in self._sql.execute(_THEN_ELSEWHERE, {**values, "document_id": document_id})
        )
        stayed = self._addressed(_THEN, {**values, "moved": as_json(list(moved))})
        merged: Iterator[tuple[str, Document]] = heapq.merge(stayed, elsewhere, key=itemgetter(0))
        yield from starmap(_at, merged)

    @guarded
    def moved_since(self, moment: datetime) -> dict[int, str]:
        """The addresses that pages had at a moment and have no more, by the id of the document, in ascending order."""
        return dict(self._sql.execute(_MOVED_SINCE, (stamp(moment),)))

    def _addressed(self, sql: str, values: dict[str, Any]) -> Iterator[tuple[str, Document]]:
        """Every row of a stream that is asked for page by page, with its address."""
        for address, version_id, record in self._pages(sql, "", **values):
            yield address, unpack(record, self._texts(version_id))

    @guarded
    def versions(self, url: str) -> list[VersionRow]:
        """Every version of a page, first to last, by its canonical URL or an alias."""
        return self._all(VersionRow, _VERSIONS, (self._document_id(url),))

    @guarded
    def record_of(self, version_id: int) -> Document:
        """The record of one version.

        Raises:
            StorageError: no such version.
        """
        if self._value("SELECT 1 FROM versions WHERE id = ?", (version_id,)) is None:
            raise StorageError(f"{self.path} knows no version {version_id}")
        return self._record(version_id)

    @guarded
    def record_seen(self, capture_id: str) -> Document | None:
        """The record of the version that the fetch behind a capture saw; ``None`` when it saw none."""
        version_id = self._value(
            "SELECT f.version_id FROM fetches f JOIN captures c ON c.number = f.capture WHERE c.id = ?", (capture_id,)
        )
        return None if version_id is None else self._record(version_id)

    @guarded
    def grades(self) -> dict[str, int]:
        """How many versions have which grade; ``first`` counts first versions."""
        return dict(
            self._sql.execute(
                "SELECT CASE WHEN number = 1 THEN 'first' ELSE coalesce(grade, 'none') END AS g, count(*)"
                " FROM versions GROUP BY g ORDER BY g"
            ).fetchall()
        )

    @guarded
    def explain(self, url: str) -> list[FetchRow]:
        """Every fetch of a URL, and of URLs that redirect to it, in order: why, and what came of it."""
        return self._all(FetchRow, _FETCHES, (url,))

    @guarded
    def changes(self, *, since_id: int = 0, until: datetime | None = None) -> Iterator[Change]:
        """What happened to documents after the change ``since_id``, up to a moment, in order; the base of deltas."""
        yield from read_rows(Change, self._pages(_CHANGES, since_id, until=bound(until)))

    @guarded
    def changes_of(self, document_id: int) -> list[Change]:
        """What happened to one document, in order."""
        return self._all(Change, _CHANGES_WHERE.format("c.document_id = ?"), (document_id,))

    @guarded
    def moves_from(self, url: str) -> list[Change]:
        """The moves of pages away from an address, in order; each with the address that its page has now."""
        return self._all(Change, _CHANGES_WHERE.format("c.kind = 'moved' AND c.detail = ?"), (f"from {url}",))

    @guarded
    def changes_of_run(self, run_id: str) -> Iterator[Change]:
        """What a run saw happen, in order."""
        yield from read_rows(Change, self._sql.execute(_CHANGES_WHERE.format("r.id = ?"), (run_id,)))

    @guarded
    def changes_since(self, at: datetime | None) -> Iterator[Change]:
        """What happened to documents from a moment on, in order; ``None`` is the beginning."""
        since = "" if at is None else stamp(at)
        yield from read_rows(Change, self._sql.execute(_CHANGES_WHERE.format("c.at >= ?"), (since,)))

    @guarded
    def gone_since(self, url: str, *, as_of: datetime | None = None) -> datetime | None:
        """Since when a page is (or at ``as_of`` was) confirmed gone; ``None`` while it is there."""
        then = {"document_id": self._document_id(url), "as_of": bound(as_of)}
        asked = "SELECT gone_since FROM documents WHERE id = :document_id" if as_of is None else _GONE_THEN
        return moment_or_none(self._value(asked, then))

"""What we saw of every address, beside what we hold of it: the audit's reading, in one pass."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, Self

import msgspec
from msgspec import Struct

from pipeline.model.capture import Hop
from pipeline.model.document import Document
from pipeline.storage.connection import guarded, moment, moment_or_none
from pipeline.storage.history import History
from pipeline.storage.packing import unpack
from pipeline.storage.session import Session
from pipeline.storage.values import Result

_PAGE = 64
NEWEST = 20
"""Looks read per address; a year of nightly runs is not needed to say how things stand."""

_ADDRESSES = """
SELECT u.id, u.url, u.site, u.status, u.moved_to, u.first_seen, u.last_fetched, d.gone_since, v.id, v.record
FROM urls u LEFT JOIN documents d ON d.url = u.url LEFT JOIN versions v ON v.id = d.version_id
WHERE u.url > :after AND u.kind = 'page' AND (:all OR u.site IN (SELECT value FROM json_each(:sites)))
ORDER BY u.url LIMIT :page
"""
_LOOKS = """
SELECT f.at, f.http_status, f.result, c.url, c.redirects
FROM fetches f LEFT JOIN captures c ON c.number = f.capture
WHERE f.url_id = ? ORDER BY f.id DESC LIMIT ?
"""
_FIRST = """
SELECT c.url FROM fetches f JOIN captures c ON c.number = f.capture
WHERE f.url_id = ? AND f.http_status BETWEEN 200 AND 299 ORDER BY f.id LIMIT 1
"""


class Look(Struct, frozen=True, kw_only=True):
    """One fetch of an address: when, status (``None`` without an answer), where it ended, over how many redirects."""

    at: datetime
    status: int | None
    result: Result
    url: str | None
    hops: int


class Address(Struct, frozen=True, kw_only=True):
    """One page of the frontier.

    Attributes:
        url, site, status, first_seen: as the frontier has them.
        moved_to: where it leads, while it redirects.
        last_fetched: the last good answer.
        gone_since: since when its page is confirmed gone.
        first_led_to: URL of the first good answer.
        looks: the newest :data:`NEWEST`, oldest first.
        document: the page that lives here, if one does.
    """

    url: str
    site: str
    status: str
    moved_to: str | None
    first_seen: datetime
    last_fetched: datetime | None
    gone_since: datetime | None
    first_led_to: str | None
    looks: tuple[Look, ...]
    document: Document | None


class Looks(History):
    """Reads addresses with their looks and their pages."""

    @classmethod
    def over(cls, session: Session) -> Self:
        """The same open database, read this way."""
        return cls(session.path, session._sql)  # noqa: SLF001 - one connection, another set of methods

    @guarded
    def addresses(self, sites: Collection[str] = ()) -> Iterator[Address]:
        """Every page of the frontier in ascending order of URL, in memory that does not grow with them.

        Args:
            sites: only these; none means all.
        """
        values: dict[str, Any] = {
            "after": "",
            "all": not sites,
            "sites": msgspec.json.encode(sorted(sites)).decode(),
            "page": _PAGE,
        }
        while rows := self._sql.execute(_ADDRESSES, values).fetchall():
            values["after"] = rows[-1][1]
            for row in rows:
                yield self._address(row)

    def _address(self, row: tuple[Any, ...]) -> Address:
        url_id, url, site, status, moved_to, first_seen, last_fetched, gone_since, version_id, record = row
        looks = [_look(found) for found in self._sql.execute(_LOOKS, (url_id, NEWEST))]
        first = self._sql.execute(_FIRST, (url_id,)).fetchone() if looks else None
        return Address(
            url=url,
            site=site,
            status=status,
            moved_to=moved_to,
            first_seen=moment(first_seen),
            last_fetched=moment_or_none(last_fetched),
            gone_since=moment_or_none(gone_since),
            first_led_to=None if first is None else first[0],
            looks=tuple(reversed(looks)),
            document=None if record is None else unpack(record, self._texts(version_id)),
        )


def _look(row: tuple[Any, ...]) -> Look:
    at, status, result, url, redirects = row
    hops = msgspec.json.decode(redirects, type=tuple[Hop, ...]) if redirects else ()
    return Look(at=moment(at), status=status, result=result, url=url, hops=len(hops))

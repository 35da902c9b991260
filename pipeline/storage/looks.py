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
from pipeline.storage.packing import unpack, unpack_bare
from pipeline.storage.seen import BrokenLink, HostEdit, OtherLanguage, Past, Signals
from pipeline.storage.session import Session
from pipeline.storage.values import EventSample, Result

_PAGE = 64
NEWEST = 20
"""Looks read per address; a year of nightly runs is not needed to say how things stand."""

_ADDRESSES = """
SELECT u.id, u.url, u.site, u.status, u.moved_to, u.first_seen, u.last_fetched, d.gone_since, v.id, v.record,
       d.id, v.number
FROM urls u LEFT JOIN documents d ON d.url = u.url LEFT JOIN versions v ON v.id = d.version_id
WHERE u.url > :after AND u.kind = 'page' AND (:all OR u.site IN (SELECT value FROM json_each(:sites)))
ORDER BY u.url LIMIT :page
"""
_LOOKS = """
SELECT f.at, f.http_status, f.result, c.url, c.redirects, v.number
FROM fetches f LEFT JOIN captures c ON c.number = f.capture LEFT JOIN versions v ON v.id = f.version_id
WHERE f.url_id = ? ORDER BY f.id DESC LIMIT ?
"""
_FIRST = """
SELECT c.url FROM fetches f JOIN captures c ON c.number = f.capture
WHERE f.url_id = ? AND f.http_status BETWEEN 200 AND 299 ORDER BY f.id LIMIT 1
"""


_PAST = """
SELECT v.id, v.number, v.first_seen_at, v.last_seen_at, v.grade, v.parser_version || '/' || v.profile_version, v.record,
       (SELECT group_concat(text_id) FROM (SELECT text_id FROM version_sections WHERE version_id = v.id
                                           ORDER BY position)),
       (SELECT coalesce(sum(length(t.text)), 0) FROM version_sections s JOIN texts t ON t.id = s.text_id
        WHERE s.version_id = v.id)
FROM versions v WHERE v.document_id = ? AND v.number > ? ORDER BY v.number
"""
_BROKEN = """
SELECT l.url, l.text, s.heading, k.verdict, k.status, k.first_bad, k.confirmed_bad, k.last_fine, k.final_url
FROM links l JOIN link_checks k ON k.url = l.url
LEFT JOIN sections s ON s.document_id = l.document_id AND s.section_key = l.section_key
WHERE l.document_id = ? AND k.verdict = 'broken' GROUP BY l.position ORDER BY l.position
"""
_SOURCE = """
SELECT a.language, d.url, d.language, d.reviewed, d.modified,
       (SELECT max(first_seen_at) FROM versions v WHERE v.document_id = d.id AND v.grade IN ('critical', 'substantive'))
FROM alternates a JOIN documents d ON d.url = a.url
WHERE a.document_id = ? AND d.gone_since IS NULL ORDER BY a.position
"""
_SIGNALS = """
SELECT u.site,
  CASE WHEN f.reason = 'lastmod-moved' THEN 'sitemap' ELSE 'http' END,
  count(*),
  sum(f.result = 'changed' AND coalesce(v.grade, 'substantive') IN ('critical', 'substantive', 'links-only'))
FROM fetches f JOIN urls u ON u.id = f.url_id LEFT JOIN versions v ON v.id = f.version_id
WHERE u.kind = 'page' AND f.result IN ('changed', 'unchanged') AND (f.reason = 'lastmod-moved'
  OR (f.http_status = 200 AND f.reason = 'interval' AND (u.etag IS NOT NULL OR u.last_modified IS NOT NULL)))
GROUP BY 1, 2
"""
_AHEAD = """
SELECT site, count(*), sum(substr(lastmod, 1, 10) > date(last_seen, '+1 day')) FROM urls
WHERE kind = 'page' AND lastmod IS NOT NULL GROUP BY site
"""
_HOST_EDITS = """
SELECT d.site, e.at, e.pages, e.looked_at, e.grade, d.url, e.sample
FROM events e JOIN documents d ON d.id = e.document_id
WHERE e.kind = 'host-wide' AND e.grade <> 'dates-only' ORDER BY e.id
"""
PAST = 4
"""Versions read per page, the current one included."""


class Look(Struct, frozen=True, kw_only=True):
    """One fetch of an address: when, status (``None`` without an answer), where it ended, over how many redirects.

    ``version`` is the number of the version that it saw.
    """

    at: datetime
    status: int | None
    result: Result
    url: str | None
    hops: int
    version: int | None = None


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
        past: its newest :data:`PAST` versions, oldest first; empty while there is only one.
        broken: links of it that are broken.
        others: pages that it names as itself in other languages and that we hold.
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
    past: tuple[Past, ...] = ()
    broken: tuple[BrokenLink, ...] = ()
    others: tuple[OtherLanguage, ...] = ()


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
        (
            url_id,
            url,
            site,
            status,
            moved_to,
            first_seen,
            last_fetched,
            gone_since,
            version_id,
            record,
            page,
            number,
        ) = row
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
            past=() if record is None or number == 1 else self._past(page, number),
            broken=() if record is None else self._broken(page),
            others=() if record is None else self._others(page),
        )

    def _past(self, document_id: int, current: int) -> tuple[Past, ...]:
        return tuple(
            Past(
                id=version_id,
                number=number,
                first_seen=moment(first),
                last_seen=moment(last),
                grade=grade,
                reader=reader,
                words=words or "",
                characters=characters,
                bare=unpack_bare(record),
            )
            for version_id, number, first, last, grade, reader, record, words, characters in self._sql.execute(
                _PAST, (document_id, current - PAST)
            )
        )

    def _broken(self, document_id: int) -> tuple[BrokenLink, ...]:
        return tuple(
            BrokenLink(
                url=url,
                text=text,
                section=section,
                status=status,
                since=moment(since),
                confirmed=moment(confirmed),
                last_fine=moment_or_none(fine),
                final_url=final_url,
            )
            for url, text, section, _, status, since, confirmed, fine, final_url in self._sql.execute(
                _BROKEN, (document_id,)
            )
        )

    def _others(self, document_id: int) -> tuple[OtherLanguage, ...]:
        return tuple(
            OtherLanguage(
                url=url,
                language=language or named,
                reviewed=reviewed,
                modified=modified,
                changed=moment_or_none(changed),
            )
            for named, url, language, reviewed, modified, changed in self._sql.execute(_SOURCE, (document_id,))
        )

    @guarded
    def signals(self) -> dict[str, tuple[Signals, ...]]:
        """What sitemaps and validators announced, by site; walks every fetch once."""
        found: dict[str, list[Signals]] = {}
        ahead = {site: (named, early or 0) for site, named, early in self._sql.execute(_AHEAD)}
        for site, carrier, said, true in self._sql.execute(_SIGNALS):
            early = ahead.pop(site, (0, 0))[1] if carrier == "sitemap" else 0
            found.setdefault(site, []).append(Signals(carrier=carrier, said=said, true=true or 0, ahead=early))
        for site, (_, early) in ahead.items():
            if early:
                found.setdefault(site, []).append(Signals(carrier="sitemap", ahead=early))
        return {site: tuple(signals) for site, signals in found.items()}

    @guarded
    def host_edits(self) -> dict[str, list[HostEdit]]:
        """Edits all over a host, by site, in the order in which they were seen; bumped dates are none."""
        found: dict[str, list[HostEdit]] = {}
        for site, at, pages, looked_at, grade, url, sample in self._sql.execute(_HOST_EDITS):
            first = next(iter(msgspec.json.decode(sample, type=tuple[EventSample, ...]) if sample else ()), None)
            words = f"{first.before or ''} -> {first.after or ''}" if first else ""
            found.setdefault(site, []).append(
                HostEdit(at=moment(at), pages=pages, looked_at=looked_at, grade=grade, url=url, words=words)
            )
        return found


def _look(row: tuple[Any, ...]) -> Look:
    at, status, result, url, redirects, version = row
    hops = msgspec.json.decode(redirects, type=tuple[Hop, ...]) if redirects else ()
    return Look(at=moment(at), status=status, result=result, url=url, hops=len(hops), version=version)

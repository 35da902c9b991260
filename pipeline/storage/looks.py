"""What we saw of every address, beside what we hold of it: the audit's reading, in one pass."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from msgspec import Struct, structs

from pipeline.changes import MATERIAL, standing
from pipeline.errors import InvalidUrl
from pipeline.model.document import Document
from pipeline.storage.connection import bound, guarded, moment, moment_or_none
from pipeline.storage.history import History
from pipeline.storage.packing import as_json, unpack, unpack_bare
from pipeline.storage.recall import Row, in_turn, recalled, repeated, says_so_since
from pipeline.storage.seen import BrokenLink, Look, OtherLanguage, Past
from pipeline.storage.versions import ENDED_THEN, VERSION_THEN
from pipeline.urls import canonicalize

_PAGE = 64
NEWEST = 20
"""Looks read per address; a year of nightly runs is not needed to say how things stand."""

_ADDRESSES = f"""
SELECT u.id, u.url, u.site, u.first_seen, d.id, v.id, v.number, v.record,
       {ENDED_THEN.format("substr(detail, instr(detail, ' since ') + 7)", "d.id")},
       (SELECT f.at FROM fetches f WHERE f.version_id = v.id AND f.at <= :as_of ORDER BY f.id DESC LIMIT 1)
FROM urls u
LEFT JOIN documents d ON d.id = coalesce(
  (SELECT value ->> 0 FROM json_each(:moved) WHERE value ->> 1 = u.url),
  (SELECT id FROM documents WHERE url = u.url AND id NOT IN (SELECT value ->> 0 FROM json_each(:moved))))
LEFT JOIN versions v ON v.id = {VERSION_THEN.format("d.id")}
WHERE u.url > :after AND u.kind = 'page' AND u.first_seen <= :as_of
  AND (:all OR u.site IN (SELECT value FROM json_each(:sites))) AND u.due_reason IS NOT 'purged'
ORDER BY u.url LIMIT :page
"""
_LOOKS = """
SELECT f.at, f.http_status, f.result, c.url, coalesce(json_array_length(c.redirects), 0), v.number,
       CASE WHEN v.document_id = ?1 THEN v.fingerprint END, f.message,
       CASE WHEN v.document_id = ?1 THEN coalesce(v.review_role || ' ' || v.review_value, '') END
FROM fetches f LEFT JOIN captures c ON c.number = f.capture LEFT JOIN versions v ON v.id = f.version_id
WHERE f.url_id = ?2 AND f.at <= ?3 ORDER BY f.id DESC LIMIT ?4
"""
_FIRST = """
SELECT c.url FROM fetches f JOIN captures c ON c.number = f.capture
WHERE f.url_id = ? AND f.at <= ? AND f.http_status BETWEEN 200 AND 299 ORDER BY f.id LIMIT 1
"""
_LED_TO = """
SELECT c.url FROM fetches f JOIN captures c ON c.number = f.capture
WHERE f.url_id = ? AND f.at <= ? ORDER BY f.id DESC LIMIT 1
"""
_TOLD = """
SELECT f.at FROM fetches f WHERE f.url_id = ? AND f.at <= ?
  AND f.result IN ('new', 'changed', 'unchanged', 'returned', 'missing', 'gone') ORDER BY f.id DESC LIMIT 1
"""
_VERSIONS = """
SELECT id, number, first_seen_at, last_seen_at, grade, fingerprint, review_role, review_lo, review_hi
FROM versions
WHERE document_id = ? AND number <= ? ORDER BY number
"""
_PAST = """
SELECT v.parser_version || '/' || v.profile_version, v.record,
       (SELECT coalesce(sum(length(t.text)), 0) FROM version_sections s JOIN texts t ON t.id = s.text_id
        WHERE s.version_id = v.id)
FROM versions v WHERE v.id = ?
"""
_WHY = """
SELECT code, coalesce(evidence ->> 'to', message) FROM issues
WHERE site = :site AND url = :url AND document_id IS NULL AND code IN ('soft-404', 'leads-on') AND since <= :at
  AND {open} ORDER BY id DESC LIMIT 1
"""
_WHY_NOW = _WHY.format(open="resolved_at IS NULL")  # has an index
_WHY_THEN = _WHY.format(open="(resolved_at IS NULL OR resolved_at > :at)")
_BROKEN = """
SELECT url, status, first_bad, max(confirmed_bad), last_fine FROM link_spells
WHERE url IN (SELECT value FROM json_each(:urls)) AND confirmed_bad <= :as_of AND (ended IS NULL OR ended > :as_of)
GROUP BY url
"""
_OTHER = f"""
SELECT d.id, v.number, v.record FROM documents d JOIN versions v ON v.id = {VERSION_THEN.format("d.id")}
WHERE d.id = :id AND {ENDED_THEN.format("at", "d.id")} IS NULL
"""
# Without the + every page of the site would be read for each page that is gone; so the titles are indexed, once.
_ELSEWHERE = f"""
WITH alike AS MATERIALIZED (
  SELECT d.id, d.url AS url, other.url AS other_url, {VERSION_THEN.format("d.id")} AS last,
         {VERSION_THEN.format("other.id")} AS version
  FROM (SELECT DISTINCT document_id FROM changes WHERE kind = 'gone' AND at <= :as_of) ended
  JOIN documents d ON d.id = ended.document_id
  JOIN documents other ON other.title = d.title AND +other.site = d.site AND other.id <> d.id
  WHERE {ENDED_THEN.format("at", "d.id")} IS NOT NULL AND {ENDED_THEN.format("at", "other.id")} IS NULL
)
SELECT url, other_url, total(length(t.text)) AS had, total(CASE WHEN s.text_id IN
  (SELECT text_id FROM version_sections WHERE version_id = version) THEN length(t.text) END) AS has
FROM alike JOIN version_sections s ON s.version_id = last JOIN texts t ON t.id = s.text_id
GROUP BY url, other_url HAVING had >= :enough AND has >= :most * had ORDER BY url, has, other_url DESC
"""
_ENOUGH = 200
"""Characters by which a page is known: many a page without text of its own says the same as others."""
_MOST = 0.8
"""Share of a page's characters by which another one says the same: some sections name their own address."""


class Address(Struct, frozen=True, kw_only=True):
    """One page of the frontier, at a moment.

    Attributes:
        url, site, first_seen: as the frontier has them.
        led_to: where the newest answer came from.
        last_told: the newest look that told something of the page.
        gone_since: since when its page is confirmed gone.
        words_at: of a page that is gone, another one of its site and title that has its sections.
        first_led_to: URL of the first good answer.
        looks: the newest :data:`NEWEST`, oldest first.
        document: the page that lives here, if one does.
        past: versions of it (see :mod:`pipeline.storage.recall`), oldest first; empty while there is only one.
        broken: links of it that are broken.
        others: pages that it names as itself in other languages and that we hold.
    """

    url: str
    site: str
    led_to: str | None
    first_seen: datetime
    last_told: datetime | None
    gone_since: datetime | None
    words_at: str | None
    first_led_to: str | None
    looks: tuple[Look, ...]
    document: Document | None
    past: tuple[Past, ...] = ()
    broken: tuple[BrokenLink, ...] = ()
    others: tuple[OtherLanguage, ...] = ()


class Looks(History):
    """Reads addresses with their looks and their pages."""

    @guarded
    def addresses(self, sites: Collection[str] = (), *, as_of: datetime | None = None) -> Iterator[Address]:
        """Every page of the frontier in ascending order of URL, in memory that does not grow with them; none purged.

        Args:
            sites: only these; none means all.
            as_of: as everything stood then: addresses known, looks taken, versions held, links found broken. Records
                are what today's reader makes of the captures of that time.
        """
        at = bound(as_of)
        values: dict[str, Any] = {
            "all": not sites,
            "sites": as_json(sorted(sites)),
            "page": _PAGE,
            "as_of": at,
            "moved": as_json([] if as_of is None else list(self.moved_since(as_of).items())),
        }
        elsewhere = self._words_elsewhere(at)
        for row in self._pages(_ADDRESSES, "", by=1, **values):
            yield self._address(_Row._make(row), at, elsewhere)

    def _words_elsewhere(self, at: str) -> dict[str, str]:
        """Of pages that are confirmed gone, by their address: a page of their site and title with the same sections.

        The same but for a fifth of the text; of several, the one that has most of it.
        """
        values = {"as_of": at, "enough": _ENOUGH, "most": _MOST}
        return {url: other for url, other, *_ in self._sql.execute(_ELSEWHERE, values)}

    def _address(self, row: _Row, at: str, elsewhere: Mapping[str, str]) -> Address:
        looks = self._looks(row, at)
        document = None
        if row.version_id is not None and row.record is not None:
            document = unpack(row.record, self._texts(row.version_id))
        past = row.document_id is not None and row.number is not None and row.number > 1
        return Address(
            url=row.url,
            site=row.site,
            led_to=self._value(_LED_TO, (row.id, at)) if looks and looks[0].url is None else None,
            first_seen=moment(row.first_seen),
            last_told=self._last_told(row, looks, at),
            gone_since=moment_or_none(row.gone_since),
            words_at=elsewhere.get(row.url),
            first_led_to=self._value(_FIRST, (row.id, at)) if looks else None,
            looks=tuple(reversed(looks)),
            document=document,
            past=self._past(row, at) if past else (),
            broken=() if document is None else tuple(self._broken(document, at)),
            others=() if document is None else tuple(self._others(document, at)),
        )

    def _looks(self, row: _Row, at: str) -> list[Look]:
        """The newest looks, newest first; the last one that brought no page has the reason that still holds."""
        looks = self._all(Look, _LOOKS, (row.document_id, row.id, at, NEWEST))
        place = next((place for place, look in enumerate(looks) if look.result == "unread"), None)
        if place is not None:
            values = {"site": row.site, "url": row.url, "at": at}
            why = self._sql.execute(_WHY_NOW if at == bound(None) else _WHY_THEN, values).fetchone()
            if why is not None:
                looks[place] = structs.replace(looks[place], message=": ".join(why))
        return looks

    def _last_told(self, row: _Row, looks: list[Look], at: str) -> datetime | None:
        """The newest look here that told something, or the newest that saw the page at another address."""
        if looks and looks[0].version is not None:
            return looks[0].at
        told = self._value(_TOLD, (row.id, at)) if looks else None
        return moment_or_none(max(filter(None, (told, row.seen)), default=None))

    def _past(self, row: _Row, at: str) -> tuple[Past, ...]:
        versions, stand = self._versions(row.document_id, row.number)
        undone, again = set(range(1, len(versions))) - stand, repeated(versions)
        return tuple(
            structs.replace(
                self._version(versions[place], at, row.seen, moment(says_so_since(versions, place))),
                undone=place in undone,
                again=place in again,
            )
            for place in recalled(versions, stand)
        )

    def _versions(self, document_id: int | None, number: int | None) -> tuple[list[Row], frozenset[int]]:
        """Versions of a document up to a number, and the places of those whose change stands."""
        versions = in_turn([Row._make(found) for found in self._sql.execute(_VERSIONS, (document_id, number))])
        return versions, standing([version.state for version in versions])

    def _last_without_change(self, document_id: int, number: int) -> datetime | None:
        """The last look before the newest material change that stands."""
        versions, stand = self._versions(document_id, number)
        place = max((place for place in stand if versions[place].grade in MATERIAL), default=0)
        return moment(versions[place - 1].last_seen) if place else None

    def _version(self, version: Row, at: str, seen: str | None, since: datetime) -> Past:
        reader, record, characters = self._sql.execute(_PAST, (version.id,)).fetchone()
        last = version.last_seen
        return Past(
            id=version.id,
            number=version.number,
            first_seen=moment(version.first_seen),
            last_seen=moment(last if last <= at else seen or version.first_seen),
            grade=version.grade,
            reader=reader,
            words=str(version.state),
            since=since,
            characters=characters,
            bare=unpack_bare(record),
        )

    def _broken(self, document: Document, at: str) -> Iterator[BrokenLink]:
        urls = as_json(sorted({link.url for link in document.links}))
        spells = {found[0]: found for found in self._sql.execute(_BROKEN, {"urls": urls, "as_of": at})}
        if not spells:
            return
        headings = {section.id: section.heading for section in document.sections}
        for link in document.links:
            if (spell := spells.get(link.url)) is not None:
                _, status, since, confirmed, fine = spell
                yield BrokenLink(
                    url=link.url,
                    text=link.text,
                    section=headings.get(link.section_id) if link.section_id else None,
                    status=status,
                    since=moment(since),
                    confirmed=moment(confirmed),
                    last_fine=moment_or_none(fine),
                )

    def _others(self, document: Document, at: str) -> Iterator[OtherLanguage]:
        for named in document.alternates:
            row = self._sql.execute(_OTHER, {"id": self._named(named.url), "as_of": at}).fetchone()
            if row is None:
                continue
            document_id, number, record = row
            other = unpack_bare(record)
            if other.page_type != document.page_type:
                continue  # a switch that leads to another kind of page (the home page of the language)
            yield OtherLanguage(
                url=named.url,
                language=other.language or named.language,
                reviewed=other.reviewed.value if other.reviewed else None,
                modified=other.modified.value if other.modified else None,
                changed=self._last_without_change(document_id, number),
            )

    def _named(self, url: str) -> int | None:
        """The document of an address as a page writes it."""
        try:
            return self._document_id(canonicalize(url))
        except InvalidUrl:
            return None


class _Row(NamedTuple):
    """An address, and the page that lives there, with the version it had."""

    id: int
    url: str
    site: str
    first_seen: str
    document_id: int | None
    version_id: int | None
    number: int | None
    record: bytes | None
    gone_since: str | None
    seen: str | None

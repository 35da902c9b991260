"""The frontier: every URL known, its crawl status, and which are due."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import chain, islice
from operator import attrgetter

from pipeline.model.target import Discovered, Target
from pipeline.moments import stamp
from pipeline.storage.connection import bound, guarded
from pipeline.storage.hints import MOVED, Heard, Hints
from pipeline.storage.values import UrlState
from pipeline.storage.waiting import TARGET, UNTRIED, Lane, Waiting
from pipeline.urls import page_key

_CHUNK = 1000

_HINT = f"?9 AND {MOVED.format(new='excluded.lastmod')} AND excluded.next_due < next_due"

_AFTER = "{} < strftime('%Y-%m-%dT%H:%M:%fZ', {}, '-1 day')"
_HALF = "{} < strftime('%Y-%m-%dT%H:%M:%fZ', {}, '-12 hours')"
_READ_WITHOUT = f"""SELECT 1 FROM urls l JOIN fetches f ON f.url_id = l.id
      WHERE l.url = urls.found_on AND l.kind = 'sitemap' AND f.result = 'listed'
      AND {_HALF.format("urls.last_seen", "f.at")}"""
_RESOLVE_LEFT_OUT = f"""
UPDATE issues SET resolved_at = ? WHERE document_id IS NULL AND resolved_at IS NULL AND site = ? AND code = ?
  AND EXISTS (SELECT 1 FROM urls WHERE urls.url = issues.url AND EXISTS ({_READ_WITHOUT}))"""
_LEFT_OUT = f"EXISTS ({_READ_WITHOUT} AND {_HALF.format('f.at', 'excluded.last_seen')})"
_BACK = f"""excluded.found_by IN ('sitemap', 'feed', 'link') AND status = 'gone'
    AND ({_AFTER.format("last_seen", "last_tried")} OR {_LEFT_OUT})
    AND {_HALF.format("last_tried", "excluded.last_seen")} AND excluded.next_due < next_due"""
"""A page that is gone is named again: nobody had named it when it was asked last, or its list has been without it
since, and it was not asked in the same night. A list that is read once a week and never stopped naming it costs a look
more for each that was due anyway, at most. A link names it, too: the page that lists all others may be read first."""

_IS_LIST = "excluded.kind = 'sitemap' AND kind = 'page' AND document_id IS NULL AND next_due IS NOT NULL"
"""What was taken for a page, and never was one, is named as a list: by an index, or as what a site starts from."""

_DISCOVER = f"""
INSERT INTO urls (url, site, host, kind, status, found_by, found_on, first_seen, last_seen, lastmod, next_due,
                  due_reason)
VALUES (?1, ?2, ?3, ?8, 'discovered', ?4, ?5, ?6, ?6, ?7, ?6, 'never-seen')
ON CONFLICT (url) DO UPDATE SET
  last_seen = max(last_seen, excluded.last_seen),
  next_due = CASE WHEN {_HINT} OR {_BACK} OR {_IS_LIST} THEN excluded.next_due ELSE next_due END,
  due_reason = CASE WHEN {_IS_LIST} THEN 'never-seen' WHEN {_HINT} THEN 'lastmod-moved' WHEN {_BACK} THEN 'listed-again'
    ELSE due_reason END,
  found_by = CASE WHEN {_IS_LIST} THEN excluded.found_by ELSE found_by END,
  found_on = CASE WHEN {_IS_LIST} THEN excluded.found_on ELSE found_on END,
  kind = CASE WHEN {_IS_LIST} THEN 'sitemap' ELSE kind END,
  lastmod = coalesce(excluded.lastmod, lastmod)
"""

NEXT_HOST = "SELECT site, host FROM urls WHERE site = ? AND host > ? ORDER BY host LIMIT 1"
NEXT_SITE = "SELECT site, host FROM urls WHERE site > ? ORDER BY site, host LIMIT 1"
"""The next host of a site, and the first of the next site: one step in the index each, however many URLs a host has.
(``(site, host) > (?, ?)`` would say both at once, and SQLite would walk every URL of the host before.)"""

_ROWS_HELD = 8192


def host_with_port(url: str) -> str:
    """Host and port of a canonical URL (its form makes this a cut, not a parse)."""
    return url.split("/", 3)[2]


def _row(found: Discovered, at: str) -> tuple[str | None, ...]:
    host = host_with_port(found.url)
    return found.url, found.site, host, found.found_by, found.found_on, at, found.lastmod, found.kind


class Frontier(Hints):
    """Discovery, what is due, and the state of a URL."""

    @guarded
    def discover(self, found: Iterable[Discovered], *, now: datetime) -> int:
        """Note URLs somebody told us about; the number that were new. Never forgets or demotes one.

        A new URL is due at once. A known one keeps its state; that it was seen again is noted, and a sitemap's
        ``lastmod`` that moved forward makes it due now (reason ``lastmod-moved``). Of a host whose announcements
        turned out wrong (:mod:`pipeline.storage.hints`) a few of the announced pages are, and no more. A page that is
        gone and that a list or a link names again is due now, too (reason ``listed-again``). What is named as a list
        and was known as a page that has no record is a list from then on.
        """
        at = stamp(now)
        heard = Heard()
        with self.batch():
            before = self._value("SELECT coalesce(max(id), 0) FROM urls")
            pages = self._not_purged(found)
            while chunk := list(islice(pages, _CHUNK)):
                rows = [(*_row(d, at), self._believes(d, heard, at)) for d in chunk]
                self._sql.executemany(_DISCOVER, rows)
            self._probe(heard, at)
            return int(self._value("SELECT count(*) FROM urls WHERE id > ?", (before,)))

    @guarded
    def is_left_out(self, url: str) -> bool:
        """Whether the list that named a URL was read without it since, and none has named it for half a day."""
        return bool(self._value(f"SELECT EXISTS ({_READ_WITHOUT}) FROM urls WHERE url = ?", (url,)))

    @guarded
    def resolve_left_out(self, *, site: str, code: str, now: datetime) -> int:
        """Close open issues of this kind of the site's URLs that are left out (:meth:`is_left_out`); how many."""
        with self.batch():
            return self._sql.execute(_RESOLVE_LEFT_OUT, (stamp(now), site, code)).rowcount

    def _not_purged(self, found: Iterable[Discovered]) -> Iterator[Discovered]:
        """Without pages that were removed for good: under another spelling they would come back."""
        any_was = self._value("SELECT EXISTS (SELECT 1 FROM tombstones)")
        return (each for each in found if not was_purged(self._sql, each.url)) if any_was else iter(found)

    @guarded
    def due(
        self,
        *,
        now: datetime,
        sites: Collection[str] | None = None,
        urls: Iterable[str] | None = None,
        limit: int | None = None,
        force: bool = False,
        begun: datetime | None = None,
        late: Iterable[str] = (),
        new: Iterable[Discovered] = (),
    ) -> Iterator[Target]:
        """Stream what is due at ``now``: hosts in turns, the longest overdue of a host first, always in the same order.

        Pages may be saved and URLs discovered while this is being read: URLs discovered with a time up to ``now``
        are handed out too, and none is handed out twice as long as pages are saved with a time not before ``now``.
        Memory stays flat however many URLs there are.

        Args:
            now: the moment that decides.
            sites: only these.
            urls: exactly these (canonical), due or not; unknown ones are left out: discover them first.
            limit: at most so many.
            force: everything that is fetched at all, due or not (reason ``forced``).
            begun: when the run that asks began; what it has asked since then is not due again by its interval alone.
            late: known URLs that shall be taken for due from ``now`` on.
            new: URLs that shall be taken for discovered at ``now``, where they are not known.
        """
        named = urls is not None
        rows: Iterator[Waiting]
        if urls is not None:
            rows = chain(self._named(urls), self._unknown(new, now))
        else:
            rows = self._in_turns(
                now, begun or now, sites, force=force, then=[*self._unknown(new, now), *self._at(now, late)]
            )
        for row in islice(rows, limit):
            reason = "requested" if named else row.reason or "interval"
            if force and not named and row.next_due > stamp(now):
                reason = "forced"
            yield row.target(reason)

    def _named(self, urls: Iterable[str]) -> Iterator[Waiting]:
        for url in urls:
            row = self._sql.execute(TARGET + "WHERE u.url = ?", (url,)).fetchone()
            if row is not None:
                yield Waiting(*row)

    def _at(self, now: datetime, urls: Iterable[str]) -> list[Waiting]:
        """The rows of URLs as they were if all were due at one moment, in the order in which they were due then."""
        known = (row._replace(reason="interval", next_due=stamp(now)) for row in self._named(dict.fromkeys(urls)))
        return sorted(known, key=attrgetter("id"))

    def _unknown(self, found: Iterable[Discovered], now: datetime) -> Iterator[Waiting]:
        """Rows as they were if those that are not known were discovered."""
        for one in self._not_purged(found):
            if self._value("SELECT 1 FROM urls WHERE url = ?", (one.url,)) is None:
                yield Waiting(one.url, one.site, "never-seen", kind=one.kind, next_due=stamp(now))

    def _in_turns(
        self, now: datetime, begun: datetime, sites: Collection[str] | None, *, force: bool, then: list[Waiting]
    ) -> Iterator[Waiting]:
        last: defaultdict[tuple[str, str], list[Waiting]] = defaultdict(list)
        for extra in then:
            last[extra.site, host_with_port(extra.url)].append(extra)
        until = bound(None if force else now)
        lanes: dict[tuple[str, str], Lane] = {}
        found_any = True
        while found_any:
            found_any = False
            for site, host in sorted({*self._hosts(), *last}) if last else self._hosts():
                if (sites is None or site in sites) and (site, host) not in lanes:
                    bounds = {"site": site, "host": host, "until": until, "now": stamp(now), "begun": stamp(begun)}
                    lanes[site, host] = Lane(self._sql, bounds, last.get((site, host), ()))
            page = max(4, _ROWS_HELD // max(1, len(lanes)))
            running = list(lanes.values())
            while running:
                still = []
                for lane in running:
                    row = lane.take(page)
                    if row is not None:
                        found_any = True
                        still.append(lane)
                        yield row
                running = still

    @guarded
    def removed(self, urls: Iterable[str]) -> list[str]:
        """Those of some canonical URLs whose page was removed for good, under whatever spelling."""
        return [url for url in urls if was_purged(self._sql, url)]

    @guarded
    def knows_site(self, site: str) -> bool:
        """Whether any URL of a site is known."""
        return self._value("SELECT 1 FROM urls WHERE site = ? LIMIT 1", (site,)) is not None

    def _hosts(self) -> Iterator[tuple[str, str]]:
        row = ("", "")
        while True:
            following = self._sql.execute(NEXT_HOST, row).fetchone()
            if following is None:
                following = self._sql.execute(NEXT_SITE, row[:1]).fetchone()
            if following is None:
                return
            row = following
            yield row

    @guarded
    def count_due(
        self,
        *,
        now: datetime,
        sites: Collection[str] | None = None,
        begun: datetime | None = None,
        at_most: int | None = None,
    ) -> int:
        """How many URLs :meth:`due` would hand out if nothing changed meanwhile.

        Args:
            now: the moment that decides.
            sites: only these.
            begun: as for :meth:`due`.
            at_most: count no further than this: a million URLs take a third of a second.
        """
        counted = 0
        for site, host in self._hosts():
            if sites is None or site in sites:
                left = -1 if at_most is None else at_most - counted
                counted += self._value(
                    "SELECT count(*) FROM (SELECT 1 FROM urls WHERE site = :site AND host = :host AND next_due <= :now"
                    f" AND {UNTRIED} LIMIT :left)",
                    {"site": site, "host": host, "now": stamp(now), "begun": stamp(begun or now), "left": left},
                )
        return counted

    @guarded
    def url_state(self, url: str) -> UrlState | None:
        """What the frontier knows of a canonical URL."""
        return self._one(UrlState, f"SELECT {', '.join(UrlState.__struct_fields__)} FROM urls WHERE url = ?", (url,))


def was_purged(sql: sqlite3.Connection, url: str) -> bool:
    """Whether the page at an address was removed for good, under this spelling of it or another."""
    return sql.execute("SELECT 1 FROM tombstones WHERE spelling = ? LIMIT 1", (page_key(url),)).fetchone() is not None

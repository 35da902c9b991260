"""Which pages of a site stand: how many are missing or lead away, and when a page is gone for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from pipeline.moments import stamp
from pipeline.storage.connection import guarded
from pipeline.storage.redirects import CONFIRM_GONE_AFTER
from pipeline.storage.versions import Versions
from pipeline.urls import host_of, page_key

# "+" keeps the planner from walking every URL of the site: there is an index of those that have a document
_STAND = "+site = ? AND kind = 'page' AND document_id IS NOT NULL AND status NOT IN ('gone', 'redirected')"
_HELD = f"SELECT url FROM urls WHERE {_STAND}"
_MISSING = f"{_HELD} AND missing_since IS NOT NULL"
_STANDING = f"SELECT count(*), coalesce(sum(missing_since IS NOT NULL), 0) FROM urls WHERE {_STAND}"
_SOME_STANDING = f"SELECT url FROM urls WHERE {_STAND} ORDER BY id * 2654435761 % 4294967291 LIMIT ?"
_STRANGE = """
SELECT count(*), coalesce(sum(u.status IN ('failing', 'redirected', 'out_of_scope')
                              OR (u.status = 'fetched' AND u.capture IS NULL)), 0)
FROM documents d JOIN urls u ON u.url = d.url WHERE d.site = ? AND d.gone_since IS NULL
"""
"""What is read by nobody, or put aside, leaves no capture to hold on to."""
_LED = """
SELECT d.url, u.moved_to FROM documents d JOIN urls u ON u.url = d.url
WHERE d.site = ? AND d.gone_since IS NULL AND u.moved_to IS NOT NULL
"""
_CONFIRMED = """
SELECT u.id, u.url, u.document_id, u.missing_since, u.failure FROM urls u
WHERE +u.site = :site AND u.status = 'failing' AND u.last_tried >= :since
  AND u.missing_since <= strftime('%Y-%m-%dT%H:%M:%f000Z', u.last_tried, :apart)
  AND u.failure IN ('http-404', 'http-410')
"""


class Standing(Versions):
    """The pages of a site that are held and not confirmed gone."""

    @guarded
    def missing_share(self, site: str) -> tuple[int, int]:
        """How many pages of a site are held and not confirmed gone, and how many of them answer 404 or 410 now."""
        held, missing = self._sql.execute(_STANDING, (site,)).fetchone()
        return int(held), int(missing)

    @guarded
    def missing_by_host(self, site: str) -> dict[str, tuple[int, int]]:
        """The same by host, of the hosts of which pages are missing."""
        missing = Counter(host_of(url) for (url,) in self._sql.execute(_MISSING, (site,)))
        if not missing:
            return {}
        held = Counter(host_of(url) for (url,) in self._sql.execute(_HELD, (site,)))
        return {host: (held[host], count) for host, count in missing.items()}

    @guarded
    def strange_share(self, site: str) -> tuple[int, int]:
        """How many pages of a site are held and not confirmed gone, and how many of them did not answer as a page."""
        held, strange = self._sql.execute(_STRANGE, (site,)).fetchone()
        return int(held), int(strange)

    @guarded
    def led_away_share(self, site: str) -> tuple[int, int]:
        """How many pages of a site are held and not confirmed gone, and how many of their addresses lead elsewhere.

        Another spelling of the address is not elsewhere.
        """
        held = self._value("SELECT count(*) FROM documents WHERE site = ? AND gone_since IS NULL", (site,))
        led = self._sql.execute(_LED, (site,))
        return int(held), sum(page_key(url) != page_key(to) for url, to in led)

    @guarded
    def some_standing(self, site: str, at_most: int) -> list[str]:
        """Some pages of a site that are held and not confirmed gone, from all over it; the same ones each time."""
        return [url for (url,) in self._sql.execute(_SOME_STANDING, (site, at_most))]

    @guarded
    def has_pages(self, site: str) -> bool:
        """Whether there is any record of a site that is not confirmed gone."""
        sql = "SELECT EXISTS (SELECT 1 FROM documents WHERE site = ? AND gone_since IS NULL)"
        return bool(self._value(sql, (site,)))

    @guarded
    def standing(self, site: str) -> list[str]:
        """Where every record of a site lives that is not confirmed gone, in order."""
        sql = "SELECT url FROM documents WHERE site = ? AND gone_since IS NULL ORDER BY url"
        return [url for (url,) in self._sql.execute(sql, (site,))]

    @guarded
    def confirm_gone(
        self,
        run_id: str,
        *,
        sites: Collection[str],
        since: datetime,
        now: datetime,
        but_hosts: Collection[str] = (),
    ) -> dict[str, bool]:
        """Make gone what the last look found missing, a day or more after another one did; by URL, whether a page was.

        Of an address where none stood, a dead link or one that its page had left before, nothing is lost.

        Args:
            run_id: the run whose look confirms.
            sites: those whose absence is to be believed.
            since: when the looks began that the run stored: its own, and those of dead runs that it took up.
            now: the moment that decides.
            but_hosts: hosts whose absence is not to be believed.
        """
        gone: dict[str, bool] = {}
        bounds = {"apart": f"-{CONFIRM_GONE_AFTER.total_seconds():.0f} seconds", "since": stamp(since)}
        with self.batch():
            run = self._run_number(run_id)
            for site in sites:
                for url_id, url, document_id, missing, failure in self._sql.execute(
                    _CONFIRMED, {**bounds, "site": site}
                ).fetchall():
                    if but_hosts and host_of(url) in but_hosts:
                        continue
                    self._sql.execute("UPDATE urls SET status = 'gone', due_reason = 'gone' WHERE id = ?", (url_id,))
                    self._sql.execute(
                        "UPDATE fetches SET result = 'gone' WHERE id = (SELECT max(id) FROM fetches WHERE url_id = ?)",
                        (url_id,),
                    )
                    detail = f"{failure} since {missing}"
                    gone[url] = self._make_gone(run, document_id, url, since=missing, at=stamp(now), detail=detail)
        return gone

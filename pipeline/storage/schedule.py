"""Due dates brought to terms with the clock and the configuration, which both may have changed since they were written.

A due date is written when a page has been asked. If the clock was ahead then, or if the interval was a longer one, the
page would wait for a day that nobody means any more, and the runs in between would be good ones that ask nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pipeline.moments import stamp
from pipeline.storage.address_state import UNHELD
from pipeline.storage.connection import guarded, moment
from pipeline.storage.frontier import Frontier

CLOCK_SLACK = timedelta(minutes=10)
"""How far a moment of the past may lie in the future: clocks are set right by seconds every day."""

_AHEAD = "next_due IS NOT NULL AND coalesce(last_tried, first_seen) > :soon"
"""Due or not: what was tried after a run began is not handed out in it. What was found and never tried is due by it."""
_LONGER = """
site = :site AND host = :host AND next_due > :latest AND due_reason = 'interval' AND moved_to IS NULL
  AND last_tried IS NOT NULL
"""
_BY_INTERVAL = "strftime('%Y-%m-%dT%H:%M:%f000Z', last_tried, :usual)"

_SET_BACK = f"""
UPDATE urls SET next_due = :now, last_tried = iif(last_tried IS NULL, NULL, :before),
  last_fetched = min(last_fetched, :before),
  failing_since = min(failing_since, :before), missing_since = min(missing_since, :before)
WHERE {_AHEAD}
"""
_WAITING = (
    "UPDATE urls SET first_seen = min(first_seen, :before), last_seen = :before WHERE last_seen > :soon",
    "UPDATE suspects SET since = :before WHERE since > :soon",
    "UPDATE aliases SET since = :before WHERE since > :soon",
)
"""First looks that a second one has to confirm, a day later or so, and when lists named an address: both would wait for
the day of the wrong clock."""
_SHORTEN = f"UPDATE urls SET next_due = max(:now, {_BY_INTERVAL}) WHERE {_LONGER}"
_LATE = f"SELECT url FROM urls WHERE {_LONGER} AND {_BY_INTERVAL} <= :now"
_NEWEST = """
SELECT max(at) FROM (
  SELECT started_at AS at FROM runs UNION ALL SELECT finished_at FROM runs
  UNION ALL SELECT * FROM (SELECT at FROM fetches ORDER BY id DESC LIMIT 1)
) WHERE at > ?
"""
_WRITTEN_AHEAD = f"SELECT url FROM urls WHERE {_AHEAD}"


ELSEWHERE = "other-host"
"""Why an address is not due: its host is none of its site's, as the site is configured now."""

_LEAVE = """
UPDATE urls SET next_due = NULL, due_reason = :elsewhere WHERE site = :site AND host = :host AND next_due IS NOT NULL
"""
_LEFT = "site = :site AND host = :host AND next_due IS NULL AND due_reason = :elsewhere"
_COME_BACK = f"UPDATE urls SET next_due = :now, due_reason = 'interval' WHERE {_LEFT}"

EXCLUDED = "excluded"
"""Why an address is not due: its site's scope, as it is configured now, leaves it out."""

_EXCLUDE = "UPDATE urls SET next_due = NULL, due_reason = ? WHERE url = ? AND next_due IS NOT NULL"
_WAS_EXCLUDED = "SELECT site, url FROM urls WHERE site = ? AND host = ? AND next_due IS NULL AND due_reason = ?"
_TAKE_IN = "UPDATE urls SET next_due = ?, due_reason = 'interval' WHERE url = ?"

_HAND_OVER = f"""
UPDATE urls SET site = :new, {UNHELD},
  next_due = CASE WHEN next_due IS NOT NULL OR due_reason IN ('{ELSEWHERE}', '{EXCLUDED}') THEN :now END,
  due_reason = CASE WHEN due_reason IN ('{ELSEWHERE}', '{EXCLUDED}') THEN 'interval' ELSE due_reason END
WHERE url = :url AND site = :old
"""
_ITS_ISSUES = "UPDATE issues SET site = :new WHERE site = :old AND url = :url AND document_id IS NULL"

_REFUSED = "SELECT id, url FROM urls WHERE site = ? AND next_due > ? AND due_reason = 'disallowed'"


class Left(NamedTuple):
    """A host that is none of its site's any more: how many addresses of it are not asked, how many since now."""

    site: str
    host: str
    addresses: int
    new: int


class Schedule(Frontier):
    """Due dates that no page asked now would get."""

    @guarded
    def keep_to(
        self, is_at: Callable[[str, str], bool], *, now: datetime, sites: Collection[str]
    ) -> tuple[list[Left], int]:
        """Take addresses out of the schedule whose host is none of their site's, and bring back those whose host is.

        Returns the hosts that are left alone, and how many addresses came back.

        Args:
            is_at: whether a host is one of a site's.
            now: when those are due that come back.
            sites: only these.
        """
        left, back = [], 0
        with self.batch():
            for site, host in tuple(self._hosts()):
                values = {"site": site, "host": host, "now": stamp(now), "elsewhere": ELSEWHERE}
                if site not in sites:
                    continue
                if is_at(site, host):
                    back += self._sql.execute(_COME_BACK, values).rowcount
                    continue
                new = self._sql.execute(_LEAVE, values).rowcount
                counted = f"SELECT count(*) FROM urls WHERE {_LEFT}"
                left.append(Left(site, host, self._sql.execute(counted, values).fetchone()[0], new))
        return left, back

    @guarded
    def coming_back(self, is_at: Callable[[str, str], bool], *, sites: Collection[str]) -> list[str]:
        """The URLs that :meth:`keep_to` would bring back, without doing so."""
        rows = self._sql.execute(
            "SELECT url, site, host FROM urls WHERE next_due IS NULL AND due_reason = ?", (ELSEWHERE,)
        )
        return [url for url, site, host in rows if site in sites and is_at(site, host)]

    @guarded
    def places(self) -> list[tuple[str, str]]:
        """Every site with every host of its addresses."""
        return list(self._hosts())

    @guarded
    def urls_at(self, site: str, host: str) -> list[str]:
        """The addresses of a site at a host, but for those of pages that were removed for good."""
        sql = "SELECT url FROM urls WHERE site = ? AND host = ? AND due_reason IS NOT 'purged'"
        return [url for (url,) in self._sql.execute(sql, (site, host))]

    @guarded
    def hand_over(self, urls: Iterable[str], *, old: str, new: str, now: datetime) -> None:
        """Make addresses those of another site, due at once and asked whole, with the issues that are theirs."""
        with self.batch():
            for url in urls:
                values = {"url": url, "old": old, "new": new, "now": stamp(now)}
                self._sql.execute(_HAND_OVER, values)
                self._sql.execute(_ITS_ISSUES, values)

    @guarded
    def exclude(self, urls: Iterable[str]) -> None:
        """Take addresses out of the schedule that the scope of their site leaves out."""
        with self.batch():
            self._sql.executemany(_EXCLUDE, [(EXCLUDED, url) for url in urls])

    @guarded
    def excluded(self, is_inside: Callable[[str, str], bool], *, sites: Collection[str]) -> list[str]:
        """Addresses that :meth:`exclude` took out and that are inside of their site's scope again."""
        hosts = [(site, host) for site, host in self._hosts() if site in sites]
        rows = (row for host in hosts for row in self._sql.execute(_WAS_EXCLUDED, (*host, EXCLUDED)))
        return [url for site, url in rows if is_inside(site, url)]

    @guarded
    def take_in(self, urls: Iterable[str], *, now: datetime) -> None:
        """Make addresses due that were excluded."""
        with self.batch():
            self._sql.executemany(_TAKE_IN, [(stamp(now), url) for url in urls])

    @guarded
    def readmit(self, site: str, allows: Callable[[str], bool], *, now: datetime) -> int:
        """Make due what robots.txt refused when it was asked for and allows now; the number of URLs."""
        with self.batch():
            refused = self._sql.execute(_REFUSED, (site, stamp(now))).fetchall()
            again = [(stamp(now), number) for number, url in refused if allows(url)]
            self._sql.executemany("UPDATE urls SET next_due = ?, due_reason = 'interval' WHERE id = ?", again)
        return len(again)

    @guarded
    def look_sooner(self, url: str, *, at: datetime) -> None:
        """Let an address be due at a moment, if it is due after that."""
        self._sql.execute("UPDATE urls SET next_due = ?1 WHERE url = ?2 AND next_due > ?1", (stamp(at), url))

    @guarded
    def run_to_come(self, now: datetime) -> datetime | None:
        """When the last run was at work, if that and the looks it took are still to come: one of two clocks is wrong.

        Its end counts like its beginning: a clock may be set in the middle of a run.
        """
        (latest,) = self._sql.execute(_NEWEST, (stamp(now + CLOCK_SLACK),)).fetchone()
        if latest is None or self._sql.execute(f"{_WRITTEN_AHEAD} LIMIT 1", _ahead(now)).fetchone() is None:
            return None
        return moment(latest)

    @guarded
    def set_back(self, *, now: datetime) -> int:
        """Make due what was asked by a clock that was ahead; the number of URLs. Looks only where a run was, too."""
        if self.run_to_come(now) is None:
            return 0
        with self.batch():
            moved = self._sql.execute(_SET_BACK, _ahead(now)).rowcount
            for statement in _WAITING:
                self._sql.execute(statement, _ahead(now))
            return moved

    @guarded
    def shorten(self, *, now: datetime, usual: Callable[[str], timedelta], spread: float) -> int:
        """Bring what waits for longer than its site's interval to that interval; the number of URLs.

        Args:
            now: the moment that decides.
            usual: the interval of a site.
            spread: share of it that a page's own may be longer.
        """
        with self.batch():
            return sum(self._sql.execute(_SHORTEN, each).rowcount for each in self._waits(now, usual, spread))

    @guarded
    def late(self, *, now: datetime, usual: Callable[[str], timedelta], spread: float) -> list[str]:
        """The URLs that :meth:`set_back` and :meth:`shorten` would make due at once, without making them so."""
        ahead = self._sql.execute(_WRITTEN_AHEAD, _ahead(now)).fetchall() if self.run_to_come(now) else []
        late = [row for each in self._waits(now, usual, spread) for row in self._sql.execute(_LATE, each)]
        return [url for (url,) in (*ahead, *late)]

    def _waits(self, now: datetime, usual: Callable[[str], timedelta], spread: float) -> Iterator[dict[str, Any]]:
        for site, host in tuple(self._hosts()):
            interval = usual(site)
            latest = stamp(now + interval * (1 + spread))
            seconds = f"+{interval.total_seconds():.3f} seconds"
            yield {"site": site, "host": host, "now": stamp(now), "latest": latest, "usual": seconds}


def _ahead(now: datetime) -> dict[str, str]:
    # before now: what has been tried at this moment is not handed out
    return {"now": stamp(now), "soon": stamp(now + CLOCK_SLACK), "before": stamp(now - timedelta(seconds=1))}

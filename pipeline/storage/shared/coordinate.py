"""What the one process that writes the records does to a shared frontier: puts pages in, takes reports out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from pipeline.errors import RunLocked
from pipeline.storage.shared.lease import Leases

_HELD_BY = "SELECT coordinator FROM crawl_state WHERE one = 1 AND until > {now} {for_update}"
_OPEN = """
INSERT INTO crawl_state (one, id, coordinator, until, closed) VALUES (1, :id, :coordinator, {now} + :ttl, 0)
ON CONFLICT (one) DO UPDATE SET
  id = excluded.id, coordinator = excluded.coordinator, until = excluded.until, closed = 0
"""
_PRESENT = "UPDATE crawl_state SET until = {now} + :ttl WHERE id = :id"
_CLOSE = "UPDATE crawl_state SET closed = 1 WHERE id = :id"
_GONE = "UPDATE crawl_state SET closed = 1, until = 0 WHERE id = :id"
_ADD = "INSERT INTO crawl_urls (url, host, work) VALUES (:url, :host, :work) ON CONFLICT (url) DO NOTHING"
_HOST = """
INSERT INTO crawl_hosts (name, open_at, left_at, gap, idle) VALUES (:name, {now} + :wait, 0, :gap, :idle)
ON CONFLICT (name) DO UPDATE SET
  idle = CASE WHEN excluded.idle = 0 THEN 0 ELSE crawl_hosts.idle END,
  gap = CASE WHEN crawl_hosts.owner IS NULL THEN excluded.gap ELSE crawl_hosts.gap END,
  open_at = CASE WHEN excluded.open_at > crawl_hosts.open_at THEN excluded.open_at ELSE crawl_hosts.open_at END
"""
_REPORTS = "SELECT id, url, report FROM crawl_urls WHERE report IS NOT NULL AND id > :after ORDER BY id LIMIT :many"
_SETTLED = "DELETE FROM crawl_urls WHERE id = :id"
_WAITING = """
SELECT count(*), min(h.open_at) - {now}, sum(CASE WHEN h.owner IS NOT NULL AND h.left_at > {now} THEN 1 ELSE 0 END)
FROM (SELECT DISTINCT host FROM crawl_urls WHERE report IS NULL) u JOIN crawl_hosts h ON h.name = u.host
"""
_HANDS = """
SELECT owner FROM crawl_hosts h WHERE owner IS NOT NULL AND left_at > {now}
AND EXISTS (SELECT 1 FROM crawl_urls u WHERE u.host = h.name AND u.report IS NULL)
"""
_URLS = "SELECT url FROM crawl_urls"
_WITHDRAW = """
DELETE FROM crawl_urls WHERE report IS NULL AND (:host = '' OR host = :host) AND (tries = 0
OR host NOT IN (SELECT name FROM crawl_hosts WHERE owner IS NOT NULL AND left_at > {now}))
"""
_NEWS = "SELECT origin, snapshot FROM crawl_robots WHERE news = 1"
_NO_NEWS = "UPDATE crawl_robots SET news = 0 WHERE origin = :origin AND snapshot = :snapshot"
_KNOWN = """
INSERT INTO crawl_robots (origin, snapshot, news) VALUES (:origin, :snapshot, 0)
ON CONFLICT (origin) DO UPDATE SET snapshot = excluded.snapshot WHERE crawl_robots.news = 0
"""
_STINTS = "SELECT owner, receipts FROM crawl_stints ORDER BY owner"
_PACE = "SELECT name, left_at - {now}, open_at - {now} FROM crawl_hosts WHERE left_at > 0"


class Page(Struct, frozen=True, kw_only=True):
    """A page to be asked by whoever has its host.

    Attributes:
        url: canonical.
        host: name without port, as leases name it.
        work: what to ask; opaque here.
    """

    url: str
    host: str
    work: str


class HostPace(Struct, frozen=True, kw_only=True):
    """How a host (or address) may be asked: seconds from now on, then with ``gap`` seconds between requests."""

    name: str
    wait: float
    gap: float


class Standing(Struct, frozen=True):
    """Hosts that have pages left, seconds until the first of them opens, and how many are in somebody's hands."""

    hosts: int
    opens_in: float | None
    in_hand: int


class LeftAt(Struct, frozen=True):
    """A host (or address): seconds until it is certainly left alone (below 0: since), and until it is open."""

    name: str
    left: float
    opens: float


class SharedFrontier(Leases):
    """A shared frontier in the hands of a crawl's coordinator."""

    def begin(self, crawl: str, coordinator: str, *, ttl: float) -> None:
        """Open a crawl; pages and reports of an earlier one stay.

        Args:
            crawl: id of the run.
            coordinator: names the database that is written; one that was killed is succeeded at once by its own kind.
            ttl: seconds without :meth:`present` after which workers take the coordinator for gone.

        Raises:
            RunLocked: another database's coordinator is at work on this frontier.
        """
        with self._db.transaction():
            held = self._db.run(_HELD_BY)
            if held and held[0][0] != coordinator:
                raise RunLocked(
                    f"the shared frontier is in use by the coordinator of {held[0][0]}",
                    mend="wait for it to finish, or give this crawl a frontier of its own",
                )
            self._db.run(_OPEN, {"id": crawl, "coordinator": coordinator, "ttl": ttl})

    def present(self, crawl: str, *, ttl: float) -> None:
        """The coordinator lives."""
        with self._db.transaction():
            self._db.run(_PRESENT, {"id": crawl, "ttl": ttl})

    def close_crawl(self, crawl: str) -> None:
        """Hand nothing out any more; reports are still taken."""
        with self._db.transaction():
            self._db.run(_CLOSE, {"id": crawl})

    def end(self, crawl: str) -> None:
        """Forget the crawl's receipts, keep what is known of hosts, and reports that could not be stored yet."""
        with self._db.transaction():
            self._db.run(_GONE, {"id": crawl})
            self._db.run("DELETE FROM crawl_urls WHERE report IS NULL")
            self._db.run("DELETE FROM crawl_stints")

    def add(self, pages: Iterable[Page], hosts: Iterable[HostPace]) -> None:
        """Put pages in (a page that is there stays as it is) and open their hosts, at the earliest after their wait."""
        with self._db.transaction():
            for page in pages:
                self._db.run(_ADD, {"url": page.url, "host": page.host, "work": page.work})
            # after their pages and in the order of their names: a worker that found no page waits for nobody
            for host in sorted(hosts, key=lambda one: one.name):
                self._db.run(_HOST, {"name": host.name, "wait": host.wait, "gap": host.gap, "idle": 0})

    def remember(self, paces: Iterable[HostPace], robots: Iterable[tuple[str, str]]) -> None:
        """What is known of hosts and addresses before the crawl: when they were last asked, their robots.txt."""
        with self._db.transaction():
            for one in sorted(paces, key=lambda pace: pace.name):
                self._db.run(_HOST, {"name": one.name, "wait": one.wait, "gap": one.gap, "idle": 1})
            for origin, snapshot in robots:
                self._db.run(_KNOWN, {"origin": origin, "snapshot": snapshot})

    def reports(self, *, after: int = 0, many: int = 64) -> list[tuple[int, str, str]]:
        """Reports that stand in the frontier, by row: row, URL, report."""
        with self._db.look():
            return [(row[0], row[1], row[2]) for row in self._db.run(_REPORTS, {"after": after, "many": many})]

    def settle(self, rows: Iterable[int], robots: Iterable[tuple[str, str]]) -> None:
        """These reports and snapshots stand in the database now."""
        with self._db.transaction():
            for row in rows:
                self._db.run(_SETTLED, {"id": row})
            for origin, snapshot in robots:
                self._db.run(_NO_NEWS, {"origin": origin, "snapshot": snapshot})

    def robots_news(self) -> list[tuple[str, str]]:
        """Snapshots of robots.txt that workers have read and nobody has stored."""
        with self._db.look():
            return [(row[0], row[1]) for row in self._db.run(_NEWS)]

    def standing(self) -> Standing:
        """What is left to ask."""
        with self._db.look():
            hosts, opens, held = self._db.run(_WAITING)[0]
        return Standing(int(hosts), opens, int(held or 0))

    def urls(self) -> list[str]:
        """Every page that is in the frontier, reported or not."""
        with self._db.look():
            return [row[0] for row in self._db.run(_URLS)]

    def hands(self) -> dict[str, int]:
        """How many hosts with pages left each worker holds, by its name."""
        held: Counter[str] = Counter()
        with self._db.look():
            held.update(row[0].partition("/")[0] for row in self._db.run(_HANDS))
        return dict(held)

    def withdraw(self, host: str = "") -> None:
        """Take out the pages of a host, or all, that nobody is asking now."""
        with self._db.transaction():
            self._db.run(_WITHDRAW, {"host": host})

    def stints(self) -> Sequence[tuple[str, str]]:
        """The receipts of every stint of the crawl, by owner."""
        with self._db.look():
            return [(row[0], row[1]) for row in self._db.run(_STINTS)]

    def paces(self) -> list[LeftAt]:
        """When hosts and addresses were last asked."""
        with self._db.look():
            return [LeftAt(name, float(left), float(opens)) for name, left, opens in self._db.run(_PACE)]

"""The lease transactions: what keeps a host to one worker at a time, and its gap whatever happens to that worker.

The owner's name is the fencing token: it is made anew for every claim, and every statement of an owner demands that
the host is still its own and the lease has not run out. docs/adr/0007-leases.md has the argument.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Self

from msgspec import Struct

from pipeline.errors import LeaseLost
from pipeline.storage.shared.dialect import Database, Row, connect
from pipeline.storage.shared.tables import SCHEMA

_STATE = "SELECT id FROM crawl_state WHERE one = 1 AND closed = 0 AND until > {now}"
_OPEN_HOST = """
SELECT name, {now} - left_at, backoff FROM crawl_hosts
WHERE idle = 0 AND open_at <= {now} ORDER BY open_at, name LIMIT 1 {skip_locked}
"""
_NEXT_OPEN = "SELECT min(open_at) - {now} FROM crawl_hosts WHERE idle = 0"
_NEXT_URL = "SELECT id, work, tries FROM crawl_urls WHERE host = :host AND report IS NULL ORDER BY tries, id LIMIT 1"
_TRY = "UPDATE crawl_urls SET tries = tries + 1 WHERE id = :id"
_TAKE = """
UPDATE crawl_hosts SET owner = :owner, left_at = {now} + :ttl, open_at = {now} + :ttl + gap WHERE name = :name
"""
_IDLE = "UPDATE crawl_hosts SET idle = 1 WHERE name = :name"
_MINE = "SELECT name, left_at > {now} FROM crawl_hosts WHERE owner = :owner ORDER BY name {for_update}"
_RENEW = """
UPDATE crawl_hosts SET left_at = {now} + :ttl, open_at = {now} + :ttl + gap WHERE owner = :owner AND left_at > {now}
"""
_HOLD = """
UPDATE crawl_hosts SET owner = :owner, gap = :gap, left_at = {now} + :ttl, open_at = {now} + :ttl + :gap
WHERE name = :name
"""
_ADDRESS = """
INSERT INTO crawl_hosts (name, open_at, left_at, gap, idle) VALUES (:name, 0, 0, :gap, 1) ON CONFLICT (name) DO NOTHING
"""
_RELEASE = """
UPDATE crawl_hosts SET owner = NULL, left_at = {now}, open_at = {now} + :wait, backoff = :backoff
WHERE name = :name AND owner = :owner
"""
_REPORT = "UPDATE crawl_urls SET report = :report WHERE id = :id AND report IS NULL"
_UNTRY = "UPDATE crawl_urls SET tries = tries - 1 WHERE id = :id"
_ROBOTS_OF = "SELECT snapshot FROM crawl_robots WHERE origin = :origin"
_ROBOTS = """
INSERT INTO crawl_robots (origin, snapshot, news) VALUES (:origin, :snapshot, 1)
ON CONFLICT (origin) DO UPDATE SET snapshot = excluded.snapshot, news = 1
"""
_STINT = """
INSERT INTO crawl_stints (owner, receipts) VALUES (:owner, :receipts)
ON CONFLICT (owner) DO UPDATE SET receipts = excluded.receipts
"""


class Work(Struct, frozen=True):
    """A page to ask: its row, what to ask (opaque here), and how often it was handed out before."""

    id: int
    work: str
    tries: int


class Claim(Struct, frozen=True, kw_only=True):
    """A host of one's own for a while.

    Attributes:
        crawl: the crawl it belongs to.
        owner: the fencing token.
        host: whose pages may be asked.
        first: the page to begin with.
        silent: seconds for which the host had certainly been left alone.
        backoff: seconds it was backed off by when it was last asked.
    """

    crawl: str
    owner: str
    host: str
    first: Work
    silent: float
    backoff: float


class Wait(Struct, frozen=True):
    """Nothing is open now; ``seconds`` until something may be, ``None`` when nothing is left to ask."""

    seconds: float | None


class Over(Struct, frozen=True):
    """There is no crawl, or it is closed, or its coordinator has gone."""


class Held(Struct, frozen=True):
    """The names are held; ``silent`` has, of those just taken, how long they had certainly been left alone."""

    silent: dict[str, float]


class Busy(Struct, frozen=True):
    """Another worker has one of the names; it opens in so many seconds at the earliest."""

    seconds: float


class Completed(Struct, frozen=True):
    """The next page, if there is one, and the names that are held for another lease."""

    following: Work | None
    held: tuple[str, ...]


class Resting(Struct, frozen=True):
    """How a host is left: seconds until it may be asked again, and the back-off it is left with."""

    wait: float
    backoff: float = 0.0


class Leases:
    """What a worker does to a shared frontier. Each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    @classmethod
    def open(cls, address: str) -> Self:
        """The frontier at ``postgresql://...`` or in an SQLite file; made when it is not there.

        Raises:
            StorageError, FrontierUnavailable, UsageError: it cannot be opened.
        """
        database = connect(address)
        try:
            database.set_up(SCHEMA)
        except BaseException:
            database.close()
            raise
        return cls(database)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database; leases run out by themselves."""
        self._db.close()

    def claim(self, owner: str, *, ttl: float) -> Claim | Wait | Over:
        """Close the host that has been open longest, and take its next page.

        Args:
            owner: a name never used before.
            ttl: seconds until the lease runs out.
        """
        with self._db.transaction():
            state = self._db.run(_STATE)
            if not state:
                return Over()
            while found := self._db.run(_OPEN_HOST):
                host, silent, backoff = found[0]
                first = self._next(host)
                if first is None:
                    self._db.run(_IDLE, {"name": host})
                    continue
                self._db.run(_TAKE, {"owner": owner, "ttl": ttl, "name": host})
                return Claim(
                    crawl=state[0][0], owner=owner, host=host, first=first, silent=float(silent), backoff=backoff
                )
            return Wait(self._db.run(_NEXT_OPEN)[0][0])

    def renew(self, owner: str, *, ttl: float) -> tuple[str, ...]:
        """Hold everything the owner holds for another ``ttl`` seconds; the names, none when it has lost them."""
        with self._db.transaction():
            mine = [name for name, valid in self._db.run(_MINE, {"owner": owner}) if valid]
            if mine:
                self._db.run(_RENEW, {"owner": owner, "ttl": ttl})
            return tuple(mine)

    def hold(self, owner: str, host: str, names: Collection[str], *, gap: float, ttl: float) -> Held | Busy:
        """Hold ``names`` (hosts, addresses), all or none, before a request goes to them.

        Args:
            owner: of the claim.
            host: the claim's; it must still be the owner's.
            names: what the request touches.
            gap: seconds that must lie between requests, from now on.
            ttl: seconds until the lease runs out.

        Raises:
            LeaseLost: the claim is no longer the owner's.
        """
        every = sorted(names)
        with self._db.transaction():
            for name in every:
                self._db.run(_ADDRESS, {"name": name, "gap": gap})
            rows = self._standing({*every, host})
            mine = {name for name, holder, _, left in rows if holder == owner and left > 0}
            if host not in mine:
                raise LeaseLost(f"{host} is no longer {owner}'s")
            others = [row for row in rows if row[0] in names and row[0] not in mine]
            wait = max((opens for _, _, opens, _ in others), default=0.0)
            if wait > 0:
                return Busy(wait)
            for name in every:
                self._db.run(_HOLD, {"owner": owner, "gap": gap, "ttl": ttl, "name": name})
            return Held({name: -left for name, _, _, left in others})

    def complete(
        self,
        claim: Claim,
        page: int,
        report: str,
        *,
        robots: Iterable[tuple[str, str]] = (),
        receipts: str,
        resting: Mapping[str, Resting],
        ttl: float,
        more: bool,
    ) -> Completed:
        """Store what came of a page, and take the next one of the host or re-open it: one transaction, or nothing.

        Args:
            claim: the owner's.
            page: row of the page.
            report: what came of it.
            robots: snapshots read meanwhile, by origin.
            receipts: of the whole stint so far.
            resting: by name, how it is left if it is left.
            ttl: seconds until the renewed lease runs out.
            more: whether another page of the host is wanted.

        Raises:
            LeaseLost: the host is not the owner's any more; nothing is stored.
        """
        with self._db.transaction():
            mine = self._must_own(claim)
            self._db.run(_REPORT, {"report": report, "id": page})
            self._note_robots(robots)
            self._db.run(_STINT, {"owner": claim.owner, "receipts": receipts})
            following = self._next(claim.host) if more else None
            if following is None:
                self._release(claim, mine, resting)
                return Completed(None, ())
            self._db.run(_RENEW, {"owner": claim.owner, "ttl": ttl})
            return Completed(following, tuple(name for name, valid in mine if valid))

    def put_back(
        self,
        claim: Claim,
        page: int,
        *,
        robots: Iterable[tuple[str, str]] = (),
        receipts: str | None,
        resting: Mapping[str, Resting],
    ) -> None:
        """Leave a page as it was, due, and re-open its host.

        Raises:
            LeaseLost: the host is not the owner's any more; whoever has it now has the page.
        """
        with self._db.transaction():
            mine = self._must_own(claim)
            self._db.run(_UNTRY, {"id": page})
            self._note_robots(robots)
            if receipts is not None:
                self._db.run(_STINT, {"owner": claim.owner, "receipts": receipts})
            self._release(claim, mine, resting)

    def robots(self, origin: str) -> str | None:
        """The newest snapshot of an origin's robots.txt that any worker has read."""
        with self._db.look():
            rows = self._db.run(_ROBOTS_OF, {"origin": origin})
        return rows[0][0] if rows else None

    def _note_robots(self, robots: Iterable[tuple[str, str]]) -> None:
        for origin, snapshot in robots:
            self._db.run(_ROBOTS, {"origin": origin, "snapshot": snapshot})

    def _next(self, host: str) -> Work | None:
        rows = self._db.run(_NEXT_URL, {"host": host})
        if not rows:
            return None
        page = Work(*rows[0])
        self._db.run(_TRY, {"id": page.id})
        return page

    def _must_own(self, claim: Claim) -> list[Row]:
        """The names the owner has and whether they are valid.

        Locked in the order of their names, so that no two transactions wait for each other.
        """
        rows = self._db.run(_MINE, {"owner": claim.owner})
        if (claim.host, True) not in [(name, bool(valid)) for name, valid in rows]:
            raise LeaseLost(f"{claim.host} is no longer {claim.owner}'s")
        return rows

    def _release(self, claim: Claim, mine: Iterable[Row], resting: Mapping[str, Resting]) -> None:
        usual = resting[claim.host]
        for name, _ in mine:
            rest = resting.get(name, usual)
            self._db.run(_RELEASE, {"owner": claim.owner, "name": name, "wait": rest.wait, "backoff": rest.backoff})

    def _standing(self, names: Collection[str]) -> list[Row]:
        """Name, owner, seconds until it opens, seconds until it is certainly left alone; locked in their order."""
        values = {f"name{n}": name for n, name in enumerate(sorted(names))}
        places = ", ".join(f":{key}" for key in values)
        return self._db.run(
            f"SELECT name, owner, open_at - {{now}}, left_at - {{now}} FROM crawl_hosts WHERE name IN ({places})"
            " ORDER BY name {for_update}",
            values,
        )

"""What politeness must remember over a restart: robots.txt, when hosts were asked, and the receipts of each run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec
from msgspec import Struct, structs

from pipeline.model.capture import ArchiveRef
from pipeline.model.courtesy import HostReceipt, PaceEntry, RobotsSnapshot
from pipeline.moments import stamp
from pipeline.storage.connection import guarded
from pipeline.storage.rows import read_row, read_rows
from pipeline.storage.session import Session

_ROBOTS = ", ".join(RobotsSnapshot.__struct_fields__)


class HonestyCount(Struct, kw_only=True):
    """What a host's words were worth in one run.

    Attributes:
        full_checks: pages asked without validators.
        missed_changes: changes that a 304 had hidden before.
        hints: pages asked because their date in a sitemap had moved.
        true_hints: of these, pages that had changed.
    """

    full_checks: int = 0
    missed_changes: int = 0
    hints: int = 0
    true_hints: int = 0


class ReceiptRow(Struct, frozen=True, kw_only=True):
    """A stored receipt: what a run did to a host, and the rest as :class:`HonestyCount`."""

    run_id: str
    receipt: HostReceipt
    full_checks: int
    missed_changes: int
    hints: int = 0
    true_hints: int = 0


class Courtesy(Session):
    """How hosts may be asked, when they were, and what each run did to them."""

    @guarded
    def save_robots(self, snapshot: RobotsSnapshot) -> None:
        """Keep the robots.txt that decides from now on; older ones stay as evidence of what was obeyed when."""
        values = structs.asdict(snapshot)
        values["fetched_at"], values["expires_at"] = stamp(snapshot.fetched_at), stamp(snapshot.expires_at)
        values["sitemaps"] = msgspec.json.encode(snapshot.sitemaps).decode()
        with self.batch():
            self._sql.execute(
                f"INSERT INTO robots ({_ROBOTS}) VALUES ({', '.join(f':{name}' for name in values)})"
                " ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at, failures = excluded.failures",
                values,
            )

    @guarded
    def robots(self, origin: str) -> RobotsSnapshot | None:
        """The newest robots.txt of an origin (``scheme://host[:port]``), expired or not."""
        newest = f"SELECT {_ROBOTS} FROM robots WHERE origin = ? ORDER BY fetched_at DESC, rowid DESC LIMIT 1"
        return self._one(RobotsSnapshot, newest, (origin,))

    @guarded
    def robots_texts(self) -> Iterator[tuple[str, str, ArchiveRef]]:
        """The rules that were read, by origin, each with the place of the answer that they were read from."""
        asked = (
            "SELECT DISTINCT r.origin, r.text, c.file, c.offset, c.length FROM robots r JOIN captures c"
            " ON c.id = r.capture_id WHERE r.verdict = 'rules' AND c.file IS NOT NULL ORDER BY c.file, c.offset"
        )
        for origin, text, file, offset, length in self._sql.execute(asked):
            yield origin, text, ArchiveRef(file=file, offset=offset, length=length)

    @guarded
    def robots_snapshots(self, *, now: datetime) -> tuple[RobotsSnapshot, ...]:
        """The newest robots.txt of every origin as known at ``now``; expired ones too: they can be revalidated."""
        known = (
            f"SELECT {_ROBOTS} FROM robots AS r WHERE rowid = (SELECT rowid FROM robots WHERE origin = r.origin"
            " AND fetched_at <= ? ORDER BY fetched_at DESC, rowid DESC LIMIT 1) ORDER BY origin"
        )
        return tuple(self._all(RobotsSnapshot, known, (stamp(now),)))

    @guarded
    def robots_changed(self, *, since: datetime) -> tuple[RobotsSnapshot, ...]:
        """The robots.txt read since a moment that say otherwise than those before them, in order."""
        before = "FROM robots WHERE origin = r.origin AND rowid < r.rowid ORDER BY rowid DESC LIMIT 1"
        others = (
            f"SELECT {_ROBOTS} FROM robots AS r WHERE fetched_at >= ? AND (SELECT verdict || text {before})"
            " != verdict || text ORDER BY rowid"
        )
        return tuple(self._all(RobotsSnapshot, others, (stamp(since),)))

    @guarded
    def save_pace(self, ledger: Iterable[PaceEntry]) -> None:
        """Note when hosts were last asked; replaces what was noted of the same hosts."""
        rows = [(e.key, stamp(e.last_at), None if e.hold_until is None else stamp(e.hold_until)) for e in ledger]
        with self.batch():
            self._sql.executemany(
                "INSERT INTO hosts (key, last_at, hold_until) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
                " last_at = excluded.last_at, hold_until = excluded.hold_until",
                rows,
            )

    @guarded
    def load_pace(self) -> tuple[PaceEntry, ...]:
        """When each host was last asked; what keeps the gap over a restart."""
        return tuple(self._all(PaceEntry, "SELECT key, last_at, hold_until, 0.0 FROM hosts ORDER BY key"))

    @guarded
    def save_receipts(self, run_id: str, receipts: Iterable[HostReceipt], honesty: Mapping[str, HonestyCount]) -> None:
        """Store what a run did to each host; a second call for a host replaces the first."""
        known = ((receipt, honesty.get(receipt.host, HonestyCount())) for receipt in receipts)
        with self.batch():
            run = self._run_number(run_id)
            self._sql.executemany(
                "INSERT OR REPLACE INTO receipts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [(run, *structs.astuple(receipt), *structs.astuple(counted)) for receipt, counted in known],
            )

    @guarded
    def receipts(self, *, limit: int = 100) -> list[ReceiptRow]:
        """Stored receipts, those of the newest run first."""
        rows = self._sql.execute(
            "SELECT r.id, p.host, p.requests, p.bytes, p.refusals, p.smallest_gap, p.median_gap, p.robots_id,"
            " p.full_checks, p.missed_changes, p.hints, p.true_hints FROM receipts p JOIN runs r ON r.number = p.run"
            " ORDER BY p.run DESC, p.host LIMIT ?",
            (limit,),
        )
        return list(read_rows(ReceiptRow, ((row[0], read_row(HostReceipt, row[1:8]), *row[8:]) for row in rows)))

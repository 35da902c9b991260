"""What a run did to each host, and what the host's words were worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from pipeline.model.courtesy import HostReceipt
from pipeline.storage.connection import guarded
from pipeline.storage.session import Session


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


class Receipts(Session):
    """A receipt for every host that a run asked."""

    @guarded
    def save_receipts(
        self, run_id: str, receipts: Iterable[HostReceipt], honesty: Mapping[str, HonestyCount] | None = None
    ) -> None:
        """Store what a run did to each host; a second call for a host replaces the first."""
        honesty = honesty or {}
        known = ((receipt, honesty.get(receipt.host, HonestyCount())) for receipt in receipts)
        with self.batch():
            run = self._run_number(run_id)
            self._sql.executemany(
                "INSERT OR REPLACE INTO receipts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        run,
                        receipt.host,
                        receipt.requests,
                        receipt.bytes,
                        receipt.refusals,
                        receipt.smallest_gap,
                        receipt.median_gap,
                        receipt.robots_id,
                        counted.full_checks,
                        counted.missed_changes,
                        counted.hints,
                        counted.true_hints,
                    )
                    for receipt, counted in known
                ],
            )

    @guarded
    def receipts(self, *, run_id: str | None = None, host: str | None = None, limit: int = 100) -> list[ReceiptRow]:
        """Stored receipts, those of the newest run first."""
        rows = self._sql.execute(
            "SELECT r.id, p.host, p.requests, p.bytes, p.refusals, p.smallest_gap, p.median_gap, p.robots_id,"
            " p.full_checks, p.missed_changes, p.hints, p.true_hints FROM receipts p JOIN runs r ON r.number = p.run"
            " WHERE (?1 IS NULL OR r.id = ?1) AND (?2 IS NULL OR p.host = ?2) ORDER BY p.run DESC, p.host LIMIT ?3",
            (run_id, host, limit),
        )
        names = HostReceipt.__struct_fields__
        return [
            ReceiptRow(
                run_id=row[0],
                receipt=HostReceipt(**dict(zip(names, row[1:8], strict=True))),
                full_checks=row[8],
                missed_changes=row[9],
                hints=row[10],
                true_hints=row[11],
            )
            for row in rows
        ]

"""A ledger of turns that all workers share, so that together they never ask too often.

A turn is taken in one transaction, and what is written is when the *next* one may be: a worker that dies, hangs, or is
given up and runs on can waste a turn, never take a second one.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pipeline.storage.connection import BUSY_TIMEOUT_MS, immediate, translated

_NOW: Final = "((julianday('now') - 2440587.5) * 86400.0)"
_TABLE: Final = "CREATE TABLE IF NOT EXISTS turns (name TEXT PRIMARY KEY, next DOUBLE PRECISION NOT NULL)"
_TAKE: Final = """
INSERT INTO turns (name, next) VALUES (:name, {now} + :gap)
ON CONFLICT (name) DO UPDATE SET next = CASE WHEN turns.next > {now} THEN turns.next ELSE {now} END + :gap
RETURNING next - :gap - {now}
"""
_HOLD: Final = """
INSERT INTO turns (name, next) VALUES (:name, {now} + :wait)
ON CONFLICT (name) DO UPDATE SET next = CASE WHEN turns.next > excluded.next THEN turns.next ELSE excluded.next END
"""


class RequestLedger:
    """Turns of one name, a gap apart, for every process that opens the same ledger.

    Args:
        path: of an SQLite file on this machine, made if it is not there.
        gap: seconds between two turns.
        name: what is asked; turns of different names have nothing to do with each other.

    Raises:
        StorageError: the file cannot be opened.
    """

    def __init__(self, path: Path, *, gap: float, name: str = "range-requests") -> None:
        self._path = path
        self._gap = gap
        self._name = name
        path.parent.mkdir(parents=True, exist_ok=True)
        with translated(path):
            self._sql = sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000)
            self._sql.execute("PRAGMA journal_mode=WAL")
            self._sql.execute("PRAGMA synchronous=OFF")  # after a power cut nobody is asking
            self._sql.execute(_TABLE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        self._sql.close()

    def turn(self) -> float:
        """Takes the next turn; seconds until it comes, by the ledger's clock.

        Raises:
            StorageError: the ledger cannot be written.
        """
        with translated(self._path), immediate(self._sql):
            ((wait,),) = self._sql.execute(_TAKE.format(now=_NOW), {"name": self._name, "gap": self._gap}).fetchall()
        return max(0.0, float(wait))

    def hold(self, seconds: float) -> None:
        """Nobody gets a turn for so many seconds.

        Raises:
            StorageError: the ledger cannot be written.
        """
        with translated(self._path), immediate(self._sql):
            self._sql.execute(_HOLD.format(now=_NOW), {"name": self._name, "wait": seconds})

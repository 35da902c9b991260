"""A ledger of turns that all workers share, so that together they never ask too often.

A turn is taken in one transaction, and what is written is when the *next* one may be: a worker that dies, hangs, or is
given up and runs on can waste a turn, never take a second one.
"""

from __future__ import annotations

from typing import Final, Self

from pipeline.errors import StorageError
from pipeline.storage.shared.dialect import Database, connect

_NAME: Final = "range-requests"
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
    """Turns a gap apart, for every process that opens the same ledger.

    Args:
        address: path of an SQLite file on this machine, made if it is not there; or ``postgresql://...``, for the
            workers of several machines, whose clock is then the server's.
        gap: seconds between two turns.

    Raises:
        StorageError: the file cannot be opened.
        FrontierUnavailable: the server does not answer.
        UsageError: PostgreSQL is asked for and its driver is not installed.
    """

    def __init__(self, address: str, *, gap: float) -> None:
        self._gap = gap
        self._db = connect(address)
        try:
            _set_up(self._db)
        except StorageError:  # on PostgreSQL two that make a table at once may fail; by now it is there
            _set_up(self._db)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the ledger."""
        self._db.close()

    def turn(self) -> float:
        """Takes the next turn; seconds until it comes, by the ledger's clock.

        Raises:
            StorageError, FrontierUnavailable: the ledger cannot be written.
        """
        with self._db.transaction():
            ((wait,),) = self._db.run(_TAKE, {"name": _NAME, "gap": self._gap})
        return max(0.0, float(wait))

    def hold(self, seconds: float) -> None:
        """Nobody gets a turn for so many seconds.

        Raises:
            StorageError, FrontierUnavailable: the ledger cannot be written.
        """
        with self._db.transaction():
            self._db.run(_HOLD, {"name": _NAME, "wait": seconds})


def _set_up(database: Database) -> None:
    with database.transaction():
        database.run(_TABLE)

"""What every part of the store shares: the connection, the transaction and the counters that ride in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import msgspec

from pipeline.errors import StorageError
from pipeline.model.run import RunCounts
from pipeline.storage.connection import guarded, translated
from pipeline.storage.rows import T, read_row, read_rows


class Session:
    """A connection and what must be undone with a transaction. Used from one thread at a time.

    Attributes:
        path: the file.
        hold_lock: called before each commit, to make sure of the writer's lock: a run takes long, and lock files get
            removed.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._sql = connection
        self._file = path.absolute()
        self._place = self._where()
        self.hold_lock: Callable[[], None] | None = None
        self._run_numbers: dict[str, int] = {}
        self._pending: dict[int, RunCounts] = {}
        self._next_ids: dict[str, int] = {}
        self._capture_numbers: dict[str, int] = {}
        self._held_texts: dict[bytes, int] = {}

    @classmethod
    def over(cls, session: Session) -> Self:
        """Another set of methods over the connection of a session that is open; outside of its transactions."""
        other = cls(session.path, session._sql)
        other.hold_lock = session.hold_lock
        return other

    @contextmanager
    def batch(self, before_commit: Callable[[], None] | None = None) -> Iterator[None]:
        """One transaction for everything inside; batches inside a batch join it.

        Args:
            before_commit: called right before the commit; syncs the archive to disk, so that no committed row
                ever points to a record that is not there.

        An exception, also one from ``before_commit``, undoes the whole batch: rows, frontier states and counters.
        """
        if self._sql.in_transaction:
            yield
            if before_commit is not None:
                before_commit()
            return
        with translated(self.path):
            self._sql.execute("BEGIN IMMEDIATE")
        try:
            yield
            with translated(self.path):
                self._finish()
            if before_commit is not None:
                before_commit()
            self._must_be_there()
            if self.hold_lock is not None:
                self.hold_lock()
            with translated(self.path):
                self._sql.execute("COMMIT")
        except BaseException:
            self._undo()
            raise
        finally:
            self._let_go()

    def _where(self) -> tuple[int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _must_be_there(self) -> None:
        """Refuse to go on in a file that has no name any more: SQLite would, and what is stored would go with it."""
        if self._where() != self._place:
            raise StorageError(
                f"{self.path} was removed or replaced while it was open: nothing more is stored",
                mend="leave it alone while a run writes, and run again: what the archive holds is not asked for again",
            )

    def _finish(self) -> None:
        """Write what is written once for a whole transaction, at its end."""
        self._write_counts()

    def _let_go(self) -> None:
        """What is known of rows holds as long as the transaction that wrote or read them."""
        self._next_ids.clear()
        self._capture_numbers.clear()
        self._held_texts.clear()

    def _undo(self) -> None:
        self._pending.clear()
        self._run_numbers.clear()
        # a no-op where the failure (a full disk, say) has undone the transaction already
        with suppress(sqlite3.Error):
            self._sql.rollback()

    def _count(self, run: int) -> RunCounts:
        """The counters of a run to add to; written once, with the transaction."""
        counts = self._pending.get(run)
        if counts is None:
            counts = self._pending[run] = RunCounts()
        return counts

    def _write_counts(self) -> None:
        for run, added in self._pending.items():
            held = msgspec.json.decode(self._value("SELECT counts FROM runs WHERE number = ?", (run,)), type=RunCounts)
            for name in RunCounts.__struct_fields__:
                setattr(held, name, getattr(held, name) + getattr(added, name))
            self._sql.execute("UPDATE runs SET counts = ? WHERE number = ?", (msgspec.json.encode(held).decode(), run))
        self._pending.clear()

    def _take_ids(self, table: str, many: int) -> int:
        """The first of ``many`` consecutive free ids of a table with an integer key; only inside a transaction.

        Ids can be handed out here because there is one writer and the write lock is held: no statement per row.
        """
        first = self._next_ids.get(table)
        if first is None:
            # the sequence, too: an id that was purged is never given to something else
            first = int(
                self._value(
                    "SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?), 0),"
                    f" coalesce((SELECT max(id) FROM {table}), 0)) + 1",
                    (table,),
                )
            )
        self._next_ids[table] = first + many
        return first

    def _value(self, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> Any:
        """The first column of the first row; ``None`` where there is no row."""
        row = self._sql.execute(sql, values).fetchone()
        return None if row is None else row[0]

    def _one(self, kind: type[T], sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> T | None:
        """The first row as a value; ``None`` where there is no row."""
        row = self._sql.execute(sql, values).fetchone()
        return None if row is None else read_row(kind, row)

    def _all(self, kind: type[T], sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[T]:
        """Every row as a value."""
        return list(read_rows(kind, self._sql.execute(sql, values)))

    def _pages(self, sql: str, after: int | str, *, by: int = 0, **values: object) -> Iterator[tuple[Any, ...]]:
        """Every row of a query that gives the next few behind ``:after``: column ``by`` of the last one that was given.

        Between two pages nothing is held open, so rows may be written while this is being read.
        """
        while rows := self._sql.execute(sql, {**values, "after": after}).fetchall():
            after = rows[-1][by]
            yield from rows

    def _run_number(self, run_id: str) -> int:
        """The number of a run by its id.

        Raises:
            StorageError: no such run.
        """
        number = self._run_numbers.get(run_id)
        if number is None:
            number = self._value("SELECT number FROM runs WHERE id = ?", (run_id,))
            if number is None:
                raise StorageError(f"{self.path} knows no run {run_id!r}")
            self._run_numbers[run_id] = number
        return number

    @guarded
    def close(self) -> None:
        """Close the file; an open transaction is undone."""
        self._sql.close()

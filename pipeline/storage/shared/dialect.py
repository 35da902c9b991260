"""SQLite and PostgreSQL behind one small face: the same statements, but for the clock, the row lock and the key.

Statements name their values ``:like_this`` and stand in ``{now}``, ``{for_update}``, ``{skip_locked}`` and ``{serial}``
for what the two say differently. ``{now}`` is the *database's* clock, asked while the statement runs: a moment taken
before the lock was had would be too early by the wait for it.
"""

from __future__ import annotations

import fcntl
import re
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from pipeline.errors import ForeignDatabase, FrontierUnavailable, StorageError, UsageError
from pipeline.nearest import few_of
from pipeline.storage.connection import BUSY_TIMEOUT_MS, at_a_glance, held_names, immediate, translated

Values = Mapping[str, Any]
Row = tuple[Any, ...]

_OURS = frozenset({"crawl_state", "turns"})
"""A file that holds one of these tables is a frontier, or a ledger of turns (:mod:`pipeline.storage.allowance`)."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
_NAMED = re.compile(r":([a-z_][a-z0-9_]*)")


def is_postgres(address: str) -> bool:
    """Whether an address is that of a PostgreSQL database, not of a file."""
    return address.startswith(("postgresql://", "postgres://"))


def connect(address: str) -> Database:
    """The database at an address: ``postgresql://...``, or the path of an SQLite file, made when it is not there.

    Raises:
        UsageError: PostgreSQL is asked for and its driver is not installed; the address is of something else.
        StorageError: the file cannot be opened.
        FrontierUnavailable: the server does not answer.
    """
    if is_postgres(address):
        return Postgres(address)
    if (other := _SCHEME.match(address)) is not None:  # as a file it would lie in a folder of this name
        raise UsageError(
            f"nothing that workers share is at {other[0]}/...", mend="write postgresql://..., or name a file"
        )
    return Sqlite(Path(address))


class Database(ABC):
    """One connection, used from one thread at a time."""

    words: ClassVar[Mapping[str, str]]

    def __init__(self) -> None:
        self._written: dict[str, str] = {}

    def run(self, sql: str, values: Values | None = None) -> list[Row]:
        """Execute one statement inside :meth:`transaction`; its rows, if it gives any."""
        written = self._written.get(sql)
        if written is None:
            written = self._written[sql] = self._write(sql)
        return self._run(written, values or {})

    @abstractmethod
    def transaction(self) -> Any:
        """A context manager: everything inside is one transaction that sees what others have committed.

        Raises:
            FrontierUnavailable: the database is not to be had; nothing was done, or it is not known whether.
            StorageError: the database refuses.
        """

    def look(self) -> Any:
        """A context manager: one statement that only reads, which waits for no writer."""
        return self.transaction()

    @abstractmethod
    def set_up(self, statements: tuple[str, ...]) -> None:
        """Make what is not there yet; safe when several do it at once."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the connection; an open transaction is undone."""

    @abstractmethod
    def _run(self, written: str, values: Values) -> list[Row]: ...

    def _write(self, sql: str) -> str:
        return sql.format_map(self.words)


class Sqlite(Database):
    """A file on this machine, for the workers of this machine.

    ``synchronous=NORMAL``: a process that dies loses nothing. A power cut may lose the last commits, and with them the
    leases of workers that are gone as well.
    """

    words: ClassVar[Mapping[str, str]] = {
        "now": "((julianday('now') - 2440587.5) * 86400.0)",
        "for_update": "",
        "skip_locked": "",
        "serial": "INTEGER PRIMARY KEY",
    }

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        with translated(path):
            _refuse_others(path)
        with translated(path), _opening(path):
            self._sql = sqlite3.connect(
                path,
                isolation_level=None,
                timeout=BUSY_TIMEOUT_MS / 1000,
                check_same_thread=False,
                cached_statements=256,
            )
            if self._sql.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                self._sql.execute("PRAGMA journal_mode=WAL")
            self._sql.execute("PRAGMA synchronous=NORMAL")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """The write lock is taken at its start."""
        with translated(self._path), immediate(self._sql):
            yield

    @contextmanager
    def look(self) -> Iterator[None]:
        """Not even for one that was stopped in the middle of its transaction (WAL)."""
        with translated(self._path):
            yield

    def set_up(self, statements: tuple[str, ...]) -> None:
        """In one transaction, if anything is missing."""
        with self.look():
            if self.run("SELECT 1 FROM sqlite_master WHERE name = 'crawl_urls_reported'"):
                return
        with self.transaction():
            for statement in statements:
                self.run(statement)

    def close(self) -> None:
        """Close the file."""
        self._sql.close()

    def _run(self, written: str, values: Values) -> list[Row]:
        return self._sql.execute(written, values).fetchall()


def _refuse_others(path: Path) -> None:
    """Nothing is set in a file that holds something else, and nothing put beside it.

    Raises:
        ForeignDatabase: this one does.
    """

    def judge(connection: sqlite3.Connection) -> None:
        held = held_names(connection)
        if held and held.isdisjoint(_OURS):
            raise ForeignDatabase(
                f"{path} is no frontier: it holds {few_of(sorted(held))}; nothing was written to it",
                mend="name a file of its own with --frontier; without, it lies beside the database",
            )

    if path.exists():
        at_a_glance(path, judge)


@contextmanager
def _opening(path: Path) -> Iterator[None]:
    """One process at a time: SQLite answers "busy" at once, without patience, to the second that turns WAL on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.opening").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


class Postgres(Database):
    """A server, for the workers of several machines. A connection that breaks is made again for the next transaction.

    A session that stops in the middle of a transaction (its machine froze) is ended by the server after a few
    seconds, so that nobody waits for its row locks.
    """

    words: ClassVar[Mapping[str, str]] = {
        "now": "extract(epoch from clock_timestamp())::float8",
        "for_update": "FOR UPDATE",
        "skip_locked": "FOR UPDATE SKIP LOCKED",
        "serial": "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
    }

    _SESSION = "-c idle_in_transaction_session_timeout=5000 -c statement_timeout=30000 -c lock_timeout=15000"

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address
        self._connection: Any = None
        self._connected()

    @cached_property
    def _driver(self) -> Any:
        try:
            import psycopg  # noqa: PLC0415 - an optional extra
        except ImportError as error:
            raise UsageError(
                "a frontier on PostgreSQL needs psycopg, which is not installed",
                mend="install the extra: pip install 'health-page-pipeline[postgres]'",
            ) from error
        return psycopg

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """READ COMMITTED: a statement that waited for a row lock goes on with the row as it is now."""
        with self._told(), self._connected().transaction():
            yield

    def set_up(self, statements: tuple[str, ...]) -> None:
        """In one transaction that others wait for: two that create the same table at once would fail."""
        with self.transaction():
            # what is there is left alone: even "if not exists" locks tables that others are working on
            self._run("SELECT pg_advisory_xact_lock(7203450139)", {})
            if self._run("SELECT to_regclass('crawl_state')", {})[0][0] is not None:
                return
            for statement in statements:
                self.run(statement)

    def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _connected(self) -> Any:
        if self._connection is None or self._connection.closed:
            with self._told():
                self._connection = self._driver.connect(
                    self._address, autocommit=True, connect_timeout=10, options=self._SESSION
                )
        return self._connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        driver = self._driver
        try:
            yield
        except (driver.OperationalError, driver.InterfaceError) as error:
            self.close()
            raise FrontierUnavailable(
                f"the shared frontier does not answer: {_first_line(error)}", mend="is the PostgreSQL server running?"
            ) from error
        except driver.Error as error:
            raise StorageError(f"the shared frontier: {_first_line(error)}") from error

    def _run(self, written: str, values: Values) -> list[Row]:
        cursor = self._connection.execute(written, values)
        return list(cursor.fetchall()) if cursor.description is not None else []

    def _write(self, sql: str) -> str:
        return _NAMED.sub(r"%(\1)s", sql).format_map(self.words)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__

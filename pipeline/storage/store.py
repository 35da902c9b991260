"""The store: one SQLite file behind one class.

Each part of it is a class of its own in a file of its own; they share one connection and one transaction
(:class:`~pipeline.storage.session.Session`). Every error of SQLite leaves as one of :mod:`pipeline.errors`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from pipeline.errors import DatabaseMissing
from pipeline.storage.addresses import Addresses
from pipeline.storage.archived import Archived
from pipeline.storage.connection import connect, translated
from pipeline.storage.courtesy import Courtesy
from pipeline.storage.events import Events
from pipeline.storage.history import History
from pipeline.storage.hubs import Hubs
from pipeline.storage.lock import Owner, writer_lock
from pipeline.storage.outcomes import Outcomes
from pipeline.storage.reparse import Reparse
from pipeline.storage.reviews import Reviews
from pipeline.storage.runs import Runs
from pipeline.storage.schedule import Schedule
from pipeline.storage.schema import check_file, check_readable, migrate
from pipeline.storage.search import Search
from pipeline.storage.selecting import Selecting
from pipeline.storage.standing import Standing
from pipeline.storage.trouble import Trouble
from pipeline.storage.upkeep import Upkeep


class Store(
    Outcomes,
    Schedule,
    Standing,
    Addresses,
    Archived,
    Courtesy,
    Reparse,
    Events,
    Reviews,
    History,
    Hubs,
    Runs,
    Search,
    Selecting,
    Trouble,
    Upkeep,
):
    """The database of pages, their history and the frontier. Use as a context manager."""

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False, any_version: bool = False, shared: bool = False) -> Self:
        """Open the database at ``path``; when writable, create it and bring its schema up to date.

        Args:
            path: the file.
            read_only: write nothing.
            any_version: with ``read_only``, also one that another version of this software wrote, to copy it as it is.
            shared: several threads read by it at once.

        Raises:
            DatabaseMissing: it is to be read, and does not exist.
            DatabaseReadOnly: it cannot be written.
            DatabaseDamaged: the file is no database.
            ForeignDatabase: it is another program's.
            SchemaTooNew: a newer version of this software wrote it.
            StorageError: it is older than this version and opened for reading only.
        """
        if read_only:
            must_be_there(path)
        with translated(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            check_file(path)  # before anything is set in it: how its journal is kept is a byte of it
            connection = connect(path, read_only=read_only, shared=shared)
            try:
                if not read_only:
                    migrate(connection, name=str(path))
                elif not any_version:
                    check_readable(connection, name=str(path))
            except BaseException:
                connection.close()
                raise
        return cls(path, connection)

    @classmethod
    @contextmanager
    def held(cls, path: Path, *, owner: Owner, create: bool = True) -> Iterator[Self]:
        """Open the database for writing under the writer's lock, of which each commit makes sure.

        Args:
            path: the file.
            owner: who writes; whoever comes meanwhile is told of it.
            create: make the database where there is none.

        Raises:
            RunLocked: another process writes.
            DatabaseMissing: there is none, and none is to be made.
            PipelineError: as :meth:`open` and :func:`writer_lock`.
        """
        if not create:
            must_be_there(path)
        with writer_lock(path, owner=owner) as lock, cls.open(path) as store:
            store.hold_lock = lock.hold
            yield store

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def must_be_there(path: Path) -> None:
    """Refuse to go on without a database: what speaks of stored pages has nothing to say where there are none.

    Raises:
        DatabaseMissing: there is none, or an empty file, as whoever asks SQLite for a name that is none leaves behind.
    """
    there = path.exists()
    if not there or not path.stat().st_size:
        raise DatabaseMissing(
            f"there is no database at {path}" + (": the file is empty" if there else ""),
            mend="make one with `pipeline run`, out of the archive if there is one; or name it: -d FILE, or -c with the"
            " settings of that run",
        )

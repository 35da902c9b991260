"""The tables, as numbered migrations, and the views for people.

Each migration runs in one transaction together with the record that it ran, so a crash leaves the old schema or
the new one. A migration that has been released is never edited; the next one is added below it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import ForeignDatabase, SchemaTooNew, StorageError, UsageError
from pipeline.nearest import few_of
from pipeline.storage.backfill import grade_history
from pipeline.storage.connection import at_a_glance, held_names, immediate, translated
from pipeline.storage.tables import FRONTIER, HISTORY
from pipeline.storage.tables_changes import CHANGES, SUSPECTS
from pipeline.storage.tables_current import CURRENT, SEARCH, SEARCH_IN_BULK, TROUBLE
from pipeline.storage.tables_links import LINKS, SPELLS
from pipeline.storage.tables_runs import LEDGER, LONG_PAST
from pipeline.storage.views import VIEWS
from pipeline.urls import page_key

Migration = Callable[[sqlite3.Connection], object]

_MIGRATIONS: dict[str, Migration] = {}
_APPLIED = """
CREATE TABLE IF NOT EXISTS "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY, "migration_set" TEXT, "name" TEXT, "applied_at" TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
"""
"""Which migrations have run, as sqlite-utils notes it: it did so for us once, and its users know where to look."""


def _migration(name: str) -> Callable[[Migration], Migration]:
    def numbered(migration: Migration) -> Migration:
        _MIGRATIONS[name] = migration
        return migration

    return numbered


def _script(db: sqlite3.Connection, sql: str) -> None:
    # executescript would commit the transaction the migration runs in
    for statement in sql.split(";\n"):
        if statement.strip():
            db.execute(statement)


@_migration("0001 frontier, runs, captures")
def _frontier(db: sqlite3.Connection) -> None:
    _script(db, FRONTIER)


@_migration("0002 documents and their history")
def _history(db: sqlite3.Connection) -> None:
    _script(db, HISTORY)


@_migration("0003 the current state of every document")
def _current(db: sqlite3.Connection) -> None:
    _script(db, CURRENT)


@_migration("0004 issues and findings")
def _trouble(db: sqlite3.Connection) -> None:
    _script(db, TROUBLE)


@_migration("0005 full-text search")
def _search(db: sqlite3.Connection) -> None:
    _script(db, SEARCH)


@_migration("0006 receipts, archive files, quarantine")
def _ledger(db: sqlite3.Connection) -> None:
    _script(db, LEDGER)


@_migration("0007 link checks")
def _links(db: sqlite3.Connection) -> None:
    _script(db, LINKS)


@_migration("0008 what changes mean")
def _changes(db: sqlite3.Connection) -> None:
    _script(db, CHANGES)
    grade_history(db)


@_migration("0009 what a run asks of a long past")
def _long_past(db: sqlite3.Connection) -> None:
    _script(db, LONG_PAST)


@_migration("0010 when links were broken")
def _spells(db: sqlite3.Connection) -> None:
    _script(db, SPELLS)


@_migration("0011 what answers ask of robots")
def _robots_tag(db: sqlite3.Connection) -> None:
    db.execute("ALTER TABLE captures ADD COLUMN robots_tag TEXT")


@_migration("0012 what dates in sitemaps are worth")
def _hints(db: sqlite3.Connection) -> None:
    for column in ("hints", "true_hints"):
        db.execute(f"ALTER TABLE receipts ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0")


@_migration("0013 quarantine of collapsed pages, what edits are made of")
def _suspects(db: sqlite3.Connection) -> None:
    _script(db, SUSPECTS)


@_migration("0014 words of many pages are indexed together")
def _search_in_bulk(db: sqlite3.Connection) -> None:
    _script(db, SEARCH_IN_BULK)


@_migration("0015 links by address for those who check them")
def _links_unchecked(db: sqlite3.Connection) -> None:
    # storing a page would go on paying for it; the first check of links makes it again (Links.links_due)
    if not db.execute("SELECT EXISTS (SELECT 1 FROM link_checks)").fetchone()[0]:
        db.execute("DROP INDEX links_url")


@_migration("0016 dates of lists in one form")
def _comparable_lastmod(db: sqlite3.Connection) -> None:
    # written as found until now; in another form the same moment would seem to have moved
    db.execute("UPDATE urls SET lastmod = NULL")


@_migration("0017 spellings of one address")
def _spellings(db: sqlite3.Connection) -> None:
    db.execute("ALTER TABLE documents ADD COLUMN spelling TEXT")
    db.create_function("page_key", 1, page_key, deterministic=True)
    db.execute("UPDATE documents SET spelling = page_key(url)")
    db.execute("CREATE INDEX documents_spelling ON documents(spelling)")


@_migration("0018 spellings of what was removed")
def _removed_spellings(db: sqlite3.Connection) -> None:
    # every discovery asks whether an address was: as many rows as were ever removed must not be read for it
    db.execute("ALTER TABLE tombstones ADD COLUMN spelling TEXT")
    db.create_function("page_key", 1, page_key, deterministic=True)
    db.execute("UPDATE tombstones SET spelling = page_key(url)")
    db.execute("CREATE INDEX tombstones_spelling ON tombstones(spelling)")


@_migration("0019 walls that name page and visit")
def _gist(db: sqlite3.Connection) -> None:
    db.execute("ALTER TABLE suspects ADD COLUMN gist TEXT")


@_migration("0020 what validators of answers are worth")
def _announced(db: sqlite3.Connection) -> None:
    # unknown of the answers of before: which validators they came with was not kept
    db.execute("ALTER TABLE fetches ADD COLUMN announced INTEGER")


NAMES = tuple(_MIGRATIONS)
"""Every migration this version knows, in order."""


def _applied(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The migrations that have run in a database, in that order."""
    if "_sqlite_migrations" not in held_names(connection):
        return ()
    select = "SELECT name FROM _sqlite_migrations WHERE migration_set = 'pipeline' ORDER BY rowid"
    return tuple(name for (name,) in connection.execute(select))


def _pending(connection: sqlite3.Connection) -> list[str]:
    applied = _applied(connection)
    return [name for name in NAMES if name not in applied]


def _run(connection: sqlite3.Connection, migration: str) -> None:
    _script(connection, _APPLIED)
    _MIGRATIONS[migration](connection)
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('pipeline', ?, strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'))",
        (migration,),
    )


def check_ours(connection: sqlite3.Connection, *, name: str) -> None:
    """Refuse a database of another program. One without tables is nobody's yet.

    Raises:
        ForeignDatabase: it has tables, and no migration of ours has ever run in it.
    """
    held = held_names(connection) - {"_sqlite_migrations"}
    if held and not _applied(connection):
        raise ForeignDatabase(
            f"{name} is another program's database (it holds {few_of(sorted(held))}); nothing was written to it",
            mend="name another file: -d FILE, or database under [storage] in pipeline.toml",
        )


def check_file(path: Path) -> None:
    """Refuse a file that is no database of ours, and leave nothing beside it; one that is not there may become one.

    Raises:
        ForeignDatabase: it is another program's.
        UsageError: it is a folder.
        DatabaseDamaged: it is no database.
        StorageError: it cannot be read.
    """
    if path.is_dir():
        raise UsageError(
            f"{path} is a folder, and no database",
            mend="name a file: -d FILE, or database under [storage] in pipeline.toml",
        )
    if path.exists():
        with translated(path):
            at_a_glance(path, lambda found: check_ours(found, name=str(path)))


def check_version(connection: sqlite3.Connection, *, name: str) -> None:
    """Refuse a database that a newer version of this software wrote.

    Raises:
        SchemaTooNew: the database holds migrations this version does not know.
    """
    unknown = [name for name in _applied(connection) if name not in NAMES]
    if unknown:
        raise SchemaTooNew(
            f"{name} was written by a newer version of this software (it holds {unknown[0]!r})",
            mend="upgrade this software, or open the database with the version that wrote it",
        )


def check_readable(connection: sqlite3.Connection, *, name: str) -> None:
    """Refuse a database whose tables are not those this version reads.

    Raises:
        SchemaTooNew: a newer version of this software wrote it.
        StorageError: an older version did, or nothing did yet.
    """
    check_version(connection, name=name)
    if _pending(connection):
        raise StorageError(
            f"{name} was written by an older version of this software",
            mend="`pipeline backup FILE` copies it as it is; `pipeline vacuum`, or any run, brings it up to date",
        )


def migrate(connection: sqlite3.Connection, *, name: str) -> None:
    """Bring the schema up to date, each migration in a transaction of its own; a no-op on a current database.

    Args:
        connection: in autocommit mode, writable.
        name: the database's name for messages.

    Raises:
        SchemaTooNew: the database holds migrations this version does not know.
    """
    check_version(connection, name=name)
    while _pending(connection):
        with immediate(connection):
            # looked at again under the write lock: of two processes that open a new file only one migrates it
            if pending := _pending(connection):
                _run(connection, pending[0])
    held = dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'view'"))
    stale = [view for view, sql in VIEWS.items() if held.get(view) != f'CREATE VIEW "{view}" AS {sql}']
    if stale:
        with immediate(connection):
            for view in stale:
                connection.execute(f'DROP VIEW IF EXISTS "{view}"')
                connection.execute(f'CREATE VIEW "{view}" AS {VIEWS[view]}')

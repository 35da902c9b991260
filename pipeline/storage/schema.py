"""The tables, as numbered migrations, and the views for people.

Each migration runs in one transaction together with the record that it ran (of a new file all in one), so a crash
leaves the old schema or the new one. A migration that has been released is never edited; the next one is added below.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database, Migrations

from pipeline.errors import ForeignDatabase, SchemaTooNew, StorageError, UsageError
from pipeline.nearest import few_of
from pipeline.storage.backfill import grade_history
from pipeline.storage.connection import at_a_glance, held_names, immediate, translated
from pipeline.storage.tables import FRONTIER, HISTORY
from pipeline.storage.tables_changes import CHANGES, SUSPECTS
from pipeline.storage.tables_current import CURRENT, SEARCH, SEARCH_IN_BULK, SEARCH_MERGED_SELDOM, TROUBLE
from pipeline.storage.tables_links import LINKS, SPELLS
from pipeline.storage.tables_runs import LEDGER, LONG_PAST
from pipeline.storage.views import VIEWS
from pipeline.urls import page_key

migrations = Migrations("pipeline")


def _script(db: Database, sql: str) -> None:
    # executescript would commit the transaction the migration runs in
    for statement in sql.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations(name="0001 frontier, runs, captures")
def _frontier(db: Database) -> None:
    _script(db, FRONTIER)


@migrations(name="0002 documents and their history")
def _history(db: Database) -> None:
    _script(db, HISTORY)


@migrations(name="0003 the current state of every document")
def _current(db: Database) -> None:
    _script(db, CURRENT)


@migrations(name="0004 issues and findings")
def _trouble(db: Database) -> None:
    _script(db, TROUBLE)


@migrations(name="0005 full-text search")
def _search(db: Database) -> None:
    _script(db, SEARCH)


@migrations(name="0006 receipts, archive files, quarantine")
def _ledger(db: Database) -> None:
    _script(db, LEDGER)


@migrations(name="0007 link checks")
def _links(db: Database) -> None:
    _script(db, LINKS)


@migrations(name="0008 what changes mean")
def _changes(db: Database) -> None:
    _script(db, CHANGES)
    grade_history(db.conn)


@migrations(name="0009 what a run asks of a long past")
def _long_past(db: Database) -> None:
    _script(db, LONG_PAST)


@migrations(name="0010 when links were broken")
def _spells(db: Database) -> None:
    _script(db, SPELLS)


@migrations(name="0011 what answers ask of robots")
def _robots_tag(db: Database) -> None:
    db.execute("ALTER TABLE captures ADD COLUMN robots_tag TEXT")


@migrations(name="0012 what dates in sitemaps are worth")
def _hints(db: Database) -> None:
    for column in ("hints", "true_hints"):
        db.execute(f"ALTER TABLE receipts ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0")


@migrations(name="0013 quarantine of collapsed pages, what edits are made of")
def _suspects(db: Database) -> None:
    _script(db, SUSPECTS)


@migrations(name="0014 words of many pages are indexed together")
def _search_in_bulk(db: Database) -> None:
    _script(db, SEARCH_IN_BULK)


@migrations(name="0015 links by address for those who check them")
def _links_unchecked(db: Database) -> None:
    # storing a page would go on paying for it; the first check of links makes it again (Links.links_due)
    if not db.execute("SELECT EXISTS (SELECT 1 FROM link_checks)").fetchone()[0]:
        db.execute("DROP INDEX links_url")


@migrations(name="0016 dates of lists in one form")
def _comparable_lastmod(db: Database) -> None:
    # written as found until now; in another form the same moment would seem to have moved
    db.execute("UPDATE urls SET lastmod = NULL")


@migrations(name="0017 spellings of one address")
def _spellings(db: Database) -> None:
    db.execute("ALTER TABLE documents ADD COLUMN spelling TEXT")
    db.register_function(page_key, deterministic=True, name="page_key")
    db.execute("UPDATE documents SET spelling = page_key(url)")
    db.execute("CREATE INDEX documents_spelling ON documents(spelling)")


@migrations(name="0018 spellings of what was removed")
def _removed_spellings(db: Database) -> None:
    # every discovery asks whether an address was: as many rows as were ever removed must not be read for it
    db.execute("ALTER TABLE tombstones ADD COLUMN spelling TEXT")
    db.register_function(page_key, deterministic=True, name="page_key")
    db.execute("UPDATE tombstones SET spelling = page_key(url)")
    db.execute("CREATE INDEX tombstones_spelling ON tombstones(spelling)")


@migrations(name="0019 walls that name page and visit")
def _gist(db: Database) -> None:
    db.execute("ALTER TABLE suspects ADD COLUMN gist TEXT")


@migrations(name="0020 what validators of answers are worth")
def _announced(db: Database) -> None:
    # unknown of the answers of before: which validators they came with was not kept
    db.execute("ALTER TABLE fetches ADD COLUMN announced INTEGER")


@migrations(name="0021 words are merged seldom")
def _search_merged_seldom(db: Database) -> None:
    _script(db, SEARCH_MERGED_SELDOM)


def _names() -> tuple[str, ...]:
    with closing(sqlite3.connect(":memory:")) as connection:
        empty = Database(connection, execute_plugins=False, recursive_triggers=False)
        return tuple(migration.name for migration in migrations.pending(empty))


NAMES = _names()
"""Every migration this version knows, in order."""


def check_ours(connection: sqlite3.Connection, *, name: str) -> None:
    """Refuse a database of another program. One without tables is nobody's yet.

    Raises:
        ForeignDatabase: it has tables, and no migration of ours has ever run in it.
    """
    held = held_names(connection) - {migrations.migrations_table}
    if held and not migrations.applied(Database(connection, execute_plugins=False, recursive_triggers=False)):
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
    db = Database(connection, execute_plugins=False, recursive_triggers=False)
    unknown = [migration.name for migration in migrations.applied(db) if migration.name not in NAMES]
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
    if migrations.pending(Database(connection, execute_plugins=False, recursive_triggers=False)):
        raise StorageError(
            f"{name} was written by an older version of this software",
            mend="`pipeline backup FILE` copies it as it is; `pipeline vacuum`, or any run, brings it up to date",
        )


def migrate(connection: sqlite3.Connection, *, name: str) -> None:
    """Bring the schema up to date, each migration of a database that is in use in a transaction of its own.

    A no-op on a current database.

    Args:
        connection: in autocommit mode, writable.
        name: the database's name for messages.

    Raises:
        SchemaTooNew: the database holds migrations this version does not know.
    """
    db = Database(connection, execute_plugins=False, recursive_triggers=False)
    check_version(connection, name=name)
    while migrations.pending(db):
        with immediate(connection):
            # looked at again under the write lock: of two processes that open a new file only one migrates it
            pending = migrations.pending(db)
            # of a new file all of them at once: it comes to be whole or not at all, and the disk is waited for once
            later = pending[1:] if migrations.applied(db) else []
            if pending:
                migrations.apply(db, stop_before={migration.name for migration in later})
    held = dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'view'"))
    stale = [view for view, sql in VIEWS.items() if held.get(view) != f'CREATE VIEW "{view}" AS {sql}']
    if stale:
        with immediate(connection):
            for view in stale:
                db.create_view(view, VIEWS[view], replace=True)

"""The tables, as numbered migrations, and the views for people.

Each migration runs in one transaction together with the record that it ran (of a new file all in one), so a crash
leaves the old schema or the new one. A migration that has been released is never edited; the next one is added below.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.errors import ForeignDatabase, SchemaTooNew, StorageError, UsageError
from pipeline.nearest import few_of
from pipeline.storage.backfill import grade_history
from pipeline.storage.connection import NAME_ANOTHER, at_a_glance, held_names, immediate, translated
from pipeline.storage.indexed import apart
from pipeline.storage.tables import FRONTIER, HINTS, HISTORY, LEDGER, LINKS, LONG_PAST, SPELLS
from pipeline.storage.tables_changes import CHANGES, SUSPECTS
from pipeline.storage.tables_current import (
    AUDITS,
    CURRENT,
    SEARCH,
    SEARCH_IN_BULK,
    SEARCH_INSIDE,
    SEARCH_MERGED_SELDOM,
    TROUBLE,
)
from pipeline.storage.views import VIEWS
from pipeline.urls import page_key

Step = Callable[[sqlite3.Connection], None]
"""A migration that is more than statements."""

_SET = "pipeline"
_RECORD = "_sqlite_migrations"
"""Table in which ``sqlite_utils`` keeps which migrations ran; told apart by the name of their set."""


def _grade_changes(sql: sqlite3.Connection) -> None:
    _script(sql, CHANGES)
    grade_history(sql)


def _leave_links_unchecked(sql: sqlite3.Connection) -> None:
    # storing a page would go on paying for it; the first check of links makes it again (Links.links_due)
    if not sql.execute("SELECT EXISTS (SELECT 1 FROM link_checks)").fetchone()[0]:
        sql.execute("DROP INDEX links_url")


def _spell(table: str) -> Step:
    def spell(sql: sqlite3.Connection) -> None:
        sql.execute(f"ALTER TABLE {table} ADD COLUMN spelling TEXT")
        sql.create_function("page_key", 1, page_key, deterministic=True)
        sql.execute(f"UPDATE {table} SET spelling = page_key(url)")
        sql.execute(f"CREATE INDEX {table}_spelling ON {table}(spelling)")

    return spell


def _index_inside(sql: sqlite3.Connection) -> None:
    _script(sql, SEARCH_INSIDE)
    sql.create_function("apart", 1, apart, deterministic=True)
    sql.execute(
        "INSERT INTO section_signs SELECT s.id, apart(s.page_title), apart(s.heading), apart(t.text)"
        " FROM sections s JOIN texts t ON t.id = s.text_id"
        " WHERE coalesce(apart(s.page_title), apart(s.heading), apart(t.text)) IS NOT NULL"
    )
    sql.execute("INSERT INTO sections_fts (sections_fts) VALUES ('rebuild')")


STEPS: dict[str, str | Step] = {
    "0001 frontier, runs, captures": FRONTIER,
    "0002 documents and their history": HISTORY,
    "0003 the current state of every document": CURRENT,
    "0004 issues and findings": TROUBLE,
    "0005 full-text search": SEARCH,
    "0006 receipts, archive files, quarantine": LEDGER,
    "0007 link checks": LINKS,
    "0008 what changes mean": _grade_changes,
    "0009 what a run asks of a long past": LONG_PAST,
    "0010 when links were broken": SPELLS,
    "0011 what answers ask of robots": "ALTER TABLE captures ADD COLUMN robots_tag TEXT",
    "0012 what dates in sitemaps are worth": HINTS,
    "0013 quarantine of collapsed pages, what edits are made of": SUSPECTS,
    "0014 words of many pages are indexed together": SEARCH_IN_BULK,
    "0015 links by address for those who check them": _leave_links_unchecked,
    # written as found until now; in another form the same moment would seem to have moved
    "0016 dates of lists in one form": "UPDATE urls SET lastmod = NULL",
    "0017 spellings of one address": _spell("documents"),
    # every discovery asks whether an address was: as many rows as were ever removed must not be read for it
    "0018 spellings of what was removed": _spell("tombstones"),
    "0019 walls that name page and visit": "ALTER TABLE suspects ADD COLUMN gist TEXT",
    # unknown of the answers of before: which validators they came with was not kept
    "0020 what validators of answers are worth": "ALTER TABLE fetches ADD COLUMN announced INTEGER",
    "0021 words are merged seldom": SEARCH_MERGED_SELDOM,
    "0022 when findings were brought up to date": AUDITS,
    "0023 words of scripts without spaces": _index_inside,
}
"""Every migration this version knows, in order."""


def _script(sql: sqlite3.Connection, statements: str) -> None:
    # executescript would commit the transaction the migration runs in
    for statement in statements.split(";\n"):
        if statement.strip():
            sql.execute(statement)


def _run(step: str | Step, sql: sqlite3.Connection) -> None:
    if isinstance(step, str):
        _script(sql, step)
    else:
        step(sql)


def _applied(connection: sqlite3.Connection) -> list[str]:
    """Names of the migrations that ran in a database, in the order in which they did.

    Asked in plain SQL: most commands find every one of them, and need not import what would run the others.
    """
    if _RECORD not in held_names(connection):
        return []
    found = connection.execute(f"SELECT name FROM {_RECORD} WHERE migration_set = ? ORDER BY rowid", (_SET,))
    return [name for (name,) in found]


def _pending(connection: sqlite3.Connection) -> list[str]:
    ran = set(_applied(connection))
    return [name for name in STEPS if name not in ran]


def check_ours(connection: sqlite3.Connection, *, name: str) -> None:
    """Refuse a database of another program. One without tables is nobody's yet.

    Raises:
        ForeignDatabase: it has tables, and no migration of ours has ever run in it.
    """
    held = held_names(connection) - {_RECORD}
    if held and not _applied(connection):
        raise ForeignDatabase(
            f"{name} is another program's database (it holds {few_of(sorted(held))}); nothing was written to it",
            mend=NAME_ANOTHER,
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
    unknown = [name for name in _applied(connection) if name not in STEPS]
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
    """Bring the schema up to date, each migration of a database that is in use in a transaction of its own.

    A no-op on a current database.

    Args:
        connection: in autocommit mode, writable.
        name: the database's name for messages.

    Raises:
        SchemaTooNew: the database holds migrations this version does not know.
    """
    check_version(connection, name=name)
    if _pending(connection):
        _apply(connection)
    held = dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'view'"))
    stale = [view for view, sql in VIEWS.items() if held.get(view) != f'CREATE VIEW "{view}" AS {sql}']
    if stale:
        with immediate(connection):
            for view in stale:
                connection.execute(f'DROP VIEW IF EXISTS "{view}"')
                connection.execute(f'CREATE VIEW "{view}" AS {VIEWS[view]}')


def migrations() -> Any:
    """Every migration this version knows, as ``sqlite_utils`` runs them."""
    from sqlite_utils import Migrations  # noqa: PLC0415  an eighth of our start, and a current file needs none

    known = Migrations(_SET)
    for name, step in STEPS.items():
        known(name=name)(lambda db, step=step: _run(step, db.conn))
    return known


def _apply(connection: sqlite3.Connection) -> None:
    from sqlite_utils import Database  # noqa: PLC0415  as above

    db, known = Database(connection, execute_plugins=False, recursive_triggers=False), migrations()
    while _pending(connection):
        with immediate(connection):
            # looked at again under the write lock: of two processes that open a new file only one migrates it
            pending = _pending(connection)
            # of a new file all of them at once: it comes to be whole or not at all, and the disk is waited for once
            later = pending[1:] if _applied(connection) else []
            if pending:
                known.apply(db, stop_before=set(later))

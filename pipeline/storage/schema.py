"""The tables, as numbered migrations, and the views for people.

Each migration runs in one transaction together with the record that it ran, so a crash leaves the old schema or
the new one. A migration that has been released is never edited; the next one is added below it.

Habits of the schema: times are UTC text of one width (``2025-06-03T10:00:00.000000Z``), so they sort as text and
SQLite's date functions read them; lists and mappings are JSON; tables are STRICT; what belongs to one document and
has an order is clustered by ``(document_id, position)``.
"""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database, Migrations

from pipeline.errors import SchemaTooNew, StorageError
from pipeline.storage.connection import immediate
from pipeline.storage.views import VIEWS

migrations = Migrations("pipeline")

_FRONTIER = """
CREATE TABLE sites (
  name TEXT PRIMARY KEY,
  blocked_since TEXT,
  blocked_reason TEXT,
  last_good_run INTEGER REFERENCES runs(number),
  last_good_at TEXT
) STRICT;

CREATE TABLE hosts (
  key TEXT PRIMARY KEY,
  last_at TEXT NOT NULL,
  hold_until TEXT
) STRICT;

CREATE TABLE robots (
  id TEXT PRIMARY KEY,
  origin TEXT NOT NULL,
  fetched_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  status INTEGER,
  text TEXT NOT NULL,
  verdict TEXT NOT NULL,
  reason TEXT NOT NULL,
  crawl_delay REAL,
  sitemaps TEXT NOT NULL,
  capture_id TEXT,
  etag TEXT,
  last_modified TEXT,
  failures INTEGER NOT NULL
) STRICT;
CREATE INDEX robots_origin ON robots(origin, fetched_at);

CREATE TABLE runs (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  verdict TEXT NOT NULL,
  counts TEXT NOT NULL
) STRICT;
CREATE INDEX runs_running ON runs(verdict) WHERE verdict = 'running';

CREATE TABLE captures (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  requested_url TEXT NOT NULL,
  url TEXT NOT NULL,
  status INTEGER NOT NULL,
  fetched_at TEXT NOT NULL,
  payload_sha256 TEXT NOT NULL,
  entity_sha256 TEXT NOT NULL,
  file TEXT,
  offset INTEGER,
  length INTEGER,
  revisit_of TEXT,
  content_type TEXT,
  content_encoding TEXT,
  redirects TEXT,
  ip TEXT,
  truncated TEXT,
  run_id TEXT
) STRICT;

CREATE TABLE urls (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  url TEXT NOT NULL UNIQUE,
  site TEXT NOT NULL,
  host TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT 'page',
  status TEXT NOT NULL,
  found_by TEXT NOT NULL,
  found_on TEXT,
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  lastmod TEXT,
  next_due TEXT,
  due_reason TEXT,
  last_tried TEXT,
  last_fetched TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  failing_since TEXT,
  failure TEXT,
  missing_since TEXT,
  etag TEXT,
  last_modified TEXT,
  payload_sha256 TEXT,
  entity_sha256 TEXT,
  capture INTEGER REFERENCES captures(number),
  document_id INTEGER REFERENCES documents(id),
  moved_to TEXT
) STRICT;
CREATE INDEX urls_due ON urls(site, host, next_due);
CREATE INDEX urls_moved ON urls(moved_to) WHERE moved_to IS NOT NULL;
CREATE INDEX urls_document ON urls(document_id) WHERE document_id IS NOT NULL;

CREATE TABLE fetches (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL REFERENCES runs(number),
  url_id INTEGER NOT NULL REFERENCES urls(id),
  at TEXT NOT NULL,
  reason TEXT NOT NULL,
  outcome TEXT NOT NULL,
  result TEXT NOT NULL,
  http_status INTEGER,
  capture INTEGER REFERENCES captures(number),
  version_id INTEGER,
  bytes INTEGER NOT NULL,
  elapsed_ms INTEGER NOT NULL,
  message TEXT
) STRICT;
CREATE INDEX fetches_url ON fetches(url_id);
CREATE INDEX fetches_run ON fetches(run);
CREATE INDEX fetches_version ON fetches(version_id) WHERE version_id IS NOT NULL;
CREATE INDEX fetches_capture ON fetches(capture) WHERE capture IS NOT NULL;
"""

_HISTORY = """
CREATE TABLE documents (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  url TEXT NOT NULL UNIQUE,
  site TEXT NOT NULL,
  page_type TEXT NOT NULL,
  title TEXT,
  description TEXT,
  language TEXT,
  publisher TEXT,
  canonical_url TEXT,
  also_called TEXT NOT NULL,
  reviewed TEXT,
  modified TEXT,
  published TEXT,
  next_review_due TEXT,
  rights TEXT NOT NULL,
  rights_holder TEXT,
  words INTEGER NOT NULL,
  words_lost INTEGER NOT NULL,
  version_id INTEGER NOT NULL,
  first_seen TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  gone_since TEXT
) STRICT;
CREATE INDEX documents_site ON documents(site, url);

CREATE TABLE aliases (
  url TEXT NOT NULL,
  document_id INTEGER NOT NULL REFERENCES documents(id),
  since TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (document_id, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX aliases_url ON aliases(url);

CREATE TABLE versions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id INTEGER NOT NULL REFERENCES documents(id),
  number INTEGER NOT NULL,
  content_hash TEXT NOT NULL,
  capture_id TEXT,
  parser_version TEXT NOT NULL,
  profile_version TEXT NOT NULL,
  first_run INTEGER NOT NULL REFERENCES runs(number),
  last_run INTEGER NOT NULL REFERENCES runs(number),
  first_seen_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  grade TEXT,
  record BLOB NOT NULL,
  UNIQUE (document_id, number)
) STRICT;

CREATE TABLE texts (
  id INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,
  text TEXT NOT NULL,
  markdown TEXT
) STRICT;

CREATE TABLE version_sections (
  version_id INTEGER NOT NULL REFERENCES versions(id),
  position INTEGER NOT NULL,
  section_key TEXT NOT NULL,
  text_id INTEGER NOT NULL REFERENCES texts(id),
  PRIMARY KEY (version_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  run INTEGER REFERENCES runs(number),
  document_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  version_id INTEGER,
  previous_version_id INTEGER,
  grade TEXT,
  detail TEXT
) STRICT;
CREATE INDEX changes_document ON changes(document_id);
CREATE INDEX changes_at ON changes(at);

CREATE TABLE tombstones (
  document_id INTEGER PRIMARY KEY,
  url TEXT NOT NULL,
  site TEXT NOT NULL,
  purged_at TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
"""

_CURRENT = """
CREATE TABLE sections (
  id INTEGER PRIMARY KEY,
  document_id INTEGER NOT NULL REFERENCES documents(id),
  position INTEGER NOT NULL,
  section_key TEXT NOT NULL,
  level INTEGER NOT NULL,
  heading TEXT,
  path TEXT NOT NULL,
  section_group TEXT,
  kind TEXT NOT NULL,
  anchor TEXT,
  rights TEXT,
  page_title TEXT,
  text_id INTEGER NOT NULL REFERENCES texts(id)
) STRICT;
CREATE INDEX sections_document ON sections(document_id, position);

CREATE TABLE links (
  document_id INTEGER NOT NULL REFERENCES documents(id),
  position INTEGER NOT NULL,
  section_key TEXT,
  url TEXT NOT NULL,
  text TEXT NOT NULL,
  kind TEXT NOT NULL,
  organization TEXT,
  from_nih INTEGER NOT NULL,
  media TEXT,
  also_in TEXT,
  note TEXT,
  PRIMARY KEY (document_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE dates (
  document_id INTEGER NOT NULL REFERENCES documents(id),
  position INTEGER NOT NULL,
  role TEXT NOT NULL,
  value TEXT NOT NULL,
  precision TEXT NOT NULL,
  lo TEXT NOT NULL,
  hi TEXT NOT NULL,
  raw TEXT NOT NULL,
  label TEXT,
  source TEXT NOT NULL,
  locator TEXT NOT NULL,
  scope TEXT NOT NULL,
  ambiguous INTEGER NOT NULL,
  PRIMARY KEY (document_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE subjects (
  document_id INTEGER NOT NULL REFERENCES documents(id),
  position INTEGER NOT NULL,
  scheme TEXT NOT NULL,
  name TEXT NOT NULL,
  code TEXT,
  PRIMARY KEY (document_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE people (
  document_id INTEGER NOT NULL REFERENCES documents(id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  credentials TEXT,
  affiliation TEXT,
  role TEXT NOT NULL,
  PRIMARY KEY (document_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE related (
  document_id INTEGER NOT NULL REFERENCES documents(id),
  position INTEGER NOT NULL,
  relation TEXT NOT NULL,
  text TEXT NOT NULL,
  url TEXT,
  PRIMARY KEY (document_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE images (
  document_id INTEGER NOT NULL REFERENCES documents(id),
  position INTEGER NOT NULL,
  url TEXT NOT NULL,
  alt TEXT,
  caption TEXT,
  section_key TEXT,
  PRIMARY KEY (document_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE alternates (
  document_id INTEGER NOT NULL REFERENCES documents(id),
  position INTEGER NOT NULL,
  language TEXT NOT NULL,
  url TEXT NOT NULL,
  PRIMARY KEY (document_id, position)
) STRICT, WITHOUT ROWID;
"""

_TROUBLE = """
CREATE TABLE issues (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  site TEXT NOT NULL,
  url TEXT,
  document_id INTEGER REFERENCES documents(id),
  run INTEGER REFERENCES runs(number),
  code TEXT NOT NULL,
  severity TEXT NOT NULL,
  message TEXT NOT NULL,
  evidence TEXT NOT NULL,
  since TEXT NOT NULL,
  resolved_at TEXT
) STRICT;
CREATE INDEX issues_document ON issues(document_id) WHERE document_id IS NOT NULL;
CREATE INDEX issues_run ON issues(run);
CREATE INDEX issues_open ON issues(site, url, code) WHERE document_id IS NULL AND resolved_at IS NULL;

CREATE TABLE findings (
  key TEXT PRIMARY KEY,
  rule TEXT NOT NULL,
  rule_version INTEGER NOT NULL,
  name TEXT NOT NULL,
  severity TEXT NOT NULL,
  site TEXT NOT NULL,
  url TEXT,
  message TEXT NOT NULL,
  evidence TEXT NOT NULL,
  as_of TEXT NOT NULL,
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  resolved_at TEXT
) STRICT;
CREATE INDEX findings_open ON findings(site, rule) WHERE resolved_at IS NULL;
"""

_SEARCH = """
CREATE VIEW section_words AS
  SELECT s.id AS id, s.page_title AS title, s.heading AS heading, t.text AS text
  FROM sections s JOIN texts t ON t.id = s.text_id;

CREATE VIRTUAL TABLE sections_fts USING fts5(
  title, heading, text,
  content='section_words', content_rowid='id',
  tokenize='porter unicode61 remove_diacritics 2'
);
"""


def _script(db: Database, sql: str) -> None:
    # executescript would commit the transaction the migration runs in
    for statement in sql.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations(name="0001 frontier, runs, captures")
def _frontier(db: Database) -> None:
    _script(db, _FRONTIER)


@migrations(name="0002 documents and their history")
def _history(db: Database) -> None:
    _script(db, _HISTORY)


@migrations(name="0003 the current state of every document")
def _current(db: Database) -> None:
    _script(db, _CURRENT)


@migrations(name="0004 issues and findings")
def _trouble(db: Database) -> None:
    _script(db, _TROUBLE)


@migrations(name="0005 full-text search")
def _search(db: Database) -> None:
    _script(db, _SEARCH)


NAMES = tuple(migration.name for migration in migrations.pending(Database(memory=True, execute_plugins=False)))
"""Every migration this version knows, in order."""


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
            mend="open it once for writing (any `pipeline run`), which brings it up to date",
        )


def migrate(connection: sqlite3.Connection, *, name: str) -> None:
    """Bring the schema up to date, each migration in a transaction of its own; a no-op on a current database.

    Args:
        connection: in autocommit mode, writable.
        name: the database's name for messages.

    Raises:
        SchemaTooNew: the database holds migrations this version does not know.
    """
    db = Database(connection, execute_plugins=False, recursive_triggers=False)
    check_version(connection, name=name)
    while pending := migrations.pending(db):
        # IMMEDIATE first, and apply() looks again inside: two processes that open a new file do not both migrate it
        with immediate(connection):
            migrations.apply(db, stop_before={later.name for later in pending[1:]})
    held = dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'view'"))
    stale = [view for view, sql in VIEWS.items() if held.get(view) != f'CREATE VIEW "{view}" AS {sql}']
    if stale:
        with immediate(connection):
            for view in stale:
                db.create_view(view, VIEWS[view], replace=True)

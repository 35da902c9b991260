"""The tables, in the words of SQL; :mod:`pipeline.storage.schema` makes them.

Habits: times are UTC text of one width (``2025-06-03T10:00:00.000000Z``), so they sort as text and SQLite's date
functions read them; lists and mappings are JSON; tables are STRICT; what belongs to one document and has an order is
clustered by ``(document_id, position)``.

Foreign keys are declared except on three columns that the hot path updates (``urls.capture``, ``urls.document_id``,
``versions.last_run``): such an update opens a statement journal, which takes longer than the update, and before one
FTS5 writes out what it has gathered. :meth:`Store.check` checks them.
"""

FRONTIER = """
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
  capture INTEGER,
  document_id INTEGER,
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

HISTORY = """
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
  last_run INTEGER NOT NULL,
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

LINKS = """
CREATE TABLE link_checks (
  url TEXT PRIMARY KEY,
  target TEXT NOT NULL,
  host TEXT NOT NULL,
  verdict TEXT NOT NULL,
  outcome TEXT NOT NULL,
  status INTEGER,
  final_url TEXT,
  first_seen TEXT NOT NULL,
  checked_at TEXT NOT NULL,
  checks INTEGER NOT NULL,
  last_fine TEXT,
  first_bad TEXT,
  confirmed_bad TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX link_checks_broken ON link_checks(host) WHERE verdict = 'broken';
CREATE INDEX links_url ON links(url);

CREATE TABLE probes (
  origin TEXT PRIMARY KEY,
  url TEXT NOT NULL,
  at TEXT NOT NULL,
  status INTEGER,
  words_sha256 TEXT
) STRICT, WITHOUT ROWID;
"""

SPELLS = """
CREATE TABLE link_spells (
  url TEXT NOT NULL,
  confirmed_bad TEXT NOT NULL,
  first_bad TEXT NOT NULL,
  last_fine TEXT,
  status INTEGER,
  final_url TEXT,
  ended TEXT,
  PRIMARY KEY (url, confirmed_bad)
) STRICT, WITHOUT ROWID;
INSERT INTO link_spells (url, confirmed_bad, first_bad, last_fine, status, final_url)
  SELECT url, confirmed_bad, first_bad, last_fine, status, final_url FROM link_checks
  WHERE confirmed_bad IS NOT NULL AND first_bad IS NOT NULL;
"""
"""When a link was broken, each time: what an audit of a past day must know, and the newest check alone does not."""

LEDGER = """
CREATE TABLE receipts (
  run INTEGER NOT NULL REFERENCES runs(number),
  host TEXT NOT NULL,
  requests INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  refusals INTEGER NOT NULL,
  smallest_gap REAL,
  median_gap REAL,
  robots_id TEXT,
  full_checks INTEGER NOT NULL,
  missed_changes INTEGER NOT NULL,
  PRIMARY KEY (run, host)
) STRICT, WITHOUT ROWID;

CREATE TABLE archive_files (
  file TEXT PRIMARY KEY,
  settled INTEGER NOT NULL,
  done INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine (
  payload_sha256 TEXT NOT NULL,
  parser_version TEXT NOT NULL,
  url TEXT NOT NULL,
  capture_id TEXT NOT NULL,
  since TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (payload_sha256, parser_version)
) STRICT, WITHOUT ROWID
"""

LONG_PAST = """
CREATE INDEX fetches_full ON fetches(url_id) WHERE http_status = 200;
CREATE INDEX urls_missing ON urls(missing_since) WHERE missing_since IS NOT NULL;
"""
"""So that what a run asks costs the same with a thousand runs before it and a million URLs beside it: when a page last
answered in full (the fetches since, 304 all of them, are not walked), and which URLs are missing."""

HINTS = """
ALTER TABLE receipts ADD COLUMN hints INTEGER NOT NULL DEFAULT 0;
ALTER TABLE receipts ADD COLUMN true_hints INTEGER NOT NULL DEFAULT 0;
"""

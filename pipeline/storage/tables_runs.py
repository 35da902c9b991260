"""The tables of what runs leave behind for the next one and for the operator; habits as in ``tables``."""

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

"""The tables of link checks; habits as in ``tables``."""

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

"""The tables of what is true now: current state, issues and findings, full-text search; habits as in ``tables``."""

from pipeline.storage.indexed import TOKENS

CURRENT = """
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

TROUBLE = """
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

AUDITS = """
CREATE TABLE audits (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  sites TEXT,
  rules TEXT NOT NULL,
  findings INTEGER NOT NULL,
  opened INTEGER NOT NULL,
  resolved INTEGER NOT NULL
) STRICT;
"""
"""One row an audit that brought the findings up to date: one that found nothing leaves no other trace."""

SEARCH = """
CREATE VIEW section_words AS
  SELECT s.id AS id, s.page_title AS title, s.heading AS heading, t.text AS text
  FROM sections s JOIN texts t ON t.id = s.text_id;

CREATE VIRTUAL TABLE sections_fts USING fts5(
  title, heading, text,
  content='section_words', content_rowid='id',
  tokenize='porter unicode61 remove_diacritics 2'
);
"""

SEARCH_IN_BULK = """
INSERT INTO sections_fts (sections_fts, rank) VALUES ('hashsize', 4194304);
INSERT INTO sections_fts (sections_fts, rank) VALUES ('automerge', 8);
"""
"""The words of one transaction are written out once or twice, and merged when eight of the kind stand there: with
FTS5's own figures (1 MiB and four) indexing takes a fifth longer."""

SEARCH_MERGED_SELDOM = """
INSERT INTO sections_fts (sections_fts, rank) VALUES ('automerge', 32);
INSERT INTO sections_fts (sections_fts, rank) VALUES ('crisismerge', 64);
"""
"""With eight, merging was a fifth of indexing where pages come by the hundred, and a third where they come one by one;
with 32 a search takes a twentieth longer. (At sixteen of a kind FTS5 would merge all of them at once.)"""

SEARCH_INSIDE = f"""
DROP TABLE sections_fts;
DROP VIEW section_words;
CREATE TABLE section_signs (
  id INTEGER PRIMARY KEY REFERENCES sections(id) ON DELETE CASCADE,
  title TEXT,
  heading TEXT,
  text TEXT
) STRICT;

CREATE VIEW section_words AS
  SELECT s.id AS id, coalesce(a.title, s.page_title) AS title, coalesce(a.heading, s.heading) AS heading,
         coalesce(a.text, t.text) AS text
  FROM sections s JOIN texts t ON t.id = s.text_id LEFT JOIN section_signs a ON a.id = s.id;

CREATE VIRTUAL TABLE sections_fts USING fts5(
  title, heading, text,
  content='section_words', content_rowid='id',
  tokenize="{TOKENS}"
);
{SEARCH_IN_BULK}
{SEARCH_MERGED_SELDOM}
"""
"""Words of scripts without spaces are indexed sign by sign: FTS5 takes what stands between two spaces for one word."""

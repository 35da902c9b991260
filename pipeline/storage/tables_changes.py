"""What a change means: grades, the edits of a run, and events that are not one page's; habits as in ``tables``.

``changes.confirm``: ``wanted`` until a second look, then ``confirmed``, ``withdrawn`` (the page says what it said
before) or ``superseded`` (it says a third thing); ``flicker`` for the return itself; null where no look is needed.
``change_edits`` holds the edits of pages changed in a run until the run is closed and they are collapsed.
"""

CHANGES = """
ALTER TABLE versions ADD COLUMN fingerprint TEXT;
ALTER TABLE versions ADD COLUMN review_role TEXT;
ALTER TABLE versions ADD COLUMN review_value TEXT;
ALTER TABLE versions ADD COLUMN review_lo TEXT;
ALTER TABLE versions ADD COLUMN review_hi TEXT;
ALTER TABLE changes ADD COLUMN returns_to INTEGER;
ALTER TABLE changes ADD COLUMN confirm TEXT;
ALTER TABLE changes ADD COLUMN event_id INTEGER;
CREATE INDEX changes_version ON changes(version_id) WHERE version_id IS NOT NULL;
CREATE INDEX changes_run ON changes(run);

CREATE TABLE change_edits (
  change_id INTEGER NOT NULL REFERENCES changes(id),
  digest BLOB NOT NULL,
  rank INTEGER NOT NULL,
  PRIMARY KEY (change_id, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  run INTEGER REFERENCES runs(number),
  kind TEXT NOT NULL,
  host TEXT,
  grade TEXT NOT NULL,
  pages INTEGER NOT NULL,
  looked_at INTEGER NOT NULL,
  edits INTEGER NOT NULL,
  document_id INTEGER,
  sample TEXT
) STRICT;
CREATE INDEX events_run ON events(run);

CREATE TABLE event_edits (
  host TEXT NOT NULL,
  digest BLOB NOT NULL,
  event_id INTEGER NOT NULL REFERENCES events(id),
  PRIMARY KEY (host, digest)
) STRICT, WITHOUT ROWID;
"""

SUSPECTS = """
CREATE TABLE suspects (
  document_id INTEGER PRIMARY KEY REFERENCES documents(id),
  fingerprint TEXT NOT NULL,
  since TEXT NOT NULL
) STRICT;
ALTER TABLE change_edits ADD COLUMN gone BLOB;
ALTER TABLE change_edits ADD COLUMN come BLOB;
ALTER TABLE change_edits ADD COLUMN common INTEGER NOT NULL DEFAULT 0;
"""
"""Pages in quarantine, and of each edit what went and what came, to be looked for on the host's other pages."""

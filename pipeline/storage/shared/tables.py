"""The tables of a shared frontier; moments are seconds since the epoch by the database's clock.

``crawl_hosts`` has a row for every host *and* for every address: both are asked by one at a time. ``open_at`` alone
decides who may take one. A claim sets it to the end of the lease plus the gap, so that nothing needs to happen when
the owner dies; completion sets it to now plus the gap. ``left_at`` is the moment from which the host is certainly
left alone: the end of the lease while there is one.
"""

SCHEMA = (
    """
CREATE TABLE IF NOT EXISTS crawl_state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id TEXT NOT NULL,
  coordinator TEXT NOT NULL,
  until DOUBLE PRECISION NOT NULL,
  closed INTEGER NOT NULL
)
""",
    """
CREATE TABLE IF NOT EXISTS crawl_hosts (
  name TEXT PRIMARY KEY,
  open_at DOUBLE PRECISION NOT NULL,
  left_at DOUBLE PRECISION NOT NULL,
  gap DOUBLE PRECISION NOT NULL,
  backoff DOUBLE PRECISION NOT NULL DEFAULT 0,
  owner TEXT,
  idle INTEGER NOT NULL
)
""",
    """
CREATE TABLE IF NOT EXISTS crawl_urls (
  id {serial},
  url TEXT NOT NULL UNIQUE,
  host TEXT NOT NULL,
  work TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  report TEXT
)
""",
    """
CREATE TABLE IF NOT EXISTS crawl_robots (
  origin TEXT PRIMARY KEY,
  snapshot TEXT NOT NULL,
  news INTEGER NOT NULL
)
""",
    """
CREATE TABLE IF NOT EXISTS crawl_stints (
  owner TEXT PRIMARY KEY,
  receipts TEXT NOT NULL
)
""",
    "CREATE INDEX IF NOT EXISTS crawl_hosts_open ON crawl_hosts (idle, open_at)",
    "CREATE INDEX IF NOT EXISTS crawl_hosts_owner ON crawl_hosts (owner) WHERE owner IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS crawl_urls_waiting ON crawl_urls (host, tries, id) WHERE report IS NULL",
    "CREATE INDEX IF NOT EXISTS crawl_urls_reported ON crawl_urls (id) WHERE report IS NOT NULL",
)

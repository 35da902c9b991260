"""When and how a page was looked at, as several tables say it: they have to say the same.

A date in one row alone cannot be told from a damaged one. But the moment of a look is that of its answer, which the
archive has, too; a version was first seen by the answer it was read from, and a document by its first version. Of what
is imported, the moments are the import's. Older versions of this software noted when they stored an answer, which was
right behind it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Final

from pipeline.nearest import many

_LOOKS: Final = """
SELECT 'with ' || CASE WHEN f.http_status IS NOT c.status THEN 'another status' WHEN u.url IS NOT c.requested_url THEN
    'another address' WHEN r.id IS NOT c.run_id THEN 'another run' ELSE 'another moment' END || ' than the answer has',
  'look', u.url || ' (' || f.at || ', answered ' || c.fetched_at || ')'
FROM fetches f JOIN captures c ON c.number = f.capture JOIN urls u ON u.id = f.url_id JOIN runs r ON r.number = f.run
WHERE f.http_status IS NOT c.status OR u.url IS NOT c.requested_url OR r.id IS NOT c.run_id
  OR (f.at IS NOT c.fetched_at AND r.kind <> 'import'
    AND coalesce(julianday(f.at) - julianday(c.fetched_at), -1) NOT BETWEEN 0 AND 1.0 / 1440)
"""
_VERSIONS: Final = """
SELECT CASE WHEN v.first_seen_at > v.last_seen_at THEN 'seen last before it was seen first'
    WHEN w.first_seen_at < v.last_seen_at THEN 'seen behind the next one'
    ELSE 'first seen at another moment than its answer came' END, 'version',
  d.url || ' (' || v.number || ', ' || v.first_seen_at || ')'
FROM versions v JOIN documents d ON d.id = v.document_id JOIN runs r ON r.number = v.first_run
LEFT JOIN captures c ON c.id = v.capture_id
LEFT JOIN versions w ON w.document_id = v.document_id AND w.number = v.number + 1
WHERE v.first_seen_at > v.last_seen_at OR w.first_seen_at < v.last_seen_at
  OR (c.id IS NOT NULL AND v.first_seen_at IS NOT c.fetched_at AND r.kind <> 'import'
    AND coalesce(julianday(v.first_seen_at) - julianday(c.fetched_at), -1) NOT BETWEEN 0 AND 1.0 / 1440)
"""
_LAST: Final = """
SELECT 'seen last at a moment at which nobody looked', 'version',
  d.url || ' (' || v.number || ', ' || v.last_seen_at || ')'
FROM versions v JOIN documents d ON d.id = v.document_id
WHERE EXISTS (SELECT 1 FROM fetches f WHERE f.version_id = v.id)
  AND NOT EXISTS (SELECT 1 FROM fetches f WHERE f.version_id = v.id AND f.at = v.last_seen_at)
"""
_ADDRESSES: Final = """
SELECT 'at an address that was never named', 'page', url FROM documents WHERE url NOT IN (SELECT url FROM urls)
"""
_GONE: Final = """
SELECT CASE WHEN d.gone_since IS NULL THEN 'that stands, and was noted as gone,'
  ELSE 'gone without a change that says so' END,
  'page', d.url
FROM documents d WHERE (d.gone_since IS NOT NULL) IS NOT ((SELECT kind FROM changes c WHERE c.document_id = d.id
  AND c.kind IN ('gone', 'returned', 'changed', 'new') ORDER BY c.id DESC LIMIT 1) = 'gone')
"""
_DOCUMENTS: Final = """
SELECT 'first seen, or changed last, at another moment than its versions say', 'page', d.url
FROM documents d JOIN versions v ON v.id = d.version_id JOIN versions w ON w.document_id = d.id AND w.number = 1
WHERE d.first_seen IS NOT w.first_seen_at OR d.changed_at IS NOT v.first_seen_at
"""
_CHANGES: Final = """
SELECT 'at another moment than the version that it made', 'change', d.url || ' (' || c.at || ')'
FROM changes c JOIN versions v ON v.id = c.version_id JOIN documents d ON d.id = v.document_id
WHERE c.kind IN ('new', 'changed') AND c.at IS NOT v.first_seen_at
"""
_ROBOTS: Final = """
SELECT 'with a moment or status that no answer has', 'robots.txt', r.origin || ' (' || r.fetched_at || ')'
FROM robots r WHERE r.status IS NOT NULL AND (r.fetched_at, r.status) NOT IN (
  SELECT fetched_at, status FROM captures WHERE requested_url LIKE '%/robots.txt')
"""


def out_of_step(sql: sqlite3.Connection) -> Iterator[str]:
    """Rows that say otherwise than those they stand on: once a kind, with the first."""
    for asked in (_LOOKS, _VERSIONS, _LAST, _DOCUMENTS, _ADDRESSES, _GONE, _CHANGES, _ROBOTS):
        rows = sorted(sql.execute(asked), key=itemgetter(0))
        for what, some in groupby(rows, key=itemgetter(0)):
            (_, kind, first), *more = some
            yield f"{many(1 + len(more), kind)} {what}: {first}"

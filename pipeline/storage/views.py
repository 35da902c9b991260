"""Views for people: what Datasette, a notebook or ``sqlite3`` on the command line should show first.

A view holds no data, so it is no migration: opening the database for writing brings the views to this text.
"""

from __future__ import annotations

VIEWS: dict[str, str] = {
    "pages": """SELECT d.id, d.url, d.site, d.page_type, d.title, d.language, d.reviewed, d.modified, d.published,
  d.next_review_due, d.rights, d.words, v.number AS versions, v.first_seen_at AS current_since,
  v.last_seen_at AS last_checked, d.first_seen, d.gone_since,
  (SELECT count(*) FROM sections s WHERE s.document_id = d.id) AS sections,
  (SELECT count(*) FROM links l WHERE l.document_id = d.id) AS links,
  (SELECT count(*) FROM issues i WHERE i.document_id = d.id AND i.resolved_at IS NULL) AS issues
FROM documents d JOIN versions v ON v.id = d.version_id""",
    "section_list": """SELECT s.id, d.url AS page, s.page_title, s.position, s.level, s.heading, s.section_group,
  s.kind, t.text, coalesce(t.markdown, t.text) AS markdown, s.section_key, s.anchor, s.document_id
FROM sections s JOIN documents d ON d.id = s.document_id JOIN texts t ON t.id = s.text_id""",
    "review_dates": """SELECT d.url, d.site, d.page_type, d.title, d.reviewed, d.modified, d.next_review_due,
  coalesce(d.reviewed, d.modified) AS newest_claim, d.gone_since
FROM documents d ORDER BY coalesce(d.reviewed, d.modified) IS NOT NULL, coalesce(d.reviewed, d.modified), d.url""",
    "run_list": """SELECT r.number, r.id, r.kind, r.started_at, r.finished_at, r.verdict,
  json_extract(r.counts, '$.due') AS due, json_extract(r.counts, '$.requests') AS requests,
  json_extract(r.counts, '$.new') AS new, json_extract(r.counts, '$.changed') AS changed,
  json_extract(r.counts, '$.unchanged') AS unchanged, json_extract(r.counts, '$.failed') AS failed,
  json_extract(r.counts, '$.gone') AS gone, json_extract(r.counts, '$.bytes') AS bytes
FROM runs r""",
    "latest_run": """SELECT u.url, f.at, f.reason, f.outcome, f.result, f.http_status, f.bytes, f.elapsed_ms, f.message
FROM fetches f JOIN urls u ON u.id = f.url_id WHERE f.run = (SELECT max(number) FROM runs)""",
    "failing": """SELECT u.url, u.site, u.status, u.failure, u.failing_since, u.attempts, u.missing_since, u.next_due
FROM urls u WHERE u.failing_since IS NOT NULL""",
    "change_list": """SELECT c.at, c.kind, c.grade, d.url, d.title, c.document_id, c.version_id, c.previous_version_id,
  c.run, c.detail
FROM changes c LEFT JOIN documents d ON d.id = c.document_id""",
    "review_ledger": """WITH RECURSIVE standing(document_id, number) AS (
  SELECT document_id, 1 FROM versions WHERE number = 1
  UNION ALL
  SELECT s.document_id, 1 + max(s.number, coalesce((SELECT max(w.number) FROM versions w
    WHERE w.document_id = s.document_id AND w.fingerprint = v.fingerprint
      AND coalesce(w.review_hi, '') <= coalesce(v.review_hi, '')), 0))
  FROM standing s JOIN versions v ON v.document_id = s.document_id AND v.number = s.number
), claims AS (
  SELECT v.*, count(review_hi) OVER (PARTITION BY document_id ORDER BY number) AS claims FROM versions v
), stated AS (
  SELECT document_id, number, grade, first_seen_at, last_seen_at, max(review_role) OVER c AS role,
    max(review_value) OVER c AS value, max(review_lo) OVER c AS lo, max(review_hi) OVER c AS hi
  FROM claims WINDOW c AS (PARTITION BY document_id, claims)
), seen AS (
  SELECT v.document_id, v.number, v.lo, v.hi,
    coalesce(v.grade IN ('critical', 'substantive') AND s.number IS NOT NULL, 0) AS material,
    coalesce(lag(v.role) OVER w = v.role
      AND v.number = min(v.number) OVER (PARTITION BY v.document_id, v.role, v.value) AND CASE
      WHEN lag(v.value) OVER w LIKE '%T%' AND v.value LIKE '%T%'
        THEN julianday(v.value) > julianday(lag(v.value) OVER w)
      ELSE julianday(v.lo) - julianday(lag(v.hi) OVER w) > ((lag(v.value) OVER w LIKE '%T%') <> (v.value LIKE '%T%'))
        OR ((v.lo, v.hi) > (lag(v.lo) OVER w, lag(v.hi) OVER w)
          AND v.hi >= substr(min(lag(v.last_seen_at) OVER w, v.first_seen_at), 1, 10)) END, 0) AS forward,
    substr(min(lag(v.last_seen_at) OVER w, v.first_seen_at), 1, 10) AS looked
  FROM stated v LEFT JOIN standing s ON s.document_id = v.document_id AND s.number = v.number
  WINDOW w AS (PARTITION BY v.document_id ORDER BY v.number)
), moves AS (
  SELECT document_id, number, lag(number, 1, 0) OVER (PARTITION BY document_id ORDER BY number) AS before
  FROM seen WHERE forward
), last_move AS (
  SELECT document_id, max(number) AS number, max(before) AS before FROM moves GROUP BY document_id
), found AS (
  SELECT d.id, d.url, d.site, d.title,
    (SELECT max(s.number) FROM seen s WHERE s.document_id = d.id AND s.material AND s.looked > s.hi AND NOT s.forward
     AND s.number > coalesce(m.number, 0) AND s.looked > (SELECT hi FROM seen n WHERE n.document_id = d.id
     ORDER BY n.number DESC LIMIT 1)) AS changed_in,
    CASE WHEN m.number IS NOT NULL AND NOT EXISTS (SELECT 1 FROM seen s WHERE s.document_id = d.id AND s.material
     AND s.number > m.before AND s.number <= m.number) AND NOT EXISTS (SELECT 1 FROM seen s JOIN seen t
     ON t.document_id = s.document_id AND t.number = m.number WHERE s.document_id = d.id AND s.number > m.number
     AND s.hi < t.lo) THEN m.number END AS moved_in
  FROM documents d LEFT JOIN last_move m ON m.document_id = d.id
)
SELECT f.url, f.site, f.title, CASE WHEN f.changed_in IS NOT NULL AND f.moved_in IS NOT NULL THEN 'both'
    WHEN f.changed_in IS NOT NULL THEN 'changed-since-review'
    WHEN f.moved_in IS NOT NULL THEN 'date-moved-without-change' ELSE 'neither' END AS state,
  v.review_role, v.review_value, f.changed_in, f.moved_in
FROM found f JOIN documents d ON d.id = f.id JOIN versions v ON v.id = d.version_id""",
    "event_list": """SELECT e.at, e.kind, e.host, e.grade, e.pages, e.looked_at, e.edits, d.url AS such_as,
  e.sample, e.run
FROM events e LEFT JOIN documents d ON d.id = e.document_id""",
}

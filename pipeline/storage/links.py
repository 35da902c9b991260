"""Links as dated records: first seen, last fine, broken since, and what a host says of a page that cannot exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from msgspec import structs

from pipeline.moments import stamp
from pipeline.storage.connection import bound, guarded
from pipeline.storage.link_values import LinkCheck, OwnPage, Place, Probe, Told, Verdict
from pipeline.storage.packing import as_json
from pipeline.storage.schedule import CLOCK_SLACK
from pipeline.storage.session import Session

EARLY = 0.05
"""Share of a wait by which it is over sooner. A round at the same hour of every week asks a link some minutes sooner or
later than the round before; else it would wait for two weeks."""

CONFIRM_AFTER = timedelta(days=7) * (1 - EARLY)
"""A link is broken when a second check, this much later, says so too."""

_DUE = """
SELECT l.url FROM links l JOIN documents d ON d.id = l.document_id LEFT JOIN link_checks k ON k.url = l.url
WHERE l.url > :after AND d.gone_since IS NULL AND l.kind IN ('internal', 'external', 'download', 'anchor')
  AND (:all OR d.site IN (SELECT value FROM json_each(:sites)))
  AND (k.url IS NULL OR k.checked_at > :later OR (
    k.checked_at <= CASE k.verdict WHEN 'fine' THEN :fine_before WHEN 'unknown' THEN :soon_before ELSE :bad_before END
    AND (k.verdict IS NOT 'unknown' OR k.checked_at <= :fine_before OR julianday(:now) - julianday(k.checked_at)
         >= julianday(k.checked_at) - julianday(coalesce(k.last_fine, k.first_seen)))))
GROUP BY l.url ORDER BY {order} LIMIT :page
"""
_IN_ORDER = _DUE.format(order="l.url")
_MOST_URGENT = _DUE.format(order="k.verdict IS 'suspect' DESC, coalesce(k.checked_at, ''), l.url")
_SAVE = """
INSERT INTO link_checks VALUES (:url, :target, :host, :verdict, :outcome, :status, :final_url, :at, :at, 1, :fine, :bad,
  NULL)
ON CONFLICT (url) DO UPDATE SET verdict = excluded.verdict, outcome = excluded.outcome, status = excluded.status,
  final_url = excluded.final_url, checked_at = excluded.checked_at, checks = checks + 1, last_fine = :fine,
  first_bad = :bad, confirmed_bad = :confirmed
"""
_COLUMNS = (
    "url, target, verdict, outcome, status, final_url, first_seen, checked_at, checks, last_fine, first_bad,"
    " confirmed_bad"
)
_STANDS = """
EXISTS (SELECT 1 FROM links l JOIN documents d ON d.id = l.document_id
        WHERE l.url = link_checks.url AND d.gone_since IS NULL)
"""
_CHECKS = f"""
SELECT {_COLUMNS} FROM link_checks WHERE verdict IN (SELECT value FROM json_each(?)) AND (NOT ? OR {_STANDS})
ORDER BY url
"""
_COUNTS = f"SELECT verdict, outcome, count(*) FROM link_checks WHERE {_STANDS} GROUP BY 1, 2 ORDER BY 1, 2"
_PLACES = """
SELECT d.url, d.title, s.heading, s.anchor, l.text FROM links l JOIN documents d ON d.id = l.document_id
LEFT JOIN sections s ON s.document_id = l.document_id AND s.section_key = l.section_key
WHERE l.url = ? AND d.gone_since IS NULL GROUP BY l.document_id, l.position ORDER BY d.url, l.position
"""
_OWN = """
SELECT u.status, u.last_tried, u.last_fetched,
       coalesce(u.failure, (SELECT code FROM issues WHERE site = u.site AND url = u.url AND code = 'soft-404'
                            AND document_id IS NULL AND resolved_at IS NULL)),
       u.moved_to, d.url, c.file, c.offset, c.length
FROM urls u LEFT JOIN documents d ON d.id = u.document_id LEFT JOIN versions v ON v.id = d.version_id
LEFT JOIN captures c ON c.id = v.capture_id
WHERE u.url = ?
"""


class Links(Session):
    """Reads which links are due, keeps what checks told."""

    @guarded
    def links_due(
        self,
        *,
        now: datetime,
        fine_for: timedelta,
        sites: Collection[str] = (),
        limit: int | None = None,
    ) -> Iterator[str]:
        """Links of standing pages whose last check is too old, in order of URL.

        A broken or suspect one is asked again after :data:`CONFIRM_AFTER`, one that told nothing after growing waits:
        a day at least, else as long as it has been silent, ``fine_for`` at most. Each wait is over :data:`EARLY`.

        Args:
            now: the moment to judge by.
            fine_for: how long a fine link is believed.
            sites: only links of pages of these.
            limit: so many at most: those that wait for their second check, then never checked ones, then the oldest.
        """
        values: dict[str, Any] = {
            "all": not sites,
            "sites": as_json(sorted(sites)),
            "fine_before": stamp(now - fine_for * (1 - EARLY)),
            "bad_before": stamp(now - CONFIRM_AFTER),
            "soon_before": stamp(now - timedelta(days=1) * (1 - EARLY)),
            "now": stamp(now),
            "later": stamp(now + CLOCK_SLACK),  # by a clock that was ahead
            "page": 500 if limit is None else limit,
        }
        self._have_index()
        if limit is not None:
            yield from sorted(row[0] for row in self._sql.execute(_MOST_URGENT, values | {"after": ""}).fetchall())
            return
        yield from (url for (url,) in self._pages(_IN_ORDER, "", **values))

    def _have_index(self) -> None:
        """Links by their address: a fifth of what storing a page costs, so it stands only where links are checked."""
        held = self._sql.execute("SELECT 1 FROM sqlite_schema WHERE name = 'links_url'").fetchone()
        if held is None and not self._sql.execute("PRAGMA query_only").fetchone()[0]:
            with self.batch():
                self._sql.execute("CREATE INDEX IF NOT EXISTS links_url ON links(url)")

    @guarded
    def save_link(self, told: Told, *, now: datetime) -> LinkCheck:
        """Keep what a check told; what it means together with the checks before."""
        with self.batch():
            before = self.link(told.url)
            fine = before.last_fine if before else None
            bad = before.first_bad if before else None
            confirmed = before.confirmed_bad if before else None
            verdict: Verdict = "unknown"
            if told.good:
                verdict, fine, bad, confirmed = "fine", now, None, None
            elif told.good is False:
                bad = min(bad or now, now)  # a clock that was ahead has not seen it earlier than this
                if confirmed is None and now - bad >= CONFIRM_AFTER:
                    confirmed = now
                verdict = "broken" if confirmed else "suspect"
            elif confirmed:
                verdict = "broken"  # a host that will not speak refutes nothing
            self._sql.execute(
                _SAVE,
                structs.asdict(told)
                | {
                    "verdict": verdict,
                    "at": stamp(now),
                    "fine": None if fine is None else stamp(fine),
                    "bad": None if bad is None else stamp(bad),
                    "confirmed": None if confirmed is None else stamp(confirmed),
                },
            )
            if told.good and before is not None and before.confirmed_bad is not None:
                self._sql.execute(
                    "UPDATE link_spells SET ended = ? WHERE url = ? AND ended IS NULL", (stamp(now), told.url)
                )
            elif confirmed == now and bad is not None:
                self._sql.execute(
                    "INSERT INTO link_spells (url, confirmed_bad, first_bad, last_fine, status, final_url)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (told.url, stamp(now), stamp(bad), fine and stamp(fine), told.status, told.final_url),
                )
            kept = self.link(told.url)
        assert kept is not None  # noqa: S101 - it was written in the line above
        return kept

    @guarded
    def link(self, url: str) -> LinkCheck | None:
        """The record of one link."""
        return self._one(LinkCheck, f"SELECT {_COLUMNS} FROM link_checks WHERE url = ?", (url,))

    @guarded
    def link_checks(self, verdicts: Collection[str] = ("broken",), *, standing: bool = True) -> Iterator[LinkCheck]:
        """Links of these verdicts in order of URL; ``standing``: that stand in a page, what was taken out is mended."""
        yield from self._all(LinkCheck, _CHECKS, (as_json(sorted(verdicts)), standing))

    @guarded
    def link_counts(self) -> dict[tuple[str, str], int]:
        """How many links that stand in a page there are of each verdict and outcome."""
        return {(verdict, outcome): count for verdict, outcome, count in self._sql.execute(_COUNTS)}

    @guarded
    def places(self, url: str) -> list[Place]:
        """Every page and section where a link stands now; pages that are gone are none."""
        return self._all(Place, _PLACES, (url,))

    @guarded
    def own_page(self, url: str) -> OwnPage | None:
        """What the frontier knows of a page by its canonical URL."""
        return self._one(OwnPage, _OWN, (url,))

    @guarded
    def save_probe(self, probe: Probe) -> None:
        """Keep what an origin said to an address that cannot exist; the newest counts."""
        with self.batch():
            self._sql.execute(
                "INSERT OR REPLACE INTO probes VALUES (?, ?, ?, ?, ?)",
                (probe.origin, probe.url, stamp(probe.at), probe.status, probe.words_sha256),
            )

    @guarded
    def probes(self, *, as_of: datetime | None = None) -> dict[str, Probe]:
        """The newest probe of every origin; one that has been asked anew since ``as_of`` says nothing of that day."""
        then = "SELECT origin, url, at, status, words_sha256 FROM probes WHERE at <= ?"
        return {probe.origin: probe for probe in self._all(Probe, then, (bound(as_of),))}

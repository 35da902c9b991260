"""The end of a run: edits made all over a host become one event, critical changes are due for a second look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec

from pipeline.changes import RANK, Grade, common_marks, compare, edit_digests, is_host_wide
from pipeline.changes.commonplace import PAGES as FEWEST
from pipeline.changes.commonplace import mark
from pipeline.changes.words import key
from pipeline.model.document import Document
from pipeline.moments import stamp
from pipeline.storage.connection import bound, guarded, moment
from pipeline.storage.documents import Documents
from pipeline.storage.grading import MOST_EDITS
from pipeline.storage.packing import as_json
from pipeline.storage.rows import read_rows
from pipeline.storage.samples import Samples
from pipeline.storage.values import Event, EventSample
from pipeline.storage.versions import VERSION_THEN

CONFIRM = "confirm-change"
"""Why a page is due that changed critically: to see whether the change stands."""

LOOK_AGAIN_AFTER = timedelta(minutes=15)
"""Before the second look at a critical change: past the caches of a minute, well before the next regular look."""

SAMPLE = 200
"""Pages of a host among which boilerplate is looked for: they tell a share of a fifth to within 6 % (95 % sure)."""

WINDOW = timedelta(days=35)
"""How far back pages are looked at again when an edit turns out to be the host's: they are asked on different nights,
and the first of them were too few to show it."""

MOST_EARLIER = 500
"""Changes of those nights that are compared once more, the newest."""

_OF_RANK: dict[int, Grade] = {rank: grade for grade, rank in RANK.items() if rank}
_DATES = RANK["dates-only"]

_SEEN = """
SELECT u.host, e.digest, count(DISTINCT c.document_id) AS pages, max(e.rank), min(c.id), max(c.id), sum(c.id)
FROM change_edits e JOIN changes c ON c.id = e.change_id JOIN documents d ON d.id = c.document_id
JOIN urls u ON u.url = d.url
WHERE c.run = ? GROUP BY u.host, e.digest ORDER BY u.host, min(c.id), e.digest
"""
_LOOKED_AT = """
SELECT u.host, count(DISTINCT f.url_id) FROM fetches f JOIN urls u ON u.id = f.url_id
WHERE f.run = ? AND u.kind = 'page' AND f.result IN ('new', 'changed', 'unchanged', 'returned') GROUP BY u.host
"""
_TOUCHED = """
SELECT e.change_id, c.version_id, max(CASE WHEN w.event_id IS NULL AND NOT e.common THEN e.rank ELSE 0 END),
       max(e.rank), count(*), max(w.event_id)
FROM change_edits e JOIN changes c ON c.id = e.change_id JOIN documents d ON d.id = c.document_id
JOIN urls u ON u.url = d.url LEFT JOIN event_edits w ON w.host = u.host AND w.digest = e.digest
WHERE c.run = ? GROUP BY e.change_id HAVING max(w.event_id) IS NOT NULL OR max(e.common)
"""
_EARLIER = """
SELECT c.id, c.previous_version_id, c.version_id FROM changes c JOIN documents d ON d.id = c.document_id
JOIN urls u ON u.url = d.url
WHERE c.at >= ?1 AND c.run < ?2 AND u.host = ?3 AND c.kind = 'changed' AND c.event_id IS NULL
  AND c.previous_version_id IS NOT NULL AND c.grade IN ('critical', 'substantive', 'structural', 'links-only')
ORDER BY c.id DESC LIMIT ?4
"""
_ASKED = """
SELECT DISTINCT u.host, d.site FROM change_edits e JOIN changes c ON c.id = e.change_id
JOIN documents d ON d.id = c.document_id JOIN urls u ON u.url = d.url
LEFT JOIN event_edits w ON w.host = u.host AND w.digest = e.digest
WHERE c.run = ? AND (e.gone IS NOT NULL OR e.come IS NOT NULL) AND w.digest IS NULL
"""
"""Hosts with edits that can be of boilerplate and are of no event."""
_LOOSE = """
SELECT e.change_id, e.digest, e.gone, e.come FROM change_edits e JOIN changes c ON c.id = e.change_id
JOIN documents d ON d.id = c.document_id JOIN urls u ON u.url = d.url
WHERE c.run = ?1 AND u.host = ?2 AND (e.gone IS NOT NULL OR e.come IS NOT NULL)
"""
_STANDING = """
FROM documents WHERE gone_since IS NULL AND site = :site
  AND (url BETWEEN 'https://' || :host || '/' AND 'https://' || :host || '0'
       OR url BETWEEN 'http://' || :host || '/' AND 'http://' || :host || '0')
"""
"""The pages of a host, by an index: behind a slash comes a nought."""
_EVENLY = f"""
SELECT {VERSION_THEN.format("p.id")}
FROM (SELECT id, row_number() OVER (ORDER BY url) AS place {_STANDING}) p
WHERE place % :step = 0
"""
_TOLD_THEN = "SELECT e.id FROM changes c JOIN events e ON e.id = c.event_id WHERE c.id = ? AND e.run = ?"
"""The event that a change was part of before it was read again, if it is one of its own run."""
_OF_NO_EVENT = """
UPDATE changes SET event_id = NULL
WHERE event_id IS NOT NULL AND run = ? AND id IN (SELECT change_id FROM change_edits)
"""
_UPGRADED = """
SELECT count(DISTINCT c.document_id) FILTER (WHERE NOT EXISTS
         (SELECT 1 FROM changes b WHERE b.document_id = c.document_id AND b.event_id = ?2 AND b.id <= ?1)), count(*)
FROM changes c WHERE c.id > ?1 AND c.kind = 'technical'
"""
"""Pages whose first technical change by a run is after another change, and technical changes after it."""
_EVENTS = """
SELECT e.id, e.at, r.id, e.kind, e.host, e.grade, e.pages, e.looked_at, e.edits, d.url,
       coalesce(e.sample, '[]')
FROM events e LEFT JOIN runs r ON r.number = e.run LEFT JOIN documents d ON d.id = e.document_id
WHERE e.id > :after AND (:run_id IS NULL OR r.id = :run_id) ORDER BY e.id LIMIT 200
"""


class Events(Samples, Documents):
    """What is not one page's change: an edit all over a host, a reader's upgrade."""

    @guarded
    def settle_changes(self, run_id: str, *, now: datetime) -> list[Event]:
        """Close the changes of a run, and of earlier ones that never came to this or were read again since.

        They collapse, and then pages are asked again.

        An edit that at least a tenth of the host's pages looked at show, or that is part of an earlier event of the
        host, is one event. Beside those, what stands on a fifth of the host's pages (looked for on
        :data:`SAMPLE` of them) is boilerplate, and its coming and going says nothing of the page. A page that shows
        nothing else is graded ``template`` (``dates-only`` stays, for the ledger), also one that showed the edit on a
        night of :data:`WINDOW` before it was known for the host's. What is critical on its own is due for a second
        look.

        Returns:
            The events of this run.
        """
        run = self._run_number(run_id)
        with self.batch():
            open_runs = [
                row[0]
                for row in self._sql.execute(
                    "SELECT DISTINCT c.run FROM change_edits e JOIN changes c ON c.id = e.change_id WHERE c.run <= ?"
                    " ORDER BY 1",
                    (run,),
                )
            ]
            for number in open_runs:
                at = now if number == run else self._last_change_of(number)
                for host in self._collapse(number, at=stamp(at)):
                    self._regrade_earlier(number, host, since=stamp(at - WINDOW))
                self._find_common(number, as_of=None if number == run else at)
                self._sql.execute(_OF_NO_EVENT, (number,))
                self._regrade_touched(number)
                self._sql.execute(
                    "DELETE FROM change_edits WHERE change_id IN (SELECT id FROM changes WHERE run = ?)", (number,)
                )
            if open_runs:
                self._ask_again(open_runs, at=stamp(now + LOOK_AGAIN_AFTER))
        return list(self.events(run_id=run_id))

    def _collapse(self, run: int, *, at: str) -> set[str]:
        """Make events of the edits of a run that are its hosts'; the hosts that have a new one."""
        looked_at = dict(self._sql.execute(_LOOKED_AT, (run,)).fetchall())
        known = set(self._sql.execute("SELECT host, digest FROM event_edits"))
        # edits that the same pages show are one event: told by how many, the first, the last and the sum of changes
        together: dict[tuple[Any, ...], list[tuple[bytes, int]]] = defaultdict(list)
        for host, digest, pages, rank, first, last, total in self._sql.execute(_SEEN, (run,)):
            if (host, digest) not in known and is_host_wide(pages, looked_at.get(host, pages)):
                together[host, pages, first, last, total].append((digest, rank))
        for (host, pages, first, _, _), edits in together.items():
            told = self._value(_TOLD_THEN, (first, run))
            if told is not None:  # another reader has other words for it
                self._are_of(told, host, edits)
                continue
            grade = _OF_RANK[max(rank for _, rank in edits)]
            document_id, sample = self._sample(first, [digest for digest, _ in edits])
            event = self._sql.execute(
                "INSERT INTO events (at, run, kind, host, grade, pages, looked_at, edits, document_id, sample)"
                " VALUES (?, ?, 'host-wide', ?, ?, ?, ?, ?, ?, ?)",
                (at, run, host, grade, pages, looked_at.get(host, pages), len(edits), document_id, sample),
            ).lastrowid
            self._are_of(int(event or 0), host, edits)
        return {host for host, *_ in together}

    def _are_of(self, event: int, host: str, edits: list[tuple[bytes, int]]) -> None:
        self._sql.executemany(
            "INSERT INTO event_edits (host, digest, event_id) VALUES (?, ?, ?)",
            [(host, digest, event) for digest, _ in edits],
        )

    def _last_change_of(self, run: int) -> datetime:
        return moment(self._value("SELECT max(at) FROM changes WHERE run = ?", (run,)))

    def _regrade_earlier(self, run: int, host: str, *, since: str) -> None:
        """Grade anew the first pages that showed an edit of the host, which earlier runs took for edits of theirs."""
        known = dict(self._sql.execute("SELECT digest, event_id FROM event_edits WHERE host = ?", (host,)))
        earlier = self._sql.execute(_EARLIER, (since, run, host, MOST_EARLIER)).fetchall()
        for change_id, before, version_id in earlier:
            found = edit_digests(compare(self._record(before), self._record(version_id)))
            events = [known[digest] for digest in found if digest in known]
            if events and len(found) < MOST_EDITS:
                ranks = {digest: RANK[trace.grade] for digest, trace in found.items()}
                own = max((rank for digest, rank in ranks.items() if digest not in known), default=0)
                self._grade_rest(change_id, version_id, own, max(ranks.values()), max(events))

    def _find_common(self, run: int, *, as_of: datetime | None) -> None:
        """Mark the edits of a run that are nothing but boilerplate coming or going; those of an event are told there.

        Where a block that stands everywhere has become one that stands nowhere else, the page says something: it is
        the first that shows an edit of the host, or an edit of its own.
        """
        for host, site in self._sql.execute(_ASKED, (run,)).fetchall():
            common = common_marks(self._pages_of(host, site, as_of))
            known = common | self._former(host)
            for change_id, digest, gone, come in self._sql.execute(_LOOSE, (run, host)).fetchall() if common else ():
                if {gone, come} - {None} <= known:
                    self._sql.execute(
                        "UPDATE change_edits SET common = 1 WHERE change_id = ? AND digest = ?", (change_id, digest)
                    )

    def _former(self, host: str) -> frozenset[bytes]:
        """Blocks that edits of the host took the place of: a page that was away for two of them shows the first yet."""
        samples = self._sql.execute("SELECT sample FROM events WHERE host = ? AND sample IS NOT NULL", (host,))
        edits = (one for (sample,) in samples for one in msgspec.json.decode(sample, type=tuple[EventSample, ...]))
        return frozenset(
            mark("block", key(one.before)) for one in edits if one.before and one.what in ("changed", "removed")
        )

    def _pages_of(self, host: str, site: str, as_of: datetime | None) -> Iterator[Document]:
        """Up to :data:`SAMPLE` standing pages of a host, evenly by URL, with what they said then."""
        of_host = {"site": site, "host": host, "as_of": bound(as_of)}
        standing = self._value(f"SELECT count(*) {_STANDING}", of_host)
        if standing >= FEWEST:
            step = {"step": max(1, standing // SAMPLE)}
            for (version_id,) in self._sql.execute(_EVENLY, of_host | step).fetchall():
                if version_id is not None:
                    yield self._record(version_id)

    def _regrade_touched(self, run: int) -> None:
        for change_id, version_id, own, whole, count, event in self._sql.execute(_TOUCHED, (run,)).fetchall():
            self._grade_rest(change_id, version_id, whole if count >= MOST_EDITS else own, whole, event)

    def _grade_rest(self, change_id: int, version_id: int, rest: int, whole: int, event: int | None) -> None:
        """Grade a change by what is left of it, and say of which event the other part is."""
        grade: Grade = _OF_RANK[rest] if rest else "dates-only" if whole == _DATES else "template"
        self._sql.execute(
            "UPDATE changes SET event_id = ?, grade = ?, confirm = CASE WHEN ? THEN confirm END WHERE id = ?",
            (event, grade, grade == "critical", change_id),
        )
        self._sql.execute("UPDATE versions SET grade = ? WHERE id = ?", (grade, version_id))

    def _ask_again(self, runs: list[int], *, at: str) -> None:
        self._sql.execute(
            "UPDATE urls SET next_due = ?, due_reason = ? WHERE document_id IN (SELECT document_id FROM changes"
            " WHERE confirm = 'wanted' AND run IN (SELECT value FROM json_each(?)))"
            " AND status IN ('fetched', 'unchanged') AND next_due > ?",
            (at, CONFIRM, as_json(runs), at),
        )

    @guarded
    def note_upgrade(self, run_id: str, *, since_change: int, now: datetime, looked_at: int) -> int:
        """Make the technical changes after ``since_change`` part of the one event of a run that reads again.

        Called in the transaction that stores them: however the run ends, none of them is left without its event.

        Args:
            run_id: the run.
            since_change: :meth:`last_change` at the call before.
            now: the moment.
            looked_at: captures that the run has read again.

        Returns:
            Pages of the event so far; 0 where there is none.
        """
        number = self._run_number(run_id)
        with self.batch():
            event = self._value("SELECT id FROM events WHERE run = ? AND kind = 'technical'", (number,))
            pages, edits = self._sql.execute(_UPGRADED, (since_change, event)).fetchone()
            if edits and event is None:
                event = self._sql.execute(
                    "INSERT INTO events (at, run, kind, host, grade, pages, looked_at, edits)"
                    " VALUES (?, ?, 'technical', NULL, 'technical', 0, 0, 0)",
                    (stamp(now), number),
                ).lastrowid
            if event is None:
                return 0
            self._sql.execute(
                "UPDATE changes SET event_id = ? WHERE id > ? AND kind = 'technical'", (event, since_change)
            )
            grown = "UPDATE events SET at = ?, pages = pages + ?, edits = edits + ?, looked_at = ? WHERE id = ?"
            return int(self._value(f"{grown} RETURNING pages", (stamp(now), pages, edits, looked_at, event)))

    @guarded
    def last_change(self) -> int:
        """The id of the newest change; 0 when there is none."""
        return int(self._value("SELECT coalesce(max(id), 0) FROM changes"))

    @guarded
    def events(self, *, run_id: str | None = None) -> Iterator[Event]:
        """Events in the order they were seen; of one run, or of all."""
        yield from read_rows(Event, self._pages(_EVENTS, 0, run_id=run_id))

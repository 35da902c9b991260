"""Runs, the sites' standing, and how much there is."""

from __future__ import annotations

from datetime import datetime

import msgspec

from pipeline.model.run import Run, RunCounts, Verdict
from pipeline.moments import stamp
from pipeline.storage.connection import guarded
from pipeline.storage.rows import read_row
from pipeline.storage.session import Session
from pipeline.storage.values import Counts, SiteState

_RUN = "SELECT id, kind, started_at, finished_at, verdict, counts FROM runs"

_WHO_NAMES_RUNS = """
SELECT s.name, f."from" FROM sqlite_schema s JOIN pragma_foreign_key_list(s.name) f ON f."table" = 'runs'
WHERE s.type = 'table'
"""
_KNOWN_WHEN_ASKED = """
UPDATE urls SET first_seen = f.at FROM (SELECT url_id, min(at) AS at FROM fetches GROUP BY url_id) f
WHERE f.url_id = urls.id AND f.at < urls.first_seen
"""


class Runs(Session):
    """The ledger of runs and what they leave standing for each site."""

    @guarded
    def start_run(self, run: Run) -> tuple[str, ...]:
        """Open a run; the ids of runs that a dead process left open, now closed as ``interrupted``.

        The caller holds the writer's lock, so a run that still says ``running`` has no process any more.
        """
        with self.batch():
            left = [
                row[0] for row in self._sql.execute("SELECT id FROM runs WHERE verdict = 'running' ORDER BY number")
            ]
            if left:
                self._sql.execute(
                    "UPDATE runs SET verdict = 'interrupted', finished_at = ? WHERE verdict = 'running'",
                    (stamp(run.started_at),),
                )
            self.recall_run(run)
        return tuple(left)

    @guarded
    def recall_run(self, run: Run) -> None:
        """Make a row of a run as it stands, also of one that was before; see :meth:`put_last`."""
        with self.batch():
            self._sql.execute(
                "INSERT INTO runs (id, kind, started_at, finished_at, verdict, counts) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    run.id,
                    run.kind,
                    stamp(run.started_at),
                    None if run.finished_at is None else stamp(run.finished_at),
                    run.verdict,
                    msgspec.json.encode(run.counts).decode(),
                ),
            )

    @guarded
    def put_last(self, run_id: str) -> None:
        """Make a run the newest one: those that have rows since it began were before it, and knew what they asked."""
        with self.batch():
            self._write_counts()
            number = self._run_number(run_id)
            newest = self._value("SELECT max(number) + 1 FROM runs")
            if newest == number + 1:
                return
            self._sql.execute("PRAGMA defer_foreign_keys=ON")  # until the end of this transaction
            self._sql.execute("UPDATE runs SET number = ? WHERE number = ?", (newest, number))
            for table, column in self._sql.execute(_WHO_NAMES_RUNS).fetchall():
                self._sql.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE "{column}" = ?', (newest, number))
            self._run_numbers[run_id] = newest
            self._sql.execute(_KNOWN_WHEN_ASKED)

    @guarded
    def add_counts(self, run_id: str, counts: RunCounts) -> None:
        """Add to a run's counters: what only the caller knows (requests, due, ...)."""
        with self.batch():
            held = self._count(self._run_number(run_id))
            for name in RunCounts.__struct_fields__:
                setattr(held, name, getattr(held, name) + getattr(counts, name))

    @guarded
    def finish_run(self, run_id: str, *, verdict: Verdict, now: datetime) -> Run:
        """Close a run with its verdict. The run as it stands.

        Raises:
            StorageError: no such run.
        """
        with self.batch():
            self._write_counts()
            number = self._run_number(run_id)
            self._sql.execute(
                "UPDATE runs SET verdict = ?, finished_at = ? WHERE number = ?", (verdict, stamp(now), number)
            )
            row = self._sql.execute(f"{_RUN} WHERE number = ?", (number,)).fetchone()
        return read_row(Run, row)

    @guarded
    def run(self, run_id: str) -> Run | None:
        """One run by its id."""
        return self._one(Run, f"{_RUN} WHERE id = ?", (run_id,))

    @guarded
    def runs(self, limit: int | None = 20) -> list[Run]:
        """Runs, newest first."""
        return self._all(Run, f"{_RUN} ORDER BY number DESC LIMIT ?", (-1 if limit is None else limit,))

    @guarded
    def block_site(self, site: str, *, reason: str, now: datetime) -> None:
        """Stop the publication of a site; its last good state stands. Since-when survives a second call."""
        with self.batch():
            self._sql.execute(
                "INSERT INTO sites (name, blocked_since, blocked_reason) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE"
                " SET blocked_since = coalesce(blocked_since, excluded.blocked_since),"
                " blocked_reason = excluded.blocked_reason",
                (site, stamp(now), reason),
            )

    @guarded
    def unblock_site(self, site: str, *, run_id: str, now: datetime) -> None:
        """A run of the site kept every promise: lift a block, and note the state as its last good one."""
        with self.batch():
            self._sql.execute(
                "INSERT INTO sites (name, last_good_run, last_good_at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE"
                " SET blocked_since = NULL, blocked_reason = NULL, last_good_run = excluded.last_good_run,"
                " last_good_at = excluded.last_good_at",
                (site, self._run_number(run_id), stamp(now)),
            )

    @guarded
    def asked_since_good(self, site: str, run_id: str) -> bool:
        """Whether a run after the site's last good one, and before this one, asked the site for anything."""
        asked = self._value(
            "SELECT EXISTS (SELECT 1 FROM runs r WHERE r.kind = 'run' AND r.number < ?2 AND r.number >"
            " coalesce((SELECT last_good_run FROM sites WHERE name = ?1), 0) AND EXISTS (SELECT 1 FROM fetches f"
            " JOIN urls u ON u.id = f.url_id WHERE f.run = r.number AND u.site = ?1))",
            (site, self._run_number(run_id)),
        )
        return bool(asked)

    @guarded
    def site_states(self) -> dict[str, SiteState]:
        """The standing of every site that ever finished or was blocked, by name."""
        states = (
            "SELECT s.name, s.blocked_since, s.blocked_reason, r.id, s.last_good_at"
            " FROM sites s LEFT JOIN runs r ON r.number = s.last_good_run ORDER BY s.name"
        )
        return {state.name: state for state in self._all(SiteState, states)}

    @guarded
    def counts(self) -> Counts:
        """How much there is, as one consistent reading."""
        row = self._sql.execute(
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM documents WHERE gone_since IS NOT NULL),"
            " (SELECT count(*) FROM versions), (SELECT count(*) FROM sections), (SELECT count(*) FROM links),"
            " (SELECT count(*) FROM captures), (SELECT count(*) FROM issues WHERE resolved_at IS NULL),"
            " (SELECT count(*) FROM findings WHERE resolved_at IS NULL), (SELECT count(*) FROM runs),"
            " (SELECT json_group_object(status, n) FROM (SELECT status, count(*) AS n FROM urls GROUP BY status"
            " ORDER BY status))"
        ).fetchone()
        by_status: dict[str, int] = msgspec.json.decode(row[9])
        names = ("documents", "gone", "versions", "sections", "links", "captures", "issues", "findings", "runs")
        return Counts(urls=sum(by_status.values()), by_status=by_status, **dict(zip(names, row[:9], strict=True)))

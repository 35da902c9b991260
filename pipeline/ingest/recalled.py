"""Runs that the archive tells of and the database does not know: a backup was restored, or the database was lost.

Each is a run again, and its changes are settled before those of the next one: what a hundred nights saw, taken for one
night's, would be edits of the whole host, and silent edits of single pages would go under in them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pipeline.ingest.reasons import met_behind_a_wall
from pipeline.ingest.trouble import too_many
from pipeline.model.run import Run, RunCounts
from pipeline.storage import Store

Believable = Callable[[str], datetime]
"""From when on the looks at a site say whether its pages are gone: a wave of trouble before says nothing."""


class Recalled:
    """Opens and closes them one after another, as their answers come.

    Args:
        store: open for writing.
        by: the run that takes them up; it is the newest again once :meth:`close` is called.
    """

    def __init__(self, store: Store, *, by: str) -> None:
        self._store, self._by = store, by
        self._runs: set[str] = set()
        self._open: Run | None = None
        self._last: datetime | None = None
        self._sites: set[str] = set()

    def has(self, run_id: str) -> bool:
        """Whether a run is one of them."""
        return run_id in self._runs

    def is_other(self, run_id: str | None) -> bool:
        """Whether an answer of a run ends the run before it: that one is one of them, or this one is."""
        if run_id is None or (self._open is not None and run_id == self._open.id):
            return False
        return self._open is not None or self._store.run(run_id) is None

    def begin(self, run_id: str, at: datetime, believable: Believable) -> None:
        """End the run before, all of whose outcomes are stored, and make a row of this one if there is none."""
        self.end(believable)
        run = self._store.run(run_id)
        if run is None:
            # how it ended nobody knows: not well, as far as it can be known
            run = Run(id=run_id, kind="run", started_at=at, verdict="interrupted", counts=RunCounts())
            self._store.recall_run(run)
            self._runs.add(run_id)
        self._open = run if run_id in self._runs else None

    def see(self, run_id: str, site: str, at: datetime) -> None:
        """Take note of an answer that brought a target of a site to its end."""
        if self._open is not None and run_id == self._open.id:
            self._last = at
            self._sites.add(site)

    def end(self, believable: Believable) -> None:
        """Close the open run as of its last answer: believe absence as it would have, settle what it saw change."""
        if self._open is not None and self._last is not None:
            run, now = self._open, self._last
            for site in self._sites:
                held, missing = self._store.missing_share(site)
                if not too_many(missing, held):
                    since = max(run.started_at, believable(site))
                    self._store.confirm_gone(run.id, sites=(site,), since=since, now=now)
                wall = met_behind_a_wall(self._store, site, since=run.started_at)
                self._store.doubt_new_pages(site, since=run.started_at, now=now, odd=wall is not None)
            self._store.settle_changes(run.id, now=now)
            self._store.finish_run(run.id, verdict="interrupted", now=now)
        self._open, self._last = None, None
        self._sites.clear()

    def close(self, believable: Believable) -> None:
        """After the last answer."""
        self.end(believable)
        if self._runs:
            self._store.put_last(self._by)

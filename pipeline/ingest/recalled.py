"""Runs that the archive tells of and the database does not know: a backup was restored, or the database was lost.

Each is a run again, and its changes are settled before those of the next one: what a hundred nights saw, taken for one
night's, would be edits of the whole host, and silent edits of single pages would go under in them.
"""

from __future__ import annotations

from datetime import datetime

from pipeline.ingest.apart import doubted_hosts
from pipeline.ingest.closing import LASTING, believed_gone
from pipeline.ingest.desk import Desk
from pipeline.ingest.reasons import Seen, reasons_of, still_blocked
from pipeline.model.run import Run, RunCounts
from pipeline.parsers.profile import SiteProfile


class Recalled:
    """Opens and closes them one after another, as their answers come.

    Args:
        desk: of the run that takes them up; it is the newest again once :meth:`close` is called.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk, self._store = desk, desk.store
        self._runs: set[str] = set()
        self._open: Run | None = None
        self._last: datetime | None = None
        self._sites: dict[str, SiteProfile] = {}

    def has(self, run_id: str) -> bool:
        """Whether a run is one of them."""
        return run_id in self._runs

    def is_other(self, run_id: str | None) -> bool:
        """Whether an answer of a run ends the run before it: that one is one of them, or this one is."""
        if run_id is None or (self._open is not None and run_id == self._open.id):
            return False
        return self._open is not None or self._store.run(run_id) is None

    def begin(self, run_id: str, at: datetime) -> None:
        """End the run before, all of whose outcomes are stored, and make a row of this one if there is none."""
        self.end()
        run = self._store.run(run_id)
        if run is None:
            # how it ended nobody knows: not well, as far as it can be known
            run = Run(id=run_id, kind="run", started_at=at, verdict="interrupted", counts=RunCounts())
            self._store.recall_run(run)
            self._runs.add(run_id)
            self._desk.past.runs.add(run_id)
        self._open = run if run_id in self._runs else None

    def see(self, run_id: str, profile: SiteProfile, at: datetime) -> None:
        """Take note of an answer that brought a target of a profile's site to its end."""
        if self._open is not None and run_id == self._open.id:
            self._last = at
            self._sites[profile.name] = profile

    def end(self) -> None:
        """Close the open run as of its last answer: judge its sites, believe absence, settle what it saw change."""
        if self._open is not None and self._last is not None:
            for _, profile in sorted(self._sites.items()):
                self._judge(profile, self._open, self._last)
            self._store.settle_changes(self._open.id, now=self._last)
            self._store.finish_run(self._open.id, verdict="interrupted", now=self._last)
        self._open, self._last = None, None
        self._sites.clear()
        self._desk.past.end()

    def _judge(self, profile: SiteProfile, run: Run, now: datetime) -> None:
        """Block a site or lift its block as the run would have: what is seen of a blocked site is not believed."""
        store, site = self._store, profile.name
        state = store.site_states().get(site)
        known = store.run(run.id) or run
        seen = Seen(store=store, sights=self._desk.past, since=run.started_at, new=known.counts.new)
        reasons = tuple(reasons_of(seen, profile, state, trust_absence=False))
        if reasons:
            store.add_issues(run.id, reasons, site=site, url=None, now=now)
            store.block_site(site, reason="; ".join(issue.message for issue in reasons), now=now)
        blocked = bool(reasons) or still_blocked(seen, site, state) is not None
        if not blocked:
            if state is not None and state.blocked_since is not None:
                store.unblock_site(site, run_id=run.id, now=now)
                store.resolve_issues(site=site, url=None, now=now, but=LASTING)
            since = max(run.started_at, self._desk.believable_since(site))
            doubted = doubted_hosts(store, self._desk.past, profile)
            believed_gone(store, run.id, site, since=since, now=now, but_hosts=doubted)
        store.doubt_new_pages(site, since=run.started_at, now=now, odd=blocked)

    def close(self) -> None:
        """After the last answer."""
        self.end()
        if self._runs:
            self._store.put_last(self._desk.run.id)

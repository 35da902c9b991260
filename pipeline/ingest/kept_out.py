"""Sites that robots.txt keeps from us as a whole, because its rules say so or because it cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pipeline.fetchers.robots_rules import parse
from pipeline.ingest.desk import Desk
from pipeline.ingest.events import EventName
from pipeline.model.issue import Issue
from pipeline.parsers.profile import SiteProfile
from pipeline.storage import Store
from pipeline.urls import origin_of

LOOKED_AT = 200
"""Pages of a site by which it is judged, at most."""

WHOLE = 0.9
"""Share of them that makes it the site: a home page or a few others may be left open to everybody."""

REFUSED, CLOSED = "site-refused", "site-closed"
CODES = frozenset({REFUSED, CLOSED})


def kept_out(store: Store, profile: SiteProfile, *, now: datetime) -> Issue | None:
    """What keeps us from a site as a whole, by every robots.txt as it was last read; ``None`` if nothing does.

    The pages it is judged by are some that are held; where none is, those it starts from.
    """
    held = store.some_standing(profile.name, LOOKED_AT)
    urls = held or [seed.url for seed in profile.seeds]
    rules = {snapshot.origin: parse(snapshot) for snapshot in store.robots_snapshots(now=now)}
    shut = [url for url in urls if (found := rules.get(origin_of(url))) is not None and not found.allows(url)]
    if not urls or len(shut) < WHOLE * len(urls):
        return None
    snapshots = {origin: rules[origin].snapshot for origin in sorted({origin_of(url) for url in shut})}
    closed = [snapshot for snapshot in snapshots.values() if snapshot.verdict == "closed"]
    evidence = {"held": str(len(held)), "looked_at": str(len(urls)), "kept_out": str(len(shut))}
    if closed:
        why = "; ".join(f"{snapshot.origin}: {snapshot.reason}" for snapshot in closed)
        return Issue(code=CLOSED, severity="error", message=f"nothing may be asked: {why}", evidence=evidence)
    what = f"{len(shut)} of {len(urls)} pages looked at" if held else "every page the site starts from"
    message = f"robots.txt of {', '.join(snapshots)} refuses {what}"
    return Issue(code=REFUSED, severity="error", message=message, evidence=evidence)


class Gates:
    """Which sites of a run are kept from us as a whole, what began and what ended with it.

    Args:
        desk: of the run that ends.
        profiles: of the sites it was to ask.

    Attributes:
        shut: by site, why nothing may be asked of it.
    """

    def __init__(self, desk: Desk, profiles: tuple[SiteProfile, ...]) -> None:
        self.shut: dict[str, str] = {}
        self._desk = desk
        self._open = {(row.site, row.code) for row in desk.store.issues(of_sites=True) if row.code in CODES}
        self._known = {site for site, _ in self._open}
        self._issues: dict[str, Issue] = {}
        self._events: list[tuple[EventName, str, str]] = []
        for profile in profiles:
            self._look(profile)

    def _look(self, profile: SiteProfile) -> None:
        desk, site = self._desk, profile.name
        # of a site that was asked without a refusal there is nothing to find out
        if not desk.asked[site].kept_out and site not in self._known:
            return
        now = desk.clock.now()
        issue = kept_out(desk.store, profile, now=now)
        if issue is None:
            return
        self._issues[site] = issue
        self.shut[site] = issue.message
        if not any(self.refusals(profile)):  # those are noted as the reasons of the block
            desk.store.add_issues(desk.run.id, (issue,), site=site, url=None, now=now)
        if (site, issue.code) not in self._open:
            self._events.append(("site-refused", site, f"{site}: {issue.message}"))

    def refusals(self, profile: SiteProfile) -> Iterator[Issue]:
        """The reason why a site that had pages may not be published: it says that it does not want to be read."""
        issue = self._issues.get(profile.name)
        if issue is not None and issue.code == REFUSED and issue.evidence["held"] != "0":
            yield issue

    def open(self, site: str) -> None:
        """A run found a site well."""
        if site in self._known:
            self._events.append(("site-admitted", site, f"{site} answers again; robots.txt had kept us from it"))

    def tell(self) -> None:
        """Tell what began and what ended, once each."""
        for name, site, message in self._events:
            self._desk.tell(name, result=site, message=message)

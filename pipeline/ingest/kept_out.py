"""What robots.txt keeps from us: sites as a whole (its rules say so, or it cannot be read), pages that are stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial

from pipeline.fetchers.robots_rules import RobotsRules, parse
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

EXAMPLES = 3
"""Pages named in a message, at most."""

REFUSED, CLOSED = "site-refused", "site-closed"
CODES = frozenset({REFUSED, CLOSED})
PAGES_REFUSED = "pages-refused"

_AT_ONCE = " (where that has been mended: --force asks at once)"
"""For who reads the report: what was heard once counts for a while."""


def kept_out(store: Store, profile: SiteProfile, rules: dict[str, RobotsRules]) -> Issue | None:
    """What keeps us from a site as a whole, by the rules of every origin; ``None`` if nothing does.

    The pages it is judged by are some that are held; where none is, those it starts from.
    """
    held = store.some_standing(profile.name, LOOKED_AT)
    urls = held or [seed.url for seed in profile.seeds]
    shut = _refused(rules, urls)
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


def refused_pages(rules: dict[str, RobotsRules], held: list[str]) -> Issue | None:
    """What robots.txt, where it can be read, refuses of the pages that are stored; ``None`` if none of them."""
    shut = _refused({origin: found for origin, found in rules.items() if not _closed(found)}, held)
    if not shut:
        return None
    origins = ", ".join(sorted({origin_of(url) for url in shut}))
    examples = ", ".join(shut[:EXAMPLES]) + (", ..." if len(shut) > EXAMPLES else "")
    return Issue(
        code=PAGES_REFUSED,
        severity="warning",
        message=f"robots.txt of {origins} refuses {len(shut)} of {len(held)} pages that are stored ({examples}); they"
        " stand as they were last seen",
        evidence={"held": str(len(held)), "refused": str(len(shut))},
    )


def _closed(rules: RobotsRules) -> bool:
    return rules.snapshot.verdict == "closed"


def _refused(rules: dict[str, RobotsRules], urls: list[str]) -> list[str]:
    return [url for url in urls if (found := rules.get(origin_of(url))) is not None and not found.allows(url)]


def _is_admitted(rules: dict[str, RobotsRules], url: str) -> bool:
    return (found := rules.get(origin_of(url))) is not None and found.allows(url)


def readmit(desk: Desk, sites: Iterable[str]) -> None:
    """Pages that a robots.txt refused which says otherwise since this run are asked by the next one.

    What never was anything but refused waits for the longest interval; that is meant for rules that stay.
    """
    changed = {snapshot.origin: parse(snapshot) for snapshot in desk.store.robots_changed(since=desk.since)}
    for site in sites if changed else ():
        desk.store.readmit(site, partial(_is_admitted, changed), now=desk.clock.now())


class Gates:
    """Which sites of a run are kept from us, as a whole or in part, what began and what ended with it.

    Args:
        desk: of the run that ends.
        profiles: of the sites it was to ask.

    Attributes:
        shut: by site, why nothing may be asked of it.
    """

    def __init__(self, desk: Desk, profiles: tuple[SiteProfile, ...]) -> None:
        self.shut: dict[str, str] = {}
        self._desk = desk
        told = tuple(desk.store.issues(of_sites=True))
        self._open = {(row.site, row.code) for row in told if row.code in CODES}
        self._known = {site for site, _ in self._open}
        self._refusing = {row.site: row for row in told if row.code == PAGES_REFUSED}
        self._issues: dict[str, Issue] = {}
        self._events: list[tuple[EventName, str, str]] = []
        for profile in profiles:
            self._look(profile)

    def _look(self, profile: SiteProfile) -> None:
        desk, site = self._desk, profile.name
        # of a site that was asked without a refusal there is nothing to find out
        if not desk.asked[site].kept_out and site not in self._known and site not in self._refusing:
            return
        now = desk.clock.now()
        rules = {snapshot.origin: parse(snapshot) for snapshot in desk.store.robots_snapshots(now=now)}
        issue = kept_out(desk.store, profile, rules)
        if issue is None:
            self._look_at_pages(site, rules, now)
            return
        self._issues[site] = issue
        self.shut[site] = issue.message + _AT_ONCE * (issue.code == CLOSED)
        if not any(self.refusals(profile)):  # those are noted as the reasons of the block
            desk.store.add_issues(desk.run.id, (issue,), site=site, url=None, now=now)
        if (site, issue.code) not in self._open:
            self._events.append(("site-refused", site, f"{site}: {issue.message}"))

    def _look_at_pages(self, site: str, rules: dict[str, RobotsRules], now: datetime) -> None:
        """Of a site that is open: whether pages of it that are stored are refused now, and were not, or the reverse.

        Told when it begins, when twice as many are refused as the last time, and when it ends.
        """
        held, known = self._desk.store.standing(site), self._refusing.get(site)
        issue, origins = refused_pages(rules, held), {origin_of(url) for url in held}
        if issue is not None:
            self._desk.store.add_issues(self._desk.run.id, (issue,), site=site, url=None, now=now)
            if known is None or int(issue.evidence["refused"]) >= 2 * int(known.evidence["refused"]):
                self._events.append(("pages-refused", site, f"{site}: {issue.message}"))
        elif known is not None and not any(_closed(rules[origin]) for origin in rules.keys() & origins):
            self._desk.store.resolve_issues(site=site, url=None, now=now, codes=(PAGES_REFUSED,))
            message = f"{site}: robots.txt refuses no stored page any more; it had since {known.since:%Y-%m-%d}"
            self._events.append(("pages-admitted", site, message))

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

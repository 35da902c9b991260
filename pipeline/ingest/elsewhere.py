"""Addresses that are none of their site's any more: another ``origin`` was configured, or a profile changed.

Whoever takes a host out of the configuration wants it to be left alone, and nobody's profile says how to read it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pipeline.ingest.desk import Desk
from pipeline.model.issue import Issue
from pipeline.model.target import Target
from pipeline.nearest import many
from pipeline.profiles import Profiles
from pipeline.storage import Store
from pipeline.storage.schedule import Left

HOST_LEFT = "host-left"


def keep_to_hosts(desk: Desk, profiles: Profiles, sites: Iterable[str]) -> None:
    """Ask each site at its own hosts only; told when it begins and when it ends, and open in between."""
    store, now, sites = desk.store, desk.clock.now(), tuple(sites)
    known = {row.site for row in store.issues(of_sites=True) if row.code == HOST_LEFT}
    with store.batch():
        left, back = store.keep_to(profiles.is_at, now=now, sites=sites)
        of_site: defaultdict[str, list[Left]] = defaultdict(list)
        for one in left:
            of_site[one.site].append(one)
        issues = {site: _issue(found) for site, found in of_site.items() if any(one.addresses for one in found)}
        for site, issue in issues.items():
            store.add_issues(desk.run.id, (issue,), site=site, url=None, now=now)
        for site in known.intersection(sites).difference(issues):
            store.resolve_issues(site=site, url=None, now=now, codes=(HOST_LEFT,))
        store.take_in(store.excluded(profiles.is_inside, sites=sites), now=now)
    for site, issue in issues.items():
        if any(one.new for one in of_site[site]):
            desk.tell("host-left", result=site, message=f"{site}: {issue.message}")
    if back:
        told = many(back, "address", "addresses")
        where = "at a host that is its site's again is" if back == 1 else "at hosts that are their site's again are"
        desk.tell("host-back", message=f"{told} {where} due now")


class Outside:
    """Pages that are due, and that the scope of their site leaves out by now: a profile was mended, or is a new one.

    They are found as their turn comes, since to look at every address each night would take longer than the rest.

    Args:
        desk: of the run.
        profiles: know the scopes of today.
    """

    def __init__(self, desk: Desk, profiles: Profiles) -> None:
        self._desk = desk
        self._profiles = profiles
        self._found: list[Target] = []
        self._told: set[str] = set()

    def holds(self, target: Target) -> bool:
        """Whether a target is to be left alone: not what a person named, and no list."""
        if not is_outside(target, self._profiles, self._desk.store):
            return False
        self._found.append(target)
        return True

    def leave(self) -> bool:
        """Take those that were met out of the schedule; whether there were any. Told once a site."""
        found, self._found = self._found, []
        if not found:
            return False
        self._desk.store.exclude(one.url for one in found)
        for one in found:
            if one.site not in self._told:
                self._told.add(one.site)
                message = (
                    f"{one.site}: addresses that its scope leaves out now are not asked any more ({one.url}, ...); what"
                    " is stored of them stands as it was last seen"
                )
                self._desk.tell("scope-left", url=one.url, result=one.site, message=message)
        return True


def is_outside(target: Target, profiles: Profiles, store: Store) -> bool:
    """Whether the scope of its site leaves out a page that is due, and that no person named."""
    if target.kind != "page" or profiles.is_inside(target.site, target.url):
        return False
    state = store.url_state(target.url)
    return state is not None and state.found_by not in ("cli", "file")


def _issue(left: list[Left]) -> Issue:
    places = ", ".join(f"{one.addresses} at {one.host}" for one in left if one.addresses)
    message = f"addresses that are none of the site's as it is configured now are not asked ({places}); what is stored"
    return Issue(code=HOST_LEFT, severity="warning", message=f"{message} of them stands as it was last seen")

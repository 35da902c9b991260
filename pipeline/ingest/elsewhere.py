"""Addresses at hosts that are none of their site's any more: another ``origin`` was configured, or a profile changed.

Whoever takes a host out of the configuration wants it to be left alone, and nobody's profile says how to read it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pipeline.ingest.desk import Desk
from pipeline.model.issue import Issue
from pipeline.profiles import Profiles
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
    for site, issue in issues.items():
        if any(one.new for one in of_site[site]):
            desk.tell("host-left", result=site, message=f"{site}: {issue.message}")
    if back:
        desk.tell("host-back", message=f"{back} addresses at hosts that are their site's again are due now")


def _issue(left: list[Left]) -> Issue:
    places = ", ".join(f"{one.addresses} at {one.host}" for one in left if one.addresses)
    message = f"addresses that are none of the site's as it is configured now are not asked ({places}); what is stored"
    return Issue(code=HOST_LEFT, severity="warning", message=f"{message} of them stands as it was last seen")

"""Publishers that no profile knows share one profile and nothing else: what goes wrong at a host is that host's.

A host of theirs whose pages are missing at once, or have lost half of what they held, is not believed; no other is held
up for it, nor hides it among many. A wall blocks them all: what it shows would be believed in time where nothing is.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.ingest.desk import Desk
from pipeline.ingest.sights import Sights
from pipeline.ingest.trouble import too_many
from pipeline.model.issue import Issue
from pipeline.parsers.profile import SiteProfile
from pipeline.storage import Store

HOSTS_DOUBTED = "hosts-doubted"


def doubted_hosts(store: Store, sights: Sights, profile: SiteProfile) -> dict[str, str]:
    """Of pages without a profile the hosts whose absence is not believed, and why; of a site none: it is blocked."""
    if profile.scope.hosts:
        return {}
    shares = store.missing_by_host(profile.name)
    found = {
        host: f"{host}: {missing} of {held} pages are missing at once"
        for host, (held, missing) in shares.items()
        if too_many(missing, held)
    }
    for host, health in sights.of_hosts.items():
        if short := [issue.message for issue in health.shortfalls()]:
            found[host] = f"{host}: {', '.join(short)}"
    return found | {wave.evidence["host"]: wave.message for wave in sights.troubles.waves(profile.name, missing=True)}


def note_doubted(desk: Desk, site: str, doubted: Mapping[str, str]) -> None:
    """Keep an issue open as long as there is such a host; told when another one is."""
    store, now = desk.store, desk.clock.now()
    known = next((row for row in store.issues(site=site, of_sites=True) if row.code == HOSTS_DOUBTED), None)
    if not doubted:
        if known is not None:
            store.resolve_issues(site=site, url=None, now=now, codes=(HOSTS_DOUBTED,))
        return
    why = "; ".join(doubted[host] for host in sorted(doubted))
    issue = Issue(
        code=HOSTS_DOUBTED,
        severity="error",
        message=f"{why}; no page of such a host is taken for gone, other hosts go on (if that is right: run"
        " --trust-absence)",
        evidence={"hosts": ", ".join(sorted(doubted))},
    )
    store.add_issues(desk.run.id, (issue,), site=site, url=None, now=now)
    if known is None or known.evidence != issue.evidence:
        desk.tell("issue", result=HOSTS_DOUBTED, message=f"{site}: {issue.message}")

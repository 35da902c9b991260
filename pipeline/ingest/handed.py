"""Addresses whose publisher has a profile of its own by now, or one of another name: they go to the site that has it.

They were met while nobody's profile read their host, or by one that was renamed since. Left where they were, no run of
the new site would ask them, nor what it starts from, if that is one of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline import sites
from pipeline.errors import ConfigError
from pipeline.ingest.desk import Desk
from pipeline.nearest import many
from pipeline.profiles import Profiles
from pipeline.storage import Store


def changing_hands(store: Store, profiles: Profiles, names: Iterable[str]) -> dict[tuple[str, str, str], list[str]]:
    """Addresses that go to one of these sites, by the site they are of, the one they go to, and their host."""
    found: dict[tuple[str, str, str], list[str]] = {}
    read_by = {host: profile.name for profile in profiles.named(tuple(names)) for host in profile.scope.hosts}
    takers = frozenset(read_by.values())
    for old, host in store.places():
        if read_by.get(host, old) == old or _still_reads(profiles, old, host):
            continue
        for url in store.urls_at(old, host):
            new = profiles.for_url(url).name
            if new in takers:
                found.setdefault((old, new, host), []).append(url)
    return found


def hand_over(desk: Desk, profiles: Profiles, names: Iterable[str]) -> None:
    """Give each address to the site that reads it; all are due, and asked whole: another reader will read them."""
    store, now = desk.store, desk.clock.now()
    for (old, new, host), urls in changing_hands(store, profiles, names).items():
        store.hand_over(urls, old=old, new=new, now=now)
        were, are = ("was", "is") if len(urls) == 1 else ("were", "are")
        told = many(len(urls), "address", "addresses")
        message = f"{new}: {told} at {host} that {were} {old}'s {are} its own now, and due"
        desk.tell("handed-over", result=new, message=message)


def _still_reads(profiles: Profiles, site: str, host: str) -> bool:
    if site == sites.GENERIC:
        return False
    try:
        return profiles.is_at(site, host)
    except ConfigError:  # nobody's profile has that name any more
        return False

"""What was done to each host by all workers together, and when it may be asked again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median

from pipeline.cluster.crawl.values import Asked, stints
from pipeline.model.courtesy import HostReceipt, PaceEntry
from pipeline.model.target import Target
from pipeline.profiles import Profiles
from pipeline.storage.shared.coordinate import HostPace, LeftAt
from pipeline.urls import host_of

RECENT = 86_400.0
"""Seconds after which nobody needs to know any more when a host was asked."""


def receipts_of(written: Iterable[tuple[str, str]]) -> tuple[HostReceipt, ...]:
    """One receipt per host from the receipts of every stint.

    A gap is measured by the worker that sent both requests. Between two stints it is the time for which the host had
    certainly been left alone when it was claimed, by the database's clock: at most the true gap, never more.
    """
    hosts: dict[str, Asked] = {}
    for _, text in written:
        for host, asked in stints.decode(text).items():
            whole = hosts.setdefault(host, Asked())
            whole.requests += asked.requests
            whole.bytes += asked.bytes
            whole.refusals += asked.refusals
            whole.robots_id = asked.robots_id or whole.robots_id
            whole.gaps.extend(asked.gaps)
    return tuple(
        HostReceipt(
            host=host,
            requests=asked.requests,
            bytes=asked.bytes,
            refusals=asked.refusals,
            smallest_gap=min(asked.gaps, default=None),
            median_gap=median(asked.gaps) if asked.gaps else None,
            robots_id=asked.robots_id,
        )
        for host, asked in sorted(hosts.items())
        if asked.requests
    )


def waits_of(entries: Iterable[PaceEntry], now: datetime, gap: float) -> list[HostPace]:
    """Hosts and addresses that may not be asked yet, by what the database knows of them."""
    waits = []
    for entry in entries:
        wait = min(gap, gap - (now - entry.last_at).total_seconds())  # never longer for a clock that was set back
        if entry.hold_until is not None:
            wait = max(wait, (entry.hold_until - now).total_seconds())
        if wait > 0:
            waits.append(HostPace(name=entry.key, wait=wait, gap=gap))
    return waits


def hosts_of(
    targets: Iterable[Target], profiles: Profiles, known: dict[str, PaceEntry], now: datetime
) -> list[HostPace]:
    """The hosts of these pages, at the pace of their sites.

    Args:
        targets: pages.
        profiles: know the pace.
        known: what the database knows of hosts; each is taken out, since the frontier knows better from then on.
        now: the moment that waits are counted from.
    """
    hosts: dict[str, HostPace] = {}
    for target in targets:
        host = host_of(target.url)
        gap = profiles.pace_for(target).delay
        entry = known.pop(host, None)
        waits = [] if entry is None else waits_of([entry], now, gap)
        hosts.setdefault(host, waits[0] if waits else HostPace(name=host, wait=0.0, gap=gap))
    return list(hosts.values())


def ledger_of(left: Iterable[LeftAt], now: datetime) -> tuple[PaceEntry, ...]:
    """When hosts were last asked, for the next run; one whose worker died counts as asked until its lease ends."""
    return tuple(
        PaceEntry(
            key=one.name,
            last_at=now + timedelta(seconds=min(one.left, 0.0)),
            hold_until=now + timedelta(seconds=one.opens) if one.opens > 0 else None,
        )
        for one in left
        if one.left > -RECENT
    )

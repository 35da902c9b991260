"""When hosts may be asked again, on the way from the database to the shared frontier and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.cluster.crawl.receipts import RECENT, hosts_of, ledger_of, receipts_of, waits_of
from pipeline.cluster.crawl.values import Asked, written
from pipeline.model.courtesy import PaceEntry
from pipeline.model.target import Target
from pipeline.profiles import Profiles
from pipeline.storage.shared.coordinate import HostPace, LeftAt

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def entry(asked: float, *, hold: float | None = None) -> PaceEntry:
    """A host that was asked so many seconds ago, and may not be asked for so many more."""
    until = None if hold is None else NOW + timedelta(seconds=hold)
    return PaceEntry(key="a.example", last_at=NOW - timedelta(seconds=asked), hold_until=until)


def pace(name: str, wait: float, gap: float) -> HostPace:
    return HostPace(name=name, wait=wait, gap=gap)


@pytest.mark.parametrize(
    ("known", "wait"),
    [
        (entry(4), 6.0),
        (entry(10), None),
        (entry(3600), None),
        (entry(-3600), 10.0),
        (entry(3600, hold=90), 90.0),
        (entry(4, hold=1), 6.0),
        (entry(3600, hold=-90), None),
    ],
    ids=["rest of the gap", "gap over", "long ago", "clock set back", "Retry-After", "gap beyond it", "past"],
)
def test_a_host_waits_for_what_is_left_of_its_gap_or_its_wish(known: PaceEntry, wait: float | None) -> None:
    """The longer of the two; never longer than a gap for a clock that was set back; not at all once both are over."""
    found = waits_of([known], NOW, 10.0)
    assert [(one.name, one.wait, one.gap) for one in found] == ([] if wait is None else [("a.example", wait, 10.0)])


def test_pages_come_with_their_hosts_at_the_pace_of_their_sites() -> None:
    """Each host once, with what the database knows of it, which the second time the frontier does; an old host, too."""
    hosts = ("www.cancer.org", "medlineplus.gov", "www.cancer.org")
    targets = [Target(url=f"https://{host}/{number}", site="x", reason="interval") for number, host in enumerate(hosts)]
    profiles = Profiles(delays={"medlineplus": 7.0})
    known = {"medlineplus.gov": PaceEntry(key="medlineplus.gov", last_at=NOW - timedelta(seconds=5))}
    first = hosts_of(targets, profiles, known, NOW)
    assert first == [pace("www.cancer.org", 0.0, 2.0), pace("medlineplus.gov", 2.0, 7.0)]
    assert hosts_of(targets, profiles, known, NOW)[1] == pace("medlineplus.gov", 0.0, 7.0)
    moved = Target(url="https://old.example/1", site="medlineplus", reason="interval")
    assert hosts_of([moved], profiles, known, NOW) == [pace("old.example", 0.0, 7.0)]


def test_a_receipt_adds_up_what_all_stints_did_to_a_host() -> None:
    """Sums, the smallest gap of any, the median of all; a host that nobody asked has none."""
    one = {"a": Asked(requests=2, bytes=10, gaps=[3.0]), "b": Asked(robots_id="r")}
    other = {"a": Asked(requests=1, bytes=5, refusals=1, robots_id="s", gaps=[2.0, 9.0])}
    (receipt,) = receipts_of([("1", written(one)), ("2", written(other))])
    assert (receipt.host, receipt.requests, receipt.bytes, receipt.refusals) == ("a", 3, 15, 1)
    assert (receipt.smallest_gap, receipt.median_gap, receipt.robots_id) == (2.0, 3.0, "s")


def test_the_next_run_is_told_when_hosts_were_asked_and_when_they_open() -> None:
    """A lease that still runs counts as asked just now; what was asked a day ago is nobody's business any more."""
    left = [LeftAt("asked", -30.0, 0.0), LeftAt("leased", 20.0, 40.0), LeftAt("long ago", -RECENT, 0.0)]
    asked, leased = ledger_of(left, NOW)
    assert (asked.key, asked.last_at, asked.hold_until) == ("asked", NOW - timedelta(seconds=30), None)
    assert (leased.key, leased.last_at, leased.hold_until) == ("leased", NOW, NOW + timedelta(seconds=40))

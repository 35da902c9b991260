"""Due dates that are brought in line with a schedule that was changed: of which addresses, and of no others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from pipeline.model.capture import Hop
from pipeline.model.target import Discovered
from pipeline.storage import Store
from pipeline.storage.schedule import CLOCK_SLACK, ELSEWHERE, Left
from tests.storage.storage_pages import DAY, NOW, URL, A, begin, capture, save, state

PAGES = {
    "here": Discovered(url="https://one.example/here", site="one", found_by="seed"),
    "left": Discovered(url="https://old.one.example/left", site="one", found_by="seed"),
    "same host, other site": Discovered(url="https://old.one.example/other", site="two", found_by="seed"),
    "other": Discovered(url="https://two.example/other", site="two", found_by="seed"),
}


@pytest.fixture
def known(store: Store) -> Store:
    """Two sites; addresses of one of them on a host that the other has, too."""
    store.discover(PAGES.values(), now=NOW)
    return store


def asked(store: Store) -> set[str]:
    """The addresses that have a turn at some time."""
    return {name for name, page in PAGES.items() if state(store, page.url).next_due is not None}


def test_only_addresses_of_a_host_that_a_site_left_are_not_asked_any_more(known: Store) -> None:
    """Those of its other hosts are, and those that another site has on that host; they are counted as new once."""

    def at(site: str, host: str) -> bool:
        return (site, host) != ("one", "old.one.example")

    for new in (1, 0):
        left, back = known.keep_to(at, now=NOW, sites=["one", "two"])
        assert (left, back) == ([Left("one", "old.one.example", addresses=1, new=new)], 0)
        assert asked(known) == PAGES.keys() - {"left"}
    assert state(known, PAGES["left"].url).due_reason == ELSEWHERE


def test_a_host_that_a_site_has_again_is_asked_again(known: Store) -> None:
    """At once; what is not asked for another reason stays so, and sites that were not named are left as they are."""
    save(known, url=PAGES["other"].url)
    known.purge(PAGES["other"].url, reason="asked to", now=NOW)
    known.keep_to(lambda site, host: False, now=NOW, sites=["one", "two"])
    assert asked(known) == set()
    later = NOW + DAY
    everywhere = [PAGES[name].url for name in ("here", "left", "same host, other site")]
    assert sorted(known.coming_back(lambda site, host: True, sites=["one", "two"])) == sorted(everywhere)
    assert known.coming_back(lambda site, host: host == "one.example", sites=["one"]) == [PAGES["here"].url]
    assert known.keep_to(lambda site, host: True, now=later, sites=["one"]) == ([], 2)
    assert asked(known) == {"here", "left"}
    assert (state(known, PAGES["here"].url).next_due, state(known, PAGES["here"].url).due_reason) == (later, "interval")
    assert known.coming_back(lambda site, host: True, sites=["one"]) == []


def test_a_clock_is_wrong_by_more_than_a_moment(store: Store) -> None:
    """Looks and runs that are to come by less than the slack are two clocks that differ, and change nothing."""
    begin(store, "ahead", at=NOW + CLOCK_SLACK)
    save(store, A, at=NOW + CLOCK_SLACK, run_id="ahead")
    assert store.run_to_come(NOW) is None
    assert store.set_back(now=NOW) == 0
    earlier = NOW - timedelta(seconds=1)
    assert store.run_to_come(earlier) == NOW + CLOCK_SLACK
    assert store.set_back(now=earlier) == 1
    assert (state(store).next_due, state(store).last_tried) == (earlier, earlier - timedelta(seconds=1))


def test_a_clock_that_jumps_in_the_middle_of_a_run_is_seen_by_its_last_look(store: Store) -> None:
    """The run had begun at the right time, and is not at its end yet."""
    save(store, A)
    save(store, A, at=NOW + DAY)
    assert store.run_to_come(NOW) == NOW + DAY


def test_a_shorter_interval_counts_for_pages_that_wait_for_longer(store: Store) -> None:
    """From their last look on, but not for addresses that lead to another, retries, or those nobody asked yet."""
    new = "https://health.example/new.html"
    hops = (Hop(url=URL, status=302, location=new),)
    save(store, replace(A, url=new), answer=capture(new, asked=URL, hops=hops))
    failing = "https://health.example/failing.html"
    save(store, url=failing, answer=capture(failing, status=503))
    never = Discovered(url="https://health.example/never.html", site="example", found_by="seed")
    store.discover([never], now=NOW + 30 * DAY)
    before = {url: state(store, url).next_due for url in (URL, failing, never.url)}
    now = NOW + DAY

    def usual(site: str) -> timedelta:
        return 3 * DAY

    assert store.late(now=now, usual=usual, spread=0.1) == []
    assert store.shorten(now=now, usual=usual, spread=0.1) == 1
    assert state(store, new).next_due == NOW + 3 * DAY
    assert {url: state(store, url).next_due for url in before} == before
    assert store.shorten(now=now, usual=usual, spread=0.1) == 0


def test_a_page_that_should_have_been_asked_by_the_shorter_interval_is_late_now(store: Store) -> None:
    """What a preview calls late is what a run makes due at once."""
    save(store, A)
    now = NOW + 2 * DAY
    assert store.late(now=now, usual=lambda site: DAY, spread=0.1) == [URL]
    assert state(store).next_due == NOW + 7 * DAY
    assert store.shorten(now=now, usual=lambda site: DAY, spread=0.1) == 1
    assert state(store).next_due == now

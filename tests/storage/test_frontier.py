from __future__ import annotations

import os
import tracemalloc
import uuid
from collections.abc import Callable
from itertools import islice

from msgspec.structs import replace

from pipeline.model.courtesy import HostReceipt
from pipeline.model.target import Discovered, Target
from pipeline.storage import Store
from pipeline.storage.courtesy import HonestyCount
from pipeline.storage.frontier import NEXT_HOST, NEXT_SITE
from pipeline.storage.hints import PROBES
from pipeline.storage.waiting import DUE_PAGE
from tests.storage.storage_pages import DAY, NOW, URL, A, begin, capture, document, save

MANY = int(os.environ.get("PIPELINE_TEST_URLS", "30000"))


def found(host: str, n: int, *, site: str = "example", lastmod: str | None = None) -> Discovered:
    return Discovered(url=f"https://{host}/{n}", site=site, found_by="sitemap", found_on="seed", lastmod=lastmod)


def test_discovery_counts_what_is_new_and_forgets_nothing(store: Store) -> None:
    """A URL told of twice is one row that remembers who told first and when it was told last."""
    assert store.discover([found("a.example", 1), found("a.example", 1), found("a.example", 2)], now=NOW) == 2
    again = replace(found("a.example", 1), found_by="link")
    assert store.discover([again], now=NOW + DAY) == 0
    state = store.url_state("https://a.example/1")
    assert state is not None
    assert (state.found_by, state.first_seen, state.last_seen) == ("sitemap", NOW, NOW + DAY)


def test_what_was_removed_for_good_is_not_discovered_again(store: Store) -> None:
    """Under no spelling; the others of the same list are."""
    save(store, A)
    store.purge(URL, reason="asked to", now=NOW)
    known = [URL, URL.replace("https:", "http:"), f"{URL}/", "https://health.example/other.html"]
    told = [Discovered(url=url, site="example", found_by="sitemap") for url in known]
    assert store.discover(told, now=NOW + DAY) == 1
    assert [each.url for each in store.due(now=NOW + DAY)] == known[-1:]
    assert store.removed(known) == known[:-1]


def test_hosts_take_turns_and_the_order_never_varies(store: Store) -> None:
    """A big host does not make a small one wait, and two readings give the same order."""
    store.discover([found("big.example", n) for n in range(6)], now=NOW)
    store.discover([found("small.example", n) for n in range(2)], now=NOW)
    first = [t.url for t in store.due(now=NOW)]
    assert [url.split("/")[2].split(".")[0] for url in first] == ["big", "small", "big", "small"] + ["big"] * 4
    assert [t.url for t in store.due(now=NOW)] == first
    assert store.count_due(now=NOW) == 8
    assert store.count_due(now=NOW, at_most=5) == 5
    assert store.count_due(now=NOW, at_most=50) == 8


def test_a_target_carries_what_the_next_request_needs_to_know(store: Store) -> None:
    """Validators and digests of the answer we hold, which one it was and when; of a page nobody asked none of it."""
    packed = replace(capture(), payload_sha256="a" * 64, entity_sha256="b" * 64, headers=(("ETag", '"7"'),))
    save(store, A, answer=packed)
    store.discover([Discovered(url="https://health.example/new", site="example", found_by="seed")], now=NOW)
    held, new = sorted(store.due(now=NOW + 8 * DAY), key=lambda one: one.url)
    assert held == Target(
        url=URL,
        site="example",
        reason="interval",
        etag='"7"',
        payload_sha256="a" * 64,
        entity_sha256="b" * 64,
        capture_id=packed.id,
        captured_url=URL,
        captured_at=NOW,
        has_record=True,
    )
    assert new == Target(url="https://health.example/new", site="example", reason="never-seen")


def test_the_longest_overdue_comes_first(store: Store) -> None:
    """Within a host, order is by due time."""
    store.discover([found("a.example", 1)], now=NOW + DAY)
    store.discover([found("a.example", 2)], now=NOW)
    assert [t.url[-1] for t in store.due(now=NOW + DAY)] == ["2", "1"]


def test_only_what_is_due_and_asked_for_is_handed_out(store: Store) -> None:
    """Sites and limit narrow the stream; a page that is not due yet stays out of it unless forced or named."""
    url = "https://a.example/1"
    store.discover([found("a.example", 1), found("b.example", 1, site="other")], now=NOW)
    save(store, document(url), url=url)
    assert [t.site for t in store.due(now=NOW + DAY)] == ["other"]
    assert [t.site for t in store.due(now=NOW + DAY, sites=["example"])] == []
    assert [(t.site, t.reason) for t in store.due(now=NOW + DAY, force=True)] == [
        ("example", "forced"),
        ("other", "never-seen"),
    ]
    assert [(t.url, t.reason) for t in store.due(now=NOW + DAY, urls=[url, "https://x.example/"])] == [
        (url, "requested")
    ]
    assert len(list(store.due(now=NOW + DAY, force=True, limit=1))) == 1
    assert [t.reason for t in store.due(now=NOW + 7 * DAY, sites=["example"])] == ["interval"]


def test_pages_saved_and_found_while_reading_are_handed_out_once(store: Store) -> None:
    """The stream may be read slowly while its pages are saved and tell of new ones, also on new hosts."""
    store.discover([found("a.example", n) for n in range(3)], now=NOW)
    seen = []
    for target in store.due(now=NOW, force=True):
        seen.append(target.url)
        save(store, document(target.url), url=target.url)
        if target.url == "https://a.example/0":
            store.discover([found("a.example", 7), found("z.example", 1)], now=NOW)
    assert sorted(seen) == [f"https://a.example/{n}" for n in (0, 1, 2, 7)] + ["https://z.example/1"]


def test_a_lastmod_that_moves_forward_makes_a_page_due(store: Store) -> None:
    """The sitemap's hint calls a page early; the same or an older one does not."""
    url = "https://a.example/1"
    store.discover([found("a.example", 1, lastmod="2025-01-01")], now=NOW)
    save(store, document(url), url=url)
    for lastmod, due in (("2025-01-01", 0), ("2024-12-31", 0), (None, 0), ("2025-06-01", 1)):
        store.discover([found("a.example", 1, lastmod=lastmod)], now=NOW + DAY)
        assert len(list(store.due(now=NOW + DAY))) == due
    assert next(store.due(now=NOW + DAY)).reason == "lastmod-moved"


def test_a_gone_page_that_a_link_names_before_its_list_does_is_due(store: Store) -> None:
    """The page that lists all others is read first in that night; whoever names it every night calls it once."""
    save(store, A)
    for day in (9, 11):
        save(store, at=NOW + day * DAY, answer=capture(status=404, at=NOW + day * DAY))
    linked = Discovered(url=URL, site="example", found_by="link")
    due = []
    for day in (12, 13):
        for naming in (linked, replace(linked, found_by="sitemap")):
            store.discover([naming], now=NOW + day * DAY)
        due.append([each.reason for each in store.due(now=NOW + day * DAY)])
        if due[-1]:
            save(store, at=NOW + day * DAY, answer=capture(status=404, at=NOW + day * DAY))
    assert due == [["listed-again"], []]


def test_a_lastmod_that_is_written_to_the_minute_now_has_not_moved(store: Store) -> None:
    """The same day with a time behind it is the same day; the next one is not."""
    url = "https://a.example/1"
    store.discover([found("a.example", 1, lastmod="2025-06-01")], now=NOW)
    save(store, document(url), url=url)
    for lastmod, due in (("2025-06-01T10:00:00Z", 0), ("2025-06-02", 1)):
        store.discover([found("a.example", 1, lastmod=lastmod)], now=NOW + DAY)
        assert len(list(store.due(now=NOW + DAY))) == due


def told(store: Store, hints: int, true: int, *, host: str = "a.example") -> None:
    """A run in which so many announcements of a host were looked at."""
    run = begin(store, f"told-{uuid.uuid4()}")
    receipt = HostReceipt(host=host, requests=hints, bytes=0, refusals=0, smallest_gap=None, median_gap=None)
    store.save_receipts(run, [receipt], {host: HonestyCount(hints=hints, true_hints=true)})


def called(store: Store, day: str, *, host: str = "a.example", many: int = 40, after: int = 1) -> set[str]:
    """Which pages are due after the sitemap gave all of them this date."""
    now = NOW + after * DAY
    store.discover([found(host, n, lastmod=day) for n in range(many)], now=now)
    return {target.url for target in store.due(now=now) if target.url.startswith(f"https://{host}/")}


def known(store: Store, *hosts: str) -> None:
    for host in hosts:
        store.discover([found(host, n, lastmod="2025-01-01") for n in range(40)], now=NOW)
        for n in range(40):
            save(store, document(f"https://{host}/{n}"), url=f"https://{host}/{n}")


def test_a_host_whose_dates_moved_for_nothing_is_not_believed(store: Store) -> None:
    """From a dozen announcements on, of which fewer than half were true; other hosts are believed as before."""
    known(store, "a.example", "b.example")
    told(store, 11, 0)
    told(store, 1, 0, host="b.example")
    assert len(called(store, "2025-06-01")) == 40
    told(store, 1, 0)
    assert len(called(store, "2025-06-02", host="b.example")) == 40


def test_some_pages_of_a_doubted_host_are_looked_at_and_others_each_time(store: Store) -> None:
    """A dozen, chosen by URL and date: the same for the same list however it is cut, others for the next one."""
    known(store, "a.example")
    told(store, 30, 14)
    first = called(store, "2025-06-01")
    assert len(first) == PROBES
    for url in first:
        save(store, document(url), url=url, at=NOW + DAY)
    assert called(store, "2025-06-01") == set()
    second = called(store, "2025-06-02", after=2)
    assert len(second) == PROBES
    assert second != first
    state = store.url_state(next(iter(second)))
    assert state is not None
    assert (state.due_reason, state.lastmod) == ("lastmod-moved", "2025-06-02")


def test_a_page_that_a_list_names_thrice_is_looked_at_once(store: Store) -> None:
    """A dozen pages are looked at, not a dozen lines."""
    known(store, "a.example")
    told(store, 100, 0)
    store.discover([found("a.example", n, lastmod="2025-06-01") for n in range(40) for _ in range(3)], now=NOW + DAY)
    assert len(list(store.due(now=NOW + DAY))) == PROBES


def test_trust_comes_back_with_the_newest_dozen(store: Store) -> None:
    """What a host announced long ago counts no more once a dozen newer announcements have been looked at."""
    known(store, "a.example")
    told(store, 500, 3)
    told(store, 6, 3)
    assert len(called(store, "2025-06-01")) == PROBES
    told(store, 6, 3)
    assert len(called(store, "2025-06-02")) == 40


def test_lists_are_asked_for_whatever_their_host_is_worth(store: Store) -> None:
    """The dates in a sitemap index call its sitemaps: few requests, and how anything else is heard of."""
    lists = [replace(found("a.example", n, lastmod="2025-01-01"), kind="sitemap") for n in range(2 * PROBES)]
    store.discover(lists, now=NOW)
    for one in lists:
        save(store, url=one.url, kind="sitemap")
    told(store, 100, 0)
    store.discover([replace(one, lastmod="2025-02-01") for one in lists], now=NOW + DAY)
    assert [target.reason for target in store.due(now=NOW + DAY)] == ["lastmod-moved"] * len(lists)


def test_due_reads_an_index_range_and_sorts_nothing(store: Store) -> None:
    """The plan of both statements is a search in an index; no scan, no temporary tree."""
    names = ("site", "host", "until", "after_due", "after_id", "now", "begun", "page")
    for sql, values in ((DUE_PAGE, dict.fromkeys(names, 1)), (NEXT_HOST, ("", "")), (NEXT_SITE, ("",))):
        plan = [row[3] for row in store._sql.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        assert any("urls_due" in step for step in plan)
        assert not [step for step in plan if step.startswith("SCAN") or "TEMP B-TREE" in step]


def _steps(store: Store, ask: Callable[[], object]) -> int:
    """Thousands of steps of SQLite's machine that a question takes."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    store._sql.set_progress_handler(count, 1000)
    try:
        ask()
    finally:
        store._sql.set_progress_handler(None, 0)
    return taken


def test_the_hosts_of_a_large_frontier_are_found_without_walking_it(store: Store) -> None:
    """One step in the index for each host, however many URLs it has."""
    store.discover((found("one.example", n) for n in range(5000)), now=NOW)
    store.discover([found("two.example", 1), found("a.example", 1, site="other")], now=NOW)
    assert [host for _, host in store._hosts()] == ["one.example", "two.example", "a.example"]
    assert _steps(store, lambda: list(store._hosts())) == 0


def test_the_last_full_answer_is_found_without_walking_the_past(store: Store) -> None:
    """A thousand 304s since then cost nothing."""
    url = save(store, document()).url
    full = store.last_full_answer(url)
    assert full is not None
    store._sql.executemany(
        "INSERT INTO fetches (run, url_id, at, reason, outcome, result, http_status, bytes, elapsed_ms)"
        " SELECT run, url_id, ?, reason, outcome, 'unchanged', 304, 0, 1 FROM fetches WHERE id = 1",
        [(f"2026-01-01T00:00:00.{n:06d}Z",) for n in range(1000)],
    )
    assert store.last_full_answer(url) == full
    assert _steps(store, lambda: store.last_full_answer(url)) == 0


def test_a_frontier_of_any_size_streams_in_flat_memory(store: Store) -> None:
    """Reading all due URLs of many hosts holds a few thousand rows, not the frontier (PIPELINE_TEST_URLS of them)."""
    hosts = 50
    store.discover((found(f"h{n % hosts}.example", n) for n in range(MANY)), now=NOW)
    tracemalloc.start()
    count = sum(1 for _ in store.due(now=NOW))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == MANY
    assert peak < 16_000_000


def test_the_first_of_many_comes_at_once(store: Store) -> None:
    """Taking ten of them reads a page of each host, not the frontier."""
    store.discover((found(f"h{n % 5}.example", n) for n in range(20_000)), now=NOW)
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    store._sql.set_progress_handler(count, 1000)
    first = list(islice(store.due(now=NOW), 10))
    store._sql.set_progress_handler(None, 0)
    assert len({t.url.split("/")[2] for t in first}) == 5
    assert steps < 1_000

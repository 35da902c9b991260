"""Links to hosts that do not exist or could not be looked up, and links that were checked by another clock."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.demo.server import DemoSite, serve_in_thread
from pipeline.fetchers import guard
from tests.linkcheck import test_link_site
from tests.linkcheck.test_link_site import OUT, Bench, hosts

FINE, LAPSED = f"{OUT}/fine.html", "http://lapsed.example/page.html"


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A page with two links: to a host that is there, and to one whose name leads nowhere."""
    monkeypatch.setattr(test_link_site, "EXPECTED", {FINE: (True, "ok"), LAPSED: (False, "no-such-host")})
    with serve_in_thread(DemoSite(hosts=hosts())) as site:
        yield Bench(tmp_path, site)


def no_address(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """Let every look-up end like this; hosts of the bench are not looked up."""

    async def resolve(host: str) -> list[str]:
        raise socket.gaierror(code, f"no address for {host}")

    monkeypatch.setattr(guard, "system_resolve", resolve)


def cut_off(bench: Bench, host: str) -> None:
    """Let a host of the bench be looked up as others are."""
    fetch = bench.config.fetch
    left = {name: place for name, place in fetch.connect_to.items() if name != host}
    bench.config = replace(bench.config, fetch=replace(fetch, connect_to=left))


def rounds(bench: Bench, count: int = 2) -> list[tuple[str, str]]:
    """What is said of the link in each of so many rounds, a week and a bit apart."""
    said: list[tuple[str, str]] = []
    for _ in range(count):
        bench.check()
        kept = bench.kept()[LAPSED]
        said.append((kept.verdict, kept.outcome))
        bench.clock.ahead += timedelta(days=8)
    return said


def test_a_link_to_a_host_that_does_not_exist_is_broken(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody keeps us from it: there is no robots.txt to ask for. Another host is asked as ever."""
    no_address(monkeypatch, socket.EAI_NONAME)
    assert rounds(bench) == [("suspect", "no-such-host"), ("broken", "no-such-host")]
    assert bench.kept()[FINE].verdict == "fine"


def test_a_look_up_without_an_answer_says_nothing_of_a_link(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The network's doing, or that of the host's name servers: it may be back any minute."""
    no_address(monkeypatch, socket.EAI_AGAIN)
    assert [verdict for verdict, _ in rounds(bench)] == ["unknown", "unknown"]


def test_a_host_of_yesterday_that_cannot_be_looked_up_is_not_gone(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its robots.txt is known, so that the page itself is asked for, and no address is found."""
    bench.check()
    cut_off(bench, "out.localhost")
    no_address(monkeypatch, socket.EAI_AGAIN)
    bench.clock.ahead += timedelta(hours=12)
    bench.check(timedelta(hours=1))
    assert (bench.kept()[FINE].verdict, bench.kept()[FINE].outcome) == ("unknown", "dns")


def test_where_the_page_itself_has_no_host_either_no_host_is_called_gone(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without a network, or without name servers, may be told that there is no host at all."""
    cut_off(bench, "page.localhost")
    no_address(monkeypatch, socket.EAI_NONAME)
    assert [verdict for verdict, _ in rounds(bench)] == ["unknown", "unknown"]


def test_what_a_clock_that_was_ahead_has_checked_is_checked_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not years later: both links are asked at once, and what was bad then counts from today."""
    no_address(monkeypatch, socket.EAI_NONAME)
    bench.clock.ahead = timedelta(days=30_000)
    bench.check()
    bench.clock.ahead = timedelta()
    assert sum(bench.check().verdicts.values()) == 2
    bench.clock.ahead = timedelta(days=8)
    assert rounds(bench, 1) == [("broken", "no-such-host")]
    assert bench.kept()[FINE].checked_at < bench.clock.now()

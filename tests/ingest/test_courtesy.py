from __future__ import annotations

import time
from pathlib import Path

import pytest

from pipeline import config
from pipeline.cli.clock import SystemClock
from pipeline.demo.connection import LogEntry
from pipeline.ingest.events import silent
from pipeline.ingest.plan import Plan
from pipeline.ingest.work import execute
from tools.courtesy import Host, hosts, judged, trial


def runs(folder: Path, urls: list[str]) -> list[float]:
    """Three runs in this process, each with everything made anew."""
    began = []
    plan = Plan(urls=tuple(urls), force=True, discover=False)
    for _ in range(3):
        began.append(time.time())
        execute(config.load(folder / "pipeline.toml", {}), plan, clock=SystemClock(), listen=silent, kind="fetch")
    return began[1:]


def test_what_ten_hosts_ask_for_is_heeded_over_two_restarts(tmp_path: Path) -> None:
    """By the servers' log: no forbidden path, no gap under the limit, nothing from a host that is closed.

    Four processes, one of them killed: ``python -m tools.courtesy``.
    """
    seen = {one.host.name: one for one in trial(tmp_path, delay=0.1, pages=3, ask=runs, slow_pages=1)}
    assert {name: one.wrong for name, one in seen.items() if one.wrong} == {}
    assert seen["plain.localhost"].pages == 3 * 6
    assert seen["slow.localhost"].pages == 3 * 4
    assert (seen["error.localhost"].pages, seen["silent.localhost"].pages) == (0, 0)
    patient = seen["patient.localhost"]
    assert patient.over_restarts is not None
    assert patient.over_restarts > 1.2 - 0.01
    assert (seen["busy.localhost"].after_wish or 0) > 0.99
    assert (seen["down.localhost"].after_wish or 0) > 1.99


@pytest.mark.parametrize(
    ("name", "log", "wrong"),
    [
        ("slow.localhost", ((0, "/page0.html", 200), (0.4, "/page1.html", 200)), "0.400 s between two requests"),
        ("slow.localhost", ((0, "/private/a.html", 200),), "/private/a.html is forbidden"),
        ("busy.localhost", ((0, "/page0.html", 429), (0.9, "/page0.html", 200)), "0.900 s after a wish to wait"),
        (
            "error.localhost",
            ((0, "/robots.txt", 500), (1, "/page0.html", 200)),
            "/page0.html was asked for while closed",
        ),
        ("error.localhost", (), "what it asks for was not put to the test"),
        ("plain.localhost", ((0, "/robots.txt", 200),), "what it asks for was not put to the test"),
        ("down.localhost", ((0, "/page0.html", 200),), "what it asks for was not put to the test"),
    ],
)
def test_what_is_not_heeded_is_seen(name: str, log: tuple[tuple[float, str, int], ...], wrong: str) -> None:
    """The judge of the log finds each kind of rudeness."""
    everyone: tuple[Host, ...] = hosts(0.5)
    entries = [LogEntry(at, name, "GET", path, False, {}, status) for at, path, status in log]
    assert {one.host.name: one.wrong for one in judged(entries, everyone, [])}[name] == (wrong,)

"""What the servers saw: ``python -m tools.courtesy``.

Ten hosts of different manners are asked by four processes one after the other, the third of which is killed in the
middle. The table is made from the servers' log alone: the smallest gap between two requests to an address, the
smallest one across a restart, what came after a Retry-After, and whether a forbidden path was ever asked for.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from pipeline.demo.behaviours import Hang, RetryLater, Rule, Status
from pipeline.demo.connection import LogEntry
from pipeline.demo.pages import Page
from pipeline.demo.server import DemoSite, serve_in_thread

ROOT = Path(__file__).resolve().parent.parent
FLOOR = 0.1
"""Seconds between two requests that the operator keeps where nobody asks for more."""

TOLERANCE = 0.001
"""Two clocks read the same moment a little apart."""

_RULES = "User-agent: *\nCrawl-delay: {delay}\nDisallow: /private\nAllow: /private/open.html$\nDisallow: /*.pdf$\n"
_PAGE = b"<!doctype html><html lang=en><title>%b</title><main><h1>%b</h1><p>Some words about health.</p></main></html>"


class Host(Struct, frozen=True, kw_only=True):
    """One host: what is special about it, its address, its robots.txt, what it may be asked.

    Attributes:
        wish: in words, for the table.
        address: the loopback address it is served from; hosts that share one share a budget.
        robots: its robots.txt; ``None`` where the rules say what answers instead.
        limit: seconds between two requests that must hold.
        closed: whether only robots.txt may be asked.
        rules: how it behaves.
        most: pages it is asked for, at most.
        wait: seconds it wants to be left alone for where it says so.
    """

    name: str
    wish: str
    address: str
    robots: str | None = ""
    limit: float = FLOOR
    closed: bool = False
    rules: tuple[Rule, ...] = ()
    most: int = 1_000
    wait: float = 0.0


def hosts(delay: float, slow_pages: int = 2) -> tuple[Host, ...]:
    """The hosts, the slow one with a Crawl-delay of so many seconds, the patient one with one longer than a restart."""
    return (
        Host(name="plain.localhost", wish="nothing", address="127.0.0.2"),
        Host(
            name="slow.localhost",
            wish=f"Crawl-delay: {delay:g}, Disallow, Allow, *, $",
            address="127.0.0.3",
            robots=_RULES.format(delay=delay),
            limit=max(delay, FLOOR),
        ),
        Host(
            name="patient.localhost",
            wish=f"Crawl-delay: {12 * delay:g}",
            address="127.0.0.10",
            robots=f"User-agent: *\nCrawl-delay: {12 * delay}\n",
            limit=12 * delay,
            most=slow_pages,
        ),
        _strange("busy.localhost", "/page[13].html", RetryLater(code=429, seconds=1), 4),
        _strange("down.localhost", "/page2.html", RetryLater(code=503, seconds=2), 5),
        Host(name="none.localhost", wish="robots.txt 404", address="127.0.0.6", robots=None),
        _shut("error.localhost", "robots.txt 500", 7, Rule(path="/robots.txt", behaviour=Status(code=500))),
        _shut("silent.localhost", "robots.txt times out", 8, Rule(path="/robots.txt", behaviour=Hang())),
        Host(name="twin-one.localhost", wish="an address with twin-two", address="127.0.0.9"),
        Host(name="twin-two.localhost", wish="an address with twin-one", address="127.0.0.9"),
    )


def _strange(name: str, path: str, later: RetryLater, number: int) -> Host:
    return Host(
        name=name,
        wish=f"{later.code}, Retry-After: {later.seconds}",
        address=f"127.0.0.{number}",
        rules=(Rule(path=path, behaviour=later, times=1, host=name),),
        wait=later.seconds,
    )


def _shut(name: str, wish: str, number: int, rule: Rule) -> Host:
    own = replace(rule, host=name)
    return Host(name=name, wish=wish, address=f"127.0.0.{number}", robots=None, closed=True, rules=(own,))


def paths(pages: int) -> tuple[str, ...]:
    """What is asked of every host; the slow one forbids two of them."""
    return (*(f"/page{number}.html" for number in range(pages)), "/private/open.html", "/private/a.html", "/b.pdf")


@contextmanager
def served(everyone: tuple[Host, ...], pages: int) -> Iterator[DemoSite]:
    """All the hosts."""
    own: dict[str, Mapping[str, Page | tuple[bytes, str]]] = {}
    for host in everyone:
        made: dict[str, Page | tuple[bytes, str]] = {
            path: (_PAGE % (path.encode(), path.encode()), "text/html") for path in paths(pages)
        }
        if host.robots is not None:
            made["/robots.txt"] = (host.robots.encode(), "text/plain")
        own[host.name] = made
    rules = tuple(rule for host in everyone for rule in host.rules)
    bind = tuple(dict.fromkeys(host.address for host in everyone))
    with serve_in_thread(DemoSite(pages={}, hosts=own, bind=bind, rules=rules)) as site:
        yield site


def settings(everyone: tuple[Host, ...], port: int) -> str:
    """The operator's pipeline.toml."""
    places = "\n".join(f'"{host.name}" = "{host.address}:{port}"' for host in everyone)
    return (
        '[storage]\ndatabase = "health.db"\narchive = "archive"\n'
        f"[sites.generic]\ndelay = {FLOOR}\n"
        f"[fetch]\ndelay = {FLOOR}\nbackoff = 0.05\nread_timeout = 0.5\n[fetch.connect_to]\n{places}\n"
    )


class Seen(Struct, frozen=True, kw_only=True):
    """One host as its server saw it; gaps in seconds, of the address it stands at.

    Attributes:
        wrong: what of its wishes was not heeded.
    """

    host: Host
    requests: int
    pages: int
    smallest: float | None
    over_restarts: float | None
    after_wish: float | None
    wrong: tuple[str, ...]


def judged(log: list[LogEntry], everyone: tuple[Host, ...], restarts: list[float]) -> list[Seen]:
    """The log, host by host.

    Args:
        log: of the server, all hosts together.
        everyone: the hosts.
        restarts: when a new process began, seconds since the epoch.
    """
    return [_judged(log, host, everyone, restarts) for host in everyone]


def _judged(log: list[LogEntry], host: Host, everyone: tuple[Host, ...], restarts: list[float]) -> Seen:
    there = {other.name for other in everyone if other.address == host.address}
    budget = sorted((entry for entry in log if entry.host in there), key=lambda entry: entry.time)
    own = [entry for entry in log if entry.host == host.name]
    gaps, restarted, after = [], [], []
    for one, two in pairwise(budget):
        gap = two.time - one.time
        gaps.append(gap)
        if any(one.time < restart <= two.time for restart in restarts):
            restarted.append(gap)
        if one.status in (429, 503):
            after.append(gap)
    asked = [urlsplit(entry.path).path for entry in own if urlsplit(entry.path).path != "/robots.txt"]
    wrong = [f"{gap:.3f} s between two requests" for gap in gaps if gap < host.limit - TOLERANCE]
    wrong += [f"{gap:.3f} s after a wish to wait" for gap in after if gap < host.wait - TOLERANCE]
    if host.closed:
        wrong += [f"{path} was asked for while closed" for path in asked]
    elif "Disallow" in (host.robots or ""):
        wrong += [f"{path} is forbidden" for path in asked if path in ("/private/a.html", "/b.pdf")]
    if not (own if host.closed else asked) or (host.wait and not after):  # who asks nothing heeds everything
        wrong.append("what it asks for was not put to the test")
    return Seen(
        host=host,
        requests=len(own),
        pages=len(asked),
        smallest=min(gaps, default=None),
        over_restarts=min(restarted, default=None),
        after_wish=min(after, default=None),
        wrong=tuple(wrong),
    )


def processes(folder: Path, urls: list[str]) -> list[float]:
    """Four processes, the third one killed; when the later three began."""
    command = [sys.executable, "-m", "pipeline", "-q", "fetch", *urls]
    began = []
    for number in range(4):
        began.append(time.time())
        patience = 5.0 if number == 2 else None
        with suppress(subprocess.TimeoutExpired):  # which kills it
            subprocess.run(
                command, cwd=folder, env={"PYTHONPATH": str(ROOT)}, timeout=patience, check=False, capture_output=True
            )
    return began[1:]


def trial(
    folder: Path, *, delay: float, pages: int, ask: Callable[[Path, list[str]], list[float]], slow_pages: int = 2
) -> list[Seen]:
    """Ask every host for every path, several times; what the server saw.

    Args:
        folder: where the operator works.
        delay: Crawl-delay of the slow host, seconds.
        pages: pages of each host.
        slow_pages: those of the patient one.
        ask: makes the runs in a folder for these URLs, and says when each but the first began.
    """
    everyone = hosts(delay, slow_pages)
    with served(everyone, pages) as site:
        (folder / "pipeline.toml").write_text(settings(everyone, site.port), encoding="utf-8")
        urls = [f"http://{host.name}{path}" for host in everyone for path in paths(pages)[: host.most]]
        restarts = ask(folder, urls)
        return judged(site.requests, everyone, restarts)


def table(seen: list[Seen]) -> Iterator[str]:
    """The lines of the table."""
    yield f"{'host':<20}{'what it asks for':<40}" + "".join(
        f"{word:>{width}}"
        for word, width in (("limit", 6), ("requests", 10), ("pages", 7), ("gap", 8), ("restart", 9), ("waited", 8))
    )
    for one in seen:
        numbers = "".join(
            f"{'-' if gap is None else format(gap, '.3f'):>{width}}"
            for gap, width in ((one.smallest, 8), (one.over_restarts, 9), (one.after_wish, 8))
        )
        yield (
            f"{one.host.name:<20}{one.host.wish:<40}{one.host.limit:>6g}{one.requests:>10}{one.pages:>7}{numbers}"
            f"  {'; '.join(one.wrong) or 'heeded'}"
        )


def main() -> int:
    """``python -m tools.courtesy``."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--delay", type=float, default=0.5, help="Crawl-delay of the slow host, seconds")
    parser.add_argument("--pages", type=int, default=8)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="courtesy-") as name:
        seen = trial(Path(name), delay=given.delay, pages=given.pages, ask=processes)
    sys.stdout.write("".join(f"{line}\n" for line in table(seen)))
    return 1 if any(one.wrong for one in seen) else 0


if __name__ == "__main__":
    sys.exit(main())

"""Politeness under trouble, judged by the server's log: ``python -m tools.leases --runs 10``.

Three worker processes crawl 24 hosts through a shared frontier, on SQLite or on a PostgreSQL server started for it.
Meanwhile something happens to them; tools/happening.py says what.

No two requests may reach a host closer than its delay, only pages in the hands of the disturbed may be asked twice, and
every page must be stored, once.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import shutil
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import get_args

from msgspec import Struct

from pipeline.cli.clock import SystemClock
from pipeline.cluster.crawl.coordinator import shared
from pipeline.cluster.crawl.crew import member
from pipeline.config import Config, Fetch, Site, Storage
from pipeline.config.settings import Crawl
from pipeline.demo.behaviours import Delay, Rule
from pipeline.demo.pages import Page
from pipeline.demo.server import DemoSite, serve_in_thread
from pipeline.ingest.events import silent
from pipeline.ingest.plan import Plan
from pipeline.ingest.work import execute
from pipeline.storage import Store
from pipeline.storage.shared import SharedFrontier, is_postgres
from tools import postgres
from tools.happening import Happening, Trouble
from tools.proxy import Proxy

HOSTS = 24
WORKERS = 3
DELAY = 0.3
"""Seconds between requests to a host."""
ANSWER = 0.12
"""Seconds a page takes to answer."""
LEASE = 3.5
TIMEOUT = 1.5
PAST = LEASE + DELAY + 0.7
"""Seconds after which a lease has run out and others have had their turn."""
ROUNDING = 0.002
"""Seconds that clocks of two processes may be read apart."""

_PAGE = "<!DOCTYPE html><html lang='en'><title>Page {0}</title><body><main><h1>Page {0}</h1>{1}</main></body></html>"

USUAL: dict[str, tuple[Trouble, ...]] = {
    "sqlite": ("killed", "zombie", "frozen"),
    "postgresql": ("killed", "zombie", "frozen", "cut"),
}


class Trial(Struct, kw_only=True):
    """What came of one crawl.

    Attributes:
        trouble: what happened.
        requests: in the server's log.
        smallest: smallest gap between two requests to one host, seconds.
        short: gaps under the delay.
        repeated: pages asked more than once, each time beyond the first.
        in_hand: hosts that the disturbed workers held when it happened: the most pages that may be repeated.
        wrong: what is not as promised, in words.
        seconds: the crawl took.
    """

    trouble: Trouble
    requests: int = 0
    smallest: float = 0.0
    short: int = 0
    repeated: int = 0
    in_hand: int = 0
    wrong: list[str] = []
    seconds: float = 0.0


def names() -> list[str]:
    """The hosts."""
    return [f"h{number:02d}.localhost" for number in range(HOSTS)]


def site(pages: int) -> DemoSite:
    """One server that is 24 hosts, each on an address of its own."""
    made = {f"/{number}.html": Page(body=_PAGE.format(number, _words(number)).encode()) for number in range(pages)}
    made["/robots.txt"] = Page(body=b"User-agent: *\nDisallow: /private/\n", content_type="text/plain")
    addresses = tuple(f"127.0.0.{2 + number}" for number in range(HOSTS))
    return DemoSite(pages=made, bind=addresses, rules=[Rule(path="/*.html", behaviour=Delay(seconds=ANSWER))])


def _words(number: int) -> str:
    """Of one page: pages that all say the same are a wall."""
    return f"<p>Words of page {chr(ord('a') + number % 26) * 3}.</p>" * 20


def configured(folder: Path, port: int) -> Config:
    """The configuration of coordinator and workers."""
    places = {name: f"127.0.0.{2 + number}:{port}" for number, name in enumerate(names())}
    return Config(
        storage=Storage(database=folder / "health.db", archive=folder / "archive"),
        fetch=Fetch(connect_to=places, delay=DELAY, backoff=0.01, read_timeout=TIMEOUT, total_timeout=TIMEOUT),
        sites={"generic": Site(delay=DELAY)},
        crawl=Crawl(lease=LEASE, hosts=HOSTS, stint=1.5),
    )


def crawl(folder: Path, address: str, trouble: Trouble, *, pages: int, rng: random.Random) -> Trial:
    """One crawl with its trouble, judged."""
    with ExitStack() as stack:
        demo = stack.enter_context(serve_in_thread(site(pages)))
        config = configured(folder, demo.port)
        plan = Plan(urls=tuple(f"http://{host}/{n}.html" for host in names() for n in range(pages)), discover=False)
        proxy = stack.enter_context(Proxy(address)) if trouble == "cut" else None
        addresses = [proxy.address if proxy and not number else address for number in range(WORKERS)]
        SharedFrontier.open(address).close()
        workers = stack.enter_context(_workers(config, addresses))
        happening = Happening(trouble, workers, address, proxy, rng=rng, lease=LEASE, past=PAST)
        waiter = threading.Thread(target=happening.when, args=(lambda: len(demo.log) >= rng.randint(40, 70),))
        waiter.start()
        began = time.monotonic()
        by = shared(address, workers=0, clock=SystemClock())
        report = execute(config, plan, clock=SystemClock(), listen=silent, by=by)
        took = time.monotonic() - began
        waiter.join()
        trial = Trial(trouble=trouble, in_hand=happening.in_hand, seconds=took)
        judge(trial, demo, config, plan)
        if trouble != "none" and not trial.in_hand:
            trial.wrong.append("nothing was in hand when it happened, so this crawl shows nothing")
        if report.run.verdict != "ok":
            trial.wrong.append(f"the run ended {report.run.verdict}")
        smallest = min((one.smallest_gap for one in report.receipts if one.smallest_gap is not None), default=0.0)
        if smallest < DELAY - ROUNDING:
            trial.wrong.append(f"the receipts tell of a gap of {smallest:.3f} s")
        return trial


def judge(trial: Trial, demo: DemoSite, config: Config, plan: Plan) -> None:
    """The server's log against the promises, and what is stored against what was there."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    asked: Counter[str] = Counter()
    for entry in demo.log:
        host = entry.host.partition(":")[0]
        times[host].append(entry.time)
        if entry.path != "/robots.txt":
            asked[host + entry.path] += 1
    gaps = [later - earlier for host in times.values() for earlier, later in pairwise(sorted(host))]
    trial.requests = len(demo.log)
    trial.smallest = min(gaps)
    trial.short = sum(gap < DELAY - ROUNDING for gap in gaps)
    trial.repeated = sum(many - 1 for many in asked.values())
    if trial.short:
        trial.wrong.append(f"{trial.short} gaps under {DELAY} s, the smallest {trial.smallest:.3f} s")
    if trial.repeated > trial.in_hand:
        trial.wrong.append(f"{trial.repeated} pages asked twice, {trial.in_hand} were in hand")
    with Store.open(config.storage.database, read_only=True) as store:
        stored = [document.url for document in store.documents()]
        versions = store.counts().versions
    if sorted(stored) != sorted(plan.urls or ()) or versions != len(stored):
        trial.wrong.append(f"{len(stored)} records in {versions} versions of {len(plan.urls or ())} pages")


@contextmanager
def _workers(config: Config, addresses: list[str]) -> Iterator[list[BaseProcess]]:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pipeline.cluster.crawl.crew"])
    workers: list[BaseProcess] = []
    for address in addresses:
        worker: BaseProcess = context.Process(target=member, args=(config, address, SystemClock(), True))
        worker.start()
        workers.append(worker)
    try:
        yield workers
    finally:
        for worker in workers:
            worker.join(3 * LEASE)
            if worker.is_alive():
                worker.kill()
                worker.join()


def trials(runs: int, trouble: Trouble, database: Callable[[str], str], *, pages: int, seed: int) -> Iterator[Trial]:
    """Crawl after crawl, each in a folder and a database of its own."""
    for number in range(runs):
        folder = Path(tempfile.mkdtemp(prefix="leases-"))
        try:
            rng = random.Random(f"{seed} {trouble} {number}")  # noqa: S311
            address = database(f"{trouble}_{uuid.uuid4().hex[:12]}")
            if not is_postgres(address):
                address = str(folder / address)
            yield crawl(folder, address, trouble, pages=pages, rng=rng)
        finally:
            shutil.rmtree(folder)


def main() -> int:
    """Count and tell; exit 1 if anything was not as promised."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--pages", type=int, default=8, help="of each host")
    parser.add_argument("--on", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--trouble", choices=get_args(Trouble), action="append")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    wrong = 0
    for kind in ("sqlite", "postgresql") if given.on == "both" else (given.on,):
        with databases(kind) as database:
            for trouble in given.trouble or USUAL[kind]:
                wrong += _tell(kind, list(trials(given.runs, trouble, database, pages=given.pages, seed=given.seed)))
    return 1 if wrong else 0


@contextmanager
def databases(kind: str) -> Iterator[Callable[[str], str]]:
    """Makes a new frontier by a name: its address, or the name of a file."""
    if kind == "sqlite":
        yield lambda name: f"{name}.db"
        return
    with postgres.server() as server:
        yield server.database


def _tell(kind: str, done: list[Trial]) -> int:
    bad = [one for one in done if one.wrong]
    requests, short = sum(one.requests for one in done), sum(one.short for one in done)
    repeated, in_hand = sum(one.repeated for one in done), sum(one.in_hand for one in done)
    smallest, seconds = min(one.smallest for one in done), sum(one.seconds for one in done) / len(done)
    sys.stdout.write(
        f"{kind} {done[0].trouble}: {len(done)} crawls of {HOSTS} hosts, {requests} requests, {short} gaps under"
        f" {DELAY} s, the smallest {smallest:.3f} s; {repeated} pages asked twice ({in_hand} were in hand),"
        f" {len(bad)} wrong; {seconds:.1f} s a crawl\n"
    )
    for one in bad:
        sys.stdout.write("".join(f"  {line}\n" for line in one.wrong))
    sys.stdout.flush()
    return len(bad)


if __name__ == "__main__":
    sys.exit(main())

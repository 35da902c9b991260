"""Claims and completions a second: ``python -m benchmarks.leases``.

A pair is what a page costs the shared frontier when its host is given back after it: the claim of the host that has
been open longest, and the completion with a report of a usual page's size. Pages of a stint cost half of that. Several
processes at once show what they cost each other. Each figure is the best of three, each in a database of its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from pipeline.storage.shared import Claim, SharedFrontier
from pipeline.storage.shared.coordinate import HostPace, Page
from pipeline.storage.shared.lease import Resting
from tools import postgres

REPORT = '"' + "x" * 2_500 + '"'
ROUNDS = 3


def fill(address: str, hosts: int, pages: int) -> None:
    """A frontier with so many pages of so many hosts, all open."""
    with SharedFrontier.open(address) as frontier:
        frontier.begin("run", "benchmark", ttl=3600.0)
        names = [f"host{number:05d}.example" for number in range(hosts)]
        for first in range(0, pages, 1000):
            some = range(first, min(first + 1000, pages))
            made = [Page(url=f"https://{names[n % hosts]}/{n}", host=names[n % hosts], work="{}") for n in some]
            frontier.add(made, [HostPace(name=name, wait=0.0, gap=0.0) for name in {page.host for page in made}])


def drain(address: str, done: multiprocessing.SimpleQueue[int]) -> None:
    """Claim and complete until nothing is left; how many pairs that were."""
    pairs = 0
    with SharedFrontier.open(address) as frontier:
        while isinstance(claim := frontier.claim(uuid.uuid4().hex, ttl=60.0), Claim):
            rest = {claim.host: Resting(0.0)}
            frontier.complete(claim, claim.first.id, REPORT, receipts="{}", resting=rest, ttl=60.0, more=False)
            pairs += 1
    done.put(pairs)


def measured(address: Callable[[], str], workers: int, hosts: int, pages: int) -> float:
    """Pairs a second of all workers together."""
    context = multiprocessing.get_context("fork")
    best = 0.0
    for _ in range(ROUNDS):
        place = address()
        fill(place, hosts, pages)
        done = context.SimpleQueue()
        crew = [context.Process(target=drain, args=(place, done)) for _ in range(workers)]
        began = time.perf_counter()
        for one in crew:
            one.start()
        pairs = sum(done.get() for _ in crew)
        took = time.perf_counter() - began
        for one in crew:
            one.join()
        if pairs != pages:
            raise AssertionError(f"{pairs} pairs of {pages} pages")
        best = max(best, pairs / took)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=4000)
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        kinds: dict[str, Callable[[], str]] = {"SQLite": lambda: str(folder / f"{uuid.uuid4().hex}.db")}
        if postgres.binaries() is not None:
            server = stack.enter_context(postgres.server())
            kinds["PostgreSQL"] = lambda: server.database(f"b{uuid.uuid4().hex}")
        for name, address in kinds.items():
            for workers in (1, 2, 4):
                for hosts in (24, 1000):
                    rate = measured(address, workers, hosts, given.pages)
                    sys.stdout.write(f"{name}, {workers} workers, {hosts} hosts: {rate:,.0f} pairs a second\n")
                    sys.stdout.flush()


if __name__ == "__main__":
    main()

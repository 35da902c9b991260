"""Readers beside a run: ``python -m tools.readers --minutes 5``.

Eight processes open the database, read every record inside one snapshot, search, ask for the state of things and
close again, as often as they can, while runs write without a pause: pages change from run to run. Counted is every
error a reader meets ("database is locked" above all) and every state that is not whole.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path

from msgspec import Struct

from pipeline.cli.clock import SystemClock
from pipeline.config import Config, Fetch, Site, Storage
from pipeline.demo.behaviours import Banner, Rule
from pipeline.demo.server import DemoSite, serve_in_thread
from pipeline.demo.synthetic import synthetic_site
from pipeline.errors import PipelineError
from pipeline.ingest.events import silent
from pipeline.ingest.plan import Plan
from pipeline.ingest.work import execute
from pipeline.storage import Store

READERS = 8
PAGES = 60
HOST = "demo.localhost"
PLAN = Plan(sites=("medlineplus",), force=True)


class Read(Struct, frozen=True, kw_only=True):
    """What one reader met: how often it read everything, the longest it waited to open, and its errors."""

    passes: int
    slowest_opening: float
    errors: tuple[str, ...]


def read(database: Path, over: Event, told: Queue[Read], pause: float) -> None:
    """Open, read, close, again and again, with so many seconds between."""
    passes, slowest = 0, 0.0
    errors: list[str] = []
    while not over.is_set():
        began = time.monotonic()
        try:
            with Store.open(database, read_only=True) as store, store.snapshot():
                slowest = max(slowest, time.monotonic() - began)
                runs = store.runs(5)
                documents = list(store.documents())
                if store.counts().documents != len(documents) or not all(each.sections for each in documents):
                    errors.append(f"{len(documents)} of {store.counts().documents} documents, or one without sections")
                store.search("blood", 5)
                if store.runs(5) != runs:
                    errors.append("what a run wrote meanwhile is seen inside of a snapshot")
            passes += 1
        except PipelineError as error:
            errors.append(f"{type(error).__name__}: {error}")
        over.wait(pause)
    told.put(Read(passes=passes, slowest_opening=slowest, errors=tuple(errors)))


@contextmanager
def written(folder: Path) -> Iterator[tuple[Config, DemoSite]]:
    """A site whose pages change, and the configuration of its operator."""
    with serve_in_thread(DemoSite(pages=synthetic_site(PAGES, 6_000))) as site:
        yield (
            Config(
                storage=Storage(database=folder / "health.db", archive=folder / "archive"),
                fetch=Fetch(connect_to={HOST: f"127.0.0.1:{site.port}"}, delay=0.0),
                sites={"medlineplus": Site(origin=f"http://{HOST}", delay=0.0)},
            ),
            site,
        )


def work(config: Config, site: DemoSite, seconds: float) -> tuple[int, int]:
    """Runs without a pause for so long; how many there were, and how many versions they wrote."""
    end = time.monotonic() + seconds
    runs = versions = 0
    while time.monotonic() < end:
        runs += 1
        site.tell(Rule(path="/topic*", behaviour=Banner(text=f"Edition {runs} of this page.")))
        report = execute(config, PLAN, clock=SystemClock(), listen=silent)
        versions += report.run.counts.new + report.run.counts.changed
        if report.run.verdict == "interrupted":
            break
    return runs, versions


def main() -> int:
    """``python -m tools.readers``."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--readers", type=int, default=READERS)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between two passes of a reader")
    given = parser.parse_args()
    processes = multiprocessing.get_context("spawn")
    over, told = processes.Event(), processes.Queue()
    with tempfile.TemporaryDirectory(prefix="readers-") as name, written(Path(name)) as (config, site):
        execute(config, PLAN, clock=SystemClock(), listen=silent)
        children = [
            processes.Process(target=read, args=(config.storage.database, over, told, given.pause))
            for _ in range(given.readers)
        ]
        for child in children:
            child.start()
        try:
            runs, versions = work(config, site, given.minutes * 60)
        finally:
            over.set()
        reads = [told.get(timeout=120) for _ in children]
        for child in children:
            child.join()
        with Store.open(config.storage.database, read_only=True) as store:
            unsound = store.check()
    errors = [error for each in reads for error in each.errors]
    sys.stdout.write(
        f"{given.readers} readers beside {runs} runs ({versions} versions) for {given.minutes:g} minutes:"
        f" {sum(each.passes for each in reads)} times read whole (least {min(each.passes for each in reads)} a reader),"
        f" slowest opening {max(each.slowest_opening for each in reads) * 1000:.0f} ms, {len(errors)} errors,"
        f" database {unsound or 'sound'}\n"
    )
    for error in errors[:20]:
        sys.stdout.write(f"  {error}\n")
    return 1 if errors or unsound or not all(each.passes for each in reads) else 0


if __name__ == "__main__":
    sys.exit(main())

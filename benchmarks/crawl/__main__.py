"""``python -m benchmarks.crawl``: a crawl, and the same crawl again, beside Scrapy and crawlee; each stage by itself.

A server of this project serves the same pages on loopback to all of them, without delay: real topics in other words.
Pages a second are those of the client's own processor time, from its start to its end; the server's does not count. All
store the same records, which is checked; ours also archives every answer, keeps history, indexes the words and checks
its reading.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.crawl.stages import STAGES
from benchmarks.environment import ROOT, peers_python
from benchmarks.measuring import Cost, median, middle, run, table

HERE = Path(__file__).parent
FLOORS = (
    ("fetch", "fetch", "bare-client", "aiohttp, answers dropped"),
    ("archive", "archive", "bare-gzip", "the bodies, gzipped into a file"),
    ("read", "read", "bare-parse", "lexbor's tree, nothing read"),
    ("store and index", "store", "bare-inserts", "sqlite3, three plain tables"),
    ("index alone", "index", "index-rebuilt", "FTS5 made once at the end"),
)


@contextmanager
def server(pages: int) -> Iterator[str]:
    """The site in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.crawl.topics", str(pages)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


class Crawlers:
    """One row each: how a crawler is started over a folder of its own, first and again."""

    def __init__(self, address: str, folder: Path, pages: int) -> None:
        self._address = address
        self._folder = folder
        self._pages = pages
        self._peers = peers_python()

    def once(self, name: str, number: int, *, again: bool = False) -> Cost:
        """One run; checks that every page was stored (or, again, found unchanged)."""
        folder = self.folder(name, number)
        folder.mkdir(parents=True, exist_ok=True)
        how, _, cache = name.partition(" ")
        if how == "ours":
            command = [sys.executable, "-m", "benchmarks.crawl.ours", self._address, str(folder), "8" if again else "0"]
        elif how == "crawlee":
            command = [self._peers, str(HERE / "with_crawlee.py"), self._address, str(folder)]
        else:
            more = [cache] if cache else []
            command = [self._peers, str(HERE / "with_scrapy.py"), how, self._address, str(folder), *more]
        cost = run(command, cwd=str(ROOT))
        counted = [int(word) for word in cost.output.split()]
        if max(counted) < self._pages:
            raise SystemExit(f"{name} came to {counted} of {self._pages} pages")
        return cost

    def folder(self, name: str, number: int) -> Path:
        return self._folder / name.replace(" ", "-") / str(number)


def crawl_rows(crawlers: Crawlers, pages: int, runs: int) -> list[list[str]]:
    """First crawls, in turns; then whether all wrote the same."""
    names = ["ours", "tuned", "crawlee", "idiomatic"]
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    for number in range(runs):
        for name in names:
            costs[name].append(crawlers.once(name, number))
    labels = {
        "ours": "this project (archives, indexes, checks)",
        "tuned": "Scrapy, selectolax and a set of URLs",
        "crawlee": "crawlee, ParselCrawler",
        "idiomatic": "Scrapy, parsel",
    }
    rows = _rows("first crawl", costs, labels, pages)
    database = crawlers.folder("ours", 0) / "health.db"
    for name in names[1:]:
        items = crawlers.folder(name, 0) / "items.jsonl"
        command = [sys.executable, "-m", "benchmarks.crawl.same", str(database), str(items)]
        differing = json.loads(run(command, cwd=str(ROOT)).output)
        if differing:
            raise SystemExit(
                f"{name} wrote other records than we: {len(differing)} pages, {list(differing.items())[:3]}"
            )
    return rows


def again_rows(crawlers: Crawlers, pages: int, runs: int) -> list[list[str]]:
    """The same site again, nothing changed: every page asked about, with validators."""
    names = ["ours", "tuned cache", "idiomatic cache"]
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    for name in names[1:]:
        crawlers.once(name, 0)
    first = crawlers.folder("ours", 0)
    for copy in range(runs, 2 * runs):
        # each of our runs starts from the first crawl: after another run over it nothing would be due
        shutil.copytree(first, crawlers.folder("ours", copy))
        os.sync()
        for name in names:
            costs[name].append(crawlers.once(name, copy if name == "ours" else 0, again=True))
    labels = {
        "ours": "this project",
        "tuned cache": "Scrapy tuned, HTTP cache",
        "idiomatic cache": "Scrapy, parsel, HTTP cache",
    }
    return _rows("unchanged, every page revalidated", costs, labels, pages)


def _rows(title: str, costs: dict[str, list[Cost]], labels: dict[str, str], pages: int) -> list[list[str]]:
    rows = [[title, "pages per CPU s", "CPU ms a page", "ours is", "peak MB"]]
    for name, each in costs.items():
        cost = middle(each)
        times = median([other.cpu / ours.cpu for other, ours in zip(each, costs["ours"], strict=True)])
        rows.append(
            [
                labels[name],
                f"{pages / cost.cpu:.0f}",
                f"{cost.cpu / pages * 1000:.2f}",
                "" if name == "ours" else f"{times:.1f} x",
                f"{cost.peak_mb:.0f}",
            ]
        )
    return rows


def stage_rows(address: str, folder: Path, pages: int, runs: int) -> list[list[str]]:
    """Each stage and its floor, in turns."""
    taken: dict[str, list[float]] = {stage: [] for stage in STAGES}
    for number in range(runs):
        for stage in STAGES:
            place = folder / f"{stage}-{number}"
            place.mkdir()
            command = [sys.executable, "-m", "benchmarks.crawl.stages", stage, address, str(place), str(pages)]
            taken[stage].append(float(run(command, cwd=str(ROOT)).output))
    rows = [["stage", "CPU ms a page", "floor", "ratio", "the floor is"]]
    for label, ours, floor, what in FLOORS:
        ratio = median([one / least for one, least in zip(taken[ours], taken[floor], strict=True)])
        rows.append([label, f"{median(taken[ours]):.2f}", f"{median(taken[floor]):.2f}", f"{ratio:.1f}", what])
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crawl", description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3, help="of each; the table has medians")
    parser.add_argument("--only", choices=("crawl", "again", "stages"), action="append")
    options = parser.parse_args(arguments)
    wanted = options.only or ["crawl", "again", "stages"]
    with tempfile.TemporaryDirectory() as name, server(options.pages) as address:
        folder = Path(name)
        if "crawl" in wanted or "again" in wanted:
            crawlers = Crawlers(address, folder / "crawl", options.pages)
            rows = crawl_rows(crawlers, options.pages, options.runs if "crawl" in wanted else 1)
            print(table(rows), end="\n\n", flush=True)
            if "again" in wanted:
                print(table(again_rows(crawlers, options.pages, options.runs)), end="\n\n", flush=True)
        if "stages" in wanted:
            (folder / "stages").mkdir()
            print(table(stage_rows(address, folder / "stages", min(options.pages, 500), options.runs)))


if __name__ == "__main__":
    main()

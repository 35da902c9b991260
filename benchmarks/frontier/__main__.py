"""``python -m benchmarks.frontier``: the same pages, with 1 to 1,000,000 further URLs and 1 to 1,000 past runs.

Each run asks the same pages again (they answer 304), which are the longest overdue; the further URLs are of the same
host and due as well. Every past run left a row for each of its pages.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import chain, count, islice
from pathlib import Path

from benchmarks.crawl.__main__ import server
from benchmarks.crawl.ours import HOST
from benchmarks.environment import ROOT
from benchmarks.measuring import median, run, table
from tools.corpus import CORPUS

REAL_LIST = CORPUS / "medlineplus" / "urls-2024-12.txt"
CASES = ((1, 1), (25_194, 1), (1_000_000, 1), (1, 100), (1, 1_000), (1_000_000, 1_000))
"""Further URLs in the frontier, runs in the past."""

_URL = """
INSERT INTO urls (url, site, host, kind, status, found_by, first_seen, last_seen, next_due, due_reason)
VALUES (?, 'medlineplus', ?, 'page', 'discovered', 'sitemap', ?1, ?1, '2025-11-20T00:00:00.000000Z', 'never-seen')
"""
_RUN = """
INSERT INTO runs (id, kind, started_at, finished_at, verdict, counts)
SELECT 'past-' || ?, kind, started_at, finished_at, verdict, counts FROM runs ORDER BY number LIMIT 1
"""
_FETCHES = """
INSERT INTO fetches (run, url_id, at, reason, outcome, result, http_status, bytes, elapsed_ms)
SELECT ?, url_id, at, reason, outcome, 'unchanged', 304, 0, elapsed_ms FROM fetches
WHERE run = (SELECT min(number) FROM runs)
"""


def paths(many: int) -> Iterator[str]:
    """The paths of the real list where it is at hand, then made-up ones."""
    real: Iterator[str] = iter(())
    if REAL_LIST.is_file():
        real = ("/" + line.strip().split("/", 3)[3] for line in REAL_LIST.open() if line.count("/") > 2)
    return islice(chain(real, (f"/further/{number:07d}.html" for number in count())), many)


def prepare(base: Path, folder: Path, urls: int, runs: int) -> None:
    """A copy of a database after one run, with a larger frontier and a longer past."""
    shutil.copytree(base, folder)
    connection = sqlite3.connect(folder / "health.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("BEGIN")
    host = f"http://{HOST}"
    connection.executemany(
        _URL.replace("?1", "'2025-11-01T00:00:00.000000Z'"), ((host + path, HOST) for path in paths(urls))
    )
    for number in range(runs - 1):
        row = connection.execute(_RUN, (number,)).lastrowid
        connection.execute(_FETCHES, (row,))
    # the pages that will be asked are overdue for longest; the hub is not of the measure
    connection.execute("UPDATE urls SET next_due = '2025-01-01T00:00:00.000000Z' WHERE url LIKE '%/topic%'")
    connection.execute("UPDATE urls SET next_due = '2099-01-01T00:00:00.000000Z' WHERE url LIKE '%/healthtopics.html'")
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def measure(address: str, base: Path, folder: Path, pages: int, repeat: int) -> list[list[str]]:
    """The table: every case in turns, ratios to the first within each turn."""
    figures: dict[tuple[int, int], list[tuple[float, float]]] = {case: [] for case in CASES}
    for case in CASES:
        prepare(base, folder / f"{case[0]}-{case[1]}", *case)
    for _ in range(repeat):
        for case in CASES:
            place = folder / "work"
            shutil.copytree(folder / f"{case[0]}-{case[1]}", place)
            os.sync()  # else the run would be charged with bringing this copy to the disk
            command = [sys.executable, "-m", "benchmarks.frontier.work", address, str(place), str(pages)]
            spent, peak = map(float, run(command, cwd=str(ROOT)).output.split())
            figures[case].append((spent, peak))
            shutil.rmtree(place)
    rows = [["further URLs", "past runs", "CPU ms a page", "ratio", "peak MB", "ratio"]]
    first = figures[CASES[0]]
    for case in CASES:
        own = figures[case]
        rows.append(
            [
                f"{case[0]:,}",
                f"{case[1]:,}",
                f"{median([spent for spent, _ in own]):.2f}",
                f"{median([spent / least for (spent, _), (least, _) in zip(own, first, strict=True)]):.2f}",
                f"{median([peak for _, peak in own]):.0f}",
                f"{median([peak / least for (_, peak), (_, least) in zip(own, first, strict=True)]):.2f}",
            ]
        )
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.frontier", description=__doc__)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name, server(options.pages) as address:
        base = Path(name) / "base"
        base.mkdir()
        command = [sys.executable, "-m", "benchmarks.crawl.ours", address, str(base), "0"]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        print(table(measure(address, base, Path(name), options.pages, options.repeat)))


if __name__ == "__main__":
    main()

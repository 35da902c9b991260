"""``python -m benchmarks.report [--pages N] [--runs N] [--output FOLDER]``: builds the database and the report."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from benchmarks.report.synthetic import END, fill
from pipeline.audit.engine import run_audit
from pipeline.audit.gather import gather, gather_hosts
from pipeline.audit.policy import Policies
from pipeline.report import write_report
from pipeline.storage import Store

MOST_SECONDS, MOST_BYTES = 30.0, 3_000_000


def main() -> int:
    """Build, time and judge."""
    parser = argparse.ArgumentParser(prog="benchmarks.report", description=__doc__)
    parser.add_argument("--pages", type=int, default=25_000)
    parser.add_argument("--runs", type=int, default=104)
    parser.add_argument("--output", type=Path, default=Path("output/report-benchmark"))
    options = parser.parse_args()
    database = options.output / "health.db"
    if not database.exists():
        with _timed("database"), Store.open(database) as store:
            fill(store, pages=options.pages, runs=options.runs)
    with _timed("audit"), Store.open(database) as store:
        found = list(run_audit(gather(store), policies=Policies(), today=END.date(), hosts=gather_hosts(store)))
        store.sync_findings(found, now=END)
    started = time.perf_counter()
    with Store.open(database, read_only=True) as store:
        size = write_report(store, options.output / "report.html", now=END, counts=lambda _site, _kind: False)
    seconds = time.perf_counter() - started
    print(f"{len(found):,} findings; report of {size:,} bytes in {seconds:.1f} s")
    return 0 if seconds < MOST_SECONDS and size < MOST_BYTES else 1


class _timed:  # noqa: N801 - reads as a statement
    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        self._started = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        print(f"{self._name}: {time.perf_counter() - self._started:.1f} s")


if __name__ == "__main__":
    sys.exit(main())

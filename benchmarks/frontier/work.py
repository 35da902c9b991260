"""One run of so many pages over a prepared database. ``work.py SERVER FOLDER PAGES``; prints CPU ms a page, peak MB."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from benchmarks.crawl.ours import LaterClock, config_of
from pipeline.ingest.plan import Plan
from pipeline.ingest.work import execute


def main() -> None:
    server, folder, pages = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    plan = Plan(sites=("medlineplus",), limit=pages)
    begun = time.process_time()
    report = execute(config_of(server, folder), plan, clock=LaterClock(30), listen=lambda _event: None)
    spent = time.process_time() - begun
    if report.run.counts.unchanged != pages:
        raise SystemExit(f"expected {pages} unchanged pages, came to {report.run.counts}")
    print(spent / pages * 1000, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()

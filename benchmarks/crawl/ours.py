"""One run of the pipeline over the server: fetched, archived, read, stored, indexed. ``ours.py SERVER FOLDER DAYS``."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.cli.loading import loading

with loading():  # as the command does
    from pipeline.cli.clock import SystemClock
    from pipeline.config import Config, Fetch, Schedule, Site, Storage
    from pipeline.ingest.plan import Plan
    from pipeline.ingest.work import execute

HOST = "demo.localhost"


class LaterClock(SystemClock):
    """The machine's time, some days on."""

    def __init__(self, days: float) -> None:
        super().__init__()
        self._ahead = timedelta(days=days)

    def now(self) -> datetime:
        return super().now() + self._ahead


def config_of(server: str, folder: Path) -> Config:
    """The configuration of an operator who asks this server without delay."""
    return Config(
        storage=Storage(database=folder / "health.db", archive=folder / "archive"),
        fetch=Fetch(connect_to={HOST: f"127.0.0.1:{urlsplit(server).port}"}, delay=0.0, read_timeout=60.0),
        schedule=Schedule(interval_days=1.0),
        sites={"medlineplus": Site(origin=f"http://{HOST}", delay=0.0)},
    )


def main() -> None:
    server, folder, days = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
    plan = Plan(sites=("medlineplus",))
    report = execute(config_of(server, folder), plan, clock=LaterClock(days), listen=lambda _event: None)
    counts = report.run.counts
    print(counts.new, counts.unchanged)


if __name__ == "__main__":
    main()

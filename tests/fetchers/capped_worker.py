"""A worker that asks a web server for the records of a file, one after another, as often as the ledger lets it."""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, datetime

from pipeline.fetchers.doors import Machine, door_to, spacing
from pipeline.fetchers.settings import FetchSettings
from pipeline.storage.allowance import RequestLedger


def main(url: str, ledger: str, rate: float, requests: int) -> None:
    """Reads four bytes at a time; without a rate, as often as it can."""
    allowance = RequestLedger(ledger, gap=spacing(rate)) if rate else None
    machine = Machine(now=lambda: datetime.now(UTC), monotonic=time.monotonic, sleep=time.sleep, random=random.random)
    with door_to(FetchSettings(), allowance, machine) as door:
        print("ready", flush=True)
        sys.stdin.readline()
        with door.open(url, ahead=False) as stream:
            for number in range(requests):
                stream.seek(4 * number)
                stream.read(4)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]))

"""`python -m benchmarks.fuzz --count 200000 --processes 2`: stops and goes on; ends with a count of what broke."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.fuzz.work import CHUNK, work
from tools.corpus import CORPUS


def finished(folder: Path) -> dict[int, dict[str, Any]]:
    """Chunks that are done, from every journal."""
    done: dict[int, dict[str, Any]] = {}
    for journal in sorted(folder.glob("journal-*.jsonl")):
        for line in journal.read_text(encoding="utf-8").splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue  # the last line of a process that was stopped
            done[entry["chunk"]] = entry
    return done


def main() -> None:
    """Divide what is left among processes, wait, and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=200_000, help="damaged pages in all")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--limit", type=float, default=20.0, help="seconds a page may take")
    parser.add_argument("--folder", type=Path, default=Path("output/fuzz"), help="journals; delete it to begin anew")
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    wanted = range((arguments.count + CHUNK - 1) // CHUNK)
    done = finished(folder)
    left = [chunk for chunk in wanted if chunk not in done]
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(
            target=work,
            args=(
                number,
                left[number :: arguments.processes],
                folder,
                arguments.limit,
                arguments.corpus,
                arguments.count,
            ),
        )
        for number in range(arguments.processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sys.exit(report([entry for chunk, entry in finished(folder).items() if chunk in wanted], arguments.count))


def report(entries: Sequence[dict[str, Any]], count: int) -> int:
    """Print the figures; 1 when something broke or is missing."""
    broken = [each for entry in entries for each in entry["broken"]]
    slowest = max((entry["slowest_s"] for entry in entries), default=0.0)
    peak = max((entry["peak_mib"] for entry in entries), default=0)
    read = min(count, len(entries) * CHUNK)
    print(f"{read} of {count} damaged pages read: {len(broken)} broke the reader")
    print(f"slowest page {slowest:.2f} s, largest process {peak} MiB")
    for each in broken[:20]:
        print(json.dumps(each))
    return 1 if broken or read < count else 0


if __name__ == "__main__":
    main()

"""``python -m benchmarks.scale [speed|kills]``, in an environment that has Ray (``tools/setup.sh ray``).

speed: 20,000 made-up pages of 48 KB in 40 WARC files, read by one process, the pool and Ray in turn.
kills: ten trials of each scenario; every one has to leave every page exactly once.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from benchmarks.scale import archive, speed

if find_spec("ray") is None:
    raise SystemExit("Ray is not installed here: tools/setup.sh ray && .venv-ray/bin/python -m benchmarks.scale")


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.scale", description=__doc__)
    parser.add_argument("what", nargs="?", choices=["speed", "kills", "all"], default="all")
    parser.add_argument("--pages", type=int, default=20_000, help="of the archive that is read for speed")
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=10, help="trials of each scenario")
    parser.add_argument("--scenario", action="append", help="only this one; repeatable")
    parser.add_argument("--folder", type=Path, help="keep the archive here, and use the one that is there")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="scale-") as temporary:
        folder = asked.folder or Path(temporary)
        fine = True
        if asked.what in ("speed", "all"):
            where = folder / f"archive-{asked.pages}-{asked.files}"
            if not where.exists():
                archive.make(where, asked.pages, asked.files)
            fine = speed.compare(where, folder / "out", asked.workers, asked.rounds)
        if asked.what in ("kills", "all"):
            fine = _kills(Path(temporary), asked.runs, asked.scenario) and fine
    return 0 if fine else 1


def _kills(folder: Path, runs: int, names: list[str] | None) -> bool:
    from benchmarks.scale import kills
    from pipeline.cluster.driver import reread_units
    from pipeline.cluster.job import Job
    from pipeline.cluster.pool import process_engine
    from pipeline.cluster.ray_engine import prepare_environment

    prepare_environment(own=True)
    pages = 120
    where = archive.make(folder / "archive", pages, 12, size=8_000)
    undisturbed = folder / "undisturbed"
    reread_units(Job(out=undisturbed), archive.units_in(where), process_engine(1), lambda _: None)
    fine = True
    for name in names or kills.SCENARIOS:
        begun = time.monotonic()
        found = list(kills.trials(name, range(runs), where, undisturbed, pages, folder))
        wrong = {number: "; ".join(one) for number, one in enumerate(found) if one}
        fine = fine and not wrong
        seconds = time.monotonic() - begun
        print(f"{name}: {runs - len(wrong)} of {runs} left every page exactly once ({seconds:.0f} s)", flush=True)
        for number, what in wrong.items():
            print(f"  trial {number}: {what}")
    return fine


if __name__ == "__main__":
    sys.exit(main())

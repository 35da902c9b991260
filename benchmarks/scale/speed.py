"""One process, the process pool and Ray over the same archive: seconds, and whether the bytes are the same."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import median, table

MARK = "PIPELINE_BENCHMARK"
_EVERY = 0.5
_TICK = os.sysconf("SC_CLK_TCK")

ENGINES = {
    "one process": ("--engine", "process", "--workers", "1"),
    "process pool": ("--engine", "process", "--workers", "{workers}"),
    "Ray": ("--engine", "ray", "--workers", "{workers}"),
}


@dataclass(frozen=True)
class Measured:
    """One run: seconds of clock, of processor over all of its processes, their memory together at its peak, in MB."""

    wall: float
    cpu: float
    peak_mb: float
    digest: str


def measure(engine: str, archive: Path, out: Path, workers: int) -> Measured:
    """Read an archive with an engine through the command line, from nothing.

    Raises:
        SystemExit: the command failed.
    """
    shutil.rmtree(out, ignore_errors=True)
    options = [option.format(workers=workers) for option in ENGINES[engine]]
    command = [sys.executable, "-m", "pipeline", "-q", "reparse", *options, "--units", str(archive), "--out", str(out)]
    mark = uuid.uuid4().hex
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, MARK: mark})
    used: dict[tuple[int, int], float] = {}
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _sample(f"{MARK}={mark}".encode(), used))
        time.sleep(_EVERY)
    wall = time.monotonic() - begun
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Measured(wall=wall, cpu=sum(used.values()), peak_mb=peak, digest=digest_of(out))


def _sample(mark: bytes, used: dict[tuple[int, int], float]) -> float:
    """Note the processor time of every process that carries the mark; their memory in MB, shared pages in parts."""
    memory = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if mark not in (entry / "environ").read_bytes():
                continue
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            used[int(entry.name), int(fields[19])] = (int(fields[11]) + int(fields[12])) / _TICK
            rollup = (entry / "smaps_rollup").read_text()
            memory += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        except (OSError, StopIteration, ValueError):
            continue  # it ended while we looked
    return memory / 1024


def digest_of(out: Path) -> str:
    """One digest over names and bytes of everything below a folder."""
    digest = hashlib.sha256()
    for path in sorted(out.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(out).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def compare(archive: Path, folder: Path, workers: int, rounds: int) -> bool:
    """Measure every engine in turn, ``rounds`` times, and say what came out; whether all bytes were the same."""
    found: dict[str, list[Measured]] = {engine: [] for engine in ENGINES}
    for number in range(rounds):
        for engine, runs in found.items():
            runs.append(measure(engine, archive, folder / engine.replace(" ", "-"), workers))
            last = runs[-1]
            print(f"round {number + 1}: {engine}: {last.wall:.1f} s, {last.cpu:.1f} s of processor", file=sys.stderr)
    rows = [["", "wall s", "best s", "cpu s", "peak MB", "wall against one", "against the pool"]]
    one, pool = (median([run.wall for run in found[engine]]) for engine in ("one process", "process pool"))
    for engine, runs in found.items():
        wall = median([run.wall for run in runs])
        rows.append(
            [
                engine,
                f"{wall:.1f}",
                f"{min(run.wall for run in runs):.1f}",
                f"{median([run.cpu for run in runs]):.1f}",
                f"{max(run.peak_mb for run in runs):.0f}",
                f"{one / wall:.2f}x faster",
                f"{wall / pool:.2f}",
            ]
        )
    same = len({run.digest for runs in found.values() for run in runs}) == 1
    print(table(rows))
    print(f"medians of {rounds}; {workers} workers; bytes of all runs {'the same' if same else 'DIFFER'}")
    return same

"""Processor time of whole processes, medians, tables."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """What a process used: seconds of processor (its own and the system's) and of clock, megabytes at its peak."""

    cpu: float
    wall: float
    peak_mb: float
    output: str = ""


def run(command: Sequence[str], *, cwd: str | None = None, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a process to its end; what it prints comes back.

    Raises:
        SystemExit: it failed.
    """
    begun = time.monotonic()
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(  # without that variable nobody compiles his modules anew in every run
        command, cwd=cwd, stdout=subprocess.PIPE, text=True, env={**inherited, **(environment or {})}
    )
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}: {output[-2000:]}")
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(cpu=cpu, wall=time.monotonic() - begun, peak_mb=usage.ru_maxrss / 1024, output=output)


def middle(costs: Sequence[Cost]) -> Cost:
    """The run of median processor time."""
    return sorted(costs, key=lambda cost: cost.cpu)[len(costs) // 2]


def median(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as aligned columns, the first row a heading; figures to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])

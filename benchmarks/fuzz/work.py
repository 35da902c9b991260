"""One process of the fuzzer: its chunks of damaged pages, one after the other, each with its line in the journal."""

from __future__ import annotations

import json
import resource
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.fuzz.mutations import damaged
from benchmarks.fuzz.reading import TooLongError, pool_of, read_damaged

CHUNK = 250


def work(number: int, chunks: Sequence[int], folder: Path, limit: float, corpus: Path, count: int) -> None:
    """Read every page of these chunks; a finished chunk is a line of the process's journal."""
    pool = pool_of(corpus)
    signal.signal(signal.SIGALRM, _too_long)
    with (folder / f"journal-{number}.jsonl").open("a", encoding="utf-8") as journal:
        for chunk in chunks:
            slowest, broken, began = 0.0, [], time.perf_counter()
            for seed in range(chunk * CHUNK, min(count, (chunk + 1) * CHUNK)):
                place = pool[seed % len(pool)]
                body, names = damaged(seed, place.path.read_bytes())
                started = time.perf_counter()
                signal.setitimer(signal.ITIMER_REAL, limit)
                try:
                    read_damaged(body, place.url)
                except (Exception, TooLongError) as error:  # noqa: BLE001  what is looked for
                    broken.append(
                        {"seed": seed, "page": place.path.name, "mutations": names, "error": repr(error)[:300]}
                    )
                finally:
                    signal.setitimer(signal.ITIMER_REAL, 0)
                slowest = max(slowest, time.perf_counter() - started)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            line = {
                "chunk": chunk, "slowest_s": round(slowest, 3), "peak_mib": peak, "broken": broken,
                "seconds": round(time.perf_counter() - began, 2),
            }  # fmt: skip
            journal.write(json.dumps(line) + "\n")
            journal.flush()


def _too_long(*_: object) -> None:
    raise TooLongError

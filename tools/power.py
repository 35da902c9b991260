"""The power cut, tried out: ``python -m tools.power --cuts 200`` (Linux, with strace).

A run against the small site of :mod:`tools.kill` is traced once. Then the power is cut at random places: what the disk
may hold then is put in a folder. Every answer must be there whose commit had returned before, and a run goes on there:
it must end as an uninterrupted one does, with database and archive sound.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from msgspec import Struct

from pipeline.demo.server import DemoSite
from pipeline.errors import PipelineError
from tools.disk import CALLS, LEFT, Change, Disk, Left
from tools.ended import differences, state_of
from tools.kill import ROOT, SEVERAL, TROUBLE, configured, site

DATABASE, LOG = "health.db", "health.db-wal"


class Cut(Struct, frozen=True, kw_only=True):
    """One cut: behind how many calls, what it left of all that was not synced, and what was wrong in the end."""

    place: int
    left: Left
    wrong: tuple[str, ...]


def cuts(many: int, seed: int, folder: Path) -> Iterator[Cut]:
    """Cut after cut; the folder of one that went wrong stays.

    Raises:
        RuntimeError: the run that is traced or compared with does not end well.
    """
    with site() as served:
        reference, live, before = (folder / name for name in ("reference", "live", "before"))
        for each in (reference, live, before):
            each.mkdir()
        _run(reference, served)
        want = state_of(reference)
        configured(live, served.port)
        configured(before, served.port)
        trace = folder / "trace"
        _run(live, served, "strace", "-f", "-y", "-xx", "-s", "9999999", "-o", str(trace), "-e", f"trace={CALLS}")
        dice = random.Random(seed)  # noqa: S311
        chosen = _chosen(list(Disk(live, before).replay(trace)), many, dice)
        disk, files = Disk(live, before), {DATABASE: b""}
        theirs = {live, *(live / name for name in (DATABASE, LOG, f"{DATABASE}-shm"))}
        for place, change in enumerate(disk.replay(trace)):
            # one thread writes: when it does anything else, a commit that the log shows has returned
            if change.path not in theirs and disk.is_there(live / LOG):
                files = {name: disk.seen(live / name) for name in (DATABASE, LOG)}
            if place in chosen:
                left, after = dice.choice(LEFT), folder / f"cut-{place}"
                disk.cut(left, dice, after)
                stored = _committed(folder / "stored", files)
                left_of = {path.name: path.read_bytes() for path in after.glob(f"{DATABASE}*")}
                gone = stored - _committed(folder / "stored", left_of)
                shutil.copytree(after, folder / f"found-{place}")
                try:
                    _run(after, served)
                    wrong = [*differences(state_of(after), want, asked_twice=SEVERAL)]
                    wrong += [f"lost: {answer}" for answer in stored - _answers(after / DATABASE)]
                except (RuntimeError, PipelineError) as error:
                    wrong = [str(error)]
                wrong += [f"committed, and not there after the cut: {answer}" for answer in gone]
                if not wrong:
                    shutil.rmtree(after)
                    shutil.rmtree(folder / f"found-{place}")
                yield Cut(place=place, left=left, wrong=tuple(wrong))


def _chosen(changes: list[Change], many: int, dice: random.Random) -> set[int]:
    """Places of cuts: half of them soon after a name came or went, which few calls do and much hangs on."""
    named = [place for place, change in enumerate(changes) if change.named]
    close = sorted({place for at in named for place in range(at, min(at + 4, len(changes)))})
    chosen = set(dice.sample(close, min(many // 2, len(close))))
    others = [place for place in range(len(changes)) if place not in chosen]
    return chosen | set(dice.sample(others, min(many - len(chosen), len(others))))


def _run(folder: Path, served: DemoSite, *under: str) -> None:
    served.log.clear()
    served.tell(*TROUBLE)
    command = [*under, sys.executable, "-m", "pipeline", "-c", str(configured(folder, served.port)), "-q", "run"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ended.returncode not in (0, 3):
        raise RuntimeError(f"exit {ended.returncode}: {ended.stderr[-500:]}")


def _committed(folder: Path, files: dict[str, bytes]) -> set[str]:
    """Ids of the answers that have their row in a copy of the database and its log."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    found = _answers(folder / DATABASE)
    shutil.rmtree(folder)
    return found


def _answers(database: Path) -> set[str]:
    """Ids of the answers that have their row."""
    with closing(sqlite3.connect(database)) as sql:
        if not sql.execute("SELECT 1 FROM sqlite_schema WHERE name = 'captures'").fetchone():
            return set()
        return {identifier for (identifier,) in sql.execute("SELECT id FROM captures")}


def main() -> int:
    """``python -m tools.power``."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cuts", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if shutil.which("strace") is None:
        sys.stderr.write("strace is not installed; it tells which calls of the system reach the disk\n")
        return 2
    folder = Path(tempfile.mkdtemp(prefix="power-"))
    left: Counter[str] = Counter()
    failed = 0
    for cut in cuts(given.cuts, given.seed, folder):
        left[cut.left] += 1
        if cut.wrong:
            failed += 1
            sys.stdout.write(f"cut {cut.place}, {cut.left}:\n" + "".join(f"  {wrong}\n" for wrong in cut.wrong))
            sys.stdout.flush()
    many = sum(left.values())
    sys.stdout.write(
        f"{many - failed} of {many} power cuts ended as an uninterrupted run does"
        f" (of what was not synced they left {', '.join(f'{name} {n}' for name, n in sorted(left.items()))})\n"
    )
    if failed:
        sys.stdout.write(f"what was found after the others, and what became of it, is in {folder}\n")
    else:
        shutil.rmtree(folder)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

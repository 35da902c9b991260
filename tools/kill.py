"""The crash guarantee, tried out: ``python -m tools.kill --runs 300``.

A run against a small site is killed at a random place (a moment, a torn archive write, a sync, a statement, a write
that passes a size limit), perhaps again while it is taken up, and then run to its end. What is there must be what an
uninterrupted run leaves: records, versions, links, frontier, archive. docs/ideas/guarantees.md says what is compared.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from pipeline.demo.behaviours import Redirect, RedirectChain, RetryLater, Rule, Status, TruncatedGzip
from pipeline.demo.server import DemoSite, serve_in_thread
from pipeline.demo.synthetic import synthetic_site
from tools.ended import State, differences, state_of

HOST = "demo.localhost"
PAGES = 40
IN_FLIGHT = 8
"""Requests to one host at once (fetch.per_host): what a kill may cost."""

ROOT = Path(__file__).resolve().parent.parent
Where = Literal["time", "archive", "sync", "journal", "statement", "size", "nowhere"]

TROUBLE = (
    Rule(path="/topic000003.html", behaviour=Status(code=404)),
    Rule(path="/topic000005.html", behaviour=Redirect(to="/topic000006.html")),
    Rule(path="/topic000007.html", behaviour=RedirectChain(hops=2, to="/topic000008.html")),
    Rule(path="/topic000009.html", behaviour=RetryLater(seconds=0), times=1),
    Rule(path="/topic000011.html", behaviour=TruncatedGzip()),
    Rule(path="/topic000013.html", behaviour=Redirect(to="https://elsewhere.example/", code=302)),
)
"""Pages of several requests each: one in flight is asked again from its first."""

LED_TO = {"/topic000006.html": "/topic000005.html", "/topic000008.html": "/topic000007.html"}
"""Where their redirects lead, and so a request that may belong to them."""

SEVERAL = frozenset(f"/topic{number:06d}.html" for number in (5, 7, 9, 11))


class Point(Struct, frozen=True, kw_only=True):
    """Where a run dies.

    Attributes:
        where: at which kind of place.
        count: at its how-manieth passing (for ``size``: past how many bytes of a file; for ``time``: milliseconds).
        after: right after it instead of right before.
    """

    where: Where
    count: int = 0
    after: bool = False


class Order(Struct, frozen=True, kw_only=True):
    """A run to be made: where it dies, the command line, the file for its stderr."""

    point: Point
    arguments: tuple[str, ...]
    stderr: str


class Ended(Struct, frozen=True, kw_only=True):
    """How it ended: exit code (negative: the signal), and how long it took."""

    code: int
    milliseconds: int


class Trial(Struct, frozen=True, kw_only=True):
    """One trial: the kills, how many requests came twice, and what was wrong in the end."""

    number: int
    points: tuple[Point, ...]
    killed: int
    repeated: int
    wrong: tuple[str, ...]


@contextmanager
def site() -> Iterator[DemoSite]:
    """A small site with every kind of trouble a run must take up again."""
    with serve_in_thread(DemoSite(pages=synthetic_site(PAGES, 6_000), rules=TROUBLE)) as served:
        yield served


class Lab:
    """Runs, kills, compares."""

    def __init__(self, served: DemoSite, folder: Path, runner: subprocess.Popen[bytes]) -> None:
        self._served = served
        self._folder = folder
        self._runner = runner
        self.want, self.passed = self._reference()

    def trial(self, number: int, seed: int) -> Trial:
        """One database from nothing to its end, killed up to three times on the way."""
        dice = random.Random(f"{seed}-{number}")  # noqa: S311
        folder = self._folder / f"trial-{number}"
        folder.mkdir()
        points = tuple(self._point(dice) for _ in range(dice.choice((1, 1, 2, 3))))
        self._fresh()
        killed = 0
        for point in points:
            killed += self._run(folder, point).code < 0
        answered = sum(entry.status != 0 for entry in self._served.requests)
        code = self._run(folder, Point(where="nowhere")).code
        wrong = [] if code in (0, 3) else [f"the last run exits {code}"]
        repeated = 0
        with suppress(StopIteration):
            wrong += list(differences(state_of(folder), self.want, asked_twice=SEVERAL))
            single, several = self._repeated()
            repeated = single + several
            # a page of several requests may wait between two of them, and holds no slot then
            if single > IN_FLIGHT * killed:
                wrong.append(f"{single} requests were repeated ({killed} kills, {answered} answers before the end)")
        if not wrong:
            shutil.rmtree(folder)
        return Trial(number=number, points=points, killed=killed, repeated=repeated, wrong=tuple(wrong))

    def _point(self, dice: random.Random) -> Point:
        where: Where = dice.choice(("time", "time", "archive", "sync", "journal", "statement", "statement", "size"))
        if where == "time":
            return Point(where=where, count=dice.randrange(1, int(self.passed["milliseconds"] * 1.1)))
        if where == "size":
            return Point(where=where, count=dice.randrange(4_000, 900_000))
        return Point(where=where, count=dice.randrange(1, self.passed[where] + 1), after=dice.random() < 0.5)

    def _reference(self) -> tuple[State, dict[str, int]]:
        folder = self._folder / "reference"
        folder.mkdir()
        self._fresh()
        ended = self._run(folder, Point(where="nowhere"))
        said = (folder / "stderr").read_text("utf-8")
        if ended.code not in (0, 3):
            raise RuntimeError(said)
        passed: dict[str, int] = msgspec.json.decode(said.splitlines()[-1])
        self._asked = Counter(entry.path for entry in self._served.requests)
        return state_of(folder), {**passed, "milliseconds": ended.milliseconds}

    def _repeated(self) -> tuple[int, int]:
        """Requests beyond those of an uninterrupted run: of pages of one request, and how many pages of several."""
        more = Counter(entry.path for entry in self._served.requests) - self._asked
        pages: Counter[str] = Counter()
        for path, many in more.items():
            pages[LED_TO.get(urlsplit(path).path, urlsplit(path).path)] += many
        several = sum(page in SEVERAL for page in pages)
        return sum(many for page, many in pages.items() if page not in SEVERAL), several

    def _fresh(self) -> None:
        self._served.log.clear()
        self._served.tell(*TROUBLE)

    def _run(self, folder: Path, point: Point) -> Ended:
        arguments = ("-c", str(configured(folder, self._served.port)), "-q", "run")
        order = Order(point=point, arguments=arguments, stderr=str(folder / "stderr"))
        orders, answers = self._runner.stdin, self._runner.stdout
        if orders is None or answers is None:
            raise RuntimeError("the runner has no pipes")
        orders.write(msgspec.json.encode(order) + b"\n")
        orders.flush()
        return msgspec.json.decode(answers.readline(), type=Ended)


def configured(folder: Path, port: int) -> Path:
    """The configuration of a run in this folder against the site at this port."""
    file = folder / "pipeline.toml"
    file.write_text(
        f'[storage]\ndatabase = "health.db"\narchive = "archive"\n[sites.medlineplus]\norigin = "http://{HOST}"\n'
        f'delay = 0.0\n[fetch]\ndelay = 0.0\nbackoff = 0.02\n[fetch.connect_to]\n"{HOST}" = "127.0.0.1:{port}"\n',
        encoding="utf-8",
    )
    return file


def trials(numbers: range, seed: int, folder: Path) -> Iterator[Trial]:
    """Trial after trial against one server; the folder of one that went wrong stays."""
    command = [sys.executable, "-m", "tools.kill_child"]
    with site() as served, subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as runner:
        lab = Lab(served, folder, runner)
        for number in numbers:
            yield lab.trial(number, seed)


def main() -> int:
    """``python -m tools.kill``."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--first", type=int, default=0, help="number of the first trial, to repeat one")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kill-"))
    killed: Counter[str] = Counter()
    failed = repeated = kills = 0
    for trial in trials(range(given.first, given.first + given.runs), given.seed, folder):
        killed.update(point.where for point in trial.points)
        kills, repeated = kills + trial.killed, repeated + trial.repeated
        if trial.number % 25 == 24:
            sys.stderr.write(f"{trial.number + 1 - given.first} trials, {kills} kills, {failed} wrong\n")
        if trial.wrong:
            failed += 1
            sys.stdout.write(f"trial {trial.number}: {trial.points}\n" + "".join(f"  {w}\n" for w in trial.wrong))
            sys.stdout.flush()
    places = ", ".join(f"{where} {many}" for where, many in sorted(killed.items()))
    sys.stdout.write(
        f"{given.runs - failed} of {given.runs} trials ended as an uninterrupted run does; {kills} kills ({places});"
        f" {repeated} requests repeated, {repeated / max(kills, 1):.2f} a kill\n"
    )
    if not failed:
        shutil.rmtree(folder)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

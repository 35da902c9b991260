"""A site that lives by chance, asked night after night: ``python -m tools.random_nights --sites 20 --nights 50``.

Pages are edited, moved, deleted and restored; redirects expire; on some nights the server fails, lies, or puts a wall
before its pages, runs are killed, and the database is lost or an older one is put in its place. Who plays the site
knows what it said to whom, so that every night can be judged: :class:`Oracle` says how.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from pipeline import archive
from pipeline.config import Config, Fetch, Schedule, Site, Storage
from pipeline.demo.behaviours import Redirect, Rule
from pipeline.demo.connection import LogEntry
from pipeline.demo.server import DemoSite, serve_in_thread
from pipeline.ingest.events import silent
from pipeline.ingest.plan import Plan
from pipeline.ingest.work import execute
from pipeline.model.document import Document
from pipeline.storage import Store
from tools.nights import MovableClock
from tools.random_world import HOST, Edition, World, is_spoilt, mood_of

PAUSES = (20, 24, 26, 30, 50, 24 * 7)
"""Hours from one night to the next."""

Known = set[tuple[str, int, Edition]]
"""The records of a moment: address, page, edition."""


class Oracle:
    """What must be held, from what was answered.

    - A record is one page's, in an edition that it was served in, and the one served last where it was served whole.
    - Versions are editions that were served, in their order; none is made of a wall, of damage, or by another page.
    - A page is gone only where its address, or where that leads, answered 404 or 410 twice, a day apart, and nothing
      else in between.
    - What was known on a past night is what is said today of that night; two records that became one are one then, too.
    - Database and archive are sound.
    """

    def __init__(self) -> None:
        self._served: defaultdict[int, list[Edition]] = defaultdict(list)
        self._missed: defaultdict[str, list[datetime]] = defaultdict(list)
        self._then: list[tuple[datetime, Known]] = []

    def hear(self, log: Sequence[LogEntry], world: World, mood: Rule | None, at: datetime) -> set[int]:
        """What the server answered in one night; the pages that it gave whole."""
        whole: set[int] = set()
        for entry in log:
            path = entry.path.partition("?")[0]
            number = world.living().get(path)
            if entry.status in (404, 410):
                for address in world.leading_to(path):
                    self._missed[address].append(at)
                continue
            spoilt = is_spoilt(path, mood)
            if entry.status in (200, 304) and not spoilt:
                for address in world.leading_to(path):
                    self._missed.pop(address, None)
            if entry.status == 200 and number is not None and not spoilt:
                whole.add(number)
                if self._served[number][-1:] != [world.editions[number]]:
                    self._served[number].append(world.editions[number])
        return whole

    def forget(self) -> None:
        """The database is another one: what it knew when is not what was known."""
        self._then.clear()

    def judge(self, store: Store, whole: set[int], *, blocked: bool, at: datetime) -> Iterator[str]:
        """What is not as it must be after a night."""
        yield from store.check()
        held: defaultdict[int, list[Edition]] = defaultdict(list)
        for document in store.documents():
            number = _number_of(document)
            if number is None:
                if document.page_type == "health_topic":
                    yield f"{document.url} is no page that there is"
                continue
            if store.gone_since(document.url) is not None:
                yield from self._is_rightly_gone(store, document.url)
                continue
            held[number].append(_edition_of(document))
            versions = [_edition_of(store.record_of(version.id)) for version in store.versions(document.url)]
            if not _is_in_order(versions, self._served[number]):
                yield f"{document.url} has the versions {versions}, and was served as {self._served[number]}"
        for number in sorted(whole):
            if not blocked and self._served[number][-1] not in held[number]:
                yield f"page {number} was served as {self._served[number][-1]}, and is held as {held[number]}"
        self._then.append((at, _known(store)))
        for then, known in self._then[:: max(len(self._then) // 3, 1)]:
            told = _known(store, then)
            if not told <= known or {page for _, page, _ in told} != {page for _, page, _ in known}:
                yield f"at {then:%m-%d %H:%M} {known - told} was known, and {told - known} is told today"

    def _is_rightly_gone(self, store: Store, url: str) -> Iterator[str]:
        looks = self._missed[url.removeprefix(f"http://{HOST}")]
        if len(looks) > 1 and looks[-1] - looks[0] >= timedelta(hours=23):
            return
        document_id = store.versions(url)[0].document_id
        ends = [change.detail or "" for change in store.changes_of(document_id) if change.kind == "gone"]
        if not ends or ends[-1].startswith("http-"):
            yield f"{url} is gone, and was missed at {[f'{look:%m-%d %H:%M}' for look in looks]}"


def _number_of(document: Document) -> int | None:
    """Which page of the world a record is of; none of a list, and none of a mixture."""
    found = {match for section in document.sections for match in re.findall(r"Leaflet(\d+)x", section.text)}
    return int(found.pop()) if len(found) == 1 else None


def _edition_of(document: Document) -> Edition:
    found = re.findall(r"edition(\d+)x", " ".join(section.text for section in document.sections))
    day = None if document.modified is None else date.fromisoformat(document.modified.value)
    return (int(found[0]) if len(found) == 1 else -1), day


def _is_in_order(versions: Sequence[Edition], served: Sequence[Edition]) -> bool:
    """Whether versions are some of what was served, in its order; of one edition there may be several."""
    rest = iter(served)
    distinct = [one for one, before in zip(versions, [None, *versions], strict=False) if one != before]
    return all(any(one == other for other in rest) for one in distinct)


def _known(store: Store, then: datetime | None = None) -> Known:
    records = store.documents(as_of=then, include_gone=False)
    return {(one.url, number, _edition_of(one)) for one in records if (number := _number_of(one)) is not None}


class Nights:
    """One site and one operator.

    Args:
        seed: of everything that happens, but for the moments of kills.
        folder: the operator's.
    """

    def __init__(self, seed: int, folder: Path) -> None:
        self._chance = random.Random(seed)  # noqa: S311
        self._folder = folder
        self._world = World(self._chance)
        self._oracle = Oracle()
        self._clock = MovableClock()
        self._server = DemoSite(pages=self._world.pages())

    def play(self, nights: int) -> Iterator[str]:
        """What was wrong, each with its night."""
        with serve_in_thread(self._server):
            for night in range(nights):
                yield from (f"night {night}: {wrong}" for wrong in self._night(first=night == 0))
        yield from (
            f"{one.file} at {one.offset}: {one.code}"
            for one in archive.verify(self._folder / "archive")
            if one.severity != "note"
        )

    def _night(self, *, first: bool) -> Iterator[str]:
        chance, server, world = self._chance, self._server, self._world
        mood = None
        if not first:
            world.go_on()
            mood = mood_of(chance)
            self._clock.ahead += timedelta(hours=chance.choice(PAUSES))
        for path in {*server.paths, *(pages := world.pages())}:
            server.put(path, pages.get(path))
        moved = [Rule(path=old, behaviour=Redirect(to=new)) for old, new in world.redirects.items()]
        server.tell(*([mood] if mood else []), *moved)
        server.log.clear()
        plan = Plan(sites=("medlineplus",), force=chance.random() < 0.3)
        while chance.random() < 0.15:
            self._killed(plan)
        report = execute(self._settings(), plan, clock=self._clock, listen=silent)
        at = self._clock.now()
        whole = self._oracle.hear(server.requests, world, mood, at)
        with Store.open(self._folder / "health.db", read_only=True) as store:
            yield from self._oracle.judge(store, whole, blocked=bool(report.blocked), at=at)
        self._mishap()

    def _settings(self) -> Config:
        return Config(
            storage=Storage(database=self._folder / "health.db", archive=self._folder / "archive"),
            fetch=Fetch(connect_to={HOST: f"127.0.0.1:{self._server.port}"}, delay=0.0, backoff=0.01, attempts=2),
            schedule=Schedule(interval_days=1.0),
            sites={"medlineplus": Site(origin=f"http://{HOST}", delay=0.0)},
        )

    def _killed(self, plan: Plan) -> None:
        """A run that is killed at some moment, if it has not ended before."""
        child = os.fork()
        if child == 0:
            try:
                execute(self._settings(), plan, clock=self._clock, listen=silent)
            finally:
                os._exit(0)
        time.sleep(self._chance.random())
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

    def _mishap(self) -> None:
        """Now and then a backup is made, and is put back; or the database is lost."""
        database, saved, drawn = self._folder / "health.db", self._folder / "saved.db", self._chance.random()
        if drawn < 0.04:
            saved.unlink(missing_ok=True)
            with Store.open(database, read_only=True) as store:
                store.backup(saved)
        elif drawn < 0.08:
            for name in ("health.db", "health.db-wal", "health.db-shm"):
                (self._folder / name).unlink(missing_ok=True)
            if saved.exists() and drawn < 0.06:
                shutil.copy(saved, database)
            self._oracle.forget()


def main() -> int:
    """``python -m tools.random_nights``."""
    parser = argparse.ArgumentParser(prog="python -m tools.random_nights", description=__doc__)
    parser.add_argument("--first", type=int, default=1, help="seed of the first site")
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--nights", type=int, default=50)
    asked = parser.parse_args()
    wrong = 0
    for seed in range(asked.first, asked.first + asked.sites):
        with tempfile.TemporaryDirectory(prefix="random-nights-") as folder:
            found = list(Nights(seed, Path(folder)).play(asked.nights))
        wrong += bool(found)
        sys.stdout.write(f"site {seed}: {len(found)} wrong\n" + "".join(f"    {one}\n" for one in found[:5]))
        sys.stdout.flush()
    sys.stdout.write(f"{asked.sites} sites, {asked.nights} nights each: {wrong} wrong\n")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())

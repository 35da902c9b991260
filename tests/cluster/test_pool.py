"""The embedded engine, and what is left when its workers die."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from benchmarks.scale import kills, readers
from pipeline.archive import iterate
from pipeline.cluster.engine import Broke, Died, Done, Shard
from pipeline.cluster.pool import process_engine
from pipeline.model.unit import Unit, unit_of
from tests.cluster.cluster_archive import files, one_file, page, read, rows


def shard_of(unit: Unit) -> Shard:
    return Shard(
        unit=unit.id, name=unit.name, records=None, file="f", sha256="", bytes=0, pages=os.getpid(), reader="test"
    )


def raising(unit: Unit) -> Shard:
    if unit.name == "3":
        raise ZeroDivisionError("three")
    return shard_of(unit)


def dying(folder: Path, times: int, unit: Unit) -> Shard:
    """Ends its process at unit 3, the first ``times`` times."""
    marks = len(list(folder.iterdir()))
    if unit.name == "3" and marks < times:
        (folder / str(marks)).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return shard_of(unit)


def units(count: int) -> list[Unit]:
    return [unit_of(str(number)) for number in range(count)]


def test_every_unit_comes_back_once() -> None:
    """Units are done by as many processes as asked for; what the work raises is an outcome of its unit."""
    outcomes = list(process_engine(2)(raising, units(9)))
    assert Counter(outcome.unit.name for outcome in outcomes) == {str(number): 1 for number in range(9)}
    done = [outcome for outcome in outcomes if isinstance(outcome, Done)]
    assert len({outcome.shard.pages for outcome in done} - {os.getpid()}) == 2
    (broke,) = [outcome for outcome in outcomes if isinstance(outcome, Broke)]
    assert "ZeroDivisionError: three" in broke.message


def test_units_are_taken_as_there_is_room() -> None:
    """No more units are taken than are in flight, so a list of millions needs no memory."""
    taken = 0

    def endless() -> Iterator[Unit]:
        nonlocal taken
        while True:
            taken += 1
            yield unit_of(str(taken))

    outcomes = process_engine(2)(shard_of, endless())
    for number in range(1, 6):
        next(outcomes)
        assert taken <= number + 2
    outcomes.close()  # type: ignore[attr-defined]


def test_a_unit_whose_worker_died_is_done_by_another(tmp_path: Path) -> None:
    """A death costs an attempt at one unit, and no other unit's."""
    outcomes = list(process_engine(2)(partial(dying, tmp_path, 2), units(6)))
    assert Counter(outcome.unit.name for outcome in outcomes if isinstance(outcome, Done)) == {
        str(number): 1 for number in range(6)
    }


def test_a_unit_that_keeps_killing_workers_is_given_up(tmp_path: Path) -> None:
    """After three deaths the unit is an outcome that says of what they died; the others are done."""
    outcomes = list(process_engine(2)(partial(dying, tmp_path, 99), units(6)))
    assert [outcome for outcome in outcomes if isinstance(outcome, Died)] == [
        Died(unit=unit_of("3"), how="killed by SIGKILL")
    ]
    assert sum(isinstance(outcome, Done) for outcome in outcomes) == 5


def test_one_worker_or_two_give_the_same_bytes(archive: Path, undisturbed: Path, tmp_path: Path) -> None:
    """Shards and manifest do not tell how many workers there were."""
    read(archive, tmp_path / "out", process_engine(1))
    assert files(tmp_path / "out") == files(undisturbed)


@pytest.mark.parametrize("scenario", ["pool worker", "pool driver"])
def test_after_a_kill_every_page_is_there_once(scenario: str, archive: Path, undisturbed: Path, tmp_path: Path) -> None:
    """A killed worker, or a killed driver that is started again, leave what an undisturbed run leaves.

    ``python -m benchmarks.scale kills`` is the full count.
    """
    assert list(kills.trials(scenario, [0], archive, undisturbed, 24, tmp_path)) == [[]]


def test_a_page_that_crashes_its_reader_costs_that_page_only(tmp_path: Path) -> None:
    """A segmentation fault and a page that never ends are error rows; every other page is read, and both are kept."""
    marked = {4: readers.DEADLY, 7: readers.ENDLESS}
    captures = [page(number, marked.get(number, b"").decode() + "Rest helps.") for number in range(10)]
    where = one_file(tmp_path, captures)
    report = read(where, tmp_path / "out", read=readers.deadly, patience=0.5)
    assert (report.pages, report.errors, report.isolated, report.quarantined) == (8, {"reader-died": 2}, 1, 2)
    assert [row["url"][-1] for row in rows(report) if row["error"]] == ["4", "7"]
    told = [row["message"] for row in rows(report) if row["error"]]
    assert ["SIGSEGV" in told[0], "longer than 0.5 s" in told[1]] == [True, True]
    kept = [capture for file in Path(report.folder, "quarantine").glob("*.warc.gz") for capture in iterate(file)]
    assert {(capture.id, capture.body) for capture in kept} == {(captures[n].id, captures[n].body) for n in marked}
    assert len(list(Path(report.folder, "quarantine").glob("*.json"))) == 2


def test_workers_do_not_outlive_their_driver_by_more_than_a_unit(tmp_path: Path) -> None:
    """Ending the outcomes early ends the workers."""
    outcomes = process_engine(2)(shard_of, units(50))
    first = next(outcomes)
    assert isinstance(first, Done)
    outcomes.close()  # type: ignore[attr-defined]
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            os.kill(first.shard.pages, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    pytest.fail("the worker is still there")

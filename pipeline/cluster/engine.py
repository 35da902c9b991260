"""The seam: what runs a function over units, on cores or machines.

An engine is a function. It takes units as it has room for them, runs ``work`` on each somewhere, and gives every unit
back exactly once, in any order, with what became of it. It never writes results itself and knows nothing of pages, so
another engine is one small file.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from pipeline.errors import PipelineError
from pipeline.model.unit import Unit


class Shard(Struct, frozen=True, kw_only=True):
    """A shard that is in place.

    Attributes:
        unit: id of the unit it was made of.
        name: of the archive file.
        records: how many records were asked for; ``None`` for the whole file.
        file: its name in the folder of its reader.
        sha256: lower-case hex of the file.
        bytes: of the file.
        pages: rows with a record.
        errors: rows without one, by code.
        passed_over: captures that are no page to be read, by why.
        quarantined: pages that killed their reader; each has an error row too.
        reader: identity of the reader (:attr:`Job.reader`).
    """

    unit: str
    name: str
    records: int | None
    file: str
    sha256: str
    bytes: int
    pages: int
    errors: dict[str, int] = {}
    passed_over: dict[str, int] = {}
    quarantined: int = 0
    reader: str


class Done(Struct, frozen=True, kw_only=True):
    """The unit was read."""

    unit: Unit
    shard: Shard


class Broke(Struct, frozen=True, kw_only=True):
    """The work raised: the file is not there, the disk is full. Another attempt may go well, so the unit stays open."""

    unit: Unit
    message: str


class Died(Struct, frozen=True, kw_only=True):
    """Every worker that was given the unit died; ``how`` says of what."""

    unit: Unit
    how: str


Outcome = Done | Broke | Died
Work = Callable[[Unit], Shard]
Engine = Callable[[Work, Iterable[Unit]], Iterator[Outcome]]

STRIKES = 3
"""Workers that may die of a unit before it is given up: most die of something else."""


def attempt(work: Work, unit: Unit) -> Outcome:
    """Run the work on a unit; what it raises is an outcome. For engines, on the worker's side."""
    try:
        return Done(unit=unit, shard=work(unit))
    except PipelineError as error:
        return Broke(unit=unit, message=error.message)
    except Exception as error:  # noqa: BLE001  the border of a process: nothing else can carry it to the driver
        told = "".join(traceback.format_exception(error)[-3:])[-2000:]
        return Broke(unit=unit, message=f"{unit.name}: {type(error).__name__}: {error}\n{told}")

"""The captures of a unit, wherever its file lies."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.archive.replay import Handling, Skipped
from pipeline.archive.revisits import replay
from pipeline.errors import ArchiveError
from pipeline.fetchers.doors.opening import Door
from pipeline.model.capture import Capture
from pipeline.model.unit import Unit

Found = Capture | Skipped | ArchiveError
"""A page as it was captured; a whole record that is none, with its reason; damage, with its place in the file."""


def captures_of(unit: Unit, door: Door) -> Iterator[Found]:
    """Everything a unit holds: each of its records is given, passed over for a reason, or reported as damaged.

    Revisit records come after the record they refer to, with its payload; one that refers to a record outside the unit
    comes without a payload.

    Raises:
        ArchiveError: the file is not there, cannot be opened, or is no archive.
        UsageError: nothing that is installed opens its address.
    """
    told: list[Skipped | ArchiveError] = []
    handling = Handling(on_damage=told.append, on_skip=told.append)
    address, _, inside = unit.address.partition(".wacz/")
    if inside:
        address += ".wacz"
    with door.open(address, size=None if inside else unit.size, ahead=unit.records is None) as stream:
        for capture in replay(stream, unit.name, handling=handling, places=unit.records):
            yield from _taken(told)
            yield capture
        yield from _taken(told)


def _taken(told: list[Skipped | ArchiveError]) -> list[Skipped | ArchiveError]:
    taken = told[:]
    told.clear()
    return taken

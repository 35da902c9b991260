"""The captures of a unit, wherever its file lies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.archive.originals import Original, Originals, originals_in, write_originals
from pipeline.archive.packages import open_files
from pipeline.archive.places import answers_at
from pipeline.archive.replay import Answer, Handling, Skipped
from pipeline.archive.revisits import replay
from pipeline.errors import ArchiveError
from pipeline.fetchers.doors.opening import Door
from pipeline.model.capture import Capture
from pipeline.model.unit import Unit

Found = Capture | Skipped | ArchiveError
"""A page as it was captured; a whole record that is none, with its reason; damage, with its place in the file."""


def captures_of(unit: Unit, door: Door, originals: Originals | None = None) -> Iterator[Found]:
    """Everything a unit holds: each of its records is given, passed over for a reason, or reported as damaged.

    Revisit records come after the record they refer to, with its payload; one that refers to a record outside the unit
    comes without a payload, unless an index leads to it.

    Args:
        unit: whose records.
        door: opens its file.
        originals: where payloads lie in other files of the set; see :func:`index_originals`.

    Raises:
        ArchiveError: the file is not there, cannot be opened, or is no archive.
        UsageError: nothing that is installed opens its address.
    """
    told: list[Skipped | ArchiveError] = []
    handling = Handling(on_damage=told.append, on_skip=told.append)

    def elsewhere(keys: tuple[bytes, ...]) -> Answer | None:
        place = None if originals is None else originals.find(keys)
        return None if place is None else _answer_at(place, door, Handling(on_damage=told.append))

    address = _file_of(unit.address)
    size = unit.size if address == unit.address else None
    with door.open(address, size=size, ahead=unit.records is None) as stream:
        for capture in replay(stream, unit.name, handling=handling, places=unit.records, elsewhere=elsewhere):
            yield from _taken(told)
            yield capture
        yield from _taken(told)


def index_originals(units: Iterable[Unit], door: Door, path: Path) -> int:
    """Write where the payloads of whole files lie, for the revisits of all of them; the number of rows.

    Every file is read once for that. A file that cannot be read is passed over: it is told when its unit is read.

    Raises:
        OSError: the index cannot be written.
        UsageError: nothing that is installed opens an address.
    """
    return write_originals(path, (row for unit in units if unit.records is None for row in _rows(unit, door)))


def _rows(unit: Unit, door: Door) -> Iterator[tuple[bytes, Original]]:
    try:
        with door.open(unit.address, size=unit.size) as stream, open_files(stream, unit.name) as files:
            for name in files.names:
                yield from originals_in(files.view(name), name, unit.address)
    except ArchiveError:
        return


def _answer_at(place: Original, door: Door, handling: Handling) -> Answer | None:
    with door.open(place.address, ahead=False) as stream, open_files(stream, place.file) as files:
        return next(answers_at(files.view(place.file), place.file, [(place.offset, place.length)], handling), None)


def _file_of(address: str) -> str:
    """The file that is opened: of a file inside a package (``x.wacz/archive/y.warc.gz``) the package."""
    package, inside, _ = address.partition(".wacz/")
    return f"{package}.wacz" if inside else address


def _taken(told: list[Skipped | ArchiveError]) -> list[Skipped | ArchiveError]:
    taken = told[:]
    told.clear()
    return taken

"""The captures of a unit, wherever its file is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from pipeline.archive import iterate, read_capture
from pipeline.errors import ArchiveError
from pipeline.model.capture import ArchiveRef, Capture
from pipeline.model.unit import Unit


def captures_of(unit: Unit) -> Iterator[Capture | ArchiveError]:
    """Every capture of a unit in order; damage is given as the error in its place, and reading goes on after it.

    Raises:
        ArchiveError: the file is not there, or cannot be read at all.
    """
    path = Path(unit.address)
    if not path.is_file():
        raise ArchiveError(f"{unit.address} is not there", mend="name archive files that every worker reaches")
    damage: list[ArchiveError] = []
    found = iterate(path, on_damage=damage.append) if unit.records is None else _placed(path, unit.records, damage)
    for capture in found:
        yield from _taken(damage)
        yield _called(capture, path.name, unit.name)
    yield from _taken(damage)


def _taken(damage: list[ArchiveError]) -> list[ArchiveError]:
    taken = damage[:]
    damage.clear()
    return taken


def _placed(path: Path, places: tuple[tuple[int, int], ...], damage: list[ArchiveError]) -> Iterator[Capture]:
    for offset, length in places:
        try:
            yield read_capture(path.parent, ArchiveRef(file=path.name, offset=offset, length=length))
        except ArchiveError as error:
            damage.append(error)


def _called(capture: Capture, file: str, name: str) -> Capture:
    """The capture with its file as the unit names it, also within a package (``x.wacz/archive/y.warc.gz``)."""
    ref = capture.archive
    if ref is None or file == name:
        return capture
    return replace(capture, archive=replace(ref, file=name + ref.file.removeprefix(file)))

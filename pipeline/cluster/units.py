"""Units of archives on this machine, or on a file system that all machines share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.fetchers.doors import Door, units_of
from pipeline.model.unit import Unit


def local_units(where: Path) -> Iterator[Unit]:
    """A unit for every archive file of a folder and below, by name; a file stands for itself.

    Raises:
        ArchiveError: nothing is there.
    """
    yield from units_of([str(where)], door=Door())

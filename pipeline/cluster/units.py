"""Units of archives on this machine, or on a file system that all machines share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.archive.sources import archive_files, base_of
from pipeline.model.unit import Unit, unit_of


def local_units(where: Path) -> Iterator[Unit]:
    """A unit for every archive file of a folder and below, by name; a file stands for itself.

    Raises:
        ArchiveError: nothing is there.
    """
    base = base_of(where)
    for path in archive_files(where):
        yield unit_of(str(path.resolve()), name=path.relative_to(base).as_posix(), size=path.stat().st_size)

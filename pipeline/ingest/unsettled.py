"""What the archive holds and the database does not know: written by a process that died, or behind a backup."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.archive import begun_at, in_use, tail
from pipeline.archive.replay import MAX_BODY
from pipeline.errors import ArchiveError
from pipeline.model.capture import Capture
from pipeline.storage import ArchiveMark, Store


def unsettled(folder: Path, store: Store, prefix: str) -> list[ArchiveMark]:
    """How far the archive files of one kind have their rows, in the order of time; those that have all are left out.

    Not in the order of names: those of workers begin with the worker's. What a page said later is not read first.
    """
    marks = store.archive_marks()
    files = sorted((path.name for path in folder.glob(f"{prefix}-*.warc.gz")), key=begun_at)
    waiting = (marks.get(file) or ArchiveMark(file=file, settled=0) for file in files)
    return [mark for mark in waiting if not mark.done and not in_use(folder / mark.file)]


def without_rows(
    folder: Path,
    store: Store,
    mark: ArchiveMark,
    damaged: Callable[[ArchiveError], None],
    *,
    max_body: int = MAX_BODY,
) -> Iterator[Capture]:
    """The captures of an archive file behind a mark that the database does not know."""
    for capture in tail(folder, mark.file, mark.settled, damaged, max_body=max_body):
        if store.capture(capture.id) is None:
            yield capture

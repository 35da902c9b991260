"""What the archive holds and the database does not know: written by a process that died, or behind a backup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pipeline.archive import begun_at, in_use, tail
from pipeline.archive.replay import MAX_BODY
from pipeline.archive.sources import archive_files
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


def passed_over(folder: Path, store: Store, prefixes: Iterable[str]) -> list[str]:
    """Archive files that the database knows nothing of, and that no run takes up: names relative to the folder.

    Args:
        folder: the archive; one that is not there holds nothing.
        store: the database.
        prefixes: first parts of the names of the files that are written here.
    """
    if not folder.is_dir():
        return []
    ours = {path for prefix in prefixes for path in folder.glob(f"{prefix}-*.warc.gz")}
    others = [path.relative_to(folder).as_posix() for path in archive_files(folder) if path not in ours]
    known = store.captures_by_file() if others else {}
    # a package holds several files
    return [name for name in others if not any(held == name or held.startswith(f"{name}/") for held in known)]


def without_rows(
    folder: Path,
    store: Store,
    mark: ArchiveMark,
    damaged: Callable[[ArchiveError], None],
    *,
    max_body: int = MAX_BODY,
) -> Iterator[Capture]:
    """The captures of an archive file behind a mark that the database does not know.

    Args:
        folder: the archive.
        store: the database.
        mark: the file, and how far it has its rows.
        damaged: told of each record that is damaged.
        max_body: bytes of the largest body that is unpacked.
    """
    for capture in tail(folder, mark.file, mark.settled, damaged, max_body=max_body):
        if store.capture(capture.id) is None:
            yield capture


def is_known(store: Store, capture: Capture) -> bool:
    """Whether the database has the state that an answer leaves as it was (304, or the bytes of an earlier one)."""
    if capture.status != 304 and capture.revisit_of is None:
        return True
    rows = filter(None, map(store.url_state, {capture.requested_url, capture.url}))
    return any(row.document_id or row.payload_sha256 or row.etag or row.last_modified for row in rows)

"""A folder of files into the store: text dumps, Markdown and HTML that reached us without a network.

Every file becomes a capture in the archive and a record with its history, like a page. Its address is one that no
server has: the folder's name as a host under ``.invalid`` (RFC 2606, section 2) and the file's path in the folder, so
the same folder imported again is the same documents, and an old dump of a page never takes the place of the page
itself. Where the page once stood, if the file says so, is the record's ``canonical_url``, and decides the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import msgspec
from msgspec import Struct

from pipeline import sites
from pipeline.config import Config
from pipeline.errors import UsageError
from pipeline.fetchers.clock import Clock
from pipeline.fetchers.files import from_file
from pipeline.ingest.events import OnEvent
from pipeline.ingest.import_run import import_run
from pipeline.ingest.imports import Brought, site_of
from pipeline.model.run import Run
from pipeline.reading import read_capture
from pipeline.saved import TYPES, type_of

_HOST = re.compile(r"[^a-z0-9]+")


class FolderReport(Struct, kw_only=True):
    """What an import came to: the run, files read, and those that could not be read, with the reason."""

    run: Run
    files: int = 0
    unreadable: dict[str, str] = {}


def files_of(folder: Path) -> list[Path]:
    """The files of a folder that are taken, by path; hidden ones are not.

    Raises:
        UsageError: it is no folder, or holds none.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder", mend="name the folder that holds the files")
    inside = sorted(path for path in folder.rglob("*") if path.suffix.lower() in TYPES and path.is_file())
    found = [path for path in inside if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    if not found:
        raise UsageError(f"{folder} holds no file to import", mend=f"taken are: {', '.join(TYPES)}")
    return found


def address_for(path: Path, folder: Path) -> str:
    """The address of a file of this folder."""
    host = _HOST.sub("-", folder.resolve().name.lower()).strip("-")[:63] or "folder"
    return f"https://{host}.invalid/{quote(path.relative_to(folder).as_posix())}"


def import_folder(config: Config, folder: Path, *, clock: Clock, listen: OnEvent) -> FolderReport:
    """Store every file of a folder; one whose record is the one held is only seen again.

    Raises:
        RunLocked: a run is writing.
        UsageError: see :func:`files_of`.
        StorageError, ArchiveError: database or archive are not usable.
    """
    files = files_of(folder)
    unreadable: dict[str, str] = {}
    with import_run(config, clock=clock, listen=listen) as importing:

        def read() -> Iterator[Brought]:
            for path in files:
                one = _read(path, folder, clock, importing.run.id)
                if one.document is None:
                    unreadable[one.capture.url] = "; ".join(issue.message for issue in one.issues)
                yield one

        ended = importing.take(
            read(), expected=lambda: len(files), verdict=lambda: "incomplete" if unreadable else "ok"
        )
    return FolderReport(run=ended, files=len(files), unreadable=unreadable)


def _read(path: Path, folder: Path, clock: Clock, run_id: str) -> Brought:
    capture = from_file(path, url=address_for(path, folder))
    headers = (("Content-Type", type_of(path.name, capture.body) or "text/html"),)
    capture = msgspec.structs.replace(capture, fetched_at=clock.now(), run_id=run_id, headers=headers)
    profile = sites.by_name(site_of(capture))
    reading = read_capture(capture, profile)
    return Brought(capture=capture, site=profile.name, document=reading.document, issues=reading.issues)

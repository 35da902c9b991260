"""A folder of files into the store: text dumps, Markdown and HTML that reached us without a network.

Every file becomes a capture in the archive and a record with its history, like a page. Its address is one that no
server has: the folder's name as a host under ``.invalid`` (RFC 2606, section 2) and the file's path in the folder, so
the same folder imported again is the same documents, and an old dump of a page never takes the place of the page
itself. Where the page once stood, if the file says so, is the record's ``canonical_url``, and decides the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import quote

import msgspec
from msgspec import Struct

from pipeline import sites
from pipeline.archive import ArchiveWriter
from pipeline.config import Config
from pipeline.errors import InvalidUrl, UsageError
from pipeline.fetchers.clock import Clock
from pipeline.fetchers.files import from_file
from pipeline.ingest.events import Event, OnEvent
from pipeline.ingest.import_run import import_run
from pipeline.ingest.keeper import referred
from pipeline.model.capture import Answered, Capture
from pipeline.model.run import Run, Verdict
from pipeline.model.target import Discovered, Target
from pipeline.parsers.encoding import decode
from pipeline.parsers.textdump import address_in
from pipeline.reading import Reading, read_capture
from pipeline.storage import Store

TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
}
"""Files that are taken, by the end of their names."""
BATCH = 64
"""Files in one transaction."""
_HOST = re.compile(r"[^a-z0-9]+")
_CANONICAL = re.compile(
    rb"""<link\b(?=[^>]*\brel\s*=\s*["']?canonical\b)[^>]*?\bhref\s*=\s*["']?(?P<url>https?://[^"'\s>]+)""",
    re.IGNORECASE,
)


class FolderReport(Struct, kw_only=True):
    """What an import came to: the run, files read, and those that could not be read, with the reason."""

    run: Run
    files: int = 0
    unreadable: dict[str, str] = {}


class _Read(Struct, frozen=True):
    capture: Capture
    site: str
    reading: Reading


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
    with import_run(config, clock=clock, listen=listen) as (opened, store, archive):
        verdict: Verdict = "failed"
        try:
            read = (_read(path, folder, clock, opened.id) for path in files)
            while batch := list(islice(read, BATCH)):
                _store(store, archive, opened, batch, clock, listen)
                for one in batch:
                    if one.reading.document is None:
                        unreadable[one.capture.url] = "; ".join(issue.message for issue in one.reading.issues)
            verdict = "incomplete" if unreadable else "ok"
        finally:
            finished = store.finish_run(opened.id, verdict=verdict, now=clock.now())
    return FolderReport(run=finished, files=len(files), unreadable=unreadable)


def _read(path: Path, folder: Path, clock: Clock, run_id: str) -> _Read:
    capture = from_file(path, url=address_for(path, folder), content_type=TYPES[path.suffix.lower()])
    capture = msgspec.structs.replace(capture, fetched_at=clock.now(), run_id=run_id)
    profile = sites.by_name(_site_of(capture))
    return _Read(capture, profile.name, read_capture(capture, profile))


def _site_of(capture: Capture) -> str:
    """The site of the page that a file was, as far as the file says."""
    if (capture.header("content-type") or "").startswith("text/html"):
        found = _CANONICAL.search(capture.body, 0, 65536)
        stated = found["url"].decode("utf-8", "replace") if found else None
    else:
        stated = address_in(decode(capture.body, None).utf8.decode("utf-8", "replace"))
    if stated is None:
        return sites.GENERIC
    try:
        return sites.for_url(stated).name
    except InvalidUrl:
        return sites.GENERIC


def _store(store: Store, archive: ArchiveWriter, run: Run, batch: list[_Read], clock: Clock, listen: OnEvent) -> None:
    """Archive first, rows after: one transaction for a batch."""
    now = clock.now()
    told = []
    with store.batch(before_commit=archive.sync):
        store.discover(_discovered(batch), now=now)
        targets = {target.url: target for target in store.due(now=now, urls=[one.capture.url for one in batch])}
        for one in batch:
            target = targets.get(one.capture.url) or Target(url=one.capture.url, site=one.site, reason="import")
            kept = archive.keep(one.capture, refers_to=referred(target))
            document = one.reading.document
            if document is not None:
                provenance = msgspec.structs.replace(document.provenance, archive=kept.archive)
                document = msgspec.structs.replace(document, provenance=provenance)
            saved = store.save_outcome(
                run.id,
                msgspec.structs.replace(target, reason="import"),
                Answered(url=one.capture.url, capture=msgspec.structs.replace(kept, entity=b"", body=b"")),
                now=now,
                elapsed_ms=0,
                next_due=None,
                document=document,
                bytes_received=len(one.capture.body),
            )
            if document is None:
                store.add_issues(run.id, one.reading.issues, site=one.site, url=one.capture.url, now=now)
            told.append((one.capture.url, saved.result))
    for url, result in told:
        listen(Event(name="page", run_id=run.id, url=url, result=result, counts=run.counts))


def _discovered(batch: list[_Read]) -> Iterator[Discovered]:
    for one in batch:
        yield Discovered(url=one.capture.url, site=one.site, found_by="file")

"""What comes in as files, archived first and stored after: by the import, or after it died by whoever writes next.

An import's captures lie in archive files of their own (``import-*``), with marks like those of runs. So what an import
had archived and could not commit gets its rows, and a database that was lost, or a backup of before the import, has
its documents again without the files they came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from pathlib import Path

from msgspec import Struct, structs

from pipeline import sites
from pipeline.archive import ArchiveWriter
from pipeline.errors import ArchiveError, InvalidUrl
from pipeline.ingest.again import Again
from pipeline.ingest.events import Tell
from pipeline.ingest.finished import reader_died
from pipeline.ingest.keeper import referred, without_bodies
from pipeline.ingest.topic_capture import SITE, is_topic
from pipeline.ingest.unsettled import unsettled, without_rows
from pipeline.model.capture import Answered, Capture
from pipeline.model.document import Document
from pipeline.model.issue import Issue
from pipeline.model.run import Run, RunCounts
from pipeline.model.target import Discovered, Target
from pipeline.nearest import many
from pipeline.parsers.decoding.encoding import decode
from pipeline.parsers.textdump import address_in
from pipeline.storage import ArchiveMark, Saved, Store

OF_ANOTHER = (
    "a backup was restored, or the database was lost; should another database keep its answers in this folder, too,"
    " these are its pages: give each database a folder of its own, -a"
)
"""Why an archive may hold what its database knows nothing of."""

PREFIX = "import"
"""First part of the names of the archive files that imports write."""
BATCH = 64
"""Files or topics in one transaction."""

_CANONICAL = re.compile(
    rb"""<link\b(?=[^>]*\brel\s*=\s*["']?canonical\b)[^>]*?\bhref\s*=\s*["']?(?P<url>https?://[^"'\s>]+)""",
    re.IGNORECASE,
)


class Brought(Struct, frozen=True, kw_only=True):
    """A file or a topic that was read.

    Attributes:
        capture: its bytes under its address.
        site: whose page it is or was.
        document: the record, if one was made.
        issues: why none was.
    """

    capture: Capture
    site: str
    document: Document | None
    issues: tuple[Issue, ...] = ()


def store_brought(
    store: Store, archive: ArchiveWriter, run_id: str, batch: list[Brought], *, now: datetime
) -> list[Saved]:
    """Archive first, rows after: one transaction for a batch, with the mark of how far the archive has its rows."""
    saved, ends = [], {}
    with store.batch(before_commit=archive.sync):
        for one, target in _targets(store, batch, now):
            kept = archive.keep(one.capture, refers_to=referred(target))
            saved.append(_save(store, run_id, target, structs.replace(one, capture=kept), now))
            if kept.archive is not None:
                ends[kept.archive.file] = kept.archive.offset + kept.archive.length
        store.mark_archive(ArchiveMark(file=file, settled=end) for file, end in ends.items())
    return saved


def site_of(capture: Capture) -> str:
    """The site of the page that a file was, as far as the file says; that of NLM's topics for a topic."""
    content_type = capture.header("content-type") or ""
    if is_topic(capture.url, content_type):
        return SITE
    if content_type.startswith("text/html"):
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


class Adopted(Struct, kw_only=True):
    """What imports had archived without rows.

    Attributes:
        captures: how many.
        strange: some are of an import that the database knows nothing of.
        damaged: what is wrong with records that cannot be read.
        runs: whose they are.
    """

    captures: int = 0
    strange: bool = False
    damaged: tuple[str, ...] = ()
    runs: frozenset[str] = frozenset()


def adopt_imports(store: Store, folder: Path, again: Again, *, run_id: str) -> Adopted:
    """Rows for what earlier imports had archived, by the name of the import and at its time.

    Args:
        store: open for writing, under the writer's lock.
        folder: the archive.
        again: reads it.
        run_id: the run that takes up; the newest one, also after it.

    Raises:
        ArchiveError: an archive file cannot be read.
        StorageError: the rows cannot be stored.
    """
    found = Adopted()
    damaged: list[ArchiveError] = []
    for mark in unsettled(folder, store, PREFIX):
        captures = without_rows(folder, store, mark, damaged.append)
        while chunk := list(islice(captures, BATCH)):
            of = {capture.run_id for capture in chunk if capture.run_id is not None}
            found.strange = found.strange or any(store.run(one) is None for one in of)
            with store.batch():
                runs = {_adopt(store, capture, again, run_id) for capture in chunk}
            found.runs |= runs
            found.captures += len(chunk)
        store.mark_archive((structs.replace(mark, done=True),))
    if found.runs:
        store.put_last(run_id)
    found.damaged = tuple(map(str, damaged))
    return found


def tell_adopted(tell: Tell, found: Adopted) -> None:
    """Tell of what imports had left, and of records that are damaged."""
    for message in found.damaged:
        tell("issue", result="archive-damaged", message=message)
    if found.captures:
        what = many(found.captures, "imported file or topic", "imported files or topics")
        why = OF_ANOTHER if found.strange else "an import ended in the middle"
        was = "was" if found.captures == 1 else "were"
        tell("resumed", message=f"{what} of the archive that the database did not know {was} taken up ({why})")


def _adopt(store: Store, capture: Capture, again: Again, run_id: str) -> str:
    """Store a capture; the run it belongs to."""
    if capture.run_id is not None:
        run_id = capture.run_id
        if store.run(run_id) is None:  # a backup was restored, or the database was lost: it is a run again
            began = capture.fetched_at
            run = Run(
                id=run_id, kind="import", started_at=began, finished_at=began, verdict="interrupted", counts=RunCounts()
            )
            store.recall_run(run)
    state = store.url_state(capture.url)
    if state is not None and state.last_tried is not None and state.last_tried >= capture.fetched_at:
        store.save_capture(capture)  # a later import of the same file was stored
        return run_id
    site = site_of(capture) if state is None else state.site
    brought = Brought(capture=capture, site=site, document=None)
    if capture.revisit_of is None:
        reading = again.read(capture, sites.by_name(site))
        issues = (reader_died(capture),) if reading is None else reading.issues
        brought = structs.replace(brought, document=reading and reading.document, issues=issues)
    for one, target in _targets(store, [brought], capture.fetched_at):
        _save(store, run_id, target, one, capture.fetched_at)
    return run_id


def _targets(store: Store, batch: list[Brought], now: datetime) -> Iterable[tuple[Brought, Target]]:
    """What was brought with what is known of its address; an address that was never known is from now on."""
    urls = [one.capture.url for one in batch]
    store.discover((Discovered(url=one.capture.url, site=one.site, found_by="file") for one in batch), now=now)
    known = {target.url: target for target in store.due(now=now, urls=urls)}
    for one in batch:
        target = known.get(one.capture.url) or Target(url=one.capture.url, site=one.site, reason="import")
        yield one, structs.replace(target, reason="import")


def _save(store: Store, run_id: str, target: Target, one: Brought, now: datetime) -> Saved:
    capture, document = one.capture, one.document
    if document is not None:
        provenance = structs.replace(document.provenance, archive=capture.archive)
        document = structs.replace(document, provenance=provenance)
    saved = store.save_outcome(
        run_id,
        target,
        Answered(url=capture.url, capture=without_bodies(capture)),
        now=now,
        elapsed_ms=0,
        next_due=None,
        document=document,
        bytes_received=len(capture.body),
    )
    if document is None and one.issues:
        store.add_issues(run_id, one.issues, site=one.site, url=capture.url, now=now)
    return saved

"""NLM's topic XML into the store: every topic archived, read and kept with its history, like a page.

Fetchers may not read HTML and parsers may not open files: the file's door (:mod:`pipeline.fetchers.medlineplus_xml`)
gives plain values, the publisher's profile makes records of them, and the two meet here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline import sites
from pipeline.archive import ArchiveWriter
from pipeline.config import Config
from pipeline.fetchers.clock import Clock
from pipeline.fetchers.medlineplus_stream import Feed
from pipeline.fetchers.medlineplus_xml import addresses, topics
from pipeline.ingest.events import Event, OnEvent
from pipeline.ingest.import_run import import_run
from pipeline.ingest.keeper import referred
from pipeline.ingest.topic_capture import topic_capture, topic_record
from pipeline.model.capture import Answered, Capture
from pipeline.model.document import Document
from pipeline.model.run import Run, Verdict
from pipeline.model.target import Discovered, Target
from pipeline.sites.medlineplus.feed import PAGE_TYPE, address_of
from pipeline.storage import Store

SITE = "medlineplus"
BATCH = 64
"""Topics in one transaction."""


class ImportReport(Struct, kw_only=True):
    """What an import came to.

    Attributes:
        run: closed.
        generated: when the file says it was made.
        promised: how many topics the file says it holds; ``None`` if it does not say.
        read: how many it held.
        absent: topics of earlier files that this one does not hold, by address. Nothing is removed for that.
    """

    run: Run
    generated: str | None = None
    promised: int | None = None
    read: int = 0
    absent: tuple[str, ...] = ()


def records_of(path: Path, *, feed: Feed, clock: Clock) -> Iterator[tuple[Capture, Document]]:
    """Every topic of a file as a capture of its element and the record made from it; nothing is stored.

    Raises:
        UsageError: the file cannot be read.
        ReadError: it is no topic file, or breaks off (what came before has been yielded).
    """
    profile = sites.by_name(SITE)
    urls = addresses(path)
    for topic in topics(path, feed):
        capture = topic_capture(topic, path, urls, now=clock.now(), run_id=None)
        yield capture, topic_record(topic, capture, urls, profile)


def import_topics(config: Config, path: Path, *, clock: Clock, listen: OnEvent) -> ImportReport:
    """Store every topic of a file; a topic whose record is the one held is only seen again.

    Raises:
        RunLocked: a run is writing.
        UsageError, ReadError: see :func:`records_of`; what was read before is kept.
        StorageError, ArchiveError: database or archive are not usable.
    """
    profile = sites.by_name(SITE)
    urls = addresses(path)
    feed = Feed()
    with import_run(config, clock=clock, listen=listen) as (opened, store, archive):
        keeper = _Importer(store, archive, opened, clock, listen)
        seen: set[str] = set()
        verdict: Verdict = "failed"
        try:
            stream = topics(path, feed)
            while batch := list(islice(stream, BATCH)):
                keeper.store(
                    [
                        (capture, topic_record(topic, capture, urls, profile))
                        for topic in batch
                        for capture in [topic_capture(topic, path, urls, now=clock.now(), run_id=opened.id)]
                    ]
                )
                seen.update(address_of(topic.number) for topic in batch)
            verdict = "ok" if feed.total in (None, feed.count) else "incomplete"
        finally:
            finished = store.finish_run(opened.id, verdict=verdict, now=clock.now())
        held = (one.url for one in store.documents(SITE, include_gone=False) if one.page_type == PAGE_TYPE)
        absent = tuple(url for url in held if url not in seen)
    return ImportReport(run=finished, generated=feed.generated, promised=feed.total, read=feed.count, absent=absent)


class _Importer:
    """Archive first, rows after: one transaction for a batch."""

    def __init__(self, store: Store, archive: ArchiveWriter, run: Run, clock: Clock, listen: OnEvent) -> None:
        self._store = store
        self._archive = archive
        self._run = run
        self._clock = clock
        self._listen = listen

    def store(self, batch: list[tuple[Capture, Document]]) -> None:
        """Keep and store these topics."""
        now = self._clock.now()
        keys = [capture.url for capture, _ in batch]
        told = []
        with self._store.batch(before_commit=self._archive.sync):
            self._store.discover(
                [
                    Discovered(url=key, site=SITE, found_by="file", found_on=str(batch[0][0].requested_url))
                    for key in keys
                ],
                now=now,
            )
            targets = {target.url: target for target in self._store.due(now=now, urls=keys)}
            for capture, document in batch:
                target = targets.get(capture.url) or Target(url=capture.url, site=SITE, reason="import")
                kept = self._archive.keep(capture, refers_to=referred(target))
                light = msgspec.structs.replace(kept, entity=b"", body=b"")
                provenance = msgspec.structs.replace(document.provenance, archive=kept.archive)
                saved = self._store.save_outcome(
                    self._run.id,
                    msgspec.structs.replace(target, reason="import"),
                    Answered(url=capture.url, capture=light),
                    now=now,
                    elapsed_ms=0,
                    next_due=None,
                    document=msgspec.structs.replace(document, provenance=provenance),
                    bytes_received=len(capture.body),
                )
                told.append((document.canonical_url, saved.result))
        for url, result in told:
            self._listen(Event(name="page", run_id=self._run.id, url=url, result=result, counts=self._run.counts))

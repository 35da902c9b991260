"""NLM's topic XML into the store: every topic archived, read and kept with its history, like a page.

Fetchers may not read HTML and parsers may not open files: the file's door (:mod:`pipeline.fetchers.medlineplus_xml`)
gives plain values, the publisher's profile makes records of them, and the two meet here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from pipeline import sites
from pipeline.config import Config
from pipeline.fetchers.clock import Clock
from pipeline.fetchers.medlineplus_stream import Feed
from pipeline.fetchers.medlineplus_xml import addresses, topics
from pipeline.ingest.events import OnEvent
from pipeline.ingest.import_run import import_run
from pipeline.ingest.imports import Brought
from pipeline.ingest.topic_capture import SITE, topic_capture
from pipeline.model.capture import Capture
from pipeline.model.document import Document
from pipeline.model.run import Run
from pipeline.sites.medlineplus.feed import PAGE_TYPE, document_of


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
        yield capture, document_of(topic, capture, urls, profile)


def import_topics(config: Config, path: Path, *, clock: Clock, listen: OnEvent) -> ImportReport:
    """Store every topic of a file; a topic whose record is the one held is only seen again.

    Raises:
        RunLocked: a run is writing.
        UsageError, ReadError: see :func:`records_of`; what was read before is kept.
        StorageError, ArchiveError: database or archive are not usable.
    """
    profile, urls, feed = sites.by_name(SITE), addresses(path), Feed()
    with import_run(config, clock=clock, listen=listen) as importing:
        seen: set[str] = set()

        def read() -> Iterator[Brought]:
            for topic in topics(path, feed):
                capture = topic_capture(topic, path, urls, now=clock.now(), run_id=importing.run.id)
                seen.add(capture.url)
                yield Brought(capture=capture, site=SITE, document=document_of(topic, capture, urls, profile))

        ended = importing.take(
            read(),
            expected=lambda: feed.total or 0,
            verdict=lambda: "ok" if feed.total in (None, feed.count) else "incomplete",
        )
        held = (one.url for one in importing.store.documents(SITE, include_gone=False) if one.page_type == PAGE_TYPE)
        absent = tuple(url for url in held if url not in seen)
    return ImportReport(run=ended, generated=feed.generated, promised=feed.total, read=feed.count, absent=absent)

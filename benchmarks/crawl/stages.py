"""What each stage of a crawl costs by itself, beside the least it can cost. ``stages.py STAGE SERVER FOLDER PAGES``.

Each stage runs in a process of its own; it prints the processor milliseconds it took for one page.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import aiohttp
from isal import igzip
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from benchmarks.crawl.ours import config_of
from pipeline import parsers, sites
from pipeline.archive import ArchiveWriter
from pipeline.cli.clock import SystemClock
from pipeline.fetchers.http import Fetcher
from pipeline.model.capture import Answered, Capture
from pipeline.model.document import Document
from pipeline.model.profile import Pace
from pipeline.model.run import Run, RunCounts
from pipeline.model.target import Target
from pipeline.storage import Store
from pipeline.urls import Scope

ABREAST = 32
BATCH = 64
NOW = datetime(2025, 11, 20, tzinfo=UTC)
PROFILE = sites.by_name("medlineplus")


def paths(count: int) -> list[str]:
    """The pages of the site."""
    return [f"/topic{number:06d}.html" for number in range(count)]


class Work:
    """What the stages work on, made once and outside of what is measured."""

    def __init__(self, server: str, folder: Path, pages: int) -> None:
        self.server = server
        self.folder = folder
        self.paths = paths(pages)
        self.config = config_of(server, folder)
        self._captures: list[Capture] = []
        self._documents: list[Document] = []

    @property
    def captures(self) -> list[Capture]:
        if not self._captures:
            self._captures = fetched(self)
        return self._captures

    @property
    def documents(self) -> list[Document]:
        if not self._documents:
            self._documents = [parsers.read(capture, PROFILE) for capture in self.captures]
        return self._documents


def fetched(work: Work) -> list[Capture]:
    """Every page by our own fetcher."""

    async def fetch() -> list[Capture]:
        kept: list[Capture] = []
        fetcher = Fetcher(settings=work.config.fetch, clock=SystemClock(), keep=lambda capture: capture)
        origin = work.config.sites["medlineplus"].origin or ""
        scope = Scope(hosts=(origin.partition("//")[2],))
        waiting = iter(work.paths)

        async def one() -> None:
            for path in waiting:
                target = Target(url=origin + path, site="medlineplus", kind="page", reason="due")
                outcome = await fetcher.fetch(target, scope, pace=Pace(delay=0.0))
                assert isinstance(outcome, Answered), outcome
                kept.append(outcome.capture)

        async with fetcher:
            await asyncio.gather(*(one() for _ in range(ABREAST)))
        return kept

    return asyncio.run(fetch())


def bare_client(work: Work) -> None:
    """aiohttp as it comes, answers read and dropped."""

    async def fetch() -> None:
        waiting = iter(work.paths)
        async with aiohttp.ClientSession() as session:

            async def one() -> None:
                for path in waiting:
                    async with session.get(work.server + path) as answer:
                        await answer.read()

            await asyncio.gather(*(one() for _ in range(ABREAST)))

    asyncio.run(fetch())


def archived(work: Work) -> None:
    """Captures into WARC, synced once a batch."""
    with ArchiveWriter(work.folder / "stage-archive", prefix="b", software="benchmark", now=lambda: NOW) as archive:
        for number, capture in enumerate(work.captures):
            archive.keep(capture, refers_to=None)
            if number % BATCH == 0:
                archive.sync()


def bare_gzip(work: Work) -> None:
    """The bodies into one file, a gzip member each."""
    with (work.folder / "bare.gz").open("wb") as file:
        for capture in work.captures:
            file.write(igzip.compress(capture.body, 2))


def read(work: Work) -> None:
    """The whole record of every page."""
    for capture in work.captures:
        parsers.read(capture, PROFILE)


def bare_parse(work: Work) -> None:
    """The tree of every page, nothing read from it."""
    for capture in work.captures:
        LexborHTMLParser(capture.body)


def stored(work: Work) -> Iterator[None]:
    """Documents into the database with all that follows from them, the search index too, a batch a transaction."""
    run = Run(id=str(uuid.uuid4()), kind="run", started_at=NOW, counts=RunCounts())
    documents = iter(list(zip(work.captures, work.documents, strict=True)))
    with Store.open(work.folder / "stage.db") as store:
        store.start_run(run)
        yield
        while batch := list(islice(documents, BATCH)):
            with store.batch():
                for capture, document in batch:
                    light = replace(capture, body=b"", entity=b"")
                    target = Target(url=capture.url, site="medlineplus", kind="page", reason="due")
                    outcome = Answered(url=capture.url, capture=light)
                    store.save_capture(light)
                    store.save_outcome(run.id, target, outcome, now=NOW, elapsed_ms=1, next_due=NOW, document=document)


def _rows(document: Document, number: int) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    yield (
        "INSERT INTO s VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(number, s.order, s.id, s.level, s.heading, s.text, s.markdown) for s in document.sections],
    )
    yield (
        "INSERT INTO l VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(number, k.order, k.section_id, k.url, k.text, k.kind, k.organization) for k in document.links],
    )
    yield (
        "INSERT INTO d VALUES (?, ?, ?, ?, ?)",
        [(number, n, d.role, d.value, d.raw) for n, d in enumerate(document.dates)],
    )


def bare_inserts(work: Work) -> Iterator[None]:
    """Sections, links and dates into three plain tables by executemany, a batch a transaction; no index, no history."""
    connection = sqlite3.connect(work.folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE s (page, position, key, level, heading, text, markdown)")
    connection.execute("CREATE TABLE l (page, position, section, url, text, kind, organization)")
    connection.execute("CREATE TABLE d (page, position, role, value, raw)")
    documents = iter(enumerate(work.documents))
    yield
    while batch := list(islice(documents, BATCH)):
        connection.execute("BEGIN")
        for number, document in batch:
            for statement, rows in _rows(document, number):
                connection.executemany(statement, rows)
        connection.execute("COMMIT")
    connection.close()


def _words(work: Work, *, batched: bool) -> Iterator[None]:
    name = f"words-{batched}.db"
    rows = [[(d.title, s.heading, s.text) for s in d.sections] for d in work.documents]
    connection = sqlite3.connect(work.folder / name, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    tokenizer = "tokenize='porter unicode61 remove_diacritics 2'"
    connection.execute("CREATE TABLE w (id INTEGER PRIMARY KEY, title, heading, text)")
    connection.execute(
        f"CREATE VIRTUAL TABLE f USING fts5(title, heading, text, content='w', content_rowid='id', {tokenizer})"
    )
    connection.execute("BEGIN")
    for page in rows:
        connection.executemany("INSERT INTO w (title, heading, text) VALUES (?, ?, ?)", page)
    connection.execute("COMMIT")
    numbered = connection.execute("SELECT id, title, heading, text FROM w").fetchall()
    yield
    if batched:
        step = BATCH * len(numbered) // len(rows)
        for start in range(0, len(numbered), step):
            connection.execute("BEGIN")
            statement = "INSERT INTO f (rowid, title, heading, text) VALUES (?, ?, ?, ?)"
            connection.executemany(statement, numbered[start : start + step])
            connection.execute("COMMIT")
    else:
        connection.execute("INSERT INTO f (f) VALUES ('rebuild')")
    connection.close()


def indexed(work: Work) -> Iterator[None]:
    """Sections into the search index, a batch a transaction."""
    yield from _words(work, batched=True)


def index_rebuilt(work: Work) -> Iterator[None]:
    """The search index made once at the end."""
    yield from _words(work, batched=False)


def fetch(work: Work) -> None:
    """Every page by our own fetcher: guard, robots.txt, pace, caps, digests."""
    fetched(work)


STAGES: dict[str, Callable[[Work], Iterator[None] | None]] = {
    "fetch": fetch,
    "bare-client": bare_client,
    "archive": archived,
    "bare-gzip": bare_gzip,
    "read": read,
    "bare-parse": bare_parse,
    "store": stored,
    "bare-inserts": bare_inserts,
    "index": indexed,
    "index-rebuilt": index_rebuilt,
}
NEEDS = {"archive": "captures", "bare-gzip": "captures", "read": "captures", "bare-parse": "captures"}


def main() -> None:
    stage, server, folder, pages = sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
    work = Work(server, folder, pages)
    if stage in NEEDS:
        getattr(work, NEEDS[stage])
    begun = time.process_time()
    steps = STAGES[stage](work)
    if steps is not None:
        next(steps)  # what the stage needs is made
        begun = time.process_time()
        for _ in steps:
            pass
    print((time.process_time() - begun) / pages * 1000)


if __name__ == "__main__":
    main()

from __future__ import annotations

import threading
from pathlib import Path

from pipeline.demo.pages import Page
from pipeline.ingest.plan import Plan
from pipeline.storage import Store
from tests.ingest.bench import ORIGIN, bench, small_site

READERS = 8


def test_readers_never_meet_a_locked_database(tmp_path: Path) -> None:
    """Eight readers open, read and close again and again while runs write: no error, whole pages only, of one moment.

    Five minutes of it: ``python -m tools.readers``.
    """
    pages = small_site(16)
    robots = f"User-agent: *\nCrawl-delay: 0.02\nSitemap: {ORIGIN}/sitemap.xml\n"
    pages["/robots.txt"] = Page(body=robots.encode(), content_type="text/plain")
    over = threading.Event()
    wrong: list[Exception] = []
    passes = [0] * READERS

    def read(number: int) -> None:
        try:
            while not over.is_set():
                with Store.open(made.database, read_only=True) as store, store.snapshot():
                    runs, seen = store.runs(5), list(store.documents())
                    assert store.counts().documents == len(seen)
                    assert all(document.sections for document in seen)
                    assert store.runs(5) == runs
                passes[number] += 1
        except Exception as error:  # noqa: BLE001  whatever it is, the test shall see it
            wrong.append(error)

    with bench(tmp_path, pages) as made:
        made.run(Plan(sites=("medlineplus",), limit=1))
        threads = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
        for thread in threads:
            thread.start()
        try:
            verdicts = [made.run(Plan(sites=("medlineplus",), force=True)).run.verdict for _ in range(3)]
        finally:
            over.set()
            for thread in threads:
                thread.join()
    assert wrong == []
    assert min(passes) > 0
    assert verdicts == ["ok", "ok", "ok"]

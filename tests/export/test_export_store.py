"""From a real database to a folder."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from pipeline.export.engine import export
from pipeline.records import from_json
from pipeline.storage import Store
from tests.audit.audit_store import HOST, START, Bench, a_page


def test_a_database_is_exported_in_the_order_of_its_pages_and_the_same_each_time(tmp_path: Path) -> None:
    """The records in the folder are those of the database; a second export of the same state has the same bytes."""
    urls = sorted(f"{HOST}/{number}.html" for number in range(100))
    with Store.open(tmp_path / "health.db") as store:
        bench = Bench(store)
        for url in reversed(urls):
            bench.discover(url)
            bench.answer(url, document=a_page(url))
        store.block_site("healthy", reason="half the titles are gone", now=START + timedelta(days=1))
        stored = list(store.documents())
    for folder in ("one", "two"):
        with Store.open(tmp_path / "health.db", read_only=True) as store, store.snapshot():
            export(store.documents(), out=tmp_path / folder, sites=store.site_states())
    lines = (tmp_path / "one" / "records.jsonl").read_bytes().splitlines()
    assert [from_json(line) for line in lines] == stored
    assert [document.url for document in stored] == urls
    names = sorted(path.name for path in (tmp_path / "one").iterdir() if path.is_file())
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in names)
    assert "blocked, last good state: half the titles are gone" in (tmp_path / "one" / "README.md").read_text()

"""Removing a page for good, and words that may not go out."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.archive import iterate, verify
from pipeline.export.engine import FORMATS, Options, export
from pipeline.export.heads import document_id
from pipeline.export.manifest import Facts
from pipeline.export.releases.delta import write_delta
from pipeline.export.releases.purge import purge, still_holding
from pipeline.export.releases.release import Releases
from pipeline.export.selection import Selection
from pipeline.export.source import Source
from pipeline.storage import Store
from tests import processes
from tests.audit.audit_store import HOST, START, Bench
from tests.export.export_documents import CANARY, a_document, a_mixed_document
from tests.export.test_export_folder import contents
from tests.export.test_export_releases import Press, page

PAGE = "http://demo.localhost/gout.html"


def pipeline(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return processes.run(sys.executable, "-m", "pipeline", *arguments, folder=folder)


@pytest.fixture(scope="module")
def purged(own_demo: Path) -> Path:
    """A demo whose page about gout was purged after a first release; what was said stands in ``said``."""
    archive = b"".join(
        gzip.decompress(path.read_bytes()) for path in (own_demo / "output/demo/archive").glob("*.warc.gz")
    )
    assert PAGE.encode() in archive
    configured = ("-c", "output/demo/pipeline.toml")
    assert pipeline(own_demo, *configured, "export", "--release", "before").returncode == 0
    done = pipeline(own_demo, *configured, "purge", PAGE, "--yes", "--reason", "asked to")
    assert done.returncode == 0, done.stderr
    (own_demo / "said").write_text(done.stdout + done.stderr)
    assert pipeline(own_demo, *configured, "export", "--release", "after", "--since", "before").returncode == 0
    return own_demo / "output/demo"


def test_a_purged_page_is_gone_from_the_archive_and_the_archive_is_whole(purged: Path) -> None:
    """No record of the archive names the page any more, every other capture reads, and verify finds nothing."""
    assert [problem.message for problem in verify(purged / "archive")] == []
    captures = [capture.url for capture in iterate(purged / "archive")]
    assert PAGE not in captures
    assert len(captures) > 150
    for path in (purged / "archive").glob("*.warc.gz"):
        assert b"\r\nWARC-Target-URI: " + PAGE.encode() not in gzip.decompress(path.read_bytes())


def test_a_purged_page_is_gone_from_database_and_search(purged: Path) -> None:
    """The database is whole, holds no record and no words of the page, and keeps a tombstone with the reason."""
    with Store.open(purged / "health.db") as store:
        assert store.check() == []
        assert store.document(PAGE) is None
        assert not [hit for hit in store.search("gout", 1000) if hit.url == PAGE]
        assert [(stone.url, stone.reason) for stone in store.tombstones()] == [(PAGE, "asked to")]


def test_a_purged_page_is_in_no_later_export_and_reading_again_does_not_bring_it_back(
    purged: Path, tmp_path: Path
) -> None:
    """The release after the purge names the page as purged and holds nothing of it; reparse stores nothing new."""
    releases = purged / "export/releases"
    assert PAGE.encode() in (releases / "before/documents.jsonl").read_bytes()
    for name in ("documents", "sections", "links", "dates"):
        assert f'"document_id":"{document_id(PAGE)}"'.encode() not in (releases / f"after/{name}.jsonl").read_bytes()
    assert b'"status":"removed","why":"purged"' in (releases / "after/changelog.jsonl").read_bytes()
    shutil.copytree(purged, tmp_path / "output/demo", ignore=shutil.ignore_patterns("export"))
    again = pipeline(tmp_path, "-c", "output/demo/pipeline.toml", "reparse")
    assert again.returncode == 0, again.stderr
    with Store.open(tmp_path / "output/demo/health.db", read_only=True) as store:
        assert store.document(PAGE) is None


def test_a_purge_names_the_releases_that_still_hold_the_page(purged: Path) -> None:
    """What was written before cannot be called back, and is named."""
    said = (purged.parent.parent / "said").read_text()
    assert "still in output/demo/export/releases/before, which was written before" in said
    assert "still in output/demo/export/jsonl, if it was there, until that is exported again" in said


def test_a_purge_names_every_release_and_delta_that_has_words_of_the_page(tmp_path: Path) -> None:
    """A release that had the page under another address is named, a delta that brings it, and one that is damaged."""
    with Store.open(tmp_path / "health.db") as store:
        press = Press(store, tmp_path / "releases", Options())
        for number in range(4):
            press.put(page(number))
        press.release("a")
        press.move(2, to=52)
        press.release("b")
        write_delta(tmp_path / "releases/a", tmp_path / "releases/b", out=tmp_path / "releases/a..b")
        (tmp_path / "archive").mkdir()
        gone = purge(store, f"{HOST}/52.html", archive=tmp_path / "archive", reason="asked to", now=START)
        press.release("c")
        write_delta(tmp_path / "releases/b", tmp_path / "releases/c", out=tmp_path / "releases/b..c")
        damaged = press.release("d") / "records/records.jsonl.zst"
        damaged.write_bytes(damaged.read_bytes()[:9])
        found = still_holding(gone.addresses, press.releases)
    assert {folder.name: trouble is None for folder, trouble in found.items()} == {
        "a": True,
        "a..b": True,
        "b": True,
        "d": False,
    }


@pytest.mark.parametrize("format_", FORMATS)
def test_the_canary_of_a_licensed_section_is_in_no_public_release(tmp_path: Path, format_: str) -> None:
    """A word of a licensed section stands in no file of a public release, chunks, changelog and records included."""
    document = a_mixed_document()
    document = document.__class__(
        **{**{f: getattr(document, f) for f in document.__struct_fields__}, "site": "healthy"}
    )
    with Store.open(tmp_path / "health.db") as store:
        bench = Bench(store)
        for one in (document, a_document("free")):
            bench.discover(one.url)
            bench.answer(one.url, document=one)
        with store.snapshot():
            source = Source(store)
            public = Selection(rights=("public_domain",))
            tables = None if format_ == "markdown" else ("documents", "sections", "links", "dates", "people", "chunks")
            Releases(tmp_path / "releases").make(
                "public",
                source.documents(),
                options=Options(format=format_, tables=tables),  # type: ignore[arg-type]
                selection=public,
                source=source,
                facts=Facts(),
            )
            export(source.documents(), out=tmp_path / "all", options=Options(format="jsonl"))
    assert any(CANARY.encode() in data for data in contents(tmp_path / "all").values())
    for name, data in contents(tmp_path / "releases" / "public").items():
        assert CANARY.encode() not in unpacked(name, data), name


def unpacked(name: str, data: bytes) -> bytes:
    if name.endswith(".zst"):
        import zstandard  # noqa: PLC0415

        return zstandard.ZstdDecompressor().decompressobj().decompress(data)
    if name.endswith(".parquet"):
        import io  # noqa: PLC0415

        from pyarrow import parquet  # noqa: PLC0415 - an optional extra

        return repr(parquet.read_table(io.BytesIO(data)).to_pylist()).encode()
    return data

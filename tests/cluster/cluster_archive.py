"""Small archives, and the rows that came of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pyarrow import parquet

from benchmarks.scale import archive
from pipeline.archive import ArchiveWriter
from pipeline.cluster.driver import Report, reread_units
from pipeline.cluster.engine import Engine
from pipeline.cluster.job import Job
from pipeline.cluster.pool import process_engine
from pipeline.model.capture import Capture
from pipeline.model.unit import Unit

SIZE = 3_000


def small(folder: Path, pages: int = 24, files: int = 6) -> Path:
    """An archive of small pages."""
    return archive.make(folder, pages, files, size=SIZE)


def one_file(folder: Path, captures: Iterable[Capture], name: str = "one.warc.gz") -> Path:
    """These captures in one WARC file."""
    beside = folder / "writing"
    with ArchiveWriter(beside, prefix="made", software="made-up", now=lambda: archive.BEGUN) as writer:
        for capture in captures:
            writer.keep(capture)
    (made,) = beside.glob("*.warc.gz")
    return made.rename(folder / name)


def page(number: int, words: str = "Rest and water help.", *, url: str | None = None, **more: Any) -> Capture:
    """A page of a host that no profile knows, unless told otherwise."""
    body = f"<!doctype html><title>Page {number}</title><main><h1>Page {number}</h1><p>{words}</p></main>"
    return archive.capture(number, body.encode(), url=url or f"https://health.example/{number}", **more)


def read(where: Path, out: Path, engine: Engine | None = None, **job: Any) -> Report:
    """Read an archive into shards with one worker, unless told otherwise."""
    return read_units(archive.units_in(where), out, engine, **job)


def read_units(units: Iterable[Unit], out: Path, engine: Engine | None = None, **job: Any) -> Report:
    """Read units into shards."""
    return reread_units(Job(out=out, **job), units, engine or process_engine(1), lambda _: None)


def rows(report: Report) -> list[dict[str, Any]]:
    """Every row of the shards that count, in the order of the manifest."""
    assert report.manifest is not None
    folder = Path(report.folder)
    return [row for shard in report.manifest.shards for row in parquet.read_table(folder / shard.file).to_pylist()]


def files(out: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path there."""
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}

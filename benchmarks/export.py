"""A million section rows out, in every format, beside DuckDB's COPY and pandas on the same rows.

    python benchmarks/export.py [ROWS]

Each writer has a process of its own; memory is the highest resident size of that process, its imports included. Ours
reads records one by one as from a store (parsed JSON, not a file of columns): the time for that is told, too. DuckDB
and pandas are handed the finished Parquet file; they skip with a word where they are not installed (make interop).
Where others share the machine, compare by processor seconds (all threads added up).
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from pipeline.export.engine import Options, export
from pipeline.model.document import Coverage, Document, Encoding, Provenance, Rights, Section
from pipeline.records import from_json, to_json

SECTIONS = 20
FREE = Rights(status="public_domain", holder=None, statement=None, rule="ours")
WORDS = "Drink water often, and ask a doctor or a pharmacist before you take 5 mg more of anything. "


def documents(rows: int) -> Iterator[Document]:
    """Records of twenty sections of some 600 letters, each decoded as a store would."""
    template = _template()
    for number in range(rows // SECTIONS):
        yield from_json(template.replace(b"NUMBER", b"%08d" % number))


def _template() -> bytes:
    sections = tuple(
        Section(
            id=f"s{order}",
            order=order,
            level=1,
            heading=f"Heading {order}",
            path=(f"Heading {order}",),
            kind="prose",
            anchor=f"h{order}",
            text=f"Page NUMBER. {WORDS * 6}",
            markdown=f"Page NUMBER. {WORDS * 6}",
        )
        for order in range(SECTIONS)
    )
    url = "https://health.example/NUMBER.html"
    return to_json(
        Document(
            url=url,
            canonical_url=url,
            site="healthy",
            page_type="topic",
            title="Page NUMBER",
            description=None,
            language="en",
            publisher="Healthy Institute",
            sections=sections,
            rights=FREE,
            coverage=Coverage(content_words=10, recorded_words=10),
            provenance=Provenance(
                capture_id="c",
                requested_url=url,
                fetched_at=None,
                status=200,
                payload_sha256="0" * 64,
                archive=None,
                encoding=Encoding(name="UTF-8", decided_by="http"),
                profile="healthy",
                profile_version="1",
                parser_version="1",
                run_id="run-1",
            ),
        )
    )


def ours(format_: str, rows: int, out: Path) -> None:
    """Our export of one table."""
    table = {"markdown": "records", "chunks": "chunks"}.get(format_, "sections")
    written = "jsonl" if format_ == "chunks" else format_
    options = Options(format=written, tables=(table,))  # type: ignore[arg-type]
    export(documents(rows), out=out / format_, options=options)


def duckdb_copy(format_: str, rows: int, out: Path) -> None:
    """DuckDB's COPY from the Parquet file."""
    del rows
    import duckdb

    duckdb.sql(f"COPY (FROM '{out}/parquet/sections/*.parquet') TO '{out}/duckdb.{format_}'")


def pandas_write(format_: str, rows: int, out: Path) -> None:
    """pandas, from the Parquet file."""
    del rows
    import pandas

    frame = pandas.read_parquet(out / "parquet" / "sections")
    match format_:
        case "parquet":
            frame.to_parquet(out / "pandas.parquet", compression="zstd")
        case "csv":
            frame.to_csv(out / "pandas.csv", index=False)
        case _:
            frame.to_json(out / "pandas.json", orient="records", lines=True)


def nothing(format_: str, rows: int, out: Path) -> None:
    """Only the records made, and nothing written."""
    del format_, out
    for _ in documents(rows):
        pass


RUNS = (
    ("records read", "-", nothing),
    *(("pipeline", format_, ours) for format_ in ("parquet", "jsonl", "csv", "sqlite", "chunks", "markdown")),
    *(("DuckDB COPY", format_, duckdb_copy) for format_ in ("parquet", "json", "csv")),
    *(("pandas", format_, pandas_write) for format_ in ("parquet", "json", "csv")),
)


def main() -> int:
    """Every run in a process of its own, one after another."""
    if len(sys.argv) > 2:
        number, rows, out = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
        started = time.perf_counter()
        RUNS[number][2](RUNS[number][1], rows, out)
        took = time.perf_counter() - started
        used = resource.getrusage(resource.RUSAGE_SELF)
        print(f"{took:.2f} {used.ru_utime + used.ru_stime:.2f} {used.ru_maxrss / 1024:.0f}")
        return 0
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"{rows:,} rows")
    print("| writer | format | seconds | processor seconds | rows/s | rows/processor second | memory, MB |")
    print("|---|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, format_, _) in enumerate(RUNS):
            command = [sys.executable, __file__, str(number), str(rows), folder]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"| {name} | {format_} | skipped: {done.stderr.strip().splitlines()[-1]} | | | | |")
                continue
            seconds, processor, memory = done.stdout.split()
            speed = f"{rows / float(seconds):,.0f} | {rows / float(processor):,.0f}"
            print(f"| {name} | {format_} | {seconds} | {processor} | {speed} | {memory} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

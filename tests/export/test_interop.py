"""Exports read by the tools of others, with no network: ``make interop`` installs them, or every test here skips."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline import parsers, sites
from pipeline.export.engine import Format, Options, export
from pipeline.export.events import change_row, finding_row
from pipeline.model.document import Document
from pipeline.model.issue import Finding
from pipeline.storage.values import Change, FindingRow
from tests.captures import capture_of
from tests.export.export_documents import a_document
from tools import corpus

CORPUS = corpus.CORPUS / "medlineplus"
FORMATS: tuple[Format, ...] = ("parquet", "jsonl", "csv")
TABLES = ("documents", "sections", "links", "dates", "subjects", "people", "findings", "changes", "chunks")
NULLS = 10_000
AT = datetime(2026, 1, 5, 12, 30, tzinfo=UTC)

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # what others warn of among themselves is not ours to mend
    pytest.mark.xdist_group("interop"),
]


def tool(name: str) -> Any:
    return pytest.importorskip(name, reason=f"{name} is not installed: make interop")


def null_first() -> Iterator[Document]:
    """Documents of which the first 10,000 have no dates, nor anything else that may be absent."""
    bare = {"reviewed": None, "language": None, "description": None, "dates": (), "subjects": (), "also_called": ()}
    yield from (a_document(f"{number:06}", **bare) for number in range(NULLS))
    yield a_document("zoster")


def topics() -> Iterator[Document]:
    for page in sorted((CORPUS / "topics").glob("*.html")):
        url = f"https://medlineplus.gov/{page.name}"
        yield parsers.read(capture_of(page.read_bytes(), url), sites.for_url(url))


def events() -> dict[str, list[Any]]:
    url = "https://health.example/zoster.html"
    finding = Finding(
        rule="FR001", name="overdue", severity="error", site="healthy", url=url, message="m", key="k", as_of=AT.date()
    )
    stored = FindingRow(finding=finding, first_seen=AT, last_seen=AT, resolved_at=None)
    changes = (
        Change(
            id=number,
            at=AT,
            run_id=None,
            document_id=1,
            url=url,
            kind="new",
            version=None if number < 5 else 1,
            previous_version=None,
            grade=None,
            detail=None,
        )
        for number in range(1, 9)
    )
    return {"findings": [finding_row(stored)], "changes": [change_row(change) for change in changes]}


@pytest.fixture(scope="module", params=["null-first", "demo", "topics"])
def exports(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One state in each format: rows whose first 10,000 dates are null, the demo site, the 41 real topics."""
    tool("datasets")  # before anything is written: what skips should skip at once
    root = tmp_path_factory.mktemp("exports")
    match request.param:
        case "demo":
            with pipeline.open(request.getfixturevalue("finished_demo") / "health.db") as health:
                documents = list(health.records())
        case "topics":
            documents = list(topics())
            if not documents:
                pytest.skip(f"no real pages at {CORPUS} (set PIPELINE_CORPUS)")
        case _:
            documents = list(null_first())
    for format_ in FORMATS:
        options = Options(format=format_, tables=TABLES)
        export(documents, out=root / format_, options=options, events=events())
    return {format_: root / format_ for format_ in FORMATS}


def rows_in(folder: Path) -> dict[str, int]:
    import msgspec  # noqa: PLC0415

    manifest = msgspec.json.decode((folder / "manifest.json").read_bytes())
    return {table["name"]: table["rows"] for table in manifest["tables"] if table["rows"]}


@pytest.mark.parametrize("format_", FORMATS)
def test_datasets_loads_every_table_offline(
    exports: dict[str, Path], format_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``datasets.load_dataset`` on the folder gives every table with all its rows and the types of its columns."""
    for name, value in {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    datasets = tool("datasets")
    datasets.disable_progress_bars()
    for name, rows in rows_in(exports[format_]).items():
        loaded = datasets.load_dataset(str(exports[format_]), name, split="train", cache_dir=str(tmp_path / "cache"))
        assert len(loaded) == rows, name
        if name == "dates":
            assert str(loaded.features["lo"]) == "Value('date32')"
            assert str(loaded.features["chosen"]) == "Value('bool')"
            assert isinstance(loaded[0]["lo"], date)
        if name == "documents":
            assert str(loaded.features["reviewed"]) == "Value('string')"


@pytest.mark.parametrize("format_", FORMATS)
def test_datasets_takes_no_word_for_absent(format_: Format, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link that is called None, a heading NA: readers of CSV take such words for nothing where nobody forbids it."""
    for name, value in {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    datasets = tool("datasets")
    datasets.disable_progress_bars()
    words = ("None", "NA", "null", "nan", "N/A")
    documents = [a_document(f"page{number}", title=word) for number, word in enumerate(words)]
    documents.append(a_document("page9", title=None))
    export(documents, out=tmp_path / "out", options=Options(format=format_, tables=("documents",)))
    loaded = datasets.load_dataset(str(tmp_path / "out"), "documents", split="train", cache_dir=str(tmp_path / "cache"))
    assert loaded["title"][:] == [*words, None]


def test_duckdb_reads_every_table(exports: dict[str, Path]) -> None:
    """DuckDB reads Parquet, JSON Lines and CSV to the same number of rows, and typed dates out of Parquet."""
    duckdb = tool("duckdb")
    for name, rows in rows_in(exports["parquet"]).items():
        sources = (
            f"read_parquet('{exports['parquet'] / name}/*.parquet')",
            f"read_json('{exports['jsonl'] / name}.jsonl', sample_size=-1)",
            f"read_csv('{exports['csv'] / name}.csv', sample_size=-1, strict_mode=false)",
        )
        for source in sources:
            assert duckdb.sql(f"SELECT count(*) FROM {source}").fetchall() == [(rows,)], source  # noqa: S608
    types = duckdb.sql(f"SELECT typeof(lo) FROM '{exports['parquet']}/dates/*.parquet' LIMIT 1").fetchall()  # noqa: S608
    assert types == [("DATE",)]


def test_pandas_and_polars_read_every_table(exports: dict[str, Path]) -> None:
    """Both read every format to the same number of rows; Parquet keeps lists and dates."""
    pandas, polars = tool("pandas"), tool("polars")
    for name, rows in rows_in(exports["parquet"]).items():
        file = exports["parquet"] / name / "train-00000-of-00001.parquet"
        assert len(pandas.read_parquet(file)) == polars.read_parquet(file).height == rows
        assert len(pandas.read_csv(exports["csv"] / f"{name}.csv")) == rows
        assert polars.read_csv(exports["csv"] / f"{name}.csv", infer_schema_length=None).height == rows
        lines = exports["jsonl"] / f"{name}.jsonl"
        assert len(pandas.read_json(lines, lines=True)) == rows
        assert polars.read_ndjson(lines, infer_schema_length=None).height == rows
    sections = polars.read_parquet(exports["parquet"] / "sections" / "train-00000-of-00001.parquet")
    assert sections.schema["path"] == polars.List(polars.String)


@pytest.mark.parametrize("format_", FORMATS)
def test_frictionless_validates_the_data_package(exports: dict[str, Path], format_: str) -> None:
    """``frictionless validate`` finds nothing wrong: types, keys, references, sizes and checksums."""
    frictionless = tool("frictionless")
    report = frictionless.validate(str(exports[format_] / "datapackage.json"))
    assert report.valid, report.to_summary()[:2000]
    assert report.stats["tasks"] == len(TABLES)


@pytest.mark.parametrize("format_", FORMATS)
def test_mlcroissant_validates_and_loads_records(exports: dict[str, Path], format_: str) -> None:
    """``mlcroissant`` accepts the description without a warning, and gives records of every table."""
    mlcroissant = tool("mlcroissant")
    dataset = mlcroissant.Dataset(jsonld=str(exports[format_] / "croissant.json"))
    assert dataset.metadata.issues.report() == ""
    for name in rows_in(exports[format_]):
        first = next(iter(itertools.islice(dataset.records(record_set=name), 1)))
        assert any(key.startswith(f"{name}/") for key in first)


def test_tables_of_an_open_database_become_frames_without_copies(finished_demo: Path) -> None:
    """Arrow, polars and pandas see the same rows; the frames lie over Arrow's memory."""
    tool("pandas")
    tool("polars")
    duckdb = tool("duckdb")
    with pipeline.open(finished_demo / "health.db") as health:
        sections = health.sections(language="en")
        arrow = sections.to_arrow()
        assert sections.to_polars().height == len(sections.to_pandas()) == arrow.num_rows > 500
        read = duckdb.from_arrow(health.links().to_reader())
        assert read.aggregate("count(*)").fetchall()[0][0] == health.links().to_arrow().num_rows

"""Parquet: the schema is the columns', whatever the rows hold."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from pipeline.export.engine import Options, export
from pipeline.export.formats import parquet
from pipeline.export.tables import EVENTS, TABLES
from tests.export.export_documents import a_document, a_section

PARQUET = Options(format="parquet")


def test_ten_thousand_null_rows_first_do_not_change_the_types(tmp_path: Path) -> None:
    """Columns whose first 10,000 values are null have the types they have with values."""
    bare = (a_document(f"{number:06}", reviewed=None, language=None, description=None) for number in range(10_000))
    documents = [*bare, a_document("zoster")]
    export(documents, out=tmp_path / "nulls", options=Options(format="parquet", tables=("documents",)))
    export((a_document(),), out=tmp_path / "full", options=Options(format="parquet", tables=("documents",)))
    path = parquet.path_of("documents")
    late = pq.read_table(tmp_path / "nulls" / path)
    assert late.schema.equals(pq.read_schema(tmp_path / "full" / path), check_metadata=True)
    assert late.schema.field("reviewed").type == pa.string()
    assert late.column("reviewed").null_count == 10_000
    assert late.column("reviewed")[-1].as_py() == "2025-06"


def test_nested_values_are_nested_and_dates_are_dates(tmp_path: Path) -> None:
    """Lists and structs stay such, days are date32 and times UTC timestamps."""
    export((a_document(),), out=tmp_path / "x", options=PARQUET)
    document = pq.read_table(tmp_path / "x" / parquet.path_of("documents")).to_pylist()[0]
    assert document["subjects"] == [{"scheme": "MeSH", "name": "Asthma", "code": "D001249"}]
    assert document["also_called"] == ["Wheeze"]
    claims = pq.read_schema(tmp_path / "x" / parquet.path_of("dates"))
    assert claims.field("lo").type == pa.date32()
    assert pq.read_schema(tmp_path / "x" / parquet.path_of("documents")).field("captured_at").type == pa.timestamp(
        "us", tz="UTC"
    )


@pytest.mark.parametrize("name", [name for name, spec in TABLES.items() if not spec.nested])
def test_columns_carry_their_meaning_and_nullability(tmp_path: Path, name: str) -> None:
    """Every column of the file carries its description; what is never absent is not nullable."""
    options = Options(format="parquet", tables=(name,))
    export((a_document(),), out=tmp_path / "x", options=options, events={spec.name: () for spec in EVENTS})
    schema = pq.read_schema(tmp_path / "x" / parquet.path_of(name))
    assert all(field.metadata[b"description"] for field in schema)
    assert all(not schema.field(column).nullable for column in TABLES[name].key)
    assert any(field.nullable for field in schema) or name == "chunks"


def test_row_groups_stay_small_when_sections_are_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row group ends at its limit of characters, however few rows that is."""
    monkeypatch.setattr(parquet, "GROUP_CHARACTERS", 10_000)
    documents = (a_document(f"{number:03}", sections=(a_section(0, "w" * 2000),)) for number in range(10))
    export(documents, out=tmp_path / "x", options=Options(format="parquet", tables=("sections",)))
    with pq.ParquetFile(tmp_path / "x" / parquet.path_of("sections")) as file:
        assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [3, 3, 3, 1]

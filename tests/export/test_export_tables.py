"""Documents become rows; rows become JSON Lines and CSV."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import unquote

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.export.columns import columns
from pipeline.export.engine import Format, Options, export, export_stream
from pipeline.export.formats.csv import guarded, quoted
from pipeline.export.formats.markdown import page
from pipeline.export.heads import document_id
from pipeline.export.tables import TABLES
from pipeline.model.dates import ChosenDate
from pipeline.model.document import Document, RobotsWords
from pipeline.records import from_json
from tests.export.export_documents import FREE, LICENSED, a_claim, a_document, a_link, a_section


def written(table: str, *documents: Document, **options: object) -> bytes:
    stream = io.BytesIO()
    export_stream(
        documents, stream=stream, options=msgspec.convert({**options, "tables": [table]}, Options), table_name=table
    )
    return stream.getvalue()


def lines(table: str, *documents: Document) -> list[dict[str, object]]:
    return [json.loads(line) for line in written(table, *documents).splitlines()]


def cells(table: str, *documents: Document, **options: object) -> list[dict[str, str]]:
    text = written(table, *documents, format="csv", **options).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_table_of_records_is_the_whole_record_and_reads_back_equal() -> None:
    """The table of records in JSON Lines is the whole record, and reads back equal."""
    document = a_document()
    assert from_json(written("records", document)) == document


def test_every_row_of_every_table_leads_back_to_its_document() -> None:
    """Every row of every table names its document by id and URL."""
    document = a_document()
    for name in ("sections", "links", "dates", "subjects", "people"):
        rows = lines(name, document)
        assert rows, name
        assert {(row["document_id"], row["url"]) for row in rows} == {(document_id(document.url), document.url)}


@pytest.mark.parametrize("name", [name for name, spec in TABLES.items() if not spec.nested])
def test_every_column_says_what_it_means(name: str) -> None:
    """Every column of every table has a description and a type."""
    assert [column.name for column in columns(TABLES[name].row_type) if not column.description] == []


def test_a_section_carries_its_own_rights_and_the_page_s_otherwise() -> None:
    """A section's rights are its own where it has some, and the page's otherwise; its links follow it."""
    document = a_document(
        rights=FREE,
        sections=(a_section(0), a_section(1, rights=LICENSED)),
        links=(a_link(0, "s0"), a_link(1, "s1"), a_link(2, None)),
    )
    assert [row["rights"] for row in lines("sections", document)] == ["public_domain", "licensed"]
    assert [row["rights"] for row in lines("links", document)] == ["public_domain", "licensed", "public_domain"]


def test_what_a_page_asks_of_robots_stands_in_its_row() -> None:
    """Word by word, with the robot's name where one is meant."""
    document = a_document()
    asked = (
        RobotsWords(source="http", words=("noindex", "noarchive")),
        RobotsWords(source="meta", agent="googlebot", words=("nosnippet",)),
    )
    provenance = msgspec.structs.replace(document.provenance, robots=asked)
    (row,) = lines("documents", msgspec.structs.replace(document, provenance=provenance))
    assert row["robots"] == ["noindex", "noarchive", "googlebot:nosnippet"]
    assert lines("documents", document)[0]["robots"] == []


def test_the_chosen_claim_is_marked_once() -> None:
    """Of several claims of a role exactly the chosen one is marked, once, though its words stand twice in the page."""
    document = a_document(
        dates=(a_claim("2024"), a_claim(), a_claim(), a_claim(role="modified")),
        reviewed=ChosenDate(value="2025-06", precision="month", source="text"),
    )
    assert [row["chosen"] for row in lines("dates", document)] == [False, True, False, False]


def test_a_citation_leads_to_the_section() -> None:
    """A section is cited by the page's URL with its anchor, or by the page's alone where it has none."""
    document = a_document(sections=(a_section(0), a_section(1, anchor=None)))
    assert [row["citation_url"] for row in lines("sections", document)] == [f"{document.url}#h0", document.url]


@pytest.mark.parametrize(
    "anchor",
    ["h0", "What is it?", "über-uns", "¿qué-es?", 'a b"c<d>', "100%", "%C3%BC", "a#b", "t^0`", "s/1:2@(3)!$&'*+,;="],
)
def test_a_citation_is_an_address_whatever_the_page_calls_its_places(anchor: str) -> None:
    """What a browser decodes is the page's own id; until then there is nothing in it that RFC 3986 keeps out."""
    for name in ("sections", "chunks"):
        (row,) = lines(name, a_document(sections=(a_section(0, anchor=anchor),)))
        address, _, fragment = str(row["citation_url"]).partition("#")
        assert address == row["url"]
        assert re.fullmatch(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})+", fragment)
        assert unquote(fragment) == anchor


def test_csv_columns_stand_even_when_every_row_is_null_or_there_is_none() -> None:
    """The header is the same whether the first rows are null, or there are no rows at all."""
    bare = a_document(language=None, reviewed=None, dates=(), sections=(), links=())
    header = written("documents", format="csv").split(b"\r\n")[0]
    assert written("documents", bare, format="csv").split(b"\r\n")[0] == header
    assert header.decode().split(",") == [column.name for column in columns(TABLES["documents"].row_type)]


def test_csv_follows_rfc_4180() -> None:
    """Lines end in CRLF; commas, quotes and line breaks within a cell come back as they were."""
    heading = 'He said "no",\nthen\r\nleft'
    document = a_document(sections=(a_section(0, heading=heading, path=(heading,)),))
    raw = written("sections", document, format="csv")
    assert raw.endswith(b"\r\n")
    assert b'"He said ""no"",\nthen\r\nleft"' in raw
    assert cells("sections", document)[0]["heading"] == heading


def test_the_card_of_csv_says_that_only_an_empty_cell_is_absent(tmp_path: Path) -> None:
    """Or whoever loads it by the card loses links that are called None; the other formats need no such word."""
    said = {}
    for format_ in ("csv", "jsonl"):
        export([a_document()], out=tmp_path / format_, options=Options(format=format_, tables=("documents",)))
        said[format_] = '"keep_default_na": false, "na_values": [""]' in (tmp_path / format_ / "README.md").read_text()
    assert said == {"csv": True, "jsonl": False}


def test_a_database_says_by_which_columns_its_rows_are_known(tmp_path: Path) -> None:
    """Keys and references stand in the tables, as the Data Package has them, and hold."""
    export([a_document()], out=tmp_path / "db", options=Options(format="sqlite"))
    export([a_document()], out=tmp_path / "csv", options=Options(format="csv"))
    package = json.loads((tmp_path / "csv" / "datapackage.json").read_bytes())
    with closing(sqlite3.connect(tmp_path / "db" / "dataset.db")) as held:
        for resource in package["resources"]:
            name, schema = resource["name"], resource["schema"]
            info = held.execute("SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", (name,))
            assert [column for (column,) in info] == schema["primaryKey"], name
            refers = held.execute('SELECT "from", "table", "to" FROM pragma_foreign_key_list(?)', (name,)).fetchall()
            assert refers == ([("document_id", "documents", "document_id")] if "foreignKeys" in schema else []), name
        assert held.execute("PRAGMA foreign_key_check").fetchall() == []


def test_times_of_a_column_have_one_form_wherever_the_captures_came_from(tmp_path: Path) -> None:
    """A WARC of others tells whole seconds, a run microseconds: all parse by one format, and sort as they are."""
    at = a_document().provenance
    documents = [
        a_document(name, provenance=msgspec.structs.replace(at, fetched_at=datetime(2026, 1, 5, 12, 30, 0, part, UTC)))
        for name, part in (("a", 0), ("b", 538_457), ("c", 999_999))
    ]
    export(documents, out=tmp_path / "x", options=Options(format="sqlite", tables=("documents",)))
    with closing(sqlite3.connect(tmp_path / "x" / "dataset.db")) as held:
        stored = [at for (at,) in held.execute("SELECT captured_at FROM documents ORDER BY captured_at")]
    written = [row["captured_at"] for row in cells("documents", *documents)]
    assert [f"{datetime.strptime(at, '%Y-%m-%dT%H:%M:%S.%f%z'):%f}" for at in written] == ["000000", "538457", "999999"]
    assert written == stored


def test_csv_cells_have_one_form_for_each_type() -> None:
    """Null is empty, truth is lower case, times are UTC with Z, nested values are JSON."""
    row = cells("documents", a_document(language=None))[0]
    assert row["language"] == ""
    assert row["captured_at"] == "2026-01-05T12:30:00.000000Z"
    assert json.loads(row["subjects"]) == [{"scheme": "MeSH", "name": "Asthma", "code": "D001249"}]
    claim = cells("dates", a_document())[0]
    assert (claim["lo"], claim["chosen"], claim["ambiguous"]) == ("2025-06-01", "true", "false")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "'"])
def test_a_cell_a_spreadsheet_would_compute_is_guarded(start: str) -> None:
    """A title that begins like a formula is led by an apostrophe, and the words come back without a doubt."""
    title = start + 'HYPERLINK("https://evil.example")'
    assert cells("documents", a_document(title=title))[0]["title"] == "'" + title
    assert cells("documents", a_document(title=title), formulas="keep")[0]["title"] == title


@given(st.text(max_size=6) | st.text(alphabet="'=+-@\t\r\n ", max_size=6))
def test_the_guard_comes_off_again_whatever_the_text(text: str) -> None:
    """Every text comes back from its guarded cell, and no guarded cell begins like a formula."""
    assert guarded(text).removeprefix("'") == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize("format_", ["jsonl", "csv"])
def test_a_row_of_every_kind_of_letter_survives(format_: Format) -> None:
    """NUL aside, letters of every kind survive both formats: accents, emoji, right-to-left, combining marks."""
    text = "N\u00c3O \u2265 65 \u0639\u0631\u0628\u064a \U0001f9b7 e\u0301 37\u00a0\u00b0C"
    document = a_document(sections=(a_section(0, text),))
    found = lines("sections", document)[0] if format_ == "jsonl" else cells("sections", document)[0]
    assert found["text"] == text


@given(st.text(min_size=1) | st.text(alphabet="\x00\x1b\x7f\x85\x9d\u2028\ufeff\uffff \"\\:#-'\n", min_size=1))
def test_front_matter_is_yaml_whatever_a_title_holds(title: str) -> None:
    """Every letter that a title can hold comes back from YAML as it was: none breaks the file, none is folded away."""
    yaml = pytest.importorskip("yaml")
    _, front, _ = page(a_document(title=title)).split("---\n", 2)
    assert yaml.safe_load(front)["title"] == title


def test_a_title_or_heading_is_words_in_markdown_too() -> None:
    """What a page shows as text is no element, link or end of a heading: a viewer that takes HTML would run it."""
    tag, link = "<script>alert(1)</script>", "[here](javascript:alert(1)) in C #"
    body = page(a_document(title=tag, sections=(a_section(0, "Words.", heading=link),)))
    assert "# \\<script>alert(1)\\</script>\n" in body
    assert "## \\[here\\](javascript:alert(1)) in C \\#\n" in body


def test_dates_stay_as_precise_as_the_page() -> None:
    """A claim of a month is a month in the export, with the days it can mean beside it."""
    row = lines("dates", a_document())[0]
    assert (row["value"], row["precision"], row["lo"], row["hi"]) == ("2025-06", "month", "2025-06-01", "2025-06-30")
    assert date.fromisoformat(str(row["hi"])) > date.fromisoformat(str(row["lo"]))


@given(st.lists(st.text(max_size=8) | st.text(alphabet="\",\r\n 'x", max_size=8), min_size=2, max_size=4))
def test_cells_are_quoted_as_the_standard_library_quotes_them(row: list[str]) -> None:
    """A line of quoted cells is the line that the standard library's writer makes."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerow(row)
    assert ",".join(map(quoted, row)) + "\r\n" == stream.getvalue()


READ_AS: dict[str, Callable[[str], object]] = {
    "string": str,
    "json": json.loads,
    "integer": int,
    "boolean": lambda text: {"true": True, "false": False}[text],
    "date": date.fromisoformat,
    "dateTime": datetime.fromisoformat,
}


def test_csv_is_described_for_tools_of_the_web(tmp_path: Path) -> None:
    """CSVW names every column of every file in order, with the type that its cells have; its keys lead to rows."""
    export((a_document("a"), a_document("b", language=None)), out=tmp_path / "x", options=Options(format="csv"))
    described = json.loads((tmp_path / "x" / "csv-metadata.json").read_bytes())
    rows: dict[str, list[dict[str, str]]] = {}
    for table in described["tables"]:
        with (tmp_path / "x" / table["url"]).open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows[table["url"]] = list(reader)
        columns = {column["name"]: column for column in table["tableSchema"]["columns"]}
        assert list(columns) == reader.fieldnames
        for row in rows[table["url"]]:
            assert all(row[name] for name, column in columns.items() if column.get("required"))
            for name, text in row.items():
                kind = columns[name]["datatype"]
                assert text == "" or READ_AS[kind if isinstance(kind, str) else kind["base"]](text) is not None
        keys = [tuple(row[name] for name in table["tableSchema"]["primaryKey"]) for row in rows[table["url"]]]
        assert len(set(keys)) == len(keys)
    assert set(rows) == {path.name for path in (tmp_path / "x").glob("*.csv")}
    assert rows["sections.csv"]
    for table in described["tables"]:
        for key in table["tableSchema"].get("foreignKeys", ()):
            name, there = key["columnReference"], key["reference"]
            held = {row[there["columnReference"]] for row in rows[there["resource"]]}
            assert {row[name] for row in rows[table["url"]]} <= held


def test_packed_csv_has_no_description_that_its_tools_could_not_follow(tmp_path: Path) -> None:
    """Nor has any other format: the name is one that tools look for."""
    for number, options in enumerate((Options(format="csv", compression="gzip"), Options(format="jsonl"))):
        export((a_document("a"),), out=tmp_path / str(number), options=options)
        assert not (tmp_path / str(number) / "csv-metadata.json").exists()

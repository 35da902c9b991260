"""Columns between releases: whoever loads tables, or follows deltas, is told when they are others."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from pipeline.export.engine import export
from pipeline.export.manifest import Manifest
from pipeline.export.releases.delta import write_delta
from pipeline.export.selection import Selection
from pipeline.export.sinks import MANIFEST
from pipeline.export.stored import lines_of, manifest_of
from tests.export.export_documents import FREE, LICENSED, a_document, a_section
from tests.export.test_export_releases import Press, options_for, page


def rows(folder: Path, table: str) -> list[dict[str, object]]:
    """A table of an export."""
    return [json.loads(line) for line in (folder / f"{table}.jsonl").read_bytes().splitlines()]


def as_an_older_version_wrote_it(release: Path, table: str, *missing: str, strings: tuple[str, ...] = ()) -> None:
    """The manifest of a release from before some columns were there, and when others were text."""
    manifest = manifest_of(release)
    tables = tuple(
        file
        if file.name != table
        else msgspec.structs.replace(
            file,
            columns=tuple(
                msgspec.structs.replace(one, type="string") if one.name in strings else one
                for one in file.columns
                if one.name not in missing
            ),
        )
        for file in manifest.tables
    )
    older: Manifest = msgspec.structs.replace(manifest, tables=tables)
    (release / MANIFEST).write_bytes(older.to_json())


def test_a_release_says_which_columns_came_and_which_are_of_another_type(press: Press) -> None:
    """CHANGES.md names them before the pages, with type and meaning; without a difference there is no such part."""
    press.put(page(1))
    as_an_older_version_wrote_it(press.release("a"), "sections", "rights_holder", strings=("order",))
    press.day = 1
    press.put(page(1, edit=1))
    told = (press.release("b") / "CHANGES.md").read_text("utf-8")
    assert told.index("## Tables") < told.index("- changed: ")
    assert "`sections`: new column `rights_holder` (`string`, may be absent): who holds the rights" in told
    assert "`sections`: column `order` is `integer`, it was `string`" in told
    assert "`links`" not in told
    assert "## Tables" not in (press.release("c") / "CHANGES.md").read_text("utf-8")


def test_a_release_says_which_tables_came_and_which_are_no_more(press: Press) -> None:
    """Whoever loaded one that is not written any more finds that in CHANGES.md, not in a missing file."""
    press.put(page(1))
    press.options = msgspec.structs.replace(press.options, tables=("documents", "links"))
    press.release("a")
    press.options = msgspec.structs.replace(press.options, tables=("documents", "people"))
    told = (press.release("b") / "CHANGES.md").read_text("utf-8")
    assert [line for line in told.splitlines() if "table" in line] == [
        "- new table `people`",
        "- table `links` is no more",
    ]
    assert "## Pages" not in told  # no page differs


def test_a_delta_gives_every_row_again_where_its_columns_are_others(press: Press, tmp_path: Path) -> None:
    """Who follows the rows has the new columns of all of them, of those that stayed as they were, too."""
    for number in (1, 2):
        press.put(page(number))
    old = press.release("a")
    as_an_older_version_wrote_it(old, "sections", "rights_holder")
    press.day = 1
    press.put(page(1, edit=1))
    new = press.release("b")
    write_delta(old, new, out=tmp_path / "delta")
    put = [json.loads(line) for line in lines_of(tmp_path / "delta" / "sections.jsonl.zst")]
    assert [one["op"] for one in put] == ["put"] * 8
    assert [one["row"] for one in put] == rows(new, "sections")
    chunks = [json.loads(line) for line in lines_of(tmp_path / "delta" / "chunks.jsonl.zst")]
    assert len(chunks) == 1  # their columns are as they were


def test_a_section_says_who_holds_its_rights_and_in_which_words(tmp_path: Path) -> None:
    """Holder and statement are the section's own where it has rights of its own, the page's otherwise."""
    document = a_document(rights=FREE, sections=(a_section(0, rights=LICENSED), a_section(1)))
    export([document], out=tmp_path / "out", options=options_for("jsonl"), selection=Selection(), events={})
    told = [
        (row["rights"], row["rights_holder"], row["rights_statement"]) for row in rows(tmp_path / "out", "sections")
    ]
    assert told == [("licensed", "Acme", LICENSED.statement), ("public_domain", None, FREE.statement)]

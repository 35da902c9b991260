"""No word of a licensed section in what leads from one public release to the next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import zstandard
from msgspec.structs import replace

from pipeline.export.engine import Options
from pipeline.export.manifest import Facts
from pipeline.export.releases.release import Releases
from pipeline.export.selection import Kept, Selection
from pipeline.export.source import Source
from pipeline.export.tables import TABLES
from pipeline.export.withhold import Otherwise
from pipeline.storage import Store
from tests.export.export_canary import CLOSED_URL, MIXED_URL, finding, pages, put
from tests.export.export_documents import CANARY, FREE, LICENSED, MIXED, a_document, a_section
from tests.export.test_export_folder import contents
from tests.export.test_export_releases import leads
from tests.storage.storage_pages import NOW

EVERY = tuple(name for name, spec in TABLES.items() if not spec.nested)


def release(store: Store, root: Path, name: str, selection: Selection) -> Path:
    releases = Releases(root)
    with store.snapshot():
        source = Source(store)
        facts = Facts(purged=source.purged(selection))
        options = Options(tables=EVERY)
        releases.make(name, source.documents(), options=options, selection=selection, source=source, facts=facts)
    return releases.folder(name)


def plain(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, unpacked where it is compressed."""
    files = contents(folder)
    unpack = zstandard.ZstdDecompressor()
    return {
        name: unpack.decompressobj().decompress(data) if name.endswith(".zst") else data for name, data in files.items()
    }


def holders(folder: Path) -> set[str]:
    return {name for name, data in plain(folder).items() if CANARY.encode() in data}


def delta(store: Store, tmp_path: Path, selection: Selection, second: list[Any] | None = None) -> Path:
    """A release, a change of every page, findings, the next release, and what leads to it."""
    put(store, pages(1), "run-1", 0)
    old = release(store, tmp_path / "releases", "a", selection)
    put(store, second or pages(2), "run-2", 1)
    store.sync_findings([finding(MIXED_URL), finding(CLOSED_URL), finding(None)], now=NOW)
    new = release(store, tmp_path / "releases", "b", selection)
    leads(old, new, tmp_path)
    return tmp_path / "delta"


@pytest.mark.parametrize("otherwise", ["withhold", "link-only"])
def test_no_word_of_a_licensed_section_is_in_a_public_delta(tmp_path: Path, store: Store, otherwise: Otherwise) -> None:
    """Neither records, sections, chunks, findings nor the release's own files of a public delta hold the word."""
    pages_1 = Selection(rights=("public_domain",), otherwise=otherwise)
    folder = delta(store, tmp_path, pages_1)
    allowed = {"records", "sections", "chunks"} if otherwise == "link-only" else set()
    assert {name.partition(".")[0] for name in holders(folder)} <= allowed
    assert b"says take" not in b"".join(plain(folder).values())
    sections = [json.loads(line) for line in plain(folder)["sections.jsonl.zst"].splitlines()]
    assert {op["row"]["text"] for op in sections if op["op"] == "put"} >= {"Free words, take 2 mg."}
    assert all("secret" not in op["row"]["url"] for op in sections if op["op"] == "put")
    assert plain(folder)["chunks.jsonl.zst"], "the index data is empty: nothing was looked at"


def test_the_word_is_in_the_delta_of_those_who_may_have_it(tmp_path: Path, store: Store) -> None:
    """Without a selection it stands in every part of the delta: the test above looks where it can be."""
    found = holders(delta(store, tmp_path, Selection()))
    assert found >= {f"{name}.jsonl.zst" for name in ("records", "sections", "chunks", "findings")}


def test_a_section_that_becomes_licensed_leaves_by_its_key_alone(tmp_path: Path, store: Store) -> None:
    """The delta says which section to drop from the index, not what the section said or says now."""
    first, *others = pages(1)
    now = (a_section(0, f"Now {CANARY}.", rights=LICENSED), a_section(5, "Still free.", rights=FREE))
    folder = delta(store, tmp_path, Selection(rights=("public_domain",)), [replace(first, sections=now), *others])
    assert holders(folder) == set()
    ops = [json.loads(line) for line in plain(folder)["sections.jsonl.zst"].splitlines()]
    assert {op["key"][1] for op in ops if op["op"] == "delete"} == {"s0", "s2"}
    assert b"Free words, take 1 mg" not in b"".join(plain(folder).values())


@pytest.mark.parametrize(
    ("description", "goes_out"),
    [
        (f"Lent by Acme: a {CANARY}  sings in the early morning hours, says \u2026", False),
        (f"a {CANARY} sings in the", False),
        ("Birds that sing, and when.", True),
    ],
)
def test_a_description_that_repeats_a_licensed_section_stays_back(description: str, goes_out: bool) -> None:
    """Publishers fill it with the first words of a page in the public domain, which somebody may have lent."""
    text = f"A {CANARY} sings in the early morning hours, says the lender."
    sections = (a_section(0, text, rights=MIXED), a_section(1, "Free words."))
    page = a_document(rights=FREE, sections=sections, description=description)
    kept = Selection(rights=("public_domain",)).apply(page)
    assert isinstance(kept, Kept)
    assert (kept.document.description is not None) == goes_out


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("one two " * 40, "one two " * 12 + "one …"),
        (
            "\u54ee\u5598\u662f\u4e00\u79cd\u75c5\u3002" * 40,
            ("\u54ee\u5598\u662f\u4e00\u79cd\u75c5\u3002" * 40)[:25] + " …",
        ),
        ("\u0e42\u0e23\u0e04\u0e2b\u0e37\u0e14" * 40, ("\u0e42\u0e23\u0e04\u0e2b\u0e37\u0e14" * 40)[:25] + " …"),
        ("a" * 4000, "a" * 500 + " …"),
        ("Short\nwords.", "Short words."),
    ],
    ids=["spaces", "Chinese", "Thai", "one word", "whole"],
)
def test_a_quote_is_short_in_every_script(words: str, quoted: str) -> None:
    """Where signs and not spaces part the words, or nothing does, twenty-five words are not the whole section."""
    section = a_section(0, words, rights=LICENSED)
    document = a_document(rights=MIXED, sections=(section, a_section(1, rights=FREE)))
    kept = Selection(rights=("public_domain",), otherwise="quote").apply(document)
    assert isinstance(kept, Kept)
    assert kept.document.sections[0].text == kept.document.sections[0].markdown == quoted

"""A folder of an export: reproducible, whole or not there, true to its manifest."""

from __future__ import annotations

import errno
import fcntl
import gc
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import jsonschema
import pytest
import zstandard
from msgspec.structs import replace

from pipeline.config.publishing import Imprint
from pipeline.errors import DiskFull, UsageError
from pipeline.export.descriptions.package import row_schema
from pipeline.export.engine import FORMATS, Format, Options, export, export_stream
from pipeline.export.manifest import Facts
from pipeline.export.selection import Selection
from pipeline.export.sinks import Compression, OpenFile
from pipeline.export.tables import TABLES
from pipeline.export.withhold import Otherwise, cleared
from pipeline.model.document import Document, Related
from pipeline.model.profile import RightsStatus
from pipeline.storage.values import SiteState
from tests.damage import files_no_longer_than
from tests.export.export_documents import CANARY, FREE, LICENSED, MIXED, a_document, a_link, a_mixed_document, a_section

THREE = (a_document("asthma"), a_document("asthma_es", language="es-US"), a_document("zoster", site="other"))


def broken(trouble: Exception, *before: Document) -> Iterator[Document]:
    yield from before
    raise trouble


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("format_", FORMATS)
def test_the_manifest_s_checksums_and_counts_are_those_of_the_files(tmp_path: Path, format_: Format) -> None:
    """Every table stands in the manifest with its true size, SHA-256 and number of rows."""
    report = export(THREE, out=tmp_path / "x", options=Options(format=format_))
    manifest = json.loads((tmp_path / "x" / "manifest.json").read_bytes())
    assert manifest["documents"] == report.manifest.documents == 3
    rows = {"documents": 3, "sections": 6, "links": 3, "dates": 3, "subjects": 3, "people": 3, "records": 3}
    held = {"jsonl": set(rows), "markdown": {"records"}}.get(format_, set(rows) - {"records"})
    assert {table["name"]: table["rows"] for table in manifest["tables"]} == {name: rows[name] for name in held}
    for table in manifest["tables"]:
        if format_ == "markdown":
            break
        data = (tmp_path / "x" / table["path"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (table["bytes"], table["sha256"])


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_compressed_files_hold_the_same_content(tmp_path: Path, compression: Compression) -> None:
    """A compressed file unpacks to the plain one's bytes, and the manifest's content hash says so."""
    plain = export(THREE, out=tmp_path / "plain").manifest
    packed = export(THREE, out=tmp_path / "packed", options=Options(compression=compression)).manifest
    for one, other in zip(plain.tables, packed.tables, strict=True):
        data = (tmp_path / "packed" / other.path).read_bytes()
        unpacked = (
            gzip.decompress(data)
            if compression == "gzip"
            else zstandard.ZstdDecompressor().decompressobj().decompress(data)
        )
        assert compression != "gzip" or data[3:8] == bytes(5), "a name or a time stands in the gzip header"
        assert unpacked == (tmp_path / "plain" / one.path).read_bytes()
        assert other.content_sha256 == one.sha256 != other.sha256


@pytest.mark.parametrize("options", [Options(compression="gzip"), *(Options(format=name) for name in FORMATS)])
def test_the_same_state_gives_the_same_bytes_in_another_process_and_time_zone(tmp_path: Path, options: Options) -> None:
    """Two exports of one state, in two processes and two time zones, are identical byte for byte."""
    export(THREE, out=tmp_path / "here", options=options)
    script = (
        "import sys; from pathlib import Path; from tests.export.test_export_folder import THREE; "
        "from pipeline.export.engine import Options, export; "
        f"export(THREE, out=Path(sys.argv[1]), options=Options(format={options.format!r}, "
        f"compression={options.compression!r}))"
    )
    folders = os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "there")],
        check=True,
        env={"PYTHONPATH": folders, "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7", "LC_ALL": "C"},
        timeout=60,
    )
    assert contents(tmp_path / "here") == contents(tmp_path / "there")


def test_a_crash_half_way_leaves_nothing_under_the_name(tmp_path: Path) -> None:
    """When the documents break off, neither the folder nor a trace of the attempt is left."""
    with pytest.raises(RuntimeError, match="the cable"):
        export(broken(RuntimeError("the cable"), THREE[0]), out=tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_a_crash_half_way_leaves_the_earlier_export_as_it_was(tmp_path: Path) -> None:
    """When a second export breaks off, the first stands unchanged."""
    export(THREE, out=tmp_path / "x")
    before = contents(tmp_path / "x")
    with pytest.raises(RuntimeError, match="the cable"):
        export(broken(RuntimeError("the cable"), THREE[0]), out=tmp_path / "x")
    assert contents(tmp_path) == {f"x/{name}": data for name, data in before.items()}


def test_an_earlier_export_is_replaced_whole(tmp_path: Path) -> None:
    """A new export replaces the earlier one, none of whose files stay."""
    export(THREE, out=tmp_path / "x", options=Options(compression="gzip"))
    export(THREE[:1], out=tmp_path / "x", options=Options(format="csv", tables=("sections",)))
    beside = {"manifest.json", "README.md", "ATTRIBUTION.md", "SHA256SUMS", "datapackage.json", "croissant.json"}
    tables = {"sections.csv", "csv-metadata.json", "schema/sections.schema.json"}
    assert set(contents(tmp_path)) == {f"x/{name}" for name in beside | tables}


def test_an_export_set_aside_by_a_crash_between_the_renames_is_put_back(tmp_path: Path) -> None:
    """After a crash that had set the old export aside, the next attempt puts it back first, even if it then fails."""
    export(THREE, out=tmp_path / "x")
    before = contents(tmp_path / "x")
    (tmp_path / "x").rename(tmp_path / ".x.previous")

    with pytest.raises(RuntimeError, match="the cable"):
        export(broken(RuntimeError("the cable"), THREE[0]), out=tmp_path / "x")
    assert contents(tmp_path / "x") == before


def test_a_folder_of_somebody_else_is_never_replaced(tmp_path: Path) -> None:
    """A folder with files that are no export is refused and left alone; so is a file, and a link even to an export."""
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    (tmp_path / "file").write_text("a file")
    export(THREE, out=tmp_path / "export")
    (tmp_path / "link").symlink_to(tmp_path / "export")
    for name in ("thesis", "file", "link"):
        with pytest.raises(UsageError, match=name):
            export(THREE, out=tmp_path / name)
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "years of work"


def test_an_export_never_takes_a_file_away_that_no_export_wrote(tmp_path: Path) -> None:
    """A web application with a manifest of its own, a clone that an export lies in, notes beside tables: all stay."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "manifest.json").write_text('{"name": "Health app", "start_url": "/"}')
    (tmp_path / "app" / "SHA256SUMS").write_text("00  manifest.json\n00  index.html\n")
    (tmp_path / "app" / "index.html").write_text("years of work")
    for name in ("clone", "notes"):
        export(THREE, out=tmp_path / name)
    (tmp_path / "clone" / ".git").mkdir()
    (tmp_path / "clone" / ".git" / "config").write_text("[core]")
    (tmp_path / "notes" / "schema" / "read me first").symlink_to(tmp_path / "nowhere")
    before = contents(tmp_path)
    for name, said in (("app", "index.html"), ("clone", ".git/config"), ("notes", "schema/read me first")):
        with pytest.raises(UsageError, match=said):
            export(THREE[:1], out=tmp_path / name)
    assert contents(tmp_path) == before
    assert (tmp_path / "notes" / "schema" / "read me first").is_symlink()


def test_what_was_put_beside_an_export_while_the_next_one_is_written_stays(tmp_path: Path) -> None:
    """A file that appears in the folder meanwhile is looked for again before the folder is replaced."""
    export(THREE, out=tmp_path / "x")

    def slowly() -> Iterator[Document]:
        yield from THREE[:1]
        (tmp_path / "x" / "notes.txt").write_text("written meanwhile")

    with pytest.raises(UsageError, match=r"notes\.txt"):
        export(slowly(), out=tmp_path / "x")
    assert (tmp_path / "x" / "notes.txt").read_text() == "written meanwhile"
    assert len(list(tmp_path.iterdir())) == 1


def test_exports_to_one_folder_take_their_turns(tmp_path: Path) -> None:
    """While another process exchanges the folder, a second export waits, and then replaces what it finds."""
    export(THREE, out=tmp_path / "x")
    begun = threading.Event()

    def documents() -> Iterator[Document]:
        begun.set()
        yield from THREE[:1]

    held = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    (tmp_path / "x").rename(tmp_path / ".x.previous")
    second = threading.Thread(target=lambda: export(documents(), out=tmp_path / "x"))
    second.start()
    assert not begun.wait(0.3)
    export(THREE, out=tmp_path / "elsewhere" / "y")
    (tmp_path / "elsewhere" / "y").rename(tmp_path / "x")
    (tmp_path / "elsewhere").rmdir()
    os.close(held)
    second.join(30)
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
    assert json.loads((tmp_path / "x" / "manifest.json").read_bytes())["documents"] == 1


def test_what_file_managers_leave_in_a_folder_stops_no_export(tmp_path: Path) -> None:
    """A nightly export goes on when somebody has looked into its folder, or has a table of it open."""
    export(THREE, out=tmp_path / "x")
    for name in (".DS_Store", "schema/Thumbs.db", ".~lock.links.csv#", "~$links.csv"):
        (tmp_path / "x" / name).write_bytes(b"\0")
    assert export(THREE[:1], out=tmp_path / "x").manifest.documents == 1


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_that_may_not_grow_is_said_as_such_in_every_format(tmp_path: Path, format_: Format) -> None:
    """Where the system takes no more bytes, each format says so in words, and nothing is left."""
    big = a_document(sections=(a_section(0, "".join(map(chr, range(0x4E00, 0x9000))) * 4),))
    with files_no_longer_than(20_000), pytest.raises(DiskFull, match="the export"):
        export((big,), out=tmp_path / "x", options=Options(format=format_))
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_as_such_and_leaves_nothing(tmp_path: Path) -> None:
    """No space left becomes one sentence about the disk, and the attempt is cleared away."""
    with pytest.raises(DiskFull, match="no space left for the export"):
        export(broken(OSError(errno.ENOSPC, "No space left on device"), THREE[0]), out=tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("selection", "kept", "left_out"),
    [
        (Selection(), 3, {}),
        (Selection(sites=frozenset({"other"})), 1, {"site": 2}),
        (Selection(languages=frozenset({"es"})), 1, {"language": 2}),
        (Selection(languages=frozenset({"EN"})), 2, {"language": 1}),
        (Selection(languages=frozenset({"e"})), 0, {"language": 3}),
        (Selection(page_types=frozenset({"drug"})), 0, {"page_type": 3}),
        (Selection(rights=frozenset({"licensed"})), 0, {"rights": 3}),
        (Selection(rights=frozenset({"public_domain"})), 3, {}),
    ],
)
def test_what_is_left_out_is_counted_with_its_reason(selection: Selection, kept: int, left_out: dict[str, int]) -> None:
    """Documents are let in by site, kind, language range and rights; every other is counted under its reason."""
    manifest = export_stream(THREE, stream=io.BytesIO(), selection=selection).manifest
    assert (manifest.documents, manifest.left_out) == (kept, left_out)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("withhold", ["withhold", "link-only"])
def test_no_word_of_a_licensed_section_goes_out_in_a_public_export(
    tmp_path: Path, format_: Format, withhold: str
) -> None:
    """A word that stands only in a licensed section is in no file, wherever a reader could have put it."""
    documents = (a_mixed_document(), a_document("secret", rights=LICENSED, sections=(a_section(0, CANARY),)))
    selection = Selection(rights=frozenset({"public_domain"}), otherwise=withhold)  # type: ignore[arg-type]
    manifest = export(documents, out=tmp_path / "x", options=Options(format=format_), selection=selection).manifest
    assert (manifest.documents, manifest.left_out, manifest.withheld_sections) == (1, {"rights": 1}, 1)
    if format_ != "markdown":
        sections = next(table for table in manifest.tables if table.name == "sections")
        assert sections.rows == (1 if withhold == "withhold" else 2)
    for name, data in contents(tmp_path / "x").items():
        plain = _unpacked(tmp_path / "x" / name) if name.endswith(".parquet") else data
        assert CANARY.encode() not in plain, name


def _unpacked(path: Path) -> bytes:
    from pyarrow import parquet as pq  # noqa: PLC0415 - an optional extra

    return json.dumps(pq.read_table(path).to_pylist(), default=str).encode()


@pytest.mark.parametrize("otherwise", ["withhold", "link-only"])
def test_a_page_that_may_go_out_goes_out_without_its_one_licensed_section(otherwise: Otherwise) -> None:
    """With its description and what belongs to no section, without a word, link or picture of the licensed one."""
    mixed = a_mixed_document()
    links = (*mixed.links[:2], a_link(2, None, text="Open link"), a_link(3, "left over", text="Open link"))
    related = (Related(relation="related_topic", text="Open", url=None),)
    page = replace(mixed, rights=FREE, description="Open.", related=related, links=links)
    kept = cleared(page, frozenset({"public_domain"}), otherwise)
    assert kept is not None
    document, withheld = kept
    assert (withheld, document.description, document.related) == (1, "Open.", related)
    assert [section.text for section in document.sections] == ["Free words.", ""][: 1 + (otherwise == "link-only")]
    assert [link.section_id for link in document.links] == ["s0", None, "left over"]
    assert CANARY not in repr(document)


@pytest.mark.parametrize("status", ["licensed", "copyrighted", "unknown"])
def test_a_page_that_may_not_go_out_stays_whatever_its_sections_say(status: RightsStatus) -> None:
    """Only a page that calls itself mixed is taken apart, and one of which nothing is left does not go out either."""
    closed = replace(a_mixed_document(), rights=replace(LICENSED, status=status))
    assert cleared(closed, frozenset({"public_domain"}), "link-only") is None
    nothing = a_document(rights=MIXED, sections=(a_section(0, rights=LICENSED),))
    assert cleared(nothing, frozenset({"public_domain"}), "link-only") is None


def test_the_canary_is_there_when_everything_may_go_out() -> None:
    """The same page without a selection does hold the word: the test above looks where it can be."""
    stream = io.BytesIO()
    export_stream((a_mixed_document(),), stream=stream, table_name="records")
    assert stream.getvalue().count(CANARY.encode()) >= 8


def test_statements_and_blocked_sites_stand_in_the_readme(tmp_path: Path) -> None:
    """The README gives each rights statement, and says which site stands at its last good state, and why."""
    blocked = SiteState(
        name="other",
        blocked_since=datetime(2026, 2, 1, tzinfo=UTC),
        blocked_reason="titles 40 %, expected 100 %",
        last_good_run="run-0",
        last_good_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    report = export(THREE, out=tmp_path / "x", sites={"other": blocked, "empty": SiteState(name="empty")})
    readme = (tmp_path / "x" / "README.md").read_text()
    assert "In the public domain; please name us." in readme
    assert "| other | Healthy Institute | 1 | blocked, last good state of 2026-01-01: titles 40 %" in readme
    assert {site.name: site.blocked for site in report.manifest.sites} == {"healthy": False, "other": True}


def test_the_readme_says_that_an_export_is_a_part_and_of_what(tmp_path: Path) -> None:
    """Who gets the folder alone must not take the pages of one language, or of one status, for all there are."""
    pages = (a_document("a"), a_document("b", language="es"), a_document("c", language="es"))
    export(pages, out=tmp_path / "x", selection=Selection(languages=("en",)))
    readme = (tmp_path / "x" / "README.md").read_text()
    assert "A selection, by languages en: 2 documents are left out (2 by language)." in readme
    export(
        pages, out=tmp_path / "y", selection=Selection(rights=("public_domain", "licensed", "mixed"), where="words > 1")
    )
    readme = (tmp_path / "y" / "README.md").read_text()
    assert "A selection, by rights licensed, mixed, public\\_domain; where words \\> 1: nothing was left out." in readme
    export(pages, out=tmp_path / "z")
    assert "selection" not in (tmp_path / "z" / "README.md").read_text()


def test_pages_of_several_publishers_are_not_given_to_the_first(tmp_path: Path) -> None:
    """Pages without a profile are of whoever they name; nobody is made the creator of the pages of others."""
    pages = tuple(a_document(name, site="generic", publisher=f"Institute {name.upper()}") for name in "abc")
    report = export((*pages, a_document("d")), out=tmp_path / "x")
    several, one = report.manifest.sites
    assert (several.publisher, several.several_publishers) == (None, True)
    assert (one.publisher, one.several_publishers) == ("Healthy Institute", False)
    assert "| generic | several: `publisher` of `documents` | 3 |" in (tmp_path / "x" / "README.md").read_text()
    croissant = json.loads((tmp_path / "x" / "croissant.json").read_bytes())
    assert [one["name"] for one in croissant["creator"]] == ["Healthy Institute"]
    package = json.loads((tmp_path / "x" / "datapackage.json").read_bytes())
    assert package["sources"] == [{"title": "Healthy Institute"}]


def test_an_export_says_how_it_is_cited(tmp_path: Path) -> None:
    """By name, publishers, day and the checksum of its manifest, which no other state has; for tools, too."""
    export((a_document(),), out=tmp_path / "x", facts=Facts(name="2026-10"))
    digest = hashlib.sha256((tmp_path / "x" / "manifest.json").read_bytes()).hexdigest()
    cited = json.loads((tmp_path / "x" / "croissant.json").read_bytes())["citeAs"]
    assert cited.startswith("Health pages, release 2026-10: 1 document of Healthy Institute, as seen until 20")
    assert cited.endswith(f"SHA-256 of manifest.json: {digest}")
    assert digest in (tmp_path / "x" / "README.md").read_text()
    assert json.loads((tmp_path / "x" / "datapackage.json").read_bytes())["version"] == "2026-10"


def test_a_dataset_says_who_publishes_it_wherever_a_tool_looks(tmp_path: Path) -> None:
    """Under the maintainer's name, contact and identifier in every description, with terms that are not the pages'."""
    said = Imprint(
        title="Health_dates",
        description="Dates of review.",
        maintainer="Example Library",
        contact="data@example.org",
        homepage="https://example.org/data",
        identifier="doi:10.5281/zenodo.1234567",
        license="CC0-1.0",
    )
    facts = Facts(name="2026-10", dataset=said)
    export(THREE, out=tmp_path / "x", options=Options(format="csv"), facts=facts)
    manifest, package, croissant, csvw = (
        json.loads((tmp_path / "x" / f"{name}.json").read_bytes())
        for name in ("manifest", "datapackage", "croissant", "csv-metadata")
    )
    doi = "https://doi.org/10.5281/zenodo.1234567"
    assert manifest["facts"]["dataset"]["maintainer"] == "Example Library"
    assert (package["id"], package["homepage"]) == (doi, "https://example.org/data")
    assert package["title"] == "Health_dates, release 2026-10"
    assert package["description"].startswith("Dates of review.")
    assert package["contributors"] == [{"title": "Example Library", "role": "publisher", "email": "data@example.org"}]
    assert [one["title"] for one in package["sources"]] == ["Healthy Institute"]
    assert package["licenses"][-1] == {"title": "The compilation alone: CC0-1.0", "path": "ATTRIBUTION.md"}
    assert (croissant["identifier"], croissant["url"]) == (doi, "https://example.org/data")
    assert croissant["publisher"]["name"] == "Example Library"
    assert croissant["creator"][0]["name"] == "Healthy Institute"
    assert (csvw["dc:publisher"], csvw["dc:identifier"]) == ("Example Library", doi)
    assert "of the compilation alone: CC0-1.0" in croissant["license"]["name"]
    card, rights = ((tmp_path / "x" / name).read_text() for name in ("README.md", "ATTRIBUTION.md"))
    assert 'pretty_name: "Health_dates 2026-10"' in card
    assert "# Health\\_dates: release 2026-10\n" in card
    assert "\nDates of review.\n" in card
    assert "Published by Example Library (<data@example.org>)." in card
    assert f"Its place: <{doi}>, <https://example.org/data>." in card
    assert f"Published by Example Library, {doi}. Written by" in croissant["citeAs"]
    assert "under these terms: CC0-1.0\n\nThat speaks of choice and arrangement alone." in rights


def test_a_dataset_of_nobody_in_particular_names_nobody(tmp_path: Path) -> None:
    """What the maintainer has not said is in no description, and the pages' publishers are not put in their place."""
    export(THREE, out=tmp_path / "x")
    package, croissant = (
        json.loads((tmp_path / "x" / f"{name}.json").read_bytes()) for name in ("datapackage", "croissant")
    )
    assert package.keys().isdisjoint({"id", "homepage", "contributors"})
    assert croissant.keys().isdisjoint({"identifier", "publisher"})
    assert "Published by" not in (tmp_path / "x" / "README.md").read_text()


def test_the_readme_of_csv_says_what_its_readers_cut(tmp_path: Path) -> None:
    """A spreadsheet cuts long cells in silence and Python's reader refuses them: who opens the folder is told."""
    export(THREE, out=tmp_path / "x", options=Options(format="csv"))
    readme = (tmp_path / "x" / "README.md").read_text()
    assert "spreadsheets cut a cell at 32,767 characters" in readme
    assert "imported as UTF-8" in readme
    assert "csv.field_size_limit" in readme
    assert "take every column for text" in readme


def test_page_words_in_the_readme_cannot_act(tmp_path: Path) -> None:
    """Markup in a rights statement stays text."""
    rights = LICENSED.__class__(status="licensed", holder="<b>", statement="<script>x</script> [a](b)", rule="r")
    export((a_document(rights=rights),), out=tmp_path / "x")
    readme = (tmp_path / "x" / "README.md").read_text()
    assert "\\<script\\>" in readme
    assert "<script>" not in readme
    assert "[a](b)" not in readme


def test_records_validate_against_the_schema_beside_them(tmp_path: Path) -> None:
    """Every exported record validates against the JSON Schema in the folder."""
    export(THREE, out=tmp_path / "x")
    schema = json.loads((tmp_path / "x" / "schema" / "records.schema.json").read_bytes())
    lines = (tmp_path / "x" / "records.jsonl").read_bytes().splitlines()
    assert len(lines) == len(THREE)
    for line in lines:
        jsonschema.validate(json.loads(line), schema)


def test_memory_does_not_grow_with_the_documents(tmp_path: Path) -> None:
    """Ten times the documents take no more memory (within a tenth of what they would weigh)."""

    def peak(count: int, name: str) -> int:
        documents = (
            a_document(f"{number:06}", sections=(a_section(0, "w" * 4000),), links=tuple(a_link(n) for n in range(20)))
            for number in range(count)
        )
        tracemalloc.start()
        export(documents, out=tmp_path / name, options=Options(format="csv"))
        _, high = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return high

    peak(10, "warm")
    small, large = peak(50, "small"), peak(500, "large")
    assert large - small < 450 * 8000 // 10


def test_an_unknown_name_is_answered_with_those_there_are(tmp_path: Path) -> None:
    """A table, format or compression that does not exist is refused with a list of those that do."""
    for options in (
        Options(tables=("sectoins",)),
        Options(format="xml"),  # type: ignore[arg-type]
        Options(compression="rar"),  # type: ignore[arg-type]
        Options(tables=()),
        Options(format="parquet", compression="gzip"),
    ):
        with pytest.raises(UsageError) as raised:
            export(THREE, out=tmp_path / "x", options=options)
        assert raised.value.mend
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_rights_status_is_refused() -> None:
    """A misspelt status would let nothing out and not say why, so it is refused with those there are."""
    with pytest.raises(UsageError, match="publicdomain") as raised:
        export_stream(THREE, stream=io.BytesIO(), selection=Selection(rights=("publicdomain",)))
    assert "public_domain" in str(raised.value.mend)


@pytest.mark.parametrize("compression", get_args(Compression))
def test_what_a_failed_file_still_holds_is_written_nowhere(compression: Compression) -> None:
    """Its buffers empty themselves once more when they are forgotten; what is below is closed by then."""
    below = io.BytesIO()
    with suppress(OSError), OpenFile(below, compression) as file:
        file.content.write(b"words that are still in the buffer")
        raise OSError
    written = below.getvalue()
    del file
    gc.collect()
    assert below.getvalue() == written


def test_the_schema_of_a_row_is_the_same_under_every_python() -> None:
    """Up to Python 3.12 a docstring keeps the indentation that it has in the code; a schema shows none."""
    described = row_schema(TABLES["records"])["$defs"]["DateClaim"]["description"]
    assert "\n\nAttributes:\n    role: what the page says happened then.\n" in described


def test_an_export_says_in_which_languages_and_under_what_rights_it_is(tmp_path: Path) -> None:
    """To people and to the hubs that read dataset cards, which know primary subtags, and Croissant."""
    pages = (*THREE, a_document("nobody", language=None), a_document("private", language="x-ours"))
    export(pages, out=tmp_path / "x")
    card = (tmp_path / "x" / "README.md").read_text()
    described = json.loads((tmp_path / "x" / "croissant.json").read_bytes())
    assert json.loads((tmp_path / "x" / "manifest.json").read_bytes())["languages"] == ["en", "es-US", "x-ours"]
    assert '\nlanguage: ["en","es"]\n' in card
    assert described["inLanguage"] == ["en", "es-US", "x-ours"]
    assert described["license"]["url"] == "ATTRIBUTION.md"
    assert (tmp_path / "x" / described["license"]["url"]).is_file()
    export(pages[3:], out=tmp_path / "y")
    assert "\nlanguage:" not in (tmp_path / "y" / "README.md").read_text()


def test_an_empty_table_of_findings_is_not_told_as_good_news(tmp_path: Path) -> None:
    """No stored audit leaves it empty, too."""
    export(THREE, out=tmp_path / "x", events={"findings": [], "changes": []})
    assert "the last audit found nothing of these pages, or none was made yet" in (tmp_path / "x/README.md").read_text()
    export(THREE, out=tmp_path / "y")
    assert "none was made yet" not in (tmp_path / "y/README.md").read_text()


def test_what_was_removed_for_good_is_named_by_addresses_that_lead_there(tmp_path: Path) -> None:
    """An escaped underscore would be part of the address where a Markdown reader makes it a link."""
    export(THREE, out=tmp_path / "x", facts=Facts(purged={"https://health.example/a_b.html": "asked to"}))
    assert "\n- <https://health.example/a_b.html>\n" in (tmp_path / "x/ATTRIBUTION.md").read_text()

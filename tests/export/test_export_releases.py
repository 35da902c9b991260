"""Releases: side by side, with changelogs, and deltas that lead from one to the next byte for byte."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
import zstandard

from pipeline.errors import UsageError
from pipeline.export.chunks import Chunking
from pipeline.export.engine import FORMATS, Options, export
from pipeline.export.manifest import Facts
from pipeline.export.releases.delta import write_delta
from pipeline.export.releases.patch import apply_delta
from pipeline.export.releases.release import Releases
from pipeline.export.selection import Selection
from pipeline.export.source import Source
from pipeline.export.stored import lines_of
from pipeline.export.tables import TABLES
from pipeline.model.document import Document
from pipeline.storage import Store
from tests.audit.audit_store import HOST, START, Bench, a_page, a_section
from tests.export.test_export_folder import contents

EVERY = tuple(name for name, spec in TABLES.items() if not spec.nested)


def page(number: int, edit: int = 0, **changes: object) -> Document:
    url = f"{HOST}/{number:02}.html"
    sections = tuple(a_section(f"Part {part}", f"Words of part {part}, number {number}.") for part in range(4))
    if edit:
        sections = (msgspec.structs.replace(sections[0], text=f"Edit {edit}.", markdown=f"Edit {edit}."), *sections[1:])
    return msgspec.structs.replace(a_page(url), sections=sections, **changes)


class Press:
    """A database, its history, and the folder its releases go to."""

    def __init__(self, store: Store, root: Path, options: Options) -> None:
        self.store = store
        self.bench = Bench(store)
        self.releases = Releases(root)
        self.options = options
        self.day = 0

    def put(self, document: Document) -> None:
        self.bench.discover(document.url)
        self.bench.answer(document.url, document=document, day=self.day)

    def put_first(self, count: int) -> None:
        """So many pages, from number 0 on."""
        for number in range(count):
            self.put(page(number))

    def gone(self, number: int) -> None:
        for _ in range(3):
            self.bench.answer(f"{HOST}/{number:02}.html", 404, day=self.day)
            self.day += 3

    def move(self, number: int, to: int) -> str:
        """The page leads to another address for good; the address it had."""
        left, new = f"{HOST}/{number:02}.html", f"{HOST}/{to:02}.html"
        document = msgspec.structs.replace(page(number), url=new, canonical_url=new)
        self.bench.answer(left, day=self.day, to=new, hop=301, document=document)
        return left

    def release(
        self,
        name: str,
        selection: Selection | None = None,
        *,
        as_of: datetime | None = None,
        include_gone: bool = False,
    ) -> Path:
        with self.store.snapshot():
            source = Source(self.store, as_of=as_of, include_gone=include_gone)
            chosen = selection or Selection()
            self.releases.make(
                name,
                source.documents(),
                options=self.options,
                selection=chosen,
                source=source,
                facts=Facts(purged=source.purged(chosen), gone=include_gone),
            )
        return self.releases.folder(name)

    def turn(self, number: int) -> None:
        """What happens between release ``number`` and the one before: pages come, change, go; one is purged."""
        self.day += 1
        self.put(page(20 + number))
        self.put(page(number, edit=number))
        self.put(page(number + 1, edit=number, title=f"Title {number}"))
        if number % 3 == 0:
            self.gone(10 + number)
        if number == 5:
            self.store.purge(f"{HOST}/19.html", reason="asked to", now=START + timedelta(days=self.day))


def leads(old: Path, new: Path, folder: Path) -> None:
    """The delta from one release to another gives the other one, byte for byte."""
    write_delta(old, new, out=folder / "delta")
    apply_delta(old, folder / "delta", out=folder / "made")
    assert contents(folder / "made") == contents(new)


def options_for(format_: str) -> Options:
    tables = None if format_ == "markdown" else EVERY
    return msgspec.convert({"format": format_, "tables": tables, "chunking": {"max_tokens": 64, "overlap": 8}}, Options)


@pytest.mark.parametrize("format_", FORMATS)
def test_over_ten_releases_the_old_one_and_the_delta_give_the_new_one(
    tmp_path: Path, store: Store, format_: str
) -> None:
    """Over ten releases with pages that come, change, go and are purged, each delta gives the next byte for byte."""
    press = Press(store, tmp_path / "releases", options_for(format_))
    press.put_first(20)
    folders = [press.release("r0")]
    for number in range(1, 11):
        press.turn(number)
        folders.append(press.release(f"r{number}"))
        leads(folders[-2], folders[-1], tmp_path)
    assert [json.loads((folder / "manifest.json").read_bytes())["documents"] for folder in folders[::5]] == [20, 23, 27]


def test_a_delta_may_skip_releases(press: Press, tmp_path: Path) -> None:
    """The delta from the first release to the third gives the third, too."""
    press.put_first(8)
    first = press.release("first")
    press.turn(1)
    press.release("second")
    press.turn(2)
    third = press.release("third")
    leads(first, third, tmp_path)


def test_a_delta_holds_the_words_of_changed_sections_only(press: Press, tmp_path: Path) -> None:
    """Of an edited page only the edited section's words travel, and only its rows and chunks are put again."""
    press.put(page(1))
    press.put(page(2))
    press.release("a")
    press.day = 1
    press.put(page(1, edit=7))
    press.release("b")
    report = write_delta(press.releases.folder("a"), press.releases.folder("b"), out=tmp_path / "delta")
    assert (report.put, report.deleted, report.sections) == (1, 0, 1)
    for name in ("records", "sections", "chunks"):
        data = (
            zstandard.ZstdDecompressor()
            .decompressobj()
            .decompress((tmp_path / "delta" / f"{name}.jsonl.zst").read_bytes())
        )
        assert b"Edit 7." in data
        assert b"Words of part" not in data


@pytest.mark.parametrize("before", [None, Chunking(max_tokens=48), Chunking(max_tokens=64, overlap=8)])
def test_a_delta_leads_an_index_from_one_way_of_cutting_to_another(
    tmp_path: Path, store: Store, before: Chunking | None
) -> None:
    """Put and delete what the chunks of a delta say, and the index is the new release's, also where no page changed."""
    words = " ".join(f"Sentence {number} of many." for number in range(60))
    long = msgspec.structs.replace(page(1).sections[0], text=words, markdown=words)
    tables = ("sections",) if before is None else ("sections", "chunks")
    press = Press(store, tmp_path / "releases", Options(tables=tables, chunking=before or Chunking()))
    press.put(msgspec.structs.replace(page(1), sections=(long,)))
    old = press.release("a")
    press.options = options_for("jsonl")
    new = press.release("b")
    write_delta(old, new, out=tmp_path / "delta")
    index = {} if before is None else {row["chunk_id"]: row for row in chunks_of(old / "chunks.jsonl")}
    for line in lines_of(tmp_path / "delta" / "chunks.jsonl.zst"):
        op = json.loads(line)
        index.pop(op["key"][0], None)
        if op["op"] == "put":
            index[op["key"][0]] = op["row"]
    assert index == {row["chunk_id"]: row for row in chunks_of(new / "chunks.jsonl")}
    assert len(index) > 5


def chunks_of(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def test_the_changelog_says_what_became_of_every_record_and_why(press: Press) -> None:
    """Added, changed, removed and unchanged records each stand in the changelog once, with the reason."""
    press.put_first(6)
    press.release("a")
    press.day = 1
    press.put(page(1, edit=1))
    press.put(page(9))
    press.gone(2)
    press.store.purge(f"{HOST}/03.html", reason="asked to", now=START + timedelta(days=20))
    folder = press.release("b", Selection(lets_in=lambda url: "where" if url.endswith("/04.html") else None))
    told = {
        line["url"][-7:-5]: line for line in map(json.loads, (folder / "changelog.jsonl").read_bytes().splitlines())
    }
    assert {key: (line["status"], line["why"].split(" (")[0]) for key, line in told.items()} == {
        "00": ("unchanged", "the same record"),
        "01": ("changed", "changed by the publisher"),
        "02": ("removed", f"gone since {press.store.gone_since(f'{HOST}/02.html'):%Y-%m-%d}"),
        "03": ("removed", "purged"),
        "04": ("removed", "left out by where"),
        "05": ("unchanged", "the same record"),
        "09": ("added", "a new page"),
    }
    assert told["01"]["sections"]["changed"] == ["part 0"]
    assert "| removed | 3 |" in (folder / "CHANGES.md").read_text()


def told_of(folder: Path) -> dict[str, tuple[str, str]]:
    """Status and reason of each record in the changelog of a release, by the number in its address."""
    lines = map(json.loads, (folder / "changelog.jsonl").read_bytes().splitlines())
    return {line["url"][-7:-5]: (line["status"], line["why"]) for line in lines if line["status"] != "unchanged"}


def test_of_several_changes_the_weightiest_is_named(press: Press) -> None:
    """A page whose dose was changed and whose date was changed after that is called critical, not dates-only."""
    press.put(page(1))
    press.release("a")
    first = msgspec.structs.replace(page(1).sections[0], text="Never take 5 mg.", markdown="Never take 5 mg.")
    edited = msgspec.structs.replace(page(1), sections=(first, *page(1).sections[1:]))
    for press.day, document in ((1, edited), (2, msgspec.structs.replace(edited, dates=edited.dates[:1]))):
        press.put(document)
    assert [change.grade for change in press.store.changes() if change.kind == "changed"] == ["critical", "dates-only"]
    assert told_of(press.release("b")) == {"01": ("changed", "changed by the publisher (critical)")}


def test_rights_that_became_others_are_named(press: Press) -> None:
    """Whoever passes a release on has to stop where a licence was withdrawn."""
    rights = msgspec.structs.replace(page(1).rights, status="licensed", statement="CC BY 4.0")
    press.put(page(1, rights=rights))
    press.release("a")
    press.day = 1
    press.put(page(1, rights=msgspec.structs.replace(rights, status="copyrighted", statement="All rights reserved.")))
    folder = press.release("b")
    why = "changed by the publisher (dates-only); its rights were licensed, and are copyrighted"
    assert told_of(folder) == {"01": ("changed", why)}
    assert why in (folder / "CHANGES.md").read_text()


def test_what_a_newer_reader_reads_alike_was_not_captured_again(tmp_path: Path, store: Store) -> None:
    """An upgrade asks no server: a record that names another reader and says the same is told as that."""
    press = Press(store, tmp_path / "r", Options(format="jsonl"))
    press.put(page(1))
    press.release("r1")
    with store.snapshot():
        source = Source(store)
        newer = [
            msgspec.structs.replace(one, provenance=msgspec.structs.replace(one.provenance, parser_version="99"))
            for one in source.documents()
        ]
        press.releases.make(
            "r2", iter(newer), options=press.options, selection=Selection(), source=source, facts=Facts()
        )
    assert told_of(press.releases.folder("r2")) == {"01": ("changed", "read again by a newer reader, to the same")}


def edit_after_a_good_run(press: Press) -> None:
    """A site of three pages that had a good run; two days later one of them says something else, and one is new."""
    press.put_first(3)
    press.store.unblock_site("healthy", run_id="run-1", now=START + timedelta(days=1))
    for press.day, document in ((3, page(1, edit=1)), (3, page(9))):
        press.put(document)


def test_what_happened_while_a_site_was_blocked_is_told_when_it_goes_out(press: Press) -> None:
    """The release of before had the site as it was last good: what the publisher did since is no choice of ours."""
    edit_after_a_good_run(press)
    press.store.block_site("healthy", reason="thin", now=START + timedelta(days=4))
    press.release("a")
    press.store.unblock_site("healthy", run_id="run-1", now=START + timedelta(days=5))
    assert told_of(press.release("b")) == {
        "01": ("changed", "changed by the publisher (critical)"),
        "09": ("added", "a new page"),
    }
    assert told_of(press.release("c")) == {}


def test_a_site_that_is_blocked_takes_back_what_was_told_of_it_since_it_was_good(press: Press) -> None:
    """Runs that were cut short and single fetches go out, too: what comes back is no edit, and nothing is let out."""
    edit_after_a_good_run(press)
    press.release("a")
    press.day = 4
    press.put(page(1, edit=2))
    press.store.block_site("healthy", reason="thin", now=START + timedelta(days=4))
    blocked = "its site is blocked, and as it was last good, on 2026-01-02"
    assert told_of(press.release("b")) == {"01": ("changed", blocked), "09": ("removed", blocked)}


def test_a_page_that_went_back_to_what_it_said_is_told_so(press: Press) -> None:
    """Changed and changed back between two releases, a record differs in nothing but where it comes from."""
    press.put(page(1))
    press.release("a")
    for press.day, document in ((1, page(1, edit=5)), (2, page(1))):
        capture = msgspec.structs.replace(document.provenance, capture_id=f"capture-{press.day}")
        press.put(msgspec.structs.replace(document, provenance=capture))
    assert told_of(press.release("b")) == {"01": ("changed", "changed by the publisher, and back to what it said")}


def test_a_page_that_went_and_came_back_is_told_where_gone_pages_are_kept(press: Press, tmp_path: Path) -> None:
    """With gone pages in, the record stays and is marked; changelog and delta say what happened to it."""
    press.put_first(3)
    folders = [press.release("a", include_gone=True)]
    press.gone(1)
    folders.append(press.release("b", include_gone=True))
    assert told_of(folders[-1]) == {"01": ("changed", "gone since 2026-01-01")}
    press.put(page(1))
    folders.append(press.release("c", include_gone=True))
    assert told_of(folders[-1]) == {"01": ("changed", "the page is back")}
    for old, new in pairwise(folders):
        leads(old, new, tmp_path)


def test_a_page_that_moved_is_told_as_moved_at_both_of_its_addresses(press: Press, tmp_path: Path) -> None:
    """The record that goes says where its page lives now, the one that comes says where it lived before."""
    press.put_first(4)
    press.release("a")
    press.day = 1
    press.move(2, to=52)
    moved = press.release("b")
    write_delta(press.releases.folder("a"), moved, out=tmp_path / "delta")
    operations = [json.loads(line) for line in lines_of(tmp_path / "delta" / "records.jsonl.zst")]
    assert [(one["op"], one.get("why")) for one in operations] == [
        ("delete", f"moved to {HOST}/52.html"),
        ("put", None),
    ]
    assert told_of(moved) == {
        "02": ("removed", f"moved to {HOST}/52.html"),
        "52": ("added", f"moved from {HOST}/02.html"),
    }
    press.store.purge(f"{HOST}/52.html", reason="asked to", now=START + timedelta(days=2))
    assert told_of(press.release("c")) == {"52": ("removed", "purged")}


@pytest.mark.parametrize("selection", [None, Selection(rights=("public_domain",))])
def test_a_page_that_moved_and_was_purged_is_told_as_purged_where_the_releases_had_it(
    press: Press, tmp_path: Path, selection: Selection | None
) -> None:
    """Whoever holds the release of before knows the page by the address it had then: that one is told, too."""
    press.put_first(4)
    before = press.release("a", selection)
    press.day = 1
    press.move(2, to=52)
    press.store.purge(f"{HOST}/52.html", reason="asked to", now=START + timedelta(days=2))
    after = press.release("b", selection)
    assert told_of(after) == {"02": ("removed", "purged")}
    assert f"{HOST}/02.html" in (after / "ATTRIBUTION.md").read_text()
    write_delta(before, after, out=tmp_path / "delta")
    stones = [json.loads(line) for line in lines_of(tmp_path / "delta" / "records.jsonl.zst")]
    assert [(one["op"], one["url"], one["why"]) for one in stones] == [("delete", f"{HOST}/02.html", "purged")]
    apply_delta(before, tmp_path / "delta", out=tmp_path / "made")
    assert contents(tmp_path / "made") == contents(after)
    later = press.release("c", selection)
    write_delta(before, later, out=tmp_path / "delta")
    assert b'"purged"' in b"".join(lines_of(tmp_path / "delta" / "records.jsonl.zst"))


@pytest.mark.parametrize("which", ["blocked", "as of a day"])
def test_a_release_of_an_earlier_state_has_pages_where_they_lived_then(press: Press, which: str) -> None:
    """A page that moved after the state that goes out stands under its address of then, in order, in changelog too."""
    press.put_first(6)
    good = START + timedelta(days=1)
    press.store.unblock_site("healthy", run_id="run-1", now=good)
    before = contents(press.release("a"))
    press.day = 5
    press.move(2, to=52)
    if which == "blocked":
        press.store.block_site("healthy", reason="half the titles are gone", now=START + timedelta(days=6))
        made = press.release("b")
    else:
        made = press.release("b", as_of=good)
    assert told_of(made) == {}
    for name in ("documents.jsonl", "changes.jsonl"):
        assert contents(made)[name] == before[name]


def three_releases(press: Press) -> list[Path]:
    """Each with a page more than the one before."""
    folders = []
    for number in range(3):
        press.put(page(number))
        folders.append(press.release(f"r{number}"))
    return folders


def test_a_delta_is_refused_by_a_release_it_does_not_start_from(press: Press, tmp_path: Path) -> None:
    """Applied to another release a delta is refused, with the name of the one it starts from; nothing is written."""
    folders = three_releases(press)
    write_delta(folders[1], folders[2], out=tmp_path / "delta")
    with pytest.raises(UsageError, match="is no export"):
        apply_delta(tmp_path, tmp_path / "delta", out=tmp_path / "made")
    with pytest.raises(UsageError, match="does not start from") as raised:
        apply_delta(folders[0], tmp_path / "delta", out=tmp_path / "made")
    assert "r1" in str(raised.value.mend)
    assert not (tmp_path / "made").exists()


def test_a_delta_takes_no_release_s_place(press: Press, tmp_path: Path) -> None:
    """Neither when it is made nor when it is applied: not that of a third one, of the old one, nor its own."""
    folders = three_releases(press)
    delta = tmp_path / "delta"
    write_delta(folders[0], folders[1], out=delta)
    held = {folder: (folder / "manifest.json").read_bytes() for folder in (*folders, delta)}
    for folder in folders:
        with pytest.raises(UsageError, match="is a release, and releases stay"):
            write_delta(folders[0], folders[1], out=folder)
    for folder in (folders[0], folders[2]):
        with pytest.raises(UsageError, match="is a release, and releases stay"):
            apply_delta(folders[0], delta, out=folder)
    with pytest.raises(UsageError, match="is the delta itself"):
        apply_delta(folders[0], delta, out=delta)
    apply_delta(folders[0], delta, out=folders[1])  # the same again
    assert {folder: (folder / "manifest.json").read_bytes() for folder in held} == held
    current = tmp_path / "current"
    shutil.copytree(folders[0], current)
    apply_delta(current, delta, out=current)
    assert (current / "manifest.json").read_bytes() == held[folders[1]]


def test_a_damaged_delta_gives_nothing(press: Press, tmp_path: Path) -> None:
    """A delta whose operations were exchanged is found out by the checksums it carries, and nothing is written."""
    press.put(page(1))
    old = press.release("a")
    press.day = 1
    press.put(page(1, edit=1))
    new = press.release("b")
    write_delta(old, new, out=tmp_path / "delta")
    (tmp_path / "delta" / "records.jsonl.zst").write_bytes(zstandard.compress(b""))
    with pytest.raises(UsageError, match="does not lead to the release"):
        apply_delta(old, tmp_path / "delta", out=tmp_path / "made")
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("harm", ["cut", "taken"])
def test_a_release_whose_records_are_not_whole_is_no_base_for_the_next(press: Press, tmp_path: Path, harm: str) -> None:
    """Where the records of the last release end early or are gone, the next is refused: all would seem to be new."""
    press.put_first(5)
    records = press.release("a") / "records/records.jsonl.zst"
    if harm == "cut":
        records.write_bytes(records.read_bytes()[:-20])
    else:
        records.unlink()
    with pytest.raises(
        UsageError, match="is damaged: it ends early" if harm == "cut" else "keeps no records"
    ) as raised:
        press.release("b")
    assert raised.value.mend
    assert sorted(path.name for path in (tmp_path / "releases").iterdir()) == ["a", "latest"]


def test_where_the_newest_release_was_taken_away_the_one_before_is_the_base(press: Press, tmp_path: Path) -> None:
    """A release that was deleted (a page was purged, say) does not make the next one the first."""
    for number, name in enumerate("abc"):
        press.put(page(number))
        press.release(name)
    shutil.copytree(
        tmp_path / "releases/b/records", tmp_path / "releases/.x.partial-0/records"
    )  # of one that was killed
    shutil.rmtree(tmp_path / "releases/c")
    manifest = json.loads((press.release("d") / "manifest.json").read_bytes())
    assert manifest["facts"]["previous"] == "b"


@pytest.mark.parametrize("left", [None, b"\0" * 8, b"\xff\xfe", b"../../elsewhere\n"])
def test_where_it_was_lost_which_release_is_the_newest_the_releases_tell(
    press: Press, tmp_path: Path, left: bytes | None
) -> None:
    """After a crash of the machine, or a copy without it, the file ``latest`` is made out again, not taken for none."""
    press.put(page(1))
    press.release("b")
    press.put(page(2))
    press.release("a")
    latest = tmp_path / "releases" / "latest"
    latest.unlink() if left is None else latest.write_bytes(left)
    press.put(page(3))
    assert json.loads((press.release("c") / "manifest.json").read_bytes())["facts"]["previous"] == "a"
    assert latest.read_text() == "c\n"


def test_of_two_releases_of_a_name_made_at_once_the_first_stays(tmp_path: Path) -> None:
    """A release that another process finished while this one was written is not replaced, and this one says so."""
    out = tmp_path / "a"

    def slowly() -> Iterator[Document]:
        yield page(1)
        export((page(2),), out=out, keep_records=True)

    with pytest.raises(UsageError, match="was written meanwhile, and stays"):
        export(slowly(), out=out, keep_records=True)
    assert b"02.html" in (out / "documents.jsonl").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("name", ["CON", "nul.2026", "com1", "x.", "..", "a..b", ".x", "a/b", "latest", "", "x" * 65])
def test_a_release_has_a_name_that_every_file_system_keeps(tmp_path: Path, name: str) -> None:
    """Names of devices and dots at the end, which Windows does not keep, name no release; nor does what is a path."""
    with pytest.raises(UsageError, match="cannot name a release"):
        Releases(tmp_path).folder(name)
    for good in ("2026-11", "v1.2_b-", "console", "com10", "x" * 64):
        assert Releases(tmp_path).folder(good).name == good


def test_a_release_is_never_replaced(press: Press) -> None:
    """A second release of a name is refused, and a plain export in its place; the first stays as it was."""
    press.put(page(1))
    before = contents(press.release("a"))
    with pytest.raises(UsageError, match="there is a release a"):
        press.release("a")
    with pytest.raises(UsageError, match="is a release, and releases stay"):
        export((page(2),), out=press.releases.folder("a"))
    assert contents(press.releases.folder("a")) == before


def test_chunking_survives_the_manifest(tmp_path: Path, store: Store) -> None:
    """The manifest says how chunks were cut."""
    press = Press(store, tmp_path / "releases", options_for("csv"))
    press.put(page(1))
    manifest = json.loads((press.release("a") / "manifest.json").read_bytes())
    assert manifest["options"] == {"formulas": "escape", "max_tokens": "64", "overlap": "8"}
    assert Chunking(max_tokens=64, overlap=8) == press.options.chunking


def test_a_release_of_a_database_that_was_built_again_says_why_its_pages_changed(tmp_path: Path, store: Store) -> None:
    """Its changes have other numbers, lower ones where a page was purged meanwhile; when they were is the same."""
    before = Press(store, tmp_path / "releases", options_for("jsonl"))
    before.put_first(4)
    store.purge(f"{HOST}/03.html", reason="asked to", now=START)
    before.put(page(7))
    before.release("r1")
    with Store.open(tmp_path / "again.db") as again:
        after = Press(again, tmp_path / "releases", options_for("jsonl"))
        after.put_first(3)
        after.put(page(7))
        after.day = 2
        after.put(page(0, edit=1))
        made = after.release("r2")
    entries = [json.loads(line) for line in (made / "changelog.jsonl").read_text().splitlines()]
    assert [entry["why"] for entry in entries if entry["status"] == "changed"] == [
        "changed by the publisher (critical)"
    ]

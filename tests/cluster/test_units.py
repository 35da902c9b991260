"""What comes of a unit."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from msgspec.structs import replace

from benchmarks.scale.archive import units_in
from pipeline import records
from pipeline.archive import iterate
from pipeline.cluster.manifest import Ledger
from pipeline.errors import ArchiveError, RunLocked
from pipeline.model.capture import Capture
from pipeline.model.unit import unit_of
from pipeline.parsers.profile import SiteProfile
from pipeline.profiles import Profiles
from pipeline.reading import Attempt, read_capture
from tests.cluster.cluster_archive import files, one_file, page, read, read_units, rows, small
from tests.damage import flip_bit


def test_a_row_holds_the_record_that_parse_prints(tmp_path: Path) -> None:
    """Records of a shard are byte for byte what the reader makes of the captures here, under the archive's names."""
    where = small(tmp_path / "archive", pages=6, files=2)
    expected = {}
    for capture in iterate(where):
        document = read_capture(capture, Profiles().for_url(capture.url)).document
        assert document is not None
        expected[capture.id] = records.to_json(document).decode()
    found = rows(read(where, tmp_path / "out"))
    assert {row["capture_id"]: row["record"] for row in found} == expected
    assert {row["site"] for row in found} == {"medlineplus"}
    assert all(row["modified"] and row["words"] and row["error"] is None for row in found)


def test_what_is_no_page_is_passed_over_and_counted(tmp_path: Path) -> None:
    """robots.txt, redirects and errors make no row; a page that no reader can read makes one that says why."""
    captures = [
        page(1),
        page(2, url="https://health.example/robots.txt"),
        page(3, status=404),
        page(4, url="https://medlineplus.gov/ency/article/000123.htm"),
    ]
    report = read(one_file(tmp_path, captures), tmp_path / "out")
    assert report.manifest is not None
    assert report.manifest.passed_over == {"metadata": 1, "no page": 1, "request": 4, "robots.txt": 1, "warcinfo": 1}
    assert [(row["url"], row["error"]) for row in rows(report)] == [
        ("https://health.example/1", None),
        ("https://medlineplus.gov/ency/article/000123.htm", "profile-mismatch"),
    ]
    assert (report.pages, report.errors) == (1, {"profile-mismatch": 1})


def test_rows_are_sorted_by_host_then_url_then_time(tmp_path: Path) -> None:
    """Pages of a host lie together in a shard, whatever the order they were fetched in."""
    urls = ["https://b.example/1", "https://a.example/2", "https://a.example/1", "https://a.example/1"]
    captures = [page(9 - number, url=url) for number, url in enumerate(urls)]
    found = rows(read(one_file(tmp_path, captures), tmp_path / "out"))
    keys = [(row["host"], row["url"], row["captured_at"]) for row in found]
    assert keys == sorted(keys)
    assert len(set(keys)) == 4


def test_a_unit_of_places_reads_these_records_only(tmp_path: Path) -> None:
    """Offsets and lengths of an index choose the records; the file's others are not read."""
    where = small(tmp_path / "archive", pages=5, files=1)
    (file,) = where.iterdir()
    refs = [capture.archive for capture in iterate(file)]
    places = tuple((ref.offset, ref.length) for ref in (refs[3], refs[1]) if ref is not None)
    report = read_units([unit_of(str(file), name="far/away.warc.gz", records=places)], tmp_path / "out")
    found = rows(report)
    assert [row["url"][-8:] for row in found] == ["001.html", "003.html"]
    assert {row["file"] for row in found} == {"far/away.warc.gz"}


def test_damage_costs_its_record_only(tmp_path: Path) -> None:
    """A damaged record becomes a row with its offset; every other page of the file is read."""
    where = small(tmp_path / "archive", pages=5, files=1)
    (file,) = where.iterdir()
    hit = list(iterate(file))[2].archive
    assert hit is not None
    flip_bit(file, hit.offset + hit.length // 2)
    found = rows(read(where, tmp_path / "out"))
    assert [(row["error"], row["offset"]) for row in found if row["error"]] == [("damaged-record", hit.offset)]
    assert sum(row["error"] is None for row in found) == 4


def test_hosts_that_no_profile_knows_can_be_passed_over(tmp_path: Path) -> None:
    """With ``generic`` off only pages of publishers that are known become rows."""
    captures = [page(1), page(2, url="https://medlineplus.gov/fallsprevention.html")]
    report = read(one_file(tmp_path, captures), tmp_path / "out", generic=False)
    assert [row["host"] for row in rows(report)] == ["medlineplus.gov"]
    assert report.manifest is not None
    assert report.manifest.passed_over["unknown host"] == 1


def not_unicode(capture: Capture, profile: SiteProfile) -> Attempt:
    """A reader that leaves half a character in the title of page 2."""
    reading = read_capture(capture, profile)
    if reading.document is None or not capture.url.endswith("/2"):
        return reading
    return replace(reading, document=replace(reading.document, title="\ud83d"))


def test_a_record_that_cannot_be_written_costs_its_page_only(tmp_path: Path) -> None:
    """Text that is not Unicode makes an error row, and the page's neighbours are there."""
    report = read(one_file(tmp_path, [page(1), page(2), page(3)]), tmp_path / "out", read=not_unicode)
    assert [row["error"] for row in rows(report)] == [None, "record-unwritable", None]


def test_done_units_are_skipped_and_grown_files_read_again(tmp_path: Path) -> None:
    """A second time nothing is read; a file that has grown replaces its shard, so that no page counts twice."""
    where = tmp_path / "archive"
    where.mkdir()
    one_file(where, [page(1)])
    one_file(where, [page(5)], "two.warc.gz")
    first = read(where, tmp_path / "out")
    again = read(where, tmp_path / "out")
    assert (again.units, again.skipped, again.pages) == (2, 2, 0)
    assert again.manifest == first.manifest
    grown = one_file(tmp_path, [page(2)], "more.warc.gz")
    with (where / "one.warc.gz").open("ab") as stream:
        stream.write(grown.read_bytes())
    third = read(where, tmp_path / "out")
    assert (third.skipped, third.pages) == (1, 2)
    assert [row["url"][-2:] for row in rows(third)] == ["/1", "/2", "/5"]


def test_a_lost_shard_is_made_again(tmp_path: Path) -> None:
    """A shard that the manifest names and nobody finds is read again, to the same bytes."""
    where = small(tmp_path / "archive", pages=4, files=2)
    read(where, tmp_path / "out")
    before = files(tmp_path / "out")
    next((tmp_path / "out").rglob("*.parquet")).unlink()
    assert read(where, tmp_path / "out").skipped == 1
    assert files(tmp_path / "out") == before


def test_a_driver_that_died_while_noting_a_shard_is_taken_up(tmp_path: Path) -> None:
    """Without a manifest the journal tells what is done; its torn last line costs one unit's reading."""
    where = small(tmp_path / "archive", pages=4, files=4)
    report = read(where, tmp_path / "out")
    before = files(tmp_path / "out")
    folder = Path(report.folder)
    assert report.manifest is not None
    (folder / "manifest.json").unlink()
    with Ledger(folder, "x") as ledger:
        for shard in report.manifest.shards[:3]:
            ledger.add(shard)
    journal = folder / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    (folder / ".pages-x.parquet.1-2.tmp").touch()
    assert read(where, tmp_path / "out").skipped == 2
    assert files(tmp_path / "out") == before


def test_two_drivers_do_not_write_one_folder(tmp_path: Path) -> None:
    """The second driver is told that there is a first."""
    where = small(tmp_path / "archive", pages=1, files=1)
    folder = Path(read(where, tmp_path / "out").folder)
    with Ledger(folder, "x"), pytest.raises(RunLocked, match="another run writes shards"):
        read(where, tmp_path / "out")


def test_a_file_that_is_not_there_leaves_its_unit_open(tmp_path: Path) -> None:
    """A unit that cannot be opened is named with the reason, the others are read, and it is tried again next time."""
    where = small(tmp_path / "archive", pages=2, files=2)
    units = list(units_in(where))
    (where / "part-0000.warc.gz").rename(tmp_path / "away")
    report = read_units(units, tmp_path / "out")
    assert list(report.failed) == ["part-0000.warc.gz"]
    assert "is not there" in report.failed["part-0000.warc.gz"]
    assert report.pages == 1
    (tmp_path / "away").rename(where / "part-0000.warc.gz")
    assert read_units(units, tmp_path / "out").failed == {}


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    """A folder that is not there is an error, not an empty result."""
    with pytest.raises(ArchiveError, match="no archive at"):
        list(itertools.islice(units_in(tmp_path / "nothing"), 1))

"""What is kept stays kept: crashes, full disks, read-only folders, rotation."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from pipeline.archive.reader import iterate, tail
from pipeline.archive.recovery import recover
from pipeline.archive.verify import verify
from pipeline.errors import ArchiveError, DiskFull
from tests.damage import files_no_longer_than, flip_bit

from .conftest import NOON, MakeCapture, MakeWriter

NOISE = os.urandom(3000)


def leave_open(folder: Path, torn: bytes = b"") -> Path:
    """Turns a closed file into what a dead writer leaves: no closing record, a marker, perhaps torn bytes."""
    (path,) = folder.glob("*.warc.gz")
    last = max(capture.archive.offset + capture.archive.length for capture in iterate(folder) if capture.archive)
    data = path.read_bytes()
    end = data.index(b"\x1f\x8b\x08", last + 3)  # behind the request record
    path.write_bytes(data[:end] + torn)
    path.with_name(path.name + ".open").touch()
    return path


def test_a_run_that_keeps_nothing_leaves_nothing(tmp_path: Path, writer: MakeWriter) -> None:
    """A file is begun by the first capture, not by opening the archive."""
    with writer() as archive:
        archive.sync()
    assert list((tmp_path / "archive").iterdir()) == []


def test_a_closed_archive_has_only_archive_files(tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> None:
    """The marker of an open file goes when the file is closed."""
    with writer() as archive:
        archive.keep(make())
        names = {path.name for path in (tmp_path / "archive").iterdir()}
        assert {name.removesuffix(".open") for name in names} == {name for name in names if not name.endswith(".open")}
        assert len(names) == 2
    assert [path.suffix for path in (tmp_path / "archive").iterdir()] == [".gz"]


def test_what_is_kept_can_be_read_before_the_file_is_closed(
    tmp_path: Path, writer: MakeWriter, make: MakeCapture
) -> None:
    """Nothing waits in memory: a second reader sees a capture as soon as keep returns."""
    with writer() as archive:
        kept = archive.keep(make())
        assert list(iterate(tmp_path / "archive")) == [kept]


@pytest.mark.parametrize("cut", [1, 9, 200, 10**6])
def test_a_torn_tail_is_set_aside(cut: int, tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> None:
    """The whole records stay where they are, the torn bytes go to a side file, the file is closed properly."""
    folder = tmp_path / "archive"
    with writer() as archive:
        kept = [archive.keep(make(NOISE + bytes((number,)))) for number in range(3)]
    whole = next(folder.iterdir()).read_bytes()
    torn = whole[:cut] if cut < 1000 else b"\x1f\x8b\x08" + NOISE
    path = leave_open(folder, torn)
    before = path.read_bytes()
    (found,) = recover(folder, NOON)
    assert (found.file, found.torn) == (path.name, len(torn))
    assert found.side_file is not None
    assert (folder / found.side_file).read_bytes() == torn
    assert path.read_bytes().startswith(before[: found.kept])
    assert list(iterate(path)) == kept
    assert [problem.code for problem in verify(path)] == []
    assert recover(folder, NOON) == []


def test_a_whole_file_left_open_only_gets_its_end(tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> None:
    """A writer killed between two captures tore nothing."""
    with writer() as archive:
        kept = archive.keep(make())
    path = leave_open(tmp_path / "archive")
    (found,) = recover(tmp_path / "archive", NOON)
    assert (found.torn, found.side_file) == (0, None)
    assert list(iterate(path)) == [kept]
    assert list(verify(path)) == []


@pytest.mark.parametrize("points_behind", [True, None])
def test_damage_in_the_middle_is_not_cut_away(
    points_behind: bool | None, tmp_path: Path, writer: MakeWriter, make: MakeCapture
) -> None:
    """Whole records after a damaged one, that a database points to or may point to, stay where they are."""
    with writer() as archive:
        kept = [archive.keep(make(NOISE + bytes((number,)))) for number in range(3)]
    path = leave_open(tmp_path / "archive")
    ref = kept[1].archive
    assert ref is not None
    flip_bit(path, ref.offset + ref.length // 2)
    data = path.read_bytes()
    for _ in range(2):
        found = recover(tmp_path / "archive", NOON, None if points_behind is None else lambda file: len(data))
        assert [mended.damaged_at for mended in found] in ([ref.offset], [])
    assert bool(found) is (points_behind is None), "who knows what points there must find it again"
    assert path.read_bytes() == data
    told: list[ArchiveError] = []
    assert list(iterate(path, on_damage=told.append)) == [kept[0], kept[2]]
    assert len(told) == 1


def test_holes_of_a_power_cut_are_taken_out(tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> None:
    """Of bytes that were not synced a disk may hold the later ones alone; no row points there, and records move up."""
    folder = tmp_path / "archive"
    with writer() as archive:
        kept = [archive.keep(make(NOISE + bytes((number,)))) for number in range(5)]
    path = leave_open(folder)
    places = [capture.archive for capture in kept if capture.archive is not None]
    data = bytearray(path.read_bytes())
    for ref in (places[1], places[3]):
        data[ref.offset : ref.offset + ref.length] = bytes(ref.length)
    path.write_bytes(data)
    (found,) = recover(folder, NOON, lambda file: {path.name: places[1].offset}[file])
    assert (found.damaged_at, found.torn) == (None, places[1].length + places[3].length)
    assert found.side_file is not None
    assert (folder / found.side_file).read_bytes() == data[places[1].offset :]
    assert path.read_bytes().startswith(data[: places[1].offset])
    assert [capture.id for capture in iterate(folder)] == [kept[number].id for number in (0, 2, 4)]
    assert list(verify(folder)) == []
    assert recover(folder, NOON) == []


def test_the_marker_reaches_the_disk_before_the_file(
    tmp_path: Path, writer: MakeWriter, make: MakeCapture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut leaves no file without the marker by which the next writer knows that it was not closed."""
    synced: list[list[str]] = []
    sync = os.fsync

    def spying(fd: int) -> None:
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            synced.append([path.suffix for path in (tmp_path / "archive").iterdir()])
        sync(fd)

    monkeypatch.setattr(os, "fsync", spying)
    with writer() as archive:
        archive.keep(make())
        assert synced == [[".open"]]


def test_a_living_writers_file_is_left_alone(tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> None:
    """A second writer on the same folder mends nothing of the first, and writes a file of its own."""
    with writer() as first:
        first.keep(make())
        with writer() as second:
            assert second.recovered == ()
            second.keep(make())
        first.keep(make())
    assert len(list(iterate(tmp_path / "archive"))) == 3
    assert list(verify(tmp_path / "archive")) == []


def test_captures_after_a_committed_offset_can_be_adopted(
    tmp_path: Path, writer: MakeWriter, make: MakeCapture
) -> None:
    """tail gives what was written after the last capture that has a row, and stops at a torn end."""
    with writer() as archive:
        kept = [archive.keep(make(NOISE + bytes((number,)))) for number in range(4)]
    path = leave_open(tmp_path / "archive", b"\x1f\x8b\x08torn")
    ref = kept[1].archive
    assert ref is not None
    damage: list[ArchiveError] = []
    assert list(tail(path.parent, path.name, ref.offset + ref.length, damage.append)) == kept[2:]
    assert list(tail(path.parent, path.name, 0, damage.append)) == kept
    assert damage == []


CHILD = """
    import os, sys, uuid, hashlib
    from datetime import UTC, datetime
    from pathlib import Path
    from pipeline.archive.writer import ArchiveWriter
    from pipeline.model.capture import Capture
    with ArchiveWriter(Path(sys.argv[1]), prefix="c", software="t", now=lambda: datetime.now(UTC)) as archive:
        while True:
            body = os.urandom(200_000)
            digest = hashlib.sha256(body).hexdigest()
            kept = archive.keep(Capture(
                id=str(uuid.uuid4()), requested_url="http://a.example/", url="http://a.example/", status=200, body=body,
                entity=body, fetched_at=datetime.now(UTC), entity_sha256=digest, payload_sha256=digest))
            print(kept.id, flush=True)
"""


def test_sigkill_loses_nothing_that_was_kept(tmp_path: Path, writer: MakeWriter) -> None:
    """A process killed at any moment: every capture that keep returned for is there, and verify finds nothing."""
    folder = tmp_path / "archive"
    acknowledged: list[str] = []
    for round_number in range(4):
        command = [sys.executable, "-c", textwrap.dedent(CHILD), str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            acknowledged += [child.stdout.readline().strip() for _ in range(3 + round_number * 7)]
            child.send_signal(signal.SIGKILL)
    with writer() as archive:
        assert len(archive.recovered) == 1  # each round mended what the round before left
    assert set(acknowledged) <= {capture.id for capture in iterate(folder)}
    assert list(verify(folder)) == []


def test_a_full_disk_leaves_whole_records(tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> None:
    """When a write stops half-way, the file is cut back to its last whole record and the error says what to do."""
    folder = tmp_path / "archive"
    with writer() as archive:
        kept = archive.keep(make())
        with files_no_longer_than(5000):
            with pytest.raises(DiskFull, match="no space left to write") as caught:
                archive.keep(make(os.urandom(20_000)))
            assert caught.value.mend is not None
            after = archive.keep(make(b"small"))
    assert list(iterate(folder)) == [kept, after]
    assert list(verify(folder)) == []


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path, writer: MakeWriter) -> None:
    """A file where the folder should be is an ArchiveError that names it."""
    (tmp_path / "archive").write_text("a file")
    with pytest.raises(ArchiveError, match="archive"), writer():
        pass


def test_names_are_unique_and_sort_by_time(tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> None:
    """Two writers at the same moment write two files; rotation goes on counting."""
    with writer(max_bytes=1) as one, writer(max_bytes=1) as two:
        kept = [archive.keep(make()) for archive in (one, two, one, two)]
    names = [capture.archive.file for capture in kept if capture.archive]
    assert len(set(names)) == 4
    assert names[0] < names[2]
    assert names[1] < names[3]


@pytest.mark.parametrize("prefix", ["", "a/b", "../x", "ä"])
def test_a_prefix_cannot_leave_the_folder(prefix: str, writer: MakeWriter) -> None:
    """File names are made of safe characters only."""
    with pytest.raises(ArchiveError, match="prefix"):
        writer(prefix=prefix)


@pytest.mark.parametrize("how", ["removed", "moved", "replaced", "with its folder"])
def test_a_file_that_lost_its_name_is_not_gone_on_with(
    how: str, tmp_path: Path, writer: MakeWriter, make: MakeCapture
) -> None:
    """No row may point to what nobody finds: the sync before the commit says so, and closing does."""
    folder = tmp_path / "archive"
    archive = writer().__enter__()
    kept = archive.keep(make(b"one"))
    archive.sync()
    assert kept.archive is not None
    file = folder / kept.archive.file
    if how == "removed":
        file.unlink()
    elif how == "moved":
        file.rename(tmp_path / "elsewhere.warc.gz")
    elif how == "replaced":
        content = file.read_bytes()
        file.unlink()
        file.write_bytes(content)
    else:
        folder.rename(tmp_path / "gone")
    archive.keep(make(b"other"))
    for end in (archive.sync, archive.close):
        with pytest.raises(ArchiveError, match="was removed, moved or replaced while it was being written"):
            end()

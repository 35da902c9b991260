"""Every changed, lost or added byte is found, and sound files are passed in silence."""

from __future__ import annotations

import gzip
import hashlib
import os
import random
import signal
import socket
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.archive.erase import erased
from pipeline.archive.format import Referred
from pipeline.archive.members import GZIP_HEADER
from pipeline.archive.purged import remembered
from pipeline.archive.reader import iterate, read_capture
from pipeline.archive.recovery import recover
from pipeline.archive.verify import verify
from pipeline.errors import ArchiveError, PipelineError
from pipeline.model.capture import ArchiveRef, Capture
from tools import corpus

from .conftest import MakeCapture, MakeWriter

CORPUS = corpus.CORPUS / "warc"

FLIPS = int(os.environ.get("PIPELINE_FLIPS", "400"))
CUTS = int(os.environ.get("PIPELINE_CUTS", "150"))


@pytest.fixture
def sound(tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> Path:
    """A file written here with every kind of record."""
    with writer() as archive:
        first = archive.keep(make(b"<p>a page about sleep</p>" * 40))
        archive.keep(make(gzip.decompress(gzip.compress(os.urandom(300)))))
        archive.keep(packed(make, os.urandom(300)))
        archive.keep(make(b"<p>a page about sleep</p>" * 40), refers_to=Referred.to(first))
        archive.keep(make(b"", status=304), refers_to=Referred.to(first))
    (path,) = (tmp_path / "archive").iterdir()
    return path


def packed(make: MakeCapture, body: bytes) -> Capture:
    """An answer that its server compressed."""
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    return make(body, entity=gzip.compress(body), headers=headers)


def codes(path: Path) -> list[str]:
    return [problem.code for problem in verify(path)]


def test_a_sound_file_is_passed_in_silence(sound: Path) -> None:
    """No problem where there is none."""
    assert codes(sound) == []
    assert codes(sound.parent) == []


def test_every_flipped_bit_is_found(sound: Path) -> None:
    """Also in the gzip headers and the padding bits, which no checksum covers."""
    data = sound.read_bytes()
    places = random.Random(11).sample(range(len(data) * 8), min(FLIPS, len(data) * 8))  # noqa: S311
    missed = []
    for place in places:
        changed = bytearray(data)
        changed[place // 8] ^= 1 << place % 8
        sound.write_bytes(changed)
        if not codes(sound):
            missed.append((place // 8, place % 8))
    assert missed == []


def test_every_padding_bit_is_found(sound: Path) -> None:
    """The up to seven bits behind each deflate stream, one by one."""
    data = sound.read_bytes()
    end, tried = 0, 0
    while end < len(data):
        inflater = zlib.decompressobj(31)
        inflater.decompress(data[end:])
        end = len(data) - len(inflater.unused_data)
        for bit in range(8):
            changed = bytearray(data)
            changed[end - 9] ^= 1 << bit
            sound.write_bytes(changed)
            assert codes(sound), (end, bit)
            tried += 1
    assert tried > 50


def test_every_bit_before_stored_data_is_found(sound: Path) -> None:
    """The five behind a stored block's kind are padding, too, and nothing reads them."""
    data = sound.read_bytes()
    places = [place for place in range(len(data)) if data[place : place + 11] == GZIP_HEADER + b"\1"]
    assert places
    for bit in range(8):
        changed = bytearray(data)
        changed[places[0] + len(GZIP_HEADER)] ^= 1 << bit
        sound.write_bytes(changed)
        assert codes(sound), bit


def test_every_cut_is_found(sound: Path) -> None:
    """Anywhere, and exactly between two records, where nothing looks torn."""
    data = sound.read_bytes()
    between = [place for place in range(1, len(data)) if data[place : place + 10] == data[:10]]
    assert len(between) == 11
    for cut in [*between, *random.Random(3).sample(range(1, len(data)), CUTS)]:  # noqa: S311
        sound.write_bytes(data[:cut])
        assert codes(sound), cut


def test_a_record_taken_out_is_found(sound: Path) -> None:
    """The closing record counts the records and bytes before it."""
    data = sound.read_bytes()
    edges = [place for place in range(len(data)) if data[place : place + 10] == data[:10]]
    sound.write_bytes(data[: edges[-2]] + data[edges[-1] :])
    assert codes(sound) == ["records-lost"]


@pytest.mark.parametrize(
    "garbage", [b"\0" * 600, b"garbage", b"\x1f\x8b\x08garbage", gzip.compress(b"no record", mtime=0)]
)
def test_bytes_between_records_are_found_and_passed(garbage: bytes, sound: Path) -> None:
    """The place of the damage is told, and the records after it are still checked and read."""
    data = sound.read_bytes()
    captures = list(iterate(sound))
    assert captures[1].archive is not None
    place = captures[1].archive.offset
    sound.write_bytes(data[:place] + garbage + data[place:])
    problems = [problem for problem in verify(sound) if problem.code != "records-lost"]
    assert {problem.offset for problem in problems} == {place}
    told: list[ArchiveError] = []
    found = list(iterate(sound, on_damage=told.append))
    assert [capture.id for capture in found] == [capture.id for capture in captures]
    assert len(told) == 1


def test_a_changed_record_is_found_by_its_digests_when_gzip_is_content(sound: Path) -> None:
    """Somebody who packs a changed body anew passes the CRC and not the digests."""
    records = gzip.decompress(sound.read_bytes()).replace(b"about sleep", b"about sheep")
    target = sound.with_name("other.warc")
    target.write_bytes(records)
    assert {"block-digest", "payload-digest"} <= set(codes(target))


def record(kind: str = "response", body: bytes = b"HTTP/1.1 200 OK\r\n\r\nx", **changes: str | None) -> bytes:
    """A minimal WARC record; ``None`` leaves a field out."""
    fields: dict[str, str | None] = {
        "WARC_Type": kind,
        "WARC_Record_ID": "<urn:uuid:11111111-1111-4111-8111-111111111111>",
        "WARC_Date": "2026-01-02T12:00:00Z",
        "WARC_Target_URI": "http://health.example/",
        "Content_Type": "application/http;msgtype=response",
        "WARC_Block_Digest": f"sha256:{hashlib.sha256(body).hexdigest()}",
        "Content_Length": str(len(body)),
    }
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in (fields | changes).items() if value is not None]
    return "\r\n".join(["WARC/1.1", *lines, "", ""]).encode() + body + b"\r\n\r\n"


FAULTY = {
    "sound": (record(), []),
    "no digest": (record(WARC_Block_Digest=None), ["missing-digest"]),
    "wrong digest": (record(WARC_Block_Digest="sha1:" + "A" * 32), ["block-digest"]),
    "unknown digest": (record(WARC_Block_Digest="crc7:00"), ["unknown-digest"]),
    "no id": (record(WARC_Record_ID=None), ["bad-header"]),
    "bad id": (record(WARC_Record_ID="7"), ["bad-header"]),
    "no date": (record(WARC_Date=None), ["bad-header"]),
    "bad date": (record(WARC_Date="yesterday"), ["bad-header"]),
    "no target": (record(WARC_Target_URI=None), ["bad-header"]),
    "space in target": (record(WARC_Target_URI="http://a/b c"), ["bad-header"]),
    "two dates": (record(X="y\r\nWARC-Date: 2026-01-02T12:00:00Z"), ["bad-header"]),
    "no colon": (record(X="y\r\nnonsense"), ["bad-header"]),
    "lines without CR": (record().replace(b"\r\n", b"\n", 9), ["bad-header"]),
    "a line that goes on": (record(X="y\r\n z"), []),
    "no number": (record(Content_Length="ten", WARC_Block_Digest=None), ["bad-header", "missing-digest", "bad-header"]),
    "unknown version": (record().replace(b"WARC/1.1", b"WARC/9"), ["bad-header"]),
    "length too short": (record(Content_Length="5", WARC_Block_Digest=None), ["missing-digest", "content-length"]),
    "length too long": (record(Content_Length="99", WARC_Block_Digest=None), ["missing-digest", "content-length"]),
    "no record end": (record()[:-4], ["record-end"]),
    "lost reference": (
        record("revisit", WARC_Refers_To="<urn:uuid:22222222-2222-4222-8222-222222222222>", WARC_Profile="x"),
        ["refers-to"],
    ),
    "no profile": (record("revisit"), ["bad-header"]),
}


@pytest.mark.parametrize("name", list(FAULTY))
@pytest.mark.parametrize("packed", [True, False])
def test_each_fault_has_its_code(name: str, packed: bool, tmp_path: Path) -> None:
    """One fault, one code, in compressed and plain files; a record after it is still read."""
    data, expected = FAULTY[name]
    good = record(WARC_Record_ID="<urn:uuid:33333333-3333-4333-8333-333333333333>")
    path = tmp_path / ("one.warc.gz" if packed else "one.warc")
    if packed:
        path.write_bytes(gzip.compress(data) + gzip.compress(good))
    else:
        path.write_bytes(data + good)
    assert codes(path) == expected


def test_a_record_of_ours_without_digests_was_changed(tmp_path: Path) -> None:
    """We write both: where they lack, changed bytes would not be noticed."""
    path = tmp_path / "one.warc"
    path.write_bytes(record(Pipeline_Fetch="{}", WARC_Block_Digest=None))
    assert codes(path) == ["missing-digest", "missing-digest", "no-ending"]


def test_records_that_share_a_member_are_found(tmp_path: Path) -> None:
    """A file compressed as a whole cannot be read by place."""
    path = tmp_path / "one.warc.gz"
    path.write_bytes(gzip.compress(record() + record("metadata", WARC_Target_URI=None)))
    assert codes(path) == ["not-own-member"]


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.arc", b"filedesc://x 0.0.0.0 20260102 text/plain 1\n"), ("a.warc", b"<html>"), ("a.wacz", b"PK")],
)
def test_what_is_no_warc_is_named_and_refused(name: str, data: bytes, tmp_path: Path) -> None:
    """ARC files, pages and broken packages each get one problem and no traceback."""
    path = tmp_path / name
    path.write_bytes(data)
    assert codes(path) == ["unreadable"]
    with pytest.raises(ArchiveError):
        list(iterate(path))


def test_an_empty_file_is_noticed(tmp_path: Path) -> None:
    """A file without a byte says nothing about what was in it."""
    (tmp_path / "a.warc.gz").touch()
    assert codes(tmp_path / "a.warc.gz") == ["empty"]


@pytest.fixture
def in_time() -> Iterator[None]:
    """Ends a test that waits."""

    def late(*_: object) -> None:
        pytest.fail("still waiting")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def put_no_file(path: Path, kind: str) -> None:
    """Something that is no file, under the name of one."""
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        with closing(socket.socket(socket.AF_UNIX)) as made, pytest.MonkeyPatch.context() as patch:
            patch.chdir(path.parent)  # the name of a socket may not be long
            made.bind(path.name)
    else:
        path.symlink_to({"device": "/dev/zero", "link to nothing": "nowhere"}[kind])


@pytest.mark.usefixtures("in_time")
@pytest.mark.parametrize("kind", ["pipe", "socket", "device", "link to nothing"])
@pytest.mark.parametrize("name", ["other.warc.gz", "purged-20261124030515806493-00000-1.warc.gz", "x.warc.gz.open"])
def test_what_is_no_file_is_told_and_not_waited_for(sound: Path, name: str, kind: str) -> None:
    """A pipe would hold whoever opens it for ever, a device has no end; the rest of the folder is looked through."""
    put_no_file(sound.parent / name, kind)
    assert [(problem.file, problem.code) for problem in verify(sound.parent)] == [(name, "unreadable")]
    told: list[ArchiveError] = []
    assert len(list(iterate(sound.parent, on_damage=told.append))) == 5
    assert len(told) == (not name.endswith(".open"))


@pytest.mark.usefixtures("in_time")
def test_a_pipe_in_the_place_of_a_file_is_no_capture(sound: Path) -> None:
    """What the database points to is asked for by its place, and a writer looks at what a dead one left."""
    (first, *_) = iterate(sound)
    ref = ArchiveRef(file=sound.name, offset=400, length=200)
    put_no_file(sound, "pipe")
    with pytest.raises(ArchiveError, match="is a pipe, and no file"):
        read_capture(sound.parent, ref)
    assert list(erased(sound.parent, [(first.url, ref)])) == []
    sound.with_name(f"{sound.name}.open").touch()
    with pytest.raises(ArchiveError, match="is a pipe, and no file"):
        recover(sound.parent, datetime(2026, 1, 1, tzinfo=UTC))
    put_no_file(sound.with_name(f"{sound.name}.open"), "pipe")
    with pytest.raises(ArchiveError, match="is a pipe, and no file"):
        recover(sound.parent, datetime(2026, 1, 1, tzinfo=UTC))
    put_no_file(sound.with_name("purged-20261124030515806493-00000-1.warc.gz"), "pipe")
    with pytest.raises(ArchiveError, match="is a pipe, and no file"):
        list(remembered(sound.parent))


def test_nothing_there_is_an_error(tmp_path: Path) -> None:
    """A name that leads nowhere is the caller's mistake."""
    with pytest.raises(ArchiveError, match="no archive at"):
        list(verify(tmp_path / "absent"))


@pytest.mark.corpus
@pytest.mark.parametrize("path", sorted(CORPUS.glob("*/*")), ids=lambda path: path.name)
def test_real_files_are_read_or_refused_in_our_words(path: Path) -> None:
    """Good, bad and truncated files of other writers: no exception but ours, and damage never hides in silence."""
    problems = list(verify(path))
    told: list[PipelineError] = []
    captures = sum(1 for _ in iterate(path, on_damage=told.append))
    bad_on_purpose = ("bad.arc", "invalid", "trunc", "wrong-chunks", "non-chunked", "example-digest", "solidaritenum")
    if any(word in path.name for word in bad_on_purpose):
        assert any(problem.severity == "error" for problem in problems)
    if told:
        assert problems
    if not problems:
        assert captures or "resource" in path.name


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """A record of 64 MiB is checked in slices."""
    path = tmp_path / "big.warc.gz"
    body = b"HTTP/1.1 200 OK\r\n\r\n" + bytes(64 * 2**20)
    with gzip.open(path, "wb", compresslevel=1) as stream:
        stream.write(record(body=body))
    del body
    tracemalloc.start()
    assert codes(path) == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 24 * 2**20

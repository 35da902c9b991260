"""Anybody's WARC files are read whole: each record is given, passed over for a reason, or reported as damaged."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from pipeline.archive.replay import Handling
from pipeline.archive.revisits import replay
from pipeline.archive.verify import verify
from pipeline.errors import ArchiveError, DamagedRecord, TornRecord
from tests.archive.others import bodies, members, record, replayed, revisit, sha1
from tools import corpus

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CORPUS = corpus.CORPUS / "warc"

RECORDS = [record(number) for number in range(1, 7)]


def frames(*records: bytes, dictionary: zstd.ZstdDict | None = None) -> bytes:
    return b"".join(zstd.compress(one, zstd_dict=dictionary) for one in records)


def with_dictionary(*records: bytes, packed: bool) -> bytes:
    trained = zstd.train_dict([record(number, os.urandom(200)) for number in range(200)], 2_000)
    content = trained.dict_content
    stored = zstd.compress(content) if packed else content
    return b"\x5d\x2a\x4d\x18" + len(stored).to_bytes(4, "little") + stored + frames(*records, dictionary=trained)


PACKED = {
    "plain": b"".join(RECORDS),
    "gzip": members(*RECORDS),
    "gzip as a whole": gzip.compress(b"".join(RECORDS), mtime=0),
    "gzip as a whole in parts": members(b"".join(RECORDS[:3]), b"".join(RECORDS[3:])),
    "zstd": frames(*RECORDS),
    "zstd with dictionary": with_dictionary(*RECORDS, packed=False),
    "zstd with packed dictionary": with_dictionary(*RECORDS, packed=True),
    "zstd as a whole": frames(b"".join(RECORDS)),
}


@pytest.mark.parametrize("form", list(PACKED))
def test_every_way_of_packing_gives_the_same_pages(form: str) -> None:
    """All records, in order, with nothing to complain of."""
    found = replayed(PACKED[form])
    assert found.damage == []
    assert bodies(found) == [b"<p>Page %d</p>" % number for number in range(1, 7)]


@pytest.mark.parametrize("form", list(PACKED))
def test_every_record_is_found_again_by_its_place(form: str) -> None:
    """Also in files that were compressed as a whole, and those with a dictionary; one by one and together."""
    whole = replayed(PACKED[form])
    again = replayed(PACKED[form], places=whole.places)
    assert again.damage == []
    assert again.captures == whole.captures
    for capture, place in zip(whole.captures, whole.places, strict=True):
        assert replayed(PACKED[form], places=[place]).captures == [capture]


@pytest.mark.parametrize("form", ["plain", "gzip", "zstd", "zstd with dictionary"])
def test_a_flipped_byte_costs_the_record_it_is_in(form: str) -> None:
    """It is reported with its place, and every other record is given. (Zstd: where the frame notices.)"""
    data = PACKED[form]
    offset, length = replayed(data).places[2]
    place = data.find(b"Page 3") if form == "plain" else offset + length - 9
    found = replayed(data[:place] + bytes((data[place] ^ 0xFF,)) + data[place + 1 :])
    if form.startswith("zstd") and not found.damage:
        pytest.skip("this frame has no checksum and still unpacks")
    assert found.offsets == [offset]
    assert found.numbers == [1, 2, 4, 5, 6]


def test_a_wrong_length_in_a_file_that_was_compressed_as_a_whole_costs_one_record() -> None:
    """Reading goes on inside the compressed content; places are of the content."""
    broken = record(2, Content_Length="30")
    data = gzip.compress(RECORDS[0] + broken + RECORDS[2] + RECORDS[3], mtime=0)
    found = replayed(data)
    assert found.numbers == [1, 3, 4]
    assert found.offsets == [len(RECORDS[0])]
    assert found.places[1] == (len(RECORDS[0] + broken), len(RECORDS[2]))


@pytest.mark.parametrize("pack", [members, frames])
def test_a_length_beyond_all_memory_costs_one_record(pack: Callable[..., bytes]) -> None:
    """What a header says is believed when it has come: to make room for it beforehand ended the process."""
    found = replayed(pack(RECORDS[0], record(2, Content_Length=str(10**15)), RECORDS[2]))
    assert found.numbers == [1, 3]
    assert found.offsets == [len(pack(RECORDS[0]))]


def test_a_cut_file_is_read_up_to_the_cut() -> None:
    """The last record is torn, and said to be."""
    for form in ("plain", "gzip", "zstd"):
        data = PACKED[form]
        found = replayed(data[:-30])
        assert (found.numbers, found.offsets) == ([1, 2, 3, 4, 5], [replayed(data).places[5][0]])
        assert isinstance(found.damage[0], TornRecord)
    whole = PACKED["gzip as a whole"]
    found = replayed(whole[:-20])
    assert found.damage
    assert found.numbers == [1, 2, 3, 4, 5, 6][: len(found.numbers)]
    with pytest.raises(DamagedRecord):
        list(replay(io.BytesIO(whole[:-4]), "x", handling=Handling()))


@pytest.mark.parametrize("garbage", [b"\0" * 700, b"<html>", b"\x1f\x8b\x08 no member"])
@pytest.mark.parametrize("form", ["plain", "gzip", "zstd"])
def test_a_file_that_begins_with_garbage_is_read_from_its_first_record(form: str, garbage: bytes) -> None:
    """The garbage is reported at its place; without anything readable the file is refused."""
    if form == "plain":
        garbage += b"\n"
    found = replayed(garbage + PACKED[form])
    assert found.numbers == [1, 2, 3, 4, 5, 6]
    assert found.offsets == [0]
    with pytest.raises(ArchiveError):
        list(replay(io.BytesIO(garbage[:5]), "x", handling=Handling()))


def test_a_record_cut_into_several_members_is_put_together() -> None:
    """What ``gzip -d`` reads is read; the place is all of it."""
    one = RECORDS[1]
    parts = members(one[:300], one[300:-4], one[-4:])
    data = members(RECORDS[0]) + parts + members(RECORDS[2])
    found = replayed(data)
    assert (found.numbers, found.damage) == ([1, 2, 3], [])
    assert found.places[1] == (len(members(RECORDS[0])), len(parts))
    assert replayed(data, places=[found.places[1]]).captures == [found.captures[1]]


def test_line_ends_between_records_are_forgiven() -> None:
    """However many; none is forgiven as well."""
    data = b"".join((RECORDS[0], b"\n\r\n\n", RECORDS[1][:-4], RECORDS[2], b"\r\n" * 20, RECORDS[3]))
    found = replayed(data)
    assert (found.numbers, found.damage) == ([1, 2, 3, 4], [])


def test_changed_bytes_without_a_checksum_are_found_by_the_digest() -> None:
    """In a plain file; a record inside the page is not taken for the next one."""
    inner = record(9, b"x" * 5_000)
    one = record(1, b"begin" + inner + b"end")
    data = one.replace(b"begin", b"BEGIN") + RECORDS[1]
    found = replayed(data)
    assert (found.numbers, found.offsets) == ([2], [0])
    assert "WARC-Payload-Digest" in str(found.damage[0])
    block = b"HTTP/1.1 200 OK\r\n\r\nbegin"
    whole = record(1, b"BEGIN", http=block[:-5], WARC_Payload_Digest=None, WARC_Block_Digest=sha1(block))
    found = replayed(whole + RECORDS[1])
    assert (found.numbers, found.offsets) == ([2], [0])
    assert "WARC-Block-Digest" in str(found.damage[0])


def test_a_changed_record_is_told_to_whoever_listens_and_ends_the_reading_of_whoever_does_not() -> None:
    """Nobody reads on over damage without having asked to be told of it."""
    changed = PACKED["plain"].replace(b"Page 3", b"Page X")
    found = replayed(changed)
    assert (found.numbers, found.offsets) == ([1, 2, 4, 5, 6], [len(b"".join(RECORDS[:2]))])
    with pytest.raises(DamagedRecord, match="Payload-Digest"):
        list(replay(io.BytesIO(changed), "a.warc", handling=Handling()))


def test_a_wrong_digest_of_a_record_that_unpacked_whole_is_its_writer_s() -> None:
    """The checksum of the packing vouches for the bytes: they are what was written."""
    wrong = record(1, WARC_Payload_Digest=sha1(b"something else"))
    assert replayed(members(wrong)).numbers == [1]
    assert replayed(wrong).numbers == []


def test_a_capture_of_another_writer_has_the_digest_of_its_bytes_and_a_moment_in_utc() -> None:
    """Computed, as the stated one is of another kind; a date without a zone is read as the standard means it."""
    (capture,) = replayed(record(1, WARC_Date="2020-01-02T03:04:05")).captures
    assert capture.entity_sha256 == hashlib.sha256(b"<p>Page 1</p>").hexdigest()
    assert capture.fetched_at == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_digests_are_taken_as_writers_mean_them() -> None:
    """Of the payload with or without its chunks; a block digest of something else does not cost a good payload."""
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    stored = b"5\r\n<p>A \r\n6\r\npage 1\r\n0\r\n\r\n"
    plain = record(1, stored, http=chunked, WARC_Payload_Digest=sha1(b"<p>A page 1"))
    other = record(2, WARC_Block_Digest=sha1(b"of another record"))
    unknown = record(3, WARC_Payload_Digest="crc9:00", WARC_Block_Digest=None)
    found = replayed(plain + other + unknown)
    assert (found.numbers, found.damage) == ([1, 2, 3], [])
    assert found.captures[0].body == b"<p>A page 1"


@pytest.mark.parametrize(
    ("http", "stored", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"3\r\nabc\r\n0\r\n\r\n", b"abc"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"not in chunks", b"not in chunks"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(b"packed", mtime=0), b"packed"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"no length", b"no length"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"3\r\nabc\r\n0\r\n\r\n", b"3\r\nabc\r\n0\r\n\r\n"),
        (b"HTTP/1.1 200 OK\nContent-Length: 3\n\n", b"bare", b"bare"),
        (b"HTTP/1.0 200\r\n\r\n", b"no reason", b"no reason"),
        (b"HTTP/1.0 200 OK\nContent-Type: text/html\n\n", b"<p>A</p>\r\n\r\n<p>B</p>", b"<p>A</p>\r\n\r\n<p>B</p>"),
    ],
)
def test_the_page_is_what_the_server_meant(http: bytes, stored: bytes, body: bytes) -> None:
    """Chunks, codings, missing lengths and line ends of stored messages."""
    assert bodies(replayed(members(record(1, stored, http=http)))) == [body]


def test_what_is_no_page_is_passed_over_and_counted() -> None:
    """Each record with its reason, its place and its address."""
    kinds = ["warcinfo", "request", "metadata", "resource", "conversion", "continuation", "novel"]
    others = [record(number, kind=kind) for number, kind in enumerate(kinds)]
    dns = record(20, WARC_Target_URI="dns:health.example")
    segment = record(21, WARC_Segment_Number="1")
    found = replayed(members(*others, RECORDS[0], dns, segment))
    assert found.numbers == [1]
    assert found.reasons == dict.fromkeys([*kinds[:-1], "unknown-type", "not-http", "segmented"], 1)
    assert found.skipped[1].offset == len(members(others[0]))
    assert found.skipped[1].url == "http://health.example/1"


def test_a_revisit_gets_the_payload_it_refers_to() -> None:
    """By digest, by id, by URL and date; also when it comes first; with its own address and time."""
    by_digest = revisit(11, WARC_Payload_Digest=sha1(b"<p>Page 1</p>"))
    by_id = revisit(12, WARC_Refers_To="<urn:uuid:00000000-0000-4000-8000-000000000002>")
    by_url = revisit(
        13, WARC_Refers_To_Target_URI="http://health.example/3", WARC_Refers_To_Date="2020-01-02T03:04:03Z"
    )
    for data in (b"".join([*RECORDS, by_digest, by_id, by_url]), members(by_digest, by_id, by_url, *RECORDS)):
        found = replayed(data)
        pages = {capture.url[-2:]: capture for capture in found.captures if capture.revisit_of}
        assert [pages[name].body for name in ("11", "12", "13")] == [b"<p>Page %d</p>" % n for n in (1, 2, 3)]
        assert {capture.status for capture in pages.values()} == {200}
        assert pages["12"].revisit_of == "00000000-0000-4000-8000-000000000002"
        assert pages["12"].fetched_at.second == 12
        assert len(found.captures) == 9


def test_a_revisit_keeps_the_fields_it_was_stored_with() -> None:
    """Its status line and fields are the later answer's."""
    head = b"HTTP/1.1 203 Again\r\nX-Later: yes\r\n\r\n"
    later = record(11, b"", kind="revisit", http=head, WARC_Profile="x", WARC_Payload_Digest=sha1(b"<p>Page 1</p>"))
    found = replayed(members(RECORDS[0], later)).captures[1]
    assert (found.status, found.header("x-later"), found.body) == (203, "yes", b"<p>Page 1</p>")


def test_a_revisit_of_what_is_not_there_comes_without_a_payload() -> None:
    """Also one that was not modified: nothing was sent then."""
    profile = "http://netpreserve.org/warc/1.0/revisit/server-not-modified"
    lost = revisit(11, WARC_Payload_Digest=sha1(b"elsewhere"))
    same = revisit(12, WARC_Profile=profile, WARC_Refers_To="<urn:uuid:00000000-0000-4000-8000-000000000001>")
    found = replayed(members(RECORDS[0], lost, same))
    assert {number: capture.body for number, capture in zip(found.numbers, found.captures, strict=True)} == {
        1: b"<p>Page 1</p>",
        11: b"",
        12: b"",
    }
    assert [capture.status for capture in found.captures if capture.url.endswith("12")] == [304]


def test_many_revisits_are_given_their_payloads_in_little_memory() -> None:
    """A few at a time, each exactly once."""
    again = [
        revisit(100 + number, WARC_Payload_Digest=sha1(b"<p>Page %d</p>" % (number % 6 + 1))) for number in range(200)
    ]
    found = replayed(members(*RECORDS, *again))
    assert sorted(found.numbers) == [1, 2, 3, 4, 5, 6, *range(100, 300)]
    assert all(
        capture.body == b"<p>Page %d</p>" % ((number - 100) % 6 + 1)
        for number, capture in zip(found.numbers, found.captures, strict=True)
        if number >= 100
    )


def test_a_place_without_a_record_is_damage_at_that_place() -> None:
    """In the middle of a record, behind the end, and one that is changed; the other places are given."""
    data = PACKED["gzip"]
    places = replayed(data).places
    wrong = [places[0], (places[1][0] + 5, 40), places[2], (len(data) + 9, 2**60), (places[5][0], places[5][1] + 50)]
    found = replayed(data, places=wrong)
    assert found.numbers == [1, 3, 6]
    assert found.offsets == [places[1][0] + 5, places[5][0], len(data) + 9]
    with pytest.raises(DamagedRecord):
        list(replay(io.BytesIO(data), "x", handling=Handling(), places=[(3, 9)]))


@pytest.mark.parametrize("cut", [0, 20])
def test_zstd_files_are_verified(cut: int, tmp_path: Path) -> None:
    """A sound file is passed in silence, a cut one is torn at its last record."""
    data = PACKED["zstd with dictionary"]
    (tmp_path / "a.warc.zst").write_bytes(data[: len(data) - cut])
    problems = [(problem.code, problem.offset) for problem in verify(tmp_path) if problem.severity == "error"]
    assert problems == ([("torn-tail", replayed(data).places[5][0])] if cut else [])


DAMAGED = {
    "pywb/example-extra.warc": [3207],
    "pywb/example.warc": [4061],
    "pywb/missing-status-text.warc": [0],
    "warc2zim/solidaritenum.warc.gz": [2685560],
    "warcio/example-trunc.warc": [1197],
}
"""Files of the corpus that are damaged, and where."""

UNREADABLE_FOR_OTHERS = {"warcio/example-bad-non-chunked.warc.gz", "warcio/example-wrong-chunks.warc.gz"}
"""Files that the independent reader gives up on."""


def by_warcio(path: Path) -> list[tuple[str, str]]:
    """Type and id of every record, by a reader of others."""
    with path.open("rb") as stream:
        return [
            (found.rec_type, found.rec_headers.get_header("WARC-Record-ID", "").strip("<>").removeprefix("urn:uuid:"))
            for found in ArchiveIterator(stream)
        ]


@pytest.mark.corpus
@pytest.mark.parametrize("path", sorted(CORPUS.rglob("*.warc*")), ids=lambda path: path.name)
def test_real_files_are_read_as_an_independent_reader_reads_them(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Sound files: the same records, of the same kinds and ids. Damaged ones: all but the damaged, with its place."""
    name = path.relative_to(CORPUS).as_posix()
    found = replayed(path.read_bytes(), path.name)
    assert found.offsets == DAMAGED.get(name, [])
    assert len(found.damage) == len(found.offsets)
    if name in UNREADABLE_FOR_OTHERS:
        assert found.captures
        return
    theirs = by_warcio(path)
    capfd.readouterr()  # it says on stderr what it thinks of the file
    lost = len(found.damage)
    assert len(found.captures) + len(found.skipped) + lost == len(theirs)
    ids = {record_id for kind, record_id in theirs if kind in ("response", "revisit")}
    assert {capture.id for capture in found.captures} <= ids
    reasons = {kind: sum(one == kind for one, _ in theirs) for kind, _ in theirs if kind not in ("response", "revisit")}
    if not lost:
        assert {reason: count for reason, count in found.reasons.items() if reason != "not-http"} == reasons

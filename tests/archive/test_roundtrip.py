"""What is kept comes back: from our reader as the same capture, from other readers as plain WARC 1.1."""

from __future__ import annotations

import gzip
import os
import string
import subprocess
import sys
import zlib
from pathlib import Path

import brotli
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from pipeline.archive.format import NOT_MODIFIED, SAME_PAYLOAD, Referred
from pipeline.archive.members import GZIP_HEADER
from pipeline.archive.reader import iterate, read_capture
from pipeline.archive.writer import ArchiveWriter
from pipeline.errors import ArchiveError, DamagedRecord, TornRecord
from pipeline.model.capture import ArchiveRef, Capture, Hop

from .conftest import NOON, MakeCapture, MakeWriter, a_capture, sha256

PAGE = b"<html>" + b"<p>a sentence about health</p>" * 300


def only_file(folder: Path) -> Path:
    (path,) = (folder / "archive").iterdir()
    return path


def by_warcio(path: Path) -> list[tuple[str, dict[str, str], bytes]]:
    """Records as an independent reader sees them: type, header fields, block."""
    with path.open("rb") as stream:
        return [
            (record.rec_type, dict(record.rec_headers.headers), record.raw_stream.read())
            for record in ArchiveIterator(stream, no_record_parse=True)
        ]


CODED = {
    "none": ("", PAGE),
    "gzip": ("gzip", gzip.compress(PAGE)),
    "br": ("br", brotli.compress(PAGE)),
    "stacked": ("deflate, gzip", gzip.compress(zlib.compress(PAGE))),
}


@pytest.mark.parametrize("coding", list(CODED))
def test_a_capture_comes_back_equal(coding: str, tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> None:
    """Every field of a capture is in its record; the body is made again from the entity."""
    name, entity = CODED[coding]
    headers = (("Date", "x"), ("Content-Encoding", name)) if name else (("Date", "x"),)
    with writer() as archive:
        kept = archive.keep(
            make(
                PAGE,
                entity=entity,
                headers=headers,
                requested_url="http://health.example/old",
                redirects=(Hop(url="http://health.example/old", status=301, location="http://health.example/topic"),),
                http_version="HTTP/2",
            )
        )
    assert kept.archive is not None
    assert read_capture(tmp_path / "archive", kept.archive) == kept
    assert list(iterate(tmp_path / "archive")) == [kept]


FIELD_NAME = st.text(string.ascii_letters + string.digits + "-_.!#$%&'*+^`|~", min_size=1, max_size=12)
FIELD_VALUE = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0xFF).filter(lambda char: char not in "\x7f\x85\xa0"),
    max_size=30,
)


@given(
    headers=st.lists(st.tuples(FIELD_NAME, FIELD_VALUE), max_size=6),
    framing=st.sampled_from(
        [(), (("Transfer-Encoding", "chunked"),), (("transfer-encoding", "gzip, chunked"), ("Content-Length", "7"))]
    ),
    place=st.integers(0, 6),
    entity=st.binary(max_size=200),
    reason=st.text(string.ascii_letters + " '", max_size=12).map(str.strip),
    status=st.integers(200, 599).filter(lambda status: status != 304),
)
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_header_fields_come_back_as_sent(
    tmp_path_factory: pytest.TempPathFactory,
    headers: list[tuple[str, str]],
    framing: tuple[tuple[str, str], ...],
    place: int,
    entity: bytes,
    reason: str,
    status: int,
) -> None:
    """Names, values, order and repetition survive, also of the framing fields that the block must not repeat."""
    reserved = {"transfer-encoding", "content-length", "content-encoding"}
    plain = [field for field in headers if field[0].lower() not in reserved]
    fields = (*plain[:place], *framing, *plain[place:])
    folder = tmp_path_factory.mktemp("fields")
    with ArchiveWriter(folder, prefix="t", software="t", now=lambda: NOON) as archive:
        kept = archive.keep(a_capture(entity, headers=fields, reason=reason, status=status))
    assert kept.archive is not None
    assert read_capture(folder, kept.archive) == kept


def test_the_block_is_a_true_http_message(tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> None:
    """A chunked answer is stored without its chunks, so its block says Content-Length and no Transfer-Encoding."""
    with writer() as archive:
        archive.keep(make(PAGE, headers=(("Transfer-Encoding", "chunked"), ("Server", "s"), ("Content-Length", "3"))))
    block = next(block for kind, _, block in by_warcio(only_file(tmp_path)) if kind == "response")
    head, _, entity = block.partition(b"\r\n\r\n")
    assert head.split(b"\r\n") == [b"HTTP/1.1 200 OK", b"Server: s", b"Content-Length: %d" % len(PAGE)]
    assert entity == PAGE


def test_records_say_what_warc_1_1_asks(tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> None:
    """Ids, dates with microseconds, digests, addresses and the links between records stand in their fields."""
    with writer() as archive:
        kept = archive.keep(make(PAGE, truncated="length"))
    (info, answer, asked, _) = by_warcio(only_file(tmp_path))
    assert [info[0], answer[0], asked[0]] == ["warcinfo", "response", "request"]
    assert b"software: pipeline/test\r\n" in info[2]
    assert info[1]["WARC-Filename"] == only_file(tmp_path).name
    fields = answer[1]
    assert fields["WARC-Record-ID"] == f"<urn:uuid:{kept.id}>" == asked[1]["WARC-Concurrent-To"]
    assert fields["WARC-Date"] == "2026-01-02T12:00:00.123456Z"
    assert fields["WARC-Payload-Digest"] == f"sha256:{sha256(PAGE)}"
    assert fields["WARC-Block-Digest"] == f"sha256:{sha256(answer[2])}"
    assert fields["WARC-IP-Address"] == "192.0.2.7"
    assert fields["WARC-Truncated"] == "length"
    assert fields["WARC-Warcinfo-ID"] == info[1]["WARC-Record-ID"]
    assert asked[2].startswith(b"GET /topic HTTP/1.1\r\nHost: health.example\r\n")


def test_every_record_is_its_own_gzip_member(tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> None:
    """The file falls apart into members that each inflate to one record, with the header our files always have."""
    with writer() as archive:
        refs = [archive.keep(make(PAGE + str(number).encode())).archive for number in range(3)]
    data = only_file(tmp_path).read_bytes()
    places = []
    rest = data
    while rest:
        places.append(len(data) - len(rest))
        assert rest.startswith(GZIP_HEADER)
        inflater = zlib.decompressobj(31)
        record = inflater.decompress(rest)
        assert record.startswith(b"WARC/1.1\r\n")
        assert record.count(b"\r\nWARC-Record-ID:") == 1
        assert inflater.eof
        rest = inflater.unused_data
    assert len(places) == 8
    assert [ref.offset for ref in refs if ref] == places[1:-1:2]


def test_what_a_server_compressed_is_stored_as_it_came(tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> None:
    """Compressing it again gains nothing. What came plain is compressed here, whatever its server called it."""
    packed = gzip.compress(PAGE * 50)
    coded = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    with writer() as archive:
        kept = archive.keep(make(PAGE * 50, entity=packed, headers=coded))
        archive.keep(make(PAGE * 50, headers=(("Content-Type", "text/html"), ("Content-Encoding", "identity"))))
        long = archive.keep(make(b"", entity=gzip.compress(os.urandom(10**5)), headers=coded))
    data = only_file(tmp_path).read_bytes()
    assert packed in data
    assert PAGE not in data
    for capture in (kept, long):
        assert capture.archive is not None
        assert read_capture(tmp_path / "archive", capture.archive).entity == capture.entity


def test_a_304_is_a_revisit_of_what_it_confirms(tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> None:
    """server-not-modified, with the references of WARC 1.1 and the digest of the payload it confirms."""
    with writer() as archive:
        first = archive.keep(make(PAGE))
        again = archive.keep(make(b"", status=304, reason="Not Modified"), refers_to=Referred.to(first))
    assert again.revisit_of == first.id
    assert again.archive is not None
    assert read_capture(tmp_path / "archive", again.archive) == again
    fields = by_warcio(only_file(tmp_path))[3][1]
    assert fields["WARC-Type"] == "revisit"
    assert fields["WARC-Profile"] == NOT_MODIFIED
    assert fields["WARC-Refers-To"] == f"<urn:uuid:{first.id}>"
    assert fields["WARC-Refers-To-Target-URI"] == first.url
    assert fields["WARC-Refers-To-Date"] == "2026-01-02T12:00:00.123456Z"
    assert fields["WARC-Payload-Digest"] == f"sha256:{first.entity_sha256}"


def test_the_same_payload_again_is_a_revisit(tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> None:
    """identical-payload-digest keeps the header fields and not the bytes; the digest still names them."""
    with writer() as archive:
        first = archive.keep(make(PAGE))
        again = archive.keep(make(PAGE, headers=(("X", "new"),)), refers_to=Referred.to(first))
    assert again.archive is not None
    back = read_capture(tmp_path / "archive", again.archive)
    assert back == msgspec.structs.replace(again, entity=b"", body=b"")
    assert (back.revisit_of, back.entity_sha256) == (first.id, first.entity_sha256)
    assert by_warcio(only_file(tmp_path))[3][1]["WARC-Profile"] == SAME_PAYLOAD


def test_other_bytes_are_never_a_revisit(tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> None:
    """The same page compressed anew is another entity: it is kept whole, and what the caller said of it too."""
    with writer() as archive:
        first = archive.keep(make(PAGE, entity=gzip.compress(PAGE, mtime=1), headers=(("Content-Encoding", "gzip"),)))
        other = make(
            PAGE, entity=gzip.compress(PAGE, mtime=2), headers=(("Content-Encoding", "gzip"),), revisit_of=first.id
        )
        again = archive.keep(other, refers_to=Referred.to(first))
    assert again.archive is not None
    assert read_capture(tmp_path / "archive", again.archive) == again
    assert by_warcio(only_file(tmp_path))[3][0] == "response"


def test_a_body_that_cannot_be_decoded_costs_only_the_body(
    tmp_path: Path, writer: MakeWriter, make: MakeCapture
) -> None:
    """The bytes as sent come back, with the reason why there is no body."""
    with writer() as archive:
        kept = archive.keep(make(b"", entity=b"no gzip", headers=(("Content-Encoding", "gzip"),)))
    (back,) = iterate(tmp_path / "archive")
    assert (back.entity, back.body) == (b"no gzip", b"")
    assert back.undecodable is not None
    assert "not gzip" in back.undecodable
    assert back.payload_sha256 == kept.payload_sha256


def test_a_bomb_in_the_archive_is_not_inflated(tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> None:
    """The cap on the body holds when reading too."""
    with writer() as archive:
        archive.keep(make(PAGE, entity=gzip.compress(PAGE), headers=(("Content-Encoding", "gzip"),)))
    (back,) = iterate(tmp_path / "archive", max_body=100)
    assert back.body == b""
    assert back.undecodable is not None


@pytest.mark.parametrize("bad", ["a\r\nWARC-Type: evil", "a\nb", "a\0b"])
def test_a_header_value_cannot_break_out_of_its_line(
    bad: str, tmp_path: Path, writer: MakeWriter, make: MakeCapture
) -> None:
    """Line ends and NUL in a value become spaces (RFC 9110 5.5), in the block and in the record's header."""
    with writer() as archive:
        archive.keep(make(headers=(("X", bad),), ip=bad, reason=bad))
    (back,) = iterate(tmp_path / "archive")
    assert "\n" not in dict(back.headers)["X"]
    assert len(back.headers) == 1


def test_a_wrong_place_is_damage_with_its_offset(tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> None:
    """A place that is no record, a request's place, a cut length and a place past the end are each refused."""
    with writer() as archive:
        kept = archive.keep(make(PAGE))
    ref = kept.archive
    assert ref is not None
    folder = tmp_path / "archive"
    size = (folder / ref.file).stat().st_size
    for offset, length, kind in (
        (ref.offset + 1, ref.length, DamagedRecord),
        (ref.offset + ref.length, size - ref.offset - ref.length, DamagedRecord),
        (ref.offset, ref.length - 1, TornRecord),
        (ref.offset, ref.length + 5, DamagedRecord),
        (size, 100, TornRecord),
    ):
        with pytest.raises(kind) as caught:
            read_capture(folder, ArchiveRef(file=ref.file, offset=offset, length=length))
        assert caught.value.offset >= offset
    with pytest.raises(ArchiveError, match="cannot be opened"):
        read_capture(folder, ArchiveRef(file="absent.warc.gz", offset=0, length=1))


def test_other_tools_find_nothing_wrong(tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> None:
    """warcio's own checker passes every digest of a file written here."""
    with writer() as archive:
        first = archive.keep(make(PAGE))
        archive.keep(make(PAGE), refers_to=Referred.to(first))
        archive.keep(make(b"", status=304))
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(only_file(tmp_path))]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count("digest pass") == 6
    assert "failed" not in checked.stdout + checked.stderr


def test_an_archive_is_read_in_the_order_written(tmp_path: Path, writer: MakeWriter, make: MakeCapture) -> None:
    """Over several files the order of names is the order of writing."""
    kept: list[Capture] = []
    with writer(max_bytes=2000) as archive:
        kept.extend(archive.keep(make(PAGE + str(number).encode())) for number in range(20))
    assert len(list((tmp_path / "archive").iterdir())) > 3
    assert list(iterate(tmp_path / "archive")) == kept

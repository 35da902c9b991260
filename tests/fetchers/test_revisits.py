"""Revisit records are given payloads that other files of the set hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.archive.originals import Originals
from pipeline.errors import ArchiveError
from pipeline.fetchers.doors import Door, captures_of, index_originals, units_of
from pipeline.model.capture import Capture
from tests.archive.others import members, record, revisit, sha1
from tests.archive.test_packages import package
from tools import corpus

CORPUS = corpus.CORPUS / "warc"


def read(folder: Path, index: Path) -> dict[str, Capture]:
    """The captures of a folder by the last part of their URL, revisits with the payloads of all of its files."""
    units = list(units_of([str(folder)], door=Door()))
    index_originals(units, Door(), index)
    with Originals(index) as originals:
        found = [one for unit in units for one in captures_of(unit, Door(), originals)]
    return {one.url.rpartition("/")[2]: one for one in found if isinstance(one, Capture)}


def test_payloads_are_found_in_other_files_of_the_set(tmp_path: Path) -> None:
    """In plain, compressed and packaged files, by digest, id, or URL and date; damage elsewhere does not matter."""
    folder = tmp_path / "archives"
    folder.mkdir()
    by_url = {"WARC_Refers_To_Target_URI": "http://health.example/33", "WARC_Refers_To_Date": "2020-01-02T03:04:33Z"}
    later = [
        revisit(51, WARC_Payload_Digest=sha1(b"<p>Page 31</p>")),
        revisit(52, WARC_Refers_To="<urn:uuid:00000000-0000-4000-8000-000000000032>"),
        revisit(53, **by_url),
        revisit(54, WARC_Payload_Digest=sha1(b"nowhere")),
        revisit(55, WARC_Payload_Digest=sha1(b"another"), **by_url),
        revisit(56, WARC_Payload_Digest=sha1(b"<p>Page 2</p>")),
    ]
    (folder / "a-later.warc.gz").write_bytes(members(*later))
    (folder / "first.warc").write_bytes(record(31) + record(32))
    (folder / "second.warc.gz").write_bytes(members(record(33))[:-9] + members(record(33), record(34)))
    (folder / "third.wacz").write_bytes(package())
    (folder / "no.warc.gz").write_bytes(b"no archive")
    with pytest.raises(ArchiveError):
        read(folder, tmp_path / "index")
    (folder / "no.warc.gz").unlink()
    found = read(folder, tmp_path / "index")
    said = {name: found[name].body for name in ("51", "52", "53", "54", "55", "56")}
    assert said == {
        "51": b"<p>Page 31</p>",
        "52": b"<p>Page 32</p>",
        "53": b"<p>Page 33</p>",
        "54": b"",
        "55": b"",  # the record at that URL and time has another digest
        "56": b"<p>Page 2</p>",
    }


def test_an_index_is_the_same_however_often_it_is_written(tmp_path: Path) -> None:
    """And one that was changed or cut is refused."""
    (tmp_path / "a.warc.gz").write_bytes(members(*(record(number) for number in range(200))))
    units = list(units_of([str(tmp_path)], door=Door()))
    for name in ("one", "other"):
        assert index_originals(units, Door(), tmp_path / name) == 3 * 200
    data = (tmp_path / "one").read_bytes()
    assert data == (tmp_path / "other").read_bytes()
    for wrong in (b"", data[:-1], data[28:], b"x" * 500):
        (tmp_path / "wrong").write_bytes(wrong)
        with pytest.raises(ArchiveError, match="index of payloads"):
            Originals(tmp_path / "wrong")


@pytest.mark.corpus
def test_real_revisits_find_their_payloads_in_a_neighbour(tmp_path: Path) -> None:
    """A crawl that was told what an earlier one had: every one of its revisits is a page again."""
    for name in ("dupes", "iana", "example-url-agnostic-orig", "example-url-agnostic-revisit"):
        (tmp_path / f"{name}.warc.gz").symlink_to(CORPUS / "pywb" / f"{name}.warc.gz")
    units = list(units_of([str(tmp_path)], door=Door()))
    index_originals(units, Door(), tmp_path / "index")
    with Originals(tmp_path / "index") as originals:
        for given, without in ((None, 9), (originals, 0)):
            found = [one for unit in units for one in captures_of(unit, Door(), given) if isinstance(one, Capture)]
            own = [one for one in found if one.archive is not None and not one.archive.file.startswith("iana")]
            assert sum(one.revisit_of is not None and not one.body for one in own) == without

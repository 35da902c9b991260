"""WACZ packages: read as what is in them, held to what they say of themselves, and not lost for one damaged byte."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive.replay import Handling
from pipeline.archive.revisits import replay
from pipeline.archive.verify import verify
from pipeline.errors import ArchiveError, DamagedRecord
from tests.archive.others import members, record, replayed, revisit, sha1

FIRST = members(*(record(number) for number in (1, 2, 3)))
SECOND = members(record(4), revisit(5, WARC_Payload_Digest=sha1(b"<p>Page 1</p>")))
FILES = {"archive/a.warc.gz": FIRST, "archive/b.warc.gz": SECOND, "pages/pages.jsonl": b"{}\n"}


def package(
    files: dict[str, bytes] | None = None, *, compression: int = zipfile.ZIP_STORED, old: bool = False, **changes: Any
) -> bytes:
    """A package; ``changes`` override what it says of itself (``None`` leaves out), ``old`` says it as WACZ 1.0."""
    files = FILES if files is None else files
    resources: list[dict[str, Any]] = []
    for path, data in files.items():
        stated = hashlib.sha256(data).hexdigest()
        if old:
            resources.append({"path": path, "stats": {"hash": stated, "bytes": len(data)}, "hashing": "sha256"})
        else:
            resources.append({"path": path, "hash": f"sha256:{stated}", "bytes": len(data)})
    description = json.dumps({"profile": "data-package", "resources": resources} | changes).encode()
    digest = {"path": "datapackage.json", "hash": "sha256:" + hashlib.sha256(description).hexdigest()}
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", compression) as made:
        for path, data in (files | {"datapackage.json": description}).items():
            made.writestr(path, data)
        made.writestr("datapackage-digest.json", json.dumps(digest))
    return sink.getvalue()


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("old", [True, False])
def test_every_warc_file_of_a_package_is_read(compression: int, old: bool, tmp_path: Path) -> None:
    """Revisits are given the payload of a record in another file of the package; records are named by both names."""
    data = package(compression=compression, old=old)
    found = replayed(data, "x.wacz")
    assert (found.numbers, found.damage) == ([1, 2, 3, 4, 5], [])
    assert found.captures[4].body == b"<p>Page 1</p>"
    assert {one.archive.file for one in found.captures if one.archive} == {
        "x.wacz/archive/a.warc.gz",
        "x.wacz/archive/b.warc.gz",
    }
    (tmp_path / "x.wacz").write_bytes(data)
    assert [problem for problem in verify(tmp_path) if problem.severity == "error"] == []


def test_a_record_in_a_package_is_found_by_its_place() -> None:
    """By the name of the file in the package; the package itself has no places."""
    data = package()
    whole = replayed(data, "x.wacz")
    assert replayed(data, "x.wacz/archive/a.warc.gz", places=whole.places[1:2]).captures == [whole.captures[1]]
    with pytest.raises(ArchiveError, match="not in the package"):
        replayed(data, "x.wacz", places=whole.places)
    with pytest.raises(ArchiveError, match="is not in the package"):
        replayed(data, "x.wacz/archive/z.warc.gz", places=whole.places)


@pytest.mark.parametrize("path", list(FILES))
def test_a_changed_file_is_told_by_the_digest_the_package_states(path: str, tmp_path: Path) -> None:
    """With the place of the file; the records that are whole are given all the same."""
    other = members(record(1), record(2), record(3, b"<p>other words</p>")) if path.endswith("a.warc.gz") else b"x"
    good = package()
    data = package(FILES | {path: other}, resources=json.loads(read(good, "datapackage.json"))["resources"])
    found = replayed(data, "x.wacz")
    fault = found.damage[0]
    assert path in str(fault)
    assert isinstance(fault, DamagedRecord)
    assert data[fault.offset :].startswith(b"PK\x03\x04")
    assert path.encode() in data[fault.offset : fault.offset + 60]
    assert found.numbers == ([1, 2, 3] if path.endswith("b.warc.gz") else [1, 2, 3, 4, 5])
    (tmp_path / "x.wacz").write_bytes(data)
    assert "package" in {problem.code for problem in verify(tmp_path)}


def read(data: bytes, path: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return opened.read(path)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"resources": []}, "does not name it"),
        ({"resources": [{"path": "archive/none.warc.gz", "hash": "sha256:0", "bytes": 1}]}, "not in the package"),
        ({"resources": [{"path": "archive/a.warc.gz", "hash": "nosuch:0"}]}, "cannot be checked"),
        ({"resources": [{"path": "archive/a.warc.gz"}]}, "states no digest"),
        (
            {"resources": [{"path": "archive/a.warc.gz", "bytes": 5, "hash": "sha256:0"}]},
            "bytes, the description says 5",
        ),
        ({"resources": "none"}, "cannot be read"),
    ],
)
def test_a_package_that_is_not_as_it_says_is_told_of(changes: dict[str, Any], words: str) -> None:
    """Each in a sentence, and every page is read."""
    found = replayed(package(**changes), "x.wacz")
    assert any(words in str(error) for error in found.damage)
    assert found.numbers == [1, 2, 3, 4, 5]


def test_a_changed_description_is_told_by_its_own_digest() -> None:
    """``datapackage-digest.json`` covers ``datapackage.json``."""
    data = package().replace(b'"data-package"', b'"data-pockage"')
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package())) as old, zipfile.ZipFile(fixed, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, old.read(entry).replace(b'"data-package"', b'"data-pockage"'))
    assert data != fixed.getvalue()
    assert [str(error).rpartition(": ")[2] for error in replayed(fixed.getvalue(), "x.wacz").damage] == [
        "its digest is not the one that datapackage-digest.json states"
    ]


def test_a_package_without_a_description_is_read_and_told_of() -> None:
    """It may be older than the format."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as made:
        made.writestr("archive/a.warc.gz", FIRST)
    found = replayed(sink.getvalue(), "x.wacz")
    assert (found.numbers, found.offsets) == ([1, 2, 3], [0])


def test_a_flipped_byte_in_a_package_costs_the_record_it_is_in() -> None:
    """Though the package's own checksum of the file is wrong from then on."""
    data = package()
    offset = data.find(FIRST)
    inner = len(members(record(1))) + 60
    data = data[: offset + inner] + bytes((data[offset + inner] ^ 0xFF,)) + data[offset + inner + 1 :]
    found = replayed(data, "x.wacz")
    assert found.numbers == [1, 3, 4, 5]
    assert len(members(record(1))) in found.offsets


def test_a_package_that_was_cut_is_read_as_far_as_it_goes() -> None:
    """Its directory stands at the end; the records are found without it."""
    data = package()
    cut = data[: data.find(SECOND) + len(members(record(4)))]
    found = replayed(cut, "x.wacz")
    assert found.numbers == [1, 2, 3, 4]
    assert "no readable WACZ package" in str(found.damage[0])
    with pytest.raises(ArchiveError, match="no readable WACZ package"):
        list(replay(io.BytesIO(cut), "x.wacz", handling=Handling()))


def test_a_package_of_something_else_is_refused() -> None:
    """No WARC file in it, no ZIP file, an encrypted one."""
    with pytest.raises(ArchiveError, match="without a WARC file"):
        replayed(package({"pages/pages.jsonl": b"{}"}), "x.wacz")
    with pytest.raises(ArchiveError):
        replayed(gzip.compress(b"no zip"), "x.wacz")

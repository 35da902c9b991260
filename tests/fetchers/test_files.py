"""Pages that are already here."""

from __future__ import annotations

import hashlib
import io
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.fetchers import files

WHEN = datetime(2025, 6, 3, 10, 0, 0, tzinfo=UTC)


def test_a_file_is_a_capture_of_its_own_time(tmp_path: Path) -> None:
    """Bytes untouched, digests made, nothing invented: no field, no address, no redirect."""
    path = tmp_path / "page.html"
    path.write_bytes(b"<title>\xf1</title>")
    os.utime(path, (WHEN.timestamp(), WHEN.timestamp()))
    capture = files.from_file(path, url="https://health.example/page")
    assert (capture.body, capture.entity) == (b"<title>\xf1</title>",) * 2
    assert capture.payload_sha256 == capture.entity_sha256 == hashlib.sha256(capture.body).hexdigest()
    assert (capture.url, capture.status, capture.headers, capture.fetched_at) == (
        "https://health.example/page",
        200,
        (),
        WHEN,
    )


def test_a_file_without_url_has_its_own(tmp_path: Path) -> None:
    """The file: address, absolute."""
    path = tmp_path / "a page.html"
    path.write_bytes(b"x")
    assert files.from_file(path).url == path.resolve().as_uri()


def test_standard_input_is_a_capture_too() -> None:
    """With the URL and the media type that were given."""
    stream = io.BytesIO(b"page")
    capture = files.from_stream(stream, url="https://health.example/", fetched_at=WHEN, content_type="text/html")
    assert capture.body == b"page"
    assert capture.header("content-type") == "text/html"


@pytest.mark.parametrize("name", ["absent.html", ""])
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    """A missing file and a folder: one sentence with the path."""
    with pytest.raises(UsageError) as caught:
        files.from_file(tmp_path / name)
    assert str(tmp_path) in caught.value.message


def test_what_is_too_long_is_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A device or a film is not taken into memory."""
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    with pytest.raises(UsageError, match="standard input"):
        files.from_stream(io.BytesIO(bytes(11)), url="https://health.example/", fetched_at=WHEN)

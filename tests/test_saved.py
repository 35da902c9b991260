"""A page that lies here becomes its record in Python as on the command line."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import pipeline
from tools.lock import ROOT

PAGE = ROOT / "fixtures" / "medlineplus" / "labtest-en.html"
URL = "https://medlineplus.gov/lab-tests/oxygen-level-test/"
AT = datetime(2026, 1, 5, 12, 30, tzinfo=UTC)


def without_capture(document: pipeline.Document) -> pipeline.Document:
    return replace(document, provenance=replace(document.provenance, capture_id=None))


def test_a_file_and_its_bytes_are_the_record_that_the_command_prints() -> None:
    """By the profile of the address, to the byte but for the id that every capture gets."""
    command = [sys.executable, "-m", "pipeline", "parse", str(PAGE), "--url", URL]
    printed = pipeline.from_json(subprocess.run(command, capture_output=True, check=True).stdout)
    assert printed.site == "medlineplus"
    assert printed.reviewed is not None or printed.modified is not None
    assert without_capture(pipeline.parse(PAGE, url=URL)) == without_capture(printed)
    told = printed.provenance.fetched_at
    read = pipeline.parse(PAGE.read_bytes(), url=URL, content_type="text/html", fetched_at=told)
    assert without_capture(read) == without_capture(printed)
    assert pipeline.parse(str(PAGE), url=URL, fetched_at=AT).provenance.fetched_at == AT


@pytest.mark.parametrize(
    ("page", "asked", "says"),
    [
        (PAGE.read_bytes(), {}, "do not say when it was served"),
        (PAGE.read_bytes(), {"fetched_at": AT.replace(tzinfo=None)}, "no time zone"),
        (PAGE.read_text("utf-8"), {}, "given as text, where a path goes"),
        (ROOT / "nowhere.html", {}, "cannot be read: No such file"),
        (PAGE, {"url": "asthma.html"}, "not a URL: 'asthma.html'"),
        (b"  ", {"fetched_at": AT}, "holds nothing"),
        (b"SQLite format 3\0" + bytes(99), {"fetched_at": AT}, "and no page"),
    ],
    ids=["no moment", "no zone", "text", "no file", "no address", "nothing", "no page"],
)
def test_what_is_no_page_is_an_error_that_names_it(page: bytes | str | Path, asked: dict[str, Any], says: str) -> None:
    """One of this package's, as for everything else in Python."""
    with pytest.raises(pipeline.PipelineError, match=says):
        pipeline.parse(page, **{"url": URL, **asked})

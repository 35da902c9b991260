"""A page that lies here becomes its record in Python as on the command line."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

import pipeline
from tools.lock import ROOT

PAGE = ROOT / "fixtures" / "medlineplus" / "labtest-en.html"
URL = "https://medlineplus.gov/lab-tests/oxygen-level-test/"
AT = datetime(2026, 1, 5, 12, 30, tzinfo=UTC)


def test_a_file_and_its_bytes_are_the_record_that_the_command_prints() -> None:
    """By the profile of the address, to the byte, however often: it names no capture, as no archive keeps one."""
    command = [sys.executable, "-m", "pipeline", "parse", str(PAGE), "--url", URL]
    printed = pipeline.from_json(subprocess.run(command, capture_output=True, check=True).stdout)
    assert printed.site == "medlineplus"
    assert printed.reviewed is not None or printed.modified is not None
    assert pipeline.parse(PAGE, url=URL) == printed
    assert printed.provenance.capture_id is None
    told = printed.provenance.fetched_at
    read = pipeline.parse(PAGE.read_bytes(), url=URL, content_type="text/html", fetched_at=told)
    assert read == printed
    assert pipeline.parse(str(PAGE), url=URL, fetched_at=AT).provenance.fetched_at == AT


def test_a_moment_of_another_time_zone_is_the_same_record() -> None:
    """Moments of records are in UTC, as their contract says, and a day of theirs is one in UTC."""
    here = AT.astimezone(timezone(timedelta(hours=-13)))
    assert here.day != AT.day
    page = PAGE.read_bytes()
    records = {pipeline.to_json(pipeline.parse(page, url=URL, fetched_at=moment)) for moment in (AT, here)}
    assert len(records) == 1


@pytest.mark.parametrize(
    ("page", "asked", "says"),
    [
        (PAGE.read_bytes(), {}, "do not say when it was served"),
        (PAGE.read_bytes(), {"fetched_at": AT.replace(tzinfo=None)}, "no time zone"),
        (PAGE.read_text("utf-8"), {}, "given as text, where a path goes"),
        ("Asthma\nIt makes the airways narrow.", {}, "given as text, where a path goes"),
        (bytearray(PAGE.read_bytes()), {"fetched_at": AT}, "page cannot be bytearray"),
        (PAGE, {"url": URL.encode()}, "url cannot be b'https:"),
        (PAGE, {"fetched_at": "2026-01-05"}, "fetched_at cannot be '2026-01-05'"),
        (PAGE, {"content_type": b"text/html"}, "content_type cannot be b'text/html'"),
        (ROOT / "nowhere.html", {}, "cannot be read: No such file"),
        (PAGE, {"url": "asthma.html"}, "not a URL: 'asthma.html'"),
        (b"  ", {"fetched_at": AT}, "holds nothing"),
        (b"SQLite format 3\0" + bytes(99), {"fetched_at": AT}, "and no page"),
    ],
    ids=[
        "no moment",
        "no zone",
        "text",
        "plain text",
        "no bytes",
        "no string",
        "no datetime",
        "no field",
        "no file",
        "no address",
        "nothing",
        "no page",
    ],
)
def test_what_is_no_page_is_an_error_that_names_it(page: Any, asked: dict[str, Any], says: str) -> None:
    """One of this package's, as for everything else in Python."""
    with pytest.raises(pipeline.PipelineError, match=says):
        pipeline.parse(page, **{"url": URL, **asked})

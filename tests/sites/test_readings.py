"""The same bytes read as another record only under another version of parser or profile."""

from __future__ import annotations

import json

from tools import readings

HELD = json.loads(readings.FILE.read_bytes())


def test_no_reading_changed_under_its_version() -> None:
    """Else a store would tell its reader that the publisher changed the page."""
    found = readings.readings()
    assert list(readings.silent_changes(HELD, found)) == []
    assert found == HELD, "run: python -m tools.readings"


def test_a_reading_that_changes_in_silence_is_named() -> None:
    """A raised version or a new page is no such change."""
    held = {"parser 1, nhs 1": {"nhs/a": "0", "nhs/b": "1"}}
    assert list(readings.silent_changes(held, {"parser 1, nhs 1": {"nhs/a": "2", "nhs/b": "1", "nhs/c": "3"}})) == [
        "nhs/a does not read as it did (parser 1, nhs 1): 0 -> 2"
    ]
    assert list(readings.silent_changes(held, {"parser 2, nhs 1": {"nhs/a": "2"}})) == []

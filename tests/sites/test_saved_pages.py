"""Saved pages with their records: one reported test for each field of each page."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline import parsers, records, sites
from pipeline.ingest.proving import ASK, UNREAD
from tests.captures import capture_of

FIXTURES = Path(__file__).parents[2] / "fixtures"
PAIRS = sorted(
    page for site in sites.profiles() for page in (FIXTURES / site).glob("*.html") if page.with_suffix(".json").exists()
)


@cache
def read_pair(page: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The record of a saved page, and the record a person has approved."""
    expected = json.loads(page.with_suffix(".json").read_bytes())
    assert UNREAD not in expected, f"nobody has read {page.with_suffix('.json').name} yet: {ASK}"
    profile = sites.by_name(page.parent.name)
    document = parsers.read(capture_of(page.read_bytes(), expected["url"]), profile)
    found = json.loads(records.to_json(document))
    del found["provenance"]
    return found, expected


def fields() -> list[Any]:
    return [
        pytest.param(page, field, id=f"{page.parent.name}/{page.stem}:{field}")
        for page in PAIRS
        for field in json.loads(page.with_suffix(".json").read_bytes())
    ]


@pytest.mark.parametrize(("page", "field"), fields())
def test_a_saved_page_gives_the_approved_field(page: Path, field: str) -> None:
    """Every field of a saved page's record is what a person approved."""
    found, expected = read_pair(page)
    assert found[field] == expected[field]


@pytest.mark.parametrize("page", PAIRS, ids=lambda page: page.stem)
def test_a_saved_page_gives_no_field_nobody_approved(page: Path) -> None:
    """A new field of the record is approved before it is shipped."""
    found, expected = read_pair(page)
    assert sorted(found) == sorted(expected)

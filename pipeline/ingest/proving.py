"""Saved pages prove a profile: each is read again, and its record compared field by field with what a person approved.

A pair is ``<site>/<page>.html`` and ``<page>.json`` beside it. The JSON is the record without its provenance. One that
holds ``"unread"`` has been filled by a machine and approved by nobody: it proves nothing until a person has read it and
taken that key out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from pipeline import parsers, records, sites
from pipeline.errors import ReadError
from pipeline.fetchers.files import from_bytes
from pipeline.parsers.profile import SiteProfile

UNREAD = "unread"
ASK = "read this file beside the page, mend the profile until it is right, then take this line out"
_READ_AT = datetime(2100, 1, 1, tzinfo=UTC)
"""Always the same day, and after what saved pages tell of: a "review date" ahead of the day is read as a plan."""


class Problem(Struct, frozen=True, kw_only=True):
    """Why a pair proves nothing: the page, the field (``None`` for the whole pair), and what is wrong."""

    site: str
    page: str
    field: str | None
    message: str


class Proof(Struct, frozen=True, kw_only=True):
    """What the pairs of one profile show."""

    site: str
    pages: int
    fields: int
    problems: tuple[Problem, ...]
    kinds: tuple[str, ...]
    missing_kinds: tuple[str, ...]


def record_of(page: Path, profile: SiteProfile, url: str) -> dict[str, Any]:
    """The record of a saved page without its provenance, as JSON values.

    Raises:
        ReadError: the profile cannot read it.
    """
    capture = from_bytes(page.read_bytes(), url=url, fetched_at=_READ_AT, content_type="text/html")
    found: dict[str, Any] = json.loads(records.to_json(parsers.read(capture, profile)))
    del found["provenance"]
    return found


def prove(profile: SiteProfile, folders: Iterable[Path]) -> Proof:
    """Read every pair of a profile in ``<folder>/<profile.name>/``.

    Into the JSON of a pair that nobody has read yet the record is written, for a person to read.

    Args:
        profile: whose pages they are.
        folders: where fixtures stand.
    """
    places = [folder / profile.name for folder in folders]
    pages = [page for place in places for page in sorted(place.glob("*.html"))]
    problems: list[Problem] = []
    fields = 0
    kinds: set[str] = set()
    for page in pages:
        expected = _expected(page)
        if isinstance(expected, str):
            problems.append(Problem(site=profile.name, page=page.name, field=None, message=expected))
            continue
        fields += len(expected)
        kinds.add(str(expected.get("page_type")))
        problems += _differences(page, profile, expected)
    promised = tuple(dict.fromkeys(reader.page_type for reader in profile.readers))
    if not pages and profile.readers:
        where = " or ".join(map(str, places))
        message = f"no saved page proves this profile: none is in {where} (--fixtures names another folder)"
        problems.append(Problem(site=profile.name, page="", field=None, message=message))
    return Proof(
        site=profile.name,
        pages=len(pages),
        fields=fields,
        problems=tuple(problems),
        kinds=tuple(kind for kind in promised if kind in kinds),
        missing_kinds=tuple(kind for kind in promised if kind not in kinds),
    )


def _expected(page: Path) -> dict[str, Any] | str:
    """What the pair expects, or why it cannot be told."""
    file = page.with_suffix(".json")
    if not file.exists():
        return f"{file.name} is missing: nobody said what the record of this page is"
    try:
        expected = json.loads(file.read_bytes())
    except ValueError as error:
        return f"{file.name} is no JSON: {error}"
    if not isinstance(expected, dict) or not isinstance(expected.get("url"), str):
        return f"{file.name} does not say the page's url"
    return expected


def _differences(page: Path, profile: SiteProfile, expected: dict[str, Any]) -> Iterator[Problem]:
    def problem(message: str, field: str | None = None) -> Problem:
        return Problem(site=profile.name, page=page.name, field=field, message=message)

    url = expected["url"]
    if sites.for_url(url).name != profile.name and profile.name in sites.profiles():
        yield problem(f"{url} is read by the profile {sites.for_url(url).name}, not by this one", "url")
    try:
        found = record_of(page, profile, url)
    except ReadError as error:
        yield problem(f"cannot be read: {error.message}")
        return
    except Exception as error:  # noqa: BLE001 - a fault of the profile, which is what is asked here
        yield problem(f"cannot be read: the reader raised {type(error).__name__}: {error}")
        return
    if UNREAD in expected:
        text = json.dumps({UNREAD: ASK, **found}, indent=2, ensure_ascii=False)
        page.with_suffix(".json").write_text(f"{text}\n", "utf-8")
        yield problem("nobody has read this record yet: " + ASK, UNREAD)
        return
    for field in sorted({*found, *expected}):
        if field not in expected:
            yield problem("is new and approved by nobody", field)
        elif field not in found:
            yield problem("is expected, and records have no such field", field)
        elif found[field] != expected[field]:
            yield problem(_difference(expected[field], found[field]), field)


def _difference(expected: object, found: object) -> str:
    """Where two values part, short."""
    if isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            return f"{len(expected)} entries expected, {len(found)} found"
        place = next(place for place, pair in enumerate(zip(expected, found, strict=True)) if pair[0] != pair[1])
        return f"entry {place}: {_short(expected[place])} expected, {_short(found[place])} found"
    return f"{_short(expected)} expected, {_short(found)} found"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:117]}..."

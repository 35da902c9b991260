"""Records against labels (the corpus) and against approved records (the fixtures)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.accuracy.labels import Label
from benchmarks.accuracy.scores import Board
from benchmarks.accuracy.truth import Region, words_of
from pipeline import parsers, records, sites
from pipeline.errors import ReadError
from pipeline.fetchers.files import from_bytes

NOT_THE_TEXT = frozenset(("generated", "transport_modified", "copyright", "cited"))
"""Roles that say nothing of the page's content and are no part of the labels."""


def read(html: bytes, url: str) -> dict[str, Any]:
    """The record of a page as its JSON.

    Raises:
        ReadError: it cannot be read.
    """
    capture = from_bytes(html, url=url, fetched_at=datetime(2026, 1, 1, tzinfo=UTC), content_type="text/html")
    record: dict[str, Any] = json.loads(records.to_json(parsers.read(capture, sites.for_url(url))))
    return record


def dates_of(record: dict[str, Any]) -> list[tuple[str, str]]:
    """Role and value of the claims about the text, to the day, each once."""
    claims = (
        (claim["role"], claim["value"][:10])
        for claim in record["dates"]
        if claim["role"] not in NOT_THE_TEXT and claim["scope"] not in ("source", "collection")
    )
    return list(dict.fromkeys(claims))


def headings_of(record: dict[str, Any]) -> list[tuple[int, str]]:
    """Level and words of every heading, in order."""
    return [
        (section["level"], " ".join(section["heading"].split())) for section in record["sections"] if section["heading"]
    ]


def text_of(record: dict[str, Any]) -> str:
    """The words of every section, list marks left out."""
    lines = [section["heading"] or "" for section in record["sections"]]
    for section in record["sections"]:
        lines += [_unmarked(line) for line in section["text"].split("\n")]
    return "\n".join(lines)


def _unmarked(line: str) -> str:
    """A line without the bullet or number that a list gave it."""
    line = line.strip()
    head, _, rest = line.partition(". ")
    return rest if head.isdigit() and rest else line.removeprefix("• ")


def labelled(label: Label, corpus: Path, board: Board) -> list[str]:
    """Score one labelled page; what was wrong, a line each.

    Raises:
        ValueError: the file is not the one that was labelled.
    """
    html = (corpus / label.page).read_bytes()
    if sha256(html).hexdigest() != label.sha256:
        raise ValueError(f"{label.page} is not the file that was labelled")
    trouble: list[str] = []
    try:
        record = read(html, label.url)
    except ReadError as error:
        record = {"sections": [], "links": [], "dates": []}
        trouble.append(f"{label.page}: {error.message}")
    region = Region(html, label)
    headings, dates = headings_of(record), dates_of(record)
    links = [link["url"] for link in record["links"]]
    whom = label.publisher
    wanted_links = region.links()
    board.of("headings", whom).add(headings, label.outline)
    board.of("dates", whom).add(dates, label.dates, label.optional_dates)
    board.of("links", whom).add(map(_address, links), map(_address, wanted_links.elements()))
    board.of("words", whom).add(words_of(text_of(record)).elements(), region.words().elements())
    return trouble + list(_troubles(label, headings, dates, links, wanted_links.total()))


def _address(url: str) -> str:
    """An address as two URL parsers agree on it: escapes, case of the host and an empty path differ between them."""
    scheme, colon, rest = url.rstrip("#?").partition("://")
    if not colon:
        return url.lower()
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.lower()}/{path}".replace(" ", "%20") if slash else f"{scheme}://{host.lower()}/"


def _troubles(
    label: Label, headings: list[tuple[int, str]], dates: list[tuple[str, str]], links: list[str], in_region: int
) -> Iterator[str]:
    if in_region != label.links:
        yield f"{label.page}: the label counts {label.links} links, its region holds {in_region}"
    missing = [item for item in label.outline if item not in headings]
    more = [item for item in headings if item not in label.outline]
    if missing or more:
        yield f"{label.page}: headings missing {missing[:4]}, not labelled {more[:4]}"
    lost = [item for item in label.dates if item not in dates]
    odd = [item for item in dates if item not in label.dates and item not in label.optional_dates]
    if lost or odd:
        yield f"{label.page}: dates missing {lost}, not labelled {odd}"
    if len(links) != label.links:
        yield f"{label.page}: {len(links)} links, {label.links} labelled"


def approved(page: Path, board: Board) -> list[str]:
    """Score one saved page of the fixtures against the record that a person approved."""
    expected = json.loads(page.with_suffix(".json").read_bytes())
    record = read(page.read_bytes(), expected["url"])
    whom = f"fixtures/{page.parent.name}"
    board.of("headings", whom).add(headings_of(record), headings_of(expected))
    board.of("dates", whom).add(dates_of(record), dates_of(expected))
    board.of("links", whom).add([link["url"] for link in record["links"]], [link["url"] for link in expected["links"]])
    board.of("words", whom).add(words_of(text_of(record)).elements(), words_of(text_of(expected)).elements())
    return []

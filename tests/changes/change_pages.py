"""Documents for the tests of changes; our own words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from pipeline.model.dates import DateClaim
from pipeline.model.document import Document, Link, Section
from tests import values
from tests.captures import document_of
from tests.values import claim

URL = "https://health.example/asthma.html"


def section(heading: str | None, text: str, *, path: tuple[str, ...] | None = None, kind: Any = "prose") -> Section:
    whole = path if path is not None else (heading,) if heading else ()
    made = values.section(heading or "", text, id="-".join(whole) or "lead", level=max(1, len(whole)), kind=kind)
    return replace(made, heading=heading, path=whole)


def document(*sections: Section, **fields: Any) -> Document:
    return document_of(URL, datetime(2025, 1, 1, tzinfo=UTC), sections=sections, **fields)


def one(text: str, heading: str = "Treatment", **fields: Any) -> Document:
    """A page with one section."""
    return document(section(heading, text), **fields)


def reviewed(
    value: str, raw: str, *, label: str | None = "Last reviewed:", place: str = "section:Treatment"
) -> DateClaim:
    return claim(value, raw=raw, label=label, locator=place)


def link(text: str, url: str, *, place: str = "Treatment") -> Link:
    return Link(order=0, url=url, text=text, section_id=place, kind="external")

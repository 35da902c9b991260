"""This project's side of the comparison: a page read without a profile, as `pipeline parse` reads it."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.fetchers.files import from_bytes
from pipeline.model.document import Document
from pipeline.parsers import read
from pipeline.parsers.dates import page_date
from pipeline.sites import GENERIC, by_name

__all__ = ["generic_record", "page_date"]

_THEN = datetime(2026, 1, 1, tzinfo=UTC)


def generic_record(body: bytes, url: str) -> Document:
    """The record of a page, whoever published it: no publisher's profile is asked."""
    return read(from_bytes(body, url=url, fetched_at=_THEN), by_name(GENERIC))

"""Captures for tests of readers, and made-up records with where they are from: bytes in, no network."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from pipeline.fetchers.files import from_bytes
from pipeline.model.capture import Capture
from pipeline.model.document import Coverage, Document, Encoding, Provenance, Rights


def capture_of(
    body: bytes | str,
    url: str = "https://example.org/page",
    *,
    content_type: str | None = "text/html; charset=utf-8",
    status: int = 200,
    **changes: Any,
) -> Capture:
    """One answer with this body; ``changes`` are other fields of it."""
    data = body.encode() if isinstance(body, str) else body
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    made = from_bytes(data, url=url, fetched_at=at, content_type=content_type)
    return replace(made, **{"id": "00000000-0000-4000-8000-000000000000", "status": status, **changes})


def provenance_of(url: str, at: datetime, **changes: Any) -> Provenance:
    """Where a record that was made up for a test is from."""
    made = Provenance(
        capture_id=None,
        requested_url=url,
        fetched_at=at,
        status=200,
        payload_sha256="0" * 64,
        archive=None,
        encoding=Encoding(name="utf-8", decided_by="http"),
        profile="example",
        profile_version="1",
        parser_version="1",
        run_id=None,
    )
    return replace(made, **changes)


def document_of(url: str, at: datetime, **changes: Any) -> Document:
    """A record that was made up for a test: of a page about asthma that was captured at that time."""
    made = Document(
        url=url,
        canonical_url=url,
        site="example",
        page_type="topic",
        title="Asthma",
        description=None,
        language="en",
        publisher=None,
        rights=Rights(status="public_domain", holder=None, statement=None, rule="ours"),
        coverage=Coverage(content_words=10, recorded_words=10),
        provenance=provenance_of(url, at),
    )
    return replace(made, **changes)

"""Captures and writers for the archive's tests."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive.writer import ArchiveWriter
from pipeline.model.capture import Capture

NOON = datetime(2026, 1, 2, 12, 0, 0, 123456, tzinfo=UTC)

MakeCapture = Callable[..., Capture]
MakeWriter = Callable[..., ArchiveWriter]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def a_capture(body: bytes = b"<p>words</p>", *, entity: bytes | None = None, **fields: Any) -> Capture:
    """A capture with every field in step with its body; ``fields`` overrides."""
    entity = body if entity is None else entity
    values: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "requested_url": "http://health.example/topic",
        "url": "http://health.example/topic",
        "status": 200,
        "reason": "OK",
        "headers": (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"a1"')),
        "request_headers": (("Host", "health.example"), ("User-Agent", "test/1 (mailto:test@health.example)")),
        "entity": entity,
        "body": body,
        "fetched_at": NOON,
        "entity_sha256": sha256(entity),
        "payload_sha256": sha256(body),
        "ip": "192.0.2.7",
        "run_id": "run-1",
    }
    return Capture(**(values | fields))


@pytest.fixture
def make() -> MakeCapture:
    return a_capture


@pytest.fixture
def writer(tmp_path: Path) -> MakeWriter:
    """Opens a writer on the test's archive folder."""

    def begin(**options: Any) -> ArchiveWriter:
        settings: dict[str, Any] = {"prefix": "test", "software": "pipeline/test", "now": lambda: NOON}
        return ArchiveWriter(tmp_path / "archive", **(settings | options))

    return begin

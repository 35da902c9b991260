"""The door for pages that are already here: a file or standard input becomes a capture, without a network."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import UsageError
from pipeline.model.capture import Capture

MAX_BYTES = 128 * 2**20
"""Longest file that is taken for a page."""


def from_bytes(body: bytes, *, url: str, fetched_at: datetime, content_type: str | None = None) -> Capture:
    """A capture of status 200 whose entity is ``body``; nothing is said that was not given.

    Args:
        body: the page.
        url: its address, absolute.
        fetched_at: the time it stands for, UTC.
        content_type: of the answer it was, if known; it takes part in deciding the encoding.
    """
    digest = hashlib.sha256(body).hexdigest()
    return Capture(
        id=str(uuid.uuid4()),
        requested_url=url,
        url=url,
        status=200,
        headers=(("Content-Type", content_type),) if content_type else (),
        entity=body,
        body=body,
        fetched_at=fetched_at,
        entity_sha256=digest,
        payload_sha256=digest,
    )


def from_file(path: Path, *, url: str | None = None, content_type: str | None = None) -> Capture:
    """A capture of a file; its time is the file's own, its URL the ``file:`` address unless one is given.

    Raises:
        UsageError: the file cannot be read, is a folder, or is longer than :data:`MAX_BYTES`.
    """
    try:
        with path.open("rb") as stream:
            body = _bounded(stream, str(path))
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}", mend="check the path") from error
    return from_bytes(body, url=url or path.resolve().as_uri(), fetched_at=changed, content_type=content_type)


def from_stream(stream: BinaryIO, *, url: str, fetched_at: datetime, content_type: str | None = None) -> Capture:
    """A capture of what a stream (standard input) holds up to its end.

    Raises:
        UsageError: it is longer than :data:`MAX_BYTES`.
    """
    body = _bounded(stream, "standard input")
    return from_bytes(body, url=url, fetched_at=fetched_at, content_type=content_type)


def _bounded(stream: BinaryIO, name: str) -> bytes:
    body = stream.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise UsageError(f"{name} is longer than {MAX_BYTES} bytes, which no page is")
    return body

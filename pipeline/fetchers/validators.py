"""What the next request for a URL is conditional on."""

from __future__ import annotations

from msgspec import Struct

from pipeline.model.capture import Capture
from pipeline.model.target import Target


class Validators(Struct, frozen=True, kw_only=True):
    """ETag and Last-Modified, as sent."""

    etag: str | None = None
    last_modified: str | None = None


def validators_after(capture: Capture, target: Target | None = None) -> Validators:
    """The validators to store after an answer.

    A full answer brings its own, and what it does not bring is gone. A 304 freshens what is stored (RFC 9111 section
    3.2 and 4.3.4): a field it carries replaces the stored one, a field it leaves out stays.

    Args:
        capture: of status 200, or the 304.
        target: the target that was asked for; its validators are the stored ones.
    """
    stored = target if target is not None and capture.status == 304 else None
    return Validators(
        etag=capture.header("etag") or (stored.etag if stored else None),
        last_modified=capture.header("last-modified") or (stored.last_modified if stored else None),
    )

"""What a server said once (a WARC response record), and how a fetch of one target ended."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from msgspec import Struct

Headers = tuple[tuple[str, str], ...]
"""Header fields in the order sent, names as sent, values decoded as latin-1."""


WHOLE: Final = frozenset({200, 203})
"""The statuses of an answer that is the page: from its origin, or altered by a proxy on the way (RFC 9110, 15.3.4)."""


class Hop(Struct, frozen=True, kw_only=True, gc=False):
    """One redirect that was followed: the URL that answered, its status, where it pointed (absolute)."""

    url: str
    status: int
    location: str


class ArchiveRef(Struct, frozen=True, kw_only=True, gc=False):
    """Where a WARC record stands: file name relative to the archive folder, byte offset, byte length."""

    file: str
    offset: int
    length: int


class Capture(Struct, frozen=True, kw_only=True):
    """One answer of a server, whole.

    Attributes:
        id: UUID in its usual 36-character form; the WARC-Record-ID is ``<urn:uuid:ID>``.
        requested_url: the URL of the target, before any redirect.
        url: the URL that gave this answer.
        status: HTTP status code.
        reason: HTTP reason phrase, may be empty.
        http_version: ``HTTP/1.1`` or ``HTTP/2``.
        headers: response header fields.
        request_headers: the fields we sent.
        entity: the body as sent, after transfer coding, before content coding. Its SHA-256 is the WARC payload digest.
        body: the body after content coding (gzip, br, zstd) is undone; what parsers read.
        fetched_at: when the answer was complete, UTC.
        entity_sha256: lower-case hex of ``entity``.
        payload_sha256: lower-case hex of ``body``.
        redirects: the hops that led from ``requested_url`` to ``url``.
        ip: address that answered.
        run_id: the run that asked.
        why: what it asked for (``never-seen``, ``interval``, ``forced``, ...); ``None`` where no page was asked, and in
            archives of before this was kept.
        truncated: why the body is not whole, else ``None`` (WARC-Truncated values).
        revisit_of: id of the capture that already holds this payload (a 304, or the same digest).
        undecodable: why ``body`` could not be made from ``entity`` (then ``body`` is empty), else ``None``.
        archive: where it is kept; ``None`` until it is.
    """

    id: str
    requested_url: str
    url: str
    status: int
    reason: str = ""
    http_version: str = "HTTP/1.1"
    headers: Headers = ()
    request_headers: Headers = ()
    entity: bytes = b""
    body: bytes = b""
    fetched_at: datetime
    entity_sha256: str
    payload_sha256: str
    redirects: tuple[Hop, ...] = ()
    ip: str | None = None
    run_id: str | None = None
    why: str | None = None
    truncated: Literal["length", "time", "disconnect", "unspecified"] | None = None
    revisit_of: str | None = None
    undecodable: str | None = None
    archive: ArchiveRef | None = None

    def header(self, name: str) -> str | None:
        """First value of a response header field, by case-insensitive name."""
        wanted = name.lower()
        for key, value in self.headers:
            if key.lower() == wanted:
                return value
        return None


FailureKind = Literal[
    "dns",
    "connect",
    "tls",
    "timeout",
    "protocol",
    "too_large",
    "truncated",
    "bad_content_coding",
    "redirect_loop",
    "bad_redirect",
    "refused_address",
    "host_paused",
]
"""``host_paused``: no (further) request was sent, as it may not be for longer than a fetch waits (``retry_after``)."""


class Answered(Struct, frozen=True, kw_only=True, tag=True):
    """The server answered, whatever the status; ``capture`` is the last answer (also a 404, also a 503)."""

    url: str
    capture: Capture
    retry_after: float | None = None


class NotModified(Struct, frozen=True, kw_only=True, tag=True):
    """304: what we hold is current. ``capture`` is the 304 itself, with its (refreshed) validators."""

    url: str
    capture: Capture


class Disallowed(Struct, frozen=True, kw_only=True, tag=True):
    """robots.txt says no, or cannot be read (``closed``: retry later). ``robots_id`` is the snapshot that decided."""

    url: str
    rule: str
    closed: bool
    robots_id: str | None = None


class OutOfScope(Struct, frozen=True, kw_only=True, tag=True):
    """A redirect left the site's scope; it was recorded and not followed."""

    url: str
    location: str
    capture: Capture


class Failed(Struct, frozen=True, kw_only=True, tag=True):
    """No usable answer. ``capture`` is what was received, if anything was."""

    url: str
    kind: FailureKind
    message: str
    capture: Capture | None = None
    retry_after: float | None = None


Outcome = Answered | NotModified | Disallowed | OutOfScope | Failed

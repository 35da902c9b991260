"""What to fetch and why."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

FoundBy = Literal["seed", "sitemap", "link", "feed", "hub", "redirect", "cli", "file"]
Method = Literal["GET", "HEAD"]
UrlKind = Literal["page", "sitemap"]
"""A ``sitemap`` is read for the URLs it names and makes no document."""
UrlStatus = Literal[
    "discovered",
    "fetched",
    "unchanged",
    "redirected",
    "failing",
    "gone",
    "disallowed",
    "out_of_scope",
]


class Discovered(Struct, frozen=True, kw_only=True):
    """A URL somebody told us about: canonical URL, its site, who told, where, and the sitemap's hint."""

    url: str
    site: str
    kind: UrlKind = "page"
    found_by: FoundBy
    found_on: str | None = None
    lastmod: str | None = None


class Target(Struct, frozen=True, kw_only=True):
    """One URL that is due.

    Attributes:
        url: canonical URL to ask.
        site: profile name.
        kind: whether a page or a list of URLs is expected.
        reason: why it is due (``never-seen``, ``interval``, ``retry``, ``forced``, ...).
        lastmod: when it last changed by its list: a day, month or year, or an instant in UTC.
        etag, last_modified: validators from the last good answer, as sent.
        payload_sha256: digest of the payload we hold, if any.
        entity_sha256: WARC payload digest of the capture we hold, if any.
        capture_id, captured_url, captured_at: the capture a revisit record would refer to.
        captured_type: its Content-Type, ``""`` if it had none, where the record that was read from it is in doubt for
            its encoding.
        has_record: whether a record of the page is stored, also where its last answer was none to hold on to.
        attempts: how many times in a row it has failed; 0 when the last answer was good.
        method: HEAD where only the status is wanted (link checks); its answer has no body.
    """

    url: str
    site: str
    kind: UrlKind = "page"
    reason: str
    lastmod: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    payload_sha256: str | None = None
    entity_sha256: str | None = None
    capture_id: str | None = None
    captured_url: str | None = None
    captured_at: datetime | None = None
    captured_type: str | None = None
    has_record: bool = False
    attempts: int = 0
    method: Method = "GET"

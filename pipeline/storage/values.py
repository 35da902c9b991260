"""What the store hands back, and the few values it is handed that belong to no lower floor."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from pipeline.model.capture import ArchiveRef, Hop
from pipeline.model.issue import Finding, Severity
from pipeline.model.target import FoundBy, UrlKind, UrlStatus

LED_OUT = "redirects to "
"""Begins what is kept of a fetch that was led out of its site; the address follows."""

Result = Literal[
    "new",
    "changed",
    "unchanged",
    "returned",
    "redirected",
    "listed",
    "unread",
    "suspect",
    "missing",
    "gone",
    "failed",
    "disallowed",
    "out_of_scope",
]
"""What a fetch came to.

``listed``: a good answer of a sitemap. ``unread``: a good answer without a document (no HTML, or the reader broke its
promise). ``suspect``: most of the page's text is gone, which a later look must confirm; the version from before stands.
``missing``: a 404 or 410 not confirmed yet; ``gone``: confirmed. ``returned``: a gone page is back.
"""

ChangeKind = Literal["new", "changed", "technical", "moved", "gone", "returned", "purged"]


class Saved(Struct, frozen=True, kw_only=True):
    """What :meth:`Store.save_outcome` did.

    Attributes:
        result: see :data:`Result`.
        url: the URL whose page it was (after redirects).
        document_id, version: of the document touched, if any; ``version`` counts from 1.
        began_failing: the URL was fine before: tell it once.
        recovered: the URL was failing before: tell it once.
        failing_since: of the trouble that goes on or has just ended.
        message: what there is to say beside the result.
    """

    result: Result
    url: str
    document_id: int | None = None
    version: int | None = None
    began_failing: bool = False
    recovered: bool = False
    failing_since: datetime | None = None
    message: str | None = None


class UrlState(Struct, frozen=True, kw_only=True):
    """A row of the frontier; field meanings in docs/reference/tables.md.

    Attributes:
        status: how the address stands.
    """

    url: str
    site: str
    host: str
    kind: UrlKind
    status: UrlStatus
    found_by: FoundBy
    found_on: str | None
    first_seen: datetime
    last_seen: datetime
    lastmod: str | None
    next_due: datetime | None
    due_reason: str | None
    last_tried: datetime | None
    last_fetched: datetime | None
    attempts: int
    failing_since: datetime | None
    failure: str | None
    missing_since: datetime | None
    etag: str | None
    last_modified: str | None
    payload_sha256: str | None
    moved_to: str | None
    document_id: int | None


class FetchRow(Struct, frozen=True, kw_only=True):
    """One fetch of one URL, for ``explain``.

    Attributes:
        bytes: of the answers' bodies as sent.
    """

    run_id: str
    url: str
    at: datetime
    reason: str
    outcome: str
    result: Result
    status: int | None
    capture_id: str | None
    version: int | None
    bytes: int
    elapsed_ms: int
    message: str | None
    robots_tag: str | None = None


class VersionRow(Struct, frozen=True, kw_only=True):
    """One version of a document, newest knowledge: the runs and moments that first and last saw it."""

    id: int
    document_id: int
    url: str
    number: int
    content_hash: str
    capture_id: str | None
    parser_version: str
    profile_version: str
    first_run: str
    last_run: str
    first_seen_at: datetime
    last_seen_at: datetime
    grade: str | None
    current: bool
    fingerprint: str | None = None
    review_role: str | None = None
    review_value: str | None = None


class CaptureRow(Struct, frozen=True, kw_only=True):
    """A capture as the database knows it; its bytes and headers are in the archive at ``archive``.

    ``robots_tag`` holds its X-Robots-Tag fields as sent, one a line.
    """

    number: int
    id: str
    requested_url: str
    url: str
    status: int
    fetched_at: datetime
    payload_sha256: str
    entity_sha256: str
    archive: ArchiveRef | None
    revisit_of: str | None
    content_type: str | None
    content_encoding: str | None
    redirects: tuple[Hop, ...]
    ip: str | None
    truncated: str | None
    run_id: str | None
    robots_tag: str | None = None


class Hit(Struct, frozen=True, kw_only=True):
    """One section that answers to the words.

    ``snippet`` marks them with ``[`` and ``]``; a smaller ``score`` is better; ``gone_since`` is the look that
    first missed its page, where it is confirmed gone; ``left_out`` are the words that were asked for and that it does
    not hold.
    """

    url: str
    title: str | None
    heading: str | None
    anchor: str | None
    section_id: str
    snippet: str
    score: float
    gone_since: datetime | None
    left_out: tuple[str, ...] = ()


class IssueRow(Struct, frozen=True, kw_only=True):
    """A stored issue and since when it stands; ``url`` is ``None`` when it is about a whole site."""

    site: str
    url: str | None
    code: str
    severity: Severity
    message: str
    evidence: dict[str, str]
    since: datetime
    resolved_at: datetime | None


class FindingRow(Struct, frozen=True, kw_only=True):
    """A finding with its since-when; ``resolved_at`` is set once the audit no longer sees it."""

    finding: Finding
    first_seen: datetime
    last_seen: datetime
    resolved_at: datetime | None


class FindingChanges(Struct, frozen=True, kw_only=True):
    """What :meth:`Store.sync_findings` saw: keys that opened, and keys that were resolved."""

    opened: tuple[str, ...]
    resolved: tuple[str, ...]


class AuditRow(Struct, frozen=True, kw_only=True):
    """An audit that brought the findings up to date.

    Attributes:
        at: when.
        sites: what was audited; ``None``: every site.
        rules: version of this software, and a digest of its rules and their versions: under another one findings may
            open and close although no page changed.
        findings: how many it found. ``opened`` were new and ``resolved`` no longer seen, by it and the audits before it
            since the last run began: a report made after an audit tells what that found.
    """

    at: datetime
    sites: tuple[str, ...] | None
    rules: str
    findings: int
    opened: int
    resolved: int


class SiteState(Struct, frozen=True, kw_only=True):
    """Whether a site's publication is blocked, and its last good run."""

    name: str
    blocked_since: datetime | None = None
    blocked_reason: str | None = None
    last_good_run: str | None = None
    last_good_at: datetime | None = None


class Change(Struct, frozen=True, kw_only=True):
    """An event in the life of a document, in the order of ``id``; the base of deltas and feeds."""

    id: int
    at: datetime
    run_id: str | None
    document_id: int
    url: str | None
    kind: ChangeKind
    version: int | None
    previous_version: int | None
    grade: str | None
    detail: str | None
    returns_to: int | None = None
    confirm: str | None = None
    event_id: int | None = None


class EventSample(Struct, frozen=True, kw_only=True):
    """One edit of an event in words: what kind, before and after."""

    what: str
    before: str | None
    after: str | None


class Event(Struct, frozen=True, kw_only=True):
    """Something that happened to many pages at once.

    Attributes:
        kind: ``host-wide`` for an edit all over a host, ``technical`` for a reader's upgrade.
        grade: of the weightiest edit.
        pages: how many changed by it.
        looked_at: of how many looked at in the run.
        edits: how many single edits it is made of.
        url: a page that shows it.
        sample: the weightiest edits, from that page.
    """

    id: int
    at: datetime
    run_id: str | None
    kind: Literal["host-wide", "technical"]
    host: str | None
    grade: str
    pages: int
    looked_at: int
    edits: int
    url: str | None
    sample: tuple[EventSample, ...] = ()


class Counts(Struct, frozen=True, kw_only=True):
    """How much there is: rows by table, URLs by status."""

    urls: int
    by_status: dict[str, int]
    documents: int
    gone: int
    versions: int
    sections: int
    links: int
    captures: int
    issues: int
    findings: int
    runs: int

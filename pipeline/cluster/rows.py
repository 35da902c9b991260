"""One row of a shard: a page and its record, or a page (or a place in the archive) and why there is none."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from pipeline import records
from pipeline.errors import ArchiveError, DamagedRecord
from pipeline.model.capture import Capture
from pipeline.model.dates import ChosenDate
from pipeline.model.document import Document
from pipeline.parsers import parser_version
from pipeline.reading import Attempt


class Row(Struct, frozen=True, kw_only=True):
    """A row as it is written; the fields are the columns, in this order.

    Attributes:
        host: of ``url``; rows of a file are sorted by it, then by ``url`` and ``captured_at``.
        url: the URL served; empty where the archive is damaged and no page is known.
        captured_at: when it was fetched, UTC.
        file: the archive file, as the unit names it.
        offset: of the WARC record in it, bytes.
        length: of the WARC record, bytes.
        capture_id: the WARC record's id.
        payload_sha256: lower-case hex of the body that was read.
        site: profile that read it.
        page_type: kind of page.
        title: of the page.
        language: BCP 47 tag.
        publisher: who publishes it.
        canonical_url: what the page declares for itself.
        reviewed: value of the chosen claim, as precise as the page.
        modified: value of the chosen claim.
        published: value of the chosen claim.
        next_review_due: value of the chosen claim.
        rights: status.
        words: of the main content.
        words_lost: words of it that no section holds.
        issues: how many the reader raised.
        parser_version: of the reader.
        profile_version: of the profile.
        content_hash: equal where two records say the same.
        error: code of what kept the page from being read (``profile-mismatch``, ``reader-died``, ``damaged-record``,
            ...); null where there is a record.
        message: that in a sentence.
        record: the whole record, JSON, as ``pipeline parse`` prints it; null where there is none.
    """

    host: str
    url: str
    captured_at: datetime | None = None
    file: str
    offset: int | None = None
    length: int | None = None
    capture_id: str | None = None
    payload_sha256: str | None = None
    site: str | None = None
    page_type: str | None = None
    title: str | None = None
    language: str | None = None
    publisher: str | None = None
    canonical_url: str | None = None
    reviewed: str | None = None
    modified: str | None = None
    published: str | None = None
    next_review_due: str | None = None
    rights: str | None = None
    words: int | None = None
    words_lost: int | None = None
    issues: int = 0
    parser_version: str
    profile_version: str | None = None
    content_hash: str | None = None
    error: str | None = None
    message: str | None = None
    record: bytes | None = None

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        """What rows are sorted by: total, and the same wherever the unit was read."""
        at = "" if self.captured_at is None else self.captured_at.isoformat()
        return self.host, self.url, at, self.file, -1 if self.offset is None else self.offset


def row_of(capture: Capture, reading: Attempt) -> Row:
    """The row of a page that was read, or could not be."""
    document = reading.document
    if document is None:
        issue = reading.issues[0]
        return error_row(capture, issue.code, issue.message)
    try:
        return _page(capture, document)
    except (UnicodeEncodeError, OverflowError, RecursionError) as error:
        return error_row(capture, "record-unwritable", f"{capture.url}: the record cannot be written as JSON: {error}")


def error_row(capture: Capture, code: str, message: str) -> Row:
    """The row of a page without a record."""
    # an error may quote the page, whose text need not be Unicode
    return replace(_bare(capture), error=code, message=message.encode(errors="replace").decode())


def damage_row(error: ArchiveError, *, file: str) -> Row:
    """The row of a place where the archive could not be read."""
    offset = error.offset if isinstance(error, DamagedRecord) else None
    return Row(
        host="",
        url="",
        file=file,
        offset=offset,
        parser_version=parser_version(),
        error="damaged-record",
        message=error.message,
    )


def _bare(capture: Capture) -> Row:
    """Which page it is and where it stands."""
    ref = capture.archive
    try:
        host = (urlsplit(capture.url).hostname or "").lower()
    except ValueError:
        host = ""
    return Row(
        host=host,
        url=capture.url,
        captured_at=capture.fetched_at,
        file="" if ref is None else ref.file,
        offset=None if ref is None else ref.offset,
        length=None if ref is None else ref.length,
        capture_id=capture.id,
        payload_sha256=capture.payload_sha256,
        parser_version=parser_version(),
    )


def _page(capture: Capture, document: Document) -> Row:
    return replace(
        _bare(capture),
        site=document.site,
        page_type=document.page_type,
        title=document.title,
        language=document.language,
        publisher=document.publisher,
        canonical_url=document.canonical_url,
        reviewed=_value(document.reviewed),
        modified=_value(document.modified),
        published=_value(document.published),
        next_review_due=_value(document.next_review_due),
        rights=document.rights.status,
        words=document.coverage.content_words,
        words_lost=len(document.coverage.lost),
        issues=len(document.issues),
        profile_version=document.provenance.profile_version,
        content_hash=records.content_hash(document),
        record=records.to_json(document),
    )


def _value(date: ChosenDate | None) -> str | None:
    return None if date is None else date.value


encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Row).decode

"""A capture as WARC 1.1 records and back: the bytes, without files.

Rules: ISO 28500:2017 (WARC 1.1); sections named below are of that text. Every record is given as the parts of one gzip
member's content, so that a large body is compressed where it lies and never joined to its headers first.

What a block holds. Status line, header fields and the *entity*: the body as sent with its content coding, after the
transfer coding was undone by the client. A ``Transfer-Encoding`` field would therefore lie about the block (section
6.3.2 makes block and message one), so it is left out together with any ``Content-Length`` beside it, and a true
``Content-Length`` is put last; RFC 9112 6.3 reads the result exactly as the client read the original. What was left out
is kept in ``Pipeline-Fetch`` with its place, and comes back when the record is read. Without ``Transfer-Encoding`` the
fields stand as sent, also a ``Content-Length`` that a cut connection did not honour (see ``WARC-Truncated``).

``Pipeline-Fetch`` is an extension field (section 5: unknown fields shall be skipped): one JSON object, only with what
the record does not say already, so that a :class:`Capture` can be rebuilt without the database.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from pipeline.archive.members import Parts
from pipeline.errors import ArchiveError
from pipeline.model.capture import Capture, Headers, Hop
from pipeline.moments import stamp

FETCH_FIELD: Final = "Pipeline-Fetch"
"""Name of the extension field."""

ENDING_FIELD: Final = "Pipeline-Ending"
"""Extension field of the record that closes a file: the number of records before it and their bytes."""

NOT_MODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
SAME_PAYLOAD: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

HTTP_VERSION: Final = "HTTP/1.1"
"""How every block is written; a capture by another version says so in ``Pipeline-Fetch`` and ``WARC-Protocol``."""

INFO_FIELD: Final = "Pipeline-Archive"
"""Extension field of our warcinfo records; a file that has it was written here and is held to stricter checks."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NOT_IN_URL = re.compile(r"[^\x21-\x7e]")
_PLAIN_PATH = re.compile(r"https?://[a-z0-9.:-]+(/[!-\"$->@-~]*+(?:\?[!-\"$-~]++)?)")


class Referred(msgspec.Struct, frozen=True, kw_only=True):
    """What a revisit record says of the capture that holds its payload.

    Attributes:
        id: of that capture.
        url: that gave it.
        fetched_at: when, UTC.
        entity_sha256: lower-case hex; the payload digest.
    """

    id: str
    url: str
    fetched_at: datetime
    entity_sha256: str

    @classmethod
    def to(cls, capture: Capture) -> Referred:
        """The reference to a capture at hand."""
        return cls(id=capture.id, url=capture.url, fetched_at=capture.fetched_at, entity_sha256=capture.entity_sha256)


class Fetch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Content of ``Pipeline-Fetch``; a field is absent where the record's own fields say the same.

    Attributes:
        url, requested_url: where they differ from WARC-Target-URI.
        dropped: ``(place, name, value)`` of header fields left out of the block, in the order sent.
        added: header fields put at the end of the block's own.
        entity_sha256: where WARC-Payload-Digest speaks of another entity (a revisit).
        payload_sha256: where it differs from the entity's.
        undecodable: see :class:`Capture`.
    """

    v: int = 1
    url: str | None = None
    requested_url: str | None = None
    redirects: tuple[Hop, ...] = ()
    run_id: str | None = None
    why: str | None = None
    http_version: str | None = None
    request_headers: Headers = ()
    dropped: tuple[tuple[int, str, str], ...] = ()
    added: int = 0
    revisit_of: str | None = None
    entity_sha256: str | None = None
    payload_sha256: str | None = None
    undecodable: str | None = None


def warcinfo(*, file: str, record_id: str, software: str, written_at: datetime) -> Parts:
    """The record that opens a file (section 6.2)."""
    fields = (
        ("software", software),
        ("format", "WARC File Format 1.1"),
        ("conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
    )
    body = "".join(f"{name}: {_line(value)}\r\n" for name, value in fields).encode()
    head = (
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", urn(record_id)),
        ("WARC-Date", warc_date(written_at)),
        ("WARC-Filename", _line(file)),
        ("Content-Type", "application/warc-fields"),
        (INFO_FIELD, "1"),
    )
    return as_record(head, body)


def ending(*, file: str, info_id: str, records: int, size: int, written_at: datetime) -> Parts:
    """The record that closes a file, so that a file cut between two records is known to be cut.

    A ``metadata`` record (section 6.6) about the warcinfo record: how many records stand before it, in how many bytes.
    """
    body = f"records: {records}\r\nbytes: {size}\r\n".encode()
    head = (
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", urn(str(uuid5(NAMESPACE_URL, f"ending:{file}")))),
        ("WARC-Date", warc_date(written_at)),
        ("WARC-Refers-To", urn(info_id)),
        ("Content-Type", "application/warc-fields"),
        (ENDING_FIELD, f"{records} {size}"),
    )
    return as_record(head, body)


def is_ending(record: bytes) -> bool:
    """Whether a record written here is the closing one (only its header is looked at)."""
    return record.startswith(b"WARC/1.1\r\nWARC-Type: metadata\r\n") and f"\r\n{ENDING_FIELD}: ".encode() in record


def info_id_of(file: str) -> str:
    """Id of the warcinfo record of a file written here; made of the file's name, which is unique."""
    return str(uuid5(NAMESPACE_URL, f"warcinfo:{file}"))


def response(capture: Capture, *, info_id: str, refers_to: Referred | None) -> Parts:
    """The ``response`` record of a capture, or its ``revisit`` record (sections 6.3 and 6.7).

    A 304 is a revisit. Another answer is one only if ``refers_to`` has the very same entity digest; otherwise the whole
    response is kept, whatever ``capture.revisit_of`` says, because its bytes would be lost.

    Raises:
        ArchiveError: a header field cannot be written as HTTP/1.1.
    """
    not_modified = capture.status == 304 and not capture.entity
    same = refers_to is not None and not not_modified and refers_to.entity_sha256 == capture.entity_sha256
    revisit = not_modified or same
    entity = b"" if revisit else capture.entity
    fields, dropped, added = _block_fields(capture, keep_length=revisit)
    target = _target(capture.url)
    payload_digest: str | None = capture.entity_sha256
    if revisit:
        payload_digest = refers_to.entity_sha256 if refers_to is not None else None
    fetch = Fetch(
        url=capture.url if capture.url != target else None,
        requested_url=capture.requested_url if capture.requested_url != capture.url else None,
        redirects=capture.redirects,
        run_id=capture.run_id,
        why=capture.why,
        http_version=capture.http_version if capture.http_version != HTTP_VERSION else None,
        request_headers=capture.request_headers,
        dropped=dropped,
        added=added,
        revisit_of=capture.revisit_of,
        entity_sha256=capture.entity_sha256 if capture.entity_sha256 != payload_digest else None,
        payload_sha256=capture.payload_sha256 if capture.payload_sha256 != capture.entity_sha256 else None,
        undecodable=capture.undecodable,
    )
    head = [
        ("WARC-Type", "revisit" if revisit else "response"),
        ("WARC-Record-ID", urn(capture.id)),
        ("WARC-Date", warc_date(capture.fetched_at)),
        ("WARC-Target-URI", target),
        ("WARC-Warcinfo-ID", urn(info_id)),
        ("Content-Type", "application/http;msgtype=response"),
    ]
    if payload_digest:
        head.append(("WARC-Payload-Digest", f"sha256:{payload_digest}"))
    if capture.ip:
        head.append(("WARC-IP-Address", _line(capture.ip)))
    if capture.http_version.startswith("HTTP/2"):
        head.append(("WARC-Protocol", "h2"))
    if capture.truncated:
        head.append(("WARC-Truncated", capture.truncated))
    if revisit:
        head.append(("WARC-Profile", NOT_MODIFIED if not_modified else SAME_PAYLOAD))
        head.extend(_references(refers_to, capture.revisit_of))
    head.append((FETCH_FIELD, msgspec.json.encode(fetch).decode().replace("\x7f", " ")))  # others JSON escapes
    block_head = _http_head(f"{HTTP_VERSION} {capture.status:03d} {_line(capture.reason)}", fields)
    return as_record(head, block_head, entity)


def request(capture: Capture, *, info_id: str) -> Parts:
    """The ``request`` record of a capture (section 6.4): a GET, with the fields that were sent."""
    path = _path_of(capture.url)
    head = [
        ("WARC-Type", "request"),
        ("WARC-Record-ID", f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{capture.id}#request')}>"),
        ("WARC-Date", warc_date(capture.fetched_at)),
        ("WARC-Target-URI", _target(capture.url)),
        ("WARC-Concurrent-To", urn(capture.id)),
        ("WARC-Warcinfo-ID", urn(info_id)),
        ("Content-Type", "application/http;msgtype=request"),
    ]
    return as_record(head, _http_head(f"GET {path} {HTTP_VERSION}", capture.request_headers))


def _path_of(url: str) -> str:
    if plain := _PLAIN_PATH.fullmatch(url):
        return plain[1]
    parts = urlsplit(url)
    return _NOT_IN_URL.sub(_percent, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


@lru_cache(maxsize=16)  # the records of a capture and its file's name the same ids
def urn(record_id: str) -> str:
    """``<urn:uuid:...>`` of an id.

    Raises:
        ArchiveError: the id is not a UUID.
    """
    if _UUID.fullmatch(record_id):
        return f"<urn:uuid:{record_id}>"
    try:
        return f"<urn:uuid:{UUID(record_id)}>"
    except ValueError as error:
        raise ArchiveError(f"a capture's id must be a UUID, not {record_id!r:.100}") from error


@lru_cache(maxsize=4)
def warc_date(moment: datetime) -> str:
    """W3C date and time with microseconds, UTC (section 5.4).

    Raises:
        ArchiveError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ArchiveError(f"a time without a zone cannot be archived: {moment.isoformat()}")
    return stamp(moment)


def _references(referred: Referred | None, revisit_of: str | None) -> list[tuple[str, str]]:
    if referred is None:
        return [("WARC-Refers-To", urn(revisit_of))] if revisit_of else []
    return [
        ("WARC-Refers-To", urn(referred.id)),
        ("WARC-Refers-To-Target-URI", _target(referred.url)),
        ("WARC-Refers-To-Date", warc_date(referred.fetched_at)),
    ]


def _block_fields(capture: Capture, *, keep_length: bool) -> tuple[Headers, tuple[tuple[int, str, str], ...], int]:
    """Header fields as they stand in the block, the ones left out with their places, how many were put at the end."""
    if "transfer-encoding" not in [name.lower() for name, _ in capture.headers]:
        return capture.headers, (), 0
    framing = ("transfer-encoding", "content-length")
    dropped = tuple((i, n, v) for i, (n, v) in enumerate(capture.headers) if n.lower() in framing)
    kept = tuple(field for field in capture.headers if field[0].lower() not in framing)
    if keep_length:
        return kept, dropped, 0
    return (*kept, ("Content-Length", str(len(capture.entity)))), dropped, 1


def _http_head(first: str, fields: Headers) -> bytes:
    """RFC 9112 message head. A control character in a value becomes a space (RFC 9110 5.5)."""
    lines = [first, *[f"{name}: {_line(value)}" for name, value in fields], "", ""]
    try:
        return "\r\n".join(lines).encode("latin-1")
    except UnicodeEncodeError as error:
        raise ArchiveError(f"a header field is not latin-1 text: {error.object[error.start : error.end]!r}") from error


def as_record(head: list[tuple[str, str]] | tuple[tuple[str, str], ...], *block: bytes) -> Parts:
    """A record of these fields, each one line, and this block, with its length and digest."""
    digest = hashlib.sha256()
    for part in block:
        digest.update(part)
    lines = ["WARC/1.1", *[f"{name}: {value}" for name, value in head]]
    lines.append(f"WARC-Block-Digest: sha256:{digest.hexdigest()}")
    lines.extend((f"Content-Length: {sum(map(len, block))}", "", ""))
    return ("\r\n".join(lines).encode(), *block, b"\r\n\r\n")


@lru_cache(maxsize=1024)  # servers send the same fields with every page
def _line(value: str) -> str:
    return value if value.isprintable() else _CONTROL.sub(" ", value)


def _target(url: str) -> str:
    return _NOT_IN_URL.sub(_percent, url)


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8", "surrogatepass"))

"""What stands in a response or revisit record, as a :class:`Capture`.

Header fields are read by fastwarc, content codings undone by :mod:`pipeline.content_coding`. Records of other writers
have no ``Pipeline-Fetch``: for them digests are computed, a stored transfer coding is undone, and what the record does
not say stays absent.
"""

from __future__ import annotations

import hashlib
import io
import re
from datetime import UTC, datetime
from typing import Final, Literal

import msgspec
from fastwarc.stream_io import ChunkedReader
from fastwarc.warc import HeaderMap

from pipeline.archive.format import FETCH_FIELD, HTTP_VERSION, Fetch
from pipeline.archive.framing import Record, head_end
from pipeline.content_coding import decode_all
from pipeline.errors import BadContentCoding, DamagedRecord, TooLarge
from pipeline.model.capture import Capture, Headers

UNKNOWN_ORIGINAL: Final = "unknown"
"""``revisit_of`` of a revisit record that does not name the record it refers to (never written here)."""

NO_STATUS: Final = 0
"""``status`` of an identical-payload revisit that was stored without its status line (never written here)."""

OTHER_TYPES: Final = frozenset({"warcinfo", "resource", "request", "metadata", "conversion", "continuation"})
"""Record types of WARC 1.1, section 6, that are no answers of a server."""

_READ: Final = 2**20
_SHA256 = re.compile(r"sha256:([0-9a-f]{64})")
_URN = re.compile(r"<?(?:urn:uuid:)?([^<>]*)>?")
_CHUNK = re.compile(rb"[0-9a-fA-F]{1,16}[ \t]*(?:;[^\r\n]*)?\r\n")
_fetch_decoder = msgspec.json.Decoder(Fetch)


def fields_of(record: Record, *, file: str) -> HeaderMap:
    """The header fields of a record.

    Raises:
        DamagedRecord: they cannot be read.
    """
    try:
        # the fields alone: a WarcRecord takes at once as much memory as Content-Length says, true or not
        fields = HeaderMap()
        fields.parse(io.BytesIO(record.header), True)
    except OSError as error:
        raise DamagedRecord(f"the record header cannot be read: {error}", file=file, offset=record.offset) from error
    return fields


def no_answer(fields: HeaderMap) -> str | None:
    """Why a record is no answer of an HTTP server: its type (``request``, ``warcinfo``, ...) or ``not-http``."""
    kind = fields.get("WARC-Type")
    if kind not in ("response", "revisit"):
        return kind if kind in OTHER_TYPES else "unknown-type"
    url = (fields.get("WARC-Target-URI") or "").strip("<>")
    return None if url.lower().startswith(("http:", "https:")) else "not-http"


def capture_of(
    record: Record, fields: HeaderMap, block: bytes, *, file: str, max_body: int, cut: bool = False
) -> Capture:
    """The capture a response or revisit record holds.

    Args:
        record: the record, for its place.
        fields: of its header.
        block: its block.
        file: the archive file, for messages.
        max_body: most bytes of content made of the entity; past it the capture is ``undecodable``.
        cut: ``block`` is only the beginning.

    Raises:
        DamagedRecord: a field cannot be read, or one that must be there is not.
    """
    kind = fields.get("WARC-Type")
    url = (fields.get("WARC-Target-URI") or "").strip("<>")
    try:
        raw_fetch = fields.get(FETCH_FIELD)
        fetch = _fetch_decoder.decode(raw_fetch) if raw_fetch else Fetch()
        fetched_at = _moment(fields.get("WARC-Date") or "")
        status, reason, sent, entity = _message(block)
    except (ValueError, OSError) as error:
        raise DamagedRecord(f"the record cannot be read: {error}", file=file, offset=record.offset) from error
    ours = raw_fetch is not None
    if kind == "revisit" and not block:
        status = 304 if "server-not-modified" in (fields.get("WARC-Profile") or "") else NO_STATUS
    if not ours:
        entity = _without_chunks(sent, entity)
    truncated = _truncated(fields.get("WARC-Truncated") or ("length" if cut else None))
    body, undecodable = _body(sent, entity, max_body, whole=truncated is None)
    if fetch.undecodable is not None:
        body, undecodable = b"", fetch.undecodable
    entity_sha256 = fetch.entity_sha256 or _entity_sha256(fields, entity, ours=ours, revisit=kind == "revisit")
    return Capture(
        id=_bare_id(fields.get("WARC-Record-ID")),
        requested_url=fetch.requested_url or fetch.url or url,
        url=fetch.url or url,
        status=status,
        reason=reason,
        http_version=fetch.http_version or HTTP_VERSION,
        headers=_as_sent(sent, fetch),
        request_headers=fetch.request_headers,
        entity=entity,
        body=body,
        fetched_at=fetched_at,
        entity_sha256=entity_sha256,
        payload_sha256=fetch.payload_sha256 or _payload_sha256(entity, body, entity_sha256),
        redirects=fetch.redirects,
        ip=fields.get("WARC-IP-Address"),
        run_id=fetch.run_id,
        why=fetch.why,
        truncated=truncated,
        revisit_of=fetch.revisit_of if ours else _original(kind, fields.get("WARC-Refers-To")),
        undecodable=undecodable,
    )


def _message(block: bytes) -> tuple[int, str, Headers, bytes]:
    """Status, reason, fields and entity of a stored HTTP message."""
    if not block:
        return NO_STATUS, "", (), b""
    end = head_end(block)
    cut = end if end >= 0 else len(block)
    head = HeaderMap()
    head.parse(io.BytesIO(block[:cut]), True)
    first = (head.status_line_bytes or b"").decode("latin-1").split(" ", 2)
    status = int(first[1]) if len(first) > 1 and first[1].isdecimal() else NO_STATUS
    sent = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in head.items_bytes())
    return status, first[2].strip() if len(first) > 2 else "", sent, block[cut:]


def _as_sent(stored: Headers, fetch: Fetch) -> Headers:
    """The fields as the server sent them: what the writer put at the end taken off, what it left out put back."""
    if not fetch.dropped:
        return stored
    fields = list(stored[: len(stored) - fetch.added])
    for place, name, value in fetch.dropped:
        fields.insert(place, (name, value))
    return tuple(fields)


def _without_chunks(sent: Headers, entity: bytes) -> bytes:
    """The entity with a stored chunked coding undone; many writers keep the field and store the bytes without it."""
    coded = any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in sent)
    if not coded or not _CHUNK.match(entity):
        return entity
    reader = ChunkedReader(io.BytesIO(entity))
    pieces = []
    try:
        while piece := reader.read(_READ):
            pieces.append(piece)
    except OSError:
        return entity
    return b"".join(pieces)


def _body(sent: Headers, entity: bytes, max_body: int, *, whole: bool) -> tuple[bytes, str | None]:
    codings = ", ".join(value for name, value in sent if name.lower() == "content-encoding")
    try:
        return decode_all(entity, codings, max_bytes=max_body, whole=whole), None
    except (BadContentCoding, TooLarge) as error:
        return b"", error.message


def _entity_sha256(fields: HeaderMap, entity: bytes, *, ours: bool, revisit: bool) -> str:
    """Of our own records the stated digest (the gzip CRC vouches for the bytes); else computed; "" if unknown."""
    stated = _SHA256.fullmatch(fields.get("WARC-Payload-Digest") or "")
    if stated and (ours or revisit):
        return stated[1]
    return "" if revisit else hashlib.sha256(entity).hexdigest()


def _payload_sha256(entity: bytes, body: bytes, entity_sha256: str) -> str:
    return entity_sha256 if body is entity or not entity else hashlib.sha256(body).hexdigest()


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _bare_id(record_id: str | None) -> str:
    found = _URN.fullmatch(record_id or "")
    return found[1] if found else record_id or ""


def _original(kind: str | None, refers_to: str | None) -> str | None:
    if kind != "revisit":
        return None
    return _bare_id(refers_to) or UNKNOWN_ORIGINAL


def _truncated(value: str | None) -> Literal["length", "time", "disconnect", "unspecified"] | None:
    match value:
        case None:
            return None
        case "length" | "time" | "disconnect":
            return value
        case _:
            return "unspecified"

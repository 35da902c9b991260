"""What can be wrong with one WARC record: its header, its frame, its digests.

Stricter than the usual checkers, which pass over missing fields, records without digests, wrong lengths and records
that share a gzip member. Header rules: WARC 1.1 sections 4 and 5; where 1.0 allowed more, 1.0 records may.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final, Literal

import msgspec
from fastwarc.stream_io import ChunkedReader

from pipeline.archive.format import FETCH_FIELD
from pipeline.archive.framing import Record, head_end

Severity = Literal["note", "warning", "error"]


class ArchiveProblem(msgspec.Struct, frozen=True, kw_only=True):
    """Something wrong in an archive.

    Attributes:
        file: name relative to the folder that was looked at.
        offset: of the record, or of the damage, in bytes.
        record_id: as the record states it; ``None`` where it cannot be read.
        code: stable kebab-case name: ``torn-tail``, ``gzip-damaged``, ``garbage``, ``gzip-header``, ``gzip-padding``,
            ``not-own-member``, ``bad-header``, ``content-length``, ``record-end``, ``block-digest``,
            ``payload-digest``, ``missing-digest``, ``unknown-digest``, ``refers-to``, ``duplicate-id``,
            ``no-ending``, ``records-lost``, ``after-ending``, ``not-closed``, ``being-written``, ``empty``,
            ``zstd-damaged``, ``package`` (a WACZ package is not what its description says), ``unreadable``.
        message: one sentence.
        severity: ``error``: bytes are lost, changed or unreachable; ``warning``: they cannot be checked, or a rule
            of the format is broken that readers forgive; ``note``: nothing is wrong, something was not looked at.
    """

    file: str
    offset: int
    record_id: str | None = None
    code: str
    message: str
    severity: Severity = "error"


Fault = tuple[str, str, Severity]
"""Code, message, severity."""

Fields = dict[str, str]
"""Field values by lower-case name; the first of a repeated field."""

_VERSION: Final = re.compile(rb"WARC/[01]\.[0-9]{1,2}")
_NAME: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_REPEATABLE: Final = frozenset({"warc-concurrent-to"})
_NEEDED: Final = ("warc-record-id", "content-length", "warc-date", "warc-type")
_NEED_TARGET: Final = frozenset({"response", "resource", "request", "revisit", "conversion", "continuation"})
_WITH_CONTENT: Final = frozenset({"response", "resource", "conversion"})
_HELD: Final = 64 * 2**20


def read_fields(header: bytes) -> tuple[Fields, list[Fault]]:
    """The fields of a record header and what is wrong with it."""
    faults: list[Fault] = []
    if not header.endswith(b"\r\n\r\n"):
        whole = header.endswith(b"\n\n")
        if whole:
            faults.append(("bad-header", "the header's lines end without CR", "warning"))
        else:
            faults.append(("bad-header", "the header has no end", "error"))
    lines = header.split(b"\n")
    version = lines[0].rstrip(b"\r")
    if not _VERSION.fullmatch(version):
        faults.append(("bad-header", f"unknown version line {version[:40]!r}", "error"))
    fields: Fields = {}
    name = ""
    for raw in lines[1:]:
        line = raw.rstrip(b"\r").decode("utf-8", "replace")
        if not line:
            continue
        if line[0] in " \t" and name:
            fields[name] += " " + line.strip()
            continue
        label, colon, value = line.partition(":")
        name = label.lower()
        if not colon or not _NAME.fullmatch(label):
            faults.append(("bad-header", f"not a header field: {line[:60]!r}", "error"))
        elif name in fields and name not in _REPEATABLE:
            faults.append(("bad-header", f"{label} stands twice", "error"))
        else:
            fields.setdefault(name, value.strip())
    faults.extend(_field_faults(fields, version))
    return fields, faults


def _field_faults(fields: Fields, version: bytes) -> Iterator[Fault]:
    for name in _NEEDED:
        if not fields.get(name):
            yield "bad-header", f"the field {name} is missing", "error"
    if (moment := fields.get("warc-date")) and not _is_date(moment):
        yield "bad-header", f"WARC-Date is no W3C date: {moment[:40]!r}", "error"
    record_id = fields.get("warc-record-id", "<:>")
    if not (record_id.startswith("<") and record_id.endswith(">") and ":" in record_id):
        yield "bad-header", f"WARC-Record-ID is no <URI>: {record_id[:80]!r}", "error"
    if not fields.get("content-length", "0").isdecimal():
        yield "bad-header", f"Content-Length is no number: {fields['content-length'][:40]!r}", "error"
    kind = fields.get("warc-type")
    target = fields.get("warc-target-uri", "")
    if kind in _NEED_TARGET and not target:
        yield "bad-header", f"a {kind} record without WARC-Target-URI", "error"
    if re.search(r"[\s<>]", target) and not (version == b"WARC/1.0" and re.fullmatch(r"<[^\s<>]*>", target)):
        yield "bad-header", f"WARC-Target-URI is no URI: {target[:80]!r}", "warning"
    if kind == "revisit" and not fields.get("warc-profile"):
        yield "bad-header", "a revisit record without WARC-Profile", "error"


def _is_date(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).year > 0
    except ValueError:
        return False


def check_block(record: Record, fields: Fields) -> Iterator[Fault]:
    """Reads the block through its digests; gives what is wrong with them and with the frame."""
    kind = fields.get("warc-type")
    block = Digest.of(fields.get("warc-block-digest"))
    payload = Digest.of(fields.get("warc-payload-digest")) if kind != "revisit" else None
    is_http = fields.get("content-type", "").lower().startswith("application/http")
    head = b""
    chunks: list[bytes] = []
    seeking = is_http
    for piece in record.block():
        if block:
            block.update(piece)
        if not payload:
            continue
        data = piece
        if seeking:
            head += piece
            end = head_end(head)
            if end < 0:
                continue
            head, data, seeking = head[:end], head[end:], False
        payload.update(data)
        if record.size <= _HELD and b"chunked" in head.lower():
            chunks.append(data)
    if block and (fault := block.fault("block-digest", "WARC-Block-Digest")):
        elsewhere = kind == "revisit" and FETCH_FIELD.lower() not in fields
        yield (*fault[:2], "warning") if elsewhere else fault  # some writers state the original's
    if payload and (fault := payload.fault("payload-digest", "WARC-Payload-Digest")) and not _fits(payload, chunks):
        yield fault
    yield from _missing_digests(fields, kind)
    for code, message in record.problems:
        yield code, message, "warning" if code == "record-end" else "error"


def changed_block(block_digest: str | None, payload_digest: str | None, block: bytes) -> str | None:
    """What is wrong with a response's bytes by the digests its record states, if they say so.

    A payload that is as stated vouches for the record: some writers put another record's block digest.
    """
    payload, whole = Digest.of(payload_digest), Digest.of(block_digest)
    fault: Fault | None = None
    if payload is not None:
        entity = block[max(0, head_end(block)) :]
        payload.update(entity)
        fault = payload.fault("payload-digest", "WARC-Payload-Digest")
        if fault is None or _fits(payload, [entity]):
            return None
    if whole is not None:
        whole.update(block)
        fault = whole.fault("block-digest", "WARC-Block-Digest")
    return fault[1] if fault is not None and fault[2] == "error" else None


def _missing_digests(fields: Fields, kind: str | None) -> Iterator[Fault]:
    ours = FETCH_FIELD.lower() in fields
    if ours and "warc-block-digest" not in fields:
        yield "missing-digest", "no WARC-Block-Digest", "error"
    if ours and kind == "response" and "warc-payload-digest" not in fields:
        yield "missing-digest", "no WARC-Payload-Digest", "error"
    if not ours and kind in _WITH_CONTENT and "warc-block-digest" not in fields and "warc-payload-digest" not in fields:
        yield "missing-digest", f"a {kind} record without a digest: changed bytes would not be noticed", "warning"


def _fits(payload: Digest, chunks: list[bytes]) -> bool:
    """Whether the digest is of the payload without the chunks it was stored with (writers differ)."""
    again = Digest(payload.stated)
    try:
        again.update(ChunkedReader(io.BytesIO(b"".join(chunks))).read())
    except OSError:
        return False
    return bool(chunks) and again.fault("", "") is None


class Digest:
    """A stated digest and the one being computed: hexadecimal, base32 or base64 (RFC 4648), as writers please."""

    def __init__(self, stated: str) -> None:
        self.stated = stated
        algorithm, _, self._value = stated.partition(":")
        try:
            self._hash = hashlib.new(algorithm.lower().replace("-", ""), usedforsecurity=False)
            self._known = self._hash.digest_size > 0
        except ValueError:
            self._known = False

    @classmethod
    def of(cls, stated: str | None) -> Digest | None:
        """The digest of a field, if there is one."""
        return cls(stated) if stated else None

    def update(self, data: bytes) -> None:
        """Reads on."""
        if self._known:
            self._hash.update(data)

    def fault(self, code: str, field: str) -> Fault | None:
        """What is wrong with it, if anything."""
        if not self._known:
            return "unknown-digest", f"{field} cannot be checked: {self.stated[:60]!r}", "warning"
        raw = self._hash.digest()
        value = self._value.strip()
        same = (
            value.lower() == raw.hex()
            or value.upper().rstrip("=") == base64.b32encode(raw).decode().rstrip("=")
            or value in (base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode())
        )
        return None if same else (code, f"{field} is {self.stated[:90]}, the bytes give {raw.hex()}", "error")

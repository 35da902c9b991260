"""WARC records as other writers write them, byte by byte."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections import Counter
from io import BytesIO
from typing import Any

from msgspec import Struct

from pipeline.archive.replay import Handling, Skipped
from pipeline.archive.revisits import replay
from pipeline.errors import ArchiveError, DamagedRecord
from pipeline.model.capture import Capture
from pipeline.model.unit import Place


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def record(
    number: int = 1,
    body: bytes | None = None,
    *,
    kind: str = "response",
    http: bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
    version: str = "1.0",
    **fields: str | None,
) -> bytes:
    """A record; ``None`` leaves a field out. Its page says its number."""
    body = b"<p>Page %d</p>" % number if body is None else body
    block = http + body
    values: dict[str, str | None] = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{number:012}>",
        "WARC-Date": f"2020-01-02T03:04:{number % 60:02}Z",
        "WARC-Target-URI": f"http://health.example/{number}",
        "WARC-Payload-Digest": sha1(body),
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)),
    }
    values |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f"WARC/{version}", *(f"{name}: {value}" for name, value in values.items() if value is not None), "", ""]
    return "\r\n".join(lines).encode() + block + b"\r\n\r\n"


def revisit(number: int, **fields: str | None) -> bytes:
    """A revisit record without a block; ``fields`` say of what."""
    profile = "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
    stated: dict[str, Any] = {"WARC_Profile": profile, "WARC_Payload_Digest": None} | fields
    return record(number, b"", kind="revisit", http=b"", **stated)


def members(*records: bytes) -> bytes:
    """Each record as a gzip member."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)


class Replayed(Struct):
    """What came of a file."""

    captures: list[Capture]
    damage: list[ArchiveError]
    skipped: list[Skipped]

    @property
    def numbers(self) -> list[int]:
        """Of the pages, by their addresses, in the order given."""
        return [int(capture.url.rpartition("/")[2]) for capture in self.captures]

    @property
    def offsets(self) -> list[int]:
        """Where damage was told."""
        return [error.offset for error in self.damage if isinstance(error, DamagedRecord)]

    @property
    def reasons(self) -> Counter[str]:
        """Why records were passed over."""
        return Counter(one.reason for one in self.skipped)

    @property
    def places(self) -> list[Place]:
        """Of the captures."""
        return [(one.archive.offset, one.archive.length) for one in self.captures if one.archive is not None]


def replayed(data: bytes, name: str = "a.warc.gz", places: list[Place] | None = None) -> Replayed:
    """A file read to its end, whatever is in it."""
    found = Replayed([], [], [])
    handling = Handling(on_damage=found.damage.append, on_skip=found.skipped.append)
    found.captures.extend(replay(BytesIO(data), name, handling=handling, places=places))
    return found


def bodies(found: Replayed) -> list[bytes]:
    """What the pages say."""
    return [capture.body for capture in found.captures]

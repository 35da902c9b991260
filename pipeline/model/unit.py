"""What a cluster hands to one worker at a time: an archive file, or some records of one."""

from __future__ import annotations

import hashlib

import msgspec
from msgspec import Struct

Place = tuple[int, int]
"""Where a record stands in its file: byte offset, byte length."""


class Unit(Struct, frozen=True, kw_only=True):
    """One piece of work: read these records. Small, frozen and picklable; made by :func:`unit_of`.

    Attributes:
        id: 24 hex digits made of ``name``, ``size`` and ``records``: the same wherever and whenever it is made, so a
            second attempt, another engine and a later run all mean the same shard by it.
        address: where the file is opened: a local path (``.warc``, ``.warc.gz``, ``.wacz``), or a URL that fsspec
            opens.
        name: what records call the file (``ArchiveRef.file``): its path relative to the folder or bucket asked for,
            so that the same archive at another address gives the same bytes.
        records: the records to read, in this order; ``None`` for every record of the file.
        size: bytes of the file, where that is known; a file that has grown is another unit.
    """

    id: str
    address: str
    name: str
    records: tuple[Place, ...] | None = None
    size: int | None = None


def unit_of(
    address: str, *, name: str | None = None, records: tuple[Place, ...] | None = None, size: int | None = None
) -> Unit:
    """A unit with its id.

    Args:
        address: a local path or a URL.
        name: what records call the file; its address if nothing else is said.
        records: offset and length of the records wanted; ``None`` for all.
        size: bytes of the file, if known.
    """
    called = address if name is None else name
    identity = msgspec.json.encode((called, size, records))
    return Unit(id=hashlib.sha256(identity).hexdigest()[:24], address=address, name=called, records=records, size=size)

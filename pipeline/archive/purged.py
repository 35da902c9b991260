"""What was removed for good, told by the archive itself, so that no older or newly built database brings it back.

A ``metadata`` record (WARC 1.1, section 6.6) for each page, in a file of its own kind beside the pages': the address
stays, as it does in the database, and not a word of what stood there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, uuid5

import msgspec
from msgspec import Struct

from pipeline.archive.captures import fields_of
from pipeline.archive.format import as_record, urn, warc_date
from pipeline.archive.framing import records
from pipeline.archive.members import Parts, gzip_member
from pipeline.archive.resync import past_damage
from pipeline.archive.sources import opened
from pipeline.archive.unpacking import Bytes
from pipeline.archive.writer import ArchiveWriter

PREFIX: Final = "purged"
"""First part of the names of these files."""

FIELD: Final = "Pipeline-Purged"
"""Extension field of the record: one JSON object."""


class PurgedPage(Struct, frozen=True, kw_only=True):
    """A page that was removed for good.

    Attributes:
        url: its canonical URL.
        site: name of its profile.
        reason: why.
        at: when.
    """

    url: str
    site: str
    reason: str
    at: datetime


def remember(folder: Path, pages: Collection[PurgedPage], *, software: str, now: datetime) -> None:
    """Write down that these pages were removed; on the disk when it returns. Call it while nobody else writes.

    Raises:
        ArchiveError: the folder cannot be written.
        DiskFull: no space is left.
    """
    if pages:
        with ArchiveWriter(folder, prefix=PREFIX, software=software, now=lambda: now) as archive:
            for page in pages:
                archive.append(partial(_told, page))


def remembered(folder: Path) -> Iterator[PurgedPage]:
    """Every page that was written down, in the order of time; what is damaged is for ``pipeline verify`` to tell."""
    for path in sorted(folder.glob(f"{PREFIX}-*.warc.gz")):
        with opened(path) as stream, suppress(msgspec.DecodeError):
            yield from past_damage(stream, path.name, _pages)


def _pages(source: Bytes) -> Iterator[PurgedPage]:
    for record in records(source):
        told = fields_of(record, file=source.name).get(FIELD)
        if told is not None:
            yield msgspec.json.decode(told, type=PurgedPage)


def _told(page: PurgedPage, info_id: str) -> Parts:
    head = (
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", urn(str(uuid5(NAMESPACE_URL, f"purged:{page.url}#{warc_date(page.at)}")))),
        ("WARC-Date", warc_date(page.at)),
        ("WARC-Warcinfo-ID", urn(info_id)),
        ("Content-Type", "application/warc-fields"),
        (FIELD, msgspec.json.encode(page).decode()),
    )
    return gzip_member(as_record(head, b"purged: removed for good at the operator's word\r\n"))

"""Removing one page for good: from the archive, the database, its search index, and so from every later export."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from msgspec import Struct

from pipeline.archive.erase import erase
from pipeline.errors import UsageError
from pipeline.export.release import Releases
from pipeline.export.stored import lines_of, path_of_root
from pipeline.model.capture import ArchiveRef
from pipeline.storage import Store
from pipeline.urls import page_key


class Purged(Struct, frozen=True, kw_only=True):
    """What was removed.

    Attributes:
        url: of the page.
        captures: answers of the server that the archive no longer holds.
        records: WARC records overwritten.
    """

    url: str
    captures: int
    records: int


def purge(store: Store, url: str, *, archive: Path, reason: str, now: datetime) -> Purged:
    """Remove a page; a tombstone stays. The caller holds the writer's lock.

    The archive comes first: should this be cut off, the page is still known and the command is given again.

    Args:
        store: open for writing.
        url: canonical URL of the page.
        archive: folder of the WARC files.
        reason: kept with the tombstone.
        now: the moment.

    Raises:
        UsageError: the store has no such page, or it lives at another address.
        ArchiveError: the archive cannot be written.
    """
    if not any(row.current for row in store.versions(url)):
        raise UsageError(f"there is no page {url} to purge", mend="see `pipeline explain URL`")
    state = store.url_state(url)
    there = None if state is None else state.moved_to
    if there is not None and (page_key(there) == page_key(url) or store.page_type(url) is None):
        # its words stand there: removing what ended here, if anything did, would remove nothing
        raise UsageError(f"{url} leads to {there}, where the page lives", mend=f"purge {there}: both go")
    places = dict(store.captures_of(url))
    records = sum(erase(archive, ref, now=now) for ref in _distinct(places))
    store.purge(url, reason=reason, now=now)
    store.drop_captures(tuple(places))
    return Purged(url=url, captures=len(places), records=records)


def still_holding(url: str, releases: Releases) -> list[Path]:
    """Releases written before that still hold a page: what was given away or kept cannot be called back from here."""
    mark = b'"url":"' + url.encode() + b'"'
    return [
        folder
        for folder in releases.folders()
        if any(mark in line[:2000] for line in lines_of(folder / path_of_root("records")))
    ]


def _distinct(places: dict[str, ArchiveRef | None]) -> list[ArchiveRef]:
    return list(dict.fromkeys(ref for ref in places.values() if ref is not None))

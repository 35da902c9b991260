"""Removing one page for good: from the archive, the database, its search index, and so from every later export."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline._version import SOFTWARE
from pipeline.archive.erase import erase
from pipeline.archive.purged import PurgedPage, remember, remembered
from pipeline.errors import UsageError
from pipeline.export.releases.release import Releases
from pipeline.export.stored import lines_of
from pipeline.model.capture import ArchiveRef
from pipeline.storage import Store
from pipeline.urls import canonicalize, page_key


class Purged(Struct, frozen=True, kw_only=True):
    """What was removed.

    Attributes:
        url: of the page.
        addresses: every one that it had.
        captures: answers of the server that the archive no longer holds.
        records: WARC records overwritten.
    """

    url: str
    addresses: frozenset[str]
    captures: int
    records: int


def purge(store: Store, url: str, *, archive: Path, reason: str, now: datetime) -> Purged:
    """Remove a page; a tombstone stays. The caller holds the writer's lock.

    First the archive is told that the page goes: should this be cut off anywhere behind that, the next run ends it, as
    it does in a database that knew nothing of it (:func:`pipeline.ingest.removed.keep_removed`). The tombstone is last.

    Args:
        store: open for writing.
        url: canonical URL of the page.
        archive: folder of the WARC files.
        reason: kept with the tombstone.
        now: the moment.

    Raises:
        UsageError: nothing of such a page is held, or it lives at another address.
        ArchiveError: the archive cannot be written.
    """
    held, places = any(row.current for row in store.versions(url)), dict(store.captures_of(url))
    if not held and not _distinct(places):
        was = "was purged already" if store.removed((url,)) else "is no page of which anything is held"
        raise UsageError(f"{url} {was}", mend="see `pipeline explain URL`")
    state = store.url_state(url)
    there = None if state is None else state.moved_to
    if there is not None and (page_key(there) == page_key(url) or store.page_type(url) is None):
        # its words stand there: removing what ended here, if anything did, would remove nothing
        raise UsageError(f"{url} leads to {there}, where the page lives", mend=f"purge {there}: both go")
    addresses = store.addresses_of(url)
    site = store.purgeable(url)
    if site is not None and all(told.url != url for told in remembered(archive)):
        remember(archive, [PurgedPage(url=url, site=site, reason=reason, at=now)], software=SOFTWARE, now=now)
    records = sum(erase(archive, ref, now=now) for ref in _distinct(places))
    store.drop_captures(tuple(places))
    if held or not store.removed((url,)):
        store.purge(url, reason=reason, now=now)
    return Purged(url=url, addresses=addresses, captures=len(places), records=records)


class _Line(Struct):
    """Of whom a line of a release's records, or of a delta's, speaks, and whether it brings words."""

    url: str
    op: str = "put"


def still_holding(addresses: Collection[str], releases: Releases) -> dict[Path, UsageError | None]:
    """Releases and deltas written before that still hold a page: what was given away cannot be called back from here.

    Args:
        addresses: every one that the page had.
        releases: the folder of both.

    Returns:
        Their folders; with the trouble, where one cannot be read and might hold it.
    """
    found: dict[Path, UsageError | None] = {}
    for folder, records in releases.holdings():
        try:
            if any(line.op == "put" and canonicalize(line.url) in addresses for line in _lines(records)):
                found[folder] = None
        except UsageError as error:
            found[folder] = error
    return found


def _lines(records: Path) -> Iterator[_Line]:
    return map(msgspec.json.Decoder(_Line).decode, lines_of(records))


def _distinct(places: dict[str, ArchiveRef | None]) -> list[ArchiveRef]:
    return list(dict.fromkeys(ref for ref in places.values() if ref is not None))

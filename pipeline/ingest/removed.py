"""Pages that were removed for good stay out: they are not asked by name, and what a run brought of them is erased."""

from __future__ import annotations

from collections.abc import Container, Iterable
from contextlib import suppress
from pathlib import Path

from pipeline._version import SOFTWARE
from pipeline.archive.erase import erase
from pipeline.archive.purged import PurgedPage, remember, remembered
from pipeline.errors import StorageError, UsageError
from pipeline.fetchers.clock import Clock
from pipeline.ingest.plan import Plan
from pipeline.model.capture import ArchiveRef
from pipeline.storage import Store
from pipeline.storage.restoring import tombstones_of
from pipeline.storage.selecting import Tombstone


def refuse_removed(store: Store, plan: Plan) -> None:
    """Stop before a page is asked by name that was removed for good, under whatever spelling of its address.

    Raises:
        UsageError: one of ``plan.urls`` is such a page.
    """
    for url in store.removed(plan.urls or ()):
        raise UsageError(f"{url} was removed for good (`pipeline purge`), so it is not asked for")


def keep_removed(store: Store, archive: Path, clock: Clock) -> tuple[str, ...]:
    """Take the archive's word for what was removed: pages that this database holds or would ask for again.

    It is a backup of before, or was built again from the archive. The archive in turn is told of what this database
    alone knows, which was removed before archives remembered.

    Returns:
        Addresses of the pages that were removed now.

    Raises:
        ArchiveError: the archive cannot be read or written.
    """
    known = {stone.url: stone for stone in store.tombstones()}
    told = {page.url: page for page in remembered(archive)}
    back = [page for url, page in told.items() if url not in known]
    for page in back:
        places = store.captures_of(page.url)
        _erase(archive, places, clock)
        store.drop_captures(capture for capture, _ in places)
        store.bury(page.url, page.site, reason=page.reason, at=page.at)  # last: as long as it lacks, this is done again
    _tell(archive, known.values(), told, clock)
    return tuple(page.url for page in back)


def tell_removed(database: Path, archive: Path, clock: Clock) -> None:
    """Tell the archive what a database of any version that was put aside knows to be removed: a backup may not.

    Older versions told it nothing. A database that is damaged says nothing. To be called with the writer's lock.

    Raises:
        ArchiveError: the archive cannot be read or written.
    """
    with suppress(StorageError):
        _tell(archive, tombstones_of(database), {page.url for page in remembered(archive)}, clock)


def _tell(archive: Path, stones: Iterable[Tombstone], told: Container[str], clock: Clock) -> None:
    untold = [
        PurgedPage(url=stone.url, site=stone.site, reason=stone.reason, at=stone.purged_at)
        for stone in stones
        if stone.url not in told
    ]
    remember(archive, untold, software=SOFTWARE, now=clock.now())


def _erase(archive: Path, places: Iterable[tuple[str, ArchiveRef | None]], clock: Clock) -> None:
    """Erase these captures where their files are; one that was put away is named by `pipeline verify`."""
    for _, ref in places:
        if ref is not None and (archive / ref.file).is_file():
            erase(archive, ref, now=clock.now())


def erase_removed(store: Store, archive: Path, runs: Iterable[str], clock: Clock) -> None:
    """Take out of the archive what these runs were answered by addresses that turned out to lead to such pages.

    To be called when nobody writes to the archive any more.

    Raises:
        ArchiveError: the archive cannot be written.
    """
    found = store.captures_of_removed(runs)
    _erase(archive, found, clock)
    store.drop_captures(capture for capture, _ in found)

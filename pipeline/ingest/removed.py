"""Pages that were removed for good stay out: they are not asked by name, and what a run brought of them is erased."""

from __future__ import annotations

from pathlib import Path

from pipeline.archive.erase import erase
from pipeline.errors import UsageError
from pipeline.fetchers.clock import Clock
from pipeline.ingest.plan import Plan
from pipeline.storage import Store


def refuse_removed(store: Store, plan: Plan) -> None:
    """Stop before a page is asked by name that was removed for good, under whatever spelling of its address.

    Raises:
        UsageError: one of ``plan.urls`` is such a page.
    """
    for url in store.removed(plan.urls or ()):
        raise UsageError(f"{url} was removed for good (`pipeline purge`), so it is not asked for")


def erase_removed(store: Store, archive: Path, runs: tuple[str, ...], clock: Clock) -> None:
    """Take out of the archive what these runs were answered by addresses that turned out to lead to such pages.

    To be called when nobody writes to the archive any more.

    Raises:
        ArchiveError: the archive cannot be written.
    """
    found = store.captures_of_removed(runs)
    for _, ref in found:
        erase(archive, ref, now=clock.now())
    store.drop_captures(capture for capture, _ in found)

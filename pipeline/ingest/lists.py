"""How far lists of lists are followed. An index may name further indexes without end, and lists count to no limit."""

from __future__ import annotations

from collections import defaultdict

from msgspec import structs

from pipeline.fetchers.sitemaps import ListLimits
from pipeline.ingest.finished import Finished
from pipeline.model.issue import Issue
from pipeline.storage import Store


class Lists:
    """Bounds what the indexes of a run may add: so deep, and of one site so many.

    Args:
        store: knows which list named which.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._limits = ListLimits()
        self._named: defaultdict[str, set[str]] = defaultdict(set)

    def bounded(self, finished: Finished) -> Finished:
        """The same without the further lists that pass the bounds, and with an issue that says so."""
        further = [found.url for found in finished.found if found.kind == "sitemap"]
        if not further:
            return finished
        url = finished.target.url
        if self._store.list_depth(url, at_most=self._limits.depth) >= self._limits.depth:
            why = f"indexes deeper than {self._limits.depth}"
            over = set(further)
        else:
            named = self._named[finished.target.site]
            why = f"more than {self._limits.lists} lists of one site"
            over = set()
            for each in further:
                if each in named or len(named) < self._limits.lists:
                    named.add(each)
                else:
                    over.add(each)
        if not over:
            return finished
        left_out = f"{url} names {why}: {min(over)} and {len(over) - 1} others are not read"
        issue = Issue(code="sitemap-broken", severity="warning", message=left_out)
        found = tuple(one for one in finished.found if one.url not in over or one.kind != "sitemap")
        return structs.replace(finished, found=found, issues=(*finished.issues, issue))

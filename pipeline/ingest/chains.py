"""How far links are followed that name ever new pages of one kind: the next month, the next page, the next day.

A calendar answers for every month there will ever be, and each names the one after it. Such addresses differ in their
figures, or behind the question mark. Pages that a list names, or that many pages name, are reached in a few steps
however many they are; a hundred in a row, each known from the one before it alone, are a chain without an end. A list
that readers can narrow (by topic, by age, by both) needs no chain: its bound is a number. An index may name further
indexes without end, too, and lists count to no limit: :class:`Lists` bounds them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from msgspec import structs

from pipeline.fetchers.sitemaps import ListLimits
from pipeline.ingest.finished import Finished
from pipeline.model.issue import Issue
from pipeline.storage import Store

LONGEST = 100
"""Pages of one kind, each found on the one before it, behind which no further one is taken from a link."""

MOST_VARIANTS = 10_000
"""Addresses of one path that differ in their query, beyond which a page among them adds no further one: a list that can
be narrowed by nine words has a million. A library that serves all its articles so has some thousand."""

WITHOUT_END = "links-without-end"

_FIGURES = re.compile(r"\d+")


@lru_cache(maxsize=4096)  # the pages of a site name each other again and again
def kind_of(url: str) -> str:
    """What the addresses of a chain have in common: host, path without its figures, and whether there is a query."""
    path, query, _ = url.partition("?")
    return _FIGURES.sub("0", path) + query


class Bounds:
    """What the answers of a run may add: lists of lists (:class:`~pipeline.ingest.lists.Lists`), chains, variants.

    Args:
        store: knows what is known, and where it was found.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lists = Lists(store)
        self._told: set[str] = set()

    def of(self, finished: Finished) -> Finished:
        """The same without what passes the bounds, and with an issue that names the first of it.

        Of a list that can be narrowed without end every page would say so; the first one of a run does.
        """
        finished = self._lists.bounded(finished)
        url = finished.target.url
        kind = kind_of(url)
        if kind == url or finished.document is None:  # no figure, no query: nothing of it can go on for ever
            return finished
        further = {one.url for one in finished.found if one.found_by == "link" and kind_of(one.url) == kind}
        why = self._why(url, kind) if further else None
        unknown = [one for one in sorted(further) if self._store.url_state(one) is None] if why else []
        if not unknown:
            return finished
        left = frozenset(unknown)
        found = tuple(one for one in finished.found if one.url not in left)
        if kind in self._told:
            return structs.replace(finished, found=found)
        self._told.add(kind)
        issue = Issue(
            code=WITHOUT_END,
            severity="warning",
            message=(
                f"{url} {why}, and names {unknown[0]:.300}: links like it are not followed on (a calendar, a list to be"
                " narrowed? exclude it in the scope of its site's profile; pages that are wanted can be named to"
                " `pipeline fetch`)"
            ),
            evidence={"url": url, "next": unknown[0]},
        )
        return structs.replace(finished, found=found, issues=(*finished.issues, issue))

    def _why(self, url: str, kind: str) -> str | None:
        if self._store.found_in_a_row(url, at_most=LONGEST, of=lambda at: kind_of(at) == kind) >= LONGEST:
            return f"is the last of {LONGEST} pages in a row that were each found on the one before"
        path, query, _ = url.partition("?")
        if query and self._store.variants(path, at_most=MOST_VARIANTS) >= MOST_VARIANTS:
            return f"is one of {MOST_VARIANTS} pages that differ in their query alone"
        return None


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

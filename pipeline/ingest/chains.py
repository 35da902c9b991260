"""How far links are followed that name ever new pages of one kind: the next month, the next page, the next day.

A calendar answers for every month there will ever be, and each names the one after it. Such addresses differ in their
figures, or behind the question mark. Pages that a list names, or that many pages name, are reached in a few steps
however many they are; a hundred in a row, each known from the one before it alone, are a chain without an end.
"""

from __future__ import annotations

import re

from msgspec import structs

from pipeline.ingest.finished import Finished
from pipeline.model.issue import Issue
from pipeline.storage import Store

LONGEST = 100
"""Pages of one kind, each found on the one before it, behind which no further one is taken from a link."""

WITHOUT_END = "links-without-end"

_FIGURES = re.compile(r"\d+")


def kind_of(url: str) -> str:
    """What the addresses of a chain have in common: host, path without its figures, and whether there is a query."""
    path, query, _ = url.partition("?")
    return _FIGURES.sub("0", path) + query


def within_bounds(finished: Finished, store: Store) -> Finished:
    """The same without links that make a chain too long, and with an issue that names the first of them."""
    url = finished.target.url
    kind = kind_of(url)
    if kind == url or finished.document is None:  # no figure, no query: nothing of it can go on for ever
        return finished
    further = {one.url for one in finished.found if one.found_by == "link" and kind_of(one.url) == kind}
    if not further or store.found_in_a_row(url, at_most=LONGEST, of=lambda at: kind_of(at) == kind) < LONGEST:
        return finished
    unknown = sorted(one for one in further if store.url_state(one) is None)
    if not unknown:
        return finished
    issue = Issue(
        code=WITHOUT_END,
        severity="warning",
        message=(
            f"{url} is the last of {LONGEST} pages in a row that were each found on the one before, and names"
            f" {unknown[0]:.300}: links like it are not followed on (a calendar? exclude it in the scope of its site's"
            " profile; pages that are wanted can be named to `pipeline fetch`)"
        ),
        evidence={"url": url, "next": unknown[0]},
    )
    left = frozenset(unknown)
    found = tuple(one for one in finished.found if one.url not in left)
    return structs.replace(finished, found=found, issues=(*finished.issues, issue))

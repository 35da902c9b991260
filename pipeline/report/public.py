"""A report for everyone: the same facts, without words that may not go out.

Addresses, dates, numbers, grades and the names of rules are facts and stay. Words of a page (its title, what differs,
what its links say) stand there as far as its rights let them. Findings and edits made all over a site quote words of
which nobody knows any more which section they are from: none of them is quoted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from pipeline.changes import Diff, compare
from pipeline.model.document import Document
from pipeline.storage import Event, Store
from pipeline.storage.link_values import Place
from pipeline.storage.overview import PageLine, RecentChange
from pipeline.storage.values import FindingRow


class Public(Struct, frozen=True, kw_only=True):
    """The judge of what may be told.

    Attributes:
        statuses: rights that may go out, for the reader.
        openness: how much of a page may.
        difference: of two states, what may be told; ``None``: nothing.
    """

    statuses: tuple[str, ...]
    openness: Callable[[Document], Literal["whole", "part", "closed"]]
    difference: Callable[[Document, Document], Diff | None]


class Voice:
    """What a report may say; everything without a judge. Of each page that is not closed it keeps the address."""

    def __init__(self, store: Store, public: Public | None) -> None:
        self._public = public
        self.unbounded = public is None
        self._whole: set[str] = set()
        self._part: set[str] = set()
        if public is not None:
            for document in store.documents():
                found = public.openness(document)
                if found != "closed":
                    (self._whole if found == "whole" else self._part).add(document.url)

    def pages(self, pages: Iterable[PageLine]) -> Iterator[PageLine]:
        """The pages, without the titles of those that are closed."""
        for page in pages:
            yield page if self._named(page.url) else replace(page, title=None)

    def change(self, change: RecentChange) -> RecentChange:
        """The change, without the title of a page that is closed."""
        return change if self._named(change.url) else replace(change, title=None)

    def difference(self, before: Document, after: Document) -> Diff | None:
        """What differs."""
        return compare(before, after) if self._public is None else self._public.difference(before, after)

    def findings(self, findings: Iterable[FindingRow]) -> Iterator[FindingRow]:
        """The findings, without message and evidence, which quote."""
        for row in findings:
            if self.unbounded:
                yield row
            else:
                yield replace(row, finding=replace(row.finding, message=row.finding.name, evidence={}))

    def events(self, events: Iterable[Event]) -> Iterator[Event]:
        """The events, without their samples, which quote."""
        for event in events:
            yield event if self.unbounded else replace(event, sample=())

    def places(self, places: Iterable[Place]) -> tuple[Place, ...]:
        """The places of a link that stand in pages all of whose words may go out."""
        return tuple(place for place in places if self.unbounded or place.url in self._whole)

    def _named(self, url: str) -> bool:
        return self.unbounded or url in self._whole or url in self._part

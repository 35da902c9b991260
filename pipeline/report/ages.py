"""How old the reviews are: pages by the age of the claim that counts, per site and kind of page."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

from msgspec import Struct

from pipeline.storage.overview import PageLine

BUCKETS = ("under 1 year", "1 to 2", "2 to 3", "3 to 5", "over 5 years", "no date")
_LIMITS = (1, 2, 3, 5)

Counts = Callable[[PageLine], bool]
"""Whether a "last updated" counts as a review of a page."""


class AgeRow(Struct, frozen=True, kw_only=True):
    """Pages of one kind by age; numbers in the order of :data:`BUCKETS`."""

    site: str
    page_type: str
    pages: int
    ages: tuple[int, ...]


def review_of(page: PageLine, counts: Counts) -> str | None:
    """The value of the claim that counts as the page's review, as it states it."""
    if page.reviewed is not None:
        return page.reviewed
    return page.modified if counts(page) else None


def bucket(value: str | None, today: date) -> int:
    """Index into :data:`BUCKETS`; a month or a year counts from its last day (charitable)."""
    if value is None:
        return len(BUCKETS) - 1
    year, month, day = _last_day(value)
    years = today.year - year - ((today.month, today.day) < (month, day))
    return next((index for index, limit in enumerate(_LIMITS) if years < limit), len(_LIMITS))


def _last_day(value: str) -> tuple[int, int, int]:
    year, month = int(value[:4]), int(value[5:7] or 12)
    return year, month, int(value[8:10] or monthrange(year, month)[1])


def age_rows(pages: Iterable[PageLine], *, counts: Counts, today: date) -> list[AgeRow]:
    """A row for each site and kind of page, the kind with the most pages first; gone pages are left out."""
    tallies: dict[tuple[str, str], Counter[int]] = {}
    for page in pages:
        if page.gone_since is None:
            tally = tallies.setdefault((page.site, page.page_type), Counter())
            tally[bucket(review_of(page, counts), today)] += 1
    rows = [
        AgeRow(
            site=site,
            page_type=page_type,
            pages=sum(tally.values()),
            ages=tuple(tally[index] for index in range(len(BUCKETS))),
        )
        for (site, page_type), tally in tallies.items()
    ]
    return sorted(rows, key=lambda row: (-row.pages, row.site, row.page_type))

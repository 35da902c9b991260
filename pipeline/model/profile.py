"""The facts of a publisher that are data: pace, review policy, rights, expectations."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, structs

from pipeline.model.quiet import QuietHours

RightsStatus = Literal["public_domain", "licensed", "copyrighted", "mixed", "unknown"]


class Pace(Struct, frozen=True, kw_only=True):
    """How often, and when, one host may be asked.

    Attributes:
        delay: seconds between request starts (the longer of this and Crawl-delay counts).
        quiet: hours in which no request is begun.
    """

    delay: float = 1.0
    quiet: tuple[QuietHours, ...] = ()

    def with_crawl_delay(self, wished: float | None) -> Pace:
        """The pace at a host whose robots.txt wishes for this many seconds between two requests."""
        return self if wished is None or wished <= self.delay else structs.replace(self, delay=wished)


class ReviewPolicy(Struct, frozen=True, kw_only=True):
    """How old a review may grow, in months; ``source`` cites the publisher, or says ``assumed``.

    Where no publisher has said anything it is 36 months (54 for an error, half as much again): the 3-year limit of
    NHS.uk practice and of MedlinePlus medical tests, the commonest one stated.

    Attributes:
        warn_after: months after which a review is overdue.
        error_after: months after which that is grave.
        source: what the publisher says, cited, or ``assumed``.
        modified_counts: the citation by which this publisher's "last updated" means "reviewed and updated"
            (MedlinePlus medical tests); ``None`` where a modified claim never stands in for a review.
        expected: pages of this kind should say when they were reviewed; ``False`` for lists and pages about the site.
    """

    warn_after: int = 36
    error_after: int = 54
    source: str = "assumed"
    modified_counts: str | None = None
    expected: bool = True


class RightsRule(Struct, frozen=True, kw_only=True):
    """When a page (or section group) of a type falls under a status; ``name`` is what a record's ``rule`` says."""

    name: str
    status: RightsStatus
    holder: str | None = None
    statement: str | None
    page_types: tuple[str, ...] = ()


TITLED = {"title": 1.0, "language": 1.0}
"""What every document of a site must have."""


class Expectations(Struct, frozen=True, kw_only=True):
    """What a healthy run of a site looks like; falling short blocks its publication.

    Attributes:
        fill: share of documents that must have a field, 0..1, by field name.
        min_sections: of each document.
        min_links: of each document.
        page_types: kinds of page this speaks of; empty means every kind.
    """

    fill: dict[str, float] = {}
    min_sections: int = 1
    min_links: int = 0
    page_types: tuple[str, ...] = ()

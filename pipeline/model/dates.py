"""A date as a page claims it, and the claim chosen for a role.

A date is never "the date" of a page: it is a *claim* with a role, a value only as precise as the page,
the raw words, the label that gave it its role, the carrier it came in and the place it stands.
Vocabulary after schema.org (``lastReviewed``, ``dateModified``, ``datePublished``).
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

Role = Literal[
    "created",
    "published",
    "modified",
    "major_revision",
    "reviewed",
    "next_review_due",
    "captured",
    "current_as_of",
    "evidence_through",
    "source_reviewed",
    "amended",
    "generated",
    "transport_modified",
    "copyright",
    "cited",
    "unlabelled",
]
CHOSEN: tuple[Role, ...] = ("reviewed", "modified", "published", "next_review_due")
"""Roles for which one claim of a page is chosen."""
Precision = Literal["instant", "day", "month", "year"]
DateSource = Literal["text", "time", "jsonld", "microdata", "meta", "http", "sitemap", "feed", "url", "script"]
DateScope = Literal["page", "section", "topic", "collection", "source", "translation"]


class DateClaim(Struct, frozen=True, kw_only=True, gc=False):
    """One statement of a date.

    Attributes:
        role: what the page says happened then.
        value: ISO 8601 at the page's own precision: ``2025``, ``2025-06``, ``2025-06-03`` or an instant
            such as ``2025-06-03T10:00:00+02:00`` (offset kept as stated; none stated, none added).
        precision: of ``value``.
        lo: first calendar day the claim can mean.
        hi: last calendar day the claim can mean; ``lo == hi`` unless partial or ambiguous.
        raw: the words of the date as they stand in the page.
        label: the words that gave the claim its role, as they stand; ``None`` for a typed field.
        source: the carrier.
        locator: leads back to the place, e.g. ``meta[name="DC.Date.Modified"]`` or a CSS path.
        scope: what the claim speaks of.
        ambiguous: both readings of a numeric day/month order are possible; ``lo..hi`` spans both.
    """

    role: Role
    value: str
    precision: Precision
    lo: date
    hi: date
    raw: str
    label: str | None = None
    source: DateSource
    locator: str
    scope: DateScope = "page"
    ambiguous: bool = False


class ChosenDate(Struct, frozen=True, kw_only=True, gc=False):
    """The claim used for a role, by the documented rule of authority (docs/ideas/dates.md)."""

    value: str
    precision: Precision
    source: DateSource

"""The settings of the audit: what it asks of pages, and what somebody has accepted."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from pipeline.config.kinds import Whole, Words
from pipeline.model.issue import FailOn
from pipeline.model.profile import ReviewPolicy

ANY = "*"


class Policy(Struct, frozen=True, kw_only=True):
    """What the audit asks of the pages of a site; stands over what the site's profile says, of single kinds, too.

    Attributes:
        site: profile name, or ``*`` for every site.
        url: pattern of addresses, ``*`` for any characters; it stands over those without one, the longest over others.
        page_type: kind of page; without it every kind of the site.
        warn_after: months since the review before a warning.
        error_after: months since the review before an error.
        source: where the publisher promises it, or ``assumed``.
        modified_counts: where a publisher says that "last updated" means "reviewed and updated"; else the profile's.
        review_expected: whether these should carry a review date; of kinds whose profile expects none, name the kind.
        observe_within: days within which we should have seen the page ourselves.
        observe_sla: days past which not having seen it is an error.
    """

    site: Words
    url: Annotated[str, Meta(pattern=r"^(\*|https?://)")] | None = None
    page_type: Words | None = None
    warn_after: Whole
    error_after: Whole
    source: Words = "assumed"
    modified_counts: Words | None = None
    review_expected: bool = True
    observe_within: Whole = 90
    observe_sla: Whole = 180

    def __post_init__(self) -> None:
        """Raises ValueError when an error would come before its warning, or a type is given for every site."""
        for early, late in (("warn_after", "error_after"), ("observe_within", "observe_sla")):
            if getattr(self, late) < getattr(self, early):
                raise ValueError(f"{late} ({getattr(self, late)}) is less than {early} ({getattr(self, early)})")
        if self.site == ANY and self.page_type is not None:
            raise ValueError(f"page_type {self.page_type!r} needs a site; kinds of page are named by each profile")

    @property
    def key(self) -> str:
        """``site/page_type``, ``site`` or ``*``."""
        return f"{self.site}/{self.page_type}" if self.page_type else self.site

    @property
    def review(self) -> ReviewPolicy:
        """The part of it that speaks of reviews."""
        return ReviewPolicy(
            warn_after=self.warn_after,
            error_after=self.error_after,
            source=self.source,
            modified_counts=self.modified_counts,
        )


class Suppressed(Struct, frozen=True, kw_only=True):
    """A finding that somebody has looked at and accepted, for a while.

    Attributes:
        rule: id of the audit's rule, as in ``FR001``.
        url: pattern of the page's address, ``*`` for any characters; without it the publisher's own finding.
        site: profile name, or ``*``.
        reason: why it is accepted.
        until: the last day on which it is, UTC.
    """

    rule: Annotated[str, Meta(pattern=r"^FR[0-9]{3}$")]
    url: Words | None = None
    site: Words = ANY
    reason: Annotated[str, Meta(min_length=1, pattern=r"\S")]
    until: date


class Audit(Struct, frozen=True, kw_only=True):
    """What the audit calls overdue, what it overlooks, and when it fails.

    Attributes:
        fail_on: least severity of a finding that makes ``pipeline audit`` exit 1.
    """

    fail_on: FailOn = "error"
    policies: tuple[Policy, ...] = ()
    suppressions: tuple[Suppressed, ...] = ()

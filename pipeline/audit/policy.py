"""How old a review may grow and how long a page may go unseen: per publisher and kind of page, always cited.

Where no publisher has said anything the cadence is 36 months (54 for an error, half as much again), marked
``assumed``: the 3-year limit of NHS.uk practice and of MedlinePlus medical tests, the commonest one stated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fnmatch import fnmatchcase
from typing import Protocol

from msgspec import Struct

from pipeline.errors import ConfigError
from pipeline.model.profile import ReviewPolicy

ASSUMED = ReviewPolicy(warn_after=36, error_after=54, source="assumed")


class PagePolicy(Struct, frozen=True, kw_only=True):
    """What is asked of one kind of page.

    Attributes:
        review: how old its review may grow, and whether its modified date counts as a review.
        review_expected: it should carry a review date; ``False`` for indexes and the like.
        observe_within: days within which we should have seen it (FR018, info).
        observe_sla: days past which not having seen it is an error.
    """

    review: ReviewPolicy = ASSUMED
    review_expected: bool = True
    observe_within: int = 90
    observe_sla: int = 180


class Policies(Struct, frozen=True, kw_only=True):
    """Policies by ``site/page_type``, ``site`` and ``*``; the most exact one speaks.

    Attributes:
        by_kind: keys ``medlineplus/health_topic``, ``medlineplus`` or ``*``.
    """

    by_kind: Mapping[str, PagePolicy] = {}

    def of(self, site: str, page_type: str | None) -> PagePolicy:
        """The policy for a kind of page."""
        for key in (f"{site}/{page_type}", site, "*"):
            found = self.by_kind.get(key)
            if found is not None:
                return found
        return _DEFAULT


_DEFAULT = PagePolicy()


class Told(Protocol):
    """A finding, or a row made of one: what a suppression looks at."""

    @property
    def rule(self) -> str:
        """``FR001``."""

    @property
    def site(self) -> str:
        """Profile name."""

    @property
    def url(self) -> str | None:
        """Of the page; ``None``: it is about a publisher."""


class Suppression(Struct, frozen=True, kw_only=True):
    """A finding that somebody has looked at and accepted, for a while.

    Attributes:
        rule: ``FR001``.
        url: glob over the page's address (``*`` any characters); ``None`` for the publisher's own finding.
        site: profile name, or ``*``.
        reason: why; never empty.
        until: the last day it holds.
    """

    rule: str
    url: str | None
    site: str = "*"
    reason: str
    until: date

    def __post_init__(self) -> None:
        """Refuse a suppression nobody could question.

        Raises:
            ConfigError: the reason is empty.
        """
        if not self.reason.strip():
            raise ConfigError(f"the suppression of {self.rule} on {self.url or self.site} gives no reason")

    def covers(self, finding: Told, *, today: date) -> bool:
        """Whether the finding is accepted today."""
        if finding.rule != self.rule or today > self.until:
            return False
        if self.site not in ("*", finding.site):
            return False
        if self.url is None or finding.url is None:
            return self.url == finding.url
        return fnmatchcase(finding.url, self.url)


def covered(suppressions: Iterable[Suppression], finding: Told, *, today: date) -> bool:
    """Whether any of the suppressions accepts the finding today."""
    return any(suppression.covers(finding, today=today) for suppression in suppressions)

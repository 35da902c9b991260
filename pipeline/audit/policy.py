"""How old a review may grow and how long a page may go unseen: per publisher and kind of page, always cited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fnmatch import fnmatchcase
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from pipeline.audit.facts import PageFacts
from pipeline.config.auditing import ANY, Audit, Policy, Suppressed
from pipeline.model.profile import ReviewPolicy


class PagePolicy(Struct, frozen=True, kw_only=True):
    """What is asked of one kind of page.

    Attributes:
        review: how old its review may grow, and whether its modified date counts as a review.
        review_expected: it should carry a review date; ``False`` for indexes and the like.
        observe_within: days within which we should have seen it (FR018, info).
        observe_sla: days past which not having seen it is an error.
    """

    review: ReviewPolicy = ReviewPolicy()
    review_expected: bool = True
    observe_within: int = 90
    observe_sla: int = 180


class Policies(Struct, frozen=True, kw_only=True):
    """Policies by address, then by ``site/page_type``, ``site`` and ``*``; the most exact one speaks.

    Attributes:
        by_kind: keys ``medlineplus/health_topic``, ``medlineplus`` or ``*``.
        by_address: those for addresses, the most exact first.
        stated: the review policy each profile states, by site and by ``site/page_type``.
    """

    by_kind: Mapping[str, PagePolicy] = {}
    by_address: tuple[Policy, ...] = ()
    stated: Mapping[str, ReviewPolicy] = {}

    def of(self, site: str, page_type: str | None, url: str = "") -> PagePolicy:
        """The policy for a page; without its address, for its kind of page."""
        at = next((policy for policy in self.by_address if _holds(policy, site, page_type, url)), None)
        if at is not None:
            known = self.stated.get(f"{site}/{page_type}") or self.stated.get(site)
            listed = known is None or known.expected or at.page_type is not None
            return _asked(at, known, expected=at.review_expected and listed)
        for key in (f"{site}/{page_type}", site, "*"):
            found = self.by_kind.get(key)
            if found is not None:
                return found
        return _DEFAULT


_DEFAULT = PagePolicy()


def policies_of(settings: Audit, profiles: Mapping[str, ReviewPolicy | None] | None = None) -> Policies:
    """What is asked of each kind of page: what the configuration says, else the profile, else what is assumed.

    A policy of a site, or of every site, stands over what the profile says of single kinds of page, too. What it does
    not speak of stays the profile's: which kinds carry no review date, and where an update counts as a review.

    Args:
        settings: ``[audit]``.
        profiles: the review policy each profile states, by site and by ``site/page_type``.
    """
    stated = {name: review for name, review in (profiles or {}).items() if review is not None}
    configured = {policy.key: policy for policy in settings.policies if policy.url is None}
    asked = {name: PagePolicy(review=review, review_expected=review.expected) for name, review in stated.items()}
    for key, policy in configured.items():
        known = stated.get(key) or stated.get(policy.site)
        asked[key] = _asked(policy, known, expected=policy.review_expected)
    for key, review in stated.items():
        wider = configured.get(key.partition("/")[0]) or configured.get(ANY)
        if key not in configured and wider is not None:
            asked[key] = _asked(wider, review, expected=wider.review_expected and review.expected)
    at = [policy for policy in settings.policies if policy.url is not None]
    return Policies(by_kind=asked, by_address=tuple(sorted(at, key=_exactness, reverse=True)), stated=stated)


def idle(pages: Iterable[PageFacts], policies: Policies, unused: set[Policy]) -> Iterator[PageFacts]:
    """The pages, while those policies for addresses are left in ``unused`` that held for none of them."""
    unused.update(policies.by_address)
    for page in pages:
        if unused:
            unused -= {policy for policy in unused if _holds(policy, page.site, page.page_type, page.url)}
        yield page


def _exactness(policy: Policy) -> tuple[int, bool, bool]:
    return len(policy.url or ""), policy.page_type is not None, policy.site != ANY


def _holds(policy: Policy, site: str, page_type: str | None, url: str) -> bool:
    of_kind = policy.site in (ANY, site) and policy.page_type in (None, page_type)
    return of_kind and fnmatchcase(url, policy.url or ANY)


def _asked(policy: Policy, stated: ReviewPolicy | None, *, expected: bool) -> PagePolicy:
    review = policy.review
    if review.modified_counts is None and stated is not None:
        review = replace(review, modified_counts=stated.modified_counts)
    return PagePolicy(
        review=review,
        review_expected=expected,
        observe_within=policy.observe_within,
        observe_sla=policy.observe_sla,
    )


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


def covers(one: Suppressed, finding: Told, *, today: date) -> bool:
    """Whether a suppression accepts the finding today."""
    if finding.rule != one.rule or today > one.until or one.site not in (ANY, finding.site):
        return False
    if one.url is None or finding.url is None:
        return one.url == finding.url
    return fnmatchcase(finding.url, one.url)


def covered(suppressions: Iterable[Suppressed], finding: Told, *, today: date) -> bool:
    """Whether any of the suppressions accepts the finding today."""
    return any(covers(one, finding, today=today) for one in suppressions)

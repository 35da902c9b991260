"""The audit's policies out of the configuration and the publishers' profiles."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from pipeline.audit.policy import PagePolicy, Policies
from pipeline.config.settings import ANY, Audit, Policy
from pipeline.model.profile import ReviewPolicy


def policies_of(settings: Audit, profiles: Mapping[str, ReviewPolicy | None] | None = None) -> Policies:
    """What is asked of each kind of page: what the configuration says, else the profile, else what is assumed.

    A policy of a site, or of every site, stands over what the profile says of single kinds of page, too. What it does
    not speak of stays the profile's: which kinds carry no review date, and where an update counts as a review.

    Args:
        settings: ``[audit]``.
        profiles: the review policy each profile states, by site and by ``site/page_type``.
    """
    stated = {name: review for name, review in (profiles or {}).items() if review is not None}
    configured = {policy.key: policy for policy in settings.policies}
    asked = {name: PagePolicy(review=review, review_expected=review.expected) for name, review in stated.items()}
    for key, policy in configured.items():
        known = stated.get(key) or stated.get(policy.site)
        asked[key] = _asked(policy, known, expected=policy.review_expected)
    for key, review in stated.items():
        wider = configured.get(key.partition("/")[0]) or configured.get(ANY)
        if key not in configured and wider is not None:
            asked[key] = _asked(wider, review, expected=wider.review_expected and review.expected)
    return Policies(by_kind=asked)


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

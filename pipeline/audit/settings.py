"""The audit's policies and suppressions out of the configuration and the publishers' profiles."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.audit.policy import PagePolicy, Policies, Suppression
from pipeline.config.settings import Audit
from pipeline.model.profile import ReviewPolicy


def policies_of(settings: Audit, profiles: Mapping[str, ReviewPolicy | None] | None = None) -> Policies:
    """What is asked of each kind of page: what the configuration says, else the profile, else what is assumed.

    Args:
        settings: ``[audit]``.
        profiles: the review policy each profile states, by site.
    """
    stated = {
        name: PagePolicy(review=review, review_expected=review.expected)
        for name, review in (profiles or {}).items()
        if review is not None
    }
    configured = {
        policy.key: PagePolicy(
            review=policy.review,
            review_expected=policy.review_expected,
            observe_within=policy.observe_within,
            observe_sla=policy.observe_sla,
        )
        for policy in settings.policies
    }
    return Policies(by_kind={**stated, **configured})


def suppressions_of(settings: Audit) -> tuple[Suppression, ...]:
    """What somebody has looked at and accepted, for a while."""
    return tuple(
        Suppression(rule=one.rule, url=one.url, site=one.site, reason=one.reason, until=one.until)
        for one in settings.suppressions
    )

"""Policies and suppressions out of configuration and profiles."""

from __future__ import annotations

from datetime import date

from pipeline.audit.policy import ASSUMED
from pipeline.audit.settings import policies_of, suppressions_of
from pipeline.config import Audit, Policy, Suppressed
from pipeline.model.profile import ReviewPolicy


def test_configuration_stands_over_the_profile_and_the_profile_over_what_is_assumed() -> None:
    """A site's policy is the configured one, else its profile's, else 36 months assumed."""
    profile = ReviewPolicy(warn_after=24, error_after=36, source="editorial policy")
    configured = Policy(site="b", warn_after=12, error_after=18, review_expected=False, observe_within=7)
    policies = policies_of(Audit(policies=(configured,)), {"a": profile, "b": profile, "c": None})
    assert policies.of("a", "topic").review == profile
    chosen = policies.of("b", "topic")
    assert (chosen.review.warn_after, chosen.review_expected, chosen.observe_within) == (12, False, 7)
    assert policies.of("c", "topic").review == ASSUMED


def test_a_configured_kind_of_page_keeps_its_citation() -> None:
    """That an update counts as a review comes through with the publisher's words for it."""
    tests = Policy(site="a", page_type="lab_test", warn_after=36, error_after=54, modified_counts="updated = reviewed")
    policies = policies_of(Audit(policies=(tests,)))
    assert policies.of("a", "lab_test").review.modified_counts == "updated = reviewed"
    assert policies.of("a", "topic").review.modified_counts is None


def test_suppressions_come_through_whole() -> None:
    """Rule, pattern, site, reason and last day are those of the configuration."""
    settings = Audit(suppressions=(Suppressed(rule="FR001", url="https://x/*", reason="r", until=date(2027, 1, 1)),))
    (suppression,) = suppressions_of(settings)
    assert (suppression.rule, suppression.url, suppression.site) == ("FR001", "https://x/*", "*")
    assert (suppression.reason, suppression.until) == ("r", date(2027, 1, 1))

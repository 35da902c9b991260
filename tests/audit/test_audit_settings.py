"""Policies and suppressions out of configuration and profiles."""

from __future__ import annotations

import pytest

from pipeline.audit.policy import policies_of
from pipeline.config import Audit, Policy
from pipeline.model.profile import ReviewPolicy


def test_configuration_stands_over_the_profile_and_the_profile_over_what_is_assumed() -> None:
    """A site's policy is the configured one, else its profile's, else 36 months assumed."""
    profile = ReviewPolicy(warn_after=24, error_after=36, source="editorial policy")
    configured = Policy(site="b", warn_after=12, error_after=18, review_expected=False, observe_within=7)
    policies = policies_of(Audit(policies=(configured,)), {"a": profile, "b": profile, "c": None})
    assert policies.of("a", "topic").review == profile
    chosen = policies.of("b", "topic")
    assert (chosen.review.warn_after, chosen.review_expected, chosen.observe_within) == (12, False, 7)
    assert policies.of("c", "topic").review == ReviewPolicy()


def test_a_configured_kind_of_page_keeps_its_citation() -> None:
    """That an update counts as a review comes through with the publisher's words for it."""
    tests = Policy(site="a", page_type="lab_test", warn_after=36, error_after=54, modified_counts="updated = reviewed")
    policies = policies_of(Audit(policies=(tests,)))
    assert policies.of("a", "lab_test").review.modified_counts == "updated = reviewed"
    assert policies.of("a", "topic").review.modified_counts is None


PROFILE: dict[str, ReviewPolicy | None] = {
    "a/lab_test": ReviewPolicy(
        warn_after=36, error_after=54, source="every 3 years", modified_counts="updated means it"
    ),
    "a/hub": ReviewPolicy(warn_after=36, error_after=54, source="assumed", expected=False),
    "b": ReviewPolicy(warn_after=60, error_after=72, source="every 5 years", modified_counts="so they say"),
}


@pytest.mark.parametrize("site", ["a", "*"])
def test_a_policy_of_a_site_is_one_of_every_kind_of_its_pages(site: str) -> None:
    """Also of the kinds that its profile speaks of; what carries no review date, and what counts as one, stays."""
    policies = policies_of(
        Audit(policies=(Policy(site=site, warn_after=12, error_after=18, observe_within=7),)), PROFILE
    )
    kinds = {kind: policies.of("a", kind) for kind in ("lab_test", "hub", "topic")}
    assert {(one.review.warn_after, one.review.error_after, one.observe_within) for one in kinds.values()} == {
        (12, 18, 7)
    }
    assert {kind: one.review_expected for kind, one in kinds.items()} == {"lab_test": True, "hub": False, "topic": True}
    assert kinds["lab_test"].review.modified_counts == "updated means it"
    assert policies.of("b", "topic").review.warn_after == (12 if site == "*" else 60)


def test_the_most_exact_policy_speaks_and_keeps_what_counts_as_a_review() -> None:
    """A kind over its site, a site over all; the profile's citation is kept by each that names none."""
    many = (("*", None, 6), ("b", None, 12), ("b", "leaflet", 24), ("a", "lab_test", 48))
    asked = tuple(Policy(site=site, page_type=kind, warn_after=months, error_after=99) for site, kind, months in many)
    policies = policies_of(Audit(policies=asked), PROFILE)
    told = [
        policies.of(*one).review for one in (("c", "x"), ("b", "x"), ("b", "leaflet"), ("a", "lab_test"), ("a", "hub"))
    ]
    assert [one.warn_after for one in told] == [6, 12, 24, 48, 6]
    assert [one.modified_counts for one in told] == [None, "so they say", "so they say", "updated means it", None]


def limits(url: str | None, months: int, *, site: str = "*", kind: str | None = None, expected: bool = True) -> Policy:
    return Policy(
        site=site,
        url=url,
        page_type=kind,
        warn_after=months,
        error_after=99,
        review_expected=expected,
        observe_within=7,
    )


def test_a_policy_of_an_address_stands_over_all_without_one_and_the_longest_over_the_others() -> None:
    """A host over its site and its kind, a folder over its host, a named kind over all at the same address."""
    asked = (
        limits(None, 6),
        limits(None, 7, site="a", kind="topic"),
        limits("https://h.example/*", 1),
        limits("https://h.example/advice/*", 2),
        limits("https://h.example/advice/*", 3, site="a", kind="topic"),
        limits("*/news/*", 4, site="b"),
    )
    of = policies_of(Audit(policies=asked), PROFILE).of
    told = [
        of("a", "topic", "https://h.example/x"),
        of("a", "x", "https://h.example/advice/x"),
        of("a", "topic", "https://h.example/advice/x"),
        of("a", "topic", "http://h.example/advice/x"),
        of("b", "x", "https://other.example/news/x"),
        of("c", "x", "https://other.example/news/x"),
    ]
    assert [one.review.warn_after for one in told] == [1, 2, 3, 7, 4, 6]
    assert told[0].observe_within == 7


@pytest.mark.parametrize(
    ("kind", "expected", "named", "review_expected"),
    [
        ("hub", True, None, False),
        ("hub", True, "hub", True),
        ("topic", False, None, False),
        ("topic", True, None, True),
    ],
)
def test_a_policy_of_an_address_leaves_to_the_profile_what_carries_a_review(
    kind: str, named: str | None, *, expected: bool, review_expected: bool
) -> None:
    """As one of a site does: which kinds carry no review date, and where an update counts as one."""
    asked = limits("https://h.example/*", 1, site="a", kind=named, expected=expected)
    policies = policies_of(Audit(policies=(asked,)), PROFILE)
    assert policies.of("a", kind, "https://h.example/x").review_expected is review_expected
    tests = policies_of(Audit(policies=(limits("*", 1),)), PROFILE).of("a", "lab_test", "https://h.example/x")
    assert tests.review.modified_counts == "updated means it"


def test_a_kind_can_be_asked_for_a_review_that_its_profile_does_not_expect() -> None:
    """Who names a kind of page means it."""
    asked = Policy(site="a", page_type="hub", warn_after=12, error_after=18)
    assert policies_of(Audit(policies=(asked,)), PROFILE).of("a", "hub").review_expected

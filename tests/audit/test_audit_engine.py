"""The audit as a whole: keys that stay, counts, thresholds, suppressions, registry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from pipeline.audit.engine import Tally, run_audit
from pipeline.audit.facts import PageFacts
from pipeline.audit.intervals import add_months, compare
from pipeline.audit.policy import PagePolicy, Policies, covers
from pipeline.audit.registry import all_rules, render_reference
from pipeline.audit.site_tally import SiteTally
from pipeline.config.auditing import Suppressed
from pipeline.errors import UsageError
from pipeline.model.issue import FailOn, Severity
from pipeline.model.profile import ReviewPolicy
from tests.audit.audit_facts import DEAD, TODAY, at, check, days_before, found, page
from tests.values import claim

BAD = page(
    reviewed=claim("2015-01-01"),
    published=claim("2020-01-02", "published"),
    modified=claim("2020-01-01", "modified"),
    claims=(claim("2015-01-01"), claim("2030-01-01", "modified")),
    checks=(check("2026-02-01", 404), check("2026-02-03", 404)),
    last_observed=at(days_before(100)),
)


def test_keys_stay_the_same_from_night_to_night() -> None:
    """A finding that stands has the same key a year later, though its message counts the days."""
    now, later = found(BAD), found(BAD, today=TODAY + timedelta(days=365))
    assert {finding.rule for finding in now} == {"FR002", "FR003", "FR007", "FR014", "FR018"}
    assert {finding.key for finding in now} == {finding.key for finding in later}
    assert [finding.message for finding in now] != [finding.message for finding in later]


def test_keys_differ_by_rule_page_and_claim() -> None:
    """Another page, another claim value or another rule is another finding."""
    moved = page(url="https://health.example/other.html", reviewed=claim("2015-01-01"))
    redated = page(reviewed=claim("2016-01-01"))
    keys = [finding.key for facts in (BAD, moved, redated) for finding in found(facts)]
    assert len(keys) == len(set(keys))


def test_a_key_is_the_same_on_every_machine() -> None:
    """The key of a finding is part of its contract: it is written down here."""
    (finding,) = found(page(reviewed=claim("2015-01-01")))
    assert finding.key == "FR002-8cd78f23870e707ca319"


def test_findings_of_pages_come_in_the_order_of_the_pages_then_those_of_publishers() -> None:
    """The audit streams: a page's findings come before the next page is asked for."""
    seen: list[str] = []

    def watched() -> Iterator[PageFacts]:
        for name in "ba":
            facts = page(url=f"https://health.example/{name}", reviewed=None)
            seen.append(facts.url)
            yield facts

    findings = run_audit(watched(), policies=Policies(), today=TODAY, only=("FR004",))
    first = next(findings)
    assert (first.url, seen) == ("https://health.example/b", ["https://health.example/b"])
    assert [finding.url for finding in findings] == ["https://health.example/a", None]


def test_the_most_exact_policy_speaks() -> None:
    """A policy for a kind of page wins over the publisher's, that over the one for all."""
    by_kind = {
        key: PagePolicy(review=ReviewPolicy(warn_after=months, error_after=99, source=key))
        for key, months in (("*", 1), ("healthy", 2), ("healthy/topic", 3))
    }
    policies = Policies(by_kind=by_kind)
    kinds = [("healthy", "topic"), ("healthy", "drug"), ("other", "topic"), ("healthy", None)]
    assert [policies.of(*kind).review.warn_after for kind in kinds] == [3, 2, 1, 2]
    assert Policies().of("any", "thing").review.source == "assumed"


def test_what_a_page_says_twice_is_one_finding() -> None:
    """One ambiguous date at two places of a section, one dead link under two texts: a key is told once."""
    twice = claim("2025-06-05", ambiguous=True)
    dead = replace(DEAD, text="here")
    broken = (dead, replace(dead, text="there"), replace(dead, url="https://y.example/"))
    findings = found(page(claims=(twice, twice), broken_links=broken))
    told = [(finding.rule, finding.message) for finding in findings if finding.rule in ("FR005", "FR017")]
    assert told == [
        ("FR005", "reviewed '2025-06-05' can be 2025-06-05 or 2025-06-05"),
        ("FR017", "the link 'here' and 'there' leads nowhere since 2026-01-01"),
        ("FR017", "the link 'here' leads nowhere since 2026-01-01"),
    ]


@pytest.mark.parametrize(
    ("fail_on", "infos", "warnings", "errors"),
    [
        ("info", True, True, True),
        ("warning", False, True, True),
        ("error", False, False, True),
        ("never", False, False, False),
    ],
)
def test_a_threshold_is_reached_by_its_severity_and_graver_ones(
    fail_on: FailOn, *, infos: bool, warnings: bool, errors: bool
) -> None:
    """``fail_on`` is reached by a finding of that severity or a graver one, and never by nothing."""
    severities: tuple[Severity, ...] = ("info", "warning", "error")
    reached = {severity: Tally(fresh={severity: 1}).reaches(fail_on) for severity in severities}
    assert reached == {"info": infos, "warning": warnings, "error": errors}
    assert not Tally().reaches(fail_on)


def test_suppressed_findings_are_held_back_and_counted_until_their_last_day() -> None:
    """A suppression holds through its last day; the next day the finding is back."""
    suppression = Suppressed(rule="FR002", url="https://health.example/as*", reason="rewrite planned", until=TODAY)
    facts = page(reviewed=claim("2015-01-01"))
    today, tomorrow = Tally(), Tally()
    assert list(today.watch(found(facts), today=TODAY, suppressions=(suppression,))) == []
    assert (today.suppressed, today.by_rule, today.reaches("info")) == ({"FR002": 1}, {}, False)
    kept = list(tomorrow.watch(found(facts), today=TODAY + timedelta(days=1), suppressions=(suppression,)))
    assert [finding.rule for finding in kept] == ["FR002"]
    assert (tomorrow.by_rule, tomorrow.by_severity) == ({"FR002": 1}, {"error": 1})


@pytest.mark.parametrize(
    ("suppression", "accepted"),
    [
        (Suppressed(rule="FR004", url="*", reason="r", until=TODAY), [True, False]),
        (Suppressed(rule="FR004", url=None, reason="r", until=TODAY), [False, True]),
        (Suppressed(rule="FR004", url="*", site="other", reason="r", until=TODAY), [False, False]),
        (Suppressed(rule="FR001", url="*", reason="r", until=TODAY), [False, False]),
    ],
)
def test_a_suppression_covers_its_rule_on_its_subject_only(suppression: Suppressed, accepted: list[bool]) -> None:
    """A suppression speaks of pages or of the publisher, of one rule, of one site."""
    findings = found(page(reviewed=None), rule="FR004")
    assert [covers(suppression, finding, today=TODAY) for finding in findings] == accepted


def test_an_unknown_rule_is_answered_with_those_there_are() -> None:
    """A rule that does not exist is refused with a list of those that do."""
    with pytest.raises(UsageError) as raised:
        found(page(), rule="FR999")
    assert "FR001" in str(raised.value.mend)


def test_every_rule_is_described_for_readers() -> None:
    """Each rule found in the folder has an id, a kebab-case name, a definition and a source, and stands in the page."""
    rules = all_rules()
    assert len(rules) == len({(rule.id, rule.subject) for rule in rules}) > 20
    assert all(rule.name == rule.name.lower().replace("_", "-") for rule in rules)
    assert all(rule.definition and rule.source for rule in rules)
    reference = render_reference()
    assert all(f"## {rule.id} {rule.name} ({rule.subject})" in reference for rule in rules)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 12, 31), 1, date(2026, 1, 31)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(9999, 12, 31), 1, date(9999, 12, 31)),
    ],
)
def test_calendar_months_end_where_the_month_ends(day: date, months: int, then: date) -> None:
    """Months are added on the calendar; a day the month does not have becomes its last."""
    assert add_months(day, months) == then


def test_intervals_compare_in_three_ways() -> None:
    """A day is before, after, or within a month; slack makes neighbours overlap, and the end of time is no error."""
    june = claim("2025-06")
    assert compare(claim("2025-05-31"), june) == "before"
    assert compare(claim("2025-07-01"), june) == "after"
    assert compare(claim("2025-06-15"), june) == "overlaps"
    assert compare(claim("2025-07-01"), june, slack_days=1) == "overlaps"
    assert compare(claim("9999-12-31"), june, slack_days=1) == "after"


def test_of_two_equally_common_days_the_earlier_is_named() -> None:
    """What is counted does not depend on the order in which pages come."""
    tally = SiteTally("healthy")
    for day in ("2025-06-03", "2025-06-02"):
        tally.add(page(reviewed=claim(day)), Policies())
    (spread,) = tally.facts().spreads
    assert (spread.role, spread.pages, spread.day, spread.on_day) == ("reviewed", 2, date(2025, 6, 2), 1)

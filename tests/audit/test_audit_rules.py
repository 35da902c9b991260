"""Every rule seen firing and seen silent, with a frozen today (1 March 2026), at its boundaries."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from pipeline.audit.facts import PageFacts
from pipeline.audit.policy import PagePolicy
from pipeline.model.issue import Issue
from pipeline.model.profile import ReviewPolicy
from tests.audit.audit_facts import HEALTHY, TODAY, URL, at, check, days_before, found, page
from tests.values import claim

CITED = PagePolicy(review=ReviewPolicy(modified_counts="medical tests: updated means reviewed"))
HOME = "https://health.example/"
ELSEWHERE = "https://health.example/lung.html"
FAR = "https://other.example/asthma.html"


def issue(code: str, **evidence: str) -> Issue:
    return Issue(code=code, severity="warning", message=f"{code} seen", evidence=evidence)


def due(value: str) -> PageFacts:
    return page(next_review_due=claim(value, "next_review_due"))


def reviewed(value: str, **changes: Any) -> PageFacts:
    return page(reviewed=claim(value), claims=(claim(value),), **changes)


def claiming(*claims: Any, **changes: Any) -> PageFacts:
    return page(claims=claims, **changes)


def modified_only(value: str) -> PageFacts:
    return page(reviewed=None, modified=claim(value, "modified"), claims=(claim(value, "modified"),))


def titled(title: str) -> PageFacts:
    return page(title=title)


def dated_at(published: str, modified: str) -> PageFacts:
    """A page modified at an instant, published on a day."""
    instant = claim(modified, "modified", "jsonld", precision="instant")
    return page(published=claim(published, "published"), modified=instant)


def dated(**values: str) -> PageFacts:
    return page(**{role: claim(value, role) for role, value in values.items()})  # type: ignore[arg-type]


def looked(looks: str) -> PageFacts:
    """Looks of 2026 as ``01-31 404, 02-01T13 None``; noon where no hour is given."""
    checks = []
    for look in filter(None, looks.split(", ")):
        when, status = look.split(" ")
        day, _, hour = when.partition("T")
        checks.append(check(f"2026-{day}", int(status) if status != "None" else None, hour=int(hour or 12)))
    return page(checks=tuple(checks))


def served(url: str) -> PageFacts:
    return page(checks=(check("2026-02-28", url=url),))


def moved(to: str, **changes: Any) -> PageFacts:
    return page(checks=(check("2026-02-28", url=to),), canonical_url=to, record_url=to, **changes)


def led_then_gone(to: str, **changes: Any) -> PageFacts:
    """Led elsewhere once, then nowhere on two days."""
    looks = (check("2026-02-10", url=to), check("2026-02-20", 404), check("2026-02-22", 404))
    return page(checks=looks, **changes)


def damaged(code: str, *, critical: str, **evidence: str) -> PageFacts:
    return page(issues=(issue(code, **evidence),), critical_texts=(critical,))


OLD_TOPIC = claim("2020-06-01", source="meta", scope="topic")
OLD_HEADER = claim("2020-06-01", "modified", "http")
TWICE = (claim("2025-06-01"), claim("2020-06-01"))
COPYRIGHTS = (claim("2025", "copyright"), claim("2020", "copyright", "meta"))


CASES: list[tuple[str, str, PageFacts, str | None]] = [
    # FR001: 30 days of grace after the last day the promise can mean
    ("FR001", "due exactly 30 days ago", due(days_before(30)), None),
    ("FR001", "due 31 days ago", due(days_before(31)), "error"),
    ("FR001", "due in January, which ends 29 days ago", due("2026-01"), None),
    ("FR001", "due in December, which ends 60 days ago", due("2025-12"), "error"),
    ("FR001", "due this year, which is not over", due("2026"), None),
    ("FR001", "no promise", HEALTHY, None),
    ("FR001", "reviewed since, if late", dated(reviewed="2026-01-10", next_review_due="2025-12"), None),
    ("FR001", "reviewed on that very day", dated(reviewed="2025-12-10", next_review_due="2025-12-10"), None),
    ("FR001", "reviewed that very month", dated(reviewed="2025-12-10", next_review_due="2025-12"), "error"),
    # FR002: 36 months assumed, 54 for an error
    ("FR002", "reviewed 36 months ago to the day", reviewed("2023-03-01"), None),
    ("FR002", "a day more", reviewed("2023-02-28"), "warning"),
    ("FR002", "54 months ago to the day", reviewed("2021-09-01"), "warning"),
    ("FR002", "54 months and a day", reviewed("2021-08-31"), "error"),
    ("FR002", "some day of March 2023 may be as late as the 31st", reviewed("2023-03"), None),
    ("FR002", "some day of 2023, which may be its last", reviewed("2023"), None),
    ("FR002", "some day of 2021, at its latest no error yet", reviewed("2021"), "warning"),
    ("FR002", "some day of February 2023 is past at its latest", reviewed("2023-02"), "warning"),
    ("FR002", "old, but a next review is named: FR001's", dated(reviewed="2015-01-01", next_review_due="2027"), None),
    ("FR002", "a promise kept on its day", dated(reviewed="2020-01-01", next_review_due="2020-01-01"), "error"),
    ("FR002", "a promise kept long ago", dated(reviewed="2020-06-01", next_review_due="2020-01-01"), "error"),
    ("FR002", "an old modified date is no review", modified_only("2015-01-01"), None),
    ("FR002", "a date of the year 9999 adds up to no error", reviewed("9999-12-31"), None),
    (
        "FR001",
        "overdue when it went",
        page(next_review_due=claim("2020", "next_review_due"), gone_since=at("2026-01-01")),
        None,
    ),
    ("FR002", "overdue when it went", reviewed("2015-01-01", gone_since=at("2026-01-01")), None),
    ("FR004", "undated when it went", page(reviewed=None, gone_since=at("2026-01-01")), None),
    # FR003: more than a day after the capture of 28 February
    ("FR003", "the day after the capture", claiming(claim("2026-03-01")), None),
    ("FR003", "two days after the capture", claiming(claim("2026-03-02")), "error"),
    ("FR003", "this month, which has begun", claiming(claim("2026-02")), None),
    ("FR003", "next month, which begins the day after", claiming(claim("2026-03")), None),
    ("FR003", "the month after next", claiming(claim("2026-04")), "error"),
    ("FR003", "a next review is meant to be in the future", claiming(claim("2027-01-01", "next_review_due")), None),
    ("FR003", "a placeholder at the end of time", claiming(claim("9999-12-31", "published")), "error"),
    ("FR003", "the day came, and it still says so", claiming(claim("2026-02-27"), captured_at=at("2026-02-01")), None),
    ("FR003", "the day has not come yet", claiming(claim("2026-03-02"), captured_at=at("2026-02-01")), "error"),
    ("FR003", "nothing captured yet", claiming(claim("2030"), captured_at=None), None),
    # FR004, of the page
    ("FR004", "reviewed", HEALTHY, None),
    ("FR004", "no date at all", page(reviewed=None), "info"),
    ("FR004", "modified alone does not stand in", modified_only("2025-01-01"), "info"),
    ("FR004", "no record at all", page(reviewed=None, page_type=None), None),
    # FR005
    ("FR005", "a clear date", HEALTHY, None),
    ("FR005", "what else the reader could not do", page(issues=(issue("link-unreadable"),)), None),
    ("FR005", "a label without a date", page(issues=(issue("date-unreadable", raw="Reviewed: soon"),)), "info"),
    ("FR005", "3/4 could be either", claiming(claim("2025-03-04", hi=date(2025, 4, 3), ambiguous=True)), "info"),
    # FR006: more than a day apart, different carriers, same role and scope
    ("FR006", "text and meta agree", claiming(claim("2025-06-01"), claim("2025-06-01", source="meta")), None),
    ("FR006", "a day of UTC drift", claiming(claim("2025-06-01"), claim("2025-06-02", source="meta")), None),
    ("FR006", "two days apart", claiming(claim("2025-06-01"), claim("2025-06-03", source="meta")), "warning"),
    ("FR006", "a month that holds the day", claiming(claim("2025-06"), claim("2025-06-30", source="jsonld")), None),
    ("FR006", "a day after the month", claiming(claim("2025-06"), claim("2025-07-01", source="jsonld")), None),
    ("FR006", "two days after the month", claiming(claim("2025-06"), claim("2025-07-02", source="jsonld")), "warning"),
    ("FR006", "two in the text", claiming(claim("2025-06-01"), claim("2020-06-01")), "info"),
    ("FR006", "a day apart in the text", claiming(claim("2025-06-01"), claim("2025-06-02")), None),
    ("FR006", "a month and a day of it", claiming(claim("2025-06"), claim("2025-06-02")), None),
    ("FR006", "two posts", claiming(claim("2025-06-01", "published"), claim("2020-06-01", "published")), None),
    (
        "FR006",
        "two in JSON-LD",
        claiming(claim("2025-06-01", source="jsonld"), claim("2020-06-01", source="jsonld")),
        None,
    ),
    ("FR006", "carriers disagree, too", claiming(*TWICE, claim("2024-06-01", source="meta")), "warning"),
    ("FR006", "different roles", claiming(claim("2025-06-01"), claim("2020-06-01", "modified", "meta")), None),
    ("FR006", "different scopes", claiming(claim("2025-06-01"), OLD_TOPIC), None),
    ("FR006", "transport is no carrier of content", claiming(claim("2025-06-01", "modified"), OLD_HEADER), None),
    ("FR006", "copyright years differ by nature", claiming(*COPYRIGHTS), None),
    # FR007
    ("FR007", "published, then modified", dated(published="2020-01-01", modified="2020-01-02"), None),
    (
        "FR007",
        "due, and reviewed on no day that is known",
        msgspec.structs.replace(due("2020-01-01"), reviewed=None),
        None,
    ),
    ("FR007", "the same day", dated(published="2020-01-01", modified="2020-01-01"), None),
    ("FR007", "published the day after it was modified", dated(published="2020-01-02", modified="2020-01-01"), "error"),
    ("FR007", "a day of UTC drift", dated_at("2020-01-02", "2020-01-01"), None),
    ("FR007", "two days, not drift", dated_at("2020-01-03", "2020-01-01"), "error"),
    ("FR007", "published in the month it was modified", dated(published="2020-01-31", modified="2020-01"), None),
    ("FR007", "published some day of the month", dated(published="2020-01", modified="2020-01-15"), None),
    ("FR007", "reviewed years before it was published", dated(reviewed="2008-11", published="2011-03-28"), None),
    ("FR007", "due on the day of the last", dated(reviewed="2025-01-01", next_review_due="2025-01-01"), "error"),
    ("FR007", "due the day after", dated(reviewed="2025-01-01", next_review_due="2025-01-02"), None),
    ("FR007", "due in the month of the last, maybe later", dated(reviewed="2025-01", next_review_due="2025-01"), None),
    # FR014
    ("FR014", "there", HEALTHY, None),
    ("FR014", "one 404", looked("02-28 404"), None),
    ("FR014", "two, an hour under 24 hours apart", looked("02-27 404, 02-28T11 404"), None),
    ("FR014", "two, 24 hours apart", looked("02-27 404, 02-28 404"), "error"),
    ("FR014", "one 410", looked("02-28 410"), "error"),
    ("FR014", "410, then 404 the same day", looked("02-28 410, 02-28T13 404"), "error"),
    ("FR014", "gone, and back since", looked("01-01 404, 01-02 404, 01-03 200"), None),
    ("FR014", "there in between", looked("01-01 404, 01-02 200, 01-03 404"), None),
    ("FR014", "503 in between tells nothing", looked("01-01 404, 01-02 503, 01-03 404"), "error"),
    ("FR014", "403 since tells nothing", looked("01-01 404, 01-03 404, 01-04 403"), "error"),
    ("FR014", "time-outs only", looked("01-01 None, 01-03 None"), None),
    ("FR014", "never looked", looked(""), None),
    ("FR014", "the redirect of a page that moved away", led_then_gone(ELSEWHERE, page_type=None), "warning"),
    ("FR014", "led away for a while, its record stays", led_then_gone(ELSEWHERE), "error"),
    ("FR014", "led to the home page before", led_then_gone(HOME, page_type=None), "error"),
    ("FR016", "led away, and nowhere now", led_then_gone(ELSEWHERE), None),
    # FR015
    ("FR015", "a page", HEALTHY, None),
    ("FR015", "led to the home page", served(HOME), "error"),
    ("FR015", "led to /index.html", served(HOME + "index.html"), "error"),
    ("FR015", "led to the Spanish home page", served(HOME + "es/"), "error"),
    ("FR015", "led to another page", served(ELSEWHERE), None),
    ("FR015", "led to another host's home page: FR016's", served("https://other.example/"), None),
    ("FR015", "the home page itself", moved(HOME, url=HOME), None),
    ("FR015", "Page not found", titled("Page Not Found | Health"), "error"),
    ("FR015", "404 Not Found", titled("404 Not Found"), "error"),
    ("FR015", "Error 404", titled("Health - Error 404"), "error"),
    ("FR015", "410 Gone", titled("410 Gone"), "error"),
    ("FR015", "Spanish", titled("P\u00e1gina no encontrada: Salud"), "error"),
    ("FR015", "Service Unavailable", titled("Service Unavailable"), "error"),
    ("FR015", "a topic that says 'not found'", titled("Genes Not Found in Mice | Health"), None),
    ("FR015", "a topic called Conflict", titled("Conflict | Health"), None),
    ("FR015", "a topic called Gone", titled("Gone: Living with Grief"), None),
    ("FR015", "a number in a topic", titled("Vitamin B12 and 500 mg"), None),
    ("FR015", "a 404 is no soft 404", page(title="Page not found", checks=(check("2026-02-28", 404),)), None),
    # FR016
    ("FR016", "where it was", HEALTHY, None),
    ("FR016", "another spelling of its address", page(canonical_url="http://www.health.example/asthma.html/"), None),
    ("FR016", "another spelling now", moved("https://www.health.example/Asthma.html"), None),
    ("FR016", "another page now", moved(ELSEWHERE), "warning"),
    ("FR016", "another host now", moved(FAR), "error"),
    ("FR016", "always led there", moved(ELSEWHERE, baseline_url=ELSEWHERE), None),
    ("FR016", "a fragment and a campaign are no other page", served(URL + "?utm_source=x#top"), None),
    ("FR016", "five redirects", page(checks=(check("2026-02-28", hops=5),)), None),
    ("FR016", "six redirects", page(checks=(check("2026-02-28", hops=6),)), "error"),
    ("FR016", "declares another page", page(canonical_url=ELSEWHERE), "warning"),
    ("FR016", "declares another host", page(canonical_url=FAR), "error"),
    ("FR016", "declares nothing", page(canonical_url=None), None),
    ("FR016", "a 404 elsewhere is no drift", page(checks=(check("2026-02-28", 404, url=ELSEWHERE),)), None),
    # FR018: 90 days, 180 for an error
    ("FR018", "seen 90 days ago", page(last_observed=at(days_before(90))), None),
    ("FR018", "seen 91 days ago", page(last_observed=at(days_before(91))), "info"),
    ("FR018", "seen 180 days ago", page(last_observed=at(days_before(180))), "info"),
    ("FR018", "seen 181 days ago", page(last_observed=at(days_before(181))), "error"),
    ("FR018", "never seen, known for 91 days", page(last_observed=None, first_seen=at(days_before(91))), "info"),
    (
        "FR018",
        "never asked, known for 91 days",
        page(last_observed=None, first_seen=at(days_before(91)), page_type=None, checks=()),
        "info",
    ),
    ("FR018", "never seen, known since yesterday", page(last_observed=None, first_seen=at(days_before(1))), None),
    ("FR018", "not even known since when", page(last_observed=None, first_seen=None), None),
    ("FR018", "gone, and asked seldom", page(last_observed=at(days_before(91)), gone_since=at("2025-01-01")), None),
    (
        "FR018",
        "never a page, and 404 when it was asked last",
        page(page_type=None, last_observed=at(days_before(91)), checks=(check("2025-11-01", 404),)),
        None,
    ),
    (
        "FR018",
        "an address of before",
        page(page_type=None, last_observed=at(days_before(91)), checks=(check("2025-11-01", url=URL + "/new"),)),
        None,
    ),
    (
        "FR018",
        "404 once, of a page that stands",
        page(last_observed=at(days_before(91)), checks=(check("2025-11-01", 404),)),
        "info",
    ),
    # FR019
    ("FR019", "clean", HEALTHY, None),
    ("FR019", "mojibake", page(issues=(issue("mojibake", raw="a", mended="b"),)), "warning"),
    ("FR019", "a replacement character", page(issues=(issue("replacement-character"),)), "warning"),
    (
        "FR019",
        "in a section on overdose",
        damaged("mojibake", critical="Call\n 37 \u00c2\u00b0C", raw="37 \u00c2\u00b0C"),
        "error",
    ),
    ("FR019", "a second damage is in it", damaged("mojibake", critical="an x y", raw="q", raw_2="x y"), "error"),
    ("FR019", "the critical section is clean", damaged("mojibake", critical="clean", raw="x y"), "warning"),
    ("FR019", "nothing quoted", damaged("mojibake", critical="clean", raw=""), "warning"),
    ("FR019", "letters lost in it", damaged("replacement-character", critical="5\ufffd mg"), "error"),
    ("FR019", "letters lost elsewhere", damaged("replacement-character", critical="5 mg"), "warning"),
    ("FR019", "another issue", page(issues=(issue("words-lost"),)), None),
]


@pytest.mark.parametrize(("rule", "what", "facts", "severity"), CASES, ids=[f"{case[0]} {case[1]}" for case in CASES])
def test_a_rule_fires_or_is_silent(rule: str, what: str, facts: PageFacts, severity: str | None) -> None:
    """The rule finds exactly this, of exactly this severity."""
    findings = [finding for finding in found(facts, rule=rule) if finding.url is not None]
    assert [finding.severity for finding in findings] == ([] if severity is None else [severity])
    assert {finding.as_of for finding in findings} <= {TODAY}


def test_a_healthy_page_has_no_finding_of_any_rule() -> None:
    """The page that the cases change is itself clean, so each case shows its own change."""
    assert found(HEALTHY) == []


@pytest.mark.parametrize(
    ("value", "today", "overdue"),
    [
        ("2024-02-29", date(2027, 2, 28), False),
        ("2024-02-29", date(2027, 3, 1), True),
        ("2024-02-29", date(2025, 3, 1), False),
        ("2021-02-28", date(2024, 2, 28), False),
        ("2021-02-28", date(2024, 2, 29), True),
    ],
)
def test_three_years_from_a_leap_day_end_with_february(value: str, today: date, *, overdue: bool) -> None:
    """36 months after 29 February are over at the end of 28 February; the leap day itself is one day late."""
    facts = reviewed(value, captured_at=at(today.isoformat()), last_observed=at(today.isoformat()))
    assert bool(found(facts, today=today, rule="FR002")) is overdue


def test_a_publisher_s_own_cycle_counts_and_is_cited() -> None:
    """With a policy of 12 and 60 months a review of 13 months is overdue, and the finding cites the policy."""
    policy = PagePolicy(review=ReviewPolicy(warn_after=12, error_after=60, source="editorial policy, 2024"))
    (finding,) = found(reviewed("2025-02-01"), policy=policy, rule="FR002")
    assert (finding.severity, finding.evidence["policy"]) == ("warning", "12 months, editorial policy, 2024")


def test_an_assumed_cycle_says_so() -> None:
    """Where the publisher states no cycle, the finding says that ours is assumed."""
    (finding,) = found(reviewed("2020-01-01"), rule="FR002")
    assert finding.evidence["policy"] == "36 months, assumed"


def test_a_modified_date_counts_as_a_review_only_where_the_publisher_is_cited_for_it() -> None:
    """With the citation an old modified date is an overdue review and none is missing; without, the reverse."""
    facts = modified_only("2022-01-01")
    (overdue,) = found(facts, policy=CITED, rule="FR002")
    assert overdue.evidence["counts_as_review"] == "medical tests: updated means reviewed"
    assert found(facts, policy=CITED, rule="FR004") == []
    assert found(facts, rule="FR002") == []
    assert len(found(facts, rule="FR004")) == 2


def test_a_kind_of_page_without_reviews_misses_none() -> None:
    """Pages of a kind that is not reviewed (an index) are not counted as missing a date."""
    assert found(page(reviewed=None), policy=PagePolicy(review_expected=False), rule="FR004") == []


@pytest.mark.parametrize(
    ("checks", "last"),
    [
        ("", "none"),
        ("02-01 200, 02-20 403", "403 on 2026-02-20T12:00:00+00:00"),
        ("02-01 200, 02-20 None", "no answer on 2026-02-20T12:00:00+00:00"),
    ],
)
def test_a_page_not_seen_for_long_says_how_the_last_look_at_it_ended(checks: str, last: str) -> None:
    """And since when it was not seen, and how long that may be."""
    facts = msgspec.structs.replace(looked(checks), last_observed=at("2025-06-01"))
    (finding,) = found(facts, rule="FR018")
    assert finding.evidence["last_attempt"] == last
    assert (finding.evidence["limit"], "2025-06-01" in str(finding.evidence)) == ("90", True)


def test_of_many_carriers_the_two_farthest_apart_are_named() -> None:
    """Three carriers that disagree give one finding, naming the earliest and the latest."""
    facts = claiming(
        claim("2022-08-11"), claim("2026-01-20", source="meta"), claim("2024-01-01", source="jsonld"), reviewed=None
    )
    (finding,) = found(facts, rule="FR006")
    assert finding.message == "reviewed: text says 2022-08-11, meta says 2026-01-20 (1258 days apart)"


def many(day: str, others: int, same: int, value: str = "2025-06-02") -> list[PageFacts]:
    return [
        page(url=f"https://h.example/{n}", reviewed=claim(value if n < same else f"{day}-{n % 28 + 1:02}"))
        for n in range(others + same)
    ]


@pytest.mark.parametrize(
    ("pages", "what"),
    [
        (many("2024-01", 12, 18), "18 of 30 pages say reviewed 2025-06-02"),
        (many("2024-01", 13, 17), None),
        (many("2024-01", 0, 29), None),
        (many("2024-01", 0, 40, value="2025-06"), None),
    ],
    ids=["18 of 30 is 60 %", "17 of 30", "29 pages are too few", "a month is no day"],
)
def test_one_date_on_most_pages_of_a_publisher_is_one_finding(pages: list[PageFacts], what: str | None) -> None:
    """From 60 % of at least 30 pages on, one shared day is one finding about the publisher, none about a page."""
    findings = found(*pages, rule="FR012")
    assert [(finding.message, finding.url, finding.severity) for finding in findings] == (
        [] if what is None else [(what, None, "warning")]
    )


def test_missing_dates_are_one_warning_per_publisher_with_their_share() -> None:
    """Three pages without a date of four are three infos and one warning that gives the share."""
    pages = [page(url=f"https://health.example/{n}", reviewed=None if n else claim("2025-06-01")) for n in range(4)]
    findings = found(*pages, rule="FR004")
    assert [finding.severity for finding in findings] == ["info", "info", "info", "warning"]
    assert findings[-1].message == "3 of 4 pages (75.0%) do not say when they were reviewed"
    assert (findings[-1].url, findings[-1].evidence["share"]) == (None, "0.7500")

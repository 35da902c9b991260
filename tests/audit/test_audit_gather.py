"""Facts read from a real database, written as a run writes it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from pipeline.audit.engine import run_audit
from pipeline.audit.gather import gather
from pipeline.audit.policy import Policies
from pipeline.changes.words import is_critical_heading
from pipeline.model.document import Alternate
from pipeline.model.issue import Issue
from tests.audit.audit_store import HOME, HOST, START, A, B, Bench, a_page, a_section
from tests.values import claim


def test_a_page_that_was_read_has_its_record_s_facts(bench: Bench) -> None:
    """Type, claims, the chosen one with its interval, the capture's moment and critical texts are the record's."""
    bench.discover(A)
    bench.answer(A, document=a_page(A, "2025-06"))
    facts = bench.facts(A)
    assert (facts.site, facts.page_type, facts.title, facts.captured_at) == ("healthy", "topic", "Asthma", START)
    assert facts.reviewed == claim("2025-06")
    assert (facts.reviewed.lo, facts.reviewed.hi) == (date(2025, 6, 1), date(2025, 6, 30))
    assert [made.role for made in facts.claims] == ["modified", "reviewed"]
    assert facts.critical_texts == ("Take 5 mg.",)
    assert (facts.first_seen, facts.last_observed, facts.baseline_url) == (START, START, A)
    assert bench.rules(date(2026, 1, 2)) == []


def test_the_chosen_claim_is_the_one_of_its_role(bench: Bench) -> None:
    """Where "updated" and "reviewed" name the same day, each role keeps its own claim, with its own label."""
    updated, reviewed = claim("2025-06-01", "modified"), claim("2025-06-01", label="Reviewed")
    bench.discover(A)
    bench.answer(A, document=a_page(A, dates=(updated, reviewed)))
    assert bench.facts(A).reviewed == reviewed


def test_a_chosen_claim_may_have_another_role_where_an_update_counts_as_a_review(bench: Bench) -> None:
    """A review that the profile takes from an "updated" claim is that claim, whole."""
    updated = claim("2025-06-01", "modified")
    bench.discover(A)
    bench.answer(A, document=a_page(A, dates=(updated,)))
    assert bench.facts(A).reviewed == updated


def test_an_old_review_in_the_database_is_found_overdue(bench: Bench) -> None:
    """From a stored page to the finding: reviewed in 2015, overdue in 2026."""
    bench.discover(A)
    bench.answer(A, document=a_page(A, "2015-06-01"))
    assert bench.rules(date(2026, 1, 2)) == [("FR002", A)]


def test_looks_come_oldest_first_with_their_statuses_and_the_last_good_one(bench: Bench) -> None:
    """Each fetch is a look; a time-out has no status and does not count as having seen the page."""
    bench.discover(A)
    bench.answer(A, document=a_page(A))
    bench.answer(A, 304, day=1)
    bench.answer(A, 503, day=2)
    bench.fail(A, day=3)
    facts = bench.facts(A)
    assert [(check.status, check.observed) for check in facts.checks] == [
        (200, True),
        (304, True),
        (503, False),
        (None, False),
    ]
    assert facts.last_observed == START + timedelta(days=1)


def test_a_page_gone_twice_a_day_apart_is_gone_and_no_longer_overdue(bench: Bench) -> None:
    """Two 404s a day apart in the database are FR014; what the page owed is then no finding any more."""
    bench.discover(A)
    bench.answer(A, document=a_page(A, "2015-06-01"))
    bench.answer(A, 404, day=1)
    assert bench.rules(date(2026, 1, 3)) == [("FR002", A)]
    bench.answer(A, 404, day=2)
    assert bench.rules(date(2026, 1, 3)) == [("FR014", A)]


def test_an_address_that_begins_to_lead_home_is_a_soft_404_and_a_drift(bench: Bench) -> None:
    """An address that once had a page and now leads to the home page is FR015 and FR016; the home page is fine."""
    bench.discover(A)
    bench.answer(A, document=a_page(A))
    bench.answer(A, day=1, document=a_page(HOME), to=HOME)
    assert bench.facts(A).baseline_url == A
    assert bench.rules(date(2026, 1, 3)) == [("FR015", A), ("FR016", A)]


def test_an_address_that_always_led_elsewhere_drifts_nowhere(bench: Bench) -> None:
    """An address that led to another page from the first is no finding, and its record stands at the other."""
    bench.discover(A)
    bench.answer(A, document=a_page(B), to=B)
    bench.answer(A, day=1, document=a_page(B), to=B)
    assert (bench.facts(A).page_type, bench.facts(B).page_type) == (None, "topic")
    assert bench.rules(date(2026, 1, 3)) == []


def test_an_address_never_seen_is_counted_from_the_day_it_was_known(bench: Bench) -> None:
    """An address that never gave a page is FR018 once it has been known for longer than 90 days."""
    bench.discover(A)
    bench.fail(A, day=1)
    assert bench.rules(date(2026, 4, 1)) == []
    assert bench.rules(date(2026, 4, 2)) == [("FR018", A)]


def test_an_answer_that_could_not_be_read_is_no_sight_of_the_page(bench: Bench) -> None:
    """A 200 without a record (a wall, a challenge) does not count as having seen the page."""
    bench.discover(A)
    bench.answer(A, day=1)
    assert [check.observed for check in bench.facts(A).checks] == [False]


def test_why_a_page_could_not_be_read_stands_at_its_own_look_that_brought_none(bench: Bench) -> None:
    """At none of another page, and at none that brought a page since."""
    for url in (A, B):
        bench.discover(url)
        bench.answer(url, day=1)
    gone = Issue(code="soft-404", severity="warning", message="says that there is no such page", evidence={})
    odd = Issue(code="mojibake", severity="warning", message="odd letters", evidence={})
    for issue, url in ((gone, A), (odd, A), (odd, B)):
        bench.store.add_issues(bench.run, [issue], site="healthy", url=url, now=START)
    assert [check.not_there for check in bench.facts(A).checks] == [gone.message]
    assert [check.not_there for check in bench.facts(B).checks] == [None]
    bench.answer(A, day=2, document=a_page(A))
    assert [check.not_there for check in bench.facts(A).checks] == [gone.message, None]


def test_only_the_sites_asked_for_are_read(bench: Bench) -> None:
    """Sites can be chosen; none means all."""
    bench.discover(A)
    bench.discover(B, site="other")
    assert [facts.url for facts in gather(bench.store, sites=["other"])] == [B]
    assert [facts.url for facts in gather(bench.store)] == [A, B]


def test_every_page_is_read_once_in_the_order_of_url(bench: Bench) -> None:
    """More pages than one page of the database holds: each once, in order."""
    urls = sorted(f"{HOST}/{number}.html" for number in range(150))
    for url in reversed(urls):
        bench.discover(url)
    assert [facts.url for facts in gather(bench.store)] == urls


@pytest.mark.parametrize(
    ("path", "critical"),
    [
        (("Side Effects",), True),
        (("Warnings", "Before you start"), True),
        (("When to Call the Doctor",), True),
        (("Overdose",), True),
        (("Sobredosis",), True),
        (("Cu\u00e1ndo llamar al m\u00e9dico",), True),
        (("Side-effects",), True),
        (("When should I see a doctor?",), True),
        (("Who shouldn\u2019t take it",), True),
        (("Get help right away",), True),
        (("Nebenwirkungen",), True),
        (("Effets ind\u00e9sirables",), True),
        (("Efeitos colaterais",), True),
        (("Effetti collaterali",), True),
        (("\u00dcberdosierung",), True),
        (("History",), False),
        (("Endoscopy",), False),
        ((), False),
    ],
)
def test_sections_where_a_wrong_letter_can_hurt_are_known_by_their_headings(
    path: tuple[str, ...], *, critical: bool
) -> None:
    """A heading on or above the section decides, in six languages; "Endoscopy" holds no dose."""
    assert is_critical_heading(path) is critical


def translated(bench: Bench, names: str, last_look: int, **source: Any) -> bool:
    """Whether a translation that cites a review 31 days old lags behind a page last seen as it was on a day."""
    for url in (A, B):
        bench.discover(url)
    bench.answer(A, document=a_page(A, None, **source))
    others = (Alternate(language="en", url="android-app://health"), Alternate(language="en", url=names))
    cited = claim("2025-12-01", "source_reviewed")
    bench.answer(B, document=a_page(B, None, language="es", dates=(cited,), alternates=others))
    bench.answer(A, 304, day=last_look)
    bench.answer(A, day=300, document=a_page(A, None, sections=(a_section("Dosage", "Take 6 mg."),), **source))
    return ("FR024", B) in bench.rules(date(2026, 11, 1))


@pytest.mark.parametrize(("last_look", "lags"), [(149, False), (150, True)])
def test_a_source_has_changed_on_the_first_day_it_can_have(bench: Bench, last_look: int, *, lags: bool) -> None:
    """Nobody looked for months, then it said another dose: 180 days are counted to the last look without it."""
    assert translated(bench, A, last_look) is lags


def test_a_change_that_was_gone_back_from_leaves_no_translation_behind(bench: Bench) -> None:
    """The source says again what was translated."""
    assert translated(bench, A, 200)
    bench.answer(A, day=301, document=a_page(A, None))
    assert ("FR024", B) not in bench.rules(date(2026, 11, 1))


@pytest.mark.parametrize(("names", "kind", "lags"), [(f"{A}?utm_source=x#top", "topic", True), (A, "home", False)])
def test_a_source_is_known_by_any_spelling_and_by_its_kind(bench: Bench, names: str, kind: str, *, lags: bool) -> None:
    """The address may be written with a fragment; a language switch that leads to the home page names no source."""
    assert translated(bench, names, 200, page_type=kind) is lags


def test_sources_are_as_old_as_the_newest_year_they_name(bench: Bench) -> None:
    """Not as the day on which somebody looked them up, nor as a page that comes after the look."""
    entries = (
        "Smith A. Airways. Lung. 2009;15:2101-2107.",
        "[Asthma](https://x.example/), 2014. Accessed Jan. 3, 2025.",
        "Müller B. Atemwege. Springer 2011, abgerufen am 4.5.2024.",
        "A leaflet without a year [cited 2025 Jan 7].",
    )
    sources = msgspec.structs.replace(a_section("References", "\n".join(entries)), kind="references")
    bench.answer(A, document=a_page(A, sections=(a_section("Dosage", "In 2024 5 mg were usual."), sources)))
    assert bench.facts(A).source_years == (2009, 2014, 2011)
    assert ("FR027", A) in bench.rules(date(2026, 2, 1))


def test_a_date_is_no_longer_in_the_future_when_a_look_has_seen_it_come(bench: Bench) -> None:
    """A page put out under the day of next week is wrong for a week; its record is of the first look for good."""
    said = a_page(A, "2026-01-20")
    bench.answer(
        A, document=msgspec.structs.replace(said, provenance=msgspec.structs.replace(said.provenance, fetched_at=START))
    )
    bench.answer(A, 304, day=10)
    assert ("FR003", A) in bench.rules(date(2026, 1, 12))
    assert ("FR003", A) in bench.rules(date(2026, 2, 12))
    bench.answer(A, 304, day=30)
    assert ("FR003", A) not in bench.rules(date(2026, 2, 12))


def test_a_page_that_moved_without_a_redirect_is_named_where_the_old_one_is_gone(bench: Bench) -> None:
    """Then as now, if most of its text stands at another address."""
    long, other = a_section("History", "A word of forty. " * 20), a_section("Other", "Some other words. " * 20)
    for url, day, text in ((A, 0, long), (f"{HOST}/a2.html", 1, other), (B, 1, long)):
        bench.discover(url)
        sections = (text, a_section("More", f"This page stands at {url}."))
        bench.answer(url, day=day, document=a_page(url, sections=sections))
    bench.answer(A, 404, day=1)
    bench.answer(A, 404, day=3)
    bench.store.confirm_gone(bench.run, sites=["healthy"], since=START, now=START + timedelta(days=3))
    assert bench.facts(A).words_at == B
    [found] = run_audit(gather(bench.store), policies=Policies(), today=date(2026, 1, 5))
    assert (found.rule, found.message) == ("FR014", f"gone: 404 on 2026-01-04, 2 looks in a row; {B} has its words")
    bench.answer(B, 404, day=4)
    bench.answer(B, 404, day=6)
    bench.store.confirm_gone(bench.run, sites=["healthy"], since=START, now=START + timedelta(days=6))
    assert bench.facts(A).words_at is None
    as_of = START + timedelta(days=5)
    assert {page.url: page.words_at for page in gather(bench.store, as_of=as_of)}[A] == B

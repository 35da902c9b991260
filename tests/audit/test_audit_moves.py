"""Which date of a page has moved, and which is only printed otherwise, elsewhere, or anew every night."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.audit.engine import run_audit
from pipeline.audit.gather import gather
from pipeline.audit.policy import Policies
from pipeline.model.dates import DateClaim
from pipeline.model.document import Document, Link
from pipeline.model.issue import Finding
from pipeline.storage import Store
from tests.audit.audit_facts import found
from tests.audit.audit_store import START, A, Bench, a_page, a_section
from tests.audit.test_audit_rules_change import history, stand
from tests.parsers.readings import generic
from tests.values import claim

REVIEWED = claim("2025-06-01")


def instant(value: str, day: str) -> DateClaim:
    return replace(claim(day, "modified", "jsonld"), value=value, precision="instant")


def later(
    before: tuple[DateClaim, ...], after: tuple[DateClaim, ...], *, seen: str = "2025-08-01", grade: Any = "critical"
) -> list[str]:
    """What is found of a page last seen with these claims on a day, and then with other words and those claims."""

    def chosen(claims: tuple[DateClaim, ...]) -> dict[str, Any]:
        by_role = {one.role: one for one in reversed(claims)}
        return {"claims": claims, "reviewed": by_role.get("reviewed"), "modified": by_role.get("modified")}

    page = history(
        stand(1, "2025-01-01", seen, **chosen(before)),
        stand(2, "2025-08-08", "2026-02-28", grade=grade, **chosen(after)),
    )
    return [one.rule for rule in ("FR008", "FR010") for one in found(page, rule=rule)]


@pytest.mark.parametrize(
    ("before", "after", "silent"),
    [
        ((claim("2025-06"),), (claim("2025-06-17"),), True),
        ((claim("2024"),), (claim("2024-05"),), True),
        ((claim("2025-08"),), (claim("2025-08-05"),), False),
        ((instant("2025-05-31T23:30:00Z", "2025-05-31"),), (instant("2025-06-01T00:30:00+01:00", "2025-06-01"),), True),
        ((instant("2025-05-31T23:30:00Z", "2025-05-31"),), (instant("2025-05-31T23:31:00Z", "2025-05-31"),), False),
        ((instant("2025-05-31T23:30:00Z", "2025-05-31"),), (claim("2025-06-01", "modified"),), True),
        ((REVIEWED,), (REVIEWED, claim("2024-01-03", "modified", "meta")), True),
        ((REVIEWED,), (REVIEWED, claim("2025-06-02", "modified", "meta")), True),
        ((REVIEWED,), (REVIEWED, claim("2025-07-20", "modified", "meta")), False),
        ((REVIEWED,), (REVIEWED, claim("2025-08-07", "modified", "meta")), False),
        ((REVIEWED, claim("2025-07-20", source="jsonld")), (claim("2025-07-20", source="jsonld"),), True),
        ((REVIEWED,), (claim("2025-07-20"),), False),
    ],
    ids=[
        "the day of a month long past",
        "the month of a year long past",
        "the day of the month in which it changed",
        "one instant in another zone",
        "a minute later",
        "an instant as the day of another zone",
        "an older date appears",
        "a date of two months before the change appears",
        "a date of the weeks before the change appears",
        "the date of the change appears",
        "the other date that the page always stated",
        "a later date",
    ],
)
def test_a_date_in_another_form_covers_no_change(
    before: tuple[DateClaim, ...], after: tuple[DateClaim, ...], *, silent: bool
) -> None:
    """What was changed stays silent (FR008) until a date that dates it has moved."""
    assert ("FR008" in later(before, after)) is silent


def test_a_date_that_stood_elsewhere_before_is_no_stamp() -> None:
    """The visible date is taken away: the one in JSON-LD is chosen now, and has not moved."""
    beside = claim("2025-12-24", source="jsonld")
    assert later((REVIEWED, beside), (beside,), grade="dates-only") == []
    assert later((REVIEWED,), (beside,), grade="dates-only") == ["FR010"]


SAID = "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired and slow.</p>" * 12


def reading(line: str) -> Document:
    """What the reader makes of a page that ends with this line."""
    page = generic(
        f"<!doctype html><html lang=en><title>Sleep</title><main><h1>Sleep</h1>{SAID}<p>{line}</p></main>", A
    )
    return replace(page, site="healthy")


def test_a_date_that_went_back_is_not_what_the_page_still_says() -> None:
    """The text changed, and the day that it states now is an earlier one than before."""

    def says(day: str) -> dict[str, Any]:
        return {"claims": (claim(day),), "reviewed": claim(day)}

    page = history(
        stand(1, "2025-01-01", "2025-08-01", **says("2025-06-01")),
        stand(2, "2025-08-08", "2026-02-28", grade="critical", **says("2025-03-13")),
    )
    (one,) = found(page, rule="FR008")
    assert "the page says reviewed 2025-03-13 now, which is no later than reviewed 2025-06-01 before" in one.message


@pytest.mark.parametrize(
    "days", [("3 March 2025", "31 June 2025", "30 June 2025"), ("3 March 2025", "spring 2025", "May 2025")]
)
def test_a_review_date_that_cannot_be_read_is_no_edit_of_the_words(store: Store, days: tuple[str, ...]) -> None:
    """It is told as what it is, and neither its coming nor its going hides that the date moved for nothing."""
    told = nights(store, 3, lambda night, _day: reading(f"Last reviewed: {days[night]}"))
    assert [row.grade for row in store.versions(A)] == [None, "dates-only", "dates-only"]
    assert ["FR005" in rules(found) for found in told] == [False, True, False]
    assert [rules(found) & {"FR008", "FR025"} for found in told] == [set()] * 3
    assert ["FR010" in rules(found) for found in told] == [False, False, True]
    (line,) = store.review_ledger()
    assert line.entry.state == "date-moved-without-change"


@pytest.mark.parametrize(
    ("said", "stamp"),
    [
        ([("2025-06-30", "5 mg"), (None, "5 mg"), ("2025-09-30", "5 mg")], "1 to 3"),
        ([("2025-06-30", "5 mg"), (None, "5 mg"), (None, "5 mg."), ("2025-09-30", "5 mg.")], None),
        ([("2025-06-30", "5 mg"), (None, "50 mg"), ("2025-09-30", "50 mg")], None),
        ([("2025-06-30", "5 mg"), (None, "50 mg"), (None, "5 mg"), ("2025-09-30", "5 mg")], "1 to 4"),
        ([("2025-06-30", "5 mg"), (None, "5 mg"), ("2025-06-30", "5 mg")], None),
        (
            [("2025-06-30", "5 mg"), (None, "5 mg"), ("2025-09-30", "5 mg"), (None, "5 mg"), ("2025-09-30", "5 mg")],
            None,
        ),
        ([("2025-06-30", "5 mg"), (None, "5 mg"), ("2025-07-20", "5 mg")], None),
    ],
    ids=[
        "moved",
        "other words meanwhile",
        "other words with it",
        "and back",
        "the old one is back",
        "it comes and goes",
        "20 days",
    ],
)
def test_a_date_that_was_away_is_compared_with_the_last_one(
    store: Store, said: list[tuple[str | None, str]], stamp: str | None
) -> None:
    """Without a date a page says nothing of its review, so the one before counts, as it does in the ledger."""

    def document(night: int, _day: date) -> Document:
        day, dose = said[night]
        return a_page(A, day, sections=(a_section("Dosage", f"Take {dose}"), a_section("History", "Long. " * 60)))

    told = nights(store, len(said), document, every=8)[-1]
    stamps = [one.evidence["versions"] for one in told if one.rule == "FR010"]
    assert stamps == ([] if stamp is None else [stamp])
    (line,) = store.review_ledger()
    moved = line.entry.moved
    assert stamp is None or (moved is not None and f"{moved.before} to {moved.after}" == stamp)


def test_a_date_that_our_reader_found_none_of_meanwhile_has_not_moved() -> None:
    """Whether the page stated one then is known by nobody."""

    def away(grade: Any) -> list[Finding]:
        page = history(
            stand(1, "2025-01-01", "2025-08-01", reviewed=claim("2025-06-30")),
            stand(2, "2025-08-08", reviewed=None, grade=grade),
            stand(3, "2025-10-01", "2026-02-28", grade="dates-only", reviewed=claim("2025-09-30")),
        )
        return list(found(page, rule="FR010"))

    assert [len(away(grade)) for grade in ("dates-only", "technical")] == [1, 0]


def nights(store: Store, count: int, said: Callable[[int, date], Document], *, every: float = 1) -> list[list[Finding]]:
    """What the audit finds on the morning after each look, the looks some seconds sooner each time."""
    bench, told = Bench(store), []
    bench.discover(A)
    for night in range(count):
        day = night * every - night * 5 / 86_400
        moment = START + timedelta(days=day)
        bench.answer(A, day=day, document=said(night, moment.date()))
        told.append(list(run_audit(gather(store), policies=Policies(), today=moment.date())))
    return told


def today_as_review(day: date, dose: str, *beside: DateClaim) -> Document:
    sections = (a_section("Dosage", f"Take {dose}."), a_section("History", "Long and winding roads. " * 20))
    return replace(a_page(A, day.isoformat()), dates=(claim(day.isoformat()), *beside), sections=sections)


def rules(found: list[Finding]) -> set[str]:
    return {one.rule for one in found}


def test_a_date_that_is_bumped_every_night_covers_no_change_of_dose(store: Store) -> None:
    """It is shown to follow the clock after two weeks, and from then on no silent edit hides behind it."""
    told = nights(store, 40, lambda night, day: today_as_review(day, "5 mg" if night < 30 else "50 mg"))
    assert [night for night, found in enumerate(told) if "FR011" in rules(found)] == list(range(14, 40))
    assert [night for night, found in enumerate(told) if "FR008" in rules(found)] == list(range(30, 40))
    assert {one.severity for one in told[31] if one.rule == "FR008"} == {"error"}


def test_a_date_of_two_readings_that_is_bumped_every_night_follows_the_clock_in_one(store: Store) -> None:
    """On the first twelve days of a month 03/04 can be the third of April, too; that interrupts nothing."""

    def said(_night: int, day: date) -> Document:
        page = today_as_review(day, "5 mg")
        if day.day > 12 or day.day == day.month:
            return page
        other = date(day.year, day.day, day.month)
        two = replace(page.dates[0], lo=min(day, other), hi=max(day, other), ambiguous=True)
        return replace(page, dates=(two,))

    told = nights(store, 60, said)
    assert [night for night, found in enumerate(told) if "FR011" in rules(found)] == list(range(14, 60))
    assert [night for night, found in enumerate(told[14:]) if "FR005" in rules(found)] == []


def test_words_that_change_every_week_do_not_excuse_a_date_that_is_bumped_every_night(store: Store) -> None:
    """The nights between show it."""
    told = nights(store, 40, lambda night, day: today_as_review(day, f"{night // 7 + 1} mg"))
    assert [night for night, found in enumerate(told) if "FR011" in rules(found)] == list(range(15, 40))


def test_a_page_that_changes_every_night_and_says_so_is_in_order(store: Store) -> None:
    """Its date is the day of the look, and rightly."""
    told = nights(store, 40, lambda night, day: today_as_review(day, f"{night + 1} mg"))
    assert {rule for found in told for rule in rules(found)} & {"FR008", "FR010", "FR011"} == set()


def test_looks_at_the_same_hour_of_every_week_are_a_week_apart(store: Store) -> None:
    """Some seconds less are no reason to wait for another week."""
    told = nights(store, 4, lambda _, day: today_as_review(day, "5 mg"), every=7)
    assert ["FR011" in rules(found) for found in told] == [False, False, True, True]


@pytest.mark.parametrize(("edited", "told"), [(True, []), (False, list(range(14, 40)))])
def test_links_that_are_others_every_night_excuse_a_date_only_where_words_are_others_too(
    store: Store, edited: bool, told: list[int]
) -> None:
    """A page of daily figures, in words or behind a link, is dated rightly; a rotating teaser dates nothing."""

    def said(night: int, day: date) -> Document:
        page = today_as_review(day, f"{100 + night - (night % 4 == 0) if edited else 1} mg")
        of_today = Link(order=0, url=f"{A}?figures={night}", text="Figures", section_id=None, kind="internal")
        return replace(page, links=(of_today,))

    found = nights(store, 40, said)
    assert [night for night, one in enumerate(found) if "FR011" in rules(one)] == told


def test_a_date_that_follows_the_clock_disagrees_with_nothing(store: Store) -> None:
    """Beside one that stands still it would be another finding every night."""
    fixed = claim("2025-06-01", source="jsonld")
    told = nights(store, 30, lambda _, day: today_as_review(day, "5 mg", fixed))
    assert [night for night, found in enumerate(told) if "FR006" in rules(found)] == list(range(14))


def test_dates_that_follow_the_clock_are_no_day_that_a_site_shares() -> None:
    """Thirty pages bumped every night share another day each night: FR011 says it of each."""
    days = ("2026-01-01", "2026-01-08", "2026-01-15")
    stands = [stand(n, day, grade="dates-only", reviewed=claim(day)) for n, day in enumerate(days, 1)]
    bumped = history(*stands, reviewed=claim(days[-1]), claims=(claim(days[-1]),))
    pages = [replace(bumped, url=f"https://health.example/{n}.html") for n in range(30)]
    assert len(found(*pages, rule="FR011")) == 30
    assert found(*pages, rule="FR012") == []
    still = [replace(page, history=()) for page in pages]
    assert len(found(*still, rule="FR012")) == 1

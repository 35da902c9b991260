from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pipeline.changes import Grade, Point, assess, standing


def point(version: int, day: int, claim: str | None, grade: Grade | None = None, *, until: int | None = None) -> Point:
    """A version seen from a day of January 2025 on; its review claim is a day of January, or a whole month."""
    low = high = None
    if claim is not None:
        low = date.fromisoformat(claim if len(claim) > 7 else f"{claim}-01")
        high = low if len(claim) > 7 else low.replace(day=31)
    return Point(
        version=version,
        grade=grade,
        first_seen=datetime(2025, 1, day, tzinfo=UTC),
        last_seen=datetime(2025, 1, until or day, tzinfo=UTC),
        role="reviewed" if claim else None,
        value=claim,
        lo=low,
        hi=high,
    )


def test_a_change_counts_only_when_it_is_surely_later_than_the_review() -> None:
    """The look before the change must be later than the last day the claim can mean; else the review may cover it."""
    surely = [point(1, 1, "2025-01-05", until=9), point(2, 12, "2025-01-05", "critical")]
    perhaps = [point(1, 1, "2025-01-05", until=3), point(2, 12, "2025-01-05", "critical")]
    in_month = [point(1, 1, "2025-01", until=9), point(2, 12, "2025-01", "critical")]
    assert [assess(history).state for history in (surely, perhaps, in_month)] == [
        "changed-since-review",
        "neither",
        "neither",
    ]


@pytest.mark.parametrize("grade", ["structural", "links-only", "dates-only", "template", "technical", "none"])
def test_what_is_not_material_is_no_change(grade: Grade) -> None:
    """Only what the page says counts against its review."""
    assert assess([point(1, 9, "2025-01-05"), point(2, 12, "2025-01-05", grade)]).state == "neither"


def test_a_date_that_moves_back_is_no_review() -> None:
    """A claim that goes backwards, comes or goes is not a date that moved over unchanged words."""
    histories = [
        [point(1, 9, "2025-01-05"), point(2, 12, "2025-01-02", "dates-only")],
        [point(1, 9, None), point(2, 12, "2025-01-10", "dates-only")],
        [point(1, 9, "2025-01-05"), point(2, 12, None, "dates-only")],
    ]
    assert {assess(history).state for history in histories} == {"neither"}


def test_a_page_without_a_version_has_no_line() -> None:
    """Nothing is said of nothing."""
    with pytest.raises(ValueError, match="no line"):
        assess([])


@pytest.mark.parametrize(
    ("states", "stands"),
    [
        ("", set()),
        ("a", set()),
        ("abc", {1, 2}),
        ("aba", set()),
        ("abab", {3}),
        ("abcb", {1}),
        ("abacb", {3, 4}),
        ("aabb", {2}),
        ("abca", set()),
    ],
)
def test_a_change_stands_until_the_page_goes_back_from_it(states: str, stands: set[int]) -> None:
    """Ways there and back are cut out; what is left leads from the first state to the one that is."""
    assert standing(states) == stands


def test_the_evidence_of_a_date_that_was_away_is_the_version_that_stated_it() -> None:
    """Taken away and back on a later day: the claim before is the last one that was made, and the version its own."""
    entry = assess(
        [point(1, 5, "2025-01-01"), point(2, 6, None, "dates-only"), point(3, 9, "2025-01-08", "dates-only")]
    )
    assert entry.state == "date-moved-without-change"
    assert entry.moved is not None
    assert (entry.moved.before, entry.moved.claim_before) == (1, "2025-01-01")
    assert (entry.moved.after, entry.moved.claim_after) == (3, "2025-01-08")


def test_what_changed_without_any_date_is_held_to_the_last_one() -> None:
    """The evidence says that nothing was stated then."""
    history = [point(1, 5, "2025-01-01"), point(2, 6, None, "dates-only"), point(3, 9, None, "critical")]
    entry = assess(history)
    assert (entry.state, entry.claim) == ("changed-since-review", None)
    assert entry.changed is not None
    assert (entry.changed.before, entry.changed.after, entry.changed.claim_after) == (2, 3, None)

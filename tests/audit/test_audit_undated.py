"""Pages that take their dates away, put them back, or state another kind of date: what changed meanwhile is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from msgspec.structs import replace

from pipeline.audit.engine import run_audit
from pipeline.audit.gather import gather
from pipeline.audit.policy import Policies
from pipeline.model.dates import ChosenDate
from pipeline.model.document import Document, Link
from pipeline.model.issue import Finding
from pipeline.storage import Store
from tests.audit.audit_store import START, A, Bench, a_page, a_section
from tests.values import claim

OLD = "2025-06-01"
State = tuple[str, str | None, str | None]
"""A dose, a review date and a date of change."""


def stating(state: State, turn: int = 0) -> Document:
    """A page with a dose, dates, and a link that is another one each turn."""
    dose, reviewed, modified = state
    claims = [claim(reviewed)] if reviewed else []
    claims += [claim(modified, "modified")] if modified else []
    chosen = {one.role: ChosenDate(value=one.value, precision=one.precision, source="text") for one in claims}
    link = Link(order=0, url=f"https://other.example/{turn}", text="More", section_id="history", kind="external")
    return replace(
        a_page(A),
        sections=(a_section("Dosage", f"Take {dose} mg."), a_section("History", "Long.")),
        dates=tuple(claims),
        links=(link,),
        reviewed=chosen.get("reviewed"),
        modified=chosen.get("modified"),
    )


def audited(store: Store, rule: str) -> list[Finding]:
    findings = run_audit(gather(store), policies=Policies(), today=date(2026, 3, 1), only=(rule,))
    return [found for found in findings if found.url == A]


def ledger(store: Store) -> str:
    """The state of the only page, by the function; the view says the same."""
    (row,) = store.review_ledger()
    assert store._sql.execute("SELECT state FROM review_ledger").fetchone()[0] == row.entry.state
    return row.entry.state


SINCE, NEITHER = "changed-since-review", "neither"
NOTHING: State = ("5", None, None)
CASES: list[tuple[str, list[State], bool, str]] = [
    ("taken away, then another dose", [("5", OLD, None), NOTHING, ("50", None, None)], True, SINCE),
    ("taken away with the dose", [("5", OLD, None), ("50", None, None)], True, SINCE),
    ("the same one back", [("5", OLD, None), NOTHING, ("50", None, None), ("50", OLD, None)], True, SINCE),
    (
        "a young one back",
        [("5", "2025-12-28", None), NOTHING, ("50", None, None), ("50", "2025-12-28", None)],
        True,
        SINCE,
    ),
    ("a later one back", [("5", OLD, None), NOTHING, ("50", None, None), ("50", "2026-01-25", None)], False, NEITHER),
    ("a later one with the dose", [("5", OLD, None), NOTHING, ("50", "2026-01-20", None)], False, NEITHER),
    (
        "another dose, taken away, a later one",
        [("5", OLD, None), ("50", OLD, None), ("50", None, None), ("50", "2026-01-28", None)],
        False,
        NEITHER,
    ),
    (
        "one of two back",
        [
            ("5", "2024-01-01", "2025-12-20"),
            ("5", "2024-01-01", None),
            ("50", "2024-01-01", None),
            ("50", "2024-01-01", "2025-12-20"),
        ],
        True,
        SINCE,
    ),
    (
        "a review beside the update, later than the dose",
        [("5", None, OLD), ("50", None, OLD), ("50", "2026-01-18", OLD)],
        False,
        NEITHER,
    ),
    (
        "dated with the dose, then taken away",
        [("5", OLD, None), ("50", "2026-01-09", None), ("50", None, None)],
        False,
        NEITHER,
    ),
    (
        "dated with the dose, taken away, and the old one back",
        [("5", OLD, None), ("50", "2026-01-09", None), ("50", None, None), ("50", OLD, None)],
        True,
        NEITHER,
    ),
    ("no date ever", [NOTHING, ("50", None, None)], False, NEITHER),
    ("the first date ever", [NOTHING, ("50", None, None), ("50", "2025-01-01", None)], False, NEITHER),
]


@pytest.mark.parametrize(("states", "told", "state"), [one[1:] for one in CASES], ids=[one[0] for one in CASES])
def test_a_page_is_held_to_the_last_date_that_it_stated(
    bench: Bench, states: list[State], told: bool, state: str
) -> None:
    """Ten days a state, seen twice: FR008 tells another dose until a later date covers it, and so does the ledger."""
    bench.discover(A)
    for turn, one in enumerate(states):
        bench.answer(A, day=10 * turn, document=stating(one))
        bench.answer(A, 304, day=10 * turn + 1)
    assert [found.severity for found in audited(bench.store, "FR008")] == ["error"] * told
    assert ledger(bench.store) == state


def test_a_date_taken_away_long_ago_is_remembered(bench: Bench) -> None:
    """Nights of rotating links before and after: FR008 names the date of then, FR004 says since when it is gone."""
    turns: list[State] = [("5", OLD, "2025-07-01")] * 9 + [("5", None, "2025-07-01")] * 9 + [NOTHING] * 9
    turns += [("50", None, None)] * 9
    bench.discover(A)
    for turn, state in enumerate(turns):
        bench.answer(A, day=turn, document=stating(state, turn))
    (silent,), (missing,) = audited(bench.store, "FR008"), audited(bench.store, "FR004")
    assert silent.severity == "error"
    assert silent.message == (
        "the text changed by 2026-01-28; the page said modified 2025-07-01 before, and states none of its own any more"
    )
    assert missing.severity == "info"
    assert missing.message == (
        "the page no longer says when it was reviewed: reviewed 2025-06-01 is gone since 2026-01-10"
    )


def stamps_told(bench: Bench, states: Sequence[tuple[str, str | None]]) -> list[int]:
    """Findings of FR010 after each day of a page: its dose, and when it says that it was reviewed."""
    bench.discover(A)
    told = []
    for day, (dose, reviewed) in enumerate(states):
        bench.answer(A, day=day, document=stating((dose, reviewed, None)))
        told.append(len(audited(bench.store, "FR010")))
    return told


def test_a_stamp_that_the_page_took_away_is_told_no_longer(bench: Bench) -> None:
    """FR010 says what the page states: "is now" of a date that stands there no more would be wrong."""
    states = [("5", reviewed) for reviewed in (OLD, "2026-01-02", "2026-01-02", None)]
    assert stamps_told(bench, states) == [0, 1, 1, 0]


def test_a_stamp_ends_with_a_date_that_came_with_other_words(bench: Bench) -> None:
    """However soon after the stamp: the page says another day now, and has changed with it."""
    states = [("5", OLD), ("5", "2026-01-02"), ("6", "2026-01-02"), ("7", "2026-01-04")]
    assert stamps_told(bench, states) == [0, 1, 1, 0]


def test_a_look_by_a_clock_that_was_ahead_dates_no_change(bench: Bench) -> None:
    """The last look before the change says next year: the change was made before the look after it all the same."""
    bench.discover(A)
    bench.answer(A, day=0, document=stating(("5", OLD, None)))
    bench.answer(A, 304, day=400)
    bench.answer(A, day=10, document=stating(("50", OLD, None)))
    assert (len(audited(bench.store, "FR009")), ledger(bench.store)) == (1, SINCE)
    bench.answer(A, day=20, document=stating(("50", "2026-01-20", None)))
    assert (len(audited(bench.store, "FR009")), ledger(bench.store)) == (0, NEITHER)


def test_a_page_that_was_purged_is_no_page_of_the_audit(bench: Bench) -> None:
    """It is never asked again, and nobody waits for it; nor was it ever, for an audit of a day before."""
    bench.discover(A)
    bench.answer(A, day=0, document=stating(("5", OLD, None)))
    bench.store.purge(A, reason="asked to", now=START)
    assert list(gather(bench.store)) == list(gather(bench.store, as_of=START)) == []


@pytest.mark.parametrize(
    ("with_it", "told"),
    [("2026-01-08", False), ("2025-12-20", False), ("2025-11-20", True), (OLD, True), (None, False)],
)
def test_what_comes_with_a_later_review_was_reviewed(bench: Bench, with_it: str | None, told: bool) -> None:
    """Reviewed some days before it was published: FR009 tells what changed after a review, and not that lag."""
    bench.discover(A)
    bench.answer(A, day=0, document=stating(("5", OLD, None)))
    bench.answer(A, 304, day=10)
    bench.answer(A, day=11, document=stating(("50", with_it, None)))
    assert bool(audited(bench.store, "FR009")) == told
    bench.answer(A, day=20, document=stating(("500", with_it, None)))
    assert bool(audited(bench.store, "FR009")) == (with_it is not None)

"""Dates of all carriers side by side, and what each carrier has earned."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pipeline.audit.reconcile import count_moves, measure_trust, page_dates, trust_of
from pipeline.model.dates import ChosenDate
from pipeline.model.document import Document
from pipeline.model.target import Discovered
from pipeline.storage.beside import Beside
from pipeline.storage.seen import CarrierMoves, Past
from tests.audit.audit_store import START, A, Bench, a_page, a_section, past
from tests.values import claim


def counted(*versions: Past) -> dict[str, tuple[int, int, int, int]]:
    moves = count_moves([list(versions)])
    return {one.source: (one.moved, one.moved_true, one.changes, one.changes_told) for one in moves}


@pytest.mark.parametrize(
    ("grade", "text", "meta"),
    [
        ("critical", (1, 1, 1, 1), (0, 0, 1, 0)),
        ("links-only", (1, 1, 1, 1), (0, 0, 1, 0)),
        ("dates-only", (1, 0, 0, 0), (0, 0, 0, 0)),
    ],
)
def test_a_carrier_earns_trust_by_moving_with_changes(grade: str, text: Any, meta: Any) -> None:
    """Text moved, meta did not: with a change text told the truth and meta kept silent; without, text moved in vain."""
    steps = (past(1, None, text="2025-01-01", meta="2025-01-01"), past(2, grade, text="2025-02-01", meta="2025-01-01"))
    assert counted(*steps) == {"text": text, "meta": meta}


@pytest.mark.parametrize("step", [past(2, "technical", text="2025-02-01"), past(2, None, text="2025-02-01")])
def test_what_our_reader_did_says_nothing_of_a_carrier(step: Past) -> None:
    """A technical step, and one that was never graded, are not counted."""
    assert counted(past(1, None, text="2025-01-01"), step) == {}


def test_another_reader_is_not_compared() -> None:
    """Versions of two readers are no step."""
    assert counted(past(1, None, text="2025-01-01"), past(2, "critical", "2/1", text="2025-02-01")) == {}


def test_a_carrier_without_moves_has_no_precision() -> None:
    """Nothing moved, nothing changed: neither share exists."""
    trust = trust_of("s", CarrierMoves(source="text", moved=0, moved_true=0, changes=4, changes_told=1))
    assert (trust.precision, trust.recall) == (None, 0.25)


def test_all_dates_of_a_page_stand_side_by_side(bench: Bench) -> None:
    """Claims of the page, lastmod of the sitemap, and the looks between which it changed; site trust from versions."""
    found = Discovered(url=A, site="healthy", found_by="sitemap", lastmod="2026-01-09")
    bench.store.discover([found], now=START)
    for day, words, dated in (
        (0, "Take 5 mg.", "2025-01-01"),
        (5, "Take 5 mg.", "2025-01-01"),
        (9, "Take 10 mg.", "2026-01-08"),
    ):
        bench.answer(A, day=day, document=dosed(words, dated))
    document = bench.store.document(A)
    assert document is not None
    dates = page_dates(document, bench.store.versions(A), bench.store.url_state(A))
    assert (dates.sitemap, dates.chosen) == ("2026-01-09", {"modified": "2026-01-08"})
    assert dates.observed is not None
    assert dates.observed.grade == "critical"
    assert [moment.date() for moment in (dates.observed.changed_after, dates.observed.changed_by) if moment] == [
        date(2026, 1, 6),
        date(2026, 1, 10),
    ]
    (text,) = [one for one in measure_trust(Beside.over(bench.store), "healthy") if one.source == "text"]
    assert (text.moved, text.moved_true, text.changes, text.changes_told) == (1, 1, 1, 1)


def dosed(words: str, dated: str) -> Document:
    made = claim(dated, "modified")
    return a_page(
        A,
        None,
        sections=(a_section("Dosage", words),),
        dates=(made,),
        modified=ChosenDate(value=dated, precision="day", source="text"),
    )

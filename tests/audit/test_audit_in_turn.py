"""Dates that are stated in turn: two servers behind one name of which one has an old copy make no finding a night."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from pipeline.audit.engine import run_audit
from pipeline.audit.gather import gather
from pipeline.audit.policy import Policies
from pipeline.model.dates import ChosenDate, DateClaim
from pipeline.model.document import Document
from pipeline.model.issue import Finding
from pipeline.storage import Store
from tests.audit.audit_store import START, A, Bench, a_page, a_section
from tests.values import claim


@pytest.fixture
def bench(store: Store) -> Bench:
    made = Bench(store)
    made.discover(A)
    return made


def stating(reviewed: str | None = None, due: str | None = None, *, modified: str | None = None) -> Document:
    """A page that never says anything else, under these dates."""
    said: dict[str, DateClaim] = {
        role: claim(value, role)  # type: ignore[arg-type]
        for role, value in (("reviewed", reviewed), ("next_review_due", due), ("modified", modified))
        if value
    }
    chosen = {
        role: ChosenDate(value=one.value, precision=one.precision, source="text") if (one := said.get(role)) else None
        for role in ("reviewed", "next_review_due", "modified")
    }
    return replace(a_page(A), dates=tuple(said.values()), **chosen)


def nights(bench: Bench, states: str, old: Document, new: Document) -> list[set[str]]:
    """The rules of the findings of the page after each night; ``o`` is the old copy, ``n`` the new one."""
    told, keys = [], []
    for night, state in enumerate(states):
        bench.answer(A, day=night, document=old if state == "o" else new)
        found = audited(bench, night)
        told.append({one.rule for one in found})
        keys.append({one.key for one in found})
    assert all(one == keys[3] for one in keys[3:])
    return told


def audited(bench: Bench, night: int) -> list[Finding]:
    today = (START + timedelta(days=night)).date()
    return [one for one in run_audit(gather(bench.store), policies=Policies(), today=today) if one.url]


IN_TURN = ["onononononononon", "oonoonnoonnnonooon"]


@pytest.mark.parametrize("states", IN_TURN)
@pytest.mark.parametrize(
    ("old", "new", "first", "then"),
    [
        (stating("2020-01-01"), stating("2025-06-01"), {"FR002"}, {"FR025"}),
        (stating("2020-01-01", "2023-01-01"), stating("2025-06-01", "2028-06-01"), {"FR001"}, {"FR025"}),
        (stating(), stating("2025-06-01"), {"FR004"}, {"FR025"}),
        (stating("2019-01-01"), stating("2020-06-01"), {"FR002"}, {"FR002", "FR025"}),
        (stating("2025-06-01"), stating("2027-01-01"), set(), {"FR003", "FR025"}),
        (stating("2020-01-01", "2023-01-01"), stating("2020-01-01", "2027-01-01"), {"FR001"}, {"FR025"}),
        (stating("2025-06-01", "2025-05-01"), stating("2025-06-01", "2028-05-01"), {"FR007"}, {"FR025"}),
        (stating("2025-06-01"), stating("2025-06-01", "2028-05-01"), set(), {"FR025"}),
    ],
)
def test_dates_stated_in_turn_are_one_finding_and_judged_by_the_latest(
    bench: Bench, states: str, old: Document, new: Document, first: set[str], then: set[str]
) -> None:
    """From the first return on the same is found every night; whoever has an old copy has said nothing new."""
    told = nights(bench, states, old, new)
    assert told[0] == first
    assert told[-1] == then
    (turns,) = (one for one in audited(bench, len(states) - 1) if one.rule == "FR025")
    assert turns.message.endswith("the latest is believed")
    stated = turns.evidence["stated"].split("; ")
    assert stated == sorted(stated)


@pytest.mark.parametrize("states", IN_TURN)
def test_updates_stated_in_turn_have_not_moved(bench: Bench, states: str) -> None:
    """Under one review: no date moved over words that stayed."""
    told = nights(
        bench, states, stating("2025-06-01", modified="2025-06-02"), stating("2025-06-01", modified="2025-09-02")
    )
    assert told[-1] == set()


def test_a_date_that_stays_after_it_went_to_and_fro_is_the_date(bench: Bench) -> None:
    """Five looks that state the old one: the page is overdue, whatever it said for one night."""
    old, new = stating("2020-01-01"), stating("2025-06-01")
    for night, state in enumerate("onoooooo"):
        bench.answer(A, day=night, document=old if state == "o" else new)
    assert [one.rule for one in audited(bench, 8)] == ["FR002"]


def test_a_date_that_went_back_has_not_moved(bench: Bench) -> None:
    """A page under the date that it had has no newer one to tell of."""
    for night, made in enumerate([stating("2025-01-01"), stating("2025-06-01"), *[stating("2025-01-01")] * 6]):
        bench.answer(A, day=night, document=made)
    assert audited(bench, 8) == []


def test_findings_keep_their_keys_when_a_better_reader_divides_an_earlier_version(bench: Bench) -> None:
    """Since when somebody knows of a silent edit, and that it is in the baseline, is not lost to an upgrade."""
    for night, dose in enumerate((5, 5, 50, 50)):
        said = a_page(A, sections=(a_section("Dosage", f"Take {dose} mg."), a_section("History", "Long.")))
        origin = replace(said.provenance, capture_id=f"00000000-0000-4000-8000-{night + 1:012}")
        bench.answer(A, day=night, document=replace(said, provenance=origin))
    before = audited(bench, 5)
    assert {one.rule for one in before} == {"FR008", "FR009"}
    for night, (dose, note) in enumerate(((5, "one"), (5, "two"), (50, "two"), (50, "two"))):
        sections = (a_section("Dosage", f"Take {dose} mg."), a_section("History", f"Long.\nNote {note}."))
        said = a_page(A, sections=sections)
        origin = replace(said.provenance, capture_id=f"00000000-0000-4000-8000-{night + 1:012}", parser_version="2")
        bench.store.save_reparsed(origin.capture_id or "", replace(said, provenance=origin))
    assert [version.number for version in bench.store.versions(A)] == [1, 2, 3]
    assert {one.key for one in before} <= {one.key for one in audited(bench, 5)}


def test_a_review_over_old_words_says_since_when_they_stand(bench: Bench) -> None:
    """Ten reviews that changed nothing are told as what they are; what was said before, and left, is no part of it."""
    for year, dose in enumerate((5, 50, 5, 5, 5, 5)):
        sections = (a_section("Dosage", f"Take {dose} mg."), a_section("History", "Long."))
        bench.answer(A, day=365 * year, document=replace(stating(f"{2025 + year}-12-01"), sections=sections))
    (stamped,) = (one for one in audited(bench, 365 * 5) if one.rule == "FR010")
    assert stamped.message.endswith("reviewed 2029-12-01 is now 2030-12-01; not a word changed since 2028-01-01")
    assert stamped.evidence["same_words_since"].startswith("2028-01-01")


def test_an_edit_that_was_dated_anew_is_not_told_on_nights_of_the_old_copy(bench: Bench) -> None:
    """A silent edit, a new review, and a server that still has the old copy: nothing opens or closes."""
    old, new = stating("2024-01-01"), stating("2026-01-04")
    edited = replace(old, sections=(a_section("Dosage", "Take 50 mg."), a_section("History", "Long.")))
    dated = replace(new, sections=edited.sections)
    first = replace(old, sections=(a_section("Dosage", "Take 5 mg."), a_section("History", "Long.")))
    told = []
    states = {"f": first, "e": edited, "d": dated}
    for night, made in enumerate(states[state] for state in "ffeededdede"):
        bench.answer(A, day=night, document=made)
        told.append({one.rule for one in audited(bench, night)})
    assert told[3] == {"FR008", "FR009"}
    assert told[6:] == [{"FR025"}] * 5

"""Versions of a real database as the audit's facts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.audit.past import stands
from pipeline.model.document import Document, Person
from pipeline.storage import Store
from pipeline.storage.looks import Looks
from pipeline.storage.seen import Past
from tests.audit.audit_facts import at
from tests.audit.audit_store import A, Bench, a_page, a_section

BEFORE = a_page(A, sections=(a_section("Dosage", "Take 5 mg."), a_section("History", "Long and winding roads.")))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with Store.open(tmp_path / "health.db") as store:
        yield Bench(store)


def kept(bench: Bench, *documents: Document) -> Bench:
    bench.discover(A)
    for day, document in enumerate(documents):
        bench.answer(A, day=day, document=document)
    return bench


def test_a_page_with_one_version_has_no_history(bench: Bench) -> None:
    """Nothing is read of the past of a page that has none."""
    assert kept(bench, BEFORE).facts(A).history == ()


def test_a_change_of_dose_is_critical_and_names_its_section(bench: Bench) -> None:
    """Grade, section, looks and reviewers come from the two versions."""
    after = replace(
        BEFORE,
        sections=(a_section("Dosage", "Take 10 mg."), BEFORE.sections[1]),
        people=(Person(name="A. Reader", role="reviewer"), Person(name="B. Writer", role="author")),
    )
    old, new = kept(bench, BEFORE, after).facts(A).history
    assert (old.grade, new.grade, new.touched, new.removed) == (None, "critical", ("Dosage",), ())
    assert (new.first_seen - old.last_seen).days == 1
    assert (old.reviewers, new.reviewers) == ((), ("A. Reader",))


def test_a_section_that_went_says_how_much_of_it_stands_elsewhere(bench: Bench) -> None:
    """Removed, and a third of its words are in another section."""
    after = replace(BEFORE, sections=(a_section("Dosage", "Take 5 mg. Long roads."),))
    (removed,) = kept(bench, BEFORE, after).facts(A).history[-1].removed
    assert (removed.heading, removed.critical) == ("History", False)
    assert removed.elsewhere == pytest.approx(2 / 7)


def test_texts_that_return_are_the_same_words(bench: Bench) -> None:
    """A to B to A: the first and the third state are equal by their words, and the page flaps."""
    other = replace(BEFORE, sections=(a_section("Dosage", "Take 6 mg."), BEFORE.sections[1]))
    history = kept(bench, BEFORE, other, BEFORE).facts(A).history
    assert [stand.words == history[0].words for stand in history] == [True, False, True]
    assert ("FR025", A) in bench.rules(at("2026-01-10").date())


def test_an_ungraded_step_of_another_reader_is_technical() -> None:
    """Where no grade is stored and the reader changed, like is not compared with unlike: nothing is read."""
    steps = tuple(
        Past(
            id=number,
            number=number,
            first_seen=at("2026-01-01"),
            last_seen=at("2026-01-01"),
            grade=None,
            reader=f"{number}/1",
            words=str(number),
            characters=9,
            bare=BEFORE,
        )
        for number in (1, 2)
    )

    def nothing(version: int) -> Document:
        raise AssertionError(f"version {version} was read")

    assert [stand.grade for stand in stands(steps, nothing)] == [None, "technical"]


def test_only_the_newest_versions_are_read(bench: Bench) -> None:
    """Of ten versions the newest four are facts."""
    pages = [replace(BEFORE, sections=(a_section("Dosage", f"Take {n} mg."),)) for n in range(10)]
    kept(bench, *pages)
    (address,) = Looks.over(bench.store).addresses()
    assert [past.number for past in address.past] == [7, 8, 9, 10]

"""Versions of a real database as the audit's facts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from pipeline.audit.past import stands
from pipeline.model.document import Document, Link, Person
from pipeline.storage.looks import Looks
from tests.audit.audit_facts import at
from tests.audit.audit_store import START, A, Bench, a_page, a_section, past

BEFORE = a_page(A, sections=(a_section("Dosage", "Take 5 mg."), a_section("History", "Long and winding roads.")))


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


def test_a_section_that_was_divided_stands_line_by_line_elsewhere(bench: Bench) -> None:
    """Each half is too unlike the whole; together they have every line of it, and the audit misses nothing."""
    common, rare = "Common: sleep, hunger, thirst and more.", "Rare: falling over when somebody claps."
    before = replace(BEFORE, sections=(a_section("Side effects", f"{common}\n{rare}"), BEFORE.sections[1]))
    halves = (a_section("Common side effects", common), a_section("Rare side effects", rare))
    kept(bench, before, before, replace(before, sections=(*halves, BEFORE.sections[1])))
    (removed,) = bench.facts(A).history[-1].removed
    assert (removed.heading, removed.critical, removed.elsewhere) == ("Side effects", True, 1.0)
    assert ("FR020", A) not in bench.rules(at("2026-01-10").date())


def test_texts_that_return_are_the_same_words(bench: Bench) -> None:
    """A to B to A: the first and the third state are equal by their words, and the page flaps."""
    other = replace(BEFORE, sections=(a_section("Dosage", "Take 6 mg."), BEFORE.sections[1]))
    history = kept(bench, BEFORE, other, BEFORE).facts(A).history
    assert [stand.words == history[0].words for stand in history] == [True, False, True]
    assert ("FR025", A) in bench.rules(at("2026-01-10").date())


def test_an_ungraded_step_of_another_reader_is_technical() -> None:
    """Where no grade is stored and the reader changed, like is not compared with unlike: nothing is read."""
    steps = tuple(replace(past(number, None, f"{number}/1"), words=str(number), bare=BEFORE) for number in (1, 2))

    def nothing(version: int) -> Document:
        raise AssertionError(f"version {version} was read")

    assert [stand.grade for stand in stands(steps, nothing)] == [None, "technical"]


def rotating(links: int, dose: str, reviewed: str = "2025-06-01") -> Document:
    """The page with another list of links each time it is looked at."""
    page = a_page(A, reviewed, sections=(a_section("Dosage", dose), BEFORE.sections[1]))
    url = f"https://out.example/{links}"
    return replace(page, links=(Link(order=0, url=url, text="more", section_id=None, kind="external"),))


def rules_of(bench: Bench, day: str, *wanted: str) -> list[str]:
    return [rule for rule, _ in bench.rules(at(day).date()) if rule in wanted]


def test_a_change_is_told_however_many_versions_came_after_it(bench: Bench) -> None:
    """A page whose links rotate every night still says another dose without another date, a month later."""
    kept(bench, rotating(0, "Take 5 mg."), *(rotating(n, "Take 10 mg.") for n in range(1, 31)))
    assert rules_of(bench, "2026-02-01", "FR008", "FR009") == ["FR008", "FR009"]
    (address,) = Looks.over(bench.store).addresses()
    assert len(address.past) < 12


def test_a_date_that_moved_over_the_same_words_is_told_until_it_moves_again(bench: Bench) -> None:
    """Links that rotate end nothing; a review that comes with other words does."""
    old, new = (rotating(n, "Take 5 mg.", day) for n, day in ((0, "2024-06-01"), (0, "2025-06-01")))
    kept(bench, old, new, *(rotating(n, "Take 5 mg.") for n in range(2, 20)))
    assert rules_of(bench, "2026-02-01", "FR010") == ["FR010"]
    bench.answer(A, day=20, document=rotating(20, "Take 6 mg.", "2026-01-20"))
    assert rules_of(bench, "2026-02-01", "FR010") == []


@pytest.mark.parametrize("every", [1, 6.7, 14])
def test_a_date_that_follows_the_clock_is_found_at_any_pace(bench: Bench, every: float) -> None:
    """Looked at each night, each week (less some hours) or each fortnight: three looks a week apart are found."""
    bench.discover(A)
    for look in range(round(43 / every)):
        day = START + timedelta(days=look * every)
        bench.answer(A, day=look * every, document=a_page(A, day.date().isoformat()))
    assert rules_of(bench, "2026-03-01", "FR011") == ["FR011"]


def test_a_date_that_stands_for_a_week_follows_no_clock(bench: Bench) -> None:
    """Stamped anew every week, and seen on that day: the looks of the other nights saw that it stayed."""
    bench.discover(A)
    for day in range(30):
        stamp = START + timedelta(days=day - day % 8)
        bench.answer(A, day=day, document=a_page(A, stamp.date().isoformat()))
    assert rules_of(bench, "2026-02-01", "FR011") == []


def test_a_page_that_goes_there_and_back_has_not_changed(bench: Bench) -> None:
    """A to B to A, twice: it flaps, and nothing is said of changes or lost sections; once it has stayed at B, it is."""
    more = replace(BEFORE, sections=(*BEFORE.sections, a_section("Overdose", "Call 112 at once.")))
    kept(bench, BEFORE, more, BEFORE, more, BEFORE)
    assert rules_of(bench, "2026-01-10", "FR008", "FR009", "FR020", "FR025") == ["FR025"]
    for day in range(5, 22):
        assert rules_of(bench, "2026-01-10", "FR008", "FR009", "FR020", "FR025") == ["FR025"]
        bench.answer(A, day=day, document=more)
    assert rules_of(bench, "2026-02-01", "FR008", "FR009", "FR020", "FR025") == ["FR008", "FR009"]


def test_a_section_is_missed_until_it_is_back_or_the_page_is_dated_anew(bench: Bench) -> None:
    """Later versions of other words do not bring it back; the section under another name does, and so does a date."""
    without = replace(BEFORE, sections=BEFORE.sections[:1])
    other = replace(without, title="Asthma today")
    kept(bench, BEFORE, BEFORE, without, other, other)
    assert rules_of(bench, "2026-01-10", "FR020") == ["FR020"]
    back = replace(other, sections=(*other.sections, a_section("The past", "Long and winding roads.")))
    bench.answer(A, day=6, document=back)
    assert rules_of(bench, "2026-01-10", "FR020") == []
    bench.answer(A, day=7, document=other)
    bench.answer(A, day=8, document=other)
    assert rules_of(bench, "2026-01-10", "FR020") == ["FR020"]
    bench.answer(A, day=9, document=a_page(A, "2026-01-09", sections=without.sections))
    assert rules_of(bench, "2026-01-10", "FR020") == []


def test_a_section_that_one_look_saw_is_not_missed(bench: Bench) -> None:
    """It came with one version and went with the next, whatever was there before."""
    notice = replace(BEFORE, sections=(*BEFORE.sections, a_section("News", "The clinic has moved.")))
    after = replace(BEFORE, sections=(a_section("Dosage", "Take 6 mg."), BEFORE.sections[1]))
    kept(bench, BEFORE, BEFORE, notice, after)
    assert rules_of(bench, "2026-01-10", "FR020") == []

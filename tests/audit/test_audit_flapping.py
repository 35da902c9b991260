"""Pages that go back and forth: one finding for as long as they do, and no silent edit hides behind it."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest
from msgspec.structs import replace

from pipeline.audit.engine import run_audit
from pipeline.audit.gather import gather
from pipeline.audit.policy import Policies
from pipeline.model.document import Document
from pipeline.model.run import Run, RunCounts
from pipeline.storage import Store
from tests.audit.audit_store import HOST, START, A, Bench, a_page, a_section

STATES: dict[str, tuple[str, str]] = {
    "a": ("5", ""),
    "b": ("5", "Talk to our nurses about how you feel."),
    "c": ("5", "Write to our pharmacists when something seems odd."),
    "A": ("50", ""),
    "B": ("50", "Talk to our nurses about how you feel."),
}
"""What a page says: a dose, and a box that comes and goes."""


def page(state: str, reviewed: str = "2025-06-01") -> Document:
    dose, box = STATES[state]
    sections = [a_section("Dosage", f"Take {dose} mg."), a_section("History", "Long and winding roads.")]
    return a_page(A, reviewed, sections=(*sections, a_section("Ask", box)) if box else tuple(sections))


class Nights:
    """A page that is looked at and audited, and what each audit found and newly opened."""

    def __init__(self, store: Store) -> None:
        self.bench = Bench(store)
        self.bench.discover(A)
        self.opened: Counter[str] = Counter()
        self.found: list[set[str]] = []
        self.graver: set[str] = set()

    def play(self, states: str, *, every: float = 1, reviewed: str = "2025-06-01") -> list[set[str]]:
        """A look a night, each at another state; what is found after each."""
        told = []
        for state in states:
            day = len(self.found) * every
            at = START + timedelta(days=day)
            said = page(state, reviewed)
            said = replace(said, provenance=replace(said.provenance, fetched_at=at))
            self.bench.answer(A, day=day, document=said)
            found = list(run_audit(gather(self.bench.store), policies=Policies(), today=at.date()))
            synced = self.bench.store.sync_findings(found, now=at)
            self.opened.update(key.partition("-")[0] for key in synced.opened)
            self.graver = {one.rule for one in found if one.severity != "info"}
            told.append({one.rule for one in found})
            self.found.append(told[-1])
        return told


@pytest.fixture
def nights(store: Store) -> Nights:
    return Nights(store)


@pytest.mark.parametrize("states", ["aabbbaabbabaab", "aaabbaaabbabbba"])
def test_slow_turns_are_one_finding_from_the_first_return_on(nights: Nights, states: str) -> None:
    """A state is back within five looks each time, and each time stands for two or three: nothing closes in between."""
    told = nights.play(states)
    begun = next(night for night, rules in enumerate(told) if "FR025" in rules)
    assert begun == 5
    assert all("FR025" in rules for rules in told[begun:])
    assert nights.opened["FR025"] == 1


def test_second_looks_at_a_change_make_no_state_older(nights: Nights) -> None:
    """Each new dose is looked at again a quarter of an hour later; five looks are five nights all the same."""
    told = []
    for night, state in enumerate("aaaaaAAAaAAAaa"):
        for minutes in (0, 15):
            day = night + minutes / 1440
            at = START + timedelta(days=day)
            said = page(state)
            nights.bench.answer(A, day=day, document=replace(said, provenance=replace(said.provenance, fetched_at=at)))
        found = run_audit(gather(nights.bench.store), policies=Policies(), today=at.date())
        told.append("FR025" in {one.rule for one in found})
    assert told == [False] * 8 + [True] * 6


@pytest.mark.parametrize("states", ["ab", "abc", "aaaaaaaaab"])
def test_a_page_served_in_variants_is_told_once(nights: Nights, states: str) -> None:
    """Sixty nights at random: the change is told when a variant is first seen, and then that the page flaps."""
    chance = random.Random(len(states))  # noqa: S311 - a script, not a secret
    nights.play("aaaaa")
    nights.play("".join(chance.choice(states) for _ in range(60)))
    assert max(nights.opened[rule] for rule in ("FR008", "FR009", "FR020")) < len(set(states))
    assert 1 <= nights.opened["FR025"] <= (9 if len(states) > len(STATES) else 2)


def test_a_silent_edit_of_every_variant_is_told_though_the_page_flaps(nights: Nights) -> None:
    """From another dose on, in both variants, FR008 stays whichever of them is served; FR025 stays beside it."""
    nights.play("aaaaaababbabab")
    assert nights.graver == set()
    assert all("FR008" in found for found in nights.play("BABBABAABABAABBAB"))
    assert nights.graver == {"FR008"}


def test_a_dose_that_comes_and_goes_is_a_warning(nights: Nights) -> None:
    """Nobody knows which of the two a reader was shown."""
    nights.play("aaaaaAaA")
    assert (nights.found[-1], nights.graver) == ({"FR025"}, {"FR025"})


@pytest.mark.parametrize(
    ("states", "flaps"),
    [
        ("aaaaabaaaaaaaa", range(6, 11)),
        ("aabcaaaaaa", range(4, 9)),
        ("aabcBaaaaa", range(0)),
        ("abacaaaaaaa", range(2, 9)),
        ("abcbacacaaaaaaa", range(3, 15)),
    ],
)
def test_a_page_flaps_until_it_has_stood_still_for_five_looks(nights: Nights, states: str, flaps: range) -> None:
    """Among up to three states; one that came back three times goes on to."""
    told = nights.play(states)
    assert [night for night, rules in enumerate(told) if "FR025" in rules] == list(flaps)


def test_an_edit_taken_back_and_made_again_is_told_once_it_has_stood(nights: Nights) -> None:
    """Five looks, or two of which the second is a week later."""
    nights.play("aaaAaaaaaa")
    assert ["FR008" in found for found in nights.play("AAAAAA")] == [False] * 4 + [True] * 2


def test_looks_that_are_rare_wait_for_one_more(nights: Nights) -> None:
    """A page that is asked every tenth day would otherwise be waited for until the season is over."""
    nights.play("aaaAaaaaaa", every=10)
    assert ["FR008" in found for found in nights.play("AA", every=10)] == [False, True]


def test_words_of_before_under_a_date_of_after_are_told(nights: Nights) -> None:
    """An old text comes back over a corrected one and keeps the correction's date: another dose, and no date for it."""
    nights.play("AAA", reviewed="2024-06-01")
    assert nights.play("aaaaaaaaaa", reviewed="2026-01-04")[-1] == set()
    assert nights.play("AAAAAA", reviewed="2026-01-04")[-1] == {"FR008", "FR009"}
    assert nights.graver == {"FR008"}
    assert nights.play("AA", reviewed="2026-01-20")[-1] == set()


def test_a_page_put_back_as_it_was_says_what_it_dates(nights: Nights) -> None:
    """Words and date of before: nothing stands there undated."""
    nights.play("AAA", reviewed="2024-06-01")
    nights.play("aaaaaaaaaa", reviewed="2026-01-04")
    assert nights.play("AAAAAA", reviewed="2024-06-01")[-1] == set()


def served_at_random(bench: Bench, nights: int, doses: dict[int, str]) -> None:
    """Forty pages, each with a box or without; from a night on the first one has another dose, where it is without."""
    chance = random.Random(1)  # noqa: S311 - a script, not a secret
    urls = [f"{HOST}/{n}.html" for n in range(40)]
    for url in urls:
        bench.discover(url)
    for day in range(nights):
        at = START + timedelta(days=day)
        if day:
            bench.store.finish_run(bench.run, verdict="ok", now=at)
            bench.run = f"run-{day + 1}"
            bench.store.start_run(Run(id=bench.run, kind="run", started_at=at, counts=RunCounts()))
        for url in urls:
            state = "b" if day and chance.random() < 0.5 else "a"
            said = page(doses.get(day, state) if url == urls[0] else state)
            bench.answer(url, day=day, document=replace(said, url=url, canonical_url=url))
        bench.store.settle_changes(bench.run, now=at)


def test_what_comes_and_goes_all_over_the_site_is_no_page_s(bench: Bench) -> None:
    """Served at random: an edit of the site each way, and no page flaps."""
    served_at_random(bench, 12, {})
    rules = bench.rules((START + timedelta(days=12)).date())
    assert [one for one in rules if one[0] in ("FR008", "FR020", "FR025")] == []
    assert len(list(bench.store.events())) == 2


def test_a_section_that_went_all_over_the_site_is_missed_on_no_page(bench: Bench) -> None:
    """Nor where the page changed with it, on its own: the dose is told, and the box that went is the site's."""
    served_at_random(bench, 12, {8: "b", 9: "b", 10: "A", 11: "A"})
    rules = bench.rules((START + timedelta(days=12)).date())
    assert [rule for rule, _ in rules if rule in ("FR008", "FR020")] == ["FR008"]


@pytest.mark.parametrize("states", ["abababababab", "aabbabaabbab"])
def test_a_page_that_flaps_on_the_night_of_an_edit_of_the_whole_site_has_not_changed(bench: Bench, states: str) -> None:
    """Forty pages get a notice on the seventh night; what the one among them says by turns is no news of its own."""
    urls = [A, *(f"{HOST}/{n}.html" for n in range(39))]
    for url in urls:
        bench.discover(url)
    told = []
    for night, state in enumerate(states):
        at = START + timedelta(days=night)
        bench.run = f"night {night}"
        bench.store.start_run(Run(id=bench.run, kind="run", started_at=at, counts=RunCounts()))
        for n, url in enumerate(urls):
            said = replace(page(state if url == A else "a"), url=url, canonical_url=url, title=f"Page {n}")
            notice = a_section("Notice", "Call 111 within 2 hours when your pharmacist is closed.")
            bench.answer(url, day=night, document=replace(said, sections=(*said.sections, *[notice] * (night > 5))))
        bench.store.settle_changes(bench.run, now=at)
        found = run_audit(gather(bench.store), policies=Policies(), today=at.date())
        told.append({one.rule for one in found if one.url == A})
    assert [sorted(rules & {"FR008", "FR009", "FR025"}) for rules in told[4:]] == [["FR025"]] * (len(states) - 4)

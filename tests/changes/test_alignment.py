"""Words of two texts that are the same ones: as difflib finds them in short texts, and in long ones in time."""

from __future__ import annotations

import random
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.changes import alignment
from pipeline.changes.alignment import Stretch, aligned

TEXTS = st.lists(st.sampled_from("abcdefgh"), max_size=60)
WORDS = ("asthma", "lungs", "doctor", "medicine", "inhaler", "daily", "children", "exercise", "cough", "night", "dust")


def check(old: list[str], new: list[str], found: list[Stretch]) -> None:
    """Nothing is left out, nothing told twice, and what is called the same is."""
    at = new_at = 0
    for number, (same, low, high, new_low, new_high) in enumerate(found):
        assert (low, new_low) == (at, new_at)
        assert (high, new_high) > (low, new_low)
        assert not same or old[low:high] == new[new_low:new_high]
        assert number == 0 or same is not found[number - 1].same
        at, new_at = high, new_high
    assert (at, new_at) == (len(old), len(new))


@given(TEXTS, TEXTS)
def test_short_texts_are_compared_as_difflib_does(old: list[str], new: list[str]) -> None:
    found = aligned(old, new)
    check(old, new, found)
    theirs = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    assert [tuple(one) for one in found] == [(op == "equal", *places) for op, *places in theirs]


@given(TEXTS, TEXTS)
def test_texts_held_together_by_rows_are_told_whole(old: list[str], new: list[str]) -> None:
    """As if they were too long for difflib, down to parts of three words."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alignment, "_SHORT", 9)
        check(old, new, aligned(old, new))


def sentences(many: int) -> list[list[str]]:
    dice = random.Random(7)  # noqa: S311  made-up text
    return [[dice.choice(WORDS) for _ in range(12)] for _ in range(many)]


def test_a_long_text_with_a_word_more_in_each_sentence_differs_by_those_words() -> None:
    """Of 14,000 words; to compare each with each took ten minutes."""
    said = sentences(1200)
    old = [word for sentence in said for word in sentence]
    new = [word for sentence in said for word in (*sentence[:5], "really", *sentence[5:])]
    found = aligned(old, new)
    check(old, new, found)
    assert [new[low:high] for same, _, _, low, high in found if not same] == [["really"]] * len(said)


def test_a_long_text_in_another_order_keeps_what_it_can() -> None:
    said = sentences(600)
    old = [word for sentence in said for word in sentence]
    new = [word for sentence in (*said[300:], *said[:300]) for word in sentence]
    found = aligned(old, new)
    check(old, new, found)
    assert sum(high - low for same, low, high, _, _ in found if same) >= 3600


def test_a_long_text_of_one_word_over_and_over_is_no_burden() -> None:
    old, new = ["dose"] * 20_000, ["dose", "dosage"] * 10_000
    check(old, new, aligned(old, new))

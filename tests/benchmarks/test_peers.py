"""The comparison's own arithmetic: words, scores, halves."""

from __future__ import annotations

from collections import Counter

import pytest
from selectolax.lexbor import LexborHTMLParser

from benchmarks.accuracy.peers.__main__ import table
from benchmarks.accuracy.peers.corpora import FOLDS, Case, laid_out, words
from benchmarks.accuracy.peers.scoring import Answer, agreement, content_score, date_score, word_scores


def case(name: str, truth: str) -> Case:
    return Case(name=name, path="", url="", truth=truth)


def answer(name: str, said: object, error: str | None = None) -> Answer:
    return Answer(name=name, answer=said, seconds=0.5, error=error)


def test_words_of_a_line_are_not_parted_by_its_elements() -> None:
    """Elements of a line part no words, blocks do; every sign of Chinese counts."""
    body = LexborHTMLParser("<p>Half<b>way</b></p><p>there</p>睡眠").body
    assert words(laid_out(body)) == ["halfway", "there", "睡", "眠"]


@pytest.mark.parametrize(
    ("truth", "said", "expected"),
    [
        ("a b c d", "a b", (1.0, 0.5, 2 / 3)),
        ("a a", "a", (1.0, 0.5, 2 / 3)),
        ("a", "b", (0, 0, 0)),
        ("", "", (1, 1, 1)),
    ],
)
def test_words_count_as_often_as_they_stand(truth: str, said: str, expected: tuple[float, float, float]) -> None:
    """Precision, recall and F1 are of multisets."""
    assert word_scores(truth, said) == pytest.approx(expected)


def test_a_broken_page_scores_nothing() -> None:
    """A page that a reader broke on counts, as nothing found."""
    score = content_score(
        [case("a", "x y"), case("b", "x y")], {"a": answer("a", "x y"), "b": answer("b", None, "boom")}
    )
    assert (score.f1, score.errors, score.pages_per_second) == (0.5, 1, 2.0)


def test_agreement_is_what_most_answers_have() -> None:
    """A word counts as often as two of three answers have it."""
    assert agreement(["a a b", "a a a c", "A c c"]) == Counter({"a": 2, "c": 1})


def test_dates_are_compared_to_the_day() -> None:
    """One answer is right to the day; one of several may be; silence is no error but no success."""
    cases = [case("a", "2020-01-02"), case("b", "2020-01-02"), case("c", "2020-01-02")]
    said = {
        "a": answer("a", {"one": "2020-01-02T10:00:00Z", "published": None, "modified": None}),
        "b": answer("b", {"one": "2020", "published": "2020", "modified": "2020-01-02"}),
        "c": answer("c", {"one": None, "published": None, "modified": None}),
    }
    score = date_score(cases, said)
    assert (score.accuracy, score.precision, score.either, score.silent) == pytest.approx((1 / 3, 0.5, 2 / 3, 1 / 3))


def test_halves_and_folds_are_of_the_name_alone() -> None:
    """The half and the fold of a page do not depend on what it holds."""
    assert case("a", "x").fold == case("a", "y").fold
    assert {case(str(number), "").fold for number in range(50)} == set(range(FOLDS))
    assert case("a", "x").half == case("a", "y").half
    assert {case(str(number), "").half for number in range(20)} == {"tuning", "held-out"}


def test_table_is_aligned() -> None:
    """Columns are as wide as their widest cell."""
    assert table([["a", "b"], ["long", "c"]]).splitlines() == ["a     b", "----  -", "long  c"]

"""Figures out of answers: word precision, recall and F1 of content; share of dates right, wrong and not given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from benchmarks.accuracy.peers.corpora import Case, words


class Answer(Struct, frozen=True, kw_only=True):
    """What a reader said of a page, and how long it took."""

    name: str
    answer: Any
    seconds: float
    error: str | None


class ContentScore(Struct, frozen=True, kw_only=True):
    """Means over pages (each page counts the same); ``errors`` counts pages the reader broke on, which score 0."""

    pages: int
    precision: float
    recall: float
    f1: float
    errors: int
    pages_per_second: float


class DateScore(Struct, frozen=True, kw_only=True):
    """Shares of all pages: the one answer is right, or right where given, or one of two is right; none given."""

    pages: int
    accuracy: float
    precision: float
    either: float | None
    silent: float
    errors: int
    pages_per_second: float


def word_scores(truth: str, answer: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of words as multisets; an empty answer to an empty truth is right."""
    return bag_scores(Counter(words(truth)), Counter(words(answer)))


def bag_scores(wanted: Counter[str], given: Counter[str]) -> tuple[float, float, float]:
    """The same of words counted already."""
    if not wanted and not given:
        return 1.0, 1.0, 1.0
    shared = (wanted & given).total()
    if not shared:
        return 0.0, 0.0, 0.0
    precision, recall = shared / given.total(), shared / wanted.total()
    return precision, recall, 2 * precision * recall / (precision + recall)


def agreement(answers: Sequence[str]) -> Counter[str]:
    """Each word as often as most of the answers have it at least: the median of its counts."""
    bags = [Counter(words(answer)) for answer in answers]
    return Counter({word: sorted(bag[word] for bag in bags)[len(bags) // 2] for word in set().union(*bags)})


def content_score(cases: Sequence[Case], answers: Mapping[str, Answer]) -> ContentScore:
    """Content of these pages."""
    scores = [word_scores(case.truth, answers[case.name].answer or "") for case in cases]
    count = len(cases)
    return ContentScore(
        pages=count,
        precision=sum(score[0] for score in scores) / count,
        recall=sum(score[1] for score in scores) / count,
        f1=sum(score[2] for score in scores) / count,
        errors=sum(answers[case.name].error is not None for case in cases),
        pages_per_second=_pace(cases, answers),
    )


def date_score(cases: Sequence[Case], answers: Mapping[str, Answer]) -> DateScore:
    """Dates of these pages, compared to the day."""
    given = right = either = 0
    two = False
    for case in cases:
        said: Mapping[str, str | None] = answers[case.name].answer or {}
        one = said.get("one")
        given += one is not None
        right += _same(one, case.truth)
        two = two or "published" in said
        either += any(_same(said.get(role), case.truth) for role in ("one", "published", "modified"))
    count = len(cases)
    return DateScore(
        pages=count,
        accuracy=right / count,
        precision=right / given if given else 0.0,
        either=either / count if two else None,
        silent=1 - given / count,
        errors=sum(answers[case.name].error is not None for case in cases),
        pages_per_second=_pace(cases, answers),
    )


def _same(said: str | None, truth: str) -> bool:
    return said is not None and said[:10] == truth[:10]


def _pace(cases: Sequence[Case], answers: Mapping[str, Answer]) -> float:
    seconds = sum(answers[case.name].seconds for case in cases)
    return len(cases) / seconds if seconds else 0.0

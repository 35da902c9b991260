"""What a run may spend, as it is written on the command line."""

from __future__ import annotations

import pytest

from pipeline.errors import UsageError
from pipeline.ingest.plan import Budget


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("requests=500", Budget(requests=500)),
        ("requests=500,minutes=30,megabytes=200", Budget(requests=500, minutes=30, megabytes=200)),
        (" minutes=0.5 , megabytes=1.5,", Budget(minutes=0.5, megabytes=1.5)),
    ],
)
def test_a_budget_is_any_of_three_numbers(text: str, budget: Budget) -> None:
    assert Budget.parse(text) == budget


@pytest.mark.parametrize(
    "part",
    ["requests", "pages=5", "minutes=", "minutes=0", "minutes=-1", "minutes=nan", "minutes=inf", "minutes=1e12", "=5"],
)
def test_what_is_no_part_of_a_budget_is_named(part: str) -> None:
    """Nothing is spent without a bound that somebody meant."""
    with pytest.raises(UsageError, match="not a budget") as error:
        Budget.parse(f"megabytes=1,{part}")
    assert repr(part) in error.value.message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("minutes=1,minutes=2", "not a budget: 'minutes=2'"),
        ("", "the budget is empty"),
        (" , ", "the budget is empty"),
        ("requests=1.5", "a budget of 1.5 requests cannot be spent"),
    ],
)
def test_a_budget_that_says_two_things_or_none_is_refused(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        Budget.parse(text)

"""What checks of a link come to together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.storage import Store
from pipeline.storage.link_values import Told
from pipeline.storage.links import Links
from tests.storage.storage_pages import NOW

LINK = "https://other.example/1"
WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)


@pytest.fixture
def links(tmp_path: Path) -> Iterator[Links]:
    with Store.open(tmp_path / "health.db") as store:
        yield Links.over(store)


def told(good: bool | None) -> Told:
    outcome = {True: "ok", False: "http-404", None: "timeout"}[good]
    return Told(url=LINK, target=LINK, host="other.example", good=good, outcome=outcome)


@pytest.mark.parametrize(
    ("checks", "verdict"),
    [
        ([(timedelta(), False)], "suspect"),
        ([(timedelta(), False), (WEEK - SECOND, False)], "suspect"),
        ([(timedelta(), False), (WEEK, False)], "broken"),
        ([(timedelta(), False), (WEEK / 2, None), (WEEK, False)], "broken"),
        ([(timedelta(), False), (WEEK / 2, True), (WEEK, False)], "suspect"),
        ([(timedelta(), False), (WEEK, None)], "unknown"),
        ([(timedelta(), False), (WEEK, False), (2 * WEEK, None)], "broken"),
        ([(timedelta(), False), (WEEK, False), (2 * WEEK, True)], "fine"),
        ([(timedelta(), None), (WEEK, False)], "suspect"),
    ],
)
def test_two_checks_a_week_apart_make_a_link_broken(
    links: Links, checks: list[tuple[timedelta, bool | None]], verdict: str
) -> None:
    """Nothing said refutes nothing and confirms nothing; one good answer ends the spell."""
    for after, good in checks:
        kept = links.save_link(told(good), now=NOW + after)
    assert kept.verdict == verdict
    assert (kept.first_seen, kept.checks) == (NOW, len(checks))


def test_the_record_keeps_when_it_was_last_fine_and_since_when_it_is_broken(links: Links) -> None:
    """Fine, then bad twice: last fine is the good check, broken since is the first bad one."""
    for after, good in ((timedelta(), True), (WEEK, False), (2 * WEEK, False)):
        kept = links.save_link(told(good), now=NOW + after)
    assert (kept.last_fine, kept.first_bad, kept.confirmed_bad) == (NOW, NOW + WEEK, NOW + 2 * WEEK)

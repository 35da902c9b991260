"""A site's scope that was narrowed since its pages were found, and widened again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline import sites
from pipeline.ingest.plan import Plan
from pipeline.ingest.planned import planned
from tests.ingest.bench import ORIGIN, Bench, bench, small_site

ALL = Plan(sites=("medlineplus",))
LEFT_OUT = {f"/topic00000{number}.html" for number in (3, 4, 5)}
FORCED = replace(ALL, force=True)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Bench]:
    """A site of six topics that was read, a day and a bit ago."""
    with bench(tmp_path, small_site(6)) as one:
        one.run()
        one.later(hours=26)
        yield one


def narrow(monkeypatch: pytest.MonkeyPatch, *more: str) -> None:
    """Leave more out of the scope than the profile does."""
    profile = sites.by_name("medlineplus")
    scope = replace(profile.scope, exclude=(*profile.scope.exclude, *more))
    monkeypatch.setitem(sites.profiles(), "medlineplus", replace(profile, scope=scope))


def pages(made: Bench) -> set[str]:
    return set(made.asked()) - {"/robots.txt", "/sitemap.xml"}


def shown(made: Bench, plan: Plan) -> set[str]:
    """The pages that a dry run names."""
    urls = {line.url.removeprefix(ORIGIN) for line in planned(made.config, plan, clock=made.clock)}
    return urls - {"/sitemap.xml"}


@pytest.mark.parametrize("plan", [ALL, FORCED], ids=["due", "forced"])
def test_pages_that_a_scope_leaves_out_by_now_are_not_asked_any_more(
    made: Bench, monkeypatch: pytest.MonkeyPatch, plan: Plan
) -> None:
    """A dry run knows it, it is told once, and their records stand; lists that lie there are read as before."""
    before = made.records()
    narrow(monkeypatch, r"topic00000[345]", r"\.xml$")
    nights = []
    for _ in range(2):
        named = shown(made, plan)
        assert made.run(plan).run.verdict == "ok"
        assert named == pages(made)
        nights.append((named & LEFT_OUT, len(named), len(made.told("scope-left")), "/sitemap.xml" in made.asked()))
        made.later(hours=26)
    assert nights == [(set(), 3, 1, True), (set(), 3, 0, True)]
    assert made.records().keys() == before.keys()


def test_pages_of_a_scope_that_is_wider_again_are_due_at_once(made: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the dry run says."""
    with monkeypatch.context() as narrowed:
        narrow(narrowed, r"topic00000[345]")
        made.run()
    assert shown(made, ALL) >= LEFT_OUT
    made.run()
    assert pages(made) == LEFT_OUT


def test_a_run_does_not_end_where_all_that_is_at_hand_is_left_out(made: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits behind a chain of thousands is asked all the same."""
    narrow(monkeypatch, r"topic00000[01234]")
    made.run(replace(ALL, window=1))
    assert pages(made) == {"/topic000005.html"}


def test_a_page_that_is_named_is_asked_whatever_the_scope_says(made: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The word of a person is worth more than a pattern."""
    narrow(monkeypatch, r"topic00000[345]")
    made.run()
    made.run(Plan(urls=(f"{ORIGIN}/topic000004.html",)), kind="fetch")
    assert pages(made) == {"/topic000004.html"}

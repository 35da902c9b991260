"""Sites of one to twenty pages: one bad page is that page's trouble, all of them are the site's."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.demo.behaviours import AnyBehaviour, ConsentWall, Nonce, Redirect, RedirectLoop, Rule, Soft404, Status
from pipeline.ingest.plan import Plan
from tests.ingest.bench import ORIGIN, Bench, bench, small_site

ALL = Plan(sites=("medlineplus",), force=True)
WALLS = (Status(code=404), Status(code=403), ConsentWall(), Soft404(), Redirect(to="https://login.example/", code=302))


def bad(behaviour: AnyBehaviour, first: int, end: int) -> list[Rule]:
    """The same trouble for some pages of a site."""
    return [Rule(path=f"/topic{number:06d}.html", behaviour=behaviour) for number in range(first, end)]


def blocked_on(made: Bench, nights: int, plan: Plan = ALL) -> list[bool]:
    """Whether the site is blocked after each of so many nights."""
    found = []
    for _ in range(nights):
        made.later(hours=25)
        found.append(bool(made.run(plan).blocked))
    return found


def standing(made: Bench) -> tuple[int, int]:
    """Pages that stand, and versions of all."""
    with made.reading() as store:
        return len(store.standing("medlineplus")), store.counts().versions


@pytest.mark.parametrize("behaviour", WALLS, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("pages", [2, 3, 5, 9])
def test_a_site_of_a_few_pages_all_of_which_go_wrong_is_blocked(
    tmp_path: Path, pages: int, behaviour: AnyBehaviour
) -> None:
    """None is gone, none takes the words of the wall, however long it stands; one page as it was ends it."""
    with bench(tmp_path, small_site(pages)) as made:
        made.run()
        made.site.tell(*bad(behaviour, 0, pages))
        assert blocked_on(made, 9) == [True] * 9
        assert standing(made) == (pages, pages)
        made.site.tell()
        assert blocked_on(made, 1) == [False]
        assert standing(made) == (pages, pages)


def test_a_database_that_is_built_again_does_not_believe_it_either(tmp_path: Path) -> None:
    """Each night is judged again as it was then."""
    with bench(tmp_path, small_site(3)) as made:
        made.run()
        made.site.tell(*bad(Status(code=404), 0, 3))
        assert blocked_on(made, 3) == [True] * 3
        made.database.unlink()
        made.run(Plan(sites=("medlineplus",), limit=1))
        assert standing(made) == (3, 3)


@pytest.mark.parametrize(("pages", "wrong"), [(1, 1), (3, 2), (5, 4), (10, 1), (12, 2), (20, 2)])
def test_a_few_pages_that_are_removed_are_believed(tmp_path: Path, pages: int, wrong: int) -> None:
    """The site's other pages answer as before, or it never had more than the one."""
    with bench(tmp_path, small_site(pages)) as made:
        made.run()
        made.site.tell(*bad(Status(code=404), 0, wrong))
        assert blocked_on(made, 2) == [False, False]
        assert standing(made) == (pages - wrong, pages)


def test_pages_that_go_one_a_night_are_believed(tmp_path: Path) -> None:
    """A site that is taken down in order; but for the last night, others are as they were."""
    with bench(tmp_path, small_site(4)) as made:
        made.run()
        for night in range(1, 4):
            made.site.tell(*bad(Status(code=404), 0, night))
            assert blocked_on(made, 1) == [False]
        assert blocked_on(made, 1) == [False]
        assert standing(made)[0] == 1


@pytest.mark.parametrize("pages", [10, 12, 19])
@pytest.mark.parametrize("behaviour", [Soft404(), ConsentWall()], ids=lambda each: type(each).__name__)
def test_one_bad_page_blocks_no_site(tmp_path: Path, pages: int, behaviour: AnyBehaviour) -> None:
    """Where all pages are read whole in one night, one of ten is more than the share that is a site's doing."""
    with bench(tmp_path, small_site(pages)) as made:
        assert made.run().blocked == {}
        made.site.tell(*bad(behaviour, 0, 1), *bad(Nonce(), 1, pages))
        assert blocked_on(made, 1) == [False]


@pytest.mark.parametrize(("pages", "wrong", "verdict"), [(9, 1, "ok"), (8, 1, "incomplete"), (18, 2, "incomplete")])
def test_one_page_of_ten_that_never_answers_keeps_no_site_from_a_good_run(
    tmp_path: Path, pages: int, wrong: int, verdict: str
) -> None:
    """It is told when it begins; a run of every night that is incomplete for it would hide what comes after."""
    with bench(tmp_path, small_site(pages)) as made:
        made.run()
        made.site.tell(*bad(RedirectLoop(), 0, wrong))
        for night in range(3):
            made.later(hours=25)
            report = made.run(ALL)
            assert (report.run.verdict, report.blocked, report.run.counts.failed) == (verdict, {}, wrong)
            assert len(made.told("began-failing")) == (wrong if night == 0 else 0)
            assert (report.good["medlineplus"] >= report.run.started_at) == (verdict == "ok")


def test_a_wall_that_is_met_little_by_little_is_one(tmp_path: Path) -> None:
    """Two pages a night, of twelve: the site is blocked before the first words of the wall are believed."""
    with bench(tmp_path, small_site(12)) as made:
        made.run()
        made.site.tell(*bad(ConsentWall(), 0, 12))
        found = blocked_on(made, 14, Plan(sites=("medlineplus",), limit=2))
        assert found.index(True) < 4
        assert all(found[4:])
        assert standing(made) == (12, 12)
        with made.reading() as store:
            assert store.document(f"{ORIGIN}/topic000000.html") is not None


def test_the_same_pages_in_trouble_for_long_block_no_site(tmp_path: Path) -> None:
    """Three of twelve stay soft 404s: nights on which only they are due say nothing of the others."""
    with bench(tmp_path, small_site(12)) as made:
        made.run()
        made.site.tell(*bad(Soft404(), 0, 3))
        blocked_on(made, 1)
        for _ in range(3):
            made.later(hours=13)
            assert made.run(Plan(sites=("medlineplus",), limit=3)).blocked == {}


def test_links_of_several_publishers_that_are_dead_say_nothing_of_each_other(tmp_path: Path) -> None:
    """Pages of no profile are no site: a list of three that went away in one night blocks nothing."""
    hosts = [f"{name}.localhost" for name in ("one", "two", "three")]
    plan = Plan(urls=tuple(f"http://{host}/topic00000{number}.html" for number, host in enumerate(hosts)))
    with bench(tmp_path, small_site(3)) as made:
        (place,) = made.config.fetch.connect_to.values()
        fetch = replace(made.config.fetch, connect_to=dict.fromkeys(hosts, place))
        made.config = replace(made.config, fetch=fetch, sites={})
        assert made.run(plan).run.counts.new == 3
        made.site.tell(*bad(Status(code=404), 0, 3))
        assert blocked_on(made, 2, plan) == [False, False]

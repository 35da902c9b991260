"""Publishers that no profile knows: what goes wrong at one of them is neither the others' nor hidden among them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.config import Site
from pipeline.demo.behaviours import Edit, Rule, Status
from pipeline.ingest.apart import HOSTS_DOUBTED
from pipeline.ingest.plan import Plan
from tests.ingest.bench import Bench, bench, small_site

SMALL, LARGE = "small.localhost", "large.localhost"
ALL = Plan(sites=("generic",), discover=False)
OF_SMALL = Rule(path="/topic00000?.html", behaviour=Status(code=404))
"""Topics 0 to 9 are asked of one host, the others of the other."""
ONE_OF_LARGE = Rule(path="/topic000030.html", behaviour=Status(code=404))


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Bench]:
    """Six pages of one publisher and thirty of another, neither with a profile, asked yesterday."""
    with bench(tmp_path, small_site(40)) as made:
        to = dict.fromkeys((SMALL, LARGE), f"127.0.0.1:{made.site.port}")
        made.config = replace(
            made.config, sites={"generic": Site(delay=0.0)}, fetch=replace(made.config.fetch, connect_to=to)
        )
        urls = [f"http://{SMALL}/topic{number:06}.html" for number in range(1, 7)]
        urls += [f"http://{LARGE}/topic{number:06}.html" for number in range(10, 40)]
        made.run(Plan(urls=tuple(urls), discover=False))
        made.later(days=1.2)
        yield made


def gone(made: Bench) -> list[str]:
    with made.reading() as store:
        return [document.url for document in store.documents() if store.gone_since(document.url)]


def doubted(made: Bench) -> list[str]:
    with made.reading() as store:
        return [row.message for row in store.issues(of_sites=True) if row.code == HOSTS_DOUBTED]


def night(made: Bench, *rules: Rule, plan: Plan = ALL) -> str | None:
    made.site.tell(*rules)
    verdict = made.run(plan).run.verdict
    made.later(days=1.2)
    return verdict


def test_a_publisher_that_is_lost_whole_is_not_hidden_among_others(two: Bench) -> None:
    """Six of thirty-six pages are few, six of six are not believed, nor is anybody else held up for them."""
    for _ in range(3):
        assert night(two, OF_SMALL, ONE_OF_LARGE) != "blocked"
    assert gone(two) == [f"http://{LARGE}/topic000030.html"]
    (said,) = doubted(two)
    assert said.startswith(f"{SMALL}: 6 of 6 pages are missing at once; no page of such a host is taken for gone")


def test_a_doubted_host_is_told_once_and_believed_when_a_person_has_looked(two: Bench) -> None:
    """It is open in between; ``--trust-absence`` believes it."""
    told = []
    for _ in range(3):
        night(two, OF_SMALL)
        told.append([event.result for event in two.told("issue") if event.result == HOSTS_DOUBTED])
    assert [len(one) for one in told] == [1, 0, 0]
    night(two, OF_SMALL, plan=replace(ALL, trust_absence=True, force=True))
    assert (len(gone(two)), doubted(two)) == (6, [])


def test_a_doubted_host_that_answers_again_is_an_open_issue_no_more(two: Bench) -> None:
    """Its pages stand, as they did."""
    night(two, OF_SMALL)
    assert len(doubted(two)) == 1
    night(two, plan=replace(ALL, force=True))
    assert (gone(two), doubted(two)) == ([], [])


def test_a_wave_of_missing_pages_of_one_of_them_blocks_no_other(two: Bench) -> None:
    """Most of a large host was not even asked when it was left alone: it is doubted, and the other goes on."""
    lost = Rule(path="/topic0000[123]?.html", behaviour=Status(code=404))
    one_of_small = Rule(path="/topic000003.html", behaviour=Status(code=404))
    for _ in range(2):
        assert night(two, lost, one_of_small) != "blocked"
    assert gone(two) == [f"http://{SMALL}/topic000003.html"]
    assert [said.startswith(f"{LARGE}: ") for said in doubted(two)] == [True]


def test_a_wall_before_one_of_them_blocks_them_all(two: Bench) -> None:
    """What a wall shows is never believed of what is blocked, however long it stands; a host alone cannot be."""
    assert night(two, Rule(path="/topic0000[123]?.html", behaviour=Status(code=403))) == "blocked"
    assert (gone(two), doubted(two)) == ([], [])
    assert night(two) == "ok"


def test_a_publisher_that_makes_its_pages_over_blocks_no_other(two: Bench) -> None:
    """All of its pages lose their headings in one night: it is told, and a page of the other that is gone is gone."""
    over = Rule(path="/topic0000[123]?.html", behaviour=Edit(find="h2>", replace="p>"))
    one_of_small = Rule(path="/topic000003.html", behaviour=Status(code=404))
    assert night(two, over, one_of_small) != "blocked"
    (said,) = doubted(two)
    assert said.startswith(f"{LARGE}: 30 of 30 pages have lost half of their sections or links; ")
    assert night(two, over, one_of_small) == "ok"
    assert gone(two) == [f"http://{SMALL}/topic000003.html"]

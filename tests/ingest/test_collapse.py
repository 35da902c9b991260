"""A wall in the place of a page: the record stands and is exported, the operator is told, a later look decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.audit.engine import run_audit
from pipeline.audit.gather import gather
from pipeline.audit.policy import Policies
from pipeline.config import Schedule
from pipeline.demo.behaviours import ConsentWall, Edit, Redirect, Replace, Rule, Soft404, Status
from pipeline.demo.pages import Page
from pipeline.ingest.plan import Plan
from pipeline.ingest.reparse import reread
from tests.ingest.bench import ORIGIN, Bench, bench, small_site

PATH = "/topic000003.html"


def collapsed() -> Page:
    """The page with its frame and nearly nothing in it."""
    page = small_site(30)[PATH]
    assert isinstance(page, Page)
    start, rest = page.body.split(b'class="syndicate">', 1)
    _, end = rest.split(b"</article>", 1)
    return Page(body=start + b'class="syndicate"><h2>Notice</h2><p>Back soon.</p></div></article>' + end, rewrite=True)


def walled(page: Page | tuple[bytes, str], path: str, visit: int) -> Page:
    """The page's frame, and in it a wall that names the page and the visit."""
    assert isinstance(page, Page)
    start, rest = page.body.split(b'class="syndicate">', 1)
    wall = f'class="syndicate"><h2>One moment</h2><p>To open {path} press here. Visit {visit}.</p></div></article>'
    return Page(body=start + wall.encode() + rest.split(b"</article>", 1)[1], rewrite=True)


def state(bench: Bench) -> tuple[int, list[str], list[str]]:
    """Versions of the page, open issues of collapse, findings of collapse."""
    with bench.reading() as store:
        issues = [issue.code for issue in store.issues(url=ORIGIN + PATH) if issue.code == "content-collapse"]
        found = run_audit(gather(store), policies=Policies(), today=bench.clock.now().date(), only=("FR021",))
        return len(store.versions(ORIGIN + PATH)), issues, [finding.rule for finding in found]


def test_a_wall_for_a_day_is_told_and_leaves_no_trace_in_the_record(small: Bench) -> None:
    """Issue and finding while it stands, the record as before; both end with the page's return."""
    small.run()
    before = small.records()
    whole = small_site(30)[PATH]
    small.site.put(PATH, collapsed())
    small.later(days=2)
    small.run()
    assert small.records() == before
    assert state(small) == (1, ["content-collapse"], ["FR021"])
    assert [event.result for event in small.told("issue")] == ["content-collapse"]
    small.site.put(PATH, whole)
    small.later(days=2)
    small.run()
    assert small.records() == before
    assert state(small) == (1, [], [])


def test_a_wall_that_few_pages_meet_in_a_night_is_believed_of_none_of_them_for_a_week(small: Bench) -> None:
    """Two pages of thirty were asked; they say the same, night after night. A page alone is believed the next night."""
    small.run()
    before = small.records()
    pages = small_site(30)
    behind = (PATH, "/topic000004.html")
    small.site.put("/topic000005.html", collapsed())
    for path in behind:
        small.site.put(path, walled(pages[path], path, 1))
    said = []
    for _ in range(8):
        small.later(days=1)
        assert small.run().run.verdict == "ok"
        said.append({url.removeprefix(ORIGIN) for url, record in small.records().items() if record != before[url]})
    alone = {"/topic000005.html"}
    assert said == [set(), *[alone] * 6, alone | {*behind}]


NEW = ("/topic000020.html", "/topic000021.html")


@pytest.fixture(params=[1, 2])
def met_behind_a_wall(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A site that has put a wall before all of its pages by the night on which it has one or two new ones."""
    pages = small_site(20 + request.param)
    new = NEW[: request.param]
    with bench(tmp_path, {path: page for path, page in pages.items() if path not in new}) as made:
        made.config = replace(made.config, schedule=Schedule(interval_days=14.0))
        made.run()
        for path in new:
            made.site.put(path, pages[path])
        made.site.tell(Rule(path="/topic*", behaviour=ConsentWall()))
        made.later(days=30)
        report = made.run()
        assert (report.run.verdict, report.run.counts.new) == ("blocked", 0)
        yield made


def of_new_pages(bench: Bench) -> tuple[list[str], list[str]]:
    """URLs of those new pages that there is a record of, and how their looks ended; they were missing at first."""
    with bench.reading() as store:
        looks: list[str] = [fetch.result for path in NEW for fetch in store.explain(ORIGIN + path)[1:]]
        assert store.check() == []
    return [url for url in bench.records() if url.removeprefix(ORIGIN) in NEW], looks


def test_a_wall_before_a_site_that_was_never_seen_without_it_is_told(tmp_path: Path) -> None:
    """It said the same at every address, which is no page of the site; the site begins when the wall has fallen."""
    with bench(tmp_path, small_site(12), Rule(path="/topic*", behaviour=ConsentWall())) as made:
        for night in range(2):
            report = made.run()
            assert (report.run.verdict, report.run.counts.new, made.records()) == ("blocked", 0, {})
            assert report.blocked["medlineplus"].startswith("12 of 12 pages say one and the same, a wall usually")
            assert len(made.told("site-blocked")) == (night == 0)
            taken = {event.url for event in made.told("page") if event.result == "new"}
            assert {(event.url, event.result) for event in made.told("put-aside")} == {
                (url, "suspect") for url in taken
            }
            made.later(days=1, hours=1)
        made.site.tell()
        report = made.run()
        assert (report.run.verdict, report.run.counts.new) == ("ok", 12)
        with made.reading() as store:
            assert [change.kind for change in store.changes()] == ["new"] * 12
            assert not list(store.issues())
        for file in tmp_path.glob("health.db*"):
            file.unlink()
        made.later(days=1, hours=1)
        made.run()  # builds the database again from the archive, where the wall is
        with made.reading() as store:
            assert [change.kind for change in store.changes()] == ["new"] * 12


def test_one_long_page_at_every_address_is_a_wall_too(tmp_path: Path) -> None:
    """A front page, or a notice in many words, that a server gives for whatever it is asked: 200, and no page."""
    pages = small_site(12, 20_000)
    with bench(tmp_path, pages) as made:
        for path in pages:
            if path.startswith("/topic"):
                made.site.put(path, pages[PATH])
        report = made.run()
        assert (report.run.verdict, report.run.counts.new, made.records()) == ("blocked", 0, {})
        assert report.blocked["medlineplus"].startswith("12 of 12 pages say one and the same, a wall usually")
        for path, page in pages.items():
            made.site.put(path, page)
        made.later(days=1, hours=1)
        report = made.run()
        assert (report.run.verdict, report.run.counts.new, len(made.records())) == ("ok", 12, 12)


def test_pages_that_are_alike_and_meant_to_be_are_recorded_where_a_person_says_so(tmp_path: Path) -> None:
    """Once; later nights find them as they are."""
    with bench(tmp_path, small_site(12), Rule(path="/topic*", behaviour=ConsentWall())) as made:
        made.run(Plan(sites=("medlineplus",), trust_absence=True))
        assert len(made.records()) == 12
        made.later(days=1, hours=1)
        assert made.run().run.verdict == "ok"


def test_a_wall_makes_no_record_of_a_page_that_is_met_behind_it(met_behind_a_wall: Bench) -> None:
    """There is nothing to compare it with; but it says what the others say, and the site is blocked."""
    records, looks = of_new_pages(met_behind_a_wall)
    assert (records, {*looks}) == ([], {"suspect"})
    with met_behind_a_wall.reading() as store:
        assert all((change.url or "").removeprefix(ORIGIN) not in NEW for change in store.changes())
        assert store.search("privacy") == store.search("cookies") == []


def test_a_page_met_behind_a_wall_begins_with_its_own_words(met_behind_a_wall: Bench) -> None:
    """The next night asks for it whole; its history has one version, also when the archive is read again."""
    made = met_behind_a_wall
    made.site.tell()
    made.later(days=1)
    report = made.run()
    records, looks = of_new_pages(made)
    assert (report.run.verdict, report.run.counts.new) == ("ok", len(records))
    assert looks == ["suspect", "new"] * len(records)
    again = reread(made.config, clock=made.clock, listen=lambda _event: None)
    assert (again.changed, again.technical) == (0, 0)
    with made.reading() as store:
        assert [len(store.versions(url)) for url in records] == [1] * len(records)
    assert all(b"Before you go on" not in record for record in made.records().values())


def test_a_page_stays_aside_while_the_wall_stands(met_behind_a_wall: Bench) -> None:
    """A second night behind the wall, and the archive read again: no words of the wall in any record."""
    made = met_behind_a_wall
    before = made.records()
    reread(made.config, clock=made.clock, listen=lambda _event: None)
    made.later(days=1)
    assert made.run().run.verdict == "blocked"
    records, looks = of_new_pages(made)
    assert (records, {*looks}) == ([], {"suspect"})
    assert made.records() == before
    made.site.tell()
    made.later(days=1)
    made.run()
    with made.reading() as store:
        assert {len(store.versions(url)) for url in made.records()} == {1}


def test_a_wall_before_a_few_pages_makes_no_record_of_a_new_one(tmp_path: Path) -> None:
    """The site is well, and not blocked; but the new page says what one says that has lost its text to a wall."""
    pages = small_site(21)
    with bench(tmp_path, {path: page for path, page in pages.items() if path != NEW[0]}) as made:
        made.run()
        for night in range(2):
            for path in (PATH, NEW[0]):
                made.site.put(path, walled(pages[path], path, 7 * night + len(made.asked())))
            made.later(days=3)
            report = made.run()
            assert (report.run.verdict, report.run.counts.new, report.run.counts.changed) == ("ok", 0, 0)
            assert of_new_pages(made) == ([], ["suspect"] * len(of_new_pages(made)[1]))
        for path in (PATH, NEW[0]):
            made.site.put(path, pages[path])
        made.later(days=3)
        assert (made.run().run.verdict, len(made.records())) == ("ok", 21)
        with made.reading() as store:
            assert [len(store.versions(url)) for url in made.records()] == [1] * 21


def test_a_wall_is_not_believed_because_it_stood_before_the_page_was_away(small: Bench) -> None:
    """A night of a wall, the page deleted and gone, the same wall again before the whole site: no second look."""
    small.run()
    before = small.records()
    wall = Rule(path="/topic*", behaviour=ConsentWall())
    away = Rule(path=PATH, behaviour=Status(code=404))
    verdicts = []
    for rule in (wall, away, away, wall):
        small.site.tell(rule)
        small.later(days=4)
        verdicts.append(small.run(Plan(sites=("medlineplus",), force=True)).run.verdict)
    assert verdicts == ["blocked", "ok", "ok", "blocked"]
    assert small.records() == before


def test_nights_on_which_a_site_was_blocked_are_no_second_look(small: Bench) -> None:
    """Two pages stay behind a wall that fell before all others: they are believed a week after it fell."""
    small.run()
    pages = small_site(30)
    behind = (PATH, "/topic000004.html")
    for path in behind:
        small.site.put(path, walled(pages[path], path, 1))
    small.site.tell(Rule(path="/topic*[!34].html", behaviour=ConsentWall()))
    for _ in range(14):
        small.later(days=1)
        assert small.run(Plan(sites=("medlineplus",), force=True)).run.verdict == "blocked"
    small.site.tell()
    nights = []
    for _ in range(10):
        small.later(days=1)
        run = small.run(Plan(sites=("medlineplus",), force=True)).run
        nights.append((run.verdict, run.counts.changed))
    assert nights == [("blocked", 0), *[("ok", 0)] * 7, ("ok", 2), ("ok", 0)]


def test_a_collapse_that_stays_is_believed_by_the_next_night(small: Bench) -> None:
    """The second night's look makes the version, closes the issue, and the finding goes on."""
    small.run()
    small.site.put(PATH, collapsed())
    small.later(days=2)
    small.run()
    small.later(days=2)
    assert small.run().run.counts.changed == 1
    assert state(small) == (2, [], ["FR021"])


def test_a_wall_of_one_night_costs_its_pages_one_night(small: Bench) -> None:
    """They are asked again by the next run, not after their interval; what goes on being no page is, then, as usual."""
    small.config = replace(small.config, schedule=Schedule(interval_days=30.0))
    small.run()
    small.site.tell(Rule(path=PATH, behaviour=ConsentWall()), Rule(path="/topic000005.html", behaviour=Soft404()))
    small.later(days=30)
    small.run()
    assert {event.url for event in small.told("issue")} == {ORIGIN + PATH, f"{ORIGIN}/topic000005.html"}
    small.site.tell(Rule(path="/topic000005.html", behaviour=Soft404()), keep=False)
    small.later(days=1)
    small.run()
    assert sorted(small.asked()) == ["/robots.txt", PATH, "/topic000005.html"]
    small.later(days=1)
    small.run()
    assert small.asked() == []


@pytest.mark.parametrize("wall", [Soft404(), Status(code=404)], ids=["soft-404", "404"])
def test_a_wall_of_many_nights_costs_its_pages_no_more_than_those(small: Bench, wall: Soft404 | Status) -> None:
    """While their site is blocked they are asked by every run."""
    small.config = replace(small.config, schedule=Schedule(interval_days=30.0))
    small.run()
    pages = {entry for entry in small.asked() if entry.startswith("/topic")}
    small.site.tell(Rule(path="/topic*", behaviour=wall))
    small.later(days=30)
    for _ in range(9):
        assert small.run().run.verdict == "blocked"
        small.later(days=1)
    small.site.tell(keep=False)
    seen = set()
    for _ in range(2):
        verdict = small.run().run.verdict
        seen |= set(small.asked()) & pages
        small.later(days=1)
    assert (verdict, seen) == ("ok", pages)


@pytest.mark.parametrize(
    "wall",
    [
        Rule(path=PATH, behaviour=Redirect(to="http://login.localhost/")),
        Rule(path="/robots.txt", behaviour=Replace(text="User-agent: *\nDisallow: /topic000003.html\n")),
    ],
    ids=["login", "robots"],
)
def test_a_page_in_doubt_that_is_kept_from_us_for_a_night_is_asked_again_as_usual(tmp_path: Path, wall: Rule) -> None:
    """Its last answer was put aside, its record is held: a rule or a login of one night costs no quarter of a year."""
    with bench(tmp_path, small_site(30)) as made:
        made.run()
        for night in (Rule(path=PATH, behaviour=Replace(text="<html><body><h1>?</h1><p>Soon.")), wall):
            made.later(days=1.2)
            made.site.tell(night)
            made.run()
        edited = Rule(path=PATH, behaviour=Edit(find="Living With", replace="Life With"))
        made.site.tell(edited)
        made.later(days=1.2)
        made.run()
        assert PATH in made.asked()
        assert b"Life With" in made.records()[f"{ORIGIN}{PATH}"]


def test_a_page_that_moves_is_found_where_it_was_though_its_new_address_is_in_doubt(tmp_path: Path) -> None:
    """Its record goes to an address that answers with nearly nothing; the old one leads to it from that night on."""
    led = Rule(path=PATH, behaviour=Redirect(to="/moved.html", code=301))
    with bench(tmp_path, {**small_site(30), "/moved.html": collapsed()}) as made:
        made.run()
        before = made.records()
        made.later(days=2)
        made.site.tell(led)
        made.run()
        with made.reading() as store:
            assert [change.kind for change in store.changes()][-1] == "moved"
            found = store.document(f"{ORIGIN}{PATH}")
            assert found is not None
            assert found == store.document(f"{ORIGIN}/moved.html")
        assert made.found(before) == before


def test_a_login_of_the_first_night_costs_no_quarter_of_a_year(tmp_path: Path) -> None:
    """What leads away for now, and was never seen, is looked at again after four times its interval."""
    login = Rule(path="/topic*", behaviour=Redirect(to="http://login.localhost/", code=302))
    with bench(tmp_path, small_site(6), login) as made:
        made.run()
        assert made.records() == {}
        made.site.tell()
        made.later(days=4)
        made.run()
        assert len(made.records()) == 6

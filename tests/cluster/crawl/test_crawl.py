from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline import archive
from pipeline.cli.clock import SystemClock
from pipeline.cluster.crawl import given
from pipeline.cluster.crawl.coordinator import default_frontier, shared
from pipeline.cluster.crawl.crew import Crew
from pipeline.cluster.crawl.worker import work
from pipeline.config import Config
from pipeline.config.settings import Crawl, Site
from pipeline.demo.behaviours import Delay, Edit, Hang, Redirect, Replace, RetryLater, Rule, Status
from pipeline.demo.server import DemoSite, serve_in_thread
from pipeline.errors import ClockWrong, ConfigError, PipelineError
from pipeline.fetchers.clock import Clock
from pipeline.ingest.closing import RunReport
from pipeline.ingest.events import Event, silent
from pipeline.ingest.plan import Budget, Plan
from pipeline.ingest.work import execute
from pipeline.storage import Store
from pipeline.storage.shared import SharedFrontier
from tests.ingest.bench import HOST, ORIGIN, Bench, altered, bench, config_for, small_site
from tests.storage.frontiers import KINDS, addresses
from tools import leases
from tools.ended import without_origin
from tools.nights import MovableClock

# one server for all of them, and no two crawls of several processes at once
pytestmark = pytest.mark.xdist_group("postgres")

TROUBLE = (
    Rule(path="/topic000003.html", behaviour=Status(code=404)),
    Rule(path="/topic000005.html", behaviour=Redirect(to="https://elsewhere.example/", code=302)),
    Rule(path="/topic000009.html", behaviour=RetryLater(seconds=0), times=1),
)
MEDLINEPLUS = Plan(sites=("medlineplus",))
ADDRESSES = ("127.0.0.1", "127.0.0.2")


@pytest.fixture(scope="module", params=KINDS)
def new(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    with addresses(request.param, tmp_path_factory.mktemp("frontier")) as made:
        yield made


def brief(config: Config, *, timeout: float = 3.0) -> Config:
    """Leases that a test can wait for."""
    fetch = replace(config.fetch, total_timeout=timeout, read_timeout=timeout)
    return replace(config, fetch=fetch, crawl=Crawl(lease=2 * timeout + 0.5, hosts=8))


def crawl(
    config: Config,
    *,
    workers: int = 2,
    address: str | None = None,
    plan: Plan = MEDLINEPLUS,
) -> RunReport:
    by = shared(address or default_frontier(config), workers=workers, clock=SystemClock())
    return execute(config, plan, clock=SystemClock(), listen=silent, by=by)


def state(database: Path) -> object:
    """What must be the same however a crawl was done: records, frontier, fetches, counters."""
    with Store.open(database, read_only=True) as store:
        records = {document.url: without_origin(document) for document in store.documents()}
        run = store.runs()[-1]
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as sql, sql:
        urls = sql.execute("SELECT url, status, attempts, failure, etag, payload_sha256 FROM urls ORDER BY url")
        fetches = sql.execute(
            "SELECT u.url, f.outcome, f.result, f.http_status, f.bytes FROM fetches f JOIN urls u ON u.id = f.url_id"
            " ORDER BY 1, f.id"
        )
        captures = sql.execute("SELECT url, status, payload_sha256 FROM captures ORDER BY 1, 2, 3")
        found = (records, urls.fetchall(), fetches.fetchall(), captures.fetchall(), run.counts, run.verdict)
    sql.close()
    return found


def test_the_delay_holds_whatever_happens_to_workers(new: Callable[[], str], tmp_path: Path) -> None:
    """One of three workers is killed, one freezes past its leases and returns: no gap under the delay.

    Only pages in their hands are asked twice, and every page is stored once, in one version.
    ``python -m tools.leases`` is the full count, with the line to the database cut besides.
    """
    trial = leases.crawl(tmp_path, new(), "several", pages=4, rng=random.Random(7))  # noqa: S311
    assert (trial.wrong, trial.short) == ([], 0)
    assert trial.in_hand > 0


def test_several_processes_store_what_one_stores(new: Callable[[], str], tmp_path: Path) -> None:
    """Records, versions, frontier, fetches, captures and counters are those of a run in one process."""
    with bench(tmp_path / "one", small_site(30), *TROUBLE) as one:
        one.run()
        expected = state(one.database)
    with bench(tmp_path / "many", small_site(30), *TROUBLE) as many:
        report = crawl(brief(many.config), address=new())
        assert state(many.database) == expected
        receipt = report.receipts[0]
        assert receipt.requests == len(many.site.requests) == report.run.counts.requests
        again = crawl(brief(many.config))
        assert (again.run.counts.requests, again.run.verdict) == (0, "ok")
    writers = {one.archive.file for one in archive.iterate(tmp_path / "many" / "archive") if one.archive}
    assert writers
    assert not any(f"_{os.getpid()}-" in name for name in writers)
    assert not list((tmp_path / "many" / "archive").glob("*.open"))


def test_the_end_of_a_redirect_is_asked_conditionally_by_workers_too(small: Bench) -> None:
    """With the validators of its own address, from the second night on; what it answers is no new version."""
    small.site.tell(Rule(path="/topic000001.html", behaviour=Redirect(to=f"{ORIGIN}/topic000002.html", code=302)))
    config, forced = brief(small.config), replace(MEDLINEPLUS, force=True)
    crawl(config, plan=forced, workers=1)
    small.site.log.clear()
    report = crawl(config, plan=forced, workers=1)
    asked = [(entry.conditional, entry.status) for entry in small.site.requests if entry.path == "/topic000002.html"]
    assert asked == [(True, 304)] * 2
    assert (report.run.verdict, report.run.counts.new, report.run.counts.changed) == ("ok", 0, 0)


def test_a_page_without_a_profile_is_followed_within_its_host_by_workers_too(tmp_path: Path) -> None:
    """A worker follows a slash that the server adds, as one process does, where no profile says what the site is."""
    page = (b"<!doctype html><title>Gout</title><h1>Gout</h1><p>Gout is a disease of joints.</p>", "text/html")
    with bench(tmp_path, {"/gout/": page}, Rule(path="/gout", behaviour=Redirect(to="/gout/"))) as made:
        config = replace(brief(made.config), sites={})
        report = crawl(config, workers=1, plan=Plan(urls=(f"{ORIGIN}/gout",), force=True, discover=False))
        assert (report.run.counts.new, report.run.counts.out_of_scope) == (1, 0)
        assert list(made.records()) == [f"{ORIGIN}/gout/"]


def test_a_page_that_a_proxy_has_altered_is_one_for_workers_too(tmp_path: Path) -> None:
    """Status 203, as any 200."""
    pages = small_site(3)
    with bench(tmp_path, pages, *altered(pages)) as made:
        report = crawl(brief(made.config), workers=1)
        assert (report.run.verdict, report.run.counts.new, report.run.counts.failed) == ("ok", 3, 0)


def test_a_list_is_followed_to_any_path_of_its_site_by_workers_too(tmp_path: Path) -> None:
    """Where no page could be, as one process does."""
    pages = small_site(3)
    pages["/download/list.xml"] = pages.pop("/sitemap.xml")
    with bench(tmp_path, pages, Rule(path="/sitemap.xml", behaviour=Redirect(to="/download/list.xml"))) as made:
        assert crawl(brief(made.config), workers=1).run.counts.new == 3


def test_what_workers_kept_is_built_again_in_the_order_of_time(small: Bench) -> None:
    """A database is lost after nights with workers and without: every page has the versions it had, none is missing."""
    config, forced = brief(small.config), replace(MEDLINEPLUS, force=True)
    pages = [f"/topic{number:06d}.html" for number in range(1, 4)]
    execute(config, MEDLINEPLUS, clock=SystemClock(), listen=silent)
    for night, by_workers in enumerate((True, False, True)):
        small.site.tell(*(Rule(path=path, behaviour=Edit(find="Living", replace=f"Life {night}")) for path in pages))
        if by_workers:
            crawl(config, plan=forced, workers=1)
        else:
            execute(config, forced, clock=SystemClock(), listen=silent)

    def told() -> dict[str, list[str]]:
        with small.reading() as store:
            urls = [document.url for document in store.documents()]
            return {url: [row.content_hash for row in store.versions(url)] for url in urls}

    before = told()
    assert [len(before[f"{ORIGIN}{path}"]) for path in pages] == [4, 4, 4]
    for file in small.folder.glob("health.db*"):
        file.unlink()
    small.run()
    assert told() == before


def test_a_coordinator_that_is_killed_is_succeeded(tmp_path: Path) -> None:
    """Killed among its reports and run again: nothing that was answered is asked again, and the end is the same."""
    with bench(tmp_path / "one", small_site(40)) as one:
        one.run()
        expected = one.records().keys()
    with bench(tmp_path / "many", small_site(40)) as many:
        config = brief(many.config)
        context = multiprocessing.get_context("forkserver")
        coordinator = context.Process(target=crawl, args=(config,))
        coordinator.start()
        wait_until(lambda: len(many.site.requests) >= 15)
        coordinator.kill()
        coordinator.join()
        report = crawl(config)
        with many.reading() as store:
            assert {document.url for document in store.documents()} == expected
            first = store.runs()[-1]
        assert (first.verdict, report.run.verdict) == ("interrupted", "ok")
        asked = Counter(many.asked())
        twice = sum(many_times - 1 for many_times in asked.values())
        assert twice <= 1, "one host: at most the page in hand"


def test_workers_of_this_machine_are_replaced(small: Bench) -> None:
    """A worker of the crew that is killed gets a successor, and the crawl ends well."""
    config = brief(small.config, timeout=1.0)
    small.site.tell(Rule(path="/*.html", behaviour=Delay(seconds=0.05)))
    made: list[int] = []
    real = Crew._start

    def counted(crew: Crew) -> object:
        process = real(crew)
        made.append(process.pid or 0)
        return process

    def kill() -> None:
        wait_until(lambda: len(small.site.requests) >= 8)
        os.kill(made[0], signal.SIGKILL)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Crew, "_start", counted)
        killer = threading.Thread(target=kill)
        killer.start()
        report = crawl(config, workers=1)
        killer.join()
    assert report.run.verdict == "ok"
    assert len(made) >= 2
    assert len(small.records()) == 30


def test_a_signal_that_comes_while_workers_are_started_ends_them_too(
    small: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They went on for a minute without anybody to work for, and the command waited for that."""
    started: list[BaseProcess] = []
    start = Crew._start

    def start_and_stop(crew: Crew) -> BaseProcess:
        started.append(start(crew))
        if len(started) == 1:
            os.kill(os.getpid(), signal.SIGTERM)
        return started[-1]

    monkeypatch.setattr(Crew, "_start", start_and_stop)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        assert crawl(brief(small.config)).run.verdict == "interrupted"
    finally:
        signal.signal(signal.SIGTERM, before)
    assert len(started) == 2
    assert not any(process.is_alive() for process in started)


def test_workers_that_cannot_work_end_the_crawl(small: Bench) -> None:
    """Workers that die at once are not started for ever: the run says so."""
    config = brief(small.config)
    config.storage.archive.mkdir(parents=True)

    class Hopeless(Crew):
        def _start(self):  # type: ignore[no-untyped-def]
            process = self._context.Process(target=os._exit, args=(3,))
            process.start()
            return process

    with Hopeless(1, config, "nowhere", SystemClock()) as crew, pytest.raises(PipelineError, match="exit code 3"):
        mend_for_ever(crew)


def test_limit_and_budget_hold_for_all_workers_together(small: Bench) -> None:
    """No more pages than the limit, no more requests than the budget and what was in hand."""
    config = brief(small.config)
    report = crawl(config, plan=Plan(sites=("medlineplus",), limit=5))
    assert sum("/topic" in path for path in small.asked()) == 5
    assert report.run.verdict == "incomplete"
    small.site.log.clear()
    report = crawl(config, plan=Plan(sites=("medlineplus",), budget=Budget(requests=4)))
    assert report.spent == "requests"
    assert len(small.site.requests) <= 5


def test_pages_that_robots_txt_refuses_take_nothing_of_a_limit_of_workers(tmp_path: Path) -> None:
    """They come first, and no worker asks them: the limit is spent on the pages behind them, as in one process."""
    refused = "User-agent: *\n" + "".join(f"Disallow: /topic00000{number}.html\n" for number in range(8))
    with bench(tmp_path, small_site(14), Rule(path="/robots.txt", behaviour=Replace(text=refused))) as made:
        for new, left in ((5, 1), (1, 0)):
            made.site.log.clear()
            report = crawl(brief(made.config), plan=replace(MEDLINEPLUS, limit=5), workers=1)
            asked = [path for path in made.asked() if path.startswith("/topic")]
            assert (len(asked), report.run.counts.new, report.left_due) == (new, new, left)
            assert report.run.verdict == ("incomplete" if left else "ok")


@pytest.mark.parametrize("limit", [3, None])
def test_pages_of_a_host_that_rests_take_no_room_from_others(
    limit: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor anything of a limit: a host that asks for an hour at its first page leaves both to the pages behind it."""
    monkeypatch.setattr(given, "WINDOW", 4)
    busy, wish = "busy.localhost", RetryLater(code=429, seconds=3600)
    pages = DemoSite(pages=small_site(6), rules=(Rule(path="/topic*", host=busy, behaviour=wish),), bind=ADDRESSES)
    with serve_in_thread(pages) as site:
        config = brief(config_for(tmp_path, site))
        places = {name: f"{place}:{site.port}" for name, place in zip((HOST, busy), ADDRESSES, strict=True)}
        config = replace(config, fetch=replace(config.fetch, connect_to=places), sites={})
        urls = tuple(f"http://{host}/topic00000{number}.html" for host in (busy, HOST) for number in range(6))
        told: list[Event] = []
        by = shared(default_frontier(config), workers=1, clock=SystemClock())
        plan = Plan(urls=urls, force=True, discover=False, limit=limit)
        report = execute(config, plan, clock=SystemClock(), listen=told.append, by=by)
        asked = Counter(entry.host for entry in site.requests if entry.path.startswith("/topic"))
    assert asked == {busy: 1, HOST: 2 if limit else 6}
    assert [event.name for event in told].count("host-paused") == 1
    assert report.run.verdict == "incomplete"


def test_requests_without_an_answer_are_spent_too(small: Bench) -> None:
    """A site that only hangs ends the budget of all workers as it ends that of one process."""
    small.site.tell(Rule(path="/topic*", behaviour=Hang()))
    config = brief(small.config)
    config = replace(config, fetch=replace(config.fetch, read_timeout=0.1))
    report = crawl(config, plan=Plan(sites=("medlineplus",), budget=Budget(requests=5)))
    assert report.spent == "requests"
    assert report.left_due > 15


def test_a_wave_ends_the_host_for_all_workers(tmp_path: Path) -> None:
    """A host that answers most pages with 404 is left alone as in one process: what it had left is not asked."""
    with bench(tmp_path, small_site(200), Rule(path="/topic*", behaviour=Status(code=404))) as broken:
        report = crawl(brief(broken.config))
        assert report.run.verdict == "blocked"
        assert len(broken.asked()) < 150


def test_a_host_that_asked_for_an_hour_is_told_and_left(small: Bench) -> None:
    """As in one process: its pages stay due, and one line says why the run is not complete."""
    small.site.tell(Rule(path="/topic000003.html", behaviour=RetryLater(code=429, seconds=3600)))
    config = brief(small.config)
    told: list[Event] = []
    by = shared(default_frontier(config), workers=1, clock=SystemClock())
    report = execute(config, MEDLINEPLUS, clock=SystemClock(), listen=told.append, by=by)
    assert (report.run.verdict, report.left_due > 0) == ("incomplete", True)
    (paused,) = [event for event in told if event.name == "host-paused"]
    assert paused.message.startswith(f"{HOST} is left alone for this run: it may not be asked for another 3")


def test_a_page_that_leads_on_in_an_hour_is_told_of_by_workers_too(small: Bench) -> None:
    """Its redirect with a Retry-After was an answer: it is stored as in one process, and the others are asked."""
    fields = (("Location", f"{ORIGIN}/topic000001.html"), ("Retry-After", "3600"))
    small.site.tell(Rule(path="/topic000000.html", behaviour=Status(code=302, headers=fields)))
    report = crawl(brief(small.config), workers=1)
    with small.reading() as store:
        state = store.url_state(f"{ORIGIN}/topic000000.html")
    assert state is not None
    assert (state.status, state.last_tried is not None) == ("failing", True)
    assert (report.run.verdict, report.run.counts.failed, report.run.counts.new) == ("ok", 1, 29)
    assert report.receipts[0].requests == report.run.counts.requests == len(small.site.requests)


def test_forced_pages_wait_for_the_end_of_quiet_hours(small: Bench) -> None:
    """Pages that are not due, forced a second before quiet hours end, are asked by workers once they have."""
    small.run()
    now = small.clock.now()
    end = (now + timedelta(hours=6)).replace(second=0, microsecond=0)
    small.clock.ahead = end - now - timedelta(seconds=1)  # of the coordinator only: for workers it is not quiet
    hours = f"{end - timedelta(minutes=9):%H:%M}-{end:%H:%M} UTC"
    config = replace(brief(small.config), sites={"medlineplus": Site(origin=ORIGIN, delay=0.0, quiet_hours=(hours,))})
    config = replace(config, fetch=replace(config.fetch, quiet_wait=60.0))
    by = shared(default_frontier(config), workers=1, clock=SystemClock())
    small.site.log.clear()
    report = execute(config, replace(MEDLINEPLUS, force=True), clock=small.clock, listen=silent, by=by)
    assert sum("/topic" in path for path in small.asked()) == 30
    assert (report.run.verdict, report.quiet) == ("ok", {})


def test_reports_wait_for_their_archive_file(small: Bench, tmp_path: Path) -> None:
    """A worker's archive that has not arrived on this machine: its pages stay due now and are stored once it has."""
    config = brief(small.config)
    config = replace(config, fetch=replace(config.fetch, max_wait=1.0))
    elsewhere = replace(config, storage=replace(config.storage, archive=tmp_path / "other-machine"))
    address = default_frontier(config)
    with SharedFrontier.open(address) as frontier:
        frontier.close()
    worker = multiprocessing.get_context("forkserver").Process(target=work_there, args=(elsewhere, address))
    worker.start()
    report = crawl(config, workers=0, address=address)
    worker.join(20)
    assert report.run.verdict == "incomplete"
    asked = small.asked()
    assert len(asked) == 2, "robots.txt and a sitemap that could not be read here yet"
    for file in (tmp_path / "other-machine").iterdir():
        file.rename(config.storage.archive / file.name)
    report = crawl(config, workers=1)
    assert report.run.verdict == "ok"
    assert len(small.records()) == 30
    again = small.asked()[len(asked) :]
    assert not set(asked) & set(again), "nothing that was answered is asked again"


def test_a_gap_longer_than_a_fetch_waits_is_waited_for(tmp_path: Path) -> None:
    """The longest wait inside a fetch is for hosts that ask to be left alone; a site's own pace ends no crawl."""
    with bench(tmp_path / "slow", small_site(2)) as slow:
        config = brief(slow.config)
        fetch = replace(config.fetch, max_wait=0.2)
        config = replace(config, fetch=fetch, sites={"medlineplus": Site(origin=ORIGIN, delay=0.8)})
        report = crawl(config, workers=1)
        assert (report.run.verdict, len(slow.records())) == ("ok", 2)


def test_a_lease_that_no_request_fits_in_is_refused(small: Bench) -> None:
    """A lease not longer than two of the longest requests would never let one out; said before anything begins."""
    config = replace(small.config, crawl=Crawl(lease=240.0))
    with pytest.raises(ConfigError, match=r"crawl\.lease"):
        crawl(config)
    assert small.asked() == []


def work_there(config: Config, address: str) -> None:
    asyncio.run(work(config, address, clock=SystemClock()))


def mend_for_ever(crew: Crew) -> None:
    while True:
        crew.mend()
        time.sleep(0.02)


def wait_until(ready: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not ready():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_robots_file_is_asked_for_once_by_all(small: Bench) -> None:
    """Every stint is short, so that the host changes hands with each page: its robots.txt is read once."""
    config = brief(small.config)
    config = replace(config, crawl=replace(config.crawl, stint=0.0))
    crawl(config)
    assert Counter(small.asked())["/robots.txt"] == 1
    assert len(small.records()) == 30


def moved(**span: float) -> MovableClock:
    clock = MovableClock()
    clock.ahead = timedelta(**span)
    return clock


def dated(made: Bench, *, ours: Clock, theirs: Clock) -> list[Event]:
    """A crawl whose coordinator and workers have clocks of their own; what it told."""
    told: list[Event] = []
    by = shared(default_frontier(made.config), workers=1, clock=theirs)
    plan = replace(MEDLINEPLUS, force=True)
    execute(brief(made.config), plan, clock=ours, listen=told.append, by=by)
    return told


def kept(made: Bench) -> int:
    folder = made.config.storage.archive
    return sum(1 for _ in archive.iterate(folder)) if any(folder.glob("*.gz")) else 0


def test_a_crawl_whose_clock_is_behind_stops_before_anything_is_kept(tmp_path: Path) -> None:
    """As a run by one process: the server bears out what is stored."""
    with bench(tmp_path, small_site(3)) as made:
        made.run()
        held = kept(made)
        behind = moved(days=-40)
        with pytest.raises(ClockWrong, match=r"and there was a run at 20"):
            dated(made, ours=behind, theirs=behind)
        assert kept(made) == held
        assert [path for path in made.asked() if path != "/robots.txt"][4:] == []


def test_a_clock_behind_that_the_server_shares_is_followed_by_workers_too(tmp_path: Path) -> None:
    """Then the run before was ahead: its due dates are set back, and said so."""
    with bench(tmp_path, small_site(3)) as made:
        made.clock.ahead = timedelta(days=500)
        made.run()
        told = dated(made, ours=SystemClock(), theirs=SystemClock())
        assert [event.name for event in told if event.name.startswith("clock")] == ["clock-was-ahead"]
        assert (told[-1].name, told[-1].result) == ("run-finished", "ok")


def test_a_worker_whose_clock_is_behind_keeps_nothing(tmp_path: Path) -> None:
    """On a machine of its own: server and coordinator agree against it, its page is due as before."""
    with bench(tmp_path, small_site(3)) as made:
        with pytest.raises(PipelineError, match="workers end as soon as they begin"):
            dated(made, ours=SystemClock(), theirs=moved(days=-400))
        assert kept(made) == 0
        report = crawl(brief(made.config))
        assert (report.run.verdict, len(made.records())) == ("ok", 3)


def test_a_worker_whose_clock_is_ahead_is_told(tmp_path: Path) -> None:
    """Once for each worker; what it kept is dated by it."""
    with bench(tmp_path, small_site(3)) as made:
        told = dated(made, ours=SystemClock(), theirs=moved(days=9, hours=1))
        (said,) = [event.message for event in told if event.name == "clock-differs"]
        assert "dates answers 9 days after the coordinator's clock" in said

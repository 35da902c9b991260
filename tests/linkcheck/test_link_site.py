"""A site of links that lead everywhere links lead: exact verdicts, over real HTTP on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace

from pipeline.audit.engine import run_audit
from pipeline.audit.gather import gather
from pipeline.audit.policy import Policies
from pipeline.cli.app import App
from pipeline.cli.links import run_checks
from pipeline.config import Config, Fetch, Site, Storage
from pipeline.demo.behaviours import Hang, Redirect, Reset, RetryLater, Rule, Soft404, Status
from pipeline.demo.server import DemoSite, Pages, serve_in_thread
from pipeline.ingest.events import silent
from pipeline.ingest.plan import Plan
from pipeline.ingest.work import execute
from pipeline.linkcheck import LinkReport
from pipeline.storage import Store
from pipeline.storage.link_values import LinkCheck
from pipeline.storage.links import Links
from tools.nights import MovableClock

HOME = "http://page.localhost"
OUT = "http://out.localhost"
SOFT = "http://soft.localhost"
BUSY = "http://busy.localhost"
DOWN = "http://down.localhost"
HTML = "text/html; charset=utf-8"
MONTH = timedelta(days=30)


def html(title: str, body: str) -> tuple[bytes, str]:
    text = f"<!doctype html><html lang=en><title>{title}</title><body><main><h1>{title}</h1>{body}</main></body></html>"
    return text.encode(), HTML


WORDS = "<p>" + "Words of our own about nothing in particular. " * 20 + "</p>"
EXPECTED: dict[str, tuple[bool | None, str]] = {
    f"{OUT}/fine.html": (True, "ok"),
    f"{OUT}/no-head.html": (True, "ok"),
    f"{OUT}/head-says-gone.html": (True, "ok"),
    f"{OUT}/moved.html": (True, "ok"),
    f"{OUT}/missing.html": (False, "http-404"),
    f"{OUT}/gone.html": (False, "http-410"),
    f"{OUT}/refused.html": (None, "http-403"),
    f"{OUT}/login.html": (None, "http-401"),
    f"{BUSY}/busy.html": (None, "http-429"),
    f"{OUT}/broken-server.html": (None, "http-500"),
    f"{OUT}/silent.html": (None, "timeout"),
    f"{OUT}/reset.html": (None, "connect"),
    f"{OUT}/private/page.html": (None, "disallowed"),
    f"{DOWN}/page.html": (None, "robots-closed"),
    f"{OUT}/deep/old.html": (False, "redirected-home"),
    f"{OUT}/circle.html": (False, "redirect-loop"),
    f"{OUT}/says-so.html#x": (False, "soft-404"),
    f"{OUT}/fine.html#there": (True, "ok"),
    f"{OUT}/fine.html#by-name": (True, "ok"),
    f"{OUT}/fine.html#caf%C3%A9": (True, "ok"),
    f"{OUT}/fine.html#nowhere": (False, "no-such-fragment"),
    f"{OUT}/fine.html#top": (True, "ok"),
    f"{OUT}/fine.html#!/route": (True, "ok"),
    f"{OUT}/fine.html#section/all": (True, "ok"),
    f"{OUT}/file.pdf": (True, "ok"),
    f"{OUT}/latin.html#despu%C3%A9s": (True, "ok"),
    f"{OUT}/wide.html#there": (True, "ok"),
    f"{OUT}/latin-says-so.html#x": (False, "soft-404"),
    f"{SOFT}/real.html": (True, "ok"),
    f"{SOFT}/not-there.html": (False, "soft-404"),
    f"{HOME}/second.html": (True, "ok"),
    f"{HOME}/second.html#kept": (True, "ok"),
    f"{HOME}/second.html#lost": (False, "no-such-fragment"),
    f"{HOME}/third.html#gr%C3%B6%C3%9Fe": (True, "ok"),
}
"""What one check of each link must say: good, bad or nothing, and why."""


def encoded(page: tuple[bytes, str], charset: str) -> tuple[bytes, str]:
    return page[0].decode().encode(charset), f"text/html; charset={charset}"


def rules(*, hangs: bool) -> list[Rule]:
    """What goes wrong; a link that keeps silent costs every round its patience, so only one bench waits for it."""
    out, soft = urlsplit(OUT).hostname, urlsplit(SOFT).hostname
    there = Redirect(to=f"{OUT}/fine.html")
    return [
        Rule(path="/no-head.html", host=out, behaviour=Status(code=405), times=1),
        Rule(path="/head-says-gone.html", host=out, behaviour=Status(code=404), times=1),
        Rule(path="/moved.html", host=out, behaviour=there),
        Rule(path="/missing.html", host=out, behaviour=Status(code=404)),
        Rule(path="/gone.html", host=out, behaviour=Status(code=410)),
        Rule(path="/refused.html", host=out, behaviour=Status(code=403)),
        Rule(path="/login.html", host=out, behaviour=Status(code=401)),
        Rule(path="/busy.html", host=urlsplit(BUSY).hostname, behaviour=RetryLater(code=429, seconds=0)),
        Rule(path="*", host=urlsplit(DOWN).hostname, behaviour=Status(code=500)),
        Rule(path="/broken-server.html", host=out, behaviour=Status(code=500)),
        Rule(path="/silent.html", host=out, behaviour=Hang(seconds=3) if hangs else Status(code=503)),
        Rule(path="/reset.html", host=out, behaviour=Reset(after=0)),
        Rule(path="/deep/old.html", host=out, behaviour=Redirect(to=f"{OUT}/index.html")),
        Rule(path="/circle.html", host=out, behaviour=Redirect(to=f"{OUT}/circle.html")),
        Rule(path="/says-so.html", host=out, behaviour=Soft404()),
        Rule(path="/no-such-page-*", host=out, behaviour=Status(code=404)),
        Rule(path="/not-there.html", host=soft, behaviour=Soft404()),
        Rule(path="/no-such-page-*", host=soft, behaviour=Soft404()),
    ]


def hosts() -> dict[str, Pages]:
    plain = html("Fine", WORDS)
    places = "<h2 id=there>There</h2><p>a</p><a name=by-name></a><h2 id=café>Café</h2><p>b</p>"
    listed = "".join(f'<li><a href="{url}">to {n}</a></li>' for n, url in enumerate(EXPECTED))
    names = ("no-head", "head-says-gone", "missing", "gone", "refused", "login", "broken-server", "silent")
    return {
        "page.localhost": {
            "/first.html": html("First", f"<h2>Learn more</h2>{WORDS}<ul>{listed}</ul>"),
            "/second.html": html("Second", f"<h2 id=kept>Kept</h2>{WORDS}"),
            "/third.html": encoded(html("Third", f"<h2 id=größe>Größe</h2>{WORDS}"), "windows-1252"),
        },
        "out.localhost": {
            "/robots.txt": (b"User-agent: *\nDisallow: /private/\n", "text/plain"),
            "/index.html": html("Home", WORDS),
            "/fine.html": html("Fine", WORDS + places),
            "/file.pdf": (b"%PDF-1.4", "application/pdf"),
            "/latin.html": encoded(html("Latín", f"<h2 id=después>Después</h2>{WORDS}"), "iso-8859-1"),
            "/latin-says-so.html": encoded(html("Página no encontrada", WORDS), "iso-8859-1"),
            "/wide.html": encoded(html("Wide", places), "utf-16"),
            "/private/page.html": plain,
            **{f"/{name}.html": plain for name in (*names, "moved", "reset", "circle", "says-so", "deep/old")},
        },
        "busy.localhost": {"/busy.html": plain},
        "down.localhost": {"/page.html": plain},
        "soft.localhost": {"/real.html": html("Real", WORDS), "/not-there.html": plain},
    }


class Bench:
    def __init__(self, folder: Path, site: DemoSite) -> None:
        self.site, self.clock = site, MovableClock()
        port = urlsplit(site.url).port
        self.config = Config(
            storage=Storage(database=folder / "health.db", archive=folder / "archive"),
            fetch=Fetch(
                connect_to=dict.fromkeys(hosts(), f"127.0.0.1:{port}"),
                delay=0.0,
                backoff=0.01,
                read_timeout=1.5,
                attempts=1,
            ),
            sites={"generic": Site(delay=0.0)},
        )
        urls = tuple(f"{HOME}/{name}.html" for name in ("first", "second", "third"))
        execute(self.config, Plan(urls=urls, force=True, discover=False), clock=self.clock, listen=silent, kind="fetch")
        site.log.clear()

    def fetch(self, name: str) -> None:
        """One look of a run at one of our own pages."""
        plan = Plan(urls=(f"{HOME}/{name}.html",), force=True, discover=False)
        execute(self.config, plan, clock=self.clock, listen=silent, kind="fetch")

    def check(self, max_age: timedelta = MONTH, limit: int | None = None) -> LinkReport:
        self.site.log.clear()
        return run_checks(App(self.config, quiet=True), self.clock, sites=(), limit=limit, max_age=max_age)

    def kept(self) -> dict[str, LinkCheck]:
        with Store.open(self.config.storage.database, read_only=True) as store:
            checks = Links.over(store).link_checks(("fine", "suspect", "broken", "unknown"))
            return {check.url: check for check in checks}

    def asked(self) -> list[tuple[str, str]]:
        return [(entry.method, f"http://{entry.host}{entry.path}") for entry in self.site.log]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with serve_in_thread(DemoSite(hosts=hosts(), rules=rules(hangs=False))) as site:
        yield Bench(tmp_path, site)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A bench after its first round; tests only look at it."""
    with serve_in_thread(DemoSite(hosts=hosts(), rules=rules(hangs=True))) as site:
        bench = Bench(tmp_path_factory.mktemp("links"), site)
        bench.check()
        yield bench


def test_every_link_gets_exactly_its_verdict(checked: Bench) -> None:
    """403, 401, 429, 5xx, silence and robots.txt are unknown; gone, soft, led home and bad fragments are suspect."""
    verdicts = {True: "fine", False: "suspect", None: "unknown"}
    told = {url: (check.verdict, check.outcome) for url, check in checked.kept().items()}
    assert told == {url: (verdicts[good], outcome) for url, (good, outcome) in EXPECTED.items()}


def test_a_link_is_broken_when_two_checks_a_week_apart_say_so(bench: Bench) -> None:
    """First suspect, after six days still suspect, after seven broken, since the first check; then fine again."""
    bench.check()
    first = bench.kept()[f"{OUT}/missing.html"]
    bench.clock.ahead += timedelta(days=6, hours=12)
    bench.check(timedelta())
    assert bench.kept()[f"{OUT}/missing.html"].verdict == "suspect"
    bench.clock.ahead += timedelta(days=7)
    bench.check()
    now = bench.kept()
    gone = now[f"{OUT}/missing.html"]
    assert (gone.verdict, gone.first_bad, gone.last_fine) == ("broken", first.checked_at, None)
    assert {url for url, check in now.items() if check.verdict == "broken"} == {
        url for url, (good, _) in EXPECTED.items() if good is False
    }
    bench.site.tell(keep=False)
    bench.clock.ahead += timedelta(days=8)
    bench.check()
    back = bench.kept()[f"{OUT}/missing.html"]
    assert (back.verdict, back.first_bad, back.confirmed_bad) == ("fine", None, None)


def test_rounds_at_the_same_hour_of_every_week_are_a_week_apart(bench: Bench) -> None:
    """A link that was asked an hour into the last round is asked by this one, and broken after the second."""
    bench.check()
    first = {url: (check.checked_at, check.verdict) for url, check in bench.kept().items()}
    bench.clock.ahead += timedelta(days=7) - timedelta(hours=1)
    bench.check(timedelta(days=7))
    now = bench.kept()
    assert [url for url, (at, _) in first.items() if now[url].checked_at == at] == []
    assert {now[url].verdict for url, (_, verdict) in first.items() if verdict == "suspect"} == {"broken"}


def test_the_audit_tells_of_broken_links_with_their_place(bench: Bench) -> None:
    """FR017 names page, section and words of a link that is broken, and of no other."""
    bench.check()
    bench.clock.ahead += timedelta(days=8)
    bench.check()
    with Store.open(bench.config.storage.database, read_only=True) as store:
        found = list(run_audit(gather(store), policies=Policies(), today=bench.clock.now().date(), only=("FR017",)))
    assert {finding.evidence["link"] for finding in found} == {u for u, (good, _) in EXPECTED.items() if good is False}
    assert {(finding.url, finding.evidence["section"]) for finding in found} == {(f"{HOME}/first.html", "Learn more")}


def test_pages_we_hold_are_not_asked_for(checked: Bench) -> None:
    """Links to our own pages, with fragments too, are answered from database and archive."""
    assert not [url for _, url in checked.asked() if url.startswith(HOME)]


def test_a_fresh_round_asks_nothing(bench: Bench) -> None:
    """What was checked is not checked again before its time; unknown links come first, after a day."""
    bench.check()
    assert bench.check().verdicts == {}
    bench.clock.ahead += timedelta(days=2)
    unknown = sum(good is None for good, _ in EXPECTED.values())
    assert sum(bench.check().verdicts.values()) == unknown


def test_a_limit_starves_no_link(bench: Bench) -> None:
    """Small rounds come to every link, though those early in the alphabet refuse us and are due again every day."""
    for _ in range(12):
        bench.check(limit=4)
        bench.clock.ahead += timedelta(days=1, minutes=1)
    assert bench.kept().keys() == EXPECTED.keys()


def test_head_is_enough_for_most_links_and_nonsense_is_asked_once(checked: Bench) -> None:
    """A plain fine link costs one HEAD; each origin is asked once for a page that cannot exist, by either method."""
    asked = checked.asked()
    assert [method for method, url in asked if url == f"{OUT}/file.pdf"] == ["HEAD"]
    assert [method for method, url in asked if url == f"{OUT}/no-head.html"] == ["HEAD", "GET"]
    probes = sorted((url.partition("/no-such-page")[0], method) for method, url in asked if "no-such-page" in url)
    assert probes == [(BUSY, "GET"), (BUSY, "HEAD"), (OUT, "GET"), (OUT, "HEAD"), (SOFT, "GET")]


def test_nothing_is_asked_that_robots_forbids(checked: Bench) -> None:
    """The link stands in the report as disallowed; the server never saw a request for it."""
    assert not [url for _, url in checked.asked() if "/private/" in url]


def test_a_publisher_is_asked_for_links_as_it_is_for_pages(bench: Bench) -> None:
    """Quiet hours of a site hold for links to it, also those that others lead to it; other hosts are asked."""
    led = Rule(path="/not-there.html", host=urlsplit(SOFT).hostname, behaviour=Redirect(to=f"{OUT}/fine.html"))
    bench.site.tell(led, *rules(hangs=False))
    publisher = Site(origin=OUT, quiet_hours=("00:00-12:00 UTC", "12:00-00:00 UTC"))
    bench.config = replace(bench.config, sites={**bench.config.sites, "medlineplus": publisher})
    report = bench.check()
    assert report.quiet
    assert not [url for _, url in bench.asked() if url.startswith(OUT)]
    assert f"{SOFT}/real.html" in bench.kept()
    assert f"{SOFT}/not-there.html" not in bench.kept()


def test_one_look_of_ours_is_not_two_checks(bench: Bench) -> None:
    """A run saw a page of ours missing once; a week later, with no look since, the server is asked, and it is fine."""
    bench.site.tell(Rule(path="/second.html", behaviour=Status(code=404)))
    bench.fetch("second")
    bench.check()
    assert bench.kept()[f"{HOME}/second.html"].verdict == "suspect"
    bench.site.tell(*rules(hangs=False))
    bench.clock.ahead += timedelta(days=8)
    bench.check()
    assert bench.kept()[f"{HOME}/second.html"].verdict == "fine"


def test_a_page_of_ours_that_says_with_status_200_that_it_is_not_there_is_a_broken_link(bench: Bench) -> None:
    """Its record stands, and our own look has told: suspect, a look a week later makes it broken, then it is back."""
    said = []
    for behaviour in (Soft404(), Soft404(), None):
        gone = [] if behaviour is None else [Rule(path="/second.html", host="page.localhost", behaviour=behaviour)]
        bench.site.tell(*gone, *rules(hangs=False))
        bench.fetch("second")
        bench.check(timedelta(days=7))
        kept = bench.kept()[f"{HOME}/second.html"]
        said.append((kept.verdict, kept.outcome))
        bench.clock.ahead += timedelta(days=7, hours=1)
    assert said == [("suspect", "soft-404"), ("broken", "soft-404"), ("fine", "ok")]


def test_a_look_that_told_nothing_says_nothing_of_a_link(bench: Bench) -> None:
    """Missing once, then a server that fails: the last look does not say that the page is gone, and is not taken so."""
    for code in (404, 503):
        bench.site.tell(Rule(path="/second.html", behaviour=Status(code=code)))
        bench.fetch("second")
    bench.check()
    assert (bench.kept()[f"{HOME}/second.html"].verdict, bench.kept()[f"{HOME}/second.html"].outcome) == (
        "unknown",
        "http-503",
    )

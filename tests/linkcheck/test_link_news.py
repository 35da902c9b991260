"""Links over some rounds: what is asked of a server whose HEAD cannot be believed, and what is told of each link."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline.cli.app import App
from pipeline.cli.links import run_checks
from pipeline.config import Config, Fetch, Site, Storage
from pipeline.ingest.events import silent
from pipeline.ingest.plan import Plan
from pipeline.ingest.work import execute
from pipeline.storage import Store
from pipeline.storage.link_values import LinkCheck, Told
from pipeline.storage.links import Links
from tools.nights import MovableClock

HOST = "liar.localhost"
LINKS = ("there", "lost")
WORDS = "<p>" + "Words of our own about nothing in particular. " * 20 + "</p>"
LISTED = "".join(f'<li><a href="http://{HOST}/{name}.html">{name}</a></li>' for name in LINKS)
PAGES = {
    "/first.html": f"<h1>First</h1>{WORDS}<h2>More</h2><ul>{LISTED}</ul>",
    "/there.html": f"<h1>There</h1>{WORDS}",
    "/lost.html": f"<h1>Lost</h1>{WORDS}",
}


class Liar(ThreadingHTTPServer):
    """A server that says 200 to every HEAD, as some do whose pages are made by one program."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.lost: set[str] = set()
        self.busy = False
        self.asked: list[tuple[str, str]] = []


class Answers(BaseHTTPRequestHandler):
    server: Liar

    def do_GET(self) -> None:
        there = self.path in PAGES and self.path not in self.server.lost
        self.answer(200 if there else 404, PAGES[self.path] if there else "<h1>Sorry</h1>")

    def do_HEAD(self) -> None:
        self.answer(200, "")

    def answer(self, status: int, body: str) -> None:
        self.server.asked.append((self.command, self.path))
        self.send_response(429 if self.server.busy else status)
        if self.server.busy:
            self.send_header("Retry-After", "7200")
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the library names it
        """Silent."""


@contextmanager
def lying() -> Iterator[Liar]:
    with Liar() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class Rounds:
    def __init__(self, folder: Path, server: Liar) -> None:
        self.server, self.clock = server, MovableClock()
        self.config = Config(
            storage=Storage(database=folder / "health.db", archive=folder / "archive"),
            fetch=Fetch(connect_to={HOST: f"127.0.0.1:{server.server_port}"}, delay=0.0, attempts=1),
            sites={"generic": Site(delay=0.0)},
        )
        plan = Plan(urls=(f"http://{HOST}/first.html",), force=True, discover=False)
        execute(self.config, plan, clock=self.clock, listen=silent, kind="fetch")

    def check(self, *, days: float = 0) -> dict[str, str]:
        """A round, so many days later; the verdicts after it."""
        self.clock.ahead += timedelta(days=days)
        self.server.asked.clear()
        run_checks(App(self.config, quiet=False), self.clock, sites=(), limit=None, max_age=timedelta(days=5))
        with Store.open(self.config.storage.database, read_only=True) as store:
            checks = Links.over(store).link_checks(("fine", "suspect", "broken", "unknown"))
            return {check.url.rpartition("/")[2].partition(".")[0]: check.verdict for check in checks}


@pytest.fixture
def rounds(tmp_path: Path) -> Iterator[Rounds]:
    with lying() as server:
        yield Rounds(tmp_path, server)


def test_a_server_that_says_yes_to_every_head_is_asked_with_get(rounds: Rounds) -> None:
    """Its HEAD says of a page that cannot exist that it is there: a link that GET finds gone is no fine one."""
    rounds.server.lost = {"/lost.html"}
    assert rounds.check() == {"there": "fine", "lost": "suspect"}
    assert [method for method, path in rounds.server.asked if path in PAGES] == ["GET", "GET"]
    assert rounds.check(days=8) == {"there": "fine", "lost": "broken"}
    assert not [path for _, path in rounds.server.asked if "no-such-page" in path]


def test_each_link_is_told_when_it_begins_to_fail_and_when_it_is_mended(
    rounds: Rounds, capsys: pytest.CaptureFixture[str]
) -> None:
    """Suspect, then broken, then as it was: nothing; and that it is mended. What is fine throughout is never told."""
    told = []
    for lost in (True, True, True, False, False):
        rounds.server.lost = {"/lost.html"} if lost else set()
        rounds.check(days=8)
        told.append([line.partition(f": http://{HOST}/")[0] for line in capsys.readouterr().err.splitlines()])
    assert told == [["suspect"], ["broken"], [], ["mended"], []]


class Killed(Exception):
    """The process ends here."""


def test_a_host_that_asked_for_a_wait_is_left_alone_though_the_round_dies(
    rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its Retry-After is kept with the first link it was said of, not at the end of the round."""
    real = Links.save_link
    kept: list[str] = []

    def dies(links: Links, told: Told, *, now: datetime) -> LinkCheck:
        if kept:
            raise Killed
        kept.append(told.outcome)
        return real(links, told, now=now)

    monkeypatch.setattr(Links, "save_link", dies)
    rounds.server.busy = True
    with pytest.raises(Killed):
        rounds.check()
    assert kept == ["host-paused"]
    with Store.open(rounds.config.storage.database, read_only=True) as store:
        (until,) = [entry.hold_until for entry in store.load_pace() if entry.key == HOST]
    assert until is not None
    assert until - rounds.clock.now() > timedelta(hours=1)
    monkeypatch.undo()
    rounds.check()
    assert rounds.server.asked == []

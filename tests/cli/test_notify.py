"""Who is told of what a run changed."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.cli.notify import Notice, Standing, notice, send, standing, state_changes_told
from pipeline.config import Config
from pipeline.config.settings import Fetch, Notify, Storage
from pipeline.errors import DiskFull, Interrupted, PipelineError, RunLocked
from pipeline.model.run import Run, RunCounts
from pipeline.storage import SiteState

AT = datetime(2026, 1, 5, tzinfo=UTC)
OK = Run(id="r2", kind="run", started_at=AT, finished_at=AT, verdict="ok", counts=RunCounts())
FREE = Standing(verdict="ok", blocked={})
BLOCKED = Standing(verdict="blocked", blocked={"healthy": "titles 40 %"})


class Listener(BaseHTTPRequestHandler):
    heard: list[tuple[str | None, bytes]]
    status = 204

    def do_POST(self) -> None:
        self.heard.append((self.headers["Host"], self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silence."""


@pytest.fixture
def listener() -> Iterator[tuple[type[Listener], str]]:
    handler = type("Handler", (Listener,), {"heard": []})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield handler, f"http://localhost:{server.server_port}/hook?a=b"
        server.shutdown()
        thread.join(5)


def config(url: str, *, allowed: tuple[str, ...] = ("localhost",)) -> Config:
    return Config(fetch=Fetch(allow_private=allowed), notify=Notify(webhook=url, timeout=5))


def test_silence_while_nothing_changes() -> None:
    """A run that ends as the one before, with the same sites blocked, is not told."""
    assert notice(FREE, FREE, OK) is None
    assert notice(BLOCKED, BLOCKED, replace(OK, verdict="blocked")) is None


def test_a_site_blocked_and_a_site_freed_are_told_once() -> None:
    """A site that is newly blocked is told with its reason, one that is free again by its name."""
    told = notice(FREE, BLOCKED, replace(OK, verdict="blocked"))
    assert told is not None
    assert (told.blocked, told.unblocked, told.verdict, told.previous_verdict) == (
        {"healthy": "titles 40 %"},
        (),
        "blocked",
        "ok",
    )
    freed = notice(BLOCKED, FREE, OK)
    assert freed is not None
    assert (freed.blocked, freed.unblocked) == ({}, ("healthy",))


def test_a_first_run_that_fails_is_told_and_one_that_succeeds_is_not() -> None:
    """With no run before, only a verdict other than ok is a change."""
    nobody = standing(None, {})
    assert notice(nobody, FREE, OK) is None
    assert notice(nobody, nobody, replace(OK, verdict="failed")) is not None


def test_a_run_that_died_was_interrupted_and_runs_no_more() -> None:
    """It has no process any more, or this one would not have begun; until then the database calls it running."""
    said = notice(standing(replace(OK, id="r1", verdict="running", finished_at=None), {}), FREE, OK)
    assert said is not None
    assert (said.previous_verdict, said.verdict) == ("interrupted", "ok")


def test_standing_counts_blocked_sites_only() -> None:
    """A site without a block does not stand in the way."""
    states = {"a": SiteState(name="a"), "b": SiteState(name="b", blocked_since=AT, blocked_reason="why")}
    assert standing(OK, states) == Standing(verdict="ok", blocked={"b": "why"})


def told() -> Notice:
    found = notice(BLOCKED, FREE, OK)
    assert found is not None
    return found


def test_a_notice_arrives_as_json_under_its_own_name(listener: tuple[type[Listener], str]) -> None:
    """The webhook is sent one JSON object; the connection goes to the checked address, the name stays in Host."""
    handler, url = listener
    assert send(told(), config(url)) is None
    ((host, body),) = handler.heard
    assert host == url.split("/")[2]
    assert json.loads(body)["unblocked"] == ["healthy"]


def test_an_address_the_guard_refuses_is_not_asked(listener: tuple[type[Listener], str]) -> None:
    """A webhook on a private address that nobody allowed is not asked, and that is said."""
    handler, url = listener
    assert "not a public address" in str(send(told(), config(url, allowed=())))
    assert handler.heard == []


def test_a_webhook_that_answers_badly_is_said_and_not_followed(listener: tuple[type[Listener], str]) -> None:
    """A redirect or an error is told in words; a redirect is not followed."""
    handler, url = listener
    for status in (302, 500):
        handler.status = status
        assert str(status) in str(send(told(), config(url)))
    assert len(handler.heard) == 2


def test_a_webhook_that_is_not_there_is_said() -> None:
    """Nobody listening, and no such name, are told in words without a number of the system's, never raised."""
    found = [send(told(), config(f"http://{host}/")) for host in ("localhost:9", "no-such-host.invalid")]
    assert found[0] == "http://localhost:9/: no connection: Connection refused"
    assert str(found[1]).startswith("http://no-such-host.invalid/: no address for no-such-host.invalid: ")
    assert "Errno" not in str(found[1])


def test_a_webhook_that_keeps_silent_is_said(listener: tuple[type[Listener], str]) -> None:
    """With the time for which it was waited."""
    handler, url = listener
    handler.do_POST = lambda self: time.sleep(0.3)  # type: ignore[method-assign]
    quick = replace(config(url), notify=Notify(webhook=url, timeout=0.1))
    assert send(told(), quick) == f"{url}: no answer within 0.1 s"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DiskFull("no space left for health.db", mend="free some"), "no space left for health.db"),
        (OSError("x"), "OSError: x"),
    ],
)
def test_a_run_that_ends_by_an_error_is_told(
    error: Exception, words: str, listener: tuple[type[Listener], str], tmp_path: Path
) -> None:
    """Each time, and the error goes on to who started the run."""
    handler, url = listener
    made = replace(config(url), storage=Storage(database=tmp_path / "health.db", archive=tmp_path / "archive"))
    with pytest.raises(type(error)), state_changes_told(made):
        raise error
    ((_, body),) = handler.heard
    said = json.loads(body)
    assert (said["verdict"], said["run_id"], said["error"]) == ("failed", None, words)


def test_a_database_that_cannot_be_read_before_the_run_is_told(
    listener: tuple[type[Listener], str], tmp_path: Path
) -> None:
    """The run would end by it as well."""
    handler, url = listener
    (tmp_path / "health.db").write_bytes(b"no database" * 99)
    made = replace(config(url), storage=Storage(database=tmp_path / "health.db", archive=tmp_path / "archive"))
    with pytest.raises(PipelineError), state_changes_told(made):
        pytest.fail("the run began")
    assert "is no database" in json.loads(handler.heard[0][1])["error"]


@pytest.mark.parametrize("error", [RunLocked("another run holds it"), Interrupted("stopped")])
def test_a_run_that_found_another_at_work_or_was_stopped_is_not_told(
    error: Exception, listener: tuple[type[Listener], str], tmp_path: Path
) -> None:
    """Neither is one that somebody sits before, whatever ends it."""
    handler, url = listener
    made = replace(config(url), storage=Storage(database=tmp_path / "health.db", archive=tmp_path / "archive"))
    with pytest.raises(type(error)), state_changes_told(made):
        raise error
    with pytest.raises(DiskFull), state_changes_told(made, errors=False):
        raise DiskFull("no space")
    assert handler.heard == []


def test_a_webhook_whose_answer_never_ends_holds_up_nobody(listener: tuple[type[Listener], str]) -> None:
    """Its status is all that is asked of it."""
    handler, url = listener
    ended = threading.Event()

    def drips(self: Listener) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(200):
                self.wfile.write(b".")
                time.sleep(0.05)
            self.heard.append((None, b"all of it was taken"))
        ended.set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handler, "do_POST", drips)
        assert send(told(), config(url)) is None
        assert ended.wait(20)
    assert handler.heard == []

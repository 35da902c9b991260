from __future__ import annotations

import json
import signal
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline import archive
from pipeline.cli.choices import parse_age
from pipeline.demo.behaviours import Hang, RetryLater, Rule, Status
from pipeline.demo.pages import Page
from pipeline.storage import Owner, writer_lock
from tests.cli.operator import ORIGIN, Operator, operating, pages, wait_until


def verdicts(operator: Operator) -> list[str]:
    return [run["verdict"] for run in json.loads(operator("status", "--json").stdout)["runs"]]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_a_signal_finishes_the_pages_in_hand(tmp_path: Path, number: signal.Signals) -> None:
    """Exit 130, everything that was answered is stored, and running again asks only for the rest."""
    with operating(tmp_path, pages(20, crawl_delay=0.1)) as operator:
        process = operator.start("-q", "run")
        site = operator.site
        wait_until(lambda: len(site.requests) >= 6)
        process.send_signal(number)
        said = process.communicate(timeout=60)
        assert process.returncode == 130, said
        assert "Traceback" not in said[1]
        answered = [entry.path for entry in site.requests]
        site.log.clear()
        assert len(answered) < 20
        kept = list(archive.iterate(tmp_path / "archive"))
        with closing(sqlite3.connect(operator.database)) as sql, sql:
            assert sql.execute("SELECT count(*) FROM captures").fetchone()[0] == len(kept) == len(answered)
        assert operator("-q", "run").returncode == 0
        assert {entry.path for entry in site.requests}.isdisjoint(answered)
        assert verdicts(operator) == ["ok", "interrupted"]


def test_a_second_run_stops_at_once(operator: Operator) -> None:
    """While somebody writes, another run says who, exits 5 and changes nothing."""
    owner = Owner(pid=4321, machine="elsewhere", started_at="2025-01-01T00:00:00", run_id="the-other-run")
    with writer_lock(operator.database, owner=owner):
        ran = operator("-q", "run")
    assert ran.returncode == 5
    assert "the-other-run" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_reading_a_folder_refuses_what_it_has_no_use_for(operator: Operator, tmp_path: Path) -> None:
    """A dry run that stores all the same, or a limit that is none, would be worse than an error."""
    (tmp_path / "dumps").mkdir()
    (tmp_path / "dumps" / "asthma.txt").write_text("Asthma is a disease of the lungs.")
    ran = operator("run", "--from", "dumps", "--dry-run", "--limit", "3")
    assert ran.returncode == 2
    assert "it goes without --limit, --dry-run" in ran.stderr
    assert not operator.database.exists()
    assert operator("run", "--from", "dumps", "--json").returncode == 0


def test_too_many_failures_are_incomplete(tmp_path: Path) -> None:
    """Pages without an answer make the run incomplete: exit 3."""
    with operating(tmp_path, None, Rule(path="/topic00000[12].html", behaviour=Status(code=500))) as operator:
        ran = operator("run")
        assert ran.returncode == 3, ran.stderr
        assert "topic000001.html began to fail: status 500" in ran.stderr


def test_a_site_that_fell_short_is_blocked(operator: Operator) -> None:
    """Pages that are no pages block the site: exit 4, and status says why."""
    thin = {f"/topic{number:06d}.html": (b"<h1>Soon</h1>", "text/html") for number in range(12)}
    assert operator("-q", "run").returncode == 0
    for path, page in thin.items():
        operator.site.put(path, page)
    assert operator("-q", "run", "--force").returncode == 4
    assert "medlineplus is blocked since" in operator("status").stdout


def test_a_site_that_refuses_us_is_said_in_the_summary_and_in_status(operator: Operator) -> None:
    """Exit 4 and no counts to be read for it; robots.txt that cannot be read is exit 3, and status says both."""
    assert operator("-q", "run").returncode == 0
    operator.site.put("/robots.txt", (b"User-agent: *\nDisallow: /\n", "text/plain"))
    with closing(sqlite3.connect(operator.database)) as sql, sql:
        sql.execute("UPDATE robots SET expires_at = fetched_at")
    ran = operator("run", "--force")
    assert ran.returncode == 4, ran.stdout
    assert "medlineplus is blocked: robots.txt of http://demo.localhost refuses 12 of 12 pages" in ran.stdout
    assert "medlineplus: robots.txt of http://demo.localhost refuses" in ran.stderr
    assert "medlineplus is blocked since" in operator("status").stdout


def test_a_site_whose_robots_cannot_be_read_is_said_in_the_summary_and_in_status(tmp_path: Path) -> None:
    """Exit 3, and since when."""
    with operating(tmp_path, None, Rule(path="/robots.txt", behaviour=Status(code=500))) as operator:
        ran = operator("run")
        assert ran.returncode == 3, ran.stdout
        assert "medlineplus keeps us out: nothing may be asked: http://demo.localhost: robots.txt" in ran.stdout
        assert ": nothing may be asked: http://demo.localhost: robots.txt answered with" in operator("status").stdout


def test_a_proxy_that_is_set_is_said_not_to_be_used_where_nobody_was_reached(tmp_path: Path) -> None:
    """Whoever is on a network that only a proxy leads out of would look for a fault of the publisher."""
    said = "  HTTPS_PROXY is set, and no proxy is used: every host is asked directly"
    nobody = Operator(tmp_path)
    assert said in nobody("-q", "run", HTTPS_PROXY="http://127.0.0.1:9").stdout.splitlines()
    assert "is set, and no proxy" not in nobody("-q", "run", "--force", HTTPS_PROXY="", HTTP_PROXY="").stdout
    with operating(tmp_path) as operator:
        assert said not in operator("-q", "run", "--force", HTTPS_PROXY="http://127.0.0.1:9").stdout.splitlines()


def test_a_host_that_asked_to_be_left_alone_is_said_in_status(tmp_path: Path) -> None:
    """Until when: the runs in between are incomplete, and end at once."""
    later = RetryLater(seconds=86_400)
    with operating(tmp_path, pages(crawl_delay=0.1), Rule(path="/topic000001.html", behaviour=later)) as operator:
        assert operator("-q", "run").returncode == 3
        resting = json.loads(operator("status", "--json").stdout)["resting"]
        assert list(resting) == ["demo.localhost"]
        until = datetime.fromisoformat(resting["demo.localhost"])
        assert timedelta(hours=23) < until - datetime.now(UTC) <= timedelta(hours=24)
        said = f"demo.localhost asked to be left alone; it is not asked before {until:%Y-%m-%d %H:%M} UTC"
        assert said in operator("status").stdout
    (tmp_path / "well").mkdir()
    with operating(tmp_path / "well") as operator:
        assert operator("-q", "run").returncode == 0
        assert json.loads(operator("status", "--json").stdout)["resting"] == {}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("run", "--site", "nowhere"), "nowhere"),
        (("run", "--limit", "0"), "limit"),
        (("run", "--budget", "request=5"), "requests=500,minutes=30,megabytes=200"),
        (("run", "--budget", "requests=-1"), "not a budget"),
        (("status", "--max-age", "soon"), "26h"),
        (("status", "--max-age", "9" * 20 + "d"), "26h"),
        (("status", "--max-age", "26"), "26h"),
        (("links", "check", "--max-age", "1e300"), "max-age"),
        (("links", "check", "--max-age", "36501"), "century"),
        (("links", "check", "--max-age", "a month"), "2d"),
        (("feeds", "--limit", "9" * 20), "limit"),
        (("fetch", "not-a-url"), "not-a-url"),
        (("rum",), "run"),
    ],
)
def test_what_cannot_be_done_exits_2(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    """Usage errors name the thing and the way out, without a traceback."""
    ran = Operator(tmp_path)(*arguments)
    assert ran.returncode == 2
    assert says in ran.stderr
    assert "Traceback" not in ran.stderr


def test_an_age_is_written_alike_for_runs_and_links(tmp_path: Path) -> None:
    """``links check`` takes what ``status`` takes; a bare number is days, as it always was there."""
    assert [parse_age(text, bare="d") for text in ("30", "30d", "720h", "0.5")] == [
        *[timedelta(days=30)] * 3,
        timedelta(hours=12),
    ]
    with operating(tmp_path, pages(2)) as operator:
        assert operator("-q", "run").returncode == 0
        assert operator("links", "check", "--max-age", "26h", "--limit", "1").returncode == 0


def test_a_wrong_configuration_exits_2(tmp_path: Path) -> None:
    """An unknown key is named with its line and the nearest one there is."""
    ran = Operator(tmp_path, more="[schedule]\nintervall_days = 3\n")("run")
    assert ran.returncode == 2
    assert "intervall_days" in ran.stderr
    assert "interval_days" in ran.stderr


def test_no_contact_no_request(tmp_path: Path) -> None:
    """A public host is not asked by nobody in particular."""
    folder = tmp_path / "x"
    folder.mkdir()
    operator = Operator(folder)
    (folder / "pipeline.toml").write_text('[storage]\ndatabase = "h.db"\narchive = "a"\n[sites.medlineplus]\n')
    ran = operator("run", "--limit", "1")
    assert "Traceback" not in ran.stderr
    assert ran.returncode in (2, 3)  # 3 where the name cannot even be looked up


def test_a_limit_leaves_the_rest_for_the_next_run(operator: Operator) -> None:
    """Exit 3 while pages are left, 0 when all are done; no page is asked twice."""
    codes = [operator("-q", "run", "--limit", "5").returncode for _ in range(3)]
    assert codes == [3, 3, 0]
    topics = [entry.path for entry in operator.site.requests if "topic" in entry.path]
    assert len(topics) == len(set(topics)) == 12


@pytest.mark.parametrize(
    ("budget", "says"),
    [("requests=5", "requests"), ("megabytes=0.004", "megabytes"), ("minutes=0.008", "minutes")],
)
def test_a_budget_ends_a_run_cleanly(tmp_path: Path, budget: str, says: str) -> None:
    """What is spent is named, the exit code is 3, what was answered is stored, the next run goes on."""
    with operating(tmp_path, pages(40, crawl_delay=0.05)) as operator:
        ran = operator("run", "--budget", budget)
        assert ran.returncode == 3, ran.stderr
        assert f"the budget of {says} is spent" in ran.stdout
        assert len(operator.site.requests) < 30
        if says == "requests":
            assert len(operator.site.requests) == 5
        assert [p.code for p in archive.verify(tmp_path / "archive")] == []
        assert operator("-q", "run").returncode == 0


def test_requests_without_an_answer_are_spent_too(tmp_path: Path) -> None:
    """A site that only hangs ends a budget of requests as one that answers does; retries in hand are finished."""
    with operating(tmp_path, pages(12), more="read_timeout = 0.1\n") as operator:
        operator.site.tell(Rule(path="/topic*.html", behaviour=Hang()))
        ran = operator("run", "--budget", "requests=5")
        assert ran.returncode == 3, ran.stderr
        assert "the budget of requests is spent" in ran.stdout
        assert len(operator.site.requests) < 14


def test_a_dry_run_in_quiet_hours_says_until_when(tmp_path: Path) -> None:
    """What would be asked is not asked now, and the plan does not hide it."""
    with operating(tmp_path, more='quiet_hours = ["00:00-12:00 UTC", "12:00-00:00 UTC"]\n') as operator:
        table = operator("run", "--dry-run")
        assert "medlineplus is not asked before 2" in table.stderr
        assert "UTC: quiet hours" in table.stderr
        line = json.loads(operator("run", "--dry-run", "--json").stdout)
        assert datetime.fromisoformat(line["not_before"]) > datetime.now(UTC)


def test_a_dry_run_is_the_plan_of_the_run(operator: Operator) -> None:
    """It asks nothing and writes nothing, and lists what the run then asks, in order, with the same reasons."""
    first = [json.loads(line) for line in operator("run", "--dry-run", "--json").stdout.splitlines()]
    assert [(line["url"], line["reason"]) for line in first] == [(f"{ORIGIN}/sitemap.xml", "never-seen")]
    assert not operator.database.exists()
    assert operator("-q", "run", "--limit", "4").returncode == 3
    with closing(sqlite3.connect(operator.database)) as sql, sql:
        sql.execute("UPDATE urls SET next_due = '2020-01-01T00:00:00.000000Z' WHERE kind = 'sitemap'")
    operator.site.log.clear()
    lines = operator("run", "--dry-run", "--json").stdout.splitlines()
    table = operator("run", "--dry-run")
    assert operator.site.requests == []
    assert operator("-q", "run", "--no-discover").returncode == 0
    plan = [json.loads(line) for line in lines]
    assert [ORIGIN + entry.path for entry in operator.site.requests] == [line["url"] for line in plan]
    assert [entry.conditional for entry in operator.site.requests] == [line["conditional"] for line in plan]
    with closing(sqlite3.connect(operator.database)) as sql, sql:
        reasons = dict(
            sql.execute(
                "SELECT u.url, f.reason FROM fetches f JOIN urls u ON u.id = f.url_id"
                " WHERE f.run = (SELECT max(number) FROM runs)"
            )
        )
    assert reasons == {line["url"]: line["reason"] for line in plan}
    assert all(line["url"] in table.stdout for line in plan)


def test_missed_nights_are_caught_up_once(tmp_path: Path) -> None:
    """After five missed periods every page is asked once, not five times."""
    with operating(tmp_path, more="[schedule]\ninterval_days = 1\n") as operator:
        operator("-q", "run")
        with closing(sqlite3.connect(operator.database)) as sql, sql:
            sql.execute(
                "UPDATE urls SET next_due = '2020-01-01T00:00:00.000000Z', last_tried = '2020-01-01T00:00:00.000000Z'"
            )
        operator.site.log.clear()
        assert operator("-q", "run").returncode == 0
        asked = [entry.path for entry in operator.site.requests]
        assert len(asked) == len(set(asked)) == 13
        operator.site.log.clear()
        operator("-q", "run")
        assert operator.site.requests == []


def test_the_log_is_json_with_run_url_and_event(tmp_path: Path) -> None:
    """One object a line on stderr; every line names the event and the run, page lines their URL and result."""
    with operating(tmp_path, None, Rule(path="/topic000001.html", behaviour=Status(code=404))) as operator:
        ran = operator("--log-format", "json", "run")
        lines = [json.loads(line) for line in ran.stderr.splitlines()]
        assert len({line["run"] for line in lines}) == 1
        assert all(line["event"] and line["at"] for line in lines)
        seen = {line["url"]: line["result"] for line in lines if line["event"] == "page"}
        assert len(seen) == 12
        assert seen[f"{ORIGIN}/topic000001.html"] == "missing"
        assert "began-failing" in {line["event"] for line in lines}
        assert lines[-1]["event"] == "run-finished"


def test_what_ends_a_command_is_a_line_of_the_json_log_too(tmp_path: Path) -> None:
    """A lock, a wrong setting, a webhook that is not told: whoever reads the log by machine meets no other line."""
    hook = '[notify]\nwebhook = "http://nobody.invalid/"\n'
    with operating(tmp_path, pages(3), more=hook) as operator:
        ran = operator("--log-format", "json", "run", "--limit", "1")
        lines = [json.loads(line) for line in ran.stderr.splitlines()]
        assert "webhook-failed" in {line["event"] for line in lines}
        owner = Owner(pid=4321, machine="elsewhere", started_at="2025-01-01T00:00:00", run_id="the-other-run")
        with writer_lock(operator.database, owner=owner):
            locked = operator("--log-format", "json", "run")
        wrong = operator("--log-format", "json", "run", PIPELINE_FETCH__DELAY="much")
        for said, code, word in ((locked, 5, "the-other-run"), (wrong, 2, "PIPELINE_FETCH__DELAY")):
            (line,) = map(json.loads, said.stderr.splitlines())
            assert (said.returncode, line["event"], word in line["message"]) == (code, "error", True)
        assert json.loads(locked.stderr)["mend"] == "wait for it to finish, or end that process"


def test_a_wrong_setting_is_told_in_the_form_that_the_settings_ask_for(tmp_path: Path) -> None:
    """Where the file or a variable says so, not the flag: a log that is read by a program holds no other line."""
    with operating(tmp_path, pages(1), more="[schedule]\ninterval_days = 0.5\n") as operator:
        assert operator("run").stderr.startswith("error: pipeline.toml")
        by_variable = operator("run", PIPELINE_LOGGING__FORMAT="json")
    (tmp_path / "file").mkdir()
    with operating(tmp_path / "file", pages(1), more='delai = 1\n[logging]\nformat = "json"\n') as operator:
        by_file = operator("run")
        assert operator("--log-format", "text", "run").stderr.startswith("error: pipeline.toml")
        (tmp_path / "file" / "pipeline.toml").write_text("[logging\n")
        assert operator("run").stderr.startswith("error: pipeline.toml: not valid TOML")
    for said in (by_variable, by_file):
        (line,) = map(json.loads, said.stderr.splitlines())
        assert (said.returncode, line["event"], "pipeline.toml" in line["message"]) == (2, "error", True)


def test_metrics_are_written_whole(operator: Operator, tmp_path: Path) -> None:
    """The textfile holds HELP, TYPE and a value per gauge; nothing else is left beside it."""
    assert operator("-q", "run", "--metrics", "run.prom").returncode == 0
    lines = (tmp_path / "run.prom").read_text().splitlines()
    assert 'health_page_pipeline_run_counts{counter="new"} 12' in lines
    assert 'health_page_pipeline_site_blocked{site="medlineplus"} 0' in lines
    assert 'health_page_pipeline_run_verdict{verdict="ok",kind="run"} 1' in lines
    named = {line.split()[2] for line in lines if line.startswith("# TYPE")}
    assert {line.split("{")[0].split()[0] for line in lines if not line.startswith("#")} <= named
    assert list(tmp_path.glob(".run.prom*")) == []


def test_metrics_say_when_each_site_had_its_last_good_run(operator: Operator, tmp_path: Path) -> None:
    """Also where the run itself was none: nights that end with 3 look all alike."""

    def told() -> list[str]:
        return [line for line in (tmp_path / "run.prom").read_text().splitlines() if "_last_good_run_" in line][2:]

    assert operator("-q", "run", "--metrics", "run.prom").returncode == 0
    good = told()
    assert [line.split()[0] for line in good] == [
        'health_page_pipeline_site_last_good_run_timestamp_seconds{site="medlineplus"}'
    ]
    operator.site.tell(Rule(behaviour=Status(code=503)))
    assert operator("-q", "run", "--force", "--metrics", "run.prom").returncode == 3
    assert told() == good


def test_figures_that_cannot_be_written_stop_a_run_before_it_asks(operator: Operator) -> None:
    """A folder that is not there is known at once, not after hours."""
    ran = operator("-q", "run", "--metrics", "nowhere/run.prom")
    assert (ran.returncode, operator.site.requests) == (2, [])
    assert "nowhere/run.prom cannot be written: there is no folder" in ran.stderr


def test_a_site_that_nobody_knows_is_refused_with_the_nearest(operator: Operator) -> None:
    ran = operator("-q", "run", "--site", "medlinplus")
    assert (ran.returncode, "no site is named 'medlinplus'; did you mean 'medlineplus'?" in ran.stderr) == (2, True)


def test_an_unusual_run_is_told(operator: Operator) -> None:
    """The report compares with the runs before: twelve changed pages where none is usual."""
    for _ in range(3):
        operator("-q", "run", "--force")
    for path, page in pages().items():
        if "topic" in path and isinstance(page, Page):
            operator.site.put(path, Page(body=page.body.replace(b"made-up", b"invented"), rewrite=True))
    ran = operator("-q", "run", "--force")
    assert "unusual: changed 12, usually 0" in ran.stdout


def test_a_run_to_which_nothing_was_due_is_not_unusual(operator: Operator) -> None:
    """It asked nothing because there was nothing to ask; and it does not make the next real run look odd."""
    for _ in range(3):
        operator("-q", "run", "--force")
    for _ in range(3):
        idle = operator("-q", "run")
        assert ("0 requests" in idle.stdout, "unusual" in idle.stdout) == (True, False)
    assert "unusual" not in operator("-q", "run", "--force").stdout

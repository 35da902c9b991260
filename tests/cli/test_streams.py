"""What a night's standard streams may come to: closed, full, or led to somebody who has gone. The run goes on."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.operator import ORIGIN, Operator, operating, pages, wait_until


def in_shell(operator: Operator, command: str) -> subprocess.CompletedProcess[str]:
    """One line of a crontab: ``pipeline`` in it is a process of its own."""
    called = f'pipeline() {{ {sys.executable} -m pipeline "$@"; }}; {command}'
    return operator.other("bash", "-o", "pipefail", "-c", called)


def stored(operator: Operator) -> tuple[str, int]:
    """Verdict of the last run, and pages in the database."""
    told = json.loads(operator("status", "--json").stdout)
    return told["runs"][0]["verdict"], told["runs"][0]["counts"]["new"]


@pytest.mark.parametrize(
    ("led", "log_format"),
    [
        pytest.param("> /dev/null 2> /dev/full", "json", id="full"),
        pytest.param("2>&1 > /dev/null | true", "json", id="nobody"),
        pytest.param("> /dev/null 2>&-", "text", id="closed"),
        pytest.param("<&- >&- 2>&-", "json", id="all-closed"),
    ],
)
def test_a_run_needs_nobody_to_listen(tmp_path: Path, led: str, log_format: str) -> None:
    """A full disk under the log, a terminal that was closed: the words are lost, no page is."""
    with operating(tmp_path, pages(12)) as operator:
        ran = in_shell(operator, f"pipeline --log-format {log_format} run {led}")
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
        assert stored(operator) == ("ok", 12)


def test_a_verdict_is_the_exit_code_also_when_nobody_reads_the_report(tmp_path: Path) -> None:
    """And the figures for the monitor are written before the report is told."""
    with operating(tmp_path, pages(12)) as operator:
        ran = in_shell(operator, "pipeline -q run --limit 3 --metrics run.prom | true")
        assert (ran.returncode, ran.stderr) == (3, "")
        assert 'verdict="incomplete"' in (tmp_path / "run.prom").read_text()
        full = in_shell(operator, "pipeline -q run --metrics full.prom > /dev/full")
        assert full.returncode == 1
        assert "no space left to write output" in full.stderr
        assert 'verdict="ok"' in (tmp_path / "full.prom").read_text()


@pytest.mark.parametrize("command", ["status", f"explain {ORIGIN}/topic000001.html", "sites"])
def test_a_reader_that_leaves_is_no_finding(done: Operator, command: str) -> None:
    """``pipeline status | head`` of what is well is 0, tables too: 1 is for what is overdue or damaged."""
    ran = in_shell(done, f"pipeline {command} | (exec <&-; sleep 2)")
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize(
    "command",
    [
        "status --max-age 0m",
        "status --max-age 0m --json",
        "audit --format jsonl --fail-on info",
        "audit --format csv --fail-on info",
        "verify --json",
        "reparse",
        "sites check nhs --fixtures .",
    ],
)
def test_what_was_found_is_the_exit_code_also_when_nobody_reads_it(tmp_path: Path, command: str) -> None:
    """A watch that keeps the first line (`| head -1`) fails as it does without; and what an audit found is stored."""
    with operating(tmp_path, pages(12)) as operator:
        assert operator("-q", "run").returncode == 0
        if command.startswith(("verify", "reparse")):
            (file,) = (tmp_path / "archive").glob("*.warc.gz")
            file.write_bytes(file.read_bytes()[: -50 if command.startswith("verify") else 5_000])
        ran = in_shell(operator, f"pipeline -q {command} | (exec <&-; sleep 2)")
        assert ran.returncode == 1
        assert ran.stderr in ("", "1 problem\n")
        if command.startswith("audit"):
            assert json.loads(operator("status", "--json").stdout)["counts"]["findings"] > 10


def test_what_is_left_to_do_is_said_also_when_nobody_reads_the_rest(done: Operator) -> None:
    """After a purge: where the page still is, which whoever was asked to remove it has to know."""
    assert done("-q", "export").returncode == 0
    ran = in_shell(done, f"pipeline purge {ORIGIN}/topic000002.html --reason asked --yes | (exec <&-; sleep 2)")
    assert ran.returncode == 0
    assert "until that is exported again" in ran.stderr


def test_what_ends_a_command_has_its_exit_code_without_stderr(operator: Operator) -> None:
    """Nobody hears why, but the scheduler sees that."""
    assert in_shell(operator, "pipeline status 2> /dev/full").returncode == 2
    assert in_shell(operator, "pipeline run --site nobody 2>&-").returncode == 2
    assert in_shell(operator, "pipeline export --table links --format csv -o - >&- 2>&-").returncode == 2


def test_a_session_that_ends_finishes_the_pages_in_hand(tmp_path: Path) -> None:
    """SIGHUP, as when the connection to the machine breaks, is a request to stop like SIGTERM; nohup is heeded."""
    with operating(tmp_path, pages(20, crawl_delay=0.1)) as operator:
        site = operator.site
        before = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests themselves may run under nohup
        process = operator.start("-q", "run")
        signal.signal(signal.SIGHUP, before)
        wait_until(lambda: len(site.requests) >= 6)
        process.send_signal(signal.SIGHUP)
        said = process.communicate(timeout=60)
        assert process.returncode == 130, said
        assert stored(operator)[0] == "interrupted"
        deaf = in_shell(operator, "trap '' HUP; pipeline -q run & sleep 0.6; kill -HUP $!; wait $!")
        assert deaf.returncode == 0, deaf.stderr
        assert stored(operator)[0] == "ok"


def test_what_goes_to_a_file_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    """JSON is, by its standard; in the locale's own signs a dash ended the command. A terminal has its signs."""
    page = b"<!DOCTYPE html><title>Ni\xc3\xb1o</title><h1>Ni\xc3\xb1o \xe2\x80\x94 \xe2\x89\xa5 2</h1><p>Words.</p>"
    with operating(tmp_path, {**pages(3), "/topic000001.html": (page, "text/html; charset=utf-8")}) as operator:
        operator("-q", "run")
        operator.environment["PYTHONIOENCODING"] = "latin-1"
        for command in ("audit --format json", "audit --format csv", "sites --json", "search words"):
            ran = in_shell(operator, f"pipeline -q {command} > told")
            assert "Traceback" not in ran.stderr, ran.stderr
            assert (tmp_path / "told").read_bytes().decode()
        try:
            ours, terminal = pty.openpty()
        except OSError as error:  # a container without /dev/pts
            pytest.skip(f"files are UTF-8; no terminal can be had here: {error}")
        asked = [sys.executable, "-m", "pipeline", "search", "words"]
        assert (
            subprocess.run(asked, cwd=tmp_path, env=operator.environment, stdout=terminal, check=False).returncode == 0
        )
        assert b"Ni\xf1o \\u2014 \\u2265 2" in os.read(ours, 10_000)
        os.close(ours)
        os.close(terminal)


def test_too_few_files_are_named_before_anything_is_made(tmp_path: Path) -> None:
    """With their number and the mend; where more may be had (some systems begin with 256), they are taken."""
    with operating(tmp_path, pages(12)) as operator:
        ran = in_shell(operator, "ulimit -n 12; pipeline run")
        assert (ran.returncode, ran.stdout) == (1, "")
        assert ran.stderr.startswith("error: too many open files: this process may have 12 open at once")
        assert "to mend: raise the limit (`ulimit -n" in ran.stderr
        assert [path.name for path in tmp_path.iterdir()] == ["pipeline.toml"]
        assert in_shell(operator, "ulimit -S -n 12; pipeline -q run").returncode == 0
        assert stored(operator) == ("ok", 12)

from __future__ import annotations

import configparser
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.demo.server import DemoSite, serve_in_thread
from pipeline.demo.synthetic import synthetic_site
from tests import processes
from tools.lock import ROOT

EXAMPLES = ROOT / "docs" / "examples"


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an operator whose publisher is a small site on this machine."""
    with serve_in_thread(DemoSite(pages=synthetic_site(4, 5_000))) as site:
        config = tmp_path / "pipeline.toml"
        config.write_text(
            '[storage]\ndatabase = "output/health.db"\narchive = "output/archive"\n'
            '[export]\nfolder = "output/export"\n[fetch]\ndelay = 0.0\nallow_private = ["localhost"]\n'
            f'[sites.medlineplus]\norigin = "{site.url}"\ndelay = 0.0\n'
        )
        yield {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PIPELINE_CONFIG": str(config),
        }


def shell(command: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return processes.run("bash", "-e", "-o", "pipefail", "-c", command, folder=folder, env=environment)


def unit(name: str) -> configparser.ConfigParser:
    parsed = configparser.ConfigParser(interpolation=None, strict=False)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read(EXAMPLES / "systemd" / name)
    return parsed


def test_the_systemd_service_runs(operator: dict[str, str], tmp_path: Path) -> None:
    """ExecStart works as it stands; its success codes are those that ask for no person; the timer catches up once."""
    service = unit("pipeline.service")["Service"]
    assert service["ExecStart"].startswith("/opt/pipeline/bin/pipeline ")
    done = shell(service["ExecStart"].removeprefix("/opt/pipeline/bin/"), tmp_path, operator)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "run.prom").exists()
    assert service["SuccessExitStatus"].split() == ["3", "5", "130"]
    assert service["Environment"].startswith("PIPELINE_CONFIG=")
    timer = unit("pipeline.timer")["Timer"]
    assert timer["Persistent"] == "true"
    assert re.fullmatch(r"\*-\*-\* \d\d:\d\d:\d\d", timer["OnCalendar"])


def test_the_cron_lines_run(operator: dict[str, str], tmp_path: Path) -> None:
    """Each line of the crontab has five fields of time, a user and a command that ends well and says nothing."""
    lines = [
        line
        for line in (EXAMPLES / "cron" / "pipeline.cron").read_text().splitlines()
        if line and not line.startswith("#") and "=" not in line.split()[0]
    ]
    said = []
    for line in lines:
        *when, user, command = line.split(maxsplit=6)
        assert all(re.fullmatch(r"[\d*/,-]+", field) for field in when)
        assert user == "pipeline"
        assert not re.search(r"(?<!\\)%", command), "which cron takes for the end of the line"
        command = command.replace(r"\%", "%").replace("/var/lib/pipeline", str(tmp_path))
        for _night in range(2):
            done = shell(command, tmp_path, operator)
            assert done.returncode == 0, done.stderr
            said.append(done.stdout)
    assert len(lines) == 2
    assert set(said) == {""}
    (log,) = tmp_path.glob("run*.log")
    assert log.read_text().count('"event":"run-started"') == 1, "a log that grows for ever fills the disk"


def test_the_watch_line_says_what_is_stale(operator: dict[str, str], tmp_path: Path) -> None:
    """Without a good run the second line of the crontab prints why, which cron mails."""
    watch = (EXAMPLES / "cron" / "pipeline.cron").read_text().splitlines()[-1].split(maxsplit=6)[-1]
    shell("pipeline -q fetch http://localhost:9/x || true", tmp_path, operator)
    done = shell(watch.replace("/var/lib/pipeline", str(tmp_path)), tmp_path, operator)
    assert "medlineplus has had no good run yet" in done.stdout


def test_the_workflow_runs(operator: dict[str, str], tmp_path: Path) -> None:
    """Every `run:` of the workflow that calls pipeline ends well, and what it uploads and caches is what it wrote."""
    text = (EXAMPLES / "github" / "pipeline.yml").read_text()
    scripts = re.findall(r"^ +run: \|\n((?: {10}.*\n)+)|^ +run: (pipeline .*)$", text, re.MULTILINE)
    commands = [(block or line).replace("          ", "") for block, line in scripts]
    assert len(commands) == 2
    for command in commands:
        done = shell(command, tmp_path, operator)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "output" / "health.db").exists()
    assert (tmp_path / "output" / "export").is_dir()
    assert text.count("path: output") == 3


def test_the_workflow_keeps_a_night_on_which_the_run_fails() -> None:
    """A blocked site fails the job; what was fetched and stored is kept all the same, under a key of its own."""
    steps = re.split(r"^ {6}(?:- |# )", (EXAMPLES / "github" / "pipeline.yml").read_text(), flags=re.MULTILINE)
    (restored,) = (step for step in steps if step.startswith("uses: actions/cache/restore@"))
    (saved,) = (step for step in steps if step.startswith("uses: actions/cache/save@"))
    assert "if: always()" in saved
    keys = {re.search(r"key: (.+)", step)[1] for step in (restored, saved)}  # type: ignore[index]
    assert keys == {"health-${{ github.run_id }}-${{ github.run_attempt }}"}
    assert not [step for step in steps if step.startswith("uses: actions/cache@")]

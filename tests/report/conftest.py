"""A browser for the tests that need one, and a database worth a report."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.audit.engine import run_audit
from pipeline.audit.gather import gather, gather_hosts
from pipeline.audit.policy import Policies
from pipeline.audit.registry import meanings
from pipeline.report import write_report
from pipeline.storage import Store
from tests.years import END, fill

HERE = Path(__file__).parent
Browse = Callable[..., dict[str, Any]]

YEARS = (int(os.environ.get("REPORT_PAGES", "300")), int(os.environ.get("REPORT_RUNS", "12")))
"""Pages and runs of the report whose size is judged; ``REPORT_PAGES=25000 REPORT_RUNS=104`` is the full count."""


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """300 made-up pages of two sites after twelve weekly runs, audited; page 7 is called <script>alert(1)</script>."""
    return _years(tmp_path_factory.mktemp("report") / "health.db", 300, 12)


def _years(file: Path, pages: int, runs: int) -> Path:
    with Store.open(file) as store:
        fill(store, pages=pages, runs=runs, changed=20, unchanged=30)
        found = list(run_audit(gather(store), policies=Policies(), today=END.date(), hosts=gather_hosts(store)))
        store.sync_findings(found, now=END)
    return file


@pytest.fixture
def large(database: Path, tmp_path: Path) -> Path:
    """The database of as many pages and runs as the environment asks for."""
    return database if YEARS == (300, 12) else _years(tmp_path / "health.db", *YEARS)


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store.open(database, read_only=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def report(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of it."""
    file = tmp_path_factory.mktemp("written") / "report.html"
    with Store.open(database, read_only=True) as store:
        write_report(store, file, now=END, counts=lambda _page: False, meanings=meanings())
    return file


@pytest.fixture(scope="session")
def browse() -> Browse:
    """Open a file in Chromium and do what a script does; skips with the reason where there is no browser."""
    node, chromium = shutil.which("node"), shutil.which("chromium")
    if node is None or chromium is None:
        pytest.skip("no chromium or no node: the report is not opened")
    if not (HERE / "node_modules" / "playwright-core").is_dir():
        pytest.skip("playwright-core is not installed: npm ci in tests/report")

    def open_(file: Path, script: str = "browser.mjs") -> dict[str, Any]:
        done = subprocess.run(
            [node, str(HERE / script), chromium, str(file)],
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        seen: dict[str, Any] = json.loads(done.stdout)
        return seen

    return open_

"""What several folders of tests share: a database, and one finished demo, whichever process asks for it first."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from pipeline.storage import Store
from tests import processes
from tools.corpus import CORPUS

CHEAP = frozenset({"demo_site"})
"""Fixtures made in no time: their tests need not stay together."""

settings.register_profile("busy machine", deadline=None)  # how long a case takes says who else is at work here
settings.load_profile("busy machine")


def pytest_xdist_auto_num_workers() -> int:
    """Three processes a core: nearly half of their time is waiting for servers, processes, disks and clocks."""
    return 3 * (os.cpu_count() or 1)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where there are no real pages, tests of them are skipped; tests that share what is made once run in one process.

    Otherwise each process would make what a module's fixture makes, or its functions remember, again. What is for all
    processes (``finished_demo``) ties nothing together.
    """
    for item in items:
        if "tests/cluster/" in item.nodeid:
            item.add_marker(pytest.mark.scale)
        if item.get_closest_marker("corpus") and not CORPUS.is_dir():
            item.add_marker(pytest.mark.skip(f"no corpus at {CORPUS}: set PIPELINE_CORPUS"))
        if not isinstance(item, pytest.Function) or item.get_closest_marker("xdist_group"):
            continue
        shared = [
            found[-1]
            for found in item._fixtureinfo.name2fixturedefs.values()
            if found[-1].scope in {"module", "session"}
            and found[-1].baseid not in {"", "tests"}
            and found[-1].argname not in CHEAP
        ]
        if shared:
            item.add_marker(pytest.mark.xdist_group(min(fixture.baseid for fixture in shared)))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A database in which nothing is."""
    with Store.open(tmp_path / "health.db") as opened:
        yield opened


@pytest.fixture(scope="session")
def finished_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder ``pipeline demo`` leaves, made once however many processes test; never written to.

    Each pytest-xdist worker has a temporary folder of its own under one that all share; the first to lock it makes
    the demo, the others find it made.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "finished-demo"
    with (shared / "finished-demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            making = shared / "demo-in-the-making"
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            done = processes.run(sys.executable, "-m", "pipeline", "-q", "demo", folder=making)
            assert done.returncode == 0, done.stderr
            making.rename(folder)
    return folder / "output" / "demo"


@pytest.fixture(scope="module")
def own_demo(finished_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which ``pipeline demo`` seems to have just ended, to be written to by the tests of one module."""
    folder = tmp_path_factory.mktemp("own")
    shutil.copytree(finished_demo, folder / "output" / "demo")
    return folder

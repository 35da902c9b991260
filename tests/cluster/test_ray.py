"""The Ray engine, and what is left when its workers and nodes die. ``make scale`` runs this with Ray installed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.scale import kills, readers
from pipeline.cluster.ray_engine import ray_engine
from tests import processes
from tests.cluster.cluster_archive import files, one_file, page, read, rows

ray = pytest.importorskip("ray", reason="Ray is not installed (make scale)")
pytestmark = [
    pytest.mark.xdist_group("ray"),
    # of Ray's own: sockets and log files that it leaves to the end of the process
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def started() -> Iterator[None]:
    """One Ray of our own for the tests that leave it in order; engines use the Ray that is there."""
    with kills.one_ray():
        yield


@pytest.mark.usefixtures("started")
def test_ray_gives_the_bytes_of_the_pool(archive: Path, undisturbed: Path, tmp_path: Path) -> None:
    """Shards and manifest do not tell which engine made them."""
    read(archive, tmp_path / "out", ray_engine())
    assert files(tmp_path / "out") == files(undisturbed)


@pytest.mark.usefixtures("started")
def test_a_ray_of_our_own_is_closed_to_others() -> None:
    """It listens on the loopback address, without a dashboard, and asks for a token."""
    assert {node["NodeManagerAddress"] for node in ray.nodes()} == {"127.0.0.1"}
    assert not ray._private.worker.global_worker.node.webui_url
    stranger = f"import ray; ray.init(address={ray.get_runtime_context().gcs_address!r}, log_to_driver=False)"
    environment = {**os.environ, "RAY_AUTH_TOKEN": "0" * 64}
    done = processes.run(sys.executable, "-c", stranger, env=environment)
    assert done.returncode != 0
    assert "AuthenticationError" in done.stderr


@pytest.mark.usefixtures("started")
def test_a_page_that_crashes_its_reader_costs_that_page_only(tmp_path: Path) -> None:
    """After its workers died of a unit, Ray gives it up, and it is read page by page."""
    captures = [page(number, readers.DEADLY.decode() if number == 4 else "Rest helps.") for number in range(8)]
    one_file(tmp_path, captures)
    report = read(tmp_path / "one.warc.gz", tmp_path / "out", ray_engine(), read=readers.deadly)
    assert (report.pages, report.errors, report.quarantined) == (7, {"reader-died": 1}, 1)
    assert [row["url"][-1] for row in rows(report) if row["error"]] == ["4"]


@pytest.mark.usefixtures("started")
def test_after_a_worker_was_killed_every_page_is_there_once(archive: Path, undisturbed: Path, tmp_path: Path) -> None:
    """SIGKILL of a worker leaves what an undisturbed run leaves."""
    assert list(kills.trials("Ray worker", [0], archive, undisturbed, 24, tmp_path)) == [[]]

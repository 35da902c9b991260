"""What is left when a node of a Ray cluster dies, or the driver. ``make scale`` runs this with Ray installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.scale import kills
from pipeline.cluster.ray_engine import ray_engine
from pipeline.errors import PipelineError
from tests.cluster.cluster_archive import read

pytest.importorskip("ray", reason="Ray is not installed (make scale)")
pytestmark = [
    pytest.mark.xdist_group("ray"),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.mark.parametrize("scenario", ["Ray node", "Ray driver"])
def test_after_a_kill_every_page_is_there_once(scenario: str, archive: Path, undisturbed: Path, tmp_path: Path) -> None:
    """A killed node, a killed driver that is started again: what is left is what an undisturbed run leaves.

    ``python -m benchmarks.scale kills`` is the full count.
    """
    assert list(kills.trials(scenario, [0], archive, undisturbed, 24, tmp_path)) == [[]]


def test_no_cluster_is_an_error_with_a_mend(archive: Path, tmp_path: Path) -> None:
    """An address where nothing listens is said in our words."""
    with pytest.raises(PipelineError, match=r"Ray cannot be used at 127\.0\.0\.1:6"):
        read(archive, tmp_path / "out", ray_engine("127.0.0.1:6"))

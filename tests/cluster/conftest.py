"""One archive for the tests that only read it, and what an undisturbed run makes of it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from pipeline.cluster.pool import process_engine
from pipeline.cluster.ray_engine import prepare_environment
from tests.cluster.cluster_archive import read, small

if find_spec("ray") is not None:
    prepare_environment(own=True)  # before Ray is imported, as the engine does


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """24 pages in six files."""
    return small(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="session")
def undisturbed(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shards of that archive."""
    out = tmp_path_factory.mktemp("undisturbed")
    read(archive, out, process_engine(2))
    return out

"""Where the real pages are, for tests marked ``corpus``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The corpus folder; skips with a reason when it is not there."""
    folder = Path(os.environ.get("PIPELINE_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
    if not folder.is_dir():
        pytest.skip(f"no corpus at {folder}: set PIPELINE_CORPUS")
    return folder

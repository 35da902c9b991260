"""Where the real pages are, for tests marked ``corpus``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.corpus import CORPUS


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The corpus folder; skips with a reason when it is not there."""
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus at {CORPUS}: set PIPELINE_CORPUS")
    return CORPUS

"""What releases come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.storage import Store
from tests.export.test_export_releases import Press, options_for


@pytest.fixture
def press(store: Store, tmp_path: Path) -> Press:
    """A database in which nothing is, and no release of it."""
    return Press(store, tmp_path / "releases", options_for("jsonl"))

"""Benches of the end-to-end tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ingest.bench import Bench, bench


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Bench]:
    """Thirty made-up topics."""
    with bench(tmp_path) as made:
        yield made

"""A fresh database with an open run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.storage import Store
from tests.storage.storage_pages import begin


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "health.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        begin(opened)
        yield opened
        assert opened.check() == []

"""Operators: one whose site was ingested once, shared by the tests that only read, and one to begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.operator import Operator, operating


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """Twelve topics, one run."""
    with operating(tmp_path_factory.mktemp("done")) as operator:
        ran = operator("-q", "run")
        assert ran.returncode == 0, ran.stderr
        yield operator


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    """Twelve topics, and a folder in which nothing was done yet."""
    with operating(tmp_path) as made:
        yield made

"""An operator whose site was ingested once, shared by the tests that only read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.operator import Operator, operating


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """Twelve topics, one run."""
    with operating(tmp_path_factory.mktemp("done")) as operator:
        ran = operator("-q", "run")
        assert ran.returncode == 0, ran.stderr
        yield operator

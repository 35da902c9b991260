"""What is audited."""

from __future__ import annotations

import pytest

from pipeline.storage import Store
from tests.audit.audit_store import Bench


@pytest.fixture
def bench(store: Store) -> Bench:
    """A database with one open run, in which nothing is yet."""
    return Bench(store)

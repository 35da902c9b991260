"""Shared frontiers for tests: a file, or a database of a real PostgreSQL server that the tests start."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tools import postgres

KINDS = [
    pytest.param("sqlite"),
    pytest.param("postgresql", marks=pytest.mark.skipif(postgres.binaries() is None, reason=postgres.MISSING)),
]


@contextmanager
def addresses(kind: str, folder: Path) -> Iterator[Callable[[], str]]:
    """Addresses of new frontiers of a kind."""
    if kind == "sqlite":
        yield lambda: str(folder / f"{uuid.uuid4().hex}.db")
        return
    with postgres.server() as server:
        yield lambda: server.database(f"t{uuid.uuid4().hex}")

"""A demo site of a test's own pages, and the real pages for tests marked ``corpus``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pipeline.demo.server import DemoSite, serve_in_thread
from tools.corpus import CORPUS


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The corpus folder; skips with a reason when it is not there."""
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus at {CORPUS}: set PIPELINE_CORPUS")
    return CORPUS


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Iterator[DemoSite]:
    """The pages of the test's module (``PAGES``), served."""
    with serve_in_thread(DemoSite(pages=request.module.PAGES)) as running:
        yield running


@pytest.fixture
def client(site: DemoSite) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.url, timeout=5) as client:
        yield client

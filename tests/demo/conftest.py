"""A demo site of a test's own pages."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from pipeline.demo.server import DemoSite, serve_in_thread


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Iterator[DemoSite]:
    """The pages of the test's module (``PAGES``), served."""
    with serve_in_thread(DemoSite(pages=request.module.PAGES)) as running:
        yield running


@pytest.fixture
def client(site: DemoSite) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.url, timeout=30) as client:
        yield client

"""How a server says with status 200 that there is no such page."""

from __future__ import annotations

import pytest

from pipeline.absence import is_home_like


@pytest.mark.parametrize(
    ("path", "home"),
    [
        ("", True),
        ("/", True),
        ("/?from=old-page", True),
        ("/es", True),
        ("/pt-br/", True),
        ("/es/index.html", True),
        ("/es/inicio", True),
        ("/Default.aspx", True),
        ("/index.shtml", True),
        ("/us/", True),
        ("/EN", True),
        ("/tb/", False),
        ("/tb/index.html", False),
        ("/eshome", False),
        ("/home-care.html", False),
        ("/health/index.html", False),
        ("/index.html/asthma", False),
    ],
)
def test_a_home_page_is_told_by_its_path(path: str, home: bool) -> None:
    assert is_home_like(f"https://health.example{path}") is home

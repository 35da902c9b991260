"""How a server says with status 200 that there is no such page."""

from __future__ import annotations

import pytest

from pipeline.absence import is_home_like, lists_a_folder, says_not_found, title_parts


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


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("Not Found", True),
        ("Page not found.", True),
        ("Sorry, this page could not be found!", True),
        ("Página no encontrada", True),
        ("Seite nicht gefunden", True),
        ("Internal Server Error", True),
        ("Forbidden", True),
        ("404", False),
        ("404 error", True),
        ("Error 404 - Not Found", True),
        ("410 Gone", True),
        ("Gone", False),
        ("Conflict", False),
        ("Locked", False),
        ("No Content", False),
        ("404 patients with asthma", False),
        ("Not found in nature", False),
        ("Asthma", False),
    ],
)
def test_the_phrase_of_an_error_says_that_there_is_no_such_page(part: str, says: bool) -> None:
    """One word alone, or a number alone, may be what a health page is about."""
    assert says_not_found(part) is says


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        (None, ()),
        ("", ()),
        ("Page not found | Health", ("Page not found", "Health")),
        ("404|Health", ("404", "Health")),
        ("Asthma - Symptoms \u2014 Health", ("Asthma", "Symptoms", "Health")),
        ("Error: not found", ("Error", "not found")),
        ("Follow-up care 3:30", ("Follow-up care 3:30",)),
        (" | Health | ", ("Health",)),
    ],
)
def test_a_title_is_parted_where_sites_part_it(title: str | None, parts: tuple[str, ...]) -> None:
    """Hyphens in words and colons in figures part nothing."""
    assert title_parts(title) == parts


@pytest.mark.parametrize(
    ("title", "path", "listing"),
    [
        ("Index of /pub/docs", "/pub/docs/", True),
        ("Index of /pub/docs/", "/pub/docs/", True),
        ("Index of /pub/docs", "/pub/docs/?C=N;O=D", True),
        ("Index of /", "/", True),
        ("Index of /pub/old docs/", "/pub/old%20docs/", True),
        ("health.example - /pub/", "/pub/", True),
        ("Directory listing for /pub/", "/pub/", True),
        ("Index of /pub/docs", "/pub/", False),
        ("other.example - /pub/", "/pub/", False),
        ("Index of /pub/docs", "/pub/docs", False),
        ("Index of topics", "/topics/", False),
        ("Body mass index of /adults/", "/adults/", False),
        (None, "/pub/", False),
    ],
)
def test_a_folder_that_a_server_lists_by_itself_is_known_by_its_title(
    title: str | None, path: str, listing: bool
) -> None:
    """It names the very path; a page of a publisher that speaks of an index is a page."""
    assert lists_a_folder(title, f"https://health.example{path}") == listing

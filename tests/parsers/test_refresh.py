"""Pages that do nothing but send their readers to another one."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pipeline.parsers.refresh import leads_on
from tests.captures import capture_of

HERE = "https://clinic.example/topics/flu.html"


def meta(content: str) -> str:
    return (
        f'<!doctype html><html><head><title>Moved</title><meta http-equiv="refresh" content="{content}"></head></html>'
    )


@pytest.mark.parametrize(
    ("content", "target"),
    [
        ("0; url=/flu.html", "https://clinic.example/flu.html"),
        ("0;URL=cold.html", "https://clinic.example/topics/cold.html"),
        ("5;url='https://other.example/flu'", "https://other.example/flu"),
        (" 0.5 , /flu.html ", "https://clinic.example/flu.html"),
        ("3 /flu.html", "https://clinic.example/flu.html"),
        ("10; URL = /flu.html#top", "https://clinic.example/flu.html"),
        ("0; url=?page=2", "https://clinic.example/topics/flu.html?page=2"),
    ],
)
def test_a_page_leads_on_where_a_browser_would_go(content: str, target: str) -> None:
    """In every form that browsers take, from the page and from the field."""
    assert leads_on(capture_of(meta(content), HERE)) == target
    assert leads_on(replace(capture_of("<p>Moved</p>", HERE), headers=(("Refresh", content),))) == target


@pytest.mark.parametrize(
    "content",
    ["", "0", "5;", "soon; url=/flu.html", "0; url=", "300; url=/", "11;url=/flu", "0; url=mailto:a@clinic.example"],
)
def test_a_page_stays_where_no_page_is_named_for_soon(content: str) -> None:
    """No address, no page, or a session that ends in five minutes."""
    assert leads_on(capture_of(meta(content), HERE)) is None


@pytest.mark.parametrize("again", ["0", "5; url=flu.html", "5; url=https://clinic.example/topics/flu.html#live"])
def test_a_page_that_loads_itself_again_stays(again: str) -> None:
    """A live page is a page."""
    assert leads_on(capture_of(meta(again), HERE)) is None


@pytest.mark.parametrize(
    "page",
    [
        "<head><noscript><meta http-equiv=refresh content='0;url=/plain'></noscript></head><p>Words</p>",
        "<head><!-- <meta http-equiv=refresh content='0;url=/old'> --></head><p>Words</p>",
        "<head><script>var x = \"<meta http-equiv=refresh content='0;url=/x'>\"</script></head><p>Words</p>",
        "<p>Refresh the page: <code>&lt;meta http-equiv=refresh content='0;url=/x'&gt;</code></p>",
        "<p>Drink to refresh yourself</p>",
    ],
)
def test_what_only_looks_like_a_refresh_is_none(page: str) -> None:
    """For readers without scripts, in a comment, in a script, in words."""
    assert leads_on(capture_of(page, HERE)) is None


def test_a_base_counts_and_the_first_refresh_does() -> None:
    """As in a browser."""
    page = "<base href=/new/><meta http-equiv=REFRESH content='0;url=a'><meta http-equiv=refresh content='0;url=b'>"
    assert leads_on(capture_of(page, HERE)) == "https://clinic.example/new/a"

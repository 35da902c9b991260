"""A site's own history is an expectation: pages that keep the least and lose their substance block the site."""

from __future__ import annotations

import re

from pipeline.demo.pages import Page
from tests.ingest.bench import Bench, small_site


def demoted(body: bytes) -> bytes:
    """All but two of the headings of a page become paragraphs: still two sections, and every word is there."""
    heading = re.compile(rb"<h2>(.*?)</h2>")
    kept = 0

    def change(found: re.Match[bytes]) -> bytes:
        nonlocal kept
        kept += 1
        return found[0] if kept <= 2 else b"<p>" + found[1] + b"</p>"

    return heading.sub(change, body)


def serve_demoted(bench: Bench, count: int) -> None:
    pages = small_site(30)
    for number in range(count):
        page = pages[f"/topic{number:06d}.html"]
        assert isinstance(page, Page)
        bench.site.put(f"/topic{number:06d}.html", Page(body=demoted(page.body), rewrite=True))


def test_pages_that_lose_half_their_sections_block_the_site(small: Bench) -> None:
    """Enough for the profile, half of what it was: the site's publication is blocked, with the numbers."""
    small.run()
    serve_demoted(small, 30)
    small.later(days=2)
    report = small.run()
    assert report.run.verdict == "blocked"
    assert "30 of 30 pages have lost half of their sections or links" in report.blocked["medlineplus"]


def test_a_page_or_two_may_be_shortened(small: Bench) -> None:
    """Editors shorten pages: two of thirty are no redesign."""
    small.run()
    serve_demoted(small, 2)
    small.later(days=2)
    assert small.run().run.verdict == "ok"

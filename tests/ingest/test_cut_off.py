"""Pages that end in the middle: a disk that was full, a file half uploaded, a cache that kept half an answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.demo.pages import Page
from tests.ingest.bench import ORIGIN, Bench, bench, small_site

PATH = "/topic000001.html"


def serve(made: Bench, page: Page, body: bytes) -> None:
    made.site.put(PATH, replace(page, body=body))
    made.later(days=1)
    made.run()


@pytest.mark.parametrize("share", [0.75, 0.97])
def test_a_page_that_ends_in_the_middle_changes_nothing_until_a_later_look_shows_the_same(
    tmp_path: Path, share: float
) -> None:
    """It was told as sections and dates that its publisher had removed, most of its text or all of it being there."""
    pages = small_site(3)
    whole = pages[PATH]
    assert isinstance(whole, Page)
    body = whole.body
    half = body[: int(len(body) * share)].rstrip(b"\r\n >") + b"."
    with bench(tmp_path, pages) as made:
        made.run()
        before = made.records()
        serve(made, whole, half)
        assert made.records() == before
        with made.reading() as store:
            (issue,) = [one for one in store.issues() if one.code == "content-collapse"]
        assert f"{ORIGIN}{PATH}: the page ends in the middle, " in issue.message
        serve(made, whole, body)
        with made.reading() as store:
            assert len(store.versions(f"{ORIGIN}{PATH}")) == 1
            assert not [one for one in store.issues() if one.code == "content-collapse"]
        serve(made, whole, half)
        serve(made, whole, half)  # so it is, then
        with made.reading() as store:
            assert len(store.versions(f"{ORIGIN}{PATH}")) == 2
            held = store.document(f"{ORIGIN}{PATH}")
        assert held is not None
        assert [one.code for one in held.issues] == ["cut-off"]
        serve(made, whole, half.replace(b"Living With", b"Living Well With"))  # no end to lose
        with made.reading() as store:
            assert len(store.versions(f"{ORIGIN}{PATH}")) == 3

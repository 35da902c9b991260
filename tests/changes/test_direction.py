"""Differences of pages that are written from right to left."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from pipeline.changes import compare
from pipeline.changes.page import page
from tests.changes.change_pages import document, section

DOSE = ("خذ 10 ملغ كل يوم.", "خذ 20 ملغ كل يوم.")
"""Take 10, 20 mg every day."""


def test_words_of_a_page_run_in_their_own_direction() -> None:
    """Arabic laid out from left to right puts its figures in another order than its publisher did."""
    before, after = (
        document(section("الجرعة", f"قبل الأكل.\n{dose}\nمع الماء."), title="الربو", language="ar") for dose in DOSE
    )
    tree = LexborHTMLParser(page(compare(before, after), title="الربو", facts={"Address": "https://health.example/"}))
    holding = tree.css("h1, h2, .block")
    assert len(holding) == 5
    assert {node.attributes.get("dir") for node in holding} == {"auto"}
    assert "border-left" not in tree.css("style")[0].text()

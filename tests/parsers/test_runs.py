"""Runs of plain lines read as the same lines do one by one."""

from __future__ import annotations

import re

import pytest

from pipeline.parsers.page import Page
from pipeline.parsers.walk.outline import Outline
from pipeline.parsers.walk.rules import ContentRules
from pipeline.parsers.walk.walker import outline

PAGES = {
    "paragraphs": "<h2>Rest</h2><p>One day.</p>\n<p>Two  days.</p><p>\n  Three\tdays.\n</p>\n\n<p>Four.</p>",
    "blank ones among them": "<p> </p><p>One.</p><p></p><p>&nbsp;</p><p>Two.</p><p>&nbsp; </p><ul><li>A</li></ul>",
    "words behind a run": "<p>One.</p><p>Two.</p> three <b>four</b><p>Five.</p>six",
    "other blocks among them": "<p>One.</p><div>Two.</div><div>Three.</div><p>Four.</p><p>Five <a href='/x'>x</a>.</p>",
    "Markdown in them": "<p>One.</p><p># two</p><p>3. three</p><p>*four*</p><p>- five_</p>",
    "a list": "<p>See:</p><ul><li>One</li><li>Two words</li><li></li><li>&nbsp;</li><li>Three</li></ul><p>End.</p>",
    "two lists": "<ul><li>One</li><li>Two</li></ul><ul><li>Three</li><li>Four</li></ul>",
    "lists in lists": "<ul><li>One</li><li>Two<ul><li>A</li><li>B</li></ul></li><li>Three</li></ul>",
    "numbers": "<ol start=3><li>One</li><li value=9>Two</li><li>Three</li></ol><li>Stray</li><li>Stray too</li>",
    "quotations and tables": "<blockquote><p>One.</p><p>Two.</p></blockquote>"
    "<table><tr><th>A</th><td><p>One.</p><p>Two.</p></td></tr></table><p>Three.</p><p>Four.</p>",
    "words of other scripts": "<p>Été.</p><p>•\u3000熱</p><ul><li>• own</li><li>熱 と 咳</li></ul>",
    "blank ones first": "<h2>Links</h2><ul><li><a href='/x'>X</a></li></ul><p>&nbsp;</p><p>One.</p>"
    "<h2>Lists</h2><ul><li>A</li></ul><p>&nbsp;</p><p>One.</p><ul><li>B</li></ul>"
    "<h2>List</h2><ul><li>&nbsp;</li><li>One</li><li>Two</li></ul>",
    "before any heading": "<p>One.</p><p>Two.</p><h3>Now</h3><p>Three.</p><p>Four.</p>",
    "cells and comments": "<p>One.</p><!-- 2 --><p>Three.</p><p><!-- 4 --></p><p>Five.<!-- 6 --></p><p>Seven.</p>",
}


def read(html: str, rules: ContentRules | None = None) -> Outline:
    page = Page("https://example.org/page", f"<!doctype html><main>{html}</main>".encode())
    return outline(page, [page.one("main")], rules or ContentRules())


@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES)
def test_lines_read_in_a_run_as_one_by_one(html: str) -> None:
    one_by_one = re.sub("<(p|div|li)>", r"<\1 title=words>", html)
    assert one_by_one != html
    found = read(html)
    assert found == read(one_by_one)
    assert found.coverage.lost == ()
    assert found.coverage.content_words == found.coverage.recorded_words > 0


def test_what_rules_leave_out_of_a_run_is_left_out() -> None:
    html = "<p>One.</p><p>Two.</p><p>Three.</p><p>Four.</p>"
    assert read(html, ContentRules(skip=("p:nth-child(3)",))).sections[0].text == "One.\nTwo.\nFour."


def test_a_notice_in_a_run_makes_its_section_one() -> None:
    html = "<h2>Hours</h2><p>One.</p><p>Two.</p>"
    assert [section.kind for section in read(html, ContentRules(notices=("p:nth-child(3)",))).sections] == ["notice"]


@pytest.mark.parametrize("between", [" ", "  ", "\n", "\n  ", "\t", " \u2003", "\x1f"])
def test_white_space_between_words_is_one_space(between: str) -> None:
    found = read(f"<p>One.</p><p>Two{between}days.</p><p>Three.</p>")
    assert found.sections[0].text == "One.\nTwo days.\nThree."
    assert found.coverage.content_words == 4

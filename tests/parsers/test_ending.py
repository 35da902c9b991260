"""Which pages end in the middle."""

from __future__ import annotations

import pytest

from pipeline.parsers.decoding.ending import cut_off


@pytest.mark.parametrize(
    ("html", "cut"),
    [
        (b"<html><body><p>Take 5 mg</p></body></html>\n", False),
        (b"<html><body><p>Take 5 mg</p></BODY></HTML> \n served by web3", False),
        (b"<!doctype html><title>Asthma</title><p>Take 5 mg</p>\r\n", False),
        (b"<html><body><p>Take 5 mg", True),
        (b"<html><body><p>Take 5 mg</p><a href='/x", True),
        ("<html><body><p>Fünf Milligram".encode() + b"\xc3", True),
    ],
)
def test_a_page_that_ends_in_a_text_or_a_tag_is_cut_off(html: bytes, cut: bool) -> None:
    """Both end tags may be left out, and things may stand behind them; a page that was cut has neither."""
    assert [issue.code for issue in cut_off(html)] == ["cut-off"] * cut

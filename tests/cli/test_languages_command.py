"""`pipeline languages` where there is nothing to compare."""

from __future__ import annotations

from tests.cli.operator import Operator


def test_a_language_that_no_page_has_is_refused(done: Operator) -> None:
    """An empty table would look as if all translations were in step."""
    ran = done("languages", "--original", "fr")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "no page is in the language 'fr'" in ran.stderr


def test_where_nothing_is_translated_this_is_said(done: Operator) -> None:
    """Without a table of nothing; a tag is taken in any case and with its region, as it is elsewhere."""
    for language in ((), ("--original", "EN")):
        ran = done("languages", *language)
        assert (ran.returncode, ran.stdout) == (0, "0 pairs, 0 not in step\n")
        assert "no page in en names a page in es as its translation" in ran.stderr

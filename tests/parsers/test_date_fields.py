"""Fields of a page about itself: those left empty, and those that name themselves in two languages."""

from __future__ import annotations

import pytest

from tests.parsers.readings import generic
from tests.parsers.test_page_dates import TEXT, claims
from tests.parsers.test_page_dates import document as plain

EMPTY = (
    "<dl><dt>Last reviewed</dt><dd></dd><dt>Last updated</dt><dd>4 June 2024</dd></dl>",
    "<dl><dt>Last reviewed</dt><dd> - </dd><dt>Last updated</dt><dd>4 June 2024</dd></dl>",
    "<dl><dt>Last reviewed:</dt><dd>N/A</dd><dt>Last updated:</dt><dd>4 June 2024</dd></dl>",
    "<dl><div><dt>Last reviewed</dt><dd></dd></div><div><dt>Last updated</dt><dd>4 June 2024</dd></div></dl>",
    "<dl><dt>Last updated</dt><dd>4 June 2024</dd><dt>Next review due</dt><dd></dd></dl>",
)


@pytest.mark.parametrize("fields", EMPTY)
def test_a_term_without_a_description_takes_no_date_of_another(fields: str) -> None:
    """A system prints its terms also where nothing was filled in."""
    assert claims(plain(below=fields)) == [("modified", "2024-06-04", "text")]


BOTH = (
    "<p>Date modified / Date de modification: 2024-06-04</p>",
    "<dl><dt>Date modified / Date de modification</dt><dd>2024-06-04</dd></dl>",
    "<dl><dt>Date modified (Date de modification)</dt><dd>2024-06-04</dd></dl>",
    "<p>Last updated<br>Dernière mise à jour<br>2024-06-04</p>",
    "<p>Dernière mise à jour | Last updated: 2024-06-04</p>",
    "<table><tr><th>Last updated / Letzte Aktualisierung</th><td>2024-06-04</td></tr></table>",
)


@pytest.mark.parametrize("language", ["en-CA", "fr-CA", ""])
@pytest.mark.parametrize("field", BOTH)
def test_a_label_in_two_languages_is_one(field: str, language: str) -> None:
    """Services of countries with several languages print both before the same day."""
    page = generic(f"<html lang='{language}'><title>x</title><article><h1>Sleep</h1>{TEXT}{field}</article>")
    assert claims(page) == [("modified", "2024-06-04", "text")]


def test_two_labels_that_differ_are_not_one() -> None:
    """Neither says of which of them the day is; where each is a column there may be two."""
    page = plain(below="<p>Last updated<br>Dernière relecture<br>2024-06-04</p>")
    assert [claim.role for claim in page.dates] in ([], ["unlabelled"])

"""A row of labels over a row of dates is read by column; where the columns do not agree nothing is paired."""

from __future__ import annotations

import pytest

from pipeline.parsers.dates import DateStyle, find_claims
from tests.parsers.test_page_dates import claims, document

ROW = [("published", "2020-05-01", "text"), ("modified", "2025-06-03", "text")]
REVIEWS = [("reviewed", "2020-05-01", "text"), ("next_review_due", "2025-06-03", "text")]


def found(text: str) -> list[tuple[str, str]]:
    """Roles and values of the claims of a text."""
    return [(claim.role, claim.value) for claim in find_claims(text, locator="p", style=DateStyle("en"))]


@pytest.mark.parametrize(
    ("html", "stated"),
    [
        ("<dl><dt>Published<dt>Updated<dd>1 May 2020<dd>3 June 2025</dl>", ROW),
        ("<dl><dt>Published<dd>1 May 2020<dt>Updated<dd>3 June 2025</dl>", ROW),
        ("<table><tr><th>Published<th>Updated<tr><td>1 May 2020<td>3 June 2025</table>", ROW),
        ("<table><tr><th>Published<td>1 May 2020<tr><th>Updated<td>3 June 2025</table>", ROW),
        ("<table><tr><th>Last reviewed<th>Next review due<tr><td>1 May 2020<td>3 June 2025</table>", REVIEWS),
        ("<div><div><i>Published</i><i>Updated</i></div><div><i>1 May 2020</i><i>3 June 2025</i></div></div>", ROW),
        ("<div><ul><li>Published<li>Updated</ul><ul><li>1 May 2020<li>3 June 2025</ul></div>", ROW),
        ("<p>Published | Updated<br>1 May 2020 | 3 June 2025</p>", ROW),
        ("<table><tr><th>No<th>Published<th>By<th>Updated<tr><td>2<td>1 May 2020<td>A<td>3 June 2025</table>", ROW),
        ("<table><tr><th>Last reviewed<th>By<th>Next review<tr><td>1 May 2020<td>A<td>3 June 2025</table>", REVIEWS),
        ("<p>Last reviewed | By | Next review<br>1 May 2020 | A | 3 June 2025</p>", REVIEWS),
    ],
)
def test_dates_belong_to_the_label_of_their_column(html: str, stated: list[tuple[str, str, str]]) -> None:
    """Lists of terms, tables, blocks and lists in pairs: the first date is the first label's."""
    assert claims(document(below=html)) == stated


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><th>Published<th>Last updated<tr><td>1 May 2020<td></table>",
        "<table><tr><th>Last reviewed<th>Next review due<tr><td><td>3 June 2025</table>",
        "<table><tr><th>Published<th>Updated<th>Next review due<tr><td>1 May 2020<td>-<td>3 June 2025</table>",
        "<dl><dt>Last reviewed<dt>Next review due<dd>1 May 2020</dl>",
        "<p>Last reviewed | Next review due | Published<br>1 May 2020 | 3 June 2025</p>",
    ],
)
def test_columns_that_do_not_agree_are_not_paired(html: str) -> None:
    """A cell that holds no date may be any of them in a text that lost its columns: nothing is said of the others."""
    stated = {claim for claim in claims(document(below=html)) if claim[0] != "unlabelled"}
    in_their_columns = {("published", "2020-05-01", "text"), ("next_review_due", "2025-06-03", "text")}
    assert stated <= (in_their_columns if "<table" in html else set())


def test_a_label_right_before_its_date_needs_no_column() -> None:
    """A label that stands empty above another takes nothing from it."""
    assert found("Published:\nUpdated: 3 June 2025") == [("modified", "2025-06-03")]
    assert found("Last reviewed:\nReview date:\n3 June 2025") == [("reviewed", "2025-06-03")]
    assert found("Last reviewed\nLast updated\n3 June 2025") == []


def test_a_table_of_many_rows_dates_what_it_lists() -> None:
    """The dates of a table with more than one row of them are those of its rows."""
    rows = "".join(f"<tr><td>Leaflet {number}<td>{number} May 2020<td>x" for number in range(1, 4))
    table = f"<table><tr><th>Title<th>Last reviewed<th>Of{rows}</table>"
    assert [claim for claim in claims(document(below=table)) if claim[0] != "unlabelled"] == []


@pytest.mark.parametrize(
    ("html", "stated"),
    [
        ("<div><div><p>1 May 2020<p>Last reviewed</div><div><p>3 June 2025<p>Next review</div></div>", REVIEWS),
        ("<ul><li><b>1 May 2020</b><br>Published<li><b>3 June 2025</b><br>Updated</ul>", ROW),
        ("<div><p>1 May 2020, 10:30<p>Published<p>3 June 2025, 16:20<p>Last updated</div>", ROW),
        ("<ul><li><time datetime=2025-06-03T16:20Z>June 3, 2025 16:20</time><li>Updated</ul>", ROW[1:]),
    ],
)
def test_days_over_their_labels(html: str, stated: list[tuple[str, str, str]]) -> None:
    """Cards of figures print the value first; help centres close a row of fields with what happened."""
    stated_in_text = [claim for claim in claims(document(below=html)) if claim[2] == "text"]
    assert [(role, value[:10], source) for role, value, source in stated_in_text] == stated


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("1 May 2020\nLast updated\n3 June 2025", [("modified", "2025-06-03")]),
        ("1 May 2020\nLast updated:\n3 June 2025\nNext review", [("modified", "2025-06-03")]),
        (
            "Published\n1 May 2020\nLast reviewed\n3 June 2025",
            [("published", "2020-05-01"), ("reviewed", "2025-06-03")],
        ),
        ("Published\n1 May 2020\nLast reviewed", [("published", "2020-05-01")]),
        ("1 May 2020\nReviewed\nby Ann Lee, MD", []),
        ("We met on 1 May 2020\nUpdated", []),
    ],
)
def test_a_label_over_its_day_stays_its_own(text: str, stated: list[tuple[str, str]]) -> None:
    """Where a label or a day stands at the other end, labels come first."""
    assert found(text) == stated

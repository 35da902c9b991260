"""A ``<time>`` whose words hold no date: what its machine form says has the role of the label before it."""

from __future__ import annotations

import pytest

from tests.parsers.test_page_dates import claims, document


@pytest.mark.parametrize(
    ("html", "stated"),
    [
        (
            "<p>Last reviewed: <time datetime=2025-06-03>last summer</time></p>",
            [("reviewed", "2025-06-03", "time")],
        ),
        (
            "<p>Last updated <time datetime='2025-06-03T10:00:00+02:00'>3 days ago</time></p>",
            [("modified", "2025-06-03T10:00:00+02:00", "time")],
        ),
        (
            "<p>Published: <time datetime=2025-06-03>3 days ago</time> Updated: <time datetime=2025-06-09>now</time>",
            [("published", "2025-06-03", "time"), ("modified", "2025-06-09", "time")],
        ),
        (
            "<dl><dt>Published<dd><time datetime=2025-06-03>June</time><dt>Next review<dd><time datetime=2028-06>x",
            [("published", "2025-06-03", "time"), ("next_review_due", "2028-06", "time")],
        ),
        (
            "<div><span>Last reviewed</span><div><time datetime=2025-06-03>3 June</time></div></div>",
            [("reviewed", "2025-06-03", "time")],
        ),
        (
            "<p>Medically reviewed by A. Name, MD on <time datetime=2025-06-03>Tuesday</time></p>",
            [("reviewed", "2025-06-03", "time")],
        ),
        (
            "<p>Published 1 May 2020, updated <time datetime=2025-06-03>yesterday</time></p>",
            [("published", "2020-05-01", "text"), ("modified", "2025-06-03", "time")],
        ),
    ],
)
def test_the_machine_form_has_the_labels_role(html: str, stated: list[tuple[str, str, str]]) -> None:
    """Words such as "3 days ago" are a date to a machine; the label before them says of what."""
    assert claims(document(below=html)) == stated


@pytest.mark.parametrize(
    ("html", "stated"),
    [
        ("<p><time datetime=2025-06-03>3 days ago</time></p>", [("unlabelled", "2025-06-03", "time")]),
        ("<p>Last reviewed: <time datetime=2025-06-03>3 June 2025</time></p>", [("reviewed", "2025-06-03", "text")]),
        ("<p>Last reviewed: <time datetime=2023-W14>in spring</time></p>", []),
        ("<p>Last reviewed: <time datetime=1970-01-01>never</time></p>", []),
        ("<p>The agency last updated its warning <time datetime=2025-06-03>on Tuesday</time></p>", []),
    ],
)
def test_without_a_label_or_with_words_nothing_changes(html: str, stated: list[tuple[str, str, str]]) -> None:
    """No label, words that hold a date, a machine form that holds none."""
    assert [
        claim for claim in claims(document(below=html)) if "agency" not in html or claim[0] != "unlabelled"
    ] == stated

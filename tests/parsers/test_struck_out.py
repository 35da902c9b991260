"""What a page has struck out stands in its Markdown, as such, and not in the plain text, which says what holds."""

from __future__ import annotations

import pytest

from pipeline.model.document import Section
from tests.parsers.readings import generic

SAID = "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired and slow.</p>" * 4


def section(html: str) -> Section:
    page = generic(f"<html lang=en><title>Sleep</title><main><h1>Sleep</h1>{SAID}<h2>Dose</h2>{html}</main>")
    assert page.issues == ()
    return page.sections[-1]


@pytest.mark.parametrize(
    ("html", "text", "markdown"),
    [
        ("<p>Take <del>500 mg</del> <ins>250 mg</ins>.</p>", "Take 250 mg.", "Take ~~500 mg~~ 250 mg."),
        ("<p>Take <strike>500</strike>250 mg.</p>", "Take 250 mg.", "Take ~~500~~250 mg."),
        (
            "<p>Take <span style='text-decoration: line-through'>500</span> 250 mg.</p>",
            "Take 250 mg.",
            "Take ~~500~~ 250 mg.",
        ),
        ("<p>Take <s>5 mg<br>or 6 mg</s> 3 mg.</p>", "Take\n3 mg.", "Take ~~5 mg\\\nor 6 mg~~ 3 mg."),
        ("<p><s>Take 5 mg</s></p><p>Take 3 mg</p>", "Take 3 mg", "~~Take 5 mg~~\n\nTake 3 mg"),
        ("<ul><li><s>5 mg</s><li>3 mg</ul>", "• 3 mg", "- ~~5 mg~~\n- 3 mg"),
        ("<ol><li style='text-decoration:line-through'>5 mg<li>3 mg</ol>", "2. 3 mg", "1. ~~5 mg~~\n2. 3 mg"),
        ("<del><ul><li>5 mg<li>3 mg</ul></del><p>Ask.</p>", "Ask.", "- ~~5 mg~~\n- ~~3 mg~~\n\nAsk."),
        (
            "<table><tr><th>Age<th>Dose<tr><td>3<td><s>5 mg</s> 2 mg</table>",
            "Age | Dose\n3 | 2 mg",
            "| Age | Dose |\n| --- | --- |\n| 3 | ~~5 mg~~ 2 mg |",
        ),
        ("<p>See <a href=/a><s>Old</s> New</a></p>", "See New", "See [~~Old~~ New](https://x.test/a)"),
    ],
)
def test_what_is_struck_out_is_no_plain_text(html: str, text: str, markdown: str) -> None:
    """A dose that no longer holds is not read, found or compared as one to take."""
    read = section(html)
    assert (read.text, read.markdown) == (text, markdown)


def test_a_heading_that_is_struck_out_whole_keeps_its_words() -> None:
    """No heading is lost; beside other words what is struck out is none of it."""
    assert section("<h3><s>Adults</s></h3><p>Ask.</p>").heading == "Adults"
    assert section("<h3><s>Adults</s> Children</h3><p>Ask.</p>").heading == "Children"


def test_what_somebody_forgot_to_end_is_not_struck_out() -> None:
    """A tag that strikes out a heading with what follows, or most of the page, was never meant to."""
    assert section("<del><h3>Adults</h3><p>Take 5 mg.</p></del>").text == "Take 5 mg."
    page = generic(f"<html lang=en><title>Sleep</title><main><h1>Sleep</h1><p>Take <s>5 mg.</p>{SAID}</main>")
    assert "5 mg" in page.sections[0].text

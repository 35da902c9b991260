"""Words that a style sheet alone sets apart are two, and what is marked amid a word parts none."""

from __future__ import annotations

import pytest

from tests.parsers.readings import generic

SAID = "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired and slow.</p>" * 4


def told(html: str) -> str:
    page = generic(f"<html lang=en><title>Sleep</title><main><h1>Sleep</h1>{SAID}<h2>Use</h2>{html}</main>")
    assert page.issues == ()
    return page.sections[-1].text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div><span>Dose</span><span>500 mg</span></div>", "Dose 500 mg"),
        ("<p><strong>Adults</strong><!-- --><em>Children</em></p>", "Adults Children"),
        ("<ul><li><a href=/a>Adults</a><span>5 mg</span></ul>", "• Adults 5 mg"),
        (
            "<p><b>Fat 124g</b><b>620%</b> <span>Ask</span><a href=/a>Your doctor</a></p>",
            "Fat 124g 620% Ask Your doctor",
        ),
        ("<p><span>By Ann Lee, MD</span><span>Updated in spring</span></p>", "By Ann Lee, MD Updated in spring"),
        ("<p><span><a href=/l>MRI</a></span><span>Shows more</span></p>", "MRI Shows more"),
        ("<p><span>also known as</span>Heat rash</p>", "also known as Heat rash"),
        ("<x-a><x-b>Взрослые</x-b><x-c>Дети</x-c></x-a>", "Взрослые Дети"),
    ],
)
def test_elements_side_by_side_hold_words_of_their_own(html: str, text: str) -> None:
    """A capital or a figure right behind the small letters that end an element begins another word."""
    assert told(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p><span>H</span><span>2</span><span>O</span></p>", "H2O"),
        ("<p>Med<b>line</b>Plus, <span>Mc</span><span>Ardle</span>, e<b>GFR</b></p>", "MedlinePlus, McArdle, eGFR"),
        ("<p><span>hyper</span><span>tension</span>, <b>W</b><span>arning</span></p>", "hypertension, Warning"),
        ("<p><span>DNA</span>Polymerase, <i>CO</i><i>Hb</i></p>", "DNAPolymerase, COHb"),
        ("<p>10 km<sup>2</sup>, 5 mg/<wbr>Day</p>", "10 km², 5 mg/Day"),
    ],
)
def test_what_is_marked_amid_a_word_parts_none(html: str, text: str) -> None:
    """Letters that are highlighted, raised or shown large are of the word around them."""
    assert told(html) == text

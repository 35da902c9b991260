"""Forms amid the text: they are no content, and neither is what stands over nothing but one."""

from __future__ import annotations

import pytest

from tests.parsers.readings import words

SAID = (
    "<p>Creatine is a compound that muscles use for energy, and the body makes about one gram of it a day, or two.</p>"
)
BEFORE, AFTER = f"<h2>Use</h2>{SAID}{SAID}", f"<h2>Dose</h2>{SAID}{SAID}"
FORM = "<form><input placeholder='Your name'><input type=tel placeholder='Your phone'><button>Submit</button></form>"


@pytest.mark.parametrize(
    "box",
    [
        f"<div class=w1><div class=w2><h3>Request a call</h3></div><div class=w3>{FORM}</div></div>",
        f"<div class=w1><h3>Request a call</h3>{FORM}</div>",
        f"<h2>Request a call</h2>{FORM}",
        "<div><h3>Request a call</h3><form><label>Name</label><input><label>Phone</label><input></form></div>",
    ],
)
def test_a_heading_over_nothing_but_a_form_goes_with_it(box: str) -> None:
    """However few words the form has: fields are the matter of the heading."""
    read = words(f"<article><h1>Creatine</h1>{BEFORE}{box}{AFTER}</article>")
    assert "call" not in read
    assert "Phone" not in read
    assert "Dose" in read


def test_a_heading_over_a_form_and_text_stays() -> None:
    """What is said under the heading is content, and so is what a form says in sentences."""
    said = "<p>Ask the ward for the number of your nurse before you go home, and keep it with you.</p>"
    read = words(f"<article><h1>Creatine</h1>{BEFORE}<h2>Calling us</h2>{FORM}{said}{AFTER}</article>")
    assert "Calling us" in read
    assert "the number of your nurse" in read


@pytest.mark.parametrize(
    "opening",
    [
        "<div>DAILY NEWSLETTER</div><h3>Get our weekly email on food</h3>",
        "<h3>The monthly newsletter of our doctors</h3>",
        "<div><span>Nyhetsbrev</span></div><h3>Varje vecka nya recept</h3>",
    ],
)
def test_a_box_that_opens_with_a_newsletter_and_holds_a_form_is_none_of_the_text(opening: str) -> None:
    """Whatever its classes are: style sheets made by a program have names without a meaning."""
    more = "<p>We cut through the noise with tips.</p><form><input type=email><button>Go</button></form>"
    read = words(f"<article><h1>Creatine</h1>{BEFORE}<div class=css-8f2>{opening}{more}<p>Privacy</p></div>{AFTER}")
    for gone in ("email on food", "NEWSLETTER", "doctors", "recept", "noise", "Privacy"):
        assert gone not in read
    assert "Dose" in read


def test_a_text_that_speaks_of_a_newsletter_stays() -> None:
    """Without a form it is told, not offered."""
    box = "<div><h3>The newsletter of your ward</h3><p>The nurse hands it out on Mondays, with the menu.</p></div>"
    read = words(f"<article><h1>Creatine</h1>{BEFORE}{box}{AFTER}")
    assert "The newsletter of your ward" in read
    assert "on Mondays" in read

"""Dialogs and questions for consent to cookies are the content of no page, however little else it says."""

from __future__ import annotations

import pytest

from tests.parsers.readings import words

SHORT = "A stye is a small, painful lump on the lid of an eye, and it goes away by itself within two weeks."
ASKED = (
    "We and our partners use cookies, and what is like them, to make this site work, to measure who reads it, and to"
    " show what may interest you. You can change your mind at any time, for all of these purposes or for some of them."
)
LONG = f"<p>{ASKED}</p>" * 5
BUTTONS = "<button>Accept all</button><button>Manage my choices</button>"


QUESTIONS = {
    "named": f"<div class=cookie-banner><h2>Cookies</h2>{LONG}{BUTTONS}</div>",
    "named after a product": f"<div id=onetrust-banner-sdk><div>{LONG}</div><div>{BUTTONS}</div></div>",
    "a dialog": f"<div role=dialog aria-label=Privacy><h2>Your privacy</h2>{LONG}{BUTTONS}</div>",
    "a modal": f"<div class=box aria-modal=true><h2>Your privacy</h2>{LONG}{BUTTONS}</div>",
    "a dialog element": f"<dialog open><h2>Your privacy</h2>{LONG}{BUTTONS}</dialog>",
    "without a name": f"<div class=x7><div><h2>We value your privacy</h2>{LONG}</div><div>{BUTTONS}</div></div>",
    "a region": f"<section aria-label='Privacy'><h2>Your privacy</h2>{LONG}<a href='#' role=button>Agree</a></section>",
    "in a form": f"<form><p>{ASKED}</p><ul><li>{ASKED}</li></ul><input type=submit value='Accept cookies'></form>",
    "in German": "<div><p>Wir verwenden Cookies, um Inhalte und Anzeigen zu zeigen, die Zugriffe zu messen, und um"
    f" Fehler zu finden.</p>{LONG}<a href=/x>Alle akzeptieren</a></div>",
    "in French": f"<div><p>Nous utilisons des cookies.</p>{LONG}<button>Tout accepter</button></div>",
}


@pytest.mark.parametrize("asked", QUESTIONS.values(), ids=QUESTIONS.keys())
@pytest.mark.parametrize("page", ["<main>{}</main>{}", "<div class=page>{}</div>{}", "{}{}"])
def test_a_question_for_consent_is_never_the_content(asked: str, page: str) -> None:
    """A page of one paragraph is that paragraph, beside a question of five."""
    text = words(page.format(f"<h1>Stye</h1><p>{SHORT}</p>", asked))
    assert SHORT in text
    assert ASKED not in text
    assert "Accept" not in text


@pytest.mark.parametrize("asked", [QUESTIONS["named"], QUESTIONS["without a name"]])
def test_a_page_about_cookies_is_read(asked: str) -> None:
    """What a page says of cookies under its own title is its content, whatever asks beside it."""
    told = f"<h1>Stye</h1><p>{SHORT}</p><h2>Cookies</h2>{LONG}<p><a href=/settings>Cookie settings</a></p>"
    assert words(f"<div class=page>{told}</div>{asked}").count(ASKED) == 5


def test_a_dialog_inside_the_content_is_none_of_it() -> None:
    """A modal that stands hidden by a style sheet among the paragraphs is left out of them."""
    modal = f"<div class='modal fade' id=m role=dialog aria-hidden=true><p>{ASKED}</p></div>"
    text = words(f"<main><h1>Stye</h1>{f'<p>{SHORT}</p>' * 8}{modal}<p>{SHORT}</p></main>")
    assert text.count(SHORT) == 9
    assert ASKED not in text


def test_a_page_in_a_dialog_is_a_page() -> None:
    """What holds the page's first heading is its content, as in sites that lay every page over the one before."""
    assert SHORT in words(f"<div role=dialog><h1>Stye</h1><p>{SHORT}</p></div>")


def test_a_footer_is_no_content_of_a_short_page() -> None:
    """The small print of a site is longer than many a definition, and is not it."""
    text = words(f"<main><h1>Stye</h1><p>{SHORT}</p></main><footer>{f'<p>{ASKED}</p>' * 4}</footer>")
    assert SHORT in text
    assert ASKED not in text


def test_what_a_tooltip_says_of_a_reviewer_is_no_content() -> None:
    """It is laid over the text where the name is pressed, and as long as a paragraph; the name stays the byline's."""
    about = "She has looked after people with sore eyes for twenty years. " * 3
    tip = f"<div class=author-tooltip__content><p class=author-tooltip__bio>{about}</p><a href=/b>Our board</a></div>"
    by = f"<div class=bylines><div>Reviewed by <a href=/j>Jane Doe, MD</a>{tip}</div></div>"
    prose = "".join(f"<p>{SHORT} {number}</p>" for number in range(6))
    text = words(f"<main><article><h1>Stye</h1>{by}{prose}</article></main>")
    assert SHORT in text
    assert about[:60] not in text

"""Asides among the paragraphs of a text are content where they read on with it, and none where they lead elsewhere."""

from __future__ import annotations

import pytest

from pipeline.parsers.content import callouts
from tests.parsers.readings import generic, words

SAID = "Heartburn comes from acid that rises from the stomach, mostly after meals, and passes within an hour or two."
CALL = "Call an ambulance when the pain spreads to an arm or to the jaw, or when breath is short."
SALE = "Everything for a calm stomach, at half the price until Sunday, and delivered to your door."


def article(inside: str) -> str:
    paragraphs = "".join(f"<p>{number}. {SAID}</p>" for number in range(1, 5))
    return f"<main><article><h1>Heartburn</h1>{paragraphs}{inside}{paragraphs}</article></main>"


CALLOUTS = {
    "named": f"<aside class=callout><h3>When to call</h3><p>{CALL}</p></aside>",
    "without a name": f"<aside><h3>When to call</h3><p>{CALL}</p></aside>",
    "without a heading": f"<aside><p>{CALL}</p></aside>",
    "with words and no paragraph": f"<aside class='o-alert o-alert--red'>{CALL}</aside>",
    "a list of points": f"<aside class=key-points><h2>Key points</h2><ul><li>{CALL}</li><li>Rest.</li></ul></aside>",
    "complementary by role": f"<div role=complementary class=info-box><p>{CALL}</p></div>",
    "named an aside twice": f"<aside class='aside aside--warning'><p>{CALL}</p></aside>",
    "wrapped": f"<div class=row><div class=col><aside class=important><p>{CALL}</p></aside></div></div>",
    "with a link in its words": f"<aside class=note><p>{CALL} See <a href=/heart>other signs</a>.</p></aside>",
    "with a name that says nothing": f"<aside class=x-71><h4>Important</h4><p>{CALL}</p></aside>",
    "a note by role": f"<div role=note class=notice><p>{CALL}</p></div>",
}


@pytest.mark.parametrize("aside", CALLOUTS.values(), ids=CALLOUTS.keys())
def test_a_callout_among_paragraphs_is_content(aside: str) -> None:
    """A warning set apart for all to see is not left out for the element it is set in."""
    text = words(article(aside))
    assert CALL in text
    assert text.count("Heartburn comes") == 8


def test_a_callout_between_sections_is_content() -> None:
    """Where the text is cut into sections, a callout stands between them."""
    section = f"<section><h2>Signs</h2><p>{SAID}</p><p>{SAID}</p></section>"
    page = f"<main><h1>Heartburn</h1>{section}<aside class=warning-box><p>{CALL}</p></aside>{section}{section}</main>"
    assert CALL in words(page)


ELSEWHERE = {
    "an advertisement": f"<aside class=promo-box><h3>Offer</h3><p>{SALE}</p></aside>",
    "related pages": f"<aside class=related-box><h3>Related</h3><p>{SALE}</p></aside>",
    "a newsletter": f"<aside class=callout><p>{SALE}</p><form><input type=email></form></aside>",
    "related by its heading": f"<aside class=box><h3>Related articles</h3><p>{SALE} <a href=/x>Read it</a></p></aside>",
    "links": f"<aside class=callout><ul>{'<li><a href=/x>Everything for a calm stomach</a></li>' * 4}</ul></aside>",
    "a card": f"<aside class=inset><h3>{SALE}</h3><p>It is all here.</p><a href=/x>Read more</a></aside>",
    "words of the text again": f"<aside><p>{SAID}</p></aside>",
    "a pull quote": f"<aside class=pullquote><p>{SALE}</p></aside>",
    "a picture": f"<aside><img src=/x.png><p>{SALE}</p></aside>",
    "a shop": f"<aside class=product-box><p>{SALE}</p></aside>",
    "a hidden one": f"<aside class=callout hidden><p>{SALE}</p></aside>",
}


@pytest.mark.parametrize("aside", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_an_aside_that_leads_elsewhere_is_none(aside: str) -> None:
    """What sells, repeats, or leads to other pages is left out wherever it stands."""
    text = words(article(aside))
    assert "calm stomach" not in text
    assert text.count("Heartburn comes") == 8


@pytest.mark.parametrize("name", ["", "class=info-box"])
def test_an_aside_beside_the_article_is_beside_it(name: str) -> None:
    """A column next to the text is not among its paragraphs."""
    page = article("").replace("</main>", f"<aside {name}><h3>The shop</h3><p>{SALE}</p><p>{SALE}</p></aside></main>")
    assert SALE not in words(page)


def test_a_page_is_looked_through_for_what_it_says_again_so_often_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """16,000 asides in two megabytes took fifteen seconds; past a gigabyte none is told apart."""
    nameless = article(CALLOUTS["without a name"])
    assert CALL in words(nameless)
    monkeypatch.setattr(callouts, "_LOOKED", 1)
    assert CALL not in words(nameless)
    assert CALL in words(article(CALLOUTS["named"]))


PROSE = "If you take water tablets, tell your doctor before you take medicines against gout, for these may not agree."


@pytest.mark.parametrize("name", ["related-info", "promo-box", "banner", "sidebar-box", "tooltip", "section-footer"])
def test_paragraphs_amid_the_text_are_content_whatever_their_box_is_called(name: str) -> None:
    """A name may be wrong; what leads elsewhere, sells or asks has more than sentences, or stands above or below."""
    box = f"<div class='{name}'><p>{PROSE}</p></div>"
    record = generic(article(box))
    assert PROSE in "".join(section.text for section in record.sections)
    assert record.coverage.outside_words == 0
    for more in ("<a href=/more>More</a>", "<img src=/x.png>", "<input type=email>", "<ul><li>One</li></ul>"):
        assert PROSE not in words(article(box.replace("</p>", f"</p>{more}")))
    assert PROSE not in words(article(box.replace(name, f"{name} newsletter")))
    assert PROSE not in words(article(box.replace("agree.", "agree")))
    assert PROSE not in words(box + article(""))
    assert PROSE not in words(article("") + box)
    assert PROSE not in words(article(f"<nav>{box}</nav>"))


HELP = "Call 911 at once if the pain spreads to an arm or to the jaw."


@pytest.mark.parametrize("name", ["emergency-banner", "promo", "sidebar-box", "tooltip", "related-info", "carousel"])
@pytest.mark.parametrize("heading", ["", "<h3>Emergency</h3>"])
def test_what_calls_for_help_amid_the_text_is_content_whatever_its_name(name: str, heading: str) -> None:
    """Above and below the text it is the site's, in its menus, with forms and full of links, too."""
    box = f"<div class='{name}'>{heading}<p>{HELP}</p></div>"
    assert HELP in words(article(box))
    calm = box.replace(HELP, "Ask your pharmacist about our offers on all that calms a stomach.")
    assert "pharmacist" not in words(article(calm))
    assert HELP not in words(box + article(""))
    assert HELP not in words(article("") + box)
    assert HELP not in words(article(box.replace("</p>", "</p><form><input type=email></form>")))
    assert HELP not in words(article(f"<nav>{box}</nav>"))
    links = "".join(f"<li><a href=/{place}>Hospitals and clinics in part {place}</a></li>" for place in range(5))
    assert HELP not in words(article(box.replace("</p>", f"</p><ul>{links}</ul>")))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Rufen Sie sofort den Rettungsdienst unter 112, wenn die Schmerzen ausstrahlen."),
        ("fr", "Appelez immédiatement le 15 si la douleur gagne le bras."),
        ("es", "Llame de inmediato al 911 si el dolor llega al brazo."),
        ("it", "Chiamare subito il 118 se il dolore arriva al braccio."),
        ("nl", "Bel direct 112 als de pijn uitstraalt naar de arm."),
    ],
)
def test_calls_for_help_in_other_languages(language: str, said: str) -> None:
    """The number differs, the box does not."""
    page = f"<html lang={language}><body>{article(f'<div class=banner><p>{said}</p></div>')}</body></html>"
    assert said in words(page)

"""What asks what a page was worth is no content of any page, and nothing beside it goes with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import sites
from pipeline.parsers import read
from tests.captures import capture_of
from tests.parsers.readings import generic, words

FIXTURE = Path(__file__).parents[2] / "fixtures" / "nci" / "ink-and-cancer-es.html"
TEXT = (
    "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired, ill at ease, and slow.</p>"
    * 3
)

WIDGETS = {
    "buttons and a form": "<div class=xq><p>Was this page helpful?</p><button>Yes</button> <button>No</button><form>"
    "<label>Tell us more<textarea></textarea></label><input type=submit></form></div>",
    "links": "<div><h2>Was this page helpful?</h2><a href='#y'>Yes</a> <a href='#n'>No</a></div>",
    "a list, and thanks": "<section><h2>Is this article helpful?</h2><ul><li><a href='#'>Yes</a><li><a href='#'>No"
    "</a></ul><p>Thank you for your feedback!</p></section>",
    "links of other words": "<h2>Was this page helpful?</h2><p><a href='#'>A lot</a> <a href='#'>A little</a></p>",
    "loose": "<p>Did you find what you were looking for?</p><button>Yes</button><button>No</button>",
    "a form that opens": "<details><summary>Report a problem or mistake on this page</summary><form><p>Please select"
    " all that apply:</p><label><input type=checkbox> A link is broken</label></form><p>For answers <a href=/c>ask us"
    "</a>.</p></details>",
    "the same in French": "<details><summary><h2>Signaler un problème ou une erreur sur cette page</h2></summary><form>"
    "<label><input type=checkbox> Un lien ne fonctionne pas</label></form></details>",
    "German": "<div><p>War diese Seite hilfreich?</p><button>Ja</button><button>Nein</button></div>",
    "French": "<div><p>Cette page vous a-t-elle été utile ?</p><button>Oui</button><button>Non</button></div>",
    "Spanish": "<div><p>¿Le resultó útil esta página?</p><button>Sí</button><button>No</button></div>",
}


@pytest.mark.parametrize("widget", WIDGETS.values(), ids=WIDGETS.keys())
def test_no_page_says_what_it_asks(widget: str) -> None:
    """Neither one without a profile, nor one of a publisher who begins to ask inside the content."""
    after = "<p>Rest für alle, à deux, más tarde.</p><p><a href=/call>Call us</a></p>"
    assert words(f"<main><h1>A page</h1>{TEXT}{widget}{after}</main>") == words(
        f"<main><h1>A page</h1>{TEXT}{after}</main>"
    )
    page, url = FIXTURE.read_text("utf-8"), "https://www.cancer.gov/espanol/cancer/causas-prevencion/tinta"
    end = page.index("</p>", page.index("<article")) + len("</p>")

    def sections(html: str) -> list[tuple[str | None, str]]:
        document = read(capture_of(html, url=url), sites.by_name("nci"))
        return [(section.heading, section.text) for section in document.sections]

    assert sections(f"{page[:end]}{widget}{page[end:]}") == sections(page)


def test_a_question_of_the_text_is_content() -> None:
    """One without anything to press, one in a sentence, and what stands in one block with a question."""
    told = "<p>Many ask: was this treatment helpful to others?</p><p>Is this article helpful?</p><p>We hope so.</p>"
    assert "Is this article helpful?" in words(f"<main><h1>A page</h1>{told}{TEXT}</main>")
    beside = "<div><p>See a doctor if it hurts.</p><p>Was this page helpful?</p><button>Yes</button></div>"
    kept = words(f"<main><h1>A page</h1>{TEXT}{beside}</main>")
    assert ("See a doctor" in kept, "helpful" in kept) == (True, False)


@pytest.mark.parametrize(
    ("language", "question", "yes"),
    [
        ("sv", "Var den här sidan till hjälp?", "Ja"),
        ("da", "Var denne side nyttig?", "Ja"),
        ("fi", "Oliko tästä sivusta apua?", "Kyllä"),
        ("nl", "Was deze pagina nuttig?", "Ja"),
        ("pl", "Czy ta strona była pomocna?", "Tak"),
        ("cs", "Byla tato stránka užitečná?", "Ano"),
        ("hu", "Hasznos volt ez az oldal?", "Igen"),
        ("ro", "A fost utilă această pagină?", "Da"),
        ("ru", "Была ли эта страница полезной?", "Да"),
        ("el", "Ήταν χρήσιμη αυτή η σελίδα;", "Ναι"),  # noqa: RUF001  letters of other languages
        ("tr", "Bu sayfa yararlı oldu mu?", "Evet"),  # noqa: RUF001  letters of other languages
        ("ar", "هل كانت هذه الصفحة مفيدة؟", "نعم"),
        ("ar", "هل استفدت من المعلومات المقدمة في هذه الصفحة؟", "نعم"),
        ("he", "האם הדף הזה היה מועיל?", "כן"),
        ("de", "Hat Ihnen dieser Artikel geholfen?", "Ja"),
        ("fr", "Avez-vous trouvé cet article utile ?", "Oui"),
        ("es", "¿Le sirvió esta información?", "Sí"),
        ("it", "Hai trovato utile questo articolo?", "Sì"),
        ("sv", "Hjälpte informationen dig?", "Ja"),
        ("fi", "Oliko artikkelista hyötyä?", "Kyllä"),
        ("cs", "Pomohl vám tento článek?", "Ano"),
        ("he", "האם המידע היה שימושי?", "כן"),
        ("ko", "이 페이지에서 제공하는 정보에 만족하십니까?", "예"),
        ("ja", "このページは役に立ちましたか？", "はい"),  # noqa: RUF001  letters of other languages
        ("ko", "이 페이지가 도움이 되었습니까?", "예"),
        ("zh-Hant", "這個頁面對您有幫助嗎？", "是"),  # noqa: RUF001  letters of other languages
        ("vi", "Trang này có hữu ích không?", "Có"),
        ("th", "หน้านี้มีประโยชน์หรือไม่", "ใช่"),
        ("hi", "क्या यह पृष्ठ उपयोगी था?", "हाँ"),
    ],
)
def test_what_asks_in_the_language_of_the_page_is_no_content(language: str, question: str, yes: str) -> None:
    """With answers to be pressed; without any it is a sentence of the page."""
    said = "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired and slow.</p>" * 4

    def text(html: str) -> str:
        page = f"<html lang={language}><title>Sleep</title><main><h1>Sleep</h1>{said}{html}</main>"
        return generic(page).sections[-1].text

    assert question not in text(f"<div><p>{question}</p><button>{yes}</button></div>")
    assert text(f"<p>{question}</p><p>{yes}</p>").endswith(f"{question}\n{yes}")


@pytest.mark.parametrize(("language", "heading"), [("fr", "Informations utiles"), ("sv", "Information och hjälp")])
def test_a_heading_that_is_pressed_asks_nothing(language: str, heading: str) -> None:
    """Without a mark of question, the same words head a panel."""
    said = "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired and slow.</p>" * 4
    panel = f"<h2><button aria-expanded=false aria-controls=p>{heading}</button></h2><div id=p>{said}</div>"
    page = generic(f"<html lang={language}><title>Sleep</title><main><h1>Sleep</h1>{said}{panel}</main>")
    assert [section.heading for section in page.sections] == [None, heading]

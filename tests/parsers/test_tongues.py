"""The same page in other languages, as language menus lead to it; no help with languages, no other pages."""

from __future__ import annotations

import pytest

from pipeline.model.document import Document
from tests.parsers.readings import generic

TEXT = "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired and slow.</p>" * 4


def document(menu: str, *, head: str = "", url: str = "https://clinic.test/sleep", inside: str = "") -> Document:
    page = f"""<html lang=en><head><title>Sleep</title>{head}</head><body><header>{menu}</header><main><h1>Sleep</h1>
    {TEXT}{inside}</main></body></html>"""
    return generic(page, url)


def alternates(page: Document) -> list[tuple[str, str]]:
    return [(one.language, one.url.removeprefix("https://clinic.test")) for one in page.alternates]


BOTH = [("es", "/es/sueno"), ("zh-Hans", "/zh/sleep")]
MENUS = {
    "by lang": "<ul class=links><li><a lang=es href=/es/sueno>Español</a><li><a lang=zh-Hans"
    " href=/zh/sleep>简体中文</a></ul>",
    "by hreflang": "<nav><a hreflang=es href=/es/sueno>Español</a> <a hreflang=zh-Hans href=/zh/sleep>简体中文"
    "</a></nav>",
    "by its name": "<nav class=language-switcher><a href=/sleep>English</a> <a href=/es/sueno>Español</a>"
    " <a href=/zh/sleep>简体中文</a></nav>",
    "by its label": "<nav aria-label='Choose a language'><a href=/es/sueno>Spanish</a><a href=/zh/sleep>"
    "Simplified Chinese</a></nav>",
    "said twice": "<section id=lng><a hreflang=es href=/es/sueno><span>Español</span><abbr title=Español>es</abbr></a>"
    "<a hreflang=zh-Hans href=/zh/sleep><span>简体中文</span><abbr>zh</abbr></a></section>",
    "WPML": "<div class=wpml-ls><li><a href=/es/sueno><span lang=es>Español</span></a><li>"
    "<a href=/zh/sleep>简体中文</a></div>",
    "codes": "<ul id=lang-menu><li><b>EN</b><li><a href=/es/sueno>ES</a><li><a href=/zh/sleep"
    " title=简体中文>CN</a></ul>",
    "two menus that say which": "<nav class=lang><a href='/es/sueno?utm_source=top'>Español</a>"
    " <a href=/zh/sleep>简体中文</a></nav>"
    "<nav class=languages><a href=/es/sueno?utm_source=foot>Español</a> <a href=/zh/sleep#top>简体中文</a></nav>",
    "a name that runs together": "<div class=langsel><a href=/es/sueno>Español</a><a href=/zh/sleep>简体中文</a></div>",
    "a list to choose from": "<select id=language><option value=/sleep>English<option value=/es/sueno>"
    "Español<option value=/zh/sleep>简体中文</select>",
}


@pytest.mark.parametrize("menu", MENUS.values(), ids=MENUS.keys())
def test_a_language_menu_names_the_other_forms_of_its_page(menu: str) -> None:
    """Languages are told by what they call themselves, or English does; the page's own is none."""
    assert alternates(document(menu)) == BOTH


def test_the_head_goes_before_the_menu() -> None:
    """A language of which the head names the page is not asked of the menu; others are."""
    head = '<link rel=alternate hreflang=es-ES href="/es/sueno-2">'
    assert alternates(document(MENUS["by lang"], head=head)) == [("es-ES", "/es/sueno-2"), BOTH[1]]


NO_FORMS = {
    "front pages": "<nav class=lang><a href=/es/>Español</a><a href=/fr/home.html>Français</a></nav>",
    "a side of the site": "<nav class=lang><a href=/spanish/index.htm>Español</a><a href=/de>Deutsch</a></nav>",
    "what there is in a language": "<nav class=lang><a href=/languages/spanish.html>Español</a><a"
    " href=/other-languages/vietnamese/index.html>Tiếng Việt</a></nav>",
    "help with languages": "<div class=language-assistance><a href=/help/languages>Español</a>"
    "<a href=/help/languages>Tiếng Việt</a><a href=/help/languages#ko>한국어</a></div>",
    "pages in one language": "<nav class=lang><a hreflang=es href=/es/office/north>Español</a> <a hreflang=es"
    " href=/es/office/south>Español</a></nav>",
    "another site": "<nav class=lang><a href=https://other.test/es/advice/sleep>Español</a></nav>",
    "other pages": "<nav class=lang><a hreflang=es href=/es/food>La comida</a><a href=/food>Food</a></nav>",
    "scripts": '<select id=language><option value=es>Español</select><nav class=lang><a href="#">Español</a>'
    '<a href="javascript:go()">Deutsch</a></nav>',
    "code": '<pre class="language-css"><a href=/advice/slang>Dutch</a></pre><p class=slang><a href=/a/b>German</a></p>',
}


@pytest.mark.parametrize("menu", NO_FORMS.values(), ids=NO_FORMS.keys())
def test_links_that_lead_to_no_form_of_the_page(menu: str) -> None:
    """The front page in Spanish is no Spanish form of this one, nor is one address for all languages."""
    assert alternates(document(menu)) == []


def test_languages_of_what_the_content_links_to_are_of_that() -> None:
    """ "Also in Spanish" beside a link of the content speaks of what is linked."""
    inside = "<ul><li><a href=/advice/food>Food</a> (<a lang=es href=/es/comida>Español</a>)</ul>"
    assert alternates(document("", inside=inside)) == []


def test_a_front_page_has_front_pages() -> None:
    """And hosts that differ by language alone are one site."""
    menu = "<nav class=lang><a href=/es/>Español</a> <a href=https://fr.clinic.test/>Français</a></nav>"
    page = document(menu, url="https://www.clinic.test/")
    assert [(one.language, one.url) for one in page.alternates] == [
        ("es", "https://www.clinic.test/es/"),
        ("fr", "https://fr.clinic.test/"),
    ]


@pytest.mark.parametrize("words", ["En español", "Ver esta página en español", "Leer en español", "Español (Spanish)"])
def test_a_link_may_say_more_than_the_name_of_its_language(words: str) -> None:
    """ "In Spanish", "Read this page in Spanish", the name in two languages."""
    assert alternates(document(f"<a lang=es href=/es/sueno>{words}</a>")) == [("es", "/es/sueno")]


def test_a_link_whose_address_differs_by_a_language_alone_is_a_form_of_the_page() -> None:
    """Wherever it stands, whatever it is called; another page is none, nor are words that name no language."""
    menu = "<ul><li><a href=/ar/advice/sleep>العربية</a><li><a href=/es/advice/food>Español</a></ul>"
    more = "<p><a href=/fr/advice/sleep>Sleep in France</a></p>"
    assert alternates(document(menu + more, url="https://clinic.test/advice/sleep")) == [("ar", "/ar/advice/sleep")]


def test_chinese_in_one_script_leads_to_the_other() -> None:
    """ "Chinese" alone is the page's own language."""
    menu = "<nav class=lang><a href=/sc/sleep>简体</a><a href=/cn/sleep>中文</a></nav>"
    page = f"<html lang=zh-Hant-HK><title>Sleep</title><body>{menu}<main><h1>Sleep</h1>{TEXT}</main>"
    assert alternates(generic(page, "https://clinic.test/tc/sleep")) == [("zh-Hans", "/sc/sleep")]

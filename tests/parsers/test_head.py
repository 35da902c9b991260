"""What the head of a page without a profile says of it: language, publisher, description, title."""

from __future__ import annotations

import pytest

from tests.parsers.readings import generic

SAID = "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired and slow.</p>" * 4
LD = '<script type="application/ld+json">{"@type": "MedicalWebPage", "inLanguage": %s}</script>'


@pytest.mark.parametrize(
    ("root", "head", "language"),
    [
        ("lang=en_us", "", "en-US"),
        ("lang=ZH-hans-cn", "", "zh-Hans-CN"),
        ("lang='en-us, es'", "", "en-US"),
        ("lang=English", "", "en"),
        ("lang=lang=", "", None),
        ("lang=und", '<meta name="DC.Language" content="es">', "es"),
        ("xml:lang=es-mx", "", "es-MX"),
        ("", '<meta http-equiv="content-language" content="es-us">', "es-US"),
        ("", '<meta property="og:locale" content="pt_BR">', "pt-BR"),
        ("", '<meta name="dcterms.language" content="fr">', "fr"),
        ("", LD % '"de"', "de"),
        ("", LD % '{"@type": "Language", "name": "Spanish", "alternateName": "es"}', "es"),
        ("lang=eng", "", "en"),
        ("", '<meta name="dcterms.language" content="fra">', "fr"),
        ("lang=fil", "", "fil"),
        ("lang=iw", "", "he"),
        ("", "", None),
    ],
)
def test_a_language_is_a_tag_however_it_is_stated(root: str, head: str, language: str | None) -> None:
    """As BCP 47 writes it: who asks for pages in "en" finds those of "en_us", and what is no tag is none."""
    page = f"<!doctype html><html {root}><head><title>Sleep</title>{head}</head><main><h1>Sleep</h1>{SAID}</main>"
    assert generic(page).language == language


def test_the_language_of_the_body_is_the_page() -> None:
    """Where nothing above it states one."""
    assert (
        generic(f"<!doctype html><title>Sleep</title><body lang=es><main><h1>Sleep</h1>{SAID}</main>").language == "es"
    )


def test_forms_in_other_languages_have_tags_too() -> None:
    """An underscore is none of a tag's."""
    head = "<link rel=alternate hreflang=zh_CN href=/zh/sleep><link rel=alternate hreflang=x-default href=/sleep>"
    page = generic(f"<html lang=en><head><title>Sleep</title>{head}</head><main><h1>Sleep</h1>{SAID}</main>")
    assert [one.language for one in page.alternates] == ["zh-CN", "x-default"]


def test_dublin_core_says_who_publishes_and_what_the_page_is_about() -> None:
    """Where nothing else does."""
    head = '<meta name="DC.Publisher" content="A Trust"><meta name="DCTERMS.description" content="About sleep.">'
    page = generic(f"<html lang=en><head><title>Sleep</title>{head}</head><main><h1>Sleep</h1>{SAID}</main>")
    assert (page.publisher, page.description) == ("A Trust", "About sleep.")


@pytest.mark.parametrize("title", ["Big Sleep | Sleep apnea", "Sleep apnea: Big Sleep", "Big Sleep: Sleep apnea"])
def test_the_name_of_the_site_is_known_by_its_host(title: str) -> None:
    """With hyphens or without; a colon parts it from the title, too."""
    page = generic(f"<html><title>{title}</title><main>{SAID}</main>", "https://www.big-sleep.test/apnea")
    assert page.title == "Sleep apnea"

"""A line that says where a text was taken from, or where it was published before, dates that work and not the page."""

from __future__ import annotations

import pytest

from tests.parsers.readings import generic
from tests.parsers.test_date_histories import chosen, document
from tests.parsers.test_page_dates import TEXT


@pytest.mark.parametrize(
    "line",
    [
        "Adapted from the CDC fact sheet. Last updated March 2019.",
        'Adapted from "Sleep and you", American Academy of Sleep. Last updated March 2019',
        "Source: CDC, reviewed 2020",
        "Source: Centers for Disease Control and Prevention. Last reviewed May 3, 2020.",
        "Sources: CDC (last reviewed May 3, 2020), NHS (updated 4 June 2021)",
        "Reprinted with permission from Mayo Clinic. Last reviewed May 3, 2020.",
        "Reproduced from NHS Choices, last reviewed 3 May 2020.",
        "Based on: NICE guideline CG123. Published May 2011, last updated October 2020.",
        "Information from: Medline Plus. Updated 3 May 2019",
        "This leaflet was adapted from a booklet of the trust, last updated 3 May 2019",
        "Translated from the English page last reviewed 3 May 2020",
        "This article was first published in The Lancet on 3 May 2019.",
        "This article was first published on The Conversation on 3 May 2019.",
    ],
)
def test_a_date_of_what_was_taken_is_kept_as_a_sources(line: str) -> None:
    """Nothing of it is chosen for the page, and no claim is lost."""
    page = document(below=f"<p>{line}</p>")
    assert chosen(page) == {}
    assert {claim.scope for claim in page.dates if claim.role != "copyright"} == {"source"}


@pytest.mark.parametrize(
    ("line", "dates"),
    [
        ("Adapted from CDC. This page was last updated 3 May 2024.", {"modified": "2024-05-03"}),
        ("Last updated March 2019. Adapted from CDC.", {"modified": "2019-03"}),
        ("Source: CDC | Last updated: 3 May 2024", {"modified": "2024-05-03"}),
        ("Source: <b>Press agency</b> <span>Last updated: 3 May 2024</span>", {"modified": "2024-05-03"}),
        ("Sources: CDC. NHS. Last updated 3 May 2024", {"modified": "2024-05-03"}),
        ("Adapted from: A Foundation, Last reviewed 2018. Page last updated: 3 May 2024", {"modified": "2024-05-03"}),
        ("This article was first published on 3 May 2019.", {"published": "2019-05-03"}),
        ("This article was first published in English on 3 May 2019.", {"published": "2019-05-03"}),
        ("This entry was posted in News on 3 May 2019.", {"published": "2019-05-03"}),
        ("Content provided by a library. Last updated March 2019", {"modified": "2019-03"}),
        ("This page is based on expert advice. Last updated: 3 May 2024", {"modified": "2024-05-03"}),
        ("The information is based on NICE guidelines. Last reviewed 3 May 2024", {"reviewed": "2024-05-03"}),
    ],
)
def test_the_page_keeps_its_own_date_beside_a_source(line: str, dates: dict[str, str]) -> None:
    """Another field, a label that names the page, and words before those that name the source are of the page."""
    assert chosen(document(below=f"<p>{line}</p>")) == dates


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "nl",
            "De informatie op deze pagina is gebaseerd op de richtlijn Artritis (laatste wijziging: november 2020).",
        ),
        (
            "de",
            "Die Informationen auf dieser Seite basieren auf der Leitlinie Gicht (letzte Aktualisierung: Mai 2020).",
        ),
        ("fr", "Cet article est basé sur la fiche de la Haute Autorité (dernière mise à jour : mai 2020)."),
        ("es", "Esta página se basa en la guía de la sociedad (última actualización: 3 de mayo de 2020)."),
        ("pt", "Esta página baseia-se na diretriz da sociedade (última atualização: 3 de maio de 2020)."),
    ],
)
def test_what_a_page_rests_on_has_a_date_of_its_own(language: str, line: str) -> None:
    """Though the sentence speaks of the page, the bracket behind the name of the guideline is of the guideline."""
    read_page = generic(f"<html lang={language}><title>Jicht</title><article><h1>Jicht</h1>{TEXT}<p>{line}</p>")
    assert chosen(read_page) == {}
    assert [(claim.role, claim.scope) for claim in read_page.dates] == [("modified", "source")]


def test_a_page_dates_itself_behind_what_it_rests_on() -> None:
    """A sentence of its own, or a field, is of the page."""
    line = "Deze tekst is gebaseerd op de richtlijn Artritis. Laatst gewijzigd op 3 mei 2023"
    read_page = generic(f"<html lang=nl><title>Jicht</title><article><h1>Jicht</h1>{TEXT}<p>{line}</p>")
    assert chosen(read_page) == {"modified": "2023-05-03"}

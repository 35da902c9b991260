"""Dates told in sentences: of what they speak, and how firmly."""

from __future__ import annotations

import pytest

from pipeline.model.document import Document
from tests.parsers.readings import generic

SAID = "<p>Sleep is a state, and a need, of the body; whoever has too little of it is tired and slow.</p>" * 4


def read_with(sentence: str, language: str = "en") -> Document:
    body = f"<h1>Sleep</h1>{SAID}<p>{sentence}</p>"
    return generic(f"<!doctype html><html lang={language}><title>Sleep</title><main>{body}</main>")


def chosen(page: Document) -> dict[str, str]:
    roles = ("reviewed", "modified", "published", "next_review_due")
    return {role: date.value for role in roles if (date := getattr(page, role)) is not None}


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("en", "This page is reviewed every three years. It was last reviewed in June 2022.", {"reviewed": "2022-06"}),
        ("en", "This page was written by us. It was updated on 3 May 2023.", {"modified": "2023-05-03"}),
        ("en", "Our leaflets are checked. This one was last checked in May 2023.", {"reviewed": "2023-05"}),
        (
            "en",
            "This page is ours. It was last reviewed by Dr Lee in June 2022, and the next review is due in May 2025.",
            {"reviewed": "2022-06", "next_review_due": "2025-05"},
        ),
        (
            "en",
            "We last updated this page on 4 June 2022. We will review it again by June 2025.",
            {"modified": "2022-06-04", "next_review_due": "2025-06"},
        ),
        (
            "es",
            "Esta página se revisa cada tres años. Se revisó por última vez en junio de 2022.",
            {"reviewed": "2022-06"},
        ),
        ("de", "Diese Seite wird oft geprüft. Sie wurde zuletzt im Juni 2022 überprüft.", {"reviewed": "2022-06"}),
        (
            "fr",
            "Cette page est révisée tous les ans. Elle a été révisée pour la dernière fois en juin 2022.",
            {"reviewed": "2022-06"},
        ),
        ("fr", "Cette fiche a été relue par le Dr Anne Lee en mai 2023.", {"reviewed": "2023-05"}),
        (
            "it",
            "Questa pagina viene rivista spesso. È stata aggiornata l'ultima volta nel giugno 2022.",
            {"modified": "2022-06"},
        ),
        (
            "pt",
            "Esta página é revista a cada três anos. Foi revista pela última vez em junho de 2022.",
            {"reviewed": "2022-06"},
        ),
        ("nl", "Onze pagina is lang. Het is voor het laatst bijgewerkt op 3 mei 2023.", {"modified": "2023-05-03"}),
        ("en", "The next review is scheduled for May 2026.", {"next_review_due": "2026-05"}),
        (
            "en",
            "We reviewed this page in May 2023. We expect to review it in May 2026.",
            {"reviewed": "2023-05", "next_review_due": "2026-05"},
        ),
        (
            "es",
            "La información de esta página se revisó por última vez el 3 de mayo de 2023.",
            {"reviewed": "2023-05-03"},
        ),
        (
            "es",
            "Este folleto se publicó en mayo de 2021 y se actualizó en junio de 2023.",
            {"published": "2021-05", "modified": "2023-06"},
        ),
        ("fr", "Les informations de cette page ont été mises à jour le 3 mai 2023.", {"modified": "2023-05-03"}),
        ("es", "Público, 3 de mayo de 2019.", {}),
        ("en", "This page is about a guideline for adults. It was last updated in June 2022.", {}),
        ("en", "The vaccine was given in Ohio. It was last updated in June 2022.", {}),
        ("en", "This table has doses. It was last updated in June 2022.", {}),
    ],
)
def test_it_is_the_page_behind_a_sentence_that_opens_with_the_page(
    language: str, sentence: str, expected: dict[str, str]
) -> None:
    """Where that sentence tells of a work, or of a part of the page, "it" may be that, and says nothing of the page."""
    assert chosen(read_with(sentence, language)) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The WHO fact sheet was last updated in March 2023.",
        "The Mayo Clinic article was last updated on May 3, 2022.",
        "WHO's fact sheet was last updated in March 2023.",
        "A WHO document was published on 3 May 2022.",
        "His article was published in May 2022.",
        "Another fact sheet was published in May 2022.",
    ],
)
def test_what_another_owns_dates_nothing(sentence: str) -> None:
    """A name, or a word for one of several, before what pages call themselves makes it another's."""
    assert chosen(read_with(sentence)) == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "This WHO fact sheet was last updated in March 2023.",
        "The fact sheet was last updated in March 2023.",
        "The Patient Information Leaflet was last updated in March 2023.",
        "Clinical content last updated: March 2023",
    ],
)
def test_what_the_page_calls_itself_is_its_own(sentence: str) -> None:
    """Also with the publisher's name behind "this", and in capitals throughout."""
    assert chosen(read_with(sentence)) == {"modified": "2023-03"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Last reviewed: 2019 to 2022"),
        ("en", "Last reviewed: May 2019 to June 2022"),
        ("en", "Last reviewed: before May 2021"),
        ("en", "Last reviewed: not since May 2021"),
        ("en", "Last updated: about May 2019"),
        ("de", "Zuletzt geprüft: vor Mai 2021"),
        ("fr", "Dernière mise à jour : avant mai 2021"),
        ("es", "Última revisión: antes de mayo de 2021"),
    ],
)
def test_a_bound_is_no_day(language: str, sentence: str) -> None:
    """The page does not say when: it is told as unreadable, and neither end is believed."""
    page = read_with(sentence, language)
    assert page.dates == ()
    assert [issue.code for issue in page.issues] == ["date-unreadable"]


def test_a_review_is_due_by_a_day() -> None:
    """What must be done before a day is due on it."""
    assert chosen(read_with("Next review: before June 2025")) == {"next_review_due": "2025-06"}

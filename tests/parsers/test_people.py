"""People as pages state them: names whole, credentials apart, nothing of the date behind them."""

from __future__ import annotations

import pytest

from pipeline.parsers.about.credit_lines import stated_people


@pytest.mark.parametrize(
    ("words", "stated"),
    [
        ("Reviewed by Jane Doe, MD and John Roe, RN", [("Jane Doe", "MD"), ("John Roe", "RN")]),
        ("Medically reviewed by Dr. Jane Doe on June 3, 2025", [("Dr. Jane Doe", None)]),
        ("Reviewed by Prof. Jane Doe and Dr John Roe, MBBS. Last updated 3 June 2025.", [
            ("Prof. Jane Doe", None), ("Dr John Roe", "MBBS")]),
        ("Medically reviewed by J. R. Roe, MD", [("J. R. Roe", "MD")]),
        ("Reviewed by Jane Doe, MD, June 2025", [("Jane Doe", "MD")]),
        ("Reviewed by Dr. Jane Doe in June 2025.", [("Dr. Jane Doe", None)]),
        ("Reviewed by Jane Doe, MD in June 2025.", [("Jane Doe", "MD")]),
        ("Geprüft von Dr. Anna Muster im Juni 2025", [("Dr. Anna Muster", None)]),
        ("Medically reviewed by Dr Fatima bint Yusuf", [("Dr Fatima bint Yusuf", None)]),
        ("Reviewed by Jane Doe, MD, 3 June 2025", [("Jane Doe", "MD")]),
        ("Reviewed June 2025 by Jane Doe, MD", [("Jane Doe", "MD")]),
        ("Reviewed by Jane Doe, M.D. This page is no advice.", [("Jane Doe", "M.D.")]),
        ("Reviewed by Jane Doe, Psy.D., and John Roe, B.Pharm", [("Jane Doe", "Psy.D."), ("John Roe", "B.Pharm")]),
        ("Medically reviewed by Jane Doe, Ph.D. on June 3, 2025", [("Jane Doe", "Ph.D")]),
        ("Revisado médicamente por la Dra. Ana Pérez el 3 de junio de 2025", [("Dra. Ana Pérez", None)]),
        ("Relu et validé par le Dr Jean Dupont le 3 juin 2025", [("Dr Jean Dupont", None)]),
        ("Zuletzt geprüft von Dr. med. Anna Muster am 03.06.2025", [("Dr. med. Anna Muster", None)]),
        ("Geprüft von Dr. Anna Muster und Prof. Jan Beispiel, 03.06.2025", [
            ("Dr. Anna Muster", None), ("Prof. Jan Beispiel", None)]),
        ("Verificato dalla Dott.ssa Anna Bianchi il 3 giugno 2025", [("Dott.ssa Anna Bianchi", None)]),
        ("Revisto pelo Dr. João Silva em junho de 2025", [("Dr. João Silva", None)]),
    ],
)  # fmt: skip
def test_reviewers_in_six_languages(words: str, stated: list[tuple[str, str | None]]) -> None:
    """A title's dot and an initial's end no name; a month is no credential."""
    found = list(stated_people(words))
    assert [(person.name, person.credentials) for person in found] == stated
    assert {person.role for person in found} == {"reviewer"}


def test_one_statement_ends_where_the_next_begins() -> None:
    """Who wrote and who read it again may stand in one sentence; in Italian "a cura di" says who wrote."""
    found = stated_people("Article rédigé par le Dr Jean Dupont, relu par le Dr Marie Martin")
    assert [(one.name, one.role) for one in found] == [("Dr Jean Dupont", "author"), ("Dr Marie Martin", "reviewer")]
    found = stated_people("Wissenschaftliche Prüfung: Dr. med. Karl Maier")
    assert [(one.name, one.role) for one in found] == [("Dr. med. Karl Maier", "reviewer")]
    found = stated_people("A cura di Mario Rossi")
    assert [(one.name, one.role) for one in found] == [("Mario Rossi", "author")]


@pytest.mark.parametrize(
    "words",
    ["Geprüft vom Ärzteteam am 3. Juni 2025", "Verificato dalla redazione", "Revisado por el Comité Científico"],
)
def test_a_team_is_no_person(words: str) -> None:
    """Outside of English only a title says that somebody is named."""
    assert list(stated_people(words)) == []


@pytest.mark.parametrize(
    ("words", "stated"),
    [
        ("Reviewed by: Jane Doe, MD, Professor of Surgery, San Francisco, CA. Also", [("Jane Doe", "MD")]),
        ("Reviewed by: Jane Doe, MD, Sports Medicine and Shoulder Service, Department of Surgery, San Francisco, CA", [
            ("Jane Doe", "MD")]),
        ("Reviewed by: Jane Doe, MD, Professor of Medicine, Johns Hopkins, Baltimore, MD", [("Jane Doe", "MD")]),
        ("Medically reviewed by Jane Doe, DO, Kaiser Permanente, Oakland, CA, on June 3, 2025", [("Jane Doe", "DO")]),
        ("Granskare: Anna Ek, infektionsläkare, Västra Götalandsregionen", [("Anna Ek", None)]),
        ("Relecture : Dr Anne Petit, gynécologue, Lyon ; Pr Jean Roux, CHU de Lille", [
            ("Dr Anne Petit", None), ("Pr Jean Roux", None)]),
        ("Revisione a cura di: Anna Rossi, Dipartimento Malattie Infettive, Istituto Superiore di Sanità", [
            ("Anna Rossi", None)]),
        ("Reviewed by Jane Doe, MD, Medical Director, John Roe, Editorial Director", [
            ("Jane Doe", "MD"), ("John Roe", None)]),
        ("Reviewed by Jane Doe, Director of Nursing, John Roe, MD", [("Jane Doe", None), ("John Roe", "MD")]),
        ("Geprüft von Anna Muster, Ärztin, Jan Beispiel, Arzt", [("Anna Muster", None), ("Jan Beispiel", None)]),
        ("Reviewed by Jane Doe, nurse, Dr John Roe", [("Jane Doe", None), ("Dr John Roe", None)]),
        ("Reviewed by Jane Doe, John Roe, Ann Lee", [("Jane Doe", None), ("John Roe", None), ("Ann Lee", None)]),
    ],
)  # fmt: skip
def test_where_somebody_works_is_nobody(words: str, stated: list[tuple[str, str | None]]) -> None:
    """Towns with their state, hospitals and regions have capitals as names have."""
    assert [(person.name, person.credentials) for person in stated_people(words)] == stated


@pytest.mark.parametrize(
    ("words", "stated"),
    [
        ("Reviewed by Jane R. Doe-Roe III, M.D., F.A.C.P.", [("Jane R. Doe-Roe III", "M.D., F.A.C.P.", "reviewer")]),
        ("This page was reviewed by Jane Doe at Oxford University Hospitals", [("Jane Doe", None, "reviewer")]),
        ("Reviewed by Dr Jane Doe from the University of Leeds", [("Dr Jane Doe", None, "reviewer")]),
        ("Reviewed by Friends at Big Hospital", []),
        ("Autores: Dra. Ana Gil. Revisores: Dr. Juan Paz", [
            ("Dra. Ana Gil", None, "author"), ("Dr. Juan Paz", None, "reviewer")]),
        ("Autoria: Dr. João Reis. Revisão técnica: Dra. Ana Melo", [
            ("Dr. João Reis", None, "author"), ("Dra. Ana Melo", None, "reviewer")]),
        ("Comité de lecture : Pr Anne Roux, Dr Luc Blanc", [
            ("Pr Anne Roux", None, "reviewer"), ("Dr Luc Blanc", None, "reviewer")]),
        ("Lektorat: Eva Klein", [("Eva Klein", None, "editor")]),
        ("By Jane Doe | Fact checked by John Roe | Medically reviewed by Cy Dee, DO", [
            ("John Roe", None, "fact_checker"), ("Cy Dee", "DO", "reviewer")]),
        ("By Jane Doe | Sleep | Blog", []),
    ],
)  # fmt: skip
def test_more_ways_to_say_by_whom(words: str, stated: list[tuple[str, str | None, str]]) -> None:
    """Numbers behind a name are of it; a place of work may follow without a comma."""
    assert [(person.name, person.credentials, person.role) for person in stated_people(words)] == stated

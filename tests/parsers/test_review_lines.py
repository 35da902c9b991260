"""Lines that tell by whom and when a page was reviewed, in wordings that lay the two apart."""

from __future__ import annotations

import pytest

from pipeline.parsers.about.credit_lines import stated_people
from pipeline.parsers.dates.claims import find_claims
from pipeline.parsers.dates.labels import DateStyle
from tests.parsers.test_dates_forms import Found, found

DAY, MONTH, EARLIER = "2025-06-03", "2025-06", "2024-05-02"
R, M, P = "reviewed", "modified", "published"
Stated = tuple[str, str, str | None]


@pytest.mark.parametrize(
    ("language", "text", "stated"),
    [
        ("en", "Medically reviewed by the Acme Medical Review Board on June 3, 2025", [(R, DAY)]),
        ("en", "Reviewed by the Clinical Review Committee, June 3, 2025", [(R, DAY)]),
        ("en", "Medically reviewed by our Expert Medical Review Team on June 3, 2025", [(R, DAY)]),
        ("es", "Revisado por el Comité de Revisión Médica el 3 de junio de 2025", [(R, DAY)]),
        ("en", "The Medical Review Board met on June 3, 2025", []),
        ("en", "Reviewed by Mark Roe, MD, in June 2025", [(R, MONTH)]),
        ("en", "Reviewed by Mark Roe, MD, and Ann Lee, RN, in June 2025", [(R, MONTH)]),
        ("en", "Reviewed by the agency, and released in June 2025", []),
        ("en", "The content on this page was reviewed by Jane Doe, MD on June 3, 2025.", [(R, DAY)]),
        ("en", "The information in this article was reviewed in June 2025 by Jane Doe, MD.", [(R, MONTH)]),
        ("en", "The information on their page was reviewed by Jane Doe, MD on June 3, 2025.", []),
        ("en", "Date of preparation: June 2025", [("created", MONTH)]),
        ("en", "Leaflet prepared: June 2025", [("created", MONTH)]),
        ("en", "Prepared June 2025. Review date: June 2027", [("created", MONTH), ("next_review_due", "2027-06")]),
        ("en", "Be prepared: 3 June 2025 is the day of the walk.", []),
        ("en", "Last reviewed | \nPublished | June 3, 2025", [(P, DAY)]),
        ("en", "Last reviewed\nPublished\nJune 3, 2025", []),
        ("en", "Last reviewed ? June 3, 2025", [(R, DAY)]),
        ("en", "Last reviewed (?): June 3, 2025", [(R, DAY)]),
        ("en", "Last reviewed: ⓘ June 3, 2025", [(R, DAY)]),
        ("en", "Clinically checked by Ann Lee, MPharm \u2013 3 June 2025", [(R, DAY)]),
        ("en", "Issued: June 2025 Review: June 2027 Ref: 12/345", [(P, MONTH), ("next_review_due", "2027-06")]),
        ("en", "The next planned review of this page is June 2027", [("next_review_due", "2027-06")]),
        ("en", "The last review of this leaflet was June 3, 2025", [(R, DAY)]),
        ("en", "The last review of the evidence was June 3, 2025", []),
        ("en", "For review: Issue 2025 of the journal", []),
        ("nl", "Medisch nagekeken door prof. dr. Jan Smit, viroloog, op 3 juni 2025", [(R, DAY)]),
        ("de", "Letzte ärztliche Überprüfung: 3. Juni 2025", [(R, DAY)]),
        ("de", "Wissenschaftlich geprüft: Juni 2025", [(R, MONTH)]),
        ("de", "Faktencheck: 3. Juni 2025", [(R, DAY)]),
        ("de", "Der Faktencheck zur Bundestagswahl erschien im Juni 2025.", []),
        ("es", "Verificado por la Dra. Ana Ruiz, 3 de junio de 2025", [(R, DAY)]),
        ("es", "El fármaco fue validado en junio de 2025 por la agencia.", []),
        ("pt", "Validado em 3 de junho de 2025 pela Dra. Ana Reis", [(R, DAY)]),
        ("it", "Revisione scientifica: Dott. Luca Neri, giugno 2025", [(R, MONTH)]),
        ("pl", "Zweryfikowano medycznie: 3 czerwca 2025", [(R, DAY)]),
        ("pl", "Treść zweryfikowana: 3 czerwca 2025", [(R, DAY)]),
        ("pl", "Artykuł zweryfikowany przez lek. Annę Nowak, 3 czerwca 2025", [(R, DAY)]),
        ("pl", "Recenzja: dr Anna Nowak, czerwiec 2025", [(R, MONTH)]),
        ("pl", "Hipoteza została zweryfikowana w badaniu 3 czerwca 2025 roku.", []),
        ("nb", "Innholdet er kvalitetssikret 3. juni 2025", [(R, DAY)]),
        ("de", "Veröffentlicht am 2. Mai 2024, zuletzt am 3. Juni 2025 aktualisiert", [(P, EARLIER), (M, DAY)]),
        ("de", "Veröffentlicht am 2. Mai 2024 und zuletzt am 3. Juni 2025 geändert.", [(P, EARLIER), (M, DAY)]),
        ("de", "Das Gesetz wurde am 2. Mai 2024 beschlossen, zuletzt am 3. Juni 2025 geändert.", []),
    ],
)
def test_dates_behind_whom_a_page_was_reviewed_by(language: str, text: str, stated: list[Found]) -> None:
    """A board named for reviews is no label; a mark that explains the label stands in nobody's way."""
    assert found(text, language) == stated


@pytest.mark.parametrize(
    ("language", "text", "scope"),
    [
        ("it", "Data ultima revisione: 3 giugno 2025", "page"),
        ("it", "Data ultima modifica: 3 giugno 2025", "page"),
        ("it", "Data last updated: June 3, 2025", "section"),
        ("en", "Data last updated: June 3, 2025", "section"),
        ("it", "Dati ultima modifica: 3 giugno 2025", "section"),
        ("en", "Image last reviewed June 3, 2025", "section"),
        ("en", "Next review of your inhaler: June 3, 2025", "section"),
        ("en", "Last review of this leaflet: June 3, 2025", "page"),
    ],
)
def test_the_noun_beside_a_label_says_of_what_it_is(language: str, text: str, scope: str) -> None:
    """An Italian "data" is a date, and before an English label what is dated; a reader's inhaler is no page."""
    claims = find_claims(text, locator="p", style=DateStyle(language=language))
    assert [(claim.value, claim.scope) for claim in claims] == [(DAY, scope)]


@pytest.mark.parametrize(
    ("line", "stated"),
    [
        ("Last updated on Nov 2, 2023. Medically reviewed by Jane Doe, MD.", [("reviewer", "Jane Doe", "MD")]),
        ("Updated: 2 November 2023 | Reviewed by Jane Doe, MD", [("reviewer", "Jane Doe", "MD")]),
        ("The content on this page was reviewed by Jane Doe, MD on June 3, 2025.", [("reviewer", "Jane Doe", "MD")]),
        ("The information on this page was written by Jane Doe, MD.", [("author", "Jane Doe", "MD")]),
        ("Page reviewed by Dr Ann Lee, consultant, 11 March 2024", [("reviewer", "Dr Ann Lee", None)]),
        ("Article last reviewed by Ann Lee, MD", [("reviewer", "Ann Lee", "MD")]),
        ("Content medically reviewed by Ann Lee, MD", [("reviewer", "Ann Lee", "MD")]),
        ("Page turned by Ann Lee", []),
        ("Mediziner prüfend: Dr. med. Jan Roth", [("reviewer", "Dr. med. Jan Roth", None)]),
        (
            "Medisch nagekeken door prof. dr. Jan Smit, viroloog, op 3 juni 2025",
            [("reviewer", "prof. dr. Jan Smit", None)],
        ),
        ("Artykuł zweryfikowany przez lek. Ewa Nowak", [("reviewer", "lek. Ewa Nowak", None)]),
        ("Treść zweryfikowana przez: Ewa Nowak", [("reviewer", "Ewa Nowak", None)]),
        ("Revisore: Dott. Mario Rossi", [("reviewer", "Dott. Mario Rossi", None)]),
        ("Revisori scientifici: Dott. Mario Rossi", [("reviewer", "Dott. Mario Rossi", None)]),
        ("A cura di: Dott. Mario Rossi", [("author", "Dott. Mario Rossi", None)]),
        ("Contributors: Tomas Novak, PhD \u2013 Reviewer", [("reviewer", "Tomas Novak", "PhD")]),
        ("Contributors: Tomas Novak, PhD (medical reviewer)", [("reviewer", "Tomas Novak", "PhD")]),
        ("Contributors: Tomas Novak, PhD \u2013 Sleep", [("author", "Tomas Novak", "PhD")]),
        ("In 2019 the law changed. Jane Doe, MD, reviewed it.", []),
    ],
)
def test_people_behind_a_date_and_before_their_role(line: str, stated: list[Stated]) -> None:
    """Wherever lines stand."""
    assert [(person.role or "", person.name, person.credentials) for person in stated_people(line)] == stated


@pytest.mark.parametrize(
    ("line", "stated"),
    [
        ("Tomas Novak, PhD \u2013 Reviewer", [("reviewer", "Tomas Novak", "PhD")]),
        ("Ann Lee, RN (author)", [("author", "Ann Lee", "RN")]),
        ("Ann Lee, RN — Medical Editor", [("editor", "Ann Lee", "RN")]),
        ("Sore throat \u2013 author", []),
        ("Northern Hospital \u2013 Reviewer", []),
    ],
)
def test_a_role_behind_a_name_is_told_where_bylines_stand(line: str, stated: list[Stated]) -> None:
    """Elsewhere it is one of a team."""
    assert [(person.role or "", person.name, person.credentials) for person in stated_people(line, byline=True)] == (
        stated
    )
    assert list(stated_people(line)) == []

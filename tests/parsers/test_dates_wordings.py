"""How hospitals, ministries and charities word who reviewed a page, when, and when it is due, by language."""

from __future__ import annotations

import pytest

from tests.parsers.readings import generic
from tests.parsers.test_dates_forms import Found, found
from tests.parsers.test_page_dates import TEXT, claims, document

DAY, MONTH = "2025-06-03", "2025-06"
R, M, DUE = "reviewed", "modified", "next_review_due"


@pytest.mark.parametrize(
    ("language", "text", "stated"),
    [
        ("en", "Reviewed June 2025 by Jane Doe, MD", [(R, MONTH)]),
        ("en", "Reviewed by Dr Jane Doe on Tue 3 June 2025", [(R, DAY)]),
        ("es", "Revisado por la Dra. Ana Pérez el martes, 3 de junio de 2025", [(R, DAY)]),
        ("en", "Author: Dr Ann Lee, Hamilton, 2014; Updated: Dr Jane Doe, registrar, June 2025.", [(M, MONTH)]),
        ("en", "Reviewed: Jane Doe, MD, June 3, 2025", [(R, DAY)]),
        ("en", "Reviewed by: Jane Doe, MD Date: June 3, 2025", [(R, DAY)]),
        ("en", "Updated: Prices of the flu season, June 2025", []),
        ("en", "Updated June 3, 2025 by the web team", [(M, DAY)]),
        ("en", "Medically reviewed by Jane Doe, M.D., F.A.A.N. in June 2025.", [(R, MONTH)]),
        ("de", "Medizinisch geprüft: Dr. Anna Muster, 3. Juni 2025", [(R, DAY)]),
        ("en", "Content reviewed by Jane Doe, MD on June 3, 2025", [(R, DAY)]),
        ("en", "Checked by Jane Doe, MD, in June 2025.", [(R, MONTH)]),
        ("en", "Answers checked by Jane Doe, AuD, and Ann Lee, MSc, in June 2025.", [(R, MONTH)]),
        ("en", "Tickets were checked by Jane Doe, MD, in June 2025.", []),
        ("en", "It was made by us. We will check it again in June 2025.", [(DUE, MONTH)]),
        ("en", "Last medical review performed by Jane Doe, MD, on June 3, 2025", [(R, DAY)]),
        ("it", "Aggiornato dal dott. Mario Rossi il 3 giugno 2025", [(M, DAY)]),
        ("it", "Aggiornato dalla redazione il 3 giugno 2025", [(M, DAY)]),
        ("it", "Contenuto verificato dalla Dott.ssa Anna Bianchi il 3 giugno 2025", [(R, DAY)]),
        ("it", "Revisione scientifica a cura del dott. Mario Rossi - 3 giugno 2025", [(R, DAY)]),
        ("it", "Revisionato dal comitato scientifico nel giugno 2025", [(R, MONTH)]),
        ("es", "Actualizado en junio de 2025", [(M, MONTH)]),
        ("es", "Revisado por la Dra. Ana Pérez en junio de 2025", [(R, MONTH)]),
        ("es", "Última revisión médica realizada por el Dr. Juan Gómez el 3 de junio de 2025", [(R, DAY)]),
        ("fr", "Relu et validé par le Dr Jean Dupont le 3 juin 2025", [(R, DAY)]),
        ("fr", "Mis à jour le 3 juin 2025 par la rédaction", [(M, DAY)]),
        ("fr", "Dernière relecture effectuée par le Dr Jean Dupont le 3 juin 2025", [(R, DAY)]),
        ("de", "Zuletzt geprüft von Dr. Anna Muster am 03.06.2025", [(R, DAY)]),
        ("de", "Zuletzt geprüft vom Ärzteteam am 3. Juni 2025", [(R, DAY)]),
        ("pt", "Revisado pelo Dr. João Silva em 3 de junho de 2025", [(R, DAY)]),
        ("pt", "Revisto pela Dra. Ana Sousa a 3 de junho de 2025", [(R, DAY)]),
        ("pt", "Revisão clínica: 3 de junho de 2025", [(R, DAY)]),
        ("cs", "Odborná revize: MUDr. Jan Novák, 3. 6. 2025", [(R, DAY)]),
        ("ru", "Проверено врачом: Иванов Пётр Петрович, 3 июня 2025", [(R, DAY)]),
        ("ja", "監修:山田 太郎 医師(2025年6月3日)", [(R, DAY)]),
        ("ko", "감수: 김철수 교수 (2025.06.03)", [(R, DAY)]),
        ("ar", "تمت المراجعة بواسطة د. سامر النجار في 3 يونيو 2025", [(R, DAY)]),
        ("he", 'נבדק על ידי ד"ר יוסי כהן בתאריך 3.6.2025', [(R, DAY)]),  # noqa: RUF001  letters of other languages
    ],
)
def test_people_between_a_label_and_its_date(language: str, text: str, stated: list[Found]) -> None:
    """By whom, in each language, before or behind the date."""
    assert found(text, language) == stated


@pytest.mark.parametrize(
    ("language", "text", "stated"),
    [
        ("en", "Next full review: 3 June 2025", [(DUE, DAY)]),
        ("en", "Next content review: 3 June 2025", [(DUE, DAY)]),
        ("en", "Review date due: 3 June 2025", [(DUE, DAY)]),
        ("en", "Next page Last review: 3 June 2025", [(R, DAY)]),
        ("de", "Nächste fachliche Prüfung: 3. Juni 2025", [(DUE, DAY)]),
        ("ru", "Следующая дата проверки: 3 июня 2025", [(DUE, DAY)]),
        ("ko", "다음 검토일: 2025-06-03", [(DUE, DAY)]),
        ("ja", "次回監修日 2025年6月3日", [(DUE, DAY)]),
        ("he-IL", "תאריך בדיקה הבאה: 03/06/2025", [(DUE, DAY)]),
        ("th", "วันที่ตรวจสอบครั้งต่อไป: 3 มิถุนายน 2568", [(DUE, DAY)]),
        ("en", "This page was last reviewed for clinical accuracy on 3 June 2025.", [(R, DAY)]),
        ("en", "Expert reviewed: 3 June 2025", [(R, DAY)]),
        ("en", "Date: 03/06/2022, review date: 03/06/2025", [(DUE, "2025-03-06/2025-06-03")]),
        ("en", "Date of last review of the evidence: June 2025", [("evidence_through", MONTH)]),
        ("pt", "A última atualização da diretriz foi em junho de 2025.", []),
        ("pt", "A última atualização da página foi em 3 de junho de 2025.", [(M, DAY)]),
        ("sv", "Den nationella riktlinjen uppdaterades senast den 3 juni 2025.", []),
        ("sv", "Sidan uppdaterades senast den 3 juni 2025.", [(M, DAY)]),
        ("en", "Latest review: June 2025", [(R, MONTH)]),
        ("en", "FOR IMMEDIATE RELEASE: June 3, 2025", [("published", DAY)]),
        ("es", "Para publicación inmediata\n3 de junio de 2025", [("published", DAY)]),
        ("tl", "Huling nasuri: Hunyo 3, 2025", [(R, DAY)]),
        ("es", "Fecha de elaboración: mayo 2022. Fecha de revisión: junio 2025.", [("created", "2022-05"), (R, MONTH)]),
        ("es", "Actualizado: 03/jun/2025", [(M, DAY)]),
        ("es", "Vigente desde: 3 junio, 2025", [("current_as_of", DAY)]),
        ("en", "Scheduled for review: June 2025", [(DUE, MONTH)]),
        ("en", "Next content review 3 June 2025", [(DUE, DAY)]),
        ("en", "We will review this page in June 2025.", [(DUE, MONTH)]),
        ("en", "Online since 3 June 2025", [("published", DAY)]),
        ("en", "Edited on 3 June 2025", [(M, DAY)]),
        ("en", "Reviewed by Dr Jane Doe on: 3 June 2025", [(R, DAY)]),
        ("en", "Lantern Clinic\nAccuracy last checked: June 3, 2025\nTel 020 7946 0123", [(R, DAY)]),
        ("en", "Last updated 2025. June 3, 2019 was a rainy day.", [(M, "2025")]),
        ("en", "Last updated 2025. June is a month.", [(M, "2025")]),
        ("fr", "Prochaine révision prévue\n3 juin 2025", [(DUE, DAY)]),
        ("da", "SIDST ÆNDRET: 3. juni 2025", [(M, DAY)]),
        ("el-GR", "ΤΕΛΕΥΤΑΙΟΣ ΕΛΕΓΧΟΣ: 3/6/2025", [(R, DAY)]),
        ("vi-VN", "NGÀY CẬP NHẬT: ngày 3 tháng 6 năm 2025", [(M, DAY)]),
        ("ar", "آخر تحديث: 3 يونيو، 2025", [(M, DAY)]),
        ("hu", "Utolsó frissítés: 2025. június", [(M, MONTH)]),
        ("hu", "Legutóbbi felülvizsgálat: 2025. június 3. · Nagy Anna", [(R, DAY)]),
        ("lv", "Atjaunots 2025. gada jūnijā", [(M, MONTH)]),
        ("fi", "Seuraava tarkistus: 3.6.2025", [(DUE, DAY)]),
        ("sv", "Nästa översyn: 3 juni 2025", [(DUE, DAY)]),
        ("pl", "Następny przegląd: 3 czerwca 2025", [(DUE, DAY)]),
        ("cs", "Naposledy zkontrolováno: 3. června 2025", [(R, DAY)]),
        ("ro", "Următoarea revizuire: 3 iunie 2025", [(DUE, DAY)]),
        ("tr", "Sonraki gözden geçirme: 3 Haziran 2025", [(DUE, DAY)]),
        ("uk", "Наступний перегляд: 3 червня 2025", [(DUE, DAY)]),
        ("ja", "次回見直し予定 2025年6月3日", [(DUE, DAY)]),
        ("zh", "下次审核 2025年6月3日", [(DUE, DAY)]),
        ("ko", "최종 검수일 2025. 6. 3.", [(R, DAY)]),
        ("vi", "Lần xem xét tiếp theo: 03/06/2025", [(DUE, "2025-03-06/2025-06-03")]),
        ("hi", "अगली समीक्षा: 3 जून 2025", [(DUE, DAY)]),
        ("id", "Tinjauan berikutnya: 3 Juni 2025", [(DUE, DAY)]),
        ("en", "We last reviewed this page in June 2025.", [(R, MONTH)]),
        ("en", "Rev. 6/2025", [(M, MONTH)]),
        ("en", "Planned review date: June 2025", [(DUE, MONTH)]),
        ("en", "Revision due: June 2025", [(DUE, MONTH)]),
        ("en", "Date of issue: June 2025", [("published", MONTH)]),
        ("en", "Production date: June 2025", [("created", MONTH)]),
        ("en", "Reviewed and approved by Jane Doe, MD on June 3, 2025", [(R, DAY)]),
        ("en", "Evidence last checked: 3 June 2025", [("evidence_through", DAY)]),
        ("en", "Information correct at June 2025", [("current_as_of", MONTH)]),
        ("fr", "Date de mise en ligne : 3 juin 2025", [("published", DAY)]),
        ("de", "Nächste geplante Überarbeitung: Juni 2025", [(DUE, MONTH)]),
        ("de", "Zuletzt überarbeitet: 3. Juni 2025", [(M, DAY)]),
        ("es", "Esta página se actualizó el 3 de junio de 2025", [(M, DAY)]),
        ("es", "Fecha de la revisión: junio de 2025", [(R, MONTH)]),
        ("fr", "Article validé par le Dr Jean Dupont le 3 juin 2025", [(R, DAY)]),
        ("de", "Letzte vollständige Überprüfung: Juni 2025", [(R, MONTH)]),
        ("it", "Ultima revisione: 1° giugno 2025", [(R, "2025-06-01")]),
        ("nl", "Laatst bijgewerkt: 3 juni 2025", [(M, DAY)]),
        ("sv", "Senast granskad: 2025-06-03", [(R, DAY)]),
        ("da", "Sidst opdateret: 03.06.2025", [(M, DAY)]),
        ("nb", "Sist oppdatert 3. juni 2025", [(M, DAY)]),
        ("fi", "Päivitetty 3.6.2025", [(M, DAY)]),
        ("pl", "Data aktualizacji: 3 czerwca 2025", [(M, DAY)]),
        ("cs", "Poslední aktualizace: 3. června 2025", [(M, DAY)]),
        ("ro", "Ultima actualizare: 3 iunie 2025", [(M, DAY)]),
        ("tr", "Son güncelleme: 3 Haziran 2025", [(M, DAY)]),
        ("id", "Terakhir ditinjau: 3 Juni 2025", [(R, DAY)]),
        ("ru", "Обновлено 3 июня 2025 \u0433.", [(M, DAY)]),
        ("uk", "Дата оновлення: 3 червня 2025", [(M, DAY)]),
        ("ja", "最終更新日\uff1a2025年6月3日", [(M, DAY)]),
        ("zh-Hans", "更新时间\uff1a2025-06-03", [(M, DAY)]),
        ("zh-HK", "最近覆檢日期: 2025年6月3日", [(R, DAY)]),
        ("ko", "최종수정일 : 2025년 6월 3일", [(M, DAY)]),
        ("vi", "Cập nhật lần cuối: 3 tháng 6, 2025", [(M, DAY)]),
        ("vi", "Ngày cập nhật: 3 tháng 6 năm 2025", [(M, DAY)]),
        ("ar", "آخر مراجعة: 3 يونيو 2025", [(R, DAY)]),
        ("hi", "अंतिम अद्यतन: 3 जून 2025", [(M, DAY)]),
        ("de", "Letzte Bearbeitung: 03.06.2025", [(M, DAY)]),
        ("fr", "Révision médicale : 3 juin 2025", [(R, DAY)]),
        ("pt", "Postado em 3 de junho de 2025", [("published", DAY)]),
        ("nl", "Geschreven op 3 juni 2025", [("created", DAY)]),
        ("sv", "Sakgranskad: 2025-06-03", [(R, DAY)]),
        ("fi", "Viimeisin tarkistuspäivä 3.6.2025", [(R, DAY)]),
        ("fi", "Viimeinen päivitys 3.6.2025", [(M, DAY)]),
        ("pl", "Sprawdzono merytorycznie: 03.06.2025", [(R, DAY)]),
        ("cs", "Poslední úprava: 3. 6. 2025", [(M, DAY)]),
        ("cs", "Zkontrolováno: 3. 6. 2025", [(R, DAY)]),
        ("ru", "Статья проверена 3 июня 2025", [(R, DAY)]),
        ("ru", "Дата размещения: 03.06.2025", [("published", DAY)]),
    ],
)
def test_labels_of_more_wordings_and_languages(language: str, text: str, stated: list[Found]) -> None:
    """A label gives the role in the page's own language."""
    assert found(text, language) == stated


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Last modified & reviewed: June 3, 2025"),
        ("en", "Last reviewed & updated on 3 June 2025"),
        ("en", "Reviewed/Revised: June 3, 2025"),
        ("en", "Last reviewed / updated: 3 June 2025"),
        ("en", "Last revised and reviewed 3 June 2025"),
        ("es", "Última revisión y actualización: 3 de junio de 2025"),
        ("es", "Revisado/actualizado: 3 de junio de 2025"),
        ("fr", "Révisé et mis à jour le 3 juin 2025"),
        ("fr", "Dernière relecture et mise à jour : 3 juin 2025"),
        ("de", "Geprüft und aktualisiert: 03.06.2025"),
        ("de", "Letzte Überprüfung und Aktualisierung: 03.06.2025"),
        ("pt", "Revisto e atualizado em 3 de junho de 2025"),
        ("pt", "Última revisão e atualização: 3 de junho de 2025"),
        ("it", "Ultima revisione e aggiornamento: 3 giugno 2025"),
        ("it", "Revisionato e aggiornato il 3 giugno 2025"),
    ],
)
def test_one_date_for_two_roles(language: str, text: str) -> None:
    """A page that was reviewed and updated at once says both."""
    assert sorted(found(text, language)) == [(M, DAY), (R, DAY)]


@pytest.mark.parametrize(
    ("language", "text", "stated"),
    [
        ("en", "Last reviewed on 3 June 2025 and is due for review in June 2028", [(R, DAY), (DUE, "2028-06")]),
        ("en", "Date issued: 3 June 2025. Date for review: June 2028", [("published", DAY), (DUE, "2028-06")]),
        ("en", "To be reviewed by: June 2028", [(DUE, "2028-06")]),
        ("en", "This leaflet will be reviewed in June 2028", [(DUE, "2028-06")]),
        ("en", "Review by: June 2028", [(DUE, "2028-06")]),
        ("en", "Due to be reviewed: June 2028", [(DUE, "2028-06")]),
        ("de", "Nächste Revision: Februar 2028", [(DUE, "2028-02")]),
        ("de", "Die Inhalte wurden zuletzt im Juni 2025 überprüft.", [(R, MONTH)]),
        ("de", "Dieser Artikel wurde im Juni 2025 von Prof. Dr. A. Muster überprüft.", [(R, MONTH)]),
        ("fr", "Mise en ligne : 3 mai 2020. Actualisation : 3 juin 2025", [("published", "2020-05-03"), (M, DAY)]),
        (
            "es",
            "Publicado el 3 de mayo de 2020 · Actualizado el 3 de junio de 2025",
            [("published", "2020-05-03"), (M, DAY)],
        ),
        ("es", "Actualizado al 3 de junio de 2025", [(M, DAY)]),
        ("it", "Aggiornato al 3 giugno 2025", [(M, DAY)]),
        (
            "pt",
            "Publicado em 13/05/2020 10h00 Atualizado em 13/06/2025",
            [("published", "2020-05-13"), (M, "2025-06-13")],
        ),
        (
            "pt",
            "Publicado em 13/05/2020 às 10h00, atualizado em 13/06/2025",
            [("published", "2020-05-13"), (M, "2025-06-13")],
        ),
        ("en", "Reviewed with no changes: June 2025", [(R, MONTH)]),
        ("en", "We last checked this page on 3 June 2025. Next check due: June 2028", [(R, DAY), (DUE, "2028-06")]),
        ("en", "Last medically reviewed and updated: June 3, 2025", [(R, DAY), (M, DAY)]),
        ("da", "Opdateret d. 3. juni 2025", [(M, DAY)]),
        ("nl", "Gepubliceerd op 3 mei 2020, laatst gewijzigd op 3 juni 2025", [("published", "2020-05-03"), (M, DAY)]),
        ("id", "Ditinjau oleh dr. Budi Santoso pada 3 Juni 2025", [(R, DAY)]),
        ("fr", "Publié le 3 mai 2020, modifié le 3 juin 2025 à 10 h 15", [("published", "2020-05-03"), (M, DAY)]),
        ("fr", "Validation médicale : 3 juin 2025", [(R, DAY)]),
        ("de", "Letzte inhaltliche Überprüfung: 3. Juni 2025", [(R, DAY)]),
        ("it", "Data creazione: 3 maggio 2020", [("created", "2020-05-03")]),
    ],
)
def test_more_words_for_what_happened(language: str, text: str, stated: list[Found]) -> None:
    """What is planned is due, not done."""
    assert found(text, language) == stated


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The evidence will be reviewed in June 2028"),
        ("en", "Applications are due for review in June 2028"),
        ("en", "The vaccines, reviewed by a panel on June 3, 2025, are safe"),
        ("en", "It was updated June 3, 2025 by the agency"),
        ("fr", "Valide jusqu'au 3 juin 2025"),
        ("it", "Le linee guida, aggiornate dal ministero il 3 giugno 2025"),
        ("de", "Die Leitlinien wurden im Juni 2025 überarbeitet."),
        ("es", "La ley fue modificada por el Congreso el 3 de junio de 2025"),
        ("pt", "O protocolo foi atualizado pelo ministério em 3 de junho de 2025"),
    ],
)
def test_sentences_about_something_else(language: str, text: str) -> None:
    """The same words in the middle of a sentence say nothing of the page."""
    assert found(text, language) == []


def test_the_order_of_the_page_holds_in_its_text_too() -> None:
    """One day that can be read one way only shows how the others are written, wherever they are read."""
    below = "<p>Fecha de publicación: 03-05-2020 / Fecha de revisión: 13-06-2025</p>"
    page = f"<html lang=es><title>Sleep</title><body><article><h1>Sleep</h1>{TEXT}{below}</article>"
    read_page = generic(page)
    assert claims(read_page) == [("published", "2020-05-03", "text"), ("reviewed", "2025-06-13", "text")]


def test_the_order_shows_anywhere_in_a_long_line() -> None:
    """A line of many dates shows how the first is written by the last."""
    below = (
        "<p>Date published: 03/05/2020 | Date last updated: 04/06/2023, by the web team | Next review: 13/06/2026</p>"
    )
    assert claims(generic(f"<html lang=en><title>Sleep</title><body>{TEXT}{below}")) == [
        ("published", "2020-05-03", "text"),
        (M, "2023-06-04", "text"),
        (DUE, "2026-06-13", "text"),
    ]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Review date: June 2028", [(DUE, "2028-06", "text")]),
        (
            "Published: May 2024. Review date: 1 May 2027",
            [("published", "2024-05", "text"), (DUE, "2027-05-01", "text")],
        ),
        ("Review date: June 2025", [(R, MONTH, "text")]),
        ("Review date: 3 January 2026", [(R, "2026-01-03", "text")]),
        ("Issue date: June 2022. Review date: June 2025", [("published", "2022-06", "text"), (DUE, MONTH, "text")]),
        ("Issue date: June 2022. Review date: May 2025", [("published", "2022-06", "text"), (R, "2025-05", "text")]),
        ("Issue date: June 2022. Reviewed: June 2025", [("published", "2022-06", "text"), (R, MONTH, "text")]),
        (
            "Version 3.2 | Date approved: June 2022 | Review date: June 2025",
            [("unlabelled", "2022-06", "text"), (DUE, MONTH, "text")],
        ),
        ("Review date: June 2025. Issue date: June 2022", [(DUE, MONTH, "text"), ("published", "2022-06", "text")]),
        ("Review date: June 2025</p><p>Last reviewed: June 2022", [(DUE, MONTH, "text"), (R, "2022-06", "text")]),
        ("Review date: June 2025</p><p>Review date: June 2022", [(R, MONTH, "text"), (R, "2022-06", "text")]),
        ("Version 3, June 2022. Review date: June 2025", [(DUE, MONTH, "text")]),
        ("Version 3, June 2022. Review date: May 2025", [(R, "2025-05", "text")]),
        ("Author: Jane Doe<br>Date: June 2022<br>Review: June 2025", [(DUE, MONTH, "text")]),
        ("Date: June 2022</p><p>Review date: June 2025", [(DUE, MONTH, "text")]),
        (
            "Version</p><table><tr><th>No.<th>Date<th>Review date<tr><td>2<td>3 June 2022<td>3 June 2025</table><p>",
            [(DUE, DAY, "text")],
        ),
        ("Ratified: June 2022. Review date: May 2025", [("unlabelled", "2022-06", "text"), (R, "2025-05", "text")]),
        ("Last reviewed: June 2028", [(R, "2028-06", "text")]),
        ("Medically reviewed on June 3, 2028", [(R, "2028-06-03", "text")]),
    ],
)
def test_a_review_date_ahead_is_due(text: str, stated: list[tuple[str, str, str]]) -> None:
    """On a page read on 2 January 2026: what has no "last" in it and is to come, or whole years behind the issue."""
    assert claims(document(below=f"<p>{text}</p>")) == stated


def test_the_date_of_a_guideline_is_its_own() -> None:
    """A sentence that names a work right before a comma dates that work, also where it closes there."""
    line = "<p>This leaflet is based on guideline NG215, last updated May 2022.</p><p>Last reviewed: 3 June 2025</p>"
    stated = [(claim.role, claim.value, claim.scope) for claim in document(below=line).dates]
    assert stated == [(M, "2022-05", "source"), (R, DAY, "page")]


def test_a_day_with_a_label_is_not_bare_too() -> None:
    """Said once with its label, wherever its words stand closer together."""
    line = "<p>Last reviewed: 3<sup>rd</sup> June 2025</p>"
    assert [(claim.role, claim.value) for claim in document(below=line).dates] == [(R, DAY)]


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("Review: June 2020", {"reviewed": "2020-06"}),
        ("Version: 2. Published: June 2022. Review: June 2025", {"published": "2022-06", "next_review_due": "2025-06"}),
        ("Review</p><p>3 June 2025", {}),
        ("Film review: 3 June 2025", {}),
    ],
)
def test_review_behind_a_colon(text: str, chosen: dict[str, str]) -> None:
    """Leaflets print it for the review that was and for the one that is due; a heading "Review" says neither."""
    page = document(below=f"<p>{text}</p>")
    dates = {"published": page.published, "reviewed": page.reviewed, "next_review_due": page.next_review_due}
    assert {role: date.value for role, date in dates.items() if date is not None} == chosen

"""Dates in the counts and figures of other countries: read where it is certain which day they are, else not at all."""

# ruff: noqa: RUF001 - letters of other languages

from __future__ import annotations

import pytest

from pipeline.parsers.dates import DateStyle, parse_value, unlabelled_in
from tests.parsers.readings import generic
from tests.parsers.test_dates_forms import Found, found
from tests.parsers.test_page_dates import TEXT, claims

R, M, P = "reviewed", "modified", "published"
DAY, MONTH = "2023-06-05", "2023-06"


@pytest.mark.parametrize(
    ("language", "text", "stated"),
    [
        ("ja", "最終更新日：令和5年6月5日", [(M, DAY)]),
        ("ja", "更新日：2023年（令和5年）6月5日", [(M, DAY)]),
        ("ja", "更新日：令和5（2023）年6月5日", [(M, DAY)]),
        ("ja", "更新日：令和５年６月５日", [(M, DAY)]),
        ("ja", "更新日：令和5年6月", [(M, MONTH)]),
        ("ja", "更新日：2023年6月", [(M, MONTH)]),
        ("ja", "掲載日：令和元年6月5日", [(P, "2019-06-05")]),
        ("ja", "掲載日：平成31年4月30日 更新日：令和5年6月5日", [(P, "2019-04-30"), (M, DAY)]),
        ("ja", "掲載日：昭和63年6月5日", [(P, "1988-06-05")]),
        ("zh-TW", "最後更新日期：民國 112 年 6 月 5 日", [(M, DAY)]),
        ("zh-Hant", "更新日期：112/06/05", [(M, DAY)]),
        ("zh-TW", "發布日期: 112.6.5 更新日期:112-06-05", [(P, DAY), (M, DAY)]),
        ("ko", "수정일 2023. 6. 5.", [(M, DAY)]),
        ("ko", "등록일 2020. 1. 15 | 수정일 2023. 6. 5. (월)", [(P, "2020-01-15"), (M, DAY)]),
        ("hu", "Utolsó frissítés: 2023. június 5.", [(M, DAY)]),
        ("th", "ปรับปรุงล่าสุด: 5 มิถุนายน 2566", [(M, DAY)]),
        ("th", "เผยแพร่เมื่อ 5 มิ.ย. พ.ศ. 2566", [(P, DAY)]),
        ("th", "วันที่ปรับปรุง: ๕ มิถุนายน ๒๕๖๖", [(M, DAY)]),
        ("th", "วันที่ปรับปรุง: 05/06/2566", [(M, DAY)]),
        ("th", "ปรับปรุงล่าสุด: มิถุนายน 2023", [(M, MONTH)]),
        ("ar", "آخر تحديث: ٥ يونيو ٢٠٢٣", [(M, DAY)]),
        ("ar", "تاريخ النشر: ١٥\u200f/٦\u200f/٢٠٢٣", [(P, "2023-06-15")]),
        ("ar", "تاريخ النشر: ٥/٦/٢٠٢٣", [(P, "2023-05-06/2023-06-05")]),
        ("ar", "آخر تحديث: 5 حزيران 2023", [(M, DAY)]),
        ("ar", "آخر تحديث: 5 جوان 2023", [(M, DAY)]),
        ("fa", "آخرین به\u200cروزرسانی: ۵ ژوئن ۲۰۲۳", [(M, DAY)]),
        ("hi", "अंतिम अद्यतन: ५ जून २०२३", [(M, DAY)]),
    ],
)
def test_days_that_are_certain(language: str, text: str, stated: list[Found]) -> None:
    """Eras, the Thai count and figures of other scripts are our calendar's days under other numbers."""
    assert found(text, language) == stated


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fa", "آخرین به\u200cروزرسانی: ۱۴۰۲/۰۳/۱۵"),
        ("fa", "تاریخ انتشار: ۱۹ خرداد ۱۳۹۹"),
        ("fa", "تاریخ انتشار: 1402/03/15"),
        ("ar", "آخر تحديث: ١٥ ذو القعدة ١٤٤٤"),
        ("ja", "更新日：平成32年4月1日"),
        ("ja", "更新日：令和元年4月1日"),
        ("ja", "更新日：令和5年13月1日"),
        ("zh-TW", "更新日期：112年6月5日"),
        ("zh-TW", "更新日期：112/13/05"),
        ("zh-CN", "更新日期：112/06/05"),
        ("ja", "更新日：112/06/05"),
        ("th", "ปรับปรุงล่าสุด: รุ่น 2566"),
        ("th", "รับประทานวันละ 2500 มก. ไม่เกิน 2550"),
        ("en", "Last updated: 2566"),
        ("en", "J Pain. Published 2020. 3. 14."),
    ],
)
def test_days_that_are_not(language: str, text: str) -> None:
    """Months of other calendars are not ours; an era has a first and a last day; a number alone may be any."""
    assert all(value[:4] == "2020" and len(value) == 4 for _, value in found(text, language))


def test_the_words_stay_as_the_page_has_them() -> None:
    """The value is our calendar's, the raw words are the page's."""
    page = f"<html lang=ja><title>x</title><body><main><h1>睡眠</h1>{TEXT}<p>更新日：令和5年6月5日</p></main>"
    record = generic(page)
    assert claims(record) == [(M, DAY, "text")]
    assert record.dates[0].raw == "令和5年6月5日"


def test_bare_days() -> None:
    """Such a day needs no label where a bare one is the page's."""
    bare = unlabelled_in("令和5年6月5日", locator="p", style=DateStyle("ja"))
    assert bare is not None
    assert bare.value == DAY
    assert parse_value("2023. 6. 5.", language="en") is None


@pytest.mark.parametrize(
    ("language", "text", "stated"),
    [
        ("en", "This leaflet was last revised in 03/2022.", [(M, "2022-03")]),
        ("de", "Diese Packungsbeilage wurde zuletzt überarbeitet im März 2022.", [(M, "2022-03")]),
        ("fr", "La dernière date à laquelle cette notice a été révisée est mars 2022.", [(M, "2022-03")]),
        ("es", "Fecha de la última revisión de este prospecto: 03/2022", [(M, "2022-03")]),
        ("it", "Questo foglio illustrativo è stato aggiornato il 5 marzo 2022", [(M, "2022-03-05")]),
        ("pt", "Este folheto foi revisto pela última vez em março de 2022", [(M, "2022-03")]),
        ("nl", "Deze bijsluiter is voor het laatst goedgekeurd in maart 2022", [(M, "2022-03")]),
        ("sv", "Denna bipacksedel ändrades senast 2022-03-05", [(M, "2022-03-05")]),
        ("da", "Denne indlægsseddel blev senest ændret 03/2022", [(M, "2022-03")]),
        ("nb", "Dette pakningsvedlegget ble sist oppdatert 05.03.2022", [(M, "2022-03-05")]),
        ("fi", "Tämä pakkausseloste on tarkistettu viimeksi 5.3.2022", [(M, "2022-03-05")]),
        ("pl", "Data ostatniej aktualizacji ulotki: 03.2022", [(M, "2022-03")]),
        ("cs", "Tato příbalová informace byla naposledy revidována 5. 3. 2022", [(M, "2022-03-05")]),
        ("ro", "Acest prospect a fost revizuit în martie 2022", [(M, "2022-03")]),
        ("bg", "Дата на последно преразглеждане на листовката: 03/2022", [(M, "2022-03")]),
        (
            "el",
            "Το παρόν φύλλο οδηγιών χρήσης αναθεωρήθηκε για τελευταία φορά στις 5 Μαρτίου 2022",
            [(M, "2022-03-05")],
        ),
        ("et", "Infoleht on viimati uuendatud märtsis 2022", [(M, "2022-03")]),
        ("hr", "Ova uputa je zadnji puta revidirana u ožujku 2022.", [(M, "2022-03")]),
        ("hu", "A betegtájékoztató legutóbbi felülvizsgálatának dátuma: 2022. március", [(M, "2022-03")]),
        ("is", "Þessi fylgiseðill var síðast uppfærður í mars 2022.", [(M, "2022-03")]),
        ("lt", "Šis pakuotės lapelis paskutinį kartą peržiūrėtas 2022-03-05", [(M, "2022-03-05")]),
        ("lv", "Šī lietošanas instrukcija pēdējo reizi pārskatīta 03/2022", [(M, "2022-03")]),
        ("mt", "Dan il-fuljett kien rivedut l-aħħar f’03/2022", [(M, "2022-03")]),
        ("pl", "Data ostatniej aktualizacji ulotki: marzec 2022", [(M, "2022-03")]),
        ("sk", "Táto písomná informácia bola naposledy aktualizovaná v marci 2022.", [(M, "2022-03")]),
        ("sl", "Navodilo je bilo nazadnje revidirano dne 5. 3. 2022", [(M, "2022-03-05")]),
        ("ru", "Обновлено в марте 2022 г.", [(M, "2022-03")]),
        ("uk", "Останнє оновлення: у березні 2022 р.", [(M, "2022-03")]),
        ("pl", "Ostatnio zaktualizowano w marcu 2022", [(M, "2022-03")]),
        ("cs", "Naposledy aktualizováno v listopadu 2022", [(M, "2022-11")]),
        ("hr", "Zadnji put ažurirano u listopadu 2022.", [(M, "2022-10")]),
        ("sv", "Senast uppdaterad i mars 2022", [(M, "2022-03")]),
        ("fi", "Päivitetty viimeksi toukokuussa 2022", [(M, "2022-05")]),
        ("nl", "Deze tekst is aangepast op 12 december 2022", [(M, "2022-12-12")]),
        ("sv", "Sidan uppdaterad 5 mars 2022", [(M, "2022-03-05")]),
        ("el", "Τελευταία ενημέρωση: 5 Ιουνίου 2023", [(M, DAY)]),
        ("he", "עודכן לאחרונה: 5 ביוני 2023", [(M, DAY)]),
        ("bg", "Последна актуализация: 5 юни 2023 г.", [(M, DAY)]),
        ("ca", "Darrera actualització: 5 de juny de 2023", [(M, DAY)]),
        ("cy", "Adolygwyd ddiwethaf: 5 Mehefin 2023", [(R, DAY)]),
        ("tl", "Huling na-update: Hunyo 5, 2023", [(M, DAY)]),
        (
            "en",
            "Last reviewed: 12 May 2023. Next due: 12 May 2026",
            [(R, "2023-05-12"), ("next_review_due", "2026-05-12")],
        ),
        ("en", "This leaflet was produced in May 2023", [("created", "2023-05")]),
    ],
)
def test_leaflets_of_medicines_and_more_languages(language: str, text: str, stated: list[Found]) -> None:
    """The sentence that closes each leaflet of a medicine in the EU (EMA's template) says one thing in all languages;
    national services' lines."""
    assert found(text, language) == stated


@pytest.mark.parametrize(
    "line",
    [
        "Clinic closed on 26 May 2024",
        "Register by June 4, 2024",
        "Webinar: May 3, 2024, 6 pm",
        "From 3 May 2024",
        "Approved by the agency on May 3, 2021",
        "Open until 3 May 2024",
    ],
)
def test_what_a_line_says_happens_then_is_no_date_of_the_page(line: str) -> None:
    """Deadlines, events and what begins or ends then."""
    page = f"<html lang=en><title>x</title><body><main><h1>Sleep</h1>{TEXT}<p>{line}</p></main>"
    assert claims(generic(page)) == []


def test_a_cell_belongs_to_what_the_cell_before_it_says() -> None:
    """A day in a table of facts is that of its row."""
    row = "<table><tr><td>Marketing start date</td><td>{}</td></tr><tr><td>Form</td><td>Tablet</td></tr></table>"
    page = f"<html lang=en-US><title>x</title><body><main><h1>Sleep</h1>{TEXT}{row}</main>"
    assert claims(generic(page.format("01/05/2010"))) == []

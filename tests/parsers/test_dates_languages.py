"""Dates and labels of more languages: of the EU and its neighbours, and of the leaflets that services translate."""

from __future__ import annotations

import pytest

from pipeline.parsers.dates import parse_value
from tests.parsers.test_dates_forms import Found, found
from tests.parsers.test_page_dates import claims, document

MAY, OCTOBER = ("published", "2021-05-03"), ("modified", "2023-10-15")
REVIEWED_AND_OCTOBER = [("reviewed", "2021-05-03"), OCTOBER]
CREATED_AND_DUE = [("created", "2021-05-03"), ("next_review_due", "2023-10")]


@pytest.mark.parametrize(
    ("language", "text", "stated"),
    [
        ("hr", "Objavljeno: 3. svibnja 2021. | Ažurirano: 15. listopada 2023.", [MAY, OCTOBER]),
        ("bs", "Datum objave: 3. maja 2021. | Posljednja izmjena: 15. listopada 2023.", [MAY, OCTOBER]),
        ("pl", "Opublikowano: 3 maja 2021 | Zaktualizowano: 15 listopada 2023", [MAY, ("modified", "2023-11-15")]),
        ("pl", "Data aktualizacji: październik 2023", [("modified", "2023-10")]),
        ("cs", "Poslední aktualizace: 15. listopadu 2023", [("modified", "2023-11-15")]),
        ("cs", "Poslední revize: říjen 2023", [("reviewed", "2023-10")]),
        ("sl", "Objavljeno: 3. maja 2021 | Posodobljeno: 15. oktobra 2023", [MAY, OCTOBER]),
        ("sr", "Objavljeno: 3. maj 2021. | Ažurirano: 15. oktobar 2023.", [MAY, OCTOBER]),
        ("sr", "Објављено: 3. мај 2021. | Ажурирано: 15. октобар 2023.", [MAY, OCTOBER]),
        ("mk", "Објавено: 3 мај 2021 | Ажурирано: 15 октомври 2023", [MAY, OCTOBER]),
        ("sk", "Zverejnené: 3. mája 2021 | Aktualizované: 15. októbra 2023", [MAY, OCTOBER]),
        ("et", "Avaldatud: 3. mai 2021 | Uuendatud: 15. oktoober 2023", [MAY, OCTOBER]),
        ("lv", "Publicēts: 2021. gada 3. maijs | Atjaunots: 15. oktobris 2023", [MAY, OCTOBER]),
        ("lt", "Paskelbta: 2021 m. gegužės 3 d. | Atnaujinta: 2023 m. spalio 15 d.", [MAY, OCTOBER]),
        ("is", "Birt: 3. maí 2021 | Síðast uppfært: 15. október 2023", [MAY, OCTOBER]),
        ("sq", "Publikuar: 3 maj 2021 | Përditësuar së fundi: 15 tetor 2023", [MAY, OCTOBER]),
        ("ms", "Tarikh terbit: 3 Mei 2021 | Semakan Akhir : 23 Ogos 2019", [MAY, ("reviewed", "2019-08-23")]),
        ("ms", "Dikemas kini pada 5 Mac 2024", [("modified", "2024-03-05")]),
        ("sw", "Imechapishwa: 3 Mei 2021 | Ilisasishwa mwisho: 15 Oktoba 2023", [MAY, OCTOBER]),
        ("af", "Datum gepubliseer: 3 Mei 2021 | Laas opgedateer: 15 Oktober 2023", [MAY, OCTOBER]),
        ("az", "Dərc tarixi: 3 may 2021 | Son yenilənmə: 15 oktyabr 2023", [MAY, OCTOBER]),
        ("eu", "Argitaratze data: 2021/05/03 | Azken eguneratzea: 2023/10/15", [MAY, OCTOBER]),
        ("ga", "Foilsithe: 3 Bealtaine 2021", [MAY]),
        ("ta", "வெளியிடப்பட்டது: 3 மே 2021 | கடைசியாகப் புதுப்பிக்கப்பட்டது: 15 அக்டோபர் 2023", [MAY, OCTOBER]),
        ("kk", "Жарияланған күні: 3 мамыр 2021 | Соңғы жаңарту: 15 қазан 2023", [MAY, OCTOBER]),
        ("ka", "გამოქვეყნდა: 3 მაისი 2021 | ბოლო განახლება: 15 ოქტომბერი 2023", [MAY, OCTOBER]),
        ("hy", "Հրապարակվել է: 3 մայիսի 2021 | Վերջին թարմացում՝ 15 հոկտեմբերի 2023", [MAY, OCTOBER]),  # noqa: RUF001
        ("pl", "Tę stronę ostatnio edytowano 15 paź 2023, 21:04.", [OCTOBER]),
        ("fr", "La dernière modification de cette page a été faite le 15 octobre 2023 à 21:04.", [OCTOBER]),
        ("es", "Esta página se editó por última vez el 15 oct 2023 a las 21:04.", [OCTOBER]),
        ("nl", "Deze pagina is voor het laatst bewerkt op 15 okt 2023 om 21:04.", [OCTOBER]),
        ("mt", "L-aħħar aġġornament: 15 Ottubru 2023", [OCTOBER]),
        ("bn", "প্রকাশের তারিখ: ৩ মে ২০২১ | সর্বশেষ আপডেট: ১৫ অক্টোবর ২০২৩", [MAY, OCTOBER]),
        ("uk", "Дата оновлення: жовтень 2023", [("modified", "2023-10")]),
        ("pl", "Data publikacji: 3 maj 2021, 10:15 | Data aktualizacji: 15 paź 2023, 12:00", [MAY, OCTOBER]),
        ("cs", "Publikováno: 3. kvě 2021 | Aktualizováno: 15. říj 2023", [MAY, OCTOBER]),
        ("tr", "Yayın tarihi: 3 May 2021 | Son güncelleme: 15 Eki 2023", [MAY, OCTOBER]),  # noqa: RUF001
        ("hr", "Objavljeno: 3. svi 2021. | Ažurirano: 15. lis 2023.", [MAY, OCTOBER]),
        ("uk", "Опубліковано: 3 трав. 2021 р. | Оновлено: 15 жовт. 2023 р.", [MAY, OCTOBER]),  # noqa: RUF001
        ("ja", "2021年5月3日公開 2023年10月15日更新", [MAY, OCTOBER]),
        ("ja", "( 2021年5月3日 掲載 ) | 2023/10/15 改訂", [MAY, OCTOBER]),
        ("ja", "診療の手引き 2021年5月3日改訂", []),
        ("ja", "2021年5月3日公開された手引きによる", []),
        ("sv", "Publicerad den 3 maj 2021 kl. 10.15 | Skapad: 2023-10-15", [MAY, ("created", "2023-10-15")]),
        ("fi", "Julkaistu 3.5.2021 klo 10.15. Viimeisin muutos 15.10.2023", [MAY, OCTOBER]),
        ("pl", "Opublikowano 3 maja 2021 r. | Ostatnio zaktualizowano: 15.10.2023", [MAY, OCTOBER]),
        ("pl", "Data ostatniej weryfikacji: 3 maja 2021 r.", [("reviewed", "2021-05-03")]),
        ("cs", "Vytvořeno: 3. 5. 2021 | Datum příští revize: 10/2023", CREATED_AND_DUE),
        ("hu", "Lektorálva: 2021. május 3. | Utoljára módosítva: 2023. október 15.", REVIEWED_AND_OCTOBER),
        ("ro", "Revizuit medical: 3 mai 2021 | Actualizat la data de 15 octombrie 2023", REVIEWED_AND_OCTOBER),
        ("tr", "Yayınlandı: 3 Mayıs 2021 | Güncellenme: 15 Ekim 2023", [MAY, OCTOBER]),  # noqa: RUF001
        ("ru", "Опубликована 3 мая 2021 | Статья обновлена: 15 октября 2023", [MAY, OCTOBER]),
        ("uk", "Перевірено: 3 травня 2021 р. | Оновлено 15 жовтня 2023 р.", REVIEWED_AND_OCTOBER),  # noqa: RUF001
        ("bg", "Публикувано на 3 май 2021 | Обновена на 15 октомври 2023", [MAY, OCTOBER]),
        ("he", "פורסם ב: 03.05.2021 | עודכן ב-15 באוקטובר 2023", [MAY, OCTOBER]),
        ("ar", "نُشر في 3 مايو 2021 | تم التحديث في 15 أكتوبر 2023", [MAY, OCTOBER]),
        ("hi", "प्रकाशित तिथि: 3 मई 2021 | अंतिम संशोधन: 15 अक्टूबर 2023", [MAY, OCTOBER]),
        ("fa", "تاریخ انتشار: 3 مه 2021 | آخرین ویرایش: ۱۵ اکتبر ۲۰۲۳", [MAY, OCTOBER]),  # noqa: RUF001
        ("nl", "Gecontroleerd door dr. Jan Bos op 3 mei 2021", [("reviewed", "2021-05-03")]),
        ("sv", "Granskad av Anders Berg, läkare, 2021-05-03", [("reviewed", "2021-05-03")]),
        ("da", "Opdateret af Hanne Madsen den 15. oktober 2023", [OCTOBER]),
        ("pl", "Zweryfikowano przez Annę Nowak, 3 maja 2021", [("reviewed", "2021-05-03")]),
        ("id", "Dipublish tanggal: 3 Mei 2021 | Tanggal pembaruan: 15 Okt 2023", [MAY, OCTOBER]),
        ("th", "วันที่โพสต์ 3 พฤษภาคม 2564 | อัพเดท 15 ต.ค. 2566", [MAY, OCTOBER]),
        ("zh", "張貼日期: 2021/05/03 | 最後異動日期: 2023/10/15", [MAY, OCTOBER]),
        ("ko", "입력 2021.05.03 | 감수일: 2023.10.15", [MAY, ("reviewed", "2023-10-15")]),
        ("el", "Δημοσιεύθηκε: 3 Μαΐ 2021 | Ενημερώθηκε: 15 Οκτ. 2023", [MAY, OCTOBER]),
        ("zh", "2021-05-03 发布\n2023年10月15日更新", [MAY, OCTOBER]),
        ("tr", "3 Mayıs 2021 tarihinde yayınlandı\n15 Ekim 2023 tarihinde güncellendi", [MAY, OCTOBER]),  # noqa: RUF001
        ("hi", "3 मई 2021 को प्रकाशित", [MAY]),
    ],
)
def test_days_and_labels(language: str, text: str, stated: list[Found]) -> None:
    """The months of a language are those of its pages, in the cases that dates use."""
    assert found(text, language) == stated


def test_a_month_that_neighbours_mean_otherwise_is_read_by_language_alone() -> None:
    """ "listopada" is October in Croatian and November in Polish: where the page does not say, nobody knows."""
    assert parse_value("15. listopada 2023", language="hr-HR") == parse_value("2023-10-15")
    assert parse_value("15 listopada 2023", language="pl") == parse_value("2023-11-15")
    assert parse_value("15 listopada 2023") is None
    assert parse_value("Mac 2021", language="en") is None
    assert parse_value("15 lis 2023", language="hr") == parse_value("2023-10-15")
    assert parse_value("15 des 2000", language="fr") is None


def test_every_day_with_a_short_year_is_read() -> None:
    """Two on a line, or in two lines, each with its label; of bare ones the one most likely the page's."""
    both = [("created", "2021-05-03", "text"), ("modified", "2023-06-04", "text")]
    foot = "<footer>\u00a9 2021-2023 A Clinic</footer>"

    def own(above: str) -> list[tuple[str, str, str]]:
        return [claim for claim in claims(document(above, around=foot)) if claim[0] != "copyright"]

    assert own("<p>Created: 3.5.21, updated: 4.6.23</p>") == both
    assert own("<p>Created: 3.5.21</p><p>Last updated: 4.6.23</p>") == both
    assert own("<p>3.5.21</p><p>Picture: 4.6.23</p>") == [("unlabelled", "2021-05-03", "text")]

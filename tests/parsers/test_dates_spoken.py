"""Pages that state no language, or English that they are not written in, are dated in their own words."""

from __future__ import annotations

import pytest

from pipeline.model.document import Document
from pipeline.parsers.dates.spoken import language_spoken
from tests.parsers.readings import generic

_WRITTEN = """
pl|Data aktualizacji: 3 maja 2022|Katar sienny wraca każdej wiosny i nie mija, jeśli się go nie leczy. Nos zatyka się w
 nocy, a oczy swędzą. Kto ma katar, może spać na boku i pić wodę. Syrop nie jest lekiem na katar.
es|Última actualización: 3 de mayo de 2022|La fiebre de la infancia no es peligrosa de por sí. La temperatura de la piel
 sube de noche y baja de día. Para la cita de la tarde llame antes a la consulta de pediatría.
fr|Dernière mise à jour : 3 mai 2022|La fièvre de l'enfant n'est pas dangereuse. La température de la peau monte la
 nuit, de même que la soif. En cas de doute, la pharmacie de garde ou un médecin de la ville répond.
sv|Senast uppdaterad: 3 maj 2022|Besvären kommer tillbaka på våren och är värst på kvällen. Det kan hjälpa att duscha,
 men det är inte säkert att det räcker för den som är mycket känslig.
id|Terakhir diperbarui: 3 Mei 2022|Keluhan ini kembali pada musim hujan dan tidak hilang dengan sendirinya. Obat yang
 dipakai untuk hidung dapat menolong, dan dari apotek Anda dapat meminta nasihat untuk anak.
ru|Дата обновления: 3 мая 2022 г.|Насморк возвращается весной и не проходит сам. По ночам нос заложен, и человек не
 спит. Для лечения это не опасно, но при кашле на приём к врачу идут в тот же день. Ann Lee. Ways of the cold.
ja|最終更新日: 2022年5月3日|鼻水は春になるとくり返し現れます。夜は鼻がつまり、よく眠れない人もいます。
he|עדכון אחרון: 3 במאי 2022|הנזלת חוזרת בכל אביב ואינה חולפת מעצמה. בלילה האף סתום ואנשים רבים אינם ישנים היטב.
"""  # noqa: RUF001
PAGES = {line[:2]: line[3:].split("|")[::-1] for line in _WRITTEN.replace("\n ", " ").strip().splitlines()}


def page(language: str | None, text: str, foot: str) -> Document:
    stated = f" lang={language}" if language else ""
    html = (
        f"<html{stated}><meta charset=utf-8><title>A1</title><body><main><h1>A1</h1><p>{text}</p><p>{foot}</p></main>"
    )
    return generic(html)


@pytest.mark.parametrize("stated", [None, "en", "en-US"])
@pytest.mark.parametrize("language", PAGES)
def test_labels_are_read_in_the_language_of_the_words(language: str, stated: str | None) -> None:
    """A template of its theme says "en", or nothing: the day of the last change is known all the same."""
    record = page(stated, *PAGES[language])
    assert record.modified is not None
    assert record.modified.value == "2022-05-03"
    assert record.language == stated


def test_a_region_that_is_not_the_pages_swaps_no_day_and_month() -> None:
    """A Polish page of a theme that says "en-US" writes no day in the order of America."""
    record = page("en-US", PAGES["pl"][0], "Data aktualizacji: 04/05/2022")
    assert record.modified is not None
    assert record.modified.value == "2022-04-05/2022-05-04"


@pytest.mark.parametrize(
    ("host", "stated", "day"),
    [
        ("salud.gob.ar", "es", "2024-05-04"),
        ("clinic.org.au", "en-US", "2024-05-04"),
        ("trust.co.uk", "en", "2024-05-04"),
        ("library.gov", "es", "2024-04-05"),
        ("medicine.edu", "en", "2024-04-05"),
        ("x.test", "tr-TR", "2024-05-04"),
        ("x.test", "es", "2024-04-05/2024-05-04"),
        ("clinic.io", "en", "2024-04-05/2024-05-04"),
        ("ministry.jp", "en", "2024-04-05/2024-05-04"),
    ],
)
def test_a_country_writes_its_days_in_its_order(host: str, stated: str, day: str) -> None:
    """That of the host, else that of the language: "en-US" is what themes say that nobody asked, anywhere."""
    html = f"<html lang={stated}><title>A1</title><body><main><h1>A1</h1><p>Text.</p><p>Last updated: 04/05/2024</main>"
    record = generic(html, f"https://{host}/a")
    assert record.modified is not None
    assert record.modified.value == day


@pytest.mark.parametrize(
    ("foot", "day"),
    [
        ("A Hospital, 1 Elm Street, Springfield, IL 62701-1234", "2024-04-05"),
        ("A Trust, 1 Elm Street, Bath BA1 5RN", "2024-05-04"),
        ("A Hospital, 1 Elm Street, Springfield, IL 62701, and A Trust, Bath BA1 5RN", "2024-04-05/2024-05-04"),
        ("A Hospital, 1 Elm Avenue, Toronto, ON M5G 1X8", "2024-04-05/2024-05-04"),
    ],
)
def test_a_postal_address_at_the_foot_tells_the_country(foot: str, day: str) -> None:
    """Where nothing else does; what the text names somewhere may be anybody's address, and day 13 goes before."""
    text = "<html lang=en><title>A1</title><body><main><h1>A1</h1><p>Text.</p><p>Last updated: 04/05/2024</p>{}</main>"
    for html, value in (
        (f"{text.format('')}<footer><p>{foot}</p></footer>", day),
        (text.format(f"<p>{foot}</p>"), "2024-04-05/2024-05-04"),
        (f"{text.format('<p>Published: 13/04/2024</p>')}<footer><p>{foot}</p></footer>", "2024-05-04"),
    ):
        record = generic(html, "https://hospital.test/a")
        assert record.modified is not None
        assert record.modified.value == value


@pytest.mark.parametrize(
    ("stated", "text"),
    [
        ("de", PAGES["pl"][0]),
        ("en-GB", "The nose is blocked at night and many people do not sleep well."),
        ("en-GB", "Dose: 5 mg. Take with water."),
        (None, "Dose: 5 mg. Take with water."),
    ],
)
def test_a_stated_language_holds(stated: str | None, text: str) -> None:
    """What a page states is believed but for English without a word of it, and few words tell nothing."""
    assert language_spoken(stated, [text]) == stated


def page_up_to_its_end(language: str) -> str:
    """A page that states this language, open: two sections of words of none."""
    text = f"<p>{'A1 B2 C3 D4 E5 F6 G7 H8. ' * 12}</p>"
    return f"<html lang={language}><title>A1</title><body><main><h1>A1</h1>{text}<h2>A2</h2>{text}"


_RELATED = """
pl|Podobne artykuły|Zaktualizowano: 3 maja 2024|Źródła
cs|Mohlo by vás zajímat|Aktualizováno: 3. 5. 2024|Zdroje
hu|Kapcsolódó cikkek|Frissítve: 2024. május 3.|Források
ro|Articole similare|Actualizat: 3 mai 2024|Bibliografie
tr|İlgili yazılar|Güncelleme tarihi: 3 Mayıs 2024|Kaynaklar
sv|Läs mer|Uppdaterad: 2024-05-03|Källor
fi|Lue myös|Päivitetty: 3.5.2024|Lähteet
nl|Lees ook|Laatst bijgewerkt: 3 mei 2024|Bronnen
ru|Читайте также|Обновлено: 3 мая 2024|Источники
uk|Читайте також|Оновлено: 3 травня 2024|Джерела
el|Σχετικά άρθρα|Τελευταία ενημέρωση: 3 Μαΐου 2024|Πηγές
he|כתבות נוספות|עודכן: 3 במאי 2024|מקורות
ar|مقالات ذات صلة|آخر تحديث: 3 مايو 2024|المراجع
id|Artikel terkait|Diperbarui: 3 Mei 2024|Referensi
vi|Bài viết liên quan|Cập nhật: 13/05/2024|Tài liệu tham khảo
th|บทความที่เกี่ยวข้อง|ปรับปรุงล่าสุด 3 พ.ค. 2567|เอกสารอ้างอิง
ja|関連記事|更新日: 2024年5月3日|参考文献
zh|相关推荐|更新时间: 2024-05-03|参考资料
ko|관련 기사|수정일: 2024-05-03|참고문헌
"""  # noqa: RUF001


@pytest.mark.parametrize("written", _RELATED.strip().splitlines())
def test_other_pages_and_sources_are_dated_for_themselves(written: str) -> None:
    """What a language calls related pages and sources heads dates of theirs, none of which is the page's."""
    language, related, day, sources = written.split("|")
    cards = "".join(f"<div><a href=/{n}>Name of page {n}</a><p>A text.</p><span>{day}</span></div>" for n in "ab")
    top = page_up_to_its_end(language)
    assert generic(f"{top}</main><section><h2>{related}</h2>{cards}</section>").modified is None
    works = (
        f"<div><h3>{sources}:</h3><p>Ministry of Health. All about noses. {day}.</p><p>Lee A. Noses. 2019.</p></div>"
    )
    assert generic(f"{top}{works}</main>").modified is None
    assert generic(f"{top}<p>{day}</p></main>").modified is not None


_TALK = """
pl|Komentarze (2)|Data publikacji: 3 maja 2024|Polityka prywatności, ostatnia aktualizacja: 3 maja 2024.
cs|Komentáře|Zveřejněno: 3. 5. 2024|Zásady ochrany osobních údajů, poslední aktualizace: 3. 5. 2024.
ru|Комментарии|Опубликовано: 3 мая 2024|Политика конфиденциальности, последнее обновление: 3 мая 2024.
tr|Yorumlar|Yayın tarihi: 3 Mayıs 2024|Gizlilik politikası, son güncelleme: 3 Mayıs 2024.
sv|Kommentarer|Publicerad: 2024-05-03|Integritetspolicy, senast uppdaterad 2024-05-03.
el|Σχόλια|Δημοσιεύθηκε: 3 Μαΐου 2024|Πολιτική απορρήτου, τελευταία ενημέρωση: 3 Μαΐου 2024.
ar|التعليقات|تم النشر: 3 مايو 2024|سياسة الخصوصية, آخر تحديث: 3 مايو 2024
ko|댓글 2|등록일: 2024-05-03|개인정보처리방침 최종 수정일: 2024-05-03
ja|コメント|投稿日: 2024年5月3日|プライバシーポリシー 最終更新日: 2024年5月3日
de|Kommentare|Veröffentlicht: 3. Mai 2024|Datenschutzerklärung, zuletzt aktualisiert: 3. Mai 2024.
"""  # noqa: RUF001


@pytest.mark.parametrize("written", _TALK.strip().splitlines())
def test_readers_and_statements_of_a_site_date_no_page(written: str) -> None:
    """What readers wrote under the word of a language for it, and a site's word on privacy at the foot of its pages."""
    language, heading, day, privacy = written.split("|")
    said = "".join(f"<div class=item><b>{who}</b> <span>{day}</span><p>A text of a reader.</p></div>" for who in "XY")
    top = page_up_to_its_end(language)
    foot = f"<footer><p>{privacy}</p><p>A clinic</p></footer>"
    record = generic(f"{top}</main><div><h3>{heading}</h3>{said}<form><textarea></textarea></form></div>{foot}")
    assert (record.published, record.modified) == (None, None)

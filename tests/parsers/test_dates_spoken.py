"""Pages that state no language, or English that they are not written in, are dated in their own words."""

from __future__ import annotations

import pytest

from pipeline.model.document import Document
from pipeline.parsers.dates.spoken import language_spoken
from tests.parsers.readings import generic

_WRITTEN = """
pl|Data aktualizacji: 3 maja 2022|Katar sienny wraca każdej wiosny i nie mija, jeśli się go nie leczy. Nos zatyka się w
 nocy, a oczy swędzą. Kto ma katar, może spać na boku i pić wodę. Syrop nie jest lekiem na katar.
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

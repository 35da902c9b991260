"""Words of scripts that are written without spaces between them are found wherever they stand."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.patterns import UNSPACED
from pipeline.storage import Store
from pipeline.storage.indexed import BETWEEN, apart
from pipeline.storage.schema import STEPS, _script
from pipeline.storage.session import Session
from tests.storage.storage_pages import DAY, NOW, A, begin, document, save

ZH, JA, TH = "https://health.example/zh", "https://health.example/ja", "https://health.example/th"
TEXTS = {
    ZH: "如果您患有2型糖尿病\uff0c请每天检查足部。HIV感染者也应咨询医生。",
    JA: "妊娠中の方は、糖尿病の治療薬を飲む前に医師に相談してください。",
    TH: "ผู้ป่วยโรคเบาหวานควรดูแลเท้า ถ้ามีไข้หรือปวดเข่าให้ไปพบแพทย์",
    "https://health.example/km": "អ្នកជំងឺទឹកនោមផ្អែមគួរថែទាំជើង។",
    "https://health.example/lo": "ຄົນເປັນພະຍາດເບົາຫວານຄວນດູແລຕີນ",
    "https://health.example/my": "ဆီးချိုရောဂါရှိသူများသည် ခြေထောက်ကိုဂရုစိုက်ပါ။",
}
HI = "https://health.example/hi"
TEXTS[HI] = "मधुमेह में हर दिन अपने पैरों की जाँच करें और दवा समय पर लें।"
INSIDE = [
    (HI, "मधुमेह"),
    (HI, "दवा"),
    (ZH, "足部"),
    (ZH, "糖尿病 足部"),
    (ZH, "HIV"),
    (ZH, "2型糖尿病"),
    (JA, "治療薬"),
    (TH, "เบาหวาน"),
    (TH, "ไข้"),
    ("https://health.example/km", "ទឹកនោមផ្អែម"),
    ("https://health.example/lo", "ເບົາຫວານ"),
    ("https://health.example/my", "ရောဂါ"),
]


def test_every_sign_of_such_a_script_is_told_and_no_other() -> None:
    """By the short way too: the signs at which their ranges begin and end, and every one that the others have."""
    unspaced = re.compile(f"[{UNSPACED}]")
    ends = [ord(end) + step for span in re.findall("(.)-(.)", UNSPACED) for end in span for step in (-1, 0, 1)]
    for sign in map(chr, {*ends, *range(0xD800)}):
        assert (apart(f"a{sign}") is not None) == (unspaced.match(sign) is not None), hex(ord(sign))


def write(store: Store) -> None:
    for url, text in TEXTS.items():
        save(store, document(url, texts=(text,)), url=url)


@pytest.mark.parametrize(("url", "words"), INSIDE)
def test_a_word_inside_of_a_sentence_is_found_and_shown_as_it_stands(store: Store, url: str, words: str) -> None:
    """In Chinese, Japanese, Thai, Khmer, Lao, Burmese and Hindi, beside figures and Latin letters, too."""
    write(store)
    hits = store.search(words)
    assert [hit.url for hit in hits][:1] == [url]
    last = words.rsplit(maxsplit=1)[-1]
    assert f"[{last}]" in hits[0].snippet
    assert hits[0].snippet.replace("[", "").replace("]", "").strip("…") in TEXTS[url]
    assert store.check_search() == []


def test_other_marks_are_another_word(store: Store) -> None:
    """Thai fever is no egg, and no knee is an entrance: they differ by a mark above a letter; so do words of Hindi."""
    write(store)
    assert [hit.url for hit in store.search("ไข่")] == []
    assert [hit.url for hit in store.search("เข้า")] == []
    assert [hit.url for hit in store.search("दिवा")] == []


def test_a_question_in_one_run_finds_what_speaks_of_most_of_it(store: Store) -> None:
    """No page has the question word for word; what a hit does not hold is told."""
    write(store)
    hits = store.search("糖尿病の治療薬は何ですか")
    assert hits[0].url == JA
    assert "何で" in hits[0].left_out
    assert store.search('"糖尿病の治療薬は何ですか"') == []


def test_words_go_with_their_page_and_with_their_change(store: Store) -> None:
    """Nothing of them stays behind in the index or beside it."""
    write(store)
    save(store, document(ZH, texts=("请咨询药剂师。",)), url=ZH, at=NOW + DAY)
    save(store, document(JA, texts=(TEXTS[JA], "薬剤師")), url=JA, at=NOW + DAY)
    assert store.search("足部") == []
    assert [hit.url for hit in store.search("药剂师")] == [ZH]
    assert [hit.url for hit in store.search("治療薬")] == [JA]
    for url in TEXTS:
        store.purge(url, reason="asked to, by its publisher", now=NOW + 2 * DAY)
    assert store.check_search() == []
    assert store._sql.execute("SELECT count(*) FROM section_signs").fetchall() == [(0,)]


def test_pages_in_letters_alone_have_no_second_form_of_their_words(store: Store) -> None:
    """Curly quotes, accents and Greek among them cost no row."""
    save(store, document(texts=("The “niño\u2019s” dose: 5 µg — β-blockers, Привет",)))
    assert store._sql.execute("SELECT count(*) FROM section_signs").fetchall() == [(0,)]


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A database whose search index was made by the version before."""
    path = tmp_path / "older.db"
    with Store.open(path) as store:
        begin(store)
        write(store)
        save(store, A)
        sql = store._sql
        with store.batch():
            sql.execute("DROP TABLE sections_fts")
            sql.execute("DROP VIEW section_words")
            sql.execute("DROP TABLE section_signs")
            for name in ("0005 full-text search", "0014 words of many pages are indexed together"):
                _script(sql, str(STEPS[name]))
            sql.execute("INSERT INTO sections_fts (sections_fts) VALUES ('rebuild')")
            sql.execute("DELETE FROM _sqlite_migrations WHERE name LIKE '0023%'")
    return path


def test_a_database_of_before_is_found_through_when_it_is_opened(older: Path) -> None:
    """Its index is made anew once, with its settings; every page is found as before, and inside of sentences, too."""
    with Store.open(older) as store:
        assert [hit.url for hit in store.search("治療薬")] == [JA]
        assert store.search("swell")
        assert store.check_search() == []
        kept = dict(store._sql.execute("SELECT k, v FROM sections_fts_config").fetchall())
        assert (kept["automerge"], kept["crisismerge"], kept["hashsize"]) == (32, 64, 4194304)


def test_the_file_is_read_by_tools_that_know_nothing_of_us(store: Store) -> None:
    """No function of ours stands in the way of the index, and the sign between letters is no letter of any page."""
    write(store)
    with closing(sqlite3.connect(Session.over(store).path)) as plain:
        found = plain.execute("SELECT text FROM sections_fts WHERE sections_fts MATCH '\"治 療 薬\"'").fetchall()
    assert [text.replace(BETWEEN, "") for (text,) in found] == [TEXTS[JA]]

"""Whom a page names is a person: authorities, societies and jobs are none, in any language."""

from __future__ import annotations

import pytest

from pipeline.parsers.about.credit_lines import stated_people
from pipeline.parsers.about.names import is_name
from tests.parsers.readings import generic
from tests.parsers.test_page_dates import TEXT
from tests.parsers.test_people_of_pages import stated

HOUSES = [
    "den Gemeinsamen Bundesausschuss", "Robert Koch-Institut", "Paul-Ehrlich-Institut", "Deutsche Rheuma-Liga",
    "Haute Autorité de Santé", "Assurance Maladie", "Ministero della Salute", "Cruz Roja", "Johns Hopkins",
    "Organización Mundial de la Salud", "Diabetes UK", "Boston Children's", "Nederlands Huisartsen Genootschap",
    "Światowa Organizacja Zdrowia", "Минздрав России", "Patient Education", "Project Scientist",
    "Pediatric Cardiology", "Norsk Helseinformatikk", "Hasta Derneği",
]  # fmt: skip
PEOPLE = [
    "Anna Schmidt", "Jean-Luc Martin", "José de la Cruz", "Robert Koch", "Maria den Hartog", "Grace England",
    "Иван Петров", "Ayşe Demir", "Paul Ehrlich", "Charity Wales", "Dr. Anna Hilfe",
]  # fmt: skip


@pytest.mark.parametrize("house", HOUSES)
def test_a_house_or_a_job_is_no_person(house: str) -> None:
    """A word in it tells, or the whole of it where it is named as people are."""
    assert not is_name(house)
    assert not list(stated_people(f"Reviewed by {house}"))


@pytest.mark.parametrize("person", PEOPLE)
def test_a_person_may_be_called_like_a_house(person: str) -> None:
    """Names that are words of places stay names; behind a title every one does."""
    assert is_name(person)


def test_who_is_thanked_for_a_review_made_it() -> None:
    """In the content, and in small print behind it; what they work as is nobody."""
    thanks = "<p>The Office is grateful for the medical review in 2018 by:</p>"
    people = "<ul><li>Jane Doe, M.D., M.P.H., Project Scientist, Big Network</li><li>Ann Lee, Ph.D.</li></ul>"
    made = [("Jane Doe", "M.D., M.P.H.", "reviewer"), ("Ann Lee", "Ph.D.", "reviewer")]
    assert stated(below=thanks + people) == made
    assert stated(below=f"</main><aside><h2>More</h2></aside><div class=reviewers>{thanks}{people}</div>") == made
    assert stated(below=f"<p>We thank all who asked us to write this:</p>{people}") == []


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Written & medically reviewed by Dr. Jane Doe", [("Dr. Jane Doe", "author"), ("Dr. Jane Doe", "reviewer")]),
        ("Медицинская проверка — Доктор Иван Петров, DDS — хирург", [("Доктор Иван Петров", "reviewer")]),
    ],
)
def test_signs_stand_for_words_between_what_was_done_and_by_whom(line: str, people: list[tuple[str, str]]) -> None:
    """An ampersand for "and", a dash for a colon."""
    assert [(one.name, one.role) for one in stated_people(line)] == people


def test_a_name_in_chinese_signs_is_an_author_where_its_element_says_so() -> None:
    """Its reading stands beside it."""
    block = "<div class=author><p class=author-name>佐藤 花子 <span>さとう はなこ</span></p><p>教授</p></div>"
    assert stated(below=block) == [("佐藤 花子", None, "author")]


@pytest.mark.parametrize(
    ("language", "row", "people"),
    [
        (
            "ar",
            "كتابة: سارة محمود|تمت المراجعة من قبل: د. أحمد علي|آخر تحديث: 5 مارس 2024",
            ["سارة محمود", "د. أحمد علي"],
        ),
        (
            "tr",
            "Yazar: Eda Demir|İnceleme: Uzm. Dr. Ali Kaya|Güncelleme: 5 Mart 2024",
            ["Eda Demir", "Uzm. Dr. Ali Kaya"],
        ),
        ("ja", "執筆者: 佐藤 花子|監修者: 山田 太郎|更新日: 2024年3月5日", ["佐藤 花子", "山田 太郎"]),
        ("he", "מאת: דנה לוי|נבדק על ידי: פרופ' משה כהן|עודכן: 5 במרץ 2024", ["דנה לוי", "פרופ' משה כהן"]),
    ],
)
def test_fields_that_only_a_style_sheet_sets_apart_are_fields_in_each_language(
    language: str, row: str, people: list[str]
) -> None:
    """No blank stands between them; the last name ended with the label of the date."""
    fields = "".join(f"<span>{field}</span>" for field in row.split("|"))
    page = f"<html lang={language}><title>Sleep</title><body><main><h1>Sleep</h1><div>{fields}</div>{TEXT}</main>"
    assert [(one.name, one.role) for one in generic(page).people] == list(
        zip(people, ("author", "reviewer"), strict=True)
    )


def test_letters_in_an_element_of_their_own_stay_with_the_name() -> None:
    """They are no field."""
    assert stated("<p><span>Reviewed by</span> <a href=/l>Ann Lee</a><span>, MD</span></p>") == [
        ("Ann Lee", "MD", "reviewer")
    ]

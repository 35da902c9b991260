"""Names of pages in questions: in other forms, in other words, misspelt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.model.document import Related
from pipeline.storage import Store
from pipeline.storage.asking import terms
from pipeline.storage.indexed import TOKENS
from pipeline.storage.tables_current import SEARCH_INSIDE
from tests.storage.storage_pages import begin, document, save

PAGES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Fatigue": (("Tiredness",), ("Exhaustion",)),
    "Pressure Sores": (("Bedsores", "Decubitus ulcers"), ()),
    "Fractures": (("Broken bone",), ()),
    "GERD": (("Acid reflux",), ()),
    "Reflux in Infants": ((), ()),
    "Hyperglycemia": (("High blood sugar", "Glucose is high in the blood"), ()),
    "Vital Signs": ((), ()),
}
SAID = {"Reflux in Infants": "Acid reflux, acid reflux and acid reflux.", "Vital Signs": "A high pulse, blood."}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "health.db") as store:
        begin(store)
        for number, (title, (also, see)) in enumerate(PAGES.items()):
            made = document(title=title, texts=(SAID.get(title, "What it is."), "How it is treated."))
            related = tuple(Related(relation="see_reference", text=name, url=None) for name in see)
            url = f"https://health.example/{number}.html"
            save(store, replace(made, also_called=also, related=related), url=url)
        yield store


@pytest.mark.parametrize(
    ("question", "title", "left_out"),
    [
        pytest.param("exhaustion", "Fatigue", (), id="what a publisher leads from"),
        pytest.param("feeling exhausted", "Fatigue", ("feeling",), id="another ending"),
        pytest.param("why am I always tired", "Fatigue", ("always",), id="an ending on an ending"),
        pytest.param("broken bones", "Fractures", (), id="a plural"),
        pytest.param("bed sores", "Pressure Sores", (), id="apart what is written as one"),
        pytest.param("decubitusulcers", "Pressure Sores", (), id="as one what is written apart"),
        pytest.param("acid reflux", "GERD", (), id="just the name, before who says it more often"),
        pytest.param("high glucose", "Hyperglycemia", (), id="part of a name"),
        pytest.param("hyperglicemia", "Hyperglycemia", ("hyperglicemia",), id="misspelt"),
        pytest.param("what is exaustion", "Fatigue", ("exaustion",), id="another name, misspelt"),
    ],
)
def test_a_page_is_found_by_names_in_any_form(
    store: Store, question: str, title: str, left_out: tuple[str, ...]
) -> None:
    """As search engines do; what was written otherwise, and is not the name, is told as left out."""
    hit = store.search(question)[0]
    assert (hit.title, hit.left_out) == (title, left_out)


@pytest.mark.parametrize(
    ("question", "looked_for"),
    [
        ("asmático", "asma"),
        ("asmáticas", "asma"),
        ("diabéticos", "diabetes"),
        ("alérgico", "alergia"),
        ("artrítico", "artritis"),
        ("anémica", "anemia"),
        ("xilotico", None),
        ("tropical", None),
    ],
)
def test_who_has_it_is_found_by_what_they_have(tmp_path: Path, question: str, looked_for: str | None) -> None:
    """Spanish words of one family part too early to be forms of each other, or slips; it is told like a slip."""
    with Store.open(tmp_path / "es.db") as store:
        begin(store)
        for title in ("Asma", "Alergia", "Anemia", "Artritis", "Artrosis", "Diabetes", "Trombosis"):
            page = document(title=title, texts=("Lo que es.", "Cómo se trata."))
            save(store, page, url=f"https://health.example/{title}.html")
        assert store.unheard(question) == {question: looked_for}
        assert [hit.title for hit in store.search(question, limit=1)] == ([looked_for.title()] if looked_for else [])


def test_what_is_quoted_or_holds_a_digit_is_never_taken_for_a_slip(store: Store) -> None:
    """Nor is a short word, nor one like no name: nothing is found then."""
    for question in ('"hyperglicemia"', "hyperglycemia5", "xylophone", "ores"):
        assert store.search(question) == [], question
    assert store.unheard("hyperglicemia xylophone exhaustion") == {"hyperglicemia": "hyperglycemia", "xylophone": None}


def test_names_are_taken_as_the_index_takes_words() -> None:
    """Another tokenizer there would know other words than names are compared by."""
    assert f'tokenize="{TOKENS}"' in SEARCH_INSIDE


def test_a_no_tells_nothing_in_two_languages() -> None:
    """Pages that say no would be all that is found of what nobody wrote of."""
    assert [term.words for term in terms("no puedo dormir")] == ["dormir"]
    assert [term.words for term in terms("I have no appetite")] == ["appetite"]

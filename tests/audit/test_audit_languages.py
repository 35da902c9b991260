"""A hundred pages in two languages, some of them skewed on purpose: every skew found, none invented."""

from __future__ import annotations

from typing import Any

from pipeline.audit.languages import Pair, compare_languages, language_pairs
from pipeline.model.dates import ChosenDate
from pipeline.model.document import Alternate, Document
from pipeline.storage import Store
from pipeline.storage.beside import Beside
from tests.audit.audit_store import HOST, Bench, a_page
from tests.values import claim, section

WORDS = {"en": ("Summary", "What is it?", "Treatment", "Research"), "es": ("Resumen", "¿Qué es?", "Tratamiento", "Más")}
ANCHORS = ("summary", None, "cat_78", "cat_59")


def address(language: str, number: int) -> str:
    return f"{HOST}/{'spanish/' if language == 'es' else ''}topic{number:03}.html"


def topic(
    language: str, number: int, *, without: int | None = None, dated: str = "2025-06-01", **changes: Any
) -> Document:
    """A topic of four sections that names itself in both languages; ``without`` leaves a section out."""
    sections = tuple(
        section(
            heading,
            heading,
            order=n,
            id=f"{language}-{n}",
            level=2 if anchor is None else 1,
            kind="prose" if n < 2 else "links",
            anchor=anchor,
        )
        for n, (heading, anchor) in enumerate(zip(WORDS[language], ANCHORS, strict=True))
        if n != without
    )
    made = claim(dated, "modified")
    given: dict[str, Any] = {
        "language": language,
        "sections": sections,
        "alternates": tuple(Alternate(language=tag, url=address(tag, number)) for tag in ("en", "es")),
        "dates": (made,),
        "modified": ChosenDate(value=dated, precision="day", source="text"),
        **changes,
    }
    return a_page(address(language, number), None, **given)


def keep(bench: Bench, document: Document) -> None:
    bench.discover(document.url)
    bench.answer(document.url, document=document)


PLANTED: dict[int, tuple[dict[str, Any] | None, dict[str, Any] | None]] = {
    3: ({}, None),
    14: (None, {}),
    25: ({}, {"without": 2}),
    36: ({"without": 3}, {}),
    47: ({}, {"without": 1}),
    58: ({"dated": "2025-06-01"}, {"dated": "2024-12-02"}),
    69: ({"dated": "2025-06-01"}, {"dated": "2024-12-03"}),
    80: ({"dated": "2024-01-01"}, {"dated": "2025-06-01"}),
    91: ({"alternates": ()}, {}),
    92: ({"alternates": ()}, {"alternates": ()}),
}
"""By number: how the English and the Spanish page differ from the healthy ones; ``None`` is not there at all."""


def test_every_planted_skew_of_a_hundred_pairs_is_found_and_none_is_invented(store: Store) -> None:
    """Missing pages, missing sections on either side, a lag of 181 days; 180 days, or a newer translation, are none."""
    bench = Bench(store)
    for number in range(100):
        english, spanish = PLANTED.get(number, ({}, {}))
        if english is not None:
            keep(bench, topic("en", number, **english))
        if spanish is not None:
            keep(bench, topic("es", number, **spanish))
    pairs = list(language_pairs(Beside.over(store)))
    skewed = {told(pair) for pair in pairs if pair.skewed(lag=180)}
    assert skewed == {
        ("003", "", f"{address('es', 3)} is not known", 0, (), ()),
        ("", "014", f"{address('en', 14)} is not known", 0, (), ()),
        ("025", "025", "", 0, ("Treatment",), ()),
        ("036", "036", "", 0, (), ("Más",)),
        ("047", "047", "", 0, ("What is it?",), ()),
        ("058", "058", "", 181, (), ()),
        ("092", "", "not named", 0, (), ()),
        ("", "092", "not named", 0, (), ()),
    }
    assert len(pairs) == 101


def told(pair: Pair) -> tuple[str, str, str, int, tuple[str, ...], tuple[str, ...]]:
    numbers = [url[-8:-5] if url else "" for url in (pair.original, pair.translation)]
    missing = pair.missing_in_translation, pair.missing_in_original
    return numbers[0], numbers[1], pair.why or "", pair.lag_days or 0, *missing


def test_a_kind_of_page_that_is_never_translated_misses_nothing(store: Store) -> None:
    """Where no page of a kind has a translation, none is missing; one that leads to another kind is no translation."""
    bench = Bench(store)
    keep(bench, topic("en", 1, page_type="gene", alternates=(Alternate(language="es", url=address("es", 2)),)))
    keep(bench, topic("es", 2, page_type="hub", alternates=()))
    assert list(language_pairs(Beside.over(store))) == []


def test_a_page_without_a_date_has_no_lag() -> None:
    """What one of the two does not say is not guessed."""
    assert compare_languages(topic("en", 1), topic("es", 1, modified=None, dates=())).lag_days is None


def test_a_translation_that_is_gone_is_missing(store: Store) -> None:
    """A page that is confirmed gone is no counterpart."""
    bench = Bench(store)
    for number in (1, 2):
        keep(bench, topic("en", number))
        keep(bench, topic("es", number))
    for day in (1, 3):
        bench.answer(address("es", 2), 410, day=day)
    (pair,) = [pair for pair in language_pairs(Beside.over(store)) if pair.skewed(lag=180)]
    assert (pair.translation, pair.why) == (None, f"{address('es', 2)} is gone")

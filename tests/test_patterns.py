"""Patterns that are compiled when they are first used."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pkgutil import walk_packages

import pytest

import pipeline
from pipeline import patterns
from pipeline.parsers.boilerplate import heads_elsewhere, heads_sources
from pipeline.patterns import small_letters, when_used


def test_a_pattern_is_compiled_with_its_first_use_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_it = re.compile

    def compile_(pattern: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(pattern)
        return compile_it(pattern, flags)

    monkeypatch.setattr(re, "compile", compile_)
    months = when_used("(?:may|june)", re.IGNORECASE)
    assert compiled == []
    assert months.findall("May, June") == ["May", "June"]
    assert months.search("in JUNE") is not None
    assert (months.pattern, months.flags & re.IGNORECASE) == ("(?:may|june)", re.IGNORECASE)
    assert compiled == ["(?:may|june)"]


def test_every_one_of_them_can_be_compiled() -> None:
    found = []
    for each in walk_packages(pipeline.__path__, "pipeline."):
        if each.name.startswith(("pipeline.parsers.", "pipeline.changes.")):
            values = vars(import_module(each.name)).values()
            found += [value for value in values if isinstance(value, patterns._Later)]
    assert len({pattern.pattern for pattern in found}) > 10


def test_no_module_uses_one_while_it_is_imported() -> None:
    """Else nothing is gained by it."""
    program = (
        "from pipeline import patterns\n"
        "import pipeline.ingest.work, sys\n"
        "held = [(m.__name__, k) for m in list(sys.modules.values()) if m.__name__.startswith('pipeline.')\n"
        "        for k, v in vars(m).items() if isinstance(v, patterns._Later) and v._compiled is not None]\n"
        "print(held)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"


@pytest.mark.parametrize("heading", ["ΠΗΓΈΣ", "Πηγές", "πηγέσ", "KAYNAKLAR", "Quellen", "Źródła", "\u017fources"])
def test_headings_of_sources_are_known_in_any_letters(heading: str) -> None:
    assert heads_sources(heading)
    assert small_letters(heading) == small_letters(heading.upper())


@pytest.mark.parametrize(
    "heading",
    [
        *("İLGİLİ YAZILAR", "Ilgili yazilar", "ilgili yaz\u0131lar", "ΔΕΊΤΕ ΕΠΊΣΗΣ", "Related topics", "From our blog"),
        *(
            "Neueste Artikel",
            "Aktuelle Beiträge",
            "Derniers articles",
            "Últimas noticias",
            "Os mais lidos",
            "Most read",
        ),
        *("Articoli recenti", "Meest gelezen", "Senaste artiklar", "Siste innlegg", "Our latest stories"),
    ],
)
def test_headings_that_lead_away_are_known_in_any_letters(heading: str) -> None:
    assert heads_elsewhere(heading)


@pytest.mark.parametrize(
    "heading", ["Neue Medikamente", "Derniers soins", "Más síntomas", "Our latest research", "Mest"]
)
def test_headings_of_the_page_do_not_lead_away(heading: str) -> None:
    assert not heads_elsewhere(heading)


def test_small_letters_stand_where_their_words_did() -> None:
    words = "Sİ ıſς Σ Ⱥ ẞ DŽ"
    assert [len(small_letters(each)) for each in words] == [1] * len(words)

"""Words of a normalised block, and which of them can hurt when they change."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from pipeline.changes.values import Touch

PLACEHOLDER = "\ue000"
"""Stands where a claimed date stood (a private-use character, so that no page's own words are taken for it)."""

_NAME = r"[^\W\d_]*[A-Z][^\W\d_]*[A-Z][^\W\d_]*-\d{1,3}(?![\w.,]*\d)"
"""COVID-19, HPV-16, SARS-CoV-2: a name with a number in it, not an amount."""

_WORD = re.compile(rf"°[CF]\b|{_NAME}|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s]|_")

_NUMBERS = (
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy eighty"
    " ninety hundred thousand million half third quarter double triple dozen"
    " dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta cuarenta cincuenta sesenta"
    " setenta ochenta noventa cien ciento mil medio media mitad tercio cuarto doble triple docena"
)
_UNITS = (
    "mg mcg μg ug ng kg g gram grams milligram milligrams microgram micrograms kilogram kilograms ml dl l cc liter"
    " liters litre litres milliliter milliliters iu unit units mmol mol meq mmhg bpm kcal calorie calories cm mm inch"
    " inches oz ounce ounces lb lbs pound pounds cup cups degree degrees fahrenheit celsius percent tablet tablets"
    " capsule capsules pill pills puff puffs drop drops teaspoon teaspoons tsp tablespoon tablespoons tbsp dose doses"
    " second seconds minute minutes hour hours day days week weeks month months year years"
    " miligramo miligramos microgramo microgramos gramo gramos mililitro mililitros litro litros unidad unidades"
    " tableta tabletas pastilla pastillas cápsula cápsulas gota gotas cucharada cucharadas cucharadita cucharaditas"
    " grado grados segundo segundos minuto minutos hora horas día días semana semanas mes meses año años % ° °c °f"
)
_COMPARATORS = (
    "< > = ≤ ≥ ≠ ± ~ ≈ ≮ ≯ less fewer least most minimum maximum min max exceed exceeds exceeding above below under"
    " over than within until before after between"
    " menos menor menores mayor mayores mínimo máximo excede exceda encima debajo antes después entre hasta"
)
_NEGATIONS = (
    "not no never none nor neither without cannot don't doesn't didn't isn't aren't wasn't weren't won't wouldn't"
    " shouldn't can't couldn't mustn't haven't hasn't hadn't avoid avoids stop except unless only contraindicated"
    " no nunca jamás sin ni ningún ninguna ninguno evite evitar excepto salvo solo sólo solamente tampoco"
)
_FREQUENCIES = (
    "daily weekly monthly yearly annually hourly nightly once twice thrice every each times bedtime prn bid tid qid"
    " diario diaria diariamente semanal mensual anual cada vez veces"
)
_AGES = (
    "age ages aged infant infants newborn newborns baby babies toddler toddlers child children kid kids teen teens"
    " teenager teenagers adolescent adolescents adult adults older younger elderly senior seniors pregnant pregnancy"
    " breastfeeding edad bebé bebés recién niño niña niños niñas adolescente adolescentes adulto adulta adultos adultas"
    " embarazada embarazadas embarazo lactancia ancianos"
)
_KINDS: tuple[tuple[Touch, str], ...] = (
    ("age", _AGES),
    ("frequency", _FREQUENCIES),
    ("comparator", _COMPARATORS),
    ("unit", _UNITS),
    ("number", _NUMBERS),
    ("negation", _NEGATIONS),
)
_LEXICON: dict[str, Touch] = {word: kind for kind, words in _KINDS for word in words.split()}
_LEXICON["once"] = "frequency"

_CRITICAL = re.compile(
    r"\b(?:warnings?|precautions?|side effects?|adverse (?:effects?|reactions?)|overdos(?:e|age)|dos(?:e|es|age)"
    r"|when to (?:call|contact|see|seek|get)|emergenc(?:y|ies)|contraindications?|interactions?"
    r"|do not|should not|before (?:taking|using)|how (?:should i|to) (?:take|use)"
    r"|advertencias?|precauciones|efectos secundarios|reacciones adversas|sobredosis|dosis"
    r"|cu[aá]ndo (?:llamar|contactar|consultar|buscar)|emergencias?|contraindicaciones|interacciones)\b",
    re.IGNORECASE,
)


class Word(NamedTuple):
    """A word, number or sign, and where it stands in its block."""

    text: str
    start: int
    end: int


def words(block: str) -> list[Word]:
    """The words of a normalised block: digits stay one number with their points, every sign is a word of its own."""
    return [Word(found.group(), found.start(), found.end()) for found in _WORD.finditer(block)]


def key(block: str) -> str:
    """What makes a block this block: its words. Only white space where a word ends anyway is lost."""
    return " ".join(_WORD.findall(block))


def touch(word: str) -> Touch | None:
    """Why a change of this word is critical, if it is."""
    if word[0].isdecimal():
        return "number"
    letters, hyphen, _ = word.partition("-")
    if hyphen and letters:
        return "number" if letters.casefold() in _LEXICON else None
    return _LEXICON.get(word.casefold())


def touches(changed: list[str]) -> tuple[Touch, ...]:
    """Why a change of these words is critical; nothing when it is not."""
    found = {kind for word in changed if (kind := touch(word)) is not None}
    if any((one.casefold(), other) == ("up", "to") for one, other in pairwise(changed)):
        found.add("comparator")
    names = {word for word in changed if "-" in word[1:]}
    if len({name.partition("-")[0] for name in names}) < len(names):
        found.add("number")  # a name came with another number than the one that went: HPV-16, HPV-18
    return tuple(sorted(found))


def is_critical_heading(path: tuple[str, ...]) -> bool:
    """Whether a heading on the way down to a section is one under which a wrong word can hurt."""
    return any(_CRITICAL.search(heading) for heading in path)

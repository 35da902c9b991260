"""Whether numbers put the day or the month first: what a page, its region or a line says (R3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from pipeline.parsers.dates.words import DMY_REGIONS, MDY_REGIONS
from pipeline.patterns import YEAR, word_set
from pipeline.urls import host_of

Order = Literal["mdy", "dmy"]

_SLASHED = re.compile(rf"(?<![\d/-])(\d\d?)([/-])(\d\d?)\2({YEAR})(?![\d/-])")
_MACHINE_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DRIFT = timedelta(days=1)
_STATED_ORDER = re.compile(
    r"(?<![a-z])(?:(?P<dmy>(?:dd?|tt?|jj?|gg?)[/.-]mm?[/.-])|mm?[/.-]dd?[/.-])(?:yy|jj|aa){1,2}(?![a-z])"
)

_ZIP_CODE = re.compile(
    r",\s*(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]"
    r"|W[AIVY])\.?,?\s+\d{5}(?:-\d{4})?(?!\d)"
)
"""A state of the United States and a ZIP code, as the last line of an address there has them (USPS Publication 28)."""
_POSTCODE = re.compile(r"(?<![A-Z\d])[A-Z]{1,2}\d[A-Z\d]?\s\d[ABD-HJLNP-UW-Z]{2}(?![A-Z\d])")
"""A postcode of the United Kingdom (BS 7666)."""

_COUNTRIES = {"uk": "GB", "gov": "US", "mil": "US", "edu": "US"}
"""Top-level domains that are of a country and not its code."""
_OF_NO_COUNTRY = word_set("ai as co cc fm gg io is la ly me sh to tv vi ws")
"""Codes of countries that anybody registers names under, for what they spell."""


def numeric_order(texts: Iterable[str]) -> Order | None:
    """The order of numeric dates that unambiguous ones among these texts show; ``None`` where none does or they differ.

    Dates parted by dots are left out: they put the day first even where slashes do not.
    """
    seen: set[Order] = set()
    for text in texts:
        for found in _SLASHED.finditer(text):
            first, second = int(found[1]), int(found[3])
            if (first > 12) != (second > 12) and max(first, second) <= 31:
                seen.add("dmy" if first > 12 else "mdy")
    return seen.pop() if len(seen) == 1 else None


def order_of_times(times: Iterable[tuple[str, str]]) -> Order | None:
    """The order that the words of ``<time>`` elements show where their machine form says which day they mean.

    A machine form in UTC may be of the day before or after (R4). ``None`` where none reads both ways, or they differ.

    Args:
        times: the words of each, and its ``datetime``.
    """
    seen: set[Order] = set()
    for words, machine in times:
        found, stated = _SLASHED.search(words), _MACHINE_DAY.match(machine)
        if found is None or stated is None:
            continue
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if first == second or not 0 < first <= 12 or not 0 < second <= 12:
            continue
        try:
            meant = date.fromisoformat(stated[0])
        except ValueError:
            continue
        if abs(date(year, second, first) - meant) <= _DRIFT:
            seen.add("dmy")
        if abs(date(year, first, second) - meant) <= _DRIFT:
            seen.add("mdy")
    return seen.pop() if len(seen) == 1 else None


def stated_order(folded: str) -> Order | None:
    """The order that a text names for its numbers: "Last updated (DD/MM/YYYY): 05/06/2024"."""
    if "yy" not in folded and "jj" not in folded and "aa" not in folded:
        return None
    found = _STATED_ORDER.search(folded)
    return None if found is None else "dmy" if found["dmy"] else "mdy"


def region_order(language: str | None) -> Order | None:
    """Numeric order of the region that a language tag names; a bare language decides nothing."""
    _, named, region = (language or "").replace("_", "-").upper().rpartition("-")
    if not named:
        return None
    return "mdy" if region in MDY_REGIONS else "dmy" if region in DMY_REGIONS else None


def address_order(foot: str) -> Order | None:
    """Numeric order of the country whose postal address a site's foot prints: the United States', or the British one.

    A ZIP code stands behind its state ("Springfield, IL 62701"); postcodes are of a form that no other country has.

    Args:
        foot: the words of the foot; both kinds of address in it say nothing.
    """
    american, british = _ZIP_CODE.search(foot) is not None, _POSTCODE.search(foot) is not None
    return None if american == british else "mdy" if american else "dmy"


def is_open(texts: Iterable[str]) -> bool:
    """Whether one of these texts holds a numeric date that reads both ways."""
    return any(int(found[1]) <= 12 and int(found[3]) <= 12 for text in texts for found in _SLASHED.finditer(text))


def host_order(url: str) -> Order | None:
    """Numeric order of the country whose top-level domain a host stands under; of many domains no country is meant."""
    label = host_of(url).rpartition(".")[2]
    return None if label in _OF_NO_COUNTRY else region_order(f"und-{_COUNTRIES.get(label, label)}")

"""Days whose year is written with two digits ("3.5.21"): read only where the page itself settles the century.

The words do not state a century, so they are no claim by themselves. A page that names exactly one year ending in these
two digits, in its text or its address, settles it; the claim's locator then says where, beside where the day stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import structs

from pipeline.model.dates import DateClaim
from pipeline.parsers.dates.claims import find_claims, unlabelled_in
from pipeline.parsers.dates.folding import fold
from pipeline.parsers.dates.forms import MONTH
from pipeline.parsers.dates.labels import DateStyle
from pipeline.patterns import YEAR_ALONE, when_used

_TWO_DIGITS = when_used(
    rf"(?<![\w./:-])(?P<day>\d\d?(?P<mark>[./])\d\d?(?P=mark)"
    rf"|\d\d?(?:\.\ ?|\ )(?:de\ )?{MONTH}\ ?(?:de\ )?'?|\d\d?-{MONTH}-)(?P<year>\d\d)"
    r"(?![\w/:-]|\.\d|\ *\w)"
)


def years_named(texts: Iterable[tuple[str, str]]) -> dict[int, str]:
    """Years named in these texts (each behind its place), with the first place that names each."""
    named: dict[int, str] = {}
    for place, text in texts:
        for found in YEAR_ALONE.finditer(text):
            named.setdefault(int(found[0]), place)
    return named


def short_year_claims(text: str, years: Mapping[int, str], *, locator: str, style: DateStyle) -> list[DateClaim]:
    """What a line with such a day says: labelled claims, else the first day as ``unlabelled``.

    Args:
        text: the line.
        years: what :func:`years_named` found on the page.
        locator: where the line stands.
        style: how the page writes dates.
    """
    whole, at = "", 0
    written: dict[str, tuple[str, str]] = {}
    for found in _TWO_DIGITS.finditer(fold(text)):
        settled = [year for year in years if year % 100 == int(found["year"])]
        if len(settled) != 1:
            continue
        start, end = found.span("year")
        apostrophe = text[start - 1] in "'\u2019\u2018"
        day = f"{text[found.start() : start - apostrophe]}{settled[0]}"
        written.setdefault(day, (text[found.start() : end], years[settled[0]]))
        whole += f"{text[at : found.start()]}{day}"
        at = end
    if not written:
        return []
    whole += text[at:]
    claims = find_claims(whole, locator=locator, style=style)
    bare = unlabelled_in(whole, locator=locator, style=style)
    return [
        structs.replace(claim, raw=written[claim.raw][0], locator=f"{locator}; century: {written[claim.raw][1]}")
        for claim in (claims or ([bare] if bare is not None else []))
        if claim.raw in written and claim.precision == "day"
    ]

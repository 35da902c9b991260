"""Years as pages of other calendars and scripts write them, where it is certain which year they mean.

Read: years of our calendar in any script's figures; years of Japan's eras (their first is 元) and of the Republic of
China (民國, from 1912; behind Chinese words without its name), both of which count our months and days; the years of
Thailand, which are ours and 543, where Thai words or a day and month stand before them. The Persian and the Islamic
calendar have other months: their dates are not read, and their years (1403, 1446) are never taken for ours.
"""

from __future__ import annotations

import re
from datetime import date

from pipeline.parsers.dates.folding import ZEROS
from pipeline.patterns import YEAR

ERA = r"(?:令和|平成|昭和) ?(?:\d\d?|元)|民[国國] ?\d\d\d?"
"""The year of an era, as a part of a pattern of folded text."""
THAI_YEAR = r"2[05]\d\d"
"""Behind Thai months; pages of Thailand write our years, too."""
_THAI_WRITTEN = r"(?<=[\u0e00-\u0e7f./-]) ?25\d\d(?!\d)"
REPUBLIC = r"1[01]\d(?:(?<=[\u3400-\u9fff]\d{3})|(?<=[\u3400-\u9fff][: ]\d{3})|(?<=[\u3400-\u9fff]: \d{3}))"
"""The year of the Republic of China without its name, behind Chinese words: "113/04/06" is of 2024."""
YEARS = re.compile(rf"{YEAR}|{ERA}|{_THAI_WRITTEN}|{REPUBLIC}(?=[./-]\d)")
"""Years in folded text that is not ASCII."""
_ZEROS = (*ZEROS, 0xFF10)
"""Those and the full width one."""


def _figures(digit: int) -> str:
    return "[" + "".join(chr(first + digit) for first in _ZEROS) + "]"


_OF_OTHERS = re.compile(
    rf"{_figures(1)}{_figures(9)}\d\d|{_figures(2)}{_figures(0)}\d\d|令和|平成|昭和|民[国國]\s?\d"
    r"|[\u0e00-\u0e7f./-][ \u00a0]?(?:25|\u0e52\u0e55)\d\d|[\u3400-\u9fff:\uff1a][ \u3000]?1[01]\d[./-]\d"
)
_FOREIGN = re.compile(r"[\u0600-\u1fff\u3000-\uffff]|[./-][ \u00a0]?25\d\d")
"""Without such a sign none of them stands in a text: it is looked for in a tenth of the time."""
_ERAS = {
    "令和": (date(2019, 5, 1), date.max),
    "平成": (date(1989, 1, 8), date(2019, 4, 30)),
    "昭和": (date(1926, 12, 25), date(1989, 1, 7)),
    "民国": (date(1912, 1, 1), date.max),
    "民國": (date(1912, 1, 1), date.max),
}
"""First and last day; Japan's are those of its cabinet orders."""
_THAI = 543
_REPUBLIC = 1911


def names_year(text: str) -> bool:
    """Whether words that are not ASCII name a year in another script or another calendar's count."""
    return not text.isascii() and _FOREIGN.search(text) is not None and _OF_OTHERS.search(text) is not None


def year_of(written: str) -> int:
    """The year of our calendar that a year in folded text is."""
    era = _ERAS.get(written[:2])
    if era is not None:
        count = written[2:].strip()
        return era[0].year - 1 + (1 if count == "元" else int(count))
    return int(written)


def thai_year(written: str) -> int:
    """The year of our calendar that a year of Thailand is."""
    year = int(written)
    return year - _THAI if year >= 2500 else year


def republic_year(written: str) -> int:
    """The year of our calendar that a year of the Republic of China is."""
    return int(written) + _REPUBLIC


def in_era(written: str, first: date, last: date) -> bool:
    """Whether days of a year that is written with an era fall in it, in part at least."""
    era = _ERAS.get(written[:2])
    return era is None or (first <= era[1] and last >= era[0])

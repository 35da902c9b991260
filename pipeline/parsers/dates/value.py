"""A date as a page writes it, read as precisely as it was written and no more."""

from __future__ import annotations

import calendar
import re
from datetime import date

from msgspec import Struct

from pipeline.model.dates import Precision
from pipeline.parsers.dates.calendars import in_era, republic_year, thai_year, year_of
from pipeline.parsers.dates.folding import fold
from pipeline.parsers.dates.forms import DATE
from pipeline.parsers.dates.orders import Order, region_order
from pipeline.parsers.dates.words import MONTHS, THAI_MONTHS, WEEKDAYS, ZONES, month_of
from pipeline.parsers.language_tags import primary_of
from pipeline.patterns import YEAR

_OTHER_WORDS = {"out": ("pt", "it"), "set": ("pt", "it"), "mag": ("pt", "it"), "medi": ("cy",)}
"""Months that are other words, and the languages in which they are months also without a day."""
_SPACED_DOTS = ("ko", "hu")
"""Languages that write "2023. 6. 5."; elsewhere it may be a year, a volume and a page."""
_YEAR_FIRST = ("hu", "lv", "lt")
"""Languages that write "2023. június"; elsewhere a month behind a full stop is another sentence's."""
_WHOLE = frozenset(("ymd", "mdy", "dmy", "ytd", "lav", "asc", "viet", "kor"))
_DEFAULTS = frozenset((date(1900, 1, 1), date(1969, 12, 31), date(1970, 1, 1)))
"""Days that systems count from (the last but one: west of Greenwich): what they print where nobody filled a date in."""
_COMPACT = re.compile(rf"({YEAR})(\d\d)(\d\d)")
_SPACED = re.compile(rf"(\d\d?) (\d\d?) ({YEAR})")
AT = r"at|a\ las|a|um|as|alle|om|kl\.?|klo|godz\.?|ora|saat|в|о"  # noqa: RUF001
"""Words between a day and its hour, folded."""
_CLOCK = re.compile(rf",?(?: (?:-|{AT}))? *\d\d?[:.h]\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?(?: ?uhr)?(?: [a-z]{{2,4}})?")
_RFC822 = re.compile(
    rf"(\d\d?)[ -](\w{{3}})[ -]({YEAR}|\d\d) (\d\d:\d\d(?::\d\d)?)(?: ?([+-]\d\d:?\d\d|[a-z]{{1,5}}))?(?: \([\w ]*\))?"
)
_ASCTIME = re.compile(
    rf"(\w{{3}}) +(\d\d?) (?:({YEAR}) )?(\d\d:\d\d:\d\d)(?: ([a-z]{{1,5}})?([+-]\d{{4}})?)?"
    rf"(?: \([\w ]*\))?(?: ({YEAR}))?"
)
_ISO_HOURS = re.compile(rf"({YEAR})-(\d\d)-(\d\d)t(\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)([+-]\d\d)")
"""An offset of whole hours (ISO 8601, 5.3.4.1)."""
_OPENING = re.compile(
    r"(?:("
    + "|".join(sorted(WEEKDAYS, key=len, reverse=True))
    + r")(?![a-z])\.?,? +)?(?:(?:on|the|el|le|am|den|il|em) +)?"
)
_ISO_DAY = re.compile(r"(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]")
_IMF_FIXDATE = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), ([0-3][0-9]) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    r"((?:19|20)[0-9]{2}) ((?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]) GMT"
)
"""RFC 9110, 5.6.7; with the day above what most typed fields hold. Read at once, as the long way would read it."""
_CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:\.\d+)?)?")


class DateValue(Struct, frozen=True):
    """What a written date can mean.

    Attributes:
        value: ISO 8601 at the page's own precision; an interval ``2024-05-06/2024-06-05`` when ``ambiguous``.
        precision: of ``value``.
        lo, hi: first and last calendar day it can mean; an instant means the day of its stated offset.
        ambiguous: day and month could be either way round; ``lo`` and ``hi`` are the two readings.
    """

    value: str
    precision: Precision
    lo: date
    hi: date
    ambiguous: bool = False


def parse_value(raw: str, *, order: Order | None = None, language: str | None = None) -> DateValue | None:
    """Read a string that is a date and nothing else (white space, a weekday or a time of day around it allowed).

    Args:
        raw: the words as they stand.
        order: of numeric dates on this publisher's pages; counts only where no part above 12 decides.
        language: BCP 47 tag of the page; only its *region* may decide numeric order (``en-GB``).

    Returns:
        ``None`` for what is not a date or cannot be one (31 February, month 13).
    """
    if _ISO_DAY.fullmatch(raw):
        return _day(_date(raw[:4], raw[5:7], raw[8:]))
    fixed = _IMF_FIXDATE.fullmatch(raw)
    if fixed is not None:
        return _with_time(_date(fixed[3], MONTHS[fixed[2].lower()], fixed[1]), fixed[4], ZONES["gmt"])
    text = " ".join(fold(raw).split()).strip(" .,;:")
    opening = _OPENING.match(text)
    weekday = None
    if opening is not None:
        text = text[opening.end() :]
        weekday = WEEKDAYS.get(opening[1] or "")
    if weekday is not None:
        open_read = _read(text, None, None)
        if open_read is not None and open_read.precision == "instant":
            return open_read  # no habit decides how a day with a time and a weekday is read
        fitting = _on_weekday(open_read, weekday)
        if fitting is not None:
            return fitting
    return _read(text, order, language)


def _read(text: str, order: Order | None, language: str | None) -> DateValue | None:
    """Folded text without weekday and article: one of the forms of pages, else of machines, else a day with a clock."""
    found = DATE.match(text)
    if found is not None and found.end() == len(text):
        return value_of(found, order=order, language=language)
    read = _machine(text, order, language)
    if read is None and found is not None and found["time"] is None and _CLOCK.fullmatch(text, found.end()):
        read = value_of(found, order=order, language=language)
    return read


def value_of(
    found: re.Match[str], *, order: Order | None, language: str | None, weekday: int | None = None
) -> DateValue | None:
    """Read a match of :data:`DATE`; ``None`` when there is no such day, or it is one that systems put for none.

    A weekday printed beside the numbers (Monday is 0) knows better than any habit which of them is the day.
    """
    kind = str(found.lastgroup)  # a form ends behind all its parts
    if kind in {"east", "thai", "thn"}:
        return _of_calendar(found, kind)
    if kind == "twn":
        spoken = (language or "").lower()
        counted = spoken == "zh" or spoken.startswith(("zh-tw", "zh-hant"))
        return _day(_date(republic_year(found["twn_y"]), found["twn_m"], found["twn_d"])) if counted else None
    if kind in _WHOLE:
        return _whole_day(found, kind, language)
    if kind == "my":
        return _named_month(found["my_m"].rstrip("."), found["my_y"], language)
    if kind == "num":
        if found["num_s"] == ".":
            order = "dmy"  # CLDR: wherever dots part a numeric date, the day comes first
        numbers = int(found["num_a"]), int(found["num_b"]), int(found["num_y"])
        fitting = _on_weekday(_numeric(*numbers, None), weekday) if weekday is not None else None
        return fitting or _numeric(*numbers, order or region_order(language))
    return _year(int(found["y"])) if kind == "y" else _month(found[f"{kind}_y"], int(found[f"{kind}_m"]))


def _whole_day(found: re.Match[str], kind: str, language: str | None) -> DateValue | None:
    """A day whose order the form itself tells, with its hour if it has one."""
    if kind == "kor" and language and primary_of(language) not in _SPACED_DOTS:
        return None
    month = found[f"{kind}_m"]
    if found[f"{kind}_d"] is None:
        year_first = primary_of(language) in _YEAR_FIRST
        year = found["ytd_y"]
        return _named_month(month.rstrip("."), year, language) if year_first else _year(int(year))
    number = month if month.isdecimal() else month_of(month.rstrip("."), language) or 0
    day = _date(found[f"{kind}_y"], number, found[f"{kind}_d"])
    if kind == "ymd":
        return _with_time(day, found["time"], found["offset"])
    return _with_time(day, found["asc_t"], _offset(found["asc_z"]))


def _of_calendar(found: re.Match[str], kind: str) -> DateValue | None:
    """A day or month whose year may be counted otherwise than ours; what does not fall in its era is none."""
    year, month = found[f"{kind}_y"], found[f"{kind}_m"]
    number = year_of(year) if kind == "east" else thai_year(year)
    month = int(month) if month.isdecimal() else THAI_MONTHS[month]
    day = found[f"{kind}_d"]
    value = _month(number, month) if day is None else _day(_date(number, month, day))
    return None if value is None or not in_era(year, value.lo, value.hi) else value


def _on_weekday(open_read: DateValue | None, weekday: int) -> DateValue | None:
    """The one reading of an ambiguous day that is this weekday; ``None`` where neither is or nothing was open."""
    if open_read is None or not open_read.ambiguous:
        return None
    days = [day for day in (open_read.lo, open_read.hi) if day.weekday() == weekday]
    return _day(days[0]) if len(days) == 1 else None


def _machine(text: str, order: Order | None, language: str | None) -> DateValue | None:
    """Forms that only typed fields use: RFC 822, asctime and JavaScript instants, compact and spaced numbers."""
    if found := _COMPACT.fullmatch(text):
        return _day(_date(*found.groups()))
    if found := _ISO_HOURS.fullmatch(text):
        return _with_time(_date(*found.group(1, 2, 3)), found[4], f"{found[5]}:00")
    if found := _SPACED.fullmatch(text):
        return _numeric(int(found[1]), int(found[2]), int(found[3]), order or region_order(language))
    if found := _RFC822.fullmatch(text):
        day = _date(_century(found[3]), MONTHS.get(found[2], 0), found[1])
        return _with_time(day, found[4], _offset(found[5]))
    if (found := _ASCTIME.fullmatch(text)) and (found[3] or found[7]):
        day = _date(found[3] or found[7], MONTHS.get(found[1], 0), found[2])
        return _with_time(day, found[4], found[6] or _offset(found[5]))
    return None


def _century(year: str) -> int:
    """RFC 5322, 4.3: two digits 00-49 are 2000-2049, 50-99 are 1950-1999."""
    number = int(year)
    return number if number > 99 else number + (2000 if number < 50 else 1900)


def _offset(zone: str | None) -> str | None:
    """Offset of an RFC 822 zone; a zone nobody defined says nothing (RFC 5322, 4.3)."""
    if zone is None or zone[0] in "+-":
        return zone
    return ZONES.get(zone)


def _date(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        read = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return None if read in _DEFAULTS else read


def _day(day: date | None) -> DateValue | None:
    return None if day is None else DateValue(day.isoformat(), "day", day, day)


def _with_time(day: date | None, time: str | None, offset: str | None) -> DateValue | None:
    if day is None or time is None:
        return _day(day)
    time = f"{time[:8].replace(',', '.')}.{time[9:]}" if len(time) > 9 else time
    if _CLOCK_TIME.fullmatch(time) is None:
        return None
    zone = (offset or "").strip().upper()
    if len(zone) == 5:
        zone = f"{zone[:3]}:{zone[3:]}"
    return DateValue(f"{day.isoformat()}T{time}{zone}", "instant", day, day)


def _month(year: str | int, month: int) -> DateValue | None:
    first = _date(year, month, 1)
    if first is None:
        return None
    return DateValue(f"{first:%Y-%m}", "month", first, first.replace(day=calendar.monthrange(first.year, month)[1]))


def _named_month(word: str, year: str, language: str | None) -> DateValue | None:
    """A month beside a year: "out 2019" and "set 2019" are English before they are Portuguese or Italian."""
    spoken = _OTHER_WORDS.get(word)
    if spoken is not None and primary_of(language) not in spoken:
        return None
    month = month_of(word, language)
    return None if month is None else _month(year, month)


def _year(year: int) -> DateValue:
    return DateValue(str(year), "year", date(year, 1, 1), date(year, 12, 31))


def _numeric(first: int, second: int, year: int, order: Order | None) -> DateValue | None:
    """R3: a part above 12 decides, else the order given, else both readings stay."""
    as_mdy = _date(year, first, second)
    as_dmy = _date(year, second, first)
    if as_mdy is None or as_dmy is None or as_mdy == as_dmy:
        return _day(as_mdy or as_dmy)
    chosen = as_mdy if order == "mdy" else as_dmy if order == "dmy" else None
    if chosen is not None:
        return _day(chosen)
    lo, hi = sorted((as_mdy, as_dmy))
    return DateValue(f"{lo.isoformat()}/{hi.isoformat()}", "day", lo, hi, ambiguous=True)

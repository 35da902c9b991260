"""A written date is read as precisely as it was written, and never more."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parsers.dates import numeric_order, order_of_times, parse_value
from pipeline.parsers.dates.folding import fold
from pipeline.parsers.dates.forms import DATE, dates_in
from pipeline.parsers.dates.words import MONTHS
from tests.parsers.written_dates import WRITTEN

DAYS = st.dates(date(1970, 1, 2), date(2099, 12, 31))
LONG_NAMES = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
}
FORMS = {
    "en": "{month} {d}, {y}",
    "es": "{d} de {month} de {y}",
    "fr": "{d} {month} {y}",
    "de": "{d}. {month} {y}",
    "pt": "{d} de {month} de {y}",
    "it": "{d} {month} {y}",
}


@pytest.mark.parametrize(
    ("raw", "value", "precision"),
    [
        ("Aug. 11, 2022", "2022-08-11", "day"),
        ("2022-01-10T22:06:08:684Z", "2022-01-10T22:06:08.684Z", "instant"),
        ("May 19, 2026", "2026-05-19", "day"),
        ("Sept. 5, 2019", "2019-09-05", "day"),
        ("15th of March 2021", "2021-03-15", "day"),
        ("24 October 2025", "2025-10-24", "day"),
        ("5-Nov-2024", "2024-11-05", "day"),
        ("2024 Nov 5", "2024-11-05", "day"),
        ("Wednesday, May 6, 2020", "2020-05-06", "day"),
        ("July 20, 2024 10:30 AM ET", "2024-07-20", "day"),
        ("9 noviembre 2023", "2023-11-09", "day"),
        ("3 de noviembre del 2021", "2021-11-03", "day"),
        ("1er mars 2024", "2024-03-01", "day"),
        ("le 5 mai 2020", "2020-05-05", "day"),
        ("12. März 2021", "2021-03-12", "day"),
        ("1º de março de 2023", "2023-03-01", "day"),
        ("30 settembre 2020", "2020-09-30", "day"),
        ("28.01.2022", "2022-01-28", "day"),
        ("2024-07-19", "2024-07-19", "day"),
        ("2024/07/19", "2024-07-19", "day"),
        ("20231102", "2023-11-02", "day"),
        ("March 2020", "2020-03", "month"),
        ("Nov 2022", "2022-11", "month"),
        ("juin 2021", "2021-06", "month"),
        ("03/2020", "2020-03", "month"),
        ("2020-03", "2020-03", "month"),
        ("2020/03", "2020-03", "month"),
        ("03-2020", "2020-03", "month"),
        ("3.2020", "2020-03", "month"),
        ("2019", "2019", "year"),
        ("2024-06-21T02:24:37Z", "2024-06-21T02:24:37Z", "instant"),
        ("2022-01-27T12:45:36.270+01", "2022-01-27T12:45:36.270+01:00", "instant"),
        ("2022-01-28T11:05:37+0100", "2022-01-28T11:05:37+01:00", "instant"),
        ("2023-10-10T13:43:31.123-05:00", "2023-10-10T13:43:31.123-05:00", "instant"),
        ("2020-01-02 17:11", "2020-01-02T17:11", "instant"),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z", "instant"),
        ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z", "instant"),
        ("Friday, 31-Dec-99 23:59:59 GMT", "1999-12-31T23:59:59Z", "instant"),
        ("Wednesday, 06-Nov-24 08:49:37 GMT", "2024-11-06T08:49:37Z", "instant"),
        ("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37", "instant"),
        ("Mon, 13 Jan 2020 10:00:00 EST", "2020-01-13T10:00:00-05:00", "instant"),
        ("Tue, 03 Jun 2025 10:00:00 +0200", "2025-06-03T10:00:00+02:00", "instant"),
        ("03 Jun 2025 10:00 -0430", "2025-06-03T10:00-04:30", "instant"),
        ("Fri, 01 Jan 49 00:00:00 GMT", "2049-01-01T00:00:00Z", "instant"),
        ("Sun, 01 Jan 50 00:00:00 GMT", "1950-01-01T00:00:00Z", "instant"),
        ("Thu Nov 09 2023 04:59:25 GMT+0000 (UTC)", "2023-11-09T04:59:25+00:00", "instant"),
        ("Wed Jul 08 16:36:31 CEST 2020", "2020-07-08T16:36:31", "instant"),
    ],
)
def test_every_form_keeps_the_precision_it_was_written_in(raw: str, value: str, precision: str) -> None:
    """ISO at the page's own precision; offsets as stated, none added where a zone says nothing."""
    read = parse_value(raw)
    assert read is not None
    assert (read.value, read.precision) == (value, precision)


@pytest.mark.parametrize(
    "raw",
    [
        *("31 February 2022", "Feb 30, 2024", "29 February 2023", "2022-13-01", "13/13/2022", "31/04/2022"),
        *("2023-11-02T25:00:00Z", "0", "-1", "", "soon", "yesterday", "5/6/24", "out 2019", "2023-11-02T17-50-26Z"),
        *("1997-2024", "March", "May 19", "version 2.2019", "0/2020", "1899", "2019 guidelines"),
    ],
)
def test_what_cannot_be_a_date_is_none(raw: str) -> None:
    """Impossible days, missing years, two-digit years and years inside other words give nothing."""
    assert parse_value(raw) is None


@pytest.mark.parametrize(
    ("raw", "lo", "hi"),
    [
        ("February 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("February 2023", date(2023, 2, 1), date(2023, 2, 28)),
        ("Nov 2022", date(2022, 11, 1), date(2022, 11, 30)),
        ("December 2019", date(2019, 12, 1), date(2019, 12, 31)),
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2023-10-10T23:30:00-05:00", date(2023, 10, 10), date(2023, 10, 10)),
    ],
)
def test_a_partial_date_is_bounded_by_its_first_and_last_day(raw: str, lo: date, hi: date) -> None:
    """Closed intervals; an instant means the day of its own offset."""
    read = parse_value(raw)
    assert read is not None
    assert (read.lo, read.hi) == (lo, hi)


def test_a_portuguese_october_needs_a_portuguese_page() -> None:
    """ "out 2019" is English before it is Portuguese."""
    read = parse_value("out 2019", language="pt-BR")
    assert read is not None
    assert read.value == "2019-10"


@pytest.mark.parametrize(
    ("raw", "order", "language", "value"),
    [
        ("25/12/2023", "mdy", None, "2023-12-25"),
        ("12/25/2023", "dmy", None, "2023-12-25"),
        ("5/6/2024", "mdy", None, "2024-05-06"),
        ("5/6/2024", "dmy", None, "2024-06-05"),
        ("5/6/2024", "mdy", "en-GB", "2024-05-06"),
        ("5/6/2024", None, "en-US", "2024-05-06"),
        ("5/6/2024", None, "en-GB", "2024-06-05"),
        ("5/5/2024", None, None, "2024-05-05"),
    ],
)
def test_numeric_order_is_decided_by_the_first_that_can(
    raw: str, order: str | None, language: str | None, value: str
) -> None:
    """R3: a part above 12, then the publisher's order, then the region of the page's language."""
    read = parse_value(raw, order=order, language=language)  # type: ignore[arg-type]
    assert read is not None
    assert (read.value, read.ambiguous) == (value, False)


@pytest.mark.parametrize("language", [None, "en", "es", "de", "fr-CA"])
def test_a_language_without_a_region_decides_no_order(language: str | None) -> None:
    """Spanish MedlinePlus writes US order: both readings stay, as one interval."""
    read = parse_value("11/9/2021", language=language)
    assert read is not None
    assert (read.lo, read.hi) == (date(2021, 9, 11), date(2021, 11, 9))
    assert (read.value, read.precision, read.ambiguous) == ("2021-09-11/2021-11-09", "day", True)


def test_a_weekday_settles_an_order() -> None:
    """The encyclopedia's cache date "Wed, 05 02 2025" can only be 5 February: 2 May was a Friday."""
    read = parse_value("Wed, 05 02 2025")
    assert read is not None
    assert (read.value, read.ambiguous) == ("2025-02-05", False)


@pytest.mark.parametrize("written", ["Fri, 02/28/2025 - 11:04", "Friday, February 28, 2025 - 11:04"])
def test_drupal_parts_the_hour_from_the_day_by_a_dash(written: str) -> None:
    """Its formats of old, which its metas of when a page was published and changed are filled with."""
    read = parse_value(written)
    assert read is not None
    assert (read.value, read.precision) == ("2025-02-28", "day")


@given(DAYS, st.sampled_from(sorted(LONG_NAMES)))
def test_a_day_written_in_any_of_six_languages_comes_back(day: date, language: str) -> None:
    """Format, then read: the same day, and only that day."""
    month = LONG_NAMES[language].split()[day.month - 1]
    read = parse_value(FORMS[language].format(month=month, d=day.day, y=day.year))
    assert read is not None
    assert (read.value, read.precision, read.lo, read.hi) == (day.isoformat(), "day", day, day)


@given(DAYS, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d %b %Y", "%B %d, %Y", "%a, %d %b %Y"]))
def test_machine_and_english_forms_come_back(day: date, form: str) -> None:
    """What strftime writes is read as the same day."""
    read = parse_value(day.strftime(form))
    assert read is not None
    assert (read.lo, read.hi, read.precision) == (day, day, "day")


@given(DAYS, st.sampled_from(["mdy", "dmy"]))
def test_numeric_dates_come_back_in_the_publishers_order(day: date, order: str) -> None:
    """With the order known there is no ambiguity left, unless a part above 12 says the order is wrong."""
    raw = day.strftime("%m/%d/%Y" if order == "mdy" else "%d/%m/%Y")
    read = parse_value(raw, order=order)  # type: ignore[arg-type]
    assert read is not None
    assert (read.lo, read.ambiguous) == (day, False)


@given(DAYS, st.sampled_from(["/", ".", "-"]))
def test_without_an_order_the_true_day_is_always_inside(day: date, separator: str) -> None:
    """The interval of both readings never excludes what was meant."""
    read = parse_value(day.strftime(f"%d{separator}%m{separator}%Y"))
    assert read is not None
    assert read.lo <= day <= read.hi
    assert read.ambiguous == (read.lo != read.hi)


OF_ONE_LANGUAGE = sorted({name for name, month in MONTHS.items() if month} - {"out", "set", "mag", "medi"})


@given(st.integers(1971, 2099), st.sampled_from(OF_ONE_LANGUAGE))
def test_a_month_never_gains_a_day(year: int, word: str) -> None:
    """Every month name of the vocabulary gives a month, bounded by its first and last day."""
    read = parse_value(f"{word} {year}")
    assert read is not None
    assert (read.value, read.precision) == (f"{year}-{MONTHS[word]:02}", "month")
    assert (read.lo.day, read.lo.month, read.hi.month) == (1, MONTHS[word], MONTHS[word])
    assert read.hi.day >= 28


_NOISE = st.sampled_from(("", " ", "the ")) | st.text(alphabet="0123456789/-. :TZ+,JanMrchuyseptobdeli", max_size=8)


@given(WRITTEN | st.tuples(_NOISE, WRITTEN, _NOISE).map("".join) | st.text(max_size=30))
def test_any_text_gives_a_sound_value_or_none(raw: str) -> None:
    """No crash; an interval is never upside down; a day is one day unless ambiguous; a year never claims more."""
    read = parse_value(raw)
    if read is not None:
        assert read.lo <= read.hi
        assert read.value.startswith(str(read.lo.year))
        if read.precision in {"day", "instant"} and not read.ambiguous:
            assert read.lo == read.hi
        if read.precision == "year":
            assert (read.hi - read.lo).days >= 364


@given(st.text())
def test_folding_never_moves_a_character(text: str) -> None:
    """A place in folded text is the same place in the words as they stand."""
    assert len(fold(text)) == len(text)


@given(
    st.lists(
        st.sampled_from(
            [
                "5 May 2020",
                "2019-03-01",
                "x" * 30,
                " " * 50,
                "July 20, 2023",
                "and",
                "12/25/2021",
                "2018",
                "(1999)",
                "\n",
            ]
        ),
        max_size=12,
    )
)
def test_looking_near_years_finds_what_looking_everywhere_finds(pieces: list[str]) -> None:
    """The fast search is the slow one, match for match."""
    text = fold(" ".join(pieces))
    assert [found.span() for found in dates_in(text)] == [found.span() for found in DATE.finditer(text)]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("15 августа 2016", "2016-08-15"),
        ("5 Мая 2021", "2021-05-05"),
        ("3 mei 2021", "2021-05-03"),
        ("5 września 2020", "2020-09-05"),
        ("2020年2月14日", "2020-02-14"),
        ("2016年10月14日07:17", "2016-10-14"),
        ("26 | 01 | 2022", "2022-01-26"),
    ],
)
def test_days_in_more_languages(raw: str, value: str) -> None:
    """Month names of twelve more languages, and the signs of Chinese and Japanese."""
    read = parse_value(raw)
    assert read is not None
    assert read.value == value


def test_the_order_that_unambiguous_dates_show() -> None:
    """One part above 12 shows the order; dates with dots, and dates that disagree, show nothing."""
    assert numeric_order(["on 23/04/2019", "03/05/2021"]) == "dmy"
    assert numeric_order(["04/23/2019"]) == "mdy"
    assert (numeric_order(["31/05/2019"]), numeric_order(["05/31/2019"])) == ("dmy", "mdy")
    assert numeric_order(["score 45/10/2019"]) is None
    assert numeric_order(["23.04.2019", "03/05/2021"]) is None
    assert numeric_order(["23/04/2019", "04/23/2019"]) is None


def test_the_order_that_machine_forms_show() -> None:
    """The day that a ``<time>`` means, which UTC may call the day before, says which way its words read."""
    assert order_of_times([("05/03/2024", "2024-03-05")]) == "dmy"
    assert order_of_times([("on 05/03/2024", "2024-05-03T10:00Z"), ("May", "2024-05-03")]) == "mdy"
    assert order_of_times([("5/3/2024", "2024-03-04T23:00:00Z")]) == "dmy"
    assert order_of_times([("04/04/2024", "2024-04-04"), ("23/04/2024", "2024-04-23")]) is None
    assert order_of_times([("05/03/2024", "2024-03-05"), ("05/03/2024", "2024-05-03")]) is None
    assert order_of_times([("05/03/2024", "2024-09-09"), ("05/03/2024", "2024-13-05"), ("05/03/2024", "")]) is None
    assert order_of_times([("00/03/2024", "2024-03-01"), ("05/00/2024", "2024-05-01")]) is None


@pytest.mark.parametrize(
    "raw",
    [
        *("2024-05-06", "1999-12-31", "2024-02-31", "2024-13-01", "2023-02-29", "2024-02-29", "2024-00-10"),
        *(f"Tue, 03 {month} 2025 10:00:00 GMT" for month in ("Jan", "Feb", "May", "Jun", "Sep", "Dec")),
        *("Mon, 31 Feb 2025 10:00:00 GMT", "Mon, 03 Mar 2025 25:00:00 GMT", "Mon, 03 Mar 2025 23:59:60 GMT"),
    ],
)
def test_the_usual_forms_of_machines_are_read_as_the_long_way_reads_them(raw: str) -> None:
    """An ISO day and the date of HTTP take a short way; a space before them takes the long one."""
    assert parse_value(raw) == parse_value(f" {raw}")

"""Forms of dates behind a label: months in figures, weeks, weekdays that decide an order, days that are defaults."""

from __future__ import annotations

import pytest

from pipeline.parsers.dates import DateStyle, Unread, find_claims, http_claims, parse_value, typed_claims, unlabelled_in

Found = tuple[str, str]


def found(text: str, language: str | None = "en", order: str | None = None) -> list[Found]:
    """Roles and values of the claims of a text."""
    claims = find_claims(text, locator="p", style=DateStyle(language, order))  # type: ignore[arg-type]
    return [(claim.role, claim.value) for claim in claims]


@pytest.mark.parametrize(
    ("language", "text", "claims"),
    [
        ("en", "Last reviewed: 2021-06", [("reviewed", "2021-06")]),
        ("en", "Last reviewed 2021/06.", [("reviewed", "2021-06")]),
        ("en", "Review date: 06/2021", [("reviewed", "2021-06")]),
        ("en", "Review date: 06-2021 | Version 3", [("reviewed", "2021-06")]),
        ("en", "Reviewed by: A Name, MD, 06/2021", [("reviewed", "2021-06")]),
        ("en", "Published: 2019-12. Updated: 2021-06", [("published", "2019-12"), ("modified", "2021-06")]),
        ("de", "Stand: 06.2021", [("current_as_of", "2021-06")]),
        ("de", "Stand: 06/2021", [("current_as_of", "2021-06")]),
        ("de", "Letzte Aktualisierung 6.2021", [("modified", "2021-06")]),
        ("fr", "Mise à jour : 06/2021", [("modified", "2021-06")]),
        ("it", "Ultimo aggiornamento: 06.2021", [("modified", "2021-06")]),
        ("es", "Fecha de revisión: 06-2021", [("reviewed", "2021-06")]),
    ],
)
def test_a_month_in_figures(language: str, text: str, claims: list[Found]) -> None:
    """A month and a year of four digits right behind a label are that month, and no day is invented."""
    assert found(text, language) == claims


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Review date: 06/21"),
        ("en", "Last reviewed: 13/2021"),
        ("en", "Last reviewed: 2019-20"),
        ("en", "Last reviewed: 2021-06-99"),
        ("en", "Published: 2010-12"),
        ("en", "Last reviewed: 2010/11"),
        ("en", "Last updated: issue 6/2023"),
        ("de", "Letzte Aktualisierung: KW 6/2023"),
        ("de", "Stand: Version 6.2021"),
        ("en", "2021-06"),
        ("de", "06.2021"),
        ("en", "Last reviewed by telephone 0049-2021-06"),
    ],
)
def test_figures_that_are_no_month(language: str, text: str) -> None:
    """Two digits, a month 13, numbers of something else; "2010-12" is December as well as three years."""
    assert found(text, language) == []


@pytest.mark.parametrize(
    "text", ["Last reviewed: 2023-W14", "Last reviewed: 2020 W53", "Updated: 2023-W14-2", "Last reviewed: 2023-Q2"]
)
def test_a_week_or_a_quarter_is_no_claim(text: str) -> None:
    """A claim cannot say a week, and the year beside it is not what the page says."""
    assert found(text) == []
    assert typed_claims("modified", text.partition(": ")[2], source="time", locator="time@datetime") == []


@pytest.mark.parametrize(
    ("language", "text", "claims"),
    [
        ("en", "Last updated: Tuesday 03/06/2025", [("modified", "2025-06-03")]),
        ("en", "Last updated: Thursday, 03/06/2025", [("modified", "2025-03-06")]),
        ("en", "Last updated: Tue, 03/06/2025", [("modified", "2025-06-03")]),
        ("en", "Last updated on Tue. 03/06/2025", [("modified", "2025-06-03")]),
        ("en-US", "Last updated: Tuesday 03/06/2025", [("modified", "2025-06-03")]),
        ("en", "Last updated: Monday 03/06/2025", [("modified", "2025-03-06/2025-06-03")]),
        ("en", "Next Tuesday. Last updated: 03/06/2025", [("modified", "2025-03-06/2025-06-03")]),
        ("fr", "Mis à jour le mardi 03/06/2025", [("modified", "2025-06-03")]),
        ("fr", "Mis à jour le mar. 03/06/2025", [("modified", "2025-06-03")]),
        ("es", "Actualizado el martes, 03/06/2025", [("modified", "2025-06-03")]),
        ("es", "Actualizado: mar, 3 de junio de 2025", [("modified", "2025-06-03")]),
        ("pt", "Atualizado em terça-feira, 03/06/2025", [("modified", "2025-06-03")]),
        ("pt", "Última atualização do 03/06/2025", [("modified", "2025-03-06/2025-06-03")]),
        ("it", "Aggiornato martedì 03/06/2025", [("modified", "2025-06-03")]),
        ("de", "Aktualisiert: Di, 03.06.2025", [("modified", "2025-06-03")]),
        ("de", "Aktualisiert am Di., den 3. Juni 2025", [("modified", "2025-06-03")]),
    ],
)
def test_a_weekday_decides_the_order(language: str, text: str, claims: list[Found]) -> None:
    """Only one reading of the figures is that weekday; one that fits neither decides nothing."""
    assert found(text, language) == claims


def test_a_weekday_decides_a_bare_date() -> None:
    """The same where no word says what happened then."""
    claim = unlabelled_in("By N. Name | Tuesday, 03/06/2025", locator="p")
    assert claim is not None
    assert (claim.value, claim.ambiguous) == ("2025-06-03", False)


@pytest.mark.parametrize(
    "day",
    ["1970-01-01", "January 1, 1970", "01/01/1970", "1. Januar 1970", "31 December 1969", "01.01.1900", "1900-01-01"],
)
def test_a_default_is_no_date(day: str) -> None:
    """Where nobody filled a field in, systems print the day they count from; it is told of, not claimed."""
    rejected: list[Unread] = []
    assert find_claims(f"Last updated: {day}", locator="p", rejected=rejected) == []
    assert rejected == [Unread(f"Last updated: {day}", "Last updated", day)]
    assert parse_value(day) is None


@pytest.mark.parametrize("raw", ["1970-01-01T00:00:00Z", "0001-01-01T00:00:00", "1969-12-31T19:00:00-05:00", "1970-01"])
def test_a_default_in_a_machine_field(raw: str) -> None:
    """The same in ``<time>``, JSON-LD and metas, and in what the transport says."""
    assert typed_claims("published", raw, source="jsonld", locator="$") == []
    assert http_claims((("Last-Modified", "Thu, 01 Jan 1970 00:00:00 GMT"),)) == []

"""A tag names its language by its first part, however long that is."""

from __future__ import annotations

import pytest

from pipeline.parsers.dates import DateStyle, find_claims
from pipeline.parsers.language_tags import primary_of


@pytest.mark.parametrize(
    ("tag", "language"),
    [("pt-BR", "pt"), ("EN_us", "en"), ("fil-PH", "fil"), ("yue", "yue"), ("spa", "es"), ("iw", "he"), (None, "")],
)
def test_the_first_part_of_a_tag_is_its_language(tag: str | None, language: str) -> None:
    """In small letters, and in two of them where a language has such a code."""
    assert primary_of(tag) == language


@pytest.mark.parametrize(("tag", "value"), [("PT", "2019-10"), ("por", "2019-10"), ("pt-br", "2019-10"), ("EN", None)])
def test_a_month_is_read_in_the_language_of_the_page_however_its_tag_is_written(tag: str, value: str | None) -> None:
    """ "Out 2019" is October in Portuguese and nothing in English."""
    claims = find_claims("Atualizado em: out 2019" if value else "Updated: out 2019", locator="p", style=DateStyle(tag))
    assert [claim.value for claim in claims] == ([value] if value else ["2019"] if claims else [])


def test_filipino_is_not_read_as_finnish() -> None:
    """ "Päivitetty" stands on Finnish pages."""
    line = "Päivitetty viimeksi 3.5.2024"
    assert find_claims(line, locator="p", style=DateStyle("fi"))[0].role == "modified"
    assert not [one for one in find_claims(line, locator="p", style=DateStyle("fil")) if one.role == "modified"]

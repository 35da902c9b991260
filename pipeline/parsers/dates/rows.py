"""A row of labels over a row of dates: paired by column where the columns agree, not at all where they do not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from pipeline.parsers.dates.labels import LabelSet, starts_field
from pipeline.patterns import NAMES_YEAR

_APART = re.compile(r"[\s|:.,;/•·()\-]*")
_BETWEEN_DATES = re.compile(r"(?:[\s|,;/•·()\-]|\d\d?[:.h]\d\d(?:\s?(?:[ap]\.?m\b\.?|uhr))?)*")
_SET_APART = re.compile(r"[\n|]")
_NO_HEAD = frozenset(("copyright", "cited"))


class Row(Struct, frozen=True):
    """Dates side by side: how many, and those that have a label, with it."""

    dates: int
    pairs: tuple[tuple[re.Match[str], re.Match[str]], ...] = ()


def row_at(
    folded: str, labels: Sequence[re.Match[str]], dates: Sequence[re.Match[str]], known: LabelSet, field: int
) -> Row | None:
    """The row that a date stands in; ``None`` where it stands in none.

    Args:
        folded: the text.
        labels: those before the first date, behind the date before it.
        dates: this date and all behind it.
        known: what the labels mean.
        field: where the field before ends.
    """
    column = _column_of(folded, dates[0], known) if "|" in folded else None
    if column is not None:
        return column
    heads = _heads_of(folded, labels, dates[0], known)
    if len(heads) < 2 or not starts_field(folded, heads[0], field):
        return None
    row = _row_of(folded, dates)
    if len(row) == len(heads):
        return Row(len(row), tuple(zip(heads, row, strict=True)))
    return Row(len(row)) if _is_below(folded, heads, row[0], known) else None


def _heads_of(
    folded: str, labels: Sequence[re.Match[str]], found: re.Match[str], known: LabelSet
) -> list[re.Match[str]]:
    """The labels that stand side by side right before a date, with nothing else between them and none between it."""
    heads: list[re.Match[str]] = []
    end = found.start()
    for label in reversed(labels):
        if _APART.fullmatch(folded, label.end(), end) is None or _NO_HEAD & {*known.of(label).roles}:
            break
        heads.insert(0, label)
        end = label.start()
    return heads


def _row_of(folded: str, dates: Sequence[re.Match[str]]) -> Sequence[re.Match[str]]:
    """The first of these dates and those that stand side by side with it."""
    for number, (one, other) in enumerate(pairwise(dates), start=1):
        if _BETWEEN_DATES.fullmatch(folded, one.end(), other.start()) is None:
            return dates[:number]
    return dates


def _is_below(folded: str, heads: Sequence[re.Match[str]], found: re.Match[str], known: LabelSet) -> bool:
    """Whether a date may be any of these labels': none of them stands closer to it than they do to each other."""
    one, last = heads[-2], heads[-1]
    if "\n" in folded[one.end() : last.start()] and "\n" not in folded[last.end() : found.start()]:
        return False  # the row above has no date
    apart = _SET_APART.search(folded, one.end(), last.start()) and _SET_APART.search(folded, last.end(), found.start())
    return apart is not None and known.of(one).roles != known.of(last).roles


def _column_of(folded: str, found: re.Match[str], known: LabelSet) -> Row | None:
    """Where a date stands in a line of cells below one of names; ``None`` where it stands in no such line.

    One more line of cells makes it a list of what its rows tell of, which have dates of their own.
    """
    start = folded.rfind("\n", 0, found.start()) + 1
    end = folded.find("\n", found.end())
    bars = folded.count("|", start, end if end >= 0 else len(folded))
    above = folded.rfind("\n", 0, start - 1) + 1 if start else 0
    if not bars or not start or folded.count("|", above, start) != bars or NAMES_YEAR.search(folded, above, start):
        return None
    if known.pattern.search(folded, start, found.start()):
        return None
    names, values = folded[above : start - 1].split("|"), folded[start:].partition("\n")[0].split("|")
    column = folded.count("|", start, found.start())
    begins = above + sum(len(name) + 1 for name in names[:column])
    head = known.pattern.match(folded, begins + len(names[column]) - len(names[column].lstrip()))
    alone = head is not None and names[column].strip(" :.") == head[0] and not _NO_HEAD & {*known.of(head).roles}
    below = folded[end + 1 :].partition("\n")[0] if end >= 0 else ""
    listed = below.count("|") == bars or not values[column].lstrip().startswith(found[0])
    return Row(1, ((head, found),) if head is not None and alone and not listed else ())

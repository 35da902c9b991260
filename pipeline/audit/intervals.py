"""Dates as closed intervals of days, compared with three answers, and calendar months added.

A claim of March 2019 means some day of [2019-03-01, 2019-03-31]. Rules ask at the charitable end: ``hi`` for
"overdue", ``lo`` for "in the future".
"""

from __future__ import annotations

import calendar
from datetime import date
from typing import Literal

from pipeline.model.dates import DateClaim

Order = Literal["before", "after", "overlaps"]


def compare(one: DateClaim, other: DateClaim, *, slack_days: int = 0) -> Order:
    """Where ``one`` lies relative to ``other``: ``before`` and ``after`` only if more than ``slack_days`` part them.

    A slack of 1 forgives the day that a local date loses or gains when it is printed in UTC.
    """
    if days_between(one.hi, other.lo) > slack_days:
        return "before"
    if days_between(other.hi, one.lo) > slack_days:
        return "after"
    return "overlaps"


def days_between(first: date, second: date) -> int:
    """Days from ``first`` to ``second``, negative if it is earlier; safe at 9999-12-31, a common placeholder."""
    return second.toordinal() - first.toordinal()


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months on, or the last day of that month where it has no such day.

    29 February 2024 + 12 months is 28 February 2025; 31 January + 1 month is the end of February.
    Never past 9999-12-31.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    if year > date.max.year:
        return date.max
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def in_words(claim: DateClaim) -> str:
    """The claim's value, with both ends where the page leaves the day open to two readings."""
    if claim.ambiguous:
        return f"{claim.value} ({claim.lo.isoformat()} or {claim.hi.isoformat()})"
    return claim.value

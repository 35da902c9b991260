"""Whether a date that a page states has moved forward, or only stands there in another form."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple

from pipeline.model.dates import DateClaim


class Stated(NamedTuple):
    """A date as a page states it: its value, and the first and last day that this can mean."""

    value: str
    lo: date
    hi: date


def moved_forward(old: Stated | DateClaim, new: Stated | DateClaim, *, looked: date) -> bool:
    """Whether a page that stated ``old`` at the last look, and states ``new`` now, has moved its date forward.

    One instant printed in another zone has not; where only one of the two is an instant, a day is forgiven. What says
    more exactly which of the old one's days it is ("June 2025", now "17 June 2025") has moved if that can be the day of
    the look or a later one. The view ``review_ledger`` has the same rule in SQL.
    """
    one, other = _instant(old.value), _instant(new.value)
    if one is not None and other is not None:
        return other > one
    zones = 1 if (one is None) is not (other is None) else 0
    if new.lo.toordinal() - old.hi.toordinal() > zones:
        return True
    return (new.lo, new.hi) > (old.lo, old.hi) and new.hi >= looked


def _instant(value: str) -> datetime | None:
    """The moment, where the value names one; without a zone it is taken for UTC."""
    if "T" not in value:
        return None
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)

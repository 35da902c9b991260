"""Hours in which a host is not asked: a window of wall-clock time in a named time zone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EVERY_DAY: Final = frozenset(range(7))
_FORM: Final = re.compile(
    r"(?:(?P<days>[a-z]{3}(?:-[a-z]{3})?(?:\+[a-z]{3}(?:-[a-z]{3})?)*) )?"
    r"(?P<start>[0-2][0-9]:[0-5][0-9])-(?P<end>[0-2][0-9]:[0-5][0-9]) (?P<zone>[A-Za-z][A-Za-z0-9_+/-]*)"
)


class QuietHours(Struct, frozen=True, kw_only=True):
    """One window of every week. It goes over midnight when its end is not after its start.

    Attributes:
        text: as it was written.
        start, end: wall-clock time; the start belongs to the window, the end does not.
        zone: name of the time zone (IANA), so that summer time moves the window as it moves the people.
        days: on which days it begins; Monday is 0.
    """

    text: str
    start: time
    end: time
    zone: str
    days: frozenset[int] = _EVERY_DAY

    @classmethod
    def parse(cls, text: str) -> QuietHours:
        """The window of ``08:00-18:00 America/New_York`` or ``mon-fri+sun 22:30-06:00 UTC``.

        Raises:
            ValueError: it is not written like that, or the time zone is not known.
        """
        found = _FORM.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is not written like 'mon-fri 08:00-18:00 America/New_York'")
        try:
            start, end = time.fromisoformat(found["start"]), time.fromisoformat(found["end"])
        except ValueError as error:
            raise ValueError(f"{text!r} names no time of day: {error}") from None
        if start == end:
            raise ValueError(f"{text!r} begins when it ends; to leave a site alone for good, set enabled = false")
        _zone(found["zone"])
        days = _EVERY_DAY if found["days"] is None else frozenset(_days(found["days"]))
        return cls(text=text, start=start, end=end, zone=found["zone"], days=days)

    def until(self, now: datetime) -> datetime | None:
        """When the window ends that ``now`` lies in, in UTC; ``None`` outside of it.

        An end that the clocks skip or repeat when summer time comes or goes is the later moment, a start that they
        repeat the earlier one.
        """
        zone = _zone(self.zone)
        local = now.astimezone(zone).replace(tzinfo=None)
        for back in (0, 1):
            day = local.date() - timedelta(days=back)
            begun = datetime.combine(day, self.start)
            over = datetime.combine(day if self.start < self.end else day + timedelta(days=1), self.end)
            first = begun.replace(tzinfo=zone).astimezone(UTC)
            if day.weekday() not in self.days or (local < begun and now < first):
                continue
            ends = [over.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
            # an hour that comes twice passes the end once before it is over; one that never comes has none
            if local < over or min(ends) <= now < max(ends):
                return max(ends)
        return None


def quiet_until(windows: Iterable[QuietHours], now: datetime) -> datetime | None:
    """When it is no longer quiet, windows that follow each other taken together; ``None`` if it is not quiet now."""
    windows = tuple(windows)
    at, end = now, None
    for _ in range(8 * len(windows) + 1):  # windows that cover the whole week never end
        ends = [until for window in windows if (until := window.until(at)) is not None]
        if not ends:
            return end
        at = end = max(ends)
    return end


def not_before(name: str, until: datetime) -> str:
    """What is said of a site or host in its quiet hours."""
    return f"{name} is not asked before {until:%Y-%m-%d %H:%M} UTC: quiet hours"


def _zone(name: str) -> tzinfo:
    if name == "UTC":  # known even where there is no time zone database
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"no time zone is named {name!r} here (UTC, Europe/Paris, America/New_York, ...)") from None


def _days(text: str) -> Iterable[int]:
    for part in text.split("+"):
        first, _, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            raise ValueError(f"{part!r} names no day; days are {', '.join(DAYS)}")
        begin, end = DAYS.index(first), DAYS.index(last or first)
        yield from (day % 7 for day in range(begin, end + 1 if end >= begin else end + 8))

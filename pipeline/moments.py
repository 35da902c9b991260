"""Days and moments as text: ISO 8601, moments in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import msgspec

_WIDTH = len("2025-06-03T10:00:00.000000Z")
_encoder = msgspec.json.Encoder()


def stamp(moment: datetime) -> str:
    """A moment as UTC text of one width.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {moment!r}")
    text = iso(moment.astimezone(UTC))
    return text if len(text) == _WIDTH else f"{text[:-1]}.000000Z"


def end_of(day: date | None) -> datetime | None:
    """The last moment of a day, UTC: what ``--as-of DAY`` means; ``None`` stays ``None``."""
    return None if day is None else datetime.combine(day, time.max, UTC)


def first_day(written: str) -> date:
    """The first day of what names a day, a month or a year.

    Raises:
        ValueError: it names none.
    """
    partial = len(written) == 4 or (len(written) == 7 and written[4] == "-")
    return date.fromisoformat(written + "-01-01"[len(written) - 4 :] if partial else written)


def iso(moment: date) -> str:
    """A day, or a moment in UTC, in ISO 8601; ``isoformat`` says the same and takes ten times as long."""
    return _encoder.encode(moment).decode()[1:-1]

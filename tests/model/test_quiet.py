"""Quiet hours: windows of wall-clock time, over midnight, by weekday, in summer time and out of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.model.quiet import QuietHours, quiet_until


def until(text: str, now: str) -> str | None:
    end = QuietHours.parse(text).until(datetime.fromisoformat(now).replace(tzinfo=UTC))
    return None if end is None else end.isoformat(timespec="minutes").removesuffix("+00:00")


@pytest.mark.parametrize(
    ("text", "now", "end"),
    [
        ("08:00-18:00 UTC", "2025-06-03T07:59", None),
        ("08:00-18:00 UTC", "2025-06-03T08:00", "2025-06-03T18:00"),
        ("08:00-18:00 UTC", "2025-06-03T18:00", None),
        ("22:30-06:00 UTC", "2025-06-03T23:00", "2025-06-04T06:00"),
        ("22:30-06:00 UTC", "2025-06-03T05:59", "2025-06-03T06:00"),
        ("08:00-18:00 America/New_York", "2025-06-03T11:59", None),
        ("08:00-18:00 America/New_York", "2025-06-03T12:00", "2025-06-03T22:00"),
        ("08:00-18:00 America/New_York", "2025-12-03T12:00", None),
        ("08:00-18:00 America/New_York", "2025-12-03T13:00", "2025-12-03T23:00"),
        ("mon-fri 08:00-18:00 UTC", "2025-06-07T12:00", None),
        ("fri 22:00-06:00 UTC", "2025-06-07T05:00", "2025-06-07T06:00"),
        ("fri 22:00-06:00 UTC", "2025-06-06T05:00", None),
        ("sat-mon+wed 08:00-18:00 UTC", "2025-06-08T12:00", "2025-06-08T18:00"),
        ("sat-mon+wed 08:00-18:00 UTC", "2025-06-09T12:00", "2025-06-09T18:00"),
        ("sat-mon+wed 08:00-18:00 UTC", "2025-06-04T12:00", "2025-06-04T18:00"),
        ("sat-mon+wed 08:00-18:00 UTC", "2025-06-03T12:00", None),
        ("01:00-02:30 America/New_York", "2025-03-09T06:30", "2025-03-09T07:30"),
        ("00:30-01:30 America/New_York", "2025-11-02T05:00", "2025-11-02T06:30"),
    ],
)
def test_a_window_is_wall_clock_time_of_its_zone(text: str, now: str, end: str | None) -> None:
    """The start belongs to it, the end does not; a night is its first day's; clocks may change."""
    assert until(text, now) == end


@pytest.mark.parametrize(
    "text",
    [
        "08:00-18:00",
        "8-18 UTC",
        "08:00-18:00 Mars/Olympus",
        "25:00-26:00 UTC",
        "08:00-08:00 UTC",
        "foo 08:00-18:00 UTC",
        "mon-foo 08:00-18:00 UTC",
        "08:00-18:00 ../etc/passwd",
        "",
    ],
)
def test_what_is_no_window_is_refused_in_words(text: str) -> None:
    """A time zone must be given, and be one."""
    with pytest.raises(ValueError, match=r"written like|no time|begins when|names no"):
        QuietHours.parse(text)


def test_windows_that_follow_each_other_are_one() -> None:
    """The end that counts is the one after which it is not quiet."""
    windows = [QuietHours.parse(text) for text in ("08:00-12:00 UTC", "12:00-18:00 UTC", "20:00-21:00 UTC")]
    now = datetime(2025, 6, 3, 9, tzinfo=UTC)
    assert quiet_until(windows, now) == datetime(2025, 6, 3, 18, tzinfo=UTC)
    assert quiet_until(windows, datetime(2025, 6, 3, 19, tzinfo=UTC)) is None
    assert quiet_until((), now) is None


def test_windows_that_cover_every_hour_have_an_end_all_the_same() -> None:
    """Nobody counts for ever: after a week or so it is looked at again."""
    windows = [QuietHours.parse(text) for text in ("00:00-12:00 UTC", "12:00-00:00 UTC")]
    end = quiet_until(windows, datetime(2025, 6, 3, 9, tzinfo=UTC))
    assert end is not None
    assert end > datetime(2025, 6, 9, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_quiet_until_the_end_has_come_twice() -> None:
    """No run begins between the first 01:30 and the second one, to be broken off at the second 01:00."""
    night = QuietHours.parse("22:00-01:30 Europe/London")
    over = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    for minutes in range(1, 150):
        assert night.until(over - timedelta(minutes=minutes)) == over
    assert night.until(over) is None


def test_quiet_hours_have_no_hole_where_the_clocks_are_changed() -> None:
    """An end at a time that never comes, a start at one that comes twice: what was quiet stays so until the end."""
    for text, begin, end in (
        ("00:00-02:15 America/New_York", datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 3, 8, 7, 15, tzinfo=UTC)),
        (
            "01:30-05:00 America/New_York",
            datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
            datetime(2026, 11, 1, 10, tzinfo=UTC),
        ),
    ):
        night, minute = QuietHours.parse(text), timedelta(minutes=1)
        moments = [begin + n * minute for n in range((end - begin) // minute)]
        assert {night.until(at) for at in moments} == {end}
        assert night.until(begin - minute) is None
        assert night.until(end) is None

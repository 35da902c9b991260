"""What is usual of a run's counters, and what is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from pipeline.ingest.compare import compare
from pipeline.model.run import Run, RunCounts, Verdict

START = datetime(2026, 1, 1, 3, tzinfo=UTC)


def night(number: int, *, verdict: Verdict = "ok", requests: int = 170, new: int = 0) -> Run:
    at = START + timedelta(days=number)
    counts = RunCounts(requests=requests, new=new, unchanged=requests - new)
    return Run(
        id=str(number),
        kind="run",
        started_at=at,
        counts=counts,
        finished_at=at + timedelta(seconds=requests / 10),
        verdict=verdict,
    )


def unusual(run: Run, *earlier: Run) -> list[str]:
    return [row.name for row in compare(run, earlier) if row.unusual]


def test_nothing_is_usual_before_the_fourth_night() -> None:
    """The first one finds everything new, the second one nothing: neither says what is usual."""
    first = night(0, new=163)
    nights = [night(number) for number in range(1, 4)]
    assert compare(nights[0], [first]) == ()
    assert compare(nights[1], [nights[0], first]) == ()
    assert unusual(nights[2], nights[1], nights[0], first) == []
    assert unusual(night(4, requests=20), *nights) == ["requests", "unchanged", "seconds"]


def test_a_blocked_night_does_not_say_what_is_usual() -> None:
    """It ended early; the night on which all is well again is as usual as those before."""
    well = [night(number) for number in range(3)]
    bad = [night(number, verdict="blocked", requests=30) for number in range(3, 8)]
    assert unusual(night(8), *reversed(bad), *reversed(well)) == []


def test_a_night_on_which_nothing_was_due_is_no_measure() -> None:
    """Nor is it compared itself; one that only failed, or was refused, is a night like others."""
    nights = [night(number) for number in range(3)]
    idle = [night(number, requests=0) for number in range(3, 9)]
    assert compare(idle[0], nights) == ()
    assert unusual(night(9), *idle, *nights) == []
    for counts in (RunCounts(failed=170), RunCounts(disallowed=170)):
        assert compare(replace(idle[0], counts=counts), nights) != ()


def test_what_is_unusual_is_three_times_as_much_and_more_than_a_few() -> None:
    """A third or thrice is not yet; a difference of five is none, whatever the share."""
    nights = [night(number, new=9) for number in range(3)]
    assert [unusual(night(4, new=new), *nights) for new in (3, 2, 27, 28)] == [[], ["new"], [], ["new"]]
    few = [night(number, new=1) for number in range(3)]
    assert [unusual(night(4, new=new), *few) for new in (6, 7)] == [[], ["new"]]

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from msgspec import structs

from pipeline.model.capture import Answered, Capture, Disallowed, Failed, NotModified, Outcome, OutOfScope
from pipeline.model.target import Target
from pipeline.scheduling import Intervals, next_due

NOW = datetime(2025, 6, 3, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
URL = "https://health.example/asthma.html"
PACE = Intervals(usual=10 * DAY, shortest=DAY, longest=90 * DAY, per_site={"news": HOUR, "archive": 900 * DAY})


def answer(status: int) -> Capture:
    return Capture(
        id="1", requested_url=URL, url=URL, status=status, fetched_at=NOW, entity_sha256="", payload_sha256=""
    )


def wait(
    outcome: Outcome, *, attempts: int = 0, url: str = URL, site: str = "example", reason: str = "interval"
) -> timedelta:
    target = Target(url=url, site=site, reason=reason, attempts=attempts)
    return next_due(target, outcome, now=NOW, intervals=PACE) - NOW


GOOD = Answered(url=URL, capture=answer(200))
FAILED = Failed(url=URL, kind="timeout", message="")


@pytest.mark.parametrize("outcome", [GOOD, NotModified(url=URL, capture=answer(304))])
def test_a_good_answer_waits_no_longer_than_the_usual_interval(outcome: Outcome) -> None:
    """Each page has its own wait, always the same, 5 to 15 % below the interval of its site."""
    waits = [wait(outcome, url=f"{URL}?{n}") for n in range(200)]
    assert all(8.5 * DAY <= w <= 9.5 * DAY for w in waits)
    assert max(waits) - min(waits) > 0.9 * DAY
    assert waits == [wait(outcome, url=f"{URL}?{n}") for n in range(200)]


def test_no_interval_is_shorter_or_longer_than_allowed() -> None:
    """A site's own interval stays within the bounds."""
    assert 0.85 * DAY <= wait(GOOD, site="news") <= 0.95 * DAY
    assert 76.5 * DAY <= wait(GOOD, site="archive") <= 85.5 * DAY


@pytest.mark.parametrize("outcome", [FAILED, Answered(url=URL, capture=answer(503))])
def test_failures_are_retried_after_twice_as_long_each_time(outcome: Outcome) -> None:
    """One hour, two, four; never longer than after a good answer, however often it failed; not all at one moment."""
    waits = [wait(outcome, attempts=n) for n in (0, 1, 2, 3)]
    assert [round(w / waits[0]) for w in waits] == [1, 2, 4, 8]
    firsts = [wait(outcome, url=f"{URL}?{n}") for n in range(200)]
    assert HOUR <= min(firsts) < 1.01 * HOUR
    assert 1.24 * HOUR < max(firsts) <= 1.25 * HOUR
    assert wait(outcome, attempts=10_000) == wait(GOOD) < 9.5 * DAY


def test_a_host_that_names_a_time_is_not_asked_before() -> None:
    """Retry-After is a floor under the back-off, also beyond the usual interval."""
    asked = Failed(url=URL, kind="timeout", message="", retry_after=20 * 86_400.0)
    assert wait(asked) == 20 * DAY
    assert wait(Answered(url=URL, capture=answer(429), retry_after=1.0)) >= HOUR


@pytest.mark.parametrize("status", [404, 410])
def test_a_missing_page_is_looked_at_again_on_another_day(status: int) -> None:
    """The second look comes late enough to confirm, and later ones ever later."""
    outcome = Answered(url=URL, capture=answer(status))
    waits = [wait(outcome, url=f"{URL}?{n}") for n in range(200)]
    assert 25 * HOUR <= min(waits) < 25.2 * HOUR
    assert max(waits) <= 31.25 * HOUR
    assert wait(outcome, attempts=30, reason="gone") == 90 * DAY


def test_a_page_that_failed_before_it_was_missing_is_looked_at_on_the_next_day() -> None:
    """A host was down for nights, and one on which it answers 404 for everything must not cost its pages months."""
    outcome = Answered(url=URL, capture=answer(404))
    assert 25 * HOUR <= wait(outcome, attempts=6, reason="retry") <= 31.25 * HOUR
    assert wait(outcome, attempts=1, reason="confirm-gone") >= 50 * HOUR


@pytest.mark.parametrize(("closed", "expected"), [(True, 20 * HOUR), (False, 90 * DAY)])
def test_robots_decides_when_to_ask_again(closed: Literal[True, False], expected: timedelta) -> None:
    """A host whose rules could not be read is asked by the run of the next night; a rule stands for long."""
    assert wait(Disallowed(url=URL, rule="", closed=closed)) == expected


def test_what_left_the_scope_is_looked_at_rarely() -> None:
    """It may come back."""
    assert wait(OutOfScope(url=URL, location="https://x.example/", capture=answer(301))) == 90 * DAY
    assert 34 * DAY <= wait(OutOfScope(url=URL, location="https://x.example/", capture=answer(302))) <= 38 * DAY


@pytest.mark.parametrize(
    "outcome",
    [
        Disallowed(url=URL, rule="Disallow: /", closed=False),
        OutOfScope(url=URL, location="https://login.example/", capture=answer(302)),
    ],
)
def test_a_page_that_answered_once_is_looked_at_as_usual(outcome: Outcome) -> None:
    """A rule that refuses it, or a login it leads to, may be gone tomorrow: that must not cost a quarter of a year."""
    target = Target(url=URL, site="example", reason="interval", captured_at=NOW)
    assert 8.5 * DAY <= next_due(target, outcome, now=NOW, intervals=PACE) - NOW <= 9.5 * DAY


@pytest.mark.parametrize(
    ("lastmod", "age", "soon"),
    [
        ("2025-06-02T20:00:00Z", "14401", True),
        ("2025-06-02T20:00:00Z", "14400", False),
        ("2025-06-03", "1", True),
        ("2025-06-03", None, False),
        ("2025-06-03", "0", False),
        ("2025-06-03", "-5", False),
        ("2025-06-03", "9" * 30, False),
        ("2025-06-03T00:00:01Z", "9", False),
        ("2025-06-04", "86400", False),
        (None, "86400", False),
    ],
)
def test_what_a_cache_showed_as_it_was_before_its_change_is_looked_at_the_next_night(
    lastmod: str | None, age: str | None, soon: bool
) -> None:
    """``Age`` says since when the answer lies in caches (RFC 9111 5.1); a date that is still to come says nothing."""
    headers = () if age is None else (("Age", age),)
    capture = structs.replace(answer(304), headers=headers)
    target = Target(url=URL, site="example", reason="interval", lastmod=lastmod)
    wait = next_due(target, NotModified(url=URL, capture=capture), now=NOW, intervals=PACE) - NOW
    assert wait == 20 * HOUR if soon else wait > 8 * DAY

"""What is worth asking again, and how long to wait before.

Why not tenacity or stamina: both decide on exceptions raised by a function, while our attempts end in values; the
wait is given by the server (Retry-After) as often as by us; and the budget belongs to a host, not to a call. What is
left of a library then is one line of arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final

from pipeline.model.capture import Capture, FailureKind

TRANSIENT_STATUS: Final = frozenset({408, 425, 429, 500, 502, 503, 504, *range(520, 525)})
"""Answers that say "later" (RFC 9110 section 15, RFC 6585, RFC 8470); 520 to 524 are Cloudflare's of a server that it
does not reach. Its 525 and 526, of that server's certificate, stay until somebody mends it."""

_LATER_IF_TOLD: Final = frozenset({403, 413, 420})
"""Answers that say "later" where a Retry-After says when: GitHub and others refuse so who asks too much, and RFC 9110
section 15.5.14 has it of 413. Without one they say no."""

_REFUSALS: Final = frozenset({429, 503})

_BLAMES_FIELDS: Final = frozenset({400, 412, 431})
"""Answers to a GET that may be meant for the validators in it: they are to be answered with 304 or with the page."""

STUMBLES: Final = 3
"""Pages of a host that came only without validators, after which all of a run are asked so."""

TRANSIENT_FAILURE: Final[frozenset[FailureKind]] = frozenset({"dns", "connect", "timeout", "protocol", "truncated"})

MAX_BACKOFF: Final = 60.0
"""Longest wait that back-off alone asks for, seconds."""

MAX_RETRY_AFTER: Final = 7 * 86_400.0
"""Longest wait that a server may ask for, seconds. More is a slip of its clock or its unit: nobody means 2099."""

_SHARE: Final = 0.2
_TO_BEGIN_WITH: Final = 10


class RetryBudget:
    """Keeps retries a small part of what a host is asked: at most a fifth of its requests, and ten to begin with."""

    def __init__(self) -> None:
        self._asked: dict[str, int] = {}
        self._retried: dict[str, int] = {}

    def asked(self, host: str) -> None:
        """Counts a first attempt."""
        self._asked[host] = self._asked.get(host, 0) + 1

    def take(self, host: str) -> bool:
        """Takes one retry out of the host's budget; ``False`` when none is left."""
        used = self._retried.get(host, 0)
        if used >= _TO_BEGIN_WITH + _SHARE * self._asked.get(host, 0):
            return False
        self._retried[host] = used + 1
        return True


def backoff(attempt: int, *, base: float, random: Callable[[], float]) -> float:
    """Seconds before attempt number ``attempt + 1``: ``base`` doubled each time, jittered from half to one and a half.

    Args:
        attempt: attempts made so far, from 1.
        base: seconds before the second attempt.
        random: gives numbers in [0, 1).
    """
    return min(MAX_BACKOFF, base * 2.0 ** (attempt - 1)) * (0.5 + random())


def says_later(capture: Capture) -> bool:
    """Whether an answer is worth asking for again by itself."""
    if capture.status in _LATER_IF_TOLD:
        return wait_asked(capture, capture.fetched_at) is not None
    return capture.status in TRANSIENT_STATUS


def may_pass(fault: FailureKind | None, capture: Capture | None) -> bool:
    """Whether trouble may be over when the same is asked again."""
    if fault is not None:
        return fault in TRANSIENT_FAILURE
    return capture is not None and says_later(capture)


def refuses(capture: Capture) -> bool:
    """Whether an answer says that we ask too much, or now of all times."""
    return capture.status in _REFUSALS or (capture.status in _LATER_IF_TOLD and says_later(capture))


def blames_fields(capture: Capture | None) -> bool:
    """Whether an answer may be other to the same question without validators."""
    return capture is not None and capture.status in _BLAMES_FIELDS


def wait_asked(capture: Capture, now: datetime) -> float | None:
    """Seconds that an answer asks us to wait; a date is taken by the clock of the server that wrote it, if it tells.

    Whatever error or redirect says so is heeded (RFC 9110 section 10.2.3). What a page says that was given, or that is
    as it was (304), is for nobody: there is nothing to wait for.

    Clocks differ by minutes: by ours, its wish would be passed over, or a host given up for the run. One that is off by
    a day or more may not be the one that the wish was reckoned by.
    """
    if capture.status < 300 or capture.status == 304:
        return None
    theirs = http_moment(capture.header("date"))
    return retry_after(
        capture.header("retry-after"), now if theirs is None or abs(theirs - now) > timedelta(days=1) else theirs
    )


@lru_cache(maxsize=64)  # a server dates many answers alike
def http_moment(value: str | None) -> datetime | None:
    """The moment of an HTTP date (RFC 9110 section 5.6.7, all three forms), in UTC; ``None`` for what is none."""
    try:
        when = parsedate_to_datetime(value or "")
        # these dates are GMT; "-0000" comes back naive and means the same
        return (when if when.tzinfo is not None else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds asked for by a Retry-After field (RFC 9110 section 10.2.3: seconds or an HTTP date).

    A date in the past is 0, what is beyond :data:`MAX_RETRY_AFTER` is that. What is neither is ``None``: no wish was
    stated.
    """
    text = (value or "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), MAX_RETRY_AFTER)
    when = http_moment(text)
    if when is None:
        return None
    return min(max(0.0, (when - now).total_seconds()), MAX_RETRY_AFTER)

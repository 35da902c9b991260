"""When to look at a URL again.

The baseline is the uniform one: every page of a site after the same interval, the longest waiting first. On slow
pages it is within a few percent of the best possible plan and beats every rate guessed from few observations;
whatever replaces it has to win in a simulation first. Failures are retried sooner, each time after twice as long.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from msgspec import Struct

from pipeline.model.capture import WHOLE, Answered, Capture, Disallowed, Failed, NotModified, Outcome, OutOfScope
from pipeline.model.target import Target

FIRST_RETRY = timedelta(hours=1)
"""Before the first retry of a failure that should pass; doubled for each one after it."""

CONFIRM_AFTER = timedelta(hours=25)
"""Before a 404 or 410 is looked at again: on another day, so that one bad night makes no page gone."""

NEXT_NIGHT = timedelta(hours=20)
"""How long the pages of a host whose robots.txt cannot be read are left alone, and what a cache showed as it was before
its last change: until the next night, also where that run begins somewhat earlier."""

SPREAD = 0.1
"""Intervals differ by up to this share from page to page, so that a site's pages do not stay one burst for ever."""

EARLY = 0.05
"""Share of its interval by which a page is due sooner at least. A run at the same hour of every night or week finds it
due, also where it was asked late in the run before. Else it would wait for twice its interval."""


FOR_GOOD = (301, 308)
"""Statuses of a redirect that is not for now only."""

SELDOM = 4
"""Times its interval after which an address that leads away for now, and never was a page, is looked at again."""

_MISSING = ("confirm-gone", "gone")
"""Why a page is due that was not there when it was asked last."""

_INSTANT = "%Y-%m-%dT%H:%M:%SZ"
_DIGITS = 9


class Intervals(Struct, frozen=True, kw_only=True):
    """How long until a page is due again.

    Attributes:
        usual: after a good answer, less what :data:`EARLY` and :data:`SPREAD` take of it.
        shortest: no site's is shorter, whatever is configured.
        longest: no page has a longer one; also for what is gone, and for what never was anything but disallowed or, for
            good, out of scope.
        per_site: instead of ``usual``, by profile name.
    """

    usual: timedelta = timedelta(days=7)
    shortest: timedelta = timedelta(days=1)
    longest: timedelta = timedelta(days=90)
    per_site: dict[str, timedelta] = {}

    def of(self, site: str) -> timedelta:
        """The interval of a site, within ``shortest`` and ``longest``."""
        return max(self.shortest, min(self.per_site.get(site, self.usual), self.longest))

    def regular(self, site: str, url: str) -> timedelta:
        """The interval of a page: its site's, less its own share of what all are early by."""
        return self.of(site) * (1 - EARLY - SPREAD * share_of(url))


def next_due(target: Target, outcome: Outcome, *, now: datetime, intervals: Intervals) -> datetime:
    """When to look at a URL again.

    Args:
        target: what was asked; ``attempts`` says how often it had failed in a row before.
        outcome: how it ended.
        now: the moment it ended.
        intervals: the configured pace.
    """
    share, regular = share_of(target.url), intervals.regular(target.site, target.url)
    match outcome:
        case Answered(capture=capture) if capture.status in WHOLE:
            wait = min(regular, NEXT_NIGHT) if is_outdated(target, capture) else regular
        case NotModified(capture=capture):
            wait = min(regular, NEXT_NIGHT) if is_outdated(target, capture) else regular
        case Answered(capture=capture, retry_after=asked) if capture.status in (404, 410):
            known = target.attempts if target.reason in _MISSING else 0  # what failed before in other ways says nothing
            wait = _backed_off(CONFIRM_AFTER, known, share, most=intervals.longest)
            wait = max(wait, timedelta(seconds=asked or 0))
        case Answered(retry_after=asked) | Failed(retry_after=asked):
            wait = _backed_off(FIRST_RETRY, target.attempts, share, most=regular)
            wait = max(wait, timedelta(seconds=asked or 0))
        case Disallowed(closed=True):
            wait = NEXT_NIGHT
        case Disallowed() | OutOfScope() if target.has_record or target.captured_at is not None:
            wait = regular  # it answered once: a rule or a wall may fall again any day
        case OutOfScope(capture=capture) if capture.status not in FOR_GOOD:
            wait = min(SELDOM * regular, intervals.longest)  # a login or a wall of the night it was first asked in
        case Disallowed() | OutOfScope():
            wait = intervals.longest
    return now + wait


def is_outdated(target: Target, capture: Capture) -> bool:
    """Whether an answer lay in a cache (``Age``, RFC 9111 section 5.1) since before its page changed by its list."""
    age = capture.header("age") or ""
    if target.lastmod is None or not age.isascii() or not age.isdigit() or len(age) > _DIGITS:
        return False
    made = capture.fetched_at - timedelta(seconds=int(age))
    return f"{made:{_INSTANT}}" < target.lastmod <= f"{capture.fetched_at:{_INSTANT}}"


def _backed_off(first: timedelta, attempts: int, share: float, *, most: timedelta) -> timedelta:
    # up to a quarter longer, never shorter: the first wait is a promise (another day, a host's rest)
    doubled: timedelta = first * (2 ** min(attempts, 16)) * (1 + share / 4)
    return min(doubled, max(most, first))


def share_of(url: str) -> float:
    """A number in 0..1 that is always the same for a URL and even over many: jitter without randomness."""
    return int.from_bytes(hashlib.blake2b(url.encode(), digest_size=4).digest()) / 0xFFFF_FFFF

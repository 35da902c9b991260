"""Whose clock is right, this machine's or the one that earlier runs had: the servers' ``Date`` fields say so.

A moment is what this project is believed for, and one that was written is there for good. So a run whose clock lies
before what is stored asks for robots.txt first, and stops before it keeps anything if the server's clock lies after
its own, too; if it does not, the earlier clock was ahead. So it is with a clock that is set in the middle of a run:
it goes on, and says so, where the server's clock bears out the new time, and ends where it bears out the old one. A
worker on another machine has the coordinator's clock to compare with: where that and the server's are ahead of its
own, it stops.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from pipeline.errors import ClockWrong, Interrupted
from pipeline.fetchers.http import Fetcher
from pipeline.fetchers.pacing import HostQuiet
from pipeline.fetchers.retry import http_moment
from pipeline.ingest.events import Tell
from pipeline.model.capture import Capture
from pipeline.model.profile import Pace
from pipeline.nearest import many
from pipeline.urls import host_of, origin_of

SLACK = timedelta(days=1)
"""How far a server's clock may be off before it is worth a word: many take local time for UTC."""

_WRITTEN = datetime(2025, 1, 1, tzinfo=UTC)
"""No run was before this software: a machine that has lost the time begins in 1970, or when its firmware was made."""

_SET = "set the clock (its battery, the time service), and run again"


class Witness:
    """Hears each host once, before what it answered is kept, and whoever answers when the clock has been set.

    Args:
        keep: keeps an answer.
        tell: passes an event on.
        latest: when the last run was at work, if that is still to come by this machine's clock.
        monotonic: seconds that pass while the machine sleeps and that nobody sets.

    Attributes:
        heard: the hosts that have answered.
        latest: as given.
    """

    def __init__(
        self, keep: Callable[[Capture], Capture], tell: Tell, latest: datetime | None, monotonic: Callable[[], float]
    ) -> None:
        self.heard: set[str] = set()
        self._keep = keep
        self._tell = tell
        self.latest = latest
        self._monotonic = monotonic
        self._newest: tuple[datetime, float] | None = None

    def keep(self, capture: Capture) -> Capture:
        """Keep an answer, unless it shows that this machine's clock is behind.

        Raises:
            ClockWrong: it does, or that the clock was right until it was set in the middle of the run.
        """
        self._follow(capture)
        host = host_of(capture.url)
        if host not in self.heard:
            self._hear(host, capture)
            self.heard.add(host)
        return self._keep(capture)

    def _follow(self, capture: Capture) -> None:
        """See whether the clock was set since the answer before; a machine that only slept wakes at the right time."""
        ours, theirs, passed = capture.fetched_at, time_told(capture), self._monotonic()
        before, then = self._newest or (None, passed)
        if before is not None and abs(ours - before - timedelta(seconds=passed - then)) > SLACK:
            if theirs is None:
                return  # the next answer may say
            was = f"the clock of this machine was set from {before:%Y-%m-%d %H:%M} to {ours:%Y-%m-%d %H:%M} UTC"
            if abs(theirs - ours) > SLACK and abs(theirs - before) < abs(theirs - ours):
                message = (
                    f"{was} in the middle of the run, but that of {host_of(capture.url)} says {theirs:%Y-%m-%d %H:%M}:"
                    " nothing more is kept under a wrong date"
                )
                raise ClockWrong(message, mend=_SET)
            if ours < before:
                message = f"{was} in the middle of the run: what was asked before that is dated ahead of its time"
                self._tell("clock-differs", url=origin_of(capture.url), message=message)
        self._newest = ours, passed

    def _hear(self, host: str, capture: Capture) -> None:
        ours, theirs = capture.fetched_at, time_told(capture)
        if theirs is None or abs(theirs - ours) <= SLACK:
            return
        if theirs > ours and (self.latest is not None or ours < _WRITTEN):
            was = (
                "there was no such software then"
                if self.latest is None
                else f"there was a run at {self.latest:%Y-%m-%d %H:%M}"
            )
            raise ClockWrong(
                f"the clock of this machine says {ours:%Y-%m-%d %H:%M} UTC, but that of {host} {theirs:%Y-%m-%d %H:%M},"
                f" and {was}: nothing is kept under a wrong date",
                mend=_SET,
            )
        message = (
            f"{host} dates its answers {many(abs(theirs - ours).days, 'day')} {'after' if theirs > ours else 'before'}"
            " this machine's clock: one of the two is wrong, and every look is dated by ours"
        )
        self._tell("clock-differs", url=origin_of(capture.url), message=message)


def check_against(capture: Capture, coordinator: datetime) -> None:
    """Let a worker stop before it keeps an answer under a wrong date.

    Args:
        capture: the answer, dated by this machine.
        coordinator: what the coordinator's clock showed when it gave the page out.

    Raises:
        ClockWrong: the clocks of the server and of the coordinator are both ahead of this machine's.
    """
    ours, theirs = capture.fetched_at, time_told(capture)
    if theirs is not None and min(theirs, coordinator) - ours > SLACK:
        raise ClockWrong(
            f"the clock of this machine says {ours:%Y-%m-%d %H:%M} UTC, but that of {host_of(capture.url)}"
            f" {theirs:%Y-%m-%d %H:%M}, and the coordinator's showed {coordinator:%Y-%m-%d %H:%M} before: nothing is"
            " kept under a wrong date",
            mend=_SET,
        )


async def greeted(urls: Iterable[str], fetcher: Fetcher, pace: Callable[[str], Pace]) -> None:
    """Ask for the robots.txt of each origin of these addresses; in quiet hours nobody is asked.

    Raises:
        ClockWrong: the fetcher's witness has found that out.
    """
    for url in {origin_of(each): each for each in urls}.values():
        try:
            await fetcher.greet(url, pace=pace(url))
        except (Interrupted, HostQuiet):
            continue


def time_told(capture: Capture) -> datetime | None:
    """The server's time: when the answer was made, and how long it has lain in caches (RFC 9111 section 5.1)."""
    made, age = http_moment(capture.header("date")), capture.header("age") or ""
    try:
        return made and made + timedelta(seconds=int(age) if age.isascii() and age.isdigit() else 0)
    except OverflowError:
        return None

"""Quiet hours in a run: whom to leave alone now, whether to wait for the end of it, what to tell."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

from pipeline.ingest.desk import Desk
from pipeline.model.quiet import not_before, quiet_until
from pipeline.profiles import Profiles


class Quiet:
    """Which sites of a run are in their quiet hours.

    Args:
        desk: has time, frontier and listeners.
        profiles: know the hours.
        longest: seconds a run waits for quiet hours to end.
        certain: whether there is something to ask of each site, due or not (it was named, or is forced).

    Attributes:
        profiles: as given.
        left: sites whose quiet hours left something that is due, and when they end.
        back: addresses whose turn came in quiet hours after all, for another one if nothing but a person asks for them.
    """

    def __init__(self, desk: Desk, profiles: Profiles, *, longest: float, certain: bool) -> None:
        self.left: dict[str, datetime] = {}
        self.back: set[str] = set()
        self._desk = desk
        self.profiles = profiles
        self._longest = timedelta(seconds=longest)
        self._certain = certain
        self._told: dict[str, datetime] = {}

    def holds(self, site: str) -> bool:
        """Whether a site is left alone now; told when it begins."""
        windows = self.profiles.quiet_of(site)
        if not windows:
            return False
        until = quiet_until(windows, self._desk.clock.now())
        if until is None:
            self._told.pop(site, None)
            return False
        if site not in self._told:
            self._desk.tell("site-quiet", result=site, message=not_before(site, until))
        self._told[site] = until
        return True

    def send_back(self, url: str, site: str) -> None:
        """Remember a target that was begun, and that quiet hours have held up."""
        self.holds(site)
        self.back.add(url)

    def awake(self, sites: tuple[str, ...] | None) -> tuple[str, ...] | None:
        """Those of the sites that may be asked now; ``None`` (every site there is) stays ``None``."""
        return None if sites is None else tuple(site for site in sites if not self.holds(site))

    async def over(self, stop: asyncio.Event) -> bool:
        """Waits for the end of the first quiet hours, if it comes soon enough and something waits for it.

        Args:
            stop: set when somebody wants the run to end.

        Returns:
            Whether it has come; ``False`` also when nothing is due, and then nothing is :attr:`left`.
        """
        now = self._desk.clock.now()
        due = {
            site: until
            for site, until in self._told.items()
            if self._certain
            or self._desk.store.count_due(now=now, sites=(site,), begun=self._desk.run.started_at, at_most=1)
        }
        if not due:
            return False
        end = min(due.values())
        if end - now > self._longest:
            self.left = due
            return False
        await _sleep(self._desk, (end - now).total_seconds(), stop)
        return True


async def _sleep(desk: Desk, seconds: float, stop: asyncio.Event) -> None:
    stop.clear()
    tasks = [asyncio.ensure_future(desk.clock.sleep(seconds)), asyncio.ensure_future(stop.wait())]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

"""The main loop: due targets to captures to documents to rows.

Every answer is in the archive before anybody looks at it. Pages that are done gather for a moment and are committed
together, so that the disk is not asked once per page. One process writes.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial

from msgspec import structs

from pipeline.errors import Interrupted, first_trouble
from pipeline.fetchers.http import Fetcher
from pipeline.fetchers.pacing import HostQuiet
from pipeline.ingest.desk import Desk
from pipeline.ingest.finished import Finished, Finisher
from pipeline.ingest.plan import Plan, asked_as, led_to
from pipeline.ingest.quiet import Quiet
from pipeline.ingest.turns import turns
from pipeline.model.capture import Disallowed, Failed
from pipeline.model.target import Target
from pipeline.urls import host_of

LINGER = 0.3
"""Seconds a finished page waits for company before it is committed."""

BATCH = 64
"""Pages in one transaction, and those that end while it waits for its turn. Not more: trouble is seen with them."""

PER_HOST = 16
"""Targets of one host that the fetcher holds at once; the others wait here, where they can still be put off."""


class Loop:
    """One run over the frontier.

    Args:
        desk: where finished pages go.
        fetcher: asks politely; its ``keep`` is the desk's keeper's.
        finisher: reads what was answered.
        plan: what to do.
        full_check: longest time between two full answers of a page.
        quiet: knows which sites are in their quiet hours.

    Attributes:
        interrupted: somebody asked for the end.
        spent: which part of the budget ended the run, if one did.
        cut_short: the limit left something that is due.
        quiet: ``quiet.left`` are the sites whose quiet hours did.
    """

    def __init__(
        self,
        *,
        desk: Desk,
        fetcher: Fetcher,
        finisher: Finisher,
        plan: Plan,
        full_check: timedelta,
        quiet: Quiet,
    ) -> None:
        self.plan = plan
        self.interrupted = False
        self.spent: str | None = None
        self.cut_short = False
        self.quiet = quiet
        self._desk = desk
        self._fetcher = fetcher
        self._finisher = finisher
        self._full_check = full_check
        self._pages = 0
        self._until = float("inf")
        self._in_flight: set[str] = set()
        self._finished: list[Finished] = []
        self._begun = asyncio.Event()
        self._enough = asyncio.Event()
        self._room = asyncio.Event()
        self._hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(PER_HOST))

    def stop(self) -> None:
        """Ask for nothing more; finish the pages in hand. Safe to call from a signal handler of the event loop."""
        self.interrupted = True
        self._end()

    async def work(self) -> None:
        """Run until nothing is due, limit or budget are reached, or :meth:`stop` is called."""
        with self._deadline(), first_trouble():
            async with asyncio.TaskGroup() as group:
                writer = group.create_task(self._commit_as_they_come())
                await self._drive(group)
                while self._in_flight:
                    await self._wait_for_room()
                writer.cancel()
        self._desk.commit([], self._fetcher.ledger(), last=True)

    async def _drive(self, group: asyncio.TaskGroup) -> None:
        window = 2 * self.plan.window
        for target in turns(self.plan, self._desk, self.quiet, wanted=self._may_begin, many=lambda: window):
            while len(self._in_flight) >= self._window() and not self._stopping:
                await self._wait_for_room()
            if self._stopping:
                return
            if target is None:
                if self._in_flight:
                    await self._wait_for_room()
                elif not await self.quiet.over(self._room):
                    return
                continue
            if target.kind == "page":
                if not await self._is_within_limit():
                    return
                if not self._may_begin(target):  # while it waited
                    continue
                self._pages += 1
            self._in_flight.add(target.url)
            group.create_task(self._handle(target))

    async def _is_within_limit(self) -> bool:
        """Whether one more page may be asked; those under way may come to their end without a request."""
        most = self.plan.limit
        while most is not None and self._pages >= most and not self._stopping:
            if not self._in_flight:
                self.cut_short = True
                return False
            await self._wait_for_room()
        return not self._stopping

    def _was_not_asked(self, target: Target) -> None:
        """Count a page to no limit: it was put off, or robots.txt kept it from us."""
        if target.kind == "page":
            self._pages -= 1

    def _may_begin(self, target: Target) -> bool:
        return target.url not in self._in_flight and not self._desk.troubles.paused(target.url)

    async def _wait_for_room(self) -> None:
        self._room.clear()
        await self._room.wait()

    async def _handle(self, target: Target) -> None:
        desk, profiles = self._desk, self._finisher.profiles
        asked = self._asked(target)
        async with self._hosts[host_of(target.url)]:
            if self._stopping or desk.troubles.paused(target.url) or self.quiet.holds(target.site):
                if self.quiet.holds(target.site):
                    self.quiet.send_back(target.url, target.site)
                self._put_off(target)
                return
            desk.keeper.watch(asked)
            started = desk.clock.monotonic()
            try:
                outcome = await self._fetcher.fetch(
                    asked,
                    profiles.scope_of(target),
                    pace=profiles.pace_for(target),
                    held=partial(self._held, asked),
                )
            except (Interrupted, HostQuiet) as error:
                desk.keeper.give_up(asked)
                if isinstance(error, HostQuiet):
                    self.quiet.send_back(target.url, target.site)
                self._put_off(target)
                return
            kept = desk.keeper.take(asked)
            if isinstance(outcome, Failed) and outcome.kind == "host_paused" and not kept.captures:
                self._rest(target, outcome.retry_after or 0.0)
                return
            if isinstance(outcome, Disallowed) and not kept.captures:
                self._was_not_asked(target)
        elapsed = round((desk.clock.monotonic() - started) * 1000)
        finished = self._finisher.finish(asked, outcome, kept, elapsed_ms=elapsed)
        if asked is not target:
            finished = structs.replace(finished, believed=target)
        self._finished.append(finished)
        self._begun.set()
        self._look_at_batch()
        self._look_at_budget()

    def _asked(self, target: Target) -> Target:
        desk = self._desk
        return asked_as(target, store=desk.store, now=desk.clock.now(), full_check=self._full_check)

    def _held(self, asked: Target, url: str) -> Target | None:
        """What an address is asked with that a target leads to."""
        desk = self._desk
        if asked.kind == "sitemap":  # it is read wherever it leads: another's 304 would keep its words from us
            return None
        known = led_to(url, store=desk.store, now=desk.clock.now(), full_check=self._full_check)
        if known is not None:
            desk.keeper.leads_to(asked, known)
        return known

    def _rest(self, target: Target, seconds: float) -> None:
        """Leave a host alone that may not be asked for longer than a fetch waits; the page was not, and stays due."""
        message = self._desk.troubles.rest(target.url, target.site, seconds)
        if message is not None:
            self._desk.tell("host-paused", url=target.url, message=message)
        self._put_off(target)

    def _put_off(self, target: Target) -> None:
        """Leave a target as it is: due."""
        self._was_not_asked(target)
        self._in_flight.discard(target.url)
        self._room.set()
        self._look_at_batch()

    def _look_at_batch(self) -> None:
        # Nobody to wait for once everything in flight is at hand.
        if self._finished and len(self._finished) >= min(BATCH, len(self._in_flight)):
            self._enough.set()

    async def _commit_as_they_come(self) -> None:
        while True:
            await self._begun.wait()
            with suppress(TimeoutError):
                async with asyncio.timeout(LINGER):
                    await self._enough.wait()
            batch, self._finished = self._finished, []
            self._begun.clear()
            self._enough.clear()
            self._desk.commit(batch, self._fetcher.ledger_news())
            self._in_flight.difference_update(finished.target.url for finished in batch)
            self._room.set()

    # --- the end of it

    @property
    def _stopping(self) -> bool:
        return self.interrupted or self.spent is not None

    def _end(self) -> None:
        self._fetcher.stop()
        self._room.set()

    def _spend(self, what: str) -> None:
        if not self._stopping:
            self.spent = what
            self._end()

    def _window(self) -> int:
        """Targets that may be under way: no more than there are requests left to spend."""
        budget = self.plan.budget.requests
        if budget is None:
            return self.plan.window
        left = budget - self._fetcher.pacer.sent
        if left <= 0:
            self._spend("requests")
        return min(self.plan.window, max(left, 1))

    def _look_at_budget(self) -> None:
        most = self.plan.budget.megabytes
        if most is not None and self._desk.keeper.bytes >= most * 1e6:
            self._spend("megabytes")
        if self._desk.clock.monotonic() >= self._until:  # the timer stands still while the machine sleeps
            self._spend("minutes")

    @contextmanager
    def _deadline(self) -> Iterator[None]:
        minutes = self.plan.budget.minutes
        if minutes is None:
            yield
            return
        self._until = self._desk.clock.monotonic() + minutes * 60
        timer = asyncio.get_running_loop().call_later(minutes * 60, self._spend, "minutes")
        try:
            yield
        finally:
            timer.cancel()

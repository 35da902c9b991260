"""The main loop: due targets to captures to documents to rows.

Every answer is in the archive before anybody looks at it. Pages that are done gather for a moment and are committed
together, so that the disk is not asked once per page. One process writes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from msgspec import Struct, structs

from pipeline.errors import Interrupted
from pipeline.fetchers import Fetcher
from pipeline.fetchers.sitemaps import read_list
from pipeline.ingest import discovery
from pipeline.ingest.desk import Desk, Finished
from pipeline.ingest.reading import Profiles, read_capture
from pipeline.model.capture import Answered, Capture, Outcome
from pipeline.model.target import Target

LINGER = 0.3
"""Seconds a finished page waits for company before it is committed."""

BATCH = 64
"""Pages in one transaction, at most."""


class Plan(Struct, frozen=True, kw_only=True):
    """What one run is to do.

    Attributes:
        sites: profile names; ``None`` means every site that is enabled.
        urls: only these (they are asked whether due or not).
        limit: pages to ask at most; sitemaps do not count.
        force: ask also what is not due.
        discover: whether links and sitemaps add to the frontier.
        window: targets under way at once, those that wait for their host's turn included.
    """

    sites: tuple[str, ...] | None = None
    urls: tuple[str, ...] | None = None
    limit: int | None = None
    force: bool = False
    discover: bool = True
    window: int = 256


class Loop:
    """One run over the frontier.

    Args:
        desk: where finished pages go.
        fetcher: asks politely; its ``keep`` is the desk's keeper's.
        profiles: who reads what.
        plan: what to do.
    """

    def __init__(self, *, desk: Desk, fetcher: Fetcher, profiles: Profiles, plan: Plan) -> None:
        self.plan = plan
        self.interrupted = False
        self._desk = desk
        self._fetcher = fetcher
        self._profiles = profiles
        self._in_flight: set[str] = set()
        self._finished: asyncio.Queue[Finished] = asyncio.Queue()
        self._room = asyncio.Event()

    def stop(self) -> None:
        """Ask for nothing more; finish the pages in hand. Safe to call from a signal handler of the event loop."""
        self.interrupted = True
        self._fetcher.stop()
        self._room.set()

    async def work(self) -> None:
        """Run until nothing is due, the limit is reached, or :meth:`stop` is called."""
        async with asyncio.TaskGroup() as group:
            writer = group.create_task(self._commit_as_they_come())
            await self._drive(group)
            while self._in_flight:
                await self._wait_for_room()
            writer.cancel()
        self._desk.commit([], self._fetcher.ledger())

    async def _drive(self, group: asyncio.TaskGroup) -> None:
        started = 0
        for target in self._targets():
            while len(self._in_flight) >= self.plan.window and not self.interrupted:
                await self._wait_for_room()
            if self.interrupted:
                return
            if target is None:
                if not self._in_flight:
                    return
                await self._wait_for_room()
                continue
            if target.kind == "page":
                if self.plan.limit is not None and started >= self.plan.limit:
                    return
                started += 1
            self._in_flight.add(target.url)
            group.create_task(self._handle(target))

    def _targets(self) -> Iterator[Target | None]:
        """What to ask, in order; ``None`` when nothing is due right now but pages in hand may still tell of more."""
        plan, store, now = self.plan, self._desk.store, self._desk.clock.now
        yield from store.due(now=now(), sites=plan.sites, urls=plan.urls, force=plan.force)
        while True:
            fresh = False
            if plan.urls is None:
                for target in store.due(now=now(), sites=plan.sites, limit=2 * plan.window):
                    if target.url not in self._in_flight:
                        fresh = True
                        yield target
            if not fresh:
                yield None

    async def _wait_for_room(self) -> None:
        self._room.clear()
        await self._room.wait()

    async def _handle(self, target: Target) -> None:
        desk = self._desk
        profile = self._profiles.for_url(target.url)
        desk.keeper.watch(target)
        started = desk.clock.monotonic()
        try:
            outcome = await self._fetcher.fetch(target, profile.scope, pace=self._profiles.pace_of(profile))
        except Interrupted:
            desk.keeper.give_up(target)
            self._in_flight.discard(target.url)
            self._room.set()
            return
        elapsed = round((desk.clock.monotonic() - started) * 1000)
        self._finished.put_nowait(self._read(target, outcome, elapsed))

    def _read(self, target: Target, outcome: Outcome, elapsed_ms: int) -> Finished:
        profile = self._profiles.for_url(target.url)
        kept = self._desk.keeper.take(target)
        finished = Finished(
            target=target,
            outcome=_light(outcome),
            captures=kept.captures,
            bytes=kept.bytes,
            elapsed_ms=elapsed_ms,
            profile=profile,
        )
        match outcome:
            case Answered(capture=capture) if capture.status == 200 and capture.revisit_of is None:
                if target.kind == "sitemap":
                    return self._read_sitemap(finished, capture)
                return self._read_page(finished, capture)
            case _:
                return finished

    def _read_sitemap(self, finished: Finished, capture: Capture) -> Finished:
        urls = read_list(capture.body, capture.url)
        found = discovery.from_list(urls, finished.profile) if self.plan.discover else ()
        return structs.replace(finished, found=tuple(found), issues=tuple(discovery.troubles(urls)))

    def _read_page(self, finished: Finished, capture: Capture) -> Finished:
        profile = self._profiles.for_url(capture.url)
        reading = read_capture(capture, profile)
        document = reading.document
        found = discovery.from_document(document, profile) if document and self.plan.discover else ()
        return structs.replace(
            finished,
            profile=profile,
            document=document,
            found=tuple(found),
            issues=() if document else reading.issues,
            judged=document is not None or any(issue.severity == "error" for issue in reading.issues),
        )

    async def _commit_as_they_come(self) -> None:
        monotonic = self._desk.clock.monotonic
        while True:
            batch = [await self._finished.get()]
            deadline = monotonic() + LINGER
            # Nobody to wait for once everything in flight is at hand.
            while len(batch) < min(BATCH, len(self._in_flight)) and (left := deadline - monotonic()) > 0:
                try:
                    async with asyncio.timeout(left):
                        batch.append(await self._finished.get())
                except TimeoutError:
                    break
            self._desk.commit(batch, self._fetcher.ledger())
            self._in_flight.difference_update(finished.target.url for finished in batch)
            self._room.set()


def _light(outcome: Outcome) -> Outcome:
    """The outcome without bodies: they are in the archive, and many pages may wait for their commit."""
    capture = getattr(outcome, "capture", None)
    if capture is None:
        return outcome
    return structs.replace(outcome, capture=structs.replace(capture, entity=b"", body=b""))

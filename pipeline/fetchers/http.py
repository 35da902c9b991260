"""One target in, one outcome out.

Every request goes the same way: guard (may this address be asked), robots.txt (does the host allow it), pace (may it
be asked now), exchange (one request under every cap), keep (archived before anybody reads it). Redirects are followed
by hand, and every hop goes that way from the start. Nothing is kept between requests but connections: there is no
cookie jar, no stored credential, no proxy from the environment.
"""

from __future__ import annotations

import random as _random
import socket
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Self

import httpx
from msgspec.structs import replace

from pipeline.fetchers import retry
from pipeline.fetchers.clock import Clock, Leave
from pipeline.fetchers.exchange import Ask, Heard, exchange
from pipeline.fetchers.guard import Guard, Refused, Resolve, address_of, is_loopback
from pipeline.fetchers.pacing import HostPaused, Pacer
from pipeline.fetchers.redirects import followed, is_redirect
from pipeline.fetchers.retry import RetryBudget, backoff, says_later, wait_asked
from pipeline.fetchers.robots import Recall, Robots, disallowed
from pipeline.fetchers.settings import FetchSettings
from pipeline.fetchers.transport import AiohttpTransport
from pipeline.fetchers.transport_words import no_address_of
from pipeline.model.capture import WHOLE, Answered, Capture, Failed, Hop, NotModified, Outcome
from pipeline.model.courtesy import HostReceipt, PaceEntry, RobotsSnapshot
from pipeline.model.profile import Pace
from pipeline.model.target import Target
from pipeline.urls import Scope, host_of, without_credentials


class Fetcher:
    """Fetches targets; an async context manager that owns the connections.

    Safe to use from many tasks at once: that is how several hosts are fetched at the same time.

    Args:
        settings: limits and manners.
        clock: time and sleep.
        keep: called with every answer as soon as it is complete, also robots.txt, redirect hops, answers that are
            asked for again, and answers cut short; archives it and gives it back with its ``archive`` reference. Its
            exceptions end the fetch: what cannot be kept is not read.
        robots: robots.txt snapshots of earlier runs.
        on_robots: told of every new snapshot.
        ledger: when hosts were last asked, from :meth:`ledger` of an earlier run.
        transport: carries requests; our own on aiohttp by default (docs/adr/0003-transport.md).
        resolve: looks names up; the system by default. What it says is checked like any other answer.
        random: numbers in [0, 1) for jitter.
        leave: asked before every request, where others ask the same hosts.
        recall: asked before a robots.txt is, where others ask the same hosts.
        run_id: written into every capture.
    """

    def __init__(  # noqa: PLR0913 - what a fetch depends on, each by its name
        self,
        *,
        settings: FetchSettings,
        clock: Clock,
        keep: Callable[[Capture], Capture],
        robots: Iterable[RobotsSnapshot] = (),
        on_robots: Callable[[RobotsSnapshot], None] | None = None,
        ledger: Iterable[PaceEntry] = (),
        transport: httpx.AsyncBaseTransport | None = None,
        resolve: Resolve | None = None,
        random: Callable[[], float] = _random.random,
        leave: Leave | None = None,
        recall: Recall | None = None,
        run_id: str | None = None,
    ) -> None:
        self._settings = settings
        self._leave = leave
        self._clock = clock
        self._keep = keep
        self._random = random
        self._run_id = run_id
        self._guard = Guard(
            allow_private=settings.allow_private,
            ports=settings.ports,
            elsewhere={host: address_of(place) for host, place in settings.connect_to.items()},
            clock=clock,
            resolve=resolve,
            lookup_timeout=settings.connect_timeout,
        )
        self._transport = transport or AiohttpTransport(
            self._guard, max_header_bytes=settings.max_header_bytes, certificates=settings.certificates
        )
        self.pacer = Pacer(
            clock=clock,
            concurrency=settings.concurrency,
            per_host=settings.per_host,
            max_wait=settings.max_wait,
            ledger=ledger,
        )
        self._budget = RetryBudget()
        self._single: set[str] = set()
        self._stumbled = Counter[str]()
        self._robots = Robots(
            ask=self._ask,
            clock=clock,
            settings=settings,
            known=robots,
            on_snapshot=on_robots or (lambda _: None),
            recall=recall,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._transport.aclose()

    async def fetch(
        self,
        target: Target,
        scope: Scope,
        *,
        pace: Pace | Callable[[str], Pace] | None = None,
        held: Callable[[str], Target | None] = lambda _: None,
    ) -> Outcome:
        """Fetches one target, whatever it takes: robots.txt, waiting, retries, redirects.

        Args:
            target: what is due. Its validators go only to the URL they came from (``captured_url``). Leave them out
                to force a full answer.
            scope: the site's; a redirect that leaves it is recorded and not followed.
            pace: the site's own floor, and its quiet hours; by URL, where a redirect may lead to another site.
            held: what an address that a redirect leads to has to be asked with.

        Raises:
            ConfigError: no contact is set and the host is not loopback.
            Interrupted: :meth:`stop` was called before the next request.
            HostQuiet: the next request would have begun in quiet hours; the target is as due as it was.
            PipelineError: whatever ``keep`` raises.
        """
        url = without_credentials(target.url)
        hops: tuple[Hop, ...] = ()
        while True:
            floor = pace(url) if callable(pace) else pace or Pace()
            known = held(url) if hops else target
            heard = await self._allowed(self._question(target, known or target, url, hops), floor)
            if not isinstance(heard, Heard):
                return heard
            step = self._judge(target, scope, heard)
            if not isinstance(step, Hop):
                return step
            hops = (*hops, step)
            url = step.location
            if (wait := heard.retry_after or 0.0) > self._settings.max_wait:
                why = f"{step.url} leads to {url}, and asks for a wait of {wait:.0f} s before"
                return _paused(target.url, why, wait, heard.capture)
            if wait:
                with self.pacer.patience():
                    await self._clock.sleep(wait)

    async def greet(self, url: str, *, pace: Pace) -> None:
        """Asks for the robots.txt that holds for ``url``, unless one is known; raises what :meth:`fetch` does."""
        with suppress(HostPaused):
            await self._robots.rules_for(url, pace=pace)

    async def no_such_host(self, url: str) -> bool:
        """Whether there is no host of that name: asked for a page, it would be one whose robots.txt cannot be read."""
        with self.pacer.patience():
            return await self._guard.no_such_host(url)

    def stop(self) -> None:
        """Begin no further request. Fetches that wait raise Interrupted; requests under way are finished."""
        self.pacer.stop()

    def ledger(self) -> tuple[PaceEntry, ...]:
        """When hosts were last asked; hand it to the next run."""
        return self.pacer.ledger()

    def ledger_news(self) -> tuple[PaceEntry, ...]:
        """What of it has moved since this was asked last."""
        return self.pacer.news()

    def receipts(self) -> tuple[HostReceipt, ...]:
        """What was done to each host so far."""
        obeyed = {host_of(snapshot.origin): snapshot.id for snapshot in self._robots.snapshots()}
        return tuple(replace(receipt, robots_id=obeyed.get(receipt.host)) for receipt in self.pacer.receipts())

    def _question(self, target: Target, known: Target, url: str, hops: tuple[Hop, ...]) -> Ask:
        # A validator belongs to the URL that gave it (RFC 9110 section 8.8): another hop's 304 would mean nothing.
        ours = url == (known.captured_url or known.url)
        return Ask(
            url=url,
            requested_url=target.url,
            redirects=hops,
            etag=known.etag if ours else None,
            last_modified=known.last_modified if ours else None,
            revisit_of=known.capture_id if ours else None,
            entity_sha256=known.entity_sha256 if ours else None,
            content_type=known.captured_type if ours else None,
            run_id=self._run_id,
            method=target.method,
        )

    async def _allowed(self, ask: Ask, floor: Pace) -> Heard | Outcome:
        """Asks if address and robots.txt allow it."""
        try:
            with self.pacer.patience():  # a look-up may take as long as a request
                await self._guard.check(ask.url)
        except Refused as error:
            return Failed(url=ask.requested_url, kind="refused_address", message=str(error))
        except OSError:
            pass  # no address: the request itself says so, with its retries
        try:
            rules = await self._robots.rules_for(ask.url, pace=floor)
        except HostPaused as error:
            return _paused(ask.requested_url, str(error), error.seconds, None)
        if not rules.allows(ask.url):
            return disallowed(ask, rules)
        return await self._ask(ask, floor.with_crawl_delay(rules.snapshot.crawl_delay))

    def _judge(self, target: Target, scope: Scope, heard: Heard) -> Outcome | Hop:
        capture = heard.capture
        if heard.fault is not None or capture is None:
            return Failed(
                url=target.url,
                kind=heard.fault or "protocol",
                message=heard.message,
                capture=capture,
                retry_after=heard.retry_after,
            )
        if capture.status == 304:
            return NotModified(url=target.url, capture=capture)
        if not is_redirect(capture):
            return Answered(url=target.url, capture=capture, retry_after=heard.retry_after)
        return followed(capture, scope, most=self._settings.max_redirects)

    async def _ask(self, ask: Ask, pace: Pace) -> Heard:
        """Asks until there is an answer, patience or the host's budget of retries ends."""
        host = host_of(ask.url)
        self._budget.asked(host)
        for attempt in range(1, self._settings.attempts + 1):
            heard = await self._attempt(ask, host, pace)
            if ask.conditional and retry.blames_fields(heard.capture) and self._budget.take(host):
                ask = ask.plain()
                heard = await self._attempt(ask, host, pace)
                if heard.capture is not None and heard.capture.status in WHOLE:
                    self._stumbled[host] += 1
            if heard.final or not retry.may_pass(heard.fault, heard.capture):
                return heard
            last = attempt == self._settings.attempts
            if heard.let_go and not last:  # the host is well: only its pace, and a new connection
                continue
            wait = max(heard.retry_after or 0.0, backoff(attempt, base=self._settings.backoff, random=self._random))
            if last or wait > self._settings.max_wait or not self._budget.take(host):
                return heard
            if heard.fault == "protocol":  # a 304 with a body is one: asked without validators, the page may come
                ask = ask.plain()
            with self.pacer.patience():
                await self._clock.sleep(wait)
        raise AssertionError("attempts is at least 1")

    async def _attempt(self, ask: Ask, host: str, pace: Pace) -> Heard:
        try:
            addresses = await self._guard.check(ask.url)
        except Refused as error:
            return Heard(fault="refused_address", message=str(error))
        except OSError as error:
            permanent = isinstance(error, socket.gaierror) and error.errno == socket.EAI_NONAME
            return Heard(fault="dns", message=f"{ask.url}: {no_address_of(host, error)}", final=permanent)
        if not all(map(is_loopback, addresses)):
            self._settings.require_contact(host)
        try:
            async with self.pacer.turn(host, addresses, pace) as turn:
                before_send = None
                if self._leave is not None:
                    await self._leave.before(host, addresses, turn.gap)
                    before_send = partial(self._leave.still, host)
                if self._stumbled[host] >= retry.STUMBLES:
                    ask = ask.plain()
                if host in self._single:
                    ask = replace(ask, single=True)
                heard = await exchange(
                    self._transport,
                    ask,
                    settings=self._settings,
                    now=self._clock.now,
                    answered=turn.answered,
                    before_send=before_send,
                )
                capture = heard.capture
                if capture is None:
                    turn.received(None, 0)
                else:
                    turn.received(capture.status, len(capture.entity), refused=retry.refuses(capture))
        except HostPaused as error:
            return Heard(fault="host_paused", message=f"{ask.url}: {error}", retry_after=error.seconds)
        return self._kept(heard, host, ask)

    def _kept(self, heard: Heard, host: str, ask: Ask) -> Heard:
        capture = heard.capture
        if capture is None:
            return heard
        if ask.etag and capture.status in WHOLE and capture.header("etag") == ask.etag:  # its own tag, and yet whole
            if ask.single:
                self._single.discard(host)
            else:
                self._single.add(host)
        wish = wait_asked(capture, self._clock.now())
        # a long wait of a redirect, a 404 or a 451 is its page's: such pages would keep every night from the others
        if wish and (wish <= self._settings.max_wait or says_later(capture)):
            self.pacer.hold(host, wish)
        return replace(heard, capture=self._keep(capture), retry_after=wish)


def _paused(url: str, why: str, seconds: float, capture: Capture | None) -> Failed:
    return Failed(url=url, kind="host_paused", message=why, capture=capture, retry_after=seconds)

"""Asks for the links that are due, one host at a time each at its own pace, and keeps what they said.

Pages that we hold need no request: the frontier knows how they stand, the archive has their bodies. Anything else is
asked with HEAD, and with GET where HEAD is refused or cannot tell: a fragment is wanted, HEAD says that the page is
gone (servers answer HEAD carelessly), it was led elsewhere, or its origin answers 200 to an address that cannot exist,
be it to HEAD alone.
Bodies are looked at and not kept: what links lead to is other people's pages.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from msgspec import Struct, field

from pipeline import archive, parsers, sites
from pipeline.changes import fingerprint
from pipeline.errors import ArchiveError, Interrupted, InvalidUrl, first_trouble
from pipeline.fetchers.clock import Clock
from pipeline.fetchers.http import Fetcher
from pipeline.fetchers.pacing import HostQuiet
from pipeline.fetchers.retry import TRANSIENT_STATUS
from pipeline.linkcheck.judge import GONE, Answer, has_place, is_html, judge, names_a_place
from pipeline.model.capture import WHOLE, Answered, ArchiveRef, Capture, Failed, Outcome
from pipeline.model.profile import Pace
from pipeline.model.target import Method, Target
from pipeline.parsers.landing import Landing, landing
from pipeline.storage.link_values import LinkCheck, Probe, Told
from pipeline.storage.links import Links
from pipeline.storage.schedule import CLOCK_SLACK
from pipeline.urls import Scope, canonicalize, host_of, origin_of

NONSENSE = "/no-such-page-7f3a9c51e2.html"
"""An address that cannot exist; what an origin answers to it is what it answers to any page that is gone."""

PROBE_AGE = timedelta(days=30)
HOSTS = 16
"""Hosts asked at the same time."""

OWN_GONE = frozenset({"soft-404", *(f"http-{status}" for status in GONE)})
"""What the frontier says of a page whose last look found it gone."""

HEAD_REFUSED = frozenset({400, 403, 405, 406, 500, 501, 503})
"""Statuses that HEAD draws from servers that would answer a GET."""


class Anywhere(Scope, frozen=True, kw_only=True):
    """The scope of links: wherever they lead."""

    hosts: tuple[str, ...] = ()

    def contains(self, url: str) -> bool:
        """Always."""
        return bool(url)


class LinkReport(Struct, kw_only=True):
    """What a round of checks came to.

    Attributes:
        checked: links judged, by outcome.
        verdicts: the same by verdict.
        requests: requests that were sent.
        interrupted: it was asked to stop; the rest is due next time.
        quiet: quiet hours kept links from being asked; they are due next time.
    """

    checked: dict[str, int] = {}
    verdicts: dict[str, int] = {}
    requests: int = 0
    interrupted: bool = False
    quiet: bool = False

    def count(self, kept: LinkCheck) -> None:
        """Count one link."""
        self.checked[kept.outcome] = self.checked.get(kept.outcome, 0) + 1
        self.verdicts[kept.verdict] = self.verdicts.get(kept.verdict, 0) + 1


class Round(Struct, kw_only=True):
    """A round of checks.

    Attributes:
        links: the open store, writable.
        fetcher: the polite one; the caller opens and closes it.
        clock: time.
        archive_folder: where the bodies of our own pages are.
        own_age: how old our own look at a page may be to answer for it.
        pace: how the site of a URL may be asked.
        tell: told of every link that was judged: what was known of it before, and what is now.
    """

    links: Links
    fetcher: Fetcher
    clock: Clock
    archive_folder: Path
    own_age: timedelta
    pace: Callable[[str], Pace]
    tell: Callable[[LinkCheck | None, LinkCheck], None]
    _probes: dict[str, Probe] = {}
    _report: LinkReport = field(default_factory=LinkReport)

    async def check(self, urls: Iterable[str]) -> LinkReport:
        """Check links (as the pages have them, sorted, each once), keep what came of it; a stopped fetcher ends it."""
        # of an origin that was down when it was asked, or kept silent, nothing is known
        self._probes = {origin: known for origin, known in self.links.probes().items() if _has_told(known)}
        waiting: dict[str, deque[tuple[str, tuple[str, ...]]]] = {}
        for target, group in _by_target(urls):
            if not self._answer_ourselves(target, group):
                waiting.setdefault(host_of(target), deque()).append((target, group))
        places = asyncio.Semaphore(HOSTS)
        with first_trouble():
            async with asyncio.TaskGroup() as tasks:
                for queue in waiting.values():
                    tasks.create_task(self._ask_host(queue, places))
        self._report.requests = sum(receipt.requests for receipt in self.fetcher.receipts())
        return self._report

    async def _ask_host(self, queue: deque[tuple[str, tuple[str, ...]]], places: asyncio.Semaphore) -> None:
        async with places:
            while queue and not self._report.interrupted:
                target, group = queue.popleft()
                try:
                    answer = await self._ask(target, group)
                except HostQuiet:  # this one, or the one it leads to
                    self._report.quiet = True
                    continue
                except Interrupted:
                    self._report.interrupted = True
                    return
                for url in group:
                    self._keep(judge(url, target, answer))

    def _keep(self, told: Told) -> None:
        before = self.links.link(told.url)
        kept = self.links.save_link(told, now=self.clock.now())
        self._report.count(kept)
        self.tell(before, kept)

    # ---- what we know without asking

    def _answer_ourselves(self, target: str, group: tuple[str, ...]) -> bool:
        page = self.links.own_page(canonicalize(target))
        now = self.clock.now()
        if page is None or page.last_tried is None or not -CLOCK_SLACK < now - page.last_tried <= self.own_age:
            return False
        if page.failure in OWN_GONE:
            if self._was_told(page.last_tried, group):
                return False
            for url in group:
                self._keep(_own(url, target, good=False, outcome=page.failure))
            return True
        if page.status not in ("fetched", "unchanged") or page.document is None:
            return False
        fragments = [url.partition("#")[2] for url in group]
        ours = self._landing(page.file, page.offset, page.length) if any(map(names_a_place, fragments)) else None
        for url, fragment in zip(group, fragments, strict=True):
            missing = names_a_place(fragment) and not has_place(ours, fragment)
            self._keep(_own(url, target, good=not missing, outcome="no-such-fragment" if missing else "ok"))
        return True

    def _was_told(self, look: datetime, group: tuple[str, ...]) -> bool:
        """Whether a check already rests on this look of ours: two checks are two looks."""
        checks = (self.links.link(url) for url in group)
        return any(check is not None and check.checked_at >= look for check in checks)

    def _landing(self, file: str | None, offset: int | None, length: int | None) -> Landing | None:
        """The stored page; ``None`` where it is not in the archive any more: then nothing is said of fragments."""
        if file is None or offset is None or length is None:
            return None
        try:
            capture = archive.read_capture(self.archive_folder, ArchiveRef(file=file, offset=offset, length=length))
        except ArchiveError:
            return None
        return landing(capture) if capture.body else None

    # ---- asking

    async def _ask(self, target: str, group: tuple[str, ...]) -> Answer:
        if await self._is_nowhere(target, group):
            return Answer(outcome=Failed(url=target, kind="dns", message="no such host"), no_host=True)
        probe = await self._probe(target)
        careless = probe is not None and probe.status in WHOLE
        wanted = any(names_a_place(url.partition("#")[2]) for url in group)
        if not (careless or wanted):
            outcome = await self._fetch(target, "HEAD")
            if _head_tells(outcome):
                return Answer(outcome=outcome)
        outcome = await self._fetch(target, "GET")
        if not careless or probe is None or not isinstance(outcome, Answered):
            return Answer(outcome=outcome)
        same = probe.words_sha256 is not None and _words(outcome.capture) == probe.words_sha256
        return Answer(outcome=outcome, like_nonsense=same)

    async def _is_nowhere(self, target: str, group: tuple[str, ...]) -> bool:
        """Whether there is no such host; where the page's own cannot be found either, it is the network's doing."""
        if not await self.fetcher.no_such_host(target):
            return False
        pages = self.links.places(group[0])
        return bool(pages) and not await self.fetcher.no_such_host(pages[0].url)

    async def _fetch(self, url: str, method: Method) -> Outcome:
        target = Target(url=url, site="links", reason="link", method=method)
        return await self.fetcher.fetch(target, Anywhere(), pace=self.pace)

    async def _probe(self, target: str) -> Probe | None:
        """What the target's origin answers to nonsense; asked at most once in a round, and then not for a month.

        Where HEAD is answered as if it were there, and GET is not, the kinder answer counts: HEAD tells nothing.
        """
        origin = origin_of(target)
        known = self._probes.get(origin)
        if known is not None and -CLOCK_SLACK < self.clock.now() - known.at < PROBE_AGE:
            return known
        url = origin + NONSENSE
        outcome = await self._fetch(url, "GET")
        capture = outcome.capture if isinstance(outcome, Answered) else None
        if capture and capture.status in GONE:
            head = await self._fetch(url, "HEAD")
            capture = head.capture if isinstance(head, Answered) else capture
        probe = Probe(
            origin=origin,
            url=url,
            at=self.clock.now(),
            status=capture.status if capture else None,
            words_sha256=_words(capture) if capture and capture.status in WHOLE else None,
        )
        self.links.save_probe(probe)
        self._probes[origin] = probe
        return probe


def _has_told(probe: Probe) -> bool:
    """Whether the answer to nonsense is what the origin says, and not how it was just then."""
    return probe.status is not None and probe.status not in TRANSIENT_STATUS


def _head_tells(outcome: Outcome) -> bool:
    """Whether the answer to HEAD settles it: fine where it was asked, or a failure that GET would meet, too."""
    if not isinstance(outcome, Answered):
        return True
    status = outcome.capture.status
    if status in HEAD_REFUSED or status in GONE:
        return False
    return not outcome.capture.redirects


def _words(capture: Capture) -> str | None:
    """The digest of what a page says, made as for stored pages; ``None`` where it cannot be read."""
    if not is_html(capture) or not capture.body:
        return None
    for profile in (sites.for_url(capture.url), sites.by_name(sites.GENERIC)):
        try:
            return fingerprint(parsers.read(capture, profile))
        except Exception:  # noqa: BLE001, S112 - other people's pages may break a reader; then the next one reads
            continue
    return None


def _own(url: str, target: str, *, good: bool, outcome: str) -> Told:
    return Told(url=url, target=target, host=host_of(target), good=good, outcome=outcome)


def _by_target(urls: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Links grouped by what must be asked; neighbours only, the same target may come again."""
    for target, group in groupby(urls, key=lambda url: url.partition("#")[0]):
        try:
            canonicalize(target)
        except InvalidUrl:
            continue
        yield target, tuple(group)

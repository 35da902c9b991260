"""What the coordinator gives to workers, and what of it counts for the limit: pages that were asked, and no others."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from pipeline.ingest.desk import Desk
from pipeline.ingest.finished import Finished
from pipeline.ingest.plan import Plan
from pipeline.ingest.quiet import Quiet
from pipeline.ingest.turns import turns
from pipeline.model.capture import Disallowed
from pipeline.model.target import Target
from pipeline.urls import host_of

WINDOW = 10_000
"""Pages in the shared frontier at once; the others wait in the database."""

CHUNK = 500
"""Pages put in with one transaction."""


class Given:
    """What of a run is with its workers.

    Args:
        plan: of the run.
        desk: has the frontier and the time, and knows which hosts are left alone.
        quiet: knows which sites are in their quiet hours.

    Attributes:
        out: the addresses in the shared frontier, reported or not.
    """

    def __init__(self, plan: Plan, desk: Desk, quiet: Quiet) -> None:
        self.out: set[str] = set()
        self._plan = plan
        self._desk = desk
        self._targets = turns(plan, desk, quiet, wanted=self._wanted, many=lambda: len(self.out) + CHUNK)
        self._counted: set[str] = set()
        self._pages = 0
        self._held_back: Target | None = None

    def following(self, *, sent: int) -> list[Target]:
        """What is to be given now, as much as there is room for.

        Args:
            sent: requests so far.
        """
        budget = self._plan.budget.requests
        window = WINDOW if budget is None else min(WINDOW, max(budget - sent, 1))
        return list(islice(iter(self._next, None), max(0, min(CHUNK, window - len(self.out)))))

    @property
    def cut_short(self) -> bool:
        """Whether the limit keeps back what is next."""
        return self._held_back is not None

    def ended(self, ends: Iterable[tuple[str, Finished | None]]) -> None:
        """These came to an end; what was refused by robots.txt alone was not asked."""
        for url, finished in ends:
            self.out.discard(url)
            if finished is not None and isinstance(finished.outcome, Disallowed) and not finished.captures:
                self._was_not_asked(url)
            self._counted.discard(url)

    def stand(self, urls: Iterable[str]) -> None:
        """These are in the shared frontier, and what else was given has been taken out of it: nobody asked that."""
        standing = set(urls)
        for url in self.out - standing:
            self._was_not_asked(url)
        self.out = standing

    def hosts(self) -> dict[str, str]:
        """The hosts of what is out, with an address of each."""
        return {host_of(url): url for url in sorted(self.out, reverse=True)}

    def _was_not_asked(self, url: str) -> None:
        if url in self._counted:
            self._counted.discard(url)
            self._pages -= 1

    def _next(self) -> Target | None:
        while (target := self._held_back or next(self._targets)) is not None:
            waited, self._held_back = self._held_back is not None, None
            if waited and not self._wanted(target):  # its host is left alone by now
                continue
            if target.kind == "page":
                if self._plan.limit is not None and self._pages >= self._plan.limit:
                    self._held_back = target
                    return None
                self._counted.add(target.url)
                self._pages += 1
            self.out.add(target.url)
            return target
        return None

    def _wanted(self, target: Target) -> bool:
        return target.url not in self.out and not self._desk.troubles.paused(target.url)

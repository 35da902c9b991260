"""What a run tells while it works; the command line turns these into a progress bar, lines or JSON logs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from msgspec import Struct

from pipeline.model.run import RunCounts

EventName = Literal[
    "run-started",
    "resumed",
    "purged",
    "clock-was-ahead",
    "clock-differs",
    "page",
    "sitemap",
    "issue",
    "began-failing",
    "recovered",
    "host-closed",
    "host-paused",
    "host-left",
    "host-back",
    "scope-left",
    "handed-over",
    "site-quiet",
    "put-aside",
    "gone",
    "site-blocked",
    "site-unblocked",
    "site-refused",
    "site-admitted",
    "pages-refused",
    "pages-admitted",
    "run-finished",
]


class Event(Struct, frozen=True, kw_only=True):
    """One thing that happened.

    Attributes:
        name: what.
        run_id: the run it belongs to.
        url: the page it is about, if it is about one.
        result: how it ended, in one word (``new``, ``changed``, ``unchanged``, ``failed``, ...).
        message: one sentence for people, may be empty.
        expected: targets that are done and that are known to be due, together; grows as pages are discovered.
        counts: the run's counters so far (a live object: copy it if you keep it).
    """

    name: EventName
    run_id: str
    url: str | None = None
    result: str | None = None
    message: str = ""
    expected: int = 0
    counts: RunCounts


OnEvent = Callable[[Event], None]


class Tell(Protocol):
    """Passes on an event of a run."""

    def __call__(
        self, name: EventName, *, url: str | None = None, result: str | None = None, message: str = ""
    ) -> None:
        """What happened, to which page, how it ended in one word, and one sentence for people."""


def silent(event: Event) -> None:
    """Listen to nothing."""
    del event

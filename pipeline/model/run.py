"""One execution of the pipeline and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

Verdict = Literal["ok", "incomplete", "blocked", "interrupted", "failed", "running"]


class RunCounts(Struct, kw_only=True):
    """Counters of a run, updated with every page.

    Attributes:
        due: the addresses that came to an end in it, and those that were still due, counted up to 10000; known when it
            ends.
        requests: every HTTP request, robots.txt, redirects and retries included.
        conditional: those that sent validators.
        bytes: of the answers' bodies as sent, without those of robots.txt.
        fetched: addresses that answered with a body: new and changed pages, those that could not be read, lists.
        gone: addresses that answered 404 or 410, confirmed or not.
        issues: found in it, warnings and infos too.
    """

    due: int = 0
    requests: int = 0
    conditional: int = 0
    bytes: int = 0
    fetched: int = 0
    unchanged: int = 0
    changed: int = 0
    new: int = 0
    redirected: int = 0
    gone: int = 0
    failed: int = 0
    disallowed: int = 0
    out_of_scope: int = 0
    issues: int = 0


class Run(Struct, frozen=True, kw_only=True):
    """A row of ``runs``. ``verdict`` is ``running`` until the run is closed."""

    id: str
    kind: str
    started_at: datetime
    finished_at: datetime | None = None
    verdict: Verdict = "running"
    counts: RunCounts

"""What we know of a host that keeps us polite: its robots.txt, when we last asked, what we did to it in a run."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

RobotsVerdict = Literal["rules", "allow_all", "closed"]


class RobotsSnapshot(Struct, frozen=True, kw_only=True):
    """The robots.txt of one origin as it stood, and what follows from it (RFC 9309 section 2.3.1).

    Attributes:
        id: UUID of this snapshot; what ``Disallowed.robots_id`` names.
        origin: ``scheme://host[:port]`` it speaks for.
        fetched_at: when the answer that decided was complete, UTC. Its age counts from here.
        expires_at: from when on it must be asked for again.
        status: HTTP status of the last answer, ``None`` when there was none.
        text: the rules as read: decoded, at most 500 KiB; ``""`` unless ``verdict`` is ``rules``.
        verdict: ``rules``: read and obeyed; ``allow_all``: there is none; ``closed``: it could not be read,
            so nothing may be asked until ``expires_at``.
        reason: one sentence that says why.
        crawl_delay: seconds asked for, for our product token; ``None`` if nothing is asked.
        sitemaps: absolute URLs of the sitemaps it names, in its order.
        capture_id: the capture that decided, ``None`` when there was no answer.
        etag, last_modified: validators for asking again.
        failures: how many times in a row it could not be read, or a wall answered in its place.
    """

    id: str
    origin: str
    fetched_at: datetime
    expires_at: datetime
    status: int | None
    text: str = ""
    verdict: RobotsVerdict
    reason: str
    crawl_delay: float | None = None
    sitemaps: tuple[str, ...] = ()
    capture_id: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0


class PaceEntry(Struct, frozen=True, kw_only=True):
    """When one host (or address) was last asked, so that the next run keeps the gap.

    Attributes:
        key: host name without port, or an IP address that hosts share.
        last_at: when the last request had certainly reached it, UTC.
        hold_until: it asked us to stay away until then (Retry-After), UTC.
        backoff: seconds its refusals have added to the gap; kept from stint to stint of a crawl, not from run to run.
    """

    key: str
    last_at: datetime
    hold_until: datetime | None = None
    backoff: float = 0.0


class HostReceipt(Struct, frozen=True, kw_only=True):
    """What one run did to one host.

    Attributes:
        host: name without port.
        requests: every request sent, robots.txt, redirects and retries too.
        bytes: entity bytes received (headers not counted).
        refusals: answers 429 and 503, and 403, 413 and 420 that state a Retry-After.
        smallest_gap, median_gap: seconds between request starts, on the budget the host belongs to;
            ``None`` with fewer than two requests.
        robots_id: the snapshot that was obeyed.
    """

    host: str
    requests: int
    bytes: int
    refusals: int
    smallest_gap: float | None
    median_gap: float | None
    robots_id: str | None = None

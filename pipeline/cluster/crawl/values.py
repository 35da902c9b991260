"""What goes between the coordinator and the workers, through the shared frontier, as JSON."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import Struct

from pipeline.model.capture import Capture, Outcome
from pipeline.model.target import Target


class Errand(Struct, frozen=True, kw_only=True):
    """A page to ask.

    Attributes:
        target: as it is to be asked.
        believed: the target with its validators, where it is asked without them to check what 304s are worth.
        end: where a redirect led when it was last asked, as that is to be asked; ``None`` where none did.
        given: when it was given out, by the coordinator's clock; ``None`` from a version that did not say.
    """

    target: Target
    believed: Target | None = None
    end: Target | None = None
    given: datetime | None = None


class Report(Struct, frozen=True, kw_only=True):
    """What came of an errand.

    Attributes:
        errand: what was asked.
        outcome: how it ended; its capture without bodies, which are in the archive.
        captures: every answer on the way, without bodies.
        strays: answers that belong to no page: robots.txt, mostly.
        sent: requests begun since the last report of the stint, answered or not.
        bytes: entity bytes of ``captures``.
        elapsed_ms: from asking to the end of the answer, waiting included.
        at: when it ended: the time of the last answer, if there was one.
        run_id: the crawl it was asked for.
        worker: who asked.
    """

    errand: Errand
    outcome: Outcome
    captures: tuple[Capture, ...] = ()
    strays: tuple[Capture, ...] = ()
    sent: int = 0
    bytes: int = 0
    elapsed_ms: int = 0
    at: datetime
    run_id: str
    worker: str


class Asked(Struct, kw_only=True):
    """What one stint did to one host; the receipt's raw material.

    Attributes:
        requests, bytes, refusals, robots_id: as in :class:`~pipeline.model.courtesy.HostReceipt`.
        gaps: seconds between request starts within the stint, and before its first the time for which the host had
            certainly been left alone, if it had been asked before.
    """

    requests: int = 0
    bytes: int = 0
    refusals: int = 0
    robots_id: str | None = None
    gaps: list[float] = []


Stint = dict[str, Asked]
"""What a stint did, by host."""

errands = msgspec.json.Decoder(Errand)
reports = msgspec.json.Decoder(Report)
stints = msgspec.json.Decoder(Stint)


def written(value: object) -> str:
    """A value as JSON text."""
    return msgspec.json.encode(value).decode()

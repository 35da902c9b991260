"""Between the fetcher and the archive: every answer is kept at once, and remembered until its page is committed."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from pipeline.archive import ArchiveWriter, Referred
from pipeline.model.capture import Capture
from pipeline.model.target import Target


class Kept(NamedTuple):
    """The answers of one target, without bodies, and how many entity bytes they were."""

    captures: tuple[Capture, ...]
    bytes: int


class Keeper:
    """Archives captures as they come and hands them out per target.

    Args:
        archive: the open writer of this run.
    """

    def __init__(self, archive: ArchiveWriter) -> None:
        self._archive = archive
        self._targets: dict[str, Target] = {}
        self._kept: dict[str, list[Capture]] = {}
        self._bytes: dict[str, int] = {}
        self._strays: list[Capture] = []
        self._requests = 0

    def watch(self, target: Target) -> None:
        """Collect what is kept for this target until :meth:`take`."""
        self._targets[target.url] = target
        self._kept[target.url] = []
        self._bytes[target.url] = 0

    def take(self, target: Target) -> Kept:
        """Everything kept for a target, in order: hops, answers that were asked for again, the last one."""
        del self._targets[target.url]
        captures = tuple(self._kept.pop(target.url))
        return Kept(captures, self._bytes.pop(target.url, 0))

    def take_strays(self) -> tuple[Capture, ...]:
        """What was kept for no target: robots.txt, mostly, and what a cancelled target had received."""
        strays = tuple(self._strays)
        self._strays.clear()
        return strays

    def take_requests(self) -> int:
        """How many requests were answered since the last call."""
        requests, self._requests = self._requests, 0
        return requests

    def give_up(self, target: Target) -> None:
        """A target that will not be finished; what it had received stays in the archive and gets its rows."""
        self._strays.extend(self.take(target).captures)

    def keep(self, capture: Capture) -> Capture:
        """Append to the archive and return the capture with its place; the fetcher calls this with every answer."""
        target = self._targets.get(capture.requested_url)
        kept: Capture = self._archive.keep(capture, refers_to=_referred(capture, target))
        self._requests += 1
        if target is None:
            self._strays.append(_light(kept))
        else:
            self._kept[target.url].append(_light(kept))
            self._bytes[target.url] += len(capture.entity)
        return kept

    def sync(self) -> None:
        """Bring everything kept so far to the disk."""
        self._archive.sync()


def _light(capture: Capture) -> Capture:
    return msgspec.structs.replace(capture, entity=b"", body=b"")


def _referred(capture: Capture, target: Target | None) -> Referred | None:
    if capture.revisit_of is None or target is None or target.capture_id is None:
        return None
    if target.captured_url is None or target.captured_at is None or target.entity_sha256 is None:
        return None
    return Referred(
        id=target.capture_id,
        url=target.captured_url,
        fetched_at=target.captured_at,
        entity_sha256=target.entity_sha256,
    )

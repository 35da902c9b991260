"""Between the fetcher and the archive: every answer is kept at once, and remembered until its page is committed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from pipeline.archive import ArchiveWriter, Referred
from pipeline.model.capture import Capture
from pipeline.model.target import Target
from pipeline.storage import ArchiveMark


class Kept(NamedTuple):
    """The answers of one target, without bodies, and how many entity bytes they were."""

    captures: tuple[Capture, ...]
    bytes: int


class Keeper:
    """Archives captures as they come and hands them out per target.

    Args:
        archive: the open writer of this run.

    Attributes:
        requests, bytes: answers and entity bytes so far.
    """

    def __init__(self, archive: ArchiveWriter) -> None:
        self._archive = archive
        self._targets: dict[str, list[Target]] = {}
        self._kept: dict[str, list[Capture]] = {}
        self._bytes: dict[str, int] = {}
        self._strays: list[Capture] = []
        self._requests = 0
        self._unsettled: dict[str, dict[str, int]] = {}
        self._ends: dict[str, int] = {}
        self.bytes = 0
        self.requests = 0

    def watch(self, target: Target) -> None:
        """Collect what is kept for this target until :meth:`take`."""
        self._targets[target.url] = [target]
        self._kept[target.url] = []
        self._bytes[target.url] = 0

    def leads_to(self, target: Target, further: Target) -> None:
        """A redirect leads on; the answer there may be a revisit of what is held of that address."""
        self._targets[target.url].append(further)

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
        asked = self._targets.get(capture.requested_url)
        if asked is not None:
            capture = msgspec.structs.replace(capture, why=asked[0].reason)
        held = [one for one in asked or () if one.capture_id is not None and one.capture_id == capture.revisit_of]
        kept: Capture = self._archive.keep(capture, refers_to=referred(held[0]) if held else None)
        self._requests += 1
        self.requests += 1
        self.bytes += len(capture.entity)
        if kept.archive is not None:
            ref = kept.archive
            self._unsettled.setdefault(ref.file, {})[kept.id] = ref.offset
            self._ends[ref.file] = ref.offset + ref.length
        if asked is None:
            self._strays.append(without_bodies(kept))
        else:
            self._kept[asked[0].url].append(without_bodies(kept))
            self._bytes[asked[0].url] += len(capture.entity)
        return kept

    def settle(self, captures: Iterable[Capture], *, last: bool = False) -> tuple[ArchiveMark, ...]:
        """How far each file has its rows once these captures have theirs; to be stored in the same transaction.

        Captures are kept in the order of the file, so the first one without a row bounds what is settled.

        Args:
            captures: what gets its rows now.
            last: nothing more will be kept.
        """
        for capture in captures:
            if capture.archive is not None:
                self._unsettled[capture.archive.file].pop(capture.id, None)
        marks = []
        newest = next(reversed(self._ends), None)
        for file, waiting in tuple(self._unsettled.items()):
            done = not waiting and (last or file != newest)
            marks.append(ArchiveMark(file=file, settled=next(iter(waiting.values()), self._ends[file]), done=done))
            if done:
                del self._unsettled[file]
        return tuple(marks)

    def sync(self) -> None:
        """Bring everything kept so far to the disk."""
        self._archive.sync()


def without_bodies(capture: Capture) -> Capture:
    """The capture without its bytes: they are in the archive, and many may wait for their rows."""
    return msgspec.structs.replace(capture, entity=b"", body=b"")


def referred(target: Target) -> Referred | None:
    """The earlier answer of a target that a revisit record points to, if one is held."""
    if target.capture_id is None or target.captured_url is None:
        return None
    if target.captured_at is None or target.entity_sha256 is None:
        return None
    return Referred(
        id=target.capture_id,
        url=target.captured_url,
        fetched_at=target.captured_at,
        entity_sha256=target.entity_sha256,
    )

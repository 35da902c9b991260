"""The pure reader over a unit: captures in, rows out, one shard in place. Runs in workers."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

from pipeline.archive.originals import Originals
from pipeline.archive.replay import Skipped
from pipeline.cluster.engine import Shard
from pipeline.cluster.job import Job
from pipeline.cluster.rows import Row, damage_row, error_row, row_of
from pipeline.cluster.shard import ShardWriter
from pipeline.errors import ArchiveError, InvalidUrl
from pipeline.fetchers.doors import Door, captures_of, is_remote
from pipeline.fetchers.doors.reading import Found
from pipeline.model.capture import Capture
from pipeline.model.unit import Unit
from pipeline.parsers.profile import SiteProfile
from pipeline.profiles import Profiles
from pipeline.reading import is_page
from pipeline.sites import GENERIC


def work(job: Job, unit: Unit) -> Shard:
    """Read a unit and put its shard in place.

    Raises:
        ArchiveError, DiskFull: the archive file cannot be read, or the shard not be written.
    """
    reader = UnitReader(job)
    with ShardWriter(job.folder, unit) as shard:
        for found in reader.found(unit):
            shard.add(found if isinstance(found, Row) else reader.read(found))
        return shard.finish(passed_over=reader.passed_over, reader=job.reader)


class UnitReader:
    """Reads units page by page; ``passed_over`` counts the captures of the last unit that are no pages, by why."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._profiles: Profiles = job.profiles()
        self.passed_over: dict[str, int] = {}

    def found(self, unit: Unit) -> Iterator[Capture | Row]:
        """The pages of a unit that are to be read, in order; a row in the place of each damaged record.

        Raises:
            ArchiveError: the file cannot be read.
        """
        counter: Counter[str] = Counter()
        self.passed_over = counter
        for found in self._captures(unit):
            if isinstance(found, ArchiveError):
                yield damage_row(found, file=unit.name)
                continue
            if isinstance(found, Skipped):
                counter[found.reason] += 1
                continue
            why = self._why_not(found)
            if why is None:
                yield found
            else:
                counter[why] += 1

    def _captures(self, unit: Unit) -> Iterator[Found]:
        job = self._job
        with ExitStack() as stack:
            index = None if job.originals is None else stack.enter_context(Originals(job.originals))
            far = is_remote(unit.address) or index is not None
            door = Door() if job.access is None else stack.enter_context(job.access.door(far=far))
            yield from captures_of(unit, door, index)

    def read(self, capture: Capture) -> Row:
        """Read a page as its host's profile says.

        A page that takes longer than the job's patience ends the process (SIGALRM), as one that crashes it does: a
        library that never comes back cannot be stopped otherwise.
        """
        try:
            profile = self._profiles.for_url(capture.url)
        except InvalidUrl as error:
            return error_row(capture, "bad-url", error.message)
        signal.setitimer(signal.ITIMER_REAL, self._job.patience)
        try:
            return row_of(capture, self._job.read(capture, profile))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _why_not(self, capture: Capture) -> str | None:
        page = is_page(
            status=capture.status,
            revisit_of=None if capture.body else capture.revisit_of,  # of another page's bytes, which are here
            truncated=capture.truncated,
            content_type=capture.header("content-type"),
        )
        if not page:
            return "revisit" if capture.revisit_of else "no page"
        if capture.url.partition("://")[2].partition("/")[2] == "robots.txt":
            return "robots.txt"
        if not self._job.generic and self._profile(capture) is None:
            return "unknown host"
        return None

    def _profile(self, capture: Capture) -> SiteProfile | None:
        try:
            profile = self._profiles.for_url(capture.url)
        except InvalidUrl:
            return None
        return None if profile.name == GENERIC else profile

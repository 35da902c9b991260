"""One re-reading from units to manifest: what is done is skipped, what kills workers is read page by page."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial

from msgspec import Struct

from pipeline.cluster.engine import Broke, Died, Done, Engine, Outcome, Shard
from pipeline.cluster.isolate import isolated
from pipeline.cluster.job import Job
from pipeline.cluster.manifest import Ledger, Manifest
from pipeline.cluster.work import work
from pipeline.errors import ArchiveError, PipelineError
from pipeline.export.formats.parquet import arrow
from pipeline.model.unit import Unit


class Progress(Struct, frozen=True, kw_only=True):
    """A unit came to an end: its name, its pages, or the trouble it had."""

    name: str
    pages: int = 0
    trouble: str | None = None


class Report(Struct, kw_only=True):
    """What a re-reading came to.

    Attributes:
        folder: where shards and manifest stand.
        units: units asked for.
        skipped: of these, the ones that were done before.
        pages: records written now.
        errors: rows without a record written now, by code.
        isolated: units that killed their workers and were read page by page.
        quarantined: pages of them that kill whoever reads them.
        failed: units that could not be read, by name, with why; they are tried again next time.
        manifest: everything that counts, also from earlier times.
    """

    folder: str
    units: int = 0
    skipped: int = 0
    pages: int = 0
    errors: dict[str, int] = {}
    isolated: int = 0
    quarantined: int = 0
    failed: dict[str, str] = {}
    manifest: Manifest | None = None


def reread_units(job: Job, units: Iterable[Unit], engine: Engine, listen: Callable[[Progress], None]) -> Report:
    """Read units with an engine; running it again takes up what is missing.

    Args:
        job: how, and whereto.
        units: taken as the engine has room for them.
        engine: where the work is done.
        listen: told of every unit that ends.

    Raises:
        UsageError: pyarrow or the engine is not installed.
        RunLocked: another driver writes to the folder.
        ArchiveError: the folder cannot be written; or a worker runs another version of the readers.
    """
    arrow()
    job.profiles()
    report = Report(folder=str(job.folder), errors={}, failed={})
    with Ledger(job.folder, job.reader) as ledger:
        driver = _Driver(job, ledger, report, listen)
        outcomes = engine(partial(work, job), driver.open(units))
        try:
            driver.hear(outcomes)
        finally:
            if isinstance(outcomes, Generator):
                outcomes.close()  # its workers end now, not when somebody collects the garbage
        driver.isolate()
        report.manifest = ledger.close()
    return report


class _Driver:
    def __init__(self, job: Job, ledger: Ledger, report: Report, listen: Callable[[Progress], None]) -> None:
        self._job = job
        self._ledger = ledger
        self._report = report
        self._listen = listen
        self._deadly: list[Unit] = []

    def hear(self, outcomes: Iterable[Outcome]) -> None:
        """Take note of what becomes of each unit."""
        for outcome in outcomes:
            match outcome:
                case Done(shard=shard):
                    self.done(shard)
                case Broke(unit=unit, message=message):
                    self.failed(unit, message)
                case Died(unit=unit, how=how):
                    self.died(unit, how)

    def open(self, units: Iterable[Unit]) -> Iterator[Unit]:
        """The units that are not done."""
        for unit in units:
            self._report.units += 1
            if self._ledger.has(unit):
                self._report.skipped += 1
            else:
                yield unit

    def done(self, shard: Shard) -> None:
        """A shard is in place: note it."""
        if shard.reader != self._job.reader:
            raise ArchiveError(
                f"{shard.name} was read by reader {shard.reader}, this is {self._job.reader}",
                mend="install the same version of the pipeline, and the same profiles, on every machine",
            )
        self._ledger.add(shard)
        report = self._report
        report.pages += shard.pages
        report.quarantined += shard.quarantined
        for code, count in shard.errors.items():
            report.errors[code] = report.errors.get(code, 0) + count
        self._listen(Progress(name=shard.name, pages=shard.pages))

    def failed(self, unit: Unit, message: str) -> None:
        """The unit stays open."""
        self._report.failed[unit.name] = message
        self._listen(Progress(name=unit.name, trouble=message))

    def died(self, unit: Unit, how: str) -> None:
        """To be read page by page once the others are done."""
        self._deadly.append(unit)
        self._listen(Progress(name=unit.name, trouble=f"every worker died of it ({how}); it is read page by page"))

    def isolate(self) -> None:
        """Read the units that killed their workers."""
        for unit in self._deadly:
            self._report.isolated += 1
            try:
                shard = isolated(self._job, unit)
            except PipelineError as error:
                self.failed(unit, error.message)
            else:
                self.done(shard)

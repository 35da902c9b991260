"""Reports become rows: the answers stand in the workers' archive files, this process reads them and stores."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import structs

from pipeline.archive import read_capture as read_archived
from pipeline.cluster.crawl.values import Report
from pipeline.errors import ArchiveError, DamagedRecord
from pipeline.ingest.clocks import SLACK
from pipeline.ingest.finished import Finished
from pipeline.ingest.keeper import Keeper, Kept
from pipeline.ingest.work import Parts
from pipeline.model.capture import WHOLE, Answered, Capture
from pipeline.nearest import many
from pipeline.storage import ArchiveMark


class Brought(Keeper):
    """A keeper of answers that others have archived: the desk takes strays and counts from it."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.archive)
        self._desk = parts.desk
        self._ahead: set[str] = set()

    def bring(self, report: Report) -> None:
        """Count what a worker sent, answered or not; its strays get their rows with the next commit.

        A worker whose clock is ahead is told once: one that is behind has noticed that itself.
        """
        ahead = report.at - self._desk.clock.now()
        if ahead > SLACK and report.worker not in self._ahead:
            self._ahead.add(report.worker)
            message = (
                f"worker {report.worker} dates answers {many(ahead.days, 'day')} after the coordinator's clock: one of"
                " the two is wrong, and its looks are dated by its own"
            )
            self._desk.tell("clock-differs", message=message)
        asked = (*report.captures, *report.strays)
        self._strays.extend(report.strays)
        self._requests += len(asked)
        self.requests += max(report.sent, len(asked))
        self.bytes += report.bytes

    def settle(self, captures: Iterable[Capture], *, last: bool = False) -> tuple[ArchiveMark, ...]:
        """No marks: a worker's file is gone through once it is closed, and has its mark then."""
        del captures, last
        return ()


class NotHereYet(Exception):
    """The archive file of a report is not in this machine's folder; it may be on its way."""


def finished_of(report: Report, parts: Parts) -> Finished | None:
    """A report as a live run has it after asking and reading; ``None`` if its answer cannot be read (told).

    Raises:
        NotHereYet: see there.
    """
    outcome, target = report.outcome, report.errand.target
    if isinstance(outcome, Answered) and outcome.capture.status in WHOLE and outcome.capture.revisit_of is None:
        whole = _with_body(outcome.capture, parts)
        if whole is None:
            return None
        outcome = structs.replace(outcome, capture=whole)
    kept = Kept(report.captures, report.bytes)
    finished = parts.finisher.finish(target, outcome, kept, elapsed_ms=report.elapsed_ms)
    known = parts.desk.store.run(report.run_id) is not None
    return structs.replace(
        finished, at=report.at, run_id=report.run_id if known else None, believed=report.errand.believed
    )


def is_stored(report: Report, parts: Parts) -> bool:
    """Whether its rows stand already: a coordinator died between storing a report and saying so."""
    state = parts.desk.store.url_state(report.errand.target.url)
    return state is not None and state.last_tried is not None and state.last_tried >= report.at


def _with_body(capture: Capture, parts: Parts) -> Capture | None:
    folder = parts.config.storage.archive
    if capture.archive is None or not (folder / capture.archive.file).exists():
        raise NotHereYet(capture.archive.file if capture.archive is not None else capture.url)
    try:
        archived = read_archived(folder, capture.archive)
    except (ArchiveError, DamagedRecord) as error:
        parts.desk.tell("issue", url=capture.url, result="archive-damaged", message=str(error))
        return None
    return structs.replace(capture, entity=archived.entity, body=archived.body)

"""A run's report as a Prometheus textfile (https://prometheus.io/docs/instrumenting/exposition_formats/).

Gauges of the last run: the collector of node_exporter reads the file whenever it is scraped, so it is put in place
whole (written beside, then renamed).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.archive.files import put_in_place
from pipeline.errors import PipelineError
from pipeline.ingest.closing import RunReport
from pipeline.model.run import RunCounts
from pipeline.storage.at_rest import behind

PREFIX = "health_page_pipeline"

_Sample = tuple[dict[str, str], float]


def metrics(report: RunReport, sites: Iterable[str]) -> str:
    """The text of the file.

    Args:
        report: of the run.
        sites: every site the run asked; those not blocked are told as such.
    """
    return "".join(f"{line}\n" for line in _lines(report, tuple(sites)))


def write_metrics(file: Path, text: str) -> None:
    """Put the file in place, whole or not at all.

    Raises:
        PipelineError: it cannot be written.
    """
    file = behind(file)
    try:
        with put_in_place(file) as part:
            part.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PipelineError(f"{file} cannot be written: {error.strerror}") from error


def _lines(report: RunReport, sites: tuple[str, ...]) -> Iterator[str]:
    run = report.run
    finished = run.finished_at or run.started_at
    yield from _gauge("run_finished_timestamp_seconds", "When the last run ended.", [({}, finished.timestamp())])
    seconds = (finished - run.started_at).total_seconds()
    yield from _gauge("run_duration_seconds", "How long it took.", [({}, seconds)])
    yield from _gauge("run_verdict", "1 for how it ended.", [({"verdict": run.verdict, "kind": run.kind}, 1)])
    counts = [({"counter": name}, float(getattr(run.counts, name))) for name in RunCounts.__struct_fields__]
    yield from _gauge("run_counts", "Its counters.", counts)
    yield from _gauge("due_pages", "Pages still due when it ended, counted up to 10000.", [({}, report.left_due)])
    blocked = [({"site": site}, float(site in report.blocked)) for site in sorted({*sites, *report.blocked})]
    yield from _gauge("site_blocked", "Whether publication of the site is blocked.", blocked)
    shut = [({"site": site}, float(site in report.shut)) for site in sorted({*sites, *report.shut})]
    meaning = "Whether robots.txt keeps us from the site as a whole; 0 where that is why it is blocked."
    yield from _gauge("site_shut", meaning, shut)
    good = [({"site": site}, at.timestamp()) for site, at in report.good.items()]
    yield from _gauge("site_last_good_run_timestamp_seconds", "When the site had its last good run.", good)
    hosts = [({"host": receipt.host}, float(receipt.requests)) for receipt in report.receipts]
    yield from _gauge("host_requests", "Requests sent to the host.", hosts)
    refused = [({"host": receipt.host}, float(receipt.refusals)) for receipt in report.receipts]
    yield from _gauge("host_refusals", "Answers 429 and 503, and 403 with a Retry-After.", refused)
    gaps = [({"host": r.host}, r.smallest_gap) for r in report.receipts if r.smallest_gap is not None]
    yield from _gauge("host_smallest_gap_seconds", "Smallest gap between two requests.", gaps)


def _gauge(name: str, meaning: str, samples: list[_Sample]) -> Iterator[str]:
    full = f"{PREFIX}_{name}"
    yield f"# HELP {full} {meaning}"
    yield f"# TYPE {full} gauge"
    for labels, value in samples:
        marked = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"{full}{{{marked}}} {value:.15g}" if marked else f"{full} {value:.15g}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")

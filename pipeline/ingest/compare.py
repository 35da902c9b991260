"""A run beside the ones before it: what is usual, and what is not."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from msgspec import Struct

from pipeline.model.run import Run

RUNS = 10
"""Earlier runs that say what is usual."""

ENOUGH = 3
"""Runs that must have been before anything is usual: the first one of a site finds everything new."""

_NAMES = ("requests", "new", "changed", "unchanged", "failed", "gone", "issues")


class Compared(Struct, frozen=True, kw_only=True):
    """One counter of a run and what it usually is.

    Attributes:
        name: of the counter, or ``seconds`` for how long it took.
        now: its value.
        usual: the median of the runs before.
        unusual: it is more than three times the usual, or less than a third, and not by a handful.
    """

    name: str
    now: float
    usual: float
    unusual: bool


def compare(run: Run, earlier: Iterable[Run]) -> tuple[Compared, ...]:
    """Every counter beside its median over the earlier runs of the same kind that came to an end, once enough did.

    A run to which nothing was due is neither unusual nor a measure of what is usual. One that ended blocked is cut
    short by that, and no measure either.
    """
    ended = [one for one in earlier if one.kind == run.kind and one.id != run.id and one.verdict in _ENDED]
    ended = [one for one in ended if not _idle(one)][:RUNS]
    if _idle(run) or len(ended) < ENOUGH:
        return ()
    rows = [_row(name, getattr(run.counts, name), [getattr(one.counts, name) for one in ended]) for name in _NAMES]
    rows.append(_row("seconds", _seconds(run), [_seconds(one) for one in ended]))
    return tuple(rows)


_ENDED = ("ok", "incomplete")


def _idle(run: Run) -> bool:
    counts = run.counts
    return not (counts.requests or counts.failed or counts.disallowed)


def _row(name: str, now: float, before: list[float]) -> Compared:
    usual = float(median(before))
    far = abs(now - usual) > 5 and not usual / 3 <= now <= usual * 3
    return Compared(name=name, now=now, usual=usual, unusual=far)


def _seconds(run: Run) -> float:
    return 0.0 if run.finished_at is None else (run.finished_at - run.started_at).total_seconds()

from __future__ import annotations

from pathlib import Path

from tools import kill

TRIALS = 5
"""Enough to pass every kind of place; ``python -m tools.kill --runs 300`` is the full count."""


def test_a_killed_run_ends_as_an_uninterrupted_one(tmp_path: Path) -> None:
    """Killed at random places and run again: records, versions, links, frontier and archive are those of one run.

    The file is sound each time, no answer that was archived is asked for again, and no more requests are repeated
    than were under way.
    """
    done = list(kill.trials(range(TRIALS), 4, tmp_path))
    assert [(trial.number, trial.points, trial.wrong) for trial in done if trial.wrong] == []
    assert sum(trial.killed for trial in done) >= TRIALS

"""Frames of a long run lie in one piece of memory, wherever it was called from."""

from __future__ import annotations

import resource
from collections.abc import Callable
from functools import partial

import pytest

from pipeline.frames import in_one_piece

_CALLS = 200
_DEPTHS = range(200)
"""More frames than go into a piece of 16 KiB."""


def _nothing() -> None:
    return


def _faults_of_calls() -> int:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(_CALLS):
        _nothing()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def _below(depth: int, work: Callable[[], int]) -> int:
    return _below(depth - 1, work) if depth else work()


def test_a_call_costs_no_page_fault_at_whatever_depth_it_is_made() -> None:
    at_a_border = max(_below(depth, _faults_of_calls) for depth in _DEPTHS)
    if at_a_border < _CALLS:
        pytest.skip("this interpreter keeps its frames otherwise")
    assert max(in_one_piece(partial(_below, depth, _faults_of_calls)) for depth in _DEPTHS) < _CALLS / 4


def test_it_gives_what_the_work_gives_and_raises_what_it_raises() -> None:
    assert in_one_piece(lambda: "done") == "done"
    with pytest.raises(ZeroDivisionError):
        in_one_piece(lambda: 1 // 0)

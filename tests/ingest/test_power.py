"""What a power cut leaves of a run is taken up: no loss of what was stored, no damage that stays."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import power

CUTS = 6
"""Enough to see that the replay follows every call; ``python -m tools.power --cuts 200`` is the full count."""


def can_trace() -> bool:
    """Whether processes may be traced here at all."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not can_trace(), reason=f"no strace, or it may trace nothing here ({sys.platform})")
def test_a_run_goes_on_after_a_power_cut(tmp_path: Path) -> None:
    """It ends as an uninterrupted one does, with every answer whose row was committed before."""
    done = list(power.cuts(CUTS, 4, tmp_path))
    assert [cut for cut in done if cut.wrong] == []
    assert len(done) == CUTS

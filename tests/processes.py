"""Programs that tests run to their end."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run(
    *command: str, folder: Path = ROOT, env: Mapping[str, str] | None = None, stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    """What it said and how it ended; it has the environment of the tests, and finds the pipeline, unless given one."""
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)} if env is None else env,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

"""Where the real pages are that some tests and benchmarks read: no page of a publisher is in the repository."""

from __future__ import annotations

import os
from pathlib import Path

CORPUS = Path(os.environ.get("PIPELINE_CORPUS") or Path(__file__).resolve().parents[2] / "shared" / "corpus")

"""Readers that are slow, or die: handed to a job in the place of the real one."""

from __future__ import annotations

import ctypes
import os
import time
from pathlib import Path

from pipeline.model.capture import Capture
from pipeline.parsers.profile import SiteProfile
from pipeline.reading import Attempt, read_capture

DEADLY = b"<!-- these bytes end the process that reads them -->"
ENDLESS = b"<!-- these bytes are never read to their end -->"


def deadly(capture: Capture, profile: SiteProfile) -> Attempt:
    """A segmentation fault at the marked pages, and no end at others."""
    if DEADLY in capture.body:
        ctypes.string_at(0)
    if ENDLESS in capture.body:
        time.sleep(3600)
    return read_capture(capture, profile)


def slow(folder: Path, seconds: float, capture: Capture, profile: SiteProfile) -> Attempt:
    """A reader that takes its time and leaves its process id in a folder."""
    (folder / str(os.getpid())).touch()
    time.sleep(seconds)
    return read_capture(capture, profile)

"""Reading a capture in a process of its own, to see whether it kills the reader.

``python -m pipeline.ingest.suspect`` reads the question as JSON from stdin and says nothing; living is the answer.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline import sites
from pipeline.archive import read_capture as read_archived
from pipeline.errors import ArchiveError
from pipeline.fetchers.sitemaps import read_list
from pipeline.model.capture import ArchiveRef
from pipeline.model.target import UrlKind
from pipeline.parsers.profile import SiteProfile
from pipeline.profiles import at_origin
from pipeline.reading import read_capture
from pipeline.urls import origin_of

PATIENCE = 60.0
"""Processor seconds after which a page that is still being read is taken for one that never ends. By the clock an
innocent one may take minutes, on a machine with much else to do."""


class Question(Struct, frozen=True, kw_only=True):
    """What to read, and as whose."""

    folder: str
    archive: ArchiveRef
    kind: UrlKind
    profile: str
    origin: str


def survives(folder: Path, ref: ArchiveRef, kind: UrlKind, profile: SiteProfile, url: str) -> bool:
    """Whether a process that reads this capture lives; asked with a process that may die."""
    question = Question(folder=str(folder), archive=ref, kind=kind, profile=profile.name, origin=origin_of(url))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pipeline.ingest.suspect"],
            input=msgspec.json.encode(question),
            capture_output=True,
            timeout=10 * PATIENCE,  # by the clock: should it wait for something that never comes
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main() -> None:
    """Read what stdin names; a reading that does not end is ended by SIGPROF."""
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    question = msgspec.json.decode(sys.stdin.buffer.read(), type=Question)
    try:
        capture = read_archived(Path(question.folder), question.archive)
    except ArchiveError:
        return  # damage is for `verify` to tell; it kills nobody
    if question.kind == "sitemap":
        read_list(capture.body, capture.url)
        return
    profile = sites.by_name(question.profile)
    if origin_of(capture.url).partition("//")[2] not in profile.scope.hosts:
        profile = at_origin(profile, question.origin)
    read_capture(capture, profile)


if __name__ == "__main__":
    main()

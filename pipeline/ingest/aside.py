"""Putting a page aside that killed the process which read it."""

from __future__ import annotations

from pathlib import Path

from pipeline.fetchers.clock import Clock
from pipeline.ingest.events import Tell
from pipeline.ingest.journal import ReadingJournal
from pipeline.ingest.suspect import survives
from pipeline.nearest import few_of
from pipeline.parsers import parser_version
from pipeline.profiles import Profiles
from pipeline.storage import Store


def put_aside(journal: ReadingJournal, *, store: Store, archive: Path, profiles: Profiles, clock: Clock) -> str | None:
    """Judge the page that was in hand when an earlier process died, if one was; what was decided, in words.

    Most processes die of something else (a reboot, an operator), so the page is read again in a process of its own.
    If that one dies too, or does not end, or two processes have died of the page already, its bytes go into quarantine
    for this version of the reader.

    Raises:
        StorageError: the decision cannot be stored.
    """
    suspect = journal.suspect()
    if suspect is None:
        return None
    ref = suspect.archive
    profile = profiles.for_url(suspect.url)
    if suspect.strikes == 0 and (ref is None or survives(archive, ref, suspect.kind, profile, suspect.url)):
        journal.remember(suspect)
        journal.clear()
        return None
    reason = "a process died while reading it, and so did another one" if suspect.strikes == 0 else "two processes died"
    store.quarantine(
        suspect.payload_sha256,
        parser_version=parser_version(),
        url=suspect.url,
        capture_id=suspect.capture_id,
        reason=reason,
        now=clock.now(),
    )
    journal.clear()
    return f"{suspect.url} is not read any more: {reason}"


def tell_of_before(tell: Tell, back: tuple[str, ...], aside: str | None) -> None:
    """Tell what was found before anything is asked: pages that have to go, and one that killed its reader."""
    if back:
        tell(
            "purged", message=f"{few_of(sorted(back))}: purged while another database was in use, and so from this one"
        )
    if aside is not None:
        tell("issue", result="reader-died", message=aside)

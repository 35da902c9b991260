"""From an outcome to what is to be committed: the page is read, the list of URLs is taken apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from msgspec import Struct, structs

from pipeline import parsers
from pipeline.fetchers.sitemaps import read_list
from pipeline.ingest import discovery
from pipeline.ingest.journal import ReadingJournal
from pipeline.ingest.keeper import Kept, without_bodies
from pipeline.model.capture import WHOLE, Answered, Capture, NotModified, Outcome
from pipeline.model.document import Document
from pipeline.model.issue import Issue
from pipeline.model.target import Discovered, Target
from pipeline.parsers.profile import SiteProfile
from pipeline.profiles import Profiles
from pipeline.reading import read_capture


class Finished(Struct, frozen=True, kw_only=True):
    """A target whose answers are in the archive and read; what is left is to commit it.

    Attributes:
        target: what was asked.
        outcome: how it ended; its capture without bodies.
        captures: every answer on the way, in order, without bodies.
        bytes: entity bytes of all of them.
        elapsed_ms: from asking to the end of the answer, waiting included.
        profile: who read it.
        document: the record, if one was made.
        issues: why none was made, or what is wrong with a list of URLs.
        found: URLs it tells of.
        judged: whether it says something about the site's health (a page that answered whole, with new bytes).
        believed: the target with its validators, where it was asked without them to check what 304s are worth.
        run_id: the run that asked, where that is an earlier one (its process died before it could commit).
        at: when it ended, where that is in the past.
    """

    target: Target
    outcome: Outcome
    captures: tuple[Capture, ...]
    bytes: int
    elapsed_ms: int
    profile: SiteProfile
    document: Document | None = None
    issues: tuple[Issue, ...] = ()
    found: tuple[Discovered, ...] = ()
    judged: bool = False
    believed: Target | None = None
    run_id: str | None = None
    at: datetime | None = None


class Finisher:
    """Reads what was answered.

    Args:
        profiles: who reads what.
        journal: told what is in hand.
        quarantined: payload digests that must not be read, because a process died of them.
        discover: whether pages and lists add to the frontier.
    """

    def __init__(
        self,
        profiles: Profiles,
        *,
        journal: ReadingJournal,
        quarantined: frozenset[str],
        discover: bool,
    ) -> None:
        self.profiles = profiles
        self.journal = journal
        self.quarantined = quarantined
        self._discover = discover

    def finish(self, target: Target, outcome: Outcome, kept: Kept, *, elapsed_ms: int) -> Finished:
        """Read the answer, if there is something to read in it."""
        finished = Finished(
            target=target,
            outcome=light(outcome),
            captures=kept.captures,
            bytes=kept.bytes,
            elapsed_ms=elapsed_ms,
            profile=self.profiles.of_page(target.url, target.site),
        )
        match outcome:
            case Answered(capture=capture) if capture.status in WHOLE and capture.revisit_of is None:
                read = self._list if target.kind == "sitemap" else self._page
                return self._guarded(finished, capture, read)
            case _:
                return finished

    def _guarded(self, finished: Finished, capture: Capture, read: Callable[[Finished, Capture], Finished]) -> Finished:
        if capture.payload_sha256 in self.quarantined:
            return structs.replace(finished, issues=(reader_died(capture),), judged=True)
        with self.journal.reading(capture, finished.target.kind):
            return read(finished, capture)

    def _list(self, finished: Finished, capture: Capture) -> Finished:
        urls = read_list(capture.body, capture.url)
        found = tuple(discovery.from_list(urls, finished.profile, found_on=finished.target.url))
        issues = tuple(discovery.troubles(urls, found, finished.profile))
        return structs.replace(finished, found=found if self._discover else (), issues=issues)

    def _page(self, finished: Finished, capture: Capture) -> Finished:
        profile = self.profiles.of_page(capture.url, finished.target.site)
        reading = read_capture(capture, profile)
        document = reading.document
        found: Iterator[Discovered] = iter(())
        if document is not None:
            found = discovery.from_document(document, profile)
        elif reading.listing is not None:
            found = discovery.from_listing(reading.listing, profile)
        elif reading.leads_to is not None:
            found = discovery.led_on(reading.leads_to, capture.url, profile)
        return structs.replace(
            finished,
            profile=profile,
            document=document,
            found=tuple(found) if self._discover else (),
            issues=() if document else reading.issues,
            judged=document is not None or any(issue.severity == "error" for issue in reading.issues),
        )


def reader_died(capture: Capture) -> Issue:
    """What is said of a page in quarantine."""
    return Issue(
        code="reader-died",
        severity="error",
        message=f"{capture.url}: the process died while reading this page, so it is not read again by this version",
        evidence={"payload_sha256": capture.payload_sha256, "parser_version": parsers.parser_version()},
    )


def light(outcome: Outcome) -> Outcome:
    """The outcome without bodies."""
    capture = getattr(outcome, "capture", None)
    return outcome if capture is None else structs.replace(outcome, capture=without_bodies(capture))


def is_good(finished: Finished) -> bool:
    """Whether it was answered in full, or leads to a page that is held and has not changed."""
    match finished.outcome:
        case NotModified(capture=capture):
            return bool(capture.redirects) and finished.target.kind == "page"
        case Answered(capture=capture):
            return capture.status in WHOLE and capture.revisit_of is None
        case _:
            return False

"""A capture becomes a document, or an issue that says why not; a page that breaks the reader costs itself only."""

from __future__ import annotations

import traceback
from collections.abc import Sequence

from msgspec import Struct

from pipeline import parsers, sites
from pipeline.errors import ReadError
from pipeline.model.capture import Capture
from pipeline.model.document import Document
from pipeline.model.issue import Issue
from pipeline.parsers.profile import SiteProfile
from pipeline.urls import origin_of

HTML_TYPES = frozenset({"", "text/html", "application/xhtml+xml"})
"""Media types that readers read; a page without one is taken for HTML, as browsers do."""


class Reading(Struct, frozen=True, kw_only=True):
    """A document, or ``None`` with the issues that explain it."""

    document: Document | None
    issues: tuple[Issue, ...] = ()


class Profiles:
    """Which profile reads which origin: the installed profiles, plus origins mapped by configuration.

    Args:
        by_origin: profiles at other origins than their own (a demo, a mirror, a test), by ``scheme://host[:port]``.
    """

    def __init__(self, by_origin: dict[str, SiteProfile] | None = None) -> None:
        self._by_origin = by_origin or {}

    def for_url(self, url: str) -> SiteProfile:
        """The profile that reads ``url``; ``generic`` when no publisher's does."""
        return self._by_origin.get(origin_of(url)) or sites.for_url(url)

    def named(self, names: Sequence[str]) -> list[SiteProfile]:
        """Profiles by name, mapped origins first."""
        mapped = {profile.name: profile for profile in self._by_origin.values()}
        return [mapped.get(name) or sites.by_name(name) for name in names]


def read_capture(capture: Capture, profile: SiteProfile) -> Reading:
    """Read a 200 answer; never raises for what the page does to the reader."""
    content_type = (capture.header("content-type") or "").partition(";")[0].strip().lower()
    if content_type not in HTML_TYPES:
        return _nothing(
            "not-html", "info", f"{capture.url} is {content_type}, which no reader reads", type=content_type
        )
    try:
        document = parsers.read(capture, profile)
    except ReadError as error:
        return _nothing("profile-mismatch", "error", str(error), profile=profile.name, version=profile.version)
    except Exception as error:  # noqa: BLE001  the one place where a page may break the reader
        return _nothing(
            "reader-crashed",
            "error",
            f"{capture.url}: the {profile.name} reader raised {type(error).__name__}: {error}",
            traceback="".join(traceback.format_exception(error)[-3:])[-2000:],
        )
    return Reading(document=document, issues=document.issues)


def _nothing(code: str, severity: str, message: str, **evidence: str) -> Reading:
    issue = Issue(code=code, severity=severity, message=message, evidence=evidence)  # type: ignore[arg-type]
    return Reading(document=None, issues=(issue,))
